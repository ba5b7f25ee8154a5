// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/pricepreview.h"

#include "models/ingest/deriver.h"
#include "models/pricing/repricing.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace outlay {

namespace {

constexpr std::int64_t lookEvery = 512; ///< events between two looks at the cancel token

bool isCancelled(const CancelToken &cancel)
{
    return cancel && cancel->load(std::memory_order_relaxed);
}

bool isBounded(const TimeRange &range)
{
    return range.from != TimeRange{}.from && range.to != TimeRange{}.to;
}

std::int64_t magnitude(Money amount)
{
    return amount.nanos < 0 ? -amount.nanos : amount.nanos;
}

class Previewer
{
public:
    Previewer(LedgerWriter &ledger, const PricePreviewQuestion &question)
        : m_ledger(ledger)
        , m_question(question)
    {
        for (const BilledDay &day : question.billedDays)
            m_billed[day.provider].push_back(day.day);
    }

    void add(const StoredEvent &event, const EventDerived &after)
    {
        const EventDerived &before = event.derived;
        if (before.isSetAside || before.isControl)
            return;
        const bool isInRange = m_question.range.contains(event.state.at);
        if (before.isListValue || after.isListValue) {
            if (isInRange) {
                m_preview.listValueNow += before.estimate.value_or(Money{});
                m_preview.listValueThen += after.estimate.value_or(Money{});
            }
            return;
        }
        const std::optional<Money> then = thenOf(before, after);
        const Money change = then.value_or(Money{}) - before.cost.value_or(Money{});
        if (change != Money{} && m_question.hours.contains(event.state.at))
            addToHour(event.state.at, change);
        if (isInRange)
            addToModel(event, after, then);
    }

    [[nodiscard]] PricePreview finish()
    {
        for (auto &[key, model] : m_models) {
            m_preview.total += model;
            m_preview.models.push_back(std::move(model));
        }
        std::sort(m_preview.models.begin(), m_preview.models.end(),
                  [](const ModelPreview &l, const ModelPreview &r) {
                      return std::tuple(-magnitude(l.change()), r.then, l.provider, l.model) <
                             std::tuple(-magnitude(r.change()), l.then, r.provider, r.model);
                  });
        return std::move(m_preview);
    }

private:
    static Instant hourOf(Instant at)
    {
        return {floorDivide(at.micros, microsPerHour) * microsPerHour};
    }

    static bool isGiven(const EventDerived &derived)
    {
        return derived.cost && !derived.isFree && derived.basis != Basis::Estimated;
    }

    [[nodiscard]] std::optional<Money> thenOf(const EventDerived &before,
                                              const EventDerived &after) const
    {
        if (!m_question.othersFollow || !isGiven(before) || !isGiven(after) || !before.estimate ||
            !after.estimate)
            return after.cost;
        return inProportion(*before.cost, *after.estimate, *before.estimate).value_or(*after.cost);
    }

    void addToHour(Instant at, Money change)
    {
        m_preview.hours[hourOf(at)] += change;
        if (m_question.period.contains(at))
            m_preview.periodChange += change;
    }

    void addToModel(const StoredEvent &event, const EventDerived &after, std::optional<Money> then)
    {
        const EventDerived &before = event.derived;
        ModelPreview one;
        one.requests = event.state.requests;
        one.now = before.cost.value_or(Money{});
        one.then = then.value_or(Money{});
        one.changed = before.cost == then ? 0 : one.requests;
        one.unpricedNow = before.cost ? 0 : one.requests;
        one.unpricedThen = then ? 0 : one.requests;
        if (isGiven(before) && isGiven(after)) {
            one.given = one.requests;
            one.givenCost = one.now;
        }
        ModelPreview &model = modelOf(before.attributed);
        model += one;
        if (isOnBilledDay(model.provider, event.state.at))
            m_preview.onBilledDays += one.change();
    }

    ModelPreview &modelOf(std::uint32_t profile)
    {
        const auto [known, isNew] = m_names.try_emplace(profile);
        if (isNew) {
            const Profile texts = m_ledger.profileOf(profile);
            known->second = {m_ledger.textOf(texts[ProfileField::Provider]),
                             m_ledger.textOf(texts[ProfileField::Model])};
        }
        ModelPreview &model = m_models[known->second];
        std::tie(model.provider, model.model) = known->second;
        return model;
    }

    [[nodiscard]] bool isOnBilledDay(const std::string &provider, Instant at) const
    {
        const auto days = m_billed.find(provider);
        return days != m_billed.end() &&
               std::any_of(days->second.begin(), days->second.end(),
                           [at](const TimeRange &day) { return day.contains(at); });
    }

    LedgerWriter &m_ledger;
    const PricePreviewQuestion &m_question;
    PricePreview m_preview;
    std::unordered_map<std::uint32_t, std::pair<std::string, std::string>> m_names; ///< by profile
    std::map<std::pair<std::string, std::string>, ModelPreview> m_models;
    std::unordered_map<std::string, std::vector<TimeRange>> m_billed; ///< by provider
};

/// The least range that holds both.
TimeRange around(const TimeRange &one, const TimeRange &other)
{
    return {std::min(one.from, other.from), std::max(one.to, other.to)};
}

} // namespace

ModelPreview &ModelPreview::operator+=(const ModelPreview &other)
{
    requests += other.requests;
    changed += other.changed;
    now += other.now;
    then += other.then;
    unpricedNow += other.unpricedNow;
    unpricedThen += other.unpricedThen;
    given += other.given;
    givenCost += other.givenCost;
    return *this;
}

Result<PricePreview> previewPrices(const std::string &path, const PricePreviewQuestion &question,
                                   const CancelToken &cancel)
{
    if (!isBounded(question.range) || !isBounded(question.hours))
        return failure(Error::Kind::Usage, "prices are tried out on a range with both ends");
    const auto ledger = LedgerWriter::openScratch(path);
    if (!ledger)
        return tl::unexpected<Error>(ledger.error());
    auto configuration = loadConfiguration(**ledger);
    if (!configuration)
        return tl::unexpected<Error>(configuration.error());
    configuration->priceLayers = question.layers;
    Deriver deriver(**ledger);
    OUTLAY_TRY(deriver.configure(*configuration));
    Previewer previewer(**ledger, question);
    const TimeRange all = around(question.range, question.hours);
    std::int64_t seen = 0;
    bool wasCancelled = isCancelled(cancel);
    // A day at a time: rows of a range are held until they are visited.
    for (TimeRange day{all.from, {}}; day.from < all.to && !wasCancelled; day.from = day.to) {
        day.to = std::min(Instant{day.from.micros + microsPerDay}, all.to);
        (*ledger)->eachEventBetween(day, [&](StoredEvent &event) {
            wasCancelled = ++seen % lookEvery == 0 && isCancelled(cancel);
            if (!wasCancelled)
                previewer.add(event, deriver.derive(event.state, event.derived));
            return !wasCancelled && !(*ledger)->failed();
        });
        OUTLAY_TRY((*ledger)->status());
        wasCancelled = wasCancelled || isCancelled(cancel);
    }
    if (wasCancelled)
        return failure(Error::Kind::Cancelled, "stopped");
    return previewer.finish();
}

} // namespace outlay
