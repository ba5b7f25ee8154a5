// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"
#include "models/ingest/billdoubts.h"
#include "models/ingest/filewalk.h"
#include "models/ledger/coverage.h"
#include "models/ledger/people.h"
#include "models/ledger/query.h"
#include "models/ledger/rulerows.h"
#include "models/money/clock.h"
#include "models/pricing/pricebook.h"
#include "models/rules/alertstate.h"
#include "models/rules/budget.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// What one import did; counts of this run only (history, not an answer: invariant 1).
struct ImportCounts
{
    std::int64_t files = 0;
    std::int64_t unchangedFiles = 0;
    std::int64_t bytesRead = 0;
    std::int64_t bytesSkipped = 0; ///< before the checkpoints
    std::int64_t lines = 0;        ///< = created + merged + duplicate + ignored + rejected
    std::int64_t created = 0;
    std::int64_t merged = 0;
    std::int64_t duplicate = 0;
    std::int64_t ignored = 0;
    std::int64_t rejected = 0;
    std::int64_t unpriced = 0; ///< new events without a price
    std::int64_t restated = 0; ///< lines of bills that a newer delivery of the bill replaces
    BillDoubts inDoubt;        ///< of all bills there are, where lines of one came in
    Money cost;                ///< spend added by this run, what bills do not itemise included
    struct Rejection
    {
        std::string file;
        std::int64_t line = 0;
        std::string reason;
    };
    std::vector<Rejection> rejections; ///< the first `maxRejections`
    static constexpr std::size_t maxRejections = 1000;
    /// Files in folders that hold no records that are known: the first `maxRejections`.
    std::vector<std::string> skipped;
    std::int64_t skippedFiles = 0;
    bool wasCancelled = false;

    void skip(const std::string &file)
    {
        ++skippedFiles;
        if (skipped.size() < maxRejections)
            skipped.push_back(file);
    }
};

struct ImportOptions
{
    std::string format = "auto";
    std::string source; ///< empty: the format's name
    FieldMap map;
    /// dim=value: fills only what is unknown.
    std::vector<std::pair<Dimension, std::string>> labels;
    bool again = false; ///< ignore checkpoints and read from the start
};

struct ImportProgress
{
    std::int64_t bytesDone = 0;
    std::int64_t bytesTotal = 0;
    std::int64_t filesDone = 0;
    std::int64_t filesTotal = 0;
    std::string file;
};

/// A file that is being watched, as it stands now.
struct FollowedFile
{
    FoundFile file;
    bool isGone = false; ///< nothing stands there any more
    /// Paths to what stood there before and is still open (/proc/self/fd/…): read to its end first.
    std::vector<std::string> earlier;
    /// The same of what has been read to its end: only to know where the file went on from.
    std::vector<std::string> drained;
    /// Leaves an unterminated last line for the next time; else it is read provisionally.
    bool holdsLastLine = true;
    /// It was seen to go: neighbours written since (nanoseconds, of the file system's clock) may be
    /// what it was, also where it has no checkpoint. 0: it was not.
    std::int64_t wentAfter = 0;
};

struct FollowOptions
{
    std::string format = "auto";
    std::string source; ///< not empty
    FieldMap map;
};

/// What became of one followed file.
struct Followed
{
    bool isDone = false;    ///< false: time was up; ask again
    bool isHeld = false;    ///< an unterminated last line waits
    bool isForeign = false; ///< no format recognises it, though there is something in it
    std::string problem;    ///< why it could not be read
    /// What stood there before could not be found again, or only a copy of it: what was written in
    /// this time may be lost. Bounded by when the one was last written and the other was seen.
    std::optional<TimeRange> gap;
};

struct FollowCounts
{
    ImportCounts counts;
    std::vector<Followed> files; ///< in the order asked for
};

/// What a commit survives. Normal: a crash of the program, and of the machine all but the last
/// commits, which can be read again. Full: it is on the disk, for what a sender forgets once told.
enum class Durability : std::uint8_t
{
    Normal,
    Full,
};

/// What taking somebody's name out of a ledger does.
struct PseudonymEffect
{
    std::string pseudonym;     ///< "person-7f3a"
    std::int64_t texts = 0;    ///< names, addresses and ids that gave way to it
    std::int64_t budgets = 0;  ///< that name them
    std::int64_t settings = 0; ///< of budgets, rules, labels and plans, that named them
    std::int64_t alerts = 0;
    std::vector<std::string> months; ///< closed ones, whose digest is another now
    /// Texts that hold one of the names inside and stay: branches, paths, descriptions.
    std::int64_t around = 0;
};

/// The one door into a ledger: identify -> merge -> attribute -> price -> cells -> checkpoint, one
/// transaction a batch. Owns the only writing connection; every call must come from one thread.
class Ingest
{
public:
    /// Opens, creates or migrates the ledger. Refused: newer schema, network file system, a
    /// database that is not ours. Busy: another process writes.
    [[nodiscard]] static Result<std::unique_ptr<Ingest>> open(const std::string &path);
    ~Ingest();

    /// Files, folders, "-" (standard input); .gz and .zst. A file that cannot be read is a
    /// rejection with line 0 and does not stop the rest. `progress` returns false to cancel: what
    /// is committed stays, and the next import goes on from there.
    [[nodiscard]] Result<ImportCounts>
    importPaths(const std::vector<std::string> &paths, const ImportOptions &options,
                const std::function<bool(const ImportProgress &)> &progress = {});

    /// The same for files that are watched, a few at a time: reads on behind each one's checkpoint,
    /// through rotation. What stood at the name before is sought among its open descriptors and its
    /// neighbours (name.1, name-date, .gz, .zst) by its first bytes and those before the
    /// checkpoint; it is read to its end, and neighbours written since are read whole. `goesOn`
    /// returns false when time is up: what was read is committed, and the rest is not done.
    [[nodiscard]] Result<FollowCounts> follow(const std::vector<FollowedFile> &files,
                                              const FollowOptions &options,
                                              const std::function<bool()> &goesOn = {});

    /// Observations made by a program (the demo, a poller): `produce` is called with a sink, and
    /// everything it hands over is committed in batches.
    [[nodiscard]] Result<ImportCounts> importFrom(const Format &format, const std::string &source,
                                                  const std::function<void(Sink &)> &produce);

    /// How far a live source is, in its own words, under a name of its own ("costs").
    struct PollCheckpoint
    {
        std::string name, state;
        /// Where this page ends a poll that vouches: what more there is to come, and when.
        std::optional<Freshness> freshness = std::nullopt;
    };
    /// One page of a live source in one transaction: what `produce` hands over, the checkpoint, and
    /// what the source now vouches for. Pages are bounded; `produce` is called once.
    [[nodiscard]] Result<ImportCounts> importPage(const Format &format, const std::string &source,
                                                  const std::function<void(Sink &)> &produce,
                                                  const PollCheckpoint &checkpoint,
                                                  const std::vector<Vouched> &vouched = {},
                                                  Durability durability = Durability::Normal);
    /// Empty: none.
    [[nodiscard]] Result<std::string> pollCheckpoint(const std::string &source,
                                                     const std::string &name);
    /// Of what is no page of it; a source that is not known yet stays so.
    [[nodiscard]] Result<> setPollCheckpoint(const std::string &source,
                                             const PollCheckpoint &checkpoint);
    /// What a source watched, or slept through, or may have missed.
    [[nodiscard]] Result<> vouch(const std::string &source, const Vouched &vouched);
    /// How a live source fares (JSON text of app/sources): history, no answer depends on it.
    [[nodiscard]] Result<> setSourceState(const std::string &source, const std::string &state);
    /// Takes over what other processes have changed; transactions do so by themselves.
    [[nodiscard]] Result<> refresh();
    /// Configuration that changes no figure (JSON text by name), with its history.
    [[nodiscard]] Result<> setSetting(const std::string &name, const std::string &json);
    [[nodiscard]] Result<std::string> setting(const std::string &name);
    /// From what it is (empty: not set) to what `change` makes of it, in one transaction, so that
    /// nothing another process or thread sets meanwhile is lost. An error of `change` is handed
    /// back, and nothing is stored. `change` is called at most once and calls nothing of this.
    [[nodiscard]] Result<>
    changeSetting(const std::string &name,
                  const std::function<Result<std::string>(const std::string &)> &change);

    /// What the totals of everything come to.
    struct Totals
    {
        std::int64_t requests = 0;
        Money spend;       ///< what is not itemised included
        Money notItemised; ///< of it, fees of plans included
        Money fees;        ///< of it: of plans
        Money listValue;   ///< of use within subscriptions, outside spend
        Money setAside;    ///< covered by another source, outside spend
        Money quarantined;
        bool operator==(const Totals &) const = default;
    };
    /// Does what `change` does with a ledger, in its one transaction, looks, and takes it all back:
    /// totals before and after, exact. Holds up other writers meanwhile. Errors of `change` are
    /// handed back.
    [[nodiscard]] static Result<std::pair<Totals, Totals>>
    rehearse(const std::string &path, const std::function<Result<>(Ingest &)> &change);

    // --- Budgets and alerts. Consumption, claims and alerts change in the transaction that
    // --- brings what they are about; no figure depends on them.

    /// "Now" of alerts and of history, for tests and the demo.
    void setClock(Clock clock);
    [[nodiscard]] Result<BudgetRules> budgets();
    /// From what they are to what `change` makes of them, checked, in one transaction; keeps the
    /// history. Thresholds that a raised limit leaves behind are armed anew, those a lowered one
    /// brings are told at once (DESIGN invariant 12). Errors of `change` are handed back.
    [[nodiscard]] Result<>
    changeBudgets(const std::function<Result<BudgetRules>(const BudgetRules &)> &change);
    /// Puts back the rules before the last change; again: those before that. False: nothing left.
    [[nodiscard]] Result<bool> undoBudgets();
    /// With no news but the clock's: raises and pauses that end, windows that move on, alerts that
    /// come of age, wake up or are over. Commits only if anything changed.
    [[nodiscard]] Result<> tickRules();
    /// What evaluators outside of the transaction of events found true, or no longer true.
    [[nodiscard]] Result<> reportAlerts(const std::vector<AlertReport> &reports);
    /// `who`: the local account. Usage errors: no such alert, or it is over.
    [[nodiscard]] Result<> acknowledgeAlert(const std::string &id, const std::string &who,
                                            const std::string &note, bool isExpected);
    [[nodiscard]] Result<> snoozeAlert(const std::string &id, Instant until,
                                       const std::string &who);
    [[nodiscard]] Result<> reopenAlert(const std::string &id, const std::string &who);
    /// Takes the telling of a log entry upon oneself; false: another process has.
    [[nodiscard]] Result<bool> claimTelling(std::int64_t entry);
    /// Messages for webhooks, each entry of the log once a hook, and how far the log has been
    /// looked through (setting "dispatched"), together.
    [[nodiscard]] Result<> addToOutbox(const std::vector<OutboxRow> &rows,
                                       std::int64_t dispatchedThrough);
    [[nodiscard]] Result<> updateOutbox(const OutboxRow &row);
    /// Entry of the log up to which messages were made.
    [[nodiscard]] Result<std::int64_t> dispatchedThrough();

    /// Takes away everything a source said, as if it had never been (invariant 16).
    [[nodiscard]] Result<std::int64_t> removeSource(const std::string &source);

    // --- Configuration C: every change is recorded and re-derives what it touches, in one
    // --- transaction, to what a fresh ledger with that C would hold.
    [[nodiscard]] Result<> setPriceLayers(const std::vector<PriceBook::Layer> &layers);
    [[nodiscard]] Result<std::vector<PriceBook::Layer>> priceLayers();
    /// Puts back the prices there were before the last change; again: those before that. False:
    /// there is nothing left to undo.
    [[nodiscard]] Result<bool> undoPrices();
    [[nodiscard]] std::shared_ptr<const PriceBook> priceBook() const;
    struct Plan
    {
        enum class Kind : std::uint8_t
        {
            Unknown,
            Metered,
            Subscription,
            Provisioned,
            Local
        };
        std::string source; ///< or
        std::string key;    ///< a key; the more exact wins
        Kind kind = Kind::Unknown;
        std::string name; ///< "Claude Max 20x"
        Money fee;        ///< per month, Subscription and Provisioned
        std::string from; ///< RFC 3339 or empty
    };
    [[nodiscard]] Result<> setPlan(const Plan &plan);
    [[nodiscard]] Result<std::vector<Plan>> plans();
    struct CoveredBy
    {
        std::string source, by;
        TimeRange range;
    };
    [[nodiscard]] Result<> setCoveredBy(const std::vector<CoveredBy> &rules);
    /// As of the last transaction.
    [[nodiscard]] const std::vector<CoveredBy> &coveredBy() const;
    /// Ranks of sources, best first; unlisted ones keep their format's.
    [[nodiscard]] Result<> setSourceRanks(const std::vector<std::pair<std::string, int>> &ranks);
    struct AttributionRule
    {
        std::vector<Filter> match;
        TimeRange range;
        std::vector<std::pair<Dimension, std::string>> set; ///< person, team, cost center, task …
    };
    [[nodiscard]] Result<> setAttributionRules(const std::vector<AttributionRule> &rules);
    [[nodiscard]] Result<std::vector<AttributionRule>> attributionRules();
    /// Puts back the rules there were before the last change; again: those before that. False:
    /// there is nothing left to undo.
    [[nodiscard]] Result<bool> undoAttributionRules();
    /// Whom money is spent for; all of them at once, in any order. Usage error if an identity has
    /// two owners.
    [[nodiscard]] Result<> setPeople(const std::vector<Person> &people);
    [[nodiscard]] Result<std::vector<Person>> people();
    /// Puts a pseudonym in the place of everything a person is called, for good and in one
    /// transaction: dictionary, people, budgets and rules with their history, alerts, closed
    /// months (whose digests before are kept in the change log). Figures, and whom budgets apply
    /// to, stay. What names them in later imports is known by a keyed hash, and is not stored.
    /// Usage error: nobody is called so; Refused: a name of theirs is also a model's, a source's …
    /// `effect` is told also where the transaction is rehearsed.
    [[nodiscard]] Result<> pseudonymise(const std::string &name, PseudonymEffect &effect);
    /// Whether a source's reported figures are list prices, which the user's discount lowers, or
    /// net of it. Until somebody says they are taken as they are.
    enum class ReportsKind : std::uint8_t
    {
        Unknown,
        List,
        Net
    };
    /// Which provider requests went to of which a source does not tell it: those to one maker's
    /// models, or all others (empty). Nothing in it: nobody said.
    using ProviderByMaker = std::map<std::string, std::string>;
    [[nodiscard]] Result<> setProviders(const std::string &source, const ProviderByMaker &said);
    [[nodiscard]] ProviderByMaker providers(const std::string &source) const;
    [[nodiscard]] Result<> setReports(const std::string &source, ReportsKind kind);
    [[nodiscard]] Result<> setZone(const std::string &name);
    /// Accepts a quarantined figure of a source and model.
    [[nodiscard]] Result<> confirmReported(const std::string &source, const std::string &model);
    /// Drops events before `horizon` (cells stay); earlier observations are ignored from then on.
    [[nodiscard]] Result<std::int64_t> setRetentionHorizon(Instant horizon);

    /// Single requests are kept for so many whole months, in days of the ledger; 0: until they are
    /// dropped by hand. Kept in the ledger, with its history; drops nothing by itself.
    [[nodiscard]] Result<> setRetentionMonths(int months);
    [[nodiscard]] Result<int> retentionMonths();
    /// Drops what the months say as of the ledger's clock; how many records that were. Is due once
    /// a day of the ledger.
    [[nodiscard]] Result<std::int64_t> applyRetention();
    [[nodiscard]] bool isRetentionDue();

    /// What whoever watches the ledger has done now and then: drops what the months say, and adds
    /// up days that are over by everything that queries ask by (figures stay; they are read
    /// faster). True: there is more of it to do.
    [[nodiscard]] Result<bool> keepUp();
    /// The latter, of days of about so many requests.
    [[nodiscard]] Result<bool> combineDays(std::int64_t events);

    /// Cells against events, references, sums; each finding says what to do. Empty: healthy.
    [[nodiscard]] Result<std::vector<std::string>> check();
    /// Of which bills it is not certain how often their lines count.
    [[nodiscard]] Result<std::vector<DoubtedBill>> billsInDoubt();
    /// What may count twice as nobody said which provider requests went to; by cloud.
    [[nodiscard]] Result<std::vector<GuessedTwice>> guessedTwice();
    /// Rebuilds all cells from the events.
    [[nodiscard]] Result<> rebuildCells();
    [[nodiscard]] Result<> backup(const std::string &file);
    /// What every source said, as lines of the `observations` format; importing them elsewhere
    /// merges the ledgers. Stops without an error when `line` returns false.
    [[nodiscard]] Result<> exportObservations(const std::function<bool(std::string_view)> &line);

    struct Data; ///< private to models/ingest

private:
    explicit Ingest(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

/// Replaces the ledger at `path` by a backup after checking it; the old one is kept beside it.
[[nodiscard]] Result<> restoreLedger(const std::string &backup, const std::string &path);
/// $XDG_DATA_HOME/outlay/ledger.sqlite, or the platform's place.
[[nodiscard]] std::string defaultLedgerPath();

} // namespace outlay
