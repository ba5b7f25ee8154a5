// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/repricing.h"

#include "models/money/int128.h"

#include <algorithm>
#include <limits>

namespace outlay {

namespace {

bool isPriced(const Quote &quote)
{
    return quote.status == Quote::Status::Priced;
}

} // namespace

std::optional<Money> inProportion(Money cost, Money numerator, Money denominator)
{
    if (denominator.nanos <= 0)
        return std::nullopt;
    const Int128 nanos =
        divideHalfEven(Int128(cost.nanos) * numerator.nanos, Int128(denominator.nanos));
    if (nanos > std::numeric_limits<std::int64_t>::max() ||
        nanos < std::numeric_limits<std::int64_t>::min())
        return std::nullopt;
    return Money{static_cast<std::int64_t>(nanos)};
}

Repricer::Repricer(const PriceBook &own, const PriceBook &other) : m_own(own), m_other(other) {}

Repricer::Handles Repricer::handlesOf(const PriceRequest &request)
{
    std::string key(request.provider);
    for (const std::string_view part : {request.model, request.modelGroup}) {
        key += '\0';
        key += part;
    }
    const auto [known, isNew] = m_handles.try_emplace(std::move(key));
    if (isNew) {
        known->second.own = m_own.resolve(request.provider, request.model, request.modelGroup);
        known->second.other = &m_own == &m_other ? known->second.own
                                                 : m_other.resolve(request.provider, request.model,
                                                                   request.modelGroup);
    }
    return known->second;
}

Repriced Repricer::reprice(const PricedUse &use, std::optional<Instant> listedAt)
{
    const Instant at = use.request.at;
    const Instant listed = listedAt.value_or(at);
    const Handles handles = handlesOf(use.request);
    if (use.isFixed ||
        (&m_own == &m_other && handles.own != 0 &&
         m_own.isConstant(handles.own, {std::min(at, listed), {std::max(at, listed).micros + 1}})))
        return {Repriced::How::Unchanged, use.cost};
    PriceRequest request = use.request;
    request.listedAt = listed;
    const Quote then = m_other.quote(handles.other, request);
    if (!isPriced(then))
        return {Repriced::How::Unknown, use.cost};
    if (use.basis == Basis::Estimated)
        return {Repriced::How::Quoted, then.cost};
    const Quote ours = m_own.quote(handles.own, use.request);
    if (!isPriced(ours) || ours.cost.nanos <= 0)
        return {Repriced::How::Unknown, use.cost};
    const auto scaled = inProportion(use.cost, then.cost, ours.cost);
    return scaled ? Repriced{Repriced::How::Scaled, *scaled}
                  : Repriced{Repriced::How::Unknown, use.cost};
}

} // namespace outlay
