// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>

class QAction;
class QActionGroup;

namespace outlay::ui {

/// For how long notifications are held back.
enum class Pause
{
    None,
    Hour,
    UntilTomorrow,
    UntilResumed,
};

/// What closing the window means.
enum class WhenClosed
{
    Ask,
    KeepWatching,
    Quit,
};

/// What goes on without the window, and how to hold it. In the window's menu bar, and in the
/// panel's icon where there is one.
class WatchingMenu : public QMenu
{
    Q_OBJECT

public:
    explicit WatchingMenu(QWidget *parent = nullptr);

public slots:
    /// `until` in words; empty: not paused.
    void setNotificationsPaused(bool isPaused, const QString &until);
    void setPollingPaused(bool isPaused);
    void setWhenClosed(outlay::ui::WhenClosed choice);
    void setAutostart(bool isOn);

signals:
    void pauseRequested(outlay::ui::Pause pause);
    void pollingPauseRequested(bool isPaused);
    void whenClosedChosen(outlay::ui::WhenClosed choice);
    void autostartRequested(bool isOn);

private:
    QAction *addCheck(QMenu &menu, const QString &text, const char *name);
    void makePauses();
    void makeWhenClosed();

    QMenu *m_pauses = nullptr;
    QAction *m_resume = nullptr, *m_polling = nullptr, *m_autostart = nullptr;
    QActionGroup *m_whenClosed = nullptr;
};

} // namespace outlay::ui
