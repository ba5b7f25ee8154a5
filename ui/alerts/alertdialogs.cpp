// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertdialogs.h"

#include "ui/text/week.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QDateTimeEdit>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace outlay::ui {
namespace {

/// The wall clock of a zone as a date and time without one.
QDateTime wall(Instant at, const Zone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(at.micros / 1000 + zone.offsetSeconds(at) * 1000LL,
                                          Qt::UTC);
}

/// The instant a zone's clock shows it. In the hour a clock leaps over: after the leap.
Instant instantOf(const QDateTime &wallClock, const Zone &zone)
{
    const std::int64_t local = wallClock.toMSecsSinceEpoch() * 1000;
    Instant at{local - zone.offsetSeconds({local}) * microsPerSecond};
    // The first guess may lie on the other side of a change of the clock.
    at.micros = local - zone.offsetSeconds(at) * microsPerSecond;
    return at;
}

} // namespace

Instant tomorrowMorning(Instant now, const Zone &zone)
{
    const QDateTime today = wall(now, zone);
    return instantOf(QDateTime(today.date().addDays(1), QTime(9, 0), Qt::UTC), zone);
}

UntilDialog::UntilDialog(Kind kind, Instant proposed, Instant now, const Zone &zone,
                         QWidget *parent)
    : QDialog(parent)
    , m_kind(kind)
    , m_now(now)
    , m_zone(zone)
    , m_until(new QDateTimeEdit(this))
    , m_note(new QLineEdit(this))
    , m_problem(makeLabel({}, uiFont(12), this, "critical"))
{
    const bool isSnooze = kind == Kind::Snooze;
    setObjectName(QStringLiteral("untilDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(isSnooze ? tr("Snooze") : tr("This is expected"));
    setMinimumWidth(420);
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(22, 18, 22, 16);
    box->setSpacing(10);
    box->addWidget(makeLabel(windowTitle(), uiFont(16, QFont::DemiBold), this));
    box->addWidget(new WrappedLabel(
        isSnooze ? tr("It asks for a decision again then.")
                 : tr("More of the same is listed until then, and nobody is told. An exhausted cap "
                      "and a storm are told all the same."),
        uiFont(12), this));
    m_until->setObjectName(QStringLiteral("untilTime"));
    m_until->setTimeSpec(Qt::UTC); // the digits are the zone's
    addCalendar(*m_until, true);
    m_until->setDateTime(wall(proposed, zone));
    m_note->setObjectName(QStringLiteral("untilNote"));
    m_note->setMaxLength(500);
    auto *form = new QFormLayout;
    form->addRow(tr("&Until (%1)", "zone").arg(QString::fromStdString(zone.name())), m_until);
    if (isSnooze)
        m_note->hide();
    else
        form->addRow(tr("&Note"), m_note);
    box->addLayout(form);
    m_problem->setObjectName(QStringLiteral("untilProblem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    box->addWidget(m_problem);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    auto *accepting = makePrimary(isSnooze ? tr("Snooze") : tr("Mark as expected"), this);
    accepting->setObjectName(QStringLiteral("untilAccept"));
    accepting->setDefault(true);
    buttons->addButton(accepting, QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &UntilDialog::tryToAccept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    box->addWidget(buttons);
}

void UntilDialog::tryToAccept()
{
    const Instant until = instantOf(m_until->dateTime(), m_zone);
    QString problem;
    if (until <= m_now)
        problem = tr("That time has passed. Choose a later one.");
    else if (m_kind == Kind::Expected && m_note->text().trimmed().isEmpty())
        problem = tr("Say why it is expected, for whoever reads it later.");
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    if (!problem.isEmpty())
        return;
    emit chosen({until, m_note->text().trimmed()});
    accept();
}

} // namespace outlay::ui
