// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/database.h"
#include "models/money/money.h"
#include "tests/app/cli/sandbox.h"

#include <QCryptographicHash>

using namespace outlay;
using namespace outlay::test;

namespace {

qint64 nanos(const QJsonValue &usd)
{
    const Result<Money> amount = parseUsd(usd.toString().toStdString());
    return amount ? amount->nanos : -1;
}

} // namespace

class TestCliClose : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void closesAndShowsAnAdjustmentToTheNanoDollar();
    void theDigestIsOfTheRowsShown();
    void refusesWhatMayStillChangeUnlessToldSo();
    void aDryRunStoresNothing();
    void reportsAsOf();
    void opensAgainWithAReason();
    void theReviewSaysItIsClosed();
    void doctorFindsTampering();
    void complainsInWords_data();
    void complainsInWords();
    void anEmptyLedgerIsNotMade();

private:
    std::unique_ptr<Sandbox> m_box;

    void take(const QString &name, const QByteArray &lines) const
    {
        m_box->write(name, lines);
        QCOMPARE(m_box->run(importOf({name})).code, 0);
    }
    [[nodiscard]] QString costOf(const char *words) const
    {
        return m_box->run(words).json()[u"total"][u"cost_usd"].toString();
    }
};

void TestCliClose::init()
{
    m_box = std::make_unique<Sandbox>();
    take(QStringLiteral("october.jsonl"),
         logLine(1, "claude-sonnet-4-5", "2025-10-05T10:00:00Z") +
             logLine(2, "claude-sonnet-4-5", "2025-10-06T10:00:00Z", "bob") +
             logLine(3, "claude-sonnet-4-5", "2025-11-06T10:00:00Z"));
}

void TestCliClose::closesAndShowsAnAdjustmentToTheNanoDollar()
{
    const Ran closed =
        m_box->run({QStringLiteral("close"), QStringLiteral("2025-10"), QStringLiteral("--note"),
                    QStringLiteral("to accounting"), QStringLiteral("--json")});
    QVERIFY2(closed.code == 0, closed.err.constData());
    const QJsonObject closing = closed.json();
    QCOMPARE(closing[u"month"].toString(), QStringLiteral("2025-10"));
    QCOMPARE(closing[u"to"].toString(), QStringLiteral("2025-11-01T00:00:00Z"));
    QCOMPARE(closing[u"digest"].toString().size(), 64);
    QCOMPARE(closing[u"note"].toString(), QStringLiteral("to accounting"));
    QVERIFY(closing[u"reopened"].isNull());
    // 3,000 tokens in at $3 and 200 out at $15 a million.
    QCOMPARE(closing[u"total"][u"cost_usd"].toString(), QStringLiteral("0.012000000"));
    QVERIFY(m_box->run("close show 2025-10").out.contains("Nothing of it is other"));

    take(QStringLiteral("late.jsonl"),
         logLine(7, "claude-sonnet-4-5", "2025-10-31T23:00:00Z", "bob"));
    const QJsonObject shown = m_box->run("close show 2025-10 --json").json();
    QVERIFY(shown[u"verified"].toBool());
    QCOMPARE(shown[u"digest"], closing[u"digest"]);
    QCOMPARE(shown[u"adjustment_usd"].toString(), QStringLiteral("0.022500000"));
    QCOMPARE(nanos(shown[u"current"][u"cost_usd"]) - nanos(shown[u"frozen"][u"cost_usd"]),
             nanos(shown[u"adjustment_usd"]));
    const QJsonObject adjustments = shown[u"adjustments"].toObject();
    const QJsonArray causes = adjustments[u"causes"].toArray();
    QCOMPARE(causes.size(), 1);
    QCOMPARE(causes[0][u"cause"].toString(), QStringLiteral("late_requests"));
    QCOMPARE(causes[0][u"requests"].toInt(), 1);
    qint64 days = 0;
    for (const QJsonValue day : adjustments[u"by_day"].toArray())
        days += nanos(day[u"adjustment_usd"]);
    QCOMPARE(days, nanos(shown[u"adjustment_usd"]));
    const QJsonArray users = adjustments[u"by"][u"user"].toArray();
    QCOMPARE(users.size(), 1);
    QCOMPARE(users[0][u"user"].toString(), QStringLiteral("bob"));
    const QByteArray text = m_box->run("close show 2025-10 --by user").out;
    QVERIFY2(text.contains("late requests") && text.contains("bob") &&
                 text.contains("2025-10-31") && !text.contains("alice"),
             text.constData());
    const QJsonArray list = m_box->run("close list --json").json()[u"closings"].toArray();
    QCOMPARE(list.size(), 1);
    QCOMPARE(list[0][u"adjustment_usd"].toString(), QStringLiteral("0.022500000"));
    QVERIFY(m_box->run("close list").out.contains("to accounting"));
}

void TestCliClose::theDigestIsOfTheRowsShown()
{
    const QString digest = m_box->run("close 2025-10 --json").json()[u"digest"].toString();
    const QByteArray rows = m_box->run("close show 2025-10 --rows").out;
    QCOMPARE(rows.count('\n'), 3);
    QCOMPARE(
        QString::fromLatin1(QCryptographicHash::hash(rows, QCryptographicHash::Sha256).toHex()),
        digest);
    // Another machine, another order, the same digest.
    Sandbox other;
    for (const auto &[name, line] :
         {std::pair("b.jsonl", logLine(2, "claude-sonnet-4-5", "2025-10-06T10:00:00Z", "bob")),
          std::pair("a.jsonl", logLine(1, "claude-sonnet-4-5", "2025-10-05T10:00:00Z"))}) {
        other.write(QLatin1String(name), line);
        QCOMPARE(other.run(importOf({QLatin1String(name)})).code, 0);
    }
    QCOMPARE(other.run("close 2025-10 --json").json()[u"digest"].toString(), digest);
}

void TestCliClose::refusesWhatMayStillChangeUnlessToldSo()
{
    take(QStringLiteral("unknown.jsonl"), logLine(9, "nobody-knows-it", "2025-10-07T10:00:00Z"));
    const Ran refused = m_box->run("close 2025-10");
    QCOMPARE(refused.code, 2);
    QVERIFY(refused.out.isEmpty());
    QVERIFY2(refused.err.contains("1 request of anthropic/nobody-knows-it has no price") &&
                 refused.err.contains("--anyway"),
             refused.err.constData());
    QCOMPARE(m_box->run("close list --json").json()[u"closings"].toArray().size(), 0);
    const Ran closed = m_box->run("close 2025-10 --anyway --json");
    QCOMPARE(closed.code, 0);
    const QJsonArray unpriced = closed.json()[u"obstacles"][u"unpriced"].toArray();
    QCOMPARE(unpriced.size(), 1);
    QCOMPARE(unpriced[0][u"requests"].toInt(), 1);
    const Ran empty = m_box->run("close 2024-01");
    QCOMPARE(empty.code, 2);
    QVERIFY(empty.err.contains("nothing of it"));
}

void TestCliClose::aDryRunStoresNothing()
{
    const QJsonObject tried = m_box->run("close 2025-10 --dry-run --json").json();
    QVERIFY(tried[u"dry_run"].toBool());
    QVERIFY(m_box->run("close list").out.contains("No month is closed"));
    QCOMPARE(m_box->run("close 2025-10 --json").json()[u"digest"], tried[u"digest"]);
}

void TestCliClose::reportsAsOf()
{
    const QByteArray before = m_box->run("report --by user --every day --json").out;
    QCOMPARE(m_box->run("close 2025-10").code, 0);
    QCOMPARE(m_box->run("report --by user --every day --json").out, before);
    take(QStringLiteral("late.jsonl"), logLine(7, "claude-sonnet-4-5", "2025-10-31T23:00:00Z") +
                                           logLine(8, "claude-sonnet-4-5", "2025-11-30T23:00:00Z"));
    const QJsonObject now = m_box->run("report --json --as-of 2025-01-01").json();
    QCOMPARE(now[u"closed_months"].toArray().size(), 0);
    QCOMPARE(now[u"total"][u"cost_usd"].toString(), costOf("report --json"));
    const QJsonObject then = m_box->run("report --by user --json --as-of now").json();
    const QJsonArray months = then[u"closed_months"].toArray();
    QCOMPARE(months.size(), 1);
    QCOMPARE(months[0][u"month"].toString(), QStringLiteral("2025-10"));
    QCOMPARE(months[0][u"digest"].toString().size(), 64);
    QVERIFY(!then[u"as_of"].isNull());
    // All but the late request of October, whose 7,000 tokens in and 100 out cost 0.0225.
    QCOMPARE(nanos(then[u"total"][u"cost_usd"]), nanos(now[u"total"][u"cost_usd"]) - 22'500'000);
    QCOMPARE(costOf("report --json --as-of now --from 2025-10 --to 2025-11"),
             QStringLiteral("0.012000000"));
    QCOMPARE(costOf("report --json --as-of now --from 2025-10-06 --to 2025-10-07"),
             QStringLiteral("0.007500000"));
    QVERIFY(m_box->run("report --as-of now").out.contains("2025-10 (digest "));
    const Ran csv = m_box->run("report --by user --csv --as-of now");
    QVERIFY(csv.out.startsWith("user,") && !csv.out.contains("digest"));
    QVERIFY(csv.err.contains("as closed"));
    const Ran task = m_box->run("report --by task --as-of now");
    QCOMPARE(task.code, 2);
    QVERIFY2(task.err.contains("2025-10 is closed") && task.err.contains("by task"),
             task.err.constData());
    QCOMPARE(m_box->run("report --as-of whenever").code, 2);
}

void TestCliClose::opensAgainWithAReason()
{
    const QString digest = m_box->run("close 2025-10 --json").json()[u"digest"].toString();
    const Ran silent = m_box->run("close reopen 2025-10");
    QCOMPARE(silent.code, 2);
    QVERIFY(silent.err.contains("--reason"));
    QCOMPARE(
        m_box
            ->run({QStringLiteral("close"), QStringLiteral("reopen"), QStringLiteral("2025-10"),
                   QStringLiteral("--reason"), QStringLiteral("invoice was missing")})
            .code,
        0);
    QCOMPARE(m_box->run("close show 2025-10").code, 2);
    QCOMPARE(m_box->run("report --json --as-of now").json()[u"closed_months"].toArray().size(), 0);
    QVERIFY(m_box->run("close list").out.contains("invoice was missing"));
    QCOMPARE(m_box->run("close 2025-10").code, 0);
    const QJsonArray history = m_box->run("close show 2025-10 --json").json()[u"history"].toArray();
    QCOMPARE(history.size(), 1);
    QCOMPARE(history[0][u"digest"].toString(), digest);
    QCOMPARE(history[0][u"reopened"][u"reason"].toString(), QStringLiteral("invoice was missing"));
    QVERIFY(!history[0][u"reopened"][u"by"].toString().isEmpty());
}

void TestCliClose::theReviewSaysItIsClosed()
{
    QVERIFY(m_box->run("review --at 2025-10 --json").json()[u"closed"].isNull());
    const QString digest = m_box->run("close 2025-10 --json").json()[u"digest"].toString();
    const QByteArray said =
        "2025-10 is closed (digest " + digest.left(12).toUtf8() + ") with $0.01";
    QVERIFY(m_box->run("review --at 2025-10").out.contains(QByteArray(said + ".")));
    take(QStringLiteral("late.jsonl"), logLine(7, "claude-sonnet-4-5", "2025-10-31T23:00:00Z"));
    const QByteArray later = m_box->run("review --at 2025-10").out;
    QVERIFY2(later.contains(QByteArray(said + "; since then the adjustment is +$0.02.")),
             later.constData());
    const QJsonObject review = m_box->run("review --at 2025-10 --json").json();
    QCOMPARE(review[u"closed"][u"digest"].toString(), digest);
    QCOMPARE(review[u"closed"][u"adjustment_usd"].toString(), QStringLiteral("0.022500000"));
    const QJsonObject receipt = review[u"receipts"][0].toObject();
    QCOMPARE(nanos(receipt[u"sum_usd"]), nanos(review[u"total"][u"cost_usd"]));
}

void TestCliClose::doctorFindsTampering()
{
    QCOMPARE(m_box->run("close 2025-10").code, 0);
    QCOMPARE(m_box->run("doctor").code, 0);
    const std::string path =
        m_box->path(QStringLiteral(".local/share/outlay/ledger.sqlite")).toStdString();
    {
        const auto db = Database::open(path, Database::Mode::ReadWrite);
        QVERIFY(db.has_value());
        QVERIFY((*db)
                    ->exec("UPDATE frozen_row SET day=day-1 WHERE day=(SELECT min(day) FROM "
                           "frozen_row)")
                    .has_value());
    }
    const Ran found = m_box->run("doctor");
    QCOMPARE(found.code, 3);
    QVERIFY2(found.out.contains("the closing of 2025-10 is not what was frozen: row 1 of "
                                "2025-10-04"),
             found.out.constData());
    for (const char *words :
         {"close show 2025-10", "close list", "close show 2025-10 --rows", "report --as-of now"}) {
        const Ran ran = m_box->run(words);
        QCOMPARE(ran.code, 3);
        QVERIFY(ran.out.isEmpty());
    }
    QCOMPARE(m_box->run("report").code, 0); // current figures need no closing
}

void TestCliClose::complainsInWords_data()
{
    QTest::addColumn<QString>("words");
    QTest::addColumn<QByteArray>("said");
    const auto row = [](const char *words, const char *said) {
        QTest::newRow(words) << QString::fromLatin1(words) << QByteArray(said);
    };
    row("close", "name a month");
    row("close october", "write it as 2026-10");
    row("close 2099-01", "not over");
    row("close show", "name the month");
    row("close show 2025-10", "is not closed");
    row("close show 2025-10 --by task", "not frozen by task");
    row("close 2025-10 --reason x", "--reason is no option of close MONTH");
    row("close list --rows", "--rows is no option of close list");
    row("close 2025-10 2025-11", "one word too many");
}

void TestCliClose::complainsInWords()
{
    QFETCH(const QString, words);
    QFETCH(const QByteArray, said);
    const Ran ran = m_box->run(words.split(QLatin1Char(' ')));
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.err.contains(said), ran.err.constData());
    QVERIFY(ran.out.isEmpty());
}

void TestCliClose::anEmptyLedgerIsNotMade()
{
    for (const char *words : {"close 2025-10 --ledger no.sqlite", "close list --ledger no.sqlite"})
        QCOMPARE(m_box->run(words).code, 3);
    QVERIFY(!QFile::exists(m_box->path(QStringLiteral("no.sqlite"))));
}

QTEST_GUILESS_MAIN(TestCliClose)
#include "tst_cliclose.moc"
