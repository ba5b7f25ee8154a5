// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/aws/signature.h"
#include "app/sources/google/signedtoken.h"
#include "app/sources/nullsink.h"
#include "app/sources/sourcetest.h"
#include "tests/app/sources/pollerrig.h"
#include "tests/app/sources/watchedkinds.h"

#include <QJsonDocument>
#include <QSignalSpy>
#include <QUrl>

using namespace outlay;
using namespace outlay::fakes;
using namespace outlay::sources;
using namespace Qt::StringLiterals;
using State = SourceStatus::State;

namespace {

// Above the class: moc of Qt 6.4 finds no class that holds raw strings.
constexpr const char *throttled = R"({"__type":"LimitExceededException","message":"slow down"})";
constexpr const char *denied = R"({"__type":"AccessDeniedException","message":"not allowed"})";
constexpr const char *invalid = R"({"__type":"ValidationException","message":"bad"})";
constexpr const char *failedInPart = R"({"executionErrors":[{"code":4}],"unit":"1"})";
constexpr const char *unknownType =
    R"({"timeSeries":[{"metric":{"labels":{"type":"thoughts"}},"resource":{"labels":)"
    R"({"model_user_id":"m"}},"points":[{"interval":{"endTime":"2026-11-04T00:00:00Z"},)"
    R"("value":{"int64Value":"5"}}]}]})";
constexpr const char *noCurrency =
    R"({"properties":{"columns":[{"name":"PreTaxCost"},{"name":"UsageDate"},)"
    R"({"name":"MeterSubCategory"},{"name":"Meter"}],"rows":[]}})";
constexpr const char *noPlace =
    R"({"properties":{"columns":[{"name":"PreTaxCost"},{"name":"UsageDate"},)"
    R"({"name":"MeterSubCategory"},{"name":"Meter"},{"name":"Currency"}],"rows":[],)"
    R"("nextLink":"https://management.azure.com/next"}})";
constexpr const char *twoBalances =
    R"({"is_available":true,"balance_infos":[{"currency":"CNY","total_balance":"110.00"},)"
    R"({"currency":"USD","total_balance":"48.25"}]})";
constexpr const char *usedUp =
    R"({"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,)"
    R"("code":"invalid_request_error"}})";
constexpr const char *noKey = R"({"client_email":"a@b","private_key":"-----BEGIN nothing"})";

template <typename Fake> struct Watched
{
    Fake fake;
    PollerRig rig;

    explicit Watched(SourceKind kind) : rig(kind, fake, QString::fromLatin1(watchedKind(kind).path))
    {
    }
    [[nodiscard]] bool isSaid(const std::string &part) const
    {
        const auto &said = rig.status().warnings;
        return std::any_of(said.begin(), said.end(), [&part](const std::string &one) {
            return one.find(part) != std::string::npos;
        });
    }
};

std::string valueOf(const HttpRequest &request, std::string_view name)
{
    for (const HttpHeader &header : request.headers) {
        if (header.name == name)
            return header.value;
    }
    return {};
}

std::string_view padded(QByteArray &text)
{
    const auto size = std::size_t(text.size());
    text.append(qsizetype(recordPadding), '\0');
    return {text.constData(), size};
}

PageRequest third()
{
    const Instant day = parseInstant("2026-11-03").value();
    return {.range = {day, {day.micros + microsPerDay}}};
}

} // namespace

/// Clouds and providers of seats: what is particular to each.
class TestCloudSources : public QObject
{
    Q_OBJECT

private slots:
    /// The vectors of AWS's own test suite for signature version 4.
    void signsAsAwsPublishes()
    {
        const auto key = AwsKey::parse("AKIDEXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        QVERIFY(key);
        const QUrl base(u"https://example.amazonaws.com/"_s);
        const Instant at = parseInstant("2015-08-30T12:36:00Z").value();
        HttpRequest get;
        signForAws(get, base, *key, "us-east-1", "service", at);
        QCOMPARE(valueOf(get, "authorization"),
                 "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                 "SignedHeaders=host;x-amz-date, Signature="
                 "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        HttpRequest post;
        post.json = std::string();
        signForAws(post, base, *key, "us-east-1", "service", at);
        QVERIFY(valueOf(post, "authorization")
                    .ends_with("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"));
    }

    void awsKeysHaveTwoOrThreeParts()
    {
        QVERIFY(!AwsKey::parse("AKIDEXAMPLE"));
        QVERIFY(!AwsKey::parse("AKIDEXAMPLE:"));
        const auto key = AwsKey::parse("AKIA:secret/+:session=");
        QVERIFY(key && key->secret == "secret/+" && key->session == "session=");
        HttpRequest request;
        signForAws(request, QUrl(u"https://ce.us-east-1.amazonaws.com/"_s), *key, "us-east-1", "ce",
                   Instant{fixtureNowMicros});
        QCOMPARE(valueOf(request, "x-amz-security-token"), "session=");
        QVERIFY(valueOf(request, "authorization").find("x-amz-security-token") !=
                std::string::npos);
    }

    void awsSaysWithOneStatusWhatOthersSayWithFour()
    {
        const Connector &connector = connectorFor(SourceKind::AwsCosts);
        HttpReply reply;
        reply.status = 400;
        reply.kind = HttpReply::Kind::ConfigurationError;
        for (const auto &[text, kind] : {std::pair(throttled, HttpReply::Kind::Retry),
                                         std::pair(denied, HttpReply::Kind::NeedsKey),
                                         std::pair(invalid, HttpReply::Kind::ConfigurationError)}) {
            QByteArray body = text;
            const std::string_view view = padded(body);
            QCOMPARE(int(connector.meaning(reply, view)), int(kind));
            QVERIFY(connector.isOwnError(view));
        }
    }

    void onlyModelsAreCountedOverDaysCutByPages()
    {
        for (const int groups : {1, 2, 3, 100}) {
            Watched<FakeCostExplorer> t(SourceKind::AwsCosts);
            t.fake.groupsPerPage = groups;
            t.rig.run();
            QCOMPARE(toDecimal(t.rig.billed()), "6.000000000");
            QCOMPARE(t.rig.rejected, 0);
            QCOMPARE(t.fake.charged, t.rig.asked());
        }
    }

    void whatAsksForMoneyIsCountedAndBounded()
    {
        Watched<FakeCostExplorer> t(SourceKind::AwsCosts);
        t.fake.groupsPerPage = 1;
        QJsonArray many;
        for (int i = 0; i < 40; ++i)
            many.append(t.fake.days[u"2026-11-02"_s].at(0));
        t.fake.days[u"2026-11-02"_s] = many;
        t.rig.run();
        QCOMPARE(t.fake.charged, 24);
        QVERIFY2(t.isSaid("asked for 24 pages today, 0.24 USD of at most 0.24 USD"),
                 t.rig.status().warnings.empty() ? "" : t.rig.status().warnings[0].c_str());
        t.rig.poller().pollNow(); // not even then
        t.rig.pass(microsPerHour);
        QCOMPARE(t.fake.charged, 24);
        // Nor by a process that begins.
        t.rig.run();
        QCOMPARE(t.fake.charged, 24);
        t.rig.passToNext();
        QCOMPARE(toRfc3339(dayStart(t.rig.now)), "2026-11-06T00:00:00Z");
        QVERIFY(t.fake.charged > 24 && t.fake.charged <= 48);
        QVERIFY(t.isSaid("since it was added 0."));
    }

    void sourcesWithOneKeyShareTheDaysPages()
    {
        Watched<FakeCostExplorer> t(SourceKind::AwsCosts);
        t.fake.groupsPerPage = 1;
        QJsonArray many;
        for (int i = 0; i < 40; ++i)
            many.append(t.fake.days[u"2026-11-02"_s].at(0));
        t.fake.days[u"2026-11-02"_s] = many;
        t.rig.run();
        QCOMPARE(t.fake.charged, 24);
        // The same key under another name, in the same ledger.

        t.rig.options().source = "second";
        t.rig.run();
        QCOMPARE(t.fake.charged, 24);
        QVERIFY(t.isSaid("asked for 24 pages today, 0.24 USD of at most 0.24 USD"));
        SecretStore secrets;
        SourceSettings settings;
        settings.name = "third";
        settings.kind = SourceKind::AwsCosts;
        settings.secret = "env:OUTLAY_TEST_NO_KEY";
        settings.baseUrl = t.rig.options().http.baseUrl;
        SourceTest tried(settings, secrets, &t.rig.queue(), t.rig.options().clock);
        QSignalSpy finished(&tried, &SourceTest::finished);
        tried.start(Secret(t.fake.key.toStdString()));
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 60'000);
        QCOMPARE(t.fake.charged, 24);
        // A day later it is the second's turn as well, and both together stay within the bound.
        t.rig.passToNext();
        QVERIFY(t.fake.charged > 24 && t.fake.charged <= 48);
    }

    /// Of a key that names whom AWS charges only a hash is stored.
    void whatAKeyWasChargedIsStoredWithoutTheKey()
    {
        const Connector &connector = connectorFor(SourceKind::AwsCosts);
        const std::string_view account = connector.chargedAccount("AKIDEXAMPLE:secret:session");
        QCOMPARE(account, std::string_view("AKIDEXAMPLE"));
        const std::string name = chargedCheckpoint(connector.series()[0], account);
        QVERIFY(name.starts_with("costs/"));
        QVERIFY(name.find("AKID") == std::string::npos);
        QVERIFY(name != chargedCheckpoint(connector.series()[0], "AKIDOTHER"));
        QVERIFY(connectorFor(SourceKind::OpenAi).chargedAccount("sk-admin").empty());
    }

    void testsOfTheKeyAreCountedAndBoundedWithTheRest()
    {
        Watched<FakeCostExplorer> t(SourceKind::AwsCosts);
        SecretStore secrets;
        SourceSettings settings;
        settings.name = "watched";
        settings.kind = SourceKind::AwsCosts;
        settings.secret = "env:OUTLAY_TEST_NO_KEY";
        settings.baseUrl = t.rig.options().http.baseUrl;
        std::string said;
        const auto test = [&] {
            SourceTest tried(settings, secrets, &t.rig.queue(), t.rig.options().clock);
            QSignalSpy finished(&tried, &SourceTest::finished);
            tried.start(Secret(t.fake.key.toStdString()));
            QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 60'000);
            said = finished.value(0).value(0).value<std::vector<Finding>>().front().text;
        };
        for (int i = 0; i < 3; ++i)
            test();
        QCOMPARE(said, "sees costs by service and kind of use");
        QCOMPARE(t.fake.charged, 3);
        t.rig.run();
        const int polled = t.fake.charged - 3;
        QVERIFY(polled > 0);
        QVERIFY(t.isSaid("asked for " + std::to_string(3 + polled) + " pages today"));
        while (t.fake.charged < 24)
            test();
        // A poller that runs meanwhile asks for no more, and neither does a test.
        t.rig.poller().pollNow();
        t.rig.settle();
        QCOMPARE(t.fake.charged, 24);
        QVERIFY(t.isSaid("asked for 24 pages today, 0.24 USD of at most 0.24 USD"));
        test();
        QCOMPARE(t.fake.charged, 24);
        QVERIFY2(said.find("test it again after midnight UTC") != std::string::npos, said.c_str());
        t.rig.passToNext();
        QVERIFY(t.fake.charged > 24);
    }

    void googlesTokenIsSignedByTheAccount()
    {
        Watched<FakeVertex> t(SourceKind::Vertex);
        t.rig.run();
        QVERIFY2(t.fake.refusal.isEmpty(), t.fake.refusal.constData());
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        for (const FakeRequest &request : t.rig.server().requests())
            QVERIFY(!request.headers.value("authorization").contains("PRIVATE"));
        FakeVertex other;
        t.rig.poller().setKey(Secret(other.key.toStdString()));
        t.rig.poller().pollNow();
        t.rig.settle();
        QCOMPARE(int(t.rig.status().state), int(State::NeedsKey));
    }

    void aKeyFileThatIsNoneIsToldWithoutIt()
    {
        const Connector &connector = connectorFor(SourceKind::Vertex);
        for (const char *key : {"{}", "{\"client_email\":\"a@b\"}", noKey}) {
            const auto usable = connector.checkKey(key);
            QVERIFY(!usable);
            QVERIFY(usable.error().text.find("BEGIN") == std::string::npos);
        }
        QVERIFY(connector.checkKey(FakeVertex().key.toStdString()));
        QVERIFY(connector.checkKey("ya29.an-access-token"));
    }

    void whatGoogleCouldNotReadIsNotNothing()
    {
        const Connector &connector = connectorFor(SourceKind::Vertex);
        const SeriesPlan &plan = connector.series().front();
        NullSink sink;
        QByteArray inPart = failedInPart;
        QVERIFY(!connector.read(plan, third(), padded(inPart), {fixtureNowMicros}, sink));
        QByteArray none = "{}";
        QVERIFY(connector.read(plan, third(), padded(none), {fixtureNowMicros}, sink));
        QByteArray unknown = unknownType;
        QVERIFY(connector.read(plan, third(), padded(unknown), {fixtureNowMicros}, sink));
        Watched<FakeVertex> t(SourceKind::Vertex);
        t.fake.setInterceptor([](const FakeRequest &request) -> std::optional<FakeReply> {
            if (!request.value("interval.startTime").startsWith("2026-11-03"))
                return std::nullopt;
            return jsonReply(200, unknownType);
        });
        t.rig.run();
        QCOMPARE(t.rig.rejected, 1); // a kind of token nobody knows the price of
    }

    void azuresSecretIsChangedForATokenAndGoesNowhereElse()
    {
        Watched<FakeCostManagement> t(SourceKind::AzureCosts);
        t.rig.run();
        QCOMPARE(toDecimal(t.rig.billed()), "6.750000000");
        QCOMPARE(t.rig.rejected, 0);
        QCOMPARE(t.fake.tokens, 1); // good for all pages of an hour
        for (const FakeRequest &request : t.rig.server().requests()) {
            const bool isToken = request.path.endsWith("/token");
            QCOMPARE(request.body.contains("client_secret"), isToken);
            QVERIFY(!request.target.contains("CANARY"));
            QVERIFY(!request.headers.value("authorization").contains("secret"));
        }
        t.rig.pass(7 * microsPerHour);
        QCOMPARE(t.fake.tokens, 2);
        QCOMPARE(toDecimal(t.rig.billed()), "6.750000000");
    }

    void aTokenThatIsRefusedBeforeItsTimeIsReplacedOnce()
    {
        Watched<FakeCostManagement> t(SourceKind::AzureCosts);
        t.rig.run();
        t.fake.areTokensRevoked = true;
        t.rig.poller().pollNow();
        t.rig.settle();
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QCOMPARE(t.fake.tokens, 2);
        t.rig.poller().setKey(Secret("halden.example:c11e47:s~CANARY.other"));
        t.rig.poller().pollNow();
        t.rig.settle();
        QCOMPARE(int(t.rig.status().state), int(State::NeedsKey));
        QVERIFY2(t.rig.status().reason.find("no token from 127.0.0.1") != std::string::npos &&
                     t.rig.status().reason.find("AADSTS7000215") != std::string::npos,
                 t.rig.status().reason.c_str());
        QCOMPARE(t.fake.tokens, 2);
    }

    void eachCloudOfAzuresHasItsOwnPlaceForTokens()
    {
        const Connector &connector = connectorFor(SourceKind::AzureCosts);
        const std::string key = FakeCostManagement().key.toStdString();
        for (const auto &[base, address] :
             {std::pair("https://management.azure.com/subscriptions/s1/",
                        "https://login.microsoftonline.com"),
              std::pair("https://management.usgovcloudapi.net/subscriptions/s1/",
                        "https://login.microsoftonline.us"),
              std::pair("https://costs.halden.example:8443/subscriptions/s1/",
                        "https://costs.halden.example:8443")}) {
            const auto token = connector.tokenRequest(QUrl(QString::fromLatin1(base)), key);
            QVERIFY(token);
            QCOMPARE(token->address, std::string(address));
            QCOMPARE(token->request.path, "halden.example/oauth2/v2.0/token");
            QCOMPARE(token->secret, "s~CANARY.secret:+/=");
        }
        // An access token is used as it is; what is neither is refused without telling it.
        const QUrl base(u"https://management.azure.com/subscriptions/s1/"_s);
        QVERIFY(!connector.tokenRequest(base, "eyJ0eXAi.payload.signature"));
        QVERIFY(connector.checkKey("eyJ0eXAi.payload.signature"));
        for (const char *wrong : {"zx9secret", "tenant:client", "../x:client:zx9secret", "::"}) {
            const auto usable = connector.checkKey(wrong);
            QVERIFY(!usable);
            QVERIFY(usable.error().text.find("zx9") == std::string::npos);
        }
    }

    void aTokenIsNotFetchedFromWhereARedirectLeads()
    {
        Watched<FakeCostManagement> t(SourceKind::AzureCosts);
        FakeServer other([](const FakeRequest &) { return jsonReply(200, "{}"); });
        const QByteArray there = QByteArray::fromStdString(other.url(u"/token"_s));
        t.fake.setInterceptor([&](const FakeRequest &request) -> std::optional<FakeReply> {
            if (!request.path.endsWith("/token"))
                return std::nullopt;
            FakeReply reply = jsonReply(302, "{}");
            reply.headers = {{"Location", there}};
            return reply;
        });
        t.rig.run();
        QCOMPARE(int(t.rig.status().state), int(State::Unreachable));
        QVERIFY(other.requests().empty());
    }

    void azuresAmountsKeepTheirDigitsAndTheirCurrency()
    {
        Watched<FakeCostManagement> t(SourceKind::AzureCosts);
        t.fake.days.clear();
        t.fake.days[u"20261102"_s] = {
            QJsonArray{9.5e-5, 20261102, u"Azure OpenAI"_s, u"gpt 4o mini Inp"_s, u"USD"_s},
            QJsonArray{-0.25, 20261102, u"Azure Grok"_s, u"grok 3 Outp"_s, u"USD"_s}};
        t.rig.run();
        QCOMPARE(toDecimal(t.rig.billed()), "-0.249905000");
        t.fake.currency = "EUR";
        t.rig.pass(7 * microsPerHour);
        QVERIFY(t.rig.rejected > 0);
        QVERIFY(t.rig.status().errors > 0);
    }

    /// What the documentation marks so is said where a key is tried.
    void whatWasNotVerifiedIsSaid()
    {
        for (const SourceKind kind : {SourceKind::AzureCosts, SourceKind::Bifrost,
                                      SourceKind::Helicone, SourceKind::Vertex, SourceKind::XAi}) {
            std::string said;
            for (const Finding &note : connectorFor(kind).notes({}))
                said += note.text;
            QVERIFY2(said.find("not verified") != std::string::npos,
                     std::string(toString(kind)).c_str());
        }
    }

    void anotherDayThanAskedForIsNoAnswerOfAzures()
    {
        const Connector &connector = connectorFor(SourceKind::AzureCosts);
        const SeriesPlan &plan = connector.series().front();
        NullSink sink;
        QByteArray body = fixture(u"azure/cost-query-response.json"_s); // two days
        const std::string_view view = padded(body);
        QVERIFY(!connector.read(plan, third(), view, {fixtureNowMicros}, sink));
        QByteArray lacking = noCurrency;
        QVERIFY(!connector.read(plan, third(), padded(lacking), {fixtureNowMicros}, sink));
        QByteArray endless = noPlace;
        QVERIFY(!connector.read(plan, third(), padded(endless), {fixtureNowMicros}, sink));
    }

    void copilotsDayMustBeTheOneAskedFor()
    {
        QByteArray body = fixture(u"github-copilot/ai-credit-usage-org-2026-11-03.json"_s);
        const std::string_view view = padded(body);
        const Connector &connector = connectorFor(SourceKind::Copilot);
        const SeriesPlan &plan = connector.series().front();
        NullSink sink;
        QVERIFY(connector.read(plan, third(), view, {fixtureNowMicros}, sink));
        PageRequest another = third();
        another.range.from.micros += microsPerDay;
        QVERIFY(!connector.read(plan, another, view, {fixtureNowMicros}, sink));
    }

    void aPartOfXAisFiguresIsRefused()
    {
        Watched<FakeXAi> t(SourceKind::XAi);
        t.fake.isLimited = true;
        t.rig.run();
        QVERIFY(t.rig.status().reason.find("limitReached") != std::string::npos);
        QCOMPARE(t.rig.billed().nanos, 0);
        t.fake.isLimited = false;
        t.rig.passToNext();
        QCOMPARE(toDecimal(t.rig.billed()), "4.350000000");
    }

    void whatXAiTellsInPartOnlyIsAskedForInHalves()
    {
        for (const int days : {1, 2, 3}) {
            Watched<FakeXAi> t(SourceKind::XAi);
            t.fake.mostDays = days;
            t.rig.run();
            QCOMPARE(t.rig.status().reason, std::string());
            QCOMPARE(int(t.rig.status().state), int(State::Waiting));
            QCOMPARE(toDecimal(t.rig.billed()), "4.350000000");
        }
    }

    void aBalanceThatIsUsedUpIsAStateAndNoStormOfRetries()
    {
        Watched<FakeDeepSeek> t(SourceKind::DeepSeek);
        t.rig.run();
        bool isUsedUp = true;
        t.fake.setInterceptor([&](const FakeRequest &) -> std::optional<FakeReply> {
            return isUsedUp ? std::optional(jsonReply(402, usedUp)) : std::nullopt;
        });
        const int before = t.rig.asked();
        for (int i = 0; i < 24 * 12; ++i)
            t.rig.pass(5 * microsPerMinute); // a day
        QCOMPARE(int(t.rig.status().state), int(State::OutOfFunds));
        QCOMPARE(t.rig.status().reason,
                 "the account's balance is used up (payment required (HTTP 402): Insufficient "
                 "Balance): pay in, it is asked again by itself");
        QCOMPARE(t.rig.asked() - before, 48); // as often as where all is well
        QCOMPARE(t.rig.status().consecutiveFailures, 0);
        isUsedUp = false;
        t.rig.passToNext();
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QVERIFY(t.isSaid("the balance is 48.25"));
    }

    void theBalanceFallsAndThatIsSpend()
    {
        Watched<FakeDeepSeek> t(SourceKind::DeepSeek);
        t.rig.run();
        QCOMPARE(t.rig.billed().nanos, 0); // what was spent before nobody knows
        QVERIFY(t.isSaid("the balance is 48.25"));
        t.fake.balance = "47.05";
        t.rig.pass(microsPerHour);
        t.fake.balance = "46.95";
        t.rig.pass(microsPerHour);
        QCOMPARE(toDecimal(t.rig.billed()), "1.300000000");
        // Whoever sees a balance twice knows of the time in between.
        const TimeRange seen{{t.rig.now.micros - 2 * microsPerHour}, t.rig.now};
        const auto reader = LedgerReader::open(t.rig.ledgerPath()).value();
        const auto coverage = reader->coverage(seen, t.rig.now).value();
        QCOMPARE(coverage.sources.size(), std::size_t(1));
        QVERIFY(coverage.sources[0].open.empty());
        QVERIFY(!coverage.sources[0].ranges.empty());
        QCOMPARE(coverage.sources[0].ranges.front().range.from, seen.from);
        QCOMPARE(coverage.sources[0].ranges.back().range.to, seen.to);
        t.fake.balance = "96.95"; // paid in
        t.rig.pass(microsPerHour);
        QCOMPARE(toDecimal(t.rig.billed()), "1.300000000");
        t.fake.balance = "96.00";
        t.rig.run(); // a process that begins goes on from there
        t.rig.pass(microsPerHour);
        QCOMPARE(toDecimal(t.rig.billed()), "2.250000000");
        t.fake.balance = "95.00";
        t.rig.pass(microsPerDay);
        QCOMPARE(toDecimal(t.rig.billed()), "3.250000000");
        QVERIFY(t.isSaid("the balance is 95.00"));
    }

    void aBalanceInYuanIsNotTakenForDollars()
    {
        Watched<FakeDeepSeek> t(SourceKind::DeepSeek);
        t.fake.currency = "CNY";
        t.rig.run();
        QVERIFY2(t.rig.status().reason.find("no balance in USD") != std::string::npos,
                 t.rig.status().reason.c_str());
    }

    void aBalanceInYuanBesideDollarsIsSaid()
    {
        Watched<FakeDeepSeek> t(SourceKind::DeepSeek);
        t.fake.setInterceptor([](const FakeRequest &) -> std::optional<FakeReply> {
            return FakeReply{.body = twoBalances};
        });
        t.rig.run();
        QVERIFY(t.isSaid("the balance is 48.25"));
        QVERIFY(t.isSaid("another one in yuan"));
    }

    /// The dashboard's export and the Admin API tell the same events.
    void cursorsExportAndEventsCountOnce()
    {
        const QByteArray csv =
            "Date,Kind,Model,Max Mode,Input (w/ Cache Write),Input (w/o Cache Write),Cache Read,"
            "Output Tokens,Total Tokens,Cost\n"
            "2026-11-03T14:32:11.854Z,Usage-based,claude-4.5-sonnet,No,6112,1260,119640,4500,"
            "131512,"
            "0.1975\n";
        Watched<FakeCursor> t(SourceKind::Cursor);
        QTemporaryDir folder;
        QFile file(folder.filePath(u"usage.csv"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(csv);
        file.close();
        t.rig.queue().post([&](Ingest &ingest) {
            const auto counts = ingest.importPaths({file.fileName().toStdString()}, {});
            QVERIFY(counts && counts->created == 1);
        });
        t.rig.queue().drain();
        t.rig.run();
        auto reader = LedgerReader::open(t.rig.ledgerPath());
        const auto answer = (*reader)->run(Query{});
        std::int64_t requests = 0;
        for (const Row &row : answer->rows)
            requests += row.measures.requests;
        QCOMPARE(requests, 3);
        QCOMPARE(t.rig.rejected, 0);
    }
};

QTEST_GUILESS_MAIN(TestCloudSources)
#include "tst_cloudsources.moc"
