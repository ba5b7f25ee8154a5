// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prices/pricewords.h"

#include "models/pricing/decimaltext.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Prices)
};

QString utf8(const std::string &text)
{
    return QString::fromStdString(text);
}

/// What a rate is worth, without the dust that binary fractions leave in lists
/// ("0.30000000000000004").
QString plainRate(const std::string &rate)
{
    constexpr int places = 6; // of a pico-dollar a token in USD per million tokens
    const auto picos = parsePicosPerToken(rate);
    return utf8(picos ? plainDecimal(Int128{*picos}, -places) : rate);
}

QString requestsText(std::int64_t number, const QLocale &locale)
{
    return Words::tr("%1 request(s)", nullptr, pluralOf(number)).arg(count(number, locale));
}

QString doubtText(const PriceDoubt &doubt)
{
    using Kind = PriceDoubt::Kind;
    const QString rate = plainRate(doubt.rate);
    const QString against = plainRate(doubt.against);
    switch (doubt.kind) {
    case Kind::OutputBelowInput:
        return Words::tr("output costs less than input (%1 against %2)").arg(rate, against);
    case Kind::OutputFarAbove:
        return Words::tr("output costs over %1 times the input (%2 against %3)")
            .arg(QString::number(farOutput), rate, against);
    case Kind::CacheAboveInput:
        return Words::tr("reading the cache costs more than input (%1 against %2)")
            .arg(rate, against);
    case Kind::Jump:
        return Words::tr("%1 moved by more than %2 times (%3 → %4)", "class of tokens, rates")
            .arg(rateLabel(doubt.tokenClass), QString::number(farJump), against, rate);
    }
    return {};
}

QString changeText(const RateChange &change)
{
    const bool isRate = !change.tokenClass.empty();
    const QString before = isRate ? plainRate(change.before) : utf8(change.before);
    const QString after = isRate ? plainRate(change.after) : utf8(change.after);
    if (!isRate)
        return before.isEmpty() ? Words::tr("%1 added", "condition of a price").arg(after)
                                : Words::tr("%1 gone", "condition of a price").arg(before);
    const QString label = rateLabel(change.tokenClass);
    if (before.isEmpty())
        return Words::tr("%1 %2 added", "class of tokens, rate").arg(label, after);
    if (after.isEmpty())
        return Words::tr("%1 %2 gone", "class of tokens, rate").arg(label, before);
    return Words::tr("%1 %2 → %3", "class of tokens, rates").arg(label, before, after);
}

/// "7.5% off", as the book says it; empty: the list price holds.
QString discountOf(const DatedPrice *price)
{
    const std::string_view ending = "% off";
    for (const std::string &condition :
         price ? price->row.conditions : std::vector<std::string>{}) {
        if (condition.ends_with(ending))
            return Words::tr("%1 off", "percentage of a discount")
                .arg(percentText(utf8(condition.substr(0, condition.size() - ending.size())), {}));
    }
    return {};
}

} // namespace

QStringList previewNotes(const PricePreview &preview, bool othersFollow, const QLocale &locale)
{
    QStringList notes;
    const ModelPreview &total = preview.total;
    if (total.given > 0)
        notes << (othersFollow
                      ? Words::tr("%1 of it is billed, reported or a client’s figure; it follows "
                                  "the prices in proportion.")
                      : Words::tr("%1 of it is billed, reported or a client’s figure, which "
                                  "prices do not set."))
                     .arg(money(total.givenCost, locale));
    if (preview.onBilledDays != Money{})
        notes << Words::tr("%1 of the difference is on days a provider has billed: spend stays as "
                           "billed there, and what is not itemised makes up for it.")
                     .arg(signedMoney(preview.onBilledDays, locale));
    const std::int64_t got = total.unpricedNow - total.unpricedThen;
    if (got > 0)
        notes << Words::tr("%1 get a price.", "3 requests").arg(requestsText(got, locale));
    if (got < 0)
        notes << Words::tr("%1 lose their price and count as nothing.", "3 requests")
                     .arg(requestsText(-got, locale));
    const Money list = preview.listValueThen - preview.listValueNow;
    if (list != Money{})
        notes << Words::tr("List value of subscriptions: %1, which is no spend.")
                     .arg(signedMoney(list, locale));
    return notes;
}

QString effectText(const std::optional<PriceEffect> &effect, const QLocale &locale)
{
    if (!effect)
        return Words::tr("There are no requests yet that it could change.");
    const PricePreview &preview = effect->preview;
    const std::int64_t changed = preview.total.changed;
    QStringList sentences;
    const CountsEffect &counts = effect->counts;
    if (changed == 0 && counts.tokens == 0)
        sentences << Words::tr("Changes nothing in the last %1 days.").arg(effectDays);
    if (counts.tokens > 0)
        sentences << Words::tr("Changes what providers count in the last %1 days by %2, in %3 "
                               "token(s).",
                               "days, money, tokens", pluralOf(counts.tokens))
                         .arg(QString::number(effectDays), signedMoney(counts.change, locale),
                              count(counts.tokens, locale));
    if (changed > 0)
        sentences << Words::tr("Changes the last %1 days by %2, in %3 (%4 → %5).")
                         .arg(QString::number(effectDays),
                              signedMoney(preview.total.change(), locale),
                              requestsText(changed, locale), money(preview.total.now, locale),
                              money(preview.total.then, locale));
    sentences << previewNotes(preview, false, locale);
    return sentences.join(QLatin1Char(' '));
}

QString heldText(const PriceShock &shock, const QLocale &locale)
{
    if (shock.held.empty() || !shock.taken)
        return {};
    constexpr std::size_t mostNamed = 5;
    QStringList named;
    for (std::size_t i = 0; i < std::min(shock.held.size(), mostNamed); ++i)
        named << Words::tr("%1 (%2 is %3)", "model, rates, why they are held")
                     .arg(modelLabel(shock.held[i].priceId), ratesLabel(shock.held[i]),
                          utf8(shock.held[i].quarantine));
    const auto number = static_cast<std::int64_t>(shock.held.size());
    if (shock.held.size() > mostNamed)
        named << Words::tr("and %1 more", "prices")
                     .arg(count(number - static_cast<std::int64_t>(mostNamed), locale));
    const ModelPreview &total = shock.taken->total;
    return Words::tr("Not in these figures: %1 held price(s) of the file: %2. Taken too, it is %3 "
                     "→ %4, %5.",
                     nullptr, pluralOf(number))
        .arg(count(number, locale), named.join(QStringLiteral("; ")), money(total.now, locale),
             money(total.then, locale), signedMoney(total.change(), locale));
}

QString doubtsText(const std::vector<PriceDoubt> &doubts)
{
    QStringList words;
    for (const PriceDoubt &doubt : doubts)
        words << doubtText(doubt);
    return words.join(QStringLiteral("; "));
}

QString changesText(const std::vector<RateChange> &changes)
{
    QStringList words;
    for (const RateChange &change : changes)
        words << changeText(change);
    return words.join(QStringLiteral(", "));
}

QString rateLabel(const std::string &name)
{
    const auto tokenClass = rateNamed(name);
    if (tokenClass == TokenClass::Input)
        return Words::tr("Input"); // a rate holds for whatever has none of its own
    if (tokenClass == TokenClass::Reasoning)
        return Words::tr("Reasoning");
    return tokenClass ? tokenClassLabel(*tokenClass) : utf8(name);
}

QString ratesLabel(const PriceRow &row)
{
    return ratesLabel(row.rates);
}

QString ratesLabel(const std::vector<std::pair<std::string, std::string>> &rates)
{
    QStringList words;
    for (const auto &[name, rate] : rates)
        words << Words::tr("%1 %2", "class of tokens, rate").arg(rateLabel(name), plainRate(rate));
    return words.join(QStringLiteral(" · "));
}

QString rateOf(const PriceRow &row, std::string_view name)
{
    for (const auto &[known, rate] : row.rates) {
        if (known == name)
            return plainRate(rate);
    }
    return {};
}

QString shortDay(Instant at, const QLocale &locale)
{
    return locale.toString(QDateTime::fromMSecsSinceEpoch(at.micros / 1000, Qt::UTC).date(),
                           QLocale::ShortFormat);
}

QString startDay(const PriceRow &row, const QLocale &locale)
{
    return row.range.from == TimeRange{}.from ? QString() : shortDay(row.range.from, locale);
}

QString endDay(const PriceRow &row, const QLocale &locale)
{
    return row.range.to == TimeRange{}.to ? QString() : shortDay(row.range.to, locale);
}

QString layerLabel(const std::string &layer)
{
    constexpr std::string_view catalogue = "catalogue ";
    if (layer == ownLayerName)
        return Words::tr("yours", "whose price it is");
    if (layer == "shipped")
        return Words::tr("shipped", "whose price it is");
    return utf8(layer.starts_with(catalogue) ? layer.substr(catalogue.size()) : layer);
}

QString remark(const PricedModel &model, const QLocale &locale)
{
    if (model.unpricedRequests > 0)
        return Words::tr("No price for %1", "3 requests")
            .arg(requestsText(model.unpricedRequests, locale));
    if (model.held)
        return Words::tr("Held: %1 is %2", "rates; why they are held")
            .arg(ratesLabel(*model.held), utf8(model.held->quarantine));
    if (const DatedPrice *price = model.price(); price && !price->doubts.empty())
        return Words::tr("Look: %1", "why a price is in doubt").arg(doubtsText(price->doubts));
    const QString off = discountOf(model.price());
    const auto next = static_cast<std::size_t>(model.current + 1);
    if (next >= model.history.size() || model.current < 0)
        return off;
    const DatedPrice &coming = model.history[next];
    const QString words = Words::tr("From %1: %2", "day; what changes then")
                              .arg(startDay(coming.row, locale), changesText(coming.changes));
    return coming.doubts.empty()
               ? (off.isEmpty() ? words : off + QStringLiteral("; ") + words)
               : Words::tr("Look: %1", "why a price is in doubt").arg(doubtsText(coming.doubts));
}

QString reasonText(const PricedModel &model)
{
    if (model.reason.empty()) // now there is one: what they asked for has none
        return Words::tr("their tier, speed, place or time has none");
    if (model.reason == "unknown model")
        return Words::tr("no list knows the model");
    if (model.held)
        return Words::tr("its price is held");
    return utf8(model.reason);
}

QString modelLabel(const std::string &id)
{
    if (id == "/")
        return Words::tr("(no model named)");
    return utf8(id.starts_with('/') ? id.substr(1) : id);
}

bool PricedModel::isDoubtful() const
{
    const auto first = static_cast<std::ptrdiff_t>(std::max(current, 0));
    return !history.empty() &&
           std::any_of(history.begin() + first, history.end(),
                       [](const DatedPrice &price) { return !price.doubts.empty(); });
}

} // namespace outlay::ui
