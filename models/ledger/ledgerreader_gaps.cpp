// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/eventrow.h"
#include "models/ledger/ledgerreader_p.h"

#include "models/money/int128.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace outlay {

namespace {

constexpr int gapDivisor = 20; // 5 %

/// More than 5 % of the estimate apart.
bool isApart(Money reported, Money estimated)
{
    const Int128 difference = Int128(reported.nanos) - estimated.nanos;
    return (difference < 0 ? -difference : difference) * gapDivisor > estimated.nanos;
}

} // namespace

bool ReportGap::isSystematic() const
{
    constexpr std::int64_t fewest = 5; // of fewer, one odd request may be most
    const std::int64_t sameWay = reported > estimated ? above : below;
    return requests >= fewest && isApart(reported, estimated) && 2 * sameWay > requests;
}

/// All of the events once, without an index: `doctor` asks, no page does.
Result<std::vector<ReportGap>> LedgerReader::reportGaps(const CancelToken &cancel)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, cancel);
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    std::map<std::tuple<TextId, TextId, TextId>, ReportGap> gaps;
    const auto add = [&](const StoredEvent &event) {
        const EventDerived &derived = event.derived;
        if (derived.basis != Basis::Reported || derived.isControl || !derived.cost ||
            !derived.estimate || derived.estimate->nanos <= 0)
            return;
        const Profile &profile = d.dictionary.profile(event.state.profile);
        const TextId source =
            event.state.reporter != 0 ? event.state.reporter : profile[ProfileField::Source];
        ReportGap &gap =
            gaps[{source, profile[ProfileField::Provider], profile[ProfileField::Model]}];
        gap.requests += event.state.requests;
        // As the totals count it: less the discount, where the source reports list prices.
        gap.reported += *derived.cost;
        gap.estimated += *derived.estimate;
        if (isApart(*derived.cost, *derived.estimate))
            (*derived.cost > *derived.estimate ? gap.above : gap.below) += event.state.requests;
    };
    StoredEvent event;
    OUTLAY_TRY(eachRow(*d.db,
                       "SELECT " + std::string(eventColumns) +
                           " FROM event WHERE reported IS NOT NULL OR (flags & ?1) <> 0",
                       {std::int64_t{FlagReportedIsCost}}, [&](const SqlStatement &row) {
                           readEvent(row, 0, event);
                           add(event);
                           return true;
                       }));
    std::vector<ReportGap> all;
    for (auto &[key, gap] : gaps) {
        gap.source = d.dictionary.text(std::get<0>(key));
        gap.provider = d.dictionary.text(std::get<1>(key));
        gap.model = d.dictionary.text(std::get<2>(key));
        all.push_back(std::move(gap));
    }
    OUTLAY_TRY(d.dictionary.status());
    std::sort(all.begin(), all.end(), [](const ReportGap &left, const ReportGap &right) {
        return std::tie(left.source, left.provider, left.model) <
               std::tie(right.source, right.provider, right.model);
    });
    return all;
}

} // namespace outlay
