// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/money.h"
#include "tests/app/cli/sandbox.h"

namespace outlay::test {

namespace {

qint64 nanos(const QJsonValue &usd)
{
    const Result<Money> amount = parseUsd(usd.toString().toStdString());
    return amount ? amount->nanos : -1;
}

QByteArray october()
{
    QByteArray lines;
    for (int n = 1; n <= 8; ++n)
        lines += logLine(n, "claude-sonnet-4-5", "2026-10-05T10:00:00Z",
                         n % 2 == 0 ? "alice" : "<b>bob</b>");
    return lines;
}

QByteArray others()
{
    return logLine(20, "claude-sonnet-4-5", "2026-09-05T10:00:00Z") +
           logLine(30, "claude-haiku-4-5", "2026-11-05T10:00:00Z") +
           logLine(31, "nobody-knows-it", "2026-10-06T10:00:00Z");
}

} // namespace

class TestCliReview : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void reviewsTheLastWholeMonth();
    void receiptsAddUp();
    void mediansAndBudgetsHaveReceipts();
    void isTheSameWhateverTheOrder_data();
    void isTheSameWhateverTheOrder();
    void htmlIsSafeAndWhole();
    void cutsAPeriodTheDataEndWithin();
    void complainsInWords();
    void usersWithinAPlanAreNoMedian();
    void aBudgetOfAnotherZoneIsJudgedAtItsOwnPeriod();
    void itsPeriodBeforeIsThatOfChanges();
    void whatABudgetOfAllHasUsedHasAReceipt();
    void theDemosReviewIsAsItWas_data();
    void theDemosReviewIsAsItWas();

private:
    void makeDemo();

    Sandbox m_box, m_other;
};

void TestCliReview::initTestCase()
{
    for (Sandbox *box : {&m_box, &m_other}) {
        box->write(QStringLiteral("a.jsonl"), october());
        box->write(QStringLiteral("b.jsonl"), others());
    }
    for (const char *name : {"a.jsonl", "b.jsonl"})
        QCOMPARE(m_box.run(importOf({QString::fromLatin1(name)})).code, 0);
    for (const char *name : {"b.jsonl", "a.jsonl"})
        QCOMPARE(m_other.run(importOf({QString::fromLatin1(name)})).code, 0);
}

void TestCliReview::makeDemo()
{
    if (!QFile::exists(m_box.path(QStringLiteral("demo.sqlite"))))
        QCOMPARE(m_box.run("demo --ledger demo.sqlite").code, 0);
}

void TestCliReview::reviewsTheLastWholeMonth()
{
    const QJsonObject review = m_box.run("review --json").json();
    QCOMPARE(review[u"period"][u"from"].toString(), QStringLiteral("2026-10-01T00:00:00Z"));
    QCOMPARE(review[u"prior"][u"from"].toString(), QStringLiteral("2026-09-01T00:00:00Z"));
    const QJsonObject report =
        m_box.run("report --json --from 2026-10-01 --to 2026-11-01").json()[u"total"].toObject();
    QCOMPARE(review[u"total"][u"cost_usd"], report[u"cost_usd"]);
    // 36,000 tokens in at $3 and 800 out at $15 a million.
    QCOMPARE(nanos(review[u"total"][u"cost_usd"]), 120'000'000);
    QVERIFY(m_box.run("review").out.contains("Spend was at least $0.12 for 9 requests. [1]"));
}

void TestCliReview::receiptsAddUp()
{
    const QJsonObject review = m_box.run("review --json").json();
    const QJsonArray receipts = review[u"receipts"].toArray();
    QVERIFY(receipts.size() > 5);
    const qint64 total = nanos(review[u"total"][u"cost_usd"]);
    int wholes = 0;
    for (const QJsonValue receipt : receipts) {
        qint64 sum = 0;
        for (const QJsonValue line : receipt[u"lines"].toArray())
            sum += nanos(line[u"usd"]);
        QCOMPARE(sum, nanos(receipt[u"sum_usd"]));
        if (receipt[u"title"].toString().startsWith(QLatin1String("Spend by "))) {
            ++wholes;
            QCOMPARE(sum, total);
        }
    }
    QCOMPARE(wholes, 3);
}

void TestCliReview::mediansAndBudgetsHaveReceipts()
{
    Sandbox box; // the others are to stay the same
    box.write(QStringLiteral("a.jsonl"), october());
    QCOMPARE(box.run(importOf({QStringLiteral("a.jsonl")})).code, 0);
    const QStringList words{QStringLiteral("budget"),   QStringLiteral("add"),
                            QStringLiteral("--name"),   QStringLiteral("all of it"),
                            QStringLiteral("--limit"),  QStringLiteral("50USD"),
                            QStringLiteral("--period"), QStringLiteral("month")};
    const Ran added = box.run(words);
    QVERIFY2(added.code == 0, added.err.constData());
    const QJsonObject review = box.run("review --json --at 2026-10").json();
    qint64 used = -1, median = -1;
    for (const QJsonValue receipt : review[u"receipts"].toArray()) {
        const QString title = receipt[u"title"].toString();
        if (title == QLatin1String("Used of budget all of it"))
            used = nanos(receipt[u"sum_usd"]);
        if (title.startsWith(QLatin1String("Median of ")) &&
            title.contains(QLatin1String(" users: ")))
            median = nanos(receipt[u"sum_usd"]);
    }
    QCOMPARE(used, nanos(review[u"total"][u"cost_usd"]));
    QVERIFY(median > 0);
}

void TestCliReview::isTheSameWhateverTheOrder_data()
{
    QTest::addColumn<QString>("format");
    for (const char *format : {"text", "html", "json"})
        QTest::newRow(format) << QString::fromLatin1(format);
}

void TestCliReview::isTheSameWhateverTheOrder()
{
    QFETCH(QString, format);
    const QStringList words{QStringLiteral("review"), QStringLiteral("--format"), format};
    const Ran one = m_box.run(words);
    QCOMPARE(one.code, 0);
    QVERIFY(!one.out.isEmpty());
    QCOMPARE(one.out, m_other.run(words).out);
}

void TestCliReview::htmlIsSafeAndWhole()
{
    QCOMPARE(m_box.run("review --format html --output r.html").code, 0);
    const QByteArray html = m_box.read(QStringLiteral("r.html"));
    QVERIFY(html.contains("&lt;b&gt;bob&lt;/b&gt;"));
    QVERIFY(!html.contains("<b>"));
    for (const char *forbidden : {"<script", "http:", "https:", "<link", "<img", "url("})
        QVERIFY2(!html.contains(forbidden), forbidden);
    QVERIFY(html.endsWith("</html>\n"));
}

void TestCliReview::cutsAPeriodTheDataEndWithin()
{
    const QJsonObject review = m_box.run("review --json --at 2026-11").json();
    QCOMPARE(review[u"period"][u"to"].toString(), QStringLiteral("2026-11-06T00:00:00Z"));
    QCOMPARE(review[u"prior"][u"to"].toString(), QStringLiteral("2026-10-05T10:00:00Z"));
}

void TestCliReview::complainsInWords()
{
    const Ran ran = m_box.run("review --period year");
    QCOMPARE(ran.code, 2);
    QVERIFY(ran.err.contains("choose week or month"));
    const Ran unknown = m_box.run("review --at 2027-03");
    QCOMPARE(unknown.code, 2);
    QVERIFY(unknown.out.isEmpty());
    QVERIFY2(
        unknown.err.contains("Review of 2027-03-01 to 2027-03-31: the ledger knows of nothing"),
        unknown.err.constData());
}

/// liam has plan requests only: no spend to be a median of.
void TestCliReview::usersWithinAPlanAreNoMedian()
{
    makeDemo();
    const QByteArray text = m_box.run("review --ledger demo.sqlite --at 2026-10").out;
    QVERIFY(text.contains("15 users with a cost: median $124.2302,"));
}

/// Vienna's November has begun when October ends in UTC.
void TestCliReview::aBudgetOfAnotherZoneIsJudgedAtItsOwnPeriod()
{
    Sandbox box; // the others are to stay the same
    box.write(QStringLiteral("a.jsonl"), october());
    box.write(QStringLiteral("b.jsonl"),
              others() + logLine(40, "claude-sonnet-4-5", "2026-10-31T23:30:00Z"));
    for (const char *name : {"a.jsonl", "b.jsonl"})
        QCOMPARE(box.run(importOf({QString::fromLatin1(name)})).code, 0);
    QCOMPARE(box.run("budget add --name vienna --limit 1USD --tz Europe/Vienna").code, 0);
    QCOMPARE(box.run("budget add --name here --limit 1USD --tz UTC").code, 0);
    QCOMPARE(box.run("budget add --name daily --limit 1USD --period day --tz Europe/Vienna").code,
             0);
    const QJsonObject review = box.run("review --json --at 2026-10").json();
    QMap<QString, QString> used;
    for (const QJsonValue section : review[u"sections"].toArray()) {
        if (section[u"title"].toString() != QLatin1String("Budgets"))
            continue;
        for (const QJsonValue row : section[u"tables"][0].toArray())
            used[row[0].toString()] = row[1].toString();
    }
    QCOMPARE(used.value(QStringLiteral("vienna (2026-10-01 to 2026-10-31, Europe/Vienna)")),
             QStringLiteral("$0.12"));
    QCOMPARE(used.value(QStringLiteral("here")), QStringLiteral("$0.24"));
    QCOMPARE(used.value(QStringLiteral("daily (2026-11-01, Europe/Vienna)")),
             QStringLiteral("$0.12"));
    const Ran text = box.run("review --at 2026-10");
    QVERIFY(text.out.contains("Used of budget vienna (2026-10-01 to 2026-10-31, Europe/Vienna): "
                              "0.120000000 USD"));
}

/// The demo has one "now", whoever asks.
void TestCliReview::itsPeriodBeforeIsThatOfChanges()
{
    makeDemo();
    const QJsonObject review = m_box.run("review --ledger demo.sqlite --json --at 2026-11").json();
    const QJsonObject changes = m_box.run("changes --ledger demo.sqlite --json").json();
    QCOMPARE(review[u"prior"], changes[u"prior"]);
    QCOMPARE(review[u"prior_usd"], changes[u"prior_usd"]);
}

/// Fees of plans are a part of the spend and of no budget's use: the receipt takes them off.
void TestCliReview::whatABudgetOfAllHasUsedHasAReceipt()
{
    makeDemo();
    for (const char *ending : {"", "-wal"})
        (void)QFile::copy(m_box.path(QStringLiteral("demo.sqlite") + QLatin1String(ending)),
                          m_box.path(QStringLiteral("budgets.sqlite") + QLatin1String(ending)));
    QCOMPARE(m_box.run("budget add --name All --limit 7000USD --ledger budgets.sqlite").code, 0);
    const QJsonObject review =
        m_box.run("review --ledger budgets.sqlite --json --at 2026-11").json();
    int found = 0;
    for (const QJsonValue receipt : review[u"receipts"].toArray()) {
        if (!receipt[u"title"].toString().startsWith(QStringLiteral("Used of budget All")))
            continue;
        ++found;
        qint64 sum = 0;
        bool hasFees = false;
        for (const QJsonValue line : receipt[u"lines"].toArray()) {
            sum += nanos(line[u"usd"]);
            hasFees = hasFees || line[u"what"].toString() == QLatin1String("less fees of plans");
        }
        QCOMPARE(sum, nanos(receipt[u"sum_usd"]));
        QCOMPARE(sum, 5'941'628'201'425);
        QVERIFY(hasFees);
    }
    QCOMPARE(found, 1);
}

/// The demo is the same to the byte everywhere, and so is what is written of it.
void TestCliReview::theDemosReviewIsAsItWas_data()
{
    QTest::addColumn<QString>("words");
    QTest::newRow("month") << QStringLiteral("--at 2026-11");
    QTest::newRow("week") << QStringLiteral("--period week --at 2026-11-16");
}

void TestCliReview::theDemosReviewIsAsItWas()
{
    QFETCH(QString, words);
    makeDemo();
    const QByteArray line = "review --ledger demo.sqlite " + words.toUtf8();
    const Ran ran = m_box.run(line.constData());
    QCOMPARE(ran.code, 0);
    const QString path = QStringLiteral(OUTLAY_TEST_DATA "/review/demo-%1.txt")
                             .arg(QLatin1String(QTest::currentDataTag()));
    QFile golden(path);
    if (qEnvironmentVariableIsSet("OUTLAY_UPDATE_GOLDEN")) {
        QVERIFY(golden.open(QIODevice::WriteOnly));
        golden.write(ran.out);
        return;
    }
    QVERIFY2(golden.open(QIODevice::ReadOnly), qPrintable(path));
    const QList<QByteArray> is = ran.out.split('\n'), was = golden.readAll().split('\n');
    for (qsizetype i = 0; i < std::min(is.size(), was.size()); ++i)
        QCOMPARE(is.at(i), was.at(i));
    QCOMPARE(is.size(), was.size());
}

} // namespace outlay::test

QTEST_GUILESS_MAIN(outlay::test::TestCliReview)
#include "tst_clireview.moc"
