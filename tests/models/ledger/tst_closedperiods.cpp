// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/closedperiods.h"

#include <QTest>

#include <set>

using namespace outlay;

class TestClosedPeriods : public QObject
{
    Q_OBJECT

private slots:
    void theCanonicalFormIsWhatTheGuideSays()
    {
        ClosedPeriod period;
        period.firstDay = daysFromCivil({2026, 10, 1});
        period.lastDay = daysFromCivil({2026, 11, 1});
        period.zone = "Europe/Berlin";
        FrozenKey called;
        called[placeOf(Dimension::Provider)] = "acme";
        called[placeOf(Dimension::Model)] = "a\"b\\c\n";
        called[placeOf(Dimension::Outcome)] = "success";
        Cell calls;
        calls[CellField::Requests] = 2;
        calls.sums[static_cast<std::size_t>(CellField::FirstTokenClass)] = 7;
        calls[CellField::Cost] = 1500;
        FrozenKey paid;
        paid[placeOf(Dimension::Plan)] = "Max";
        Cell fee;
        fee[CellField::Residual] = -3;
        const std::string text = canonicalHeader(period) +
                                 canonicalLine(period.firstDay, called, calls) +
                                 canonicalLine(period.firstDay + 1, paid, fee);
        QCOMPARE(text, std::string("{\"form\":\"outlay-closing-1\",\"month\":\"2026-10\","
                                   "\"tz\":\"Europe/Berlin\"}\n"
                                   "{\"day\":\"2026-10-01\",\"provider\":\"acme\","
                                   "\"model\":\"a\\\"b\\\\c\\u000a\",\"outcome\":\"success\","
                                   "\"requests\":2,\"input_tokens\":7,\"cost\":1500}\n"
                                   "{\"day\":\"2026-10-02\",\"plan\":\"Max\",\"residual\":-3}\n"));
        Digest digest;
        digest.add(text);
        // By sha256sum.
        QCOMPARE(digest.hex(),
                 std::string("1d12737186f5c118acd465b6e96e211d8d0d7ed4f5c3e3b71a0c0ebf34c0c20b"));
    }

    void everySumHasANameOfItsOwn()
    {
        std::set<std::string_view> names;
        for (std::size_t i = 0; i < cellFieldCount; ++i)
            names.insert(canonicalName(static_cast<CellField>(i)));
        QCOMPARE(names.size(), cellFieldCount);
        QVERIFY(!names.contains(""));
        QCOMPARE(canonicalName(CellField::Residual), std::string_view("residual"));
        QCOMPARE(canonicalName(CellField::RawClientRequests), std::string_view("client_requests"));
        QCOMPARE(canonicalName(CellField::ResidualEstimated),
                 std::string_view("residual_estimated"));
    }

    void rowsOfADayAreInTheOrderOfTheirBytes()
    {
        FrozenDay day;
        for (const char *model : {"b", "a", "c"}) {
            FrozenKey key;
            key[placeOf(Dimension::Model)] = model;
            day[key][CellField::Requests] = 1;
        }
        FrozenKey user;
        user[placeOf(Dimension::User)] = "a";
        day[user][CellField::Requests] = 1;
        const std::vector<FrozenRow> rows = rowsOf(3, day);
        QCOMPARE(rows.size(), std::size_t(4));
        for (std::size_t i = 1; i < rows.size(); ++i)
            QVERIFY(rows[i - 1].line < rows[i].line);
        for (const FrozenRow &row : rows)
            QCOMPARE(row.hash, sha256(row.line));
    }

    void readsMonths_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("days");
        QTest::newRow("a leap year's February") << "2024-02" << 29;
        QTest::newRow("December") << "2026-12" << 31;
        QTest::newRow("a thirteenth month") << "2026-13" << 0;
        QTest::newRow("no month") << "2026-00" << 0;
        QTest::newRow("a day") << "2026-10-01" << 0;
        QTest::newRow("words") << "october" << 0;
        QTest::newRow("a sign") << "2026-+1" << 0;
        QTest::newRow("nothing") << "" << 0;
    }
    void readsMonths()
    {
        QFETCH(const QString, text);
        QFETCH(const int, days);
        const auto read = daysOfMonth(text.toStdString());
        QCOMPARE(read.has_value(), days > 0);
        if (read)
            QCOMPARE(read->second - read->first, std::int64_t(days));
    }

    void aClosingHoldsUntilItIsOpenedAgain()
    {
        ClosedPeriod period;
        period.closedAt = {10};
        QVERIFY(!period.heldAt({9}));
        QVERIFY(period.heldAt({10}));
        period.reopened = ClosedPeriod::Reopening{{20}, "ana", "late invoice"};
        QVERIFY(period.heldAt({19}));
        QVERIFY(!period.heldAt({20}));
    }
};

QTEST_APPLESS_MAIN(TestClosedPeriods)
#include "tst_closedperiods.moc"
