// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/sandbox.h"

#include <QJsonArray>

using namespace outlay::test;

namespace {

/// A million tokens in and a hundred thousand out of gpt-4o: 3.50 USD.
QByteArray request(const QByteArray &id, const QByteArray &backend = "default/primary",
                   const QByteArray &hour = "03")
{
    return R"({"start_time":"2026-10-05T)" + hour +
           R"(:00:00Z","response_code":200,"response_flags":"-","genai_model_name":"gpt-4o",)"
           R"("genai_backend_name":")" +
           backend + R"(","x-request-id":")" + id +
           R"(","genai_tokens_input":1000000,"genai_tokens_output":100000})"
           "\n";
}

QByteArray bill(const QByteArray &cost, const QByteArray &unit = "gpt 4o Inp glbl",
                const QByteArray &day = "05")
{
    return "BilledCost,BillingAccountId,BillingCurrency,ChargeCategory,ChargeDescription,"
           "ChargePeriodStart,ChargePeriodEnd,ProviderName,ServiceCategory,ServiceName\n" +
           cost + ",1,USD,Usage," + unit + ",2026-10-" + day + "T00:00:00Z,2026-10-" + day +
           "T12:00:00Z,Microsoft,AI and Machine Learning,Azure OpenAI\n";
}

QString total(const Sandbox &box)
{
    return box.run("report --json")
        .json()[QStringLiteral("total")][QStringLiteral("cost_usd")]
        .toString();
}

} // namespace

/// Requests that name no provider beside a cloud's bill for them.
class TestCliSourceProvider : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatMayCountTwice();
    void whoSaysItSettlesIt();
    void aLabelSaysItAsWell();
    void aCloudThatIsToldCountsOnce();
    void saysNothingWithoutReason_data();
    void saysNothingWithoutReason();
    void refusesWhatIsNoProvider();
};

void TestCliSourceProvider::saysWhatMayCountTwice()
{
    for (const char *order : {"requests.jsonl bill.csv", "bill.csv requests.jsonl"}) {
        const Sandbox box;
        box.write(QStringLiteral("requests.jsonl"), request("r-00000001"));
        box.write(QStringLiteral("bill.csv"), bill("3"));
        const Ran ran = box.run(QByteArray("import ").append(order).constData());
        QCOMPARE(ran.code, 0);
        QVERIFY2(ran.err.contains("Careful: $3.00 may count twice: nobody said which provider "
                                  "requests of envoy-gateway went to"),
                 ran.err.constData());
        QVERIFY2(ran.err.contains("if they went to azure: outlay-cli source provider "
                                  "envoy-gateway openai=azure; if not: outlay-cli source "
                                  "provider envoy-gateway openai=openai"),
                 ran.err.constData());
        QCOMPARE(total(box), QStringLiteral("6.500000000"));
        const Ran doctor = box.run("doctor");
        QVERIFY2(doctor.out.contains("$3.00 may count twice: nobody said which provider"),
                 doctor.out.constData());
        const QJsonArray open =
            box.run("import bill.csv --json").json()[QStringLiteral("provider_open")].toArray();
        QCOMPARE(open.size(), 1);
        QCOMPARE(open[0][QStringLiteral("provider")].toString(), QStringLiteral("azure"));
        QCOMPARE(open[0][QStringLiteral("sources")],
                 QJsonValue(QJsonArray{QStringLiteral("envoy-gateway")}));
        QCOMPARE(open[0][QStringLiteral("bills")], QJsonValue(QJsonArray{QStringLiteral("focus")}));
        QCOMPARE(open[0][QStringLiteral("usd")].toString(), QStringLiteral("3.000000000"));
    }
}

void TestCliSourceProvider::whoSaysItSettlesIt()
{
    const Sandbox box;
    box.write(QStringLiteral("requests.jsonl"), request("r-00000001"));
    box.write(QStringLiteral("bill.csv"), bill("3.5"));
    QCOMPARE(box.run("import requests.jsonl bill.csv").code, 0);
    QCOMPARE(total(box), QStringLiteral("7.000000000"));
    const QJsonObject dry =
        box.run("source provider envoy-gateway openai=azure --dry-run --json").json();
    QCOMPARE(dry[QStringLiteral("providers")][QStringLiteral("openai")].toString(),
             QStringLiteral("azure"));
    QCOMPARE(dry[QStringLiteral("effect")][QStringLiteral("after")][QStringLiteral("cost_usd")],
             QJsonValue(QStringLiteral("3.500000000")));
    QCOMPARE(total(box), QStringLiteral("7.000000000"));
    QVERIFY(box.run("doctor").out.contains("may count twice"));
    for (const auto &[word, cost, isSaid] :
         {std::tuple("azure", "3.500000000", true), std::tuple("none", "7.000000000", false),
          std::tuple("anthropic=aws", "7.000000000", false),
          std::tuple("az.ai.openai", "3.500000000", true),
          std::tuple("openai=openai", "7.000000000", true),
          std::tuple("openai=az.ai.openai", "3.500000000", true)}) {
        const Ran ran =
            box.run(QByteArray("source provider envoy-gateway ").append(word).constData());
        QVERIFY2(ran.code == 0, ran.err.constData());
        QCOMPARE(total(box), QString::fromLatin1(cost));
        const Ran doctor = box.run("doctor");
        QCOMPARE(doctor.code, 0);
        QCOMPARE(!doctor.out.contains("may count twice"), isSaid);
    }
}

void TestCliSourceProvider::aLabelSaysItAsWell()
{
    const Sandbox box;
    box.write(QStringLiteral("requests.jsonl"), request("r-00000001"));
    box.write(QStringLiteral("bill.csv"), bill("3.5"));
    for (const char *wrong : {"vertex", "openai=azuer", "google=vertex"})
        QCOMPARE(
            box.run(QByteArray("import requests.jsonl --label provider=").append(wrong).constData())
                .code,
            2);
    QCOMPARE(box.run("import --label provider=openai=AZURE requests.jsonl").code, 0);
    const Ran ran = box.run("import bill.csv");
    QVERIFY2(ran.err.isEmpty(), ran.err.constData());
    QCOMPARE(total(box), QStringLiteral("3.500000000"));
}

void TestCliSourceProvider::aCloudThatIsToldCountsOnce()
{
    const Sandbox box;
    box.write(QStringLiteral("requests.jsonl"),
              request("r-00000001", "default/azure-openai/route/x/rule/0/ref/0"));
    box.write(QStringLiteral("bill.csv"), bill("3.5"));
    // By its maker's price, as no other is known: not without one.
    QCOMPARE(box.run("import requests.jsonl").code, 0);
    QCOMPARE(total(box), QStringLiteral("3.500000000"));
    QVERIFY(box.run("report --by provider").out.contains("azure"));
    const Ran ran = box.run("import bill.csv");
    QVERIFY2(ran.code == 0 && ran.err.isEmpty(), ran.err.constData());
    QCOMPARE(total(box), QStringLiteral("3.500000000"));
    // What is told stays so, whatever is said of those that tell nothing.
    QCOMPARE(box.run("source provider envoy-gateway aws").code, 0);
    QCOMPARE(total(box), QStringLiteral("3.500000000"));
}

void TestCliSourceProvider::saysNothingWithoutReason_data()
{
    QTest::addColumn<QByteArray>("requests");
    QTest::addColumn<QByteArray>("bill");
    const QByteArray one = request("r-00000001");
    QTest::newRow("another model") << one << bill("3.5", "gpt 5 mini Inp glbl");
    QTest::newRow("another maker") << one << bill("3.5", "Claude Sonnet 4.5 input");
    QTest::newRow("no model") << one << bill("3.5", "Predictions");
    QTest::newRow("another day") << one << bill("3.5", "gpt 4o Inp glbl", "06");
    QTest::newRow("other hours") << request("r-00000001", "default/primary", "13") << bill("3.5");
    QTest::newRow("explained by others")
        << one + request("r-00000002", "azure-openai") << bill("3.5");
}

void TestCliSourceProvider::saysNothingWithoutReason()
{
    QFETCH(QByteArray, requests);
    QFETCH(QByteArray, bill);
    const Sandbox box;
    box.write(QStringLiteral("requests.jsonl"), requests);
    box.write(QStringLiteral("bill.csv"), bill);
    const Ran ran = box.run("import requests.jsonl bill.csv");
    QVERIFY2(ran.code == 0 && ran.err.isEmpty(), ran.err.constData());
    QVERIFY(!box.run("doctor").out.contains("may count twice"));
}

void TestCliSourceProvider::refusesWhatIsNoProvider()
{
    const Sandbox box;
    box.write(QStringLiteral("requests.jsonl"), request("r-00000001"));
    QCOMPARE(box.run("import requests.jsonl").code, 0);
    const Ran unknown = box.run("source provider envoy-gateway azuer");
    QCOMPARE(unknown.code, 2);
    QVERIFY2(unknown.err.contains("no provider is called \"azuer\""), unknown.err.constData());
    QCOMPARE(box.run("source provider envoy-gateway").code, 2);
    const Ran nobody = box.run("source provider envoy azure");
    QCOMPARE(nobody.code, 2);
    QVERIFY2(nobody.err.contains("no source is called \"envoy\""), nobody.err.constData());
}

QTEST_GUILESS_MAIN(TestCliSourceProvider)
#include "tst_clisourceprovider.moc"
