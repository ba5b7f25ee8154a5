// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/pricewatch.h"

#include "app/alerting/alertwords.h"
#include "models/rules/crossing.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <optional>

namespace outlay::alerting {

namespace {

constexpr std::int64_t usedMicros = 30 * microsPerDay;
constexpr std::int64_t shownMicros = 7 * microsPerDay;
constexpr int ratePlaces = 6; ///< micro-dollars per million tokens are pico-dollars per token

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

/// Class and decimal USD per million tokens; empty: it has no price.
QJsonObject ratesOf(const PriceBook &book, const UsedModel &used, Instant now)
{
    PriceRequest request;
    request.provider = used.provider;
    request.model = used.model;
    request.at = now;
    request.isAggregate = true; // no steps
    for (std::size_t i = 0; i < tokenClassCount; ++i) {
        const auto of = static_cast<TokenClass>(i);
        if (of != TokenClass::Reasoning) // a part of the output
            request.usage[of] = 1;
    }
    const Price price = book.price(request);
    QJsonObject rates;
    if (!price.cost)
        return rates;
    for (const PriceTerm &term : price.terms) {
        if (!term.isFallback)
            rates.insert(text(term.tokenClass), text(term.rate));
    }
    return rates;
}

std::optional<std::int64_t> picosPerToken(const QJsonValue &rate)
{
    const auto decimal = parseDecimal(rate.toString().toStdString());
    const auto picos =
        decimal ? scaled(*decimal, ratePlaces) : tl::unexpected<Error>(decimal.error());
    return picos ? std::optional(*picos) : std::nullopt;
}

/// "input_tokens 3 → 5", and what that makes of the last 30 days.
struct Difference
{
    std::string words;
    Int128 picos = 0;
};

Difference differenceOf(const QJsonObject &before, const QJsonObject &now, const TokenUsage &usage)
{
    Difference difference;
    for (std::size_t i = 0; i < tokenClassCount; ++i) {
        const std::string_view of = name(static_cast<TokenClass>(i));
        const QJsonValue old = before.value(text(of)), fresh = now.value(text(of));
        if (old == fresh)
            continue;
        difference.words += (difference.words.empty() ? "" : ", ") + std::string(of) + ' ' +
                            (old.isString() ? old.toString().toStdString() : "none") + " → " +
                            (fresh.isString() ? fresh.toString().toStdString() : "none");
        const auto oldPicos = picosPerToken(old), freshPicos = picosPerToken(fresh);
        if (oldPicos && freshPicos && static_cast<TokenClass>(i) != TokenClass::WebSearches)
            difference.picos += Int128{usage.counts[i]} * (*freshPicos - *oldPicos);
    }
    return difference;
}

} // namespace

Result<std::vector<UsedModel>> modelsInUse(LedgerReader &reader, Instant now)
{
    Query query;
    query.range = {{now.micros - usedMicros}, now};
    query.by = {DimensionRef{Dimension::Provider, {}}, DimensionRef{Dimension::Model, {}}};
    const auto answer = reader.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    std::vector<UsedModel> used;
    for (const Row &row : answer->rows) {
        if (row.key[0] && row.key[1] && !row.isNotItemised && row.measures.requests > 0)
            used.push_back({*row.key[0], *row.key[1], row.measures.usage});
    }
    return used;
}

PriceNews priceNews(const PriceBook &book, const std::vector<UsedModel> &used,
                    std::string_view seen, Instant now)
{
    QJsonObject known =
        QJsonDocument::fromJson(QByteArray(seen.data(), qsizetype(seen.size()))).object();
    PriceNews news;
    for (const UsedModel &one : used) {
        const QJsonObject rates = ratesOf(book, one, now);
        if (rates.isEmpty())
            continue;
        const std::string id = one.provider + '/' + one.model;
        const QJsonValue before = known.value(text(id));
        known.insert(text(id), rates);
        if (!before.isObject() || before.toObject() == rates)
            continue;
        const Difference difference = differenceOf(before.toObject(), rates, one.usage);
        constexpr int picosPerNano = 1000;
        AlertReport &report = news.reports.emplace_back();
        Alert &alert = report.alert;
        alert.kind = AlertKind::PriceChange;
        alert.scope = {{"provider", one.provider}, {"model", one.model}};
        alert.happenedAt = now;
        alert.endsAt = Instant{now.micros + shownMicros};
        const Money change{
            static_cast<std::int64_t>(divideHalfEven(difference.picos, Int128{picosPerNano}))};
        alert.atStake = change;
        alert.detail = difference.words + " USD per million; the last 30 days at the new rates: " +
                       (change.nanos < 0 ? "" : "+") + amountText(change);
        alert.evidence = {{"last", toRfc3339(now)},
                          {"first", toRfc3339({now.micros - usedMicros})}};
        alert.id = crossingId(name(alert.kind), id + difference.words,
                              {floorDivide(now.micros, microsPerDay) * microsPerDay}, 0, 0);
    }
    news.seen = QJsonDocument(known).toJson(QJsonDocument::Compact).toStdString();
    return news;
}

} // namespace outlay::alerting
