// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/openrouter/openrouter.h"
#include "tests/app/sources/pollerrig.h"

#include <QSignalSpy>

using namespace outlay;
using namespace outlay::fakes;
using namespace outlay::sources;
using namespace Qt::StringLiterals;
using State = SourceStatus::State;

namespace {

constexpr std::int64_t s = microsPerSecond;
// Above the class: moc of Qt 6.4 finds no class that holds raw strings.
constexpr const char *tooLongAgo = R"({"error":{"message":"too long ago"}})";

} // namespace

/// What a source gives: fixtures through HTTP, poller and ledger.
class TestPoller : public QObject
{
    Q_OBJECT

private slots:
    void openAiComesOutRight()
    {
        FakeOpenAi fake;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        QCOMPARE(toDecimal(rig.billed()), "15.538340000");
        QCOMPARE(toDecimal(rig.spend()), "15.538340000");
        QCOMPARE(int(rig.status().state), int(State::Waiting));
        QCOMPARE(rig.rejected, 0);
        QCOMPARE(rig.settled, 1);
        QVERIFY(rig.status().dataUntil.has_value());
        auto reader = LedgerReader::open(rig.ledgerPath());
        const auto names = (*reader)->directory();
        QVERIFY(std::any_of(names->begin(), names->end(), [](const DirectoryInfo &name) {
            return name.isArchived && name.kind == "project" && !name.name.empty();
        }));
        QVERIFY(!rig.ledgerHolds("CANARY"));
    }

    void anthropicComesOutRight()
    {
        FakeAnthropic fake;
        PollerRig rig(SourceKind::Anthropic, fake, QString());
        rig.run();
        // 20.7877 by the report, and 0.30 estimated of Priority Tier, whose cost is in no report.
        QCOMPARE(toDecimal(rig.spend()), "21.087700000");
        QCOMPARE(int(rig.status().state), int(State::Waiting));
        QCOMPARE(rig.rejected, 0);
        QVERIFY(!rig.ledgerHolds("CANARY"));
    }

    void openRouterComesOutRight()
    {
        FakeOpenRouter fake;
        PollerRig rig(SourceKind::OpenRouter, fake, u"/api/v1"_s);
        rig.run();
        QCOMPARE(toDecimal(rig.billed()), "3.230000000"); // 2.82 and 0.41 with keys of one's own
        QCOMPARE(rig.rejected, 0);
        for (const FakeRequest &request : rig.server().requests())
            QVERIFY2(!request.has("date"), "today's date is refused");
    }

    void moneyOfOwnKeysIsLeftToTheirProviders()
    {
        FakeOpenRouter fake;
        PollerRig rig(SourceKind::OpenRouter, fake, u"/api/v1"_s);
        rig.run();
        QCOMPARE(toDecimal(rig.billed()), "3.230000000");
        const auto own = LedgerReader::open(rig.ledgerPath())
                             .value()
                             ->describedCosts({{0}, rig.now}, ownKeyPrefix)
                             .value();
        QCOMPARE(int(own.size()), 1);
        QCOMPARE(own[0].source, std::string("watched"));
        QCOMPARE(own[0].description, std::string("own key at OpenAI"));
        QCOMPARE(toDecimal(own[0].billed), "0.410000000");
        // Days that are known already are read again: both ways.
        rig.now.micros += microsPerMinute;
        rig.options().leftOut = ownKeyPrefix;
        rig.run();
        QCOMPARE(toDecimal(rig.billed()), "2.820000000");
        QCOMPARE(toDecimal(rig.spend()), "2.820000000");
        const int asked = rig.server().count("/activity");
        rig.run();
        QCOMPARE(rig.server().count("/activity"), asked);
        rig.now.micros += microsPerMinute;
        rig.options().leftOut.clear();
        rig.run();
        QCOMPARE(toDecimal(rig.billed()), "3.230000000");
    }

    void openRouterWithoutWorkspacesAsksForTheDefaultOne()
    {
        FakeOpenRouter fake;
        fake.hasWorkspaces = false;
        PollerRig rig(SourceKind::OpenRouter, fake, u"/api/v1"_s);
        rig.run();
        QCOMPARE(int(rig.status().state), int(State::Waiting));
        QVERIFY(rig.status().warnings.empty());
        QCOMPARE(rig.server().count("/keys"), 1);
    }

    void liteLlmRowsBecomeRequestsByAnyOfItsEndpoints_data()
    {
        QTest::addColumn<bool>("hasV2");
        QTest::addColumn<bool>("hasUi");
        QTest::newRow("v2") << true << true;
        QTest::newRow("ui") << false << true;
        QTest::newRow("days") << false << false;
    }
    void liteLlmRowsBecomeRequestsByAnyOfItsEndpoints()
    {
        QFETCH(bool, hasV2);
        QFETCH(bool, hasUi);
        FakeLiteLlm fake;
        fake.hasV2 = hasV2;
        fake.hasUi = hasUi;
        fake.pageSize = 100;
        for (int i = 0; i < 250; ++i)
            fake.rows.append(
                FakeLiteLlm::row(u"req-today-%1"_s.arg(i),
                                 u"2026-11-04T%1:%2:00Z"_s.arg(i % 24, 2, 10, QChar(u'0'))
                                     .arg(i % 60, 2, 10, QChar(u'0')),
                                 0.001));
        fake.rows.append(FakeLiteLlm::row(u"req-first-1"_s, u"2026-11-01T00:00:00Z"_s, 0.001));
        PollerRig rig(SourceKind::LiteLlm, fake, QString());
        rig.run();
        QCOMPARE(toDecimal(rig.spend()), "0.251000000");
        QCOMPARE(int(rig.status().state), int(State::Waiting));
        QCOMPARE(rig.rejected, 0);
        auto reader = LedgerReader::open(rig.ledgerPath());
        const auto names = (*reader)->directory();
        QVERIFY(std::any_of(names->begin(), names->end(), [](const DirectoryInfo &name) {
            return name.kind == "key" && name.name == "ana-laptop";
        }));
        // Again and again: the same.
        rig.pass(5 * microsPerMinute);
        rig.pass(26 * microsPerHour);
        QCOMPARE(toDecimal(rig.spend()), "0.251000000");
    }

    void rowsThatArriveBetweenPagesAreAllThere()
    {
        FakeLiteLlm fake;
        for (int i = 0; i < 300; ++i)
            fake.rows.append(
                FakeLiteLlm::row(u"req-%1-abc"_s.arg(i),
                                 u"2026-11-05T00:%1:00Z"_s.arg(i % 5, 2, 10, QChar(u'0')), 0.001));
        int late = 0;
        fake.beforePage = [&late](FakeLiteLlm &self, int page) {
            // Newer than everything before, so that all pages shift by one.
            if (page > 1 && late < 3)
                self.rows.append(FakeLiteLlm::row(u"req-late-%1"_s.arg(late++),
                                                  u"2026-11-05T00:05:00Z"_s, 0.001));
        };
        PollerRig rig(SourceKind::LiteLlm, fake, QString());
        rig.run();
        QCOMPARE(late, 3);
        QCOMPARE(toDecimal(rig.spend()), "0.303000000");
    }

    void pagesAreFollowedToTheLast()
    {
        FakeOpenAi fake;
        fake.bucketsPerPage = 1;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        // From the 28th of October to the 5th of November, a day a page.
        QCOMPARE(rig.server().count("/costs"), 9);
        QCOMPARE(toDecimal(rig.billed()), "15.538340000");
    }

    void aRestatedDayReplacesWhatItWas()
    {
        FakeOpenAi fake;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        const qint64 yesterday = 1'793'750'400;
        QJsonArray rows = fake.buckets["costs"][yesterday];
        QJsonObject first = rows.at(0).toObject();
        first.insert(u"amount"_s, QJsonObject{{u"value"_s, u"100"_s}, {u"currency"_s, u"usd"_s}});
        const double before =
            rows.at(0).toObject().value("amount"_L1).toObject().value("value"_L1).toDouble();
        rows.replace(0, first);
        fake.buckets["costs"][yesterday] = rows;
        rig.pass(microsPerHour);
        const Money after = rig.billed();
        QCOMPARE(after.nanos, 15'538'340'000 + 100'000'000'000 - qRound64(before * 1e9));
        // A row that is gone is gone.
        fake.buckets["costs"][yesterday] = QJsonArray();
        rig.pass(microsPerHour);
        QCOMPARE(toDecimal(rig.billed()), "7.921040000");
    }

    void daysAreClosedWithAFetchOfTheirOwn()
    {
        FakeOpenAi fake;
        fake.bucketsPerPage = 31;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        for (int day = 0; day < 9; ++day)
            rig.pass(microsPerDay);
        auto reader = LedgerReader::open(rig.ledgerPath());
        const auto rows = (*reader)->reconciliation({});
        int closed = 0;
        for (const ReconciliationRow &row : *rows)
            closed += !row.isEstimated && row.isClosed && row.billed.nanos != 0 ? 1 : 0;
        QCOMPARE(closed, 3); // the 2nd, 3rd and 4th
    }

    void goesOnInMidChainAfterAKill()
    {
        FakeOpenAi fake;
        fake.bucketsPerPage = 1;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        for (int kill = 1; kill < 12; ++kill) {
            rig.start();
            const int pages = rig.pages + kill % 4 + 1;
            QVERIFY(QTest::qWaitFor([&] { return rig.pages >= pages || rig.settled > 0; }, 30'000));
            rig.stop(); // with a request or a write under way
            rig.settled = 0;
        }
        rig.run();
        QCOMPARE(toDecimal(rig.billed()), "15.538340000");
        QVERIFY2(rig.asked() < 70, qPrintable(QString::number(rig.asked()))); // no start over
        const auto requests = rig.server().requests();
        QVERIFY(std::any_of(requests.begin(), requests.end(),
                            [](const FakeRequest &request) { return request.has("page"); }));
    }

    void historyFollowsNewestFirstAndYieldsToPolls()
    {
        FakeOpenAi fake;
        fake.bucketsPerPage = 31;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.options().isOnce = false;
        rig.run();
        QMap<QByteArray, qint64> oldest;
        for (const FakeRequest &request : rig.server().requests()) {
            if (!request.has("start_time") || request.has("page"))
                continue;
            const qint64 start = request.value("start_time").toLongLong();
            if (oldest.contains(request.path))
                QVERIFY(start < oldest[request.path]);
            oldest[request.path] = start;
        }
        for (const qint64 start : oldest)
            QCOMPARE(start, 1'793'836'800 - 365 * 86'400);
        QCOMPARE(oldest.size(), 4);
        // Everything of the month was there before anything older.
        const auto requests = rig.server().requests();
        const auto firstOld = std::find_if(requests.begin(), requests.end(), [](const auto &r) {
            return r.has("end_time") && r.value("end_time").toLongLong() < 1'793'836'800;
        });
        QVERIFY(std::all_of(firstOld, requests.end(), [](const FakeRequest &request) {
            return request.value("end_time").toLongLong() < 1'793'836'800;
        }));
    }

    void historyEndsWhereItIsRefused()
    {
        FakeOpenAi fake;
        fake.bucketsPerPage = 31;
        fake.setInterceptor([](const FakeRequest &request) -> std::optional<FakeReply> {
            if (request.has("end_time") && request.value("end_time").toLongLong() < 1'785'000'000)
                return jsonReply(400, tooLongAgo);
            return std::nullopt;
        });
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.options().isOnce = false;
        rig.run();
        QCOMPARE(int(rig.status().state), int(State::Waiting));
        QVERIFY(rig.status().warnings.empty());
        QCOMPARE(toDecimal(rig.billed()), "15.538340000");
        const int before = rig.asked();
        rig.start(); // and is not asked for again
        rig.settle();
        QCOMPARE(rig.asked(), before);
    }

    void pollNowAsksForEverything()
    {
        FakeOpenAi fake;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        rig.server().clearRequests();
        rig.pass(s);
        QCOMPARE(rig.asked(), 0);
        rig.poller().pollNow();
        rig.settle();
        QVERIFY(rig.server().count("/costs") > 0 && rig.server().count("/users") > 0);
        QCOMPARE(rig.settled, 2);
    }

    void pausedItIsSilent()
    {
        FakeOpenAi fake;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        rig.poller().pause();
        rig.server().clearRequests();
        rig.pass(10 * microsPerDay);
        QCOMPARE(rig.asked(), 0);
        QCOMPARE(int(rig.status().state), int(State::Paused));
        rig.poller().resume();
        rig.settle();
        QVERIFY(rig.asked() > 0);
    }

    void sleepDropsTheRequestAndWakingAsksForAll()
    {
        FakeOpenAi fake;
        bool isSilent = true;
        fake.setInterceptor([&](const FakeRequest &) -> std::optional<FakeReply> {
            if (!isSilent)
                return std::nullopt;
            FakeReply silent;
            silent.isSilent = true;
            return silent;
        });
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.options().http.transferTimeoutMs = 60'000;
        rig.start();
        QTRY_COMPARE(rig.asked(), 1);
        rig.poller().suspend();
        QVERIFY(!rig.poller().isBusy());
        QVERIFY(!rig.poller().nextTick());
        rig.now.micros += 9 * microsPerHour;
        isSilent = false;
        rig.poller().wake();
        const auto next = rig.poller().nextTick();
        QVERIFY(next && *next >= rig.now && next->micros <= rig.now.micros + 10 * s);
        rig.passToNext();
        QCOMPARE(toDecimal(rig.billed()), "15.538340000");
        QCOMPARE(rig.status().consecutiveFailures, 0);
    }

    void aSourceThatVouchesSaysUntilWhen()
    {
        FakeOpenAi fake;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        QVERIFY(rig.status().dataUntil == Instant(rig.now.micros - 15 * microsPerMinute));
        auto reader = LedgerReader::open(rig.ledgerPath());
        const auto coverage = (*reader)->coverage(
            {parseInstant("2026-11-02").value(), parseInstant("2026-11-04").value()});
        QVERIFY(coverage->isWhole());
    }

    void aLedgerThatCannotBeWrittenIsNoFaultOfTheProvider()
    {
        FakeOpenAi fake;
        PollerRig rig(SourceKind::OpenAi, fake, u"/v1"_s);
        rig.run();
        QCOMPARE(rig.status().consecutiveFailures, 0);
        // A file is no folder.
        LedgerQueue broken(rig.ledgerPath() + "/l.sqlite");
        Poller poller(rig.options(), broken);
        QSignalSpy settled(&poller, &Poller::settled);
        poller.setKey(Secret(fake.key.toStdString()));
        QVERIFY(poller.start());
        QTRY_VERIFY(!poller.status().reason.empty());
        QVERIFY2(poller.status().reason.starts_with("the ledger cannot be written"),
                 poller.status().reason.c_str());
        QCOMPARE(int(poller.breaker().state()), int(Breaker::State::Closed));
        QVERIFY(poller.nextTick().has_value());
    }

    void liteLlmHasNoAddressOfItsOwn()
    {
        FakeLiteLlm fake;
        PollerRig rig(SourceKind::LiteLlm, fake, QString());
        rig.options().http.baseUrl.clear();
        Poller poller(rig.options(), rig.queue());
        const auto started = poller.start();
        QVERIFY(!started);
        QVERIFY(started.error().text.starts_with("base_url"));
    }
};

QTEST_GUILESS_MAIN(TestPoller)
#include "tst_poller.moc"
