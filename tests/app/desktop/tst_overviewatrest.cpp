// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/overviewbuilder.h"
#include "models/ledger/steadyreader.h"
#include "tests/support/bruteforce.h"
#include "tests/support/ledgerfixture.h"

#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace outlay::test;
using namespace outlay::ui;

namespace {

Instant at(const std::string &text)
{
    return parseInstant(text).value();
}

OverviewSnapshot build(SteadyReader &steady, const OverviewRequest &request, Instant now)
{
    if (!steady.look())
        qFatal("the ledger cannot be read");
    LedgerReader &reader = steady.reader();
    OverviewQueries queries;
    queries.facts = steady.facts().value();
    queries.sources = steady.sources().value();
    queries.plans = steady.plans().value();
    queries.run = [&](const Query &query) { return steady.run(query); };
    queries.silences = [&](Instant when) { return steady.silences(when); };
    queries.coverage = [&, now](const TimeRange &range) { return reader.coverage(range, now); };
    queries.reconciliation = [&](const TimeRange &range) { return reader.reconciliation(range); };
    queries.fees = [&](const TimeRange &range, const std::vector<Filter> &where) {
        return reader.fees(range, where);
    };
    return buildOverview(request, queries, now, Zone()).value();
}

std::string describe(const OverviewSnapshot &snapshot)
{
    Answer figures;
    figures.range = snapshot.period.range;
    figures.total = snapshot.total;
    figures.hasData = snapshot.hasData;
    const auto add = [&figures](const Measures &measures) {
        Row row;
        row.measures = measures;
        figures.rows.push_back(std::move(row));
    };
    for (const Measures &bucket : snapshot.bucketTotals)
        add(bucket);
    add(snapshot.prior.value_or(Measures{}));
    for (const auto &top : snapshot.tops)
        figures.rows.insert(figures.rows.end(), top.rows.begin(), top.rows.end());
    std::string text = test::describe(figures);
    const auto say = [&text](std::int64_t value) { text += std::to_string(value) + "\n"; };
    for (const Series &series : snapshot.series)
        for (const Money amount : series.amounts)
            say(amount.nanos);
    say(static_cast<std::int64_t>(snapshot.silences.size()));
    say(static_cast<std::int64_t>(snapshot.uncovered.size()));
    if (snapshot.pace) {
        say(snapshot.pace->lastHour.nanos);
        say(snapshot.pace->evenHour.nanos);
        say(snapshot.pace->staleSince.value_or(Instant{}).micros);
    }
    if (snapshot.forecast)
        say(snapshot.forecast->spent.nanos);
    return text;
}

} // namespace

class TestOverviewAtRest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void showsWhatAFreshOneShows_data();
    void showsWhatAFreshOneShows();

private:
    [[nodiscard]] SteadyReader open() const
    {
        return SteadyReader(LedgerReader::open(m_path).value());
    }

    QTemporaryDir m_folder;
    std::string m_path;
};

void TestOverviewAtRest::initTestCase()
{
    m_path = m_folder.filePath(QStringLiteral("ledger.sqlite")).toStdString();
    LedgerFixture ledger(m_path, "UTC");
    fillAtRandom(ledger, 20261130, 2500, {at("2026-09-20T00:00:00Z"), at("2026-11-30T22:50:00Z")});
}

void TestOverviewAtRest::showsWhatAFreshOneShows_data()
{
    QTest::addColumn<int>("preset");
    QTest::newRow("today") << static_cast<int>(Preset::Today);
    QTest::newRow("seven days") << static_cast<int>(Preset::Last7);
    QTest::newRow("month") << static_cast<int>(Preset::MonthToDate);
    QTest::newRow("all") << static_cast<int>(Preset::All);
}

/// Left open over the edge of the last hour, midnight, and the end of the month, with nothing
/// written.
void TestOverviewAtRest::showsWhatAFreshOneShows()
{
    QFETCH(int, preset);
    OverviewRequest request;
    request.period.preset = static_cast<Preset>(preset);
    SteadyReader left = open();
    std::int64_t readings = 0, minutes = 0;
    for (Instant now = at("2026-11-30T22:45:00Z"); now < at("2026-12-01T00:10:00Z");
         now.micros += 5 * microsPerMinute, ++minutes) {
        SteadyReader fresh = open();
        QCOMPARE(describe(build(left, request, now)), describe(build(fresh, request, now)));
        readings += fresh.readings();
    }
    // It was not by asking everything again.
    QVERIFY2(left.readings() < readings / 2,
             qPrintable(QStringLiteral("%1 of %2").arg(left.readings()).arg(readings)));
}

QTEST_GUILESS_MAIN(TestOverviewAtRest)
#include "tst_overviewatrest.moc"
