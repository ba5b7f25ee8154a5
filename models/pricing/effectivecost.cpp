// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/effectivecost.h"

#include "models/money/int128.h"

namespace outlay {

namespace {

// 1,000 USD per million tokens = 10^6 nano-dollars per token: no model ever cost that much.
constexpr std::int64_t highestNanosPerToken = 1'000'000;
constexpr int plausibleFactor = 10;

/// Is a foreign figure within a factor of ten of ours, or, without ours, below any real price?
bool isPlausible(Money figure, const CostInputs &inputs)
{
    if (inputs.isConfirmed || inputs.isCountless)
        return true;
    if (inputs.estimate) {
        const Int128 theirs = figure.nanos;
        const Int128 ours = inputs.estimate->nanos;
        return ours <= plausibleFactor * theirs && theirs <= plausibleFactor * ours;
    }
    return Int128(figure.nanos) <= Int128(highestNanosPerToken) * inputs.billableTokens;
}

} // namespace

EffectiveCost effectiveCost(const CostInputs &inputs)
{
    EffectiveCost result;
    if (!inputs.hasBillableUnits || inputs.isDeclaredFree) {
        result.cost = Money{};
        return result;
    }
    if (inputs.billed && inputs.billed->nanos > 0) {
        result.cost = inputs.billed;
        result.basis = Basis::Billed;
        return result;
    }
    if (inputs.reported && inputs.reported->nanos != 0) {
        if (inputs.reported->nanos > 0 && isPlausible(*inputs.reported, inputs)) {
            result.cost = inputs.reported;
            result.basis = Basis::Reported;
            return result;
        }
        result.quarantined = inputs.reported;
    }
    if (inputs.estimate) {
        result.cost = inputs.estimate;
        return result;
    }
    if (inputs.client && inputs.client->nanos != 0) {
        if (inputs.client->nanos > 0 && isPlausible(*inputs.client, inputs)) {
            result.cost = inputs.client;
            result.basis = Basis::Client;
        } else if (!result.quarantined) {
            result.quarantined = inputs.client;
        }
    }
    return result;
}

} // namespace outlay
