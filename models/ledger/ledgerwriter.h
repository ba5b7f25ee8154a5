// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/cell.h"
#include "models/ledger/closedperiods.h"
#include "models/ledger/configurationentry.h"
#include "models/ledger/coverage.h"
#include "models/ledger/eventstate.h"
#include "models/ledger/pseudonyms.h"
#include "models/ledger/query.h"
#include "models/ledger/rulerows.h"
#include "models/money/result.h"
#include "models/money/zone.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// Text ids of one tag: its key, its value, and "key:value".
struct TagIds
{
    TextId key = 0, value = 0, pair = 0;
    auto operator<=>(const TagIds &) const = default;
};

struct ViewRow
{
    std::int64_t id = 0;
    std::int64_t event = 0;
    std::optional<std::int64_t> sameAs; ///< absorbed by that view; `state` is then empty
    EventState state;
};

struct SourceRow
{
    TextId id = 0;
    std::string format;
    int rank = 0;
    int growth = 0;
};

struct CheckpointRow
{
    std::string file, format, state;
    TextId source = 0;
    std::int64_t size = 0, modified = 0, inode = 0, offset = 0, line = 0, headSize = 0;
    std::uint64_t head = 0, tail = 0, options = 0;
    std::uint64_t near = 0; ///< hash of the last KiB before `offset`; 0: unknown, or offset 0
};

struct FamilyRecord
{
    TextId session = 0; ///< or, for spans, unused
    std::uint64_t trace = 0, span = 0;
    std::int64_t ordinal = 0;
    TextId source = 0, parent = 0;
    std::string record;
};

struct ContributionRow
{
    std::int64_t view = 0;
    std::vector<std::uint64_t> tokens;
};

struct StatementRow
{
    std::int64_t id = 0;
    std::uint64_t identity = 0, record = 0;
    TextId source = 0;
    TimeRange bucket;
    std::uint32_t profile = 0;
    Money billed;
    std::int64_t requests = 0, tokens = 0;
    bool closed = true;
    std::string description;
    // Of a line of a bill (`line` not 0), see Statement:
    TextId account = 0;
    TimeRange billingPeriod;
    std::uint64_t line = 0;
    struct Delivery
    {
        Instant at;
        TextId name = 0;
        bool operator==(const Delivery &) const = default;
    };
    std::vector<Delivery> deliveries; ///< every file it came with
    int standing = 1;                 ///< how often it counts; 0: a newer delivery replaces it
    [[nodiscard]] Money charged() const { return {billed.nanos * standing}; }
    // Of a provider's report (`bucketDelivery` not 0), see BucketDelivery of formats:
    int kind = 0;       ///< enum Statement::Kind
    int promptStep = 0; ///< enum Statement::PromptStep
    TokenUsage usage;   ///< by class; of rows of older schemas zero, `tokens` is their sum
    std::int64_t bucketDelivery = 0;
};

/// The newest of what a series of a source says of a bucket.
struct BucketDeliveryRow
{
    std::int64_t id = 0;
    TextId source = 0, series = 0;
    TimeRange bucket;
    Instant fetchedAt;
    bool closed = false;
};

/// A provider's name of an id; `kind` is the enum of DirectoryEntry.
struct DirectoryRow
{
    TextId source = 0;
    int kind = 0;
    TextId id = 0, name = 0, email = 0, owner = 0;
    bool isArchived = false;
    Instant fetchedAt;
};

/// How much of a plan's allowance is used, see QuotaObservation of formats.
struct QuotaRow
{
    TextId source = 0, plan = 0, limit = 0, window = 0;
    Instant at;
    std::int64_t used = 0;    ///< hundredths of a percent
    std::int64_t minutes = 0; ///< 0: unknown
    std::optional<Instant> resetsAt;
};

struct ResidualRow
{
    Instant at;
    std::uint32_t profile = 0;
    TimeRange bucket;
    Money billed, covered, amount;
    bool closed = true;
    /// What `amount` would be had every request been beyond its price's step; else equal to it.
    Money high;
    Basis basis = Basis::Billed; ///< Estimated: no provider's figure, our book's
    bool operator==(const ResidualRow &) const = default;
};

/// What a source's figures of a provider would count in a bucket, did not `toldBy` tell the same
/// bill.
struct YieldedRow
{
    TimeRange bucket;
    std::uint32_t profile = 0; ///< of source and provider
    TextId toldBy = 0;
    Money billed;
    bool isEstimated = false; ///< our estimate of counts
    bool operator==(const YieldedRow &) const = default;
};

/// The typed write steps of a ledger, on the only writing connection. Knows no price and no rule.
/// The first failure sticks: later calls do nothing and commit() rolls back and reports it, so that
/// a batch is stored whole or not at all. One thread at a time.
class LedgerWriter
{
public:
    [[nodiscard]] static Result<std::unique_ptr<LedgerWriter>> open(const std::string &path);
    /// A read-only connection, held at one moment of the ledger, for trying out what a
    /// configuration would do: new texts and profiles are kept in memory, everything else that
    /// writes fails. Holds up nobody.
    [[nodiscard]] static Result<std::unique_ptr<LedgerWriter>> openScratch(const std::string &path);
    ~LedgerWriter();

    [[nodiscard]] Result<> begin();
    [[nodiscard]] Result<> commit();
    void rollback();
    /// From now on no commit is one: `look` sees what it would make, then it is taken back
    /// (Cancelled).
    void rehearse(std::function<void()> look);
    /// What fees of plans come to, as a report over everything counts them; as of the running
    /// transaction.
    [[nodiscard]] Result<Money> planFees();
    /// The zone of the ledger's days.
    [[nodiscard]] Result<Zone> zone();
    /// Whether somebody else has written since the last commit here, or the last asking. What is
    /// remembered of the ledger is then forgotten.
    [[nodiscard]] bool wasChangedElsewhere();
    [[nodiscard]] bool failed() const;
    [[nodiscard]] Result<> status() const;
    /// Rows written since it was opened, also by what was rolled back: to tell whether a
    /// transaction has anything to commit.
    [[nodiscard]] std::int64_t rowsWritten() const;
    /// Moves the write-ahead log into the file; called after back-fills and when idle.
    void checkpointWal();
    /// Whether a commit is on the disk when it returns (synchronous=FULL); outside a transaction.
    void syncEveryCommit(bool does);

    // --- dictionaries: ids are interned, equal values give equal ids
    TextId text(std::string_view value);
    [[nodiscard]] std::optional<TextId> findText(std::string_view value);
    std::string textOf(TextId id);
    std::uint32_t profile(const Profile &profile);
    Profile profileOf(std::uint32_t id);
    /// Whether any profile has it as user, key, team or project.
    [[nodiscard]] bool isInProfiles(TextId id);
    std::uint32_t thread(const Thread &thread);
    Thread threadOf(std::uint32_t id);
    std::uint32_t ending(const Ending &ending);
    Ending endingOf(std::uint32_t id);
    std::uint32_t tagset(std::vector<TagIds> tags);
    /// Lives until the next tag set is asked for.
    const std::vector<TagIds> &tagsOf(std::uint32_t id);

    // --- sources
    SourceRow source(const std::string &name, const std::string &format, int rank, int growth);
    [[nodiscard]] std::optional<SourceRow> sourceOf(TextId id);
    [[nodiscard]] std::vector<SourceRow> sources();
    void setLastImport(TextId source, Instant at);
    void deleteSource(TextId source);

    // --- identity
    void viewsOf(std::uint64_t hash, std::vector<std::int64_t> &views);
    void addIdentity(std::uint64_t hash, std::int64_t view);
    /// The same where the view is new, and so cannot have it yet.
    void addNewIdentity(std::uint64_t hash, std::int64_t view);
    void removeIdentity(std::uint64_t hash, std::int64_t view);
    void eachIdentity(const std::function<void(std::uint64_t hash, std::int64_t view)> &visit);

    // --- events and views
    std::int64_t nextId(); ///< fresh id of the common sequence of events and views
    [[nodiscard]] bool event(std::int64_t id, StoredEvent &event);
    void insertEvent(const StoredEvent &event);
    void replaceEvent(const StoredEvent &event);
    void deleteEvent(std::int64_t id);
    /// In id order; stops when `visit` returns false. `visit` may replace the row it is given.
    void eachEvent(const std::function<bool(StoredEvent &)> &visit, std::int64_t after = 0);
    void eachEventBetween(const TimeRange &range, const std::function<bool(StoredEvent &)> &visit);
    [[nodiscard]] std::optional<TimeRange> span();
    [[nodiscard]] std::optional<ViewRow> view(std::int64_t id);
    [[nodiscard]] std::vector<ViewRow> viewsOfEvent(std::int64_t event, bool withAbsorbed = false);
    void putView(const ViewRow &view);
    void deleteView(std::int64_t id);
    void eachView(const std::function<void(const ViewRow &)> &visit);
    /// Every view with all its identities, those of views it absorbed included, in order of id.
    void eachIdentifiedView(
        const std::function<bool(std::int64_t view, const std::vector<std::uint64_t> &)> &visit);

    // --- cells
    /// Adds up; a cell that becomes zero vanishes. Each cell once, neighbours together: see
    /// `orderOf()`.
    void addToCells(std::span<const CellChange> changes);
    [[nodiscard]] Cell cell(const CellKey &key);
    void eachCell(bool quarters, const std::function<void(const CellKey &, const Cell &)> &visit);
    void deleteCellsFrom(std::int64_t firstDay, std::int64_t firstQuarter);
    /// The joint cells of one day, by attributed profile.
    void eachJointCell(std::int64_t day,
                       const std::function<void(std::uint32_t profile, const Cell &)> &visit);

    // --- whole days by everything that queries ask by, see combinedday.h
    /// Days before `before` with `fewest` requests or more, the newest first, that are not
    /// combined.
    [[nodiscard]] std::vector<std::int64_t> daysToCombine(std::int64_t before, std::int64_t fewest);
    [[nodiscard]] std::vector<std::int64_t> combinedDays();
    /// From the events and residuals on record; how many events were read. Changes no figure.
    std::int64_t combineDay(std::int64_t day, const Zone &zone);
    /// The day's sums by whose they are; false: it is not combined.
    bool eachCombinedSum(std::int64_t day,
                         const std::function<void(const Subject &, const Cell &)> &visit);
    /// Something of the day changes.
    void dropCombined(std::int64_t day);
    /// To compare with; empty where an older program combined the day, without times.
    [[nodiscard]] std::string combinedBytes(std::int64_t day);

    // --- families
    void putLineage(const FamilyRecord &record);
    [[nodiscard]] std::optional<std::string> lineageRecord(TextId session, TextId source,
                                                           std::int64_t ordinal);
    [[nodiscard]] std::vector<FamilyRecord> lineageOf(TextId session, TextId source);
    [[nodiscard]] std::vector<TextId> lineageChildren(TextId parent, TextId source);
    void deleteLineages(TextId source);
    void putSpan(const FamilyRecord &record);
    [[nodiscard]] std::optional<std::string> spanRecord(std::uint64_t trace, TextId source,
                                                        std::uint64_t span);
    [[nodiscard]] std::vector<FamilyRecord> spansOf(std::uint64_t trace, TextId source);
    void deleteSpans(TextId source);
    void eachLineage(const std::function<bool(const FamilyRecord &)> &visit);
    void eachSpan(const std::function<bool(const FamilyRecord &)> &visit);
    /// Views that follow from sessions and traces, and are told by those.
    [[nodiscard]] std::vector<std::int64_t> contributedViews();
    [[nodiscard]] std::vector<ContributionRow> contributions(int kind, std::int64_t family,
                                                             TextId source);
    void setContributions(int kind, std::int64_t family, TextId source,
                          const std::vector<ContributionRow> &rows);
    void deleteContributions(TextId source);

    // --- statements
    /// False: the same row was there already; it then only learns of its delivery.
    bool putStatement(const StatementRow &row);
    [[nodiscard]] std::vector<StatementRow> statements();
    /// Those whose bucket meets the range.
    [[nodiscard]] std::vector<StatementRow> statements(const TimeRange &range);
    /// The buckets of all statements, each once, and whether there are any lines of bills.
    [[nodiscard]] std::vector<TimeRange> statementBuckets();
    [[nodiscard]] bool hasBills();
    /// The profiles of all statements, each once.
    [[nodiscard]] std::vector<std::uint32_t> statementProfiles();
    /// Does a bucket begin or end inside the range, its edges apart?
    [[nodiscard]] bool hasStatementEdgeIn(const TimeRange &range);
    [[nodiscard]] std::optional<BucketDeliveryRow> bucketDelivery(TextId source, TextId series,
                                                                  const TimeRange &bucket);
    [[nodiscard]] std::vector<BucketDeliveryRow> bucketDeliveries();
    /// Stores or replaces it (by id, 0: new); returns its id.
    std::int64_t putBucketDelivery(const BucketDeliveryRow &row);
    /// The money of its statements.
    [[nodiscard]] Money billedIn(std::int64_t bucketDelivery);
    void deleteStatementsOf(std::int64_t bucketDelivery);
    /// Residuals whose bucket meets the range.
    [[nodiscard]] std::vector<ResidualRow> residuals(const TimeRange &range);
    void replaceResiduals(const TimeRange &range, const std::vector<ResidualRow> &rows);
    /// In the order of their keys; of buckets that meet the range.
    [[nodiscard]] std::vector<YieldedRow> yielded(const TimeRange &range);
    void replaceYielded(const TimeRange &range, const std::vector<YieldedRow> &rows);

    // --- live sources
    /// True if that tells something new; older entries than the stored one are passed over.
    bool putDirectory(const DirectoryRow &row);
    [[nodiscard]] std::vector<DirectoryRow> directory();
    /// Keeps the newer one, in whatever order they come.
    void putQuota(const QuotaRow &row);
    [[nodiscard]] std::vector<QuotaRow> quotas();
    void vouch(TextId source, const Vouched &more);
    [[nodiscard]] std::vector<Vouched> coverageOf(TextId source);
    void setFreshness(TextId source, TextId series, const Freshness &freshness);
    [[nodiscard]] std::string pollState(const std::string &source, const std::string &name);
    /// Empty text: forgotten.
    void setPollState(const std::string &source, const std::string &name, const std::string &state);
    /// Everything live sources left beside observations.
    void deleteLive(TextId source);
    void setStanding(std::int64_t statement, int standing);
    void deleteStatements(TextId source);
    [[nodiscard]] std::vector<ResidualRow> residuals();

    // --- aggregates
    void addAggregate(std::int64_t event);
    void removeAggregate(std::int64_t event);
    [[nodiscard]] std::vector<std::int64_t> aggregates();

    // --- checkpoints and rejections
    /// Of every source, for readers made with these options.
    [[nodiscard]] std::vector<CheckpointRow> checkpoints(std::uint64_t options);
    [[nodiscard]] std::optional<CheckpointRow> checkpoint(std::string_view file, TextId source,
                                                          std::uint64_t options);
    void putCheckpoint(const CheckpointRow &row);
    void deleteCheckpoints(TextId source);
    void addRejected(TextId source, std::string_view file, std::int64_t line,
                     std::string_view reason, Instant at);
    void deleteRejected(TextId source);
    /// Those behind `afterLine`; whole-file rejections (line 0) always.
    void deleteRejectedOf(TextId source, std::string_view file, std::int64_t afterLine);

    // --- budgets and alerts
    /// The id of a tracker, made if it is new.
    std::int64_t tracker(const std::string &key);
    [[nodiscard]] std::optional<std::int64_t> findTracker(const std::string &key);
    [[nodiscard]] std::vector<std::pair<std::int64_t, std::string>> trackers();
    /// With everything it consumed.
    void deleteTracker(std::int64_t id);
    /// Adds up; in order of tracker, period and member they cost least.
    void addConsumption(std::span<const ConsumptionRow> changes);
    /// Of one member, periods that start in the range, in order.
    [[nodiscard]] std::vector<ConsumptionRow> consumptionOf(std::int64_t tracker, TextId member,
                                                            const TimeRange &starts);
    /// Of all members, periods that start in the range, in order.
    [[nodiscard]] std::vector<ConsumptionRow> consumptionIn(std::int64_t tracker,
                                                            const TimeRange &starts);
    /// In order of period and threshold; periods that start in the range.
    [[nodiscard]] std::vector<ClaimRow>
    claimsOf(const std::string &budget, const std::string &member, const TimeRange &starts);
    /// All of a budget.
    [[nodiscard]] std::vector<ClaimRow> claimsOf(const std::string &budget);
    void putClaim(const ClaimRow &row);
    /// What models/rules calls an alert, as JSON; empty: there is none of that id.
    [[nodiscard]] std::string alert(const std::string &id);
    void putAlert(const AlertRow &row);
    void deleteAlert(const std::string &id);
    /// Of these states; all others are left alone.
    [[nodiscard]] std::vector<std::string> alertsIn(const std::vector<std::string> &states);
    /// Returns the entry's number, which only grows.
    std::int64_t logAlert(const AlertLogRow &row);
    /// Takes the telling of an entry upon oneself; false: somebody else has.
    [[nodiscard]] bool claimTelling(std::int64_t entry);
    /// False: there is a message of that hook and entry already.
    bool addToOutbox(const OutboxRow &row);
    void updateOutbox(const OutboxRow &row);

    // --- closed months; nothing else writes what these store
    /// By id: every month as it was ever closed, with what reopened it.
    [[nodiscard]] std::vector<ClosedPeriod> closings();
    /// Stores all but rows, digest and total; returns the id.
    std::int64_t addClosing(const ClosedPeriod &period);
    void addFrozenRows(std::int64_t closing, std::int64_t day, std::span<const FrozenRow> rows);
    /// Digest, rows and total, once all rows are there.
    void sealClosing(const ClosedPeriod &period);
    void reopenClosing(std::int64_t closing, const ClosedPeriod::Reopening &reopening);
    /// Day by day, each row held against its hash and all against the digest: Corrupt names the row
    /// that is not what was frozen. Nothing may be relied upon before it has returned.
    [[nodiscard]] Result<>
    eachFrozenDay(const ClosedPeriod &period,
                  const std::function<void(std::int64_t day, const FrozenDay &)> &visit);
    /// What the same would be of what is known now: cells of the days, and fees of plans.
    [[nodiscard]] Result<>
    eachDayNow(std::int64_t firstDay, std::int64_t lastDay,
               const std::function<void(std::int64_t day, const FrozenDay &)> &visit);
    /// What a reader answers, with these months (none overlapping) as they were closed. Usage error
    /// naming the dimension, zone or time that they cannot be asked by.
    [[nodiscard]] Result<Answer> run(const Query &query, const std::vector<ClosedPeriod> &closed);
    /// Entries behind `after`, oldest first.
    [[nodiscard]] std::vector<LoggedChange> changesAfter(std::int64_t after);
    /// Of the newest entry; 0: none.
    [[nodiscard]] std::int64_t lastChange();

    // --- names taken out for good (ledgerwriter_pseudonyms.cpp). A text that gave way to another
    // --- is known by a keyed hash alone: text() and findText() give the other's id for it.
    [[nodiscard]] bool hasPseudonyms();
    /// Of the hashes; made at the first asking.
    [[nodiscard]] std::string pseudonymSalt();
    void addPseudonym(std::string_view text, const std::string &instead);
    /// Stored texts that equal it but for the case of letters.
    [[nodiscard]] std::vector<std::string> textsLike(const std::string &text);
    /// What else it names, so that it cannot be renamed ("a model"); empty: nothing. A project may
    /// have a person's name, but none that a key goes by.
    [[nodiscard]] std::string fixedUseOf(const std::string &text, bool isKey);
    /// Texts that hold it inside: branches, paths, descriptions, reasons.
    [[nodiscard]] std::int64_t textsAround(const std::string &text);
    /// Every stored text, "key:value" of tags included; ids, and so all figures, stay. How many.
    std::int64_t renameTexts(const Renaming &renaming);
    /// Of all values a configuration has had.
    void rewriteConfiguration(const std::string &name,
                              const std::function<std::string(const std::string &)> &rewrite);
    void renameTracker(const std::string &key, const std::string &instead);
    /// Members and accounts of claims, alerts, their log and messages. How many alerts.
    std::int64_t renameInAlerts(const Renaming &renaming);
    /// Months whose frozen rows name one of them, verified; to be asked for before anything is
    /// renamed, and handed to rekeyClosings() after.
    struct NamedClosing
    {
        ClosedPeriod period;
        std::vector<std::pair<std::int64_t, FrozenDay>> days;
    };
    [[nodiscard]] Result<std::vector<NamedClosing>> closingsNaming(const Renaming &renaming);
    /// Their rows with the names that stand now, sealed by a new digest; the change log keeps the
    /// digest before.
    void rekeyClosings(const std::vector<NamedClosing> &closings, const Renaming &renaming,
                       Instant at);
    /// What is deleted is overwritten from now on.
    void overwriteDeleted();
    /// Drops what deleted rows have left in the file, best effort; outside a transaction.
    void compact();

    // --- configuration with history, facts
    [[nodiscard]] std::optional<std::string> configuration(const std::string &name);
    /// Every change of it, oldest first.
    [[nodiscard]] std::vector<ConfigurationEntry> configurationHistory(const std::string &name);
    /// `undoes`: id of the change that this takes back.
    void setConfiguration(const std::string &name, const std::string &value, Instant at,
                          std::optional<std::int64_t> undoes = std::nullopt);
    void recordChange(Instant at, const std::string &kind, const std::string &detail,
                      std::int64_t events, std::optional<Money> before, std::optional<Money> after);
    [[nodiscard]] std::optional<std::int64_t> metaInteger(const std::string &key);
    void setMeta(const std::string &key, std::int64_t value);
    [[nodiscard]] std::string metaText(const std::string &key);
    void setMeta(const std::string &key, const std::string &value);

    /// SQLite's own integrity checks; findings in its words.
    [[nodiscard]] std::vector<std::string> integrityFindings();
    [[nodiscard]] Result<> backup(const std::string &file);
    [[nodiscard]] const std::string &path() const;

    struct Data; ///< private to models/ledger

private:
    explicit LedgerWriter(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

/// Checks a backup and puts it in the place of `path`; the ledger that was there is kept beside it
/// as "<path>.before-restore".
[[nodiscard]] Result<> restoreLedgerFile(const std::string &backup, const std::string &path);

} // namespace outlay
