// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/aftermath.h"

#include <algorithm>
#include <compare>

namespace outlay {

Aftermath::Aftermath(LedgerWriter &ledger, Deriver &deriver, EventWriter &events, CellBuffer &cells)
    : m_ledger(ledger)
    , m_deriver(deriver)
    , m_events(events)
    , m_cells(cells)
    , m_books(ledger, deriver, cells)
{
}

bool Aftermath::isNeeded()
{
    return !m_deriver.configuration().coveredBy.empty() || !m_ledger.aggregates().empty();
}

void Aftermath::run()
{
    const std::set<std::int64_t> days = m_events.touchedDays();
    const std::set<TextId> sessions = m_events.touchedSessions();
    m_events.forgetTouched();
    if (isNeeded()) {
        if (!m_deriver.configuration().coveredBy.empty()) {
            for (const std::int64_t day : days)
                setAside(day);
        }
        weighAggregates([&](TextId session, std::int64_t day) {
            return session != 0 ? sessions.contains(session) : days.contains(day);
        });
    }
    finish();
}

void Aftermath::runAll()
{
    m_events.forgetTouched();
    if (const auto span = m_ledger.span()) {
        const std::int64_t last = m_cells.dayOf({span->to.micros - 1});
        for (std::int64_t day = m_cells.dayOf(span->from); day <= last; ++day)
            setAside(day);
    }
    weighAggregates([](TextId, std::int64_t) { return true; });
    m_events.forgetTouched();
    m_cells.flush();
    m_books.runAll();
    m_cells.flush();
}

void Aftermath::finish()
{
    m_events.forgetTouched();
    m_cells.flush();
    m_books.run();
    m_cells.flush();
}

TimeRange Aftermath::rangeOf(std::int64_t day) const
{
    return {m_cells.zone().startOfDay(day), m_cells.zone().startOfDay(day + 1)};
}

namespace {

/// What single requests and sums have in common. The model is unknown (0) for all of a source's
/// models; a session is itself however long it lasts, else the day of the ledger's zone counts.
struct Itemised
{
    TextId source = 0, model = 0, session = 0;
    std::int64_t day = 0;
    auto operator<=>(const Itemised &) const = default;
};

} // namespace

/// A tool's own sum counts only where no single requests of the same source, model, and session (or
/// day, where it names no session) are known.
void Aftermath::weighAggregates(const std::function<bool(TextId, std::int64_t)> &isTouched)
{
    struct Sum
    {
        std::int64_t event = 0;
        std::vector<Itemised> yieldsTo;
        bool isControl = false;
    };
    std::vector<Sum> sums;
    std::set<TextId> sessions;
    std::set<std::int64_t> wholeDays;
    const auto keysOf = [this](const StoredEvent &event, TextId session, std::int64_t day) {
        const TextId model = m_ledger.profileOf(event.state.profile)[ProfileField::Model];
        std::vector<Itemised> keys;
        for (const TextId source : m_events.observersOf(event))
            keys.push_back({source, model, session, day});
        return keys;
    };
    for (const std::int64_t id : m_ledger.aggregates()) {
        StoredEvent event;
        if (!m_ledger.event(id, event))
            continue;
        const TextId session = m_ledger.threadOf(event.state.thread).session;
        const std::int64_t day = m_cells.dayOf(event.state.at);
        if (!isTouched(session, day))
            continue;
        sums.push_back({id, keysOf(event, session, session == 0 ? day : 0), //
                        event.derived.isControl});
        if (session != 0)
            sessions.insert(session);
        else
            wholeDays.insert(day);
    }
    if (sums.empty())
        return;
    std::set<Itemised> itemised;
    const auto note = [&itemised](Itemised key) {
        itemised.insert(key);
        key.model = 0;
        itemised.insert(key);
    };
    for (const std::int64_t day : daysOf(sessions, wholeDays)) {
        const bool isWhole = wholeDays.contains(day);
        m_ledger.eachEventBetween(rangeOf(day), [&](StoredEvent &event) {
            if (event.state.isAggregate)
                return true;
            const TextId session = m_ledger.threadOf(event.state.thread).session;
            if (sessions.contains(session))
                std::ranges::for_each(keysOf(event, session, 0), note);
            if (isWhole)
                std::ranges::for_each(keysOf(event, 0, day), note);
            return true;
        });
    }
    for (const Sum &sum : sums) {
        const bool isControl =
            std::any_of(sum.yieldsTo.begin(), sum.yieldsTo.end(),
                        [&itemised](const Itemised &key) { return itemised.contains(key); });
        StoredEvent event;
        if (isControl == sum.isControl || !m_ledger.event(sum.event, event))
            continue;
        const StoredEvent before = event;
        event.derived.isControl = isControl;
        m_events.update(before, event);
    }
}

/// Those days, and every day on which one of the sessions has a request that counts.
std::set<std::int64_t> Aftermath::daysOf(const std::set<TextId> &sessions,
                                         const std::set<std::int64_t> &days)
{
    std::set<std::int64_t> all = days;
    const auto span = m_ledger.span();
    if (sessions.empty() || !span)
        return all;
    m_cells.flush();
    const std::int64_t last = m_cells.dayOf({span->to.micros - 1});
    for (std::int64_t day = m_cells.dayOf(span->from); day <= last; ++day) {
        const bool isIn = std::any_of(sessions.begin(), sessions.end(), [&](TextId session) {
            return !m_ledger.cell({false, kindOf(Dimension::Session), day, session}).isZero();
        });
        if (isIn)
            all.insert(day);
    }
    return all;
}

/// Events that a source saw and its cover did not are set aside, except on days on which the cover
/// itself saw nothing (DESIGN invariant 7).
void Aftermath::setAside(std::int64_t day)
{
    const auto &rules = m_deriver.configuration().coveredBy;
    std::vector<StoredEvent> events;
    m_ledger.eachEventBetween(rangeOf(day), [&events](StoredEvent &event) {
        events.push_back(event);
        return true;
    });
    std::vector<std::vector<TextId>> observers;
    std::set<TextId> present;
    if (!rules.empty()) {
        for (const StoredEvent &event : events) {
            observers.push_back(m_events.observersOf(event));
            present.insert(observers.back().begin(), observers.back().end());
        }
    }
    for (std::size_t i = 0; i < events.size(); ++i) {
        bool isAside = false;
        for (const Ingest::CoveredBy &rule : rules) {
            const TextId source = m_ledger.text(rule.source);
            const TextId by = m_ledger.text(rule.by);
            const auto saw = [&](TextId id) {
                return std::find(observers[i].begin(), observers[i].end(), id) !=
                       observers[i].end();
            };
            isAside = isAside || (rule.range.contains(events[i].state.at) && present.contains(by) &&
                                  saw(source) && !saw(by));
        }
        if (isAside == events[i].derived.isSetAside)
            continue;
        const StoredEvent before = events[i];
        events[i].derived.isSetAside = isAside;
        m_events.update(before, events[i]);
    }
}

} // namespace outlay
