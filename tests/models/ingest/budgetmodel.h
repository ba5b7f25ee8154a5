// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/rulerows.h"
#include "models/rules/budget.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace outlay::test {

struct Spend
{
    int number = 0; ///< the same: the same call
    int user = 0;
    std::string source;
    Instant at;
    Money cost;
};
[[nodiscard]] std::string userName(int user);

/// By QTimeZone: another road than the one budgets take. Not for rolling windows.
[[nodiscard]] std::optional<TimeRange> periodOf(const BudgetPeriod &period, Instant at);

/// What budgets of each user must tell, written a second time: calls in a list, every sum made
/// anew.
class BudgetModel
{
public:
    /// Calls that come in at once; those that are known change nothing.
    void spend(const BudgetRules &rules, const std::vector<Spend> &calls, Instant now);
    /// As if a source had never been. What was told stays told; a limit that was lowered before may
    /// be reached all the same.
    void forget(const BudgetRules &rules, const std::string &source, Instant now);
    /// The clock's tick.
    void look(const BudgetRules &rules, Instant now);
    void limitsChanged(const BudgetRules &before, const BudgetRules &rules, Instant now);

    /// Ids of alerts that a person hears of, and what they are; without those of rolling windows.
    [[nodiscard]] const std::map<std::string, std::string> &told() const { return m_told; }
    /// Empty: the ledger has claimed what it should.
    [[nodiscard]] std::string wrongClaims(const Budget &budget,
                                          const std::vector<ClaimRow> &claims) const;
    /// Every run of the window over a threshold has a claim that overlaps it. Where calls came in
    /// in the order of their times, no run was told of twice; else two may have become one since.
    /// `told`: ids of alerts. The limit has never changed.
    [[nodiscard]] std::string wrongRuns(const Budget &budget, const std::vector<ClaimRow> &claims,
                                        const std::set<std::string> &told, bool isOrderly) const;

private:
    struct Claim
    {
        int arming = 0;
        bool isArmed = false;
    };
    using Case = std::tuple<std::string, int, std::int64_t>; ///< budget, user, start of the period
    [[nodiscard]] std::int64_t consumed(const Budget &budget, int user,
                                        const TimeRange &period) const;
    void judgeTouched(const BudgetRules &rules, const std::map<int, std::vector<Spend>> &touched,
                      int sign, Instant now);
    /// `touched`: calls that came (sign 1) or went (-1).
    void judge(const Budget &budget, int user, const TimeRange &period,
               const std::vector<Spend> &touched, int sign, Instant now);

    std::map<int, std::map<int, Spend>> m_calls;   ///< by user, by number
    std::map<Case, std::map<int, Claim>> m_claims; ///< by threshold
    std::map<std::string, std::string> m_told;
};

} // namespace outlay::test
