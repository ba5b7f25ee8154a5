// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerreader_p.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace outlay {

namespace {

struct Findings
{
    bool hasCredit = false;   ///< a line of the provider's is negative
    bool isRestated = false;  ///< the provider told the bucket otherwise before
    bool hasUnpriced = false; ///< requests of the provider that day have no price
    bool hasSteadyGap = false;
    std::set<TextId> silentKeys; ///< keys of residuals that no request has
};

/// A constant ratio between what requests cost and what was billed, over the days of a provider: a
/// discount or another price, not something missed.
bool isSteady(const std::vector<std::pair<Money, Money>> &days)
{
    constexpr std::size_t fewest = 3;
    std::int64_t least = 0;
    std::int64_t most = 0;
    std::size_t counted = 0;
    for (const auto &[billed, attributed] : days) {
        if (attributed <= Money{} || billed <= Money{})
            continue;
        // In thousandths; figures of a day stay far below the range of the product.
        const std::int64_t ratio =
            billed.nanos / std::max<std::int64_t>(attributed.nanos / 1000, 1);
        least = counted == 0 ? ratio : std::min(least, ratio);
        most = counted == 0 ? ratio : std::max(most, ratio);
        ++counted;
    }
    constexpr std::int64_t equal = 1000;
    constexpr std::int64_t noise = 10;
    const bool isApart = least > equal + noise || most < equal - noise;
    return counted >= fewest && most - least <= 2 * noise && isApart;
}

std::string causeOf(const ReconciliationRow &row, const Findings &findings)
{
    if (row.drift == Money{} && row.unattributed == Money{})
        return {};
    if (findings.isRestated)
        return "restated by the provider";
    if (findings.hasUnpriced && row.unattributed > Money{})
        return "requests without a price";
    if (findings.hasCredit)
        return "a credit";
    if (findings.hasSteadyGap && row.attributed > Money{})
        return row.drift > Money{} ? "a discount, or lower prices"
                                   : "higher prices than in the book";
    if (!row.isClosed && row.drift > Money{})
        return "late data: the provider has not billed everything yet";
    if (!findings.silentKeys.empty() && row.unattributed > Money{})
        return findings.silentKeys.size() == 1 ? "a key that no source sees"
                                               : "keys that no source sees";
    if (row.attributed == Money{})
        return "no source sees these requests";
    return row.drift > Money{} ? "requests that the provider did not bill"
                               : "requests that no source sees";
}

} // namespace

Result<std::vector<ReconciliationRow>> LedgerReader::reconciliation(const TimeRange &range)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    using Key = std::tuple<std::int64_t, TextId, TextId>; // day, provider, source
    std::map<Key, std::pair<ReconciliationRow, Findings>> rows;
    std::set<TextId> seenKeys;
    OUTLAY_TRY(eachCell(*d.db, false, kindOf(Dimension::Key), everyDay,
                        [&](std::int64_t, std::uint32_t key, std::string_view cell) {
                            Cell sums;
                            addEncoded(cell, sums);
                            if (sums[CellField::Requests] > 0)
                                seenKeys.insert(key);
                            return true;
                        }));
    OUTLAY_TRY(eachRow(
        *d.db,
        "SELECT at,profile,billed,covered,amount,closed,high,basis FROM residual "
        "WHERE at>=?1 AND at<?2",
        {range.from.micros, range.to.micros}, [&](const SqlStatement &row) {
            const std::int64_t day = d.zone.dayOf({row.integer(0)});
            const auto profile = d.dictionary.profile(static_cast<std::uint32_t>(row.integer(1)));
            auto &[sum, findings] =
                rows[{day, profile[ProfileField::Provider], profile[ProfileField::Source]}];
            const Money billed{row.integer(2)};
            const Money covered{row.integer(3)};
            const Money amount{row.integer(4)};
            sum.billed += billed;
            const Money explained = std::min(covered, std::max(billed, Money{}));
            sum.attributed += explained;
            sum.drift += covered - explained;
            sum.unattributed += billed - explained;
            sum.high += billed - explained + (Money{row.integer(6)} - amount);
            sum.isClosed = sum.isClosed && row.integer(5) != 0;
            sum.isEstimated =
                sum.isEstimated || row.integer(7) == static_cast<std::int64_t>(Basis::Estimated);
            findings.hasCredit = findings.hasCredit || billed < Money{};
            const TextId key = profile[ProfileField::Key];
            if (amount > Money{} && key != 0 && !seenKeys.contains(key))
                findings.silentKeys.insert(key);
            return true;
        }));
    // Requests without a price, by day and provider.
    OUTLAY_TRY(eachCell(*d.db, false, kindOf(Dimension::Provider), everyDay,
                        [&](std::int64_t day, std::uint32_t provider, std::string_view cell) {
                            Cell sums;
                            addEncoded(cell, sums);
                            if (sums[CellField::Unpriced] == 0)
                                return true;
                            for (auto it = rows.lower_bound({day, provider, 0});
                                 it != rows.end() && std::get<0>(it->first) == day &&
                                 std::get<1>(it->first) == provider;
                                 ++it)
                                it->second.second.hasUnpriced = true;
                            return true;
                        }));
    std::map<std::pair<TextId, TextId>, std::vector<std::pair<Money, Money>>> byProvider;
    for (const auto &[key, row] : rows)
        byProvider[{std::get<1>(key), std::get<2>(key)}].emplace_back(
            row.first.billed, row.first.attributed + row.first.drift);
    std::vector<ReconciliationRow> all;
    for (auto &[key, entry] : rows) {
        auto &[row, findings] = entry;
        const auto &[day, provider, source] = key;
        row.provider = d.dictionary.text(provider);
        row.source = d.dictionary.text(source);
        row.day = {d.zone.startOfDay(day), d.zone.startOfDay(day + 1)};
        findings.hasSteadyGap = isSteady(byProvider[{provider, source}]);
        SqlStatement restated = d.db->prepare(
            "SELECT 1 FROM change WHERE kind='restated' AND detail LIKE ?1 || ' %' AND "
            "substr(detail,-20,10)=?2 LIMIT 1");
        const std::string date = toRfc3339(row.day.from).substr(0, 10);
        restated.bind(1, std::string_view(row.source)).bind(2, std::string_view(date));
        findings.isRestated = restated.step() && row.drift != Money{};
        row.cause = causeOf(row, findings);
        all.push_back(row);
    }
    OUTLAY_TRY(d.dictionary.status());
    std::sort(all.begin(), all.end(), [](const auto &l, const auto &r) {
        return std::tie(l.day.from, l.provider, l.source) <
               std::tie(r.day.from, r.provider, r.source);
    });
    return all;
}

} // namespace outlay
