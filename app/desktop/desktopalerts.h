// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/noticequeue.h"
#include "app/alerting/noticesettings.h"
#include "app/desktop/shownzone.h"
#include "app/desktop/tray.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/watchingmenu.h"

#include <QObject>

#include <map>
#include <memory>
#include <optional>
#include <set>

namespace outlay {

/// Where alerts meet the desktop: notifications, banners in the window, the icon in the panel, and
/// their pauses. Knows no budget: it is given notices and a state, and tells what a person
/// answered.
class DesktopAlerts : public QObject
{
    Q_OBJECT

public:
    DesktopAlerts(ui::MainWindow &window, Clock clock, ShownZone zone,
                  std::unique_ptr<alerting::Notifier> notifier, QObject *parent = nullptr);

    void start();
    /// Tells a person, or tells anew in the same place; not what is listed only.
    void show(const alerting::Notice &notice, AlertKind kind);
    /// Resolved, acknowledged or snoozed elsewhere.
    void withdraw(const std::string &id);
    /// Nobody is at the machine; somebody is back, `spent` meanwhile.
    void leave() { m_queue.leave(); }
    /// Outlay itself was not there since then.
    void leaveSince(Instant since) { m_queue.leave(since); }
    void comeBack(const QString &spent) { m_queue.comeBack(spent); }
    /// What still waits for an answer at that time; all else that was shown before is withdrawn.
    void keepOnly(const std::set<std::string> &ids, Instant asOf);
    /// Quiet hours, and what is listed only.
    void setSettings(const alerting::NoticeSettings &settings);
    void setTrayState(const TrayState &state) { m_tray.setState(state); }
    [[nodiscard]] bool hasTray() const { return m_tray.isShown(); }
    [[nodiscard]] Tray &tray() { return m_tray; }
    /// Notifications are paused since then.
    [[nodiscard]] std::optional<Instant> pausedFrom() const { return m_pausedFrom; }
    void pause(ui::Pause choice);

signals:
    /// An answer to an alert; the window comes to the front by the token.
    void opened(const std::string &id, const QString &activationToken);
    void acknowledged(const std::string &id);
    void snoozed(const std::string &id);
    /// Somebody could see it, by whatever way.
    void told(const std::string &id);
    void pauseChanged();

private:
    void takeFailure(const std::string &id);

    ui::MainWindow &m_window;
    Clock m_clock;
    ShownZone m_zone;
    std::unique_ptr<alerting::Notifier> m_notifier;
    alerting::NoticeQueue m_queue;
    alerting::NoticeSettings m_settings;
    Tray m_tray;
    struct Shown
    {
        alerting::Notice notice;
        Instant at;
    };
    std::optional<Instant> m_pausedFrom;
    std::map<std::string, Shown> m_open; ///< until answered or withdrawn
};

} // namespace outlay
