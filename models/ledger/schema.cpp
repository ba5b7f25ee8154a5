// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/schema.h"

#include "models/ledger/cellblock.h"
#include "models/ledger/database.h"

#include <QDeadlineTimer>
#include <QLockFile>
#include <QString>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <thread>
#include <vector>

namespace outlay {

namespace {

// Append only: a released step is never edited. Step N takes user_version from N to N + 1.
//
// Durability: WAL with synchronous=NORMAL for what can be read again (files, APIs); callers that
// promised somebody "taken" raise it to FULL for their transactions.
//
// Ids: event and view ids share one sequence. An event seen by one source has no view row: its
// event row is the view, and the view's id is the event's. Text id 0 means unknown.
constexpr std::string_view firstSchema = R"sql(
CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;
CREATE TABLE text(id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, value TEXT NOT NULL) STRICT;
CREATE INDEX text_hash ON text(hash);

CREATE TABLE source(
    id INTEGER PRIMARY KEY,            -- = text id of its name
    format TEXT NOT NULL,
    rank INTEGER NOT NULL,
    growth INTEGER NOT NULL,
    last_import INTEGER                -- microseconds; history, not an answer
) STRICT;

-- Interned tuples. All columns but the last few are text ids.
CREATE TABLE profile(
    id INTEGER PRIMARY KEY, hash INTEGER NOT NULL,
    source INTEGER NOT NULL, provider INTEGER NOT NULL, model INTEGER NOT NULL,
    model_group INTEGER NOT NULL, user INTEGER NOT NULL, key INTEGER NOT NULL,
    team INTEGER NOT NULL, project INTEGER NOT NULL, environment INTEGER NOT NULL,
    endpoint INTEGER NOT NULL, tier INTEGER NOT NULL, speed INTEGER NOT NULL,
    geo INTEGER NOT NULL, search_context INTEGER NOT NULL, cost_center INTEGER NOT NULL,
    task_kind INTEGER NOT NULL, plan INTEGER NOT NULL,
    outcome INTEGER NOT NULL,          -- enum Outcome
    sees_failures INTEGER NOT NULL
) STRICT;
CREATE INDEX profile_hash ON profile(hash);
CREATE TABLE thread(
    id INTEGER PRIMARY KEY, hash INTEGER NOT NULL,
    session INTEGER NOT NULL, agent INTEGER NOT NULL, parent_agent INTEGER NOT NULL,
    task INTEGER NOT NULL, branch INTEGER NOT NULL
) STRICT;
CREATE INDEX thread_hash ON thread(hash);
CREATE TABLE ending(
    id INTEGER PRIMARY KEY, hash INTEGER NOT NULL,
    stop_reason INTEGER NOT NULL, http_status INTEGER NOT NULL
) STRICT;
CREATE INDEX ending_hash ON ending(hash);
-- items: pairs (text id of key, text id of value, text id of "key:value") as varints, sorted.
CREATE TABLE tagset(id INTEGER PRIMARY KEY, hash INTEGER NOT NULL, items BLOB NOT NULL) STRICT;
CREATE INDEX tagset_hash ON tagset(hash);

CREATE TABLE event(
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,               -- microseconds UTC
    profile INTEGER NOT NULL,          -- what the observers said
    attributed INTEGER NOT NULL,       -- profile after labels and attribution rules
    thread INTEGER NOT NULL,
    task INTEGER NOT NULL,             -- text id, derived
    tags INTEGER NOT NULL,             -- 0: none
    ending INTEGER NOT NULL,           -- 0: unknown
    flags INTEGER NOT NULL,            -- see eventflags.h
    input INTEGER NOT NULL, cache_read INTEGER NOT NULL, cache_write_5m INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL, output INTEGER NOT NULL, reasoning INTEGER NOT NULL,
    cost INTEGER,                      -- nano-USD, effective; null: unpriced
    estimate INTEGER,                  -- null: none, or equal to cost where the flags say so
    reported INTEGER,                  -- null: none, or equal to cost where the flags say so
    price INTEGER NOT NULL,            -- text id of the price entry, 0: none
    latency INTEGER, first_token INTEGER, -- microseconds
    operation INTEGER, prompt INTEGER, -- hashes
    extra BLOB                         -- rare fields, see eventcodec.h
) STRICT;
CREATE INDEX event_at ON event(at);

-- One row for each (identity hash, view that carries it).
CREATE TABLE identity(hash INTEGER NOT NULL, view INTEGER NOT NULL, PRIMARY KEY(hash, view))
    STRICT, WITHOUT ROWID;
-- Views of events that more than one view makes up. same_as: absorbed by that view.
CREATE TABLE view(
    id INTEGER PRIMARY KEY, event INTEGER NOT NULL, same_as INTEGER,
    state BLOB                         -- null where same_as is set
) STRICT;
CREATE INDEX view_event ON view(event);

-- Exact sums of events, see cell.h. kind 0: all; 1 + Dimension; 62: joint, value = profile id.
CREATE TABLE cell_day(
    kind INTEGER NOT NULL, day INTEGER NOT NULL, value INTEGER NOT NULL, sums BLOB NOT NULL,
    PRIMARY KEY(kind, day, value)) STRICT, WITHOUT ROWID;
CREATE TABLE cell_quarter(
    kind INTEGER NOT NULL, quarter INTEGER NOT NULL, value INTEGER NOT NULL, sums BLOB NOT NULL,
    PRIMARY KEY(kind, quarter, value)) STRICT, WITHOUT ROWID;

-- Lists a derived set of views is computed from as a whole (Codex sessions, OTel traces).
CREATE TABLE lineage(
    session INTEGER NOT NULL, ordinal INTEGER NOT NULL, source INTEGER NOT NULL,
    parent INTEGER NOT NULL, record BLOB NOT NULL,
    PRIMARY KEY(session, source, ordinal)) STRICT, WITHOUT ROWID;
CREATE INDEX lineage_parent ON lineage(parent) WHERE parent <> 0;
CREATE TABLE span(
    trace INTEGER NOT NULL, span INTEGER NOT NULL, source INTEGER NOT NULL,
    record BLOB NOT NULL, PRIMARY KEY(trace, source, span)) STRICT, WITHOUT ROWID;
-- What a session or trace contributes now, so that a recomputation can withdraw it.
CREATE TABLE contribution(
    kind INTEGER NOT NULL, family INTEGER NOT NULL, source INTEGER NOT NULL,
    view INTEGER NOT NULL, tokens BLOB NOT NULL,
    PRIMARY KEY(kind, family, source, view)) STRICT, WITHOUT ROWID;

CREATE TABLE statement(
    id INTEGER PRIMARY KEY, identity INTEGER NOT NULL, source INTEGER NOT NULL,
    bucket_from INTEGER NOT NULL, bucket_to INTEGER NOT NULL, profile INTEGER NOT NULL,
    billed INTEGER NOT NULL, requests INTEGER NOT NULL, tokens INTEGER NOT NULL,
    closed INTEGER NOT NULL, description TEXT NOT NULL, record INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX statement_identity ON statement(identity, source);
-- Groups of statements of one bucket and the dimensions both books know; in the cells.
CREATE TABLE residual(
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, profile INTEGER NOT NULL,
    bucket_from INTEGER NOT NULL, bucket_to INTEGER NOT NULL, billed INTEGER NOT NULL,
    covered INTEGER NOT NULL, amount INTEGER NOT NULL, closed INTEGER NOT NULL) STRICT;
CREATE INDEX residual_at ON residual(at);
-- Aggregates, so that they can be weighed again when events arrive.
CREATE TABLE aggregate(event INTEGER PRIMARY KEY) STRICT;

CREATE TABLE checkpoint(
    file TEXT NOT NULL, source INTEGER NOT NULL, format TEXT NOT NULL,
    size INTEGER NOT NULL, modified INTEGER NOT NULL, inode INTEGER NOT NULL,
    offset INTEGER NOT NULL,           -- after the last complete line
    line INTEGER NOT NULL,
    head INTEGER NOT NULL,             -- hash of the first bytes: same file?
    head_size INTEGER NOT NULL,
    tail INTEGER NOT NULL,             -- identity hash of a provisional last line, 0: none
    options INTEGER NOT NULL,          -- hash of map and only
    state BLOB NOT NULL,
    PRIMARY KEY(file, source, options)) STRICT, WITHOUT ROWID;
CREATE TABLE rejected(
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL,
    reason TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX rejected_place ON rejected(file, line, source);

-- Configuration C with its history: the newest row of a name is in force.
CREATE TABLE configuration(
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, changed_at INTEGER NOT NULL,
    changed_by TEXT NOT NULL) STRICT;
CREATE INDEX configuration_name ON configuration(name, id);
CREATE TABLE change(
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL, detail TEXT NOT NULL,
    events INTEGER NOT NULL, cost_before INTEGER, cost_after INTEGER) STRICT;
)sql";

constexpr std::int64_t quartersPerDay = 96;

/// Takes a database whose step is under way further than SQL can.
using Conversion = Result<> (*)(Database &);

struct Step
{
    std::string_view sql;
    Conversion convert = nullptr;
};

// Cells by the block, see cellblock.h; the cells themselves stay what they were.
constexpr std::string_view secondSchema = R"sql(
INSERT INTO meta SELECT 'settled_identities',count(*) FROM identity;
ALTER TABLE cell_day RENAME TO day_by_cell;
ALTER TABLE cell_quarter RENAME TO quarter_by_cell;
CREATE TABLE cell_day(block INTEGER PRIMARY KEY, cells BLOB NOT NULL) STRICT;
CREATE TABLE cell_quarter(block INTEGER PRIMARY KEY, cells BLOB NOT NULL) STRICT;

-- What was added to `identity` of late. Hashes fall anywhere: at ten million rows each batch would
-- rewrite every page of the table, so they are gathered here first and moved over in their order.
CREATE TABLE identity_fresh(hash INTEGER NOT NULL, view INTEGER NOT NULL, PRIMARY KEY(hash, view))
    STRICT, WITHOUT ROWID;
)sql";

Result<> blocksFromCells(Database &db, bool isQuarter)
{
    // Day by day, which no block crosses: bounded memory.
    SqlStatement cells = db.prepare(
        isQuarter ? "SELECT kind,quarter,value,sums FROM quarter_by_cell ORDER BY kind,quarter"
                  : "SELECT kind,day,value,sums FROM day_by_cell ORDER BY kind,day");
    const auto dayOf = [](const CellKey &key) {
        return key.isQuarter ? key.bucket / quartersPerDay : key.bucket;
    };
    std::vector<CellChange> ofDay;
    const auto write = [&]() -> Result<> {
        std::sort(ofDay.begin(), ofDay.end(), [](const CellChange &l, const CellChange &r) {
            return orderOf(l.key) < orderOf(r.key);
        });
        auto done = insertCells(db, ofDay);
        ofDay.clear();
        return done;
    };
    while (cells.step()) {
        CellChange cell;
        cell.key = {isQuarter, static_cast<CellKind>(cells.integer(0)), cells.integer(1),
                    static_cast<std::uint32_t>(cells.integer(2))};
        addEncoded(cells.blob(3), cell.delta);
        if (!ofDay.empty() && (ofDay.front().key.kind != cell.key.kind ||
                               dayOf(ofDay.front().key) != dayOf(cell.key)))
            OUTLAY_TRY(write());
        ofDay.push_back(cell);
    }
    OUTLAY_TRY(cells.status());
    return write();
}

Result<> toCellBlocks(Database &db)
{
    OUTLAY_TRY(blocksFromCells(db, false));
    OUTLAY_TRY(blocksFromCells(db, true));
    return db.exec("DROP TABLE day_by_cell; DROP TABLE quarter_by_cell");
}

// Lines of bills (line not 0), whose newer deliveries replace older ones.
constexpr std::string_view bills = R"sql(
ALTER TABLE statement ADD COLUMN account INTEGER NOT NULL DEFAULT 0;  -- text id
ALTER TABLE statement ADD COLUMN period_from INTEGER NOT NULL DEFAULT -9223372036854775808;
ALTER TABLE statement ADD COLUMN period_to INTEGER NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE statement ADD COLUMN line INTEGER NOT NULL DEFAULT 0;
-- pairs of varints: when the file was written, text id of its name
ALTER TABLE statement ADD COLUMN deliveries BLOB NOT NULL DEFAULT x'';
ALTER TABLE statement ADD COLUMN standing INTEGER NOT NULL DEFAULT 1;
)sql";

// What providers' own reports say, bucket by bucket, and what sources are configured to do.
constexpr std::string_view live = R"sql(
ALTER TABLE statement ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;     -- enum Statement::Kind
ALTER TABLE statement ADD COLUMN step INTEGER NOT NULL DEFAULT 0;     -- enum PromptStep
ALTER TABLE statement ADD COLUMN usage BLOB NOT NULL DEFAULT x'';     -- by class; before: the sum
ALTER TABLE statement ADD COLUMN delivery INTEGER NOT NULL DEFAULT 0; -- delivery.id
CREATE INDEX statement_delivery ON statement(delivery) WHERE delivery <> 0;
CREATE INDEX statement_bucket ON statement(bucket_from, bucket_to);
-- The newest of what a series says of a bucket, also where it has no statements.
CREATE TABLE delivery(
    id INTEGER PRIMARY KEY, source INTEGER NOT NULL, series INTEGER NOT NULL, -- text ids
    bucket_from INTEGER NOT NULL, bucket_to INTEGER NOT NULL,
    fetched_at INTEGER NOT NULL, closed INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX delivery_bucket ON delivery(source, series, bucket_from, bucket_to);
-- Providers' names of their ids; all columns but the last two are text ids.
CREATE TABLE directory(
    source INTEGER NOT NULL, kind INTEGER NOT NULL, id INTEGER NOT NULL, name INTEGER NOT NULL,
    email INTEGER NOT NULL, owner INTEGER NOT NULL, archived INTEGER NOT NULL,
    fetched_at INTEGER NOT NULL, PRIMARY KEY(source, kind, id)) STRICT, WITHOUT ROWID;
-- What sources vouch for; ranges of a source do not overlap.
CREATE TABLE coverage(
    source INTEGER NOT NULL, at INTEGER NOT NULL, until INTEGER NOT NULL,
    kind INTEGER NOT NULL,             -- enum CoverageKind
    PRIMARY KEY(source, at)) STRICT, WITHOUT ROWID;
-- How far live sources are, and how they fare: history, not an answer.
CREATE TABLE poll(
    source TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
    PRIMARY KEY(source, name)) STRICT, WITHOUT ROWID;
ALTER TABLE residual ADD COLUMN high INTEGER NOT NULL DEFAULT 0;      -- with every step taken
ALTER TABLE residual ADD COLUMN basis INTEGER NOT NULL DEFAULT 1;     -- enum Basis
)sql";

// Tells a file that has grown from one that was written anew and is longer than before.
constexpr std::string_view tails = R"sql(
ALTER TABLE checkpoint ADD COLUMN near INTEGER NOT NULL DEFAULT 0;    -- hash of what precedes offset
)sql";

// How much of plans' allowances is used; the newest of each window.
constexpr std::string_view quotas = R"sql(
CREATE TABLE quota(
    source INTEGER NOT NULL, plan INTEGER NOT NULL, allowance INTEGER NOT NULL, -- text ids
    window INTEGER NOT NULL,           -- text id
    at INTEGER NOT NULL,
    used INTEGER NOT NULL,             -- hundredths of a percent
    minutes INTEGER NOT NULL,          -- 0: unknown
    resets_at INTEGER,                 -- null: unknown
    PRIMARY KEY(source, plan, allowance, window)) STRICT, WITHOUT ROWID;
)sql";

// What budgets consumed, which thresholds were told, and what people are told. Limits are
// configuration; consumption never shares a row with them.
constexpr std::string_view rules = R"sql(
CREATE TABLE tracker(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE consumption(
    tracker INTEGER NOT NULL,
    period INTEGER NOT NULL,           -- its start, or that of a rolling window's step
    member INTEGER NOT NULL,           -- text id; 0: the one budget, or unknown
    cost INTEGER NOT NULL, residual INTEGER NOT NULL, tokens INTEGER NOT NULL,
    requests INTEGER NOT NULL, unpriced INTEGER NOT NULL,
    PRIMARY KEY(tracker, period, member)) STRICT, WITHOUT ROWID;
CREATE INDEX consumption_member ON consumption(tracker, member, period);
CREATE TABLE claim(
    budget TEXT NOT NULL, member TEXT NOT NULL,
    period INTEGER NOT NULL,           -- start of the period, or of the episode
    threshold INTEGER NOT NULL,        -- percent
    arming INTEGER NOT NULL,           -- how often a raised limit armed it anew
    armed INTEGER NOT NULL,            -- 1: armed anew and not yet claimed
    until INTEGER NOT NULL,            -- end of the episode
    alert TEXT NOT NULL, claimed_at INTEGER NOT NULL,
    PRIMARY KEY(budget, member, period, threshold)) STRICT, WITHOUT ROWID;
CREATE TABLE alert(
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, state TEXT NOT NULL,
    happened_at INTEGER NOT NULL, known_at INTEGER NOT NULL,
    body TEXT NOT NULL                 -- JSON of models/rules
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_state ON alert(state, happened_at);
CREATE INDEX alert_time ON alert(happened_at);
-- The life of alerts. told: a person is to hear of it; who tells claims it.
CREATE TABLE alert_log(
    id INTEGER PRIMARY KEY AUTOINCREMENT, alert TEXT NOT NULL, at INTEGER NOT NULL,
    what TEXT NOT NULL, who TEXT NOT NULL, told INTEGER NOT NULL) STRICT;
CREATE INDEX alert_log_alert ON alert_log(alert, id);
CREATE TABLE outbox(
    id INTEGER PRIMARY KEY AUTOINCREMENT, hook TEXT NOT NULL, entry INTEGER NOT NULL, -- alert_log
    alert TEXT NOT NULL, delivery TEXT NOT NULL, body TEXT NOT NULL,
    created_at INTEGER NOT NULL, next_try INTEGER NOT NULL, attempts INTEGER NOT NULL,
    state TEXT NOT NULL,               -- waiting, delivered, dead
    reason TEXT NOT NULL, ended_at INTEGER, UNIQUE(hook, entry)) STRICT;
CREATE INDEX outbox_due ON outbox(state, next_try);
)sql";

// Tells what a provider has not published yet from what is missing.
constexpr std::string_view freshness = R"sql(
-- Of the last good poll of each series of a source.
CREATE TABLE freshness(
    source INTEGER NOT NULL, series INTEGER NOT NULL, -- text ids
    told_until INTEGER NOT NULL,       -- what was published by then ends here
    due_at INTEGER NOT NULL,           -- from then on what comes after is overdue
    whole_days INTEGER NOT NULL,       -- 1: days are published, after their end
    lag INTEGER NOT NULL,              -- published so long after it happened
    PRIMARY KEY(source, series)) STRICT, WITHOUT ROWID;
)sql";

// Months as they were closed. Nothing but closing and opening again writes here, so that whatever
// becomes of events, cells and configuration leaves them as they are.
constexpr std::string_view closings = R"sql(
CREATE TABLE closing(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    first_day INTEGER NOT NULL, last_day INTEGER NOT NULL, -- of the zone, last one exclusive
    range_from INTEGER NOT NULL, range_to INTEGER NOT NULL, -- the same in microseconds
    zone TEXT NOT NULL, digest TEXT NOT NULL, rows INTEGER NOT NULL, total BLOB NOT NULL,
    closed_at INTEGER NOT NULL, closed_by TEXT NOT NULL, note TEXT NOT NULL,
    last_change INTEGER NOT NULL,      -- newest change.id then, 0: none
    reopened_at INTEGER, reopened_by TEXT, reason TEXT) STRICT;
CREATE UNIQUE INDEX closing_in_force ON closing(first_day) WHERE reopened_at IS NULL;
-- All columns of dimensions but outcome are text ids.
CREATE TABLE frozen_row(
    closing INTEGER NOT NULL, day INTEGER NOT NULL, number INTEGER NOT NULL,
    provider INTEGER NOT NULL, model INTEGER NOT NULL, user INTEGER NOT NULL, key INTEGER NOT NULL,
    team INTEGER NOT NULL, project INTEGER NOT NULL, cost_center INTEGER NOT NULL,
    environment INTEGER NOT NULL, endpoint INTEGER NOT NULL, task_kind INTEGER NOT NULL,
    tier INTEGER NOT NULL, outcome INTEGER NOT NULL, plan INTEGER NOT NULL, source INTEGER NOT NULL,
    sums BLOB NOT NULL,                -- a cell
    hash BLOB NOT NULL,                -- SHA-256 of the row's canonical line
    PRIMARY KEY(closing, day, number)) STRICT, WITHOUT ROWID;
)sql";

// What an undo took back cannot be told from its value: a person may write the earlier one again.
constexpr std::string_view undos = R"sql(
ALTER TABLE configuration ADD COLUMN undoes INTEGER; -- id of the change taken back; NULL: none
)sql";

// Which of a provider's services that are billed apart: Vertex AI's tokens are not AI Studio's. And
// what providers' figures would count, did not another source tell the same bill.
constexpr std::string_view services = R"sql(
ALTER TABLE profile ADD COLUMN service INTEGER NOT NULL DEFAULT 0; -- text id
CREATE TABLE yielded(
    bucket_from INTEGER NOT NULL, bucket_to INTEGER NOT NULL,
    profile INTEGER NOT NULL,          -- source and provider
    told_by INTEGER NOT NULL,          -- text id of the covering source
    estimated INTEGER NOT NULL, billed INTEGER NOT NULL,
    PRIMARY KEY(bucket_from, bucket_to, profile, told_by, estimated)) STRICT, WITHOUT ROWID;
)sql";

// Sums of whole days by everything that queries ask by, see combinedday.h. A row without bytes: so
// many sums that the events are as quick to read.
constexpr std::string_view combined = R"sql(
CREATE TABLE combined(id INTEGER PRIMARY KEY, cells BLOB NOT NULL) STRICT;
)sql";

// Rows with other keys beside them: times and quarter-hours. Programs of the step before would take
// them for sums, so they are not to open it; what those kept is combined anew.
constexpr std::string_view combinedParts = "DELETE FROM combined;";

constexpr std::array<Step, ledgerSchemaVersion> steps = {{{firstSchema},
                                                          {secondSchema, toCellBlocks},
                                                          {bills},
                                                          {live},
                                                          {tails},
                                                          {quotas},
                                                          {rules},
                                                          {freshness},
                                                          {closings},
                                                          {undos},
                                                          {services},
                                                          {combined},
                                                          {combinedParts}}};

} // namespace

Result<std::int64_t> schemaOf(Database &db)
{
    // In one statement: between two of them another process may make the ledger.
    SqlStatement query = db.prepare("SELECT a.application_id, v.user_version, "
                                    "(SELECT count(*) FROM sqlite_schema) "
                                    "FROM pragma_application_id a, pragma_user_version v");
    if (!query.step()) {
        const Error error = db.error();
        return failure(error.kind, db.path() + ": " + error.text);
    }
    const std::int64_t id = query.integer(0);
    const std::int64_t version = query.integer(1);
    if (id != ledgerApplicationId && (id != 0 || query.integer(2) != 0)) {
        return failure(Error::Kind::Refused,
                       db.path() + " is a database, but not an Outlay ledger; choose another path "
                                   "with --ledger");
    }
    if (version > ledgerSchemaVersion) {
        return failure(Error::Kind::Refused, db.path() + " was written by a newer Outlay (schema " +
                                                 std::to_string(version) + ", this one knows " +
                                                 std::to_string(ledgerSchemaVersion) +
                                                 "); update Outlay, or use another ledger");
    }
    return version;
}

namespace {

/// Steps from `first` to before `last`, together or not at all.
Result<> applySteps(Database &db, std::size_t first, std::size_t last)
{
    OUTLAY_TRY(db.exec("BEGIN IMMEDIATE"));
    const auto version = db.integer("PRAGMA user_version");
    if (version && *version > static_cast<std::int64_t>(first))
        return db.exec("ROLLBACK"); // another process was faster
    Result<> done;
    for (std::size_t step = first; done && step < last; ++step) {
        done = db.exec(std::string(steps[step].sql));
        if (done && steps[step].convert)
            done = steps[step].convert(db);
    }
    if (done) {
        done = db.exec("PRAGMA application_id=" + std::to_string(ledgerApplicationId) +
                       ";PRAGMA user_version=" + std::to_string(last) + ";COMMIT");
    }
    if (!done)
        (void)db.exec("ROLLBACK");
    return done;
}

} // namespace

namespace {

/// The file as it is, beside it. One left by an attempt that failed is of the same ledger: that was
/// rolled back whole.
Result<> keepCopy(Database &db)
{
    const std::string copy = db.path() + ".before-schema-" + std::to_string(ledgerSchemaVersion);
    std::error_code ignored;
    std::filesystem::remove(copy, ignored);
    SqlStatement vacuum = db.prepare("VACUUM INTO ?1");
    vacuum.bind(1, copy);
    OUTLAY_TRY(vacuum.run());
    std::filesystem::permissions(
        copy, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, ignored);
    return {};
}

/// From an earlier schema, one at a time: the window's readers and its writer open a ledger at
/// once, and each would write the copy.
Result<> migrateOld(Database &db)
{
    constexpr std::chrono::minutes longest{10}; // of a ledger of many gigabytes
    QLockFile lock(QString::fromStdString(db.path() + ".migrating"));
    lock.setStaleLockTime(0); // only that of a process that is gone is no lock
    const QDeadlineTimer deadline(longest);
    while (!lock.tryLock(0) && lock.error() == QLockFile::LockFailedError) {
        if (deadline.hasExpired())
            return failure(Error::Kind::Busy, db.path() +
                                                  " is being brought up to date by another Outlay; "
                                                  "try again when that is done");
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    const auto version = db.integer("PRAGMA user_version");
    if (!version)
        return tl::unexpected<Error>(version.error());
    if (*version >= ledgerSchemaVersion)
        return {}; // somebody else was faster
    OUTLAY_TRY(keepCopy(db));
    OUTLAY_TRY(db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"));
    for (auto step = static_cast<std::size_t>(*version); step < steps.size(); ++step)
        OUTLAY_TRY(applySteps(db, step, step + 1));
    return {};
}

} // namespace

Result<> migrate(Database &db)
{
    const auto version = schemaOf(db);
    if (!version)
        return tl::unexpected<Error>(version.error());
    if (*version > 0 && *version < ledgerSchemaVersion)
        OUTLAY_TRY(migrateOld(db));
    // 8 KiB pages: fewer levels for the identity tree; must precede the first table.
    if (*version == 0)
        OUTLAY_TRY(db.exec("PRAGMA page_size=8192"));
    OUTLAY_TRY(db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"));
    // A new file is whole at once: a reader may look at any time.
    return *version == 0 ? applySteps(db, 0, steps.size()) : Result<>();
}

Result<> bringUpToDate(const std::string &path)
{
    {
        auto db = Database::open(path, Database::Mode::ReadOnly);
        if (!db)
            return tl::unexpected<Error>(db.error());
        const auto version = schemaOf(**db);
        if (!version)
            return tl::unexpected<Error>(version.error());
        if (*version == 0 || *version >= ledgerSchemaVersion)
            return {};
    }
    auto db = Database::open(path, Database::Mode::ReadWrite);
    if (!db)
        return tl::unexpected<Error>(db.error());
    return migrate(**db);
}

Result<> checkSchema(Database &db)
{
    const auto version = schemaOf(db);
    if (!version)
        return tl::unexpected<Error>(version.error());
    if (*version != ledgerSchemaVersion) {
        return failure(Error::Kind::Refused,
                       db.path() + " has an older schema; open it once with outlay or "
                                   "outlay-cli import to bring it up to date");
    }
    return {};
}

} // namespace outlay
