// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/tokenusage.h"
#include "models/pricing/pricebook.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace outlay {

/// Classes with a price per token: all of TokenClass but web searches.
inline constexpr std::size_t ratedClassCount = 12;
/// "input", "cache_read", …, "output_image": the names of rates in a layer.
[[nodiscard]] std::string_view rateName(TokenClass tokenClass);
[[nodiscard]] std::optional<TokenClass> rateNamed(std::string_view name);

/// A rate as listed: USD per million tokens as decimal text, and what it is worth in whole picos.
struct ListedRate
{
    std::string text;
    std::int64_t picos = 0;
    bool operator==(const ListedRate &other) const { return picos == other.picos; }
};
using RateSet = std::array<std::optional<ListedRate>, ratedClassCount>;

/// Rates that replace the base ones, for the whole request, once its prompt passes `over`.
struct StepRule
{
    std::int64_t over = 0;
    bool isInclusive = false; ///< at `over` itself already
    RateSet rates;
    bool operator==(const StepRule &) const = default;
};

/// Rates of certain UTC hours, half-open; an end before its start wraps midnight.
struct WindowRule
{
    std::string name = "peak hours";
    std::vector<int> weekdays; ///< 0 Sunday … 6 Saturday
    std::vector<std::pair<int, int>> minutes;
    std::string except; ///< name of a calendar whose days are left out; empty: none
    RateSet rates;
    bool operator==(const WindowRule &) const = default;
};

struct Schedule
{
    RateSet rates;
    std::vector<StepRule> steps;
    std::vector<WindowRule> windows;
    bool operator==(const Schedule &) const = default;
};

/// A name with a decimal: a multiplier ("batch", "1.1") or a price per 1,000 calls. Without text
/// (in a period) it takes the entry's away.
struct NamedDecimal
{
    std::string name;
    std::optional<std::string> text;
    bool operator==(const NamedDecimal &) const = default;
};

/// Prices in force in [from, to). With neither bound the period is undated (DESIGN section 4).
struct PeriodData
{
    std::optional<Instant> from;
    std::optional<Instant> to;
    Schedule base;
    std::vector<std::pair<std::string, Schedule>> tiers; ///< own rates of a service tier
    std::vector<NamedDecimal> multipliers;               ///< beside or instead of the entry's
    bool operator==(const PeriodData &) const = default;
    [[nodiscard]] bool isDated() const { return from || to; }
};

struct EntryData
{
    std::string provider; ///< '*' stands for any run of characters, in the model too
    std::string model;
    std::vector<std::string> aliases;
    std::int64_t context = 0; ///< window in tokens; 0 unknown
    std::string origin;
    std::string confidence;
    std::string note;
    bool isConfirmed = false; ///< a person vouches for an implausible price
    bool isFree = false;      ///< zero by the user's word
    std::vector<PeriodData> periods;
    std::vector<NamedDecimal> multipliers;
    std::vector<NamedDecimal> per1k;

    [[nodiscard]] std::string id() const { return provider + '/' + model; }
    [[nodiscard]] bool isPattern() const;
};

struct DiscountData
{
    std::string provider = "*";
    std::string model = "*";
    std::string percent;
    std::optional<Instant> from;
    std::optional<Instant> to;
};

/// "this name, as this provider's logs write it, means that model".
struct NameData
{
    std::string provider; ///< empty: any
    std::string model;
    std::string to; ///< "provider/model"
};

/// One layer of prices, read. docs/pricing.md has its JSON form.
struct LayerData
{
    enum class Kind
    {
        Book,      ///< curated: the one in resources/
        Catalogue, ///< somebody else's list
        Override,  ///< the user's word
    };
    std::string name;
    Kind kind = Kind::Override;
    std::optional<Instant> asOf; ///< when the list was true; undated entries are in force from then
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> calendars; ///< day numbers
    std::vector<EntryData> entries;
    std::vector<DiscountData> discounts;
    std::vector<NameData> names;
    /// Providers whose models are tried for another's: "azure" -> "openai" (genai-prices).
    std::vector<std::pair<std::string, std::vector<std::string>>> fallbacks;
};

/// Malformed errors name the layer, the entry and the field.
[[nodiscard]] Result<LayerData> parseLayer(const PriceBook::Layer &layer);
/// The inverse of parseLayer.
[[nodiscard]] std::string toJson(const LayerData &layer);

/// Sets a rate from decimal text in USD per million tokens.
[[nodiscard]] Result<> setRate(RateSet &rates, TokenClass tokenClass, std::string_view text);

} // namespace outlay
