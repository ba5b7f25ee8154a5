// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/help.h"
#include "models/formats/format.h"
#include "tests/app/cli/sandbox.h"

using namespace outlay;
using namespace outlay::test;

namespace {

QByteArray fileOf(const char *relative)
{
    QFile file(QStringLiteral(OUTLAY_SOURCE_DIR "/") + QLatin1String(relative));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestCliLedger : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void listsSources();
    void removingASourceTakesAllItSaid();
    void aPlanMakesTokensListValue();
    void listReportsHaveTheDiscountTakenOff();
    void aCloudsModelIsPricedByTheCommandShown();
    void backsUpAndRestores();
    void restoreRefusesWhatIsNoLedger();
    void doctorFindsAHealthyLedgerHealthy();
    void fillsTheDemoAsItsManifestSays();
    void theDemoKeepsOutOfOwnData();
    void theLedgerIsPrivate();
    void takesTheLedgerFromXdgDataHome();
    void everyVerbTeaches_data();
    void everyVerbTeaches();
    void completionsManPageAndGuideKnowEverything();

private:
    std::unique_ptr<Sandbox> m_box;
};

void TestCliLedger::init()
{
    m_box = std::make_unique<Sandbox>();
    m_box->write(QStringLiteral("log.jsonl"), logLine(1) + logLine(2));
}

void TestCliLedger::listsSources()
{
    (void)m_box->run(importOf(
        {QStringLiteral("--source"), QStringLiteral("mine"), QStringLiteral("log.jsonl")}));
    const QJsonArray sources =
        m_box->run("source list --json").json()[QStringLiteral("sources")].toArray();
    QCOMPARE(sources.size(), 1);
    const QJsonObject mine = sources[0].toObject();
    QCOMPARE(mine[QStringLiteral("name")].toString(), QStringLiteral("mine"));
    QCOMPARE(mine[QStringLiteral("format")].toString(), QStringLiteral("jsonl"));
    QCOMPARE(mine[QStringLiteral("plan")].toString(), QStringLiteral("unknown"));
    QCOMPARE(mine[QStringLiteral("events")].toInt(), 2);
    QVERIFY(m_box->run("source list").out.contains("mine"));
}

void TestCliLedger::removingASourceTakesAllItSaid()
{
    m_box->write(QStringLiteral("other.jsonl"), logLine(3));
    (void)m_box->run(importOf(
        {QStringLiteral("--source"), QStringLiteral("keep"), QStringLiteral("other.jsonl")}));
    const QByteArray before = m_box->run("report --by model --json").out;
    (void)m_box->run(importOf(
        {QStringLiteral("--source"), QStringLiteral("mine"), QStringLiteral("log.jsonl")}));
    const Ran without = m_box->run("source remove mine");
    QCOMPARE(without.code, 2);
    QVERIFY(without.err.contains("--data"));
    const Ran removed = m_box->run("source remove mine --data --json");
    QVERIFY2(removed.code == 0, removed.err.constData());
    QCOMPARE(removed.json()[QStringLiteral("events")].toInt(), 2);
    QCOMPARE(m_box->run("report --by model --json").out, before);
    const Ran unknown = m_box->run("source remove mine --data");
    QCOMPARE(unknown.code, 2);
    QVERIFY(unknown.err.contains("keep"));
}

void TestCliLedger::aPlanMakesTokensListValue()
{
    (void)m_box->run(importOf({QStringLiteral("log.jsonl")}));
    const Ran set = m_box->run("source plan jsonl subscription --fee 200USD");
    QVERIFY2(set.code == 0, set.err.constData());
    const QJsonObject total =
        m_box->run("report --json").json()[QStringLiteral("total")].toObject();
    QCOMPARE(total[QStringLiteral("list_value_usd")].toString(), QStringLiteral("0.012000000"));
    QCOMPARE(total[QStringLiteral("cost_usd")].toString(), QStringLiteral("200.000000000"));
    const Ran receipt = m_box->run("explain --from 2026-11 --to 2026-12 --json");
    QVERIFY2(receipt.code == 0, receipt.err.constData());
    QCOMPARE(receipt.json()[QStringLiteral("cost_usd")].toString(),
             QStringLiteral("200.000000000"));
    (void)m_box->run("source plan jsonl metered");
    QCOMPARE(m_box->run("report --json")
                 .json()[QStringLiteral("total")][QStringLiteral("cost_usd")]
                 .toString(),
             QStringLiteral("0.012000000"));
}

void TestCliLedger::listReportsHaveTheDiscountTakenOff()
{
    QByteArray lines = "day,made,usd\n";
    for (int i = 1; i <= 6; ++i) // gpt-5-mini: 2 USD a million
        lines += "2026-11-0" + QByteArray::number(i) + ",1000000,2.5\n";
    m_box->write(QStringLiteral("dear.csv"), lines);
    const Ran imported = m_box->run(
        {QStringLiteral("import"), QStringLiteral("--format"), QStringLiteral("csv"),
         QStringLiteral("--source"), QStringLiteral("our gateway"), QStringLiteral("--map"),
         QStringLiteral("at=day,model='gpt-5-mini',provider='openai',output_tokens=made,"
                        "cost_usd=usd"),
         QStringLiteral("dear.csv")});
    QVERIFY2(imported.code == 0, imported.err.constData());
    const auto cost = [this] {
        return m_box->run("report --json")
            .json()[QStringLiteral("total")][QStringLiteral("cost_usd")]
            .toString();
    };
    const QByteArray gap = m_box->run("doctor").out;
    QVERIFY2(gap.contains("our gateway reports 15.000000000 USD for openai/gpt-5-mini where the "
                          "price book computes 12.000000000 USD (6 requests, +25.0%)"),
             gap.constData());
    QVERIFY2(gap.contains("source reports 'our gateway' list"), gap.constData());
    QCOMPARE(m_box->run("prices set openai --discount 20").code, 0);
    QCOMPARE(cost(), QStringLiteral("15.000000000"));
    const Ran set = m_box->run({QStringLiteral("source"), QStringLiteral("reports"),
                                QStringLiteral("our gateway"), QStringLiteral("list"),
                                QStringLiteral("--json")});
    QVERIFY2(set.code == 0, set.err.constData());
    QCOMPARE(cost(), QStringLiteral("12.000000000"));
    const Ran receipt = m_box->run("explain --where model=gpt-5-mini");
    QVERIFY2(receipt.out.contains("list 15.000000000 less the discount"), receipt.out.constData());
    QVERIFY(m_box->run("source list --json").out.contains("\"reports\":\"list\""));
}

void TestCliLedger::aCloudsModelIsPricedByTheCommandShown()
{
    m_box->write(QStringLiteral("cloud.csv"),
                 "day,who,what,made\n2026-11-02,azure,gpt-4o,1000000\n"
                 "2026-11-02,aws,anthropic.claude-haiku-4-5-20251001-v1:0,1000000\n"
                 "2026-11-02,,nobody-knows-1,1000000\n");
    const Ran imported =
        m_box->run({QStringLiteral("import"), QStringLiteral("--format"), QStringLiteral("csv"),
                    QStringLiteral("--map"),
                    QStringLiteral("at=day,provider=who,model=what,output_tokens=made"),
                    QStringLiteral("cloud.csv")});
    QVERIFY2(imported.code == 0, imported.err.constData());
    QVERIFY(m_box->run("report").out.contains("unpriced"));
    const QByteArrayList commands = {
        "prices set azure/gpt-4o --means openai/gpt-4o",
        "prices set aws/anthropic.claude-haiku-4-5-20251001-v1:0 --means "
        "anthropic/claude-haiku-4-5",
        "prices set '*/nobody-knows-1' --input USD --output USD"};
    const QByteArray shown = m_box->run("prices check").out;
    for (const QByteArray &command : commands) {
        QVERIFY2(shown.contains(QByteArray("outlay-cli " + command)), shown.constData());
        QVERIFY2(m_box->run("doctor").out.contains(QByteArray("outlay-cli " + command)),
                 command.constData());
        QByteArray typed = command;
        typed.replace("'", "").replace("USD", "2");
        QCOMPARE(m_box->run(typed.constData()).code, 0);
    }
    QCOMPARE(m_box->run("report --json")
                 .json()[QStringLiteral("total")][QStringLiteral("cost_usd")]
                 .toString(),
             QStringLiteral("17.000000000")); // 10 + 5 + 2
    QVERIFY(!m_box->run("prices check").out.contains("unpriced"));
}

void TestCliLedger::backsUpAndRestores()
{
    (void)m_box->run(importOf({QStringLiteral("log.jsonl")}));
    const QByteArray before = m_box->run("report --by model --json").out;
    const Ran backup = m_box->run("backup copy.sqlite --json");
    QVERIFY2(backup.code == 0, backup.err.constData());
    QVERIFY(backup.json()[QStringLiteral("bytes")].toInt() > 0);
    QCOMPARE(m_box->run("report --by model --json --ledger copy.sqlite").out, before);
    QCOMPARE(m_box->run("backup copy.sqlite").code, 2); // overwrites nothing
    m_box->write(QStringLiteral("more.jsonl"), logLine(3));
    (void)m_box->run(importOf({QStringLiteral("more.jsonl")}));
    QVERIFY(m_box->run("report --by model --json").out != before);
    const Ran restore = m_box->run("restore copy.sqlite");
    QVERIFY2(restore.code == 0, restore.err.constData());
    QCOMPARE(m_box->run("report --by model --json").out, before);
}

void TestCliLedger::restoreRefusesWhatIsNoLedger()
{
    (void)m_box->run(importOf({QStringLiteral("log.jsonl")}));
    const QByteArray before = m_box->run("report --by model --json").out;
    QCOMPARE(m_box->run("restore nowhere.sqlite").code, 2);
    m_box->write(QStringLiteral("junk.sqlite"), QByteArray(10'000, 'x'));
    const Ran junk = m_box->run("restore junk.sqlite");
    QCOMPARE(junk.code, 3);
    QVERIFY(!junk.err.isEmpty());
    QCOMPARE(m_box->run("report --by model --json").out, before);
}

void TestCliLedger::doctorFindsAHealthyLedgerHealthy()
{
    (void)m_box->run(importOf({QStringLiteral("log.jsonl")}));
    m_box->write(QStringLiteral(".codex/sessions/rollout-a.jsonl"), "{}\n");
    const Ran ran = m_box->run("doctor --json");
    QVERIFY2(ran.code == 0, ran.err.constData());
    QVERIFY(ran.json()[QStringLiteral("healthy")].toBool());
    QByteArray advice;
    for (const QJsonValue &finding : ran.json()[QStringLiteral("findings")].toArray()) {
        QCOMPARE(finding[QStringLiteral("kind")].toString(), QStringLiteral("advice"));
        advice += finding[QStringLiteral("what_to_do")].toString().toUtf8() + '\n';
    }
    QVERIFY(advice.contains("source plan"));
    QVERIFY(advice.contains(".codex/sessions"));
    QCOMPARE(m_box->run("doctor --repair").code, 0);
}

void TestCliLedger::fillsTheDemoAsItsManifestSays()
{
    const Ran first = m_box->run("demo --ledger a.sqlite --manifest planted.json");
    QVERIFY2(first.code == 0, first.err.constData());
    const QJsonObject manifest =
        QJsonDocument::fromJson(m_box->read(QStringLiteral("planted.json"))).object();
    QVERIFY(!manifest.isEmpty());
    const QJsonObject total =
        m_box->run("report --json --ledger a.sqlite").json()[QStringLiteral("total")].toObject();
    QCOMPARE(total[QStringLiteral("requests")].toInt(), manifest[QStringLiteral("events")].toInt());
    QVERIFY(
        m_box->run("doctor --json --ledger a.sqlite").json()[QStringLiteral("healthy")].toBool());
}

void TestCliLedger::theDemoKeepsOutOfOwnData()
{
    (void)m_box->run(importOf({QStringLiteral("log.jsonl")}));
    const Ran ran = m_box->run("demo");
    QCOMPARE(ran.code, 2);
    QVERIFY(ran.err.contains("--ledger"));
}

void TestCliLedger::theLedgerIsPrivate()
{
    (void)m_box->run(importOf({QStringLiteral("log.jsonl")}));
    (void)m_box->run("backup copy.sqlite");
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther |
                        QFile::WriteOther | QFile::ExeOther;
    for (const char *path :
         {".local/share/outlay", ".local/share/outlay/ledger.sqlite", "copy.sqlite"})
        QVERIFY2((QFile::permissions(m_box->path(QLatin1String(path))) & others) == 0, path);
}

void TestCliLedger::takesTheLedgerFromXdgDataHome()
{
    m_box->setVariable(QStringLiteral("XDG_DATA_HOME"), m_box->path(QStringLiteral("data")));
    (void)m_box->run(importOf({QStringLiteral("log.jsonl")}));
    QVERIFY(QFile::exists(m_box->path(QStringLiteral("data/outlay/ledger.sqlite"))));
}

void TestCliLedger::everyVerbTeaches_data()
{
    QTest::addColumn<QString>("verb");
    for (const cli::Verb *verb : cli::verbs())
        QTest::newRow(verb->name.data()) << QString::fromUtf8(verb->name.data());
}

void TestCliLedger::everyVerbTeaches()
{
    QFETCH(const QString, verb);
    const Ran ran = m_box->run({verb, QStringLiteral("--help")});
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.out.contains("Example"));
    QVERIFY(ran.out.contains(QByteArray("outlay-cli " + verb.toUtf8())));
    QVERIFY(ran.out.contains("--ledger FILE"));
    QVERIFY(ran.err.isEmpty());
    for (const QByteArray &line : ran.out.split('\n'))
        QVERIFY2(QString::fromUtf8(line).size() <= 110, line.constData());
    QVERIFY(m_box->run("--help").out.contains(QByteArray("  " + verb.toUtf8() + " ")));
}

void TestCliLedger::completionsManPageAndGuideKnowEverything()
{
    const QByteArray guide = fileOf("docs/cli.md");
    const QByteArray man = fileOf("packaging/man/outlay-cli.1").replace("\\-", "-");
    const QByteArray bash = fileOf("packaging/completions/outlay-cli");
    const QByteArray zsh = fileOf("packaging/completions/_outlay-cli");
    const QByteArray fish = fileOf("packaging/completions/outlay-cli.fish");
    for (const cli::Verb *verb : cli::verbs()) {
        const QByteArray name(verb->name.data(), qsizetype(verb->name.size()));
        for (const QByteArray &text : {guide, man, bash, zsh, fish})
            QVERIFY2(text.contains(name), name.constData());
        for (const cli::Option &option : verb->options) {
            const QByteArray dashed =
                "--" + QByteArray(option.name.data(), qsizetype(option.name.size()));
            QVERIFY2(guide.contains(dashed), dashed.constData());
            QVERIFY2(man.contains(dashed), dashed.constData());
            QVERIFY2(bash.contains(dashed), dashed.constData());
            QVERIFY2(zsh.contains(dashed), dashed.constData());
            QVERIFY2(fish.contains(QByteArray("-l " + dashed.mid(2))), dashed.constData());
        }
    }
    for (const Format &format : formats()) {
        const QByteArray name(format.name.data(), qsizetype(format.name.size()));
        for (const QByteArray &text : {bash, zsh, fish})
            QVERIFY2(text.contains(name), name.constData());
    }
}

QTEST_GUILESS_MAIN(TestCliLedger)
#include "tst_cliledger.moc"
