// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/bills.h"
#include "models/ingest/toldtwice.h"
#include "models/money/hash.h"

#include <QTest>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <vector>

using namespace outlay;

namespace {

constexpr std::int64_t october = 1'790'812'800'000'000; ///< 2026-10-01T00:00:00Z

/// What was used in an hour of October, in tenths of a nano-dollar: an export rounds what it sums.
struct Use
{
    std::string unit;
    std::int64_t hour = 0;
    std::int64_t tenths = 0;
};
using Uses = std::vector<Use>;

/// How an export cuts them: charge periods of so many hours, which begin so many hours late.
struct Cut
{
    std::int64_t hours = 1, late = 0;
};

/// A bill's lines and the files they came in.
class Exports
{
public:
    void add(const std::string &file, const Uses &uses, const Cut &cut)
    {
        std::map<std::pair<std::string, std::int64_t>, std::int64_t> sums;
        for (const Use &use : uses) // 48: so that none is negative
            sums[{use.unit, (use.hour - cut.late + 48 * cut.hours) / cut.hours}] += use.tenths;
        m_names.push_back(file);
        ++m_minute;
        for (const auto &[key, tenths] : sums) {
            const std::int64_t from = key.second * cut.hours + cut.late - 48 * cut.hours;
            addLine(key.first, from, from + cut.hours, (tenths + 5) / 10);
        }
    }
    /// To the last of them.
    void addLine(const std::string &unit, std::int64_t fromHour, std::int64_t toHour,
                 std::int64_t nanos)
    {
        StatementRow row;
        row.id = static_cast<std::int64_t>(m_rows.size()) + 1;
        row.identity = row.line = hash64(unit, static_cast<std::uint64_t>(row.id));
        row.source = 0;
        row.bucket = {{october + fromHour * microsPerHour}, {october + toHour * microsPerHour}};
        row.billed = {nanos};
        row.description = unit;
        row.deliveries = {
            {{october + m_minute * microsPerMinute}, static_cast<TextId>(m_names.size() - 1)}};
        m_rows.push_back(std::move(row));
    }

    [[nodiscard]] BillDoubts doubts()
    {
        std::vector<StatementRow *> lines;
        for (StatementRow &row : m_rows)
            lines.push_back(&row);
        return toldTwice(lines, deliveriesOf(lines, [this](TextId id) { return m_names[id]; }));
    }

private:
    std::vector<StatementRow> m_rows;
    std::vector<std::string> m_names{"the source"};
    std::int64_t m_minute = 0;
};

class Random
{
public:
    explicit Random(unsigned seed) : m_engine(seed) {}
    std::int64_t below(std::int64_t count)
    {
        return static_cast<std::int64_t>(m_engine() % static_cast<std::uint64_t>(count));
    }
    /// Of the second to the 20th day: no charge period of a month or of another zone is cut off.
    Uses uses()
    {
        Uses all;
        const std::int64_t hours = 1 + below(400);
        for (std::int64_t unit = 1 + below(4); unit > 0; --unit) {
            for (std::int64_t i = 0; i < hours; ++i)
                all.push_back({"unit " + std::to_string(unit), 24 + below(19 * 24),
                               10'000 + below(10'000'000'000)});
        }
        return all;
    }
    Cut cut()
    {
        const Cut cuts[] = {{1, 0}, {24, 0}, {24, 8}, {24, -5}, {7 * 24, 0}, {31 * 24, 0}, {6, 3}};
        return cuts[below(std::size(cuts))];
    }

private:
    std::mt19937_64 m_engine;
};

Money sumOf(const Uses &uses)
{
    std::int64_t tenths = 0;
    for (const Use &use : uses)
        tenths += use.tenths;
    return {tenths / 10};
}

bool isAbout(Money left, Money right, std::size_t lines)
{
    return std::abs(left.nanos - right.nanos) <= static_cast<std::int64_t>(lines);
}

void addSeeds()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 60; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

Uses everyHour(const std::string &unit, int fromDay, int toDay,
               std::int64_t tenths = 10'000'000'000)
{
    Uses all;
    for (std::int64_t hour = 24 * (fromDay - 1); hour < 24 * std::int64_t(toDay); ++hour)
        all.push_back({unit, hour, tenths});
    return all;
}

Uses both(Uses one, const Uses &other)
{
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

QString dollars(Money amount)
{
    return QString::number(amount.nanos / 1'000'000'000);
}

} // namespace

class TestToldTwice : public QObject
{
    Q_OBJECT

private slots:
    void anyTwoCutsOfOneBillAreToldTwice_data() { addSeeds(); }
    void anyTwoCutsOfOneBillAreToldTwice()
    {
        QFETCH(unsigned, seed);
        Random random(seed);
        const Uses uses = random.uses();
        Exports exports;
        exports.add("a.csv", uses, random.cut());
        QVERIFY(exports.doubts().twice == Money{});
        exports.add("b.csv", uses, random.cut());
        const BillDoubts doubts = exports.doubts();
        QVERIFY2(isAbout(doubts.twice, sumOf(uses), uses.size()),
                 (toDecimal(doubts.twice) + " of " + toDecimal(sumOf(uses))).c_str());
        QVERIFY(doubts.lines > 0);
    }

    void threeCutsAreToldTwiceMore_data() { addSeeds(); }
    void threeCutsAreToldTwiceMore()
    {
        QFETCH(unsigned, seed);
        Random random(seed);
        const Uses uses = random.uses();
        Exports exports;
        exports.add("a.csv", uses, {1, 0});
        exports.add("b.csv", uses, {31 * 24, 0});
        exports.add("c.csv", uses, {random.below(2) == 0 ? 24 : 1, 0});
        QVERIFY(isAbout(exports.doubts().twice, {2 * sumOf(uses).nanos}, 2 * uses.size()));
    }

    void whatIsCutFromOthersIsNot_data() { addSeeds(); }
    void whatIsCutFromOthersIsNot()
    {
        QFETCH(unsigned, seed);
        Random random(seed);
        Exports others;
        others.add("a.csv", random.uses(), random.cut());
        others.add("b.csv", random.uses(), random.cut());
        QCOMPARE(others.doubts().lines, std::int64_t(0));
        // Parts of one bill, whatever line is in which.
        Uses parts[2];
        for (const Use &use : random.uses())
            parts[random.below(2)].push_back(use);
        Exports one;
        const Cut cut = random.cut();
        one.add("a.csv", parts[0], cut);
        one.add("b.csv", parts[1], cut);
        QCOMPARE(one.doubts().lines, std::int64_t(0));
    }

    void whatMayBeTwiceIsSaid_data()
    {
        QTest::addColumn<QString>("twice");
        QTest::addColumn<std::vector<std::pair<Uses, Cut>>>("exports");
        const auto data = [](const char *name, const char *twice,
                             std::vector<std::pair<Uses, Cut>> exports) {
            QTest::newRow(name) << QString::fromLatin1(twice) << std::move(exports);
        };
        const Uses ten = everyHour("in", 1, 10);
        const Uses out = everyHour("out", 1, 10, 20'000'000'000);
        const Cut hour{1, 0}, day{24, 0}, lateDay{24, 8}, month{31 * 24, 0};
        data("days beside hours", "240", {{ten, day}, {ten, hour}});
        data("a month beside days", "240", {{ten, month}, {ten, day}});
        data("a month beside hours", "240", {{ten, month}, {ten, hour}});
        data("days of two zones", "240", {{ten, day}, {ten, lateDay}});
        data("one of two units, days beside hours", "240", {{both(ten, out), day}, {ten, hour}});
        data("two units, days beside hours", "720",
             {{both(ten, out), day}, {both(ten, out), hour}});
        data("most of them", "216", {{ten, day}, {everyHour("in", 1, 9), hour}});
        data("more of them", "240", {{ten, day}, {everyHour("in", 1, 19), hour}});
        data("a few of many", "24",
             {{ten, day}, {both(everyHour("in", 1, 1), everyHour("other", 1, 1)), hour}});
        data("a few days in common", "48", {{ten, day}, {everyHour("in", 9, 18), hour}});
        data("one day in common", "24", {{ten, day}, {everyHour("in", 10, 19), hour}});
        data("one line in common", "0", {{ten, day}, {everyHour("in", 10, 19), day}});
        data("credits of it", "180",
             {{both(ten, everyHour("credit", 1, 10, -2'500'000'000)), day},
              {both(ten, everyHour("credit", 1, 10, -2'500'000'000)), hour}});
        data("units without a name", "240",
             {{everyHour("", 1, 10), day}, {everyHour("", 1, 10), hour}});
        data("too few of each", "0",
             {{both(everyHour("in", 1, 1), everyHour("one", 1, 10)), day},
              {both(everyHour("in", 1, 1), everyHour("other", 1, 10)), hour}});
        std::vector<std::pair<Uses, Cut>> daily{{ten, month}};
        for (int of = 1; of <= 10; ++of)
            daily.emplace_back(everyHour("in", of, of), day);
        data("a month beside days in a file each", "240", daily);
        daily.pop_back();
        data("without one of them", "0", daily);
        data("other units of sale", "0", {{ten, day}, {everyHour("other", 1, 10), hour}});
        data("other days", "0", {{ten, day}, {everyHour("in", 11, 20), hour}});
        data("other sums", "0", {{ten, day}, {everyHour("in", 1, 10, 10'000'000'100), hour}});
        data("other sums, other zones", "0",
             {{ten, day}, {everyHour("in", 1, 10, 10'000'000'100), lateDay}});
        // Parts of one export, the days of which come to one sum; a month's fee joins them.
        data("equal fees of other days beside a month's", "0",
             {{ten, day}, {everyHour("in", 11, 20), day}, {everyHour("in", 5, 5), month}});
    }
    void whatMayBeTwiceIsSaid()
    {
        QFETCH(QString, twice);
        using Told = std::vector<std::pair<Uses, Cut>>;
        QFETCH(Told, exports);
        for (int turned = 0; turned < 2; ++turned) {
            Exports all;
            char name = 'a';
            for (const auto &[uses, cut] : exports)
                all.add(std::string(1, name++) + ".csv", uses, cut);
            QCOMPARE(dollars(all.doubts().twice), twice);
            std::reverse(exports.begin(), exports.end());
        }
    }

    /// A month's fee beside the days of the same unit, in one of the exports, hides nothing.
    void aLongerChargeOfOneExportJoinsNothing()
    {
        Exports exports;
        exports.add("a.csv", everyHour("in", 1, 10), {24, 0});
        exports.add("b.csv", everyHour("in", 1, 10), {1, 0});
        exports.addLine("in", 0, 31 * 24, 5'000'000'000);
        QCOMPARE(dollars(exports.doubts().twice), QStringLiteral("240"));
    }

    void partsOfOneExportAreOne()
    {
        const Uses uses = everyHour("in", 1, 10);
        Exports exports;
        exports.add("bill-00001.csv", uses, {1, 0});
        exports.add("bill-00002.csv", uses, {1, 0}); // of another account or resource
        QCOMPARE(exports.doubts().lines, std::int64_t(0));
        // The same name again begins another export, which is cut otherwise.
        exports.add("bill-00001.csv", both(uses, uses), {24, 0});
        QCOMPARE(dollars(exports.doubts().twice), QStringLiteral("480"));
        Exports named;
        named.add("bill-00001.csv", uses, {1, 0});
        named.add("bill-00001.csv", uses, {24, 0});
        QCOMPARE(dollars(named.doubts().twice), QStringLiteral("240"));
    }
};

QTEST_GUILESS_MAIN(TestToldTwice)
#include "tst_toldtwice.moc"
