// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/zonecard.h"

#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/widgets/zonebox.h"

#include <QCompleter>
#include <QFormLayout>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <cstdlib>

namespace outlay::ui {
namespace {

Zone machineZone()
{
    return Zone::named("local").value_or(Zone{});
}

QString nameOf(const Zone &zone)
{
    return QString::fromStdString(zone.name());
}

/// "now 5 h 30 min behind" the screen.
QString differenceOf(const LedgerSettings &ledger)
{
    const int minutes =
        (ledger.shown.offsetSeconds(ledger.now) - ledger.ledger.offsetSeconds(ledger.now)) / 60;
    const QString apart = ZoneCard::tr("%1 h %2 min", "length of time")
                              .arg(std::abs(minutes) / 60)
                              .arg(std::abs(minutes) % 60);
    return minutes == 0  ? ZoneCard::tr("now the same time")
           : minutes > 0 ? ZoneCard::tr("now %1 behind", "a length of time").arg(apart)
                         : ZoneCard::tr("now %1 ahead", "a length of time").arg(apart);
}

} // namespace

QString zoneSentence(const LedgerSettings &ledger)
{
    const QString shown = nameOf(ledger.shown);
    QStringList sentences{ZoneCard::tr("Days on the screen begin at midnight in %1.").arg(shown)};
    if (const QString machine = nameOf(machineZone()); machine != shown)
        sentences << ZoneCard::tr("This machine's zone is %1.").arg(machine);
    if (shown == nameOf(ledger.ledger))
        sentences << ZoneCard::tr("The ledger keeps its sums by the same days.");
    else
        sentences << ZoneCard::tr("The ledger keeps its sums by the days of %1 (%2); those of "
                                  "other zones are added up from quarters of an hour, as exactly, "
                                  "but it takes longer.")
                         .arg(nameOf(ledger.ledger), differenceOf(ledger));
    return sentences.join(u' ');
}

ZoneCard::ZoneCard(QWidget *parent)
    : QFrame(parent)
    , m_zone(new ZoneBox(this))
    , m_problem(new WrappedLabel({}, uiFont(12), this))
    , m_words(new WrappedLabel({}, uiFont(12), this))
    , m_keep(new QPushButton(this))
{
    setProperty("card", true);
    setObjectName(QStringLiteral("zoneCard"));
    m_zone->setObjectName(QStringLiteral("settingsZone"));
    m_problem->setObjectName(QStringLiteral("settingsZoneProblem"));
    m_words->setObjectName(QStringLiteral("settingsZones"));
    m_keep->setObjectName(QStringLiteral("settingsLedgerZone"));
    m_zone->insertItem(0, tr("As this machine (%1)", "its zone").arg(nameOf(machineZone())));
    m_zone->setAccessibleName(tr("Time zone"));
    m_zone->setToolTip(tr("Type a city or a part of the world"));
    setRole(*m_problem, "warning");
    m_problem->hide();
    m_keep->hide();
    auto *label = makeLabel(tr("Days &of"), uiFont(13), this);
    label->setBuddy(m_zone);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows);
    form->setHorizontalSpacing(14);
    form->addRow(label, m_zone);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(18, 14, 18, 16);
    box->setSpacing(9);
    box->addWidget(makeLabel(tr("Time zone"), uiFont(15, QFont::DemiBold), this));
    box->addLayout(form);
    box->addWidget(m_problem);
    box->addWidget(m_words);
    box->addWidget(m_keep, 0, Qt::AlignLeading);
    connect(m_zone, &QComboBox::activated, this, &ZoneCard::accept);
    connect(m_zone->lineEdit(), &QLineEdit::editingFinished, this, &ZoneCard::accept);
    // The list of matches gives a name: by then its rows may be those of another text.
    connect(
        m_zone->completer(), qOverload<const QString &>(&QCompleter::activated), this,
        [this](const QString &name) {
            m_zone->setCurrentIndex(m_zone->findText(name, Qt::MatchFixedString));
            accept();
        },
        Qt::QueuedConnection);
    connect(m_keep, &QPushButton::clicked, this, &ZoneCard::confirm);
    setFocusProxy(m_zone);
    setZone({});
}

void ZoneCard::setZone(const std::string &zone)
{
    m_kept = zone;
    const bool isKnown = zone.empty() || Zone::named(zone).has_value();
    const QSignalBlocker blocker(m_zone);
    const QString name = QString::fromStdString(zone);
    const int listed = zone.empty() ? 0 : m_zone->findText(name, Qt::MatchFixedString);
    m_zone->setCurrentIndex(std::max(listed, 0));
    if (isKnown && listed < 0)
        m_zone->setCurrentText(name);
    m_problem->setVisible(!isKnown);
    if (!isKnown)
        m_problem->setText(tr("“%1”, which was chosen, is no time zone this system knows. Days are "
                              "those of this machine until you choose another one.")
                               .arg(QString::fromStdString(zone)));
}

void ZoneCard::setLedger(const LedgerSettings &ledger)
{
    m_ledger = ledger;
    say();
}

void ZoneCard::setBusy(bool isBusy)
{
    m_isBusy = isBusy;
    say();
}

void ZoneCard::say()
{
    if (!m_ledger)
        return;
    m_words->setText(zoneSentence(*m_ledger));
    const bool differs = m_ledger->shown.name() != m_ledger->ledger.name();
    m_keep->setVisible(differs && m_ledger->requests);
    m_keep->setEnabled(!m_isBusy);
    m_keep->setText(tr("Keep sums by days of %1…", "a time zone").arg(nameOf(m_ledger->shown)));
}

/// Chosen from the list, or typed and left.
void ZoneCard::accept()
{
    const QString typed = m_zone->zone();
    const bool isMachine = typed.isEmpty() || typed == m_zone->itemText(0);
    const std::string zone = isMachine ? std::string() : typed.toStdString();
    const auto days = isMachine ? Result<Zone>(machineZone()) : Zone::named(zone);
    // Qt takes any word for a rule of its own kind, without an offset.
    const bool isListed = m_zone->findText(typed, Qt::MatchFixedString) >= 0;
    if (!days || (!isMachine && !isListed && !typed.contains(u'/'))) {
        m_problem->setText(tr("“%1” is no time zone this system knows. Choose one of the list, "
                              "such as Europe/Berlin.")
                               .arg(typed));
        m_problem->show();
        return;
    }
    // The one kept may not be the one shown: another was asked for when the window was opened.
    const bool holds = zone == m_kept && (!m_ledger || m_ledger->shown.name() == days->name());
    setZone(zone);
    if (holds)
        return;
    if (m_ledger)
        m_ledger->shown = *days;
    say();
    emit zoneChosen(zone);
}

void ZoneCard::confirm()
{
    const std::string zone = m_ledger->shown.name();
    auto *question = new QMessageBox(QMessageBox::Question, tr("Keep sums by other days"),
                                     tr("Keep the ledger's sums by days of %1?", "a time zone")
                                         .arg(QString::fromStdString(zone)),
                                     QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("ledgerZoneQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(
        tr("All sums are made anew from the requests, which takes a while in a large ledger. No "
           "amount changes. Months that are closed, and what is kept for so long, are cut by "
           "these days: it is refused while a month is closed or single requests were dropped."));
    QPushButton *accept = question->addButton(tr("Keep so"), QMessageBox::AcceptRole);
    accept->setObjectName(QStringLiteral("ledgerZoneConfirm"));
    connect(accept, &QPushButton::clicked, this, [this, zone] { emit ledgerZoneConfirmed(zone); });
    question->open();
}

} // namespace outlay::ui
