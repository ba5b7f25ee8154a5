// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/sandbox.h"

#include <QJsonArray>
#include <QTest>

using namespace outlay::test;
using namespace Qt::StringLiterals;

namespace {

/// A day that Google's Cloud Monitoring counts of one model, as `export --format observations`
/// writes it.
QByteArray countsOf(const char *model, int hash)
{
    const QByteArray bucket = R"("source":"vertex","format":"vertex","series":"usage",)"
                              R"("from":"2026-10-05T00:00:00Z","to":"2026-10-06T00:00:00Z",)"
                              R"("fetched_us":1791417600000000,"closed":true)";
    return R"({"outlay":1,"kind":"statement",)" + bucket + R"(,"hash":"00000000000000)" +
           QByteArray::number(hash) + R"(","provider":"google","model":")" + model +
           R"(","billed_usd":"0.000000000","input_tokens":1000000,"output_tokens":100000,)"
           R"("statement":"usage","prompt_step":"below"})" +
           "\n";
}

} // namespace

/// A provider's counts of a model without a price are in no total, and everybody who sums says so.
class TestCliUnpriced : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_box = std::make_unique<Sandbox>();
        const QByteArray bucket =
            R"({"outlay":1,"kind":"bucket","source":"vertex","format":"vertex","series":"usage",)"
            R"("from":"2026-10-05T00:00:00Z","to":"2026-10-06T00:00:00Z",)"
            R"("fetched_us":1791417600000000,"closed":true})"
            "\n";
        m_box->write(u"counts.jsonl"_s,
                     bucket + countsOf("gemini-2.5-flash", 11) + countsOf("acme-mystery", 12));
        QCOMPARE(run("import counts.jsonl").code, 0);
    }

    void pricesSayTheModelWithItsTokensAndItsSource()
    {
        const QJsonArray counts = run("prices unpriced --json").json()[u"counts"].toArray();
        QCOMPARE(counts.size(), 1);
        QCOMPARE(counts[0][u"model"].toString(), u"acme-mystery"_s);
        QCOMPARE(counts[0][u"source"].toString(), u"vertex"_s);
        QCOMPARE(counts[0][u"buckets"].toInt(), 1);
        QCOMPARE(counts[0][u"input_tokens"].toInt(), 1'000'000);
        QCOMPARE(counts[0][u"reason"].toString(), u"unknown model"_s);
        const QByteArray text = run("prices unpriced").out;
        QVERIFY2(text.contains("google/acme-mystery") && text.contains("prices set"),
                 text.constData());
        QVERIFY(run("prices check")
                    .out.contains("vertex counts 1.1M tokens of "
                                  "google/acme-mystery (1 bucket) without a price"));
        QVERIFY(!run("prices unpriced --from 2026-11-01").out.contains("acme"));
    }

    void doctorReconcileAndReportSayIt()
    {
        QVERIFY(run("doctor").out.contains("google/acme-mystery (1 bucket) without a price"));
        const QByteArray books = run("reconcile").out;
        QVERIFY2(books.contains("counts without a price, of acme-mystery"), books.constData());
        const QJsonArray rows = run("reconcile --json").json()[u"rows"].toArray();
        QCOMPARE(rows[0][u"unpriced_models"].toString(), u"acme-mystery"_s);
        const QByteArray report = run("report --by model").out;
        QVERIFY2(report.contains("at least") && report.contains("google/acme-mystery"),
                 report.constData());
        QVERIFY2(report.contains("\u2265 $0.55"), report.constData());
        QVERIFY(!run("report --where model=gemini-2.5-flash").out.contains("acme"));
        const QJsonArray missing = run("report --json").json()[u"unpriced_counts"].toArray();
        QCOMPARE(missing.size(), 1);
        QCOMPARE(missing[0][u"model"].toString(), u"acme-mystery"_s);
        QCOMPARE(missing[0][u"tokens"].toInt(), 1'100'000);
        QVERIFY(!run("report --json --where model=gemini-2.5-flash")
                     .json()
                     .contains(u"unpriced_counts"_s));
    }

    /// A budget in money that they may be of is used at least so far.
    void budgetsSayIt()
    {
        const auto add = [this](const char *name, const char *more) {
            const QByteArray words = "budget add --limit 1USD --period once --from 2026-10-01 "
                                     "--to 2026-11-01 --name " +
                                     QByteArray(name) + more;
            return run(words.constData()).code;
        };
        QCOMPARE(add("All", ""), 0);
        QCOMPARE(add("Flash", " --scope model=gemini-2.5-flash"), 0);
        QCOMPARE(add("Others", " --scope model=acme-mystery"), 0);
        const QByteArray text = run("budget status --at 2026-10-20").out;
        QVERIFY2(text.contains("at least $0.55") && text.contains(">= 55%"), text.constData());
        QVERIFY2(text.contains("All: 1.1M tokens that a provider counts have no price"),
                 text.constData());
        QVERIFY2(text.contains("Others: 1.1M tokens") && !text.contains("Flash: 1.1M"),
                 text.constData());
        const QJsonArray all =
            run("budget status --at 2026-10-20 --json").json()[u"budgets"].toArray();
        QCOMPARE(all.size(), 3);
        for (const QJsonValue &one : all) {
            const bool isFlash = one[u"name"].toString() == u"Flash"_s;
            QCOMPARE(one[u"unpriced_tokens"].toInt(), isFlash ? 0 : 1'100'000);
            QCOMPARE(one[u"consumed_at_least"].toBool(), !isFlash);
        }
        // Of the project that the counts name, and of no other.
        QByteArray named = countsOf("acme-other", 14);
        named.replace(R"("billed_usd")", R"("project":"p1","billed_usd")");
        m_box->write(u"named.jsonl"_s, named);
        QCOMPARE(run("import named.jsonl").code, 0);
        QCOMPARE(add("P1", " --scope project=p1"), 0);
        QCOMPARE(add("P2", " --scope project=p2"), 0);
        const QByteArray projects = run("budget status --at 2026-10-20").out;
        QVERIFY2(projects.contains("P1: 1.1M tokens") && !projects.contains("P2: 1.1M"),
                 projects.constData());
        QVERIFY(run("report --where project=p1").out.contains("google/acme-other"));
        QByteArray priced = countsOf("gemini-2.5-flash", 15);
        priced.replace(R"("billed_usd")", R"("project":"p1","billed_usd")");
        m_box->write(u"priced.jsonl"_s, priced);
        QCOMPARE(run("import priced.jsonl").code, 0);
        QCOMPARE(add("Each", " --each project"), 0);
        const QByteArray members = run("budget status --members --at 2026-10-20").out;
        QVERIFY2(members.contains("Each \u00b7 p1: 1.1M tokens"), members.constData());
        // Before it was counted there was nothing.
        const QByteArray before = run("budget status --at 2026-10-04").out;
        QVERIFY2(!before.contains("at least"), before.constData());
    }

    void closingAndTablesForMachinesSayIt()
    {
        const Ran dry = run("close 2026-10 --dry-run");
        QVERIFY2(dry.out.contains("vertex counts 1.1M tokens of google/acme-mystery"),
                 dry.out.constData());
        const Ran csv = run("report --by model --csv");
        QVERIFY2(csv.err.contains("At least: vertex counts 1.1M tokens of google/acme-mystery "
                                  "(1 bucket) without a price"),
                 csv.err.constData());
        QVERIFY(!csv.out.contains("acme-mystery (1"));
        QVERIFY(run("report --where model=gemini-2.5-flash --csv").err.isEmpty());
    }

    /// What a price is said to change is what it changes.
    void settingAPriceTellsWhatItMakesOfCounts()
    {
        const Ran tried =
            run("prices set google/acme-mystery --input 1 --output 2 --dry-run --json");
        const QJsonObject effect = tried.json()[u"effect"].toObject();
        QCOMPARE(effect[u"counted_tokens"].toInt(), 1'100'000);
        QCOMPARE(effect[u"counted_change_usd"].toString(), u"1.200000000"_s);
        const auto total = [this] {
            return run("report --json").json()[u"total"].toObject()[u"cost_usd"].toString();
        };
        QCOMPARE(total(), u"0.550000000"_s);
        const QByteArray set = run("prices set google/acme-mystery --input 1 --output 2").out;
        QVERIFY2(set.contains("by +$1.20, in 1.1M tokens that a provider counts (+$1.20)") &&
                     set.contains("1.1M tokens that a provider counts get a price"),
                 set.constData());
        QCOMPARE(total(), u"1.750000000"_s);
        QVERIFY(run("prices set google/gemini-2.5-flash --input 0.30 --output 2.50 --dry-run")
                    .out.contains("change nothing"));
    }

    void aPriceEndsIt()
    {
        QCOMPARE(run("prices set google/acme-mystery --input 1 --output 2").code, 0);
        QVERIFY(run("prices unpriced").out.contains("Every request there is has a price"));
        QVERIFY(!run("doctor").out.contains("acme-mystery"));
        QVERIFY(!run("reconcile").out.contains("acme-mystery"));
        QVERIFY(!run("report").out.contains("at least"));
    }

    /// A project's number in the counts, and its name in the bill.
    void aProjectOfTwoNamesIsADoubt()
    {
        QByteArray named = countsOf("gemini-2.5-pro", 13);
        named.replace(R"("billed_usd")", R"("project":"40","billed_usd")");
        m_box->write(u"more.jsonl"_s, named);
        const auto bill = [](const char *project) -> QByteArray {
            return QByteArray("BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,"
                              "ProviderName,ServiceName,SubAccountName\n"
                              "3,USD,2026-10-05,2026-10-06,Google Cloud,Vertex AI,") +
                   project + "\n";
        };
        QCOMPARE(run("import more.jsonl").code, 0);
        m_box->write(u"bill.csv"_s, bill("Halden-Prod"));
        const Ran ran = run("import bill.csv --map project=SubAccountName");
        QVERIFY2(
            ran.err.contains("tokens of google for project 40 on 1 day of which the bill focus "
                             "tells of project Halden-Prod"),
            ran.err.constData());
        QVERIFY(run("doctor").out.contains("for project 40"));
        QCOMPARE(run("source remove focus --data").code, 0);
        m_box->write(u"bill.csv"_s, bill("40"));
        const Ran alike = run("import bill.csv --map project=SubAccountName");
        QVERIFY2(!alike.err.contains("for project 40"), alike.err.constData());
        // A credit of another project is no use that could be the same.
        QCOMPARE(run("source remove focus --data").code, 0);
        QByteArray credit = bill("Halden-Prod");
        credit.replace("3,USD", "-3,USD");
        m_box->write(u"bill.csv"_s, credit);
        const Ran back = run("import bill.csv --map project=SubAccountName");
        QCOMPARE(back.code, 0);
        QVERIFY2(!back.err.contains("for project 40"), back.err.constData());
    }

    void aBillOfNothingIsSaidToBeOne()
    {
        m_box->write(u"bill.csv"_s,
                     "BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,ProviderName,"
                     "ChargeDescription\n"
                     "5,USD,2026-09-05,2026-09-06,OpenAI,Tokens\n"
                     "-5,USD,2026-09-05,2026-09-06,OpenAI,Credit\n");
        QCOMPARE(run("import bill.csv").code, 0);
        QVERIFY(run("report --from 2026-09-01 --to 2026-10-01")
                    .out.contains("What was billed here comes to $0.00"));
        QVERIFY(run("report --from 2026-08-01 --to 2026-09-01").out.contains("Nothing matches"));
    }

private:
    std::unique_ptr<Sandbox> m_box;

    [[nodiscard]] Ran run(const char *words) const
    {
        return m_box->run(QString::fromUtf8(words).split(u' ') << u"--ledger"_s << u"l.sqlite"_s);
    }
};

QTEST_GUILESS_MAIN(TestCliUnpriced)
#include "tst_cliunpriced.moc"
