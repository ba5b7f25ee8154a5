// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/closings.h"

#include "models/ledger/ledgerwriter.h"

#include <functional>
#include <optional>

namespace outlay {

namespace {

std::optional<ClosedPeriod> inForce(LedgerWriter &ledger, const std::string &month)
{
    for (ClosedPeriod &period : ledger.closings()) {
        if (!period.reopened && period.month() == month)
            return std::move(period);
    }
    return std::nullopt;
}

/// The month, with nothing in it yet.
Result<ClosedPeriod> periodOf(LedgerWriter &ledger, const CloseOrder &order)
{
    const auto days = daysOfMonth(order.month);
    if (!days)
        return tl::unexpected<Error>(days.error());
    const auto zone = ledger.zone();
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    ClosedPeriod period;
    period.firstDay = days->first;
    period.lastDay = days->second;
    period.zone = zone->name();
    period.range = {zone->startOfDay(days->first), zone->startOfDay(days->second)};
    period.closedAt = order.now;
    period.closedBy = order.who;
    period.note = order.note;
    if (order.now < period.range.to)
        return failure(Error::Kind::Usage, order.month + " is not over: it ends at " +
                                               zone->toLocal(period.range.to) + " (" +
                                               zone->name() + ")");
    if (const auto closed = inForce(ledger, order.month))
        return failure(Error::Kind::Usage,
                       order.month + " is closed already, by " + closed->closedBy + " at " +
                           toRfc3339(closed->closedAt) + " (digest " + closed->shortDigest() +
                           "); outlay-cli close reopen " + order.month + " opens it again");
    return period;
}

/// Adds up the month as it is known now; `store` sees the rows of each day.
Result<> freeze(LedgerWriter &ledger, ClosedPeriod &period,
                const std::function<void(std::int64_t, const std::vector<FrozenRow> &)> &store)
{
    Digest digest;
    digest.add(canonicalHeader(period));
    OUTLAY_TRY(ledger.eachDayNow(period.firstDay, period.lastDay,
                                 [&](std::int64_t day, const FrozenDay &sums) {
                                     const std::vector<FrozenRow> rows = rowsOf(day, sums);
                                     for (const FrozenRow &row : rows) {
                                         digest.add(row.line);
                                         period.total += row.sums;
                                     }
                                     period.rows += static_cast<std::int64_t>(rows.size());
                                     store(day, rows);
                                 }));
    period.digest = digest.hex();
    return ledger.status();
}

Result<ClosedPeriod> rehearsed(const std::string &path, const CloseOrder &order)
{
    const auto ledger = LedgerWriter::openScratch(path);
    if (!ledger)
        return tl::unexpected<Error>(ledger.error());
    auto period = periodOf(**ledger, order);
    if (period)
        OUTLAY_TRY(freeze(**ledger, *period, [](std::int64_t, const std::vector<FrozenRow> &) {}));
    return period;
}

Result<ClosedPeriod> closeIn(LedgerWriter &ledger, const CloseOrder &order)
{
    auto period = periodOf(ledger, order);
    if (!period)
        return period;
    period->lastChange = ledger.lastChange();
    period->id = ledger.addClosing(*period);
    OUTLAY_TRY(freeze(ledger, *period, [&](std::int64_t day, const std::vector<FrozenRow> &rows) {
        ledger.addFrozenRows(period->id, day, rows);
    }));
    ledger.sealClosing(*period);
    ledger.recordChange(order.now, "closed", order.month + " " + period->digest,
                        period->total[CellField::Requests], {}, spendOf(period->total));
    return period;
}

/// `work` in one transaction, whole or not at all.
Result<ClosedPeriod> written(const std::string &path,
                             const std::function<Result<ClosedPeriod>(LedgerWriter &)> &work)
{
    const auto ledger = LedgerWriter::open(path);
    if (!ledger)
        return tl::unexpected<Error>(ledger.error());
    (*ledger)->syncEveryCommit(true); // whoever is told a digest may rely on it
    OUTLAY_TRY((*ledger)->begin());
    auto period = work(**ledger);
    if (!period) {
        (*ledger)->rollback();
        return period;
    }
    OUTLAY_TRY((*ledger)->commit());
    return period;
}

} // namespace

Result<ClosedPeriod> closeMonth(const std::string &ledger, const CloseOrder &order)
{
    if (order.isDryRun)
        return rehearsed(ledger, order);
    return written(ledger, [&](LedgerWriter &writer) { return closeIn(writer, order); });
}

Result<ClosedPeriod> reopenMonth(const std::string &ledger, const std::string &month,
                                 const ClosedPeriod::Reopening &reopening)
{
    OUTLAY_TRY(daysOfMonth(month));
    if (reopening.reason.empty())
        return failure(Error::Kind::Usage, "say why " + month + " is opened again: --reason TEXT");
    return written(ledger, [&](LedgerWriter &writer) -> Result<ClosedPeriod> {
        auto period = inForce(writer, month);
        if (!period)
            return failure(Error::Kind::Usage, month + " is not closed");
        writer.reopenClosing(period->id, reopening);
        period->reopened = reopening;
        writer.recordChange(reopening.at, "reopened", month + " " + period->digest, 0,
                            spendOf(period->total), {});
        return *std::move(period);
    });
}

} // namespace outlay
