// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/http/httpclient.h"
#include "tests/fakes/fakeserver.h"

#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include <fstream>

using namespace outlay;
using namespace outlay::fakes;
using namespace outlay::sources;
using namespace Qt::StringLiterals;
using Kind = HttpReply::Kind;

Q_DECLARE_METATYPE(outlay::fakes::FakeReply)

namespace {

constexpr qint64 smallLimit = 100'000;

std::string tlsFile(const char *name)
{
    return std::string(OUTLAY_TEST_DATA "/tls/") + name;
}

HttpSettings settingsFor(const FakeServer &server)
{
    return {.baseUrl = server.url(u"/v1"_s),
            .proxy = {},
            .caFile = {},
            .clientCertificate = {},
            .clientKey = {},
            .headers = {},
            .transferTimeoutMs = 1'000,
            .totalTimeoutMs = 3'000,
            .maxBodyBytes = smallLimit};
}

HttpReply ask(const HttpSettings &settings, const std::string &path = "things?a=1")
{
    auto client = HttpClient::create(settings);
    if (!client)
        qFatal("%s", client.error().text.c_str());
    HttpReply got;
    bool isDone = false;
    QObject::connect(client->get(), &HttpClient::finished, client->get(),
                     [&](const HttpReply &reply) {
                         got = reply;
                         isDone = true;
                     });
    (*client)->get({path, {{"authorization", "Bearer sk-CANARY-secret"}}});
    if (!QTest::qWaitFor([&] { return isDone; }, 30'000))
        qFatal("no answer");
    return got;
}

FakeServer::Handler always(const FakeReply &reply)
{
    return [reply](const FakeRequest &) { return reply; };
}

FakeReply withStatus(int status, const QByteArray &body,
                     const QByteArray &type = "application/json")
{
    return {.status = status, .body = body, .contentType = type};
}

/// Peak of this process's memory in bytes.
qint64 peakMemory()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:"))
            return std::stoll(line.substr(6)) * 1024;
    }
    return 0;
}

} // namespace

class TestHttpClient : public QObject
{
    Q_OBJECT

private slots:
    void sortsAnswers_data()
    {
        QTest::addColumn<FakeReply>("reply");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("status");
        const auto row = [](const char *tag, const FakeReply &reply, Kind kind, int status) {
            QTest::newRow(tag) << reply << int(kind) << status;
        };
        const QByteArray error = R"({"error":{"message":"no"}})";
        const QByteArray page = "<!doctype html><html>login</html>";
        row("200", withStatus(200, "{}"), Kind::Ok, 200);
        row("200 with a wrong type", withStatus(200, "{}", "text/plain"), Kind::Ok, 200);
        row("200 without a type", withStatus(200, "{}", ""), Kind::Ok, 200);
        row("200 with a page", withStatus(200, page, "text/html"), Kind::Unreachable, 200);
        row("200 with a page told as JSON", withStatus(200, page), Kind::Unreachable, 200);
        row("a captive portal", captivePortal(), Kind::Unreachable, 200);
        row("204", withStatus(204, ""), Kind::Malformed, 204);
        row("400", withStatus(400, error), Kind::ConfigurationError, 400);
        row("401", withStatus(401, error), Kind::NeedsKey, 401);
        row("401 with a page", withStatus(401, page, "text/html"), Kind::Unreachable, 401);
        row("402", withStatus(402, error), Kind::Retry, 402);
        row("403", withStatus(403, error), Kind::NeedsKey, 403);
        row("403 with a page", withStatus(403, page, "text/html"), Kind::Unreachable, 403);
        row("404", withStatus(404, error), Kind::ConfigurationError, 404);
        row("404 with a page", withStatus(404, page, "text/html"), Kind::Unreachable, 404);
        row("407", withStatus(407, ""), Kind::Unreachable, 407);
        row("408", withStatus(408, error), Kind::Retry, 408);
        row("409", withStatus(409, error), Kind::Retry, 409);
        row("422", withStatus(422, error), Kind::ConfigurationError, 422);
        row("429", withStatus(429, error), Kind::Retry, 429);
        row("500", withStatus(500, error), Kind::Retry, 500);
        row("503 with a page", withStatus(503, page, "text/html"), Kind::Retry, 503);
        row("511", withStatus(511, page, "text/html"), Kind::Unreachable, 511);
        row("529", withStatus(529, error), Kind::Retry, 529);
    }
    void sortsAnswers()
    {
        QFETCH(FakeReply, reply);
        QFETCH(int, kind);
        QFETCH(int, status);
        FakeServer server(always(reply));
        const HttpReply got = ask(settingsFor(server));
        QCOMPARE(int(got.kind), kind);
        QCOMPARE(got.status, status);
        QCOMPARE(got.reason.empty(), got.kind == Kind::Ok);
        QVERIFY(got.reason.find("CANARY") == std::string::npos);
        QCOMPARE(int(server.requests().size()), 1);
    }

    void sortsWhatIsNoAnswer_data()
    {
        QTest::addColumn<FakeReply>("reply");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("reason");
        FakeReply good = withStatus(200, QByteArray(5'000, ' ') + "{}");
        FakeReply cut = good;
        cut.cutAfter = 2'000;
        QTest::newRow("cut off") << cut << int(Kind::Retry) << "before the answer was complete";
        FakeReply promised = good;
        promised.promised = 9'000;
        QTest::newRow("shorter than promised")
            << promised << int(Kind::Retry) << "before the answer was complete";
        FakeReply silent = good;
        silent.isSilent = true;
        QTest::newRow("silent") << silent << int(Kind::Retry) << "no answer in time";
        FakeReply slow = good;
        slow.dripMs = 20;
        QTest::newRow("dripping") << slow << int(Kind::Retry) << "not complete after 3 s";
        FakeReply nonsense;
        nonsense.raw = "SSH-2.0-OpenSSH_9.2\r\n";
        QTest::newRow("no HTTP") << nonsense << int(Kind::Retry) << "closed before";
        FakeReply endless;
        endless.raw = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
                      QByteArray("1000\r\n" + QByteArray(4096, 'x') + "\r\n").repeated(100);
        QTest::newRow("chunked without end")
            << endless << int(Kind::Malformed) << "longer than 100000 bytes";
        QTest::newRow("too long") << withStatus(200, QByteArray(200'000, ' '))
                                  << int(Kind::Malformed) << "longer than 100000 bytes";
        FakeReply damaged = gzipReply(QByteArray(50'000, 'x'));
        damaged.body[20] = char(damaged.body[20] ^ 0x55);
        QTest::newRow("damaged compression") << damaged << int(Kind::Malformed) << "compress";
        FakeReply shorter = gzipReply("{\"a\":\"" + QByteArray(5'000, 'x') + "\"}");
        shorter.body.chop(10);
        QTest::newRow("compression cut off") << shorter << int(Kind::Malformed) << "cut off";
        FakeReply brotli = withStatus(200, "xxxx");
        brotli.headers = {{"Content-Encoding", "br"}};
        QTest::newRow("another compression") << brotli << int(Kind::Malformed) << "nobody asked";
    }
    void sortsWhatIsNoAnswer()
    {
        QFETCH(FakeReply, reply);
        QFETCH(int, kind);
        QFETCH(QString, reason);
        FakeServer server(always(reply));
        const HttpReply got = ask(settingsFor(server));
        QVERIFY2(got.reason.find(reason.toStdString()) != std::string::npos, got.reason.c_str());
        QCOMPARE(int(got.kind), kind);
    }

    void takesGzip()
    {
        FakeServer server(always(gzipReply(R"({"a":1})")));
        const HttpReply got = ask(settingsFor(server));
        QCOMPARE(int(got.kind), int(Kind::Ok));
        QCOMPARE(got.body, QByteArray(R"({"a":1})"));
    }

    /// 1 MB on the wire, 1 GB when opened.
    void aGzipBombIsDefused()
    {
        FakeReply bomb;
        bomb.body = gzipBomb(qint64(1) << 30);
        bomb.headers = {{"Content-Encoding", "gzip"}};
        FakeServer server(always(bomb));
        HttpSettings settings = settingsFor(server);
        settings.maxBodyBytes = 32 * 1024 * 1024;
        settings.totalTimeoutMs = 30'000;
        const qint64 before = peakMemory();
        const HttpReply got = ask(settings);
        QCOMPARE(int(got.kind), int(Kind::Malformed));
        QVERIFY2(got.reason.find("decompresses to more than") != std::string::npos,
                 got.reason.c_str());
        QVERIFY(peakMemory() - before < 128 * 1024 * 1024);
    }

    void nobodyThereIsUnreachable()
    {
        quint16 port = 0;
        {
            QTcpServer taken;
            QVERIFY(taken.listen(QHostAddress::LocalHost));
            port = taken.serverPort();
        }
        FakeServer server(always(withStatus(200, "{}")));
        HttpSettings settings = settingsFor(server);
        settings.baseUrl = "http://127.0.0.1:" + std::to_string(port);
        const HttpReply got = ask(settings);
        QCOMPARE(int(got.kind), int(Kind::Unreachable));
        QVERIFY2(got.reason.find("refused") != std::string::npos, got.reason.c_str());
        // A name that cannot exist (RFC 6761).
        settings.baseUrl = "http://outlay.invalid/v1";
        QCOMPARE(int(ask(settings).kind), int(Kind::Unreachable));
    }

    void theKeyStaysWithItsHost()
    {
        FakeServer stranger(always(withStatus(200, "{}")));
        FakeReply away = withStatus(302, "");
        away.headers = {{"Location", QByteArray::fromStdString(stranger.url(u"/login"_s))}};
        FakeServer server(always(away));
        const HttpReply got = ask(settingsFor(server));
        QCOMPARE(int(got.kind), int(Kind::Unreachable));
        QVERIFY2(got.reason.find("another host") != std::string::npos, got.reason.c_str());
        QCOMPARE(int(stranger.requests().size()), 0);
    }

    void aRedirectOnTheSameHostIsFollowed()
    {
        FakeServer server([](const FakeRequest &request) {
            if (request.path == "/v1/new")
                return withStatus(200, R"({"moved":true})");
            FakeReply moved = withStatus(307, "");
            moved.headers = {{"Location", "/v1/new"}};
            return moved;
        });
        const HttpReply got = ask(settingsFor(server));
        QCOMPARE(got.body, QByteArray(R"({"moved":true})"));
    }

    void redirectsInACircleEnd()
    {
        FakeServer server([](const FakeRequest &request) {
            FakeReply moved = withStatus(302, "");
            moved.headers = {{"Location", request.path == "/v1/a" ? "/v1/b" : "/v1/a"}};
            return moved;
        });
        const HttpReply got = ask(settingsFor(server));
        QCOMPARE(int(got.kind), int(Kind::ConfigurationError));
        QVERIFY(server.requests().size() < 6);
    }

    void theHintOfARefusalIsTold()
    {
        FakeReply busy = withStatus(429, R"({"error":{}})");
        busy.headers = {{"Retry-After", "20"}};
        FakeServer server(always(busy));
        QCOMPARE(ask(settingsFor(server)).retryAfterMicros.value_or(-1), 20 * microsPerSecond);
    }

    void sendsCursorsAsTheyAre()
    {
        const QByteArray cursor = "page_AA+/B=%&?#é";
        FakeServer server(always(withStatus(200, "{}")));
        (void)ask(settingsFor(server),
                  "things?page=" + percentEncoded(cursor.toStdString()) + "&group_by%5B%5D=model");
        QCOMPARE(server.requests().at(0).value("page"), cursor);
        QCOMPARE(server.requests().at(0).value("group_by[]"), "model");
        QCOMPARE(server.requests().at(0).path, "/v1/things");
    }

    void sendsOnlyWhatItShould()
    {
        FakeReply cookie = withStatus(200, "{}");
        cookie.headers = {{"Set-Cookie", "a=b"}};
        FakeServer server(always(cookie));
        HttpSettings settings = settingsFor(server);
        settings.headers = {{"x-team", "core"}};
        auto client = HttpClient::create(settings);
        QVERIFY(client);
        QSignalSpy spy(client->get(), &HttpClient::finished);
        (*client)->get({"a", {}});
        QTRY_COMPARE(spy.count(), 1);
        (*client)->get({"b", {}});
        QTRY_COMPARE(spy.count(), 2);
        const FakeRequest second = server.requests().at(1);
        QVERIFY(!second.headers.contains("cookie"));
        QCOMPARE(second.headers.value("x-team"), "core");
        QVERIFY(second.headers.value("user-agent").startsWith("Outlay/"));
        QCOMPARE(second.headers.value("accept-encoding"), "gzip");
    }

    void cancellingIsSilent()
    {
        FakeReply silent;
        silent.isSilent = true;
        FakeServer server(always(silent));
        auto client = HttpClient::create(settingsFor(server));
        QVERIFY(client);
        QSignalSpy spy(client->get(), &HttpClient::finished);
        (*client)->get({"a", {}});
        QTRY_COMPARE(int(server.requests().size()), 1);
        (*client)->cancel();
        QVERIFY(!(*client)->isBusy());
        (*client)->get({"b", {}});
        QTRY_COMPARE(int(server.requests().size()), 2);
        client->reset(); // in mid-request
        QCOMPARE(spy.count(), 0);
    }

    void verifiesCertificates_data()
    {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<bool>("isCaTrusted");
        QTest::addColumn<int>("kind");
        QTest::newRow("of an authority added by hand") << "server.pem" << true << int(Kind::Ok);
        QTest::newRow("of an unknown authority") << "server.pem" << false << int(Kind::Unreachable);
        QTest::newRow("of another host") << "wronghost.pem" << true << int(Kind::Unreachable);
        QTest::newRow("expired") << "expired.pem" << true << int(Kind::Unreachable);
    }
    void verifiesCertificates()
    {
        QFETCH(QString, certificate);
        QFETCH(bool, isCaTrusted);
        QFETCH(int, kind);
        const FakeTls tls{.certificate =
                              QString::fromStdString(tlsFile(certificate.toUtf8().constData())),
                          .key = QString::fromStdString(tlsFile("key.pem")),
                          .clientCa = {}};
        FakeServer server(always(withStatus(200, "{}")), &tls);
        HttpSettings settings = settingsFor(server);
        if (isCaTrusted)
            settings.caFile = tlsFile("ca.pem");
        const HttpReply got = ask(settings);
        QVERIFY2(int(got.kind) == kind, got.reason.c_str());
        if (got.kind != Kind::Ok) {
            QVERIFY2(got.reason.find("certificate is not trusted: ") != std::string::npos,
                     got.reason.c_str());
            QCOMPARE(int(server.requests().size()), 0);
        }
    }

    void showsItsOwnCertificate()
    {
        const FakeTls tls{.certificate = QString::fromStdString(tlsFile("server.pem")),
                          .key = QString::fromStdString(tlsFile("key.pem")),
                          .clientCa = QString::fromStdString(tlsFile("ca.pem"))};
        FakeServer server(always(withStatus(200, "{}")), &tls);
        HttpSettings settings = settingsFor(server);
        settings.caFile = tlsFile("ca.pem");
        QVERIFY(ask(settings).kind != Kind::Ok);
        settings.clientCertificate = tlsFile("client.pem");
        settings.clientKey = tlsFile("key.pem");
        QCOMPARE(int(ask(settings).kind), int(Kind::Ok));
    }

    /// The proxy of a source is asked, with its user and password, and nobody else.
    void goesByItsProxy()
    {
        FakeServer proxy([](const FakeRequest &request) {
            if (!request.headers.contains("proxy-authorization")) {
                FakeReply refused = withStatus(407, "");
                refused.headers = {{"Proxy-Authenticate", "Basic realm=\"x\""}};
                return refused;
            }
            return withStatus(200, R"({"by":"proxy"})");
        });
        FakeServer server(always(withStatus(200, "{}")));
        HttpSettings settings = settingsFor(server);
        settings.proxy = "http://127.0.0.1:" + std::to_string(proxy.port());
        const HttpReply refused = ask(settings);
        QCOMPARE(int(refused.kind), int(Kind::Unreachable));
        QVERIFY2(refused.reason.find("proxy asks for a user") != std::string::npos,
                 refused.reason.c_str());
        settings.proxy = "http://ana:CANARY-pw@127.0.0.1:" + std::to_string(proxy.port());
        const HttpReply got = ask(settings);
        QVERIFY2(got.kind == Kind::Ok, got.reason.c_str());
        QCOMPARE(got.body, QByteArray(R"({"by":"proxy"})"));
        QCOMPARE(int(server.requests().size()), 0);
    }

    void refusesSettingsThatCannotBe_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::newRow("no URL") << "base_url"
                                << "api.openai.com";
        QTest::newRow("a file") << "base_url"
                                << "file:///etc/passwd";
        QTest::newRow("a password in it") << "base_url"
                                          << "https://a:b@host/";
        QTest::newRow("a query") << "base_url"
                                 << "https://host/?a=1";
        QTest::newRow("a proxy without port") << "proxy"
                                              << "http://proxy";
        QTest::newRow("a proxy of another kind") << "proxy"
                                                 << "ftp://proxy:21";
        QTest::newRow("no file of authorities") << "ca_file"
                                                << "/nonexistent/ca.pem";
        QTest::newRow("a file without certificate") << "ca_file" << __FILE__;
        QTest::newRow("a certificate without key") << "client_certificate" << __FILE__;
    }
    void refusesSettingsThatCannotBe()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        HttpSettings settings;
        settings.baseUrl = "https://127.0.0.1/";
        (field == u"base_url"_s  ? settings.baseUrl
         : field == u"proxy"_s   ? settings.proxy
         : field == u"ca_file"_s ? settings.caFile
                                 : settings.clientCertificate) = value.toStdString();
        const auto client = HttpClient::create(settings);
        QVERIFY(!client);
        QVERIFY2(client.error().text.starts_with(field.toStdString()), client.error().text.c_str());
    }
};

QTEST_GUILESS_MAIN(TestHttpClient)
#include "tst_httpclient.moc"
