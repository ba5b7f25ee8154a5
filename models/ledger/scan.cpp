// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/scan.h"

#include "models/ledger/eventrow.h"
#include "models/ledger/ledgerreader_p.h"

#include <algorithm>

namespace outlay {

namespace {

// One look-up costs as much as a few cells read in a row.
constexpr std::size_t maxPointsWithFewValues = 2;
constexpr std::size_t maxPointsWithManyValues = 64;

} // namespace

Scan::Scan(Database &db, ReaderDictionary &dictionary, Selection &selection, const Query &query,
           Zone ledgerZone)
    : m_db(db)
    , m_dictionary(dictionary)
    , m_selection(selection)
    , m_ledgerZone(std::move(ledgerZone))
    , m_buckets(query.zone, query.step)
    , m_groups(query.by.size())
    , m_ids(query.by.size())
{
}

std::int64_t Scan::bucketOf(std::int64_t position, bool isDays)
{
    if (!m_hasPosition || position != m_position) {
        m_hasPosition = true;
        m_position = position;
        m_bucket = m_buckets.startOf(isDays ? firstInstantOfDay(m_ledgerZone, position)
                                            : Instant{position * microsPerQuarter});
    }
    return m_bucket;
}

Result<> Scan::addCells(const CellPlan &plan, const Windows &windows)
{
    if (plan.keys == CellPlan::Keys::Joint)
        OUTLAY_TRY(m_dictionary.loadProfiles());
    if (plan.keys == CellPlan::Keys::Combined)
        return addCombined(windows.days, windows.combined);
    for (const bool isDays : {true, false}) {
        m_hasPosition = false;
        for (const BucketRange &range : isDays ? windows.days : windows.quarters) {
            OUTLAY_TRY(addRange(plan, range, isDays));
            if (plan.kind == kindOf(Dimension::Tag) && !m_selection.by().empty())
                OUTLAY_TRY(addAll(plan, range, isDays));
        }
    }
    return m_dictionary.status();
}

Result<> Scan::loadNames()
{
    OUTLAY_TRY(m_dictionary.loadProfiles());
    if (m_selection.uses(Dimension::Session) || m_selection.uses(Dimension::Agent) ||
        m_selection.uses(Dimension::Tag)) // of a branch
        OUTLAY_TRY(m_dictionary.loadThreads());
    if (m_selection.uses(Dimension::Tag))
        OUTLAY_TRY(m_dictionary.loadTagsets());
    return {};
}

template <typename Take>
Result<> Scan::eachSum(const std::vector<BucketRange> &days, const std::vector<TimeRange> &quarters,
                       Take take)
{
    if (days.empty() && quarters.empty())
        return {};
    OUTLAY_TRY(loadNames());
    m_hasPosition = false;
    for (const BucketRange &range : days) {
        OUTLAY_TRY(eachCombined(m_db, range, [&](std::int64_t day, const CombinedReader &sum) {
            if (m_selection.accepts(sum.subject()))
                take(bucketOf(day, true), sum);
            return true;
        }));
    }
    m_hasPosition = false;
    for (const TimeRange &range : quarters) {
        OUTLAY_TRY(eachCombinedQuarter(m_db, range, m_ledgerZone,
                                       [&](std::int64_t quarter, const CombinedReader &sum) {
                                           if (m_selection.accepts(sum.subject()))
                                               take(bucketOf(quarter, false), sum);
                                       }));
    }
    m_hasPosition = false;
    return m_dictionary.status();
}

Result<> Scan::addCombined(const std::vector<BucketRange> &days,
                           const std::vector<TimeRange> &quarters)
{
    return eachSum(days, quarters, [this](std::int64_t bucket, const CombinedReader &sum) {
        if (m_selection.canOverlap())
            addEncoded(sum.sums(), m_total);
        m_selection.eachKey(sum.subject(), [&](const std::uint32_t *ids) {
            addEncoded(sum.sums(), m_groups.at(bucket, ids));
        });
    });
}

Result<> Scan::addKeys(const Windows &windows, const KeySet &keys)
{
    GroupTable kept(m_selection.by().size());
    for (std::size_t group = 0; group < m_groups.size(); ++group) {
        const std::uint32_t *ids = m_groups.ids(group);
        const std::int64_t bucket = m_groups.bucket(group);
        (keys.find(0, ids) ? kept.at(bucket, ids) : m_rest[bucket]) += m_groups.cell(group);
    }
    m_groups = std::move(kept);
    return eachSum(windows.days, windows.combined,
                   [&](std::int64_t bucket, const CombinedReader &sum) {
                       m_selection.eachKey(sum.subject(), [&](const std::uint32_t *ids) {
                           addEncoded(sum.sums(), keys.find(0, ids) ? m_groups.at(bucket, ids)
                                                                    : m_rest[bucket]);
                       });
                   });
}

Result<> Scan::addRange(const CellPlan &plan, BucketRange range, bool isDays)
{
    if (isDays && plan.keys == CellPlan::Keys::Value && !m_selection.filters().empty()) {
        const std::size_t values = m_selection.filters().front().ids.size();
        if (values <= (plan.hasQuarters ? maxPointsWithFewValues : maxPointsWithManyValues))
            return addPoints(plan, range, m_selection.filters().front().ids);
    }
    return eachCell(m_db, !isDays, plan.kind, range,
                    [&](std::int64_t position, std::uint32_t value, std::string_view sums) {
                        addCell(plan, bucketOf(position, isDays), value, sums);
                        return true;
                    });
}

Result<> Scan::addPoints(const CellPlan &plan, BucketRange range,
                         const std::vector<std::uint32_t> &values)
{
    DayCells cells(m_db, plan.kind);
    for (std::int64_t day = range.from; day < range.to; ++day) {
        for (const std::uint32_t value : values) {
            if (const std::string_view sums = cells.find(day, value); !sums.empty())
                addCell(plan, bucketOf(day, true), value, sums);
        }
        OUTLAY_TRY(cells.status());
    }
    return {};
}

Result<> Scan::addValues(const CellPlan &plan, const Windows &windows,
                         const std::vector<std::uint32_t> &values)
{
    for (const BucketRange &range : windows.days) {
        OUTLAY_TRY(eachCell(m_db, false, allKind, range,
                            [&](std::int64_t day, std::uint32_t, std::string_view sums) {
                                addEncoded(sums, m_rest[bucketOf(day, true)]);
                                return true;
                            }));
        OUTLAY_TRY(addPoints(plan, range, values));
    }
    for (std::size_t group = 0; group < m_groups.size(); ++group)
        m_rest[m_groups.bucket(group)] -= m_groups.cell(group);
    return m_dictionary.status();
}

Cell Scan::total() const
{
    if (m_selection.canOverlap())
        return m_total;
    Cell total;
    for (std::size_t group = 0; group < m_groups.size(); ++group)
        total += m_groups.cell(group);
    for (const auto &[bucket, cell] : m_rest)
        total += cell;
    return total;
}

/// Tags overlap: the total, and for one tag's values those without it, come from the cells of all.
Result<> Scan::addAll(const CellPlan &plan, BucketRange range, bool isDays)
{
    return eachCell(m_db, false, allKind, range,
                    [&](std::int64_t day, std::uint32_t, std::string_view sums) {
                        Cell cell;
                        addEncoded(sums, cell);
                        m_total += cell;
                        if (plan.keys == CellPlan::Keys::TagKey) {
                            const std::uint32_t none = 0;
                            m_groups.at(bucketOf(day, isDays), &none) += cell;
                        }
                        return true;
                    });
}

void Scan::addCell(const CellPlan &plan, std::int64_t bucket, std::uint32_t value,
                   std::string_view sums)
{
    switch (plan.keys) {
    case CellPlan::Keys::All:
        addEncoded(sums, m_groups.at(bucket, m_ids.data()));
        return;
    case CellPlan::Keys::Value:
        if (!m_selection.acceptsValue(value))
            return;
        std::fill(m_ids.begin(), m_ids.end(), value);
        addEncoded(sums, m_groups.at(bucket, m_ids.data()));
        return;
    case CellPlan::Keys::Joint:
        if (m_selection.acceptsProfile(value)) {
            m_selection.eachKey({.profile = value}, [&](const std::uint32_t *ids) {
                addEncoded(sums, m_groups.at(bucket, ids));
            });
        }
        return;
    case CellPlan::Keys::Combined: // no cells: see addCombined()
        return;
    case CellPlan::Keys::TagKey:
        if (value != 0 && m_selection.isOfTag(m_selection.by().front(), value)) {
            Cell cell;
            addEncoded(sums, cell);
            m_groups.at(bucket, &value) += cell;
            const std::uint32_t none = 0;
            m_groups.at(bucket, &none) -= cell;
        }
        return;
    }
}

void Scan::add(std::int64_t bucket, const Subject &subject, const Cell &cell)
{
    if (m_selection.canOverlap())
        m_total += cell;
    m_selection.eachKey(subject,
                        [&](const std::uint32_t *ids) { m_groups.at(bucket, ids) += cell; });
}

void Scan::addResidual(Instant at, const Subject &subject, Money amount, bool isEstimated)
{
    if (!m_selection.accepts(subject))
        return;
    Cell cell;
    cell[CellField::Residual] = amount.nanos;
    cell[CellField::ResidualEstimated] = isEstimated ? amount.nanos : 0;
    add(m_buckets.startOf(at), subject, cell);
}

void Scan::addSums(Instant at, const Subject &subject, const Cell &cell)
{
    if (m_selection.accepts(subject))
        add(m_buckets.startOf(at), subject, cell);
}

Result<> Scan::addEvents(const std::vector<TimeRange> &ranges, bool isMost)
{
    if (ranges.empty())
        return {};
    OUTLAY_TRY(loadNames());
    const std::string sql = "SELECT " + std::string(eventColumns) + " FROM event " +
                            (isMost ? "NOT INDEXED" : "INDEXED BY event_at") +
                            " WHERE at>=?1 AND at<?2";
    StoredEvent event;
    for (const TimeRange &range : ranges) {
        OUTLAY_TRY(
            eachRow(m_db, sql, {range.from.micros, range.to.micros}, [&](const SqlStatement &row) {
                readEvent(row, 0, event);
                const Subject subject = event.subject();
                if (!event.derived.isControl && m_selection.accepts(subject)) {
                    add(m_buckets.startOf(event.state.at), subject,
                        contributionOf(event, m_dictionary.profile(subject.profile)));
                }
                return true;
            }));
    }
    return m_dictionary.status();
}

Result<> Scan::addResiduals(const std::vector<TimeRange> &ranges)
{
    for (const TimeRange &range : ranges) {
        OUTLAY_TRY(
            eachRow(m_db, "SELECT at,profile,amount,basis FROM residual WHERE at>=?1 AND at<?2",
                    {range.from.micros, range.to.micros}, [&](const SqlStatement &row) {
                        addResidual({row.integer(0)},
                                    {.profile = static_cast<std::uint32_t>(row.integer(1))},
                                    {row.integer(2)},
                                    row.integer(3) == static_cast<std::int64_t>(Basis::Estimated));
                        return true;
                    }));
    }
    return m_dictionary.status();
}

} // namespace outlay
