// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/tilecontent.h"

#include "models/money/int128.h"
#include "ui/charts/basisbar.h"
#include "ui/text/changefloors.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cstdint>

namespace outlay::ui {
namespace {

struct TileWords
{
    Q_DECLARE_TR_FUNCTIONS(TileWords)
};

struct Comparison
{
    std::optional<std::int64_t> now, before;
    std::int64_t floor = 0;
    bool moreIsWorse = false;
    bool moreIsNeutral = true;
    QString (*exact)(std::int64_t, const QLocale &) = nullptr;
};

QString exactMoney(std::int64_t nanos, const QLocale &locale)
{
    return money({nanos}, locale);
}

QString exactCount(std::int64_t value, const QLocale &locale)
{
    return count(value, locale);
}

void compare(TileContent &tile, const Comparison &c, const OverviewSnapshot &snapshot,
             const QLocale &locale)
{
    if (!snapshot.period.prior)
        return;
    const QString prior = rangeLabel(*snapshot.period.prior, snapshot.zone, locale, false);
    if (!c.before || !snapshot.prior || snapshot.prior->requests == 0) {
        tile.against = TileWords::tr("no data for %1").arg(prior);
        return;
    }
    if (snapshot.isPriorPartial) {
        tile.against = TileWords::tr("%1 is only partly recorded").arg(prior);
        return;
    }
    if (!c.now)
        return;
    const QString before = c.exact(*c.before, locale);
    if (*c.before < c.floor) {
        tile.against = TileWords::tr("%1 in %2", "amount, dates").arg(before, prior);
        return;
    }
    const std::int64_t difference = *c.now - *c.before;
    const QString sign = difference < 0 ? locale.negativeSign() : locale.positiveSign();
    tile.against = TileWords::tr("vs %1").arg(prior);
    tile.changeExact =
        TileWords::tr("%1%2 against %3 in %4", "sign, difference, amount, dates")
            .arg(sign, c.exact(difference < 0 ? -difference : difference, locale), before, prior);
    if (difference == 0) {
        tile.change = TileWords::tr("no change");
        return;
    }
    tile.change = (difference > 0 ? QStringLiteral("▲ ") : QStringLiteral("▼ ")) +
                  changePercent(*c.now, *c.before, locale);
    if (!c.moreIsNeutral)
        tile.tone = (difference > 0) == c.moreIsWorse ? Tone::Bad : Tone::Good;
}

std::vector<double> sparkOf(const OverviewSnapshot &snapshot, double (*value)(const Measures &))
{
    std::vector<double> values;
    for (std::size_t i = 0; i < snapshot.buckets.size() && snapshot.buckets[i] <= snapshot.now; ++i)
        values.push_back(value(snapshot.bucketTotals[i]));
    return values;
}

/// What bills have beyond requests. A plan's fee is no request's price, and none is missing for it.
Money notItemised(const OverviewSnapshot &s)
{
    return s.total.residual - s.fees;
}

/// A bill without requests behind it has nothing to count.
bool isPartlyItemised(const OverviewSnapshot &s)
{
    return notItemised(s) != Money{};
}

/// Of bills alone nothing can be counted: how many requests there were is unknown, not zero.
bool hasCounts(const OverviewSnapshot &s)
{
    return s.hasData && (s.total.requests > 0 || !isPartlyItemised(s));
}

/// `counted`, and of what.
QString countedOf(const OverviewSnapshot &s, const QString &counted, const QLocale &locale)
{
    return isPartlyItemised(s)
               ? TileWords::tr("%1 of itemised requests; %2 of the spend is not itemised",
                               "tokens or requests, money")
                     .arg(counted, money(notItemised(s), locale))
               : counted;
}

TileContent spendTile(const OverviewSnapshot &s, const QLocale &locale)
{
    TileContent tile;
    tile.caption = TileWords::tr("Spend · %1", "period").arg(periodTitle(s, locale));
    const Measures &m = s.total;
    tile.value =
        m.cost ? money(*m.cost, locale) : (m.requests > 0 ? TileWords::tr("unpriced") : dash());
    tile.exact = m.cost ? moneyExact(*m.cost, locale) : QString();
    if (m.cost && (m.unpricedRequests > 0 || s.unpricedTokens > 0 || !s.unvouched.empty()))
        tile.qualifier = TileWords::tr("at least");
    tile.hasBasis = m.cost.has_value();
    tile.foot = basisSentence(m, locale, 2);
    tile.footExact = basisSentence(m, locale);
    const auto nanos = [](const Measures &x) {
        return x.cost ? std::optional(x.cost->nanos) : std::nullopt;
    };
    compare(
        tile,
        {nanos(m), s.prior ? nanos(*s.prior) : std::nullopt, moneyFloor, true, false, &exactMoney},
        s, locale);
    tile.spark = sparkOf(
        s, [](const Measures &x) { return x.cost ? static_cast<double>(x.cost->nanos) : 0.0; });
    return tile;
}

TileContent tokensTile(const OverviewSnapshot &s, const QLocale &locale)
{
    TileContent tile;
    tile.caption =
        isPartlyItemised(s) ? TileWords::tr("Tokens · itemised") : TileWords::tr("Tokens");
    const TokenUsage &u = s.total.usage;
    tile.value = hasCounts(s) ? countCompact(u.total(), locale) : dash();
    const QString tokens =
        TileWords::tr("%1 token(s)", nullptr, pluralOf(u.total())).arg(count(u.total(), locale));
    tile.exact = countedOf(s, tokens, locale);
    tile.head = hasCounts(s) ? tokens : QString();
    const std::int64_t cached = u[TokenClass::CacheRead] + u[TokenClass::CacheReadAudio];
    if (u.prompt() > 0)
        tile.foot =
            TileWords::tr("%1 in (%2 cached) · %3 out")
                .arg(countCompact(u.prompt(), locale), shareWhole(cached, u.prompt(), locale),
                     countCompact(u.total() - u.prompt(), locale));
    compare(tile,
            {u.total(), s.prior ? std::optional(s.prior->usage.total()) : std::nullopt, tokenFloor,
             false, true, &exactCount},
            s, locale);
    tile.spark = sparkOf(s, [](const Measures &x) { return static_cast<double>(x.usage.total()); });
    return tile;
}

TileContent requestsTile(const OverviewSnapshot &s, const QLocale &locale)
{
    TileContent tile;
    tile.caption =
        isPartlyItemised(s) ? TileWords::tr("Requests · itemised") : TileWords::tr("Requests");
    const Measures &m = s.total;
    tile.value = hasCounts(s) ? countCompact(m.requests, locale) : dash();
    const QString requests = TileWords::tr("%1 request(s)", nullptr, pluralOf(m.requests))
                                 .arg(count(m.requests, locale));
    tile.exact = countedOf(s, requests, locale);
    tile.head = hasCounts(s) ? requests : QString();
    if (hasCounts(s)) {
        tile.foot = m.errors
                        ? TileWords::tr("%1 error(s), %2", nullptr, pluralOf(*m.errors))
                              .arg(count(*m.errors, locale), share(*m.errors, m.requests, locale))
                        : TileWords::tr("errors: no source here reports them");
        if (m.errors && *m.errors == 0)
            tile.foot = TileWords::tr("no errors");
    }
    compare(tile,
            {m.requests, s.prior ? std::optional(s.prior->requests) : std::nullopt, requestFloor,
             false, true, &exactCount},
            s, locale);
    tile.spark = sparkOf(s, [](const Measures &x) { return static_cast<double>(x.requests); });
    return tile;
}

TileContent costPer1kTile(const OverviewSnapshot &s, const QLocale &locale)
{
    TileContent tile;
    tile.caption = TileWords::tr("Cost per 1k requests");
    const auto now = costPer1k(s.total);
    const auto before = s.prior ? costPer1k(*s.prior) : std::nullopt;
    tile.value = moneyOrDash(now, locale);
    if (now) {
        tile.exact = moneyExact(*now, locale);
        tile.head = TileWords::tr("%1 per 1k requests", "money").arg(tile.exact);
        const Money each{static_cast<std::int64_t>(divideHalfEven(now->nanos, 1000))};
        const bool hasFees = s.fees != Money{};
        tile.foot = (isPartlyItemised(s) ? TileWords::tr("%1 an itemised request")
                     : hasFees           ? TileWords::tr("%1 a request, fees apart")
                                         : TileWords::tr("%1 a request, on average"))
                        .arg(moneyFine(each, locale));
    }
    const auto nanos = [](std::optional<Money> m) {
        return m ? std::optional(m->nanos) : std::nullopt;
    };
    // A price of few requests moves by chance.
    const bool isSolid =
        s.prior && s.prior->requests >= requestFloor && s.total.requests >= requestFloor;
    compare(tile, {nanos(now), nanos(before), isSolid ? 1 : INT64_MAX, true, false, &exactMoney}, s,
            locale);
    tile.spark = sparkOf(s, [](const Measures &x) {
        const auto cost = costPer1k(x);
        return cost ? static_cast<double>(cost->nanos) : 0.0;
    });
    return tile;
}

} // namespace

std::optional<Money> costPer1k(const Measures &m)
{
    const std::int64_t priced = m.requests - m.unpricedRequests;
    if (!m.cost || priced <= 0)
        return {};
    const Int128 nanos = Int128{(*m.cost - m.residual).nanos} * 1000;
    const Int128 each = nanos < 0 ? -divideHalfEven(-nanos, priced) : divideHalfEven(nanos, priced);
    return Money{static_cast<std::int64_t>(each)};
}

QString periodTitle(const OverviewSnapshot &s, const QLocale &locale)
{
    const PeriodChoice &choice = s.request.period;
    if (choice.shift == 0) {
        switch (choice.preset) {
        case Preset::Today:
            return TileWords::tr("today");
        case Preset::Last7:
            return TileWords::tr("last 7 days");
        case Preset::Last30:
            return TileWords::tr("last 30 days");
        case Preset::MonthToDate:
            return TileWords::tr("month to date");
        case Preset::All:
            return TileWords::tr("all time");
        case Preset::Custom:
            break;
        }
    }
    return rangeLabel(shownRange(s), s.zone, locale, false);
}

TimeRange shownRange(const OverviewSnapshot &s)
{
    return s.period.isRunning ? TimeRange{s.period.range.from, {s.now.micros + 1}} : s.period.range;
}

QString basisSentence(const Measures &m, const QLocale &locale, std::size_t most)
{
    const auto parts = basisParts(m);
    std::int64_t whole = 0;
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        whole += parts.at(i).nanos;
        if (parts.at(i).nanos != 0)
            shown.push_back(i);
    }
    if (shown.size() == 1)
        return TileWords::tr("all %1", "basis: all estimated")
            .arg(basisLabel(basisOrder.at(shown.front())).toLower());
    if (shown.size() > most) {
        std::stable_sort(shown.begin(), shown.end(),
                         [&](std::size_t a, std::size_t b) { return parts.at(a) > parts.at(b); });
        shown.resize(most);
    }
    QStringList words;
    for (const std::size_t i : shown)
        words << TileWords::tr("%1 %2", "share, basis")
                     .arg(shareWhole(parts.at(i).nanos, whole, locale),
                          basisLabel(basisOrder.at(i)).toLower());
    return words.join(QStringLiteral(" · "));
}

std::array<TileContent, tileCount> tilesFor(const OverviewSnapshot &snapshot, const QLocale &locale)
{
    return {spendTile(snapshot, locale), tokensTile(snapshot, locale),
            requestsTile(snapshot, locale), costPer1kTile(snapshot, locale)};
}

} // namespace outlay::ui
