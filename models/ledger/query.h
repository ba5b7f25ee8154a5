// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/filter.h"
#include "models/money/instant.h"
#include "models/money/money.h"
#include "models/money/tokenusage.h"
#include "models/money/zone.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace outlay {

struct Query
{
    TimeRange range;
    Zone zone; ///< of days, weeks, months
    Step step = Step::None;
    std::vector<DimensionRef> by;
    std::vector<Filter> where;
    Basis basis = Basis::Effective;
    int top = 0; ///< 0: all; else the dearest rows and one row `other` for the rest
    /// Order of rows: cost descending, then key bytes (unknown last); with a step, time first.
};

/// Sums over a set of requests. Token counts are what providers processed.
struct Measures
{
    std::int64_t requests = 0;
    std::optional<std::int64_t> errors; ///< nullopt: no source of these rows can see failures
    TokenUsage usage;
    std::int64_t cacheHits = 0;    ///< served by a gateway's cache
    std::int64_t servedTokens = 0; ///< tokens of those
    std::optional<Money> cost;     ///< of the query's basis; nullopt: nothing here is priced
    std::int64_t unpricedRequests = 0;
    Money quarantined;
    Money listValue; ///< subscription use at list price, outside spend
    Money setAside;  ///< covered by another source (invariant 7), outside every total
    std::int64_t setAsideRequests = 0;
    Money residual; ///< part of `cost` that is a statement's, not itemised
    /// What the cost consists of, by basis (Effective queries only).
    Money billed, reported, estimated, client;
    std::int64_t latencySamples = 0;
    std::int64_t latencyMicros = 0; ///< sum over the samples

    Measures &operator+=(const Measures &other);
};

struct Row
{
    std::optional<Instant> at;                   ///< start of the step's bucket
    std::vector<std::optional<std::string>> key; ///< one per `by`; nullopt: unknown
    bool isOther = false;                        ///< the rest behind `top`
    bool isNotItemised = false;                  ///< a residual: no events behind it
    Measures measures;
};

struct Answer
{
    TimeRange range; ///< as asked, unbounded sides narrowed to the data
    std::vector<Row> rows;
    Measures total; ///< each event once, also where rows overlap
    /// Empty ledger, or empty range: zero is known to be zero only where sources vouch for it.
    bool hasData = false;
};

/// Cancels a running query from another thread.
using CancelToken = std::shared_ptr<std::atomic<bool>>;

/// One request, for lists and receipts.
struct EventRow
{
    std::int64_t id = 0; ///< of this ledger only; never leaves it
    Instant at;
    std::vector<std::optional<std::string>> dimensions; ///< indexed by Dimension, Tag left out
    std::vector<std::pair<std::string, std::string>> tags;
    TokenUsage usage;
    std::int64_t requests = 1;
    std::int64_t servedTokens = 0;
    bool isGatewayCacheHit = false;
    bool isSetAside = false;  ///< covered by another source: out of every total
    bool isControl = false;   ///< an aggregate outweighed by events: out of every total
    bool isListValue = false; ///< subscription or provisioned: `estimate` is list value, cost 0
    bool isFree = false;      ///< no billable units, or a declared zero price
    bool hasAssumedTtl = false;
    std::optional<Money> cost;
    Basis basis = Basis::Estimated;
    std::optional<Money> billed, reported, estimate, client, quarantined;
    std::string speed, geo, searchContext, stopReason, modelGroup, branch;
    /// Who started the agent, where a source says so: an agent's name or the id of a session.
    std::string parentAgent;
    int httpStatus = 0;
    std::int64_t latencyMicros = -1;
    std::int64_t timeToFirstTokenMicros = -1;
    std::vector<std::string> observers; ///< names of the sources that saw it
};

/// How much of a request is looked up: its names take longer than its figures.
enum class EventDetail : std::uint8_t
{
    All,
    Price, ///< what decides its price: no task, session, agent, tags, ending nor observers
};

/// Facts about the ledger as a whole, for headers, empty states and `doctor`.
struct LedgerFacts
{
    std::int64_t events = 0;
    std::optional<TimeRange> span; ///< first to last event (to is exclusive)
    std::int64_t unpricedRequests = 0;
    std::vector<std::pair<std::string, std::int64_t>>
        unpricedModels;               ///< "provider/model", requests
    std::int64_t rejectedRecords = 0; ///< kept with file, line and reason
    /// Changes with every commit, also one of another process.
    std::int64_t changeCounter = 0;
    std::string zone; ///< the ledger's zone, in which day cells are kept
};

} // namespace outlay
