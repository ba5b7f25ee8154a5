// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/adjustmentsdialog.h"

#include "ui/items/plaintablemodel.h"
#include "ui/settings/closingwords.h"
#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QComboBox>
#include <QDate>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

namespace outlay::ui {
namespace {

const std::vector<int> figures{1, 2, 3, 4};

QString signedCount(std::int64_t number, const QLocale &locale)
{
    return (number > 0 ? QStringLiteral("+") : QString()) + count(number, locale);
}

QStringList rowOf(const QString &what, const Adjustment &adjustment, const QLocale &locale)
{
    return {what, money(spendOf(adjustment.frozen), locale),
            money(spendOf(adjustment.current), locale), signedMoney(adjustment.spend(), locale),
            signedCount(adjustment.requests(), locale)};
}

} // namespace

AdjustmentsDialog::AdjustmentsDialog(const std::string &month, QWidget *parent)
    : QDialog(parent)
    , m_words(new WrappedLabel({}, uiFont(13), this))
    , m_causes(new PlainTableModel({tr("Why"), tr("Requests"), tr("Adjustment")}, {1, 2}, this))
    , m_places(new PlainTableModel(
          {tr("Where"), tr("Frozen"), tr("Now"), tr("Adjustment"), tr("Requests")}, figures, this))
    , m_by(new QComboBox(this))
{
    const QString title = tr("%1 since it was closed", "month").arg(monthLabel(month, locale()));
    setObjectName(QStringLiteral("adjustmentsDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    resize(720, 560);
    setRole(*m_words, nullptr);
    m_words->setObjectName(QStringLiteral("adjustmentsWords"));
    m_words->setText(tr("Verifying what was frozen, and adding up what is known now…"));
    m_by->setObjectName(QStringLiteral("adjustmentsBy"));
    m_by->setAccessibleName(tr("Cut by"));
    m_by->addItem(tr("Day"), -1);
    for (std::size_t i = 0; i < frozenDimensions.size(); ++i)
        m_by->addItem(dimensionLabel({frozenDimensions[i], {}}), static_cast<int>(i));
    m_causesTable = makeTable(*m_causes, "adjustmentsCauses", tr("Why"));
    m_placesTable = makeTable(*m_places, "adjustmentsPlaces", tr("Where"));
    auto *row = new QHBoxLayout;
    auto *label = makeLabel(tr("&By"), uiFont(13), this);
    label->setBuddy(m_by);
    row->addWidget(label);
    row->addWidget(m_by);
    row->addStretch(1);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(20, 18, 20, 16);
    box->setSpacing(10);
    box->addWidget(makeLabel(title, uiFont(16, QFont::DemiBold), this));
    box->addWidget(m_words);
    box->addWidget(m_causesTable, 2);
    box->addLayout(row);
    box->addWidget(m_placesTable, 3);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    box->addWidget(buttons);
    connect(m_by, &QComboBox::currentIndexChanged, this, &AdjustmentsDialog::showPlaces);
}

QTableView *AdjustmentsDialog::makeTable(PlainTableModel &model, const char *name,
                                         const QString &title)
{
    auto *table = new QTableView(this);
    table->setObjectName(QLatin1String(name));
    table->setAccessibleName(title);
    dressTable(*table);
    table->setModel(&model);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    return table;
}

void AdjustmentsDialog::setComparison(const ClosingComparison &comparison)
{
    m_comparison = comparison;
    m_isRead = true;
    const ClosedPeriod &period = comparison.period;
    const QString who = shownName(NameKind::Account, QString::fromStdString(period.closedBy));
    const QString closed = tr("Closed by %1; digest %2, verified.", "a person, letters")
                               .arg(who, QString::fromStdString(period.shortDigest()));
    const Adjustment &total = comparison.total;
    m_words->setText(closed + QLatin1Char(' ') +
                     (comparison.isUnchanged()
                          ? tr("Nothing of it is other than it was frozen: %1.", "money")
                                .arg(money(spendOf(total.frozen), locale()))
                          : tr("Frozen %1, now %2: an adjustment of %3.", "money, three times")
                                .arg(money(spendOf(total.frozen), locale()),
                                     money(spendOf(total.current), locale()),
                                     signedMoney(total.spend(), locale()))));
    showCauses();
    showPlaces();
}

void AdjustmentsDialog::setFailure(const QString &sentence)
{
    setRole(*m_words, "critical");
    m_words->setText(sentence);
}

void AdjustmentsDialog::showCauses()
{
    std::vector<QStringList> rows;
    for (std::size_t i = 0; i < adjustmentCauseCount; ++i) {
        const auto which = static_cast<AdjustmentCause>(i);
        const ClosingComparison::Cause &cause = m_comparison.of(which);
        if (cause.spend == Money{} && cause.requests == 0 && cause.moved == Money{})
            continue;
        QString why = causeLabel(which);
        if (cause.moved != Money{})
            why = tr("%1 (%2 moved)", "cause, money").arg(why, money(cause.moved, locale()));
        rows.push_back(
            {why, signedCount(cause.requests, locale()), signedMoney(cause.spend, locale())});
    }
    m_causes->setRows(std::move(rows));
}

void AdjustmentsDialog::showPlaces()
{
    if (!m_isRead)
        return;
    std::vector<QStringList> rows;
    const int by = m_by->currentData().toInt();
    if (by < 0) {
        for (const auto &[day, adjustment] : m_comparison.byDay) {
            if (!adjustment.isNone())
                rows.push_back(
                    rowOf(locale().toString(QDate(1970, 1, 1).addDays(day), QLocale::ShortFormat),
                          adjustment, locale()));
        }
    } else {
        const auto place = static_cast<std::size_t>(by);
        const DimensionRef dimension{frozenDimensions[place], {}};
        for (const auto &[value, adjustment] : m_comparison.byValue[place]) {
            const std::optional<std::string> known =
                value.empty() ? std::nullopt : std::optional(value);
            rows.push_back(rowOf(valueLabel(dimension, known), adjustment, locale()));
        }
    }
    m_places->setRows(std::move(rows));
}

} // namespace outlay::ui
