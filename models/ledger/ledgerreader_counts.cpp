// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerreader_p.h"
#include "models/ledger/usagebytes.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace outlay {

namespace {

/// Bucket, source, provider and model.
using CountsKey = std::tuple<std::int64_t, std::int64_t, TextId, TextId, TextId>;

CountsKey keyOf(std::int64_t from, std::int64_t to, TextId source, const Profile &profile)
{
    return {from, to, source, profile[ProfileField::Provider], profile[ProfileField::Model]};
}

/// The counts that were settled as lines of their own, and what requests explain of them: what
/// yields leaves no residual that is estimated.
Result<std::map<CountsKey, Money>> settledCounts(Database &db, ReaderDictionary &dictionary,
                                                 const TimeRange &range)
{
    std::map<CountsKey, Money> settled;
    OUTLAY_TRY(eachRow(
        db,
        "SELECT bucket_from,bucket_to,profile,covered FROM residual "
        "WHERE at>=?1 AND at<?2 AND basis=?3",
        {range.from.micros, range.to.micros, static_cast<std::int64_t>(Basis::Estimated)},
        [&](const SqlStatement &row) {
            const Profile &profile = dictionary.profile(static_cast<std::uint32_t>(row.integer(2)));
            settled[keyOf(row.integer(0), row.integer(1), profile[ProfileField::Source],
                          profile)] += Money{row.integer(3)};
            return true;
        }));
    return settled;
}

} // namespace

Result<std::vector<CountedUse>> LedgerReader::countedUse(const TimeRange &range)
{
    constexpr std::int64_t usageKind = 1; // Statement::Kind::Usage, as ingest stores it
    constexpr std::int64_t stepAbove = 2; // Statement::PromptStep::Above
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    std::vector<CountedUse> all;
    const auto settled = settledCounts(*d.db, d.dictionary, range);
    OUTLAY_TRY(settled);
    if (settled->empty())
        return all;
    OUTLAY_TRY(eachRow(
        *d.db,
        "SELECT bucket_from,bucket_to,source,profile,usage,tokens,requests,step FROM statement "
        "WHERE kind=?3 AND standing<>0 AND tokens<>0 AND bucket_from<?2 AND bucket_to>?1",
        {range.from.micros, range.to.micros, usageKind}, [&](const SqlStatement &row) {
            const auto source = static_cast<TextId>(row.integer(2));
            const Profile profile =
                d.dictionary.profile(static_cast<std::uint32_t>(row.integer(3)));
            const auto line = settled->find(keyOf(row.integer(0), row.integer(1), source, profile));
            if (line == settled->end())
                return true;
            const auto textOf = [&](ProfileField field) {
                return d.dictionary.text(profile[field]);
            };
            using enum ProfileField;
            CountedUse &use = all.emplace_back();
            use.provider = textOf(Provider);
            use.model = textOf(Model);
            use.source = d.dictionary.text(source);
            use.service = textOf(Service);
            use.project = textOf(Project);
            use.tier = textOf(Tier);
            use.speed = textOf(Speed);
            use.geo = textOf(Geo);
            use.searchContext = textOf(SearchContext);
            use.bucket = {{row.integer(0)}, {row.integer(1)}};
            use.usage = decodeUsage(row.blob(4));
            if (use.usage.isZero())
                use.usage[TokenClass::Input] = row.integer(5); // of a schema that kept the sum
            use.requests = row.integer(6);
            use.isBeyondStep = row.integer(7) == stepAbove;
            use.covered = line->second;
            return true;
        }));
    OUTLAY_TRY(d.dictionary.status());
    std::stable_sort(all.begin(), all.end(), [](const CountedUse &l, const CountedUse &r) {
        return std::tie(l.bucket.from, l.bucket.to, l.source, l.provider, l.model, l.tier) <
               std::tie(r.bucket.from, r.bucket.to, r.source, r.provider, r.model, r.tier);
    });
    return all;
}

} // namespace outlay
