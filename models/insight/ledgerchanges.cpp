// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/ledgerchanges.h"

#include "models/pricing/repricing.h"
#include "models/receipt/receipt.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>

namespace outlay {

namespace {

using SliceKey = std::tuple<std::string, std::string, std::string>;

Result<> checkRanges(const ChangeQuestion &question)
{
    for (const TimeRange &range : {question.prior, question.now}) {
        if (range.from == TimeRange{}.from || range.to == TimeRange{}.to || range.to <= range.from)
            return failure(Error::Kind::Usage, "a change is between two ranges with both ends");
    }
    return {};
}

/// Names of plans under which requests cost what prices do not say.
struct PlanNames
{
    std::set<std::string> flat;  ///< subscription, provisioned: the fee is the spend
    std::set<std::string> local; ///< free by the user's word
};

Result<PlanNames> planNames(LedgerReader &reader)
{
    const auto plans = reader.plans();
    if (!plans)
        return tl::unexpected<Error>(plans.error());
    PlanNames names;
    for (const PlanInfo &plan : *plans) {
        const std::string &name = plan.name.empty() ? plan.kind : plan.name;
        if (plan.kind == "subscription" || plan.kind == "provisioned")
            names.flat.insert(name);
        else if (plan.kind == "local")
            names.local.insert(name);
    }
    return names;
}

SliceUse useOf(const Measures &measures)
{
    SliceUse use;
    const std::int64_t priced = measures.requests - measures.unpricedRequests;
    const std::int64_t answered = priced - measures.errors.value_or(0);
    use.requests = answered > 0 ? answered : priced;
    use.unpriced = measures.unpricedRequests;
    use.usage = measures.usage;
    use.cost = measures.cost.value_or(Money{});
    return use;
}

SliceUse &operator+=(SliceUse &left, const SliceUse &right)
{
    left.requests += right.requests;
    left.unpriced += right.unpriced;
    left.usage += right.usage;
    left.cost += right.cost;
    return left;
}

class ChangeReading
{
public:
    ChangeReading(LedgerReader &reader, const PriceBook &book, const ChangeQuestion &question,
                  const CancelToken &cancel, KnownRepricing &known)
        : m_reader(reader)
        , m_book(book)
        , m_question(question)
        , m_cancel(cancel)
        , m_known(known)
    {
    }

    Result<LedgerChange> read()
    {
        auto plans = planNames(m_reader);
        if (!plans)
            return tl::unexpected<Error>(plans.error());
        m_plans = *std::move(plans);
        // The counter first: a commit in between makes what is kept too old, never too new.
        const auto counter = m_reader.figureCounter();
        if (!counter)
            return tl::unexpected<Error>(counter.error());
        OUTLAY_TRY(readSums(true));
        OUTLAY_TRY(readSums(false));
        if (!isKnown(*counter)) {
            m_known = {};
            OUTLAY_TRY(repriceNow());
            m_known.question = m_question;
            m_known.counter = *counter;
        }
        takeKnown();
        for (auto &[key, slice] : m_slices)
            m_change.input.slices.push_back(std::move(slice));
        auto split = splitChange(m_change.input);
        if (!split)
            return tl::unexpected<Error>(split.error());
        m_change.split = *std::move(split);
        return std::move(m_change);
    }

private:
    Result<> readSums(bool isPrior)
    {
        Query query;
        query.range = isPrior ? m_question.prior : m_question.now;
        query.where = m_question.where;
        query.by = {{Dimension::Provider, {}},
                    {Dimension::Model, {}},
                    {Dimension::Tier, {}},
                    {Dimension::Plan, {}}};
        const auto answer = m_reader.run(query, m_cancel);
        if (!answer)
            return tl::unexpected<Error>(answer.error());
        Money itemised;
        for (const Row &row : answer->rows) {
            const bool isFlat = row.key[3] && m_plans.flat.contains(*row.key[3]);
            const SliceUse use = useOf(row.measures);
            if (row.isNotItemised || (isFlat && use.cost == Money{}))
                continue;
            itemised += use.cost;
            addTo(sliceOf(row), use, isPrior);
            if (!isPrior)
                m_pricedNow[keyOf(row)] += row.measures.requests - row.measures.unpricedRequests;
        }
        // Whatever the total has beyond the slices.
        const Money rest = answer->total.cost.value_or(Money{}) - itemised;
        (isPrior ? m_change.input.priorNotItemised : m_change.input.nowNotItemised) = rest;
        (isPrior ? m_change.hasPrior : m_change.hasNow) = answer->hasData;
        (isPrior ? m_change.unpricedPrior : m_change.unpricedNow) = answer->total.unpricedRequests;
        return {};
    }

    static SliceKey keyOf(const Row &row)
    {
        return {row.key[0].value_or(""), row.key[1].value_or(""), row.key[2].value_or("")};
    }

    ChangeSlice &sliceOf(const Row &row)
    {
        SliceKey key = keyOf(row);
        ChangeSlice &slice = m_slices[key];
        std::tie(slice.provider, slice.model, slice.tier) = std::move(key);
        return slice;
    }

    static void addTo(ChangeSlice &slice, const SliceUse &use, bool isPrior)
    {
        (isPrior ? slice.prior : slice.now) += use;
        if (!isPrior)
            slice.nowAtPriorPrices += use.cost;
    }

    /// Whether its requests may have had another price. Names the book does not know may be known
    /// by their model group, which sums do not tell.
    [[nodiscard]] bool mayDiffer(const ChangeSlice &slice) const
    {
        const PriceBook::Handle handle = m_book.resolve(slice.provider, slice.model, {});
        if (handle == 0)
            return slice.now.cost != Money{};
        const TimeRange both{std::min(m_question.prior.from, m_question.now.from),
                             std::max(m_question.prior.to, m_question.now.to)};
        return !m_book.isConstant(handle, both);
    }

    /// For this question but for the end of `prior`, which no list was asked beyond.
    [[nodiscard]] bool isKnown(std::int64_t counter) const
    {
        const ChangeQuestion &known = m_known.question;
        if (m_known.counter != counter || known.now != m_question.now ||
            known.where != m_question.where || known.prior.from != m_question.prior.from)
            return false;
        return known.prior.to == m_question.prior.to || !m_known.lastListed ||
               *m_known.lastListed < std::min(known.prior.to, m_question.prior.to);
    }

    void takeKnown()
    {
        for (const KnownRepricing::Slice &known : m_known.slices) {
            const auto slice = m_slices.find({known.provider, known.model, known.tier});
            if (slice != m_slices.end()) // else all of it was removed while this was read
                slice->second.nowAtPriorPrices += known.beyond;
        }
        m_change.repricedRequests = m_known.repricedRequests;
        m_change.unknownRequests = m_known.unknownRequests;
        m_change.unknownCost = m_known.unknownCost;
    }

    Result<> repriceNow()
    {
        Query query;
        query.range = m_question.now;
        query.where = m_question.where;
        Filter providers{{Dimension::Provider, {}}, {}};
        Filter models{{Dimension::Model, {}}, {}};
        for (const auto &[key, slice] : m_slices) {
            if (slice.now.requests <= 0 || !mayDiffer(slice))
                continue;
            m_left[key] = {m_pricedNow[key], slice.now.cost, {}};
            include(providers, slice.provider);
            include(models, slice.model);
        }
        if (models.anyOf.empty())
            return {};
        query.where.push_back(std::move(providers));
        query.where.push_back(std::move(models));
        Repricer repricer(m_book, m_book);
        OUTLAY_TRY(m_reader.eachEvent(
            query,
            [&](const EventRow &event) {
                add(event, repricer);
                return true;
            },
            m_cancel, EventDetail::Price));
        // Before the retention horizon there are sums and no requests.
        for (const auto &[key, left] : m_left) {
            if (left.requests > 0)
                addUnknown(left.requests, left.cost);
            if (left.beyond != Money{})
                m_known.slices.push_back(
                    {std::get<0>(key), std::get<1>(key), std::get<2>(key), left.beyond});
        }
        return {};
    }

    void addUnknown(std::int64_t requests, Money cost)
    {
        m_known.unknownRequests += requests;
        m_known.unknownCost += cost;
    }

    static void include(Filter &filter, const std::string &value)
    {
        const auto wanted = value.empty() ? std::nullopt : std::optional(value);
        if (std::find(filter.anyOf.begin(), filter.anyOf.end(), wanted) == filter.anyOf.end())
            filter.anyOf.push_back(wanted);
    }

    /// A request costs what it does whatever prices say.
    [[nodiscard]] bool isFixed(const EventRow &event) const
    {
        const std::string plan(dimensionOf(event, Dimension::Plan));
        if (event.isGatewayCacheHit || m_plans.local.contains(plan))
            return true;
        // Free by the book is a price, which may have been another one.
        return event.isFree &&
               (event.usage.isZero() || event.estimate != Money{} ||
                dimensionOf(event, Dimension::Outcome) == outlay::name(Outcome::RefusedByCap));
    }

    void add(const EventRow &event, Repricer &repricer)
    {
        if (event.isControl || event.isSetAside || event.isListValue || !event.cost)
            return;
        const SliceKey key{std::string(dimensionOf(event, Dimension::Provider)),
                           std::string(dimensionOf(event, Dimension::Model)),
                           std::string(dimensionOf(event, Dimension::Tier))};
        const auto left = m_left.find(key);
        if (left == m_left.end())
            return;
        left->second.requests -= event.requests;
        left->second.cost -= *event.cost;
        const std::int64_t after = event.at.micros - m_question.now.from.micros;
        const Instant same{m_question.prior.from.micros + after};
        const Instant listed = std::min(same, Instant{m_question.prior.to.micros - 1});
        m_known.lastListed = std::max(m_known.lastListed.value_or(same), same);
        const Repriced then = repricer.reprice(
            {priceRequest(event), *event.cost, event.basis, isFixed(event)}, listed);
        left->second.beyond += then.cost - *event.cost;
        if (then.how == Repriced::How::Unknown) {
            addUnknown(event.requests, *event.cost);
        } else if (then.how != Repriced::How::Unchanged) {
            m_known.repricedRequests += event.requests;
        }
    }

    LedgerReader &m_reader;
    const PriceBook &m_book;
    const ChangeQuestion &m_question;
    const CancelToken &m_cancel;
    KnownRepricing &m_known;
    PlanNames m_plans;
    std::map<SliceKey, ChangeSlice> m_slices;
    std::map<SliceKey, std::int64_t> m_pricedNow; ///< requests, failed ones included
    struct Left
    {
        std::int64_t requests = 0;
        Money cost;
        Money beyond = {}; ///< as KnownRepricing::Slice, of those come across
    };
    std::map<SliceKey, Left> m_left; ///< to be repriced, and not come across yet
    LedgerChange m_change;
};

using ValueKey = std::pair<std::optional<std::string>, bool>;

Result<> addValues(LedgerReader &reader, const Query &query, Money ValueChange::*side,
                   std::map<ValueKey, ValueChange> &values, const CancelToken &cancel)
{
    const auto answer = reader.run(query, cancel);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    for (const Row &row : answer->rows) {
        // A bill that names the dimension counts for its value, as in a report.
        const bool isNameless = row.isNotItemised && !row.key.front();
        ValueChange &value = values[{row.key.front(), isNameless}];
        value.value = row.key.front();
        value.isNotItemised = isNameless;
        value.*side += row.measures.cost.value_or(Money{});
    }
    return {};
}

} // namespace

Result<LedgerChange> readChange(LedgerReader &reader, const PriceBook &book,
                                const ChangeQuestion &question, const CancelToken &cancel,
                                KnownRepricing *known)
{
    OUTLAY_TRY(checkRanges(question));
    KnownRepricing own;
    return ChangeReading(reader, book, question, cancel, known ? *known : own).read();
}

Result<TopChanges> readTopChanges(LedgerReader &reader, const ChangeQuestion &question,
                                  const DimensionRef &dimension, std::size_t most,
                                  const CancelToken &cancel)
{
    OUTLAY_TRY(checkRanges(question));
    if (dimension.dimension == Dimension::Tag && dimension.tagKey.empty())
        return failure(Error::Kind::Usage, "rows of tags overlap: name one, tag:KEY");
    std::map<ValueKey, ValueChange> values;
    Query query;
    query.where = question.where;
    query.by = {dimension};
    query.range = question.prior;
    OUTLAY_TRY(addValues(reader, query, &ValueChange::prior, values, cancel));
    query.range = question.now;
    OUTLAY_TRY(addValues(reader, query, &ValueChange::now, values, cancel));
    std::vector<ValueChange> list;
    for (auto &[key, value] : values)
        list.push_back(std::move(value));
    return topChanges(std::move(list), most);
}

} // namespace outlay
