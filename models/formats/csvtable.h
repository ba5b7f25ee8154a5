// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/csvrow.h"
#include "models/formats/format.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// A CSV file with a header, read line by line: knows columns by name, joins the lines of a record
/// whose quoted field holds line ends (at most 1 MiB), refuses ragged rows. Base of the formats
/// that are CSV. The header is no record.
class CsvReader : public Reader
{
public:
    void line(std::string_view line, std::int64_t number, Sink &sink) final;
    void finish(Sink &sink) override;
    [[nodiscard]] std::string state() const final;
    [[nodiscard]] bool restore(std::string_view state) override;

protected:
    /// `prefix` begins the content of every record.
    explicit CsvReader(std::string_view prefix) : m_prefix(prefix) {}

    /// Called once a header is known (again after restore()).
    virtual void header(std::span<const std::string> columns) = 0;
    /// One record with as many fields as the header. `content` as in Observation.
    virtual void row(std::span<const std::string_view> fields, std::string_view content,
                     std::int64_t number, Sink &sink) = 0;

    /// Index of a column, exact first, then ignoring case; -1 if there is none.
    [[nodiscard]] int column(std::string_view name) const;

private:
    bool takeHeader(std::string_view line);
    void take(std::string_view record, std::int64_t number, Sink &sink);

    std::string m_prefix;
    std::string m_header;  ///< the line it was read from
    std::string m_content; ///< prefix and normalised header, then the record
    std::size_t m_contentStart = 0;
    std::vector<std::string> m_columns;
    CsvRow m_row;
    std::string m_partial;
    std::int64_t m_partialLine = 0;
    int m_partialLines = 0;
    char m_separator = ',';
};

/// That a column which --map or --only names is not there, and which are.
[[nodiscard]] std::string noColumn(std::string_view name, std::span<const std::string> columns);
/// Likewise, or that it is there twice, so that nothing tells which is meant; empty: it is there.
[[nodiscard]] std::string columnProblem(std::string_view name,
                                        std::span<const std::string> columns);

} // namespace outlay
