// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/partname.h"

#include <QTest>

using namespace outlay;

class TestPartName : public QObject
{
    Q_OBJECT

private slots:
    void tellsTheNumber_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("stem");
        QTest::addColumn<int>("number");
        QTest::addColumn<bool>("isOfOneJob");
        const auto part = [](const char *name, const char *stem, int number, bool isJob = false) {
            QTest::newRow(name) << QString::fromLatin1(name) << QString::fromLatin1(stem) << number
                                << isJob;
        };
        const auto none = [&part](const char *name) { part(name, "", -1); };
        part("focus-00002.csv.gz", "focus-#.csv.gz", 2);
        part("000000000012", "#", 12);
        part("bill000000000012.json", "bill#.json", 12);
        part("part_1_0001.csv", "part_#_0001.csv", 1);
        part("x-00003-of-00012.csv", "x-#-of-00012.csv", 3);
        part("x_0012.csv", "x_#.csv", 12);
        part("focus-00001_0012.csv", "focus-#_0012.csv", 1);
        part("focus-00001-5f0c1a2b-1c2d-4e5f-8a9b-a00123bcdeff.csv",
             "focus-#-5f0c1a2b-1c2d-4e5f-8a9b-a00123bcdeff.csv", 1);
        // Spark's: the number of the task, and which of its files it is.
        part("part-00002-5f0c1a2b-1c2d-4e5f-8a9b-00112233aabb-c000.csv",
             "part-#-5f0c1a2b-1c2d-4e5f-8a9b-00112233aabb-c#.csv", 2000, true);
        part("part-00002-5f0c1a2b-1c2d-4e5f-c0a1-00000133aabb.c001.snappy.csv",
             "part-#-5f0c1a2b-1c2d-4e5f-c0a1-00000133aabb-c#.snappy.csv", 2001, true);
        part("part-00002-5f0c1a2b-1c2d-4e5f-8a9b-a00123bcdeff.csv",
             "part-#-5f0c1a2b-1c2d-4e5f-8a9b-a00123bcdeff.csv", 2000, true);
        part("part-00001-tid-4673-5f0c1a2b-1c2d-4e5f-8a9b-00112233aabb-13-1-c000.csv",
             "part-#-tid-4673-5f0c1a2b-1c2d-4e5f-8a9b-00112233aabb-c#.csv", 1000, true);
        part("part-00001.csv", "part-#.csv", 1);
        none("focus-20261101.csv");
        none("focus-2026-1101.csv");
        none("focus-01.csv");
        none("focus-001.csv");
        none("focus-00012a.csv");
        none("5f0c1a2b-1c2d-4e5f-8a9b-a00123bcdeff.csv");
        none("bill.csv");
    }
    void tellsTheNumber()
    {
        QFETCH(QString, name);
        const PartName part = partNameOf(name.toStdString());
        QTEST(QString::fromStdString(part.stem), "stem");
        QTEST(static_cast<int>(part.number), "number");
        QTEST(part.isOfOneJob, "isOfOneJob");
    }
};

QTEST_APPLESS_MAIN(TestPartName)
#include "tst_partname.moc"
