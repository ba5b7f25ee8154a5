// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/webhook/webhookroute.h"
#include "app/alerting/webhook/webhooksettings.h"
#include "app/sources/http/outgoingurl.h"

#include <QTest>

#include <functional>

using namespace outlay;
using namespace outlay::alerting;
using namespace Qt::StringLiterals;

namespace {

using Change = std::function<void(WebhookSettings &)>;

WebhookSettings pager()
{
    WebhookSettings settings;
    settings.name = "pager";
    settings.url = "https://hooks.acme.example/outlay";
    settings.secret = "keychain:outlay/pager";
    settings.caFile = "/etc/ssl/own.pem";
    settings.headers = {{"X-Env", "prod"}, {"Authorization", "env:PAGER_AUTH"}};
    settings.routes = {
        {{{"team", "core"}, {"tag:feature", "a=b"}}, "kim", "budget_exhausted", Urgency::Critical},
        {}};
    return settings;
}

WebhookSettings slack()
{
    WebhookSettings settings;
    settings.name = "channel";
    settings.kind = WebhookKind::Slack;
    settings.url = "env:SLACK_URL";
    settings.isEnabled = false;
    settings.addedAt = parseInstant("2026-11-23T12:00:00.5Z").value();
    return settings;
}

AlertMessage alertOf(const std::string &team, Urgency urgency)
{
    AlertMessage message;
    message.kind = "budget_exhausted";
    message.owner = "kim";
    message.scope = {{"user", "ana"}, {"team", team}};
    message.urgency = urgency;
    return message;
}

} // namespace

Q_DECLARE_METATYPE(Change)

class TestWebhookSettings : public QObject
{
    Q_OBJECT

private slots:
    void routesComeBackFromTheirText()
    {
        for (const char *text : {"", "team=core", "team=core,tag:env=prod,owner=kim",
                                 "kind=budget_exhausted,urgency=critical"})
            QCOMPARE(routeText(parseRoute(text).value()), std::string(text));
        for (const char *text : {"team", "=core", "team=", "kind=pigeon", "urgency=soon"})
            QVERIFY2(!parseRoute(text), text);
    }

    void comesBackFromItsJson()
    {
        const std::vector<WebhookSettings> all{pager(), slack()};
        const auto again = parseWebhookSettings(toJson(all));
        QVERIFY2(again.has_value(), again ? "" : again.error().text.c_str());
        QVERIFY(*again == all);
        QCOMPARE(toJson(*again), toJson(all));
        QVERIFY(parseWebhookSettings("")->empty());
        QVERIFY(parseWebhookSettings(toJson(std::vector<WebhookSettings>{}))->empty());
    }

    void refusesAndNamesTheField_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<Change>("change");
        const auto row = [](const char *tag, const char *field, const Change &change) {
            QTest::newRow(tag) << QString::fromLatin1(field) << change;
        };
        row("no name", "name", [](auto &s) { s.name.clear(); });
        row("an address as name", "name", [](auto &s) { s.name = "https://h/CANARY"; });
        row("a key as name", "name", [](auto &s) { s.name = "sk-CANARY-0123456789"; });
        row("a name of two lines", "name", [](auto &s) { s.name = "a\nCANARY"; });
        row("no address", "url", [](auto &s) { s.url.clear(); });
        row("plain http", "url", [](auto &s) { s.url = "http://acme.example/CANARY"; });
        row("a file", "url", [](auto &s) { s.url = "ftp://h/CANARY"; });
        row("no address at all", "url", [](auto &s) { s.url = "CANARY"; });
        row("a password", "url", [](auto &s) { s.url = "https://u:CANARY@h/"; });
        row("a user", "url", [](auto &s) { s.url = "https://CANARY@h/"; });
        row("a query", "url", [](auto &s) { s.url = "https://h/?token=CANARY"; });
        row("a fragment", "url", [](auto &s) { s.url = "https://h/#CANARY"; });
        row("Slack's address in the clear", "url", [](auto &s) {
            s.kind = WebhookKind::Slack;
            s.url = "https://hooks.slack.com/services/T/B/CANARY";
        });
        row("Teams's address in the clear", "url", [](auto &s) {
            s.kind = WebhookKind::Teams;
            s.url = "https://x.logic.azure.com/CANARY";
        });
        row("the secret itself", "secret", [](auto &s) { s.secret = "CANARY"; });
        row("a relative file", "ca_file", [](auto &s) { s.caFile = "own.pem"; });
        row("a secret header in the open", "headers", [](auto &s) {
            s.headers = {{"Authorization", "CANARY"}};
        });
        row("a header of two lines", "headers", [](auto &s) {
            s.headers = {{"X", "a\r\nCANARY"}};
        });
        row("a header that is ours", "headers", [](auto &s) {
            s.headers = {{"X-Outlay-Signature", "CANARY"}};
        });
        row("a header of HTTP's", "headers", [](auto &s) { s.headers = {{"Host", "CANARY"}}; });
        row("a dimension nobody knows", "routes", [](auto &s) {
            s.routes = {{{{"usr", "a"}}, {}, {}}};
        });
        row("a bare tag", "routes", [](auto &s) { s.routes = {{{{"tag", "a"}}, {}, {}}}; });
        row("a scope without value", "routes", [](auto &s) {
            s.routes = {{{{"user", ""}}, {}, {}}};
        });
    }
    void refusesAndNamesTheField()
    {
        QFETCH(QString, field);
        QFETCH(Change, change);
        QVERIFY(validate(pager()).has_value());
        WebhookSettings settings = pager();
        change(settings);
        const Result<> checked = validate(settings);
        QVERIFY(!checked.has_value());
        const QString text = QString::fromStdString(checked.error().text);
        QVERIFY2(text.contains(field + u':'), qPrintable(text));
        QVERIFY2(!text.contains(u"CANARY"_s), qPrintable(text));
    }

    void takesPlainHttpOnThisMachineOnly()
    {
        for (const char *url : {"http://127.0.0.1:9/x", "http://localhost/x", "http://[::1]/x",
                                "https://acme.example/x?sig=1"})
            QVERIFY2(sources::checkOutgoingUrl(url).has_value(), url);
        for (const char *url : {"http://127.0.0.1.acme.example/", "http://localhost.acme.example/",
                                "file:///etc/passwd", "https://", "https://h/\n"})
            QVERIFY2(!sources::checkOutgoingUrl(url).has_value(), url);
    }

    void refusesTwoOfAName()
    {
        const auto checked = validate(std::vector<WebhookSettings>{pager(), pager()});
        QVERIFY(!checked);
        QVERIFY(checked.error().text.find("name: another webhook") != std::string::npos);
    }

    void refusesJson_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("part");
        const QByteArray head = R"({"version":1,"webhooks":[{"name":"a","kind":"generic",)"
                                R"("url":"https://h/x")";
        QTest::newRow("no JSON") << QByteArray("{") << QByteArray("no JSON");
        QTest::newRow("a list") << QByteArray("[]") << QByteArray("object");
        QTest::newRow("a newer one")
            << QByteArray(R"({"version":2,"webhooks":[]})") << QByteArray("\"version\"");
        QTest::newRow("no list") << QByteArray(R"({"version":1})") << QByteArray("\"webhooks\"");
        QTest::newRow("a text in it")
            << QByteArray(R"({"version":1,"webhooks":["a"]})") << QByteArray("webhook 1");
        QTest::newRow("an unknown kind")
            << QByteArray(R"({"version":1,"webhooks":[{"kind":"irc"}]})") << QByteArray("\"kind\"");
        QTest::newRow("an unknown field")
            << head + R"(,"colour":"red"}]})" << QByteArray("\"colour\"");
        QTest::newRow("a wrong type")
            << head + R"(,"enabled":"yes"}]})" << QByteArray("\"enabled\"");
        QTest::newRow("a route that is none")
            << head + R"(,"routes":["x"]}]})" << QByteArray("\"routes\"");
        QTest::newRow("a route's scope")
            << head + R"(,"routes":[{"scope":["user"]}]}]})" << QByteArray("\"scope\"");
        QTest::newRow("a route's urgency")
            << head + R"(,"routes":[{"urgency":"very"}]}]})" << QByteArray("\"urgency\"");
        QTest::newRow("a route's field")
            << head + R"(,"routes":[{"who":"kim"}]}]})" << QByteArray("\"who\"");
        QTest::newRow("a header that is none")
            << head + R"(,"headers":[1]}]})" << QByteArray("\"headers\"");
    }
    void refusesJson()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, part);
        const auto read = parseWebhookSettings(json.toStdString());
        QVERIFY(!read.has_value());
        QVERIFY2(QByteArray::fromStdString(read.error().text).contains(part),
                 read.error().text.c_str());
    }

    void routesByEveryConditionOfOneRoute()
    {
        WebhookSettings hook = pager();
        hook.routes.clear();
        QVERIFY(isRoutedTo(hook, alertOf("core", Urgency::Low)));
        hook.routes = {{{{"team", "core"}}, "kim", "budget_exhausted", Urgency::Normal}};
        QVERIFY(isRoutedTo(hook, alertOf("core", Urgency::Normal)));
        QVERIFY(isRoutedTo(hook, alertOf("core", Urgency::Critical)));
        QVERIFY(!isRoutedTo(hook, alertOf("core", Urgency::Low)));
        QVERIFY(!isRoutedTo(hook, alertOf("data", Urgency::Critical)));
        AlertMessage other = alertOf("core", Urgency::Critical);
        other.owner = "bob";
        QVERIFY(!isRoutedTo(hook, other));
        other = alertOf("core", Urgency::Critical);
        other.kind = "retry_storm";
        QVERIFY(!isRoutedTo(hook, other));
        hook.routes.push_back({{}, {}, "retry_storm", Urgency::Low});
        QVERIFY(isRoutedTo(hook, other));
        hook.isEnabled = false;
        QVERIFY(!isRoutedTo(hook, other));
    }
};

QTEST_APPLESS_MAIN(TestWebhookSettings)
#include "tst_webhooksettings.moc"
