// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"
#include "tests/models/formats/collector.h"

#include <QDir>
#include <QTest>

#include <map>

using namespace outlay;
using namespace outlay::test;

namespace {

QByteArray bill()
{
    return bytesOf(QStringLiteral(OUTLAY_TEST_DATA "/formats/focus/bill.csv"));
}

QByteArray row(const char *cost, const char *currency, const char *start, const char *end)
{
    return QByteArray(
               "BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ProviderName\n") +
           cost + ',' + currency + ',' + start + ',' + end + ",OpenAI\n";
}

} // namespace

class TestFocus : public QObject
{
    Q_OBJECT

private slots:
    void takesModelsAndIgnoresTheRest()
    {
        const Collector seen = readWith("focus", bill());
        QCOMPARE(seen.statements.size(), std::size_t(3));
        QCOMPARE(seen.ignoredCount, 1); // EC2
        QCOMPARE(seen.rejections.size(), std::size_t(1));
        QCOMPARE(seen.rejections[0].first, 6);
        QVERIFY(seen.reasons().contains(QStringLiteral("BillingCurrency")));
        const SeenStatement &usage = seen.statements[0];
        QCOMPARE(toDecimal(usage.statement.billed), std::string("0.123456789"));
        QCOMPARE(usage[Field::Provider], std::string("aws"));
        QCOMPARE(usage.description, std::string("Claude Sonnet 4.5, input tokens"));
        QCOMPARE(toRfc3339(usage.statement.bucket.from), std::string("2026-03-01T00:00:00Z"));
        QCOMPARE(toRfc3339(usage.statement.bucket.to), std::string("2026-03-02T00:00:00Z"));
        QVERIFY(usage.statement.closed);
        QCOMPARE(toDecimal(seen.statements[1].statement.billed), std::string("-0.500000000"));
        QCOMPARE(seen.statements[1].description, std::string("Credit, \"March\""));
        QCOMPARE(seen.statements[2][Field::Provider], std::string("anthropic"));
        QCOMPARE(toDecimal(seen.statements[2].statement.billed), std::string("1250.500000000"));
        QCOMPARE(toRfc3339(seen.statements[2].statement.bucket.from),
                 std::string("2026-03-01T00:00:00Z"));
    }

    void onlyWidensAndMapNamesDimensions()
    {
        const Collector seen = readWith(
            "focus", bill(),
            mapped("project=SubAccountName,key=BillingAccountId", {{"ProviderName", "AWS"}}));
        QCOMPARE(seen.statements.size(), std::size_t(3));
        QCOMPARE(seen.statements[2][Field::Project], std::string("prod"));
        QCOMPARE(seen.statements[2][Field::Key], std::string("123456789012")); // text, no number
        QCOMPARE(seen.statements[2][Field::Provider], std::string("aws"));
    }

    void namesTheColumnsThereAre()
    {
        const Collector seen = readWith("focus", row("1", "USD", "2026-11-02", "2026-11-03"),
                                        mapped("project=SubAcountName", {}));
        QCOMPARE(seen.statements.size(), std::size_t(0));
        QVERIFY2(seen.reasons().contains(u"there is no column \"SubAcountName\"") &&
                     seen.reasons().contains(u"ChargePeriodEnd, ProviderName"),
                 qPrintable(seen.reasons()));
        const Collector only = readWith("focus", row("1", "USD", "2026-11-02", "2026-11-03"),
                                        mapped("", {{"NoSuch", "1"}}));
        QVERIFY2(only.reasons().contains(u"there is no column \"NoSuch\""),
                 qPrintable(only.reasons()));
    }

    /// Not silently left out.
    void aMapOfFiguresIsRefused()
    {
        for (const char *map :
             {"input_tokens=BilledCost", "project=ProviderName,cost_usd=BilledCost", "requests='2'",
              "at=ChargePeriodStart"}) {
            const Collector seen =
                readWith("focus", row("1", "USD", "2026-11-02", "2026-11-03"), mapped(map, {}));
            QCOMPARE(seen.statements.size(), std::size_t(0));
            QVERIFY2(seen.reasons().contains(u": a bill has its own times and amounts"), map);
        }
    }

    void rejectsBadRows_data()
    {
        QTest::addColumn<QByteArray>("csv");
        QTest::addColumn<QString>("words");
        const auto data = [](const char *name, const QByteArray &csv, const char *words) {
            QTest::newRow(name) << csv << QString::fromUtf8(words);
        };
        const char *from = "2026-03-01", *to = "2026-03-02";
        data("cost missing", row("NULL", "USD", from, to), "BilledCost");
        data("cost NaN", row("NaN", "USD", from, to), "BilledCost");
        data("cost infinite", row("inf", "USD", from, to), "BilledCost");
        data("cost 1e400", row("1e400", "USD", from, to), "BilledCost");
        data("euro", row("1", "EUR", from, to), "only USD");
        data("no currency", row("1", "NULL", from, to), "only USD");
        data("no start", row("1", "USD", "NULL", to), "ChargePeriodStart");
        data("start 1899", row("1", "USD", "1899-12-30", to), "ChargePeriodStart");
        data("no such day", row("1", "USD", "2/30/26", to), "ChargePeriodStart");
        data("month or day first", row("1", "USD", "1/2/26", "2/1/26"), "the day or the month");
        data("thousands or decimals", row("\"1,234\"", "USD", from, to), "write 1234.56");
        data("ragged groups", row("\"1,23,456.00\"", "USD", from, to), "write 1234.56");
        data("end before start", row("1", "USD", to, from), "ChargePeriodEnd");
        data("ragged", row("1", "USD", from, to) + "1,USD\n", "expected 5 fields");
        data("no FOCUS", "a,b\n1,2\n", "not FOCUS");
    }
    void rejectsBadRows()
    {
        QFETCH(QByteArray, csv);
        QFETCH(QString, words);
        const Collector seen = readWith("focus", csv);
        QCOMPARE(seen.rejections.size(), std::size_t(1));
        QVERIFY2(seen.reasons().contains(words), qPrintable(seen.reasons()));
    }

    /// Whether counts of its time may be what it is about.
    void tellsWhatEachChargeIsFor_data()
    {
        QTest::addColumn<QByteArray>("values"); // of the columns below
        QTest::addColumn<int>("kind");
        using enum Statement::Kind;
        const auto data = [](const char *values, Statement::Kind kind) {
            QTest::newRow(values) << QByteArray(values) << int(kind);
        };
        data("1,Usage,,,Tokens", UsageCost);
        data("-0.000001,Usage,,12.5,Tokens", UsageCost); // credits took a hair more than all
        data("0,USAGE,,12.5,Tokens", UsageCost);         // under a commitment
        data("0,Usage,,0,Tokens", Cost);
        data("-3,Usage,,,Tokens", Cost);
        data("-3,Usage,Correction,12.5,Tokens", Cost);
        data("2,Purchase,,2,Provisioned throughput", OtherCost);
        data("2,Tax,,,Sales", OtherCost);
        data("-9,Credit,,,Promotion", OtherCost);
        data("1,Adjustment,,,Rounding", OtherCost);
        data("1,,,,Tokens", Cost);
        data("1,,,,VAT 20%", OtherCost);
        data("1,Usage,,,Vertex AI Support", OtherCost);
        data("1,Usage,,,Gemini 2.5 Pro with search support", UsageCost);
        data("1,Usage,,,Supported taxonomy", UsageCost);
    }
    void tellsWhatEachChargeIsFor()
    {
        QFETCH(QByteArray, values);
        QFETCH(int, kind);
        const Collector seen =
            readWith("focus", "BilledCost,ChargeCategory,ChargeClass,ListCost,ChargeDescription,"
                              "BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ProviderName\n" +
                                  values + ",USD,2026-11-02,2026-11-03,OpenAI\n");
        QCOMPARE(int(seen.statements.at(0).statement.kind), kind);
    }

    void aPointInTimeIsADay()
    {
        const Collector seen = readWith("focus", row("1", "USD", "3/14/26", "3/14/2026"));
        QCOMPARE(toRfc3339(seen.statements.at(0).statement.bucket.to),
                 std::string("2026-03-15T00:00:00Z"));
    }

    void readsAmountsAsSpreadsheetsWriteThem_data()
    {
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<QString>("usd");
        const auto data = [](const char *written, const char *usd) {
            QTest::newRow(written) << QByteArray(written) << QString::fromUtf8(usd);
        };
        data("$10,000.00 ", "10000.000000000");
        data("1,234,567", "1234567.000000000");
        data("1234,56", "1234.560000000");
        data("1,50", "1.500000000");
        data("-1.234,56", "-1234.560000000");
        data("0,123", "0.123000000");
        data("1234,567", "1234.567000000");
        data("1.234", "1.234000000"); // the specification's point
        data("-$0.12", "-0.120000000");
        data("1e-3", "0.001000000");
    }
    void readsAmountsAsSpreadsheetsWriteThem()
    {
        QFETCH(QByteArray, written);
        QFETCH(QString, usd);
        const QByteArray quoted = '"' + written + '"';
        const Collector seen =
            readWith("focus", row(quoted.constData(), "USD", "2026-03-01", "2026-03-02"));
        QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons()));
        QCOMPARE(QString::fromStdString(toDecimal(seen.statements.at(0).statement.billed)), usd);
    }

    /// By the whole file: whatever tells it may come after the first rows.
    void readsDatesInTheOrderOfTheirFile_data()
    {
        QTest::addColumn<QByteArray>("rows");
        QTest::addColumn<QString>("first");
        const auto data = [](const char *name, const char *rows, const char *first) {
            QTest::newRow(name) << QByteArray(rows) << QString::fromUtf8(first);
        };
        data("a day's charge, the day first", "02/11/2026,03/11/2026,,\n", "2026-11-02 2026-11-03");
        data("a day's charge, the month first", "11/02/2026,11/03/2026,,\n",
             "2026-11-02 2026-11-03");
        data("a day above twelve, later", "2/11/26,3/11/26,,\n1/13/26,1/14/26,,\n",
             "2026-02-11 2026-03-11");
        data("a month above twelve, later", "1/2/26,1/3/26,,\n13/2/26,14/2/26,,\n",
             "2026-02-01 2026-03-01");
        data("the bill's month, the day first", "1/2/26,2/2/26,01/02/26,01/03/26\n",
             "2026-02-01 2026-02-02");
        data("the bill's month, the month first", "1/2/26,2/2/26,1/1/26,2/1/26\n",
             "2026-01-02 2026-02-02");
        data("either way the same day", "3/3/26,3/3/26,,\n", "2026-03-03 2026-03-04");
    }
    void readsDatesInTheOrderOfTheirFile()
    {
        QFETCH(QByteArray, rows);
        QFETCH(QString, first);
        QByteArray csv = "BilledCost,BillingCurrency,ProviderName,ChargePeriodStart,"
                         "ChargePeriodEnd,BillingPeriodStart,BillingPeriodEnd\n";
        for (const QByteArray &line : rows.split('\n')) {
            if (!line.isEmpty())
                csv += "1,USD,OpenAI," + line + '\n';
        }
        const Collector seen = readWith("focus", csv);
        QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons()));
        const TimeRange bucket = seen.statements.at(0).statement.bucket;
        QCOMPARE(QString::fromStdString(toRfc3339(bucket.from).substr(0, 10) + " " +
                                        toRfc3339(bucket.to).substr(0, 10)),
                 first);
    }

    void tellsEqualRowsOfOneFileApart()
    {
        const QByteArray one = row("5", "USD", "2026-03-01", "2026-03-02");
        const Collector seen = readWith("focus", one + one.mid(one.indexOf('\n') + 1));
        QCOMPARE(seen.statements.size(), std::size_t(2));
        QVERIFY(seen.statements[0].content != seen.statements[1].content);
        QCOMPARE(seen.statements[0].content, readWith("focus", one).statements.at(0).content);
        QCOMPARE(seen.statements[0].statement.line, seen.statements[1].statement.line);
    }

    void readsThePublishedSampleAndExamples()
    {
        const QString folder = QStringLiteral(OUTLAY_SHARED_DIR "/data/focus/");
        if (!QDir(folder).exists())
            QSKIP("the published FOCUS data is not on this machine");
        const QByteArray sample = bytesOf(folder + QStringLiteral("focus_1.0_sample_a.csv"));
        QCOMPARE(sniff(sample.left(65536).toStdString(), "x")->name, std::string_view("focus"));
        const Collector models = readWith("focus", sample);
        QVERIFY2(models.rejections.empty(), qPrintable(models.reasons()));
        QCOMPARE(models.statements.size(), std::size_t(3));
        QCOMPARE(models.records(), std::size_t(500));
        const Collector all = readWith("focus", sample, mapped({}, {{"BillingCurrency", "USD"}}));
        QVERIFY2(all.rejections.empty(), qPrintable(all.reasons()));
        QCOMPARE(all.statements.size(), std::size_t(500));
        Money sum;
        std::map<std::string, Money> ofCloud;
        for (const SeenStatement &one : all.statements) {
            sum += one.statement.billed;
            ofCloud[one[Field::Provider]] += one.statement.billed;
        }
        QCOMPARE(toDecimal(sum), std::string("14.665985483"));
        // Each row rounded once; this half of the sample has no row of Google.
        QCOMPARE(toDecimal(ofCloud["aws"]), std::string("14.181930765"));
        QCOMPARE(toDecimal(ofCloud["azure"]), std::string("0.162980793"));
        QCOMPARE(toDecimal(ofCloud["oracle"]), std::string("0.321073925"));
        QCOMPARE(ofCloud.size(), std::size_t(3));

        const std::map<QString, const char *> totals{
            {QStringLiteral("saas_spend_agreements_a1.csv"), "1200.000000000"},
            {QStringLiteral("saas_spend_agreements_a2.csv"), "1200.000000000"},
            {QStringLiteral("simple_saas_agreements_a1.csv"), "10000.000000000"},
            {QStringLiteral("simple_saas_agreements_a2.csv"), "50000.000000000"},
            {QStringLiteral("simple_saas_agreements_a3.csv"), "1000.000000000"},
            {QStringLiteral("simple_saas_agreements_b.csv"), "50000.000000000"},
            {QStringLiteral("simple_saas_agreements_c.csv"), "35800.000000000"},
            {QStringLiteral("virtual_currency_pricing_model_a1.csv"), "200000.000000000"},
            {QStringLiteral("virtual_currency_pricing_model_a2.csv"), "0.000000000"},
            {QStringLiteral("virtual_currency_pricing_model_c.csv"), "53000.000000000"}};
        const QDir examples(folder + QStringLiteral("spec_examples"));
        for (const auto &[name, total] : totals) {
            const QByteArray bytes = bytesOf(examples.filePath(name));
            QCOMPARE(sniff(bytes.toStdString(), "x")->name, std::string_view("focus"));
            const Collector example =
                readWith("focus", bytes, mapped({}, {{"BillingCurrency", "USD"}}));
            QVERIFY2(example.rejections.empty(), qPrintable(name + u": " + example.reasons()));
            QVERIFY2(!example.statements.empty(), qPrintable(name));
            Money billed;
            for (const SeenStatement &one : example.statements)
                billed += one.statement.billed;
            QVERIFY2(toDecimal(billed) == total, qPrintable(name));
        }
    }
};

QTEST_GUILESS_MAIN(TestFocus)
#include "tst_focus.moc"
