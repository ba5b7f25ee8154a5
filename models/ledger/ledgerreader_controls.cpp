// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/eventrow.h"
#include "models/ledger/ledgerreader_p.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace outlay {

namespace {

constexpr std::int64_t controlKind = 2; // Statement::Kind::Control, as ingest stores it

struct Control
{
    ControlTotal total;
    TextId provider = 0; ///< of all its statements; 0: they name none, or several
};

using ControlKey = std::tuple<TextId, TextId, Instant, Instant>; // source, series, bucket

/// By the source whose own record says what the request cost.
TextId reporterOf(const StoredEvent &event, const Profile &profile)
{
    return event.state.reporter != 0 ? event.state.reporter : profile[ProfileField::Source];
}

} // namespace

bool ControlTotal::lacksRequests() const
{
    constexpr Money noise{100'000}; // a hundredth of a cent
    return said > known + noise || (saidRequests > 0 && saidRequests > knownRequests);
}

Result<std::vector<ControlTotal>> LedgerReader::controlTotals(const TimeRange &range)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    std::map<ControlKey, Control> controls;
    OUTLAY_TRY(eachRow(
        *d.db,
        "SELECT s.source,d.series,s.bucket_from,s.bucket_to,s.profile,s.billed,s.requests,d.closed "
        "FROM statement s JOIN delivery d ON d.id=s.delivery "
        "WHERE s.kind=?1 AND s.standing<>0 AND s.bucket_from<?3 AND s.bucket_to>?2",
        {controlKind, range.from.micros, range.to.micros}, [&](const SqlStatement &row) {
            const auto source = static_cast<TextId>(row.integer(0));
            const auto series = static_cast<TextId>(row.integer(1));
            const TimeRange bucket{{row.integer(2)}, {row.integer(3)}};
            const TextId provider = d.dictionary.profile(
                static_cast<std::uint32_t>(row.integer(4)))[ProfileField::Provider];
            const auto [at, isNew] =
                controls.try_emplace(ControlKey{source, series, bucket.from, bucket.to});
            Control &control = at->second;
            control.provider = isNew || control.provider == provider ? provider : 0;
            ControlTotal &total = control.total;
            total.bucket = bucket;
            total.said += Money{row.integer(5)};
            total.saidRequests += row.integer(6);
            total.isClosed = row.integer(7) != 0;
            return true;
        }));
    // A gateway's sums are held against its own records, by one walk over the requests.
    std::map<TextId, std::vector<ControlTotal *>> ofGateway;
    std::optional<TimeRange> walked;
    for (auto &[key, control] : controls) {
        ControlTotal &total = control.total;
        total.source = d.dictionary.text(std::get<0>(key));
        total.series = d.dictionary.text(std::get<1>(key));
        if (control.provider == 0) {
            ofGateway[std::get<0>(key)].push_back(&total);
            include(walked, total.bucket.from);
            include(walked, {total.bucket.to.micros - 1});
            continue;
        }
        total.provider = d.dictionary.text(control.provider);
        Query query;
        query.range = total.bucket;
        query.where = {{{Dimension::Provider, {}}, {total.provider}}};
        const auto answer = d.run(query);
        OUTLAY_TRY(answer);
        total.known = answer->total.cost.value_or(Money{}) + answer->total.listValue;
        total.knownRequests = answer->total.requests;
    }
    if (walked) {
        StoredEvent event;
        OUTLAY_TRY(eachRow(*d.db,
                           "SELECT " + std::string(eventColumns) +
                               " FROM event INDEXED BY event_at WHERE at>=?1 AND at<?2",
                           {walked->from.micros, walked->to.micros}, [&](const SqlStatement &row) {
                               readEvent(row, 0, event);
                               const auto found = ofGateway.find(
                                   reporterOf(event, d.dictionary.profile(event.state.profile)));
                               if (found == ofGateway.end() || event.derived.isControl)
                                   return true;
                               for (ControlTotal *total : found->second) {
                                   if (!total->bucket.contains(event.state.at))
                                       continue;
                                   total->known += event.state.reported.value_or(Money{});
                                   total->knownRequests += event.state.requests;
                               }
                               return true;
                           }));
    }
    OUTLAY_TRY(d.dictionary.status());
    std::vector<ControlTotal> all;
    all.reserve(controls.size());
    for (auto &[key, control] : controls)
        all.push_back(std::move(control.total));
    std::sort(all.begin(), all.end(), [](const ControlTotal &l, const ControlTotal &r) {
        return std::tie(l.bucket.from, l.source, l.series) <
               std::tie(r.bucket.from, r.source, r.series);
    });
    return all;
}

} // namespace outlay
