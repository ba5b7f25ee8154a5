// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/webhook/signature.h"
#include "app/alerting/webhook/webhooksender.h"
#include "tests/fakes/fakeserver.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::alerting;
using namespace outlay::fakes;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *addressVariable = "OUTLAY_TEST_HOOK_URL";
constexpr const char *secretVariable = "OUTLAY_TEST_HOOK_SECRET";
constexpr const char *signingSecret = "CANARY-signing-secret";
constexpr const char *path = "/services/T0/CANARY-path?sig=CANARY-query";

/// The ledger's part, in memory.
class MemoryOutbox final : public Outbox
{
public:
    struct Entry
    {
        OutboxRow row;
        Instant nextTry;
        bool isDelivered = false, isDead = false;
        std::vector<std::string> reasons;
    };

    void queue(std::int64_t id, const std::string &hook, Instant at)
    {
        Entry entry;
        entry.row = {.id = id,
                     .hook = hook,
                     .deliveryId = "delivery-" + std::to_string(id),
                     .sequence = id,
                     .body = "{\"n\":" + std::to_string(id) + "}",
                     .failures = 0,
                     .queuedAt = at};
        entry.nextTry = at;
        entries.push_back(std::move(entry));
    }
    [[nodiscard]] const Entry &entry(std::int64_t id) const
    {
        return *std::find_if(entries.begin(), entries.end(),
                             [id](const Entry &one) { return one.row.id == id; });
    }
    Result<std::vector<OutboxRow>> due(Instant now, const std::set<std::string> &exceptHooks,
                                       int limit) override
    {
        std::vector<OutboxRow> rows;
        for (const Entry &one : entries) {
            if (isWaiting(one, exceptHooks) && one.nextTry <= now && int(rows.size()) < limit)
                rows.push_back(one.row);
        }
        return rows;
    }
    Result<std::optional<Instant>> nextTry(const std::set<std::string> &exceptHooks) override
    {
        std::optional<Instant> next;
        for (const Entry &one : entries) {
            if (isWaiting(one, exceptHooks))
                next = std::min(next.value_or(one.nextTry), one.nextTry);
        }
        return next;
    }
    Result<> delivered(std::int64_t id, Instant) override
    {
        return write(id, [](Entry &one) { one.isDelivered = true; });
    }
    Result<> failed(std::int64_t id, Instant, const std::string &reason, Instant next) override
    {
        return write(id, [&](Entry &one) {
            ++one.row.failures;
            one.nextTry = next;
            one.reasons.push_back(reason);
        });
    }
    Result<> dead(std::int64_t id, Instant, const std::string &reason) override
    {
        return write(id, [&](Entry &one) {
            one.isDead = true;
            one.reasons.push_back(reason);
        });
    }

    std::vector<Entry> entries;
    int refusedWrites = 0; ///< so many are answered Busy

private:
    static bool isWaiting(const Entry &one, const std::set<std::string> &exceptHooks)
    {
        return !one.isDelivered && !one.isDead && !exceptHooks.contains(one.row.hook);
    }
    template <typename Change> Result<> write(std::int64_t id, Change change)
    {
        if (refusedWrites > 0) {
            --refusedWrites;
            return failure(Error::Kind::Busy, "busy");
        }
        for (Entry &one : entries) {
            if (one.row.id == id)
                change(one);
        }
        return {};
    }
};

FakeReply status(int code)
{
    return {.status = code, .body = "{}"};
}

FakeServer::Handler always(const FakeReply &reply)
{
    return [reply](const FakeRequest &) { return reply; };
}

} // namespace

class TestWebhookSender : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_now = parseInstant("2026-11-23T12:00:00Z").value();
        m_outbox = std::make_unique<MemoryOutbox>();
        m_folder = std::make_unique<QTemporaryDir>();
        SecretStore::Settings settings;
        settings.passphraseFile = m_folder->filePath(u"secrets"_s).toStdString();
        m_secrets = std::make_unique<SecretStore>(settings, nullptr);
        qputenv(secretVariable, signingSecret);
    }
    void cleanup()
    {
        m_sender.reset();
        for (const auto &one : m_outbox->entries) {
            for (const std::string &reason : one.reasons)
                QVERIFY2(reason.find("CANARY") == std::string::npos, reason.c_str());
        }
        m_secrets.reset();
    }

    void deliversWithSignatureAndId()
    {
        FakeServer server(always(status(200)));
        startFor(server);
        queue(7);
        QTRY_VERIFY(m_outbox->entry(7).isDelivered);
        const FakeRequest request = server.requests().at(0);
        QCOMPARE(request.method, "POST");
        QCOMPARE(request.target, path);
        QCOMPARE(request.body, "{\"n\":7}");
        QVERIFY(request.headers["content-type"].startsWith("application/json"));
        QCOMPARE(request.headers["x-outlay-delivery"], "delivery-7");
        QCOMPARE(request.headers["x-outlay-sequence"], "7");
        const qint64 seconds = m_now.micros / microsPerSecond;
        QCOMPARE(request.headers["x-outlay-timestamp"], QByteArray::number(seconds));
        QCOMPARE(request.headers["x-outlay-signature"].toStdString(),
                 webhookSignature(signingSecret, seconds, "{\"n\":7}"));
    }

    void triesUntilItIsTaken()
    {
        std::atomic<int> count = 0;
        FakeServer server(
            [&count](const FakeRequest &) { return status(++count <= 3 ? 500 : 200); });
        startFor(server);
        queue(1);
        while (!m_outbox->entry(1).isDelivered) {
            const std::size_t before = server.requests().size();
            passTime(microsPerMinute);
            QTRY_VERIFY(server.requests().size() > before || m_outbox->entry(1).isDelivered);
            QVERIFY(server.requests().size() <= 4);
            QTRY_COMPARE(m_sender->inFlight(), 0);
        }
        QCOMPARE(int(server.requests().size()), 4);
        for (const FakeRequest &request : server.requests()) {
            QCOMPARE(request.headers["x-outlay-delivery"], "delivery-1");
            QCOMPARE(request.body, "{\"n\":1}");
        }
        QCOMPARE(m_outbox->entry(1).reasons,
                 std::vector<std::string>(3, "the receiver is in trouble (HTTP 500)"));
    }

    /// The receiver worked and its answer was lost: it is told again, by the same id.
    void isToldAgainAfterALostAnswer()
    {
        FakeReply silent;
        silent.isSilent = true;
        FakeServer server(always(silent));
        startFor(server);
        queue(1);
        QTRY_COMPARE_WITH_TIMEOUT(m_outbox->entry(1).row.failures, 1, 20'000);
        server.setHandler(always(status(202)));
        passTime(microsPerMinute);
        QTRY_VERIFY(m_outbox->entry(1).isDelivered);
        QCOMPARE(int(server.requests().size()), 2);
        QCOMPARE(server.requests().at(0).headers["x-outlay-delivery"],
                 server.requests().at(1).headers["x-outlay-delivery"]);
        QCOMPARE(server.requests().at(0).body, server.requests().at(1).body);
    }

    void goneIsDeadAtOnce()
    {
        FakeServer server(always(status(410)));
        startFor(server);
        QSignalSpy spy(m_sender.get(), &WebhookSender::deadLetter);
        queue(1);
        QTRY_VERIFY(m_outbox->entry(1).isDead);
        QCOMPARE(int(server.requests().size()), 1);
        QCOMPARE(spy.count(), 1);
        QCOMPARE(spy.at(0).at(1).toString(), u"hook"_s);
        QVERIFY(spy.at(0).at(2).toString().contains(u"410"_s));
    }

    void aThirdRefusalIsTheLast_data()
    {
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("location");
        QTest::newRow("400") << 400 << QByteArray();
        QTest::newRow("401") << 401 << QByteArray();
        QTest::newRow("404") << 404 << QByteArray();
        QTest::newRow("a redirect to a file") << 302 << QByteArray("file:///etc/passwd");
        QTest::newRow("a redirect to another host") << 307 << QByteArray("http://OTHER/CANARY");
        QTest::newRow("a redirect to the same host") << 308 << QByteArray("/elsewhere");
    }
    void aThirdRefusalIsTheLast()
    {
        QFETCH(int, code);
        QFETCH(QByteArray, location);
        FakeServer other(always(status(200)));
        FakeReply reply = status(code);
        const QByteArray otherHost = "127.0.0.1:" + QByteArray::number(other.port());
        location.replace("OTHER", otherHost);
        if (!location.isEmpty())
            reply.headers.append({"Location", location});
        FakeServer server(always(reply));
        startFor(server);
        queue(1);
        for (int tries = 1; tries <= 3; ++tries) {
            QTRY_COMPARE(int(m_outbox->entry(1).reasons.size()), tries);
            QCOMPARE(m_outbox->entry(1).isDead, tries == 3);
            passTime(microsPerMinute);
        }
        QTRY_COMPARE(m_sender->inFlight(), 0);
        QCOMPARE(int(server.requests().size()), 3);
        QCOMPARE(int(other.requests().size()), 0);
    }

    void retryAfterIsTheLeastWait()
    {
        FakeReply busy = status(429);
        busy.headers = {{"Retry-After", "3600"}};
        FakeServer server(always(busy));
        startFor(server);
        queue(1);
        QTRY_COMPARE(m_outbox->entry(1).row.failures, 1);
        QVERIFY(m_outbox->entry(1).nextTry.micros >= m_now.micros + microsPerHour);
        QVERIFY(m_outbox->entry(1).nextTry.micros <=
                m_now.micros + microsPerHour + microsPerSecond);
    }

    void isDeadAfterADay()
    {
        FakeServer server(always(status(503)));
        startFor(server);
        queue(1);
        int guard = 0;
        while (!m_outbox->entry(1).isDead && ++guard < 200) {
            const std::size_t before = m_outbox->entry(1).reasons.size();
            // To the moment it is due, and no further.
            m_now = std::max(m_now, m_outbox->entry(1).nextTry);
            m_sender->wake();
            QTRY_VERIFY(m_outbox->entry(1).reasons.size() > before);
        }
        QVERIFY(m_outbox->entry(1).isDead);
        QCOMPARE(m_now, (Instant{m_outbox->entry(1).row.queuedAt.micros + microsPerDay}));
        const std::string last = m_outbox->entry(1).reasons.back();
        QVERIFY2(last.find("24 hours") != std::string::npos &&
                     last.find("503") != std::string::npos,
                 last.c_str());
        // With pauses of up to half an hour: neither a hammer nor a single try.
        QVERIFY2(guard > 48 && guard < 200, qPrintable(QString::number(guard)));
    }

    /// The first line of an answer decides; how long the rest is, or takes, does not.
    void readsNoMoreOfAnAnswerThanItNeeds_data()
    {
        QTest::addColumn<int>("bytes");
        QTest::addColumn<int>("dripMs");
        QTest::newRow("a huge one") << 5'000'000 << 0;
        QTest::newRow("one that never ends") << 100'000 << 50;
        QTest::newRow("a page") << 10 << 0;
    }
    void readsNoMoreOfAnAnswerThanItNeeds()
    {
        QFETCH(int, bytes);
        QFETCH(int, dripMs);
        FakeServer server(always({.status = 200,
                                  .body = QByteArray(bytes, 'x'),
                                  .contentType = "text/html",
                                  .dripMs = dripMs}));
        startFor(server);
        queue(1);
        QTRY_VERIFY_WITH_TIMEOUT(m_outbox->entry(1).isDelivered, 60'000);
        QCOMPARE(int(server.requests().size()), 1);
    }

    void aStrangersCertificateIsTold()
    {
        const QString folder = OUTLAY_TEST_DATA "/tls/"_L1;
        const FakeTls tls{
            .certificate = folder + "server.pem"_L1, .key = folder + "key.pem"_L1, .clientCa = {}};
        FakeServer server(always(status(200)), &tls);
        startFor(server);
        queue(1);
        QTRY_COMPARE(m_outbox->entry(1).row.failures, 1);
        QVERIFY(m_outbox->entry(1).reasons.at(0).find("certificate") != std::string::npos);
        QCOMPARE(int(server.requests().size()), 0);
        WebhookSettings hook = hookFor();
        hook.caFile = OUTLAY_TEST_DATA "/tls/ca.pem";
        m_sender->setHooks({hook});
        passTime(microsPerMinute);
        QTRY_VERIFY(m_outbox->entry(1).isDelivered);
    }

    void aSecretThatIsNotThereIsToldAndWaitedFor_data()
    {
        QTest::addColumn<QByteArray>("variable");
        QTest::addColumn<QString>("what");
        QTest::newRow("the address") << QByteArray(addressVariable) << u"the address"_s;
        QTest::newRow("the secret") << QByteArray(secretVariable) << u"the signing secret"_s;
    }
    void aSecretThatIsNotThereIsToldAndWaitedFor()
    {
        QFETCH(QByteArray, variable);
        QFETCH(QString, what);
        FakeServer server(always(status(200)));
        startFor(server);
        const QByteArray before = qgetenv(variable.constData());
        qunsetenv(variable.constData());
        queue(1);
        QTRY_COMPARE(m_outbox->entry(1).row.failures, 1);
        const QString reason = QString::fromStdString(m_outbox->entry(1).reasons.at(0));
        QVERIFY2(reason.startsWith(what) && reason.contains(QString::fromLatin1(variable)),
                 qPrintable(reason));
        QCOMPARE(int(server.requests().size()), 0);
        qputenv(variable.constData(), before);
        passTime(microsPerMinute);
        QTRY_VERIFY(m_outbox->entry(1).isDelivered);
    }

    void anAddressThatMayNotBeIsNotAsked_data()
    {
        QTest::addColumn<QByteArray>("address");
        QTest::newRow("plain http elsewhere") << QByteArray("http://192.0.2.1/CANARY");
        QTest::newRow("a file") << QByteArray("file:///CANARY");
        QTest::newRow("a password in it") << QByteArray("https://u:CANARY@192.0.2.1/");
        QTest::newRow("no address") << QByteArray("CANARY-no-address");
    }
    void anAddressThatMayNotBeIsNotAsked()
    {
        QFETCH(QByteArray, address);
        FakeServer server(always(status(200)));
        startFor(server);
        qputenv(addressVariable, address);
        queue(1);
        QTRY_COMPARE(m_outbox->entry(1).row.failures, 1);
        QVERIFY(m_outbox->entry(1).reasons.at(0).find("address") != std::string::npos);
    }

    /// A ledger that is busy is no reason to tell twice.
    void whatCannotBeWrittenIsNotSentAgain()
    {
        FakeServer server(always(status(200)));
        startFor(server);
        m_outbox->refusedWrites = 1;
        queue(1);
        QTRY_VERIFY_WITH_TIMEOUT(m_outbox->entry(1).isDelivered, 20'000);
        QCOMPARE(m_outbox->refusedWrites, 0);
        QCOMPARE(int(server.requests().size()), 1);
    }

    void oneAtATimeForEachWebhook()
    {
        FakeReply silent;
        silent.isSilent = true;
        FakeServer stuck(always(silent));
        FakeServer server(always(status(200)));
        startFor(stuck);
        WebhookSettings other;
        other.name = "other";
        other.url = server.url(u"/x"_s);
        m_sender->setHooks({hookFor(), other});
        for (int id = 1; id <= 5; ++id)
            m_outbox->queue(id, "hook", m_now);
        for (int id = 6; id <= 10; ++id)
            m_outbox->queue(id, "other", m_now);
        m_sender->wake();
        QTRY_VERIFY(m_outbox->entry(10).isDelivered);
        QTRY_COMPARE(int(stuck.requests().size()), 1);
        QCOMPARE(int(server.requests().size()), 5);
        QVERIFY(!server.requests().at(0).headers.contains("x-outlay-signature"));
        QCOMPARE(m_sender->inFlight(), 1);
        m_sender->stop();
        QCOMPARE(m_sender->inFlight(), 0);
        QVERIFY(!m_outbox->entry(1).isDelivered && m_outbox->entry(1).row.failures == 0);
    }

    void whatWaitsForAWebhookThatIsGoneIsDead()
    {
        FakeServer server(always(status(200)));
        startFor(server);
        m_sender->setHooks({});
        queue(1);
        QTRY_VERIFY(m_outbox->entry(1).isDead);
        WebhookSettings off = hookFor();
        off.isEnabled = false;
        m_sender->setHooks({off});
        queue(2);
        QTRY_VERIFY(m_outbox->entry(2).isDead);
        QVERIFY(m_outbox->entry(2).reasons.at(0).find("switched off") != std::string::npos);
        QCOMPARE(int(server.requests().size()), 0);
    }

    void pausesDoubleUpToHalfAnHour()
    {
        sources::Jitter jitter(1);
        std::int64_t longest = 0;
        for (int failures = 1; failures < 60; ++failures) {
            const std::int64_t span =
                std::min(microsPerSecond << std::min(failures - 1, 20), 30 * microsPerMinute);
            for (int draw = 0; draw < 50; ++draw) {
                const std::int64_t wait = retryDelay(failures, {}, jitter);
                QVERIFY(wait >= 0 && wait <= span);
                longest = std::max(longest, wait);
                const std::int64_t above = retryDelay(failures, microsPerHour, jitter);
                QVERIFY(above >= microsPerHour && above <= microsPerHour + span);
            }
        }
        QVERIFY(longest > 20 * microsPerMinute);
    }

    void teamsRefusalsBehindA200AreSeen()
    {
        sources::HttpReply reply;
        reply.status = 200;
        reply.body = "Webhook message delivery failed with error: HTTP error 429";
        QCOMPARE(int(judged(reply, WebhookKind::Teams).kind), int(WebhookResult::Kind::Trouble));
        QCOMPARE(int(judged(reply, WebhookKind::Generic).kind),
                 int(WebhookResult::Kind::Delivered));
    }

private:
    static WebhookSettings hookFor()
    {
        WebhookSettings hook;
        hook.name = "hook";
        hook.kind = WebhookKind::Slack;
        hook.url = std::string("env:") + addressVariable;
        hook.secret = std::string("env:") + secretVariable;
        return hook;
    }
    void startFor(const FakeServer &server)
    {
        qputenv(addressVariable,
                QByteArray::fromStdString(server.url(QString::fromLatin1(path))) + '\n');
        WebhookSenderOptions options;
        options.clock = [this] { return m_now; };
        options.limits = {.transferTimeoutMs = 500, .totalTimeoutMs = 1'500, .answerBytes = 20'000};
        options.seed = 7;
        m_sender = std::make_unique<WebhookSender>(*m_outbox, *m_secrets, options);
        m_sender->setHooks({hookFor()});
        m_sender->start();
    }
    void queue(std::int64_t id)
    {
        m_outbox->queue(id, "hook", m_now);
        m_sender->wake();
    }
    void passTime(std::int64_t micros)
    {
        m_now.micros += micros;
        m_sender->wake();
    }

    Instant m_now;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MemoryOutbox> m_outbox;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<WebhookSender> m_sender;
};

QTEST_GUILESS_MAIN(TestWebhookSender)
#include "tst_webhooksender.moc"
