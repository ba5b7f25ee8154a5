// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prices/priceeditor.h"

#include "models/pricing/decimaltext.h"
#include "models/pricing/layer.h"
#include "ui/prices/pricewords.h"
#include "ui/text/today.h"
#include "ui/text/week.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QCheckBox>
#include <QDateEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <tuple>

namespace outlay::ui {
namespace {

constexpr int pauseMs = 350;

struct RateField
{
    TokenClass tokenClass;
    const char *objectName;
};
/// What is needed first; the caches bill as their parent where nothing is said.
constexpr std::array rateFields{RateField{TokenClass::Input, "priceInput"},
                                RateField{TokenClass::Output, "priceOutput"},
                                RateField{TokenClass::CacheRead, "priceCacheRead"},
                                RateField{TokenClass::CacheWrite5m, "priceCacheWrite"},
                                RateField{TokenClass::CacheWrite1h, "priceCacheWriteHour"}};

std::string typed(const QLineEdit &line)
{
    return line.text().trimmed().toStdString();
}

/// A number as it is written where one is: "15,5".
QString inLocale(QString number, const QLocale &locale)
{
    return number.replace(u'.', locale.decimalPoint());
}

/// The number with a point, in whichever of the two ways it was typed. Groups are no part of it:
/// "1.500" may mean either, and its effect is shown before it is saved.
std::string typedNumber(const QLineEdit &line)
{
    return line.text()
        .trimmed()
        .replace(line.locale().decimalPoint(), QStringLiteral("."))
        .toStdString();
}

Instant dayOf(const QDateEdit &edit)
{
    return {QDateTime(edit.date(), QTime(0, 0), Qt::UTC).toMSecsSinceEpoch() * 1000};
}

} // namespace

PriceEditor::PriceEditor(Kind kind, const std::string &id, const PriceRow *current, QWidget *parent)
    : QDialog(parent)
    , m_kind(kind)
    , m_current(current ? std::optional(*current) : std::nullopt)
    , m_id(new QLineEdit(QString::fromStdString(id), this))
    , m_hasFrom(new QCheckBox(tr("&From"), this))
    , m_hasTo(new QCheckBox(tr("&Before"), this))
    , m_isConfirmed(new QCheckBox(tr("It is &right, though it looks wrong"), this))
    , m_from(new QDateEdit(todayShown(), this))
    , m_to(new QDateEdit(todayShown(), this))
    , m_effect(new WrappedLabel({}, uiFont(12), this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this))
{
    const bool isPrice = kind == Kind::Price;
    setObjectName(QStringLiteral("priceEditor"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(isPrice ? tr("Your own price") : tr("Discount"));
    auto *form = new QFormLayout;
    m_id->setObjectName(QStringLiteral("priceModel"));
    m_id->setPlaceholderText(isPrice ? QStringLiteral("acme/thinker-1")
                                     : tr("anthropic, acme/thinker-*; empty: everything"));
    form->addRow(isPrice ? tr("&Model") : tr("&Of"), m_id);
    if (isPrice) {
        makeRates(*form, current);
    } else {
        m_percent = new QLineEdit(this);
        m_percent->setObjectName(QStringLiteral("pricePercent"));
        m_percent->setPlaceholderText(inLocale(QStringLiteral("7.5"), locale()));
        form->addRow(tr("&Percent off"), m_percent);
        connect(m_percent, &QLineEdit::textChanged, this, &PriceEditor::changed);
    }
    auto *box = new QVBoxLayout(this);
    box->addLayout(form);
    box->addLayout(makeDates());
    box->addWidget(new WrappedLabel(
        isPrice ? tr("USD per million tokens. An empty cache bills as input. Without dates it "
                     "holds for all time, the past too; days begin at midnight UTC.")
                : tr("Off the list price. Of several that match, the most exact one holds. Days "
                     "begin at midnight UTC."),
        uiFont(11), this));
    m_isConfirmed->setObjectName(QStringLiteral("priceConfirmed"));
    m_isConfirmed->hide();
    box->addWidget(m_isConfirmed);
    m_effect->setObjectName(QStringLiteral("priceEffect"));
    m_effect->setMinimumHeight(84);
    setRole(*m_effect, nullptr);
    m_effect->setAlignment(Qt::AlignTop);
    box->addWidget(m_effect);
    box->addStretch(1);
    box->addWidget(m_buttons);
    connect(m_id, &QLineEdit::textChanged, this, &PriceEditor::changed);
    connect(m_isConfirmed, &QCheckBox::toggled, this, &PriceEditor::changed);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &PriceEditor::tryToAccept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_pause.setSingleShot(true);
    m_pause.setInterval(pauseMs);
    connect(&m_pause, &QTimer::timeout, this, &PriceEditor::ask);
    m_buttons->button(QDialogButtonBox::Save)->setEnabled(false);
    resize(500, 0);
    if (!id.empty())
        (isPrice ? m_rates[0] : m_percent)->setFocus();
}

void PriceEditor::makeRates(QFormLayout &form, const PriceRow *current)
{
    const std::array<QString, rateCount> labels{tr("&Input"), tr("&Output"), tr("Cache rea&d"),
                                                tr("Cache &write, 5 min"), tr("Cache write, 1 &h")};
    for (std::size_t i = 0; i < rateCount; ++i) {
        const std::string_view name = rateName(rateFields[i].tokenClass);
        m_rates[i] =
            new QLineEdit(current ? inLocale(rateOf(*current, name), locale()) : QString(), this);
        m_rates[i]->setObjectName(QLatin1String(rateFields[i].objectName));
        m_rates[i]->setMaxLength(30);
        if (i > 1)
            m_rates[i]->setPlaceholderText(tr("as input", "a rate that is not listed"));
        form.addRow(labels[i], m_rates[i]);
        connect(m_rates[i], &QLineEdit::textChanged, this, &PriceEditor::changed);
    }
    m_isFree = new QCheckBox(tr("Costs &nothing (a local model)"), this);
    m_isFree->setObjectName(QStringLiteral("priceFree"));
    form.addRow(QString(), m_isFree);
    connect(m_isFree, &QCheckBox::toggled, this, [this](bool isFree) {
        for (QLineEdit *line : m_rates)
            line->setEnabled(!isFree);
        changed();
    });
}

QLayout *PriceEditor::makeDates()
{
    auto *dates = new QHBoxLayout;
    for (const auto &[check, edit, name] :
         {std::tuple{m_hasFrom, m_from, "priceFrom"}, std::tuple{m_hasTo, m_to, "priceTo"}}) {
        addCalendar(*edit);
        edit->setEnabled(false);
        edit->setObjectName(QLatin1String(name));
        check->setObjectName(QLatin1String(name) + QStringLiteral("Set"));
        edit->setAccessibleName(check->text().remove(QLatin1Char('&')));
        connect(check, &QCheckBox::toggled, edit, &QWidget::setEnabled);
        connect(check, &QCheckBox::toggled, this, &PriceEditor::changed);
        connect(edit, &QDateEdit::dateChanged, this, &PriceEditor::changed);
        dates->addWidget(check);
        dates->addWidget(edit);
    }
    dates->addStretch();
    return dates;
}

/// What a person mistypes, in the window's language; empty: nothing of it.
QString PriceEditor::problemText() const
{
    if (m_hasFrom->isChecked() && m_hasTo->isChecked() && dayOf(*m_to) <= dayOf(*m_from))
        return tr("It must end later than it begins.");
    if (m_kind == Kind::Discount) {
        return parseDiscount(typedNumber(*m_percent))
                   ? QString()
                   : tr("“%1” is no percentage from 0 to 100. Write it like %2.", "typed, example")
                         .arg(m_percent->text(), m_percent->placeholderText());
    }
    const QString id = m_id->text().trimmed();
    const qsizetype slash = id.indexOf(u'/');
    if (slash <= 0 || slash + 1 == id.size())
        return tr("Write the model as PROVIDER/MODEL, for example %1.")
            .arg(QStringLiteral("anthropic/claude-opus-5-5"));
    if (m_isFree->isChecked())
        return {};
    for (std::size_t i = 0; i < rateCount; ++i) {
        const TokenClass tokenClass = rateFields[i].tokenClass;
        RateSet tried;
        const std::string rate = typedNumber(*m_rates[i]);
        if (!rate.empty() && !setRate(tried, tokenClass, rate))
            return tr("%1: “%2” is no price. Write it like %3.", "class of tokens, typed, example")
                .arg(rateLabel(std::string(rateName(tokenClass))), m_rates[i]->text().trimmed(),
                     inLocale(QStringLiteral("15.5"), locale()));
    }
    return m_rates[0]->text().trimmed().isEmpty()
               ? tr("Say at least what a million input tokens cost.")
               : QString();
}

Result<PriceChange> PriceEditor::change() const
{
    if (const QString problem = problemText(); !problem.isEmpty())
        return failure(Error::Kind::Usage, problem.toStdString());
    PriceChange change;
    if (m_hasFrom->isChecked())
        change.price.from = dayOf(*m_from);
    if (m_hasTo->isChecked())
        change.price.to = dayOf(*m_to);
    if (m_kind == Kind::Discount) {
        change.kind = PriceChange::Kind::Discount;
        change.name = typed(*m_id);
        change.percent = typedNumber(*m_percent);
    } else {
        change.price.id = typed(*m_id);
        change.price.isFree = m_isFree->isChecked();
        change.price.isConfirmed = m_isConfirmed->isChecked();
        for (std::size_t i = 0; i < rateCount && !change.price.isFree; ++i) {
            if (const std::string rate = typedNumber(*m_rates[i]); !rate.empty())
                change.price.rates.emplace_back(rateFields[i].tokenClass, rate);
        }
    }
    // On its own: what the ledger's other prices say to it, the preview tells.
    LayerData own;
    const Result<> sound =
        m_kind == Kind::Discount
            ? setOwnDiscount(own, change.name, change.percent, change.price.from, change.price.to)
            : setOwnPrice(own, change.price);
    if (!sound)
        return tl::unexpected<Error>(sound.error());
    return change;
}

QString PriceEditor::doubtText(const PriceChange &change) const
{
    if (m_kind != Kind::Price || change.price.isFree)
        return {};
    PriceRow typedRow;
    for (const auto &[tokenClass, rate] : change.price.rates)
        typedRow.rates.emplace_back(std::string(rateName(tokenClass)), rate);
    const std::vector<PriceDoubt> doubts = doubtsAbout(typedRow, m_current ? &*m_current : nullptr);
    return doubts.empty() ? QString()
                          : tr("Look: %1. It can be saved, and is marked in the list.",
                               "what looks wrong about a price")
                                    .arg(doubtsText(doubts)) +
                                QLatin1Char('\n');
}

void PriceEditor::setEffect(const QString &text)
{
    m_effect->setText(m_doubt + text);
    m_buttons->button(QDialogButtonBox::Save)->setEnabled(true);
}

void PriceEditor::setRefusal(const QString &text, bool mayConfirm)
{
    m_effect->setText(text);
    m_buttons->button(QDialogButtonBox::Save)->setEnabled(false);
    if (mayConfirm && m_kind == Kind::Price)
        m_isConfirmed->show();
}

void PriceEditor::changed()
{
    m_buttons->button(QDialogButtonBox::Save)->setEnabled(false); // until its effect is seen
    m_pause.start();
}

void PriceEditor::ask()
{
    const auto typedChange = change();
    if (!typedChange)
        return setRefusal(QString::fromStdString(typedChange.error().text), false);
    m_doubt = doubtText(*typedChange);
    setRole(*m_effect, m_doubt.isEmpty() ? nullptr : "warning");
    m_effect->setText(m_doubt + tr("Working out what it changes…"));
    emit previewRequested(*typedChange);
}

void PriceEditor::tryToAccept()
{
    const auto typedChange = change();
    if (!typedChange)
        return setRefusal(QString::fromStdString(typedChange.error().text), false);
    emit changeAccepted(*typedChange);
    accept();
}

} // namespace outlay::ui
