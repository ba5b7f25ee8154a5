// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/answer.h"
#include "models/ledger/ledgerreader_p.h"
#include "models/ledger/scan.h"

#include <algorithm>

namespace outlay {

namespace {

/// What of the range lies in no closed month.
std::vector<TimeRange> without(const TimeRange &range, const std::vector<ClosedPeriod> &closed)
{
    std::vector<ClosedPeriod> sorted = closed;
    std::sort(sorted.begin(), sorted.end(), [](const ClosedPeriod &l, const ClosedPeriod &r) {
        return l.range.from < r.range.from;
    });
    std::vector<TimeRange> pieces;
    Instant from = range.from;
    for (const ClosedPeriod &period : sorted) {
        if (period.range.to <= from || period.range.from >= range.to)
            continue;
        if (from < period.range.from)
            pieces.push_back({from, period.range.from});
        from = period.range.to;
    }
    if (from < range.to)
        pieces.push_back({from, range.to});
    return pieces;
}

Result<> checkDimensions(const Query &query, const ClosedPeriod &period)
{
    std::vector<DimensionRef> used = query.by;
    for (const Filter &filter : query.where)
        used.push_back(filter.dimension);
    for (const DimensionRef &ref : used) {
        if (!isFrozen(ref.dimension))
            return failure(Error::Kind::Usage,
                           period.month() + " is closed, and its figures were not frozen by " +
                               toString(ref) +
                               ": leave --as-of out for current figures, or ask "
                               "by another dimension");
    }
    return {};
}

/// A closed month knows whole days of its zone.
Result<> checkTime(const Query &query, const ClosedPeriod &period, const Zone &zone)
{
    const std::string known =
        period.month() + " is closed, and its figures were frozen by days of " + period.zone + ": ";
    if (query.step == Step::Hour)
        return failure(Error::Kind::Usage, known + "it has no hours");
    for (std::int64_t day = period.firstDay; day < period.lastDay; ++day) {
        const Instant from = firstInstantOfDay(zone, day);
        const Instant to = firstInstantOfDay(zone, day + 1);
        for (const Instant edge : {query.range.from, query.range.to}) {
            if (from < edge && edge < to)
                return failure(Error::Kind::Usage, known + toRfc3339(edge) +
                                                       " lies inside one, and cannot begin or "
                                                       "end a range");
        }
        const bool isAsked = query.range.from < to && from < query.range.to;
        if (isAsked && query.step != Step::None &&
            query.zone.bucketStart(from, query.step) !=
                query.zone.bucketStart({to.micros - 1}, query.step))
            return failure(Error::Kind::Usage, known + "days of " + query.zone.name() +
                                                   " would cut them; ask with --tz " + period.zone);
    }
    return {};
}

Profile profileOf(const SqlStatement &row, int column)
{
    Profile profile;
    for (const Dimension dimension : frozenDimensions) {
        const auto id = static_cast<std::uint32_t>(row.integer(column++));
        if (const auto field = profileFieldOf(dimension))
            profile[*field] = id;
        else
            profile.outcome = static_cast<Outcome>(std::min(id, std::uint32_t{4}));
    }
    return profile;
}

} // namespace

Result<bool> LedgerReader::Data::addFrozen(Scan &scan, const Query &query,
                                           const ClosedPeriod &period)
{
    auto named = Zone::named(period.zone);
    if (!named)
        return tl::unexpected<Error>(named.error());
    OUTLAY_TRY(checkDimensions(query, period));
    OUTLAY_TRY(checkTime(query, period, *named));
    bool hasAny = false;
    OUTLAY_TRY(eachRow(*db,
                       "SELECT day,provider,model,user,key,team,project,cost_center,environment,"
                       "endpoint,task_kind,tier,outcome,plan,source,sums FROM frozen_row "
                       "WHERE closing=?1 ORDER BY day",
                       {period.id}, [&](const SqlStatement &row) {
                           const Instant at = firstInstantOfDay(*named, row.integer(0));
                           if (!query.range.contains(at))
                               return true;
                           hasAny = true;
                           Cell cell;
                           addEncoded(row.blob(15), cell);
                           scan.addSums(at, {.profile = dictionary.addProfile(profileOf(row, 1))},
                                        cell);
                           return true;
                       }));
    return hasAny;
}

Result<bool> LedgerReader::Data::addCurrent(Scan &scan, Selection &selection, const Query &query,
                                            const std::vector<ClosedPeriod> &closed,
                                            const std::optional<TimeRange> &span,
                                            const std::vector<PlanFee> &fees)
{
    bool hasAny = false;
    Query part = query;
    if (!closed.empty())
        part.top = 0; // which values are dearest is known when all parts are
    for (const TimeRange &piece : without(query.range, closed)) {
        part.range = piece;
        if (span)
            OUTLAY_TRY(add(scan, selection, part, *span, fees));
        for (const PlanFee &fee : fees) {
            if (piece.contains(fee.at))
                scan.addResidual(fee.at, subjectOf(fee, dictionary), fee.amount);
        }
        const auto has = span ? hasData(piece, *span) : Result<bool>(false);
        if (!has)
            return has;
        hasAny = hasAny || *has;
    }
    return hasAny;
}

Result<bool> LedgerReader::Data::addClosed(Scan &scan, const Query &query,
                                           const std::vector<ClosedPeriod> &closed,
                                           std::optional<TimeRange> &span)
{
    bool hasAny = false;
    for (const ClosedPeriod &period : closed) {
        if (period.range.to <= query.range.from || query.range.to <= period.range.from)
            continue;
        const auto has = addFrozen(scan, query, period);
        if (!has)
            return has;
        hasAny = hasAny || *has;
        if (*has) {
            include(span, period.range.from);
            include(span, {period.range.to.micros - 1});
        }
    }
    return hasAny;
}

} // namespace outlay
