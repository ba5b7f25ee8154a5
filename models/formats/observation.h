// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/dimension.h"
#include "models/money/instant.h"
#include "models/money/money.h"
#include "models/money/tokenusage.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace outlay {

/// Where an identity token comes from. Observations that share a (space, value) are one event
/// (DESIGN invariant 2). The provider is never part of a token.
enum class TokenSpace : std::uint8_t
{
    Response,    ///< the provider's response id (msg_…, chatcmpl-…, resp_…)
    Request,     ///< the provider's request id (req_…)
    GatewayCall, ///< a gateway's call id with the outcome behind it, or an agent's own id of a call
    Span,        ///< "<trace id hex>/<span id hex>"
    Lineage,     ///< "<session>/<raw ordinal>" of a lineage vector without a response id
};

struct IdentityToken
{
    TokenSpace space = TokenSpace::Response;
    std::string_view value;
    /// Ready-made identityHash() from another ledger, which keeps no values; `value` is then empty.
    std::optional<std::uint64_t> hash = std::nullopt;
};

/// What the ledger keeps of a token: unkeyed, the same everywhere, so that ledgers merge.
[[nodiscard]] std::uint64_t identityHash(const IdentityToken &token);
/// What the ledger keeps of `content`.
[[nodiscard]] std::uint64_t contentHash(std::string_view content);

/// Not ids that identify nothing: empty, "None", "null", under 8 characters (unless a provider's
/// prefix marks them: "msg_A").
[[nodiscard]] bool isUsableId(std::string_view id);

/// How two observations of one event by the same source combine. Each is commutative, associative
/// and idempotent, so that order and repetition do not matter (invariant 1).
enum class Growth : std::uint8_t
{
    Max,     ///< per token class the greatest (streamed lines of one message)
    Version, ///< the record with the greatest version wins whole
    Once,    ///< a record is written once; two that differ: the one with more tokens, then bytes
};

/// A source's standing when observers disagree (invariant 3); smaller is better.
enum class Rank : std::uint8_t
{
    ProviderResponse,
    Gateway,
    Transcript,
    OtelLog,
    OtelSpan,
    MappedFile,
};

/// Text fields of an observation. All are UTF-8; empty means unknown.
enum class Field : std::uint8_t
{
    Provider,   ///< lower case, as in the price book: anthropic, openai, google, x-ai, …
    Model,      ///< as the response names it, a routing provider's prefix removed
    ModelGroup, ///< the name a gateway was asked for
    User,
    Key,
    Team,
    Project,
    Environment,
    Endpoint,
    Task,
    Session,
    Agent,
    ParentAgent,
    Tier,          ///< service tier: standard, batch, flex, priority, provisioned
    Speed,         ///< fast, else empty or standard
    Geo,           ///< inference geography: us, eu
    SearchContext, ///< low, medium, high
    StopReason,
    Branch,    ///< git branch
    Operation, ///< groups the attempts of one request (a gateway's trace id)
    Service,   ///< of several that a provider bills apart: vertex-ai, gemini-api
};
inline constexpr std::size_t fieldCount = 21;

struct Tag
{
    std::string_view key;
    std::string_view value;
};

/// One source's view of one request, as a format reads it. The views point into the record being
/// read and are valid only during Sink::observation(). Content (prompts, completions, tool
/// arguments and output) never enters.
struct Observation
{
    /// 0..n identity tokens; with none the event is identified by `content`.
    std::vector<IdentityToken> tokens;
    /// The raw record (canonical JSON inside documents) prefixed by format and normalised header:
    /// identity of records without ids, and the last tie-breaker. Hashed, never stored.
    std::string_view content;
    /// Ready-made from another ledger: contentHash() and hash64() of Field::Operation, whose texts
    /// are then empty.
    std::optional<std::uint64_t> readyContentHash = std::nullopt;
    std::optional<std::uint64_t> readyOperationHash = std::nullopt;

    /// The observer's name, standing and growth where the record itself says them (lines exported
    /// by another ledger; OTLP logs and spans share a file). Else the import's source and the
    /// format's.
    std::string_view source;
    std::optional<Rank> rank = std::nullopt;
    std::optional<Growth> growth = std::nullopt;

    Instant at;
    std::array<std::string_view, fieldCount> fields{};
    std::vector<Tag> tags;

    TokenUsage usage;
    /// Tokens a gateway served from its own cache: counted apart, never billed.
    std::int64_t servedTokens = 0;
    bool hasCacheTtlSplit = false; ///< 5-minute and 1-hour writes are told apart
    bool isFinal = false;          ///< the request is known to have ended (stop reason, status)
    bool isGatewayCacheHit = false;
    /// Within one source a higher standing replaces a lower one (a main-chain line and its
    /// side-chain copies).
    std::uint8_t standing = 0;
    std::int64_t version = 0; ///< for Growth::Version

    Outcome outcome = Outcome::Unknown;
    /// Whether a failure would have been seen by this source; if not, `errors` is unknown.
    bool canSeeFailures = true;
    int httpStatus = 0; ///< 0 unknown
    std::int32_t attempt = 0;
    std::int32_t retries = 0; ///< tries hidden inside this one row
    /// 1 for a request; above 1 the record is an aggregate (invariant 9: never stepped).
    std::int64_t requests = 1;
    /// The record is a sum of its tool's own, also where it sums up a single request.
    bool isAggregate = false;
    std::int64_t latencyMicros = -1;          ///< -1 unknown
    std::int64_t timeToFirstTokenMicros = -1; ///< -1 unknown

    std::optional<Money> billed;   ///< the provider's own charge for this request
    std::optional<Money> reported; ///< a gateway's figure
    std::optional<Money> client;   ///< a client's guess
    /// Salted hash of the prompt where the record holds it; 0 if not.
    std::uint64_t promptHash = 0;

    std::string_view &operator[](Field f) { return fields[static_cast<std::size_t>(f)]; }
    std::string_view operator[](Field f) const { return fields[static_cast<std::size_t>(f)]; }
    void addToken(TokenSpace space, std::string_view value)
    {
        if (isUsableId(value))
            tokens.push_back({space, value});
    }
    /// Empties it for the next record, keeping capacity.
    void clear();
};

/// A cumulative counter's record (Codex). The ledger keeps the whole ordered list of a session and
/// derives requests from it (invariant 4).
struct LineageVector
{
    /// Time, model, session, project …; usage is ignored. Response id, if any, as a token.
    const Observation *base = nullptr;
    std::string_view session; ///< id of the first session_meta
    std::string_view parent;  ///< the session this one was forked or spawned from; empty: none
    std::int64_t ordinal = 0; ///< 0-based position among the session's vectors
    /// input (inclusive), cached, cache write, output, reasoning; -1 where absent.
    using Counts = std::array<std::int64_t, 5>;
    Counts last{-1, -1, -1, -1, -1};
    Counts total{-1, -1, -1, -1, -1};
};

/// An OpenTelemetry span that carries usage or is part of an agent tree.
struct SpanRecord
{
    enum class Kind : std::uint8_t
    {
        Usage,  ///< a model call: counts
        RollUp, ///< an agent or chain that repeats its children's usage: counts only without them
        Link,   ///< an agent or tool span without usage: for the tree only
    };
    Kind kind = Kind::Usage;
    std::string_view traceId; ///< lower-case hex
    std::string_view spanId;
    std::string_view parentSpanId; ///< empty for a root
    Instant start;
    Instant end;
    std::string_view agentName;         ///< set on agent spans
    const Observation *usage = nullptr; ///< null for Link
    std::string_view source;            ///< as in Observation
    /// Ready-made from another ledger: hash64() of trace, span and parent id (0: a root), whose
    /// texts are then empty.
    std::optional<std::array<std::uint64_t, 3>> readyHashes = std::nullopt;
};

/// A file that a line of a bill came with.
struct Delivery
{
    Instant at;
    std::string_view name; ///< of the file, without its folders
};

/// A provider's own figure for a time bucket (FOCUS row, usage or cost API).
struct Statement
{
    enum class Kind : std::uint8_t
    {
        Cost,      ///< money the provider charges: what is not itemised of it is spend
        Usage,     ///< counts without money, priced by our book where no cost is known yet
        Control,   ///< a total to compare with, never spend
        UsageCost, ///< cost that is told to be for what was used, whatever credits left of it
        OtherCost, ///< cost that is told to be for something else: a tax, a purchase, a credit
    };
    /// Whether every request behind a row was beyond the prompt step of its price, or below it.
    enum class PromptStep : std::uint8_t
    {
        Unknown,
        Below,
        Above,
    };
    Kind kind = Kind::Cost;
    PromptStep promptStep = PromptStep::Unknown;
    /// Part of what `series` says of `bucket`, see BucketDelivery; empty: stands for itself.
    std::string_view series;
    Instant fetchedAt; ///< of that delivery

    /// Identity of the row when `id` is empty; of a series, what names it within its bucket.
    std::string_view content;
    std::string_view id; ///< replaces an earlier row of the same id
    TimeRange bucket;
    std::array<std::string_view, fieldCount> fields{}; ///< Provider, Model, User, Key, Project …
    Money billed;
    std::int64_t requests = 0;
    TokenUsage usage;
    bool closed = true; ///< false while the provider may restate it
    std::string_view description;
    /// Ready-made statementHash() from another ledger.
    std::optional<std::uint64_t> readyHash = std::nullopt;
    std::string_view source; ///< as in Observation

    /// A line of a bill, whose newer deliveries replace older ones (a FOCUS export is delivered
    /// again until its billing period is invoiced, and later if that was wrong).
    std::string_view account; ///< billing account; empty: unknown
    TimeRange billingPeriod;  ///< unbounded: unknown
    /// Hash of what names the line within its bill, all but amounts; 0: no line of a bill.
    std::uint64_t line = 0;
    /// The file it came with and when that was written; nullopt: the one being read.
    std::optional<Delivery> delivery = std::nullopt;
};

/// Everything a series of a source ("costs", "usage/completions") says of a bucket as of a time,
/// also where that is nothing. The newest delivery of (source, series, bucket) replaces older ones
/// whole; an older one is ignored. Its statements follow it, with the same series and bucket.
struct BucketDelivery
{
    std::string_view series;
    TimeRange bucket;
    Instant fetchedAt;
    bool closed = false;     ///< the provider will not restate it
    std::string_view source; ///< as in Observation
};

/// A provider's name of one of its ids. Figures carry ids; names are put in when they are
/// attributed. The newest `fetchedAt` of (source, kind, id) holds.
struct DirectoryEntry
{
    enum class Kind : std::uint8_t
    {
        User,
        Key,
        Project,
        Team,
    };
    Kind kind = Kind::User;
    std::string_view id;
    std::string_view name;    ///< empty: it has none
    std::string_view email;   ///< of users
    std::string_view ownerId; ///< of keys: the user's id; of users: the team's
    bool isArchived = false;
    Instant fetchedAt;
    std::string_view source; ///< as in Observation
};

/// How much of a plan's allowance is used, as a client was told. The newest `at` of (source, plan,
/// limit, window) holds.
struct QuotaObservation
{
    std::string_view plan;   ///< as the provider calls it; empty: unknown
    std::string_view limit;  ///< which of several allowances; empty: the general one
    std::string_view window; ///< the client's name of it: primary, secondary
    Instant at;
    std::int64_t used = 0;           ///< hundredths of a percent; may exceed 10,000
    std::int64_t minutes = 0;        ///< length of the window; 0: unknown
    std::optional<Instant> resetsAt; ///< this or `minutes` is known
    std::string_view source;         ///< as in Observation
};

/// Identity of a statement: of its id, else of its content.
[[nodiscard]] std::uint64_t statementHash(const Statement &statement);

/// Where a reader puts what it finds. Every record ends in exactly one call per count of
/// "lines = new + merged + duplicate + ignored + rejected".
class Sink
{
public:
    virtual ~Sink();
    virtual void observation(const Observation &observation) = 0;
    virtual void statement(const Statement &statement) = 0;
    virtual void lineage(const LineageVector &vector) = 0;
    virtual void span(const SpanRecord &span) = 0;
    /// The format of a source that a record of another ledger is about to name; may be repeated.
    virtual void origin(std::string_view source, std::string_view format);
    // None of these counts as a record.
    virtual void bucket(const BucketDelivery &bucket);
    virtual void directory(const DirectoryEntry &entry);
    virtual void quota(const QuotaObservation &quota);
    /// A record that carries no usage by its format's rule.
    virtual void ignored() = 0;
    /// `line` is 1-based, 0 for a whole file. The reason names the field and what was expected.
    virtual void rejected(std::int64_t line, std::string_view reason) = 0;
};

} // namespace outlay
