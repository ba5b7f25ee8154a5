// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerreader_p.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace outlay {

namespace {

// Statement::Kind::Usage and Control, as ingest stores them: all others are costs.
constexpr std::int64_t usageKind = 1;
constexpr std::int64_t controlKind = 2;

} // namespace

Result<std::vector<BillInfo>> LedgerReader::bills()
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    using Key = std::tuple<TextId, TextId, Instant, Instant, TextId>;
    std::map<Key, BillInfo> bills;
    // By profile as well: the provider is in there, and so may be a key or a project.
    OUTLAY_TRY(eachRow(
        *d.db,
        "SELECT profile,account,period_from,period_to,source,standing,"
        "count(*)*max(standing,1),sum(billed)*max(standing,1),"
        "min(bucket_from),max(bucket_to) FROM statement WHERE line<>0 "
        "GROUP BY profile,account,period_from,period_to,source,standing",
        {}, [&](const SqlStatement &row) {
            const auto profile = static_cast<std::uint32_t>(row.integer(0));
            const TextId provider = d.dictionary.profile(profile)[ProfileField::Provider];
            const TimeRange period{{row.integer(2)}, {row.integer(3)}};
            BillInfo &bill = bills[{provider, static_cast<TextId>(row.integer(1)), period.from,
                                    period.to, static_cast<TextId>(row.integer(4))}];
            bill.period = period;
            const bool isStanding = row.integer(5) != 0;
            (isStanding ? bill.lines : bill.replacedLines) += row.integer(6);
            (isStanding ? bill.billed : bill.replaced) += Money{row.integer(7)};
            const bool isFirst = bill.lines + bill.replacedLines == row.integer(6);
            bill.charged.from = isFirst ? Instant{row.integer(8)}
                                        : std::min(bill.charged.from, Instant{row.integer(8)});
            bill.charged.to = isFirst ? Instant{row.integer(9)}
                                      : std::max(bill.charged.to, Instant{row.integer(9)});
            return true;
        }));
    std::vector<BillInfo> all;
    for (auto &[key, bill] : bills) {
        bill.provider = d.dictionary.text(std::get<0>(key));
        bill.account = d.dictionary.text(std::get<1>(key));
        bill.source = d.dictionary.text(std::get<4>(key));
        all.push_back(std::move(bill));
    }
    OUTLAY_TRY(d.dictionary.status());
    std::sort(all.begin(), all.end(), [](const BillInfo &l, const BillInfo &r) {
        return std::tie(l.provider, l.account, l.period.from, l.period.to, l.source) <
               std::tie(r.provider, r.account, r.period.from, r.period.to, r.source);
    });
    return all;
}

Result<std::vector<BilledTime>> LedgerReader::billedTimes()
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    using Place = std::tuple<TextId, TextId, Instant, Instant>; // source, provider, bucket
    std::set<Place> covered;
    OUTLAY_TRY(eachRow(
        *d.db, "SELECT profile,bucket_from,bucket_to FROM yielded WHERE NOT estimated", {},
        [&](const SqlStatement &row) {
            const Profile of = d.dictionary.profile(static_cast<std::uint32_t>(row.integer(0)));
            covered.emplace(of[ProfileField::Source], of[ProfileField::Provider],
                            Instant{row.integer(1)}, Instant{row.integer(2)});
            return true;
        }));
    // By account, service, project, and whether a bill.
    std::map<std::tuple<Place, TextId, TextId, TextId, bool>, BilledTime> sums;
    OUTLAY_TRY(
        eachRow(*d.db,
                "SELECT profile,source,account,line<>0,bucket_from,bucket_to,sum(billed*standing),"
                "sum(standing) FROM statement WHERE kind NOT IN (?1,?2) AND standing<>0 "
                "GROUP BY profile,source,account,line<>0,bucket_from,bucket_to",
                {usageKind, controlKind}, [&](const SqlStatement &row) {
                    const auto profile = static_cast<std::uint32_t>(row.integer(0));
                    const Profile of = d.dictionary.profile(profile);
                    const Place place{static_cast<TextId>(row.integer(1)),
                                      of[ProfileField::Provider],
                                      {row.integer(4)},
                                      {row.integer(5)}};
                    if (covered.contains(place))
                        return true;
                    BilledTime &sum =
                        sums[{place, static_cast<TextId>(row.integer(2)), of[ProfileField::Service],
                              of[ProfileField::Project], row.integer(3) != 0}];
                    sum.billed += Money{row.integer(6)};
                    sum.lines += row.integer(7);
                    return true;
                }));
    std::vector<BilledTime> all;
    for (auto &[key, sum] : sums) {
        const auto &[place, account, service, project, isBill] = key;
        sum.service = d.dictionary.text(service);
        sum.project = d.dictionary.text(project);
        sum.source = d.dictionary.text(std::get<0>(place));
        sum.provider = d.dictionary.text(std::get<1>(place));
        sum.account = d.dictionary.text(account);
        sum.bucket = {std::get<2>(place), std::get<3>(place)};
        sum.isBill = isBill;
        all.push_back(std::move(sum));
    }
    OUTLAY_TRY(d.dictionary.status());
    return all;
}

Result<std::vector<YieldedBill>> LedgerReader::yieldedBills(const TimeRange &range)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    using Key = std::tuple<std::int64_t, std::string, std::string, std::string, bool>;
    std::map<Key, Money> sums;
    OUTLAY_TRY(eachRow(
        *d.db,
        "SELECT bucket_from,bucket_to,profile,told_by,billed,estimated FROM yielded "
        "WHERE bucket_from<?2 AND bucket_to>?1",
        {range.from.micros, range.to.micros}, [&](const SqlStatement &row) {
            const std::int64_t from = row.integer(0);
            const Instant middle{from + (row.integer(1) - from) / 2};
            if (!range.contains(middle))
                return true;
            const Profile profile =
                d.dictionary.profile(static_cast<std::uint32_t>(row.integer(2)));
            sums[{d.zone.dayOf(middle), d.dictionary.text(profile[ProfileField::Provider]),
                  d.dictionary.text(profile[ProfileField::Source]),
                  d.dictionary.text(static_cast<TextId>(row.integer(3))), row.integer(5) != 0}] +=
                Money{row.integer(4)};
            return true;
        }));
    OUTLAY_TRY(d.dictionary.status());
    std::vector<YieldedBill> bills;
    for (const auto &[key, billed] : sums) {
        const auto &[day, provider, source, toldBy, isEstimated] = key;
        bills.push_back({provider,
                         source,
                         toldBy,
                         {d.zone.startOfDay(day), d.zone.startOfDay(day + 1)},
                         billed,
                         isEstimated});
    }
    return bills;
}

Result<std::vector<DescribedCost>> LedgerReader::describedCosts(const TimeRange &range,
                                                                std::string_view prefix)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    std::vector<DescribedCost> costs;
    OUTLAY_TRY(eachRow(*d.db,
                       "SELECT source,description,sum(billed*standing) FROM statement WHERE "
                       "kind NOT IN (?1,?2) AND standing<>0 AND bucket_from<?4 AND bucket_to>?3 "
                       "GROUP BY source,description",
                       {usageKind, controlKind, range.from.micros, range.to.micros},
                       [&](const SqlStatement &row) {
                           const std::string description(row.text(1));
                           if (description.compare(0, prefix.size(), prefix) == 0)
                               costs.push_back({d.dictionary.text(TextId(row.integer(0))),
                                                description, Money{row.integer(2)}});
                           return true;
                       }));
    OUTLAY_TRY(d.dictionary.status());
    std::sort(costs.begin(), costs.end(), [](const DescribedCost &l, const DescribedCost &r) {
        return std::tie(l.source, l.description) < std::tie(r.source, r.description);
    });
    return costs;
}

} // namespace outlay
