// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the window sets about alerts, and the receipts of their amounts, on a real ledger.
#include "app/alerting/metrics/metricsendpoint.h"
#include "app/alerting/noticesettings.h"
#include "app/desktop/alertingbuilder.h"
#include "app/desktop/alertreceipt.h"
#include "app/desktop/alertsbuilder.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace Qt::StringLiterals;

class TestAlertingBuilder : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"ledger.sqlite"_s).toStdString();
        auto opened = Ingest::open(m_path);
        QVERIFY(opened);
        m_ingest = *std::move(opened);
        m_ingest->setClock(now);
    }
    void cleanup() { m_ingest.reset(); }

    void evidenceIsInWordsAndLocalTimes()
    {
        const ui::AlertEvidence count = evidenceLine("attempts", "1453");
        QVERIFY(!count.at);
        QVERIFY(count.what.startsWith(u"Attempts: "_s));
        const ui::AlertEvidence time = evidenceLine("from", "2026-11-29T17:15:00Z");
        QCOMPARE(time.at, std::optional(*parseInstant("2026-11-29T17:15:00Z")));
        QVERIFY(!time.what.contains(u"2026"_s) && !time.what.contains(u"from"_s));
    }

    void givesBackWhatWasStored()
    {
        ui::AlertingSettings settings;
        settings.hasQuietHours = true;
        settings.quietFromMinute = 21 * 60;
        settings.quietZone = u"Europe/Berlin"_s;
        settings.quietDays[6] = false;
        settings.notifies[size_t(AlertKind::PriceChange)] = false;
        settings.watchesBurnRate = false;
        ui::WebhookSettings hook;
        hook.name = u"ops"_s;
        hook.address = u"https://hooks.example.com/x"_s;
        hook.routes = {u"team=core,urgency=critical"_s, u"owner=kim"_s};
        settings.webhooks = {hook};
        settings.hasPrometheus = true;
        settings.prometheusToken = u"env:TOKEN"_s;
        QVERIFY(storeAlertingSettings(*m_ingest, settings, now()));
        ui::AlertingSettings back = read();
        QCOMPARE(back.webhooks.at(0).stored, u"ops"_s);
        back.webhooks[0].stored.clear();
        QVERIFY(back == settings);
        QCOMPARE(back.prometheusPort, alerting::defaultMetricsPort);
        const auto notices =
            alerting::parseNoticeSettings(setting(alerting::noticeSetting)).value();
        QVERIFY(!alerting::isTold(notices, AlertKind::PriceChange));
        QVERIFY(!alerting::isTold(notices, AlertKind::BurnRateSlow));
    }

    void aFreshLedgerHasTheDefaults() { QVERIFY(read() == ui::AlertingSettings()); }

    void keepsWhatTheWindowDoesNotShow()
    {
        alerting::WebhookSettings hook;
        hook.name = "pager";
        hook.url = "env:URL";
        hook.headers = {{"Authorization", "env:AUTH"}};
        hook.caFile = "/etc/ca.pem";
        hook.addedAt = Instant{now().micros - microsPerDay};
        QVERIFY(
            m_ingest->setSetting(std::string(alerting::webhooksSetting), alerting::toJson({hook})));
        ui::AlertingSettings settings = read();
        settings.webhooks[0].name = u"on call"_s;
        settings.webhooks[0].isOn = false;
        QVERIFY(storeAlertingSettings(*m_ingest, settings, now()));
        hook.name = "on call";
        hook.isEnabled = false;
        QVERIFY(hooks().at(0) == hook);
        // A new one knows since when it is there.
        ui::WebhookSettings other;
        other.name = u"other"_s;
        other.address = u"env:OTHER"_s;
        settings = read();
        settings.webhooks.push_back(other);
        QVERIFY(storeAlertingSettings(*m_ingest, settings, now()));
        QVERIFY(hooks().at(1).addedAt == now());
    }

    void storesNothingOfWhatIsWrong()
    {
        ui::AlertingSettings settings;
        settings.hasQuietHours = true;
        ui::WebhookSettings hook;
        hook.name = u"chat"_s;
        hook.kind = ui::WebhookSettings::Kind::Slack;
        hook.address = u"https://hooks.example.com/CANARY"_s;
        settings.webhooks = {hook};
        const Result<> stored = storeAlertingSettings(*m_ingest, settings, now());
        QVERIFY(!stored);
        QVERIFY(stored.error().text.find("CANARY") == std::string::npos);
        QVERIFY(read() == ui::AlertingSettings());
    }

    void saysHowWebhooksFare()
    {
        alerting::WebhookSettings hook;
        hook.name = "pager";
        hook.url = "env:URL";
        QVERIFY(
            m_ingest->setSetting(std::string(alerting::webhooksSetting), alerting::toJson({hook})));
        OutboxRow row;
        row.hook = "pager";
        row.entry = 1;
        row.alert = "a";
        row.delivery = "d";
        row.body = "{}";
        row.attempts = 3;
        row.reason = "the receiver is in trouble (HTTP 503)";
        QVERIFY(m_ingest->addToOutbox({row}, 1));
        QCOMPARE(int(read().webhooks.at(0).state), int(ui::WebhookSettings::State::Failing));
        row.entry = 2;
        row.state = "delivered";
        row.reason.clear();
        QVERIFY(m_ingest->addToOutbox({row}, 2));
        QCOMPARE(int(read().webhooks.at(0).state), int(ui::WebhookSettings::State::Working));
    }

    /// A window that rolls is fullest somewhere within the run: the receipt is of that hour.
    void anAmountOfARollingWindowLeadsToThatWindow()
    {
        QVERIFY(m_ingest->changeBudgets([](const BudgetRules &) -> Result<BudgetRules> {
            Budget budget;
            budget.id = budget.name = "hour";
            budget.each = DimensionRef{Dimension::User, {}};
            budget.limit = 5'000'000'000;
            budget.period.kind = BudgetPeriod::Kind::Rolling;
            budget.period.length = microsPerHour;
            BudgetRules rules;
            rules.budgets = {budget};
            return rules;
        }));
        QByteArray lines;
        const std::pair<const char *, int> spent[] = {
            {"08:00", 3}, {"08:20", 3}, {"08:50", 4}, {"09:10", 4}, {"09:50", 2}};
        for (const auto &[at, usd] : spent)
            lines += QByteArray("{\"t\":\"2026-11-23T") + at + ":00Z\",\"id\":\"call-0000-" + at +
                     "\",\"u\":\"a\",\"usd\":" + QByteArray::number(usd) + "}\n";
        import(lines);
        const auto reader = LedgerReader::open(m_path);
        const auto snapshot = alertsSnapshot(**reader, now(), Zone());
        QVERIFY(snapshot);
        const auto row =
            std::find_if(snapshot->rows.begin(), snapshot->rows.end(),
                         [](const ui::AlertRow &one) { return one.threshold.value_or(0) == 100; });
        QVERIFY(row != snapshot->rows.end());
        const auto question = receiptQuestion(**reader, row->arguments);
        QVERIFY(question);
        QCOMPARE(question->figure.cost->nanos, row->consumed->value);
        QCOMPARE(question->range.to.micros - question->range.from.micros, microsPerHour);
    }

    /// What the window holds now is told beside the most it held, and never as if it were that.
    void anOpenWindowShowsNowAndItsPeak()
    {
        QVERIFY(m_ingest->changeBudgets([](const BudgetRules &) -> Result<BudgetRules> {
            Budget budget;
            budget.id = budget.name = "day";
            budget.limit = 10'000'000'000;
            budget.period.kind = BudgetPeriod::Kind::Rolling;
            budget.period.length = 24 * microsPerHour;
            BudgetRules rules;
            rules.budgets = {budget};
            return rules;
        }));
        // 12 USD within a day by 22:00, of which 2 are out of the window at noon of the 23rd.
        import("{\"t\":\"2026-11-22T10:30:00Z\",\"id\":\"call-0000-0001\",\"u\":\"a\","
               "\"usd\":2}\n"
               "{\"t\":\"2026-11-22T22:00:00Z\",\"id\":\"call-0000-0002\",\"u\":\"a\","
               "\"usd\":10}\n");
        const auto reader = LedgerReader::open(m_path);
        const auto snapshot = alertsSnapshot(**reader, now(), Zone());
        QVERIFY(snapshot);
        const auto row =
            std::find_if(snapshot->rows.begin(), snapshot->rows.end(), [](const ui::AlertRow &one) {
                return one.kind == AlertKind::BudgetExhausted;
            });
        QVERIFY(row != snapshot->rows.end());
        QCOMPARE(int(row->state), int(ui::AlertState::Open));
        QCOMPARE(row->consumed->value, 12'000'000'000);
        QCOMPARE(row->present->value, 10'000'000'000);
        QVERIFY(row->why.startsWith(u"$10.00 of $10.00 used now"_s));
        const auto detail =
            alertDetail(**reader, row->id.toStdString(), "/tmp/b.sqlite", now(), Zone());
        QVERIFY(detail);
        QVERIFY2(detail->runbook.contains(u"$10.00 now (it reached $12.00"_s),
                 qPrintable(detail->runbook));
        QVERIFY(detail->runbook.contains(u"outlay-cli --ledger /tmp/b.sqlite budget status"_s));
    }

    /// The receipt of a session is of all that its alert states, not of the last hour.
    void aSessionsAmountLeadsToAllOfIt()
    {
        QByteArray lines;
        for (int hour = 1; hour <= 8; ++hour)
            lines += "{\"t\":\"2026-11-23T0" + QByteArray::number(hour) +
                     ":00:00Z\",\"id\":\"call-0000-000" + QByteArray::number(hour) +
                     "\",\"u\":\"a\",\"s\":\"long\",\"usd\":4}\n";
        import(lines, ",session=s");
        const auto reader = LedgerReader::open(m_path);
        const auto snapshot = alertsSnapshot(**reader, now(), Zone());
        QVERIFY(snapshot);
        const auto row =
            std::find_if(snapshot->rows.begin(), snapshot->rows.end(), [](const ui::AlertRow &one) {
                return one.kind == AlertKind::TripwireSession;
            });
        QVERIFY(row != snapshot->rows.end());
        QCOMPARE(row->consumed->value, 32'000'000'000);
        const auto question = receiptQuestion(**reader, row->arguments);
        QVERIFY(question);
        // All of time begins with what the ledger has.
        QCOMPARE(toRfc3339(question->range.from), std::string("2026-11-23T01:00:00Z"));
        QCOMPARE(question->figure.cost->nanos, row->consumed->value);
    }

    void anAmountLeadsToItsRequests()
    {
        QVERIFY(m_ingest->changeBudgets([](const BudgetRules &) -> Result<BudgetRules> {
            Budget budget;
            budget.id = budget.name = "each";
            budget.each = DimensionRef{Dimension::User, {}};
            budget.limit = 5'000'000'000;
            BudgetRules rules;
            rules.budgets = {budget};
            return rules;
        }));
        import("{\"t\":\"2026-11-23T08:00:00Z\",\"id\":\"call-0000-0001\",\"u\":\"a\","
               "\"usd\":4}\n"
               "{\"t\":\"2026-11-23T09:00:00Z\",\"id\":\"call-0000-0002\",\"u\":\"b\","
               "\"usd\":3}\n"
               "{\"t\":\"2026-11-23T10:00:00Z\",\"id\":\"call-0000-0003\",\"u\":\"a\","
               "\"usd\":2}\n");
        const auto reader = LedgerReader::open(m_path);
        const auto snapshot = alertsSnapshot(**reader, now(), Zone());
        QVERIFY(snapshot);
        const auto row =
            std::find_if(snapshot->rows.begin(), snapshot->rows.end(), [](const ui::AlertRow &one) {
                return one.kind == AlertKind::BudgetExhausted;
            });
        QVERIFY(row != snapshot->rows.end());
        QVERIFY(row->arguments.contains(u"user=a"_s));
        QCOMPARE(row->sourceLagSeconds.value_or(-1), 2 * 3600);
        const auto question = receiptQuestion(**reader, row->arguments);
        QVERIFY(question);
        QCOMPARE(question->figure.cost->nanos, 6'000'000'000);
        QCOMPARE(question->figure.requests, 2);
        Alert silent;
        silent.kind = AlertKind::SourceSilent;
        QVERIFY(explainArguments(silent).isEmpty());
        QVERIFY(!receiptQuestion(**reader, {u"--where"_s, u"hook=pager"_s}));
    }

private:
    void import(const QByteArray &lines, const std::string &more = {})
    {
        QFile log(m_folder->filePath(u"log.jsonl"_s));
        QVERIFY(log.open(QIODevice::WriteOnly));
        log.write(lines);
        log.close();
        ImportOptions options;
        options.format = "jsonl";
        options.map =
            parseFieldMap("at=t,id=id,user=u,model='some',cost_usd=usd,input_tokens='1000000'" +
                          more)
                .value();
        QVERIFY(m_ingest->importPaths({log.fileName().toStdString()}, options));
    }
    static Instant now() { return parseInstant("2026-11-23T12:00:00Z").value(); }
    [[nodiscard]] ui::AlertingSettings read() const
    {
        const auto reader = LedgerReader::open(m_path);
        auto settings = alertingSettings(**reader);
        if (!settings)
            qFatal("%s", settings.error().text.c_str());
        return *settings;
    }
    [[nodiscard]] std::string setting(std::string_view name) const
    {
        return m_ingest->setting(std::string(name)).value();
    }
    [[nodiscard]] std::vector<alerting::WebhookSettings> hooks() const
    {
        return alerting::parseWebhookSettings(setting(alerting::webhooksSetting)).value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<Ingest> m_ingest;
};

QTEST_GUILESS_MAIN(TestAlertingBuilder)
#include "tst_alertingbuilder.moc"
