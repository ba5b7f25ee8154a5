// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/currencycard.h"

#include "ui/text/numbers.h"
#include "ui/text/today.h"
#include "ui/text/week.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QComboBox>
#include <QDateEdit>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <array>

namespace outlay::ui {
namespace {

/// Offered; any other three letters can be typed.
constexpr std::array offered{"AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR",
                             "GBP", "HUF", "ILS", "INR", "JPY", "KRW", "MXN", "NOK",
                             "NZD", "PLN", "SEK", "SGD", "TRY", "ZAR"};

} // namespace

CurrencyCard::CurrencyCard(QWidget *parent)
    : QFrame(parent)
    , m_code(new QComboBox(this))
    , m_rate(new QLineEdit(this))
    , m_date(new QDateEdit(todayShown(), this))
    , m_rateLabel(makeLabel(tr("&Rate"), uiFont(13), this))
    , m_dateLabel(makeLabel(tr("Of the &day"), uiFont(13), this))
    , m_show(new QPushButton(tr("Show figures so"), this))
    , m_words(new WrappedLabel({}, uiFont(12), this))
{
    setProperty("card", true);
    setObjectName(QStringLiteral("currencyCard"));
    m_code->setObjectName(QStringLiteral("currencyCode"));
    m_rate->setObjectName(QStringLiteral("currencyRate"));
    m_date->setObjectName(QStringLiteral("currencyDate"));
    m_show->setObjectName(QStringLiteral("currencyShow"));
    m_words->setObjectName(QStringLiteral("currencyWords"));
    m_code->setEditable(true);
    m_code->setInsertPolicy(QComboBox::NoInsert);
    m_code->setAccessibleName(tr("Currency shown"));
    m_code->addItem(QStringLiteral("USD"));
    for (const char *code : offered)
        m_code->addItem(QLatin1String(code));
    m_rate->setAccessibleName(tr("How much of the currency one US dollar is"));
    m_date->setAccessibleName(tr("Day of the rate"));
    addCalendar(*m_date);
    auto *codeLabel = makeLabel(tr("&Money in"), uiFont(13), this);
    codeLabel->setBuddy(m_code);
    m_rateLabel->setBuddy(m_rate);
    m_dateLabel->setBuddy(m_date);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(9);
    form->addRow(codeLabel, m_code);
    form->addRow(m_rateLabel, m_rate);
    form->addRow(m_dateLabel, m_date);
    form->addRow(m_show);
    form->setAlignment(m_show, Qt::AlignLeading);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(18, 14, 18, 16);
    box->setSpacing(9);
    box->addWidget(makeLabel(tr("Currency shown"), uiFont(15, QFont::DemiBold), this));
    box->addLayout(form);
    box->addWidget(m_words);
    connect(m_code, &QComboBox::currentTextChanged, this, &CurrencyCard::update);
    connect(m_rate, &QLineEdit::returnPressed, this, &CurrencyCard::accept);
    connect(m_show, &QPushButton::clicked, this, &CurrencyCard::accept);
    update();
}

QString CurrencyCard::code() const
{
    return m_code->currentText().trimmed().toUpper();
}

bool CurrencyCard::isDollars() const
{
    return code() == QLatin1String("USD");
}

void CurrencyCard::update()
{
    m_rate->setEnabled(!isDollars());
    m_date->setEnabled(!isDollars());
    m_rate->setPlaceholderText(isDollars() ? QString() : tr("%1 for $1").arg(code()));
    say(tr("The ledger keeps US dollars. Receipts and tool tips stay in them to the nano-dollar, "
           "as do prices, limits of budgets, fees, reports, exports and closed months. The rate "
           "is the one you type; nothing is looked up."),
        false);
}

void CurrencyCard::say(const QString &sentence, bool isBad)
{
    m_words->setText(sentence);
    setRole(*m_words, isBad ? "warning" : "muted");
}

void CurrencyCard::accept()
{
    if (isDollars()) {
        setCurrency({});
        emit currencyChosen({});
        return;
    }
    QString rate = m_rate->text().trimmed();
    rate.remove(locale().groupSeparator()).replace(locale().decimalPoint(), QStringLiteral("."));
    const auto currency = makeCurrency(code().toStdString(), rate.toStdString(),
                                       m_date->date().toString(Qt::ISODate).toStdString());
    if (!currency)
        return say(tr("Not yet: %1.").arg(QString::fromStdString(currency.error().text)), true);
    setCurrency(*currency);
    emit currencyChosen(*currency);
}

void CurrencyCard::setCurrency(const std::optional<Currency> &currency)
{
    const QSignalBlocker blocker(m_code);
    m_code->setCurrentText(currency ? QString::fromStdString(currency->code)
                                    : QStringLiteral("USD"));
    m_rate->setText(
        currency
            ? QString::fromStdString(rateText(*currency)).replace(u'.', locale().decimalPoint())
            : QString());
    if (currency)
        m_date->setDate(QDate::fromString(QString::fromStdString(currency->date), Qt::ISODate));
    update();
}

} // namespace outlay::ui
