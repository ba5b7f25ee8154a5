// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prices/pricedialogs.h"

#include "ui/items/plaintablemodel.h"
#include "ui/prices/pricewords.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <array>

namespace outlay::ui {
namespace {

QTableView *makeTable(QAbstractItemModel *model, const char *objectName, const QString &name,
                      int stretched, QWidget *parent)
{
    auto *table = new QTableView(parent);
    table->setObjectName(QLatin1String(objectName));
    table->setAccessibleName(name);
    table->setModel(model);
    dressTable(*table);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(stretched, QHeaderView::Stretch);
    return table;
}

QString kindText(CatalogueChange::Kind kind)
{
    switch (kind) {
    case CatalogueChange::Kind::Added:
        return PriceFileDialog::tr("added", "an entry of a price list");
    case CatalogueChange::Kind::Changed:
        return PriceFileDialog::tr("changed", "an entry of a price list");
    case CatalogueChange::Kind::Removed:
        return PriceFileDialog::tr("gone from the list", "an entry of a price list");
    case CatalogueChange::Kind::Quarantined:
        return PriceFileDialog::tr("held", "an entry of a price list");
    }
    return {};
}

QString moneyOfBand(const PeriodForecast &forecast, Money MoneyBand::*which, const QLocale &locale)
{
    return forecast.end ? money((*forecast.end).*which, locale) : dash();
}

} // namespace

PriceQuestion::PriceQuestion(const QString &title, const QString &sentence, const QString &accept,
                             QWidget *parent)
    : QDialog(parent)
    , m_sentence(new WrappedLabel(sentence, uiFont(13), this))
    , m_effect(new WrappedLabel(tr("Working out what it changes…"), uiFont(12), this))
    , m_content(new QVBoxLayout)
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Cancel, this))
{
    setObjectName(QStringLiteral("priceQuestion"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(title);
    m_sentence->setObjectName(QStringLiteral("priceSentence"));
    m_effect->setObjectName(QStringLiteral("priceEffect"));
    m_effect->setMinimumHeight(64);
    setRole(*m_effect, nullptr);
    m_effect->setAlignment(Qt::AlignTop);
    QPushButton *button = m_buttons->addButton(accept, QDialogButtonBox::AcceptRole);
    button->setObjectName(QStringLiteral("priceAccept"));
    button->setEnabled(false);
    auto *box = new QVBoxLayout(this);
    box->addWidget(m_sentence);
    box->addLayout(m_content, 1);
    box->addWidget(m_effect);
    box->addWidget(m_buttons);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(480, 0);
}

void PriceQuestion::setSentence(const QString &sentence)
{
    m_sentence->setText(sentence);
}

void PriceQuestion::setEffect(const QString &text)
{
    m_effect->setText(text);
    findChild<QPushButton *>(QStringLiteral("priceAccept"))->setEnabled(true);
}

void PriceQuestion::setRefusal(const QString &text)
{
    m_effect->setText(text);
    findChild<QPushButton *>(QStringLiteral("priceAccept"))->setEnabled(false);
}

PriceFileDialog::PriceFileDialog(const QString &path, QWidget *parent)
    : PriceQuestion(tr("Import a price list"), tr("Reading %1…").arg(QFileInfo(path).fileName()),
                    tr("Take it in"), parent)
    , m_model(new PlainTableModel(
          {tr("Model"), tr("What"), tr("Now"), tr("By the list"), tr("Remark")}, {}, this))
    , m_table(makeTable(m_model, "priceFileTable", tr("What the list changes"), 3, this))
{
    setObjectName(QStringLiteral("priceFileDialog"));
    content().addWidget(m_table, 1);
    resize(820, 520);
}

void PriceFileDialog::setPreview(const PriceFilePreviewPtr &preview)
{
    const QLocale locale;
    const PriceFile &file = preview->file;
    std::array<std::int64_t, 4> counts{};
    std::vector<QStringList> rows;
    for (const CatalogueChange &change : file.changes) {
        ++counts[static_cast<std::size_t>(change.kind)];
        rows.push_back({QString::fromStdString(change.priceId), kindText(change.kind),
                        ratesLabel(change.ratesBefore), ratesLabel(change.ratesAfter),
                        QString::fromStdString(change.note)});
    }
    m_model->setRows(std::move(rows));
    setSentence(tr("%1: %2 added, %3 changed, %4 held until confirmed, %5 without a usable price. "
                   "Where the list has no dates of its own it holds from %6 on, and never over a "
                   "dated price.")
                    .arg(QString::fromStdString(file.layer.name), count(counts[0], locale),
                         count(counts[1], locale), count(counts[3], locale),
                         count(static_cast<std::int64_t>(file.leftOut.size()), locale),
                         dayLabel(file.asOf, Zone(), locale)));
    setEffect(effectText(preview->effect, locale));
}

PriceShockDialog::PriceShockDialog(const QString &path, QWidget *parent)
    : QDialog(parent)
    , m_path(path)
    , m_summary(new WrappedLabel(tr("Trying %1…").arg(QFileInfo(path).fileName()),
                                 uiFont(14, QFont::DemiBold), this))
    , m_notes(new WrappedLabel({}, uiFont(12), this))
    , m_follow(new QCheckBox(
          tr("Billed, reported and clients’ figures &follow the prices in proportion"), this))
    , m_models(new PlainTableModel(
          {tr("Model"), tr("Requests"), tr("Now"), tr("Then"), tr("Difference")}, {1, 2, 3, 4},
          this))
    , m_forecast(new PlainTableModel(
          {tr("Prices"), tr("So far"), tr("Low"), tr("Likely"), tr("High")}, {1, 2, 3, 4}, this))
    , m_modelsTable(makeTable(m_models, "priceShockModels", tr("By model"), 0, this))
    , m_forecastTable(makeTable(m_forecast, "priceShockForecast", tr("This month"), 0, this))
    , m_forecastTitle(makeLabel({}, uiFont(13, QFont::DemiBold), this))
{
    setObjectName(QStringLiteral("priceShockDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Try a change of prices"));
    setRole(*m_summary, nullptr);
    m_summary->setObjectName(QStringLiteral("priceShockSummary"));
    m_notes->setObjectName(QStringLiteral("priceShockNotes"));
    m_follow->setObjectName(QStringLiteral("priceShockFollow"));
    m_forecastTable->setFixedHeight(104);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *box = new QVBoxLayout(this);
    box->addWidget(m_summary);
    box->addWidget(m_follow);
    box->addWidget(m_modelsTable, 1);
    box->addWidget(m_notes);
    box->addWidget(m_forecastTitle);
    box->addWidget(m_forecastTable);
    box->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_follow, &QCheckBox::toggled, this, &PriceShockDialog::ask);
    resize(720, 560);
}

void PriceShockDialog::ask()
{
    m_summary->setText(tr("Trying %1…").arg(QFileInfo(m_path).fileName()));
    emit shockRequested(m_path, m_follow->isChecked());
}

void PriceShockDialog::setFailure(const QString &sentence)
{
    m_summary->setText(sentence);
}

void PriceShockDialog::setPreview(const PriceShockPreviewPtr &preview)
{
    const QLocale locale;
    if (!preview->shock) {
        m_summary->setText(tr("There are no requests yet to try these prices on."));
        return;
    }
    const PriceShock &shock = *preview->shock;
    const ModelPreview &total = shock.preview.total;
    m_summary->setText(tr("%1 under %2: %3 → %4, %5", "days, file, money, money, difference")
                           .arg(rangeLabel(shock.range, preview->zone, locale, true),
                                QFileInfo(preview->path).fileName(), money(total.now, locale),
                                money(total.then, locale), signedMoney(total.change(), locale)));
    QStringList notes = previewNotes(shock.preview, preview->othersFollow, locale);
    notes << heldText(shock, locale);
    notes.removeAll(QString());
    m_notes->setText(notes.join(QLatin1Char(' ')));
    m_forecastTitle->setText(
        tr("%1 as a whole", "days of a month")
            .arg(rangeLabel(shock.now.period, preview->zone, locale, true)) +
        (shock.now.end ? QString()
                       : QStringLiteral(" – ") + QString::fromStdString(shock.now.reason)));
    showModels(shock);
    showForecast(shock);
}

void PriceShockDialog::showModels(const PriceShock &shock)
{
    const QLocale locale;
    std::vector<QStringList> rows;
    for (const ModelPreview &model : shock.preview.models) {
        const std::string id = model.provider + '/' + model.model;
        rows.push_back({modelLabel(id), count(model.requests, locale), money(model.now, locale),
                        money(model.then, locale),
                        model.changed > 0 ? signedMoney(model.change(), locale)
                                          : tr("unaffected", "difference")});
    }
    m_models->setRows(std::move(rows));
}

void PriceShockDialog::showForecast(const PriceShock &shock)
{
    const QLocale locale;
    const auto row = [&locale](const QString &name, const PeriodForecast &forecast) {
        return QStringList{name, money(forecast.spent, locale),
                           moneyOfBand(forecast, &MoneyBand::p10, locale),
                           moneyOfBand(forecast, &MoneyBand::p50, locale),
                           moneyOfBand(forecast, &MoneyBand::p90, locale)};
    };
    m_forecast->setRows({row(tr("Those there are"), shock.now), row(tr("The draft"), shock.then)});
}

} // namespace outlay::ui
