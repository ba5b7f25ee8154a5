// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/bytesource.h"
#include "models/formats/format.h"
#include "models/ledger/foreigntable.h"

namespace outlay {

/// The rows of a format's table in another program's database as JSON lines, so that whatever reads
/// its exports reads them too.
class TableSource final : public ByteSource
{
public:
    /// Whether a file's first bytes are an SQLite database's.
    [[nodiscard]] static bool isDatabase(std::string_view head);
    /// Refused if it is no format's; else what ForeignTable says. `only`: a format somebody named.
    [[nodiscard]] static Result<const Format *> formatOf(const std::string &path,
                                                         const Format *only);
    /// `format` has a table. `since`: resumeFrom() of the reading before.
    [[nodiscard]] static Result<std::unique_ptr<TableSource>>
    open(const std::string &path, const Format &format, std::string_view since);

    [[nodiscard]] Result<std::size_t> read(std::span<char> into) override;
    [[nodiscard]] bool isCompressed() const override { return false; }
    [[nodiscard]] std::int64_t compressedBytesRead() const override { return m_bytes; }
    /// Rows before the first one that is read.
    [[nodiscard]] std::int64_t passedOver() const { return m_table->passedOver(); }
    /// Of the table as it is; empty: from its beginning.
    [[nodiscard]] Result<std::string> resumeFrom() { return m_table->resumeFrom(); }

private:
    explicit TableSource(std::unique_ptr<ForeignTable> table) : m_table(std::move(table)) {}
    void append();

    std::unique_ptr<ForeignTable> m_table;
    std::string m_pending;   ///< lines
    std::size_t m_taken = 0; ///< of them, read already
    std::int64_t m_bytes = 0;
    bool m_isAtEnd = false;
    std::optional<Error> m_error;
};

} // namespace outlay
