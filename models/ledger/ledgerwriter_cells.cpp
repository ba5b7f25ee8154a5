// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/cellblock.h"
#include "models/ledger/combinedday.h"
#include "models/ledger/ledgerwriter_p.h"

namespace outlay {

void LedgerWriter::Data::putBlock(bool isQuarter, std::int64_t block, std::string_view cells)
{
    if (cells.empty())
        run(sql(isQuarter ? DropQuarters : DropDays).bind(1, block));
    else
        run(sql(isQuarter ? PutQuarters : PutDays).bind(1, block).bindBlob(2, cells));
}

void LedgerWriter::Data::addToBlock(std::span<const CellChange> changes)
{
    const CellKey &key = changes.front().key;
    const CellPlace place = placeOf(key);
    const std::int64_t block = blockId(key.kind, place.block, place.part);
    SqlStatement &find = sql(key.isQuarter ? FindQuarters : FindDays).bind(1, block);
    const bool exists = step(find);
    mergeIntoBlock(exists ? find.blob(0) : std::string_view{}, changes, scratch);
    find.reset();
    if (exists || !scratch.empty())
        putBlock(key.isQuarter, block, scratch);
}

void LedgerWriter::addToCells(std::span<const CellChange> changes)
{
    while (!changes.empty()) {
        const std::size_t size = sizeOfBlock(changes);
        m_data->addToBlock(changes.first(size));
        changes = changes.subspan(size);
    }
}

Cell LedgerWriter::cell(const CellKey &key)
{
    Cell sum;
    const CellPlace place = placeOf(key);
    SqlStatement &find = m_data->sql(key.isQuarter ? Data::FindQuarters : Data::FindDays)
                             .bind(1, blockId(key.kind, place.block, place.part));
    if (m_data->step(find))
        addEncoded(findInBlock(find.blob(0), place.offset), sum);
    find.reset();
    return sum;
}

void LedgerWriter::eachCell(bool quarters,
                            const std::function<void(const CellKey &, const Cell &)> &visit)
{
    SqlStatement all =
        m_data->db->prepare(quarters ? "SELECT block,cells FROM cell_quarter ORDER BY block"
                                     : "SELECT block,cells FROM cell_day ORDER BY block");
    while (m_data->step(all)) {
        BlockName name = nameOf(all.integer(0));
        for (CellBlockReader cells(all.blob(1)); cells.next();) {
            name.place.offset = cells.offset();
            Cell cell;
            addEncoded(cells.sums(), cell);
            visit(keyOf(quarters, name.kind, name.place), cell);
        }
    }
}

void LedgerWriter::eachJointCell(std::int64_t day,
                                 const std::function<void(std::uint32_t, const Cell &)> &visit)
{
    SqlStatement all = m_data->db->prepare(
        "SELECT block,cells FROM cell_day WHERE block>=?1 AND block<?2 ORDER BY block");
    all.bind(1, blockId(jointKind, day, 0)).bind(2, blockId(jointKind, day + 1, 0));
    while (m_data->step(all)) {
        BlockName name = nameOf(all.integer(0));
        for (CellBlockReader cells(all.blob(1)); cells.next();) {
            name.place.offset = cells.offset();
            Cell cell;
            addEncoded(cells.sums(), cell);
            visit(keyOf(false, jointKind, name.place).value, cell);
        }
    }
}

void LedgerWriter::deleteCellsFrom(std::int64_t firstDay, std::int64_t firstQuarter)
{
    const CellPlace first = placeOf({true, 0, firstQuarter, 0});
    std::vector<std::pair<std::int64_t, std::string>> heads;
    for (CellKind kind = 0; kind <= lastKind; ++kind) {
        const auto drop = [&](const std::string &table, std::int64_t from) {
            m_data->exec("DELETE FROM " + table +
                         " WHERE block>=" + std::to_string(blockId(kind, from, 0)) + " AND block<" +
                         std::to_string(blockId(kind, everyBlock, 0)));
        };
        // The block that holds the first quarter-hour keeps what lies before it.
        SqlStatement split = m_data->db->prepare(
            "SELECT block,cells FROM cell_quarter WHERE block>=?1 AND block<?2");
        split.bind(1, blockId(kind, first.block, 0)).bind(2, blockId(kind, first.block + 1, 0));
        while (m_data->step(split))
            heads.emplace_back(split.integer(0), headOfBlock(split.blob(1), first.offset));
        drop("cell_day", firstDay);
        drop("cell_quarter", first.block);
    }
    m_data->exec("DELETE FROM combined WHERE id>=" + std::to_string(combinedId(firstDay, 0)));
    for (const auto &[block, cells] : heads)
        m_data->putBlock(true, block, cells);
}

} // namespace outlay
