// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/sources/pollerrig.h"

using namespace outlay;
using namespace outlay::fakes;
using namespace outlay::sources;
using namespace Qt::StringLiterals;
using State = SourceStatus::State;

Q_DECLARE_METATYPE(outlay::fakes::FakeReply)

namespace {

constexpr std::int64_t s = microsPerSecond;
constexpr const char *wholeBill = "15.538340000";

// Above the class: moc of Qt 6.4 finds no class that holds raw strings.
constexpr const char *isDown = R"({"error":{"message":"down"}})";
constexpr const char *unknownPath = R"({"error":{"message":"unknown path"}})";
constexpr const char *expiredPage = R"({"error":{"message":"page expired"}})";
constexpr const char *moreWithoutCursor = R"({"data":[],"has_more":true,"next_page":null})";
constexpr const char *moreByOneCursor = R"({"data":[],"has_more":true,"next_page":"same"})";
constexpr const char *halfADay =
    R"({"data":[{"start_time":1793577601,"end_time":1793664000,"results":[]}],)"
    R"("has_more":false,"next_page":null})";

QByteArray emptyPageBefore(const QByteArray &cursor)
{
    return R"({"data":[],"has_more":true,"next_page":")" + cursor + R"("})";
}

QByteArray refusalOf(const QByteArray &key)
{
    return R"({"error":{"message":"Incorrect API key provided: )" + key + R"("}})";
}

FakeProvider::Interceptor always(const FakeReply &reply)
{
    return [reply](const FakeRequest &) { return reply; };
}

/// OpenAI behind a poller, with what goes wrong.
struct Openai
{
    FakeOpenAi fake;
    PollerRig rig{SourceKind::OpenAi, fake, u"/v1"_s};

    Openai() { fake.bucketsPerPage = 31; }
};

} // namespace

/// What goes wrong, and what is made of it.
class TestPollerFailure : public QObject
{
    Q_OBJECT

private slots:
    void aRefusedKeyIsNotTriedAgain()
    {
        Openai t;
        t.rig.start("sk-admin-WRONG-0123456789");
        t.rig.settle();
        QCOMPARE(int(t.rig.status().state), int(State::NeedsKey));
        QVERIFY2(t.rig.status().reason.starts_with("the key was refused (HTTP 401)"),
                 t.rig.status().reason.c_str());
        QCOMPARE(t.rig.asked(), 1);
        QVERIFY(!t.rig.poller().nextTick());
        QCOMPARE(t.rig.settled, 1);
        t.rig.pass(20 * microsPerDay); // still November
        QCOMPARE(t.rig.asked(), 1);
        // Nor by the process that comes after.
        t.rig.start("sk-admin-WRONG-0123456789");
        t.rig.settle();
        QCOMPARE(t.rig.asked(), 1);
        QCOMPARE(int(t.rig.status().state), int(State::NeedsKey));
        // Another one is.
        t.rig.poller().setKey(Secret(t.fake.key.toStdString()));
        t.rig.settle();
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QVERIFY(!t.rig.ledgerHolds("WRONG"));
    }

    /// The rights of the same key were mended at the provider.
    void whatWasRefusedIsAskedAgainWhenAPersonWantsIt_data()
    {
        QTest::addColumn<int>("wish");
        QTest::newRow("reset") << 0;
        QTest::newRow("resume") << 1;
        QTest::newRow("poll now") << 2;
        QTest::newRow("ask again") << 3;
    }

    void whatWasRefusedIsAskedAgainWhenAPersonWantsIt()
    {
        static constexpr std::array wishes{&Poller::reset, &Poller::resume, &Poller::pollNow,
                                           &Poller::askAgain};
        QFETCH(const int, wish);
        Openai t;
        const std::string key = t.fake.key.toStdString();
        t.fake.key = "sk-admin-not-yet-allowed-0123";
        t.rig.start(key);
        t.rig.settle();
        QCOMPARE(int(t.rig.status().state), int(State::NeedsKey));
        t.fake.key = QByteArray::fromStdString(key);
        t.rig.start(key); // another process, which has read nothing yet when it is told
        (t.rig.poller().*wishes.at(std::size_t(wish)))();
        t.rig.settle();
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
    }

    void anotherKeyAfterARestartIsTried()
    {
        Openai t;
        t.rig.start("sk-admin-WRONG-0123456789");
        t.rig.settle();
        t.rig.run();
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
    }

    void aRefusalOnItsWayIsNotTheNewKeys()
    {
        Openai t;
        const QByteArray wrong = "sk-admin-WRONG-0123456789";
        t.fake.setInterceptor([wrong](const FakeRequest &request) -> std::optional<FakeReply> {
            if (!request.headers.value("authorization").endsWith(wrong))
                return std::nullopt;
            FakeReply late = jsonReply(401, refusalOf("sk-…"));
            late.dripMs = 20; // there before it is whole
            return late;
        });
        t.rig.start(wrong.toStdString());
        QVERIFY(QTest::qWaitFor([&t] { return t.rig.asked() == 1; }, 30'000));
        t.rig.poller().setKey(Secret(t.fake.key.toStdString()));
        t.rig.settle();
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
    }

    /// Sent away for hours, a single poll ends and says why; the wait is kept.
    void aLongRetryAfterIsTheLeastWait()
    {
        Openai t;
        FakeReply away = jsonReply(429, QByteArrayLiteral("{}"));
        away.headers.append({QByteArrayLiteral("Retry-After"), QByteArrayLiteral("7200")});
        t.fake.setInterceptor(always(away));
        t.rig.run();
        QCOMPARE(t.rig.settled, 1);
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QVERIFY(t.rig.status().consecutiveFailures > 0);
        QVERIFY(!t.rig.status().reason.empty());
        const int asked = t.rig.asked();
        t.rig.pass(2 * microsPerHour - microsPerSecond);
        QCOMPARE(t.rig.asked(), asked);
        t.fake.setInterceptor({});
        t.rig.pass(microsPerMinute);
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
    }

    void aMissingScopeStopsOnlyWhatNeedsIt()
    {
        Openai t;
        t.fake.setInterceptor([](const FakeRequest &request) -> std::optional<FakeReply> {
            if (request.path.endsWith("/projects"))
                return fixtureReply(u"openai/error-403-missing-scope.http.json"_s);
            return std::nullopt;
        });
        t.rig.run();
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QCOMPARE(int(t.rig.status().warnings.size()), 1);
        QVERIFY(t.rig.status().warnings[0].find("Missing scopes") != std::string::npos);
        t.rig.pass(3 * microsPerHour);
        t.rig.run();
        QCOMPARE(t.rig.server().count("/projects"), 1);
    }

    void withoutAnyScopeItNeedsAKey()
    {
        Openai t;
        t.fake.setInterceptor(always(fixtureReply(u"openai/error-403-missing-scope.http.json"_s)));
        t.rig.run();
        QCOMPARE(int(t.rig.status().state), int(State::NeedsKey));
        const int asked = t.rig.asked();
        t.rig.pass(microsPerDay);
        QCOMPARE(t.rig.asked(), asked);
    }

    void aStrangersRefusalSaysNothingOfTheKey()
    {
        Openai t;
        t.fake.setInterceptor(always(jsonReply(403, "Blocked by policy")));
        t.rig.run();
        QCOMPARE(int(t.rig.status().state), int(State::Unreachable));
        QCOMPARE(t.rig.status().consecutiveFailures, 0);
        t.fake.setInterceptor({});
        t.rig.passToNext();
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
    }

    void theServersWaitIsTheLeast()
    {
        Openai t;
        t.fake.setInterceptor(always(fixtureReply(u"openai/error-429.http.json"_s)));
        t.rig.run();
        QCOMPARE(t.rig.asked(), 1);
        const Instant next = t.rig.poller().nextTick().value();
        QVERIFY(next.micros >= t.rig.now.micros + 20 * s);
        QVERIFY(next.micros <= t.rig.now.micros + 21 * s);
        t.rig.pass(20 * s - 1);
        QCOMPARE(t.rig.asked(), 1);
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        t.fake.setInterceptor({});
        t.rig.passToNext();
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
        QCOMPARE(t.rig.status().consecutiveFailures, 0);
    }

    void withoutAHintTheWaitsGrow()
    {
        Openai t;
        t.fake.setInterceptor(always(fixtureReply(u"openai/error-429-no-retry-after.http.json"_s)));
        t.rig.run();
        for (const std::int64_t longest : {1, 2, 4, 8}) {
            const auto next = t.rig.poller().nextTick();
            QVERIFY(next && next->micros <= t.rig.now.micros + longest * s);
            t.rig.passToNext();
        }
        QCOMPARE(t.rig.asked(), 5);
        QCOMPARE(int(t.rig.status().state), int(State::Broken));
    }

    void theCircuitOpensProbesAndCloses()
    {
        Openai t;
        t.fake.setInterceptor(always(jsonReply(503, isDown)));
        t.rig.run();
        for (int i = 0; i < 4; ++i)
            t.rig.passToNext();
        QCOMPARE(int(t.rig.status().state), int(State::Broken));
        QCOMPARE(int(t.rig.status().breaker), int(SourceStatus::Breaker::Open));
        QVERIFY2(t.rig.status().reason.find("HTTP 503") != std::string::npos,
                 t.rig.status().reason.c_str());
        QCOMPARE(t.rig.asked(), 5);
        QCOMPARE(t.rig.settled, 1);
        int asked = 5;
        for (const std::int64_t wait : {30, 60, 120, 240, 480, 960, 1800, 1800}) {
            if (wait == 120) {
                // Another process takes over.
                const auto until = t.rig.status().breakerOpenUntil;
                t.rig.start();
                t.rig.settle();
                QCOMPARE(int(t.rig.status().state), int(State::Broken));
                QVERIFY(t.rig.status().breakerOpenUntil == until);
            }
            t.rig.pass(wait * s - s);
            QCOMPARE(t.rig.asked(), asked);
            t.rig.pass(s);
            QCOMPARE(t.rig.asked(), ++asked);
        }
        t.fake.setInterceptor({});
        t.rig.pass(1800 * s);
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QCOMPARE(int(t.rig.status().breaker), int(SourceStatus::Breaker::Closed));
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
    }

    void byHandItOpensAndCloses()
    {
        Openai t;
        t.rig.start();
        t.rig.poller().trip();
        t.rig.settle();
        t.rig.server().clearRequests();
        t.rig.pass(microsPerDay);
        QCOMPARE(t.rig.asked(), 0);
        QCOMPARE(int(t.rig.status().state), int(State::Broken));
        t.rig.start();
        t.rig.settle();
        QCOMPARE(t.rig.asked(), 0);
        t.rig.poller().reset();
        t.rig.settle();
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
    }

    void anEndpointThatIsNotThereLeavesTheOthers()
    {
        Openai t;
        t.fake.setInterceptor([](const FakeRequest &request) -> std::optional<FakeReply> {
            if (request.path.endsWith("/moderations"))
                return jsonReply(404, unknownPath);
            return std::nullopt;
        });
        t.rig.run();
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QCOMPARE(int(t.rig.status().warnings.size()), 1);
        t.rig.pass(microsPerHour);
        QCOMPARE(t.rig.server().count("/moderations"), 1);
    }

    void aWrongBaseUrlIsAConfigurationError()
    {
        Openai t;
        t.rig.options().http.baseUrl = t.rig.server().url(u"/v2"_s);
        t.rig.run();
        QCOMPARE(int(t.rig.status().state), int(State::ConfigurationError));
        const int asked = t.rig.asked();
        t.rig.pass(microsPerDay);
        QCOMPARE(t.rig.asked(), asked);
        QCOMPARE(t.rig.status().consecutiveFailures, 0);
    }

    /// Twelve hours in a hotel.
    void whatIsUnreachableCountsAsNothing_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("captive portal") << 0;
        QTest::newRow("redirect to a login") << 1;
        QTest::newRow("proxy asks for a password") << 2;
        QTest::newRow("nobody listens") << 3;
    }
    void whatIsUnreachableCountsAsNothing()
    {
        QFETCH(int, how);
        Openai t;
        FakeReply reply = captivePortal();
        if (how == 1) {
            reply = jsonReply(302, "");
            reply.headers = {{"Location", "http://login.hotel.invalid/"}};
        } else if (how == 2) {
            reply = jsonReply(407, "");
        }
        t.fake.setInterceptor(always(reply));
        const std::string url = t.rig.options().http.baseUrl;
        if (how == 3) {
            FakeServer gone([](const FakeRequest &) { return FakeReply(); });
            t.rig.options().http.baseUrl = gone.url(u"/v1"_s);
        }
        t.rig.run();
        QCOMPARE(int(t.rig.status().state), int(State::Unreachable));
        QVERIFY(!t.rig.status().reason.empty());
        QCOMPARE(t.rig.settled, 1);
        int tries = 0;
        for (const Instant end{t.rig.now.micros + 12 * microsPerHour}; t.rig.now < end; ++tries)
            t.rig.passToNext();
        QVERIFY(tries > 120 && tries < 200);
        QCOMPARE(int(t.rig.status().state), int(State::Unreachable));
        QCOMPARE(int(t.rig.poller().breaker().state()), int(Breaker::State::Closed));
        QCOMPARE(t.rig.status().consecutiveFailures, 0);
        t.fake.setInterceptor({});
        if (how == 3) {
            t.rig.options().http.baseUrl = url;
            t.rig.start();
        } else {
            t.rig.poller().wake(); // the network changed
            t.rig.passToNext();
        }
        t.rig.settle();
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
    }

    void aProbeWithoutNetworkLeavesTheCircuitAsItWas()
    {
        Openai t;
        t.fake.setInterceptor(always(jsonReply(500, "{}")));
        t.rig.run();
        for (int i = 0; i < 4; ++i)
            t.rig.passToNext();
        t.fake.setInterceptor(always(captivePortal()));
        t.rig.pass(30 * s);
        QCOMPARE(t.rig.status().consecutiveFailures, 5);
        QCOMPARE(int(t.rig.status().breaker), int(SourceStatus::Breaker::Open));
        t.fake.setInterceptor({});
        t.rig.passToNext();
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
    }

    void answersThatCannotBeAreFailuresAndChangeNothing_data()
    {
        QTest::addColumn<FakeReply>("reply");
        const QByteArray good = fixture(u"openai/costs-page1.json"_s);
        QTest::newRow("cut JSON") << jsonReply(200, good.left(3'000));
        QTest::newRow("empty") << jsonReply(200, "");
        QTest::newRow("no envelope") << jsonReply(200, "{}");
        QTest::newRow("text") << FakeReply{.body = "all is well", .contentType = "text/plain"};
        QTest::newRow("deep") << jsonReply(200, QByteArray(1'000'000, '['));
        QTest::newRow("204") << jsonReply(204, "");
        FakeReply cut = jsonReply(200, good);
        cut.cutAfter = 1'000;
        QTest::newRow("connection broken off") << cut;
        FakeReply gzip = gzipReply(good);
        gzip.body.chop(50);
        QTest::newRow("cut gzip") << gzip;
        FakeReply bomb;
        bomb.body = gzipBomb(qint64(200) << 20);
        bomb.headers = {{"Content-Encoding", "gzip"}};
        QTest::newRow("gzip bomb") << bomb;
        QTest::newRow("more for ever, no cursor") << jsonReply(200, moreWithoutCursor);
        QTest::newRow("more for ever, one cursor") << jsonReply(200, moreByOneCursor);
        QTest::newRow("half a day") << jsonReply(200, halfADay);
    }
    void answersThatCannotBeAreFailuresAndChangeNothing()
    {
        QFETCH(FakeReply, reply);
        Openai t;
        t.rig.run();
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
        t.fake.setInterceptor(always(reply));
        t.rig.pass(microsPerHour);
        QVERIFY(t.rig.status().consecutiveFailures > 0);
        QVERIFY(!t.rig.status().reason.empty() && t.rig.status().reason.size() < 400);
        for (int i = 0; i < 4; ++i)
            t.rig.passToNext();
        QCOMPARE(int(t.rig.status().state), int(State::Broken));
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
        t.fake.setInterceptor({});
        t.rig.passToNext();
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
    }

    void pagesWithoutEndEnd()
    {
        Openai t;
        int page = 0;
        t.fake.setInterceptor([&page](const FakeRequest &request) -> std::optional<FakeReply> {
            if (!request.path.endsWith("/completions"))
                return std::nullopt;
            return jsonReply(200, emptyPageBefore("c" + QByteArray::number(++page)));
        });
        t.rig.run();
        QCOMPARE(page, 100);
        t.rig.pass(20 * microsPerSecond); // not again at once
        QCOMPARE(page, 100);
        QCOMPARE(int(t.rig.status().state), int(State::Broken));
        QVERIFY2(t.rig.status().reason.find("more than 100 pages, the next one with cursor "
                                            "\"c100\"") != std::string::npos,
                 t.rig.status().reason.c_str());
    }

    void aPageThatComesAgainDoublesNothing()
    {
        Openai t;
        t.fake.bucketsPerPage = 2;
        t.rig.run();
        const Money before = t.rig.billed();
        // From now on every page is the first one again, with ever new cursors.
        int cursor = 0;
        t.fake.setInterceptor([&](const FakeRequest &request) -> std::optional<FakeReply> {
            if (!request.path.endsWith("/costs"))
                return std::nullopt;
            QByteArray body = fixture(u"openai/costs-page1.json"_s);
            body.replace("\"has_more\": false", "\"has_more\": true");
            body.replace("\"next_page\": null",
                         QByteArray("\"next_page\": \"c" + QByteArray::number(++cursor) + "\""));
            return jsonReply(200, body);
        });
        t.rig.pass(microsPerHour);
        QVERIFY2(t.rig.status().reason.find("paging went back") != std::string::npos,
                 t.rig.status().reason.c_str());
        QCOMPARE(toDecimal(t.rig.billed()), toDecimal(before));
    }

    void aCursorThatRanOutBeginsAnew()
    {
        Openai t;
        t.fake.bucketsPerPage = 2;
        bool isExpired = true;
        t.fake.setInterceptor([&](const FakeRequest &request) -> std::optional<FakeReply> {
            if (!request.has("page") || !std::exchange(isExpired, false))
                return std::nullopt;
            return jsonReply(400, expiredPage);
        });
        t.rig.run();
        QVERIFY(!isExpired);
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QVERIFY(t.rig.status().warnings.empty());
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
    }

    void aCursorThatIsNeverTakenIsAskedTwice()
    {
        Openai t;
        t.fake.bucketsPerPage = 2;
        t.fake.setInterceptor([](const FakeRequest &request) -> std::optional<FakeReply> {
            if (!request.path.endsWith("/costs") || !request.has("page"))
                return std::nullopt;
            return jsonReply(400, expiredPage);
        });
        t.rig.run();
        QCOMPARE(t.rig.server().count("/costs"), 4);
        QCOMPARE(int(t.rig.status().warnings.size()), 1);
        QVERIFY2(t.rig.status().warnings[0].starts_with("costs: "),
                 t.rig.status().warnings[0].c_str());
        t.rig.pass(microsPerHour);
        QCOMPARE(t.rig.server().count("/costs"), 4);
        // The next process tries anew.
        t.fake.setInterceptor({});
        t.rig.run();
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
        QVERIFY(t.rig.status().warnings.empty());
    }

    void aKeyThatIsEchoedIsSeenNowhere()
    {
        Openai t;
        const QByteArray key = t.fake.key;
        t.fake.setInterceptor(always(jsonReply(401, refusalOf(key))));
        t.rig.run();
        QCOMPARE(int(t.rig.status().state), int(State::NeedsKey));
        QVERIFY2(t.rig.status().reason.find("CANARY") == std::string::npos,
                 t.rig.status().reason.c_str());
        QVERIFY(toJson(t.rig.status()).find("CANARY") == std::string::npos);
        t.rig.queue().drain();
        QVERIFY(!t.rig.ledgerHolds("CANARY"));
    }

    void aSlowServerIsNotPressedForHistory()
    {
        Openai t;
        t.rig.options().isOnce = false;
        t.rig.options().slowPageMs = -1; // every page
        t.rig.run();
        QCOMPARE(toDecimal(t.rig.billed()), wholeBill);
        const auto older = [&t] {
            const auto requests = t.rig.server().requests();
            return std::count_if(requests.begin(), requests.end(), [](const FakeRequest &request) {
                return request.has("end_time") &&
                       request.value("end_time").toLongLong() < 1'793'836'800;
            });
        };
        QCOMPARE(older(), 0);
        for (int minutes = 1; minutes <= 4; ++minutes) {
            t.rig.pass(microsPerMinute);
            QCOMPARE(older(), minutes);
        }
        t.rig.pass(microsPerMinute); // five: what is due comes first, and makes it wait again
        QCOMPARE(older(), 4);
    }

    void withoutAKeyItAsksNothing()
    {
        Openai t;
        t.rig.run();
        t.rig.server().clearRequests();
        t.rig.poller().waitForUnlock();
        t.rig.pass(microsPerDay);
        QCOMPARE(int(t.rig.status().state), int(State::WaitingForUnlock));
        t.rig.poller().setKey({});
        t.rig.pass(microsPerDay);
        QCOMPARE(int(t.rig.status().state), int(State::NeedsKey));
        QCOMPARE(t.rig.asked(), 0);
    }
};

QTEST_GUILESS_MAIN(TestPollerFailure)
#include "tst_pollerfailure.moc"
