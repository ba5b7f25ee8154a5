// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/decimaltext.h"
#include "models/pricing/layer.h"
#include "models/pricing/names.h"
#include "models/pricing/pricebook.h"

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace outlay {

/// Picos per token by class, fallbacks filled in; -1 where neither a class nor a parent has a rate.
struct RateTable
{
    std::array<std::int64_t, ratedClassCount> picos{};
    std::uint32_t own = 0; ///< bit per class that has a rate itself

    [[nodiscard]] bool has(TokenClass c) const { return (own >> static_cast<unsigned>(c)) & 1U; }
    [[nodiscard]] std::int64_t operator[](TokenClass c) const
    {
        return picos[static_cast<std::size_t>(c)];
    }
    [[nodiscard]] bool isAllZero() const;
};
[[nodiscard]] RateTable compileRates(const RateSet &rates);

struct CompiledStep
{
    std::int64_t over = 0;
    bool isInclusive = false;
    RateTable table;
};

struct CompiledWindow
{
    std::string name;
    unsigned weekdays = 0; ///< bit 0 Sunday … bit 6 Saturday
    std::vector<std::pair<int, int>> minutes;
    std::vector<std::int64_t> exceptDays; ///< sorted day numbers
    RateTable table;

    [[nodiscard]] bool holdsAt(Instant at) const;
};

struct CompiledSchedule
{
    RateTable base;
    std::vector<CompiledStep> steps; ///< ascending
    std::vector<CompiledWindow> windows;
};

struct Multiplier
{
    std::string name;
    Rational factor;
    std::string text;
};

/// A period ready for arithmetic.
struct CompiledPeriod
{
    CompiledSchedule base;
    std::vector<std::pair<std::string, CompiledSchedule>> tiers;
    std::vector<Multiplier> multipliers;
    std::int64_t webSearch = -1;                        ///< picos per call, -1 none
    std::array<std::int64_t, 3> request = {-1, -1, -1}; ///< by context: low, medium, high
    bool isDeclaredFree = false;
    std::string origin; ///< where from and since when
    std::string layer;
    std::string quarantine; ///< why it waits for a confirmation; empty: it does not
    const EntryData *entry = nullptr;
    const PeriodData *period = nullptr;

    [[nodiscard]] const Multiplier *multiplier(std::string_view name) const;
    [[nodiscard]] const CompiledSchedule *tier(std::string_view name) const;
};

struct Discount
{
    Rational rest;
    std::string percent;
};

/// What holds for one model in [from, to) microseconds.
struct Segment
{
    std::int64_t from = std::numeric_limits<std::int64_t>::min();
    std::int64_t to = std::numeric_limits<std::int64_t>::max();
    std::int32_t period = -1; ///< -1: no price in force
    std::int32_t discount = -1;
    bool isAssumed = false;
    bool operator==(const Segment &) const = default;
};

struct Model
{
    std::string id; ///< "anthropic/claude-sonnet-4-5"
    std::string provider;
    std::string model;
    bool isPlaceInName = false;
    bool isPriorityFast = false;   ///< the provider's "fast" is the former "priority"
    std::vector<Segment> segments; ///< covers all of time, ascending
};

/// Names to models: first as written in lower case, then normalised.
class NameIndex
{
public:
    struct Hit
    {
        std::uint32_t model = 0;
        bool isAlias = false;
    };
    /// Keeps what is there.
    void add(std::string_view provider, std::string_view text, Hit hit);
    [[nodiscard]] const Hit *exact(std::string_view provider, std::string_view text) const;
    [[nodiscard]] const Hit *likely(std::string_view provider, std::string_view text) const;

private:
    std::unordered_map<std::string, Hit> m_exact;
    std::unordered_map<std::string, Hit> m_normalized;
};

struct PriceBook::Data
{
    std::vector<LayerData> layers; ///< owned: periods point into it
    std::vector<Model> models;
    std::vector<CompiledPeriod> periods;
    std::vector<Discount> discounts;
    NameIndex declared; ///< the shipped book and the user's
    NameIndex listed;   ///< imported catalogues
    struct Pattern
    {
        std::string provider, model;
        std::uint32_t index = 0;
    };
    std::vector<Pattern> patterns;
    std::unordered_map<std::string, std::vector<std::string>> fallbacks;

    struct Resolved
    {
        Handle handle = 0;
        std::string how;
    };
    [[nodiscard]] Resolved resolve(std::string_view provider, std::string_view model,
                                   std::string_view modelGroup) const;
    [[nodiscard]] Resolved resolveName(std::string_view provider, std::string_view model) const;
    [[nodiscard]] Resolved resolveMapped(std::string_view provider, std::string_view model) const;
    [[nodiscard]] Resolved resolveWithin(const std::string &provider, std::string_view model) const;
};

/// A handle packs the model with what its name said beside it.
struct HandleParts
{
    std::uint32_t model = 0;
    bool isFast = false;
    NamedPlace place = NamedPlace::None;
};
[[nodiscard]] PriceBook::Handle pack(const HandleParts &parts);
[[nodiscard]] HandleParts unpack(PriceBook::Handle handle);

/// Turns layers into a book.
[[nodiscard]] Result<std::unique_ptr<PriceBook::Data>> compileBook(std::vector<LayerData> layers);

} // namespace outlay
