// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace outlay {

/// A file descriptor read from front to back, without buffering: a pipe delivers what it has.
class RawFile
{
public:
    /// "-" is standard input, which is not closed.
    [[nodiscard]] static Result<RawFile> open(const std::string &path);
    RawFile(RawFile &&other) noexcept;
    RawFile &operator=(RawFile &&) = delete;
    ~RawFile();

    /// 0 at the end.
    [[nodiscard]] Result<std::size_t> read(std::span<char> into);
    /// Moves `bytes` ahead without reading; false if this is no seekable file that has them.
    [[nodiscard]] bool seekAhead(std::int64_t bytes);
    [[nodiscard]] std::int64_t bytesRead() const { return m_bytesRead; }
    [[nodiscard]] const std::string &name() const { return m_name; }

private:
    RawFile(int descriptor, std::string name);
    int m_descriptor = -1;
    std::int64_t m_bytesRead = 0;
    std::string m_name;
};

} // namespace outlay
