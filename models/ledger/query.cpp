// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/query.h"

namespace outlay {

Measures &Measures::operator+=(const Measures &other)
{
    requests += other.requests;
    if (other.errors)
        errors = errors.value_or(0) + *other.errors;
    usage += other.usage;
    cacheHits += other.cacheHits;
    servedTokens += other.servedTokens;
    if (other.cost)
        cost = cost.value_or(Money{}) + *other.cost;
    unpricedRequests += other.unpricedRequests;
    quarantined += other.quarantined;
    listValue += other.listValue;
    setAside += other.setAside;
    setAsideRequests += other.setAsideRequests;
    residual += other.residual;
    billed += other.billed;
    reported += other.reported;
    estimated += other.estimated;
    client += other.client;
    latencySamples += other.latencySamples;
    latencyMicros += other.latencyMicros;
    return *this;
}

} // namespace outlay
