// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/runbook.h"

#include <QRegularExpression>
#include <QTest>

using namespace outlay;
using namespace Qt::StringLiterals;

namespace {

constexpr std::array kinds{
    "budget_threshold",   "budget_exhausted", "forecast_exceeds", "burn_rate_fast",
    "burn_rate_slow",     "source_silent",    "source_broken",    "unpriced_spend",
    "unpriced_under_cap", "price_change",     "retry_storm",      "tripwire_session",
    "tripwire_hourly",    "repeated_prompt",  "cap_not_enforced", "webhook_dead"};

RunbookFacts everyFact(const std::string &value)
{
    RunbookFacts facts;
    for (const RunbookFact &fact : runbookFacts())
        facts.values.emplace(fact.name, value);
    facts.scope = {{{"user", value}, {"team", "core"}}};
    return facts;
}

QString text(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

void eachKind()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : kinds)
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

} // namespace

class TestRunbook : public QObject
{
    Q_OBJECT

private slots:
    void everyKindHasAPage_data() { eachKind(); }
    void everyKindHasAPage()
    {
        QFETCH(QString, kind);
        const auto page = shippedRunbook(kind.toStdString());
        QVERIFY(page.has_value());
        const QStringList lines = text(*page).split(u'\n');
        QStringList headings = lines.filter(QRegularExpression(u"^## "_s));
        QCOMPARE(headings,
                 (QStringList{u"## Symptom"_s, u"## Check"_s, u"## Safe action"_s, u"## Who"_s}));
        QCOMPARE(lines.filter(QRegularExpression(u"^# "_s)).size(), 1);
        QVERIFY2(lines.size() < 70, "a page is read at night: keep it short");
        QCOMPARE(unknownPlaceholders(*page), std::vector<std::string>{});
    }

    void thereIsNoPageWithoutAKind()
    {
        QCOMPARE(resources::runbookPages().size(), kinds.size());
        QVERIFY(!shippedRunbook("nonsense"));
        QVERIFY(!shippedRunbook("../budget_threshold"));
        QVERIFY(!shippedRunbook(""));
    }

    /// As DESIGN section 5 has them.
    void namesOnlyCommandsThatExist_data() { eachKind(); }
    void namesOnlyCommandsThatExist()
    {
        QFETCH(QString, kind);
        static const QStringList verbs{u"report"_s, u"explain"_s, u"budget"_s,
                                       u"alerts"_s, u"source"_s,  u"poll"_s,
                                       u"prices"_s, u"doctor"_s,  u"forecast"_s};
        static const QRegularExpression command(u"outlay-cli (\\S+)"_s);
        int count = 0;
        for (auto found = command.globalMatch(text(*shippedRunbook(kind.toStdString())));
             found.hasNext(); ++count) {
            const QString verb = found.next().captured(1);
            QVERIFY2(verbs.contains(verb), qPrintable(verb));
        }
        QVERIFY2(count > 0, "a page without a command helps nobody");
    }

    void fillsEveryPlaceholder_data() { eachKind(); }
    void fillsEveryPlaceholder()
    {
        QFETCH(QString, kind);
        const std::string_view page = *shippedRunbook(kind.toStdString());
        for (const RunbookFacts &facts :
             {RunbookFacts{}, everyFact("svc-1"), everyFact("{{kind}}"), everyFact("{{{{x"),
              everyFact("}}{{"), everyFact("{{{")}) {
            const QString filled = text(fillRunbook(page, facts));
            QVERIFY2(!filled.contains(u"{{"_s) && !filled.contains(u"}}"_s), qPrintable(filled));
            QVERIFY(!filled.contains(u"SPDX"_s));
            QVERIFY(filled.startsWith(u"# "_s));
        }
        QVERIFY(text(fillRunbook(page, {})).contains(u"unknown"_s));
        QVERIFY(!text(fillRunbook(page, everyFact("svc-1"))).contains(u" unknown "_s) ||
                text(page).contains(u" unknown "_s));
    }

    void aFactThatIsNotKnownIsSaidSo()
    {
        QCOMPARE(fillRunbook("{{limit}}, {{ limit }}, {{nonsense}}, {{}}", {}),
                 "unknown, unknown, unknown, unknown\n");
        RunbookFacts empty;
        empty.values["limit"] = "";
        QCOMPARE(fillRunbook("{{limit}}", empty), "unknown\n");
        QCOMPARE(fillRunbook("{{limit", {}), "unknown\n");
        RunbookFacts before;
        before.isBlank = true;
        QCOMPARE(
            fillRunbook("{{model}} `{{exhausted_at}}` {{happened_at}}, {{scope}}, {{Nonsense}}\n"
                        "    report {{where}}\n",
                        before),
            "(the model) `EXHAUSTED_AT` (the time it happened), (the scope), unknown\n"
            "    report --where DIMENSION=VALUE\n");
        QCOMPARE(unknownPlaceholders("{{limit}} {{Nonsense}}\n{{Nonsense}} {{x y}}"),
                 (std::vector<std::string>{"Nonsense", "x y"}));
    }

    void commandsNameTheLedgerTheyAreToLookAt()
    {
        RunbookFacts facts;
        facts.values = {{"alert", "a1"}, {"command", "outlay-cli alerts show a1"}};
        facts.ledger = "/home/kim/my {{ledgers}}/b.sqlite";
        const std::string page = "Ask outlay-cli, or `outlay-cli alerts ack {{alert}}`:\n"
                                 "\n"
                                 "    outlay-cli budget status\n"
                                 "    {{command}}\n";
        QCOMPARE(
            text(fillRunbook(page, facts)),
            u"Ask outlay-cli, or `outlay-cli --ledger '/home/kim/my { {ledgers} }/b.sqlite' "
            "alerts ack a1`:\n"
            "\n"
            "    outlay-cli --ledger '/home/kim/my { {ledgers} }/b.sqlite' budget status\n"
            "    outlay-cli --ledger '/home/kim/my { {ledgers} }/b.sqlite' alerts show a1\n"_s);
        facts.ledger.clear();
        QVERIFY(fillRunbook(page, facts).find("--ledger") == std::string::npos);
    }

    void theScopeIsWordsAndOptions()
    {
        RunbookFacts facts;
        QCOMPARE(fillRunbook("{{scope}}", facts), "unknown\n");
        facts.scope.emplace();
        QCOMPARE(fillRunbook("{{scope}}|{{where}}", facts), "everything|\n");
        facts.scope = {{{"user", "o'brien"}, {"team", "core"}}};
        QCOMPARE(fillRunbook("{{scope}}", facts), "user o'brien, team core\n");
        QCOMPARE(fillRunbook("    x {{where}}", facts),
                 "    x --where user='o'\\''brien' --where team=core\n");
    }

    void whomNobodyIsKnownToBeIsUnknown()
    {
        RunbookFacts facts;
        facts.scope = {{{"team", ""}}};
        QCOMPARE(fillRunbook("{{scope}}", facts), "team unknown\n");
    }

    void valuesStayText_data()
    {
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("inText");
        QTest::addColumn<QString>("inCode");
        QTest::newRow("a name") << u"svc-1"_s << u"svc-1"_s << u"svc-1"_s;
        QTest::newRow("an amount") << u"12.50 USD"_s << u"12.50 USD"_s << u"'12.50 USD'"_s;
        QTest::newRow("a time") << u"2026-11-23T16:43:45Z"_s << u"2026-11-23T16:43:45Z"_s
                                << u"2026-11-23T16:43:45Z"_s;
        QTest::newRow("HTML") << u"<img src=x>"_s << u"\\<img src=x\\>"_s << u"'<img src=x>'"_s;
        QTest::newRow("a link") << u"[x](http://e)"_s << u"\\[x\\](http\\://e)"_s
                                << u"'[x](http://e)'"_s;
        QTest::newRow("a bare link") << u"www.e.com"_s << u"www\\.e.com"_s << u"www.e.com"_s;
        QTest::newRow("emphasis") << u"*a* _b_"_s << u"\\*a\\* \\_b\\_"_s << u"'*a* _b_'"_s;
        QTest::newRow("a heading") << u"# a"_s << u"\\# a"_s << u"'# a'"_s;
        QTest::newRow("two lines") << u"a\n# b"_s << u"a # b"_s << u"'a # b'"_s;
        QTest::newRow("a command") << u"a; rm -rf ~"_s << u"a; rm -rf \\~"_s << u"'a; rm -rf ~'"_s;
        QTest::newRow("a substitution") << u"$(id)"_s << u"$(id)"_s << u"'$(id)'"_s;
        QTest::newRow("an option") << u"--all"_s << u"\\--all"_s << u"'--all'"_s;
        QTest::newRow("a fence") << u"```"_s << u"\\`\\`\\`"_s << u"'```'"_s;
    }
    void valuesStayText()
    {
        QFETCH(QString, value);
        QFETCH(QString, inText);
        QFETCH(QString, inCode);
        RunbookFacts facts;
        facts.values["model"] = value.toStdString();
        QCOMPARE(text(fillRunbook("{{model}}", facts)), inText + u'\n');
        QCOMPARE(text(fillRunbook("    do {{model}}", facts)), u"    do "_s + inCode + u'\n');
        QCOMPARE(text(fillRunbook("~~~\ndo {{model}}\n~~~", facts)),
                 u"~~~\ndo "_s + inCode + u"\n~~~\n"_s);
        // A span cannot hold a backtick; everything else is as in code.
        QString inSpan = inCode;
        QCOMPARE(text(fillRunbook("see `do {{model}}`", facts)),
                 u"see `do "_s + inSpan.replace(u'`', u'´') + u"`\n"_s);
    }

    void aLongValueIsCutBetweenCharacters()
    {
        RunbookFacts facts;
        facts.values["model"] = std::string(299, 'a') + "ü" + std::string(10'000, 'b');
        QCOMPARE(fillRunbook("{{model}}", facts), std::string(299, 'a') + "…\n");
    }
};

QTEST_APPLESS_MAIN(TestRunbook)
#include "tst_runbook.moc"
