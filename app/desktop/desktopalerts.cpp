// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopalerts.h"

#include "ui/shell/noticebanners.h"
#include "ui/text/names.h"

#include <QDateTime>
#include <QLocale>

#include <limits>
#include <utility>

namespace outlay {

using alerting::Notice;
using alerting::NoticeQueue;
using alerting::Notifier;
using ui::NoticeBanners;

DesktopAlerts::DesktopAlerts(ui::MainWindow &window, Clock clock, ShownZone zone,
                             std::unique_ptr<Notifier> notifier, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_clock(clock)
    , m_zone(std::move(zone))
    , m_notifier(std::move(notifier))
    , m_queue(*m_notifier, std::move(clock))
    , m_tray(window.watchingMenu())
{
    m_queue.setZone(m_zone);
    const auto answered = [this](auto signal) {
        return [this, signal](const std::string &id) {
            withdraw(id);
            emit(this->*signal)(id);
        };
    };
    connect(&m_queue, &Notifier::opened, this,
            [this](const std::string &id, const QString &token) { emit opened(id, token); });
    connect(&m_queue, &Notifier::acknowledged, this, answered(&DesktopAlerts::acknowledged));
    connect(&m_queue, &Notifier::snoozed, this, answered(&DesktopAlerts::snoozed));
    connect(&m_queue, &Notifier::shown, this, &DesktopAlerts::told);
    connect(&m_queue, &Notifier::failed, this,
            [this](const std::string &id, const QString &) { takeFailure(id); });
    NoticeBanners &banners = window.banners();
    connect(&banners, &NoticeBanners::opened, this,
            [this](const std::string &id) { emit opened(id, QString()); });
    connect(&banners, &NoticeBanners::acknowledged, this, answered(&DesktopAlerts::acknowledged));
    connect(&banners, &NoticeBanners::snoozed, this, answered(&DesktopAlerts::snoozed));
    ui::WatchingMenu &menu = window.watchingMenu();
    connect(&menu, &ui::WatchingMenu::pauseRequested, this, &DesktopAlerts::pause);
    connect(&m_queue, &NoticeQueue::resumed, this, [this, &menu] {
        menu.setNotificationsPaused(false, {});
        m_pausedFrom.reset();
        emit pauseChanged();
    });
}

void DesktopAlerts::start()
{
    m_tray.start();
}

void DesktopAlerts::setSettings(const alerting::NoticeSettings &settings)
{
    m_settings = settings;
    m_queue.setQuiet([quiet = settings.quiet](Instant now) { return quietUntil(quiet, now); });
}

void DesktopAlerts::show(const Notice &notice, AlertKind kind)
{
    if (!isTold(m_settings, kind))
        return;
    m_open[notice.id] = {notice, m_clock()};
    Notice shown = notice;
    for (QString *text : {&shown.title, &shown.body, &shown.groupName})
        *text = ui::withoutNames(*text);
    m_queue.show(shown);
}

void DesktopAlerts::withdraw(const std::string &id)
{
    m_open.erase(id);
    m_queue.withdraw(id);
    m_window.banners().withdraw(id);
}

void DesktopAlerts::keepOnly(const std::set<std::string> &ids, Instant asOf)
{
    std::vector<std::string> over;
    for (const auto &[id, shown] : m_open) {
        if (shown.at < asOf && !ids.contains(id))
            over.push_back(id);
    }
    for (const std::string &id : over)
        withdraw(id);
}

void DesktopAlerts::takeFailure(const std::string &id)
{
    const auto found = m_open.find(id);
    if (found == m_open.end())
        return;
    const Notice &notice = found->second.notice;
    m_window.banners().show(
        {id, shownTitle(notice), shownBody(notice), shownUrgency(notice) == Urgency::Critical});
    // Nobody looks at a window that is not there.
    if (!m_window.isVisible() &&
        !m_tray.say(ui::withoutNames(shownTitle(notice)), ui::withoutNames(shownBody(notice)))) {
        m_window.setAttribute(Qt::WA_ShowWithoutActivating);
        m_window.show();
        m_window.setAttribute(Qt::WA_ShowWithoutActivating, false);
    }
    emit told(id);
}

void DesktopAlerts::pause(ui::Pause choice)
{
    const Instant now = m_clock();
    const Zone zone = m_zone();
    std::optional<Instant> until;
    if (choice == ui::Pause::Hour)
        until = Instant{now.micros + microsPerHour};
    else if (choice == ui::Pause::UntilTomorrow)
        until = zone.startOfDay(zone.dayOf(now) + 1);
    else if (choice == ui::Pause::UntilResumed)
        until = Instant{std::numeric_limits<std::int64_t>::max()};
    m_queue.setPausedUntil(until);
    const QString words =
        choice == ui::Pause::Hour
            ? QLocale().toString(QDateTime::fromSecsSinceEpoch(until->micros / microsPerSecond,
                                                               Qt::OffsetFromUTC,
                                                               zone.offsetSeconds(*until))
                                     .time(),
                                 QLocale::ShortFormat)
        : choice == ui::Pause::UntilTomorrow ? tr("tomorrow")
                                             : QString();
    m_window.watchingMenu().setNotificationsPaused(until.has_value(), words);
    m_pausedFrom = until ? std::optional(m_pausedFrom.value_or(now)) : std::nullopt;
    emit pauseChanged();
}

} // namespace outlay
