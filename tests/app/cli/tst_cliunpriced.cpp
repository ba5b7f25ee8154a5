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

    void aPriceEndsIt()
    {
        QCOMPARE(run("prices set google/acme-mystery --input 1 --output 2").code, 0);
        QVERIFY(run("prices unpriced").out.contains("Every request there is has a price"));
        QVERIFY(!run("doctor").out.contains("acme-mystery"));
        QVERIFY(!run("reconcile").out.contains("acme-mystery"));
        QVERIFY(!run("report").out.contains("at least"));
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
