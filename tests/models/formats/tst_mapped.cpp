// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"
#include "tests/models/formats/collector.h"

#include <QTest>

#include <set>

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr const char *aiderMap =
    "at=time,model=properties.main_model,user=user_id,input_tokens=properties.prompt_tokens,"
    "output_tokens=properties.completion_tokens,cost_usd=properties.cost";

} // namespace

class TestMapped : public QObject
{
    Q_OBJECT

private slots:
    /// Mapping would not help: they are sums, and only their poller knows what they replace.
    void saysWhoseAnswerASavedPageIs_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::newRow("openai/usage-completions-page1.json") << QStringLiteral("openai");
        QTest::newRow("openai/costs-page1.json") << QStringLiteral("openai");
        QTest::newRow("anthropic/usage-messages-page1.json") << QStringLiteral("anthropic");
        QTest::newRow("aws/ce-get-cost-and-usage-page1.json") << QStringLiteral("aws-costs");
        QTest::newRow("deepseek/user-balance.json") << QStringLiteral("deepseek");
        QTest::newRow("google/monitoring-timeseries-page1.json") << QStringLiteral("vertex");
        QTest::newRow("xai/usage.json") << QStringLiteral("xai");
        QTest::newRow("xai/postpaid-invoice-preview.json") << QStringLiteral("xai");
        QTest::newRow("azure/cost-query-response.json") << QStringLiteral("azure-costs");
        QTest::newRow("openrouter/activity-page1.json") << QStringLiteral("openrouter");
        QTest::newRow("openrouter/credits.json") << QStringLiteral("openrouter");
        QTest::newRow("anthropic/claude-code-page1.json") << QStringLiteral("anthropic");
        QTest::newRow("cursor/spend-page1.json") << QStringLiteral("cursor");
        QTest::newRow("cursor/daily-usage-data-page1.json") << QStringLiteral("cursor");
    }
    void saysWhoseAnswerASavedPageIs()
    {
        QFETCH(QString, kind);
        const QByteArray page = bytesOf(QStringLiteral(OUTLAY_TEST_DATA "/providers/") +
                                        QString::fromLatin1(QTest::currentDataTag()));
        QCOMPARE(sniff(page.toStdString(), {})->name, std::string_view("jsonl"));
        const Collector seen = readWith("jsonl", page);
        QCOMPARE(seen.rejections.size(), std::size_t(1));
        QVERIFY2(seen.reasons().contains(u"this is an answer of ") &&
                     seen.reasons().trimmed().endsWith(u"source add NAME --kind " + kind),
                 qPrintable(seen.reasons()));
    }

    void saysWhatToTakeInPlaceOfAReportThatNobodyPolls()
    {
        const QByteArray page =
            bytesOf(QStringLiteral(OUTLAY_TEST_DATA "/providers/vercel/report-by-day.json"));
        QCOMPARE(sniff(page.toStdString(), {})->name, std::string_view("jsonl"));
        const Collector seen = readWith("jsonl", page);
        QCOMPARE(seen.rejections.size(), std::size_t(1));
        QVERIFY2(seen.reasons().contains(u"Vercel AI Gateway's report") &&
                     seen.reasons().contains(u"format vercel-gateway"),
                 qPrintable(seen.reasons()));
    }

    void saysThatAKeyOrARefusalIsNoLog_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("says");
        QTest::newRow("OpenRouter's key")
            << QByteArray(R"({"data":{"label":"sk-or-v1-0e6...1c96","usage":25,"limit":100}})")
            << QStringLiteral("OpenRouter's key API");
        QTest::newRow("LiteLLM's key")
            << QByteArray(R"({"key":"hash","info":{"spend":0.5,"max_budget":10}})")
            << QStringLiteral("LiteLLM's key API");
        QTest::newRow("an error")
            << QByteArray(R"({"error":{"message":"no such key","type":"authentication_error"}})")
            << QStringLiteral("an interface that refused");
    }
    void saysThatAKeyOrARefusalIsNoLog()
    {
        QFETCH(const QByteArray, body);
        QFETCH(const QString, says);
        const Collector seen = readWith("jsonl", body);
        QCOMPARE(seen.observations.size(), std::size_t(0));
        QVERIFY2(seen.reasons().contains(says), qPrintable(seen.reasons()));
    }

    /// cat bill.csv bill.csv
    void passesOverAHeaderThatComesAgain()
    {
        const QByteArray table = "at,model,input_tokens,output_tokens\n"
                                 "2026-11-02T10:00:00Z,gpt-4o,10,5\n";
        const Collector seen = readWith("csv", table + table + "\xef\xbb\xbf" + table);
        QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons()));
        QCOMPARE(seen.observations.size(), std::size_t(3));
    }

    void asksWhichOfTwoColumnsIsMeant()
    {
        const QByteArray table = "at,model,in,out,cost,cost\n2026-11-02T10:00:00Z,m,1,2,3,4\n";
        const QByteArray map = "at=at,model=model,input_tokens=in,output_tokens=out";
        QCOMPARE(readWith("csv", table, mapped(map.constData())).observations.size(),
                 std::size_t(1));
        const Collector seen = readWith("csv", table, mapped(map.toStdString() + ",cost_usd=cost"));
        QVERIFY2(seen.reasons().contains(u"there are 2 columns \"cost\""),
                 qPrintable(seen.reasons()));
    }

    /// Rows of a page, taken out of it, are told as well.
    void knowsTheRowsOfAPageByThemselves()
    {
        const QByteArray row = R"({"date":"2026-11-04","model":"openai/gpt-4.1-mini",)"
                               R"("byok_usage_inference":0.41,"prompt_tokens":625000,)"
                               R"("completion_tokens":100000,"requests":210,"usage":0})";
        QCOMPARE(sniff(row.toStdString(), {})->name, std::string_view("jsonl"));
        for (const char *format : {"jsonl", "response"}) {
            const Collector seen = readWith(format, row);
            QCOMPARE(seen.observations.size(), std::size_t(0));
            QVERIFY2(seen.reasons().contains(u"OpenRouter's activity API"),
                     qPrintable(seen.reasons()));
        }
    }

    /// No facts, no guess: what to export instead is said.
    void saysWhatToExportInPlaceOfGooglesCsv()
    {
        for (const QByteArray header :
             {"billing_account_id,service.description,sku.description,usage_start_time,cost",
              "billing_account_id,service_description,sku_description,usage_start_time,cost",
              "Billing account ID,Service description,SKU description,Cost type,Cost ($)"}) {
            const QByteArray bytes = header + "\n0123,Vertex AI,Input,2026-11-01,1.5\n";
            const Collector seen = readWith("csv", bytes);
            QCOMPARE(seen.rejections.size(), std::size_t(1));
            QVERIFY2(
                seen.reasons().contains(u"from BigQuery as JSON, or Google's FOCUS view as CSV"),
                qPrintable(seen.reasons()));
        }
        // Whoever maps it knows better.
        const Collector seen =
            readWith("csv", "billing_account_id,usage_start_time,in\n0123,2026-11-01T00:00:00Z,5\n",
                     mapped("at=usage_start_time,input_tokens=in"));
        QVERIFY(!seen.reasons().contains(u"BigQuery"));
    }

    void readsAMap()
    {
        const auto map =
            parseFieldMap("at=time, model=a.b.c,provider='open, ai' ,user=\"first, name\"");
        QVERIFY(map.has_value());
        QCOMPARE(map->fields.size(), std::size_t(4));
        QCOMPARE(map->fields[1].second, std::string("a.b.c"));
        QCOMPARE(map->fields[2].second, std::string("'open, ai'"));
        QCOMPARE(map->fields[3].second, std::string("\"first, name\""));
    }

    void refusesAMapAndNamesThePart_data()
    {
        QTest::addColumn<QByteArray>("map");
        QTest::addColumn<QString>("words");
        QTest::newRow("empty") << QByteArray("") << QStringLiteral("empty");
        QTest::newRow("no column") << QByteArray("at=time,model=") << QStringLiteral("model=");
        QTest::newRow("empty constant") << QByteArray("model=''") << QStringLiteral("model=''");
        QTest::newRow("no equals") << QByteArray("at") << QStringLiteral("FIELD=COLUMN");
        QTest::newRow("unknown") << QByteArray("at=t,tokens=n") << QStringLiteral("input_tokens");
        QTest::newRow("twice") << QByteArray("at=t,at=u") << QStringLiteral("twice");
        QTest::newRow("open quote") << QByteArray("at=t,model='x") << QStringLiteral("not closed");
        QTest::newRow("trailing part") << QByteArray("at=t,,") << QStringLiteral("FIELD=COLUMN");
    }
    void refusesAMapAndNamesThePart()
    {
        QFETCH(QByteArray, map);
        QFETCH(QString, words);
        const auto read = parseFieldMap(map.toStdString());
        QVERIFY(!read.has_value());
        QCOMPARE(read.error().kind, Error::Kind::Usage);
        const QString text = QString::fromStdString(read.error().text);
        QVERIFY2(text.contains(words), qPrintable(text));
    }

    void mapsEveryFieldOfACsv()
    {
        const QByteArray csv =
            "when;call;who;m;in;cr;w5;w1;out;rs;cit;ia;ca;oa;ii;oi;ws;usd;n;st;http;ms\r\n"
            "2026-01-02T03:04:05+01:00;chatcmpl-123;ana;gpt-5;1;2;3;4;5;1;7;8;9;10;11;12;13;"
            "0.0000000015;2;failed;429;1500.5\r\n";
        const Collector seen = readWith(
            "csv", csv,
            mapped("at=when,id=call,user=who,model=m,input_tokens=in,cache_read_tokens=cr,"
                   "cache_write_5m_tokens=w5,cache_write_1h_tokens=w1,output_tokens=out,"
                   "reasoning_tokens=rs,citation_tokens=cit,input_audio_tokens=ia,"
                   "cache_read_audio_tokens=ca,output_audio_tokens=oa,input_image_tokens=ii,"
                   "output_image_tokens=oi,web_searches=ws,cost_usd=usd,requests=n,outcome=st,"
                   "http_status=http,latency_ms=ms,provider='OpenAI',key='k',team='t',project='p',"
                   "environment='ci',endpoint='e',task='T-1',session='s',agent='a'"));
        QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons()));
        QCOMPARE(seen.observations.size(), std::size_t(1));
        const Seen &one = seen.observations.front();
        QCOMPARE(toRfc3339(one.o.at), std::string("2026-01-02T02:04:05Z"));
        QCOMPARE(one.tokens.front().second, std::string("chatcmpl-123"));
        QCOMPARE(one[Field::Provider], std::string("openai"));
        QCOMPARE(one[Field::Model], std::string("gpt-5"));
        QCOMPARE(one[Field::User], std::string("ana"));
        QCOMPARE(one[Field::Key], std::string("k"));
        QCOMPARE(one[Field::Team], std::string("t"));
        QCOMPARE(one[Field::Project], std::string("p"));
        QCOMPARE(one[Field::Environment], std::string("ci"));
        QCOMPARE(one[Field::Endpoint], std::string("e"));
        QCOMPARE(one[Field::Task], std::string("T-1"));
        QCOMPARE(one[Field::Session], std::string("s"));
        QCOMPARE(one[Field::Agent], std::string("a"));
        const std::array<std::int64_t, tokenClassCount> counts{1, 2, 3,  4,  5,  1, 7,
                                                               8, 9, 10, 11, 12, 13};
        QCOMPARE(one.o.usage.counts, counts);
        QCOMPARE(one.o.reported->nanos, 2); // 1.5 nano-dollars, half to even
        QCOMPARE(one.o.requests, 2);
        QCOMPARE(one.o.outcome, Outcome::Error);
        QCOMPARE(one.o.httpStatus, 429);
        QCOMPARE(one.o.latencyMicros, 1'500'500);
    }

    void withoutAMapOurOwnNamesAreTaken()
    {
        const Collector seen =
            readWith("csv", "at,model,input_tokens,output_tokens,note\n1700000000,m,5,2,x\n");
        QCOMPARE(seen.observations.size(), std::size_t(1));
        QCOMPARE(seen.observations[0][TokenClass::Input], 5);
        const Collector lines = readWith(
            "jsonl",
            "{\"at\":1700000000123,\"model\":\"m\",\"input_tokens\":0,\"output_tokens\":\"7\"}\n");
        QCOMPARE(lines.observations.size(), std::size_t(1));
        QCOMPARE(lines.observations[0].o.at.micros, 1'700'000'000'123'000);
        QCOMPARE(lines.observations[0][TokenClass::Output], 7);
    }

    void blankLinesBeforeAHeaderCountAsLinesOnly()
    {
        const QByteArray csv = "\n\r\nat,model,input_tokens,output_tokens\n1700000000,m,5,2\n"
                               "1700000000,m,5,x\n";
        QCOMPARE(sniff(csv.toStdString(), {})->name, std::string_view("csv"));
        const Collector seen = readWith("csv", csv);
        QCOMPARE(seen.observations.size(), std::size_t(1));
        QCOMPARE(seen.rejections.size(), std::size_t(1));
        QCOMPARE(seen.rejections[0].first, std::int64_t(5));
    }

    void reachesIntoJsonByDots()
    {
        const QByteArray line =
            R"({"t":1700000000,"a":{"b":{"c":3},"b.d":4},"gen_ai.usage.in":5,"x":{"y.z":{"w":6}}})";
        const auto at = [&](const char *path) {
            const Collector seen =
                readWith("jsonl", line, mapped(std::string("at=t,input_tokens=") + path));
            return seen.observations.empty() ? -1 : seen.observations[0][TokenClass::Input];
        };
        QCOMPARE(at("a.b.c"), 3);
        QCOMPARE(at("a.b.d"), 4);
        QCOMPARE(at("gen_ai.usage.in"), 5);
        QCOMPARE(at("x.y.z.w"), 6);
        QCOMPARE(at("a.b"), -1); // an object is no count
    }

    void aRoutingProvidersPrefixIsTakenOff()
    {
        const auto names = [](const char *model) {
            const Collector seen =
                readWith("jsonl", QByteArray("{\"t\":1700000000,\"m\":\"") + model + "\"}",
                         mapped("at=t,model=m"));
            return seen.observations[0][Field::Provider] + " " + seen.observations[0][Field::Model];
        };
        QCOMPARE(names("openrouter/anthropic/claude-x"),
                 std::string("openrouter anthropic/claude-x"));
        QCOMPARE(names("anthropic/claude-x"), std::string("anthropic anthropic/claude-x"));
        QCOMPARE(names("fireworks_ai/accounts/x"),
                 std::string("fireworks fireworks_ai/accounts/x"));
        QCOMPARE(names("meta-llama/Llama"), std::string(" meta-llama/Llama"));
        QCOMPARE(names("gpt-5"), std::string(" gpt-5"));
    }

    void anEmptyCostIsNotZero()
    {
        const char *line = "{\"t\":1700000000,\"m\":\"gpt-5\",\"c\":\"\"}";
        const Collector none = readWith("jsonl", line, mapped("at=t,model=m,cost_usd=c"));
        QCOMPARE(none.observations.size(), std::size_t(0));
        QVERIFY2(none.reasons().contains(u"neither counts nor a cost are told"),
                 qPrintable(none.reasons()));
        // What the map leaves out was none.
        QCOMPARE(readWith("jsonl", line, mapped("at=t,model=m")).observations.size(),
                 std::size_t(1));
    }

    void onlyKeepsMatchingRecords()
    {
        const QByteArray lines = "{\"t\":1700000000,\"e\":{\"k\":\"call\"}}\n"
                                 "{\"t\":1700000000,\"e\":{\"k\":\"note\"}}\n"
                                 "{\"t\":1700000000}\n"
                                 "{\"t\":1700000000,\"e\":{\"k\":\"embed\"}}\n";
        const Collector one = readWith("jsonl", lines, mapped("at=t", {{"e.k", "call"}}));
        QCOMPARE(one.observations.size(), std::size_t(1));
        QCOMPARE(one.ignoredCount, 3);
        const Collector either =
            readWith("jsonl", lines, mapped("at=t", {{"e.k", "call"}, {"e.k", "embed"}}));
        QCOMPARE(either.observations.size(), std::size_t(2));
        const Collector none =
            readWith("jsonl", lines, mapped("at=t", {{"e.k", "call"}, {"t", "1"}}));
        QCOMPARE(none.observations.size(), std::size_t(0));
    }

    void identityDoesNotDependOnTheMap()
    {
        const QByteArray csv = "a,b\n1700000000,5\n";
        const auto first = readWith("csv", csv, mapped("at=a,input_tokens=b")).observations[0];
        const auto second =
            readWith("csv", csv, mapped("at=a,output_tokens=b,user='x'")).observations[0];
        QCOMPARE(first.content, second.content);
        const auto spaced =
            readWith("csv", "\xef\xbb\xbf\"a\",b\r\n1700000000,5\r\n", mapped("at=a"));
        QCOMPARE(spaced.observations[0].content, first.content);
        const auto other = readWith("csv", "a,c\n1700000000,5\n", mapped("at=a")).observations[0];
        QVERIFY(other.content != first.content);
    }

    void readsQuotedCsv()
    {
        const QByteArray csv = "t,user,n\r\n"
                               "1700000000,\"a, \"\"b\"\"\r\nc\",1\r\n"
                               "1700000000,\"\",2\r\n"
                               "1700000000,\"x\n\n\ny\",3";
        const Collector seen = readWith("csv", csv, mapped("at=t,user=user,input_tokens=n"));
        QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons()));
        QCOMPARE(seen.observations.size(), std::size_t(3));
        QCOMPARE(seen.observations[0][Field::User], std::string("a, \"b\"\r\nc"));
        QCOMPARE(seen.observations[1][Field::User], std::string());
        QCOMPARE(seen.observations[2][Field::User], std::string("x\n\n\ny"));
        QCOMPARE(seen.observations[2][TokenClass::Input], 3);
    }

    void anotherReaderGoesOnInTheMiddleOfARecord()
    {
        const QByteArray csv = "t,user\n1700000000,\"a\nb\nc\"\n1700000000,d\n";
        const ReaderOptions options = mapped("at=t,user=user");
        std::vector<std::string> states;
        Collector whole = readWith("csv", csv, options);
        for (int cut = 1; cut <= 5; ++cut) {
            Collector sink;
            auto reader = formatNamed("csv")->create(options);
            eachLine(csv, [&](std::string_view line, std::int64_t number) {
                reader->line(line, number, sink);
                if (number == cut) {
                    const std::string state = reader->state();
                    reader = formatNamed("csv")->create(options);
                    QVERIFY(reader->restore(state));
                }
            });
            reader->finish(sink);
            QCOMPARE(sink.observations.size(), whole.observations.size());
            for (std::size_t i = 0; i < whole.observations.size(); ++i)
                QCOMPARE(sink.observations[i].content, whole.observations[i].content);
        }
        for (const char *broken :
             {"x", "1", "1 ", "1 5 ab", "1 0 ", "1 99999999999999999999 a", "-1 3 a"})
            QVERIFY2(!formatNamed("csv")->create(options)->restore(broken), broken);
    }

    void rejectsBadRowsWithLineAndReasonAndTakesTheRest_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const char *text, const char *words) {
            QTest::newRow(name) << QByteArray(text) << QString::fromUtf8(words);
        };
        row("too few fields", "1700000000,1", "expected 4 fields as in the header, found 2");
        row("too many fields", "1700000000,1,2,3,4", "found 5");
        row("text behind a quote", "1700000000,\"1\"x,2,3", "closing quote");
        row("no time", ",1,2,3", "at: the record has no time");
        row("absurd time", "0001-01-01T00:00:00Z,1,2,3", "before 2015");
        row("time in microseconds", "1700000000000000,1,2,3", "after 2099");
        row("seconds of 1970", "1000,1,2,3", "before 2015");
        row("no such time", "2026-02-30,1,2,3", "expected a time");
        row("negative count", "1700000000,-1,2,3", "input_tokens: is negative");
        row("count with a fraction", "1700000000,1.5,2,3", "input_tokens: has a fraction");
        row("giant count", "1700000000,1e400,2,3", "input_tokens: is larger than 10^12");
        row("count NaN", "1700000000,NaN,2,3", "input_tokens: expected a whole number");
        row("cost NaN", "1700000000,1,NaN,3", "cost_usd");
        row("cost infinite", "1700000000,1,Infinity,3", "cost_usd");
        row("cost negative", "1700000000,1,-0.01,3", "cost_usd: is negative");
        row("cost 1e400", "1700000000,1,1e400,3", "cost_usd");
        row("latency negative", "1700000000,1,2,-3", "latency_ms");
        row("invalid UTF-8", "1700000000,1,2,\xff", "not valid UTF-8");
        QTest::newRow("zero byte")
            << QByteArray("1700000000,1,2,\0", 16) << QStringLiteral("not valid");
    }
    void rejectsBadRowsWithLineAndReasonAndTakesTheRest()
    {
        QFETCH(QByteArray, row);
        QFETCH(QString, words);
        const QByteArray good = "1700000000,1.0,2e-1,3\n";
        const Collector seen =
            readWith("csv", "t,in,usd,ms\n" + good + row + '\n' + good + '\n' + good,
                     mapped("at=t,input_tokens=in,cost_usd=usd,latency_ms=ms"));
        QCOMPARE(seen.observations.size(), std::size_t(3));
        QCOMPARE(seen.rejections.size(), std::size_t(1));
        QCOMPARE(seen.rejections[0].first, 3);
        const QString reason = QString::fromStdString(seen.rejections[0].second);
        QVERIFY2(reason.contains(words), qPrintable(reason));
    }

    void rejectsBadJsonLines()
    {
        const QByteArray lines = "{\"t\":1700000000,\"n\":1}\n"
                                 "{\"t\":1700000000,\"n\":NaN}\n"
                                 "{\"t\":1700000000,\"n\":1\n"
                                 "\n"
                                 "[1,2]\n"
                                 "{\"t\":1700000000,\"n\":\"5\",\"n\":\"6\"}\n"
                                 "{\"t\":1700000000,\"n\":true}\n"
                                 "{\"n\":1}\n"
                                 "{\"t\":1700000000,\"n\":null}";
        const Collector seen = readWith("jsonl", lines, mapped("at=t,input_tokens=n"));
        QCOMPARE(seen.observations.size(), std::size_t(2));
        QCOMPARE(seen.observations[1][TokenClass::Input], 6); // of equal keys the last
        std::vector<std::int64_t> at;
        for (const auto &rejection : seen.rejections)
            at.push_back(rejection.first);
        QCOMPARE(at, (std::vector<std::int64_t>{2, 3, 5, 7, 8, 9}));
    }

    void aQuoteThatNeverClosesIsBounded()
    {
        QByteArray csv = "t,user\n1700000000,ok\n1700000000,\"open\n";
        for (int i = 0; i < 30'000; ++i)
            csv += "filler, filler, filler, filler, filler, filler, filler\n";
        csv += "1700000000,ok\n";
        const Collector seen = readWith("csv", csv, mapped("at=t,user=user"));
        QVERIFY(!seen.rejections.empty());
        QCOMPARE(seen.rejections[0].first, 3);
        QCOMPARE(seen.observations.size(), std::size_t(2));
    }

    void aColumnMissingInTheHeaderIsSaid()
    {
        const Collector seen =
            readWith("csv", "t,n\n1700000000,1\n", mapped("at=t,input_tokens=tokens"));
        QVERIFY(seen.reasons().contains(QStringLiteral("no column \"tokens\"")));
        const Collector unmapped = readWith("csv", "t,n\n1700000000,1\n");
        QVERIFY(unmapped.reasons().contains(QStringLiteral("--map at=COLUMN")));
    }

    void readsAJsonArrayElementByElement()
    {
        const QByteArray array =
            "[\n {\"t\":1700000000,\"n\":1},\n {\"n\":2,\"t\":1700000000},\n 7\n]";
        const Collector seen = readWith("jsonl", array, mapped("at=t,input_tokens=n"));
        QCOMPARE(seen.observations.size(), std::size_t(2));
        QCOMPARE(seen.observations[1].content, std::string("jsonl\n{\"n\":2,\"t\":1700000000}"));
        QCOMPARE(seen.rejections.size(), std::size_t(1));
        QCOMPARE(seen.rejections[0].first, 3);
    }

    void readsAidersPublishedUsage()
    {
        const QByteArray bytes = bytesOf(
            QStringLiteral(OUTLAY_SHARED_DIR "/data/aider-usage/usage-2024-08_2025-03.jsonl.gz"));
        if (bytes.isEmpty())
            QSKIP("the published usage of Aider is not on this machine");
        const Collector seen =
            readWith("jsonl", bytes, mapped(aiderMap, {{"event", "message_send"}}));
        QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons().left(500)));
        QCOMPARE(seen.observations.size(), std::size_t(4446));
        QCOMPARE(seen.ignoredCount, 28'279 - 4'446);
        std::set<std::string> contents;
        Money sum, distinct;
        std::int64_t prompt = 0, completion = 0;
        for (const Seen &one : seen.observations) {
            sum += *one.o.reported;
            prompt += one[TokenClass::Input];
            completion += one[TokenClass::Output];
            if (contents.insert(one.content).second)
                distinct += *one.o.reported;
        }
        QCOMPARE(toDecimal(sum), std::string("156.538210496"));
        QCOMPARE(prompt, 54'031'976);
        QCOMPARE(completion, 2'145'280);
        QCOMPARE(contents.size(), std::size_t(4405)); // 41 calls are repeated byte by byte
        QCOMPARE(toDecimal(distinct), std::string("156.537880946"));
    }

    void readsAzuresPublishedTrace()
    {
        const QByteArray bytes = bytesOf(QStringLiteral(
            OUTLAY_SHARED_DIR "/data/azure-llm-2023/AzureLLMInferenceTrace_conv.csv.gz"));
        if (bytes.isEmpty())
            QSKIP("the published trace of Azure is not on this machine");
        const Collector seen = readWith(
            "csv", bytes,
            mapped("at=TIMESTAMP,input_tokens=ContextTokens,output_tokens=GeneratedTokens"));
        QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons().left(500)));
        QCOMPARE(seen.observations.size(), std::size_t(19'366));
        std::int64_t prompt = 0, completion = 0;
        for (const Seen &one : seen.observations) {
            prompt += one[TokenClass::Input];
            completion += one[TokenClass::Output];
        }
        QCOMPARE(prompt, 22'361'870);
        QCOMPARE(completion, 4'088'665);
        QCOMPARE(toRfc3339(seen.observations.front().o.at),
                 std::string("2023-11-16T18:15:46.68059Z"));
    }
};

QTEST_GUILESS_MAIN(TestMapped)
#include "tst_mapped.moc"
