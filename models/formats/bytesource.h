// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace outlay {

/// The bytes of a file or of standard input, decompressed on the way: gzip (any number of members)
/// and Zstandard (any number of frames), told by their first bytes and never by the name. Memory is
/// bounded whatever the data claims: about 64 KiB, plus the window of a Zstandard frame (at most
/// 128 MiB, what the zstd program takes; frames that ask for more are refused). Used from one
/// thread.
class ByteSource
{
public:
    /// `path` is UTF-8; "-" is standard input. Reads the first bytes, so a folder or an unreadable
    /// file is an Unreadable error here.
    [[nodiscard]] static Result<std::unique_ptr<ByteSource>> open(const std::string &path);
    virtual ~ByteSource();
    ByteSource(const ByteSource &) = delete;
    ByteSource &operator=(const ByteSource &) = delete;

    /// Bytes put into `into`: at least one, or 0 at the end (or for an empty span). Damaged or
    /// truncated compressed data is a Malformed error, given after everything before it was
    /// delivered; once an error, always that error.
    [[nodiscard]] virtual Result<std::size_t> read(std::span<char> into) = 0;
    /// Passes over `bytes` decompressed bytes; OutOfRange if the data ends before.
    [[nodiscard]] virtual Result<> skip(std::int64_t bytes);

    [[nodiscard]] virtual bool isCompressed() const = 0;
    /// Bytes taken from the file so far, as they lie there: for progress.
    [[nodiscard]] virtual std::int64_t compressedBytesRead() const = 0;

protected:
    ByteSource() = default;
};

} // namespace outlay
