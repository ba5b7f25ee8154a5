// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// The part of Poller that tells how it fares, when it goes on, what a person wants of it, and keeps
// that over a restart.
#include "app/sources/nullsink.h"
#include "app/sources/poller.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

constexpr std::string_view stateCheckpoint = "poller";
constexpr std::int64_t shortestNap = microsPerSecond;
constexpr std::int64_t longestNap = microsPerMinute; ///< the clock may be set meanwhile
constexpr std::int64_t wakeJitter = 10 * microsPerSecond;
constexpr int onceLedgerFailures = 3;
constexpr std::int64_t longestOnceWait = 90 * microsPerSecond;

std::optional<Instant> instantOf(const QJsonValue &value)
{
    const auto at = parseInstant(value.toString().toStdString());
    return at ? std::optional(*at) : std::nullopt;
}

void insertInstant(QJsonObject &json, const QString &key, std::optional<Instant> at)
{
    if (at)
        json.insert(key, QString::fromStdString(toRfc3339(*at)));
}

} // namespace

/// What was kept would undo it: it is done once that is read.
bool Poller::isLater(void (Poller::*wish)())
{
    if (!m_isLoaded)
        m_wishes.push_back(wish);
    return !m_isLoaded;
}

void Poller::pollNow()
{
    if (isLater(&Poller::pollNow))
        return;
    m_isUnsettled = true;
    m_notBefore.reset();
    m_breaker.probeNow(m_options.clock());
    forgetRefusals();
    for (Series &series : m_series)
        series.progress.makeDue();
    tick();
}

void Poller::pause()
{
    m_isPaused = true;
    tick();
}

void Poller::resume()
{
    m_isPaused = false;
    askAgain();
}

void Poller::askAgain()
{
    if (isLater(&Poller::askAgain))
        return tick();
    forgetRefusals();
    tick();
}

void Poller::trip()
{
    if (isLater(&Poller::trip))
        return;
    m_breaker.trip("opened by hand");
    saveState();
    tick();
}

void Poller::reset()
{
    if (isLater(&Poller::reset))
        return;
    m_breaker.reset();
    m_notBefore.reset();
    forgetRefusals(); // and saves
    tick();
}

void Poller::suspend()
{
    m_isSuspended = true;
    drop();
    tick();
}

/// Forgets the request under way.
void Poller::drop()
{
    if (!m_inFlight)
        return;
    m_http->cancel();
    m_inFlight.reset();
    m_breaker.probeWasInconclusive();
}

void Poller::wake()
{
    const Instant now = m_options.clock();
    m_isSuspended = false;
    m_unreachableCount = 0;
    m_breaker.probeNow(now);
    m_notBefore = Instant{now.micros + m_jitter.upTo(wakeJitter)};
    for (Series &series : m_series)
        series.progress.makeDue();
    tick();
}

std::string Poller::stateToJson() const
{
    QJsonObject refusals;
    for (const Series &series : m_series) {
        if (!series.refusal.empty())
            refusals.insert(QString::fromStdString(series.plan->name),
                            QJsonObject{{u"reason"_s, QString::fromStdString(series.refusal)},
                                        {u"for_key"_s, series.isForKey}});
    }
    QJsonObject json{{u"breaker"_s, m_breaker.toJson()},
                     {u"rows"_s, qint64(m_status.rows)},
                     {u"errors"_s, qint64(m_status.errors)}};
    if (!refusals.isEmpty())
        json.insert(u"refusals"_s, refusals);
    if (!m_options.leftOut.empty())
        json.insert(u"left_out"_s, QString::fromStdString(m_options.leftOut));
    if (!m_keyRefusal.empty())
        json.insert(u"key_refusal"_s, QString::fromStdString(m_keyRefusal));
    if (!m_refusedKeyMark.empty())
        json.insert(u"refused_key"_s, QString::fromStdString(m_refusedKeyMark));
    insertInstant(json, u"last_success"_s, m_status.lastSuccess);
    insertInstant(json, u"data_until"_s, m_status.dataUntil);
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

void Poller::restore(const std::string &state)
{
    const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(state)).object();
    m_savedState = state;
    m_breaker = Breaker::fromJson(json.value("breaker"_L1).toObject(), m_options.clock());
    m_leftOutBefore = json.value("left_out"_L1).toString().toStdString();
    m_status.rows = json.value("rows"_L1).toInteger();
    m_status.errors = json.value("errors"_L1).toInteger();
    m_status.lastSuccess = instantOf(json.value("last_success"_L1));
    m_status.dataUntil = instantOf(json.value("data_until"_L1));
    m_refusedKeyMark = json.value("refused_key"_L1).toString().toStdString();
    const bool isOtherKey = !m_key.isEmpty() && m_refusedKeyMark != keyMark();
    if (!isOtherKey)
        m_keyRefusal = json.value("key_refusal"_L1).toString().toStdString();
    const QJsonObject refusals = json.value("refusals"_L1).toObject();
    for (Series &series : m_series) {
        const QJsonObject refusal =
            refusals.value(QString::fromStdString(series.plan->name)).toObject();
        // What the settings were wrong about may be right by now: a start is a new try.
        series.isForKey = refusal.value("for_key"_L1).toBool() && !isOtherKey;
        if (series.isForKey)
            series.refusal = refusal.value("reason"_L1).toString().toStdString();
    }
}

/// Days that were taken in by another rule are asked for again, as far back as they are told.
void Poller::readAgain()
{
    for (Series &series : m_series) {
        if (series.plan->kind != SeriesPlan::Kind::Buckets)
            continue;
        series.progress = {};
        saveProgress(series); // before the state says that it is done
    }
    saveState();
}

void Poller::saveState()
{
    std::string state = stateToJson();
    if (!m_isLoaded || state == m_savedState)
        return;
    m_savedState = state;
    saveCheckpoint(std::string(stateCheckpoint), std::move(state));
}

/// For what came of a page that brought no data.
void Poller::saveProgress(const Series &series)
{
    saveCheckpoint(series.plan->name, series.progress.toJson());
}

void Poller::saveCheckpoint(std::string name, std::string state)
{
    m_queue.post([source = m_options.source, &format = m_connector.format(), name = std::move(name),
                  state = std::move(state)](Ingest &ingest) {
        // If this fails, so does the next page, which tells of it.
        (void)ingest.importPage(format, source, [](Sink &) {}, {.name = name, .state = state});
    });
}

bool Poller::areMainSeriesRefused() const
{
    return std::all_of(m_series.begin(), m_series.end(), [](const Series &series) {
        return series.plan->vouchLagMicros < 0 || !series.refusal.empty();
    });
}

std::pair<SourceStatus::State, std::string> Poller::stateNow() const
{
    using State = SourceStatus::State;
    if (m_isPaused)
        return {State::Paused, {}};
    if (m_isLocked)
        return {State::WaitingForUnlock, {}};
    if (!m_isLoaded)
        return {State::Idle, m_ledgerProblem};
    if (m_key.isEmpty())
        return {State::NeedsKey, "there is no key yet"};
    if (!m_keyRefusal.empty())
        return {State::NeedsKey, m_keyRefusal};
    if (areMainSeriesRefused()) {
        const auto found = std::find_if(m_series.begin(), m_series.end(), [](const Series &series) {
            return !series.refusal.empty();
        });
        return {found->isForKey ? State::NeedsKey : State::ConfigurationError, found->refusal};
    }
    if (!m_fundsProblem.empty())
        return {State::OutOfFunds, m_fundsProblem};
    if (m_breaker.state() != Breaker::State::Closed)
        return {State::Broken, m_breaker.reason()};
    if (!m_unreachable.empty())
        return {State::Unreachable, m_unreachable};
    if (isBusy())
        return {State::Polling, {}};
    return {State::Waiting, !m_ledgerProblem.empty() ? m_ledgerProblem : m_breaker.reason()};
}

std::optional<Instant> Poller::nextTick() const
{
    if (!m_isLoaded)
        return m_ledgerFailures > 0 ? m_notBefore : std::nullopt;
    if (isBusy() || !canAsk() || m_breaker.isTrippedByHand())
        return std::nullopt;
    const Instant now = m_options.clock();
    std::optional<Instant> next;
    const auto sooner = [&next](Instant at) { next = next ? std::min(*next, at) : at; };
    for (const Series &series : m_series) {
        if (!series.refusal.empty())
            continue;
        sooner(series.progress.nextPoll(*series.plan));
        const auto older = series.progress.backfill(*series.plan, now);
        const bool isRested = !m_historyAfter || *m_historyAfter <= now;
        if (older && isHistoryWanted(*older, now))
            sooner(now);
        else if (older && !isRested && !m_options.isOnce)
            sooner(*m_historyAfter);
    }
    if (!next)
        return std::nullopt;
    next = std::max({*next, m_notBefore.value_or(now), m_breaker.nextProbe().value_or(now), now});
    return next;
}

void Poller::schedule()
{
    m_timer.stop();
    const auto next = nextTick();
    if (!m_options.hasTimer || !next)
        return;
    const std::int64_t wait = next->micros - m_options.clock().micros;
    // tick() asked already if there was anything to ask: never spin.
    m_timer.start(int(std::clamp(wait, shortestNap / 10, longestNap) / 1000));
}

/// What asking costs, and what the provider tells beside its figures.
std::vector<std::string> Poller::remarksOn(const Series &series) const
{
    const SeriesPlan &plan = *series.plan;
    std::vector<std::string> remarks;
    if (plan.pageNanos != 0) {
        const int today = series.progress.askedToday(m_options.clock());
        const auto cost = [&plan](std::int64_t pages) {
            const std::string text = toDecimal(Money{pages * plan.pageNanos});
            return text.substr(0, text.find('.') + 3) + " USD"; // cents
        };
        remarks.push_back("asked for " + std::to_string(today) +
                          (today == 1 ? " page today, " : " pages today, ") + cost(today) +
                          " of at most " + cost(plan.pagesPerDay) + "; since it was added " +
                          cost(series.progress.askedEver()));
    }
    if (std::string remark = m_connector.remark(plan, series.progress.kept()); !remark.empty())
        remarks.push_back(std::move(remark));
    return remarks;
}

/// Tells what changed and winds the timer.
void Poller::changed()
{
    SourceStatus status = m_status;
    std::tie(status.state, status.reason) = stateNow();
    status.breaker = m_breaker.state() == Breaker::State::Closed ? SourceStatus::Breaker::Closed
                     : m_breaker.state() == Breaker::State::Open ? SourceStatus::Breaker::Open
                                                                 : SourceStatus::Breaker::Probing;
    status.consecutiveFailures = m_breaker.failures();
    status.breakerOpenUntil = m_breaker.nextProbe();
    status.nextAttempt = nextTick();
    status.warnings.clear();
    for (const Series &series : m_series) {
        const bool isSaid = series.refusal.empty() || series.refusal == status.reason;
        if (!isSaid && status.state != SourceStatus::State::NeedsKey)
            status.warnings.push_back(series.plan->name + ": " + series.refusal);
        for (std::string &remark : remarksOn(series))
            status.warnings.push_back(std::move(remark));
    }
    schedule();
    if (status != m_status) {
        m_status = status;
        emit statusChanged(m_status);
    }
    const Instant now = m_options.clock();
    // Asked to come back much later: that is all there is to be had now.
    const bool isSentAway = m_breaker.failures() > 0 && m_notBefore &&
                            m_notBefore->micros - now.micros > longestOnceWait;
    const bool isOver =
        !isBusy() && (m_isLoaded || m_ledgerFailures >= onceLedgerFailures) &&
        (!canAsk() || m_breaker.state() == Breaker::State::Open || !m_unreachable.empty() ||
         !m_fundsProblem.empty() || m_ledgerFailures >= onceLedgerFailures || isSentAway ||
         (!choose(now) && m_breaker.failures() == 0));
    if (isOver && std::exchange(m_isUnsettled, false))
        emit settled();
}

} // namespace outlay::sources
