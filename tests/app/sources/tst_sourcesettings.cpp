// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/baseaddress.h"
#include "app/sources/sourcesettings.h"
#include "app/sources/sourcestatus.h"

#include <QTest>

using namespace outlay;
using namespace outlay::sources;

namespace {

SourceSettings openAi()
{
    SourceSettings settings;
    settings.name = "acme-openai";
    settings.secret = "keychain:outlay/acme-openai";
    return settings;
}

SourceSettings liteLlm()
{
    SourceSettings settings;
    settings.name = "gateway";
    settings.kind = SourceKind::LiteLlm;
    settings.secret = "env:LITELLM_KEY";
    settings.pushSecret = "file:/etc/outlay/push-key";
    settings.baseUrl = "http://localhost:4000";
    settings.proxy = "socks5://proxy:1080";
    settings.caFile = "/etc/ssl/own.pem";
    settings.clientCertificate = "/etc/ssl/me.pem";
    settings.clientKey = "/etc/ssl/me.key";
    settings.headers = {{"X-Env", "prod"}, {"Authorization", "env:GATEWAY_AUTH"}};
    settings.isPaused = true;
    return settings;
}

SourceSettings files()
{
    SourceSettings settings;
    settings.name = "claude-code";
    settings.kind = SourceKind::Files;
    settings.paths = {"/home/kim/.claude/projects", "/var/log/*.jsonl"};
    settings.format = "claude-code";
    return settings;
}

SourceSettings otlp()
{
    SourceSettings settings;
    settings.name = "telemetry";
    settings.kind = SourceKind::Otlp;
    settings.port = 4319;
    settings.tokenSecret = "passphrase:telemetry";
    return settings;
}

SourceStatus broken()
{
    SourceStatus status;
    status.name = "acme";
    status.state = SourceStatus::State::Broken;
    status.breaker = SourceStatus::Breaker::Open;
    status.reason = "HTTP 500, five times in a row";
    status.lastAttempt = Instant{1'795'000'000'000'000};
    status.lastSuccess = Instant{1'794'000'000'000'000};
    status.dataUntil = Instant{1'793'990'000'000'000};
    status.rows = 10'000'000'000;
    status.errors = 5;
    status.consecutiveFailures = 5;
    status.nextAttempt = status.breakerOpenUntil = Instant{1'795'000'030'000'000};
    status.backlog = 7;
    status.port = 4319;
    status.freePort = 4320;
    status.warnings = {"the key may write"};
    return status;
}

} // namespace

class TestSourceSettings : public QObject
{
    Q_OBJECT

private slots:
    void comesBackFromItsJson();
    void nothingIsNoSource();
    void leavesOutWhatHasItsDefault();
    void refusesAndNamesTheField_data();
    void refusesAndNamesTheField();
    void refusesAnAddressThatGoesOnTooFar_data();
    void refusesAnAddressThatGoesOnTooFar();
    void refusesTwoOfAName();
    void refusesTwoReceiversOnAPort();
    void refusesJson_data();
    void refusesJson();
    void neverQuotesWhatMayBeAKey_data();
    void neverQuotesWhatMayBeAKey();
    void knowsReferences_data();
    void knowsReferences();
    void statusComesBackFromItsJson();
    void everyStateHasAWordOfItsOwn();
    void refusesAStatusItDoesNotKnow();
};

void TestSourceSettings::comesBackFromItsJson()
{
    const std::vector<SourceSettings> all{openAi(), liteLlm(), files(), otlp()};
    const auto again = parseSourceSettings(toJson(all));
    QVERIFY2(again.has_value(), again ? "" : again.error().text.c_str());
    QCOMPARE(again->size(), all.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        QVERIFY2(again->at(i) == all.at(i), all.at(i).name.c_str());
    QCOMPARE(toJson(*again), toJson(all));
}

void TestSourceSettings::nothingIsNoSource()
{
    QCOMPARE(parseSourceSettings("").value().size(), std::size_t(0));
    QCOMPARE(parseSourceSettings(toJson(std::vector<SourceSettings>{})).value().size(),
             std::size_t(0));
}

void TestSourceSettings::leavesOutWhatHasItsDefault()
{
    QCOMPARE(toJson(std::vector{openAi()}),
             std::string(R"({"sources":[{"kind":"openai","name":"acme-openai",)"
                         R"("secret":"keychain:outlay/acme-openai"}],"version":1})"));
}

void TestSourceSettings::refusesAndNamesTheField_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<SourceSettings>("settings");
    const auto row = [](const char *tag, const char *field, SourceSettings settings,
                        const auto &change) {
        change(settings);
        QTest::newRow(tag) << QString::fromLatin1(field) << settings;
    };
    row("no name", "name", openAi(), [](SourceSettings &s) { s.name.clear(); });
    row("a name like an option", "name", openAi(), [](SourceSettings &s) { s.name = "--all"; });
    row("a name of two lines", "name", openAi(), [](SourceSettings &s) { s.name = "a\nb"; });
    row("no key", "secret", openAi(), [](SourceSettings &s) { s.secret.clear(); });
    row("a key itself", "secret", openAi(),
        [](SourceSettings &s) { s.secret = "sk-admin-0123456789"; });
    row("a gateway without address", "base_url", liteLlm(),
        [](SourceSettings &s) { s.baseUrl.clear(); });
    row("an address without scheme", "base_url", openAi(),
        [](SourceSettings &s) { s.baseUrl = "localhost:4000"; });
    row("an address of a file", "base_url", openAi(),
        [](SourceSettings &s) { s.baseUrl = "file:///etc/passwd"; });
    row("a password in an address", "base_url", openAi(),
        [](SourceSettings &s) { s.baseUrl = "https://me:word@api.example"; });
    row("a password in a proxy", "proxy", openAi(),
        [](SourceSettings &s) { s.proxy = "http://me:word@proxy:3128"; });
    row("a key in a query", "base_url", openAi(),
        [](SourceSettings &s) { s.baseUrl = "https://api.example?key=1"; });
    row("a certificate without key", "client_certificate", openAi(),
        [](SourceSettings &s) { s.clientCertificate = "/me.pem"; });
    row("a secret header in the open", "header Authorization", openAi(), [](SourceSettings &s) {
        s.headers = {{"Authorization", "Bearer 123"}};
    });
    row("a secret in any header", "header X-Team", openAi(), [](SourceSettings &s) {
        s.headers = {{"X-Team", "sk-0123456789abc"}};
    });
    row("a header of two lines", "header X-Team", openAi(), [](SourceSettings &s) {
        s.headers = {{"X-Team", "a\r\nb"}};
    });
    row("a header's name with a blank", "headers", openAi(), [](SourceSettings &s) {
        s.headers = {{"X Team", "a"}};
    });
    row("a key that pushes where none can", "push_secret", openAi(),
        [](SourceSettings &s) { s.pushSecret = "env:OTHER"; });
    row("one key for both", "push_secret", liteLlm(),
        [](SourceSettings &s) { s.pushSecret = s.secret; });
    row("own keys where there are none", "own_keys_elsewhere", openAi(),
        [](SourceSettings &s) { s.areOwnKeysElsewhere = true; });
    row("nothing to watch", "paths", files(), [](SourceSettings &s) { s.paths.clear(); });
    row("a relative path", "paths", files(), [](SourceSettings &s) { s.paths = {"logs"}; });
    row("files with a key", "secret", files(), [](SourceSettings &s) { s.secret = "env:KEY"; });
    row("files with a port", "port", files(), [](SourceSettings &s) { s.port = 4318; });
    row("an API with paths", "paths", openAi(), [](SourceSettings &s) { s.paths = {"/x"}; });
    row("no port", "port", otlp(), [](SourceSettings &s) { s.port = 65536; });
    row("a receiver with an address", "base_url", otlp(),
        [](SourceSettings &s) { s.baseUrl = "http://localhost"; });
}

void TestSourceSettings::refusesAndNamesTheField()
{
    QFETCH(const QString, field);
    QFETCH(const SourceSettings, settings);
    const Result<> checked = validate(settings);
    QVERIFY(!checked);
    QCOMPARE(checked.error().kind, Error::Kind::Usage);
    const QString complaint = QString::fromStdString(checked.error().text);
    QVERIFY2(complaint.contains(QStringLiteral(": %1: ").arg(field)), qPrintable(complaint));
    // What cannot be stored by the front door does not come in by the JSON either.
    QVERIFY(!parseSourceSettings(toJson(std::vector{settings})));
}

void TestSourceSettings::refusesAnAddressThatGoesOnTooFar_data()
{
    QTest::addColumn<SourceKind>("kind");
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("says"); // empty: it is right
    const auto row = [](SourceKind kind, const char *address, const char *says) {
        QTest::addRow("%s", address)
            << kind << QString::fromLatin1(address) << QString::fromLatin1(says);
    };
    row(SourceKind::OpenAi, "https://api.openai.com/v1", "");
    row(SourceKind::OpenAi, "https://api.openai.com/v1/", "");
    row(SourceKind::OpenAi, "https://proxy.example/openai/v1", "");
    row(SourceKind::OpenAi, "https://api.openai.com/v1/organization", "leave out /organization");
    row(SourceKind::OpenAi, "https://proxy.example/v1/organization/costs", "leave out /org");
    row(SourceKind::OpenAi, "https://api.openai.com", "below https://api.openai.com/v1");
    row(SourceKind::Anthropic, "https://api.anthropic.com/", "");
    row(SourceKind::Anthropic, "https://api.anthropic.com/v1", "leave out /v1 and");
    row(SourceKind::Anthropic, "https://p.example/v1/organizations/", "leave out /v1/org");
    row(SourceKind::OpenRouter, "https://openrouter.ai/api/v1/activity", "leave out /activity");
    row(SourceKind::OpenRouter, "https://openrouter.ai", "below https://openrouter.ai/api/v1");
    row(SourceKind::LiteLlm, "http://gw:4000/ui", "leave out /ui");
    row(SourceKind::LiteLlm, "http://gw:4000/llm", "");
    row(SourceKind::Langfuse, "https://us.cloud.langfuse.com/api", "leave out /api and");
    row(SourceKind::Langfuse, "https://us.cloud.langfuse.com", "");
    row(SourceKind::Helicone, "https://eu.api.helicone.ai/v1/request", "leave out /v1/request");
    row(SourceKind::Bifrost, "http://localhost:8080/api/logs", "leave out /api/logs");
    row(SourceKind::Vertex, "https://monitoring.googleapis.com/v3/projects/p/timeSeries",
        "leave out /timeSeries");
    row(SourceKind::AzureCosts,
        "https://management.azure.com/subscriptions/s/providers/microsoft.costmanagement/query",
        "leave out /providers");
    row(SourceKind::AzureCosts, "https://management.azure.com/subscriptions/s", "");
    row(SourceKind::AzureCosts, "https://management.azure.com/subscriptions/s/resourceGroups/g",
        "");
    row(SourceKind::AwsCosts, "https://ce.us-east-1.amazonaws.com/costs", "below https://ce.");
    row(SourceKind::Cursor, "https://api.cursor.com/teams/spend", "leave out /teams");
    row(SourceKind::Copilot, "https://api.github.com/organizations/acme/settings/billing",
        "leave out /settings/billing");
    row(SourceKind::XAi, "https://management-api.x.ai/v1/billing/teams/t/usage",
        "leave out /usage");
    row(SourceKind::DeepSeek, "https://api.deepseek.com/user/balance", "leave out /user/balance");
    for (const SourceKindFacts &facts : sourceKinds()) {
        if (facts.isPolled)
            QTest::addRow("usual of %s", facts.word)
                << facts.kind << QString::fromLatin1(facts.usualAddress) << QString();
    }
}

void TestSourceSettings::refusesAnAddressThatGoesOnTooFar()
{
    QFETCH(const SourceKind, kind);
    QFETCH(const QString, address);
    QFETCH(const QString, says);
    const Result<> checked = checkBaseAddress(kind, address.toStdString());
    QCOMPARE(checked.has_value(), says.isEmpty());
    if (!checked)
        QVERIFY2(checked.error().text.find(says.toStdString()) != std::string::npos,
                 checked.error().text.c_str());
}

void TestSourceSettings::refusesTwoOfAName()
{
    SourceSettings other = files();
    other.name = openAi().name;
    const Result<> checked = validate(std::vector{openAi(), other});
    QVERIFY(!checked);
    QVERIFY(checked.error().text.find("name: another source has it") != std::string::npos);
}

void TestSourceSettings::refusesTwoReceiversOnAPort()
{
    SourceSettings one = otlp();
    one.port = 0; // the usual one
    SourceSettings other = otlp();
    other.name = "more";
    QVERIFY(validate(std::vector{one, other}));
    other.port = defaultOtlpPort;
    const Result<> checked = validate(std::vector{one, other});
    QVERIFY(!checked);
    QVERIFY(checked.error().text.find("4318 already") != std::string::npos);
}

void TestSourceSettings::refusesJson_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("says");
    const auto source = [](const QByteArray &fields) -> QByteArray {
        return QByteArrayLiteral(R"({"version":1,"sources":[{"name":"a","kind":"files",)"
                                 R"("paths":["/x"])") +
               fields + "}]}";
    };
    QVERIFY(parseSourceSettings(source("").toStdString()));
    QTest::newRow("no JSON") << QByteArray("{") << QByteArray("no JSON");
    QTest::newRow("no object") << QByteArray("[]") << QByteArray("JSON object");
    QTest::newRow("another version")
        << QByteArray(R"({"version":2,"sources":[]})") << QByteArray("\"version\" is not 1");
    QTest::newRow("no list") << QByteArray(R"({"version":1,"sources":{}})")
                             << QByteArray("\"sources\" must be a list");
    QTest::newRow("an unknown field outside")
        << QByteArray(R"({"version":1,"sources":[],"more":1})") << QByteArray("\"more\"");
    QTest::newRow("an unknown field")
        << source(R"(,"api_key":"x")") << QByteArray("source \"a\": \"api_key\"");
    QTest::newRow("a number for a text")
        << source(R"(,"format":5)") << QByteArray("\"format\" must be a text");
    QTest::newRow("a text for a switch")
        << source(R"(,"paused":"yes")") << QByteArray("\"paused\" must be true or false");
    QTest::newRow("a fraction for a port")
        << source(R"(,"port":1.5)") << QByteArray("\"port\" must be a whole number");
    QTest::newRow("headers that are none")
        << source(R"(,"headers":["X: y"])") << QByteArray("\"headers\" must be a list");
    QTest::newRow("an unknown kind")
        << QByteArray(R"({"version":1,"sources":[{"name":"a","kind":"gopher"}]})")
        << QByteArray("\"kind\" is unknown: a source is one of openai");
}

void TestSourceSettings::refusesJson()
{
    QFETCH(const QByteArray, json);
    QFETCH(const QByteArray, says);
    const auto parsed = parseSourceSettings(json.toStdString());
    QVERIFY(!parsed);
    QVERIFY2(QByteArray::fromStdString(parsed.error().text).contains(says),
             parsed.error().text.c_str());
}

void TestSourceSettings::neverQuotesWhatMayBeAKey_data()
{
    QTest::addColumn<SourceSettings>("settings");
    const std::string canary = "sk-canary-0123456789";
    SourceSettings settings = openAi();
    settings.secret = canary;
    QTest::newRow("secret") << settings;
    settings = liteLlm();
    settings.pushSecret = canary;
    QTest::newRow("push secret") << settings;
    settings = otlp();
    settings.tokenSecret = canary;
    QTest::newRow("token") << settings;
    settings = openAi();
    settings.headers = {{"x-api-key", canary}};
    QTest::newRow("header") << settings;
    settings = openAi();
    settings.secret = "keychain:" + canary;
    QTest::newRow("a key behind a reference's prefix") << settings;
    settings = openAi();
    settings.baseUrl = "https://x:" + canary + "@host/";
    QTest::newRow("address") << settings;
}

void TestSourceSettings::neverQuotesWhatMayBeAKey()
{
    QFETCH(const SourceSettings, settings);
    for (const Result<> &checked :
         {validate(settings),
          parseSourceSettings(toJson(std::vector{settings})).map([](const auto &) {})}) {
        QVERIFY(!checked);
        QVERIFY2(checked.error().text.find("canary") == std::string::npos,
                 checked.error().text.c_str());
    }
}

void TestSourceSettings::knowsReferences_data()
{
    QTest::addColumn<bool>("isReference");
    for (const char *text : {"keychain:outlay/a", "env:OPENAI_ADMIN_KEY", "env:_x",
                             "file:/run/secrets/key", "passphrase:a", "memory:a"})
        QTest::newRow(text) << true;
    for (const char *text : {"", "sk-proj-123", "env:", "env:A=B", "env:1", "file:key",
                             "keychain:other/x", "keychain:", "keychain:a\nb", "http://x"})
        QTest::newRow(*text == '\0' ? "nothing" : text) << false;
}

void TestSourceSettings::knowsReferences()
{
    QFETCH(const bool, isReference);
    const std::string text = QTest::currentDataTag();
    QCOMPARE(isSecretReference(text == "nothing" ? std::string() : text), isReference);
}

void TestSourceSettings::statusComesBackFromItsJson()
{
    QCOMPARE(parseSourceStatus(toJson(broken())).value() == broken(), true);
    QCOMPARE(parseSourceStatus(toJson(SourceStatus{})).value() == SourceStatus{}, true);
}

void TestSourceSettings::everyStateHasAWordOfItsOwn()
{
    std::vector<std::string_view> words;
    for (const SourceStatus::State state : allSourceStates) {
        SourceStatus status;
        status.state = state;
        QVERIFY(parseSourceStatus(toJson(status)).value().state == state);
        QVERIFY(std::find(words.begin(), words.end(), toString(state)) == words.end());
        words.push_back(toString(state));
    }
}

void TestSourceSettings::refusesAStatusItDoesNotKnow()
{
    for (const char *json :
         {R"({"state":"dancing"})", R"({"breaker":"ajar"})", R"({"last_success":"yesterday"})",
          R"({"rows":"many"})", R"({"mood":"good"})", "[]", ""})
        QVERIFY2(!parseSourceStatus(json), json);
}

QTEST_GUILESS_MAIN(TestSourceSettings)
#include "tst_sourcesettings.moc"
