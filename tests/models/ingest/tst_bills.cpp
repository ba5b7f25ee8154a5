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
        const QDateTime at({2026, 12, one.writtenOn}, {12, 0}, Qt::UTC);
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
