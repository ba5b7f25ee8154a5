// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/foreigntable.h"

#include "models/ledger/database.h"
#include "models/money/instant.h"

#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace outlay {

namespace {

constexpr int patienceMs = 2000;
constexpr int rowsAtOnce = 4000;
constexpr std::size_t dateSize = 10; // "2026-11-05"

/// As a URI of SQLite's takes it.
std::string uriOf(const std::string &path, const char *mode)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char c : path) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '%' || c == '?' || c == '#') {
            uri += '%';
            uri += digits[byte >> 4U];
            uri += digits[byte & 15U];
        } else {
            uri += c;
        }
    }
    return uri + mode;
}

std::string inQuotes(std::string_view name)
{
    return '"' + std::string(name) + '"';
}

/// Whether the file keeps what is new beside itself, by its header (bytes 18 and 19).
bool isWriteAhead(const std::string &path)
{
    constexpr std::streamoff place = 18;
    std::ifstream file(std::filesystem::path(std::u8string(path.begin(), path.end())),
                       std::ios::binary);
    char versions[2] = {};
    file.seekg(place);
    file.read(versions, sizeof versions);
    return file && versions[0] == 2;
}

struct Beside
{
    bool hasLog = false;    ///< "-wal", with something in it
    bool hasShared = false; ///< "-shm"

    explicit Beside(const std::string &path)
    {
        std::error_code error;
        const auto sizeOf = [&](const char *ending) {
            const std::string name = path + ending;
            const auto size = std::filesystem::file_size(
                std::filesystem::path(std::u8string(name.begin(), name.end())), error);
            return error ? std::uintmax_t(0) : size;
        };
        hasLog = sizeOf("-wal") > 0;
        hasShared = sizeOf("-shm") > 0;
    }
};

/// In words of this file rather than of the ledger.
Error errorOf(sqlite3 *db)
{
    switch (sqlite3_errcode(db) & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {Error::Kind::Busy, "the database is locked by another program: try again when that "
                                   "is done, or copy it first"};
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return {Error::Kind::Malformed,
                std::string("the database is damaged, or encrypted: ") + sqlite3_errmsg(db)};
    case SQLITE_READONLY:
        return {Error::Kind::Unreadable, "the database was left in the middle of a change: open it "
                                         "once with the program it belongs to"};
    default:
        return {Error::Kind::Unreadable,
                std::string("the database cannot be read: ") + sqlite3_errmsg(db)};
    }
}

struct Closing
{
    void operator()(sqlite3 *db) const { sqlite3_close(db); }
};
using Connection = std::unique_ptr<sqlite3, Closing>;

Result<Connection> connectTo(const std::string &path, bool &isFrozen)
{
    // With a log, its index in shared memory is needed, and would be made if it were not there.
    // Without one the file is whole, and nothing beside it is looked at.
    const Beside beside(path);
    if (beside.hasLog && !beside.hasShared)
        return failure(Error::Kind::Unreadable,
                       "a log (-wal) lies beside the database that no running program holds: open "
                       "it once with the program it belongs to, or copy both files and open the "
                       "copy with sqlite3");
    isFrozen = isWriteAhead(path) && !beside.hasLog;
    const std::string uri = uriOf(path, isFrozen ? "?mode=ro&immutable=1" : "?mode=ro");
    sqlite3 *db = nullptr;
    const int opened = sqlite3_open_v2(
        uri.c_str(), &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
    Connection connection(db);
    if (opened != SQLITE_OK)
        return tl::unexpected<Error>(errorOf(db));
    sqlite3_busy_timeout(db, patienceMs);
    sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr); // its log is not ours
    return connection;
}

/// What there is of a shape's columns, the needed ones first; empty: it is another table.
Result<std::vector<std::string>> columnsOf(sqlite3 *db, const ForeignTable::Shape &shape)
{
    std::vector<std::string> there;
    SqlStatement list(db, "SELECT name FROM pragma_table_info(?1)");
    if (!list.isPrepared())
        return tl::unexpected<Error>(errorOf(db));
    list.bind(1, shape.table);
    while (list.step())
        there.emplace_back(list.text(0));
    if (list.failed())
        return tl::unexpected<Error>(errorOf(db));
    const auto isThere = [&there](std::string_view name) {
        return std::find(there.begin(), there.end(), name) != there.end();
    };
    std::vector<std::string> columns;
    for (const std::string_view name : shape.needed) {
        if (!isThere(name))
            return std::vector<std::string>();
        columns.emplace_back(name);
    }
    for (const std::string_view name : shape.wanted) {
        if (isThere(name))
            columns.emplace_back(name);
    }
    return columns;
}

} // namespace

struct ForeignTable::Data
{
    Connection db;
    Shape shape;
    std::string path;
    std::vector<std::string> columns;
    SqlStatement rows;
    std::int64_t last = 0;  ///< the rowid before the next row
    std::int64_t first = 0; ///< the rowid before the first
    std::int64_t passed = 0;
    int left = 0; ///< of the rows read at once
    /// Nothing keeps its owner from writing into what is read as if it never changed.
    bool isFrozen = false;
    std::filesystem::file_time_type written;

    [[nodiscard]] std::filesystem::file_time_type timeOfFile() const
    {
        std::error_code error;
        return std::filesystem::last_write_time(
            std::filesystem::path(std::u8string(path.begin(), path.end())), error);
    }
    Result<std::int64_t> integer(const std::string &sql, std::string_view text)
    {
        SqlStatement statement(db.get(), sql);
        if (!statement.isPrepared())
            return tl::unexpected<Error>(errorOf(db.get()));
        if (!text.empty())
            statement.bind(1, text);
        if (!statement.step())
            return tl::unexpected<Error>(errorOf(db.get()));
        return statement.integer(0);
    }
    Result<> startAt(std::string_view since);
};

/// The first row of that day or later, by the index of its times.
Result<> ForeignTable::Data::startAt(std::string_view since)
{
    if (since.empty() || shape.time.empty())
        return {};
    const std::string table = inQuotes(shape.table);
    const auto begin =
        integer("SELECT coalesce(min(rowid), (SELECT max(rowid) + 1 FROM " + table +
                    "), 1) - 1 FROM " + table + " WHERE " + inQuotes(shape.time) + " >= ?1",
                since);
    OUTLAY_TRY(begin);
    first = last = *begin;
    const auto before =
        integer("SELECT count(*) FROM " + table + " WHERE rowid <= " + std::to_string(first), {});
    OUTLAY_TRY(before);
    passed = *before;
    return {};
}

ForeignTable::ForeignTable(std::unique_ptr<Data> data) : m_data(std::move(data)) {}
ForeignTable::~ForeignTable() = default;

Result<bool> ForeignTable::has(const std::string &path, const Shape &shape)
{
    bool isFrozen = false;
    const auto db = connectTo(path, isFrozen);
    if (!db)
        return tl::unexpected<Error>(db.error());
    const auto columns = columnsOf(db->get(), shape);
    OUTLAY_TRY(columns);
    return !columns->empty();
}

Result<std::unique_ptr<ForeignTable>> ForeignTable::open(const std::string &path,
                                                         const Shape &shape, std::string_view since)
{
    auto data = std::make_unique<Data>();
    auto db = connectTo(path, data->isFrozen);
    if (!db)
        return tl::unexpected<Error>(db.error());
    data->db = std::move(*db);
    data->shape = shape;
    data->path = path;
    data->written = data->timeOfFile();
    auto columns = columnsOf(data->db.get(), shape);
    OUTLAY_TRY(columns);
    if (columns->empty())
        return failure(Error::Kind::Malformed, "the database has no table \"" +
                                                   std::string(shape.table) +
                                                   "\" with the columns this format has");
    data->columns = std::move(*columns);
    OUTLAY_TRY(data->startAt(since));
    std::string sql = "SELECT rowid";
    for (const std::string &column : data->columns)
        sql += ", " + inQuotes(column);
    sql += " FROM " + inQuotes(shape.table) + " WHERE rowid > ?1 ORDER BY rowid LIMIT " +
           std::to_string(rowsAtOnce);
    data->rows = SqlStatement(data->db.get(), sql);
    if (!data->rows.isPrepared())
        return tl::unexpected<Error>(errorOf(data->db.get()));
    return std::unique_ptr<ForeignTable>(new ForeignTable(std::move(data)));
}

const std::vector<std::string> &ForeignTable::columns() const
{
    return m_data->columns;
}

std::int64_t ForeignTable::passedOver() const
{
    return m_data->passed;
}

Result<bool> ForeignTable::next()
{
    Data &d = *m_data;
    if (d.left == 0) {
        d.rows.reset(); // nothing is held between
        d.rows.bind(1, d.last);
        d.left = rowsAtOnce;
    }
    --d.left;
    if (d.rows.step()) {
        d.last = d.rows.integer(0);
        return true;
    }
    const bool isFailed = d.rows.failed();
    const Error error = errorOf(d.db.get());
    d.rows.reset();
    const bool isChanged = d.isFrozen && (d.timeOfFile() != d.written || Beside(d.path).hasLog);
    if (isChanged)
        return failure(Error::Kind::Busy,
                       "the database was written to while it was read: import it again");
    if (isFailed)
        return tl::unexpected<Error>(error);
    return false;
}

ForeignTable::Kind ForeignTable::kind(std::size_t column) const
{
    const int at = static_cast<int>(column) + 1;
    if (m_data->rows.isNull(at))
        return Kind::Null;
    return m_data->rows.isNumber(at) ? Kind::Number : Kind::Text;
}

std::string_view ForeignTable::text(std::size_t column) const
{
    return m_data->rows.text(static_cast<int>(column) + 1);
}

Result<std::string> ForeignTable::resumeFrom()
{
    Data &d = *m_data;
    if (d.shape.time.empty())
        return std::string();
    SqlStatement newest(d.db.get(), "SELECT max(" + inQuotes(d.shape.time) + ") FROM " +
                                        inQuotes(d.shape.table));
    if (!newest.isPrepared() || !newest.step())
        return tl::unexpected<Error>(errorOf(d.db.get()));
    const auto day = parseInstant(std::string(newest.text(0).substr(0, dateSize)));
    if (!day)
        return std::string();
    return toRfc3339({day->micros - microsPerDay}).substr(0, dateSize);
}

} // namespace outlay
