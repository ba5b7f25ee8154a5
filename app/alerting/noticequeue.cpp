// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/noticequeue.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

namespace outlay::alerting {
namespace {

constexpr std::size_t listedTitles = 4;

bool isMoreUrgent(const Notice &left, const Notice &right)
{
    if (left.breaksThrough != right.breaksThrough)
        return left.breaksThrough;
    return left.urgency > right.urgency;
}

/// "312 members of Per person are over their limit"; empty: they are not of one kind.
QString groupTitle(const std::vector<Notice> &notices)
{
    int members = 0;
    const Notice &first = notices.front();
    for (const Notice &notice : notices) {
        if (notice.group == Notice::Group::None || notice.group != first.group ||
            notice.groupName != first.groupName)
            return {};
        members += notice.members;
    }
    return first.group == Notice::Group::OverLimit
               ? NoticeQueue::tr("%n member(s) of %1 are over their limit", nullptr, members)
                     .arg(first.groupName)
               : NoticeQueue::tr("%n member(s) of %1 are near their limit", nullptr, members)
                     .arg(first.groupName);
}

Instant later(Instant at, std::int64_t micros)
{
    return {at.micros + micros};
}

} // namespace

Notice bundled(const std::string &id, std::vector<Notice> notices)
{
    std::stable_sort(notices.begin(), notices.end(), isMoreUrgent);
    Notice result = notices.front();
    result.id = id;
    if (notices.size() == 1)
        return result;
    const int count = static_cast<int>(notices.size());
    result.alerts = count;
    const QString group = groupTitle(notices);
    result.title = group.isEmpty()
                       ? NoticeQueue::tr("%n alert(s): %1", nullptr, count).arg(result.title)
                       : group;
    result.privateTitle = NoticeQueue::tr("Outlay has %n alert(s)", nullptr, count);
    result.isPrivate = std::any_of(notices.begin(), notices.end(),
                                   [](const Notice &notice) { return notice.isPrivate; });
    QStringList lines;
    const std::size_t named = group.isEmpty() ? 1 : 0; // by the title
    for (std::size_t i = named; i < notices.size() && i < listedTitles + named; ++i)
        lines << notices[i].title;
    if (notices.size() > listedTitles + named)
        lines << NoticeQueue::tr("and %n more", nullptr,
                                 static_cast<int>(notices.size() - listedTitles - named));
    result.body = lines.join(u'\n');
    for (const Notice &notice : notices)
        result.happenedAt = std::max(result.happenedAt, notice.happenedAt);
    return result;
}

Notice digested(const std::string &id, std::vector<Notice> notices, const TimeRange &away,
                const QString &spent, const Zone &zone)
{
    if (notices.size() == 1)
        return bundled(id, std::move(notices));
    Notice result = bundled(id, notices);
    const QLocale locale;
    const bool isLong = away.to.micros - away.from.micros >= microsPerDay;
    const auto label = [&](Instant at) {
        const auto time = QDateTime::fromSecsSinceEpoch(floorDivide(at.micros, microsPerSecond),
                                                        Qt::OffsetFromUTC, zone.offsetSeconds(at));
        return isLong ? locale.toString(time, QLocale::ShortFormat)
                      : locale.toString(time.time(), QLocale::ShortFormat);
    };
    const QString count = NoticeQueue::tr("%n alert(s)", nullptr, static_cast<int>(notices.size()));
    result.title = NoticeQueue::tr("While away %1–%2: %3", "from, to, what happened")
                       .arg(label(away.from), label(away.to),
                            spent.isEmpty() ? count : spent + QStringLiteral(", ") + count);
    std::stable_sort(notices.begin(), notices.end(), isMoreUrgent);
    // The title names none of them.
    if (groupTitle(notices).isEmpty())
        result.body.prepend(notices.front().title +
                            (result.body.isEmpty() ? QString() : QStringLiteral("\n")));
    return result;
}

std::optional<TimeRange> absenceBefore(std::optional<Instant> lastSeen, Instant now)
{
    if (!lastSeen || now.micros - lastSeen->micros < NoticeQueue::awayMicros)
        return std::nullopt;
    return TimeRange{*lastSeen, now};
}

NoticeQueue::NoticeQueue(Notifier &next, Clock clock, QObject *parent)
    : Notifier(parent)
    , m_next(next)
    , m_clock(std::move(clock))
    , m_startedAt(m_clock())
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &NoticeQueue::advance);
    connectNext();
}

void NoticeQueue::connectNext()
{
    connect(&m_next, &Notifier::shown, this, [this](const std::string &id) {
        const auto bundle = bundleNamed(id);
        if (bundle == m_bundles.end())
            return;
        for (const Notice &notice : std::vector<Notice>(bundle->notices))
            emit shown(notice.id);
    });
    connect(&m_next, &Notifier::opened, this, [this](const std::string &id, const QString &token) {
        const auto bundle = bundleNamed(id);
        if (bundle == m_bundles.end())
            return;
        const Notice first =
            *std::min_element(bundle->notices.begin(), bundle->notices.end(), isMoreUrgent);
        m_bundles.erase(bundle);
        schedule();
        emit opened(first.id, token);
    });
    connect(&m_next, &Notifier::acknowledged, this, [this](const std::string &id) {
        answer(id, [this](const std::string &alert) { emit acknowledged(alert); });
    });
    connect(&m_next, &Notifier::snoozed, this, [this](const std::string &id) {
        answer(id, [this](const std::string &alert) { emit snoozed(alert); });
    });
    connect(&m_next, &Notifier::closed, this, [this](const std::string &id) {
        answer(id, [this](const std::string &alert) { emit closed(alert); });
    });
    connect(&m_next, &Notifier::failed, this, [this](const std::string &id, const QString &why) {
        answer(id, [this, &why](const std::string &alert) { emit failed(alert, why); });
    });
}

template <typename Tell> void NoticeQueue::answer(const std::string &id, Tell tell)
{
    const auto bundle = bundleNamed(id);
    if (bundle == m_bundles.end())
        return;
    const Bundle answered = std::move(*bundle);
    m_bundles.erase(bundle);
    schedule();
    for (const Notice &notice : answered.notices)
        tell(notice.id);
}

NoticeQueue::Bundles::iterator NoticeQueue::bundleOf(const std::string &alert)
{
    return std::find_if(m_bundles.begin(), m_bundles.end(), [&](const Bundle &bundle) {
        return std::any_of(bundle.notices.begin(), bundle.notices.end(),
                           [&](const Notice &notice) { return notice.id == alert; });
    });
}

NoticeQueue::Bundles::iterator NoticeQueue::bundleNamed(const std::string &id)
{
    return std::find_if(m_bundles.begin(), m_bundles.end(),
                        [&](const Bundle &bundle) { return bundle.id == id; });
}

void NoticeQueue::show(const Notice &notice)
{
    const auto replace = [&](std::vector<Notice> &notices) {
        for (Notice &one : notices) {
            if (one.id == notice.id)
                return std::exchange(one, notice) != notice;
        }
        return false;
    };
    auto bundle = bundleOf(notice.id);
    if (bundle == m_bundles.end())
        bundle = bundleNamed(notice.id); // it was withdrawn from the group that has its name
    if (bundle != m_bundles.end() && bundleOf(notice.id) == m_bundles.end()) {
        bundle->notices.push_back(notice);
        bundle->isOutdated = true;
    } else if (bundle != m_bundles.end()) {
        bundle->isOutdated = replace(bundle->notices) || bundle->isOutdated;
    } else if (std::any_of(m_waiting.begin(), m_waiting.end(),
                           [&](const Notice &one) { return one.id == notice.id; })) {
        replace(m_waiting);
    } else {
        if (m_waiting.empty())
            m_waitingSince = m_clock();
        m_waiting.push_back(notice);
    }
    schedule();
}

void NoticeQueue::withdraw(const std::string &id)
{
    std::erase_if(m_waiting, [&](const Notice &notice) { return notice.id == id; });
    const auto bundle = bundleOf(id);
    if (bundle != m_bundles.end()) {
        std::erase_if(bundle->notices, [&](const Notice &notice) { return notice.id == id; });
        bundle->isOutdated = true;
        if (bundle->notices.empty()) {
            const std::string name = bundle->id;
            m_bundles.erase(bundle);
            m_next.withdraw(name);
        }
    }
    schedule();
}

void NoticeQueue::setPausedUntil(std::optional<Instant> until)
{
    m_pausedUntil = until;
    advance();
}

void NoticeQueue::setQuiet(Quiet quiet)
{
    m_quiet = std::move(quiet);
    advance();
}

void NoticeQueue::leave(std::optional<Instant> since)
{
    if (!m_awaySince)
        m_awaySince = since.value_or(m_clock());
}

void NoticeQueue::comeBack(const QString &spent)
{
    m_wasAwaySince = std::exchange(m_awaySince, std::nullopt);
    m_spent = spent;
    advance();
    m_wasAwaySince.reset();
    m_spent.clear();
}

Instant NoticeQueue::waitingDue(bool breaksThrough) const
{
    Instant due = later(m_waitingSince, gatherMicros);
    const std::size_t most = breaksThrough ? mostInAMinute : newInAMinute;
    if (m_recent.size() >= most)
        due = std::max(due, later(m_recent[m_recent.size() - most], microsPerMinute));
    return breaksThrough ? due : notBefore(due);
}

Instant NoticeQueue::notBefore(Instant due) const
{
    if (m_awaySince)
        return Instant{std::numeric_limits<std::int64_t>::max()};
    if (m_pausedUntil)
        due = std::max(due, *m_pausedUntil);
    if (const auto end = m_quiet ? m_quiet(m_clock()) : std::nullopt)
        due = std::max(due, *end);
    return due;
}

Instant NoticeQueue::updateDue(const Bundle &bundle) const
{
    const Instant due = later(bundle.toldAt, updateMicros);
    const bool breaksThrough = std::any_of(bundle.notices.begin(), bundle.notices.end(),
                                           [](const Notice &one) { return one.breaksThrough; });
    return breaksThrough ? due : notBefore(due);
}

std::optional<Instant> NoticeQueue::dueAt() const
{
    std::optional<Instant> due = m_pausedUntil;
    const auto at = [&](Instant when) { due = std::min(due.value_or(when), when); };
    for (const Notice &notice : m_waiting)
        at(waitingDue(notice.breaksThrough));
    for (const Bundle &bundle : m_bundles) {
        if (bundle.isOutdated)
            at(updateDue(bundle));
    }
    return due;
}

void NoticeQueue::forgetOld(Instant now)
{
    // A clock set back must not keep anybody waiting for it to come round again.
    std::erase_if(m_recent,
                  [&](Instant at) { return at > now || later(at, microsPerMinute) <= now; });
    m_waitingSince = std::min(m_waitingSince, now);
    for (Bundle &bundle : m_bundles)
        bundle.toldAt = std::min(bundle.toldAt, now);
}

void NoticeQueue::advance()
{
    const Instant now = m_clock();
    const bool isOver = m_pausedUntil && *m_pausedUntil <= now;
    if (isOver)
        m_pausedUntil.reset();
    forgetOld(now);
    tellWaiting(now);
    for (Bundle &bundle : m_bundles) {
        if (bundle.isOutdated && updateDue(bundle) <= now)
            tell(bundle);
    }
    schedule();
    if (isOver)
        emit resumed();
}

void NoticeQueue::tellWaiting(Instant now)
{
    std::vector<Notice> ready;
    std::erase_if(m_waiting, [&](const Notice &notice) {
        const bool isReady = waitingDue(notice.breaksThrough) <= now;
        if (isReady)
            ready.push_back(notice);
        return isReady;
    });
    if (ready.empty())
        return;
    Bundle &bundle = m_bundles.emplace_back();
    bundle.id = ready.front().id;
    bundle.notices = std::move(ready);
    Instant since = m_wasAwaySince.value_or(now);
    for (const Notice &notice : bundle.notices) {
        if (notice.knownAt > Instant{} && notice.knownAt < m_startedAt) // nobody told then
            since = std::min(since, notice.knownAt);
    }
    if (now.micros - since.micros >= awayMicros) {
        bundle.away = {since, now};
        bundle.spent = m_spent;
    }
    m_recent.push_back(now);
    tell(bundle);
}

void NoticeQueue::tell(Bundle &bundle)
{
    bundle.toldAt = m_clock();
    bundle.isOutdated = false;
    m_next.show(bundle.away
                    ? digested(bundle.id, bundle.notices, *bundle.away, bundle.spent, m_zone())
                    : bundled(bundle.id, bundle.notices));
}

void NoticeQueue::schedule()
{
    forgetOld(m_clock());
    const auto due = dueAt();
    if (!due)
        return m_timer.stop();
    // At most an hour: a clock that is set, or a machine that slept, is noticed.
    const std::int64_t wait =
        std::clamp<std::int64_t>((due->micros - m_clock().micros) / 1000 + 1, 0, 3'600'000);
    m_timer.start(std::chrono::milliseconds(wait));
}

} // namespace outlay::alerting
