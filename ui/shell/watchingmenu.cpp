// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/watchingmenu.h"

#include <QAction>
#include <QActionGroup>

namespace outlay::ui {

WatchingMenu::WatchingMenu(QWidget *parent) : QMenu(tr("&Watching"), parent)
{
    setObjectName(QStringLiteral("menuWatching"));
    makePauses();
    m_polling = addCheck(*this, tr("Pause &polling the sources"), "actionPausePolling");
    connect(m_polling, &QAction::triggered, this, &WatchingMenu::pollingPauseRequested);
    addSeparator();
    makeWhenClosed();
    m_autostart = addCheck(*this, tr("&Start with the session"), "actionAutostart");
    connect(m_autostart, &QAction::triggered, this, &WatchingMenu::autostartRequested);
}

QAction *WatchingMenu::addCheck(QMenu &menu, const QString &text, const char *name)
{
    QAction *action = menu.addAction(text);
    action->setObjectName(QLatin1String(name));
    action->setCheckable(true);
    return action;
}

void WatchingMenu::makePauses()
{
    m_pauses = addMenu(tr("Pause &notifications"));
    const auto add = [this](QMenu &menu, const QString &text, const char *name, Pause pause) {
        QAction *action = menu.addAction(text);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, [this, pause] { emit pauseRequested(pause); });
        return action;
    };
    add(*m_pauses, tr("For an &hour"), "actionPauseHour", Pause::Hour);
    add(*m_pauses, tr("Until &tomorrow"), "actionPauseTomorrow", Pause::UntilTomorrow);
    add(*m_pauses, tr("Until I &resume them"), "actionPauseResumed", Pause::UntilResumed);
    m_resume = add(*this, tr("&Resume notifications"), "actionResume", Pause::None);
    m_resume->setVisible(false);
}

void WatchingMenu::makeWhenClosed()
{
    QMenu *menu = addMenu(tr("When the window is &closed"));
    m_whenClosed = new QActionGroup(this);
    const auto add = [&](const QString &text, const char *name, WhenClosed choice) {
        QAction *action = addCheck(*menu, text, name);
        action->setData(static_cast<int>(choice));
        m_whenClosed->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, choice] { emit whenClosedChosen(choice); });
    };
    add(tr("&Ask"), "actionClosedAsk", WhenClosed::Ask);
    add(tr("&Keep watching in the background"), "actionClosedWatch", WhenClosed::KeepWatching);
    add(tr("&Quit"), "actionClosedQuit", WhenClosed::Quit);
    setWhenClosed(WhenClosed::Ask);
}

void WatchingMenu::setNotificationsPaused(bool isPaused, const QString &until)
{
    m_resume->setVisible(isPaused);
    m_resume->setText(until.isEmpty() ? tr("&Resume notifications")
                                      : tr("&Resume notifications (paused until %1)").arg(until));
}

void WatchingMenu::setPollingPaused(bool isPaused)
{
    m_polling->setChecked(isPaused);
}

void WatchingMenu::setWhenClosed(WhenClosed choice)
{
    for (QAction *action : m_whenClosed->actions())
        action->setChecked(action->data().toInt() == static_cast<int>(choice));
}

void WatchingMenu::setAutostart(bool isOn)
{
    m_autostart->setChecked(isOn);
}

} // namespace outlay::ui
