// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports/focusexport.h"

#include "app/exports/focuscharge.h"
#include "app/exports/focusnames.h"
#include "app/exports/json.h"
#include "app/exports/listprices.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

enum Key : std::size_t
{
    Provider,
    Model,
    Tier,
    KeyName,
    User,
    Team,
    Project,
    CostCenter,
    Environment,
    Endpoint,
    TaskKind,
    Plan,
    Source,
    Price, ///< last: what the retention horizon has left is not known by it
    KeyCount,
};
constexpr std::array<Dimension, KeyCount> keys{
    Dimension::Provider,    Dimension::Model,    Dimension::Tier,     Dimension::Key,
    Dimension::User,        Dimension::Team,     Dimension::Project,  Dimension::CostCenter,
    Dimension::Environment, Dimension::Endpoint, Dimension::TaskKind, Dimension::Plan,
    Dimension::Source,      Dimension::Price};
/// Words of the user's own, hence tags without a prefix.
constexpr std::array tagKeys{Team, Project, CostCenter, Environment, Endpoint, TaskKind};

bool isSame(const Measures &left, const Measures &right)
{
    return left.requests == right.requests && left.cost == right.cost &&
           left.listValue == right.listValue;
}

std::string valueOf(const Row &row, Key key)
{
    return key < row.key.size() ? row.key[key].value_or(std::string()) : std::string();
}

std::string tagsOf(const Row &row)
{
    std::string json;
    for (const Key key : tagKeys) {
        if (row.key[key])
            json += (json.empty() ? "{" : ",") + jsonString(name(keys[key])) + ":" +
                    jsonString(*row.key[key]);
    }
    return json.empty() ? json : json + "}";
}

std::string basisOf(const Measures &measures)
{
    std::string_view only;
    int count = 0;
    const std::array<std::pair<Basis, Money>, 4> parts{{{Basis::Billed, measures.billed},
                                                        {Basis::Reported, measures.reported},
                                                        {Basis::Estimated, measures.estimated},
                                                        {Basis::Client, measures.client}}};
    for (const auto &[basis, amount] : parts) {
        if (amount == Money{})
            continue;
        only = name(basis);
        ++count;
    }
    return std::string(count > 1 ? name(Basis::Effective) : only);
}

/// FOCUS knows no fractions of a second.
TimeRange wholeSeconds(const TimeRange &range)
{
    const auto floor = [](std::int64_t micros) {
        return floorDivide(micros, microsPerSecond) * microsPerSecond;
    };
    return {{floor(range.from.micros)}, {floor(range.to.micros + microsPerSecond - 1)}};
}

class FocusExport
{
public:
    FocusExport(LedgerReader &reader, const Query &query, const CancelToken &cancel, Output &out,
                FocusNames names, ListPrices prices)
        : m_reader(reader)
        , m_query(query)
        , m_cancel(cancel)
        , m_out(out)
        , m_csv(out)
        , m_names(std::move(names))
        , m_prices(std::move(prices))
    {
        m_query.step = Step::None;
        m_query.basis = Basis::Effective;
        m_query.top = 0;
        m_query.by.clear();
    }

    Result<FocusSummary> run()
    {
        const auto all = m_reader.run(m_query, m_cancel);
        if (!all)
            return tl::unexpected<Error>(all.error());
        m_summary.unpricedRequests = all->total.unpricedRequests;
        Query everything;
        const auto span = m_reader.run(everything, m_cancel);
        if (!span)
            return tl::unexpected<Error>(span.error());
        if (!span->hasData)
            return m_summary;
        const Instant first = std::max(m_query.range.from, span->range.from);
        const Instant last = std::min(m_query.range.to, span->range.to);
        const Zone &zone = m_query.zone;
        for (Instant day = zone.bucketStart(first, Step::Day); day < last && !m_out.hasFailed();
             day = zone.nextBucket(day, Step::Day)) {
            const Instant next = zone.nextBucket(day, Step::Day);
            OUTLAY_TRY(
                addDay({std::max(day, m_query.range.from), std::min(next, m_query.range.to)}));
        }
        return m_summary;
    }

private:
    /// Of the day, by as much as the ledger still knows of it; the query is what it answers.
    Result<std::pair<Query, Answer>> readDay(const TimeRange &day)
    {
        Query query = m_query;
        query.range = day;
        auto total = m_reader.run(query, m_cancel);
        if (!total)
            return tl::unexpected<Error>(total.error());
        if (!total->hasData)
            return std::pair(query, Answer{});
        query.by.resize(KeyCount);
        for (std::size_t i = 0; i < KeyCount; ++i)
            query.by[i].dimension = keys[i];
        auto answer = m_reader.run(query, m_cancel);
        // Before the retention horizon there are sums, which prices are no part of.
        if (answer && !isSame(answer->total, total->total)) {
            query.by.pop_back();
            answer = m_reader.run(query, m_cancel);
        }
        if (!answer)
            return tl::unexpected<Error>(answer.error());
        return std::pair(std::move(query), *std::move(answer));
    }

    Result<> addDay(const TimeRange &day)
    {
        auto read = readDay(day);
        if (!read)
            return tl::unexpected<Error>(read.error());
        const auto &[query, answer] = *read;
        if (answer.rows.empty())
            return {};
        const auto listed = m_prices.of(m_reader, query, m_cancel);
        if (!listed)
            return tl::unexpected<Error>(listed.error());
        OUTLAY_TRY(setCoverage(day));
        for (const Row &row : answer.rows) {
            if (!row.measures.cost)
                continue; // unpriced, or set aside
            const auto list = listed->find(row.key);
            FocusCharge charge = chargeOf(row, day);
            if (charge.category == FocusCharge::Category::Usage && list != listed->end())
                charge.list = list->second;
            m_csv.add(charge);
            ++m_summary.rows;
            m_summary.billed += charge.billed;
        }
        return {};
    }

    FocusCharge chargeOf(const Row &row, const TimeRange &day) const
    {
        FocusCharge charge;
        charge.measures = row.measures;
        charge.basis = basisOf(row.measures);
        charge.coverage = m_coverage;
        charge.provider = valueOf(row, Provider);
        charge.model = valueOf(row, Model);
        charge.tier = valueOf(row, Tier);
        charge.key = valueOf(row, KeyName);
        charge.user = valueOf(row, User);
        charge.plan = valueOf(row, Plan);
        charge.source = valueOf(row, Source);
        charge.tags = tagsOf(row);
        charge.period = wholeSeconds(day);
        charge.billed = charge.effective = charge.contracted = charge.list = *row.measures.cost;
        // A fee is nobody's but the plan's; a statement always has a provider.
        const bool isFee = row.isNotItemised && charge.provider.empty() && !charge.plan.empty();
        if (isFee)
            describeFee(charge, day.from);
        else if (row.isNotItemised)
            describeResidual(charge);
        else
            describeUsage(charge, valueOf(row, Price));
        charge.publisher = publisherOf(charge.provider, charge.model);
        charge.account = m_names.account(charge.provider, day.from);
        const Zone &zone = m_query.zone;
        charge.billingPeriod.from = zone.bucketStart(day.from, Step::Month);
        charge.billingPeriod.to = zone.nextBucket(charge.billingPeriod.from, Step::Month);
        return charge;
    }

    static void describeUsage(FocusCharge &charge, const std::string &price)
    {
        const Measures &measures = charge.measures;
        const std::int64_t tokens = measures.usage.total();
        charge.quantity = tokens > 0 ? tokens : measures.requests;
        charge.unit = tokens > 0 ? "Tokens" : "Requests";
        charge.sku = charge.provider + "/" + charge.model;
        if (!charge.tier.empty())
            charge.sku += "/" + charge.tier;
        charge.skuPrice = price;
        charge.description = charge.model.empty() ? "Requests to an unknown model" : charge.model;
        if (!charge.tier.empty())
            charge.description += ", " + charge.tier;
        if (measures.listValue == Money{})
            return;
        charge.isOfPlan = true;
        charge.description += ", within the plan";
        charge.list += measures.listValue;
    }

    static void describeResidual(FocusCharge &charge)
    {
        charge.category = FocusCharge::Category::Adjustment;
        charge.description = "Billed by the provider and not itemised by requests";
    }

    void describeFee(FocusCharge &charge, Instant from) const
    {
        charge.category = FocusCharge::Category::Purchase;
        charge.provider = m_names.seller(charge.source, charge.key);
        charge.quantity = 1;
        charge.unit = "Months";
        charge.sku = charge.plan;
        charge.description = "Fee of the plan " + charge.plan;
        charge.basis = name(Basis::Billed);
        const Zone &zone = m_query.zone;
        CivilDate date = civilFromDays(zone.dayOf(from));
        date.year += date.month / 12;
        date.month = date.month % 12 + 1;
        const CivilDate behind{date.year + date.month / 12, date.month % 12 + 1, 1};
        const std::int64_t day = std::min(daysFromCivil({date.year, date.month, 1}) + date.day - 1,
                                          daysFromCivil(behind) - 1);
        charge.period.to = zone.startOfDay(day);
    }

    /// How much of the day sources vouch for; unknown where none vouches for anything.
    Result<> setCoverage(const TimeRange &day)
    {
        const auto coverage = m_reader.coverage(day);
        if (!coverage)
            return tl::unexpected<Error>(coverage.error());
        m_coverage.reset();
        if (coverage->sources.empty() && coverage->neverVouched.empty())
            return {};
        std::int64_t open = 0;
        for (const TimeRange &range : coverage->open)
            open += range.to.micros - range.from.micros;
        const std::int64_t length = day.to.micros - day.from.micros;
        m_coverage = toDecimal(Int128{length - open} * 10'000 / length, 4);
        return {};
    }

    LedgerReader &m_reader;
    Query m_query;
    const CancelToken &m_cancel;
    Output &m_out;
    FocusCsv m_csv;
    FocusNames m_names;
    ListPrices m_prices;
    FocusSummary m_summary;
    std::optional<std::string> m_coverage; ///< of the day
};

} // namespace

Result<FocusSummary> writeFocus(LedgerReader &reader, const Query &query, Output &out,
                                const CancelToken &cancel)
{
    auto names = FocusNames::read(reader, cancel);
    if (!names)
        return tl::unexpected<Error>(names.error());
    auto prices = ListPrices::read(reader);
    if (!prices)
        return tl::unexpected<Error>(prices.error());
    return FocusExport(reader, query, cancel, out, *std::move(names), *std::move(prices)).run();
}

} // namespace outlay
