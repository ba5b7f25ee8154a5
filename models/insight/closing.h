// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/insight/unpricedcounts.h"
#include "models/ledger/closingreader.h"
#include "models/ledger/ledgerreader.h"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// What may still change the figures of a month.
struct ClosingObstacles
{
    /// Statements that their provider may restate; by provider and source.
    struct Open
    {
        std::string provider, source;
        std::int64_t days = 0;
        Money billed, unattributed;
    };
    /// A watched source that does not vouch for all of the month.
    struct Behind
    {
        std::string source;
        std::int64_t micros = 0; ///< of the month; all of it where it never vouched
        bool isAwaited = false;  ///< the provider has not published it yet
        bool neverVouched = false;
    };
    struct Unpriced
    {
        std::string model; ///< "provider/model"
        std::int64_t requests = 0;
    };
    std::vector<Open> open;
    std::vector<Behind> behind;
    std::vector<Unpriced> unpriced;
    std::vector<UnpricedCounts> counts; ///< of providers, without a price: in no sum
    bool isEmpty = false;               ///< the ledger has nothing of it

    [[nodiscard]] bool any() const
    {
        return isEmpty || !open.empty() || !behind.empty() || !unpriced.empty() || !counts.empty();
    }
};
[[nodiscard]] Result<ClosingObstacles> obstaclesToClosing(LedgerReader &reader,
                                                          const TimeRange &month, Instant now);

/// Why a closed month's figures are other ones now, as far as the sums and the log tell.
enum class AdjustmentCause : std::uint8_t
{
    LateRequests,  ///< that were not known when it was closed
    SourceRemoved, ///< requests gone, and the log tells of a source's removal
    RequestsGone,  ///< requests gone otherwise: merged with others, or dated elsewhere
    CoveredBy,     ///< requests set aside, or no longer
    UsageTold,     ///< the same requests, told with other tokens
    Plan,          ///< the same requests within a plan, or no longer
    Repriced,      ///< the same requests and tokens cost something else
    Restated,      ///< what statements leave not itemised, and the log tells of a restatement
    NotItemised,   ///< the same, without one: requests explain more or less of a statement
    Fees,          ///< of plans
    Attribution,   ///< the same requests count elsewhere; 0 in sum
};
inline constexpr std::size_t adjustmentCauseCount = 11;
/// "late_requests", …
[[nodiscard]] std::string_view name(AdjustmentCause cause);

/// Current less frozen.
struct Adjustment
{
    Cell frozen, current;
    [[nodiscard]] Money spend() const { return spendOf(current) - spendOf(frozen); }
    [[nodiscard]] std::int64_t requests() const
    {
        return current[CellField::Requests] - frozen[CellField::Requests];
    }
    [[nodiscard]] bool isNone() const { return frozen == current; }
};

/// A closed month held against what is known now. Days, the values of each dimension and causes
/// sum to the total's adjustment, to the nano-dollar.
struct ClosingComparison
{
    ClosedPeriod period;
    Adjustment total;
    /// Days of the month that have, or had, anything.
    std::map<std::int64_t, Adjustment> byDay;
    /// By `frozenDimensions`, values whose sums are others now; empty text: unknown.
    std::array<std::map<std::string, Adjustment>, frozenDimensions.size()> byValue;
    struct Cause
    {
        Money spend;
        std::int64_t requests = 0;
        Money moved; ///< of Attribution: what counts under other values now
    };
    std::array<Cause, adjustmentCauseCount> causes{};
    std::vector<LoggedChange> changes; ///< since it was closed, that can change a figure

    [[nodiscard]] const Cause &of(AdjustmentCause cause) const
    {
        return causes[static_cast<std::size_t>(cause)];
    }
    /// Nothing of the month is other than it was frozen.
    [[nodiscard]] bool isUnchanged() const;
};
/// Corrupt: the frozen rows are not what was frozen.
[[nodiscard]] Result<ClosingComparison> compareClosing(ClosingReader &reader,
                                                       const ClosedPeriod &period);

/// A month that was ever closed.
struct ListedClosing
{
    ClosedPeriod period;
    std::optional<Adjustment> adjustment; ///< of those in force: the month as it is now
};
/// By month; of one month in the order it was closed. Corrupt: as compareClosing().
[[nodiscard]] Result<std::vector<ListedClosing>> listClosings(ClosingReader &reader);

/// Of closings in force and of those opened again: what is wrong with their rows, one text each.
[[nodiscard]] Result<std::vector<std::string>> damagedClosings(ClosingReader &reader);

} // namespace outlay
