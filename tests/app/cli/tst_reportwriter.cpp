// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reportwriter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace outlay;
using namespace outlay::cli;

namespace {

Measures measures(std::int64_t requests, std::optional<Money> cost)
{
    Measures m;
    m.requests = requests;
    m.errors = 1;
    m.usage[TokenClass::Input] = 1000 * requests;
    m.usage[TokenClass::Output] = 10 * requests;
    m.cost = cost;
    m.estimated = cost.value_or(Money{});
    m.unpricedRequests = cost ? 0 : requests;
    return m;
}

struct Case
{
    Query query;
    Answer answer;
};

/// Two models, an unpriced unknown one, the rest, and a residual; by day.
Case sample()
{
    Case made;
    made.query.by = {{Dimension::Model, ""}, {Dimension::Tag, "env"}};
    made.query.step = Step::Day;
    made.answer.hasData = true;
    made.answer.range = {*parseInstant("2026-11-01"), *parseInstant("2026-11-03")};
    const Instant day = *parseInstant("2026-11-01");
    made.answer.rows = {
        {day, {"=evil,\"model\"", "prod"}, false, false, measures(3, Money{1'500'000'000})},
        {day, {std::nullopt, std::nullopt}, false, false, measures(2, std::nullopt)},
        {day, {std::nullopt, std::nullopt}, true, false, measures(1, Money{1})},
        {day, {"b", std::nullopt}, false, true, Measures{}}};
    made.answer.rows[2].measures.errors = std::nullopt;
    made.answer.rows[3].measures.cost = Money{2'000'000'000};
    made.answer.rows[3].measures.residual = Money{2'000'000'000};
    for (const Row &row : made.answer.rows)
        made.answer.total += row.measures;
    return made;
}

QJsonObject parsed(const Output &out)
{
    return QJsonDocument::fromJson(QByteArray::fromStdString(out.text())).object();
}

} // namespace

class TestReportWriter : public QObject
{
    Q_OBJECT

private slots:
    void jsonHasTheContractsFields();
    void jsonMarksOtherAndNotItemised();
    void jsonLeavesOutZeroClassesOfTheSecondRank();
    void jsonOfAnEmptyLedgerHasNullEnds();
    void csvIsExactAndDisarmed();
    void tableShowsUnpricedAndAtLeast();
    void tableTeachesOnAnEmptyLedger();
    void tableSaysHowAgentsPlansAreSet();
};

void TestReportWriter::jsonHasTheContractsFields()
{
    const Case made = sample();
    Output out{nullptr};
    writeReportJson(out, made.query, made.answer);
    const QJsonObject document = parsed(out);
    QCOMPARE(document[QStringLiteral("from")].toString(), QStringLiteral("2026-11-01T00:00:00Z"));
    QCOMPARE(document[QStringLiteral("to")].toString(), QStringLiteral("2026-11-03T00:00:00Z"));
    const QJsonObject row = document[QStringLiteral("rows")].toArray().at(0).toObject();
    QCOMPARE(row[QStringLiteral("at")].toString(), QStringLiteral("2026-11-01T00:00:00Z"));
    QCOMPARE(row[QStringLiteral("model")].toString(), QStringLiteral("=evil,\"model\""));
    QCOMPARE(row[QStringLiteral("tag:env")].toString(), QStringLiteral("prod"));
    QCOMPARE(row[QStringLiteral("requests")].toInt(), 3);
    QCOMPARE(row[QStringLiteral("errors")].toInt(), 1);
    QCOMPARE(row[QStringLiteral("input_tokens")].toInt(), 3000);
    QCOMPARE(row[QStringLiteral("cost_usd")].toString(), QStringLiteral("1.500000000"));
    for (const char *name : {"cache_read_tokens", "cache_write_5m_tokens", "cache_write_1h_tokens",
                             "output_tokens", "reasoning_tokens", "cache_hits", "served_tokens",
                             "unpriced_requests", "quarantined_usd", "list_value_usd"})
        QVERIFY2(row.contains(QLatin1String(name)), name);
    const QJsonObject total = document[QStringLiteral("total")].toObject();
    QCOMPARE(total[QStringLiteral("cost_usd")].toString(), QStringLiteral("3.500000001"));
    QCOMPARE(total[QStringLiteral("residual_usd")].toString(), QStringLiteral("2.000000000"));
    QCOMPARE(total[QStringLiteral("set_aside_usd")].toString(), QStringLiteral("0.000000000"));
}

void TestReportWriter::jsonMarksOtherAndNotItemised()
{
    const Case made = sample();
    Output out{nullptr};
    writeReportJson(out, made.query, made.answer);
    const QJsonArray rows = parsed(out)[QStringLiteral("rows")].toArray();
    QVERIFY(!rows[0].toObject().contains(QStringLiteral("other")));
    QVERIFY(rows[1].toObject()[QStringLiteral("model")].isNull());
    QVERIFY(rows[1].toObject()[QStringLiteral("cost_usd")].isNull());
    QVERIFY(rows[2].toObject()[QStringLiteral("other")].toBool());
    QVERIFY(rows[2].toObject()[QStringLiteral("errors")].isNull());
    QVERIFY(rows[3].toObject()[QStringLiteral("not_itemised")].toBool());
}

void TestReportWriter::jsonLeavesOutZeroClassesOfTheSecondRank()
{
    Case made = sample();
    made.answer.rows[0].measures.usage[TokenClass::WebSearches] = 4;
    Output out{nullptr};
    writeReportJson(out, made.query, made.answer);
    const QJsonArray rows = parsed(out)[QStringLiteral("rows")].toArray();
    QCOMPARE(rows[0].toObject()[QStringLiteral("web_searches")].toInt(), 4);
    QVERIFY(!rows[1].toObject().contains(QStringLiteral("web_searches")));
    QVERIFY(!rows[0].toObject().contains(QStringLiteral("input_audio_tokens")));
}

void TestReportWriter::jsonOfAnEmptyLedgerHasNullEnds()
{
    Output out{nullptr};
    writeReportJson(out, Query{}, Answer{});
    const QJsonObject document = parsed(out);
    QVERIFY(document[QStringLiteral("from")].isNull());
    QVERIFY(document[QStringLiteral("to")].isNull());
    QVERIFY(document[QStringLiteral("rows")].toArray().isEmpty());
    QVERIFY(document[QStringLiteral("total")].toObject()[QStringLiteral("cost_usd")].isNull());
}

void TestReportWriter::csvIsExactAndDisarmed()
{
    const Case made = sample();
    Output out{nullptr};
    writeReportCsv(out, made.query, made.answer);
    const QStringList lines =
        QString::fromStdString(out.text()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 5);
    QVERIFY(lines[0].startsWith(QStringLiteral("at,model,tag:env,requests,errors,input_tokens,")));
    QVERIFY(lines[1].startsWith(
        QStringLiteral("2026-11-01T00:00:00Z,\"'=evil,\"\"model\"\"\",prod,3,1,3000,")));
    QVERIFY(lines[1].contains(QStringLiteral(",1.500000000,0,")));
    QVERIFY(lines[2].startsWith(QStringLiteral("2026-11-01T00:00:00Z,,,2,1,")));
    QVERIFY(lines[2].contains(QStringLiteral(",,2,0.000000000,")));
    QVERIFY(lines[3].endsWith(QStringLiteral(",other")));
    QVERIFY(lines[4].endsWith(QStringLiteral(",not_itemised")));
}

void TestReportWriter::tableShowsUnpricedAndAtLeast()
{
    Case made = sample();
    Row residual = made.answer.rows.back();
    residual.isNotItemised = true;
    residual.isOther = false;
    residual.key = {"some-model", "prod"};
    made.answer.rows.push_back(residual);
    ReportNotes notes;
    notes.facts.events = 6;
    notes.facts.unpricedModels = {{"x/new-model", 2}};
    notes.coverage.unvouchedHours = 30;
    notes.coverage.awaited = {"Not due yet: tomorrow."};
    made.answer.total.residual = Money{1'500'000'000};
    Measures bill;
    bill.cost = bill.residual = Money{1'500'000'000};
    made.answer.rows.push_back({std::nullopt, {"m", std::nullopt}, false, true, bill});
    Output out{nullptr};
    printReport(out, made.query, made.answer, notes);
    for (const char *part :
         {"unpriced", "≥ $3.50", "(unknown)", "(other)", "x/new-model", "prices check",
          "estimated from the price book", "prod, not itemised", "2026-11-01", "total",
          "do not vouch for 30 hours of this time, so the total is at least",
          "Not due yet: tomorrow.", "(not itemised)", "–",
          "$1.50 is not itemised (fees of plans, bills beyond the requests), so requests and "
          "tokens are those of the rest"})
        QVERIFY2(out.text().find(part) != std::string::npos, part);
}

void TestReportWriter::tableTeachesOnAnEmptyLedger()
{
    Output out{nullptr};
    printReport(out, Query{}, Answer{}, {});
    QVERIFY(out.text().find("outlay-cli import") != std::string::npos);
}

void TestReportWriter::tableSaysHowAgentsPlansAreSet()
{
    const Case made = sample();
    ReportNotes notes;
    notes.sources = {{"claude-code", "claude-code", 5, 1, {}, {}, "unknown"}};
    Output out{nullptr};
    printReport(out, made.query, made.answer, notes);
    QVERIFY(out.text().find("outlay-cli source plan claude-code subscription") !=
            std::string::npos);
    notes.sources[0].plan = "metered";
    Output told{nullptr};
    printReport(told, made.query, made.answer, notes);
    QVERIFY(told.text().find("source plan") == std::string::npos);
}

QTEST_APPLESS_MAIN(TestReportWriter)
#include "tst_reportwriter.moc"
