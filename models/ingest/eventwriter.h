// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/cellbuffer.h"
#include "models/ingest/deriver.h"
#include "models/ingest/merge.h"

#include <cstdint>
#include <set>
#include <span>
#include <vector>

namespace outlay {

/// What one source said of one event, with ids of the ledger.
struct NewView
{
    EventState state;
    std::vector<std::uint64_t> tokens; ///< sorted, at least one
};

/// New views to add, decoded when asked: a batch holds hundreds of thousands.
class NewViews
{
public:
    virtual ~NewViews();
    [[nodiscard]] virtual std::size_t size() const = 0;
    [[nodiscard]] virtual EventState stateOf(std::size_t i) const = 0;
    [[nodiscard]] virtual std::span<const std::uint64_t> tokensOf(std::size_t i) const = 0;
};

struct WriteCounts
{
    std::int64_t created = 0, merged = 0, duplicate = 0;
    std::int64_t unpriced = 0; ///< new events without a cost
    Money cost;                ///< added to the ledger
};

/// Identity and merge on the ledger (DESIGN invariants 2 and 3): finds the events new views belong
/// to, joins, splits and re-derives them, and keeps the cells equal to the events. Works inside the
/// ledger's open transaction.
class EventWriter final : public Tuples
{
public:
    EventWriter(LedgerWriter &ledger, Deriver &deriver, CellBuffer &cells);

    /// Adds views; those that share a token become one event with what is there.
    void add(const NewViews &views, WriteCounts &counts);
    void add(const std::vector<NewView> &views, WriteCounts &counts);
    /// Replaces what a view says, whatever it said before.
    void replace(std::int64_t view, const EventState &state);
    /// Takes a view away as if it had never been; `tokens` are all of its identities.
    void withdraw(std::int64_t view, const std::vector<std::uint64_t> &tokens);
    /// The view's own state; nullopt: there is no such view.
    [[nodiscard]] std::optional<EventState> stateOf(std::int64_t view);
    /// Removes every view of a source; returns how many events it had a part in.
    std::int64_t removeSource(TextId source);
    /// Derives an event anew from its views and the configuration.
    void rederive(std::int64_t event);
    /// Writes an event whose derived half has changed.
    void update(const StoredEvent &before, const StoredEvent &after);

    /// The view that holds one of these tokens and is of the observer of `like`; 0: none.
    [[nodiscard]] std::int64_t viewOf(const std::vector<std::uint64_t> &tokens,
                                      const EventState &like);
    /// Events on these local days and of these sessions were touched (for covered-by and
    /// aggregates).
    [[nodiscard]] const std::set<std::int64_t> &touchedDays() const { return m_touchedDays; }
    [[nodiscard]] const std::set<TextId> &touchedSessions() const { return m_touchedSessions; }
    void trackTouched(bool on) { m_tracksTouched = on; }
    void forgetTouched()
    {
        m_touchedDays.clear();
        m_touchedSessions.clear();
    }
    [[nodiscard]] std::vector<TextId> observersOf(const StoredEvent &event);

    [[nodiscard]] Profile profileOf(std::uint32_t id) override { return m_ledger.profileOf(id); }
    [[nodiscard]] std::uint32_t intern(const Profile &p) override { return m_ledger.profile(p); }
    [[nodiscard]] Thread threadOf(std::uint32_t id) override { return m_ledger.threadOf(id); }
    [[nodiscard]] std::uint32_t intern(const Thread &t) override { return m_ledger.thread(t); }
    [[nodiscard]] Ending endingOf(std::uint32_t id) override { return m_ledger.endingOf(id); }
    [[nodiscard]] std::uint32_t intern(const Ending &e) override { return m_ledger.ending(e); }
    [[nodiscard]] std::vector<TagIds> tagsOf(std::uint32_t id) override
    {
        return m_ledger.tagsOf(id);
    }
    [[nodiscard]] std::uint32_t intern(const std::vector<TagIds> &tags) override
    {
        return m_ledger.tagset(tags);
    }
    [[nodiscard]] std::string textOf(TextId id) override { return m_ledger.textOf(id); }

private:
    /// Views joined into one by a source of its own, within a component.
    struct Group
    {
        TextId source = 0;
        std::int64_t id = 0; ///< of the existing view it continues; 0: new
        EventState state;
        bool isChanged = false;
        std::vector<std::int64_t> absorbed;
        std::vector<std::size_t> added; ///< indices of new views
    };
    struct Component
    {
        std::vector<std::size_t> added;
        std::set<std::int64_t> events;
        std::set<std::int64_t> hits; ///< existing views that share a token
    };

    [[nodiscard]] TextId sourceOf(const EventState &state);
    [[nodiscard]] std::int64_t resolved(std::int64_t view, std::int64_t &event);
    void addFresh(const NewViews &views, const std::vector<std::size_t> &fresh,
                  WriteCounts &counts);
    void addComponent(const NewViews &views, const Component &component, WriteCounts &counts);
    std::vector<Group> groupsOf(const NewViews &views, const Component &component);
    /// Lays down an event made of these views; removes the events they came from.
    void layDown(const std::set<std::int64_t> &oldEvents, const std::vector<ViewRow> &views);
    void put(StoredEvent &event);
    void take(const StoredEvent &event);
    [[nodiscard]] std::vector<ViewRow> liveViews(const StoredEvent &event);
    [[nodiscard]] EventState mergedState(const std::vector<ViewRow> &views);
    /// Splits views that nothing connects any more into events of their own.
    void separate(const std::set<std::int64_t> &oldEvents, std::vector<ViewRow> views);
    void touch(const StoredEvent &event);

    LedgerWriter &m_ledger;
    Deriver &m_deriver;
    CellBuffer &m_cells;
    bool m_tracksTouched = false;
    std::set<std::int64_t> m_touchedDays;
    std::set<TextId> m_touchedSessions;
    Money m_added; ///< cost added since the last reading
};

} // namespace outlay
