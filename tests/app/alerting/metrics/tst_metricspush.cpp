// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A real ledger's figures, sent to a collector on loopback.
#include "app/alerting/metrics/metricspush.h"
#include "models/ingest/ingest.h"
#include "tests/app/alerting/metrics/spendingledger.h"
#include "tests/fakes/fakeserver.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <atomic>

using namespace outlay;
using namespace outlay::alerting;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *authVariable = "OUTLAY_TEST_COLLECTOR_AUTH";
constexpr int lookMs = 20;

} // namespace

class TestMetricsPush : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"ledger.sqlite"_s).toStdString();
        SecretStore::Settings settings;
        settings.passphraseFile = m_folder->filePath(u"secrets"_s).toStdString();
        m_secrets = std::make_unique<SecretStore>(settings, nullptr);
        m_now = parseInstant("2026-11-23T12:00:00Z").value().micros;
        m_collector = std::make_unique<fakes::FakeServer>(
            [](const fakes::FakeRequest &) { return fakes::jsonReply(200, "{}"); });
        test::fillSpendingLedger(m_path, *m_folder, clock());
    }

    void isOffUnlessItIsSwitchedOn()
    {
        MetricsPush push(m_path, *m_secrets, clock(), lookMs);
        QSignalSpy failed(&push, &MetricsPush::failed);
        push.start();
        QVERIFY(!QFile::exists(QString::fromStdString(m_path) + u".metrics-push"_s));
        set(to(*m_collector)); // only then does it begin
        QSignalSpy sent(&push, &MetricsPush::sent);
        QTRY_COMPARE(sent.count(), 1);
        QCOMPARE(m_collector->requests().size(), std::size_t{1});
        QVERIFY(failed.isEmpty());
    }

    void sendsWhatTheLedgerHolds()
    {
        qputenv(authVariable, "Bearer CANARY-token\n");
        MetricsPushSettings settings = to(*m_collector);
        settings.headers = {{"Authorization", std::string("env:") + authVariable},
                            {"X-Scope-OrgID", "team"}};
        set(settings);
        MetricsPush push(m_path, *m_secrets, clock(), lookMs);
        QSignalSpy sent(&push, &MetricsPush::sent);
        push.start();
        QTRY_COMPARE(sent.count(), 1);
        const fakes::FakeRequest request = m_collector->requests().at(0);
        QCOMPARE(request.method, "POST");
        QCOMPARE(request.path, "/v1/metrics");
        QCOMPARE(request.headers.value("content-type"), "application/json");
        QCOMPARE(request.headers.value("authorization"), "Bearer CANARY-token");
        QCOMPARE(request.headers.value("x-scope-orgid"), "team");
        QVERIFY(QJsonDocument::fromJson(request.body).object().contains(u"resourceMetrics"_s));
        QVERIFY2(request.body.contains("\"asDouble\":6,"), request.body.constData());
        QVERIFY(request.body.contains("\"outlay.budget.utilization\""));
    }

    void sendsAgainWhenItsTimeHasCome()
    {
        set(to(*m_collector));
        MetricsPush push(m_path, *m_secrets, clock(), lookMs);
        QSignalSpy sent(&push, &MetricsPush::sent);
        push.start();
        QTRY_COMPARE(sent.count(), 1);
        m_now += 59 * microsPerSecond;
        set(withHeader("X-Nothing", to(*m_collector))); // other settings: at once
        QTRY_COMPARE(sent.count(), 2);
        m_now += 60 * microsPerSecond;
        QTRY_COMPARE(sent.count(), 3);
    }

    void waitsAsLongAsItIsAskedTo()
    {
        std::atomic<bool> isBusy = true;
        m_collector->setHandler([&isBusy](const fakes::FakeRequest &) {
            fakes::FakeReply reply = fakes::jsonReply(isBusy ? 429 : 200, "{}");
            if (isBusy)
                reply.headers = {{"Retry-After", "300"}};
            return reply;
        });
        set(to(*m_collector));
        MetricsPush push(m_path, *m_secrets, clock(), lookMs);
        QSignalSpy sent(&push, &MetricsPush::sent), failed(&push, &MetricsPush::failed);
        push.start();
        QTRY_COMPARE(failed.count(), 1);
        isBusy = false;
        m_now += 299 * microsPerSecond;
        push.look();
        QCOMPARE(m_collector->requests().size(), std::size_t{1});
        m_now += microsPerSecond;
        QTRY_COMPARE(sent.count(), 1);
    }

    void tellsAProblemOnceUntilItWorks()
    {
        std::atomic<int> status = 404;
        m_collector->setHandler(
            [&status](const fakes::FakeRequest &) { return fakes::jsonReply(status, "{}"); });
        set(to(*m_collector));
        MetricsPush push(m_path, *m_secrets, clock(), lookMs);
        QSignalSpy sent(&push, &MetricsPush::sent), failed(&push, &MetricsPush::failed);
        push.start();
        for (int tries = 1; tries <= 3; ++tries) {
            QTRY_COMPARE(int(m_collector->requests().size()), tries);
            QTRY_COMPARE(failed.count(), 1);
            m_now += microsPerMinute;
        }
        QVERIFY(failed.at(0).at(0).value<Error>().text.find("404") != std::string::npos);
        status = 200;
        QTRY_COMPARE(sent.count(), 1);
        status = 404;
        m_now += microsPerMinute;
        QTRY_COMPARE(failed.count(), 2);
    }

    void whatACollectorLeavesOutIsSaid()
    {
        m_collector->setHandler([](const fakes::FakeRequest &) {
            return fakes::jsonReply(
                200, R"({"partialSuccess":{"rejectedDataPoints":"2","errorMessage":"no units"}})");
        });
        set(to(*m_collector));
        MetricsPush push(m_path, *m_secrets, clock(), lookMs);
        QSignalSpy sent(&push, &MetricsPush::sent), failed(&push, &MetricsPush::failed);
        push.start();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed.at(0).at(0).value<Error>().text,
                 "metrics push: 2 points were not taken: no units");
        QVERIFY(sent.isEmpty());
    }

    void sendsNothingWithoutItsSecret()
    {
        MetricsPushSettings settings = to(*m_collector);
        settings.headers = {{"Authorization", "env:OUTLAY_TEST_NO_SUCH_VARIABLE"}};
        set(settings);
        MetricsPush push(m_path, *m_secrets, clock(), lookMs);
        QSignalSpy failed(&push, &MetricsPush::failed);
        push.start();
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(m_collector->requests().empty());
    }

    void followsNoRedirect()
    {
        fakes::FakeServer elsewhere(
            [](const fakes::FakeRequest &) { return fakes::jsonReply(200, "{}"); });
        m_collector->setHandler([&elsewhere](const fakes::FakeRequest &) {
            fakes::FakeReply reply = fakes::jsonReply(307, "{}");
            reply.headers = {{"Location", QByteArray::fromStdString(elsewhere.url(u"x"_s))}};
            return reply;
        });
        set(to(*m_collector));
        MetricsPush push(m_path, *m_secrets, clock(), lookMs);
        QSignalSpy failed(&push, &MetricsPush::failed);
        push.start();
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(elsewhere.requests().empty());
    }

    void oneOfTwoSends()
    {
        set(to(*m_collector));
        auto first = std::make_unique<MetricsPush>(m_path, *m_secrets, clock(), lookMs);
        MetricsPush second(m_path, *m_secrets, clock(), lookMs);
        QSignalSpy firstSent(first.get(), &MetricsPush::sent), sent(&second, &MetricsPush::sent);
        first->start();
        second.start();
        QTRY_COMPARE(firstSent.count(), 1);
        QVERIFY(sent.isEmpty());
        first.reset();
        QTRY_COMPARE(sent.count(), 1);
    }

private:
    [[nodiscard]] Clock clock()
    {
        return [this] { return Instant{m_now}; };
    }
    static MetricsPushSettings to(const fakes::FakeServer &collector)
    {
        MetricsPushSettings settings;
        settings.isEnabled = true;
        settings.endpoint = "http://127.0.0.1:" + std::to_string(collector.port());
        return settings;
    }
    static MetricsPushSettings withHeader(const char *name, MetricsPushSettings settings)
    {
        settings.headers = {{name, "1"}};
        return settings;
    }
    void set(const MetricsPushSettings &settings)
    {
        const auto ingest = Ingest::open(m_path);
        QVERIFY(ingest);
        QVERIFY((*ingest)->setSetting(std::string(metricsPushSetting), toJson(settings)));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<SecretStore> m_secrets;
    std::atomic<std::int64_t> m_now;
    std::unique_ptr<fakes::FakeServer> m_collector;
};

QTEST_GUILESS_MAIN(TestMetricsPush)
#include "tst_metricspush.moc"
