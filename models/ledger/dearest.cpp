// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/dearest.h"

#include "models/ledger/answer.h"
#include "models/ledger/cellreader.h"
#include "models/ledger/database.h"
#include "models/ledger/ledgerreader_p.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace outlay {

namespace {

/// As much of a cell as decides where its rows stand.
struct Standing
{
    std::int64_t requests = 0, setAside = 0, priced = 0, nanos = 0, residual = 0;
};

struct Fields
{
    CellField money, requests;
    bool isEffective;
};

/// False: there is something in the cell that the fields read do not show.
bool add(std::string_view sums, const Fields &fields, Standing &standing)
{
    CellReader reader(sums);
    const bool isEmpty = !reader.hasField();
    const bool isOnlyResidual = !isEmpty && reader.field() == CellField::Residual;
    const auto take = [&reader](CellField field) {
        return reader.skipTo(field) ? reader.take() : 0;
    };
    const std::int64_t requests = take(CellField::Requests);
    const std::int64_t cost = fields.isEffective ? take(CellField::Cost) : 0;
    const std::int64_t unpriced = fields.isEffective ? take(CellField::Unpriced) : 0;
    const std::int64_t setAside = take(CellField::SetAsideRequests);
    standing.residual += take(CellField::Residual);
    const std::int64_t raw = fields.isEffective ? 0 : take(fields.money);
    const std::int64_t rawRequests = fields.isEffective ? 0 : take(fields.requests);
    standing.requests += requests;
    standing.setAside += setAside;
    standing.nanos += cost + raw;
    standing.priced += fields.isEffective ? requests - unpriced : rawRequests;
    return requests > 0 || setAside > 0 || isOnlyResidual || isEmpty;
}

/// Standings by value. Cells come in the order of their values day by day, so that a plain array
/// over the ids is read almost in sequence, which no hash table is.
class Standings
{
public:
    [[nodiscard]] Standing &at(std::uint32_t value)
    {
        if (value >= maxDirect)
            return m_standings[indexOfOther(value)];
        if (value >= m_indexes.size())
            m_indexes.resize(std::max<std::size_t>(value + 1, m_indexes.size() * 2), none);
        std::uint32_t &index = m_indexes[value];
        if (index == none)
            index = append(value);
        return m_standings[index];
    }
    [[nodiscard]] std::size_t size() const { return m_standings.size(); }
    [[nodiscard]] std::uint32_t value(std::size_t i) const { return m_values[i]; }
    [[nodiscard]] const Standing &standing(std::size_t i) const { return m_standings[i]; }

private:
    static constexpr std::uint32_t none = 0xffffffffU;
    static constexpr std::uint32_t maxDirect = 4'000'000; // 16 MB, for as long as a query takes

    std::uint32_t append(std::uint32_t value)
    {
        m_values.push_back(value);
        m_standings.emplace_back();
        return static_cast<std::uint32_t>(m_values.size() - 1);
    }
    std::uint32_t indexOfOther(std::uint32_t value)
    {
        const auto [known, isNew] = m_others.try_emplace(value, 0U);
        if (isNew)
            known->second = append(value);
        return known->second;
    }

    std::vector<std::uint32_t> m_indexes, m_values;
    std::vector<Standing> m_standings;
    std::unordered_map<std::uint32_t, std::uint32_t> m_others;
};

/// Of one key: its events, or its residual.
struct Candidate
{
    std::size_t key = 0;
    bool isNotItemised = false;
    std::optional<Money> cost;
};

std::vector<Candidate> candidatesOf(std::size_t keys, bool isEffective, const auto &standingOf)
{
    std::vector<Candidate> candidates;
    for (std::size_t key = 0; key < keys; ++key) {
        const Standing &standing = standingOf(key);
        if (standing.requests != 0 || standing.setAside != 0) {
            Candidate &itemised = candidates.emplace_back();
            itemised.key = key;
            if (standing.priced != 0 || standing.nanos != 0)
                itemised.cost = Money{standing.nanos};
        }
        if (isEffective && standing.residual != 0)
            candidates.push_back({key, true, Money{standing.residual}});
    }
    return candidates;
}

/// The keys of the dearest rows, by number; `compare` orders two keys by their texts.
std::vector<std::size_t> dearestOf(std::vector<Candidate> candidates, int count,
                                   const auto &compare)
{
    const std::size_t top = std::min(candidates.size(), static_cast<std::size_t>(count));
    const auto isBefore = [&](const Candidate &left, const Candidate &right) {
        if (left.cost != right.cost)
            return isDearer(left.cost, right.cost);
        if (left.key != right.key)
            return compare(left.key, right.key) < 0;
        return !left.isNotItemised && right.isNotItemised;
    };
    std::partial_sort(candidates.begin(), candidates.begin() + static_cast<std::ptrdiff_t>(top),
                      candidates.end(), isBefore);
    std::vector<std::size_t> keys;
    for (std::size_t i = 0; i < top; ++i)
        keys.push_back(candidates[i].key);
    return keys;
}

Fields fieldsOf(Basis basis)
{
    if (basis == Basis::Effective)
        return {CellField::Cost, CellField::Requests, true};
    const RawFields raw = rawFields(basis);
    return {raw.sum, raw.requests, false};
}

} // namespace

bool canPickDearest(const Query &query, const CellPlan &plan, const Windows &windows)
{
    using enum Dimension;
    constexpr std::array manyValued = {User, Key, Task, Session, Agent};
    return query.top > 0 && query.by.size() == 1 && query.where.empty() &&
           plan.keys == CellPlan::Keys::Value && windows.quarters.empty() &&
           windows.events.empty() && windows.combined.empty() &&
           std::count(manyValued.begin(), manyValued.end(), query.by[0].dimension) != 0;
}

Result<std::optional<std::vector<std::uint32_t>>> dearestValues(Database &db, Selection &selection,
                                                                const Query &query,
                                                                const CellPlan &plan,
                                                                const Windows &windows)
{
    const Fields fields = fieldsOf(query.basis);
    Standings standings;
    bool isTold = true;
    for (const BucketRange &range : windows.days) {
        OUTLAY_TRY(eachCell(db, false, plan.kind, range,
                            [&](std::int64_t, std::uint32_t value, std::string_view sums) {
                                isTold = add(sums, fields, standings.at(value));
                                return isTold;
                            }));
    }
    if (!isTold)
        return std::nullopt;
    const auto textOf = [&](std::size_t key) { return selection.textOf(0, standings.value(key)); };
    std::vector<std::uint32_t> values;
    for (const std::size_t key : dearestOf(
             candidatesOf(standings.size(), fields.isEffective,
                          [&](std::size_t i) -> const Standing & { return standings.standing(i); }),
             query.top, [&](std::size_t left, std::size_t right) {
                 return compareText(textOf(left), textOf(right));
             }))
        values.push_back(standings.value(key));
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

bool canPickCombined(const Query &query, const CellPlan &plan, const Selection &selection)
{
    return query.top > 0 && !query.by.empty() && plan.keys == CellPlan::Keys::Combined &&
           !selection.canOverlap();
}

Result<std::optional<KeySet>> dearestKeys(Database &db, Selection &selection, const Query &query,
                                          const Windows &windows, const Zone &ledgerZone,
                                          const GroupTable &groups)
{
    const Fields fields = fieldsOf(query.basis);
    GroupTableOf<Standing> standings(query.by.size());
    bool isTold = true;
    std::string bytes;
    for (std::size_t group = 0; isTold && group < groups.size(); ++group) {
        bytes.clear();
        encode(groups.cell(group), bytes);
        isTold = add(bytes, fields, standings.at(0, groups.ids(group)));
    }
    const auto take = [&](std::int64_t, const CombinedReader &sum) {
        if (isTold && selection.accepts(sum.subject())) {
            selection.eachKey(sum.subject(), [&](const std::uint32_t *ids) {
                isTold = add(sum.sums(), fields, standings.at(0, ids));
            });
        }
        return isTold;
    };
    for (const BucketRange &range : windows.days)
        OUTLAY_TRY(eachCombined(db, range, take));
    for (const TimeRange &range : windows.combined)
        OUTLAY_TRY(eachCombinedQuarter(db, range, ledgerZone, take));
    if (!isTold)
        return std::nullopt;
    const auto compare = [&](std::size_t left, std::size_t right) {
        for (std::size_t by = 0; by < query.by.size(); ++by) {
            const int order = compareText(selection.textOf(by, standings.ids(left)[by]),
                                          selection.textOf(by, standings.ids(right)[by]));
            if (order != 0)
                return order;
        }
        return 0;
    };
    KeySet keys(query.by.size());
    for (const std::size_t key : dearestOf(
             candidatesOf(standings.size(), fields.isEffective,
                          [&](std::size_t i) -> const Standing & { return standings.cell(i); }),
             query.top, compare))
        keys.at(0, standings.ids(key)) = true;
    return keys;
}

} // namespace outlay
