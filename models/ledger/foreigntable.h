// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

class SqlStatement;

/// A table of another program's SQLite file, row by row in the order they were made. The file is
/// opened to read only, and nothing is made beside it: where that would take a file of shared
/// memory that nobody holds, it is an error that says what to do. No transaction outlives a
/// few thousand rows, so that its owner is not kept from writing. Not thread-safe.
class ForeignTable
{
public:
    struct Shape
    {
        std::string_view table;
        std::span<const std::string_view> needed; ///< columns it is recognised by
        std::span<const std::string_view> wanted; ///< further ones, where it has them
        /// The column with a row's time as text that begins with its date, which is indexed; empty:
        /// there is none.
        std::string_view time;
    };
    enum class Kind : std::uint8_t
    {
        Null,
        Number,
        Text,
    };

    /// Whether the file has that table with the columns it is recognised by; errors as of open().
    [[nodiscard]] static Result<bool> has(const std::string &path, const Shape &shape);
    /// `since`: what resumeFrom() of an earlier reading gave; empty: all rows. Unreadable, Busy or
    /// Malformed errors are for people and do not name the file.
    [[nodiscard]] static Result<std::unique_ptr<ForeignTable>>
    open(const std::string &path, const Shape &shape, std::string_view since);
    ~ForeignTable();

    /// The names of what kind() and text() tell of a row.
    [[nodiscard]] const std::vector<std::string> &columns() const;
    /// False: that was the last row.
    [[nodiscard]] Result<bool> next();
    [[nodiscard]] Kind kind(std::size_t column) const;
    /// As SQLite writes it; until the next row.
    [[nodiscard]] std::string_view text(std::size_t column) const;
    /// Rows before the first one that is read.
    [[nodiscard]] std::int64_t passedOver() const;
    /// Where a later reading goes on, so that what was written again within a day is read again;
    /// empty: at the beginning.
    [[nodiscard]] Result<std::string> resumeFrom();

private:
    struct Data;
    explicit ForeignTable(std::unique_ptr<Data> data);
    std::unique_ptr<Data> m_data;
};

} // namespace outlay
