// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <cstdint>
#include <string>
#include <vector>

namespace outlay {

/// A file to import and what tells whether it has changed.
struct FoundFile
{
    std::string path; ///< absolute; "-" is standard input
    std::int64_t size = 0;
    std::int64_t modified = 0; ///< nanoseconds, of the file's clock; only compared for equality
    std::int64_t inode = 0;    ///< 0 where there are none
    bool isNamed = false;      ///< given by the user, not found in a folder
};

/// The files at these paths, folders entered recursively (links to folders are not), in order of
/// path. In folders only names that can be records are taken: .jsonl, .json, .ndjson, .csv, .log,
/// .txt and their .gz and .zst forms, without "*.meta.json". `missing` gets what cannot be read.
[[nodiscard]] std::vector<FoundFile> findFiles(const std::vector<std::string> &paths,
                                               std::vector<Error> &missing);

} // namespace outlay
