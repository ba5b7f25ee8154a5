// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports/json.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace outlay;

class TestJson : public QObject
{
    Q_OBJECT

private slots:
    void escapes_data();
    void escapes();
    void everyByteGivesValidJson();
    void writesNestedDocuments();
    void unknownIsNull();
    void endsEachDocumentWithALine();
};

void TestJson::escapes_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("quotes and backslashes") << QByteArray("a\"b\\c") << QByteArray(R"("a\"b\\c")");
    QTest::newRow("line ends and tabs") << QByteArray("a\nb\tc\r") << QByteArray(R"("a\nb\tc\r")");
    QTest::newRow("control characters")
        << QByteArray("\x01\x1f\x7f", 3) << QByteArray(R"("\u0001\u001f\u007f")");
    QTest::newRow("a zero byte") << QByteArray("a\0b", 3) << QByteArray(R"("a\u0000b")");
    QTest::newRow("UTF-8 stays") << QByteArray("é€😀") << QByteArray("\"é€😀\"");
    QTest::newRow("a lone continuation byte") << QByteArray("a\x80z") << QByteArray("\"a\uFFFDz\"");
    QTest::newRow("a truncated character")
        << QByteArray("\xE2\x82") << QByteArray("\"\uFFFD\uFFFD\"");
    QTest::newRow("a surrogate") << QByteArray("\xED\xA0\x80")
                                 << QByteArray("\"\uFFFD\uFFFD\uFFFD\"");
    QTest::newRow("an overlong slash") << QByteArray("\xC0\xAF") << QByteArray("\"\uFFFD\uFFFD\"");
    QTest::newRow("beyond Unicode")
        << QByteArray("\xF5\x80\x80\x80") << QByteArray("\"\uFFFD\uFFFD\uFFFD\uFFFD\"");
}

void TestJson::escapes()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, json);
    QCOMPARE(QByteArray::fromStdString(jsonString(text.toStdString())), json);
}

void TestJson::everyByteGivesValidJson()
{
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string text{static_cast<char>(first), static_cast<char>(second)};
            const std::string document = "[" + jsonString(text) + "]";
            QJsonParseError error;
            QJsonDocument::fromJson(QByteArray::fromStdString(document), &error);
            QVERIFY2(
                error.error == QJsonParseError::NoError,
                qPrintable(
                    QStringLiteral("%1 %2: %3").arg(first).arg(second).arg(error.errorString())));
        }
    }
}

void TestJson::writesNestedDocuments()
{
    Output out{nullptr};
    JsonWriter json(out);
    json.beginObject().field("n", std::int64_t{-5});
    json.key("list").beginArray().number(1).string("x").null().boolean(true);
    json.beginObject().endObject().beginArray().endArray().endArray();
    json.key("after").decimal("1.250");
    json.endObject();
    QCOMPARE(out.text(),
             std::string(R"({"n":-5,"list":[1,"x",null,true,{},[]],"after":1.250})") + "\n");
}

void TestJson::unknownIsNull()
{
    Output out{nullptr};
    JsonWriter json(out);
    json.beginArray();
    json.money(std::nullopt).time(std::nullopt).text(std::nullopt);
    json.money(Money{-1}).time(Instant{0}).text("");
    json.endArray();
    QCOMPARE(out.text(),
             std::string(R"([null,null,null,"-0.000000001","1970-01-01T00:00:00Z",""])") + "\n");
}

void TestJson::endsEachDocumentWithALine()
{
    Output out{nullptr};
    JsonWriter json(out);
    json.beginObject().key("a").beginArray();
    json.newLine().number(1).newLine().number(2).endArray().endObject();
    json.number(3);
    QCOMPARE(out.text(), std::string("{\"a\":[\n1,\n2]}\n3\n"));
}

QTEST_APPLESS_MAIN(TestJson)
#include "tst_json.moc"
