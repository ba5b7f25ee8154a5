// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "tests/support/answers.h"

#include <QDateTime>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <random>
#include <set>

using namespace outlay;
using namespace outlay::test;

namespace {

struct Line
{
    int day = 1; ///< of November 2026
    std::string sku;
    std::string cost;
    std::string account = "4711";
    std::string period = "2026-11-01,2026-12-01";
};

std::string twoDigits(int number)
{
    return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string rowOf(const Line &line)
{
    const auto day = [](int number) { return "2026-11-" + twoDigits(number); };
    return line.cost + ",USD," + line.account + "," + line.period + "," + day(line.day) + "," +
           day(line.day + 1) + ",Anthropic," + line.sku + "\n";
}

constexpr const char *header =
    "BilledCost,BillingCurrency,BillingAccountId,BillingPeriodStart,BillingPeriodEnd,"
    "ChargePeriodStart,ChargePeriodEnd,ProviderName,SkuId\n";

/// One export: a file with lines of bills, and when it was written.
struct Export
{
    std::string name;
    int writtenOn = 1;
    std::vector<Line> lines;
    std::string source = "bill";
    int minute = 0; ///< past noon of that day
};

std::vector<Line> days(int from, int to, const std::string &cost,
                       const std::vector<std::string> &skus = {"in", "out"})
{
    std::vector<Line> lines;
    for (int day = from; day <= to; ++day) {
        for (const std::string &sku : skus)
            lines.push_back({day, sku, cost});
    }
    return lines;
}

} // namespace

class TestBills : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_count = 0;

    std::string newPath(const QString &suffix)
    {
        return m_folder.filePath(QString::number(++m_count) + suffix).toStdString();
    }
    /// Each in a folder of its own, so that names may repeat.
    std::string write(const Export &one)
    {
        const QString folder = QString::fromStdString(newPath({}));
        QDir().mkpath(folder);
        const QString path = folder + u'/' + QString::fromStdString(one.name);
        rewrite(path, one);
        return path.toStdString();
    }
    static void rewrite(const QString &path, const Export &one)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadWrite | QIODevice::Truncate));
        file.write(header);
        for (const Line &line : one.lines)
            file.write(rowOf(line).c_str());
        file.flush();
        const QDateTime at({2026, 12, one.writtenOn}, {12 + one.minute / 60, one.minute % 60},
                           Qt::UTC);
        QVERIFY(file.setFileTime(at, QFileDevice::FileModificationTime));
    }
    std::unique_ptr<Ingest> open(const std::string &path)
    {
        auto ingest = Ingest::open(path);
        if (!ingest)
            qFatal("%s", ingest.error().text.c_str());
        return *std::move(ingest);
    }
    static ImportCounts take(Ingest &ingest, const std::string &file, const std::string &source)
    {
        ImportOptions options;
        options.source = source;
        const auto counts = ingest.importPaths({file}, options);
        if (!counts || counts->rejected != 0)
            qFatal("%s", counts ? counts->rejections.front().reason.c_str()
                                : counts.error().text.c_str());
        return *counts;
    }
    std::string ledgerOf(const std::vector<Export> &exports)
    {
        const std::string path = newPath(QStringLiteral(".sqlite"));
        auto ingest = open(path);
        for (const Export &one : exports)
            take(*ingest, write(one), one.source);
        const auto findings = ingest->check();
        if (!findings || !findings->empty())
            qFatal("the ledger is not sound");
        return path;
    }

private slots:
    void theNewestExportCounts_data()
    {
        QTest::addColumn<QString>("total");
        QTest::addColumn<std::vector<Export>>("exports");
        const auto data = [](const QByteArray &name, const char *total,
                             std::vector<Export> exports) {
            QTest::newRow(name.constData()) << QString::fromUtf8(total) << std::move(exports);
        };
        const Export early{"early.csv", 1, days(1, 10, "1")};
        data("the same twice", "20", {early, {"again.csv", 2, days(1, 10, "1")}});
        const Line purchase{3, "seats", "5"};
        data("two equal lines", "10", {{"one.csv", 1, {purchase, purchase}}});
        data("two equal lines, again", "10",
             {{"one.csv", 1, {purchase, purchase}}, {"two.csv", 2, {purchase, purchase}}});
        data(
            "a third equal line", "15",
            {{"one.csv", 1, {purchase, purchase}}, {"two.csv", 2, {purchase, purchase, purchase}}});
        data("one of them taken back", "5",
             {{"one.csv", 1, {purchase, purchase}}, {"two.csv", 2, {purchase}}});
        data("every cost restated", "22", {early, {"late.csv", 2, days(1, 10, "1.1")}});
        data("month to date goes on", "48", {early, {"late.csv", 2, days(1, 20, "1.2")}});
        data("three of them", "56",
             {early, {"b.csv", 2, days(1, 20, "1.2")}, {"c.csv", 3, days(1, 28, "1")}});
        data("some days again", "26", {early, {"part.csv", 2, days(5, 7, "2")}});
        std::vector<Line> without = days(1, 10, "1");
        std::erase_if(without, [](const Line &line) { return line.day == 4; });
        data("a day taken back", "18", {early, {"late.csv", 2, without}});
        data("a sku taken back", "10", {early, {"late.csv", 2, days(1, 10, "1", {"in"})}});
        data("parts add up", "40",
             {{"part1.csv", 1, days(1, 10, "1")}, {"part2.csv", 2, days(11, 20, "1")}});
        data("parts of one day add up", "20",
             {{"part1.csv", 1, days(1, 10, "1", {"in"})},
              {"part2.csv", 2, days(1, 10, "1", {"out"})}});
        data("parts cut elsewhere", "60",
             {{"a1.csv", 1, days(1, 10, "1")},
              {"a2.csv", 1, days(11, 20, "1")},
              {"b1.csv", 2, days(1, 13, "1.5")},
              {"b2.csv", 2, days(14, 20, "1.5")}});
        data("of one second, by name", "40",
             {{"2026-11-10.csv", 1, days(1, 10, "1")}, {"2026-11-11.csv", 1, days(1, 10, "2")}});
        std::vector<Line> other = days(1, 10, "1");
        for (Line &line : other)
            line.account = "4712";
        // Parts of one export, as clouds number them: equal lines in two of them are two.
        for (const auto &[one, two] : {std::pair("focus-00001.csv", "focus-00002.csv"),
                                       std::pair("000000000000.csv", "000000000001.csv"),
                                       std::pair("bill-000000000011", "bill-000000000012"),
                                       std::pair("part_0_0001.csv", "part_1_0001.csv")}) {
            data(QByteArray("a line in two parts: ").append(one), "10",
                 {{one, 1, {purchase}}, {two, 1, {purchase}}});
            data(QByteArray("parts, delivered again: ").append(one), "16",
                 {{one, 1, {purchase, {1, "in", "2"}}},
                  {two, 1, {purchase}},
                  {one, 2, {purchase, {1, "in", "6"}}},
                  {two, 2, {purchase}}});
            data(QByteArray("one of two parts, later: ").append(one), "5",
                 {{one, 1, {purchase}}, {two, 2, {purchase}}});
        }
        // A packed file beside what was in it, in whatever order, is the same part.
        const Export first{"focus-00001.csv", 1, {purchase, {1, "in", "2"}}};
        const Export second{"focus-00002.csv", 1, {purchase, purchase}};
        const auto named = [](Export of, const char *name, int minute) {
            of.name = name;
            of.minute = minute;
            return of;
        };
        data("parts beside packed ones", "17",
             {first, second, named(first, "focus-00001.csv.gz", 0),
              named(second, "focus-00002.csv.zst", 0)});
        data("parts beside packed ones, unpacked later", "17",
             {named(first, "focus-00001.csv.gz", 0), named(first, "focus-00001.csv", 1),
              named(second, "focus-00002.csv.gz", 2), named(second, "focus-00002.csv", 3)});
        data("one of them unpacked later", "17",
             {named(first, "focus-00001.csv.gz", 0), named(second, "focus-00002.csv.gz", 1),
              named(first, "focus-00001.csv", 2)});
        // Exported again within the hour: wherever it is cut, the same lines.
        for (const auto &[cut, again] : {std::pair(12, 5), std::pair(3, 23)}) {
            const std::vector<Line> all = days(1, 12, "5");
            const auto part = [&all](int number, int from, int to, int minute) {
                return Export{"bill-00000000000" + std::to_string(number) + ".csv",
                              1,
                              {all.begin() + from, all.begin() + to},
                              "bill",
                              minute};
            };
            data("cut at " + QByteArray::number(cut) + ", then at " + QByteArray::number(again),
                 "120",
                 {part(0, 0, cut, 0), part(1, cut, 24, 1), part(0, 0, again, 10),
                  part(1, again, 24, 11)});
            data("of one moment, cut at " + QByteArray::number(cut), "120",
                 {part(0, 0, cut, 0), part(1, cut, 24, 0), part(0, 0, again, 0),
                  part(1, again, 24, 0)});
            data("three parts, then two: " + QByteArray::number(again), "120",
                 {part(0, 0, 1, 0), part(1, 1, cut, 1), part(2, cut, 24, 2), part(0, 0, again, 10),
                  part(1, again, 24, 11)});
            data("two parts, then three: " + QByteArray::number(again), "120",
                 {part(0, 0, again, 0), part(1, again, 24, 1), part(0, 0, 1, 10),
                  part(1, 1, cut, 11), part(2, cut, 24, 12)});
        }
        data("two equal lines, then cut apart", "10",
             {{"f-00001.csv", 1, {purchase, purchase}},
              {"f-00002.csv", 1, {{4, "in", "0"}}},
              {"f-00001.csv", 1, {purchase}, "bill", 9},
              {"f-00002.csv", 1, {purchase, {4, "in", "0"}}, "bill", 9}});
        data("a line in two parts of one day, those of another day between", "17",
             {{"f-00001.csv", 1, {purchase}, "bill", 1},
              {"f-00001.csv", 1, {{4, "in", "3"}}, "bill", 2},
              {"f-00002.csv", 1, {purchase}, "bill", 3},
              {"f-00002.csv", 1, {{5, "in", "4"}}, "bill", 4}});
        const auto withPurchase = [&](int from, int to) {
            std::vector<Line> lines = days(from, to, "1");
            lines.push_back(purchase);
            return lines;
        };
        for (const auto &[one, two] :
             {std::pair("part-00000-tid-46-1f2e-12-1-c000.csv",
                        "part-00001-tid-46-1f2e-13-1-c000.csv"),
              std::pair("part-00000-5f0c1a2b-1c2d-4e5f-8a9b-a00123bcdeff.csv",
                        "part-00001-5f0c1a2b-1c2d-4e5f-8a9b-a00123bcdeff.csv"),
              std::pair("bill_0001.csv", "bill_0002.csv")})
            data(QByteArray("a line in two parts: ").append(one), "22",
                 {{one, 1, withPurchase(1, 3)}, {two, 1, withPurchase(11, 13), "bill", 1}});
        data("a part that took more than an hour", "22",
             {{"f-00001.csv", 1, withPurchase(1, 3)},
              {"f-00002.csv", 1, withPurchase(11, 13), "bill", 70}});
        const auto copied = [](Export of, int minute) {
            of.minute = minute;
            return of;
        };
        const Export old{"bill.csv", 1, days(1, 10, "1")};
        const Export late{"bill.csv", 1, days(1, 12, "2"), "bill", 10};
        data("an old export, copied", "48", {old, late, copied(old, 20)});
        const Export oldFirst{"f-00001.csv", 1, days(1, 10, "1")};
        const Export oldSecond{"f-00002.csv", 1, days(11, 20, "1")};
        const Export lateFirst{"f-00001.csv", 1, days(1, 12, "2"), "bill", 10};
        const Export lateSecond{"f-00002.csv", 1, days(13, 22, "2"), "bill", 11};
        data("old parts, copied", "88",
             {oldFirst, oldSecond, lateFirst, lateSecond, copied(oldFirst, 20),
              copied(oldSecond, 21)});
        data("one of two old parts, copied", "88",
             {oldFirst, oldSecond, lateFirst, lateSecond, copied(oldFirst, 20)});
        data("old parts, copied beside one that has all", "80",
             {oldFirst,
              oldSecond,
              {"f-00001.csv", 1, days(1, 20, "2"), "bill", 10},
              copied(oldFirst, 20),
              copied(oldSecond, 21)});
        data("dates are no parts", "5",
             {{"focus-20261101.csv", 1, {purchase}}, {"focus-20261102.csv", 1, {purchase}}});
        data("dates of two digits are none either", "5",
             {{"focus-01.csv", 1, {purchase}}, {"focus-02.csv", 1, {purchase}}});
        data("another account", "40", {early, {"other.csv", 2, other}});
        // ChargeClass aside: what corrects an invoiced month is billed in a later one.
        data("a correction in the next period", "19",
             {early, {"next.csv", 2, {{4, "in", "-1", "4711", "2026-12-01,2027-01-01"}}}});
        data("two names for one bill", "20", {early, {"early.csv", 1, days(1, 10, "1"), "other"}});
        data("two names, one newer", "40", {early, {"late.csv", 2, days(1, 10, "2"), "other"}});
        std::vector<Line> nobodys = days(1, 10, "1");
        for (Line &line : nobodys)
            line.account = "";
        data("two names, no account", "40",
             {{"a.csv", 1, nobodys}, {"b.csv", 2, nobodys, "other"}});
    }
    void theNewestExportCounts()
    {
        QFETCH(QString, total);
        QFETCH(std::vector<Export>, exports);
        const std::string expected = "0 " + total.toStdString() + ".000000000";
        const std::string straight = ledgerOf(exports);
        QCOMPARE(totalOf(straight), expected);
        std::mt19937 engine(7);
        for (int i = 0; i < 4; ++i) {
            std::vector<Export> mixed = exports;
            mixed.push_back(exports[engine() % exports.size()]); // one of them twice
            std::shuffle(mixed.begin(), mixed.end(), engine);
            QCOMPARE(answersOf(ledgerOf(mixed)), answersOf(straight));
        }
    }

    /// However often one export is written within the hour, wherever it is cut, packed or not, and
    /// with whatever lines twice.
    void anyCutsCountTheSame_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 30; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void anyCutsCountTheSame()
    {
        QFETCH(unsigned, seed);
        std::mt19937 random(seed);
        const auto pick = [&random](std::size_t below) { return random() % below; };
        std::vector<Line> all = days(1, 10, "1");
        for (std::size_t i = pick(12); i > 0; --i)
            all.push_back(all[pick(all.size())]);
        std::vector<Export> exports;
        int minute = 0;
        for (std::size_t times = 1 + pick(3); times > 0; --times) {
            std::shuffle(all.begin(), all.end(), random);
            std::set<std::size_t> cuts{all.size()};
            for (std::size_t i = pick(4); i > 0; --i)
                cuts.insert(1 + pick(all.size() - 1));
            std::size_t from = 0;
            int number = 0;
            for (const std::size_t to : cuts) {
                Export part{"focus-0000" + std::to_string(++number) + ".csv",
                            1,
                            {},
                            "bill",
                            minute += static_cast<int>(pick(2))};
                part.lines.assign(all.begin() + static_cast<std::ptrdiff_t>(from),
                                  all.begin() + static_cast<std::ptrdiff_t>(to));
                exports.push_back(part);
                part.name += ".gz"; // told as such; what is in it is not packed
                if (pick(3) == 0)
                    exports.push_back(part);
                from = to;
            }
            ++minute;
        }
        std::shuffle(exports.begin(), exports.end(), random);
        QCOMPARE(totalOf(ledgerOf(exports)), "0 " + std::to_string(all.size()) + ".000000000");
    }

    /// A part that came again alone: the line it shares with the other part has moved there, or was
    /// always in both.
    void whatMayBeMoreIsSaid()
    {
        const Line purchase{3, "seats", "5"};
        const std::vector<Line> rest = days(1, 3, "1");
        std::vector<Line> shared = rest;
        shared.push_back(purchase);
        std::vector<Line> changed = days(4, 6, "1");
        changed.push_back(purchase);
        const std::string ledger = newPath(QStringLiteral(".sqlite"));
        auto ingest = open(ledger);
        const auto give = [&](const Export &one) {
            return take(*ingest, write(one), "bill").inDoubt.lines;
        };
        QCOMPARE(give({"f-00001.csv", 1, shared}), std::int64_t(0));
        QCOMPARE(give({"f-00002.csv", 1, days(4, 6, "1"), "bill", 1}), std::int64_t(0));
        QCOMPARE(totalOf(ledger), std::string("0 17.000000000"));
        QCOMPARE(give({"f-00002.csv", 1, changed, "bill", 2}), std::int64_t(1));
        QCOMPARE(totalOf(ledger), std::string("0 17.000000000"));
        // The whole export again tells it.
        QCOMPARE(give({"f-00001.csv", 1, shared, "bill", 3}), std::int64_t(0));
        QCOMPARE(totalOf(ledger), std::string("0 22.000000000"));
        // Days that are told anew are replaced: nothing in that is in doubt.
        ingest = open(newPath(QStringLiteral(".sqlite")));
        QCOMPARE(give({"month.csv", 1, days(1, 10, "1")}), std::int64_t(0));
        QCOMPARE(give({"days.csv", 2, days(5, 7, "2")}), std::int64_t(0));
    }

    void whatIsNotCertainIsSaid_data()
    {
        QTest::addColumn<QString>("total");
        QTest::addColumn<QString>("doubts"); // lines, more, less
        QTest::addColumn<std::vector<Export>>("exports");
        const auto data = [](const char *name, const char *total, const char *doubts,
                             std::vector<Export> exports) {
            QTest::newRow(name) << QString::fromLatin1(total) << QString::fromLatin1(doubts)
                                << std::move(exports);
        };
        const Line seat{3, "seats", "5"};
        const auto with = [&seat](std::vector<Line> lines) {
            lines.push_back(seat);
            return lines;
        };
        data("parts that nothing tells", "17", "1 5 0",
             {{"one.csv", 1, with(days(3, 5, "1"))}, {"two.csv", 1, with(days(6, 8, "1"))}});
        data("a bill again, longer", "24", "0 0 0",
             {{"one.csv", 1, days(1, 10, "1")}, {"two.csv", 2, days(1, 12, "1")}});
        data("days of it again", "26", "0 0 0",
             {{"one.csv", 1, days(1, 10, "1")}, {"two.csv", 2, days(5, 7, "2")}});
        data("half of it taken back", "10", "10 10 0",
             {{"one.csv", 1, days(1, 10, "1")}, {"two.csv", 2, days(1, 10, "1", {"in"})}});
        data("some of a part again, as another part", "26", "6 0 6",
             {{"f-00001.csv", 1, days(1, 10, "1")},
              {"f-00004.csv", 1, days(2, 4, "1"), "bill", 20}});
        Export most{"f-00001.csv", 1, days(1, 10, "1"), "bill", 20};
        std::erase_if(most.lines, [](const Line &line) { return line.day == 5; });
        data("most of a part again, as that part", "18", "2 2 0",
             {{"f-00001.csv", 1, days(1, 10, "1")}, most});
        data("all of it again, cut apart", "20", "0 0 0",
             {{"f-00001.csv", 1, days(1, 10, "1")},
              most,
              {"f-00002.csv", 1, days(5, 5, "1"), "bill", 21}});
        data("a line in two parts", "22", "0 0 0",
             {{"f-00001.csv", 1, with(days(3, 5, "1"))},
              {"f-00002.csv", 1, with(days(6, 8, "1")), "bill", 9}});
        data("a line in two parts, far apart", "22", "1 0 5",
             {{"f-00001.csv", 1, with(days(3, 5, "1"))},
              {"f-00002.csv", 1, with(days(6, 8, "1")), "bill", 70}});
        const Export old{"bill.csv", 1, days(1, 5, "1")};
        Export copy = old;
        copy.minute = 20;
        data("an old export, copied", "20", "10 10 0",
             {old, {"bill.csv", 1, days(1, 5, "2"), "bill", 10}, copy});
        data("beside what a newer file says of it", "30", "1 0 1",
             {{"one.csv", 1, days(1, 10, "1", {"in", "out", "seats"})},
              {"two.csv", 2, {{4, "in", "2"}, {20, "in", "-1"}, {21, "in", "-1"}}}});
    }
    void whatIsNotCertainIsSaid()
    {
        QFETCH(QString, total);
        QFETCH(QString, doubts);
        QFETCH(std::vector<Export>, exports);
        const std::string ledger = newPath(QStringLiteral(".sqlite"));
        auto ingest = open(ledger);
        BillDoubts told;
        for (const Export &one : exports)
            told = take(*ingest, write(one), one.source).inDoubt;
        QCOMPARE(totalOf(ledger), "0 " + total.toStdString() + ".000000000");
        const auto dollars = [](Money amount) {
            return QString::number(amount.nanos / 1'000'000'000);
        };
        QCOMPARE(QString::number(told.lines) + u' ' + dollars(told.more) + u' ' +
                     dollars(told.less),
                 doubts);
        const auto bills = ingest->billsInDoubt();
        QVERIFY(bills.has_value());
        QCOMPARE(bills->size(), std::size_t(told.lines > 0 ? 1 : 0));
        if (told.lines > 0) {
            QCOMPARE(bills->front().account, std::string("4711"));
            QCOMPARE(bills->front().doubts.lines, told.lines);
        }
    }

    void aFileWrittenAnewReplacesWhatItSaid()
    {
        const std::string ledger = newPath(QStringLiteral(".sqlite"));
        auto ingest = open(ledger);
        const std::vector<std::string> skus = {"a", "b", "c", "d", "e", "f", "g", "h"};
        const std::string file = write({"bill.csv", 1, days(1, 10, "1", skus)});
        QCOMPARE(take(*ingest, file, "bill").restated, std::int64_t(0));
        // It begins as before and is longer; what differs lies behind the first page.
        std::vector<Line> longer = days(1, 12, "1", skus);
        longer[70].cost = "4";
        rewrite(QString::fromStdString(file), {"bill.csv", 2, longer});
        const ImportCounts counts = take(*ingest, file, "bill");
        QCOMPARE(counts.created, std::int64_t(17));
        QCOMPARE(counts.duplicate, std::int64_t(79));
        QCOMPARE(counts.restated, std::int64_t(1));
        QCOMPARE(totalOf(ledger), std::string("0 99.000000000"));
        QCOMPARE(take(*ingest, file, "bill").lines, std::int64_t(0));
    }

    void aSourceTakenAwayLeavesTheOthersBill()
    {
        const std::vector<Export> exports = {
            {"a.csv", 1, days(1, 10, "1"), "ours"},
            {"b.csv", 2, days(1, 10, "2"), "theirs"},
        };
        const std::string path = ledgerOf(exports);
        QCOMPARE(totalOf(path), std::string("0 40.000000000"));
        auto reader = LedgerReader::open(path);
        const auto bills = (*reader)->bills();
        QVERIFY(bills.has_value());
        QCOMPARE(bills->size(), std::size_t(2));
        QCOMPARE(bills->at(0).source, std::string("ours"));
        QCOMPARE(bills->at(0).provider, std::string("anthropic"));
        QCOMPARE(bills->at(0).account, std::string("4711"));
        QCOMPARE(toRfc3339(bills->at(0).period.to), std::string("2026-12-01T00:00:00Z"));
        QCOMPARE(toRfc3339(bills->at(0).charged.to), std::string("2026-11-11T00:00:00Z"));
        QCOMPARE(bills->at(0).lines, std::int64_t(0));
        QCOMPARE(toDecimal(bills->at(0).replaced), std::string("20.000000000"));
        QCOMPARE(toDecimal(bills->at(1).billed), std::string("40.000000000"));
        auto ingest = open(path);
        QVERIFY(ingest->removeSource("theirs").has_value());
        QCOMPARE(answersOf(path), answersOf(ledgerOf({exports[0]})));
    }

    void billsTravel()
    {
        const std::vector<Export> exports = {
            {"a.csv", 1, days(1, 10, "1")},
            {"b.csv", 3, days(1, 12, "2")},
            {"c.csv", 2, days(1, 11, "3")},
        };
        const std::string whole = ledgerOf(exports);
        const std::string merged = newPath(QStringLiteral(".sqlite"));
        auto target = open(merged);
        for (const Export &one : exports) {
            auto part = open(ledgerOf({one}));
            std::string lines;
            QVERIFY(part->exportObservations([&lines](std::string_view line) {
                            lines += line;
                            return true;
                        })
                        .has_value());
            QFile file(QString::fromStdString(newPath(QStringLiteral(".jsonl"))));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(lines.data(), qint64(lines.size()));
            file.close();
            const auto counts = target->importPaths({file.fileName().toStdString()}, {});
            QVERIFY(counts.has_value());
            QCOMPARE(counts->rejected, std::int64_t(0));
        }
        QCOMPARE(answersOf(merged), answersOf(whole));
        QCOMPARE(totalOf(merged), std::string("0 48.000000000"));
    }
};

QTEST_GUILESS_MAIN(TestBills)
#include "tst_bills.moc"
