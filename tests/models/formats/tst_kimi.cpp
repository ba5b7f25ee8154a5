// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/transcripttotals.h"

using namespace outlay;
using namespace outlay::test;

class TestKimi : public QObject
{
    Q_OBJECT

private slots:
    void addsUpToTheExpectedTotals() { compareWithExpected("kimi", QStringLiteral("kimi")); }

    void namesModelSessionAndAgent()
    {
        const auto all = observationsIn("kimi", QStringLiteral(OUTLAY_TEST_DATA "/formats/kimi"));
        QCOMPARE(all.size(), std::size_t(5));
        // Kimi CLI: the model stands elsewhere.
        QVERIFY(all[0][Field::Model].empty());
        QCOMPARE(all[0][Field::Session], std::string("5b1c0000-0000-4000-8000-0000000000f1"));
        QCOMPARE(int(all[0].tokens.at(0).first), int(TokenSpace::Response));
        QCOMPARE(all[2][Field::Agent], std::string("agent-1"));
        QCOMPARE(all[2][Field::Session], std::string("session_5b1c0000"));
        // A setting's name is no model: the latest request tells it.
        QCOMPARE(all[3][Field::Model], std::string("kimi-k2.6"));
        QVERIFY(all[3][Field::Agent].empty());
        for (const Seen &seen : all)
            QCOMPARE(seen[Field::Provider], std::string("moonshotai"));
    }

    void goesOnFromItsState()
    {
        const QByteArray bytes =
            "{\"type\":\"llm.request\",\"model\":\"kimi-code/kimi-k2.6\"}\n"
            "{\"type\":\"usage.record\",\"model\":\"__kimi_env_model__\",\"usage\":"
            "{\"inputOther\":1},\"usageScope\":\"turn\",\"time\":1786640660000}\n";
        const Collector sink = readInTwo("kimi", bytes, bytes.indexOf('\n') + 1);
        QCOMPARE(sink.observations.at(0)[Field::Model], std::string("kimi-k2.6"));
    }

    void refusesWhatItCannotRead()
    {
        compareRejection("kimi", "{\"type\":\"usage.record\",\"usage\":7,\"time\":1786640660000}",
                         "usage: expected an object");
        compareRejection("kimi", "{\"type\":\"usage.record\",\"usage\":{\"output\":-1}}", "output");
        compareRejection("kimi",
                         "{\"type\":\"usage.record\",\"usage\":{\"inputOther\":0,\"output\":1}}",
                         "time");
    }

    void ignoresWhatTellsNoUsage()
    {
        for (const char *line :
             {"{\"type\":\"step.end\",\"usage\":{\"output\":5}}", "{\"type\":\"metadata\"}",
              "{\"timestamp\":1.5,\"message\":{\"type\":\"TurnBegin\"}}",
              "{\"type\":\"usage.record\",\"usage\":{\"output\":0},\"time\":1786640660000}"})
            QCOMPARE(readWith("kimi", line).ignoredCount, 1);
    }
};

QTEST_GUILESS_MAIN(TestKimi)
#include "tst_kimi.moc"
