// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/spendwatch.h"

#include "models/rules/crossing.h"

#include <algorithm>

namespace outlay {

namespace {

constexpr std::uint32_t tooManyRequests = 429;
constexpr std::uint32_t serverErrors = 500;
constexpr std::size_t mostTimes = 2'000, keptTimes = 200; ///< of one suspect
constexpr std::size_t mostPrompts = 100'000;
constexpr std::size_t mostQuarters = 200'000; ///< more are counted anew
constexpr std::int64_t lookEvery = 10 * microsPerSecond;
constexpr int widestSteps = 64; ///< how far the beginning of a run is sought, quarter-hours doubled

constexpr std::string_view stormDetector = "retry_storm";
constexpr std::string_view repeatDetector = "repeated_prompt";

std::string hexOf(std::uint64_t value)
{
    std::string text;
    constexpr std::string_view digits = "0123456789abcdef";
    for (int shift = 60; shift >= 0; shift -= 4)
        text += digits[(value >> static_cast<unsigned>(shift)) & 0xfU];
    return text;
}

/// Repeated prompts of one actor and model at the same time.
struct Repetition
{
    RepeatedPrompt sum; ///< `prompt` is the first one's
    std::int64_t prompts = 0;
};

std::vector<Repetition> repetitions(const std::vector<RepeatedPrompt> &all, std::int64_t pause)
{
    std::vector<Repetition> joined;
    for (const RepeatedPrompt &one : all) {
        const auto same = std::find_if(joined.begin(), joined.end(), [&](const Repetition &other) {
            return !one.actor.empty() && other.sum.actor == one.actor &&
                   other.sum.model == one.model &&
                   one.range.from.micros <= other.sum.range.to.micros + pause;
        });
        if (same == joined.end()) {
            joined.push_back({one, 1});
            continue;
        }
        ++same->prompts;
        same->sum.count += one.count;
        if (one.cost)
            same->sum.cost = same->sum.cost.value_or(Money{}) + *one.cost;
        same->sum.unpriced += one.unpriced;
        same->sum.range.to = std::max(same->sum.range.to, one.range.to);
    }
    return joined;
}

/// What `find` finds in a range. A run that touches its edge began earlier, or goes on: it is
/// looked for further, so that each is whole. `pause`: how long one may pause.
template <typename Find> auto wholeRuns(TimeRange range, std::int64_t pause, Find find)
{
    auto runs = find(range);
    for (std::int64_t step = 1; step <= widestSteps; step *= 2) {
        bool isEarlier = false, isLater = false;
        for (const auto &run : runs) {
            isEarlier = isEarlier || run.range.from.micros - range.from.micros < pause;
            isLater = isLater || range.to.micros - run.range.to.micros < pause;
        }
        if (!isEarlier && !isLater)
            break;
        if (isEarlier)
            range.from.micros -= step * microsPerQuarter;
        if (isLater)
            range.to.micros += step * microsPerQuarter;
        runs = find(range);
    }
    return runs;
}

} // namespace

SpendWatch::SpendWatch(LedgerWriter &ledger, AlertBook &alerts) : m_ledger(ledger), m_alerts(alerts)
{
}

void SpendWatch::Suspect::add(Instant at)
{
    times.push_back(at);
    touched = {std::min(touched.from, at), std::max(touched.to, at)};
    isTouched = true;
}

void SpendWatch::note(const StoredEvent &event, const Cell &cell)
{
    if (m_isSuspended)
        return;
    if (event.state.promptHash != 0 && m_limits.watchesRepeats) {
        widen(event.state.at);
        Suspect &suspect = m_prompts[event.state.promptHash];
        if (!suspect.isTouched)
            m_touchedPrompts.push_back(event.state.promptHash);
        suspect.add(event.state.at);
    }
    if (cell[CellField::Errors] <= 0 || !m_limits.watchesStorms)
        return;
    m_failed[floorDivide(event.state.at.micros, microsPerQuarter)] += cell[CellField::Errors];
    noteFailure(event);
}

void SpendWatch::noteFailure(const StoredEvent &event)
{
    const std::uint32_t status = m_ledger.endingOf(event.state.ending).httpStatus;
    if (status != tooManyRequests && status < serverErrors)
        return;
    const Profile profile = m_ledger.profileOf(event.derived.attributed);
    const TextId key = profile[ProfileField::Key];
    const TextId user = key != 0 ? 0 : profile[ProfileField::User];
    const TextId session =
        key != 0 || user != 0 ? 0 : m_ledger.threadOf(event.state.thread).session;
    if (key == 0 && user == 0 && session == 0)
        return;
    m_storms[{key, user, session, profile[ProfileField::Model]}].add(event.state.at);
}

void SpendWatch::discard()
{
    // What a rolled-back transaction brought comes again, or never was.
    m_storms.clear();
    m_prompts.clear();
    m_touchedPrompts.clear();
    m_waiting.clear();
    m_isUrgent = false;
    m_brought = std::nullopt;
    m_failed.clear();
    m_known.clear();
    m_isSeeded = false;
}

void SpendWatch::widen(Instant at)
{
    m_brought = m_brought ? TimeRange{std::min(m_brought->from, at), std::max(m_brought->to, at)}
                          : TimeRange{at, at};
}

/// Prompts of before this process began, or before a failure. What is new is seen twice, which
/// makes for a look into the ledger at most.
void SpendWatch::seed()
{
    m_isSeeded = true;
    const std::int64_t back = m_limits.repeatMicros;
    // Another log of the same time may be there already. Of a long history only what lies before
    // it is looked at: to read all of it again would take as long as to take it in.
    const bool isShort = m_brought->to.micros - m_brought->from.micros <= microsPerDay;
    const TimeRange around{{m_brought->from.micros - back},
                           isShort ? Instant{m_brought->to.micros + back} : m_brought->from};
    m_ledger.eachEventBetween(around, [&](StoredEvent &event) {
        note(event, Cell{}); // a cell without failures: those are joinOthers()'s
        return true;
    });
}

/// Refused attempts that other processes brought, or an earlier one, may be part of the same storm.
/// Quarter-hours are read in which something failed now, enough for a storm has failed by then, and
/// more than is known here: however long a history is, and whichever of two logs comes first.
void SpendWatch::joinOthers()
{
    const std::int64_t reach = m_limits.stormMicros / microsPerQuarter + 1;
    std::map<std::int64_t, std::int64_t> totals;
    const auto total = [&](std::int64_t quarter) {
        const auto [known, isNew] = totals.try_emplace(quarter, 0);
        if (isNew)
            known->second = m_ledger.cell({true, allKind, quarter, 0})[CellField::Errors];
        return known->second;
    };
    const auto in = [](const std::map<std::int64_t, std::int64_t> &counts, std::int64_t quarter) {
        const auto found = counts.find(quarter);
        return found == counts.end() ? 0 : found->second;
    };
    std::set<std::int64_t> unread;
    for (const auto &[quarter, brought] : m_failed) {
        std::int64_t around = 0;
        for (std::int64_t near = quarter - reach; near <= quarter + reach; ++near)
            around += total(near);
        for (std::int64_t near = quarter - reach; near <= quarter + reach; ++near) {
            const bool isKnown = total(near) == in(m_known, near) + in(m_failed, near);
            if (!isKnown && around >= m_limits.stormAttempts)
                unread.insert(near);
        }
    }
    if (m_known.size() > mostQuarters)
        m_known.clear();
    for (const auto &[quarter, brought] : m_failed) {
        if (total(quarter) == in(m_known, quarter) + brought)
            m_known[quarter] = total(quarter);
    }
    m_failed.clear();
    for (const std::int64_t quarter : unread) {
        readQuarter(quarter);
        m_known[quarter] = total(quarter);
    }
}

void SpendWatch::readQuarter(std::int64_t quarter)
{
    const TimeRange range{{quarter * microsPerQuarter}, {(quarter + 1) * microsPerQuarter}};
    for (auto &[key, suspect] : m_storms)
        std::erase_if(suspect.times, [&](Instant at) { return range.contains(at); });
    m_ledger.eachEventBetween(range, [&](StoredEvent &event) {
        if (m_ledger.profileOf(event.derived.attributed).outcome == Outcome::Error)
            noteFailure(event);
        return true;
    });
}

/// From the first to the last of `count` within `window` that something new is part of; keeps the
/// newest.
std::optional<TimeRange> SpendWatch::runIn(Suspect &suspect, std::int64_t count,
                                           std::int64_t window)
{
    std::vector<Instant> &times = suspect.times;
    std::sort(times.begin(), times.end());
    std::optional<TimeRange> run;
    const auto least = static_cast<std::size_t>(count);
    for (std::size_t i = least - 1; i < times.size(); ++i) {
        const Instant first = times[i + 1 - least];
        const bool isNew = times[i] >= suspect.touched.from && first <= suspect.touched.to;
        if (isNew && times[i].micros - first.micros <= window) {
            run = run.value_or(TimeRange{first, times[i]});
            run->to = times[i];
        }
    }
    if (times.size() > mostTimes)
        times.erase(times.begin(), times.end() - static_cast<std::ptrdiff_t>(keptTimes));
    suspect.isTouched = false;
    suspect.touched = {TimeRange{}.to, TimeRange{}.from};
    return run;
}

/// What goes on can wait a little, as it is told of; what is new cannot: this may be the last call.
void SpendWatch::await(Suspect &suspect, const TimeRange &run, std::int64_t quiet,
                       std::set<std::uint64_t> prompts)
{
    const bool goesOn = suspect.seen && run.from.micros <= suspect.seen->to.micros + quiet &&
                        suspect.seen->from.micros <= run.to.micros + quiet;
    m_isUrgent = m_isUrgent || !goesOn;
    suspect.seen = goesOn ? TimeRange{std::min(suspect.seen->from, run.from),
                                      std::max(suspect.seen->to, run.to)}
                          : run;
    m_waiting.push_back({run, std::move(prompts)});
}

/// Ranges in which something may run, for a look into the ledger.
void SpendWatch::gather()
{
    for (auto &[key, suspect] : m_storms) {
        if (!suspect.isTouched)
            continue;
        if (const auto run = runIn(suspect, m_limits.stormAttempts, m_limits.stormMicros))
            await(suspect, *run, stormQuietMicros(m_limits), {});
    }
    for (const std::uint64_t prompt : m_touchedPrompts) {
        Suspect &suspect = m_prompts[prompt];
        if (const auto run = runIn(suspect, m_limits.repeatCount, m_limits.repeatMicros))
            await(suspect, *run, m_limits.repeatMicros, {prompt});
    }
    m_touchedPrompts.clear();
    if (m_prompts.size() > mostPrompts)
        m_prompts.clear();
    // Neighbours are read once.
    std::sort(m_waiting.begin(), m_waiting.end(), [](const Waiting &l, const Waiting &r) {
        return l.prompts.empty() != r.prompts.empty() ? l.prompts.empty()
                                                      : l.range.from < r.range.from;
    });
    std::vector<Waiting> joined;
    for (Waiting &one : m_waiting) {
        if (joined.empty() || joined.back().prompts.empty() != one.prompts.empty() ||
            one.range.from.micros > joined.back().range.to.micros + microsPerQuarter) {
            joined.push_back(std::move(one));
            continue;
        }
        joined.back().range.to = std::max(joined.back().range.to, one.range.to);
        joined.back().prompts.insert(one.prompts.begin(), one.prompts.end());
    }
    m_waiting = std::move(joined);
}

SpendWatch::Actor SpendWatch::actorOf(const StoredEvent &event)
{
    const Profile profile = m_ledger.profileOf(event.derived.attributed);
    if (profile[ProfileField::Key] != 0)
        return {m_ledger.textOf(profile[ProfileField::Key]), true};
    if (profile[ProfileField::User] != 0)
        return {m_ledger.textOf(profile[ProfileField::User]), false};
    const TextId session = m_ledger.threadOf(event.state.thread).session;
    return {session == 0 ? std::string() : m_ledger.textOf(session), false};
}

std::vector<Attempt> SpendWatch::attempts(const TimeRange &range)
{
    std::vector<Attempt> found;
    m_ledger.eachEventBetween(range, [&](StoredEvent &event) {
        if (event.derived.isSetAside || event.derived.isControl)
            return true;
        const std::uint32_t status = m_ledger.endingOf(event.state.ending).httpStatus;
        const Actor actor = actorOf(event);
        found.push_back(
            {event.state.at, actor.name, actor.isKey,
             m_ledger.textOf(m_ledger.profileOf(event.derived.attributed)[ProfileField::Model]),
             status == tooManyRequests || status >= serverErrors, event.derived.cost,
             status >= serverErrors});
        return true;
    });
    return found;
}

std::vector<PromptUse> SpendWatch::uses(const TimeRange &range,
                                        const std::set<std::uint64_t> &prompts)
{
    std::vector<PromptUse> found;
    m_ledger.eachEventBetween(range, [&](StoredEvent &event) {
        if (event.derived.isSetAside || event.derived.isControl || event.state.promptHash == 0 ||
            !prompts.contains(event.state.promptHash))
            return true;
        const Actor actor = actorOf(event);
        found.push_back(
            {event.state.at, event.state.promptHash, actor.name, actor.isKey,
             m_ledger.textOf(m_ledger.profileOf(event.derived.attributed)[ProfileField::Model]),
             event.derived.cost});
        return true;
    });
    return found;
}

/// One alert a run, however often its beginning is seen anew.
void SpendWatch::tell(Alert alert, const std::string &detector, const std::string &who,
                      const TimeRange &found, std::int64_t quiet, Instant now)
{
    ClaimRow claim{detector, who, found.from, exhaustedPercent, 0, false, {}, {}, now};
    for (const ClaimRow &known : m_ledger.claimsOf(detector, who, {})) {
        if (known.period.micros <= found.to.micros + quiet &&
            found.from.micros <= known.until.micros + quiet)
            claim = known;
    }
    const bool isNew = claim.alert.empty();
    if (isNew)
        claim.alert = crossingId(detector, who, found.from, exhaustedPercent, 0);
    if (isNew || claim.until < found.to) {
        claim.until = std::max(claim.until, found.to);
        m_ledger.putClaim(claim);
    }
    alert.id = claim.alert;
    alert.happenedAt = found.from;
    alert.lastAt = found.to;
    alert.endsAt = Instant{found.to.micros + quiet};
    if (now >= *alert.endsAt)
        alert.endedAt = found.to;
    m_alerts.report({alert, !alert.endedAt}, now);
}

void SpendWatch::judgeStorms(const TimeRange &range, Instant now)
{
    const std::vector<RetryStorm> storms =
        wholeRuns(range, stormQuietMicros(m_limits),
                  [this](const TimeRange &wide) { return retryStorms(attempts(wide), m_limits); });
    for (const RetryStorm &storm : storms) {
        Alert alert;
        alert.kind = AlertKind::RetryStorm;
        alert.scope = {{storm.isKey ? "key" : "user", storm.actor}, {"model", storm.model}};
        alert.count = storm.refused;
        alert.atStake = storm.cost;
        alert.unpriced = storm.unpriced;
        alert.evidence = {{"attempts", std::to_string(storm.attempts)},
                          {"refused", std::to_string(storm.refused)},
                          {"first", toRfc3339(storm.range.from)},
                          {"last", toRfc3339(storm.range.to)}};
        if (storm.failed > 0)
            alert.evidence.emplace_back("failed", std::to_string(storm.failed));
        tell(alert, std::string(stormDetector), storm.actor + '\x1f' + storm.model, storm.range,
             stormQuietMicros(m_limits), now);
    }
}

void SpendWatch::judgeRepeats(const TimeRange &range, const std::set<std::uint64_t> &prompts,
                              Instant now)
{
    const std::vector<RepeatedPrompt> repeats =
        wholeRuns(range, m_limits.repeatMicros, [&](const TimeRange &wide) {
            return repeatedPrompts(uses(wide, prompts), m_limits);
        });
    for (const Repetition &one : repetitions(repeats, m_limits.repeatMicros)) {
        const RepeatedPrompt &sum = one.sum;
        Alert alert;
        alert.kind = AlertKind::RepeatedPrompt;
        if (!sum.actor.empty())
            alert.scope.emplace_back(sum.isKey ? "key" : "user", sum.actor);
        alert.scope.emplace_back("model", sum.model);
        alert.count = sum.count;
        alert.atStake = sum.cost;
        alert.unpriced = sum.unpriced;
        alert.evidence = {{"requests", std::to_string(sum.count)},
                          {"different prompts", std::to_string(one.prompts)},
                          {"first", toRfc3339(sum.range.from)},
                          {"last", toRfc3339(sum.range.to)}};
        // By whom, not of which prompt: a test suite that runs in a loop is one alert.
        const std::string who = sum.actor.empty() ? hexOf(sum.prompt) : sum.actor;
        tell(alert, std::string(repeatDetector), who + '\x1f' + sum.model, sum.range,
             m_limits.repeatMicros, now);
    }
}

void SpendWatch::judgeTouched(Instant now)
{
    if (m_brought && !m_isSeeded)
        seed();
    m_brought = std::nullopt;
    joinOthers();
    gather();
    // A clock that stepped back is no reason to wait.
    const bool isEarly = now >= m_lastLook && now.micros - m_lastLook.micros < lookEvery;
    if (m_waiting.empty() || (isEarly && !m_isUrgent))
        return;
    m_isUrgent = false;
    m_lastLook = now;
    const std::vector<Waiting> waiting = std::exchange(m_waiting, {});
    for (const Waiting &one : waiting) {
        const TimeRange around{{one.range.from.micros - microsPerQuarter},
                               {one.range.to.micros + microsPerQuarter}};
        if (one.prompts.empty())
            judgeStorms(around, now);
        else
            judgeRepeats(around, one.prompts, now);
    }
}

} // namespace outlay
