// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/coverage.h"
#include "models/ledger/people.h"
#include "models/ledger/query.h"
#include "models/ledger/rulerows.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace outlay {

class AnswerRows;
struct Distributions;
struct RequestGroup;

struct RejectedRecord
{
    std::string source, file;
    std::int64_t line = 0; ///< 1-based, 0: the whole file
    std::string reason;
    Instant at; ///< when it was read
};

struct SourceInfo
{
    std::string name, format;
    std::int64_t events = 0; ///< events whose usage it supplied
    std::int64_t files = 0;
    std::optional<TimeRange> span;
    std::optional<Instant> lastImport;
    std::string plan;                ///< metered, subscription, provisioned, local, unknown
    std::string reports = "unknown"; ///< what its reported figures are: list, net, unknown
    /// The source whose records these are a kind of ("tel" of "tel/spans"); empty: a source itself.
    /// It is asked for the plan, which holds for its parts unless they have one of their own.
    std::string partOf = {};
};

/// What a source reported of a model beside what the price book makes of the same requests: only
/// requests that have both and count as reported.
struct ReportGap
{
    std::string source, provider, model;
    std::int64_t requests = 0;
    Money reported, estimated;
    std::int64_t above = 0, below = 0; ///< requests more than 5 % above or below their estimate

    /// The sums are more than 5 % apart, and so are most requests, the same way.
    [[nodiscard]] bool isSystematic() const;
};

/// What a source delivered of one bill: a provider's charges to a billing account for a billing
/// period (unbounded: unknown).
struct BillInfo
{
    std::string provider, account, source;
    TimeRange period;
    TimeRange charged; ///< first to last charge period
    std::int64_t lines = 0;
    Money billed; ///< of the lines that count
    /// Lines of older deliveries, or of another source's, that a newer delivery replaces.
    std::int64_t replacedLines = 0;
    Money replaced;
};

/// What a source says a provider charged an account (empty: not told) in one bucket of time, where
/// that counts.
struct BilledTime
{
    std::string source, provider, account;
    std::string service; ///< which of a provider's services that are billed apart; empty: not told
    std::string project; ///< empty: not told
    TimeRange bucket;
    Money billed;
    std::int64_t lines = 0;
    bool isBill = false; ///< lines of a bill that came in as a file
};

/// What somebody said of how a source or a key is paid.
struct PlanInfo
{
    std::string source, key; ///< one of them
    std::string kind;        ///< metered, subscription, provisioned, local
    std::string name;
    Money fee;                   ///< a month
    std::optional<Instant> from; ///< nullopt: since the first event
};

/// A plan's fee in one month.
struct FeeDue
{
    Instant at;
    Money amount;
};

/// A provider's name of one of its ids, see DirectoryEntry of formats.
struct DirectoryInfo
{
    std::string source;
    std::string kind; ///< user, key, project, team
    std::string id, name, email, ownerId;
    bool isArchived = false;
};

/// How much of a plan's allowance a client was last told to have used.
struct QuotaWindow
{
    std::string source;
    std::string plan;         ///< empty: unknown
    std::string limit;        ///< empty: the general allowance
    std::string window;       ///< the client's name of it: primary, secondary
    Instant at;               ///< when it was told
    std::int64_t used = 0;    ///< hundredths of a percent, as of `at`
    std::int64_t minutes = 0; ///< 0: unknown
    std::optional<Instant> resetsAt;

    /// When `used` ends to hold: at the reset, or the length of the window after it was told.
    [[nodiscard]] Instant holdsUntil() const;
};

/// A key that a provider bills for and no request has.
struct SilentKey
{
    std::string key; ///< its name where that is known, as in reports; else the provider's id
    Money unattributed;
};

/// One provider and day of the two books (DESIGN invariant 6).
struct ReconciliationRow
{
    std::string provider, source;
    /// Of requests that may belong to no line of a day's bill, which are rows of their own; else
    /// empty.
    std::string model;
    TimeRange day;            ///< a day of the ledger's zone
    Money billed;             ///< by the provider; of estimated rows our estimate of its counts
    Money attributed;         ///< what requests explain of it
    Money unattributed;       ///< not itemised: part of the spend
    Money high;               ///< `unattributed`, had every request been beyond its price's step
    Money drift;              ///< what requests claim beyond what was billed
    bool isClosed = true;     ///< the provider will not restate it
    bool isEstimated = false; ///< no money of the provider's is known, only counts
    std::string cause;        ///< the likely cause of what is left, in a few words; empty: nothing
    std::vector<SilentKey> silentKeys; ///< dearest first
};

/// What a source says a provider charged on a day, and counts nowhere: another one tells the bill.
struct YieldedBill
{
    std::string provider, source;
    std::string toldBy; ///< the source that counts instead
    TimeRange day;      ///< a day of the ledger's zone
    Money billed;
    bool isEstimated = false; ///< our estimate of counts
};

/// A provider's counts of a bucket that nobody tells the money of: they cost what a price book
/// makes of them.
struct CountedUse
{
    std::string provider, model, source;
    std::string service, project; ///< as of BilledTime
    std::string tier, speed, geo, searchContext;
    TimeRange bucket;
    TokenUsage usage;
    std::int64_t requests = 0; ///< 0: not told
    bool isBeyondStep = false; ///< every request behind it was beyond its price's prompt step
    Money covered; ///< what requests explain of all counts of its bucket, source and model
};

/// Costs of a source's rows that have one description.
struct DescribedCost
{
    std::string source, description;
    Money billed;
};

/// A sum that a source gives to compare with, never spend: a gateway's daily activity, a key's
/// counter, a report of one tool's use.
struct ControlTotal
{
    std::string source, series;
    std::string
        provider;     ///< whose requests it is about; empty: those that the source itself told of
    TimeRange bucket; ///< as the source cuts time
    Money said;       ///< by the source
    std::int64_t saidRequests = 0; ///< 0: it does not count them
    /// Of a provider: spend, not itemised and list value included. Of a gateway: what its own
    /// records say, request by request.
    Money known;
    std::int64_t knownRequests = 0;
    bool isClosed = true; ///< the source will not restate it

    /// More was said than is known, by more than a gateway's arithmetic in doubles explains.
    [[nodiscard]] bool lacksRequests() const;
};

/// A key or a source that was used nearly every day and no longer is: its requests may go another
/// way, unseen.
struct Silence
{
    Dimension dimension = Dimension::Key; ///< Key or Source
    std::string value;
    int activeDays = 0; ///< of the seven before the first silent one
    Instant since;      ///< start of the first silent day, in the ledger's zone
};

/// A read-only connection to a ledger. Not thread-safe: one per thread. No transaction stays open
/// between calls, so the writer is never held up.
class LedgerReader
{
public:
    /// Unreadable, Refused (newer schema, not our file) or Busy, with what to do in the text.
    [[nodiscard]] static Result<std::unique_ptr<LedgerReader>> open(const std::string &path);
    ~LedgerReader();

    [[nodiscard]] Result<Answer> run(const Query &query, const CancelToken &cancel = {});
    /// The same for who asks for very many rows and names few of them: the answer has none, `visit`
    /// sees them. `top` and `step` are left out.
    [[nodiscard]] Result<Answer> visitRows(const Query &query,
                                           const std::function<void(AnswerRows &)> &visit,
                                           const CancelToken &cancel = {});
    /// The query's requests, those that are alike in all that queries ask by together; in no order.
    /// Of days that are combined without reading them one by one.
    [[nodiscard]] Result<> eachGroup(const Query &query,
                                     const std::function<void(const RequestGroup &)> &visit,
                                     const CancelToken &cancel = {});
    /// Of days that are combined from what is kept of them, of the others from their requests.
    /// `top` is left out.
    [[nodiscard]] Result<Distributions> distributions(const Query &query,
                                                      const CancelToken &cancel = {});
    /// Newest first; `before` is the id to continue behind, 0 for the newest.
    [[nodiscard]] Result<std::vector<EventRow>>
    events(const Query &query, int limit, std::int64_t before = 0, const CancelToken &cancel = {});
    /// Calls `visit` for each event of the query, in time order, bounded memory. Stops when it
    /// returns false.
    [[nodiscard]] Result<> eachEvent(const Query &query,
                                     const std::function<bool(const EventRow &)> &visit,
                                     const CancelToken &cancel = {},
                                     EventDetail detail = EventDetail::All);
    [[nodiscard]] Result<EventRow> event(std::int64_t id);
    /// The event that carries one of these identity hashes (see identityHash() of formats); Usage
    /// error if none does. How people name an event: row ids never leave the ledger.
    [[nodiscard]] Result<EventRow> eventOf(const std::vector<std::uint64_t> &hashes);
    /// The session and those that its agents started, and theirs, by id: a tool may give every
    /// agent a session of its own. Those that no request is left of are among them.
    [[nodiscard]] Result<std::vector<std::string>> sessionsBelow(const std::string &session);
    [[nodiscard]] Result<LedgerFacts> facts();
    /// Cheap: does the file differ from what `counter` was read from?
    [[nodiscard]] Result<std::int64_t> changeCounter();
    /// As cheap, and the same as long as only alerts, what budgets consumed or how watching goes
    /// (coverage, polls, allowances of plans) were written: answers of run() are then the same.
    [[nodiscard]] Result<std::int64_t> figureCounter();
    /// Gives back the pages it keeps in memory (up to 8 MB), for who asks once a minute.
    void rest();
    [[nodiscard]] Result<std::vector<SourceInfo>> sources();
    /// As they were said, those of sources first.
    [[nodiscard]] Result<std::vector<PlanInfo>> plans();
    /// Fees of plans that are dated in the range and pass the filters, by plan and time. They fall
    /// due up to the month of the last event.
    [[nodiscard]] Result<std::vector<FeeDue>> fees(const TimeRange &range,
                                                   const std::vector<Filter> &where);
    /// Whether any answer can differ by this part of its range: an event, a residual, a fee or,
    /// behind the retention horizon, a day's sums lie in it. Cheap, and true where in doubt.
    [[nodiscard]] Result<bool> hasAnything(const TimeRange &range);
    [[nodiscard]] Result<std::vector<RejectedRecord>> rejected(int limit);
    /// By provider, account, period and source.
    [[nodiscard]] Result<std::vector<BillInfo>> bills();
    /// Without what another source covers; in no order.
    [[nodiscard]] Result<std::vector<BilledTime>> billedTimes();
    /// Of rows that overlap `range` and whose description begins with `prefix`; by source and
    /// description.
    [[nodiscard]] Result<std::vector<DescribedCost>> describedCosts(const TimeRange &range,
                                                                    std::string_view prefix);
    /// What sources vouch for inside the range. `now` decides what is not due yet; without it
    /// nothing is awaited, and all that is not vouched for is open.
    [[nodiscard]] Result<CoverageAnswer> coverage(const TimeRange &range,
                                                  std::optional<Instant> now = std::nullopt);
    /// Keys and sources silent for all of yesterday that were active on the same weekday before and
    /// on most days of that week. Empty while there is no full week of data.
    [[nodiscard]] Result<std::vector<Silence>> silences(Instant now);
    [[nodiscard]] Result<std::vector<DirectoryInfo>> directory();
    /// By source, plan, limit and window.
    [[nodiscard]] Result<std::vector<QuotaWindow>> quotaWindows();
    /// By name.
    [[nodiscard]] Result<std::vector<Person>> people();
    /// Every value a row of the configuration has had, oldest first, with when it was set.
    [[nodiscard]] Result<std::vector<std::pair<std::string, Instant>>>
    configurationHistory(const std::string &name);
    /// By day, provider and source.
    [[nodiscard]] Result<std::vector<ReconciliationRow>> reconciliation(const TimeRange &range);
    /// What is no part of it, as the configuration says that another source covers it.
    [[nodiscard]] Result<std::vector<YieldedBill>> yieldedBills(const TimeRange &range);
    /// Counts that stand for their own cost in the range, by time, source and model; none that
    /// yield to a bill or only give it a shape.
    [[nodiscard]] Result<std::vector<CountedUse>> countedUse(const TimeRange &range);
    /// Of the buckets that meet the range, by time, source and series. Reads the requests of those
    /// buckets where a gateway gives totals.
    [[nodiscard]] Result<std::vector<ControlTotal>> controlTotals(const TimeRange &range);
    /// Configuration that changes no figure, JSON text; empty: never set.
    [[nodiscard]] Result<std::string> setting(const std::string &name);
    /// How live sources fare: (source, JSON text of app/sources).
    [[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> sourceStates();
    /// What a tracker of budgets consumed in periods that start in the range, by period and member;
    /// empty where nobody keeps it.
    [[nodiscard]] Result<std::vector<ConsumedPeriod>> consumption(const std::string &trackerKey,
                                                                  const TimeRange &starts);
    /// The same of one member.
    [[nodiscard]] Result<std::vector<ConsumedPeriod>>
    consumption(const std::string &trackerKey, const std::string &member, const TimeRange &starts);
    /// What each of these trackers consumed in periods that start in its range, and the claims of
    /// all budgets that last beyond `at` or began at `since` or later.
    [[nodiscard]] Result<BudgetStandings>
    budgetStandings(const std::vector<std::pair<std::string, TimeRange>> &trackers, Instant at,
                    Instant since);
    /// JSON of models/rules, newest first: that are open in any way, or happened in the range.
    [[nodiscard]] Result<std::vector<std::string>> alerts(const TimeRange &range, int limit);
    [[nodiscard]] Result<std::string> alert(const std::string &id);
    [[nodiscard]] Result<std::vector<AlertLogRow>> alertLog(const std::string &alert);
    /// Entries behind `after` that a person is to hear of and nobody has claimed.
    [[nodiscard]] Result<std::vector<AlertLogRow>> untold(std::int64_t after, int limit);
    /// Entries behind `after`, in order.
    [[nodiscard]] Result<std::vector<AlertLogRow>> alertLogAfter(std::int64_t after, int limit);
    /// Messages in that state ("" for all), the due ones (or the newest) first.
    [[nodiscard]] Result<std::vector<OutboxRow>> outbox(const std::string &state, int limit);
    [[nodiscard]] Result<std::vector<OutboxRow>> outboxOf(const std::string &alert);
    /// Thresholds told of a budget, by member, period and threshold.
    [[nodiscard]] Result<std::vector<ClaimRow>> claims(const std::string &budget);
    /// By source, provider and model. Reads every event that has a reported figure.
    [[nodiscard]] Result<std::vector<ReportGap>> reportGaps(const CancelToken &cancel = {});
    /// The price layers in force as stored, (name, JSON text); empty: the shipped book alone. For
    /// receipts, which must not wait for the writer.
    [[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> priceLayers();
    /// Distinct values of a dimension, dearest first.
    [[nodiscard]] Result<std::vector<std::string>> values(const DimensionRef &dimension, int limit);

private:
    friend class LedgerWriter; // looks with a reader's eyes into its own transaction
    struct Data;
    explicit LedgerReader(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

} // namespace outlay
