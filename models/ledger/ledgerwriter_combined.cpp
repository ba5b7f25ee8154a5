// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// LedgerWriter: sums of whole days by everything that queries ask by.
#include "models/ledger/combinedday.h"
#include "models/ledger/ledgerwriter_p.h"
#include "models/ledger/queryplan.h"

#include <map>
#include <utility>

namespace outlay {

namespace {

/// Not before so many events are read: the first ones say little of the day.
constexpr std::int64_t decidedAfter = 2'000;

/// A day's sums, and those of its quarter-hours.
class DaySums
{
public:
    explicit DaySums(const TimeRange &day)
        : m_from(day.from)
        , m_hasQuarters(beginsQuarter(day.from) && beginsQuarter(day.to))
    {
    }

    void add(const StoredEvent &event, const Cell &cell)
    {
        ++m_events;
        m_day.add(event, cell);
        if (m_hasQuarters)
            m_quarters[quarterOf(event.state.at)].add(event, cell);
    }
    void addResidual(Instant at, std::uint32_t profile, const Cell &cell)
    {
        m_day.addResidual(profile, cell);
        if (m_hasQuarters)
            m_quarters[quarterOf(at)].addResidual(profile, cell);
    }
    [[nodiscard]] std::int64_t events() const { return m_events; }
    /// Until now.
    [[nodiscard]] bool isWorthIt() const { return m_events < decidedAfter || !areMany(m_day); }

    /// By part; a row without bytes where the day is left to its events.
    [[nodiscard]] std::vector<std::pair<std::int64_t, std::string>> rows() const
    {
        const bool isLeft = areMany(m_day);
        std::vector<CombinedPart> parts = isLeft ? std::vector<CombinedPart>{} : m_day.parts();
        if (parts.empty())
            parts.emplace_back();
        std::vector<std::pair<std::int64_t, std::string>> rows;
        std::int64_t number = 0;
        for (CombinedPart &part : parts) {
            rows.emplace_back(number, std::move(part.sums));
            rows.emplace_back(combinedTimes + number++, std::move(part.times));
        }
        if (!isLeft && !areQuartersMany())
            addQuarters(rows);
        return rows;
    }

private:
    [[nodiscard]] bool areMany(const CombinedDay &sums) const
    {
        return static_cast<std::int64_t>(sums.size()) * 2 > m_events;
    }
    [[nodiscard]] bool areQuartersMany() const
    {
        std::size_t sums = 0;
        for (const auto &[quarter, day] : m_quarters)
            sums += day.size();
        return static_cast<std::int64_t>(sums) * 2 > m_events;
    }
    void addQuarters(std::vector<std::pair<std::int64_t, std::string>> &rows) const
    {
        for (const auto &[quarter, sums] : m_quarters) {
            std::int64_t number = 0;
            for (CombinedPart &part : sums.parts())
                rows.emplace_back(quarterPart(quarter, number++), std::move(part.sums));
        }
    }
    [[nodiscard]] std::int64_t quarterOf(Instant at) const
    {
        return floorDivide(at.micros - m_from.micros, microsPerQuarter);
    }

    Instant m_from;
    bool m_hasQuarters;
    std::int64_t m_events = 0;
    CombinedDay m_day;
    std::map<std::int64_t, CombinedDay> m_quarters;
};

} // namespace

std::vector<std::int64_t> LedgerWriter::daysToCombine(std::int64_t before, std::int64_t fewest)
{
    std::vector<std::int64_t> days;
    SqlStatement all = m_data->db->prepare(
        "SELECT c.block,c.cells FROM cell_day c WHERE c.block>=?1 AND c.block<?2 "
        "ORDER BY c.block DESC");
    all.bind(1, blockId(allKind, -everyBlock, 0)).bind(2, blockId(allKind, before, 0));
    SqlStatement known = m_data->db->prepare("SELECT 1 FROM combined WHERE id=?1");
    while (m_data->step(all)) {
        const std::int64_t day = nameOf(all.integer(0)).place.block;
        Cell cell;
        addEncoded(findInBlock(all.blob(1), 0), cell);
        known.reset();
        known.bind(1, combinedId(day, combinedTimes)); // without times it was combined by an older
                                                       // program
        if (cell[CellField::Requests] >= fewest && !m_data->step(known))
            days.push_back(day);
    }
    return days;
}

std::vector<std::int64_t> LedgerWriter::combinedDays()
{
    std::vector<std::int64_t> days;
    SqlStatement next = m_data->db->prepare("SELECT min(id) FROM combined WHERE id>=?1");
    next.bind(1, combinedId(-everyBlock, 0));
    while (m_data->step(next) && !next.isNull(0)) {
        days.push_back(next.integer(0) >> combinedPartBits);
        next.reset();
        next.bind(1, combinedId(days.back() + 1, 0));
    }
    return days;
}

std::int64_t LedgerWriter::combineDay(std::int64_t day, const Zone &zone)
{
    const Data::Beside beside(*m_data);
    const TimeRange whole{firstInstantOfDay(zone, day), firstInstantOfDay(zone, day + 1)};
    const auto rowsOf = [&](const std::string &sql) {
        SqlStatement rows = m_data->db->prepare(sql + " WHERE at>=?1 AND at<?2");
        rows.bind(1, whole.from.micros).bind(2, whole.to.micros);
        return rows;
    };
    DaySums sums(whole);
    StoredEvent event;
    SqlStatement row = rowsOf("SELECT " + std::string(eventColumns) + " FROM event");
    while (sums.isWorthIt() && m_data->step(row)) {
        readEvent(row, 0, event);
        sums.add(event, contributionOf(event, profileOf(event.derived.attributed)));
    }
    SqlStatement residual = rowsOf("SELECT profile,amount,basis,at FROM residual");
    while (m_data->step(residual)) {
        Cell cell;
        cell[CellField::Residual] = residual.integer(1);
        if (residual.integer(2) == static_cast<std::int64_t>(Basis::Estimated))
            cell[CellField::ResidualEstimated] = residual.integer(1);
        sums.addResidual({residual.integer(3)}, static_cast<std::uint32_t>(residual.integer(0)),
                         cell);
    }
    dropCombined(day);
    for (const auto &[part, bytes] : sums.rows())
        m_data->run(
            m_data->sql(Data::PutCombined).bind(1, combinedId(day, part)).bindBlob(2, bytes));
    return sums.events();
}

bool LedgerWriter::eachCombinedSum(std::int64_t day,
                                   const std::function<void(const Subject &, const Cell &)> &visit)
{
    bool isCombined = false;
    SqlStatement parts = m_data->db->prepare(
        "SELECT cells FROM combined WHERE id>=?1 AND id<?2 AND length(cells)>0");
    parts.bind(1, combinedId(day, 0)).bind(2, combinedId(day, combinedQuarters));
    while (m_data->step(parts)) {
        isCombined = true;
        for (CombinedReader sum(parts.blob(0)); sum.next();) {
            Cell cell;
            addEncoded(sum.sums(), cell);
            visit(sum.subject(), cell);
        }
    }
    return isCombined;
}

void LedgerWriter::dropCombined(std::int64_t day)
{
    m_data->run(m_data->sql(Data::DropCombined)
                    .bind(1, combinedId(day, 0))
                    .bind(2, combinedId(day + 1, 0)));
}

std::string LedgerWriter::combinedBytes(std::int64_t day)
{
    std::string bytes;
    bool hasTimes = false;
    SqlStatement all =
        m_data->db->prepare("SELECT cells,id&?3 FROM combined WHERE id>=?1 AND id<?2 ORDER BY id");
    all.bind(1, combinedId(day, 0)).bind(2, combinedId(day + 1, 0)).bind(3, combinedTimes);
    while (m_data->step(all)) {
        bytes += all.blob(0);
        hasTimes = hasTimes || all.integer(1) != 0;
    }
    return hasTimes ? bytes : std::string();
}

} // namespace outlay
