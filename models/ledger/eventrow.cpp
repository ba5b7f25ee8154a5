// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/eventrow.h"

#include "models/ledger/varint.h"

#include <bit>
#include <utility>

namespace outlay {

namespace {

constexpr std::size_t inlineClasses = 6; // Input … Reasoning have columns

/// The rare half: presence mask, then zigzag varints in this order.
enum Extra : std::uint64_t
{
    ExtraServed = 1U << 0,
    ExtraRequests = 1U << 1,
    ExtraRetries = 1U << 2,
    ExtraAttempt = 1U << 3,
    ExtraVersion = 1U << 4,
    ExtraBilled = 1U << 5,
    ExtraClient = 1U << 6,
    ExtraQuarantined = 1U << 7,
    FirstExtraClass = 8, // one bit for each class without a column
    ExtraReporter = 1U << 24,
};

void encodeExtra(const StoredEvent &event, std::string &out)
{
    out.clear();
    const EventState &s = event.state;
    std::uint64_t mask = 0;
    const auto set = [&mask](bool on, std::uint64_t bit) { mask |= on ? bit : 0; };
    set(s.servedTokens != 0, ExtraServed);
    set(s.requests != 1, ExtraRequests);
    set(s.retries != 0, ExtraRetries);
    set(s.attempt != 0, ExtraAttempt);
    set(s.version != 0, ExtraVersion);
    set(s.billed.has_value(), ExtraBilled);
    set(s.client.has_value(), ExtraClient);
    set(event.derived.quarantined.has_value(), ExtraQuarantined);
    for (std::size_t i = inlineClasses; i < tokenClassCount; ++i)
        set(s.usage.counts[i] != 0, std::uint64_t{1} << (FirstExtraClass + i - inlineClasses));
    set(s.reporter != 0, ExtraReporter);
    if (mask == 0)
        return;
    putVarint(out, mask);
    const std::pair<std::uint64_t, std::int64_t> numbers[] = {
        {ExtraServed, s.servedTokens}, {ExtraRequests, s.requests}, {ExtraRetries, s.retries},
        {ExtraAttempt, s.attempt},     {ExtraVersion, s.version},
    };
    for (const auto &[bit, value] : numbers) {
        if ((mask & bit) != 0) // not by value: an aggregate of 0 requests has the bit, too
            putSigned(out, value);
    }
    for (const auto &money : {s.billed, s.client, event.derived.quarantined}) {
        if (money)
            putSigned(out, money->nanos);
    }
    for (std::size_t i = inlineClasses; i < tokenClassCount; ++i) {
        if (s.usage.counts[i] != 0)
            putSigned(out, s.usage.counts[i]);
    }
    if (s.reporter != 0)
        putVarint(out, s.reporter);
}

void decodeExtra(std::string_view bytes, StoredEvent &event)
{
    EventState &s = event.state;
    const std::uint64_t mask = takeVarint(bytes);
    const auto has = [mask](std::uint64_t bit) { return (mask & bit) != 0; };
    if (has(ExtraServed))
        s.servedTokens = takeSigned(bytes);
    if (has(ExtraRequests))
        s.requests = takeSigned(bytes);
    if (has(ExtraRetries))
        s.retries = static_cast<std::int32_t>(takeSigned(bytes));
    if (has(ExtraAttempt))
        s.attempt = static_cast<std::int32_t>(takeSigned(bytes));
    if (has(ExtraVersion))
        s.version = takeSigned(bytes);
    if (has(ExtraBilled))
        s.billed = Money{takeSigned(bytes)};
    if (has(ExtraClient))
        s.client = Money{takeSigned(bytes)};
    if (has(ExtraQuarantined))
        event.derived.quarantined = Money{takeSigned(bytes)};
    for (std::size_t i = inlineClasses; i < tokenClassCount; ++i) {
        if (has(std::uint64_t{1} << (FirstExtraClass + i - inlineClasses)))
            s.usage.counts[i] = takeSigned(bytes);
    }
    if (has(ExtraReporter))
        s.reporter = static_cast<TextId>(takeVarint(bytes));
}

std::uint32_t flagsOf(const StoredEvent &event)
{
    const EventState &s = event.state;
    const EventDerived &d = event.derived;
    std::uint32_t flags = 0;
    const auto set = [&flags](bool on, std::uint32_t bit) { flags |= on ? bit : 0; };
    set(s.isFinal, FlagFinal);
    set(s.hasTtlSplit, FlagTtlSplit);
    set(s.isCacheHit, FlagCacheHit);
    set(d.isSetAside, FlagSetAside);
    set(d.isControl, FlagControl);
    set(event.hasManyViews, FlagManyViews);
    set(d.estimate && d.cost == d.estimate, FlagEstimateIsCost);
    set(s.reported && d.cost == s.reported, FlagReportedIsCost);
    set(d.isListValue, FlagListValue);
    set(d.quarantined.has_value(), FlagQuarantined);
    set(d.isFree, FlagFree);
    set(s.isAggregate, FlagAggregate);
    flags |= static_cast<std::uint32_t>(s.standing & 3U) << FlagStandingShift;
    flags |= static_cast<std::uint32_t>(d.basis) << FlagBasisShift;
    flags |= static_cast<std::uint32_t>(s.observerKind & 31U) << FlagObserverShift;
    return flags;
}

std::optional<std::int64_t> nanosOf(const std::optional<Money> &money, bool isElsewhere)
{
    if (!money || isElsewhere)
        return std::nullopt;
    return money->nanos;
}

std::optional<std::int64_t> known(std::int64_t value)
{
    return value < 0 ? std::nullopt : std::optional(value);
}

std::optional<Money> moneyAt(const SqlStatement &row, int column)
{
    const auto nanos = row.optionalInteger(column);
    return nanos ? std::optional(Money{*nanos}) : std::nullopt;
}

} // namespace

void bindEvent(SqlStatement &statement, const StoredEvent &event, std::string &extra)
{
    const EventState &s = event.state;
    const EventDerived &d = event.derived;
    const std::uint32_t flags = flagsOf(event);
    int i = 1;
    if (event.id != 0)
        statement.bind(i++, event.id);
    else
        statement.bindNull(i++);
    for (const std::int64_t value :
         {s.at.micros, std::int64_t{s.profile}, std::int64_t{d.attributed}, std::int64_t{s.thread},
          std::int64_t{d.task}, std::int64_t{s.tags}, std::int64_t{s.ending}, std::int64_t{flags}})
        statement.bind(i++, value);
    for (std::size_t c = 0; c < inlineClasses; ++c)
        statement.bind(i++, s.usage.counts[c]);
    statement.bind(i++, nanosOf(d.cost, false));
    statement.bind(i++, nanosOf(d.estimate, (flags & FlagEstimateIsCost) != 0));
    statement.bind(i++, nanosOf(s.reported, (flags & FlagReportedIsCost) != 0));
    statement.bind(i++, std::int64_t{d.price});
    statement.bind(i++, known(s.latencyMicros));
    statement.bind(i++, known(s.firstTokenMicros));
    for (const std::uint64_t hash : {s.operation, s.promptHash}) {
        if (hash != 0)
            statement.bind(i++, std::bit_cast<std::int64_t>(hash));
        else
            statement.bindNull(i++);
    }
    encodeExtra(event, extra);
    if (extra.empty())
        statement.bindNull(i);
    else
        statement.bindBlob(i, extra);
}

void readEvent(const SqlStatement &row, int first, StoredEvent &event)
{
    event = StoredEvent{};
    EventState &s = event.state;
    EventDerived &d = event.derived;
    int i = first;
    const auto id32 = [&row, &i] { return static_cast<std::uint32_t>(row.integer(i++)); };
    event.id = row.integer(i++);
    s.at.micros = row.integer(i++);
    s.profile = id32();
    d.attributed = id32();
    s.thread = id32();
    d.task = id32();
    s.tags = id32();
    s.ending = id32();
    const std::uint32_t flags = id32();
    for (std::size_t c = 0; c < inlineClasses; ++c)
        s.usage.counts[c] = row.integer(i++);
    d.cost = moneyAt(row, i++);
    d.estimate = (flags & FlagEstimateIsCost) != 0 ? d.cost : moneyAt(row, i);
    ++i;
    s.reported = (flags & FlagReportedIsCost) != 0 ? d.cost : moneyAt(row, i);
    ++i;
    d.price = id32();
    s.latencyMicros = row.optionalInteger(i++).value_or(-1);
    s.firstTokenMicros = row.optionalInteger(i++).value_or(-1);
    s.operation = std::bit_cast<std::uint64_t>(row.integer(i++));
    s.promptHash = std::bit_cast<std::uint64_t>(row.integer(i++));
    decodeExtra(row.blob(i), event);
    s.isFinal = (flags & FlagFinal) != 0;
    s.hasTtlSplit = (flags & FlagTtlSplit) != 0;
    s.isCacheHit = (flags & FlagCacheHit) != 0;
    s.isAggregate = (flags & FlagAggregate) != 0;
    s.standing = static_cast<std::uint8_t>((flags >> FlagStandingShift) & 3U);
    s.observerKind = static_cast<std::uint8_t>((flags >> FlagObserverShift) & 31U);
    event.hasManyViews = (flags & FlagManyViews) != 0;
    d.isSetAside = (flags & FlagSetAside) != 0;
    d.isControl = (flags & FlagControl) != 0;
    d.isListValue = (flags & FlagListValue) != 0;
    d.isFree = (flags & FlagFree) != 0;
    d.basis = static_cast<Basis>((flags >> FlagBasisShift) & 7U);
}

Cell contributionOf(const StoredEvent &event, const Profile &attributed)
{
    const EventState &s = event.state;
    const EventDerived &d = event.derived;
    using enum CellField;
    Cell cell;
    if (d.isControl)
        return cell;
    if (d.isSetAside) {
        cell[SetAside] = d.cost.value_or(Money{}).nanos;
        cell[SetAsideRequests] = s.requests;
        return cell;
    }
    cell[Requests] = s.requests;
    if (!attributed.seesFailures)
        cell[Blind] = s.requests;
    if (attributed.outcome == Outcome::Error || attributed.outcome == Outcome::RefusedByCap)
        cell[Errors] = s.requests;
    cell[CacheHits] = s.isCacheHit ? s.requests : 0;
    cell[ServedTokens] = s.servedTokens;
    for (std::size_t i = 0; i < tokenClassCount; ++i)
        cell.sums[static_cast<std::size_t>(FirstTokenClass) + i] = s.usage.counts[i];
    if (d.cost) {
        cell[Cost] = d.cost->nanos;
        constexpr std::array byBasis = {ByEstimated, ByBilled, ByReported, ByEstimated, ByClient};
        cell[byBasis[static_cast<std::size_t>(d.basis) % byBasis.size()]] = d.cost->nanos;
    } else {
        cell[Unpriced] = s.requests;
    }
    if (d.quarantined)
        cell[Quarantined] = d.quarantined->nanos;
    if (d.isListValue && d.estimate)
        cell[ListValue] = d.estimate->nanos;
    // A figure of 0 beside tokens is unknown, not free (DESIGN section 4).
    const bool hasUnits = s.usage.total() > 0;
    const auto raw = [&](const std::optional<Money> &money, CellField sum, CellField count) {
        if (money && (money->nanos != 0 || !hasUnits)) {
            cell[sum] = money->nanos;
            cell[count] = s.requests;
        }
    };
    raw(s.billed, RawBilled, RawBilledRequests);
    raw(s.reported, RawReported, RawReportedRequests);
    if (d.estimate) { // ours: a 0 is a declared price
        cell[RawEstimated] = d.estimate->nanos;
        cell[RawEstimatedRequests] = s.requests;
    }
    raw(s.client, RawClient, RawClientRequests);
    if (s.latencyMicros >= 0) {
        cell[LatencySamples] = 1;
        cell[LatencyMicros] = s.latencyMicros;
    }
    cell[Retries] = s.retries;
    return cell;
}

} // namespace outlay
