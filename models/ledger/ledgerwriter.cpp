// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerwriter_p.h"

#include "models/ledger/schema.h"

#include <sqlite3.h>

#include <filesystem>

namespace outlay {

namespace {

std::string_view sqlOf(int which)
{
    static constexpr std::array<std::string_view, 78> texts = {
        "SELECT id,value FROM text WHERE hash=?1",
        "INSERT INTO text(hash,value) VALUES(?1,?2)",
        "SELECT value,hash FROM text WHERE id=?1",
        "SELECT * FROM profile WHERE hash=?1",
        "INSERT INTO profile VALUES(NULL,?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,"
        "?17,?18,?19,?20,?21)",
        "SELECT * FROM profile WHERE id=?1",
        "SELECT * FROM thread WHERE hash=?1",
        "INSERT INTO thread VALUES(NULL,?1,?2,?3,?4,?5,?6)",
        "SELECT * FROM thread WHERE id=?1",
        "SELECT * FROM ending WHERE hash=?1",
        "INSERT INTO ending VALUES(NULL,?1,?2,?3)",
        "SELECT * FROM ending WHERE id=?1",
        "SELECT id,items FROM tagset WHERE hash=?1",
        "INSERT INTO tagset(hash,items) VALUES(?1,?2)",
        "SELECT items,hash FROM tagset WHERE id=?1",
        "SELECT id,format,rank,growth FROM source WHERE id=?1",
        "INSERT INTO source(id,format,rank,growth) VALUES(?1,?2,?3,?4) ON CONFLICT(id) DO NOTHING",
        "UPDATE source SET last_import=?2 WHERE id=?1",
        "SELECT view FROM identity WHERE hash=?1 "
        "UNION ALL SELECT view FROM identity_fresh WHERE hash=?1",
        "SELECT 1 FROM identity WHERE hash=?1 AND view=?2",
        "INSERT INTO identity_fresh(hash,view) VALUES(?1,?2) ON CONFLICT DO NOTHING",
        "DELETE FROM identity WHERE hash=?1 AND view=?2",
        "DELETE FROM identity_fresh WHERE hash=?1 AND view=?2",
        "SELECT id,at,profile,attributed,thread,task,tags,ending,flags,input,cache_read,"
        "cache_write_5m,cache_write_1h,output,reasoning,cost,estimate,reported,price,latency,"
        "first_token,operation,prompt,extra FROM event WHERE id=?1",
        "INSERT INTO event VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,"
        "?19,?20,?21,?22,?23,?24)",
        "REPLACE INTO event VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,"
        "?19,?20,?21,?22,?23,?24)",
        "DELETE FROM event WHERE id=?1",
        "SELECT id,event,same_as,state FROM view WHERE id=?1",
        "SELECT id,event,same_as,state FROM view WHERE event=?1 ORDER BY id",
        "REPLACE INTO view(id,event,same_as,state) VALUES(?1,?2,?3,?4)",
        "DELETE FROM view WHERE id=?1",
        "SELECT cells FROM cell_day WHERE block=?1",
        "REPLACE INTO cell_day(block,cells) VALUES(?1,?2)",
        "DELETE FROM cell_day WHERE block=?1",
        "SELECT cells FROM cell_quarter WHERE block=?1",
        "REPLACE INTO cell_quarter(block,cells) VALUES(?1,?2)",
        "DELETE FROM cell_quarter WHERE block=?1",
        "DELETE FROM combined WHERE id>=?1 AND id<?2",
        "INSERT INTO combined(id,cells) VALUES(?1,?2)",
        "REPLACE INTO lineage(session,ordinal,source,parent,record) VALUES(?1,?2,?3,?4,?5)",
        "SELECT record FROM lineage WHERE session=?1 AND source=?2 AND ordinal=?3",
        "SELECT session,ordinal,source,parent,record FROM lineage WHERE session=?1 AND source=?2 "
        "ORDER BY ordinal",
        "SELECT DISTINCT session FROM lineage WHERE parent=?1 AND source=?2",
        "REPLACE INTO span(trace,span,source,record) VALUES(?1,?2,?3,?4)",
        "SELECT record FROM span WHERE trace=?1 AND source=?2 AND span=?3",
        "SELECT span,record FROM span WHERE trace=?1 AND source=?2 ORDER BY span",
        "SELECT view,tokens FROM contribution WHERE kind=?1 AND family=?2 AND source=?3",
        "INSERT INTO contribution(kind,family,source,view,tokens) VALUES(?1,?2,?3,?4,?5)",
        "DELETE FROM contribution WHERE kind=?1 AND family=?2 AND source=?3",
        "SELECT id,record,closed,deliveries FROM statement WHERE identity=?1 AND source=?2",
        "REPLACE INTO statement(id,identity,source,bucket_from,bucket_to,profile,billed,requests,"
        "tokens,closed,description,record,account,period_from,period_to,line,deliveries,kind,step,"
        "usage,delivery) "
        "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21)",
        "INSERT INTO residual(at,profile,bucket_from,bucket_to,billed,covered,amount,closed,high,"
        "basis) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
        "SELECT id,fetched_at,closed FROM delivery WHERE source=?1 AND series=?2 AND "
        "bucket_from=?3 "
        "AND bucket_to=?4",
        "REPLACE INTO delivery(id,source,series,bucket_from,bucket_to,fetched_at,closed) "
        "VALUES(?1,?2,?3,?4,?5,?6,?7)",
        "SELECT name,email,owner,archived,fetched_at FROM directory WHERE source=?1 AND kind=?2 "
        "AND "
        "id=?3",
        "REPLACE INTO directory(source,kind,id,name,email,owner,archived,fetched_at) "
        "VALUES(?1,?2,?3,?4,?5,?6,?7,?8)",
        // Two of the same time: any order that is always the same, so that ledgers merge.
        "INSERT INTO quota(source,plan,allowance,window,at,used,minutes,resets_at) "
        "VALUES(?1,?2,?3,?4,?5,?6,?7,?8) ON CONFLICT(source,plan,allowance,window) DO UPDATE SET "
        "at=excluded.at,used=excluded.used,minutes=excluded.minutes,resets_at=excluded.resets_at "
        "WHERE (excluded.at,ifnull(excluded.resets_at,0),excluded.used,excluded.minutes)>"
        "(at,ifnull(resets_at,0),used,minutes)",
        "SELECT state FROM poll WHERE source=?1 AND name=?2",
        "REPLACE INTO poll(source,name,state) VALUES(?1,?2,?3)",
        "INSERT INTO aggregate(event) VALUES(?1) ON CONFLICT DO NOTHING",
        "DELETE FROM aggregate WHERE event=?1",
        "REPLACE INTO checkpoint(file,source,format,size,modified,inode,offset,line,head,head_size,"
        "tail,options,state,near) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14)",
        "INSERT INTO rejected(source,file,line,reason,at) VALUES(?1,?2,?3,?4,?5) "
        "ON CONFLICT(file,line,source) DO UPDATE SET reason=excluded.reason,at=excluded.at",
        "DELETE FROM rejected WHERE source=?1 AND file=?2 AND (line>?3 OR line=0)",
        "SELECT value FROM configuration WHERE name=?1 ORDER BY id DESC LIMIT 1",
        "INSERT INTO configuration(name,value,changed_at,changed_by,undoes) VALUES(?1,?2,?3,?4,?5)",
        "INSERT INTO change(at,kind,detail,events,cost_before,cost_after) "
        "VALUES(?1,?2,?3,?4,?5,?6)",
        "SELECT value FROM meta WHERE key=?1",
        "REPLACE INTO meta(key,value) VALUES(?1,?2)",
        "SELECT id FROM tracker WHERE key=?1",
        "INSERT INTO tracker(key) VALUES(?1)",
        "INSERT INTO consumption(tracker,period,member,cost,residual,tokens,requests,unpriced) "
        "VALUES(?1,?2,?3,?4,?5,?6,?7,?8) ON CONFLICT(tracker,period,member) DO UPDATE SET "
        "cost=cost+excluded.cost,residual=residual+excluded.residual,"
        "tokens=tokens+excluded.tokens,requests=requests+excluded.requests,"
        "unpriced=unpriced+excluded.unpriced",
        // Told which index: where all members share a period, the key would read every one of them.
        "SELECT period,member,cost,residual,tokens,requests,unpriced FROM consumption "
        "INDEXED BY consumption_member WHERE tracker=?1 AND member=?2 AND period>=?3 AND period<?4 "
        "ORDER BY period",
        "SELECT budget,member,period,threshold,arming,armed,until,alert,claimed_at FROM claim "
        "WHERE budget=?1 AND member=?2 AND period>=?3 AND period<?4 ORDER BY period,threshold",
        "REPLACE INTO claim(budget,member,period,threshold,arming,armed,until,alert,claimed_at) "
        "VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9)",
        "SELECT body FROM alert WHERE id=?1",
        "REPLACE INTO alert(id,kind,state,happened_at,known_at,body) VALUES(?1,?2,?3,?4,?5,?6)",
        "INSERT INTO alert_log(alert,at,what,who,told) VALUES(?1,?2,?3,?4,?5)",
    };
    return texts[static_cast<std::size_t>(which)];
}

} // namespace

SqlStatement &LedgerWriter::Data::sql(Sql which)
{
    SqlStatement &statement = statements[which];
    if (!statement.isPrepared()) {
        static_assert(SqlCount == 78);
        statement = db->prepare(sqlOf(which));
        if (!statement.isPrepared())
            fail(db->error());
    }
    statement.reset();
    return statement;
}

void LedgerWriter::Data::run(SqlStatement &statement)
{
    if (error)
        return;
    if (auto done = statement.run(); !done)
        fail(done.error());
}

bool LedgerWriter::Data::step(SqlStatement &statement)
{
    if (error)
        return false;
    if (statement.step())
        return true;
    if (statement.failed())
        fail(db->error());
    statement.reset();
    return false;
}

void LedgerWriter::Data::fail(Error problem)
{
    if (!error)
        error = std::move(problem);
}

void LedgerWriter::Data::exec(const std::string &text)
{
    if (error)
        return;
    if (auto done = db->exec(text); !done)
        fail(done.error());
}

std::int64_t LedgerWriter::Data::rowsWritten() const
{
    return sqlite3_total_changes64(db->handle());
}

LedgerWriter::Data::Beside::Beside(Data &data)
    : m_data(data)
    , m_rowsBefore(data.rowsWritten())
    , m_besideBefore(data.rowsBeside)
{
}

LedgerWriter::Data::Beside::~Beside()
{
    m_data.rowsBeside = m_besideBefore + m_data.rowsWritten() - m_rowsBefore;
}

std::int64_t LedgerWriter::Data::lastId() const
{
    return sqlite3_last_insert_rowid(db->handle());
}

void LedgerWriter::Data::forget()
{
    texts.clear();
    profiles.clear();
    threads.clear();
    endings.clear();
    tagsets.clear();
    pseudonyms.reset();
    next = 0;
    addedEvents = 0;
    addedIdentities = 0;
}

LedgerWriter::LedgerWriter(std::unique_ptr<Data> data) : m_data(std::move(data)) {}
LedgerWriter::~LedgerWriter() = default;

Result<std::unique_ptr<LedgerWriter>> LedgerWriter::open(const std::string &path)
{
    auto database = Database::open(path, Database::Mode::ReadWrite);
    if (!database)
        return tl::unexpected<Error>(database.error());
    OUTLAY_TRY(migrate(**database));
    OUTLAY_TRY((*database)->exec("PRAGMA cache_size=-24576; PRAGMA wal_autocheckpoint=8000; "
                                 "PRAGMA temp_store=MEMORY"));
    auto data = std::make_unique<Data>();
    data->db = std::move(*database);
    std::unique_ptr<LedgerWriter> writer(new LedgerWriter(std::move(data)));
    (void)writer->wasChangedElsewhere();
    return writer;
}

Result<std::unique_ptr<LedgerWriter>> LedgerWriter::openScratch(const std::string &path)
{
    OUTLAY_TRY(bringUpToDate(path));
    auto database = Database::open(path, Database::Mode::ReadOnly);
    if (!database)
        return tl::unexpected<Error>(database.error());
    OUTLAY_TRY(checkSchema(**database));
    OUTLAY_TRY((*database)->exec("PRAGMA cache_size=-8192; BEGIN"));
    auto data = std::make_unique<Data>();
    data->db = std::move(*database);
    data->isScratch = true;
    return std::unique_ptr<LedgerWriter>(new LedgerWriter(std::move(data)));
}

Result<> LedgerWriter::begin()
{
    m_data->error.reset();
    m_data->rowsBefore = m_data->rowsWritten();
    m_data->rowsBeside = 0;
    return m_data->db->exec("BEGIN IMMEDIATE");
}

bool LedgerWriter::wasChangedElsewhere()
{
    Data &d = *m_data;
    const std::int64_t commits = metaInteger("commits").value_or(0);
    const bool isForeign = d.lastCommit >= 0 && commits != d.lastCommit;
    d.lastCommit = commits;
    if (isForeign)
        d.forget(); // texts and tuples may have gone with a source
    return isForeign;
}

void LedgerWriter::rehearse(std::function<void()> look)
{
    m_data->rehearsal = std::move(look);
}

std::int64_t LedgerWriter::rowsWritten() const
{
    return m_data->rowsWritten();
}

Result<> LedgerWriter::commit()
{
    Data &d = *m_data;
    if (d.rehearsal && !d.error) {
        d.rehearsal();
        if (!d.error)
            d.fail({Error::Kind::Cancelled, "only rehearsed"});
    }
    const bool hasFigures = d.rowsWritten() - d.rowsBefore > d.rowsBeside;
    const std::int64_t commits = metaInteger("commits").value_or(0) + 1;
    setMeta("commits", commits);
    // The quiet ones are counted, since programs that do not know them make only loud ones.
    if (!hasFigures)
        setMeta("quiet_commits", metaInteger("quiet_commits").value_or(0) + 1);
    // Kept, since counting ten million rows after each commit would stall readers.
    setMeta("events", metaInteger("events").value_or(0) + d.addedEvents);
    d.addedEvents = 0;
    d.settleIdentities();
    if (!d.error) {
        if (auto done = d.db->exec("COMMIT"); !done)
            d.fail(done.error());
    }
    if (d.error) {
        Error problem = *d.error;
        rollback();
        return tl::unexpected<Error>(std::move(problem));
    }
    d.lastCommit = commits;
    return {};
}

void LedgerWriter::rollback()
{
    Data &d = *m_data;
    for (SqlStatement &statement : d.statements) {
        if (statement.isPrepared())
            statement.reset();
    }
    // After FULL, IOERR or NOMEM the transaction may be gone already: ask, never assume.
    if (sqlite3_get_autocommit(d.db->handle()) == 0)
        (void)d.db->exec("ROLLBACK");
    d.forget(); // interned ids of the transaction are gone with it
    d.error.reset();
}

bool LedgerWriter::failed() const
{
    return m_data->error.has_value();
}

Result<> LedgerWriter::status() const
{
    if (m_data->error)
        return tl::unexpected<Error>(*m_data->error);
    return {};
}

void LedgerWriter::checkpointWal()
{
    // Best effort: a reader may hold it up, the next one catches up.
    sqlite3_wal_checkpoint_v2(m_data->db->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                              nullptr);
}

void LedgerWriter::syncEveryCommit(bool does)
{
    m_data->exec(does ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL");
}

std::vector<std::string> LedgerWriter::integrityFindings()
{
    std::vector<std::string> findings;
    SqlStatement check = m_data->db->prepare("PRAGMA quick_check(20)");
    while (check.step()) {
        if (check.text(0) != "ok")
            findings.emplace_back(check.text(0));
    }
    if (check.failed())
        findings.push_back(m_data->db->error().text);
    return findings;
}

Result<> LedgerWriter::backup(const std::string &file)
{
    namespace fs = std::filesystem;
    const std::string partial = file + ".partial";
    std::error_code ignored;
    fs::remove(partial, ignored);
    {
        auto target = Database::open(partial, Database::Mode::ReadWrite);
        if (!target)
            return tl::unexpected<Error>(target.error());
        sqlite3_backup *copy =
            sqlite3_backup_init((*target)->handle(), "main", m_data->db->handle(), "main");
        if (!copy)
            return tl::unexpected<Error>((*target)->error());
        const int code = sqlite3_backup_step(copy, -1);
        sqlite3_backup_finish(copy);
        if (code != SQLITE_DONE) {
            Error problem = sqliteError((*target)->handle(), "the backup was not written");
            fs::remove(partial, ignored);
            return tl::unexpected<Error>(std::move(problem));
        }
        OUTLAY_TRY((*target)->exec("PRAGMA journal_mode=DELETE"));
        SqlStatement check = (*target)->prepare("PRAGMA quick_check(1)");
        if (!check.step() || check.text(0) != "ok")
            return failure(Error::Kind::Corrupt, "the backup does not pass SQLite's check: the "
                                                 "ledger is damaged, run doctor");
    }
    std::error_code problem;
    fs::rename(partial, file, problem);
    if (problem)
        return failure(Error::Kind::Unreadable, file + ": " + problem.message());
    return {};
}

const std::string &LedgerWriter::path() const
{
    return m_data->db->path();
}

Result<> restoreLedgerFile(const std::string &backup, const std::string &path)
{
    namespace fs = std::filesystem;
    {
        auto source = Database::open(backup, Database::Mode::ReadOnly);
        if (!source)
            return tl::unexpected<Error>(source.error());
        OUTLAY_TRY(schemaOf(**source));
        SqlStatement check = (*source)->prepare("PRAGMA quick_check(1)");
        if (!check.step() || check.text(0) != "ok")
            return failure(Error::Kind::Corrupt,
                           backup + " is damaged; nothing was changed, try another backup");
    }
    std::error_code problem;
    const std::string partial = path + ".partial";
    if (const fs::path folder = fs::path(path).parent_path(); !folder.empty())
        fs::create_directories(folder, problem);
    fs::copy_file(backup, partial, fs::copy_options::overwrite_existing, problem);
    if (problem)
        return failure(Error::Kind::Unreadable, partial + ": " + problem.message());
    fs::permissions(partial, fs::perms::owner_read | fs::perms::owner_write, problem);
    if (fs::exists(path)) {
        // Folds the log into the file, so that what is kept beside is whole.
        auto old = Database::open(path, Database::Mode::ReadWrite);
        if (old && sqlite3_wal_checkpoint_v2((*old)->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE,
                                             nullptr, nullptr) == SQLITE_BUSY) {
            fs::remove(partial, problem);
            return failure(Error::Kind::Busy, "the ledger is in use; close Outlay and try again");
        }
        if (old)
            (void)(*old)->exec("PRAGMA journal_mode=DELETE");
    }
    if (fs::exists(path)) {
        fs::rename(path, path + ".before-restore", problem);
        if (problem)
            return failure(Error::Kind::Unreadable, path + ": " + problem.message());
    }
    fs::rename(partial, path, problem);
    if (problem)
        return failure(Error::Kind::Unreadable, path + ": " + problem.message());
    return {};
}

} // namespace outlay
