// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/pricing/pricebook.h"

#include <string>
#include <vector>

namespace outlay {

/// A rate that differs between two prices of one model; an empty text: it lists none.
struct RateChange
{
    std::string tokenClass; ///< as in PriceRow::rates
    std::string before, after;
    bool operator==(const RateChange &) const = default;
};

/// Rates in the order of the classes, then the conditions that only one of them has (their class is
/// empty).
[[nodiscard]] std::vector<RateChange> changesBetween(const PriceRow &before, const PriceRow &after);

/// Why a price needs a look, though it counts.
struct PriceDoubt
{
    enum class Kind
    {
        OutputBelowInput, ///< output costs less than input
        OutputFarAbove,   ///< output costs over `farOutput` times the input
        CacheAboveInput,  ///< reading from the cache costs more than sending it again
        /// A rate of input, output or the cache is over `farJump` times the former one, or below a
        /// `farJump`th; also of a cache that is billed as input from now on.
        Jump,
    };
    Kind kind = Kind::Jump;
    std::string tokenClass;
    std::string rate, against; ///< listed: the one in doubt and what it is measured by
    double factor = 0;         ///< rate / against
    bool operator==(const PriceDoubt &) const = default;
};
/// "output_below_input", "output_far_above", "cache_above_input", "jump".
[[nodiscard]] std::string_view name(PriceDoubt::Kind kind);

/// In the shipped book output costs 1 to 8.4 times the input.
inline constexpr int farOutput = 10;
/// The steepest cuts of a model's price were to a fifth; a slip of the decimal point makes ten.
inline constexpr int farJump = 5;

/// Doubts about one price, as listed for its base tier. `former`: the one in force before it; null:
/// none. Rates that are not listed, or are zero, raise none, nor does what is declared free. One's
/// own price is doubted like any other: it counts all the same.
[[nodiscard]] std::vector<PriceDoubt> doubtsAbout(const PriceRow &row, const PriceRow *former);

/// The rows of one model in order of time, each with what changed and what is doubtful.
struct DatedPrice
{
    PriceRow row;
    std::vector<RateChange> changes; ///< against the row before; of the first: none
    std::vector<PriceDoubt> doubts;
};
/// `rows` as PriceBook::rows() gives them, of any models. `listed`: see listedRows(); an own price
/// without a former one is measured by what it took the place of.
[[nodiscard]] std::vector<DatedPrice> datedPrices(const std::vector<PriceRow> &rows,
                                                  const std::vector<PriceRow> &listed = {});
/// The rows there would be if a person had set none.
[[nodiscard]] Result<std::vector<PriceRow>> listedRows(std::vector<PriceBook::Layer> layers);

} // namespace outlay
