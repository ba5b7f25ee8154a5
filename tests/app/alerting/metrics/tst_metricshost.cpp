// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// A scrape of a real ledger.
#include "app/alerting/metrics/metricshost.h"
#include "models/ingest/ingest.h"
#include "tests/app/alerting/metrics/spendingledger.h"
#include "tests/support/httppost.h"

#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace outlay::alerting;
using namespace Qt::StringLiterals;

namespace {

constexpr const char *tokenVariable = "OUTLAY_TEST_METRICS_TOKEN";

int freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 0;
}

} // namespace

class TestMetricsHost : public QObject
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
        test::fillSpendingLedger(m_path, *m_folder, clock());
    }

    void isOffUnlessItIsSwitchedOn()
    {
        MetricsHost host(m_path, *m_secrets, clock());
        QSignalSpy failed(&host, &MetricsHost::failed);
        host.start();
        QCOMPARE(host.port(), 0);
        QVERIFY(failed.isEmpty());
        QVERIFY(!QFile::exists(QString::fromStdString(m_path) + u".metrics"_s));
    }

    void showsWhatTheLedgerHolds()
    {
        set({true, freePort(), {}});
        MetricsHost host(m_path, *m_secrets, clock());
        host.start();
        QTRY_VERIFY(host.port() != 0);
        const QByteArray told = scrape(host.port());
        const auto has = [&told](const char *line) {
            return told.split('\n').contains(QByteArray(line));
        };
        QVERIFY2(has("outlay_spend_usd{period=\"today\",provider=\"anthropic\"} 6.000000000"),
                 told.constData());
        QVERIFY(has("outlay_spend_usd{period=\"month\",provider=\"anthropic\"} 6.000000000"));
        QVERIFY(has("outlay_budget_utilization_ratio{budget=\"all\",scope=\"\"} 0.6"));
        QVERIFY(has("outlay_budget_limit_usd{budget=\"all\",scope=\"\"} 10.000000000"));
        QVERIFY(has("outlay_budget_consumed_usd{budget=\"all\",scope=\"\"} 6.000000000"));
        QVERIFY(has("outlay_alerts{kind=\"budget_threshold\",state=\"open\"} 1"));
        QVERIFY(told.contains("outlay_source_age_seconds{source=\"jsonl\"} 3"));
    }

    void asksForTheToken()
    {
        qputenv(tokenVariable, "CANARY-token\n");
        set({true, freePort(), std::string("env:") + tokenVariable});
        MetricsHost host(m_path, *m_secrets, clock());
        host.start();
        QTRY_VERIFY(host.port() != 0);
        QCOMPARE(ask(host.port(), {}).status, 401);
        QCOMPARE(ask(host.port(), {{"Authorization", "Bearer CANARY-token"}}).status, 200);
    }

    /// Open to everybody is not what was asked for.
    void staysShutWithoutItsToken()
    {
        set({true, freePort(), "env:OUTLAY_TEST_NO_SUCH_VARIABLE"});
        MetricsHost host(m_path, *m_secrets, clock());
        QSignalSpy failed(&host, &MetricsHost::failed);
        host.start();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(host.port(), 0);
    }

    void saysThatThePortIsTaken()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        set({true, other.serverPort(), {}});
        MetricsHost host(m_path, *m_secrets, clock());
        QSignalSpy failed(&host, &MetricsHost::failed);
        host.start();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(host.port(), 0);
        // Other settings are taken over at once.
        set({true, freePort(), {}});
        QTRY_VERIFY_WITH_TIMEOUT(host.port() != 0, 10'000);
        set({false, 0, {}});
        QTRY_VERIFY_WITH_TIMEOUT(host.port() == 0, 10'000);
    }

    void oneOfTwoServes()
    {
        set({true, freePort(), {}});
        auto first = std::make_unique<MetricsHost>(m_path, *m_secrets, clock());
        MetricsHost second(m_path, *m_secrets, clock());
        QSignalSpy failed(&second, &MetricsHost::failed);
        first->start();
        QTRY_VERIFY(first->port() != 0);
        second.start();
        QCOMPARE(second.port(), 0);
        first.reset();
        QTRY_VERIFY_WITH_TIMEOUT(second.port() != 0, 10'000);
        QVERIFY(failed.isEmpty());
    }

private:
    [[nodiscard]] static Clock clock()
    {
        return [] { return parseInstant("2026-11-23T12:00:00Z").value(); };
    }
    void set(const MetricsSettings &settings)
    {
        const auto ingest = Ingest::open(m_path);
        QVERIFY(ingest);
        QVERIFY((*ingest)->setSetting(std::string(metricsSetting), toJson(settings)));
    }
    static test::HttpReply ask(int port, const test::HttpFields &fields)
    {
        test::RawClient client(port);
        client.send(test::requestOf("GET", "/metrics", fields, {}));
        return client.reply();
    }
    static QByteArray scrape(int port)
    {
        const test::HttpReply reply = ask(port, {});
        return reply.status == 200 ? reply.body : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<SecretStore> m_secrets;
};

QTEST_GUILESS_MAIN(TestMetricsHost)
#include "tst_metricshost.moc"
