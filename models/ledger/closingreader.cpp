// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/closingreader.h"

#include "models/ledger/answer.h"
#include "models/ledger/ledgerwriter.h"

#include <algorithm>
#include <filesystem>

namespace outlay {

Measures measuresOf(const Cell &sums)
{
    return measuresOf(sums, Basis::Effective);
}

ClosingReader::ClosingReader(std::unique_ptr<LedgerWriter> scratch) : m_scratch(std::move(scratch))
{
}
ClosingReader::~ClosingReader() = default;

Result<std::unique_ptr<ClosingReader>> ClosingReader::open(const std::string &path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error))
        return failure(Error::Kind::Unreadable, "there is no ledger at " + path);
    auto scratch = LedgerWriter::openScratch(path);
    if (!scratch)
        return tl::unexpected<Error>(scratch.error());
    return std::unique_ptr<ClosingReader>(new ClosingReader(*std::move(scratch)));
}

Result<std::vector<ClosedPeriod>> ClosingReader::all()
{
    std::vector<ClosedPeriod> periods = m_scratch->closings();
    OUTLAY_TRY(m_scratch->status());
    return periods;
}

Result<ClosedPeriod> ClosingReader::closed(const std::string &month)
{
    OUTLAY_TRY(daysOfMonth(month));
    const auto periods = all();
    if (!periods)
        return tl::unexpected<Error>(periods.error());
    for (const ClosedPeriod &period : *periods) {
        if (!period.reopened && period.month() == month)
            return period;
    }
    return failure(Error::Kind::Usage,
                   month +
                       " is not closed; see outlay-cli close list, or close it with: "
                       "outlay-cli close " +
                       month);
}

Result<Zone> ClosingReader::zone()
{
    return m_scratch->zone();
}

Result<> ClosingReader::eachFrozenDay(const ClosedPeriod &period, const Visit &visit)
{
    return m_scratch->eachFrozenDay(period, visit);
}

Result<> ClosingReader::eachDayNow(const ClosedPeriod &period, const Visit &visit)
{
    return m_scratch->eachDayNow(period.firstDay, period.lastDay, visit);
}

Result<std::vector<LoggedChange>> ClosingReader::changesSince(const ClosedPeriod &period)
{
    std::vector<LoggedChange> changes = m_scratch->changesAfter(period.lastChange);
    OUTLAY_TRY(m_scratch->status());
    return changes;
}

Result<AsOfAnswer> ClosingReader::run(const Query &query, Instant asOf)
{
    const auto periods = all();
    if (!periods)
        return tl::unexpected<Error>(periods.error());
    AsOfAnswer asked;
    for (const ClosedPeriod &period : *periods) {
        const bool isAsked =
            query.range.from < period.range.to && period.range.from < query.range.to;
        if (isAsked && period.heldAt(asOf))
            asked.closed.push_back(period);
    }
    std::sort(
        asked.closed.begin(), asked.closed.end(),
        [](const ClosedPeriod &l, const ClosedPeriod &r) { return l.range.from < r.range.from; });
    for (const ClosedPeriod &period : asked.closed)
        OUTLAY_TRY(m_scratch->eachFrozenDay(period, [](std::int64_t, const FrozenDay &) {}));
    auto answer = m_scratch->run(query, asked.closed);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    asked.answer = *std::move(answer);
    return asked;
}

} // namespace outlay
