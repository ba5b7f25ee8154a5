// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger: the only header that knows of SQLite handles.

#include "models/money/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace outlay {

/// A prepared statement. Column texts and blobs live until the next step or reset.
class SqlStatement
{
public:
    SqlStatement() = default;
    SqlStatement(sqlite3 *db, std::string_view sql);
    ~SqlStatement();
    SqlStatement(SqlStatement &&other) noexcept;
    SqlStatement &operator=(SqlStatement &&other) noexcept;

    [[nodiscard]] bool isPrepared() const { return m_statement != nullptr; }
    SqlStatement &bind(int index, std::int64_t value);
    SqlStatement &bind(int index, std::string_view text);
    SqlStatement &bindBlob(int index, std::string_view bytes);
    SqlStatement &bindNull(int index);
    SqlStatement &bind(int index, std::optional<std::int64_t> value);
    /// True: a row is there. False: done, or failed (ask failed()).
    [[nodiscard]] bool step();
    /// Steps to the end and resets; an Error with SQLite's words if that failed.
    [[nodiscard]] Result<> run();
    void reset();
    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] Result<> status() const;

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] bool isNull(int column) const;
    /// An integer or a real.
    [[nodiscard]] bool isNumber(int column) const;
    [[nodiscard]] std::optional<std::int64_t> optionalInteger(int column) const;
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] std::string_view blob(int column) const;

private:
    sqlite3_stmt *m_statement = nullptr;
    bool m_failed = false;
};

/// One connection; closes itself. Not thread-safe.
class Database
{
public:
    enum class Mode
    {
        ReadOnly,
        ReadWrite, ///< creates the file (0600) if it is missing
    };
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::string &path, Mode mode);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    [[nodiscard]] Result<> exec(const std::string &sql);
    [[nodiscard]] Result<std::int64_t> integer(const std::string &sql);
    [[nodiscard]] SqlStatement prepare(std::string_view sql);
    [[nodiscard]] sqlite3 *handle() const { return m_db; }
    [[nodiscard]] const std::string &path() const { return m_path; }
    /// The last failure as an Error: Full, Busy, Corrupt, Refused or Internal.
    [[nodiscard]] Error error() const;

private:
    Database() = default;
    sqlite3 *m_db = nullptr;
    std::string m_path;
};

[[nodiscard]] Error sqliteError(sqlite3 *db, std::string_view doing = {});

} // namespace outlay
