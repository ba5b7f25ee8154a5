// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// Splits one CSV record (RFC 4180; quoted fields may hold the separator, line ends and doubled
/// quotes). Memory is kept for the next record.
class CsvRow
{
public:
    enum class Outcome
    {
        Complete,
        Unclosed, ///< a quoted field goes on behind the record: its line end belongs to it
        Malformed,
    };

    /// Views in fields() point into `record`, or into this row, and last until the next split.
    Outcome split(std::string_view record, char separator);
    [[nodiscard]] const std::vector<std::string_view> &fields() const { return m_fields; }

private:
    std::vector<std::string_view> m_fields;
    std::string m_unquoted; ///< reserved before use, so that views into it stay
};

/// The separator that a header line uses: the most frequent of , ; tab | outside quotes.
[[nodiscard]] char separatorOf(std::string_view header);

} // namespace outlay
