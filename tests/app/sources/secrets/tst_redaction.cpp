// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/processprotection.h"
#include "app/sources/secrets/redaction.h"

#include <QTest>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#include <sys/resource.h>
#endif

using namespace outlay;

namespace {

QString *captured = nullptr;

void capture(QtMsgType, const QMessageLogContext &, const QString &message)
{
    if (captured != nullptr)
        *captured += message;
}

} // namespace

class TestRedaction : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void takesSecretsOut_data();
    void takesSecretsOut();
    void leavesOrdinaryTextAlone_data();
    void leavesOrdinaryTextAlone();
    void takesOutWhatItWasTold();
    void staysAsItIsTheSecondTime();
    void endsOnHostileText();
    void redactsTheLog();
    void forbidsCoreDumps();
};

void TestRedaction::initTestCase()
{
    // Before the redaction takes its place in front of it.
    qInstallMessageHandler(capture);
}

void TestRedaction::takesSecretsOut_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("kept");
    const auto row = [](const char *tag, const char *text, const char *kept) {
        QTest::newRow(tag) << QString::fromUtf8(text) << QString::fromUtf8(kept);
    };
    row("header", "GET /v1\nAuthorization: Bearer CANARY1234\nAccept: */*", "Accept: */*");
    row("header of another case", "authorization:Basic CANARYQ==", "authorization:");
    row("proxy", "Proxy-Authorization: Negotiate CANARY CANARY", "Proxy-Authorization:");
    row("cookies", "Set-Cookie: a=CANARY; Path=/; b=CANARY", "Set-Cookie:");
    row("API key headers", "x-api-key: CANARY, api-key: CANARY, X-Goog-Api-Key: CANARY; ok", "ok");
    row("URL query", "https://host/v1?a=1&key=CANARY&b=2", "&b=2");
    row("URL query, other names", "https://h/?api_key=CANARY&access_token=CANARY#x", "#x");
    row("user in a URL", "cannot reach https://me:CANARY@proxy:8080/x", "proxy:8080/x");
    row("user in a URL, with a sign in it", "socks://me:CAN@CANARY@proxy:8080/x", "proxy:8080/x");
    row("JSON", R"({"error":{"api_key":"CANARY \" not this","n":1}})", "\"n\":1");
    row("JSON within JSON", R"({"e":"{\"password\": \"CANARY\", \"n\": 1}"})", "\\\"n\\\": 1");
    row("JSON header", R"({"Authorization": "Bearer CANARY", "n": 1})", "\"n\": 1");
    row("JSON header within JSON", R"({\"authorization\":\"CANARY\",\"n\":1})", "\\\"n\\\":1");
    row("scheme alone", "sent with bearer CANARY_0123456789.ab-c to host", "to host");
    row("a key a provider echoes", "Incorrect API key provided: sk-proj-CANARY0123456789. See",
        "Incorrect API key provided");
    row("other providers' keys", "xai-CANARY0123456789 gsk_CANARY0123456789 AIzaCANARY0123456789 x",
        " x");
    row("assignment", "OUTLAY password = 'CANARY with words' set", "set");
}

void TestRedaction::takesSecretsOut()
{
    QFETCH(QString, text);
    QFETCH(QString, kept);
    const QString redacted = QString::fromStdString(redact(text.toStdString()));
    QVERIFY2(!redacted.contains(QStringLiteral("CANARY")), qPrintable(redacted));
    QVERIFY2(redacted.contains(QStringLiteral("[redacted]")), qPrintable(redacted));
    QVERIFY2(redacted.contains(kept), qPrintable(redacted));
}

void TestRedaction::leavesOrdinaryTextAlone_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text :
         {"", "input_tokens: 12, output_tokens=7", "the token's owner; a key of search",
          "file.jsonl:12: usage.input_tokens: expected a number",
          "https://api.openai.com/v1/organization/costs?start_time=1&limit=180",
          "mail to me@example.org", "task-ci-run-18842 and risk-free", "keys: a, b",
          "basic plan, bearer of news", "monkey=banana"})
        QTest::newRow(*text == '\0' ? "nothing" : text) << QString::fromUtf8(text);
}

void TestRedaction::leavesOrdinaryTextAlone()
{
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(redact(text.toStdString())), text);
}

void TestRedaction::takesOutWhatItWasTold()
{
    rememberForRedaction(Secret("publicpart-0123456789:otherpart-0123456789"));
    QCOMPARE(redact("the otherpart-0123456789 of publicpart-0123456789 is refused"),
             std::string("the [redacted] of [redacted] is refused"));
    rememberForRedaction(Secret("operator:short-password"));
    QCOMPARE(redact("the operator may not"), std::string("the operator may not"));
    const std::string before = "tunnel hunter/2 blue, encoded hunter%2F2%20blue";
    QCOMPARE(redact(before), before);
    rememberForRedaction(Secret("hunter/2 blue"));
    rememberForRedaction(Secret("er/2 blue and more"));
    QCOMPARE(redact(before), std::string("tunnel [redacted], encoded [redacted]"));
    // Too short: it would take words apart.
    rememberForRedaction(Secret("tun"));
    QVERIFY(redact("tunnel") == "tunnel");
}

void TestRedaction::staysAsItIsTheSecondTime()
{
    const std::string once = redact(
        "Authorization: Bearer CANARY1234\nhttps://a:b@h/?key=CANARY {\"token\":\"CANARY\"}");
    QCOMPARE(redact(once), once);
}

void TestRedaction::endsOnHostileText()
{
    for (const char *piece :
         {"://", "@", "token=", "\"token\":\"", "Bearer ", "sk-", "=", ":\\\""}) {
        std::string text;
        for (int i = 0; i < 2000; ++i)
            text += piece;
        QVERIFY(!redact(text).empty());
    }
}

void TestRedaction::redactsTheLog()
{
    protectProcess();
    QString log;
    captured = &log;
    qWarning("request failed: Authorization: Bearer CANARY0123456789");
    captured = nullptr;
    QVERIFY(log.contains(QStringLiteral("request failed")));
    QVERIFY2(!log.contains(QStringLiteral("CANARY")), qPrintable(log));
}

void TestRedaction::forbidsCoreDumps()
{
#ifdef Q_OS_LINUX
    protectProcess();
    rlimit limit{1, 1};
    QCOMPARE(getrlimit(RLIMIT_CORE, &limit), 0);
    QCOMPARE(limit.rlim_cur, rlim_t{0});
    QCOMPARE(limit.rlim_max, rlim_t{0});
    if (!QFile::exists(QStringLiteral("/.flatpak-info")) && !qEnvironmentVariableIsSet("SNAP"))
        QCOMPARE(prctl(PR_GET_DUMPABLE), 0);
#else
    QSKIP("core dumps are forbidden on Linux only");
#endif
}

QTEST_GUILESS_MAIN(TestRedaction)
#include "tst_redaction.moc"
