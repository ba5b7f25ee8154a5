// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertspage.h"

#include "ui/alerts/alertdialogs.h"
#include "ui/alerts/alertlist.h"
#include "ui/alerts/alertwords.h"

#include <QMenu>

// What a person decides about alerts.

namespace outlay::ui {

QStringList AlertsPage::idsFor(Action action) const
{
    QStringList ids = m_list->selectedIds();
    const AlertRow *current = m_list->currentAlert();
    if (ids.size() <= 1)
        ids = current ? QStringList{current->id} : QStringList{};
    QStringList fitting;
    for (const QString &id : ids) {
        const AlertRow *alert = m_list->alerts().alertAt(m_list->alerts().rowOf(id));
        if (!alert)
            continue;
        const bool isSettled = alert->state == AlertState::Acknowledged;
        const bool fits = action == Action::Acknowledge ? !isOver(*alert) && !isSettled
                          : action == Action::Snooze    ? !isOver(*alert)
                          : action == Action::Undo
                              ? isSettled || alert->state == AlertState::Snoozed
                              : true;
        if (fits)
            fitting << id;
    }
    return m_isBusy ? QStringList{} : fitting;
}

void AlertsPage::acknowledge()
{
    if (const QStringList ids = idsFor(Action::Acknowledge); !ids.isEmpty())
        emit acknowledgeRequested(ids);
}

void AlertsPage::undo()
{
    if (const QStringList ids = idsFor(Action::Undo); !ids.isEmpty())
        emit undoRequested(ids);
}

void AlertsPage::askSnooze()
{
    if (idsFor(Action::Snooze).isEmpty())
        return;
    const QRect row = m_list->visualRect(m_list->currentIndex());
    m_snoozeMenu->popup(m_list->viewport()->mapToGlobal(row.bottomLeft() + QPoint(40, 0)));
}

void AlertsPage::snooze(std::int64_t seconds)
{
    if (const QStringList ids = idsFor(Action::Snooze); !ids.isEmpty())
        emit snoozeRequested(ids, {m_snapshot->now.micros + seconds * microsPerSecond});
}

void AlertsPage::snoozeUntilTomorrow()
{
    if (const QStringList ids = idsFor(Action::Snooze); !ids.isEmpty())
        emit snoozeRequested(ids, tomorrowMorning(m_snapshot->now, m_snapshot->zone));
}

void AlertsPage::askUntil(bool isSnooze)
{
    const QStringList ids = idsFor(isSnooze ? Action::Snooze : Action::Expected);
    if (ids.isEmpty())
        return;
    auto *dialog =
        new UntilDialog(isSnooze ? UntilDialog::Kind::Snooze : UntilDialog::Kind::Expected,
                        tomorrowMorning(m_snapshot->now, m_snapshot->zone), m_snapshot->now,
                        m_snapshot->zone, this);
    connect(dialog, &UntilDialog::chosen, this, [this, ids, isSnooze](const AlertExpectation &it) {
        if (isSnooze)
            emit snoozeRequested(ids, it.until);
        else
            emit expectedRequested(ids, it);
    });
    dialog->open();
}

void AlertsPage::askAmountReceipt()
{
    const AlertRow *alert = m_list->currentAlert();
    if (!alert)
        return;
    const QRect row = m_list->visualRect(m_list->currentIndex());
    askReceipt(alert->title, alert->arguments,
               m_list->viewport()->mapToGlobal(row.bottomLeft() + QPoint(40, 2)));
}

void AlertsPage::askReceipt(const QString &title, const QStringList &arguments, QPoint position)
{
    if (arguments.isEmpty())
        return setProblem(tr("This amount has no receipt here yet; \"outlay-cli alerts show\" "
                             "tells what it rests on."));
    setProblem({});
    m_receiptTitle = title;
    m_receiptPosition = position;
    emit receiptRequested(++m_receiptNumber, arguments);
}

} // namespace outlay::ui
