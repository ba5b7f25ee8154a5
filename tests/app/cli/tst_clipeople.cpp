// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/cli/sandbox.h"

using namespace outlay::test;

class TestCliPeople : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void addsChangesAndRemoves();
    void takesBackWhatWasJoined();
    void showsTheEffectAndChangesNothingWhenDry();
    void suggestsAndJoins();
    void importsACsvFile();
    void namesLineAndColumnOfABadFile_data();
    void namesLineAndColumnOfABadFile();
    void rulesAreOrderedMovedAndUndone();
    void aPreviewIsWhatHappens();
    void rulesTravel();
    void tellsHowTasksAreKnown();
    void believingAFigureShowsItsEffectFirst();
    void complainsInWords_data();
    void complainsInWords();

private:
    [[nodiscard]] QJsonObject json(const QStringList &words) const
    {
        const Ran ran = m_box.run(QStringList(words) << QStringLiteral("--json"));
        if (ran.code != 0)
            qWarning().noquote() << words << ran.err;
        return ran.json();
    }
    [[nodiscard]] QJsonObject json(const char *words) const
    {
        return json(QString::fromUtf8(words).split(QLatin1Char(' ')));
    }
    /// value -> cost_usd of report --by.
    [[nodiscard]] QMap<QString, QString> by(const QString &dimension) const
    {
        QMap<QString, QString> costs;
        const QJsonArray rows =
            json({QStringLiteral("report"), QStringLiteral("--by"), dimension})[u"rows"].toArray();
        for (const QJsonValue row : rows)
            costs[row[dimension].toString(QStringLiteral("?"))] = row[u"cost_usd"].toString();
        return costs;
    }
    [[nodiscard]] QString total() const { return json("report")[u"total"][u"cost_usd"].toString(); }

    Sandbox m_box;
};

void TestCliPeople::init()
{
    m_box = Sandbox();
    QByteArray log;
    int n = 1;
    for (const char *user : {"ada@example.com", "ada", "svc-search", "bob@example.com", "bob"}) {
        log += logLine(n, "claude-sonnet-4-5", "2026-11-01T10:00:00Z", user);
        log += logLine(n + 10, "claude-opus-4-5", "2026-11-05T10:00:00Z", user);
        ++n;
    }
    m_box.write(QStringLiteral("log.jsonl"), log);
    QCOMPARE(m_box.run(importOf({QStringLiteral("log.jsonl")})).code, 0);
}

void TestCliPeople::addsChangesAndRemoves()
{
    const QString before = total();
    const auto users = by(QStringLiteral("user"));
    QCOMPARE(m_box
                 .run({QStringLiteral("people"), QStringLiteral("add"), QStringLiteral("Ada L"),
                       QStringLiteral("--email"), QStringLiteral("ADA@example.com"),
                       QStringLiteral("--team"), QStringLiteral("search")})
                 .code,
             0);
    QVERIFY(by(QStringLiteral("user")).contains(QStringLiteral("Ada L")));
    QCOMPARE(by(QStringLiteral("team")).value(QStringLiteral("search")),
             users.value(QStringLiteral("ada@example.com")));
    const QJsonObject joined = json({QStringLiteral("people"), QStringLiteral("join"),
                                     QStringLiteral("Ada L"), QStringLiteral("os_user=ada")});
    QCOMPARE(joined[u"effect"][u"touched_requests"].toInt(), 2);
    QVERIFY(!by(QStringLiteral("user")).contains(QStringLiteral("ada")));
    QCOMPARE(total(), before);

    const QJsonArray people = json("people list")[u"people"].toArray();
    QCOMPARE(people.size(), 1);
    QCOMPARE(people[0][u"team"].toString(), QStringLiteral("search"));
    QVERIFY(people[0][u"cost_center"].isNull());
    QCOMPARE(people[0][u"requests"].toInt(), 4);
    QCOMPARE(people[0][u"identities"][0][u"kind"].toString(), QStringLiteral("os_user"));

    QCOMPARE(m_box
                 .run({QStringLiteral("people"), QStringLiteral("set"), QStringLiteral("Ada L"),
                       QStringLiteral("--name"), QStringLiteral("Ada"), QStringLiteral("--team"),
                       QString(), QStringLiteral("--without"), QStringLiteral("os_user=ada")})
                 .code,
             0);
    QVERIFY(by(QStringLiteral("user")).contains(QStringLiteral("Ada")));
    QVERIFY(by(QStringLiteral("user")).contains(QStringLiteral("ada")));
    QVERIFY(!by(QStringLiteral("team")).contains(QStringLiteral("search")));
    QCOMPARE(m_box.run("people remove Ada").code, 0);
    QCOMPARE(by(QStringLiteral("user")), users);
    QCOMPARE(total(), before);
    QCOMPARE(m_box.run("doctor").code, 0);
}

void TestCliPeople::takesBackWhatWasJoined()
{
    QCOMPARE(m_box.run("people undo").out, QByteArray("There is nothing to undo.\n"));
    const auto users = by(QStringLiteral("user"));
    QCOMPARE(m_box.run("people add Ada --email ada@example.com").code, 0);
    const auto withAda = by(QStringLiteral("user"));
    QCOMPARE(m_box.run("people join Ada gateway_user=ada").code, 0);
    QVERIFY(by(QStringLiteral("user")) != withAda);
    const Ran undone = m_box.run("people undo");
    QVERIFY2(undone.out.contains("Undone; there is 1 person now."), undone.out.constData());
    QCOMPARE(by(QStringLiteral("user")), withAda);
    QVERIFY(m_box.run("people undo").out.contains("there are 0 persons now"));
    QCOMPARE(by(QStringLiteral("user")), users);
    QCOMPARE(m_box.run("people undo").out, QByteArray("There is nothing to undo.\n"));
    QCOMPARE(m_box.run("doctor").code, 0);
}

void TestCliPeople::showsTheEffectAndChangesNothingWhenDry()
{
    const auto users = by(QStringLiteral("user"));
    const QJsonObject dry =
        json("people add Ada --email ada@example.com --cost-center CC-1 --dry-run");
    QCOMPARE(dry[u"changed"].toBool(true), false);
    QCOMPARE(dry[u"effect"][u"touched_requests"].toInt(), 2);
    QCOMPARE(dry[u"effect"][u"moves"].toArray().size(), 2); // the user, the cost center
    QCOMPARE(by(QStringLiteral("user")), users);
    QVERIFY(json("people list")[u"people"].toArray().isEmpty());
}

void TestCliPeople::suggestsAndJoins()
{
    const QJsonArray unmapped = json("people unmapped")[u"unmapped"].toArray();
    QCOMPARE(unmapped.size(), 5);
    QCOMPARE(json("people unmapped --top 2")[u"unmapped"].toArray().size(), 2);
    const QJsonArray suggestions = json("people suggest")[u"suggestions"].toArray();
    QMap<QString, QString> reasons;
    for (const QJsonValue one : suggestions)
        reasons[one[u"identity"][u"value"].toString()] = one[u"reason"].toString();
    const QMap<QString, QString> expected{
        {QStringLiteral("ada@example.com"), QStringLiteral("new_person")},
        {QStringLiteral("ada"), QStringLiteral("same_local_part")},
        {QStringLiteral("bob@example.com"), QStringLiteral("new_person")},
        {QStringLiteral("bob"), QStringLiteral("same_local_part")}};
    QCOMPARE(reasons, expected);
    QCOMPARE(m_box.run("people suggest --apply").code, 0);
    const QJsonArray people = json("people list")[u"people"].toArray();
    QCOMPARE(people.size(), 2);
    QCOMPARE(people[0][u"requests"].toInt(), 4);
    QCOMPARE(json("people unmapped")[u"unmapped"][0][u"identity"][u"value"].toString(),
             QStringLiteral("svc-search"));
    QVERIFY(json("people suggest")[u"suggestions"].toArray().isEmpty());
}

void TestCliPeople::importsACsvFile()
{
    m_box.write(
        QStringLiteral("team.csv"),
        "\xef\xbb\xbfName;E-Mail;Team;Gateway_User\r\n"
        "\"Ada; L\";ada@example.com;search;\"ada; ada-2\"\r\n\r\nBob;bob@example.com;;bob\r\n");
    QCOMPARE(json("people import team.csv --dry-run")[u"effect"][u"touched_requests"].toInt(), 8);
    QVERIFY(json("people list")[u"people"].toArray().isEmpty());
    QCOMPARE(m_box.run("people import team.csv").code, 0);
    const QJsonArray people = json("people list")[u"people"].toArray();
    QCOMPARE(people.size(), 2);
    // Again, with another column: what it does not say stays.
    m_box.write(QStringLiteral("more.csv"), "name,cost_center\n\"Ada; L\",CC-1\n");
    QCOMPARE(m_box.run("people import more.csv").code, 0);
    const QJsonArray after = json("people list")[u"people"].toArray();
    QJsonObject ada;
    for (const QJsonValue one : after) {
        if (one[u"name"].toString() == QStringLiteral("Ada; L"))
            ada = one.toObject();
    }
    QCOMPARE(ada[u"cost_center"].toString(), QStringLiteral("CC-1"));
    QCOMPARE(ada[u"team"].toString(), QStringLiteral("search"));
    QCOMPARE(ada[u"identities"].toArray().size(), 2);
}

void TestCliPeople::namesLineAndColumnOfABadFile_data()
{
    QTest::addColumn<QByteArray>("csv");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("unknown column")
        << QByteArray("name,phone\nAda,1\n") << QByteArray("bad.csv:1: column \"phone\"");
    QTest::newRow("no name column")
        << QByteArray("email\nada@example.com\n") << QByteArray("bad.csv:1: there is no column");
    QTest::newRow("twice the same column")
        << QByteArray("name,email,e-mail\n") << QByteArray("bad.csv:1: column \"e-mail\"");
    QTest::newRow("no address") << QByteArray("name,email\nAda,ada@example.com\n\nBob,bob\n")
                                << QByteArray("bad.csv:4: column \"email\"");
    QTest::newRow("ragged") << QByteArray("name,email\nAda\n")
                            << QByteArray("bad.csv:2: has 1 fields, the header 2");
    QTest::newRow("no name") << QByteArray("name,email\n,ada@example.com\n")
                             << QByteArray("bad.csv:2: column \"name\" is empty");
    QTest::newRow("two owners") << QByteArray("name,key\nAda,k-1\nBob,k-2;k-1\n")
                                << QByteArray("bad.csv:3: k-1 belongs to Ada");
    QTest::newRow("not closed") << QByteArray("name\nAda\n\"Bob\n")
                                << QByteArray("bad.csv:3: a quoted");
    QTest::newRow("not UTF-8") << QByteArray("name,team\nAda,search\nBob,\xff\n")
                               << QByteArray("bad.csv:3: column \"team\" is no UTF-8");
    QTest::newRow("control characters")
        << QByteArray("name,key\nAda,k\x1b[1m\n")
        << QByteArray("bad.csv:2: column \"key\" holds control characters");
    QTest::newRow("too long") << "name,cost_center\nAda," + QByteArray(201, 'x') + '\n'
                              << QByteArray("bad.csv:2: column \"cost_center\" is longer");
    QTest::newRow("empty") << QByteArray() << QByteArray("bad.csv:1: is empty");
}

void TestCliPeople::namesLineAndColumnOfABadFile()
{
    QFETCH(QByteArray, csv);
    QFETCH(QByteArray, says);
    m_box.write(QStringLiteral("bad.csv"), csv);
    const Ran ran = m_box.run("people import bad.csv");
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.err.contains(says), ran.err.constData());
    QVERIFY(json("people list")[u"people"].toArray().isEmpty());
}

void TestCliPeople::rulesAreOrderedMovedAndUndone()
{
    QCOMPARE(m_box.run("attribution add --match user=svc-search --set team=first").code, 0);
    QCOMPARE(m_box
                 .run("attribution add --match user=svc-search --set team=second --from "
                      "2026-11-03")
                 .code,
             0);
    QVERIFY(!by(QStringLiteral("team")).contains(QStringLiteral("second")));
    QCOMPARE(m_box.run("attribution move 2 1").code, 0);
    const auto teams = by(QStringLiteral("team"));
    QVERIFY(teams.contains(QStringLiteral("first")) && teams.contains(QStringLiteral("second")));
    QCOMPARE(m_box.run("attribution set 1 --set team=third").code, 0);
    QVERIFY(by(QStringLiteral("team")).contains(QStringLiteral("third")));
    QCOMPARE(json("attribution list")[u"rules"][0][u"from"].toString(),
             QStringLiteral("2026-11-03T00:00:00Z"));
    // Back, step by step.
    QCOMPARE(json("attribution undo")[u"changed"].toBool(), true);
    QCOMPARE(by(QStringLiteral("team")), teams);
    QCOMPARE(json("attribution undo")[u"rules"].toInt(), 2);
    QVERIFY(!by(QStringLiteral("team")).contains(QStringLiteral("second")));
    QCOMPARE(json("attribution undo")[u"rules"].toInt(), 1);
    QCOMPARE(json("attribution undo")[u"rules"].toInt(), 0);
    QCOMPARE(json("attribution undo")[u"changed"].toBool(true), false);
    // A rehearsed undo changes nothing.
    QCOMPARE(m_box.run("attribution add --match user=bob --set team=search").code, 0);
    const QJsonObject rehearsed = json("attribution undo --dry-run");
    QCOMPARE(rehearsed[u"changed"].toBool(true), false);
    QCOMPARE(rehearsed[u"effect"][u"moves"].toArray().size(), 1);
    QCOMPARE(json("attribution list")[u"rules"].toArray().size(), 1);
    QCOMPARE(json("attribution undo")[u"rules"].toInt(), 0);
    // What a person writes again is a change, not an undo of the one before.
    QCOMPARE(m_box.run("attribution add --match user=bob --set team=first").code, 0);
    QCOMPARE(m_box.run("attribution set 1 --set team=other").code, 0);
    QCOMPARE(m_box.run("attribution set 1 --set team=first").code, 0);
    QCOMPARE(json("attribution undo")[u"changed"].toBool(), true);
    QVERIFY(m_box.run("attribution list").out.contains("other"));
    QCOMPARE(m_box.run("attribution remove 1").code, 0);
    QCOMPARE(json("attribution undo")[u"rules"].toInt(), 1);
    QVERIFY(m_box.run("attribution list").out.contains("other"));
    QCOMPARE(m_box.run("doctor").code, 0);
}

void TestCliPeople::aPreviewIsWhatHappens()
{
    const QString before = total();
    const auto users = by(QStringLiteral("user"));
    const QJsonArray moves = json("attribution preview --match user=svc-search --match user=bob "
                                  "--set team=search --set task_kind=lookup")[u"effect"][u"moves"]
                                 .toArray();
    QCOMPARE(moves.size(), 2);
    QVERIFY(json("attribution list")[u"rules"].toArray().isEmpty());
    for (const QJsonValue move : moves)
        QVERIFY(move[u"from"].isNull());
    QCOMPARE(m_box
                 .run("attribution add --match user=svc-search --match user=bob --set team=search "
                      "--set task_kind=lookup")
                 .code,
             0);
    QCOMPARE(by(QStringLiteral("team")).value(QStringLiteral("search")),
             moves[0][u"cost_usd"].toString());
    QCOMPARE(total(), before);
    QCOMPARE(by(QStringLiteral("user")), users);
    const Ran shown = m_box.run("attribution remove 1 --dry-run");
    QVERIFY2(shown.out.contains("from search to unknown (team, 4 requests)"),
             shown.out.constData());
    QCOMPARE(json("attribution list")[u"rules"].toArray().size(), 1);
}

void TestCliPeople::rulesTravel()
{
    QCOMPARE(m_box
                 .run("attribution add --match user=bob --match model= --set user=Bob --from "
                      "2026-11-03 --to 2026-11-09")
                 .code,
             0);
    const QByteArray rules = m_box.run("attribution export").out;
    m_box.write(QStringLiteral("rules.json"), rules);
    QCOMPARE(m_box.run("attribution remove 1").code, 0);
    QCOMPARE(m_box.run("attribution import rules.json").code, 0);
    QCOMPARE(m_box.run("attribution export").out, rules);
    m_box.write(QStringLiteral("bad.json"), "[{\"match\":[[\"user\",[\"a\"]]]}]");
    const Ran empty = m_box.run("attribution import bad.json");
    QCOMPARE(empty.code, 2);
    QVERIFY2(empty.err.contains("bad.json: attribution rule 1: it sets nothing"),
             empty.err.constData());
    m_box.write(QStringLiteral("bad.json"), "[{\"set\":[[\"who\",\"a\"]]}]");
    const Ran bad = m_box.run("attribution import bad.json");
    QCOMPARE(bad.code, 2);
    QVERIFY2(bad.err.contains("bad.json: attribution rule 1: set: \"who\""), bad.err.constData());
    const std::initializer_list<std::pair<QByteArray, QByteArray>> wrong = {
        {"[{\"set\":[[\"team\",5]]}]", "rule 1: set: team: expected a text"},
        {"[{\"set\":[[\"team\",\"a\"]],\"matchh\":1}]", "rule 1: \"matchh\" is no member"},
        {"[{\"set\":[[\"team\",\"a\"]],\"match\":\"x\"}]", "rule 1: match: expected a list"},
        {"[{\"set\":[[\"team\",\"a\"]],\"match\":[[\"key\",\"x\"]]}]", "match: expected pairs"},
        {"[{\"set\":[[\"team\",\"a\"]],\"from\":5}]", "rule 1: from: expected a time"},
        {"[{\"set\":[[\"team\",\"a\"]]},\n{\"set\":]", "line 2: no JSON"},
    };
    for (const auto &[text, says] : wrong) {
        m_box.write(QStringLiteral("bad.json"), text);
        const Ran refused = m_box.run("attribution import bad.json");
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.err.contains("bad.json: ") && refused.err.contains(says),
                 refused.err.constData());
    }
    for (const char *blank : {"", " \n"}) {
        m_box.write(QStringLiteral("bad.json"), blank);
        const Ran refused = m_box.run("attribution import bad.json");
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.err.contains("bad.json is empty"), refused.err.constData());
    }
    QCOMPARE(m_box.run("attribution export").out, rules);
    // Nobody becomes somebody by a slip, and names can be shown.
    const Ran nobody = m_box.run("attribution add --match user=bob --set person=Nobody");
    QCOMPARE(nobody.code, 2);
    QVERIFY2(nobody.err.contains("people add Nobody"), nobody.err.constData());
    const QString control = QStringLiteral("a\u0001b");
    for (const QStringList &words :
         {QStringList{QStringLiteral("people"), QStringLiteral("add"), control},
          QStringList{QStringLiteral("people"), QStringLiteral("add"),
                      QString(201, QLatin1Char('x'))},
          QStringList{QStringLiteral("attribution"), QStringLiteral("add"),
                      QStringLiteral("--match"), QStringLiteral("user=bob"),
                      QStringLiteral("--set"), QStringLiteral("team=") + control}}) {
        const Ran refused = m_box.run(words);
        QCOMPARE(refused.code, 2);
        QVERIFY2(refused.err.contains("control characters") || refused.err.contains("200"),
                 refused.err.constData());
    }
    QCOMPARE(m_box.run("attribution export").out, rules);
}

void TestCliPeople::tellsHowTasksAreKnown()
{
    m_box.write(QStringLiteral("tasks.csv"),
                "at,id,model,input_tokens,task,session,provider\n"
                "2026-11-02T10:00:00Z,call-11111111,claude-opus-4-5,1000,OUT-1,,anthropic\n"
                "2026-11-02T11:00:00Z,call-22222222,claude-opus-4-5,1000,,s-12345678,anthropic\n");
    QCOMPARE(m_box
                 .run("import --format csv --map "
                      "at=at,id=id,model=model,input_tokens=input_tokens,task=task,session=session,"
                      "provider=provider tasks.csv")
                 .code,
             0);
    QCOMPARE(m_box.run("attribution add --match user=bob --set task=OUT-2").code, 0);
    const QJsonObject shares = json("attribution shares");
    QMap<QString, int> requests;
    const QJsonArray all = shares[u"shares"].toArray();
    for (const QJsonValue share : all)
        requests[share[u"method"].toString()] = share[u"requests"].toInt();
    QCOMPARE(requests.value(QStringLiteral("explicit")), 1);
    QCOMPARE(requests.value(QStringLiteral("session")), 1);
    QCOMPARE(requests.value(QStringLiteral("rule")), 2);
    QCOMPARE(requests.value(QStringLiteral("none")), 8);
    QCOMPARE(shares[u"requests"].toInt(), 12);
    QCOMPARE(json("attribution shares --from 2026-11-02 --to 2026-11-03")[u"requests"].toInt(), 2);
}

void TestCliPeople::believingAFigureShowsItsEffectFirst()
{
    // Reported at many times what it can have cost.
    m_box.write(QStringLiteral("gateway.csv"),
                "at,id,model,input_tokens,cost_usd,provider\n"
                "2026-11-02T10:00:00Z,call-33333333,claude-opus-4-5,1000,7,anthropic\n");
    QCOMPARE(m_box
                 .run("import --format csv --source gateway --map at=at,id=id,model=model,"
                      "input_tokens=input_tokens,cost_usd=cost_usd,provider=provider gateway.csv")
                 .code,
             0);
    const QString before = total();
    const QJsonObject dry = json("source confirm gateway claude-opus-4-5 --dry-run");
    QCOMPARE(dry[u"changed"].toBool(true), false);
    QCOMPARE(dry[u"effect"][u"cost_usd_before"].toString(), before);
    QCOMPARE(dry[u"effect"][u"quarantined_usd_before"].toString(), QStringLiteral("7.000000000"));
    QCOMPARE(dry[u"effect"][u"quarantined_usd_after"].toString(), QStringLiteral("0.000000000"));
    QCOMPARE(total(), before);
    const QJsonObject done = json("source confirm gateway claude-opus-4-5");
    QCOMPARE(done[u"effect"][u"cost_usd_after"], dry[u"effect"][u"cost_usd_after"]);
    QCOMPARE(total(), dry[u"effect"][u"cost_usd_after"].toString());
    const Ran net = m_box.run("source reports gateway net --dry-run");
    QVERIFY2(net.out.contains("touches no request"), net.out.constData());
    QCOMPARE(m_box.run("source confirm nobody claude-opus-4-5").code, 2);
}

void TestCliPeople::complainsInWords_data()
{
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *words, const char *says) {
        QTest::newRow(words) << QByteArray(says);
    };
    row("people", "people list");
    row("people dance", "cannot do \"dance\"");
    row("people add", "people add NAME");
    row("people remove Nobody", "nobody is called \"Nobody\"");
    row("people add Ada --email ada", "no e-mail address");
    row("people add Ada --identity hat=x", "no kind of identity");
    row("people unmapped --top many", "write a number");
    row("source confirm", "source confirm NAME MODEL");
    row("attribution", "attribution list");
    row("attribution add", "--set DIM=VALUE");
    row("attribution add --set model=x", "model cannot be set");
    row("attribution add --set nothing", "write DIM=VALUE");
    row("attribution add --match who=x --set team=x", "who");
    row("attribution remove 1", "there is none yet");
    row("attribution add --set team=x --from 2026-11-02 --to 2026-11-01", "ends before it begins");
}

void TestCliPeople::complainsInWords()
{
    QFETCH(QByteArray, says);
    const Ran ran = m_box.run(QTest::currentDataTag());
    QCOMPARE(ran.code, 2);
    QVERIFY2(ran.err.contains(says), ran.err.constData());
}

QTEST_GUILESS_MAIN(TestCliPeople)
#include "tst_clipeople.moc"
