// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace outlay {

/// A file that lines of a bill came in.
struct BillFile
{
    Instant at;
    std::string name; ///< as it is called unpacked, then "/" and a hash of how it begins
    std::vector<std::uint64_t> lines; ///< what tells its lines apart, sorted
    /// Which lines of the bill they are, whatever they say.
    std::vector<std::uint64_t> keys{};
};

/// Which part of which export a file is, as its name and time say. A part that is written again
/// begins another export: so one that is cut otherwise the next time is not taken for more parts.
struct BillPart
{
    std::int64_t number = -1; ///< -1: the export is this one file
    /// Of numbered files alike but for the number, each written within the hour of another, or
    /// going on with what came before; equal ones only.
    std::size_t run = 0;
    std::size_t chain = 0;    ///< of one run: each file of one written within the hour of another
    bool isOfOneJob = false;  ///< its name says that no other export has this run
    std::size_t delivery = 0; ///< of one run: the export, the oldest being 0
    /// Which of this moment's files belong together cannot be told: one number of it is told in
    /// several ways. An equal line in two of them may be one that moved.
    bool isUncertain = false;

    [[nodiscard]] bool isOfOneRun(const BillPart &other) const
    {
        return number >= 0 && other.number >= 0 && run == other.run;
    }
    [[nodiscard]] bool isOfOneExport(const BillPart &other) const
    {
        return isOfOneRun(other) && delivery == other.delivery;
    }
};

/// A packed file and what is in it are one: "focus-00001.csv/9f86" for "focus-00001.csv.gz/9f86".
[[nodiscard]] std::string unpackedName(const std::string &name);

/// How many parts of these `parts[rank]` and those beside it are.
[[nodiscard]] std::size_t numbersBeside(const std::vector<BillPart> &parts, std::size_t rank,
                                        const std::vector<std::size_t> &ranks,
                                        bool (BillPart::*isBeside)(const BillPart &) const);

/// By file; the files from the oldest to the newest.
[[nodiscard]] std::vector<BillPart> partsOf(const std::vector<BillFile> &files);

/// Which export each file is of, by a number of its own: files that are no parts are one each.
[[nodiscard]] std::vector<std::size_t> exportsOf(const std::vector<BillPart> &parts);

} // namespace outlay
