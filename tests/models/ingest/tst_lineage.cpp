// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/lineage.h"

#include <QTest>

#include <numeric>

using namespace outlay;

namespace {

LineageEntry entry(std::int64_t ordinal, std::int64_t seconds, std::int64_t input,
                   std::int64_t output, bool withLast = false)
{
    LineageEntry e;
    e.ordinal = ordinal;
    e.at = {seconds * microsPerSecond};
    e.total = {input, 0, 0, output, 0};
    if (withLast)
        e.last = {7, 0, 0, 1, 0};
    else
        e.last = {-1, -1, -1, -1, -1};
    return e;
}

std::int64_t tokensOf(const std::vector<std::vector<LineageRequest>> &requests)
{
    std::int64_t sum = 0;
    for (const auto &session : requests) {
        for (const LineageRequest &request : session)
            sum += request.usage.total();
    }
    return sum;
}

} // namespace

class TestLineage : public QObject
{
    Q_OBJECT

private slots:
    void takesDifferencesOfTheTotals()
    {
        LineageSession session{"a", "", false, {}};
        session.entries = {entry(0, 0, 100, 10), entry(1, 60, 100, 10), entry(2, 90, 250, 30)};
        const auto requests = deriveRequests({session});
        QCOMPARE(requests[0].size(), std::size_t(2)); // the second told the first again
        QCOMPARE(requests[0][1].usage[TokenClass::Input], std::int64_t(150));
        QCOMPARE(requests[0][1].usage[TokenClass::Output], std::int64_t(20));
    }

    void takesTheLastUsageWhenTheCounterFallsBack()
    {
        LineageSession session{"a", "", false, {}};
        session.entries = {entry(0, 0, 100, 10), entry(1, 60, 50, 5, true)};
        const auto requests = deriveRequests({session});
        QCOMPARE(requests[0][1].usage.total(), std::int64_t(8));
    }

    void countsAForksSharedPrefixOnceInAnyOrder()
    {
        LineageSession parent{"p", "", false, {}};
        parent.entries = {entry(0, 0, 100, 10), entry(1, 60, 200, 20), entry(2, 120, 300, 30)};
        LineageSession child{"c", "p", true, {}};
        child.entries = {entry(0, 900, 100, 10), entry(1, 960, 200, 20), entry(2, 999, 260, 26)};
        const auto one = deriveRequests({parent, child});
        const auto other = deriveRequests({child, parent});
        QCOMPARE(tokensOf(one), std::int64_t(330 + 66));
        QCOMPARE(tokensOf(other), tokensOf(one));
        QCOMPARE(one[1].size(), std::size_t(1));
    }

    void givesAnAbsentParentsPrefixToTheSmallestSibling()
    {
        LineageSession left{"b", "p", false, {}};
        left.entries = {entry(0, 0, 100, 10), entry(1, 600, 150, 15)};
        LineageSession right{"c", "p", false, {}};
        right.entries = {entry(0, 5, 100, 10), entry(1, 700, 190, 19)};
        const auto requests = deriveRequests({right, left});
        QCOMPARE(tokensOf(requests), std::int64_t(165 + 99));
        QCOMPARE(requests[0].size(), std::size_t(1));
    }

    void dropsALoneOrphansBurst()
    {
        LineageSession orphan{"c", "p", false, {}};
        orphan.entries = {entry(0, 0, 100, 10), entry(1, 1, 200, 20), entry(2, 100, 260, 26)};
        QCOMPARE(tokensOf(deriveRequests({orphan})), std::int64_t(66));
    }
};

QTEST_APPLESS_MAIN(TestLineage)
#include "tst_lineage.moc"
