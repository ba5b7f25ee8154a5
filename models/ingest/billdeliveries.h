// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/billparts.h"
#include "models/ledger/ledgerwriter.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace outlay {

using TextOf = std::function<std::string(TextId)>;

/// The files that one bill's lines came in, from the oldest to the newest: a delivery is known by
/// its place, its rank.
struct BillDeliveries
{
    using Ranks = std::set<std::size_t>;

    std::vector<BillFile> files; ///< without what is in them
    std::vector<BillPart> parts;
    std::vector<std::vector<std::size_t>> of; ///< of each line
    /// A copy of this one is newer than others that replace it, and was taken to be as old as this.
    std::vector<bool> hasNewerCopy;

    /// The newest of `ranks` that is newer than `rank`. Other parts of the same export are not.
    [[nodiscard]] std::optional<std::size_t> newestBeside(std::size_t rank,
                                                          const Ranks &ranks) const;
    /// Whether the one delivery is newer than the other.
    [[nodiscard]] bool isNewer(std::size_t one, std::size_t other) const;
};

/// In order of time, then of name (then of the source's, the smaller one newer). A copy of an older
/// file that others have replaced since is as old as that file, whenever it was written.
[[nodiscard]] BillDeliveries deliveriesOf(const std::vector<StatementRow *> &lines,
                                          const TextOf &textOf);

/// Which deliveries hold which line of the bill, whatever it says.
using BillHolders = std::unordered_map<std::uint64_t, BillDeliveries::Ranks>;

} // namespace outlay
