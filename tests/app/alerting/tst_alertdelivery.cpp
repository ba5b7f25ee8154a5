// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a request in a ledger to a message at a receiver: nothing between is replaced.
#include "app/alerting/alertdelivery.h"
#include "app/alerting/webhook/signature.h"
#include "app/alerting/webhook/webhookdispatch.h"
#include "tests/fakes/fakeserver.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace outlay;
using namespace outlay::alerting;
using namespace outlay::fakes;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *secretVariable = "OUTLAY_TEST_DELIVERY_SECRET";
constexpr const char *signingSecret = "CANARY-signing-secret";
constexpr std::int64_t usd = 1'000'000'000;

FakeServer::Handler always(int code)
{
    return [code](const FakeRequest &) { return FakeReply{.status = code, .body = "{}"}; };
}

QJsonObject bodyOf(const FakeRequest &request)
{
    return QJsonDocument::fromJson(request.body).object();
}

} // namespace

class TestAlertDelivery : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { qputenv(secretVariable, signingSecret); }
    void init()
    {
        m_now = parseInstant("2026-11-23T12:00:00Z").value();
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"ledger.sqlite"_s).toStdString();
        SecretStore::Settings settings;
        settings.passphraseFile = m_folder->filePath(u"secrets"_s).toStdString();
        m_secrets = std::make_unique<SecretStore>(settings, nullptr);
        m_queue = std::make_unique<LedgerQueue>(m_path);
        write([this](Ingest &ingest) {
            return ingest.changeBudgets([](const BudgetRules &) -> Result<BudgetRules> {
                Budget budget;
                budget.id = budget.name = "all";
                budget.limit = 10 * usd;
                budget.period.kind = BudgetPeriod::Kind::Month;
                budget.owner = "ada";
                BudgetRules rules;
                rules.budgets = {budget};
                return rules;
            });
        });
    }
    void cleanup()
    {
        m_delivery.reset();
        m_queue.reset();
        m_secrets.reset();
    }

    void anAlertArrivesOnceAndSigned()
    {
        FakeServer server(always(200));
        setHooks({hook("finance", server)});
        start();
        spend(5'500'000);
        QTRY_COMPARE(int(server.requests().size()), 1);
        const FakeRequest request = server.requests().at(0);
        const QJsonObject told = bodyOf(request);
        QCOMPARE(told[u"kind"].toString(), u"budget_exhausted"_s);
        QCOMPARE(told[u"state"].toString(), u"open"_s);
        QCOMPARE(told[u"budget"].toString(), u"all"_s);
        QCOMPARE(told[u"owner"].toString(), u"ada"_s);
        QCOMPARE(told[u"limit_usd"].toString(), u"10.000000000"_s);
        QCOMPARE(told[u"happened_at"].toString(), u"2026-11-23T11:00:00Z"_s);
        QCOMPARE(told[u"known_at"].toString(), u"2026-11-23T12:00:00Z"_s);
        QCOMPARE(told[u"source_lag_seconds"].toInt(), 3600);
        QCOMPARE(told[u"delivery_id"].toString().toUtf8(), request.headers["x-outlay-delivery"]);
        const qint64 seconds = request.headers["x-outlay-timestamp"].toLongLong();
        QCOMPARE(request.headers["x-outlay-signature"].toStdString(),
                 webhookSignature(signingSecret, seconds, request.body.toStdString()));
        QTRY_COMPARE(rows("delivered").size(), std::size_t(1));
        // A restart, and the same requests once more, tell nothing anew.
        m_delivery.reset();
        start();
        spend(5'500'000);
        write([](Ingest &ingest) { return ingest.tickRules(); });
        waitForLooks();
        QCOMPARE(int(server.requests().size()), 1);
    }

    void acknowledgedAndRaisedOnesAreToldAsSuch()
    {
        FakeServer server(always(200));
        setHooks({hook("finance", server)});
        start();
        spend(5'500'000);
        QTRY_COMPARE(int(server.requests().size()), 1);
        const std::string id = bodyOf(server.requests().at(0))[u"id"].toString().toStdString();
        write([&](Ingest &ingest) { return ingest.acknowledgeAlert(id, "ada", "seen", false); });
        QTRY_COMPARE(int(server.requests().size()), 2);
        const QJsonObject told = bodyOf(server.requests().at(1));
        QCOMPARE(told[u"id"].toString().toStdString(), id);
        QCOMPARE(told[u"state"].toString(), u"acknowledged"_s);
        QVERIFY(server.requests().at(0).headers["x-outlay-delivery"] !=
                server.requests().at(1).headers["x-outlay-delivery"]);
        QVERIFY(told[u"sequence"].toInt() > bodyOf(server.requests().at(0))[u"sequence"].toInt());
    }

    void whatWasBeforeAWebhookIsNotSent()
    {
        FakeServer server(always(200));
        spend(3'000'000); // the first threshold
        advance(microsPerMinute);
        WebhookSettings settings = hook("late", server);
        settings.addedAt = m_now;
        setHooks({settings});
        start();
        QTRY_VERIFY(dispatchedThrough() > 0);
        advance(microsPerMinute);
        spend(5'500'000, u"second"_s);
        QTRY_COMPARE(int(server.requests().size()), 1);
        QCOMPARE(bodyOf(server.requests().at(0))[u"kind"].toString(), u"budget_exhausted"_s);
    }

    void isRoutedByOwner()
    {
        FakeServer hers(always(200)), his(always(200));
        WebhookSettings ada = hook("ada", hers), bob = hook("bob", his);
        ada.routes = {{.scope = {}, .owner = "ada", .kind = {}, .minimalUrgency = Urgency::Low}};
        bob.routes = {{.scope = {}, .owner = "bob", .kind = {}, .minimalUrgency = Urgency::Low}};
        setHooks({ada, bob});
        start();
        spend(5'500'000);
        QTRY_COMPARE(int(hers.requests().size()), 1);
        waitForLooks();
        QCOMPARE(int(his.requests().size()), 0);
    }

    void survivesARestartBetweenTries()
    {
        std::atomic<int> tries = 0;
        FakeServer server([&tries](const FakeRequest &) {
            return FakeReply{.status = ++tries == 1 ? 503 : 200, .body = "{}"};
        });
        setHooks({hook("finance", server)});
        start();
        spend(5'500'000);
        QTRY_COMPARE(rows("waiting").empty() ? 0 : int(rows("waiting").front().attempts), 1);
        m_delivery.reset();
        m_queue.reset();
        advance(microsPerHour);
        m_queue = std::make_unique<LedgerQueue>(m_path);
        start();
        QTRY_COMPARE(rows("delivered").size(), std::size_t(1));
        QCOMPARE(int(server.requests().size()), 2);
        QCOMPARE(server.requests().at(0).body, server.requests().at(1).body);
        QCOMPARE(server.requests().at(0).headers["x-outlay-delivery"],
                 server.requests().at(1).headers["x-outlay-delivery"]);
        QCOMPARE(rows("delivered").front().attempts, 2);
    }

    void deadLettersAreAnAlertUntilItWorksAgain()
    {
        FakeServer server(always(410));
        FakeServer other(always(200));
        setHooks({hook("gone", server), hook("works", other)});
        start();
        spend(3'000'000);
        QTRY_COMPARE(rows("dead").size(), std::size_t(1));
        QVERIFY(rows("dead").front().reason.find("410") != std::string::npos);
        QTRY_VERIFY(!deadAlerts().empty());
        const Alert alert = deadAlerts().front();
        QVERIFY(alert.isActive());
        QVERIFY(alert.detail.find("CANARY") == std::string::npos);
        // It goes to the one that works, and not to the one it is about.
        QTRY_COMPARE(int(other.requests().size()), 2);
        QCOMPARE(bodyOf(other.requests().at(1))[u"kind"].toString(), u"webhook_dead"_s);
        QCOMPARE(int(server.requests().size()), 1);
        server.setHandler(always(200));
        advance(microsPerHour);
        spend(5'500'000, u"second"_s);
        m_delivery->wake();
        QTRY_VERIFY(deadAlerts().front().state == AlertState::Resolved);
    }

    void twoOfOneLedgerDeliverOnce()
    {
        FakeServer server(always(200));
        setHooks({hook("finance", server)});
        start();
        LedgerQueue queue(m_path);
        auto second = std::make_unique<AlertDelivery>(queue, *m_secrets, clock());
        second->start();
        QTRY_VERIFY(m_delivery->isDelivering() || second->isDelivering());
        spend(5'500'000);
        QTRY_COMPARE(rows("delivered").size(), std::size_t(1));
        QVERIFY(m_delivery->isDelivering() != second->isDelivering());
        waitForLooks();
        QCOMPARE(int(server.requests().size()), 1);
        // The other one goes on where the first ends.
        AlertDelivery *rest = m_delivery->isDelivering() ? second.get() : m_delivery.get();
        if (rest == second.get())
            m_delivery.reset();
        else
            second.reset();
        QTRY_VERIFY_WITH_TIMEOUT(rest->isDelivering(), 10'000);
    }

    /// Two desktops with ledgers of their own that saw the same: the receiver tells them by the id.
    void twoLedgersDeliverTheSameId()
    {
        std::vector<std::string> ids;
        for (int i = 0; i < 2; ++i) {
            FakeServer server(always(200));
            setHooks({hook("finance", server)});
            start();
            if (i == 1) // it has another history
                write([this](Ingest &ingest) {
                    return ingest.reportAlerts({AlertReport{brokenSource(), true}});
                });
            spend(5'500'000);
            QTRY_COMPARE(int(server.requests().size()), i + 1);
            for (const FakeRequest &request : server.requests()) {
                if (bodyOf(request)[u"kind"].toString() == u"budget_exhausted"_s)
                    ids.push_back(request.headers["x-outlay-delivery"].toStdString());
            }
            cleanup();
            init();
        }
        QCOMPARE(int(ids.size()), 2);
        QVERIFY(!ids.front().empty());
        QCOMPARE(ids.front(), ids.back());
    }

    void statesRepeatUnderNewIds()
    {
        QCOMPARE(deliveryIdOf("a", "open", 0), deliveryIdOf("a", "open", 0));
        QVERIFY(deliveryIdOf("a", "open", 0) != deliveryIdOf("a", "open", 1));
        QVERIFY(deliveryIdOf("a", "open", 0) != deliveryIdOf("a", "resolved", 0));
        QVERIFY(deliveryIdOf("a", "open", 0) != deliveryIdOf("b", "open", 0));
        Alert quiet;
        AlertLogRow entry;
        entry.what = "resolved";
        QVERIFY(!stateTold(entry, quiet)); // nobody was told that it began
        quiet.notifiedAt = Instant{1};
        QCOMPARE(*stateTold(entry, quiet), std::string_view("resolved"));
        entry.what = "pending";
        QVERIFY(!stateTold(entry, quiet));
    }

private:
    [[nodiscard]] Clock clock()
    {
        return [this] { return m_now.load(); };
    }
    void advance(std::int64_t micros) { m_now = Instant{m_now.load().micros + micros}; }
    void start()
    {
        m_delivery = std::make_unique<AlertDelivery>(*m_queue, *m_secrets, clock());
        m_delivery->start();
    }
    /// Through the queue, as everybody writes.
    void write(const std::function<Result<>(Ingest &)> &change)
    {
        Result<> done;
        m_queue->post([&](Ingest &ingest) {
            ingest.setClock([now = m_now.load()] { return now; });
            done = change(ingest);
        });
        m_queue->drain();
        QVERIFY2(done.has_value(), done ? "" : done.error().text.c_str());
        if (m_delivery)
            m_delivery->poke();
    }
    void setHooks(const std::vector<WebhookSettings> &hooks)
    {
        write([&](Ingest &ingest) {
            return ingest.setSetting(std::string(webhooksSetting), toJson(hooks));
        });
    }
    /// A request of so many tokens at 2 USD per million, at 11 o'clock.
    void spend(std::int64_t tokens, const QString &id = u"first"_s)
    {
        const QString file = m_folder->filePath(id + u".jsonl"_s);
        QFile log(file);
        QVERIFY(log.open(QIODevice::WriteOnly));
        log.write(u"{\"t\":\"2026-11-23T11:00:00Z\",\"id\":\"call-%1-0001\",\"m\":\"some\",\"in\":"
                  u"%2,\"usd\":%3}\n"_s.arg(id)
                      .arg(tokens)
                      .arg(double(tokens) * 2 / 1'000'000)
                      .toUtf8());
        log.close();
        write([&](Ingest &ingest) -> Result<> {
            ImportOptions options;
            options.format = "jsonl";
            auto map = parseFieldMap("at=t,id=id,model=m,input_tokens=in,cost_usd=usd");
            if (!map)
                return tl::unexpected<Error>(map.error());
            options.map = *map;
            const auto counts = ingest.importPaths({file.toStdString()}, options);
            return counts ? Result<>() : tl::unexpected<Error>(counts.error());
        });
    }
    [[nodiscard]] WebhookSettings hook(const std::string &name, const FakeServer &server) const
    {
        WebhookSettings settings;
        settings.name = name;
        settings.url = server.url(u"/CANARY-path"_s);
        settings.secret = std::string("env:") + secretVariable;
        return settings;
    }
    [[nodiscard]] Alert brokenSource() const
    {
        Alert alert;
        alert.id = "broken";
        alert.kind = AlertKind::SourceBroken;
        alert.happenedAt = m_now;
        return alert;
    }
    [[nodiscard]] std::unique_ptr<LedgerReader> reader() const
    {
        auto opened = LedgerReader::open(m_path);
        if (!opened)
            qFatal("%s", opened.error().text.c_str());
        return *std::move(opened);
    }
    [[nodiscard]] std::vector<outlay::OutboxRow> rows(const std::string &state) const
    {
        return reader()->outbox(state, 100).value();
    }
    [[nodiscard]] std::vector<Alert> deadAlerts() const
    {
        std::vector<Alert> found;
        const auto bodies = reader()->alerts(TimeRange{}, 100);
        for (const std::string &body : bodies.value()) {
            const Alert alert = parseAlert(body).value();
            if (alert.kind == AlertKind::WebhookDead)
                found.push_back(alert);
        }
        return found;
    }
    [[nodiscard]] std::int64_t dispatchedThrough()
    {
        std::int64_t through = 0;
        m_queue->post([&](Ingest &ingest) { through = ingest.dispatchedThrough().value_or(0); });
        m_queue->drain();
        return through;
    }
    /// Until it has looked again, whatever it then does.
    void waitForLooks()
    {
        QTimer twice;
        QSignalSpy looked(&twice, &QTimer::timeout);
        m_delivery->poke();
        twice.start(500);
        QTRY_VERIFY(looked.count() >= 2);
        m_queue->drain();
        QCoreApplication::processEvents();
    }

    std::atomic<Instant> m_now; ///< asked for by the ledger's thread too
    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<LedgerQueue> m_queue;
    std::unique_ptr<AlertDelivery> m_delivery;
};

QTEST_GUILESS_MAIN(TestAlertDelivery)
#include "tst_alertdelivery.moc"
