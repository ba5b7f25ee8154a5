// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/database.h"

#include <sqlite3.h>

#include <filesystem>
#include <utility>

#ifdef __unix__
#include <sys/stat.h>
#endif
#ifdef __linux__
#include <sys/vfs.h>
#endif

namespace outlay {

namespace {

constexpr int busyTimeoutMs = 5000;

/// WAL needs shared memory, which a network file system does not give: SQLite would corrupt.
/// Magic numbers from statfs(2).
bool isOnNetworkFileSystem([[maybe_unused]] const std::string &path)
{
#ifdef __linux__
    struct statfs info
    {
    };
    std::string folder = std::filesystem::path(path).parent_path().string();
    if (folder.empty())
        folder = ".";
    if (statfs(folder.c_str(), &info) != 0)
        return false;
    switch (static_cast<unsigned long>(info.f_type)) {
    case 0x6969:     // NFS
    case 0xFF534D42: // CIFS
    case 0xFE534D42: // SMB2
    case 0x517B:     // SMB
    case 0x01021997: // 9p
    case 0x5346414F: // AFS
    case 0x73757245: // Coda
        return true;
    default:
        return false;
    }
#else
    return false;
#endif
}

/// Ledger 0600 in a 0700 folder. Left alone where there are no POSIX modes.
Result<> makePrivate(const std::string &path)
{
    namespace fs = std::filesystem;
    std::error_code error;
    const fs::path folder = fs::path(path).parent_path();
    if (!folder.empty() && !fs::exists(folder, error)) {
        fs::create_directories(folder, error);
        if (error)
            return failure(Error::Kind::Unreadable,
                           "cannot create the folder " + folder.string() + ": " + error.message());
        fs::permissions(folder, fs::perms::owner_all, error);
    }
    return {};
}

} // namespace

Error sqliteError(sqlite3 *db, std::string_view doing)
{
    const int code = sqlite3_errcode(db);
    std::string text(doing);
    if (!text.empty())
        text += ": ";
    text += sqlite3_errmsg(db);
    switch (code & 0xff) {
    case SQLITE_FULL:
        return {Error::Kind::Full,
                text + "; free some space and try again, nothing is half-stored"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {Error::Kind::Busy, text + "; another process is writing, try again"};
    case SQLITE_NOTADB:
        return {Error::Kind::Corrupt, text + ": no Outlay ledger, or its first page is damaged; "
                                             "choose another path with --ledger, or restore a "
                                             "backup"};
    case SQLITE_CORRUPT:
        return {Error::Kind::Corrupt,
                text + "; the file is left untouched, restore a backup or import again"};
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return {Error::Kind::Unreadable, text + "; check the folder's permissions"};
    case SQLITE_INTERRUPT:
        return {Error::Kind::Cancelled, text};
    default:
        return {Error::Kind::Internal, text};
    }
}

SqlStatement::SqlStatement(sqlite3 *db, std::string_view sql)
{
    m_failed = sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()),
                                  SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr) != SQLITE_OK;
}
SqlStatement::~SqlStatement()
{
    sqlite3_finalize(m_statement);
}
SqlStatement::SqlStatement(SqlStatement &&other) noexcept
    : m_statement(std::exchange(other.m_statement, nullptr))
    , m_failed(other.m_failed)
{
}
SqlStatement &SqlStatement::operator=(SqlStatement &&other) noexcept
{
    std::swap(m_statement, other.m_statement);
    std::swap(m_failed, other.m_failed);
    return *this;
}
SqlStatement &SqlStatement::bind(int index, std::int64_t value)
{
    sqlite3_bind_int64(m_statement, index, value);
    return *this;
}
SqlStatement &SqlStatement::bind(int index, std::optional<std::int64_t> value)
{
    return value ? bind(index, *value) : bindNull(index);
}
SqlStatement &SqlStatement::bind(int index, std::string_view text)
{
    sqlite3_bind_text(m_statement, index, text.empty() ? "" : text.data(),
                      static_cast<int>(text.size()), SQLITE_TRANSIENT);
    return *this;
}
SqlStatement &SqlStatement::bindBlob(int index, std::string_view bytes)
{
    // Static: every caller keeps the bytes until run() or reset().
    sqlite3_bind_blob(m_statement, index, bytes.empty() ? "" : bytes.data(),
                      static_cast<int>(bytes.size()), SQLITE_STATIC);
    return *this;
}
SqlStatement &SqlStatement::bindNull(int index)
{
    sqlite3_bind_null(m_statement, index);
    return *this;
}
bool SqlStatement::step()
{
    const int code = sqlite3_step(m_statement);
    m_failed = code != SQLITE_ROW && code != SQLITE_DONE;
    return code == SQLITE_ROW;
}
Result<> SqlStatement::run()
{
    while (step()) {
    }
    auto result = status();
    reset();
    return result;
}
void SqlStatement::reset()
{
    sqlite3_reset(m_statement);
}
Result<> SqlStatement::status() const
{
    if (!m_failed)
        return {};
    if (!m_statement)
        return failure(Error::Kind::Internal, "a statement could not be prepared");
    return tl::unexpected<Error>(sqliteError(sqlite3_db_handle(m_statement)));
}
std::int64_t SqlStatement::integer(int column) const
{
    return sqlite3_column_int64(m_statement, column);
}
bool SqlStatement::isNull(int column) const
{
    return sqlite3_column_type(m_statement, column) == SQLITE_NULL;
}
bool SqlStatement::isNumber(int column) const
{
    const int type = sqlite3_column_type(m_statement, column);
    return type == SQLITE_INTEGER || type == SQLITE_FLOAT;
}
std::optional<std::int64_t> SqlStatement::optionalInteger(int column) const
{
    if (isNull(column))
        return std::nullopt;
    return integer(column);
}
std::string_view SqlStatement::text(int column) const
{
    const void *bytes = sqlite3_column_text(m_statement, column);
    if (!bytes)
        return {};
    return {static_cast<const char *>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}
std::string_view SqlStatement::blob(int column) const
{
    const void *bytes = sqlite3_column_blob(m_statement, column);
    if (!bytes)
        return {};
    return {static_cast<const char *>(bytes),
            static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column))};
}

Result<std::unique_ptr<Database>> Database::open(const std::string &path, Mode mode)
{
    if (isOnNetworkFileSystem(path)) {
        return failure(Error::Kind::Refused,
                       path + " lies on a network file system, where SQLite loses data; choose a "
                              "local path with --ledger");
    }
    if (mode == Mode::ReadWrite)
        OUTLAY_TRY(makePrivate(path));
    // Counting every allocation costs a lock each; nobody reads the counts.
    static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)configured;
    std::unique_ptr<Database> database(new Database);
    database->m_path = path;
#ifdef __unix__
    const mode_t previous = umask(0177);
#endif
    const int flags = (mode == Mode::ReadOnly ? SQLITE_OPEN_READONLY
                                              : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) |
                      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &database->m_db, flags, nullptr);
#ifdef __unix__
    umask(previous);
#endif
    if (code != SQLITE_OK) {
        Error error = database->m_db ? sqliteError(database->m_db, path)
                                     : Error{Error::Kind::Unreadable, path};
        return tl::unexpected<Error>(std::move(error));
    }
    sqlite3_busy_timeout(database->m_db, busyTimeoutMs);
    sqlite3_db_config(database->m_db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database->m_db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    OUTLAY_TRY(database->exec("PRAGMA foreign_keys=ON; PRAGMA cell_size_check=ON"));
    return database;
}

Database::~Database()
{
    sqlite3_close_v2(m_db);
}

Result<> Database::exec(const std::string &sql)
{
    if (sqlite3_exec(m_db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        return tl::unexpected<Error>(sqliteError(m_db));
    return {};
}

Result<std::int64_t> Database::integer(const std::string &sql)
{
    SqlStatement statement = prepare(sql);
    if (!statement.isPrepared())
        return tl::unexpected<Error>(sqliteError(m_db));
    if (statement.step())
        return statement.integer(0);
    if (statement.failed())
        return tl::unexpected<Error>(sqliteError(m_db));
    return 0;
}

SqlStatement Database::prepare(std::string_view sql)
{
    return {m_db, sql};
}

Error Database::error() const
{
    return sqliteError(m_db);
}

} // namespace outlay
