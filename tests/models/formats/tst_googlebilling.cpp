// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"
#include "tests/models/formats/collector.h"

#include <QTest>

#include <set>

using namespace outlay;
using namespace outlay::test;

namespace {

QByteArray bill()
{
    return bytesOf(QStringLiteral(OUTLAY_TEST_DATA "/formats/google-billing/export.jsonl"));
}

Money sumOf(const Collector &seen)
{
    Money sum;
    for (const SeenStatement &one : seen.statements)
        sum += one.statement.billed;
    return sum;
}

/// The first row of the sample, with one of its values replaced.
QByteArray rowWith(const QByteArray &before, const QByteArray &after)
{
    QByteArray row = bill().split('\n').front();
    return row.replace(before, after) + '\n';
}

} // namespace

class TestGoogleBilling : public QObject
{
    Q_OBJECT

private slots:
    void takesModelsAndIgnoresTheRest()
    {
        const Collector seen = readWith("google-billing", bill());
        QCOMPARE(seen.ignoredCount, 2); // Compute Engine, tax
        QCOMPARE(seen.rejections.size(), std::size_t(1));
        QCOMPARE(seen.rejections[0].first, 7);
        QVERIFY(seen.reasons().contains(QStringLiteral("currency: only USD")));
        QCOMPARE(seen.statements.size(), std::size_t(4));
        // Without its credits 1.25, with them twice 0.55, and with all of Google Cloud 110 and
        // more.
        const SeenStatement &input = seen.statements[0];
        QCOMPARE(toDecimal(input.statement.billed), std::string("0.900000000"));
        QCOMPARE(input[Field::Provider], std::string("google"));
        QCOMPARE(input[Field::Project], std::string());
        QCOMPARE(input.description, std::string("Gemini 2.5 Pro Text Input - Predictions"));
        QCOMPARE(toRfc3339(input.statement.bucket.from), std::string("2026-11-02T10:00:00Z"));
        QCOMPARE(toRfc3339(input.statement.bucket.to), std::string("2026-11-02T11:00:00Z"));
        QCOMPARE(toRfc3339(input.statement.billingPeriod.from),
                 std::string("2026-11-01T00:00:00Z"));
        QCOMPARE(toRfc3339(input.statement.billingPeriod.to), std::string("2026-12-01T00:00:00Z"));
        QVERIFY(input.statement.closed);
        QCOMPARE(toDecimal(seen.statements[1].statement.billed), std::string("0.000020000"));
        QCOMPARE(toDecimal(sumOf(seen)), std::string("3.400020000"));
    }

    /// What comes later for the same use is a line of its own, which does not take back the first.
    void everyRowIsALineOfItsOwn()
    {
        std::set<std::uint64_t> lines;
        for (const SeenStatement &one : readWith("google-billing", bill()).statements)
            lines.insert(one.statement.line);
        QCOMPARE(lines.size(), std::size_t(4));
        QVERIFY(!lines.contains(0));
        const auto lineOf = [](const QByteArray &row) {
            return readWith("google-billing", row).statements[0].statement.line;
        };
        const std::uint64_t line = lineOf(rowWith({}, {}));
        QCOMPARE(lineOf(rowWith("1.25", "1.75")), line);
        QVERIFY(lineOf(rowWith("search", "ads")) != line);
    }

    void aRowTellsWhichOfGooglesServices()
    {
        const auto serviceOf = [](const char *title) {
            const QByteArray row = rowWith("Vertex AI", title);
            return readWith("google-billing", row).statements[0][Field::Service];
        };
        QCOMPARE(serviceOf("Vertex AI"), std::string("vertex-ai"));
        QCOMPARE(serviceOf("Gemini API"), std::string("gemini-api"));
        QCOMPARE(serviceOf("Generative Language API"), std::string("gemini-api"));
        QCOMPARE(serviceOf("Claude Opus 4.1"), std::string("vertex-ai/claude/opus/41"));
        QCOMPARE(serviceOf("Gemini Code Assist"), std::string());
    }

    /// Credits in the row itself may take all of a use, or a hair more.
    void whatIsCreditedInItsRowIsStillUse()
    {
        const auto kindOf = [](const QByteArray &before, const QByteArray &after) {
            return int(
                readWith("google-billing", rowWith(before, after)).statements[0].statement.kind);
        };
        QCOMPARE(kindOf("-0.25", "-1.2500001"), int(Statement::Kind::UsageCost));
        QCOMPARE(kindOf("\"cost\":1.25", "\"cost\":-1.25"), int(Statement::Kind::Cost));
        QCOMPARE(kindOf("\"regular\"", "\"tax\""), int(Statement::Kind::OtherCost));
        QCOMPARE(kindOf("\"regular\"", "\"rounding_error\""), int(Statement::Kind::OtherCost));
        QCOMPARE(kindOf("Gemini 2.5 Pro Text Input - Predictions", "Vertex AI Support"),
                 int(Statement::Kind::OtherCost));
    }

    /// Exports leave out columns that are null.
    void namesTheColumnsThereAre()
    {
        const auto read = [](const char *map) {
            return readWith("google-billing", rowWith("\"location\"", "\"elsewhere\""),
                            mapped(map, {}));
        };
        QCOMPARE(read("environment=location.region").statements.size(), std::size_t(1));
        const Collector seen = read("project=SubAccountName");
        QCOMPARE(seen.statements.size(), std::size_t(0));
        QVERIFY2(seen.reasons().contains(u"there is no column \"SubAccountName\"") &&
                     seen.reasons().contains(u"billing_account_id, service, sku"),
                 qPrintable(seen.reasons()));
    }

    /// Of records likewise; a list of labels is known by its keys.
    void namesWhatARecordOfTheTableHolds()
    {
        const QByteArray row =
            rowWith("\"labels\":[]}", "\"labels\":[{\"key\":\"app\",\"value\":\"shop\"}]}");
        const auto read = [&row](const char *map) {
            return readWith("google-billing", row, mapped(map, {}));
        };
        for (const char *known : {"project=project.number", "project=project.labels.app",
                                  "team=tags.team", "key=resource.global_name"})
            QVERIFY2(read(known).rejections.empty(), known);
        const Collector seen = read("project=project.nope");
        QCOMPARE(seen.statements.size(), std::size_t(0));
        QVERIFY2(seen.reasons().contains(u"there is no column \"project.nope\"") &&
                     seen.reasons().contains(u"there are project.id"),
                 qPrintable(seen.reasons()));
        QVERIFY(read("project=project.id.nope").reasons().contains(u"there is no column"));
        QCOMPARE(read("team=labels.team").statements.at(0)[Field::Team], std::string("search"));
        QCOMPARE(read("team=project.labels.app").statements.at(0)[Field::Team],
                 std::string("shop"));
        QCOMPARE(read("team=labels.other").statements.at(0)[Field::Team], std::string());
    }

    void aMapOfFiguresIsRefused()
    {
        const Collector seen =
            readWith("google-billing", rowWith({}, {}), mapped("input_tokens=usage.amount", {}));
        QCOMPARE(seen.statements.size(), std::size_t(0));
        QVERIFY(seen.reasons().contains(u"--map input_tokens: a bill has its own"));
    }

    void equalRowsAreTwo()
    {
        const QByteArray row = rowWith({}, {});
        const Collector seen = readWith("google-billing", row + row);
        QCOMPARE(seen.statements.size(), std::size_t(2));
        QVERIFY(seen.statements[0].content != seen.statements[1].content);
        QCOMPARE(seen.statements[0].statement.line, seen.statements[1].statement.line);
    }

    void anArrayIsReadAsTheSameRows()
    {
        QList<QByteArray> rows = bill().trimmed().split('\n');
        const Collector seen = readWith("google-billing", '[' + rows.join(",\n") + ']');
        QCOMPARE(seen.statements.size(), std::size_t(4));
        QCOMPARE(toDecimal(sumOf(seen)), std::string("3.400020000"));
    }

    void onlyWidensAndMapNamesDimensions()
    {
        const Collector seen =
            readWith("google-billing", bill(),
                     mapped("project=project.id,team=labels.team", {{"invoice.month", "202611"}}));
        QCOMPARE(seen.statements.size(), std::size_t(6));
        QCOMPARE(seen.statements[0][Field::Project], std::string("halden-prod"));
    }

    void rejectsBadRows_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        QTest::addColumn<QString>("words");
        const auto data = [](const char *name, const char *before, const char *after,
                             const char *words) {
            QTest::newRow(name) << QByteArray(before) << QByteArray(after)
                                << QString::fromUtf8(words);
        };
        data("no cost", "\"cost\":1.25,", "", "cost");
        data("cost is text", "\"cost\":1.25", "\"cost\":\"much\"", "cost");
        data("a credit is no number", "\"amount\":-0.25", "\"amount\":true", "credits.amount");
        data("credits are no list", "\"credits\":[", "\"credits\":5,\"x\":[", "credits");
        data("no start", "\"usage_start_time\":", "\"usage_began\":", "usage_start_time");
        data("no currency", "\"currency\":\"USD\",", "", "currency");
        data("ends before it begins", "2026-11-02 11:00:00", "2026-11-01 11:00:00",
             "usage_end_time");
        data("broken", "\"labels\":[", "\"labels\":[[", "JSON");
    }
    void rejectsBadRows()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        QFETCH(QString, words);
        const Collector seen = readWith("google-billing", rowWith(before, after));
        QCOMPARE(seen.statements.size(), std::size_t(0));
        QCOMPARE(seen.rejections.size(), std::size_t(1));
        QVERIFY2(seen.reasons().contains(words), qPrintable(seen.reasons()));
    }
};

QTEST_GUILESS_MAIN(TestGoogleBilling)
#include "tst_googlebilling.moc"
