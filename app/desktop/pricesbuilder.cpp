// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/pricesbuilder.h"

#include "models/ingest/configuration.h"
#include "models/ledger/configurationentry.h"
#include "models/pricing/priceedits.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace outlay {

namespace {

class PricesBuilder
{
public:
    PricesBuilder(const PriceBook &book, Instant now, const Zone &zone) : m_book(book)
    {
        m_snapshot.now = now;
        m_snapshot.zone = zone;
    }

    /// `listed`: see listedRows().
    void addBook(const std::vector<PriceRow> &listed)
    {
        for (DatedPrice &price : datedPrices(m_book.rows(), listed)) {
            ui::PricedModel &model = modelOf(price.row.priceId);
            if (price.row.range.contains(m_snapshot.now))
                model.current = static_cast<int>(model.history.size());
            model.history.push_back(std::move(price));
        }
        for (PriceRow &row : m_book.quarantined())
            modelOf(row.priceId).held = std::move(row);
    }

    void addOwn(const LayerData &own)
    {
        m_snapshot.discounts = own.discounts;
        for (const EntryData &entry : own.entries)
            modelOf(idOf(entry.provider, entry.model)).ownName = entry.id();
    }

    Result<> addUse(LedgerReader &reader)
    {
        const auto facts = reader.facts();
        if (!facts)
            return tl::unexpected<Error>(facts.error());
        if (!facts->span)
            return {};
        m_snapshot.range =
            TimeRange{{facts->span->to.micros - effectDays * microsPerDay}, facts->span->to};
        OUTLAY_TRY(addRows(reader, *m_snapshot.range, &PricesBuilder::addSpend));
        return addRows(reader, {}, &PricesBuilder::addUnpriced);
    }

    ui::PricesSnapshot finish()
    {
        for (auto &[id, model] : m_models)
            m_snapshot.models.push_back(std::move(model));
        std::stable_sort(m_snapshot.models.begin(), m_snapshot.models.end(),
                         [](const ui::PricedModel &l, const ui::PricedModel &r) {
                             return standing(l) > standing(r);
                         });
        return std::move(m_snapshot);
    }

private:
    /// Higher is seen first; those alike are in order of their ids.
    static std::tuple<std::int64_t, bool, Money> standing(const ui::PricedModel &model)
    {
        return {model.unpricedRequests, model.requests > 0, model.spend.value_or(Money{})};
    }

    ui::PricedModel &modelOf(const std::string &id)
    {
        ui::PricedModel &model = m_models[id];
        model.id = id;
        return model;
    }

    [[nodiscard]] Price priceOf(const std::string &provider, const std::string &model) const
    {
        PriceRequest request;
        request.provider = provider;
        request.model = model;
        request.at = m_snapshot.now;
        request.usage[TokenClass::Input] = 1;
        return m_book.price(request);
    }

    [[nodiscard]] std::string idOf(const std::string &provider, const std::string &model) const
    {
        const std::string id = priceOf(provider, model).priceId;
        return id.empty() ? provider + '/' + model : id;
    }

    Result<> addRows(LedgerReader &reader, const TimeRange &range,
                     void (PricesBuilder::*add)(const Row &))
    {
        Query query;
        query.range = range;
        query.by = {{Dimension::Provider, {}}, {Dimension::Model, {}}};
        const auto answer = reader.run(query);
        if (!answer)
            return tl::unexpected<Error>(answer.error());
        for (const Row &row : answer->rows) {
            if (!row.isNotItemised && row.measures.requests > 0)
                (this->*add)(row);
        }
        return {};
    }

    void addSpend(const Row &row)
    {
        ui::PricedModel &model = modelOf(idOf(row.key[0].value_or(""), row.key[1].value_or("")));
        model.requests += row.measures.requests;
        if (row.measures.cost)
            model.spend = model.spend.value_or(Money{}) + *row.measures.cost;
        model.measures += row.measures;
        model.where.resize(2);
        for (std::size_t i = 0; i < model.where.size(); ++i) {
            Filter &filter = model.where[i];
            filter.dimension.dimension = i == 0 ? Dimension::Provider : Dimension::Model;
            if (std::find(filter.anyOf.begin(), filter.anyOf.end(), row.key[i]) ==
                filter.anyOf.end())
                filter.anyOf.push_back(row.key[i]);
        }
    }

    void addUnpriced(const Row &row)
    {
        if (row.measures.unpricedRequests == 0)
            return;
        const std::string provider = row.key[0].value_or("");
        const std::string name = row.key[1].value_or("");
        ui::PricedModel &model = modelOf(idOf(provider, name));
        model.unpricedRequests += row.measures.unpricedRequests;
        model.unpricedUsage += row.measures.usage;
        model.reason = priceOf(provider, name).unpriced;
    }

    const PriceBook &m_book;
    ui::PricesSnapshot m_snapshot;
    std::map<std::string, ui::PricedModel> m_models; ///< by id
};

} // namespace

Result<std::vector<PriceBook::Layer>> layersOf(LedgerReader &reader)
{
    const auto stored = reader.priceLayers();
    if (!stored)
        return tl::unexpected<Error>(stored.error());
    std::vector<PriceBook::Layer> layers;
    for (const auto &[name, json] : *stored)
        layers.push_back({name, json});
    return layers;
}

namespace {

/// The last change that can be undone.
Result<std::optional<ui::PriceEdit>> lastEdit(const std::string &path,
                                              const std::vector<PriceBook::Layer> &layers)
{
    const auto entries = configurationEntries(path, configurationName::priceLayers);
    if (!entries)
        return tl::unexpected<Error>(entries.error());
    const auto next = nextUndo(*entries, "[]");
    if (!next)
        return std::optional<ui::PriceEdit>();
    const auto then = parseLayers(next->before);
    if (!then)
        return tl::unexpected<Error>(then.error());
    const auto lines = changedPrices(*then, layers);
    if (!lines)
        return tl::unexpected<Error>(lines.error());
    ui::PriceEdit edit{next->change.at, QString::fromStdString(next->change.who), {}};
    for (const std::string &line : *lines)
        edit.lines << QString::fromStdString(line);
    return std::optional(edit);
}

} // namespace

Result<ui::PricesSnapshot> pricesSnapshot(LedgerReader *reader, Instant now, const Zone &zone,
                                          const std::string &path)
{
    std::vector<PriceBook::Layer> layers;
    if (reader) {
        auto stored = layersOf(*reader);
        if (!stored)
            return tl::unexpected<Error>(stored.error());
        layers = *std::move(stored);
    }
    const auto book = PriceBook::build(layers);
    if (!book)
        return tl::unexpected<Error>(book.error());
    const auto own = ownLayer(layers);
    if (!own)
        return tl::unexpected<Error>(own.error());
    PricesBuilder builder(**book, now, zone);
    const auto listed = listedRows(layers);
    if (!listed)
        return tl::unexpected<Error>(listed.error());
    builder.addBook(*listed);
    builder.addOwn(*own);
    if (reader)
        OUTLAY_TRY(builder.addUse(*reader));
    ui::PricesSnapshot snapshot = builder.finish();
    if (!reader)
        return snapshot;
    auto edit = lastEdit(path, layers);
    if (!edit)
        return tl::unexpected<Error>(edit.error());
    snapshot.lastEdit = *std::move(edit);
    return snapshot;
}

} // namespace outlay
