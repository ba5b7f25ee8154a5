// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/retentioncard.h"

#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/text/week.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QComboBox>
#include <QDateEdit>
#include <QHBoxLayout>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace outlay::ui {
namespace {

const QDate epoch(1970, 1, 1);

QDate dateOf(Instant at, const Zone &zone)
{
    return epoch.addDays(zone.dayOf(at));
}

} // namespace

QString retentionSentence(const RetentionEffect &effect, const Zone &zone, const QLocale &locale)
{
    if (effect.requests == 0)
        return RetentionCard::tr("No single request is older than that.");
    const QString days =
        RetentionCard::tr("%1 day(s), %2", "number, dates", pluralOf(effect.days))
            .arg(count(effect.days, locale), rangeLabel(effect.range, zone, locale, true));
    const QString cost = effect.cost ? money(*effect.cost, locale) : RetentionCard::tr("unpriced");
    const QStringList sentences{
        RetentionCard::tr("%1 request(s) of %2 would no longer be there one by one.", nullptr,
                          pluralOf(effect.requests))
            .arg(count(effect.requests, locale), days),
        RetentionCard::tr("Events, agents and receipts by class of tokens go."),
        RetentionCard::tr("Sums by day and every dimension stay, with the %1 they cost.").arg(cost),
        RetentionCard::tr("Records of that time that come in later are left out."),
        RetentionCard::tr("What is frozen so is not priced anew.")};
    return sentences.join(u' ');
}

RetentionCard::RetentionCard(QWidget *parent)
    : QFrame(parent)
    , m_state(new WrappedLabel({}, uiFont(13), this))
    , m_words(new WrappedLabel({}, uiFont(12), this))
    , m_months(new QComboBox(this))
    , m_first(new QDateEdit(this))
    , m_drop(new QPushButton(tr("Drop them…"), this))
{
    setProperty("card", true);
    setObjectName(QStringLiteral("retentionCard"));
    setRole(*m_state, nullptr);
    m_state->setObjectName(QStringLiteral("retentionState"));
    m_words->setObjectName(QStringLiteral("retentionEffect"));
    m_first->setObjectName(QStringLiteral("retentionFirst"));
    addCalendar(*m_first);
    m_drop->setObjectName(QStringLiteral("retentionDrop"));
    auto *label = makeLabel(tr("&Keep single requests from"), uiFont(13), this);
    label->setBuddy(m_first);
    m_first->setAccessibleName(tr("First day of which single requests are kept"));
    auto *row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_first);
    row->addWidget(m_drop);
    row->addStretch();
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(18, 14, 18, 16);
    box->setSpacing(9);
    box->addWidget(makeLabel(tr("What is kept"), uiFont(15, QFont::DemiBold), this));
    box->addWidget(m_state);
    box->addLayout(row);
    box->addWidget(m_words);
    m_months->setObjectName(QStringLiteral("retentionMonths"));
    m_months->setAccessibleName(tr("Drop older single requests every day"));
    m_months->addItem(tr("Never by itself"), 0);
    for (const int months : {3, 6, 12, 13, 24, 36})
        m_months->addItem(tr("Older than %n month(s)", nullptr, months), months);
    auto *daily = makeLabel(tr("Drop e&very day"), uiFont(13), this);
    daily->setBuddy(m_months);
    auto *policy = new QHBoxLayout;
    policy->addWidget(daily);
    policy->addWidget(m_months);
    policy->addStretch();
    box->insertLayout(box->indexOf(m_words), policy);
    connect(m_months, &QComboBox::activated, this, &RetentionCard::chooseMonths);
    connect(m_first, &QDateEdit::dateChanged, this, &RetentionCard::ask);
    connect(m_drop, &QPushButton::clicked, this, &RetentionCard::confirm);
    m_state->setText(tr("Reading the ledger…"));
    updateButton();
}

void RetentionCard::setLedger(const LedgerSettings &ledger)
{
    const bool isFirst = !m_ledger.requests;
    m_ledger = ledger;
    updateMonths();
    if (!ledger.requests) {
        m_state->setText(tr("The ledger holds no single request."));
        m_words->setText({});
        m_effect.reset();
        return updateButton();
    }
    const Zone &zone = ledger.ledger;
    const QString from = dayLabel(ledger.requests->from, zone, locale());
    m_state->setText(
        ledger.retentionMonths == 0
            ? tr("Single requests are kept from %1 on, and until you drop them; sums by "
                 "day for ever.")
                  .arg(from)
            : tr("Single requests are kept from %1 on, and for %n month(s); sums by day for ever.",
                 nullptr, ledger.retentionMonths)
                  .arg(from));
    const QDate oldest = dateOf(ledger.requests->from, zone);
    const QDate today = dateOf(ledger.now, zone);
    m_first->setDateRange(oldest, std::max(oldest, today));
    if (isFirst) // a year is what most questions are about
        m_first->setDate(std::max(oldest, today.addYears(-1)));
    ask();
}

Instant RetentionCard::chosen() const
{
    return m_ledger.ledger.startOfDay(epoch.daysTo(m_first->date()));
}

void RetentionCard::ask()
{
    m_effect.reset();
    m_wanted = 0;
    updateMonths();
    updateButton();
    if (!m_ledger.requests)
        return;
    m_words->setText(tr("Counting what that would drop…"));
    emit effectRequested(++m_number, chosen());
}

void RetentionCard::setEffect(std::uint64_t number, const RetentionEffect &effect)
{
    if (number != m_number)
        return;
    if (m_wanted > 0)
        return askForMonths(effect);
    m_effect = effect;
    m_words->setText(retentionSentence(effect, m_ledger.ledger, locale()));
    updateButton();
}

void RetentionCard::setEffectFailure(std::uint64_t number, const QString &sentence)
{
    if (number == m_number)
        m_words->setText(sentence);
}

void RetentionCard::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    updateButton();
}

void RetentionCard::updateButton()
{
    m_first->setEnabled(m_ledger.requests.has_value());
    m_months->setEnabled(!m_isBusy && m_ledger.requests.has_value());
    m_drop->setEnabled(!m_isBusy && m_effect && m_effect->requests > 0);
}

void RetentionCard::updateMonths()
{
    if (m_months->findData(m_ledger.retentionMonths) < 0) // set by the command line
        m_months->addItem(tr("Older than %n month(s)", nullptr, m_ledger.retentionMonths),
                          m_ledger.retentionMonths);
    m_months->setCurrentIndex(m_months->findData(m_ledger.retentionMonths));
}

void RetentionCard::chooseMonths()
{
    const int months = m_months->currentData().toInt();
    if (months == m_ledger.retentionMonths)
        return;
    if (months == 0)
        return emit monthsConfirmed(0);
    m_wanted = months;
    m_words->setText(tr("Counting what that would drop…"));
    emit effectRequested(++m_number, retentionStart(m_ledger.ledger, m_ledger.now, months));
}

void RetentionCard::askForMonths(const RetentionEffect &effect)
{
    const int months = std::exchange(m_wanted, 0);
    auto *question = new QMessageBox(
        QMessageBox::Warning, tr("Keep single requests for so long"),
        tr("Drop single requests older than %n month(s), every day?", nullptr, months),
        QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("retentionMonthsQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(
        tr("Now: %1 Done by this window while it watches, and by “outlay-cli watch”. What is "
           "dropped does not come back.")
            .arg(retentionSentence(effect, m_ledger.ledger, locale())));
    QPushButton *accept = question->addButton(tr("Drop"), QMessageBox::DestructiveRole);
    accept->setObjectName(QStringLiteral("retentionMonthsConfirm"));
    question->setDefaultButton(QMessageBox::Cancel);
    connect(accept, &QPushButton::clicked, this, [this, months] { emit monthsConfirmed(months); });
    connect(question, &QMessageBox::rejected, this, &RetentionCard::updateMonths);
    m_words->setText(retentionSentence(effect, m_ledger.ledger, locale()));
    question->open();
}

void RetentionCard::confirm()
{
    if (!m_effect)
        return;
    auto *question =
        new QMessageBox(QMessageBox::Warning, tr("Drop single requests"),
                        tr("Drop %1 single request(s)?", nullptr, pluralOf(m_effect->requests))
                            .arg(count(m_effect->requests, locale())),
                        QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("retentionQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(
        tr("%1 This cannot be undone; “outlay-cli backup FILE” keeps a copy of what is there now.")
            .arg(retentionSentence(*m_effect, m_ledger.ledger, locale())));
    QPushButton *drop = question->addButton(tr("Drop"), QMessageBox::DestructiveRole);
    drop->setObjectName(QStringLiteral("retentionConfirm"));
    question->setDefaultButton(QMessageBox::Cancel);
    connect(drop, &QPushButton::clicked, this,
            [this, first = chosen()] { emit dropConfirmed(first); });
    question->open();
}

} // namespace outlay::ui
