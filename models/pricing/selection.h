// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/bookdata.h"

#include <algorithm>

namespace outlay {

/// What applies to one request: the rates, the multipliers, the discount. Made without allocating;
/// points into the book.
struct Selection
{
    Quote::Status status = Quote::Status::UnknownModel;
    const CompiledPeriod *period = nullptr;
    const RateTable *table = nullptr;
    const CompiledStep *step = nullptr;
    const CompiledWindow *window = nullptr;
    std::string_view tierRates; ///< the tier whose own rates `table` holds; empty: none
    std::array<const Multiplier *, 3> multipliers{}; ///< tier, speed, place: in this order
    std::size_t multiplierCount = 0;
    const Discount *discount = nullptr;
    bool isAssumed = false;
    std::string_view missing; ///< the tier, speed or place without a rate (Status::NoRate)

    [[nodiscard]] bool isAmong(std::string_view name) const;
    /// The product of the multipliers; wide because three of them meet.
    struct Factor
    {
        Int128 numerator = 1;
        Int128 denominator = 1;
    };
    [[nodiscard]] Factor tokenFactor() const; ///< with the discount
    [[nodiscard]] Factor callFactor() const;  ///< the discount alone
};

[[nodiscard]] Selection select(const PriceBook::Data &book, PriceBook::Handle handle,
                               const PriceRequest &request);

/// Picos per request for this search context: -1 none, -2 an unknown context.
[[nodiscard]] std::int64_t requestFee(const CompiledPeriod &period, std::string_view context);

/// The exact sum rounded once; nullopt where counts are negative, a class that was used has no
/// rate, or the sum leaves 64 bits.
[[nodiscard]] std::optional<Money> sumOf(const Selection &selection, const PriceRequest &request);

/// Calls `visit(class, quantity, picos per token, isFallback)` for each token term in the order of
/// a receipt. A kind of output without a rate of its own stays in the output term.
template <typename Visit>
void visitTokenTerms(const RateTable &table, const TokenUsage &usage, Visit visit)
{
    using enum TokenClass;
    for (const TokenClass c :
         {Input, CacheRead, CacheWrite5m, CacheWrite1h, InputAudio, CacheReadAudio, InputImage}) {
        if (usage[c] != 0)
            visit(c, usage[c], table[c], !table.has(c));
    }
    std::int64_t rest = usage[Output];
    if (table.has(Reasoning) && usage[Reasoning] != 0) {
        const std::int64_t reasoning = std::min(usage[Reasoning], rest);
        visit(Reasoning, reasoning, table[Reasoning], false);
        rest -= reasoning;
    }
    for (const TokenClass c : {Citation, OutputAudio, OutputImage}) {
        if (usage[c] == 0)
            continue;
        if (table.has(c))
            visit(c, usage[c], table[c], false);
        else
            rest += usage[c];
    }
    // A model that lists no output price (an embedding) charges nothing for output.
    if (rest != 0)
        visit(Output, rest, table.has(Output) ? table[Output] : 0, false);
}

} // namespace outlay
