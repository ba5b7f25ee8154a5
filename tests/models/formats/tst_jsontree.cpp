// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"
#include "models/formats/jsontree.h"

#include <QTest>

using namespace outlay;

class TestJsonTree : public QObject
{
    Q_OBJECT

    std::string m_bytes;
    JsonTree m_tree;

    Result<JsonValue> parse(std::string text)
    {
        const std::size_t size = text.size();
        m_bytes = std::move(text);
        m_bytes.resize(size + recordPadding);
        return m_tree.parse(std::string_view(m_bytes).substr(0, size));
    }

private slots:
    void keepsTheDigitsOfNumbers()
    {
        const auto root =
            parse(R"({"cost": 0.012528750000000001 , "big":123456789012345678901234567890})");
        QVERIFY(root.has_value());
        QCOMPARE((*root)["cost"].text(), std::string_view("0.012528750000000001"));
        QCOMPARE((*root)["big"].text(), std::string_view("123456789012345678901234567890"));
    }

    void unescapesTextAndKeys()
    {
        const auto root =
            parse("{\"a\\u0062\":\"q\\\"\\\\\\/\\n\\u00e9\\ud83d\\ude00|\\ud83d|\",\"c\":\"x\"}");
        QVERIFY(root.has_value());
        const std::string_view expected = "q\"\\/\n\xc3\xa9\xf0\x9f\x98\x80|\xef\xbf\xbd|";
        QCOMPARE((*root)["ab"].text(), expected);
        QCOMPARE((*root)["ab"].text(), expected); // the second time from memory
        QCOMPARE((*root)["c"].text(), std::string_view("x"));
    }

    void brokenEscapesNeverGrow()
    {
        // Longer than it was, the text would move and leave earlier ones dangling.
        std::string json = "[\"a\\n\"";
        for (int i = 0; i < 1000; ++i)
            json += ",\"\\u\\u\\uzz\\ud83d\\q\"";
        const auto root = parse(json + "]");
        QVERIFY(root.has_value());
        const std::string_view first = (*root->begin()).text();
        const char *const where = first.data();
        for (const JsonValue value : *root)
            QVERIFY(value.text().size() <= 20);
        QCOMPARE((*root->begin()).text().data(), where);
        QCOMPARE(first, std::string_view("a\n"));
    }

    void ofEqualKeysTheLastCounts()
    {
        const auto root = parse(R"({"a":1,"b":2,"a":3})");
        QCOMPARE((*root)["a"].text(), std::string_view("3"));
    }

    void whatIsAbsentIsAValueToo()
    {
        const auto root = parse(R"({"a":null,"b":[],"c":{}})");
        QVERIFY(!(*root)["x"]["y"]["z"].isSet());
        QVERIFY(!(*root)["a"].isSet());
        QVERIFY((*root)["b"].isSet() && (*root)["b"].isEmpty());
        QVERIFY((*root)["c"].isEmpty());
        QCOMPARE((*root)["x"].text(), std::string_view());
    }

    void canonicalFormIgnoresOrderBlanksAndEscapes()
    {
        std::string first, second;
        appendCanonical(*parse(R"({"b":[1, 2,{"y":null,"x":true}],"a":"\u0041"})"), first);
        appendCanonical(*parse(R"( {"a":"A" ,"b":[1,2,{"x":true,"y":null}]})"), second);
        QCOMPARE(first, std::string(R"({"a":"A","b":[1,2,{"x":true,"y":null}]})"));
        QCOMPARE(second, first);
    }

    void refusesWhatIsNotJson_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char *text : {"",
                                 "   ",
                                 "1",
                                 "\"text\"",
                                 "null",
                                 "{",
                                 "[1",
                                 "{\"a\":}",
                                 "{\"a\" 1}",
                                 "{\"a\":1}x",
                                 "{\"a\":1}{\"b\":2}",
                                 "{\"a\":NaN}",
                                 "{\"a\":Infinity}",
                                 "{\"a\":-}",
                                 "{\"a\":01}",
                                 "{\"a\":1.}",
                                 "{\"a\":1e}",
                                 "{\"a\":1.2.3}",
                                 "{\"a\":nul}",
                                 "{\"a\":truth}",
                                 "{\"a\":'b'}",
                                 "{\"a\":\"open}",
                                 "[1,]",
                                 "{\"a\":1,}",
                                 "{a:1}",
                                 "\xff\xfe{}",
                                 "{\"a\":\"\xc3\x28\"}",
                                 "\x1f\x8b\x08"})
            QTest::newRow(text) << QByteArray(text);
        QTest::newRow("zero byte") << QByteArray("{\"a\":\0}", 7);
        QTest::newRow("too deep") << QByteArray(200, '[') + QByteArray(200, ']');
        QTest::newRow("far too deep, open") << QByteArray(100'000, '[');
        QTest::newRow("far too deep, closed")
            << QByteArray("{\"a\":").repeated(5000) + '1' + QByteArray(5000, '}');
    }
    void refusesWhatIsNotJson()
    {
        QFETCH(QByteArray, text);
        const auto root = parse(text.toStdString());
        QVERIFY(!root.has_value());
        QVERIFY(root.error().text.starts_with("not JSON: "));
    }

    void takesTheNestingOfRealRecords()
    {
        QVERIFY(parse(std::string(100, '[') + std::string(100, ']')).has_value());
    }
};

QTEST_GUILESS_MAIN(TestJsonTree)
#include "tst_jsontree.moc"
