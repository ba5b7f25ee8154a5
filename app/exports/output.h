// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <cstdio>
#include <string>
#include <string_view>

namespace outlay {

/// A buffered stream of bytes to a file, or to memory for tests. A failed write is remembered and
/// told once, by flush(): nothing is printed into a closed pipe twice. Not thread-safe.
class Output
{
public:
    /// Does not own `file`; null keeps everything in text().
    explicit Output(std::FILE *file);
    /// Flushes; a failure is only told by an explicit flush().
    ~Output();
    Output(const Output &) = delete;
    Output &operator=(const Output &) = delete;

    void write(std::string_view text);
    void line(std::string_view text)
    {
        write(text);
        write("\n");
    }
    [[nodiscard]] Result<> flush();
    /// Some write failed: producing more is in vain.
    [[nodiscard]] bool hasFailed() const { return m_error != 0; }
    /// The reader went away (`report | head`): nothing to complain about.
    [[nodiscard]] bool isClosedByReader() const { return m_isClosedByReader; }
    [[nodiscard]] bool isTerminal() const { return m_isTerminal; }
    /// Columns of the terminal; 0: not a terminal, any width is fine.
    [[nodiscard]] int width() const;
    /// What was written and not yet flushed; all of it without a file.
    [[nodiscard]] const std::string &text() const { return m_buffer; }

private:
    std::FILE *m_file;
    std::string m_buffer;
    int m_error = 0;
    bool m_isClosedByReader = false;
    bool m_isTerminal = false;
};

} // namespace outlay
