// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/models/formats/transcripttotals.h"

using namespace outlay;
using namespace outlay::test;

namespace {

QByteArray analyticsEvent(const QByteArray &properties)
{
    return R"({"event": "message_send", "properties": {)" + properties +
           R"(, "aider_version": "0.80.0"}, "user_id": "8f9e4550", "time": 1743000010})";
}

} // namespace

class TestAider : public QObject
{
    Q_OBJECT

private slots:
    void addsUpToTheExpectedTotals() { compareWithExpected("aider", QStringLiteral("aider")); }

    void readsACallWhole()
    {
        const auto all = observationsIn("aider", QStringLiteral(OUTLAY_TEST_DATA "/formats/aider"));
        QCOMPARE(all.size(), std::size_t(2));
        QCOMPARE(all[0][Field::Provider], std::string("anthropic"));
        QCOMPARE(all[0][Field::Model], std::string("anthropic/claude-3-7-sonnet-20250219"));
        QCOMPARE(all[0][Field::User], std::string("8f9e4550-0000-4000-8000-0000000000b1"));
        QCOMPARE(toRfc3339(all[0].o.at), std::string("2025-03-26T14:40:10Z"));
        QCOMPARE(all[0].o.client.value().nanos, std::int64_t(12'528'750));
        QVERIFY(!all[0].o.reported && !all[0].o.billed);
        QVERIFY(!all[1].o.client); // 0: it knew no price
        QCOMPARE(all[1][Field::Provider], std::string("google"));
        QVERIFY(all[1][Field::User].empty());
    }

    void aModelThatIsNoneIsUnknown()
    {
        const auto sink =
            readWith("aider", analyticsEvent(R"("main_model": "None", "prompt_tokens": 5)"));
        QVERIFY(sink.observations.at(0)[Field::Model].empty());
    }

    void readsWhatItsMakersPublished()
    {
        const QString folder = QStringLiteral(OUTLAY_SHARED_DIR "/data/aider-usage");
        if (!QFile::exists(folder))
            QSKIP("the published log is not on this machine");
        const auto sink =
            readWith("aider", bytesOf(folder + QStringLiteral("/usage-2024-08_2025-03.jsonl.gz")));
        const QJsonObject expected =
            QJsonDocument::fromJson(bytesOf(folder + QStringLiteral("/expected_totals.json")))
                .object()[QStringLiteral("message_send")]
                .toObject();
        std::int64_t cost = 0;
        for (const Seen &seen : sink.observations)
            cost += seen.o.client ? seen.o.client->nanos : 0;
        QCOMPARE(qint64(sink.observations.size()), expected[QStringLiteral("count")].toInteger());
        const QJsonObject totals = totalsOf(sink.observations);
        QCOMPARE(totals[QStringLiteral("input_uncached")].toInteger(),
                 expected[QStringLiteral("prompt_tokens")].toInteger());
        QCOMPARE(totals[QStringLiteral("output")].toInteger(),
                 expected[QStringLiteral("completion_tokens")].toInteger());
        QCOMPARE(QString::fromStdString(toDecimal(Money{cost})),
                 expected[QStringLiteral("cost_usd")].toString());
    }

    void refusesWhatItCannotRead()
    {
        compareRejection("aider", analyticsEvent(R"("prompt_tokens": -5)"), "prompt_tokens");
        compareRejection("aider", analyticsEvent(R"("prompt_tokens": 5, "cost": -1)"), "cost");
        compareRejection("aider", R"({"event":"message_send","properties":{"prompt_tokens":5}})",
                         "time");
        compareRejection("aider", R"({"event":"message_send","time":1743000010})",
                         "properties: expected an object");
    }
};

QTEST_GUILESS_MAIN(TestAider)
#include "tst_aider.moc"
