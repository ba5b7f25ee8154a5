// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/spantree.h"

#include <QTest>

#include <algorithm>

using namespace outlay;

namespace {

TraceSpan span(std::uint64_t id, std::uint64_t parent, SpanRecord::Kind kind, int from, int to,
               std::uint32_t agent = 0)
{
    return {id, parent, kind, {from}, {to}, agent};
}

} // namespace

class TestSpanTree : public QObject
{
    Q_OBJECT
    using Kind = SpanRecord::Kind;

private slots:
    void countsTheInnermostOfNestedCalls()
    {
        const auto verdicts =
            judgeTrace({span(1, 0, Kind::Usage, 0, 10), span(2, 1, Kind::Usage, 2, 8)});
        QVERIFY(!verdicts[0].counts);
        QVERIFY(verdicts[1].counts);
    }
    void countsARollUpOnlyWithoutCallsInside()
    {
        auto verdicts = judgeTrace({span(1, 0, Kind::RollUp, 0, 10)});
        QVERIFY(verdicts[0].counts);
        verdicts = judgeTrace({span(1, 0, Kind::RollUp, 0, 10), span(2, 9, Kind::Usage, 2, 8)});
        QVERIFY(!verdicts[0].counts); // by time: the chain of parents is broken
        QVERIFY(verdicts[1].counts);
    }
    void countsTheOutermostOfNestedRollUps()
    {
        const auto verdicts =
            judgeTrace({span(2, 1, Kind::RollUp, 2, 8), span(1, 0, Kind::RollUp, 0, 10)});
        QVERIFY(!verdicts[0].counts);
        QVERIFY(verdicts[1].counts);
    }
    void givesACallToTheNearestAgentThroughTools()
    {
        const auto verdicts =
            judgeTrace({span(1, 0, Kind::Link, 0, 100, 7), span(2, 1, Kind::Link, 1, 50),
                        span(3, 2, Kind::Link, 2, 40, 8), span(4, 3, Kind::Usage, 3, 30)});
        QCOMPARE(verdicts[3].agent, std::uint32_t(8));
        QCOMPARE(verdicts[3].parentAgent, std::uint32_t(7));
    }
    void survivesARing()
    {
        const auto verdicts =
            judgeTrace({span(1, 2, Kind::Usage, 0, 1), span(2, 1, Kind::Usage, 0, 1)});
        QCOMPARE(verdicts.size(), std::size_t(2));
    }
};

QTEST_APPLESS_MAIN(TestSpanTree)
#include "tst_spantree.moc"
