// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commandline.h"
#include "app/cli/verbs.h"
#include "app/sources/livesources.h"
#include "models/ingest/ingest.h"
#include "tests/app/sources/pollerrig.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>

#include <array>

using namespace outlay;
using namespace outlay::fakes;
using namespace outlay::sources;
using namespace Qt::StringLiterals;

namespace {

const std::array<const cli::Verb *, 4> verbs{&cli::reportVerb, &cli::reconcileVerb,
                                             &cli::sourceVerb, &cli::doctorVerb};

/// What a verb says of a rig's ledger, at the rig's time.
std::string said(const PollerRig &rig, std::vector<std::string> words)
{
    Output out(nullptr), err(nullptr);
    words.insert(words.end(), {"--ledger", rig.ledgerPath()});
    const int code = cli::runCommandLine(words, verbs, {out, err, rig.now});
    if (code != 0)
        qWarning("exit %d: %s", code, err.text().c_str());
    return out.text();
}

QJsonArray reconciled(const PollerRig &rig)
{
    const std::string text = said(rig, {"reconcile", "--json"});
    return QJsonDocument::fromJson(QByteArray::fromStdString(text))
        .object()
        .value("rows"_L1)
        .toArray();
}

QJsonObject rowOf(const QJsonArray &rows, const QString &day)
{
    for (const QJsonValue row : rows) {
        if (row["day"_L1].toString() == day)
            return row.toObject();
    }
    return {};
}

bool has(const std::string &text, std::string_view part)
{
    return text.find(part) != std::string::npos;
}

/// As `source add` leaves it.
void configure(PollerRig &rig, SourceKind kind)
{
    SourceSettings settings;
    settings.name = "watched";
    settings.kind = kind;
    settings.secret = "env:NONE";
    settings.baseUrl = rig.options().http.baseUrl;
    auto ingest = Ingest::open(rig.ledgerPath());
    QVERIFY(ingest.has_value());
    QVERIFY(addSource(**ingest, settings).has_value());
}

/// Five requests through a gateway, for 0.001 USD, on the third.
void askThroughTheGateway(PollerRig &rig)
{
    FakeLiteLlm gateway;
    for (int i = 0; i < 5; ++i)
        gateway.rows.append(FakeLiteLlm::row(u"req-through-%1"_s.arg(i),
                                             u"2026-11-03T1%1:00:00Z"_s.arg(i), 0.0002));
    const FakeServer server(gateway.handler());
    PollerOptions options = rig.options();
    options.source = "gateway";
    options.kind = SourceKind::LiteLlm;
    options.http.baseUrl = server.url(QString());
    options.hasTimer = true;
    Poller poller(options, rig.queue());
    QSignalSpy settled(&poller, &Poller::settled);
    poller.setKey(Secret(gateway.key.toStdString()));
    QVERIFY(poller.start().has_value());
    QTRY_COMPARE_WITH_TIMEOUT(settled.size(), 1, 60'000);
    rig.queue().drain();
}

} // namespace

/// Providers' books beside the requests, polled from fakes and told by the command line.
class TestTwoBooks : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_home;

private slots:
    void initTestCase() { qputenv("HOME", m_home.path().toUtf8()); }

    void aDayThatIsNotDueYetIsNoGap()
    {
        FakeOpenRouter fake;
        PollerRig rig(SourceKind::OpenRouter, fake, u"/api/v1"_s);
        rig.now.micros += 12 * microsPerHour; // noon
        rig.run();
        configure(rig, SourceKind::OpenRouter);
        const std::string_view plainly = "OpenRouter publishes a day after it ends, so nothing "
                                         "that watched saw since 2026-11-05 00:00 UTC is in the "
                                         "ledger yet";
        for (const char *verb : {"report", "doctor", "reconcile"}) {
            const std::string text = said(rig, {verb});
            QVERIFY2(has(text, plainly), text.c_str());
            QVERIFY2(!has(text, "invisible") && !has(text, "at least what"), text.c_str());
            QVERIFY2(!has(text, "poll --once"), text.c_str());
        }
        QVERIFY(!has(said(rig, {"doctor"}), "the ledger is empty")); // it has a bill
        QVERIFY(has(said(rig, {"doctor"}), "note    OpenRouter"));
        QVERIFY(has(said(rig, {"doctor"}), "overdue from 2026-11-06 01:10 UTC on"));
        const std::string list = said(rig, {"source", "list"});
        QVERIFY2(has(list, "whole") && has(list, "the rest not due yet"), list.c_str());
        QVERIFY2(has(list, plainly), list.c_str());
        const QJsonObject coverage = QJsonDocument::fromJson(QByteArray::fromStdString(
            said(rig, {"source", "list", "--json"})))["sources"_L1][0]["coverage"_L1]
                                         .toObject();
        QCOMPARE(coverage.value("not_due_from"_L1).toString(), u"2026-11-05T00:00:00Z"_s);
        QCOMPARE(coverage.value("overdue_at"_L1).toString(), u"2026-11-06T01:10:00Z"_s);
        QCOMPARE(coverage.value("open_seconds"_L1).toInteger(-1), 0);
    }

    void aDayThatIsOverdueIs()
    {
        FakeOpenRouter fake;
        PollerRig rig(SourceKind::OpenRouter, fake, u"/api/v1"_s);
        rig.now.micros += 12 * microsPerHour;
        rig.run();
        configure(rig, SourceKind::OpenRouter);
        rig.stop();
        rig.now.micros += 14 * microsPerHour; // 02:10 of the sixth, and nobody has asked
        for (const char *verb : {"report", "doctor", "reconcile"}) {
            const std::string text = said(rig, {verb});
            QVERIFY2(has(text, "oney may be invisible"), text.c_str());
            QVERIFY2(has(text, "26 hours"), text.c_str());
            QVERIFY2(!has(text, "publishes a day"), text.c_str());
        }
        const std::string list = said(rig, {"source", "list"});
        QVERIFY2(has(list, "%, gaps") && has(list, "until 26 h ago"), list.c_str());
        fake.today = "2026-11-06";
        rig.run();
        QVERIFY(!has(said(rig, {"report"}), "invisible"));
    }

    void timeWithoutBillsIsNoEmptyLedger()
    {
        FakeOpenAi fake;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        rig.stop();
        rig.now.micros += 40 * microsPerDay;
        const std::string text = said(rig, {"report", "--from", "month"});
        QVERIFY2(has(text, "Nothing matches. The ledger holds bills from"), text.c_str());
        QVERIFY2(has(text, "Money may be invisible"), text.c_str());
        QVERIFY2(!has(text, "is empty"), text.c_str());
        const QJsonObject json =
            QJsonDocument::fromJson(
                QByteArray::fromStdString(said(rig, {"report", "--from", "month", "--json"})))
                .object();
        QVERIFY(json.value("from"_L1).isString() && json.value("to"_L1).isNull());
    }

    void aPlanIsForRequests()
    {
        FakeOpenAi fake;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        configure(rig, SourceKind::OpenAi);
        Output out(nullptr), err(nullptr);
        const std::vector<std::string> words{"source", "plan",   "watched",  "subscription",
                                             "--fee",  "100USD", "--ledger", rig.ledgerPath()};
        QCOMPARE(cli::runCommandLine(words, verbs, {out, err, rig.now}), 2);
        QVERIFY2(has(err.text(), "what the provider charges"), err.text().c_str());
    }

    void doctorNamesASourceInTrouble()
    {
        FakeOpenAi fake;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        configure(rig, SourceKind::OpenAi);
        SourceStatus status;
        status.name = "watched";
        status.state = SourceStatus::State::Broken;
        status.reason = "costs: the server answered 500";
        {
            auto ingest = Ingest::open(rig.ledgerPath());
            QVERIFY(ingest && setWatchReport(**ingest, {"outlay-cli", 1, rig.now, {status}}));
        }
        const std::string text = said(rig, {"doctor"});
        QVERIFY2(has(text, "source watched: broken, costs: the server answered 500"), text.c_str());
    }

    void whatIsToldWithinMinutesIsNotSpokenOf()
    {
        FakeOpenAi fake;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        const std::string text = said(rig, {"report"});
        QVERIFY2(!has(text, "invisible") && !has(text, "Not due yet"), text.c_str());
        rig.stop();
        rig.now.micros += 3 * microsPerHour;
        QVERIFY(has(said(rig, {"report"}), "Money may be invisible"));
    }

    void aClosedDayBilledAtNothingIsDrift_data()
    {
        QTest::addColumn<bool>("hasEverBilled");
        QTest::newRow("other days are billed") << true;
        QTest::newRow("no day ever was") << false;
    }
    void aClosedDayBilledAtNothingIsDrift()
    {
        QFETCH(bool, hasEverBilled);
        const qint64 third = parseInstant("2026-11-03")->micros / microsPerSecond;
        FakeOpenAi fake;
        for (auto &days : fake.buckets) {
            if (hasEverBilled)
                days.remove(third);
            else
                days.clear();
        }
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        askThroughTheGateway(rig);
        QVERIFY(rowOf(reconciled(rig), u"2026-11-03"_s).isEmpty()); // still open: nothing to say
        rig.pass(9 * microsPerDay);
        const QJsonObject row = rowOf(reconciled(rig), u"2026-11-03"_s);
        QCOMPARE(row.value("provider"_L1).toString(), u"openai"_s);
        QCOMPARE(row.value("source"_L1).toString(), u"watched"_s);
        QCOMPARE(row.value("billed_usd"_L1).toString(), u"0.000000000"_s);
        QCOMPARE(row.value("attributed_usd"_L1).toString(), u"0.000000000"_s);
        QCOMPARE(row.value("unattributed_usd"_L1).toString(), u"0.000000000"_s);
        QCOMPARE(row.value("drift_usd"_L1).toString(), u"0.001000000"_s);
        QCOMPARE(row.value("closed"_L1).toBool(), true);
        QCOMPARE(row.value("cause"_L1).toString(), u"billed to another account, or not at all"_s);
        // Only the day there were requests.
        int drifting = 0;
        for (const QJsonValue one : reconciled(rig))
            drifting += one["drift_usd"_L1].toString() == u"0.000000000"_s ? 0 : 1;
        QCOMPARE(drifting, 1);
    }

    void keysThatNoSourceSeesAreNamed()
    {
        FakeOpenAi fake;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        const QJsonObject row = rowOf(reconciled(rig), u"2026-11-04"_s);
        Money carried;
        const QJsonArray keys = row.value("silent_keys"_L1).toArray();
        QVERIFY(keys.size() > 1);
        for (const QJsonValue key : keys) {
            QVERIFY(!key["key"_L1].toString().isEmpty());
            carried += *parseUsd(key["unattributed_usd"_L1].toString().toStdString());
        }
        QVERIFY(carried <= *parseUsd(row.value("unattributed_usd"_L1).toString().toStdString()));
        QVERIFY(row.value("cause"_L1).toString() == u"keys that no source sees"_s);
        const std::string text = said(rig, {"reconcile"});
        const std::string dearest = keys[0]["key"_L1].toString().toStdString();
        QVERIFY2(has(text, "keys that no source sees: " + dearest + " ($"), text.c_str());
    }
};

QTEST_GUILESS_MAIN(TestTwoBooks)
#include "tst_twobooks.moc"
