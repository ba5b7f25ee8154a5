// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/watcher.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QNetworkInformation>

#include <algorithm>

namespace outlay::sources {

namespace {

constexpr int lookMs = 1000;     // a change by another process is taken over within a second
constexpr int publishMs = 100;   // a page that is being drawn takes no more than ten a second
constexpr int reportMs = 1000;   // a change of state is in the ledger within a second
constexpr int figuresMs = 5'000; // figures too, as long as there are new ones
constexpr int timesMs = 60'000;  // times alone: every commit wakes those who show the ledger

/// What another process has to know at once.
bool differsInState(const SourceStatus &one, const SourceStatus &other)
{
    const auto isAtWork = [](SourceStatus::State state) {
        return state == SourceStatus::State::Polling ? SourceStatus::State::Waiting : state;
    };
    return isAtWork(one.state) != isAtWork(other.state) || one.breaker != other.breaker ||
           one.reason != other.reason || one.port != other.port || one.warnings != other.warnings;
}

} // namespace

Watcher::Watcher(WatcherOptions options, LedgerQueue &queue, SecretStore &secrets, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_queue(queue)
    , m_secrets(secrets)
    , m_lock(queue.path())
    , m_sleep(m_options.sleep)
{
    m_second.setParent(this); // follows to another thread
    m_publish.setParent(this);
    m_sleep.setParent(this);
    m_second.setInterval(lookMs);
    m_second.setTimerType(Qt::CoarseTimer);
    m_publish.setInterval(publishMs);
    m_publish.setSingleShot(true);
    connect(&m_second, &QTimer::timeout, this, &Watcher::tick);
    connect(&m_publish, &QTimer::timeout, this, &Watcher::publish);
    connect(&m_sleep, &SleepMonitor::aboutToSleep, this, &Watcher::sleeps);
    connect(&m_sleep, &SleepMonitor::wokeUp, this, &Watcher::wokeUp);
    connect(&m_secrets, &SecretStore::unlocked, this, [this] {
        for (const auto &[name, source] : m_live)
            source->unlocked();
    });
}

Watcher::~Watcher()
{
    stop();
}

void Watcher::start()
{
    m_sleep.start();
    m_sinceReport.start();
    m_second.start();
    tick();
}

void Watcher::stop()
{
    m_second.stop();
    m_publish.stop();
    if (m_lock.isHeld())
        report();
    m_live.clear();
    m_reader.reset();
    m_lock.release();
}

void Watcher::tick()
{
    if (!m_lock.isHeld())
        takeOver();
    if (!m_lock.isHeld())
        return;
    m_sleep.tick();
    if (const Result<> looked = look(); !looked) {
        m_reader.reset();
        m_counter = -1;
        if (m_failure != looked.error().text) // told once
            emit failed(looked.error());
        m_failure = looked.error().text;
    } else {
        m_failure.clear();
    }
    if (m_isReportDue && m_sinceReport.hasExpired(reportMs))
        report();
    else if (m_sinceReport.hasExpired(m_areFiguresNew ? figuresMs : timesMs))
        report();
}

void Watcher::takeOver()
{
    if (m_lock.take()) {
        m_holder.clear();
        return emit watchedElsewhere({});
    }
    const QString holder = m_lock.holder();
    if (holder != m_holder)
        emit watchedElsewhere(holder);
    m_holder = holder;
}

/// Settings and requests, if anything was committed since the last look.
Result<> Watcher::look()
{
    if (!m_reader) {
        if (!QFileInfo::exists(QString::fromStdString(m_queue.path()))) {
            apply({}); // nothing was ever stored
            return {};
        }
        auto reader = LedgerReader::open(m_queue.path());
        if (!reader)
            return tl::unexpected<Error>(std::move(reader).error());
        m_reader = *std::move(reader);
    }
    const auto counter = m_reader->changeCounter();
    if (!counter)
        return tl::unexpected<Error>(counter.error());
    if (*counter == m_counter)
        return {};
    const auto all = storedSources(*m_reader);
    if (!all)
        return tl::unexpected<Error>(all.error());
    const auto requests = pendingRequests(*m_reader);
    if (!requests)
        return tl::unexpected<Error>(requests.error());
    if (!m_hasLooked)
        OUTLAY_TRY(readBefore());
    m_counter = *counter;
    apply(*all);
    serve(*requests);
    return {};
}

/// How the sources fared when they were last watched, by whichever process.
Result<> Watcher::readBefore()
{
    const auto report = watchReport(*m_reader);
    if (!report)
        return tl::unexpected<Error>(report.error());
    if (*report) {
        for (const SourceStatus &status : (*report)->statuses)
            m_before[status.name] = status;
    }
    return {};
}

bool Watcher::isWanted(const SourceSettings &settings) const
{
    if (!m_options.only.empty() && !m_options.only.contains(settings.name))
        return false;
    if (settings.kind == SourceKind::Files)
        return m_options.doesTail;
    return settings.kind == SourceKind::Otlp ? m_options.doesReceive : m_options.doesPoll;
}

void Watcher::apply(const std::vector<SourceSettings> &all)
{
    if (m_hasLooked && all == m_settings)
        return;
    m_settings = all;
    for (auto it = m_live.begin(); it != m_live.end();) {
        const SourceSettings *now = sources::sourceNamed(all, it->first);
        SourceSettings same = now ? *now : SourceSettings();
        same.isPaused = it->second->settings().isPaused;
        if (now && same == it->second->settings()) {
            it->second->setPaused(now->isPaused);
            ++it;
        } else {
            m_before[it->first] = it->second->status();
            it = m_live.erase(it); // another source, or none
        }
    }
    std::erase_if(m_before, [&all](const auto &one) {
        return sources::sourceNamed(all, one.first) == nullptr; // what comes by that name is new
    });
    for (const SourceSettings &settings : all) {
        if (!m_live.contains(settings.name) && isWanted(settings))
            add(settings);
    }
    m_isReportDue = true;
    m_publish.start();
    if (!m_hasLooked && m_options.isOnce && m_unsettled.empty())
        QMetaObject::invokeMethod(this, &Watcher::settled, Qt::QueuedConnection);
    m_hasLooked = true;
}

void Watcher::add(const SourceSettings &settings)
{
    const std::string name = settings.name;
    const auto before = m_before.find(name);
    auto source =
        LiveSource::make(settings, {m_queue, m_secrets, m_options.clock, m_options.isOnce,
                                    before == m_before.end() ? SourceStatus() : before->second});
    connect(source.get(), &LiveSource::statusChanged, this, &Watcher::changed);
    connect(source.get(), &LiveSource::committed, this, [this, name](const ImportCounts &counts) {
        emit committed(QString::fromStdString(name), counts);
    });
    // Not at once: a source may settle while it is being started.
    connect(
        source.get(), &LiveSource::settled, this, [this, name] { settle(name); },
        Qt::QueuedConnection);
    LiveSource *begun = source.get();
    m_live[name] = std::move(source);
    if (m_options.isOnce && !settings.isPaused)
        m_unsettled.insert(name);
    if (m_options.asksAgain && m_options.only.contains(name))
        begun->askAgain();
    begun->start();
}

void Watcher::settle(const std::string &name)
{
    if (m_unsettled.erase(name) > 0 && m_unsettled.empty())
        emit settled();
}

void Watcher::serve(const std::map<std::string, WatchRequest> &requests)
{
    std::map<std::string, WatchRequest> taken;
    for (const auto &[name, request] : requests) {
        const bool isKnown = sources::sourceNamed(m_settings, name) != nullptr;
        if (isKnown && !m_live.contains(name))
            continue; // left for who watches it
        taken[name] = request;
        if (request == WatchRequest::Poll)
            pollNow(name);
        else if (request == WatchRequest::Trip)
            trip(name);
        else
            reset(name);
    }
    if (!taken.empty())
        m_queue.post([taken](Ingest &ingest) {
            (void)takeRequests(ingest, taken); // what fails is done again, which is harmless
        });
}

LiveSource *Watcher::sourceNamed(const std::string &name) const
{
    const auto found = m_live.find(name);
    return found == m_live.end() ? nullptr : found->second.get();
}

void Watcher::pollNow(const std::string &name)
{
    if (LiveSource *source = sourceNamed(name))
        source->pollNow();
}

void Watcher::trip(const std::string &name)
{
    if (LiveSource *source = sourceNamed(name))
        source->trip();
}

void Watcher::reset(const std::string &name)
{
    if (LiveSource *source = sourceNamed(name))
        source->reset();
}

void Watcher::networkChanged()
{
    for (const auto &[name, source] : m_live) {
        if (source->status().state == SourceStatus::State::Unreachable)
            source->wake();
    }
}

std::vector<SourceStatus> Watcher::statuses() const
{
    std::vector<SourceStatus> all;
    for (const SourceSettings &settings : m_settings) { // in the order they were added
        if (const LiveSource *source = sourceNamed(settings.name))
            all.push_back(source->status());
    }
    return all;
}

void Watcher::changed(const SourceStatus &status)
{
    const auto told = m_told.find(status.name);
    if (told == m_told.end() || differsInState(told->second, status))
        m_isReportDue = true;
    else if (told->second.rows != status.rows || told->second.errors != status.errors)
        m_areFiguresNew = true;
    emit statusChanged(status);
    if (!m_publish.isActive())
        m_publish.start();
}

void Watcher::publish()
{
    emit statusesChanged(statuses());
}

void Watcher::report()
{
    m_sinceReport.restart();
    m_isReportDue = false;
    m_areFiguresNew = false;
    WatchReport report{m_options.program, QCoreApplication::applicationPid(), m_options.clock(),
                       statuses()};
    std::map<std::string, SourceStatus> now;
    for (const SourceStatus &status : report.statuses)
        now[status.name] = status;
    for (const auto &[name, status] : m_before) {
        if (!m_live.contains(name))
            report.statuses.push_back(status); // watched at other times
    }
    if (now == m_told || (m_live.empty() && m_told.empty()))
        return; // the ledger says so already
    m_told = std::move(now);
    m_queue.post([report = std::move(report)](Ingest &ingest) {
        (void)setWatchReport(ingest, report); // history: the next one says it anew
    });
}

void Watcher::sleeps()
{
    for (const auto &[name, source] : m_live)
        source->suspend();
    m_queue.drain();
    m_sleep.release();
}

void Watcher::wokeUp(const TimeRange &slept)
{
    std::vector<std::string> names;
    for (const auto &[name, source] : m_live) {
        source->slept(slept);
        if (!source->settings().isPaused)
            names.push_back(name);
    }
    m_queue.post([names, slept](Ingest &ingest) {
        for (const std::string &name : names)
            (void)ingest.vouch(name, {slept, CoverageKind::Asleep}); // unsaid it counts as a gap
    });
    for (const auto &[name, source] : m_live)
        source->wake();
}

void watchNetwork(Watcher &watcher)
{
    if (!QNetworkInformation::loadDefaultBackend())
        return; // unreachable sources are tried again by the clock
    QObject::connect(QNetworkInformation::instance(), &QNetworkInformation::reachabilityChanged,
                     &watcher, &Watcher::networkChanged);
}

} // namespace outlay::sources
