// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/sources/pollerrig.h"
#include "tests/app/sources/watchedkinds.h"

#include <QJsonDocument>

using namespace outlay;
using namespace outlay::fakes;
using namespace outlay::sources;
using namespace Qt::StringLiterals;
using State = SourceStatus::State;

Q_DECLARE_METATYPE(outlay::fakes::FakeReply)
Q_DECLARE_METATYPE(outlay::sources::SourceKind)

namespace {

// Above the class: moc of Qt 6.4 finds no class that holds raw strings.
constexpr const char *emptyObject = "{}";
constexpr const char *nothingAndMore = R"({"data":[],"has_more":true,"next_page":"c@"})";
constexpr const char *wrongTypes =
    R"({"data":"none","logs":7,"results":{},"keys":5,"users":true,"has_more":false,"total":"many"})";

const char *wholeSpend(SourceKind kind)
{
    return watchedKind(kind).spend;
}

/// A provider of that kind behind a poller.
struct Watched
{
    std::unique_ptr<FakeProvider> fake;
    PollerRig rig;

    explicit Watched(SourceKind kind)
        : fake(watchedKind(kind).makeFake())
        , rig(kind, *fake, QString::fromLatin1(watchedKind(kind).path))
    {
    }
};

struct Misbehaviour
{
    const char *name;
    FakeReply reply;
};

std::vector<Misbehaviour> misbehaviours()
{
    const QByteArray good = fixture(u"openai/costs-page1.json"_s);
    FakeReply cut = jsonReply(200, good);
    cut.cutAfter = 700;
    FakeReply bomb;
    bomb.body = gzipBomb(qint64(100) << 20);
    bomb.headers = {{"Content-Encoding", "gzip"}};
    return {{"cut page", jsonReply(200, good.left(2'000))},
            {"connection broken off", cut},
            {"gzip bomb", bomb},
            {"plain text", FakeReply{.body = "all is well", .contentType = "text/plain"}},
            {"no envelope", jsonReply(200, emptyObject)},
            {"wrong types", jsonReply(200, wrongTypes)},
            {"server error", jsonReply(500, emptyObject)}};
}

void addKinds()
{
    for (const WatchedKind &one : watchedKinds())
        QTest::newRow(std::string(toString(one.kind)).c_str()) << one.kind;
}

} // namespace

/// All kinds of sources through the poller, however they behave.
class TestPollerProviders : public QObject
{
    Q_OBJECT

private slots:
    void whatCannotBeChangesNothing_data()
    {
        QTest::addColumn<SourceKind>("kind");
        QTest::addColumn<FakeReply>("reply");
        const std::vector<Misbehaviour> all = misbehaviours();
        for (const WatchedKind &one : watchedKinds()) {
            for (const Misbehaviour &how : all) {
                if (one.mayBeEmpty && how.reply.body == emptyObject && how.reply.status == 200)
                    continue;
                QTest::newRow((std::string(toString(one.kind)) + ", " + how.name).c_str())
                    << one.kind << how.reply;
            }
        }
    }
    void whatCannotBeChangesNothing()
    {
        QFETCH(SourceKind, kind);
        QFETCH(FakeReply, reply);
        Watched t(kind);
        t.rig.run();
        QCOMPARE(toDecimal(t.rig.spend()), wholeSpend(kind));
        t.fake->setInterceptor([reply](const FakeRequest &) { return reply; });
        t.rig.poller().pollNow();
        t.rig.pass(7 * microsPerHour);
        for (int i = 0; i < 4; ++i)
            t.rig.passToNext();
        QCOMPARE(int(t.rig.status().state), int(State::Broken));
        QVERIFY(!t.rig.status().reason.empty() && t.rig.status().reason.size() < 400);
        QCOMPARE(toDecimal(t.rig.spend()), wholeSpend(kind));
        t.fake->setInterceptor({});
        t.rig.passToNext();
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QCOMPARE(toDecimal(t.rig.spend()), wholeSpend(kind));
    }

    void aLoginPageIsNobodysFault_data()
    {
        QTest::addColumn<SourceKind>("kind");
        addKinds();
    }
    void aLoginPageIsNobodysFault()
    {
        QFETCH(SourceKind, kind);
        Watched t(kind);
        t.rig.run();
        const std::int64_t errors = t.rig.status().errors;
        t.fake->setInterceptor([](const FakeRequest &) { return captivePortal(); });
        t.rig.poller().pollNow();
        t.rig.pass(7 * microsPerHour);
        for (int i = 0; i < 10; ++i)
            t.rig.passToNext();
        QCOMPARE(int(t.rig.status().state), int(State::Unreachable));
        QCOMPARE(int(t.rig.status().breaker), int(SourceStatus::Breaker::Closed));
        QCOMPARE(t.rig.status().consecutiveFailures, 0);
        QCOMPARE(t.rig.status().errors, errors);
        QCOMPARE(toDecimal(t.rig.spend()), wholeSpend(kind));
        t.fake->setInterceptor({});
        t.rig.poller().wake(); // the network changed
        t.rig.passToNext();
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QCOMPARE(toDecimal(t.rig.spend()), wholeSpend(kind));
    }

    void killedBetweenPagesItComesOutTheSame_data()
    {
        QTest::addColumn<SourceKind>("kind");
        addKinds();
    }
    void killedBetweenPagesItComesOutTheSame()
    {
        QFETCH(SourceKind, kind);
        Watched whole(kind);
        whole.fake->bucketsPerPage = 1;
        whole.rig.run();
        QCOMPARE(toDecimal(whole.rig.spend()), wholeSpend(kind));

        Watched t(kind);
        t.fake->bucketsPerPage = 1;
        for (int kill = 0; kill < 200 && t.rig.settled == 0; ++kill) {
            t.rig.start();
            const int pages = t.rig.pages + 1;
            QVERIFY(
                QTest::qWaitFor([&] { return t.rig.pages >= pages || t.rig.settled > 0; }, 30'000));
            t.rig.stop();
        }
        t.rig.run();
        QCOMPARE(toDecimal(t.rig.spend()), toDecimal(whole.rig.spend()));
        QCOMPARE(toDecimal(t.rig.billed()), toDecimal(whole.rig.billed()));
        // Every kill costs at most the request and the page that were under way.
        QVERIFY2(t.rig.asked() <= 3 * whole.rig.asked(),
                 qPrintable(QString::number(t.rig.asked())));
    }

    void whatIsRestatedBetweenPollsReplaces()
    {
        FakeAnthropic fake;
        PollerRig rig(SourceKind::Anthropic, fake, QString());
        rig.run();
        const Money before = rig.billed();
        auto &days = fake.buckets["cost_report"];
        const QString day = u"2026-11-03"_s;
        QVERIFY(!days[day].isEmpty());
        QJsonObject row = days[day].at(0).toObject();
        const double cents = row.value("amount"_L1).toString().toDouble();
        row.insert(u"amount"_s, u"1000"_s);
        days[day].replace(0, row);
        rig.pass(microsPerHour);
        QCOMPARE(rig.billed().nanos, before.nanos + 10'000'000'000 - qRound64(cents * 1e7));
        days[day] = {};
        rig.pass(microsPerHour);
        QVERIFY(rig.billed() < before);
    }

    void sleepInMidPageLosesNothing_data()
    {
        QTest::addColumn<SourceKind>("kind");
        addKinds();
    }
    void sleepInMidPageLosesNothing()
    {
        QFETCH(SourceKind, kind);
        Watched t(kind);
        t.fake->bucketsPerPage = 1;
        t.rig.start();
        for (int nap = 1; nap <= 3; ++nap) {
            QVERIFY(
                QTest::qWaitFor([&] { return t.rig.pages >= nap || t.rig.settled > 0; }, 30'000));
            t.rig.poller().suspend();
            t.rig.queue().drain();
            t.rig.now.micros += microsPerMinute;
            t.rig.poller().wake();
            const auto next = t.rig.poller().nextTick();
            QVERIFY(!next || next->micros <= t.rig.now.micros + 10 * microsPerSecond);
            t.rig.now.micros += 10 * microsPerSecond;
            t.rig.poller().tick();
        }
        t.rig.settle();
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
        QCOMPARE(t.rig.status().consecutiveFailures, 0);
        QCOMPARE(toDecimal(t.rig.spend()), wholeSpend(kind));
    }

    void anthropicPagesWithoutEndEnd()
    {
        FakeAnthropic fake;
        int page = 0;
        fake.setInterceptor([&page](const FakeRequest &request) -> std::optional<FakeReply> {
            if (!request.path.endsWith("/messages"))
                return std::nullopt;
            return jsonReply(200,
                             QByteArray(nothingAndMore).replace('@', QByteArray::number(++page)));
        });
        PollerRig rig(SourceKind::Anthropic, fake, QString());
        rig.run();
        QCOMPARE(page, 100);
        QVERIFY2(rig.status().reason.find("more than 100 pages") != std::string::npos,
                 rig.status().reason.c_str());
    }

    void aProxyThatGivesOnePageForEverIsFoundOut()
    {
        Watched t(SourceKind::LiteLlm);
        auto &fake = static_cast<FakeLiteLlm &>(*t.fake);
        QJsonArray rows;
        for (int i = 0; i < 100; ++i)
            rows.append(fake.rows.at(i));
        int page = 0;
        fake.setInterceptor([&](const FakeRequest &request) -> std::optional<FakeReply> {
            if (!request.path.endsWith("/logs/v2"))
                return std::nullopt;
            const QJsonObject body{{u"data"_s, rows}, {u"total"_s, 1'000'000}, {u"page"_s, ++page}};
            return jsonReply(200, QJsonDocument(body).toJson());
        });
        t.rig.run();
        QCOMPARE(page, 2);
        QVERIFY2(t.rig.status().reason.find("page 2 holds the rows of page 1") != std::string::npos,
                 t.rig.status().reason.c_str());
        for (int i = 0; i < 4; ++i)
            t.rig.passToNext();
        QCOMPARE(int(t.rig.status().state), int(State::Broken));
        QCOMPARE(toDecimal(t.rig.spend()), "0.100000000");
        fake.setInterceptor({});
        t.rig.passToNext();
        QCOMPARE(toDecimal(t.rig.spend()), wholeSpend(SourceKind::LiteLlm));
    }
};

QTEST_GUILESS_MAIN(TestPollerProviders)
#include "tst_pollerproviders.moc"
