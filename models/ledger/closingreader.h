// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/closedperiods.h"
#include "models/ledger/query.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace outlay {

class LedgerWriter;

/// Sums as a report shows them, at the effective cost.
[[nodiscard]] Measures measuresOf(const Cell &sums);

/// A figure of the ledger as it was known at some time.
struct AsOfAnswer
{
    Answer answer;
    /// The months that are answered as they were closed, by time; all else has current figures.
    std::vector<ClosedPeriod> closed;
};

/// Closed months, and what is known of them now: one moment of the ledger for as long as this
/// lives, on a read-only connection. Not for the GUI thread.
class ClosingReader
{
public:
    /// As LedgerReader::open().
    [[nodiscard]] static Result<std::unique_ptr<ClosingReader>> open(const std::string &path);
    ~ClosingReader();

    /// Every month as it was ever closed, oldest first.
    [[nodiscard]] Result<std::vector<ClosedPeriod>> all();
    /// The one in force; Usage error: the month is not closed.
    [[nodiscard]] Result<ClosedPeriod> closed(const std::string &month);
    /// Of the ledger's days.
    [[nodiscard]] Result<Zone> zone();

    using Visit = std::function<void(std::int64_t day, const FrozenDay &)>;
    /// Days that have any, in order. Corrupt, naming the row: it is not what was frozen.
    [[nodiscard]] Result<> eachFrozenDay(const ClosedPeriod &period, const Visit &visit);
    /// The same of what is known now.
    [[nodiscard]] Result<> eachDayNow(const ClosedPeriod &period, const Visit &visit);
    /// Changes logged since it was closed, oldest first.
    [[nodiscard]] Result<std::vector<LoggedChange>> changesSince(const ClosedPeriod &period);

    /// With the months that were closed at that time as they were then, once their digests are
    /// found right. Usage error naming what a closed month of the range cannot be asked by.
    [[nodiscard]] Result<AsOfAnswer> run(const Query &query, Instant asOf);

private:
    explicit ClosingReader(std::unique_ptr<LedgerWriter> scratch);
    std::unique_ptr<LedgerWriter> m_scratch; ///< reads only
};

} // namespace outlay
