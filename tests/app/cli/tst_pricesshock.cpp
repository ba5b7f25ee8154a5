// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/sandbox.h"

#include <QTest>

using namespace outlay::test;

namespace {

/// One request a day of a gateway's log: a million input tokens of acme/thinker (priced by us) and,
/// from the 10th on, of acme/mystery, which nobody lists.
QByteArray usage()
{
    QByteArray lines = "day,model,input,cost\n";
    for (int day = 1; day <= 20; ++day) {
        const QByteArray date = "2026-11-" + QByteArray::number(day).rightJustified(2, '0');
        lines += date + "T10:00:00Z,thinker,1000000,\n";
        lines += date + "T11:00:00Z,steady,1000000,2.50\n";
        if (day >= 10)
            lines += date + "T12:00:00Z,mystery,500,\n";
    }
    return lines;
}

const QStringList thinkerAtFour{
    QStringLiteral("prices"),  QStringLiteral("set"), QStringLiteral("acme/thinker"),
    QStringLiteral("--input"), QStringLiteral("4"),   QStringLiteral("--output"),
    QStringLiteral("8")};

} // namespace

class TestPricesShock : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_box = std::make_unique<Sandbox>();
        m_box->write(QStringLiteral("log.csv"), usage());
        QCOMPARE(run({"import", "log.csv", "--format", "csv", "--map",
                      "at=day,model=model,provider='acme',input_tokens=input,cost_usd=cost"})
                     .code,
                 0);
        QCOMPARE(m_box->run(thinkerAtFour + ledger).code, 0);
    }

    void aDryRunSaysWhatWouldChangeAndChangesNothing()
    {
        const QJsonObject said = run({"prices", "set", "acme/thinker", "--input", "5", "--output",
                                      "8", "--dry-run", "--json"})
                                     .json();
        QCOMPARE(said.value(QLatin1String("stored")).toBool(true), false);
        const QJsonObject effect = said.value(QLatin1String("effect")).toObject();
        QCOMPARE(effect.value(QLatin1String("change_usd")).toString(),
                 QStringLiteral("20.000000000"));
        QCOMPARE(effect.value(QLatin1String("changed_requests")).toInt(), 20);
        QCOMPARE(total(), QStringLiteral("130.000000000"));
        const Ran text = run({"prices", "set", "acme/thinker", "--input", "5", "--dry-run"});
        QVERIFY2(text.out.contains("by +$20.00, in 20 requests"), text.out.constData());
        QVERIFY2(text.out.contains("$50.00 of 20 requests is billed, reported"),
                 text.out.constData());
    }

    void whatWasSaidIsWhatHappens()
    {
        const QJsonObject effect =
            run({"prices", "set", "acme/mystery", "--input", "2", "--output", "2", "--json"})
                .json()
                .value(QLatin1String("effect"))
                .toObject();
        QCOMPARE(effect.value(QLatin1String("change_usd")).toString(),
                 QStringLiteral("0.011000000"));
        QCOMPARE(effect.value(QLatin1String("unpriced_requests_now")).toInt(), 11);
        QCOMPARE(effect.value(QLatin1String("unpriced_requests_then")).toInt(), 0);
        QCOMPARE(total(), QStringLiteral("130.011000000"));
    }

    void anImportTellsItsEffectFirst()
    {
        m_box->write(QStringLiteral("ours.json"),
                     R"({"outlay_prices": 1, "kind": "override", "entries": [
                        {"provider": "acme", "model": "mystery", "input": "1000"}]})");
        const QJsonObject said =
            run({"prices", "import", "ours.json", "--dry-run", "--json"}).json();
        QCOMPARE(said.value(QLatin1String("changes")).toArray().size(), 1);
        QCOMPARE(said.value(QLatin1String("effect"))
                     .toObject()
                     .value(QLatin1String("change_usd"))
                     .toString(),
                 QStringLiteral("5.500000000"));
        // Looked back from another moment.
        const QJsonObject earlier = run({"prices", "import", "ours.json", "--dry-run", "--json",
                                         "--at", "2026-11-12T00:00:00Z"})
                                        .json();
        QCOMPARE(earlier.value(QLatin1String("effect"))
                     .toObject()
                     .value(QLatin1String("change_usd"))
                     .toString(),
                 QStringLiteral("1.000000000"));
    }

    void aShockShowsTheMonthAndItsEnd()
    {
        m_box->write(QStringLiteral("rise.json"),
                     R"({"outlay_prices": 1, "kind": "override", "entries": [
                        {"provider": "acme", "model": "thinker", "input": "8", "from": "2027-01-01"},
                        {"provider": "acme", "model": "steady", "input": "9"}]})");
        const QJsonObject shock =
            run({"prices", "shock", "rise.json", "--json", "--at", "2026-11-20T12:00:01Z"}).json();
        const QJsonObject range = shock.value(QLatin1String("range")).toObject();
        QCOMPARE(range.value(QLatin1String("from")).toString(),
                 QStringLiteral("2026-11-01T00:00:00Z"));
        QCOMPARE(range.value(QLatin1String("now_usd")).toString(), QStringLiteral("130.000000000"));
        QCOMPARE(range.value(QLatin1String("then_usd")).toString(),
                 QStringLiteral("210.000000000"));
        QCOMPARE(range.value(QLatin1String("given_usd")).toString(),
                 QStringLiteral("50.000000000"));
        const QJsonObject forecast = shock.value(QLatin1String("forecast")).toObject();
        const auto p50 = [&forecast](const char *when) {
            return forecast.value(QLatin1String(when))
                .toObject()
                .value(QLatin1String("p50_usd"))
                .toString()
                .toDouble();
        };
        QVERIFY(p50("now") > 130);
        QVERIFY(p50("then") > p50("now") + 79);
        const QJsonObject part = run({"prices", "shock", "rise.json", "--json", "--from",
                                      "2026-11-03", "--to", "2026-11-05"})
                                     .json()
                                     .value(QLatin1String("range"))
                                     .toObject();
        QCOMPARE(part.value(QLatin1String("change_usd")).toString(), QStringLiteral("8.000000000"));
        QCOMPARE(total(), QStringLiteral("130.000000000"));
        QVERIFY(run({"prices", "shock", "rise.json"}).out.contains("+$80.00"));
    }

    void listsWhatHasNoPriceWithItsTraffic()
    {
        const QJsonArray models =
            run({"prices", "unpriced", "--json"}).json().value(QLatin1String("models")).toArray();
        QCOMPARE(models.size(), 1);
        const QJsonObject one = models.at(0).toObject();
        QCOMPARE(one.value(QLatin1String("model")).toString(), QStringLiteral("mystery"));
        QCOMPARE(one.value(QLatin1String("unpriced_requests")).toInt(), 11);
        QCOMPARE(one.value(QLatin1String("input_tokens")).toInt(), 5500);
        QCOMPARE(one.value(QLatin1String("reason")).toString(), QStringLiteral("unknown model"));
        const Ran narrowed = run({"prices", "unpriced", "--to", "2026-11-05"});
        QVERIFY2(narrowed.out.startsWith("Every request in that time has a price"),
                 narrowed.out.constData());
    }

    void flagsWhatNoMakerAsks()
    {
        m_box->write(QStringLiteral("list.json"),
                     R"({"acme/odd": {"litellm_provider": "acme", "input_cost_per_token": 4e-06,
                        "output_cost_per_token": 1e-06}})");
        QCOMPARE(run({"prices", "import", "list.json", "--as-of", "2026-11-01"}).code, 0);
        QVERIFY(
            run({"prices", "check"})
                .out.contains("implausible  acme/odd: output costs less than input (1 against 4)"));
        QVERIFY(run({"prices", "list", "ACME/ODD"}).out.contains("LOOK: output costs less"));
        const QJsonArray rows = run({"prices", "show", "acme/odd", "--json"})
                                    .json()
                                    .value(QLatin1String("prices"))
                                    .toArray();
        QCOMPARE(rows.last()
                     .toObject()
                     .value(QLatin1String("doubts"))
                     .toArray()
                     .at(0)
                     .toObject()
                     .value(QLatin1String("kind"))
                     .toString(),
                 QStringLiteral("output_below_input"));
        // One's own word counts, and is marked likewise.
        const Ran set = run({"prices", "set", "acme/odd", "--input", "4", "--output", "1"});
        QCOMPARE(set.code, 0);
        QVERIFY2(set.err.contains("LOOK: acme/odd: output costs less than input"),
                 set.err.constData());
        QVERIFY(run({"prices", "check"}).out.contains("it is your own and counts"));
        QCOMPARE(run({"prices", "set", "acme/odd", "--input", "4", "--output", "5"}).err,
                 QByteArray());
        QVERIFY(!run({"prices", "check"}).out.contains("implausible"));
    }

    void flagsOnesOwnPriceFarOffTheListed()
    {
        const Ran set = run({"prices", "set", "anthropic/claude-opus-5", "--input", "500",
                             "--output", "2500", "--confirm"});
        QVERIFY2(set.err.contains("input moved by more than 5 times (5 -> 500)"),
                 set.err.constData());
        const Ran list = run({"prices", "list", "claude-opus-5"});
        QVERIFY2(list.out.contains("LOOK: input moved by more than 5 times (5 -> 500)"),
                 list.out.constData());
    }

    void aShockNamesWhatItHolds()
    {
        m_box->write(QStringLiteral("list.json"),
                     R"({"acme/thinker-2": {"litellm_provider": "acme",
                        "input_cost_per_token": 4e-06, "output_cost_per_token": 8e-06},
                        "acme/mystery": {"litellm_provider": "acme",
                        "input_cost_per_token": 0.002, "output_cost_per_token": 0.002}})");
        const Ran text = run({"prices", "shock", "list.json"});
        QVERIFY2(text.out.contains("Not in these figures: 1 price of the file is held"),
                 text.out.constData());
        QVERIFY2(text.out.contains("acme/mystery: input 2000, output 2000 is above 1,000 USD"),
                 text.out.constData());
        // 11 requests of 500 tokens at 2,000 dollars a million.
        QVERIFY2(text.out.contains("Were it taken too: $130.00 -> $141.00 (+$11.00)"),
                 text.out.constData());
        const QJsonObject said = run({"prices", "shock", "list.json", "--json"}).json();
        QCOMPARE(said.value(QLatin1String("held"))
                     .toArray()
                     .at(0)
                     .toObject()
                     .value(QLatin1String("price_id"))
                     .toString(),
                 QStringLiteral("acme/mystery"));
        QCOMPARE(said.value(QLatin1String("then_with_held_usd")).toString(),
                 QStringLiteral("141.000000000"));
        m_box->write(QStringLiteral("fine.json"),
                     R"({"outlay_prices": 1, "kind": "override", "entries": [
                        {"provider": "acme", "model": "thinker", "input": "8"}]})");
        QVERIFY(run({"prices", "shock", "fine.json", "--json"})
                    .json()
                    .value(QLatin1String("held"))
                    .toArray()
                    .isEmpty());
    }

    void itsForecastIsThatOfForecast()
    {
        QCOMPARE(m_box->run("demo --ledger demo.sqlite").code, 0);
        m_box->write(QStringLiteral("fine.json"), R"({"outlay_prices": 1, "entries": []})");
        const QJsonObject shock =
            m_box->run("prices shock fine.json --json --ledger demo.sqlite").json();
        const QJsonObject forecast = m_box->run("forecast --json --ledger demo.sqlite").json();
        const QJsonObject now = shock.value(QLatin1String("forecast"))
                                    .toObject()
                                    .value(QLatin1String("now"))
                                    .toObject();
        QCOMPARE(shock.value(QLatin1String("forecast")).toObject().value(QLatin1String("at")),
                 forecast.value(QLatin1String("at")));
        const QJsonObject total = forecast.value(QLatin1String("total")).toObject();
        QVERIFY(!now.value(QLatin1String("p50_usd")).toString().isEmpty());
        for (const char *end : {"p10_usd", "p50_usd", "p90_usd"})
            QCOMPARE(now.value(QLatin1String(end)), total.value(QLatin1String(end)));
    }

    void namesTheDaysOfTheZone()
    {
        m_box->write(QStringLiteral("fine.json"), R"({"outlay_prices": 1, "entries": []})");
        for (const char *zone : {"Asia/Kolkata", "America/New_York"}) {
            const QByteArray text = run({"prices", "shock", "fine.json", "--tz", zone, "--from",
                                         "2026-11-01", "--to", "2026-11-08"})
                                        .out;
            QVERIFY2(text.startsWith("2026-11-01 to 2026-11-07 under"), text.constData());
        }
    }

    void flagsADraftOfOnesOwn()
    {
        m_box->write(QStringLiteral("wild.json"),
                     R"({"outlay_prices": 1, "kind": "catalogue",
                        "as_of": "2026-11-01", "entries": [
                        {"provider": "acme", "model": "thinker", "input": "40", "output": "8"}]})");
        const Ran text = run({"prices", "shock", "wild.json"});
        QVERIFY2(text.out.contains("LOOK: acme/thinker: output costs less than input (8 against "
                                   "40); input moved by more than 5 times (4 -> 40)"),
                 text.out.constData());
        const QJsonArray doubts = run({"prices", "shock", "wild.json", "--json"})
                                      .json()
                                      .value(QLatin1String("doubts"))
                                      .toArray();
        QCOMPARE(doubts.size(), 1);
        QCOMPARE(doubts.at(0).toObject().value(QLatin1String("price_id")).toString(),
                 QStringLiteral("acme/thinker"));
        QCOMPARE(doubts.at(0).toObject().value(QLatin1String("doubts")).toArray().size(), 2);
        m_box->write(QStringLiteral("fine.json"), R"({"outlay_prices": 1, "entries": [
                        {"provider": "acme", "model": "thinker", "input": "5", "output": "8"}]})");
        QVERIFY(!run({"prices", "shock", "fine.json"}).out.contains("LOOK"));
    }

    void flagsACacheThatIsNoLongerCheap()
    {
        const Ran set = run({"prices", "set", "anthropic/claude-opus-5", "--input", "5", "--output",
                             "25", "--from", "2026-10-15", "--dry-run"});
        QVERIFY2(set.err.contains("cache_read moved by more than 5 times (0.5 -> 5)"),
                 set.err.constData());
    }

    void countsInWords()
    {
        QCOMPARE(run({"prices", "set", "acme/mystery", "--input", "2", "--output", "2"}).code, 0);
        const Ran removed = run({"prices", "set", "acme/mystery", "--remove"});
        QVERIFY2(removed.out.contains("11 requests lose their price and count as nothing."),
                 removed.out.constData());
        const Ran none = run({"explain", "--where", "branch=nope"});
        QVERIFY2(none.out.contains("No request matches."), none.out.constData());
        QVERIFY(!none.out.contains("nothing here is priced"));
    }

    void showsHowAPriceMoved()
    {
        const Ran show = run({"prices", "show", "openai/o3"});
        QVERIFY2(show.out.contains("changed: input 10 -> 2"), show.out.constData());
    }

    void refusesWhatItCannotTry_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("no file") << QStringList{};
        QTest::newRow("a file that is not there") << QStringList{QStringLiteral("none.json")};
        QTest::newRow("no price list") << QStringList{QStringLiteral("log.csv")};
        QTest::newRow("half a range") << QStringList{
            QStringLiteral("fine.json"), QStringLiteral("--from"), QStringLiteral("2026-11-01")};
    }

    void refusesWhatItCannotTry()
    {
        QFETCH(QStringList, words);
        m_box->write(QStringLiteral("fine.json"), R"({"outlay_prices": 1, "entries": []})");
        const Ran ran = m_box->run(QStringList{QStringLiteral("prices"), QStringLiteral("shock")} +
                                   words + ledger);
        QCOMPARE(ran.code, 2);
        QVERIFY(!ran.err.isEmpty());
        QVERIFY(ran.out.isEmpty());
    }

private:
    [[nodiscard]] Ran run(std::initializer_list<const char *> words) const
    {
        QStringList all;
        for (const char *word : words)
            all << QString::fromUtf8(word);
        return m_box->run(all + ledger);
    }
    [[nodiscard]] QString total() const
    {
        return run({"report", "--json"})
            .json()
            .value(QLatin1String("total"))
            .toObject()
            .value(QLatin1String("cost_usd"))
            .toString();
    }

    const QStringList ledger{QStringLiteral("--ledger"), QStringLiteral("ledger.sqlite")};
    std::unique_ptr<Sandbox> m_box;
};

QTEST_GUILESS_MAIN(TestPricesShock)
#include "tst_pricesshock.moc"
