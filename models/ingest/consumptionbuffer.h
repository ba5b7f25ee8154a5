// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/hashindex.h"
#include "models/ingest/tracker.h"
#include "models/ledger/cell.h"
#include "models/rules/consumption.h"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace outlay {

/// What of a transaction touched one sum of a tracker.
struct TouchedConsumption
{
    struct Part
    {
        std::int64_t quarter = 0;
        Instant last; ///< of its events
        Consumption added;
    };
    std::vector<Part> parts; ///< by quarter-hour, each once
};

/// Gathers what events and residuals add to budgets' consumption, beside the cells and in the same
/// transaction (DESIGN invariant 11).
class ConsumptionBuffer
{
public:
    explicit ConsumptionBuffer(LedgerWriter &ledger);

    /// From the next transaction on.
    void setRules(const BudgetRules &rules);
    /// At the start of a transaction: trackers that are new to the ledger are filled from events
    /// and residuals, those that no rule needs any more go.
    [[nodiscard]] Result<> prepare();

    /// Another process has written: trackers may have gone, and come again under other ids.
    void changedElsewhere() { m_isChecked = false; }

    /// Told by the cells: `cell` is what the event contributes to them.
    void note(const StoredEvent &event, const Cell &cell, bool subtract);
    void note(const ResidualRow &residual, bool subtract);
    /// While cells are rebuilt of events that are counted already.
    void suspend(bool does) { m_isSuspended = does; }
    /// Adds everything to the ledger; then touched() tells of it.
    void flush();
    void discard();

    struct Key
    {
        std::int64_t tracker = 0;
        Instant period;
        TextId member = 0;
        auto operator<=>(const Key &) const = default;
    };
    [[nodiscard]] const std::map<Key, TouchedConsumption> &touched() const { return m_touched; }
    void forgetTouched() { m_touched.clear(); }
    /// touched() then tells of all that these trackers hold of a time, of which nothing is counted
    /// again: for rules that come to a tracker there is. Reads its events. forget() takes it back.
    void recall(const std::vector<std::int64_t> &trackers, const TimeRange &range);
    void forget(const std::vector<std::int64_t> &trackers);
    [[nodiscard]] const BudgetRules &rules() const { return m_rules; }
    /// 0: none, before prepare().
    [[nodiscard]] std::int64_t trackerOf(const Budget &budget) const;
    [[nodiscard]] Tracker *trackerWith(std::int64_t id);

private:
    struct Entry
    {
        SpendPlace place;
        Instant last;
        Consumption amount;          ///< without the tokens of plans
        std::int64_t planTokens = 0; ///< of requests that a plan's fee pays for
    };
    /// A tracker that counts a profile's spend.
    struct Share
    {
        std::uint32_t tracker = 0; ///< in m_trackers
        TextId member = 0;         ///< Tracker::memberOf()
    };
    /// What a tracker was added to last: mostly the same again.
    struct Slot
    {
        Instant period;
        TextId member = 0;
        TouchedConsumption *sum = nullptr; ///< in m_pending
    };
    [[nodiscard]] Entry &entryAt(const SpendPlace &place);
    void index();
    [[nodiscard]] const std::vector<Share> &sharesOf(std::uint32_t profile);
    void add(const Share &share, const Entry &entry);
    void spread();
    void fill(const std::vector<std::int64_t> &fresh);
    void countAll(const std::vector<std::int64_t> &trackers, const TimeRange &range);
    void keepTouched();

    LedgerWriter &m_ledger;
    BudgetRules m_rules;
    bool m_isReady = false, m_isChecked = true;
    std::vector<Tracker> m_trackers;
    std::vector<std::int64_t> m_only;          ///< while these are filled, the others count already
    std::map<std::string, std::int64_t> m_ids; ///< by tracker key
    std::unordered_map<std::string, std::int64_t> m_ofBudget; ///< tracker by the budget's id
    std::unordered_map<std::int64_t, std::uint32_t> m_byId;   ///< place in m_trackers
    /// Trackers bound to values of a dimension are looked for by these, the others always.
    std::map<Dimension, std::unordered_map<std::string, std::vector<std::uint32_t>>> m_bound;
    std::vector<std::uint32_t> m_unbound;
    std::unordered_map<std::uint32_t, std::vector<Share>> m_shares; ///< by profile
    HashIndex m_index;                                              ///< number of the entry, from 1
    std::vector<Entry> m_entries;
    std::map<Key, TouchedConsumption> m_pending; ///< spread, not yet in the ledger
    std::vector<Slot> m_slots;                   ///< as m_trackers
    std::map<Key, TouchedConsumption> m_touched;
    std::vector<TextId> m_members;
    bool m_isSuspended = false;
    bool m_needsThreads = false; ///< some tracker goes by session, agent, task or tag
};

} // namespace outlay
