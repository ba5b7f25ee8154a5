// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// LedgerWriter: sums of whole days by everything that queries ask by.
#include "models/ledger/combinedday.h"
#include "models/ledger/ledgerwriter_p.h"
#include "models/ledger/queryplan.h"

namespace outlay {

namespace {

/// Not before so many events are read: the first ones say little of the day.
constexpr std::int64_t decidedAfter = 2'000;

bool areMany(const CombinedDay &sums, std::int64_t events)
{
    return static_cast<std::int64_t>(sums.size()) * 2 > events;
}

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
    SqlStatement all = m_data->db->prepare("SELECT DISTINCT id>>?1 FROM combined ORDER BY id");
    all.bind(1, std::int64_t{combinedPartBits});
    while (m_data->step(all))
        days.push_back(all.integer(0));
    return days;
}

std::int64_t LedgerWriter::combineDay(std::int64_t day, const Zone &zone)
{
    const Data::Beside beside(*m_data);
    const Instant from = firstInstantOfDay(zone, day);
    const Instant to = firstInstantOfDay(zone, day + 1);
    const auto rowsOf = [&](const std::string &sql) {
        SqlStatement rows = m_data->db->prepare(sql + " WHERE at>=?1 AND at<?2");
        rows.bind(1, from.micros).bind(2, to.micros);
        return rows;
    };
    CombinedDay sums;
    std::int64_t events = 0;
    StoredEvent event;
    bool isWorthIt = true;
    SqlStatement row = rowsOf("SELECT " + std::string(eventColumns) + " FROM event");
    while (isWorthIt && m_data->step(row)) {
        readEvent(row, 0, event);
        sums.add(event, contributionOf(event, profileOf(event.derived.attributed)));
        isWorthIt = ++events < decidedAfter || !areMany(sums, events);
    }
    isWorthIt = isWorthIt && !areMany(sums, events);
    SqlStatement residual = rowsOf("SELECT profile,amount,basis FROM residual");
    while (isWorthIt && m_data->step(residual)) {
        Cell cell;
        cell[CellField::Residual] = residual.integer(1);
        if (residual.integer(2) == static_cast<std::int64_t>(Basis::Estimated))
            cell[CellField::ResidualEstimated] = residual.integer(1);
        sums.addResidual(static_cast<std::uint32_t>(residual.integer(0)), cell);
    }
    dropCombined(day);
    std::vector<CombinedPart> parts;
    if (isWorthIt)
        parts = sums.parts();
    if (parts.empty())
        parts.emplace_back();
    std::int64_t number = 0;
    const auto put = [&](std::int64_t part, const std::string &bytes) {
        m_data->run(
            m_data->sql(Data::PutCombined).bind(1, combinedId(day, part)).bindBlob(2, bytes));
    };
    for (const CombinedPart &part : parts) {
        put(number, part.sums);
        put(combinedTimes + number++, part.times);
    }
    return events;
}

bool LedgerWriter::eachCombinedSum(std::int64_t day,
                                   const std::function<void(const Subject &, const Cell &)> &visit)
{
    bool isCombined = false;
    SqlStatement parts = m_data->db->prepare(
        "SELECT cells FROM combined WHERE id>=?1 AND id<?2 AND length(cells)>0");
    parts.bind(1, combinedId(day, 0)).bind(2, combinedId(day, combinedTimes));
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
