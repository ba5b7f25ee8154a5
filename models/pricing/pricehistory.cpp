// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/pricehistory.h"

#include "models/pricing/decimaltext.h"
#include "models/pricing/ownprices.h"

#include <algorithm>
#include <array>
#include <optional>

namespace outlay {

namespace {

std::string rateOf(const PriceRow &row, std::string_view tokenClass)
{
    for (const auto &[name, rate] : row.rates) {
        if (name == tokenClass)
            return rate;
    }
    return {};
}

/// Two listed rates, neither zero.
struct RatePair
{
    Int128 rate = 0, against = 0;

    [[nodiscard]] double factor() const
    {
        return static_cast<double>(rate) / static_cast<double>(against);
    }
    [[nodiscard]] bool isOver(int times) const { return rate > against * times; }
    [[nodiscard]] bool isUnderOneIn(int times) const { return rate * times < against; }
};

std::optional<RatePair> pairOf(const std::string &rate, const std::string &against)
{
    const auto picos = [](const std::string &text) {
        return text.empty() ? 0 : parsePicosPerToken(text).value_or(0);
    };
    const RatePair pair{picos(rate), picos(against)};
    return pair.rate > 0 && pair.against > 0 ? std::optional(pair) : std::nullopt;
}

bool isSameRate(const std::string &one, const std::string &other)
{
    if (one.empty() || other.empty())
        return one == other;
    return parsePicosPerToken(one).value_or(-1) == parsePicosPerToken(other).value_or(-2);
}

void addConditions(const std::vector<std::string> &from, const std::vector<std::string> &without,
                   bool isBefore, std::vector<RateChange> &changes)
{
    for (const std::string &condition : from) {
        if (std::find(without.begin(), without.end(), condition) == without.end())
            changes.push_back({{}, isBefore ? condition : "", isBefore ? "" : condition});
    }
}

/// Whether it was one; `now` is what the class bills as.
bool addJump(const char *tokenClass, const std::string &now, const std::string &then,
             std::vector<PriceDoubt> &doubts)
{
    const auto pair = pairOf(now, then);
    const bool jumps = pair && (pair->isOver(farJump) || pair->isUnderOneIn(farJump));
    if (jumps)
        doubts.push_back({PriceDoubt::Kind::Jump, tokenClass, now, then, pair->factor()});
    return jumps;
}

constexpr int farCacheJump = 10;

void addJumps(const PriceRow &row, const PriceRow &former, std::vector<PriceDoubt> &doubts)
{
    const std::string input = rateOf(row, "input");
    const bool inputJumps = addJump("input", input, rateOf(former, "input"), doubts);
    addJump("output", rateOf(row, "output"), rateOf(former, "output"), doubts);
    for (const char *tokenClass : {"cache_read", "cache_write_5m"}) {
        const std::string own = rateOf(row, tokenClass);
        // Without a rate of its own it bills as input, whose jump is told already.
        if (own.empty() && inputJumps)
            continue;
        const std::string &now = own.empty() ? input : own;
        const std::string then = rateOf(former, tokenClass);
        // A maker did raise a listed one six times; one left out is more likely a slip.
        const int bound = own.empty() ? farJump : farCacheJump;
        if (const auto pair = pairOf(now, then); pair && pair->isOver(bound))
            addJump(tokenClass, now, then, doubts);
    }
}

} // namespace

std::string_view name(PriceDoubt::Kind kind)
{
    static constexpr std::array<std::string_view, 4> names = {
        "output_below_input", "output_far_above", "cache_above_input", "jump"};
    return names[static_cast<std::size_t>(kind)];
}

std::vector<RateChange> changesBetween(const PriceRow &before, const PriceRow &after)
{
    std::vector<RateChange> changes;
    for (const auto &[tokenClass, rate] : before.rates) {
        std::string now = rateOf(after, tokenClass);
        if (!isSameRate(rate, now))
            changes.push_back({tokenClass, rate, std::move(now)});
    }
    for (const auto &[tokenClass, rate] : after.rates) {
        if (rateOf(before, tokenClass).empty())
            changes.push_back({tokenClass, {}, rate});
    }
    addConditions(before.conditions, after.conditions, true, changes);
    addConditions(after.conditions, before.conditions, false, changes);
    return changes;
}

std::vector<PriceDoubt> doubtsAbout(const PriceRow &row, const PriceRow *former)
{
    using Kind = PriceDoubt::Kind;
    std::vector<PriceDoubt> doubts;
    if (row.isDeclaredFree)
        return doubts;
    const std::string input = rateOf(row, "input");
    const std::string output = rateOf(row, "output");
    if (const auto pair = pairOf(output, input); pair && pair->isUnderOneIn(1))
        doubts.push_back({Kind::OutputBelowInput, "output", output, input, pair->factor()});
    else if (pair && pair->isOver(farOutput))
        doubts.push_back({Kind::OutputFarAbove, "output", output, input, pair->factor()});
    const std::string cached = rateOf(row, "cache_read");
    if (const auto pair = pairOf(cached, input); pair && pair->isOver(1))
        doubts.push_back({Kind::CacheAboveInput, "cache_read", cached, input, pair->factor()});
    if (former != nullptr)
        addJumps(row, *former, doubts);
    return doubts;
}

Result<std::vector<PriceRow>> listedRows(std::vector<PriceBook::Layer> layers)
{
    std::erase_if(layers, [](const auto &layer) { return layer.name == ownLayerName; });
    const auto book = PriceBook::build(layers);
    if (!book)
        return tl::unexpected<Error>(book.error());
    return (*book)->rows();
}

namespace {

/// What an own price that has no former one stands in the place of: the last that was listed in its
/// time.
const PriceRow *replacedBy(const PriceRow &row, const std::vector<PriceRow> &listed)
{
    const PriceRow *found = nullptr;
    for (const PriceRow &one : listed) {
        if (one.priceId == row.priceId && one.range.from < row.range.to)
            found = &one; // they are in order of time
    }
    return found;
}

} // namespace

std::vector<DatedPrice> datedPrices(const std::vector<PriceRow> &rows,
                                    const std::vector<PriceRow> &listed)
{
    std::vector<DatedPrice> dated;
    dated.reserve(rows.size());
    for (const PriceRow &row : rows) {
        DatedPrice one{row, {}, {}};
        const bool hasFormer = !dated.empty() && dated.back().row.priceId == row.priceId;
        if (hasFormer)
            one.changes = changesBetween(dated.back().row, row);
        const bool isOwn = row.layer == ownLayerName;
        const PriceRow *former = hasFormer ? &dated.back().row : nullptr;
        one.doubts = doubtsAbout(row, former || !isOwn ? former : replacedBy(row, listed));
        dated.push_back(std::move(one));
    }
    return dated;
}

} // namespace outlay
