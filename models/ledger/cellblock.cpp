// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/cellblock.h"

#include "models/ledger/database.h"

namespace outlay {

namespace {

class BlockWriter
{
public:
    explicit BlockWriter(std::string &out) : m_out(out) {}

    void put(std::uint32_t offset, std::string_view sums)
    {
        putVarint(m_out, offset - m_last);
        putVarint(m_out, sums.size());
        m_out.append(sums);
        m_last = offset;
    }
    void put(std::uint32_t offset, const Cell &cell)
    {
        if (cell.isZero())
            return;
        m_sums.clear();
        encode(cell, m_sums);
        put(offset, m_sums);
    }

private:
    std::string &m_out;
    std::string m_sums;
    std::uint32_t m_last = 0;
};

} // namespace

std::string_view findInBlock(std::string_view cells, std::uint32_t offset)
{
    for (CellBlockReader reader(cells); reader.next();) {
        if (reader.offset() >= offset)
            return reader.offset() == offset ? reader.sums() : std::string_view{};
    }
    return {};
}

void mergeIntoBlock(std::string_view cells, std::span<const CellChange> changes, std::string &out)
{
    out.clear();
    BlockWriter writer(out);
    CellBlockReader old(cells);
    bool hasOld = old.next();
    for (const CellChange &change : changes) {
        const std::uint32_t offset = placeOf(change.key).offset;
        for (; hasOld && old.offset() < offset; hasOld = old.next())
            writer.put(old.offset(), old.sums());
        if (!hasOld || old.offset() != offset) {
            writer.put(offset, change.delta);
            continue;
        }
        Cell sum = change.delta;
        addEncoded(old.sums(), sum);
        writer.put(offset, sum);
        hasOld = old.next();
    }
    for (; hasOld; hasOld = old.next())
        writer.put(old.offset(), old.sums());
}

std::string headOfBlock(std::string_view cells, std::uint32_t offset)
{
    std::string head;
    BlockWriter writer(head);
    for (CellBlockReader reader(cells); reader.next() && reader.offset() < offset;)
        writer.put(reader.offset(), reader.sums());
    return head;
}

std::size_t sizeOfBlock(std::span<const CellChange> changes)
{
    const CellKey &first = changes.front().key;
    const CellPlace place = placeOf(first);
    std::size_t size = 1;
    for (; size < changes.size(); ++size) {
        const CellKey &key = changes[size].key;
        const CellPlace other = placeOf(key);
        if (key.kind != first.kind || key.isQuarter != first.isQuarter ||
            other.block != place.block || other.part != place.part)
            break;
    }
    return size;
}

Result<> insertCells(Database &db, std::span<const CellChange> cells)
{
    SqlStatement days = db.prepare("INSERT INTO cell_day(block,cells) VALUES(?1,?2)");
    SqlStatement quarters = db.prepare("INSERT INTO cell_quarter(block,cells) VALUES(?1,?2)");
    if (!days.isPrepared() || !quarters.isPrepared())
        return tl::unexpected<Error>(db.error());
    std::string bytes;
    while (!cells.empty()) {
        const std::size_t size = sizeOfBlock(cells);
        const CellKey &key = cells.front().key;
        const CellPlace place = placeOf(key);
        mergeIntoBlock({}, cells.first(size), bytes);
        cells = cells.subspan(size);
        if (bytes.empty())
            continue; // nothing but zeros
        SqlStatement &put = key.isQuarter ? quarters : days;
        put.bind(1, blockId(key.kind, place.block, place.part)).bindBlob(2, bytes);
        OUTLAY_TRY(put.run());
    }
    return {};
}

} // namespace outlay
