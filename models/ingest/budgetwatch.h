// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/alertbook.h"
#include "models/ingest/consumptionbuffer.h"
#include "models/rules/crossing.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace outlay {

/// Holds consumption against limits: claims thresholds that are reached and tells of them, each
/// once (DESIGN invariant 12). Works inside the ledger's open transaction, after the consumption
/// of it is in the ledger.
class BudgetWatch
{
public:
    BudgetWatch(LedgerWriter &ledger, ConsumptionBuffer &consumption, AlertBook &alerts);

    /// What the transaction touched.
    void judgeTouched(Instant now);
    /// Every budget's running period: limits changed, a raise or a pause ended, a window moved on.
    void judgeRunning(Instant now);
    /// Limits were other ones: thresholds that a raised limit leaves behind are armed anew.
    void rearm(const BudgetRules &before, Instant now);
    /// The ledger may hold other claims than were seen: a roll-back, another process.
    void forget() { m_runs.clear(); }
    /// The transaction was rolled back.
    void discard();

private:
    /// One budget of one member in one period, or of its rolling window.
    struct Case
    {
        const Budget *budget = nullptr;
        Tracker *tracker = nullptr;
        TextId memberId = 0;
        std::string member; ///< empty: the budget has none
        const TouchedConsumption *touched = nullptr;
        bool isRunningOnly = false; ///< no news of what is over
    };
    using Told = std::map<Instant, std::string>; ///< start of a run -> its alert
    /// By how many parents they have.
    [[nodiscard]] std::map<int, std::vector<const Budget *>> byDepth() const;
    void judgeTouched(const std::map<std::int64_t, std::vector<const Budget *>> &budgets,
                      Instant now);
    void judgeRunning(const Budget &budget, Instant now);
    /// Of a budget whose members have no end: when it is another than it was, all of them; else
    /// they are judged as they grow.
    void judgeEndless(const Budget &budget, Instant now);
    [[nodiscard]] std::map<TextId, Instant> lastOf(const Budget &budget, Instant now);
    using Members = std::map<TextId, std::vector<Instant>>;
    void judgeMembers(const Budget &budget, const Members &members,
                      const std::map<TextId, TouchedConsumption> &last, Instant now);
    void judge(const Case &one, const std::vector<Instant> &periods, Instant now);
    void judgePeriod(const Case &one, Instant period, Instant now);
    void judgeRolling(const Case &one, const std::vector<Instant> &steps, Instant now);
    void judgeEpisodes(const Case &one, const std::vector<RollingStep> &steps, Instant to,
                       const std::vector<Instant> &touched, Instant now);
    void judgeEpisode(const Case &one, const Episode &episode, Alert alert, Told &told,
                      Instant now);
    void followEpisode(const Case &one, ClaimRow claim, const Episode &episode, Alert alert,
                       Told &told, Instant now);
    void settleOpen(const Case &one, int threshold, const std::vector<Episode> &found, Instant to,
                    Instant now);
    void rearm(const Budget &budget, const Budget *before, ClaimRow claim, Instant now);
    void end(const std::string &alert, const std::string &why, bool canComeBack, Instant now);
    /// Tells of one, or keeps it until all members are judged.
    void tell(const Alert &alert, Instant now);
    void tellTogether(std::vector<Alert> alerts, Instant now);
    void warnOfUnpriced(const Case &one, const TimeRange &period, const Consumption &consumed,
                        const std::vector<ClaimRow> &claims, Instant now);
    [[nodiscard]] static Instant unpricedSince(const Case &one, const TimeRange &period,
                                               Instant now);
    [[nodiscard]] std::int64_t limitOf(const Case &one, const TimeRange &period, Instant now);
    [[nodiscard]] Alert alertOf(const Case &one, int threshold, std::int64_t consumed,
                                std::int64_t limit, const TimeRange &period);
    [[nodiscard]] Instant reachedAt(const Case &one, std::int64_t consumed, std::int64_t goal,
                                    const TimeRange &period, Instant now) const;
    [[nodiscard]] Instant reachedIn(const Case &one, const TimeRange &step, Instant now) const;
    [[nodiscard]] std::string inhibitorOf(const Case &one, const TimeRange &range);
    void refresh(const Case &one, const TimeRange &period, const std::vector<ClaimRow> &claims,
                 const Alert &facts, Instant now);
    void put(const ClaimRow &claim);
    [[nodiscard]] const std::set<std::string> &membersWithRuns(const std::string &budget);
    void keepTogether(Alert &alert, Instant now);
    [[nodiscard]] Case caseOf(const Budget &budget, TextId member);

    LedgerWriter &m_ledger;
    ConsumptionBuffer &m_consumption;
    AlertBook &m_alerts;
    /// Runs of tripwires that this transaction told of, by start and peak.
    std::map<std::pair<Instant, std::int64_t>, std::string> m_tripped;
    std::map<std::string, std::set<std::string>> m_runs; ///< membersWithRuns(), as far as known
    /// Endless ones as they were judged last, and whether a raise was in force.
    std::map<std::string, std::pair<Budget, bool>> m_endless;
    std::vector<Alert> *m_together = nullptr; ///< while all members of a budget are judged at once
    bool m_hasEnded = false; ///< groups that are told of as one may have become smaller
};

} // namespace outlay
