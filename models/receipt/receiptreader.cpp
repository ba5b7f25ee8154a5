// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/receipt/receiptreader.h"

#include <algorithm>
#include <set>

namespace outlay {
namespace {

/// Whether the ledger keeps joint sums of it; of the others there are only events to go through.
bool hasJointSums(Dimension dimension)
{
    switch (dimension) {
    case Dimension::Price:
    case Dimension::Task:
    case Dimension::Session:
    case Dimension::Agent:
    case Dimension::Tag:
        return false;
    default:
        return true;
    }
}

/// The dearest entries stay; the others become one sum.
void shorten(FigureReceipt &receipt, std::size_t most)
{
    auto &entries = receipt.entries;
    receipt.entryCount = entries.size();
    if (entries.size() <= most)
        return;
    std::stable_sort(entries.begin(), entries.end(),
                     [](const ReceiptEntry &a, const ReceiptEntry &b) { return a.cost > b.cost; });
    for (std::size_t i = most; i < entries.size(); ++i) {
        receipt.rest += entries[i].cost;
        receipt.restRequests += entries[i].requests;
    }
    entries.resize(most);
    std::stable_sort(
        entries.begin(), entries.end(),
        [](const ReceiptEntry &a, const ReceiptEntry &b) { return a.basis < b.basis; });
}

class Reading
{
public:
    Reading(LedgerReader &reader, const PriceBook &book, const ReceiptQuestion &question,
            const CancelToken &cancel)
        : m_reader(reader)
        , m_book(book)
        , m_question(question)
        , m_cancel(cancel)
    {
        m_query.where = question.where;
        if (question.outside)
            m_itemised.insert(question.outside->keys.begin(), question.outside->keys.end());
        m_ranges = question.hour ? hoursOf(question.range, *question.hour, question.zone)
                                 : std::vector{question.range};
    }

    [[nodiscard]] bool hasSums() const
    {
        const auto isKnown = [](const DimensionRef &ref) { return hasJointSums(ref.dimension); };
        return std::all_of(m_query.where.begin(), m_query.where.end(),
                           [&](const Filter &filter) { return isKnown(filter.dimension); }) &&
               (!m_question.outside ||
                std::all_of(m_question.outside->by.begin(), m_question.outside->by.end(), isKnown));
    }

    Result<FigureReceipt> byRequest()
    {
        ReceiptBuilder builder(m_book);
        for (const TimeRange &range : m_ranges) {
            m_query.range = range;
            OUTLAY_TRY(m_reader.eachEvent(
                m_query,
                [&](const EventRow &event) {
                    if (isInside(event))
                        builder.add(event);
                    return true;
                },
                m_cancel));
        }
        builder.addResidual(m_question.figure.residual);
        Receipt sections = builder.finish();
        FigureReceipt receipt;
        receipt.detail = FigureReceipt::Detail::Terms;
        receipt.entries = builder.entries();
        receipt.residual = m_question.figure.residual;
        receipt.cost = sections.cost;
        receipt.unpriced = std::move(sections.unpriced);
        receipt.rows.requests = sections.requests;
        receipt.rows.setAside = sections.setAsideRequests;
        return receipt;
    }

    Result<FigureReceipt> bySums()
    {
        Query query = m_query;
        query.by = {{Dimension::Provider, {}}, {Dimension::Model, {}}, {Dimension::Tier, {}}};
        if (m_question.outside)
            query.by.insert(query.by.end(), m_question.outside->by.begin(),
                            m_question.outside->by.end());
        FigureReceipt receipt;
        receipt.detail = FigureReceipt::Detail::Entries;
        // What is not itemised is a row of its own, here as on the screen: the figure says how much
        // of it is that.
        receipt.residual = m_question.figure.residual;
        if (receipt.residual != Money{})
            receipt.cost = receipt.residual;
        for (const TimeRange &range : m_ranges) {
            query.range = range;
            const auto answer = m_reader.run(query, m_cancel);
            if (!answer)
                return tl::unexpected<Error>(answer.error());
            for (const Row &row : answer->rows)
                addRow(receipt, row);
        }
        addPrices(receipt);
        return receipt;
    }

    /// `areCounted`: the requests were gone through; else `rows` are those of the figure, but for
    /// what was dropped.
    Result<> addRows(FigureReceipt &receipt, bool areCounted)
    {
        const Measures &figure = m_question.figure;
        if (!areCounted) {
            receipt.rows = {figure.requests, figure.setAsideRequests, false};
            OUTLAY_TRY(takeDropped(receipt.rows));
        }
        // Fewer though the sums are the same: behind the horizon there are sums only.
        const bool isSame =
            receipt.detail == FigureReceipt::Detail::None || receipt.cost == figure.cost;
        receipt.rows.isCut = isSame && receipt.rows.requests < figure.requests;
        for (ReceiptEntry &entry : receipt.entries) {
            if (receipt.rows.isCut)
                entry.where.clear(); // they would keep fewer than the entry says
        }
        return {};
    }

private:
    using Key = std::vector<std::optional<std::string>>;

    [[nodiscard]] bool isInside(const EventRow &event) const
    {
        if (!m_question.outside)
            return true;
        Key key;
        for (const DimensionRef &ref : m_question.outside->by) {
            const auto index = static_cast<std::size_t>(ref.dimension);
            if (index >= event.dimensions.size())
                return false;
            key.push_back(event.dimensions[index]);
        }
        return !m_itemised.contains(key);
    }

    /// What the sums count before the first request on record.
    Result<> takeDropped(ReceiptRows &rows)
    {
        const auto facts = m_reader.facts();
        if (!facts)
            return tl::unexpected<Error>(facts.error());
        const Instant first = facts->span ? facts->span->from : TimeRange{}.to;
        Query query = m_query;
        for (const TimeRange &range : m_ranges) {
            query.range = {range.from, std::min(range.to, first)};
            if (query.range.from >= query.range.to || m_question.outside)
                continue;
            const auto answer = m_reader.run(query, m_cancel);
            if (!answer)
                return tl::unexpected<Error>(answer.error());
            rows.requests -= answer->total.requests;
            rows.setAside -= answer->total.setAsideRequests;
        }
        return {};
    }

    void addRow(FigureReceipt &receipt, const Row &row)
    {
        // The first three are provider, model and tier.
        if (row.isNotItemised ||
            (m_question.outside && m_itemised.contains(Key(row.key.begin() + 3, row.key.end()))))
            return;
        if (row.measures.cost)
            receipt.cost = receipt.cost.value_or(Money{}) + *row.measures.cost;
        addSum(receipt, row);
    }

    void addSum(FigureReceipt &receipt, const Row &row)
    {
        const Measures &m = row.measures;
        ReceiptEntry entry;
        entry.provider = row.key[0].value_or("");
        entry.model = row.key[1].value_or("");
        entry.tier = row.key[2].value_or("");
        PriceRequest request;
        request.provider = entry.provider;
        request.model = entry.model;
        request.at = m_question.range.from;
        const Price price = m_book.price(request);
        if (m.unpricedRequests > 0)
            receipt.unpriced[entry.provider + '/' + entry.model] = price.unpriced;
        if (!m.cost)
            return;
        entry.basis = basisOf(m);
        entry.requests = m.requests;
        entry.usage = m.usage;
        entry.cost = *m.cost;
        if (m.estimated != Money{})
            entry.priceId = price.priceId;
        if (m.setAsideRequests == 0) // which no filter leaves out
            entry.where = entryFilters(entry.provider, entry.model, entry.tier);
        const auto same =
            std::find_if(receipt.entries.begin(), receipt.entries.end(), [&](const auto &known) {
                return known.provider == entry.provider && known.model == entry.model &&
                       known.tier == entry.tier;
            });
        if (same == receipt.entries.end()) {
            receipt.entries.push_back(std::move(entry));
            return;
        }
        same->requests += entry.requests;
        same->usage += entry.usage;
        same->cost += entry.cost;
        if (entry.where.empty())
            same->where.clear();
        if (same->basis != entry.basis)
            same->basis = Basis::Effective;
        if (same->priceId.empty())
            same->priceId = entry.priceId;
    }

    static Basis basisOf(const Measures &m)
    {
        std::optional<Basis> only;
        for (const auto &[basis, part] :
             {std::pair(Basis::Billed, m.billed), std::pair(Basis::Reported, m.reported),
              std::pair(Basis::Estimated, m.estimated), std::pair(Basis::Client, m.client)}) {
            if (part == Money{})
                continue;
            if (only)
                return Basis::Effective;
            only = basis;
        }
        return only.value_or(Basis::Estimated);
    }

    void addPrices(FigureReceipt &receipt) const
    {
        for (const ReceiptEntry &entry : receipt.entries) {
            if (!entry.priceId.empty())
                receipt.prices[entry.priceId];
        }
        for (PriceRow &row : m_book.rows()) {
            const auto wanted = receipt.prices.find(row.priceId);
            const bool isInForce = row.range.from < m_question.range.to &&
                                   m_question.range.from < row.range.to && row.quarantine.empty();
            if (wanted != receipt.prices.end() && isInForce)
                wanted->second.push_back(std::move(row));
        }
        std::stable_sort(
            receipt.entries.begin(), receipt.entries.end(),
            [](const ReceiptEntry &a, const ReceiptEntry &b) { return a.cost > b.cost; });
    }

    LedgerReader &m_reader;
    const PriceBook &m_book;
    const ReceiptQuestion &m_question;
    const CancelToken &m_cancel;
    Query m_query; ///< without a range
    std::vector<TimeRange> m_ranges;
    std::set<Key> m_itemised; ///< what stands outside of "other"
};

} // namespace

Result<std::shared_ptr<const PriceBook>> priceBookOf(LedgerReader &reader)
{
    auto stored = reader.priceLayers();
    if (!stored)
        return tl::unexpected<Error>(stored.error());
    if (stored->empty())
        return PriceBook::shipped();
    std::vector<PriceBook::Layer> layers;
    for (auto &[name, json] : *stored)
        layers.push_back({std::move(name), std::move(json)});
    return PriceBook::build(layers);
}

Result<FigureReceipt> readReceipt(LedgerReader &reader, const PriceBook &book,
                                  const ReceiptQuestion &question, const ReceiptLimits &limits,
                                  const CancelToken &cancel)
{
    Reading reading(reader, book, question, cancel);
    const bool isSmall = question.figure.requests <= limits.requests;
    Result<FigureReceipt> receipt =
        isSmall ? reading.byRequest()
                : (reading.hasSums() ? reading.bySums() : Result<FigureReceipt>(FigureReceipt{}));
    if (!receipt)
        return receipt;
    // Events before the retention horizon are gone, their sums are not.
    if (isSmall && receipt->cost != question.figure.cost && reading.hasSums()) {
        Result<FigureReceipt> sums = reading.bySums();
        if (!sums)
            return sums;
        if (sums->cost == question.figure.cost) {
            sums->rows = receipt->rows;
            receipt = std::move(sums);
        }
    }
    OUTLAY_TRY(reading.addRows(*receipt, isSmall));
    if (receipt->detail == FigureReceipt::Detail::None) {
        receipt->cost = question.figure.cost;
        return receipt;
    }
    receipt->hasChanged = receipt->cost != question.figure.cost;
    shorten(*receipt, limits.entries);
    return receipt;
}

} // namespace outlay
