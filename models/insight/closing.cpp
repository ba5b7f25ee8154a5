// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/closing.h"

#include "models/receipt/receiptreader.h"

#include <algorithm>
#include <tuple>

namespace outlay {

namespace {

/// A provider's requests to a model on one day: what attribution, plans and prices leave as it is.
using Group = std::tuple<std::int64_t, std::string, std::string>;

struct GroupChange
{
    Adjustment all;
    Money gained;               ///< by rows that cost more now
    bool hasLostSource = false; ///< requests are gone of a source that was removed
};

class Comparing
{
public:
    explicit Comparing(ClosingComparison &into) : m_into(into) {}

    void addDay(std::int64_t day, const FrozenDay &frozen, const FrozenDay &current);
    void explain();

private:
    void addRow(std::int64_t day, const FrozenKey &key, const Cell &frozen, const Cell &current);
    void explainResidual(const FrozenKey &key, Money change);
    [[nodiscard]] static AdjustmentCause causeOf(const GroupChange &group);
    [[nodiscard]] bool isRestated() const;
    [[nodiscard]] bool isRemoved(const std::string &source) const;
    ClosingComparison::Cause &cause(AdjustmentCause which)
    {
        return m_into.causes[static_cast<std::size_t>(which)];
    }

    ClosingComparison &m_into;
    std::map<Group, GroupChange> m_groups;
};

bool Comparing::isRestated() const
{
    return std::any_of(m_into.changes.begin(), m_into.changes.end(),
                       [](const LoggedChange &change) { return change.kind == "restated"; });
}

bool Comparing::isRemoved(const std::string &source) const
{
    // Telemetry keeps its spans as an observer of their own, "NAME/…".
    return std::any_of(
        m_into.changes.begin(), m_into.changes.end(), [&source](const LoggedChange &change) {
            return change.kind == "source removed" &&
                   (change.detail == source || source.starts_with(change.detail + "/"));
        });
}

void Comparing::explainResidual(const FrozenKey &key, Money change)
{
    const bool isFee = key[placeOf(Dimension::Provider)].empty() &&
                       key[placeOf(Dimension::Model)].empty() &&
                       !key[placeOf(Dimension::Plan)].empty();
    const AdjustmentCause why = isFee          ? AdjustmentCause::Fees
                                : isRestated() ? AdjustmentCause::Restated
                                               : AdjustmentCause::NotItemised;
    cause(why).spend += change;
}

void Comparing::addRow(std::int64_t day, const FrozenKey &key, const Cell &frozen,
                       const Cell &current)
{
    for (Adjustment *sum : {&m_into.total, &m_into.byDay[day]}) {
        sum->frozen += frozen;
        sum->current += current;
    }
    for (std::size_t i = 0; i < frozenDimensions.size(); ++i) {
        Adjustment &sum = m_into.byValue[i][key[i]];
        sum.frozen += frozen;
        sum.current += current;
    }
    explainResidual(key, {current[CellField::Residual] - frozen[CellField::Residual]});
    GroupChange &group =
        m_groups[{day, key[placeOf(Dimension::Provider)], key[placeOf(Dimension::Model)]}];
    group.all.frozen += frozen;
    group.all.current += current;
    const std::int64_t more = current[CellField::Cost] - frozen[CellField::Cost];
    group.gained += {std::max<std::int64_t>(more, 0)};
    if (current[CellField::Requests] < frozen[CellField::Requests] &&
        isRemoved(key[placeOf(Dimension::Source)]))
        group.hasLostSource = true;
}

void Comparing::addDay(std::int64_t day, const FrozenDay &frozen, const FrozenDay &current)
{
    static const Cell none;
    for (const auto &[key, cell] : frozen) {
        const auto now = current.find(key);
        addRow(day, key, cell, now == current.end() ? none : now->second);
    }
    for (const auto &[key, cell] : current) {
        if (!frozen.contains(key))
            addRow(day, key, none, cell);
    }
}

AdjustmentCause Comparing::causeOf(const GroupChange &whole)
{
    const Adjustment &group = whole.all;
    const auto change = [&group](CellField field) {
        return group.current[field] - group.frozen[field];
    };
    const std::int64_t requests = change(CellField::Requests);
    if (change(CellField::SetAsideRequests) != 0)
        return AdjustmentCause::CoveredBy;
    if (whole.hasLostSource)
        return AdjustmentCause::SourceRemoved;
    if (requests != 0)
        return requests > 0 ? AdjustmentCause::LateRequests : AdjustmentCause::RequestsGone;
    for (std::size_t i = 0; i < tokenClassCount; ++i) {
        const auto place = static_cast<std::size_t>(CellField::FirstTokenClass) + i;
        if (group.current.sums[place] != group.frozen.sums[place])
            return AdjustmentCause::UsageTold;
    }
    return change(CellField::ListValue) != 0 ? AdjustmentCause::Plan : AdjustmentCause::Repriced;
}

void Comparing::explain()
{
    for (const auto &[key, group] : m_groups) {
        const Money change{group.all.current[CellField::Cost] - group.all.frozen[CellField::Cost]};
        if (change == Money{} && group.all.requests() == 0) {
            cause(AdjustmentCause::Attribution).moved += group.gained;
            continue;
        }
        ClosingComparison::Cause &why = cause(causeOf(group));
        why.spend += change;
        why.requests += group.all.requests();
    }
    for (auto &values : m_into.byValue)
        std::erase_if(values, [](const auto &value) { return value.second.isNone(); });
}

/// Closings change no figure, and a restatement names its bucket, which may be a day of another
/// zone.
bool isAbout(const LoggedChange &change, const ClosedPeriod &period)
{
    if (change.kind == "closed" || change.kind == "reopened")
        return false;
    const std::size_t blank = change.detail.rfind(' ');
    if (change.kind != "restated" || blank == std::string::npos)
        return true;
    const auto bucket = parseInstant(change.detail.substr(blank + 1));
    return !bucket ||
           (bucket->micros >= period.range.from.micros - microsPerDay && *bucket < period.range.to);
}

/// Collects days of one side, so that both can be gone through together.
Result<std::map<std::int64_t, FrozenDay>> frozenDays(ClosingReader &reader,
                                                     const ClosedPeriod &period)
{
    std::map<std::int64_t, FrozenDay> days;
    OUTLAY_TRY(reader.eachFrozenDay(
        period, [&days](std::int64_t day, const FrozenDay &sums) { days[day] = sums; }));
    return days;
}

Result<> addOpenStatements(LedgerReader &reader, const TimeRange &month,
                           ClosingObstacles &obstacles)
{
    const auto rows = reader.reconciliation(month);
    if (!rows)
        return tl::unexpected<Error>(rows.error());
    std::map<std::pair<std::string, std::string>, ClosingObstacles::Open> open;
    for (const ReconciliationRow &row : *rows) {
        if (row.isClosed)
            continue;
        ClosingObstacles::Open &one = open[{row.provider, row.source}];
        one.provider = row.provider;
        one.source = row.source;
        ++one.days;
        one.billed += row.billed;
        one.unattributed += row.unattributed;
    }
    for (auto &[key, one] : open)
        obstacles.open.push_back(std::move(one));
    return {};
}

Result<> addSourcesBehind(LedgerReader &reader, const TimeRange &month, Instant now,
                          ClosingObstacles &obstacles)
{
    const auto coverage = reader.coverage(month, now);
    if (!coverage)
        return tl::unexpected<Error>(coverage.error());
    for (const SourceCoverage &source : coverage->sources) {
        ClosingObstacles::Behind behind{source.source, 0, false, false};
        for (const TimeRange &open : source.open)
            behind.micros += open.to.micros - open.from.micros;
        if (behind.micros > 0)
            obstacles.behind.push_back(behind);
        if (source.awaited)
            obstacles.behind.push_back(
                {source.source, source.awaited->range.to.micros - source.awaited->range.from.micros,
                 true, false});
    }
    for (const std::string &name : coverage->neverVouched)
        obstacles.behind.push_back({name, month.to.micros - month.from.micros, false, true});
    return {};
}

} // namespace

std::string_view name(AdjustmentCause cause)
{
    static constexpr std::array<std::string_view, adjustmentCauseCount> names{
        "late_requests", "source_removed", "requests_gone", "covered_by", "usage_told", "plan",
        "repriced",      "restated",       "not_itemised",  "fees",       "attribution"};
    return names[static_cast<std::size_t>(cause)];
}

bool ClosingComparison::isUnchanged() const
{
    return std::all_of(byValue.begin(), byValue.end(),
                       [](const auto &values) { return values.empty(); }) &&
           std::all_of(byDay.begin(), byDay.end(),
                       [](const auto &day) { return day.second.isNone(); });
}

Result<ClosingObstacles> obstaclesToClosing(LedgerReader &reader, const TimeRange &month,
                                            Instant now)
{
    ClosingObstacles obstacles;
    Query query;
    query.range = month;
    query.by = {{Dimension::Provider, {}}, {Dimension::Model, {}}};
    const Result<Answer> answer = reader.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    obstacles.isEmpty = !answer->hasData;
    for (const Row &row : answer->rows) {
        if (row.measures.unpricedRequests > 0)
            obstacles.unpriced.push_back(
                {row.key[0].value_or("unknown") + "/" + row.key[1].value_or("unknown"),
                 row.measures.unpricedRequests});
    }
    std::sort(obstacles.unpriced.begin(), obstacles.unpriced.end(),
              [](const auto &l, const auto &r) { return l.model < r.model; });
    OUTLAY_TRY(addOpenStatements(reader, month, obstacles));
    OUTLAY_TRY(addSourcesBehind(reader, month, now, obstacles));
    const auto book = priceBookOf(reader);
    if (!book)
        return tl::unexpected<Error>(book.error());
    auto counts = unpricedCounts(reader, **book, month);
    if (!counts)
        return tl::unexpected<Error>(counts.error());
    obstacles.counts = *std::move(counts);
    return obstacles;
}

Result<ClosingComparison> compareClosing(ClosingReader &reader, const ClosedPeriod &period)
{
    ClosingComparison comparison;
    comparison.period = period;
    auto changes = reader.changesSince(period);
    if (!changes)
        return tl::unexpected<Error>(changes.error());
    std::erase_if(*changes,
                  [&period](const LoggedChange &change) { return !isAbout(change, period); });
    comparison.changes = *std::move(changes);
    auto frozen = frozenDays(reader, period);
    if (!frozen)
        return tl::unexpected<Error>(frozen.error());
    Comparing comparing(comparison);
    static const FrozenDay nothing;
    OUTLAY_TRY(reader.eachDayNow(period, [&](std::int64_t day, const FrozenDay &current) {
        const auto then = frozen->find(day);
        comparing.addDay(day, then == frozen->end() ? nothing : then->second, current);
        if (then != frozen->end())
            frozen->erase(then);
    }));
    for (const auto &[day, sums] : *frozen)
        comparing.addDay(day, sums, nothing);
    comparing.explain();
    return comparison;
}

Result<std::vector<ListedClosing>> listClosings(ClosingReader &reader)
{
    const auto periods = reader.all();
    if (!periods)
        return tl::unexpected<Error>(periods.error());
    std::vector<ListedClosing> closings;
    for (const ClosedPeriod &period : *periods) {
        closings.push_back({period, std::nullopt});
        if (period.reopened)
            continue;
        const auto comparison = compareClosing(reader, period);
        if (!comparison)
            return tl::unexpected<Error>(comparison.error());
        closings.back().adjustment = comparison->total;
    }
    std::stable_sort(closings.begin(), closings.end(),
                     [](const ListedClosing &l, const ListedClosing &r) {
                         return l.period.firstDay < r.period.firstDay;
                     });
    return closings;
}

Result<std::vector<std::string>> damagedClosings(ClosingReader &reader)
{
    const auto periods = reader.all();
    if (!periods)
        return tl::unexpected<Error>(periods.error());
    std::vector<std::string> findings;
    for (const ClosedPeriod &period : *periods) {
        const Result<> read = reader.eachFrozenDay(period, [](std::int64_t, const FrozenDay &) {});
        if (!read)
            findings.push_back(read.error().text);
    }
    return findings;
}

} // namespace outlay
