// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/money.h"
#include "models/money/result.h"
#include "models/money/tokenusage.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// Why spend differs from that of the period before.
enum class ChangeTerm : std::uint8_t
{
    Volume,      ///< more or fewer requests, at the prior mix and the prior cost of a request
    Mix,         ///< other slices (models, tiers) take a larger share of the requests
    Efficiency,  ///< a request of the same slice takes other tokens, or cheaper classes of them
    Price,       ///< the same tokens cost something else
    NotItemised, ///< bills without requests, fees of plans, money without a request to divide by
    Unpriced,    ///< slices whose requests had no price in one of the periods
};
inline constexpr std::size_t changeTermCount = 6;

/// "volume", "mix", "efficiency", "price", "not_itemised", "unpriced".
[[nodiscard]] std::string_view name(ChangeTerm term);

/// Of one slice in one period.
struct SliceUse
{
    std::int64_t requests = 0; ///< that have a cost, a cost of zero included; negative counts as 0
    std::int64_t unpriced = 0; ///< that have none
    TokenUsage usage;          ///< not negative
    Money cost;                ///< effective; negative with credits
};

/// Requests that are alike but for their size: one model of a provider in one tier.
struct ChangeSlice
{
    std::string provider, model, tier; ///< empty: unknown
    SliceUse prior, now;
    /// What `now` would have cost at the prior period's prices; what nobody can tell of (no price
    /// then) is in it as it cost.
    Money nowAtPriorPrices;
};

struct ChangeInput
{
    std::vector<ChangeSlice> slices;
    Money priorNotItemised, nowNotItemised;
};

/// The amount of each term.
class ChangeTerms
{
public:
    [[nodiscard]] Money operator[](ChangeTerm term) const
    {
        return m_amounts[static_cast<std::size_t>(term)];
    }
    Money &operator[](ChangeTerm term) { return m_amounts[static_cast<std::size_t>(term)]; }
    /// The whole change.
    [[nodiscard]] Money sum() const;
    bool operator==(const ChangeTerms &) const = default;

private:
    std::array<Money, changeTermCount> m_amounts{};
};

/// A change taken apart: the terms sum to now - prior, to the nano-dollar, and each term is the sum
/// of the slices' (and, of NotItemised, of what has no slice).
struct ChangeSplit
{
    Money prior, now;
    ChangeTerms terms;
    /// Two parts of Efficiency: more or fewer tokens a request at the prior cost of a token, and
    /// what the rest is: other classes (caches), steps, hours.
    Money efficiencyOfLength, efficiencyOfClasses;
    std::vector<ChangeTerms> slices; ///< in the order of the input

    [[nodiscard]] Money change() const { return terms.sum(); }
};

/// Splits a change exactly. With n requests, t tokens and C cost of a slice i in the prior period
/// (0) and now (1), N the sum of n over slices, and R what now would have cost at the prior prices,
/// a slice goes from C0 to C1 over these levels, each rounded once to a nano-dollar, half to even:
///
///     A = C0 N1 / N0            all slices grow alike
///     B = C0 n1 / n0            each as it did; R where n0 = 0, a new slice
///     L = C0 t1 / t0            the same tokens a class; B where t0 = 0 or n0 = 0
///     R
///
/// and its terms are the differences, so that they sum whatever was rounded:
///
///     volume = A - C0   mix = B - A   efficiency = (L - B) + (R - L)   price = C1 - R
///
/// Where N0 = 0, A = B = L = R: all is volume. A slice without requests in a period has its cost of
/// that period in NotItemised; one that has requests with a cost in one period and only unpriced
/// ones in the other is wholly in Unpriced, and its requests are in neither N.
/// OutOfRange: a level, a sum or a count leaves 64 bits.
[[nodiscard]] Result<ChangeSplit> splitChange(const ChangeInput &input);

/// One value of a dimension in both periods.
struct ValueChange
{
    std::optional<std::string> value; ///< nullopt: unknown
    bool isNotItemised = false;       ///< money that no request stands for
    Money prior, now;
    bool operator==(const ValueChange &) const = default;
};

struct ExplainedChange
{
    ValueChange value;
    Money delta; ///< now - prior
    /// delta / the whole change: below 0 where it goes against it, above 1 where others do.
    /// nullopt: there is no change on the whole.
    std::optional<double> share;
};

/// The values that explain most of a change; top and rest add up to it.
struct TopChanges
{
    std::vector<ExplainedChange> top; ///< largest first, whichever way; never a delta of 0
    Money restPrior, restNow;         ///< of the values that are not in `top`
    std::size_t restCount = 0;        ///< how many of those changed
    Money prior, now;

    [[nodiscard]] Money change() const { return now - prior; }
    [[nodiscard]] Money restDelta() const { return restNow - restPrior; }
};

/// The `most` largest by |delta|; equal ones by the bytes of their value, unknown behind, not
/// itemised last. OutOfRange: a sum or a difference leaves 64 bits.
[[nodiscard]] Result<TopChanges> topChanges(std::vector<ValueChange> values, std::size_t most = 3);

} // namespace outlay
