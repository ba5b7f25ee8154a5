// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerreader_p.h"
#include "models/ledger/planfees.h"
#include "models/ledger/selection.h"

namespace outlay {

Subject subjectOf(const PlanFee &fee, ReaderDictionary &dictionary)
{
    Profile profile;
    profile[ProfileField::Source] = dictionary.idOf(fee.source);
    profile[ProfileField::Key] = dictionary.idOf(fee.key);
    profile[ProfileField::Plan] = dictionary.idOf(fee.plan);
    return {.profile = dictionary.addProfile(profile)};
}

Result<std::vector<PlanFee>> LedgerReader::Data::planFees(const TimeRange &range)
{
    std::vector<PlanFee> fees;
    const auto json = configuration("plans");
    if (!json)
        return tl::unexpected<Error>(json.error());
    const auto plans = parsePlans(*json);
    if (!plans)
        return tl::unexpected<Error>(plans.error());
    const auto events = plans->empty() ? Result<std::optional<TimeRange>>{} : span(false);
    if (!events)
        return tl::unexpected<Error>(events.error());
    if (!*events)
        return fees;
    for (const PlanEntry &plan : *plans) {
        Instant first = (*events)->from;
        if (!plan.from) {
            const auto day = firstDayOf(plan);
            if (!day)
                return tl::unexpected<Error>(day.error());
            if (!*day)
                continue;
            first = firstInstantOfDay(zone, **day);
        }
        const Instant last{(*events)->to.micros - 1};
        for (PlanFee &fee : feesOf(plan, zone, first, last, endOf(plan, *plans))) {
            if (range.contains(fee.at))
                fees.push_back(std::move(fee));
        }
    }
    return fees;
}

Result<std::optional<std::int64_t>> LedgerReader::Data::firstDayOf(const PlanEntry &plan)
{
    const bool isKey = plan.source.empty();
    return edgeDay(kindOf(isKey ? Dimension::Key : Dimension::Source),
                   dictionary.idOf(isKey ? plan.key : plan.source), true);
}

Result<std::vector<FeeDue>> LedgerReader::fees(const TimeRange &range,
                                               const std::vector<Filter> &where)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    const auto planned = d.planFees(range);
    if (!planned)
        return tl::unexpected<Error>(planned.error());
    Query query;
    query.where = where;
    Selection selection(query, d.dictionary);
    std::vector<FeeDue> fees;
    for (const PlanFee &fee : *planned) {
        if (selection.accepts(subjectOf(fee, d.dictionary)))
            fees.push_back({fee.at, fee.amount});
    }
    OUTLAY_TRY(d.dictionary.status());
    return fees;
}

} // namespace outlay
