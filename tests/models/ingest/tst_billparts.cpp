// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/billparts.h"

#include <QTest>

using namespace outlay;

namespace {

struct File
{
    int minute = 0;
    const char *name = nullptr;
    std::vector<std::uint64_t> lines{};
};

std::vector<std::uint64_t> linesTo(std::uint64_t first, std::uint64_t end)
{
    std::vector<std::uint64_t> lines;
    for (std::uint64_t line = first; line < end; ++line)
        lines.push_back(line);
    return lines;
}

/// "run.export" of each file, "-" of one that is no part; "?" where that cannot be told.
std::string told(const std::vector<File> &given)
{
    std::vector<BillFile> files;
    files.reserve(given.size());
    for (const File &file : given)
        files.push_back({{file.minute * 60 * microsPerSecond}, file.name, file.lines, file.lines});
    std::string text;
    for (const BillPart &part : partsOf(files)) {
        text += text.empty() ? "" : " ";
        if (part.number < 0)
            text += '-';
        else
            text += std::to_string(part.run) + "." + std::to_string(part.delivery) +
                    (part.isUncertain ? "?" : "");
    }
    return text;
}

} // namespace

class TestBillParts : public QObject
{
    Q_OBJECT

private slots:
    void tellsExportsApart_data()
    {
        QTest::addColumn<std::vector<File>>("files");
        QTest::addColumn<QString>("expected");
        const auto data = [](const char *name, const char *expected, std::vector<File> files) {
            QTest::newRow(name) << std::move(files) << QString::fromLatin1(expected);
        };
        data("parts", "0.0 0.0 0.0", {{0, "f-00001"}, {50, "f-00002"}, {100, "f-00003"}});
        data("not of one hour", "0.0 1.0", {{0, "f-00001"}, {61, "f-00002"}});
        data("a slow writer's next part", "0.0 0.0",
             {{0, "f-00001", {7, 8}}, {70, "f-00002", {8, 9, 10}}});
        data("a day later", "0.0 1.0", {{0, "f-00001", {7}}, {1441, "f-00002", {8}}});
        data("numbered by the export", "0.0 1.0",
             {{0, "f-00001", {7, 8}}, {70, "f-00002", {7, 8, 9}}});
        data("not the next number", "0.0 1.0", {{0, "f-00001", {7}}, {70, "f-00003", {8}}});
        data("of one job, whenever", "0.0 0.0",
             {{0, "part-00000-5f0c1a2b-1c2d-4e5f-8a9b-00112233aabb-c000.csv", {7}},
              {9000, "part-00004-5f0c1a2b-1c2d-4e5f-8a9b-00112233aabb-c000.csv", {7}}});
        data("of two jobs", "0.0 1.0",
             {{0, "part-00000-5f0c1a2b-1c2d-4e5f-8a9b-00112233aabb-c000.csv", {7}},
              {1, "part-00001-6f0c1a2b-1c2d-4e5f-8a9b-00112233aabb-c000.csv", {7}}});
        data("of other names", "0.0 1.0 -", {{0, "f-00001"}, {0, "g-00002"}, {0, "g-20261101"}});
        data("again", "0.0 0.0 0.1 0.1",
             {{0, "f-1_00001"}, {0, "f-1_00002"}, {5, "f-1_00001"}, {5, "f-1_00002"}});
        data("again, written side by side", "0.0 0.1 0.0 0.1",
             {{0, "f-00001"}, {1, "f-00001"}, {2, "f-00002"}, {3, "f-00002"}});
        data("fewer parts", "0.0 0.0 0.0 0.1 0.1",
             {{0, "f-00001", {7}},
              {1, "f-00002", {8}},
              {2, "f-00003", {9}},
              {3, "f-00001", {7, 8}},
              {4, "f-00002", {9}}});
        data("more parts", "0.0 0.1 0.1",
             {{0, "f-00001", {7}}, {3, "f-00001", {8}}, {4, "f-00002", {9}}});
        data("more parts, the new one first", "0.0 0.1 0.1",
             {{0, "f-00001", {7, 8, 9}}, {10, "f-00002", {8, 9, 10}}, {11, "f-00001", {7}}});
        data("one part the same", "0.0 0.0 0.1 0.1",
             {{0, "f-00001", {7}},
              {1, "f-00002", {8}},
              {20, "f-00001", {7}},
              {21, "f-00002", {8, 9}}});
        data("by other numbers", "0.0 0.1 0.1",
             {{0, "f-00002", linesTo(0, 50)},
              {20, "f-00003", linesTo(0, 25)},
              {20, "f-00004", linesTo(25, 50)}});
        data("a line that each has", "0.0 0.0", {{0, "f-00001", {7}}, {1, "f-00002", {7}}});
        data("one of them copied", "0.0 0.0 0.0",
             {{0, "f-00001", {7}}, {1, "f-00002", {8}}, {2, "f-00002", {8}}});
        data("one of them another", "0.0 0.0 0.1",
             {{0, "f-00001", {7}}, {1, "f-00002", {8}}, {2, "f-00002", {8, 9}}});
        data("two of one moment", "0.0? 0.1? 0.0?",
             {{0, "f-00001", {7}}, {0, "f-00001/00009", {8}}, {0, "f-00002", {8}}});
        data("the same of one moment", "0.0 0.1 0.1",
             {{0, "f-00001", {7}}, {0, "f-00001", {7}}, {0, "f-00002", {8}}});
    }
    void tellsExportsApart()
    {
        QFETCH(std::vector<File>, files);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(told(files)), expected);
    }

    void aPackedFileIsWhatIsInIt()
    {
        QCOMPARE(unpackedName("f-00001.csv.gz"), std::string("f-00001.csv"));
        QCOMPARE(unpackedName("f-00001.csv.zst"), std::string("f-00001.csv"));
        QCOMPARE(unpackedName("f-00001.csv"), std::string("f-00001.csv"));
        QCOMPARE(unpackedName("f-00001.csv.gz/7a"), std::string("f-00001.csv/7a"));
        QCOMPARE(unpackedName("f-00001.csv/7a"), std::string("f-00001.csv/7a"));
    }
};

QTEST_APPLESS_MAIN(TestBillParts)
#include "tst_billparts.moc"
