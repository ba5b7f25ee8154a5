// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/cellblock.h"

#include <QTest>

#include <map>
#include <random>

using namespace outlay;

namespace {

Cell cellOf(std::int64_t requests, std::int64_t cost)
{
    Cell cell;
    cell[CellField::Requests] = requests;
    cell[CellField::Cost] = cost;
    return cell;
}

CellKey quarterKey(std::int64_t quarter, std::uint32_t value)
{
    return {true, kindOf(Dimension::Model), quarter, value};
}

std::map<std::uint32_t, Cell> cellsOf(std::string_view block)
{
    std::map<std::uint32_t, Cell> cells;
    for (CellBlockReader reader(block); reader.next();)
        addEncoded(reader.sums(), cells[reader.offset()]);
    return cells;
}

} // namespace

class TestCellBlock : public QObject
{
    Q_OBJECT

private slots:
    void aKeyIsFoundAgainFromItsPlace()
    {
        for (const std::uint32_t value : {0U, 1U, 63U, 64U, 5'000'000U, 0xffffffffU}) {
            for (const std::int64_t bucket : {std::int64_t{-9}, std::int64_t{0}, std::int64_t{7},
                                              std::int64_t{8}, std::int64_t{1'985'767}}) {
                for (const bool isQuarter : {false, true}) {
                    const CellKey key{isQuarter, jointKind, bucket, value};
                    const CellPlace place = placeOf(key);
                    QVERIFY(keyOf(isQuarter, jointKind, place) == key);
                    const BlockName name = nameOf(blockId(jointKind, place.block, place.part));
                    QCOMPARE(name.kind, jointKind);
                    QCOMPARE(name.place.block, place.block);
                    QCOMPARE(name.place.part, place.part);
                }
            }
        }
    }

    void blocksOfAKindLieInOrder()
    {
        QVERIFY(blockId(3, 20'000, 0) < blockId(3, 20'000, 1));
        QVERIFY(blockId(3, 20'000, 0x03ffffff) < blockId(3, 20'001, 0));
        QVERIFY(blockId(3, -1, 0) < blockId(3, 0, 0));
        QVERIFY(blockId(3, everyBlock, 0x03ffffff) < blockId(4, -everyBlock, 0));
        QVERIFY(orderOf(quarterKey(15, 9)) < orderOf(quarterKey(16, 0)));
        QVERIFY(orderOf(quarterKey(8, 0)) < orderOf(quarterKey(9, 0)));
        // Within two hours the values' parts come first: each is a row.
        QVERIFY(orderOf(quarterKey(9, 0)) < orderOf(quarterKey(8, 64)));
    }

    /// Random changes in random portions give what adding them up gives.
    void mergesLikeASum()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 50; ++round) {
            std::map<std::uint32_t, Cell> expected;
            std::string block, merged;
            for (int portion = 0; portion < 8; ++portion) {
                std::map<std::uint32_t, Cell> deltas;
                for (auto i = random() % 12; i > 0; --i) {
                    const auto offset = static_cast<std::uint32_t>(random() % (8 * 64));
                    const std::int64_t sign = random() % 3 == 0 ? -1 : 1;
                    deltas[offset] = cellOf(sign, sign * static_cast<std::int64_t>(random() % 9));
                    if (random() % 4 == 0) { // back to nothing
                        deltas[offset] = Cell{};
                        deltas[offset] -= expected[offset];
                    }
                }
                std::vector<CellChange> changes;
                for (const auto &[offset, delta] : deltas) {
                    changes.push_back(
                        {keyOf(true, kindOf(Dimension::Model), {4, 2, offset}), delta});
                    expected[offset] += delta;
                }
                if (changes.empty())
                    continue;
                QCOMPARE(sizeOfBlock(changes), changes.size());
                mergeIntoBlock(block, changes, merged);
                std::swap(block, merged);
                std::erase_if(expected, [](const auto &cell) { return cell.second.isZero(); });
                QVERIFY(cellsOf(block) == expected);
            }
            for (const auto &[offset, cell] : expected) {
                Cell found;
                addEncoded(findInBlock(block, offset), found);
                QVERIFY(found == cell);
            }
            QVERIFY(findInBlock(block, 8 * 64 + 1).empty());
            const auto middle = static_cast<std::uint32_t>(random() % (8 * 64));
            expected.erase(expected.lower_bound(middle), expected.end());
            QVERIFY(cellsOf(headOfBlock(block, middle)) == expected);
        }
    }

    void changesOfOneBlockEndWithIt()
    {
        const Cell cell = cellOf(1, 1);
        const std::vector<CellChange> changes = {{quarterKey(8, 1), cell},
                                                 {quarterKey(15, 63), cell},
                                                 {quarterKey(8, 64), cell},
                                                 {quarterKey(16, 1), cell}};
        QCOMPARE(sizeOfBlock(changes), std::size_t{2});
        QCOMPARE(sizeOfBlock(std::span(changes).subspan(2)), std::size_t{1});
    }

    void damagedBytesEndABlockEarly()
    {
        std::string block;
        mergeIntoBlock({},
                       std::vector<CellChange>{{quarterKey(8, 1), cellOf(1, 1)},
                                               {quarterKey(9, 5), cellOf(2, 3)}},
                       block);
        for (std::size_t size = 0; size < block.size(); ++size)
            QVERIFY(cellsOf(std::string_view(block).substr(0, size)).size() < 2);
        for (std::size_t at = 0; at < block.size(); ++at) {
            std::string damaged = block;
            damaged[at] = static_cast<char>(damaged[at] ^ 0xff);
            (void)cellsOf(damaged); // whatever it says, inside its bytes
        }
    }
};

QTEST_APPLESS_MAIN(TestCellBlock)
#include "tst_cellblock.moc"
