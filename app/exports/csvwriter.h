// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/exports/output.h"

#include <string>
#include <string_view>

namespace outlay {

/// RFC 4180 lines, ended by "\n".
class CsvWriter
{
public:
    explicit CsvWriter(Output &out);
    /// Text from outside: what a spreadsheet would run as a formula gets a leading apostrophe
    /// (OWASP, "CSV Injection"). Bytes that are no UTF-8 become U+FFFD.
    CsvWriter &text(std::string_view cell);
    /// Our own figures, times and names: "-3.000000000" stays a number.
    CsvWriter &plain(std::string_view cell);
    CsvWriter &endRow();

private:
    void put(const std::string &cell);

    Output &m_out;
    bool m_isFirst = true;
};

} // namespace outlay
