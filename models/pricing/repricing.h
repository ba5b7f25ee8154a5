// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/dimension.h"
#include "models/pricing/pricebook.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace outlay {

/// A request with the cost it counts at.
struct PricedUse
{
    PriceRequest request;
    Money cost;
    Basis basis = Basis::Estimated; ///< of `cost`
    /// Whatever prices say, it costs what it costs: no billable units, a subscription's list value,
    /// a plan that is free.
    bool isFixed = false;
};

struct Repriced
{
    enum class How : std::uint8_t
    {
        Unchanged, ///< the same price, or one that prices have no say in
        Quoted,    ///< the new price of an estimate
        Scaled,    ///< a figure of others, times the new estimate over the old one
        Unknown,   ///< the other prices have none for it, or it is a figure we cannot estimate
    };
    How how = How::Unchanged;
    Money cost; ///< Unknown: as it was
};

/// cost x numerator / denominator, rounded half to even; nullopt where that leaves 64 bits, or
/// `denominator` is zero or less.
[[nodiscard]] std::optional<Money> inProportion(Money cost, Money numerator, Money denominator);

/// What requests would have cost by other prices: of another book (a draft), or of the same one at
/// another time. Figures that a provider or a gateway gave follow the book in proportion, rounded
/// once, half to even. Keeps what names resolve to; one thread at a time.
class Repricer
{
public:
    /// `own` is the book behind the costs. Both must outlive this, and may be the same.
    Repricer(const PriceBook &own, const PriceBook &other);

    /// By the other book's prices of `listedAt`; nullopt: of the request's own time.
    [[nodiscard]] Repriced reprice(const PricedUse &use,
                                   std::optional<Instant> listedAt = std::nullopt);

private:
    struct Handles
    {
        PriceBook::Handle own = 0, other = 0;
    };
    [[nodiscard]] Handles handlesOf(const PriceRequest &request);

    const PriceBook &m_own;
    const PriceBook &m_other;
    std::unordered_map<std::string, Handles> m_handles;
};

} // namespace outlay
