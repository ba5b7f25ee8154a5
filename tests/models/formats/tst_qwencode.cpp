// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/transcripttotals.h"

using namespace outlay;
using namespace outlay::test;

namespace {

QByteArray assistant(const QByteArray &usage)
{
    return R"({"uuid":"0b7d3ecc-0000-4000-8000-000000000003","parentUuid":null,"sessionId":"s",)"
           R"("timestamp":"2026-04-23T00:39:51Z","type":"assistant","cwd":"/p","gitBranch":"b",)"
           R"("model":"qwen3-coder-plus","usageMetadata":)" +
           usage + R"(,"message":{"role":"model","parts":[{"text":"secret words"}]}})";
}

} // namespace

class TestQwenCode : public QObject
{
    Q_OBJECT

private slots:
    void addsUpToTheExpectedTotals()
    {
        compareWithExpected("qwen-code", QStringLiteral("qwen-code"));
    }

    void readsARecordWhole()
    {
        const auto sink =
            readWith("qwen-code", assistant(R"({"promptTokenCount":10,"candidatesTokenCount":5})"));
        QCOMPARE(sink.observations.size(), std::size_t(1));
        const Seen &seen = sink.observations.front();
        QCOMPARE(seen[Field::Provider], std::string("alibaba"));
        QCOMPARE(seen[Field::Model], std::string("qwen3-coder-plus"));
        QCOMPARE(seen[Field::Session], std::string("s"));
        QCOMPARE(seen[Field::Project], std::string("/p"));
        QCOMPARE(seen[Field::Branch], std::string("b"));
        QVERIFY(!seen.o.client && !seen.o.billed && !seen.o.canSeeFailures);
    }

    void isNotTakenForClaudeCodeWhoseKeysItHas()
    {
        const QByteArray line =
            assistant(R"({"promptTokenCount":10,"candidatesTokenCount":5})") + '\n';
        QCOMPARE(sniff({line.constData(), std::size_t(line.size())}, "a.jsonl"),
                 formatNamed("qwen-code"));
    }

    void refusesWhatContradictsItself_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QByteArray>("reason");
        QTest::newRow("more cached than sent")
            << assistant(R"({"promptTokenCount":10,"candidatesTokenCount":5,)"
                         R"("cachedContentTokenCount":11})")
            << QByteArray("cachedContentTokenCount");
        QTest::newRow("another shape")
            << assistant(R"({"prompt_tokens":10})") << QByteArray("promptTokenCount");
        QTest::newRow("no object") << assistant("[]") << QByteArray("expected an object");
        QTest::newRow("no time")
            << QByteArray(R"({"type":"assistant","usageMetadata":{"promptTokenCount":1}})")
            << QByteArray("timestamp");
    }
    void refusesWhatContradictsItself()
    {
        QFETCH(QByteArray, line);
        QFETCH(QByteArray, reason);
        compareRejection("qwen-code", line, reason);
    }

    void ignoresWhatTellsNoUsageOrTellsItAgain()
    {
        for (const char *line :
             {R"({"type":"user"})", R"({"type":"system","subtype":"ui_telemetry"})",
              R"({"type":"tool_result"})", R"({"type":"assistant"})", R"({"pid":7})"})
            QCOMPARE(readWith("qwen-code", line).ignoredCount, 1);
    }
};

QTEST_GUILESS_MAIN(TestQwenCode)
#include "tst_qwencode.moc"
