// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger.

#include "models/ledger/database.h"
#include "models/ledger/dearest.h"
#include "models/ledger/grouptable.h"
#include "models/ledger/queryplan.h"
#include "models/ledger/selection.h"

#include <map>
#include <vector>

namespace outlay {

class CombinedReader;

/// Adds up what a query asks for, from cells and from events. One read transaction long.
class Scan
{
public:
    Scan(Database &db, ReaderDictionary &dictionary, Selection &selection, const Query &query,
         Zone ledgerZone);

    [[nodiscard]] Result<> addCells(const CellPlan &plan, const Windows &windows);
    /// Day cells of these values only; what is left of all goes into rest().
    [[nodiscard]] Result<> addValues(const CellPlan &plan, const Windows &windows,
                                     const std::vector<std::uint32_t> &values);
    /// Of what was added, and of combined days, these keys' sums; what is left goes into rest().
    [[nodiscard]] Result<> addKeys(const Windows &windows, const KeySet &keys);
    /// What of the dictionary the query's keys and filters are looked up in.
    [[nodiscard]] Result<> loadNames();
    /// Residuals that are not in the cells read.
    [[nodiscard]] Result<> addResiduals(const std::vector<TimeRange> &ranges);
    /// Of combined days, these whole quarter-hours.
    [[nodiscard]] Result<> addQuarters(const std::vector<TimeRange> &ranges)
    {
        return addCombined({}, ranges);
    }
    /// Events of these ranges. `isMost`: of the ledger, so that reading it whole is
    /// faster than following the index.
    [[nodiscard]] Result<> addEvents(const std::vector<TimeRange> &ranges, bool isMost);
    /// An amount with no event behind it, if the query asks for it.
    void addResidual(Instant at, const Subject &subject, Money amount, bool isEstimated = false);

    /// Sums of a day that come from elsewhere, if the query asks for them.
    void addSums(Instant at, const Subject &subject, const Cell &cell);

    [[nodiscard]] GroupTable &groups() { return m_groups; }
    /// By bucket, what is in no group.
    [[nodiscard]] const std::map<std::int64_t, Cell> &rest() const { return m_rest; }
    /// Each event once, also where groups overlap.
    [[nodiscard]] Cell total() const;

private:
    [[nodiscard]] Result<> addRange(const CellPlan &plan, BucketRange range, bool isDays);
    [[nodiscard]] Result<> addPoints(const CellPlan &plan, BucketRange range,
                                     const std::vector<std::uint32_t> &values);
    [[nodiscard]] Result<> addAll(const CellPlan &plan, BucketRange range, bool isDays);
    void addCell(const CellPlan &plan, std::int64_t bucket, std::uint32_t value,
                 std::string_view sums);
    void add(std::int64_t bucket, const Subject &subject, const Cell &cell);
    [[nodiscard]] Result<> addCombined(const std::vector<BucketRange> &days,
                                       const std::vector<TimeRange> &quarters);
    /// Of days and quarter-hours that are combined, what passes the filters, with its bucket.
    template <typename Take>
    [[nodiscard]] Result<> eachSum(const std::vector<BucketRange> &days,
                                   const std::vector<TimeRange> &quarters, Take take);
    [[nodiscard]] std::int64_t bucketOf(std::int64_t position, bool isDays);

    Database &m_db;
    ReaderDictionary &m_dictionary;
    Selection &m_selection;
    Zone m_ledgerZone;
    BucketFinder m_buckets;
    GroupTable m_groups;
    std::map<std::int64_t, Cell> m_rest;
    Cell m_total; ///< only where groups overlap: else it is their sum
    std::vector<std::uint32_t> m_ids;
    std::int64_t m_position = 0, m_bucket = 0; ///< remembered by bucketOf()
    bool m_hasPosition = false;
};

} // namespace outlay
