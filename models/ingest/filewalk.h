// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <cstdint>
#include <string>
#include <string_view>
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
    /// Where its bytes are, if not at `path`: what has been moved away is read on under its name.
    std::string content;

    [[nodiscard]] const std::string &contentPath() const
    {
        return content.empty() ? path : content;
    }
};

/// Whether a file of this name, found in a folder, is taken for records.
[[nodiscard]] bool canBeRecords(std::string_view name);
/// Size, time and inode of a file (of `content`, if set); false if there is none. Of a database, by
/// its name, together with its log.
[[nodiscard]] bool describeFile(FoundFile &file);
/// When it was made, in nanoseconds like `modified`; 0 where the file system does not say.
[[nodiscard]] std::int64_t birthOf(const FoundFile &file);

/// The files at these paths, folders entered recursively (links to folders are not), in order of
/// path. In folders only names that can be records are taken: .jsonl, .json, .ndjson, .csv, .log,
/// .txt and their .gz and .zst forms, without "*.meta.json". `missing` gets what cannot be read,
/// `others` the files of other names, without hidden ones and what belongs to another file.
[[nodiscard]] std::vector<FoundFile> findFiles(const std::vector<std::string> &paths,
                                               std::vector<Error> &missing,
                                               std::vector<FoundFile> *others = nullptr);

} // namespace outlay
