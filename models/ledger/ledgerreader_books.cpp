// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerreader_p.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace outlay {

namespace {

struct Findings
{
    bool hasCredit = false;   ///< a line of the provider's is negative
    bool isRestated = false;  ///< the provider told the bucket otherwise before
    bool hasUnpriced = false; ///< requests of the provider that day have no price
    bool hasSteadyGap = false;
    bool isUnbilled = false;            ///< the provider closed the day without a charge
    bool isOfNoLine = false;            ///< the bill has lines, and these requests belong to none
    bool isModelNamed = false;          ///< by a line of another key, user or project
    std::map<TextId, Money> silentKeys; ///< keys of residuals that no request has
};

/// A constant ratio between what requests cost and what was billed, over the days of a provider: a
/// discount or another price, not something missed.
bool isSteady(const std::vector<std::pair<Money, Money>> &days)
{
    constexpr std::size_t fewest = 3;
    std::int64_t least = 0;
    std::int64_t most = 0;
    std::size_t counted = 0;
    for (const auto &[billed, attributed] : days) {
        if (attributed <= Money{} || billed <= Money{})
            continue;
        // In thousandths; figures of a day stay far below the range of the product.
        const std::int64_t ratio =
            billed.nanos / std::max<std::int64_t>(attributed.nanos / 1000, 1);
        least = counted == 0 ? ratio : std::min(least, ratio);
        most = counted == 0 ? ratio : std::max(most, ratio);
        ++counted;
    }
    constexpr std::int64_t equal = 1000;
    constexpr std::int64_t noise = 10;
    const bool isApart = least > equal + noise || most < equal - noise;
    return counted >= fewest && most - least <= 2 * noise && isApart;
}

constexpr const char *lateData = "late data: the provider has not billed everything yet";

std::string causeOf(const ReconciliationRow &row, const Findings &findings)
{
    if (row.drift == Money{} && row.unattributed == Money{})
        return {};
    if (findings.isRestated)
        return "restated by the provider";
    if (findings.hasUnpriced && row.unattributed > Money{})
        return "requests without a price";
    if (findings.isOfNoLine && !row.isClosed)
        return lateData;
    if (findings.isOfNoLine)
        return findings.isModelNamed
                   ? "a key, user or project that the bill does not name for this model"
                   : "a model that the bill does not name: free, credited, or billed elsewhere";
    if (findings.hasCredit)
        return "a credit";
    if (findings.hasSteadyGap && row.attributed > Money{})
        return row.drift > Money{} ? "a discount, or lower prices"
                                   : "higher prices than in the book";
    if (!row.isClosed && row.drift > Money{})
        return lateData;
    if (!findings.silentKeys.empty() && row.unattributed > Money{})
        return findings.silentKeys.size() == 1 ? "a key that no source sees"
                                               : "keys that no source sees";
    if (findings.isUnbilled && row.billed == Money{})
        return "billed to another account, or not at all";
    if (row.attributed == Money{} && row.drift == Money{})
        return "no source sees these requests";
    return row.drift > Money{} ? "requests that the provider did not bill"
                               : "requests that no source sees";
}

/// Day, provider, source; the model of what no line of the bill names, else 0, and whether it names
/// the model.
using RowKey = std::tuple<std::int64_t, TextId, TextId, TextId, bool>;
using Rows = std::map<RowKey, std::pair<ReconciliationRow, Findings>>;

/// A bucket of a provider's money, by provider, time and source.
using BucketKey = std::tuple<TextId, Instant, Instant, TextId>;

/// What residuals say of it.
struct Charged
{
    Money billed, covered;
};

/// Whose money it is, of a source that has had no line yet, by what else it delivers. From
/// deliveries alone, so that a merged ledger says the same.
std::string_view providerOf(const std::set<std::string> &series)
{
    // As app/sources names them.
    if (series.contains("activity"))
        return "openrouter";
    if (series.contains("usage/completions"))
        return "openai";
    return series.contains("usage/messages") ? "anthropic" : std::string_view();
}

// Statement::Kind, as ingest stores it: all others are costs.
constexpr std::int64_t usageKind = 1;
constexpr std::int64_t controlKind = 2;

/// Buckets that series with a provider's money are closed for, with or without a line of it. A
/// series is known by the lines it has had; before the first, by its name.
Result<std::set<BucketKey>> closedBuckets(Database &db, ReaderDictionary &dictionary,
                                          const TimeRange &range)
{
    struct Series
    {
        TextId source = 0, id = 0;
        std::string name;
        std::optional<std::uint32_t> profile; ///< of a line
        std::int64_t kind = 0;                ///< of its lines: enum Statement::Kind
    };
    std::vector<Series> all;
    std::map<TextId, std::set<std::string>> bySource;
    OUTLAY_TRY(eachRow(
        db,
        // Any line tells: all of a series are of one kind and one provider.
        "SELECT d.source,d.series,l.profile,l.kind FROM (SELECT c.source,c.series,"
        "(SELECT s.id FROM delivery e JOIN statement s ON s.delivery=e.id AND s.delivery<>0 "
        "WHERE e.source=c.source AND e.series=c.series LIMIT 1) AS line "
        "FROM (SELECT DISTINCT source,series FROM delivery) c) d "
        "LEFT JOIN statement l ON l.id=d.line",
        {}, [&](const SqlStatement &row) {
            Series &series = all.emplace_back();
            series.source = static_cast<TextId>(row.integer(0));
            series.id = static_cast<TextId>(row.integer(1));
            series.name = dictionary.text(series.id);
            if (!row.isNull(2))
                series.profile = static_cast<std::uint32_t>(row.integer(2));
            series.kind = row.integer(3);
            bySource[series.source].insert(series.name);
            return true;
        }));
    std::map<std::pair<TextId, TextId>, TextId> providers; // by source and series
    for (const Series &series : all) {
        TextId provider = 0;
        if (series.profile && series.kind != usageKind && series.kind != controlKind)
            provider = dictionary.profile(*series.profile)[ProfileField::Provider];
        else if (!series.profile && (series.name == "costs" || series.name == "activity"))
            provider = dictionary.idOf(providerOf(bySource[series.source]));
        if (provider != 0)
            providers[{series.source, series.id}] = provider;
    }
    std::set<BucketKey> closed, open;
    OUTLAY_TRY(eachRow(
        db,
        "SELECT source,series,bucket_from,bucket_to,closed FROM delivery WHERE bucket_from<?2 AND "
        "bucket_to>?1",
        {range.from.micros, range.to.micros}, [&](const SqlStatement &row) {
            const auto source = static_cast<TextId>(row.integer(0));
            const auto provider = providers.find({source, static_cast<TextId>(row.integer(1))});
            if (provider != providers.end())
                (row.integer(4) != 0 ? closed : open)
                    .insert({provider->second, {row.integer(2)}, {row.integer(3)}, source});
            return true;
        }));
    for (const BucketKey &bucket : open)
        closed.erase(bucket);
    return closed;
}

} // namespace

Result<std::vector<ReconciliationRow>> LedgerReader::reconciliation(const TimeRange &range)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    Rows rows;
    std::map<BucketKey, Charged> charged;
    std::set<TextId> seenKeys;
    OUTLAY_TRY(eachCell(*d.db, false, kindOf(Dimension::Key), everyDay,
                        [&](std::int64_t, std::uint32_t key, std::string_view cell) {
                            Cell sums;
                            addEncoded(cell, sums);
                            if (sums[CellField::Requests] > 0)
                                seenKeys.insert(key);
                            return true;
                        }));
    OUTLAY_TRY(eachRow(
        *d.db,
        "SELECT at,profile,billed,covered,amount,closed,high,basis,bucket_from,bucket_to "
        "FROM residual "
        "WHERE at>=?1 AND at<?2",
        {range.from.micros, range.to.micros}, [&](const SqlStatement &row) {
            const std::int64_t day = d.zone.dayOf({row.integer(0)});
            const auto profile = d.dictionary.profile(static_cast<std::uint32_t>(row.integer(1)));
            const Money billed{row.integer(2)};
            const Money covered{row.integer(3)};
            const Money amount{row.integer(4)};
            // Requests without a line: what a line of an open bill that says 0 leaves looks alike,
            // and is the same. Without a model there is nothing to tell apart.
            const TextId model = profile[ProfileField::Model];
            const bool isOfNoLine =
                billed == Money{} && amount == Money{} && covered > Money{} && model != 0;
            const bool isModelNamed = isOfNoLine && (profile[ProfileField::Key] != 0 ||
                                                     profile[ProfileField::User] != 0 ||
                                                     profile[ProfileField::Project] != 0);
            auto &[sum, findings] =
                rows[{day, profile[ProfileField::Provider], profile[ProfileField::Source],
                      isOfNoLine ? model : 0, isModelNamed}];
            findings.isOfNoLine = isOfNoLine;
            findings.isModelNamed = isModelNamed;
            sum.billed += billed;
            const Money explained = std::min(covered, std::max(billed, Money{}));
            sum.attributed += explained;
            sum.drift += covered - explained;
            sum.unattributed += billed - explained;
            sum.high += billed - explained + (Money{row.integer(6)} - amount);
            sum.isClosed = sum.isClosed && row.integer(5) != 0;
            sum.isEstimated =
                sum.isEstimated || row.integer(7) == static_cast<std::int64_t>(Basis::Estimated);
            findings.hasCredit = findings.hasCredit || billed < Money{};
            const TextId key = profile[ProfileField::Key];
            if (amount > Money{} && key != 0 && !seenKeys.contains(key))
                findings.silentKeys[key] += amount;
            Charged &all = charged[{profile[ProfileField::Provider],
                                    {row.integer(8)},
                                    {row.integer(9)},
                                    profile[ProfileField::Source]}];
            all.billed += billed;
            all.covered += covered;
            return true;
        }));
    const auto closed = closedBuckets(*d.db, d.dictionary, range);
    OUTLAY_TRY(closed);
    const BucketKey *before = nullptr;
    for (const BucketKey &bucket : *closed) {
        const auto &[provider, from, to, source] = bucket;
        const Instant middle{from.micros + (to.micros - from.micros) / 2};
        const auto known = charged.find(bucket);
        if (!range.contains(middle) || (known != charged.end() && known->second.billed != Money{}))
            continue;
        const bool isAnother = !before || std::get<1>(*before) != from ||
                               std::get<2>(*before) != to || std::get<0>(*before) != provider;
        before = &bucket;
        if (!isAnother)
            continue; // of two accounts without a charge, one is told
        Query query;
        query.range = {from, to};
        query.where = {{{Dimension::Provider, {}}, {d.dictionary.text(provider)}}};
        const auto answer = d.run(query);
        OUTLAY_TRY(answer);
        Money unbilled = answer->total.cost.value_or(Money{}) - answer->total.residual;
        for (const auto &[key, sums] : charged) {
            if (std::get<0>(key) == provider && std::get<1>(key) < to && std::get<2>(key) > from)
                unbilled -= sums.covered;
        }
        if (unbilled <= Money{})
            continue;
        auto &[sum, findings] = rows[{d.zone.dayOf(middle), provider, source, 0, false}];
        sum.drift += unbilled;
        findings.isUnbilled = true;
    }
    // Requests without a price, by day and provider.
    OUTLAY_TRY(eachCell(*d.db, false, kindOf(Dimension::Provider), everyDay,
                        [&](std::int64_t day, std::uint32_t provider, std::string_view cell) {
                            Cell sums;
                            addEncoded(cell, sums);
                            if (sums[CellField::Unpriced] == 0)
                                return true;
                            for (auto it = rows.lower_bound({day, provider, 0, 0, false});
                                 it != rows.end() && std::get<0>(it->first) == day &&
                                 std::get<1>(it->first) == provider;
                                 ++it)
                                it->second.second.hasUnpriced = true;
                            return true;
                        }));
    std::map<std::pair<TextId, TextId>, std::vector<std::pair<Money, Money>>> byProvider;
    for (const auto &[key, row] : rows)
        byProvider[{std::get<1>(key), std::get<2>(key)}].emplace_back(
            row.first.billed, row.first.attributed + row.first.drift);
    std::vector<ReconciliationRow> all;
    for (auto &[key, entry] : rows) {
        auto &[row, findings] = entry;
        const auto &[day, provider, source, model, isModelNamed] = key;
        row.provider = d.dictionary.text(provider);
        row.source = d.dictionary.text(source);
        row.model = d.dictionary.text(model);
        row.day = {d.zone.startOfDay(day), d.zone.startOfDay(day + 1)};
        findings.hasSteadyGap = isSteady(byProvider[{provider, source}]);
        SqlStatement restated = d.db->prepare(
            "SELECT 1 FROM change WHERE kind='restated' AND detail LIKE ?1 || ' %' AND "
            "substr(detail,-20,10)=?2 LIMIT 1");
        const std::string date = toRfc3339(row.day.from).substr(0, 10);
        restated.bind(1, std::string_view(row.source)).bind(2, std::string_view(date));
        findings.isRestated = restated.step() && row.drift != Money{};
        row.cause = causeOf(row, findings);
        for (const auto &[id, amount] : findings.silentKeys)
            row.silentKeys.push_back({d.dictionary.text(id), amount});
        std::sort(row.silentKeys.begin(), row.silentKeys.end(), [](const auto &l, const auto &r) {
            return std::tie(r.unattributed, l.key) < std::tie(l.unattributed, r.key);
        });
        all.push_back(row);
    }
    OUTLAY_TRY(d.dictionary.status());
    std::sort(all.begin(), all.end(), [](const auto &l, const auto &r) {
        return std::tie(l.day.from, l.provider, l.source, l.model, l.cause) <
               std::tie(r.day.from, r.provider, r.source, r.model, r.cause);
    });
    return all;
}

} // namespace outlay
