// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/traymenu.h"
#include "app/desktop/traystate.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <string>

class QSystemTrayIcon;

namespace outlay {

class TrayHost;

/// The icon in the panel, where there is a panel for it. Qt remembers for good that there was none,
/// so nothing of Qt's tray is touched before the panel's watcher is there.
class Tray : public QObject
{
    Q_OBJECT

public:
    static constexpr int patienceMs = 30'000; ///< a panel may start after us

    explicit Tray(QMenu &watching, QObject *parent = nullptr);
    ~Tray() override;

    void start(int waitMs = patienceMs);
    void setState(const TrayState &state);
    /// An icon is shown now. False is normal: GNOME has no place for it.
    [[nodiscard]] bool isShown() const;
    /// The last resort; false: there is no icon to say it by.
    bool say(const QString &title, const QString &text);

signals:
    void openRequested();
    void budgetChosen(const std::string &id, const std::string &member);
    void quitRequested();
    /// Whether there is an icon is known now, or has changed.
    void shownChanged(bool isShown);

private:
    void appear();

    TrayMenu m_menu;
    TrayState m_state;
    std::unique_ptr<TrayHost> m_host;
    std::unique_ptr<QSystemTrayIcon> m_icon;
    QTimer m_patience;
    bool m_isKnown = false;
};

} // namespace outlay
