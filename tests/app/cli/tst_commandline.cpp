// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commandline.h"

#include <QTest>
#include <cstdio>

using namespace outlay;
using namespace outlay::cli;

namespace {

int runEcho(Arguments &arguments)
{
    for (const std::string &word : arguments.positional())
        arguments.out().line(word);
    arguments.out().line(arguments.valueOr("ledger", "(default)"));
    return exitcode::done;
}

constexpr std::array echoOptions{Option{"loud", "", "say it loud"}};
const Verb echoVerb{"echo", "say it again", "WORD…", echoOptions, "Says it.\n", runEcho};
const Verb importVerbTwin{"import", "take it in", "PATH…", {}, "Takes it.\n", runEcho};
const std::array<const Verb *, 2> testVerbs{&echoVerb, &importVerbTwin};

struct Ran
{
    explicit Ran(const std::vector<std::string> &words)
        : code(runCommandLine(words, testVerbs, {out, err, Instant{}}))
    {
    }
    Output out{nullptr}, err{nullptr};
    int code;
};

bool contains(const Output &output, std::string_view part)
{
    return output.text().find(part) != std::string::npos;
}

} // namespace

class TestCommandLine : public QObject
{
    Q_OBJECT

private slots:
    void runsTheVerb();
    void takesTheLedgerAlsoBeforeTheVerb();
    void printsHelpOnStdout_data();
    void printsHelpOnStdout();
    void helpOfAVerbNamesItsOptions();
    void withoutAVerbTeachesOnStderr();
    void suggestsTheNearestVerb();
    void printsItsVersion();
    void wrongOptionsPointAtTheHelp();
    void tellsWhenTheOutputCannotBeWritten();
};

void TestCommandLine::runsTheVerb()
{
    const Ran ran({"echo", "a", "b"});
    QCOMPARE(ran.code, 0);
    QCOMPARE(ran.out.text(), std::string("a\nb\n(default)\n"));
    QVERIFY(ran.err.text().empty());
}

void TestCommandLine::takesTheLedgerAlsoBeforeTheVerb()
{
    QCOMPARE(Ran({"--ledger", "x", "echo"}).out.text(), std::string("x\n"));
    QCOMPARE(Ran({"--ledger=x", "echo"}).out.text(), std::string("x\n"));
    QCOMPARE(Ran({"echo", "--ledger", "x"}).out.text(), std::string("x\n"));
}

void TestCommandLine::printsHelpOnStdout_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *tag, const QString &words, const char *part) {
        QTest::newRow(tag) << words.split(QLatin1Char(' ')) << QString::fromLatin1(part);
    };
    row("--help", QStringLiteral("--help"), "say it again");
    row("help", QStringLiteral("help"), "say it again");
    row("VERB --help", QStringLiteral("echo --help"), "Says it.");
    row("VERB -h", QStringLiteral("echo -h"), "Says it.");
    row("help VERB", QStringLiteral("help echo"), "Says it.");
    row("--help VERB", QStringLiteral("--help echo"), "Says it.");
    row("help behind other words", QStringLiteral("echo a b --help"), "Says it.");
}

void TestCommandLine::printsHelpOnStdout()
{
    QFETCH(const QStringList, words);
    QFETCH(const QString, part);
    std::vector<std::string> plain;
    for (const QString &word : words)
        plain.push_back(word.toStdString());
    const Ran ran(plain);
    QCOMPARE(ran.code, 0);
    QVERIFY(contains(ran.out, part.toStdString()));
    QVERIFY(ran.err.text().empty());
}

void TestCommandLine::helpOfAVerbNamesItsOptions()
{
    const Ran ran({"echo", "--help"});
    QVERIFY(contains(ran.out, "--loud"));
    QVERIFY(contains(ran.out, "--ledger FILE"));
    QVERIFY(contains(ran.out, "outlay-cli echo WORD…"));
}

void TestCommandLine::withoutAVerbTeachesOnStderr()
{
    const Ran ran({});
    QCOMPARE(ran.code, 2);
    QVERIFY(ran.out.text().empty());
    QVERIFY(contains(ran.err, "Usage: outlay-cli"));
}

void TestCommandLine::suggestsTheNearestVerb()
{
    const Ran ran({"imprt", "x"});
    QCOMPARE(ran.code, 2);
    QVERIFY(ran.out.text().empty());
    QVERIFY(contains(ran.err, "did you mean \"import\"?"));
}

void TestCommandLine::printsItsVersion()
{
    const Ran ran({"--version"});
    QCOMPARE(ran.code, 0);
    QVERIFY(ran.out.text().starts_with("outlay-cli "));
}

void TestCommandLine::wrongOptionsPointAtTheHelp()
{
    const Ran ran({"echo", "--lod"});
    QCOMPARE(ran.code, 2);
    QVERIFY(contains(ran.err, "did you mean --loud?"));
    QVERIFY(contains(ran.err, "outlay-cli echo --help"));
}

void TestCommandLine::tellsWhenTheOutputCannotBeWritten()
{
    std::FILE *full = std::fopen("/dev/full", "w");
    if (full == nullptr)
        QSKIP("this system has no /dev/full");
    Output err{nullptr};
    int code = 0;
    {
        Output out{full};
        code = runCommandLine({"echo", "a"}, testVerbs, {out, err, Instant{}});
    }
    std::fclose(full);
    QCOMPARE(code, 2);
    QVERIFY(contains(err, "cannot write the output"));
}

QTEST_APPLESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
