// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace outlay {

/// Which part of an export a file's name says that it is.
struct PartName
{
    std::string stem;         ///< the name without the number
    std::int64_t number = -1; ///< -1: it is no part
    /// The stem is of one run of the program that wrote it: no other export is called that.
    bool isOfOneJob = false;
};

/// As clouds number them: "focus-00002.csv.gz" (AWS, OCI), "000000000001" (BigQuery),
/// "part_1_0001.csv" (Azure), "part-00001-tid-…-c000.csv" (Spark), "x-00001-of-00012", "x_0001".
[[nodiscard]] PartName partNameOf(const std::string &name);

} // namespace outlay
