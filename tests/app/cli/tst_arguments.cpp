// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"

#include <QTest>

using namespace outlay;
using namespace outlay::cli;

namespace {

constexpr std::array testOptions{
    Option{"by", "DIM", "…"},
    Option{"every", "STEP", "…"},
    Option{"where", "DIM=VALUE", "…"},
    Option{"csv", "", "…"},
};
const Verb testVerb{"report", "…", "", testOptions, "", nullptr};

class Parsed
{
public:
    explicit Parsed(std::vector<std::string> words)
        : out(nullptr)
        , err(nullptr)
        , arguments(Arguments::parse(testVerb, words, {out, err, Instant{}}))
    {
    }
    Output out, err;
    Result<Arguments> arguments;
};

} // namespace

class TestArguments : public QObject
{
    Q_OBJECT

private slots:
    void takesOptionsAndPositionalsInAnyOrder();
    void takesAValueBehindAnEqualsSign();
    void keepsRepeatedOptionsInOrderAndTheLastWins();
    void takesADashAsAPlace();
    void takesEverythingBehindTwoDashesAsPlaces();
    void knowsTheCommonOptions();
    void refuses_data();
    void refuses();
    void mapsErrorsToExitCodes_data();
    void mapsErrorsToExitCodes();
    void keepsControlCharactersOutOfMessages();
    void suggestsOnlyWhatIsNear();
    void splitsListsAtCommas();
};

void TestArguments::takesOptionsAndPositionalsInAnyOrder()
{
    const Parsed parsed({"a.jsonl", "--by", "model", "b.jsonl", "--csv"});
    QVERIFY(parsed.arguments.has_value());
    QCOMPARE(parsed.arguments->positional(), (std::vector<std::string>{"a.jsonl", "b.jsonl"}));
    QCOMPARE(parsed.arguments->valueOr("by", ""), std::string("model"));
    QVERIFY(parsed.arguments->has("csv"));
    QVERIFY(!parsed.arguments->has("every"));
}

void TestArguments::takesAValueBehindAnEqualsSign()
{
    const Parsed parsed({"--where=model=a=b", "--by="});
    QVERIFY(parsed.arguments.has_value());
    QCOMPARE(parsed.arguments->valueOr("where", ""), std::string("model=a=b"));
    QCOMPARE(parsed.arguments->value("by"), std::optional<std::string>(""));
}

void TestArguments::keepsRepeatedOptionsInOrderAndTheLastWins()
{
    const Parsed parsed({"--where", "a=1", "--where", "b=2"});
    QVERIFY(parsed.arguments.has_value());
    QCOMPARE(parsed.arguments->values("where"), (std::vector<std::string>{"a=1", "b=2"}));
    QCOMPARE(parsed.arguments->valueOr("where", ""), std::string("b=2"));
}

void TestArguments::takesADashAsAPlace()
{
    const Parsed parsed({"-"});
    QVERIFY(parsed.arguments.has_value());
    QCOMPARE(parsed.arguments->positional(), std::vector<std::string>{"-"});
}

void TestArguments::takesEverythingBehindTwoDashesAsPlaces()
{
    const Parsed parsed({"--csv", "--", "--by", "-x"});
    QVERIFY(parsed.arguments.has_value());
    QCOMPARE(parsed.arguments->positional(), (std::vector<std::string>{"--by", "-x"}));
    QVERIFY(!parsed.arguments->has("by"));
}

void TestArguments::knowsTheCommonOptions()
{
    const Parsed parsed({"--json", "--ledger", "/tmp/x.sqlite", "-h"});
    QVERIFY(parsed.arguments.has_value());
    QVERIFY(parsed.arguments->isJson());
    QVERIFY(parsed.arguments->wantsHelp());
    QCOMPARE(parsed.arguments->valueOr("ledger", ""), std::string("/tmp/x.sqlite"));
}

void TestArguments::refuses_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("part");
    QTest::newRow("a mistyped option, naming the near one")
        << QStringList{QStringLiteral("--evry"), QStringLiteral("day")}
        << QStringLiteral("did you mean --every?");
    QTest::newRow("an unknown option without a near one")
        << QStringList{QStringLiteral("--frobnicate")} << QStringLiteral("unknown option");
    QTest::newRow("a missing value at the end")
        << QStringList{QStringLiteral("--by")} << QStringLiteral("--by DIM");
    QTest::newRow("a missing value before the next option")
        << QStringList{QStringLiteral("--by"), QStringLiteral("--csv")}
        << QStringLiteral("needs a value");
    QTest::newRow("a value for a switch")
        << QStringList{QStringLiteral("--csv=yes")} << QStringLiteral("takes no value");
    QTest::newRow("a short option")
        << QStringList{QStringLiteral("-x")} << QStringLiteral("two dashes");
}

void TestArguments::refuses()
{
    QFETCH(const QStringList, words);
    QFETCH(const QString, part);
    std::vector<std::string> plain;
    for (const QString &word : words)
        plain.push_back(word.toStdString());
    const Parsed parsed(plain);
    QVERIFY(!parsed.arguments.has_value());
    QCOMPARE(parsed.arguments.error().kind, Error::Kind::Usage);
    const QString text = QString::fromStdString(parsed.arguments.error().text);
    QVERIFY2(text.contains(part), qPrintable(text));
}

void TestArguments::mapsErrorsToExitCodes_data()
{
    QTest::addColumn<Error::Kind>("kind");
    QTest::addColumn<int>("code");
    QTest::addColumn<int>("ledgerCode");
    QTest::newRow("wrong usage") << Error::Kind::Usage << 2 << 2;
    QTest::newRow("unreadable input, or ledger") << Error::Kind::Unreadable << 2 << 3;
    QTest::newRow("malformed") << Error::Kind::Malformed << 2 << 3;
    QTest::newRow("busy ledger") << Error::Kind::Busy << 3 << 3;
    QTest::newRow("full disk") << Error::Kind::Full << 3 << 3;
    QTest::newRow("refused ledger") << Error::Kind::Refused << 3 << 3;
    QTest::newRow("corrupt ledger") << Error::Kind::Corrupt << 3 << 3;
    QTest::newRow("interrupted") << Error::Kind::Cancelled << 130 << 130;
}

void TestArguments::mapsErrorsToExitCodes()
{
    QFETCH(const Error::Kind, kind);
    QFETCH(const int, code);
    QFETCH(const int, ledgerCode);
    const Parsed parsed({});
    QCOMPARE(parsed.arguments->fail({kind, "x"}), code);
    QCOMPARE(parsed.arguments->failLedger({kind, "x"}), ledgerCode);
    QVERIFY(parsed.out.text().empty());
    QVERIFY(parsed.err.text().starts_with("outlay-cli report: "));
}

void TestArguments::keepsControlCharactersOutOfMessages()
{
    const Parsed parsed({});
    (void)parsed.arguments->fail({Error::Kind::Usage, "bad \x1b[31mname\xff"});
    QVERIFY(parsed.err.text().find('\x1b') == std::string::npos);
    QVERIFY(parsed.err.text().find('\xff') == std::string::npos);
}

void TestArguments::suggestsOnlyWhatIsNear()
{
    const std::vector<std::string_view> known{"import", "report", "explain", "export"};
    QCOMPARE(nearest("reprot", known), std::string_view("report"));
    QCOMPARE(nearest("exprot", known), std::string_view("export"));
    QCOMPARE(nearest("imp", known), std::string_view("import"));
    QCOMPARE(nearest("banana", known), std::string_view());
    QCOMPARE(nearest(std::string(10'000, 'x'), known), std::string_view());
}

void TestArguments::splitsListsAtCommas()
{
    QCOMPARE(splitList("a,b,,c,"), (std::vector<std::string>{"a", "b", "c"}));
    QVERIFY(splitList("").empty());
}

QTEST_APPLESS_MAIN(TestArguments)
#include "tst_arguments.moc"
