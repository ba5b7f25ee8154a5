// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/eventstate.h"

#include "models/ledger/varint.h"

#include <bit>

namespace outlay {

namespace {

// Presence bits: most states use few of the fields.
enum Present : std::uint64_t
{
    HasTags = 1U << 0,
    HasEnding = 1U << 1,
    HasServed = 1U << 2,
    HasRequests = 1U << 3,
    HasRetries = 1U << 4,
    HasAttempt = 1U << 5,
    HasVersion = 1U << 6,
    HasLatency = 1U << 7,
    HasFirstToken = 1U << 8,
    HasBilled = 1U << 9,
    HasReported = 1U << 10,
    HasClient = 1U << 11,
    HasOperation = 1U << 12,
    HasPrompt = 1U << 13,
    IsFinal = 1U << 14,
    IsSplit = 1U << 15,
    IsCacheHit = 1U << 16,
    StandingShift = 17, // two bits
    FirstUsage = 19,    // tokenClassCount bits
};
constexpr std::uint64_t isAggregateBit = std::uint64_t{1} << (FirstUsage + tokenClassCount);
constexpr std::uint64_t observerShift = FirstUsage + tokenClassCount + 1; // five bits

std::uint64_t presence(const EventState &s)
{
    std::uint64_t mask = 0;
    const auto set = [&mask](bool on, std::uint64_t bit) { mask |= on ? bit : 0; };
    set(s.tags != 0, HasTags);
    set(s.ending != 0, HasEnding);
    set(s.servedTokens != 0, HasServed);
    set(s.requests != 1, HasRequests);
    set(s.retries != 0, HasRetries);
    set(s.attempt != 0, HasAttempt);
    set(s.version != 0, HasVersion);
    set(s.latencyMicros >= 0, HasLatency);
    set(s.firstTokenMicros >= 0, HasFirstToken);
    set(s.billed.has_value(), HasBilled);
    set(s.reported.has_value(), HasReported);
    set(s.client.has_value(), HasClient);
    set(s.operation != 0, HasOperation);
    set(s.promptHash != 0, HasPrompt);
    set(s.isFinal, IsFinal);
    set(s.hasTtlSplit, IsSplit);
    set(s.isCacheHit, IsCacheHit);
    set(s.isAggregate, isAggregateBit);
    mask |= static_cast<std::uint64_t>(s.standing & 3U) << StandingShift;
    mask |= static_cast<std::uint64_t>(s.observerKind & 31U) << observerShift;
    for (std::size_t i = 0; i < tokenClassCount; ++i)
        set(s.usage.counts[i] != 0, std::uint64_t{1} << (FirstUsage + i));
    return mask;
}

} // namespace

void encode(const EventState &s, std::string &out)
{
    const std::uint64_t mask = presence(s);
    putVarint(out, mask);
    putSigned(out, s.at.micros);
    putVarint(out, s.profile);
    putVarint(out, s.thread);
    const auto has = [mask](std::uint64_t bit) { return (mask & bit) != 0; };
    if (has(HasTags))
        putVarint(out, s.tags);
    if (has(HasEnding))
        putVarint(out, s.ending);
    for (const std::int64_t count : s.usage.counts) {
        if (count != 0)
            putSigned(out, count);
    }
    if (has(HasServed))
        putSigned(out, s.servedTokens);
    if (has(HasRequests))
        putSigned(out, s.requests);
    if (has(HasRetries))
        putSigned(out, s.retries);
    if (has(HasAttempt))
        putSigned(out, s.attempt);
    if (has(HasVersion))
        putSigned(out, s.version);
    if (has(HasLatency))
        putSigned(out, s.latencyMicros);
    if (has(HasFirstToken))
        putSigned(out, s.firstTokenMicros);
    for (const auto &money : {s.billed, s.reported, s.client}) {
        if (money)
            putSigned(out, money->nanos);
    }
    if (has(HasOperation))
        putVarint(out, s.operation);
    if (has(HasPrompt))
        putVarint(out, s.promptHash);
}

EventState decodeState(std::string_view bytes)
{
    EventState s;
    const std::uint64_t mask = takeVarint(bytes);
    const auto has = [mask](std::uint64_t bit) { return (mask & bit) != 0; };
    s.at.micros = takeSigned(bytes);
    s.profile = static_cast<std::uint32_t>(takeVarint(bytes));
    s.thread = static_cast<std::uint32_t>(takeVarint(bytes));
    if (has(HasTags))
        s.tags = static_cast<std::uint32_t>(takeVarint(bytes));
    if (has(HasEnding))
        s.ending = static_cast<std::uint32_t>(takeVarint(bytes));
    for (std::size_t i = 0; i < tokenClassCount; ++i) {
        if (has(std::uint64_t{1} << (FirstUsage + i)))
            s.usage.counts[i] = takeSigned(bytes);
    }
    if (has(HasServed))
        s.servedTokens = takeSigned(bytes);
    if (has(HasRequests))
        s.requests = takeSigned(bytes);
    if (has(HasRetries))
        s.retries = static_cast<std::int32_t>(takeSigned(bytes));
    if (has(HasAttempt))
        s.attempt = static_cast<std::int32_t>(takeSigned(bytes));
    if (has(HasVersion))
        s.version = takeSigned(bytes);
    if (has(HasLatency))
        s.latencyMicros = takeSigned(bytes);
    if (has(HasFirstToken))
        s.firstTokenMicros = takeSigned(bytes);
    if (has(HasBilled))
        s.billed = Money{takeSigned(bytes)};
    if (has(HasReported))
        s.reported = Money{takeSigned(bytes)};
    if (has(HasClient))
        s.client = Money{takeSigned(bytes)};
    if (has(HasOperation))
        s.operation = takeVarint(bytes);
    if (has(HasPrompt))
        s.promptHash = takeVarint(bytes);
    s.isFinal = has(IsFinal);
    s.hasTtlSplit = has(IsSplit);
    s.isCacheHit = has(IsCacheHit);
    s.isAggregate = has(isAggregateBit);
    s.standing = static_cast<std::uint8_t>((mask >> StandingShift) & 3U);
    s.observerKind = static_cast<std::uint8_t>((mask >> observerShift) & 31U);
    return s;
}

} // namespace outlay
