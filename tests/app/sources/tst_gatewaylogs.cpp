// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/nullsink.h"
#include "tests/app/sources/pollerrig.h"
#include "tests/app/sources/watchedkinds.h"

#include <QJsonDocument>

using namespace outlay;
using namespace outlay::fakes;
using namespace outlay::sources;
using namespace Qt::StringLiterals;
using State = SourceStatus::State;

Q_DECLARE_METATYPE(outlay::sources::SourceKind)

namespace {

// Above the class: moc of Qt 6.4 finds no class that holds raw strings.
constexpr const char *queryError = R"({"data":null,"error":"Code: 241. memory limit"})";
constexpr const char *dropped = R"({"dropped_requests":12})";
constexpr const char *notDropped = R"({"dropped_requests":0})";
constexpr const char *cutRow = R"({"providedModelName":"m","time_dimension":"2026-11-05",)"
                               R"("count_count":"1","sum_totalCost":"0.1"})";

constexpr std::array kinds{SourceKind::Langfuse, SourceKind::Helicone, SourceKind::Bifrost};

std::string nameOf(SourceKind kind)
{
    return std::string(toString(kind));
}

void addKinds()
{
    QTest::addColumn<SourceKind>("kind");
    for (const SourceKind kind : kinds)
        QTest::newRow(nameOf(kind).c_str()) << kind;
}

struct Watched
{
    std::unique_ptr<FakeProvider> made;
    FakeGateway &fake;
    PollerRig rig;

    explicit Watched(SourceKind kind)
        : made(watchedKind(kind).makeFake())
        , fake(static_cast<FakeGateway &>(*made))
        , rig(kind, fake, {})
    {
    }
    [[nodiscard]] std::int64_t requests() const
    {
        auto reader = LedgerReader::open(rig.ledgerPath());
        const auto answer = (*reader)->run(Query{});
        std::int64_t sum = 0;
        for (const Row &row : answer->rows)
            sum += row.measures.requests;
        return sum;
    }
};

std::string_view padded(QByteArray &text)
{
    const auto size = std::size_t(text.size());
    text.append(qsizetype(recordPadding), '\0');
    return {text.constData(), size};
}

} // namespace

/// Logs of gateways, asked page by page.
class TestGatewayLogs : public QObject
{
    Q_OBJECT

private slots:
    void rowsOfManyPagesAreAllThere_data() { addKinds(); }
    void rowsOfManyPagesAreAllThere()
    {
        QFETCH(SourceKind, kind);
        Watched t(kind);
        t.rig.run();
        QCOMPARE(t.requests(), qint64(t.fake.rows.size()));
        QCOMPARE(t.rig.rejected, 0);
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
    }

    /// An export that is imported and the same rows polled count once, in whichever order.
    void whatAFileHeldCountsOnce_data() { addKinds(); }
    void whatAFileHeldCountsOnce()
    {
        QFETCH(SourceKind, kind);
        for (const bool isFileFirst : {true, false}) {
            Watched t(kind);
            QTemporaryDir folder;
            const QString path = folder.filePath(u"export.jsonl"_s);
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            for (qsizetype i = 0; i < t.fake.rows.size(); i += 2)
                file.write(
                    QJsonDocument(t.fake.rows.at(i).toObject()).toJson(QJsonDocument::Compact) +
                    '\n');
            file.close();
            const auto importFile = [&] {
                t.rig.queue().post([&](Ingest &ingest) {
                    ImportOptions options;
                    const auto counts = ingest.importPaths({path.toStdString()}, options);
                    QVERIFY(counts && counts->rejected == 0);
                });
                t.rig.queue().drain();
            };
            if (isFileFirst)
                importFile();
            t.rig.run();
            if (!isFileFirst)
                importFile();
            QCOMPARE(t.requests(), qint64(t.fake.rows.size()));
            QCOMPARE(toDecimal(t.rig.spend()), watchedKind(kind).spend);
        }
    }

    void rowsThatAppearLateAreTakenIn_data() { addKinds(); }
    void rowsThatAppearLateAreTakenIn()
    {
        QFETCH(SourceKind, kind);
        Watched t(kind);
        const QJsonValue late = t.fake.rows.takeAt(40);
        t.rig.run();
        QCOMPARE(t.requests(), qint64(t.fake.rows.size()));
        t.fake.rows.append(late);
        t.rig.pass(10 * microsPerMinute);
        QCOMPARE(t.requests(), qint64(t.fake.rows.size()));
    }

    void aRefusedKeyAndAnImpatientServer_data() { addKinds(); }
    void aRefusedKeyAndAnImpatientServer()
    {
        QFETCH(SourceKind, kind);
        Watched t(kind);
        t.rig.start("not-the-key-0123456789");
        t.rig.settle();
        QCOMPARE(int(t.rig.status().state), int(State::NeedsKey));
        QCOMPARE(t.rig.asked(), 1);
        t.rig.poller().setKey(Secret(t.fake.key.toStdString()));
        t.fake.setInterceptor([](const FakeRequest &) {
            FakeReply reply = jsonReply(429, R"({"error":{"message":"slow down"}})");
            reply.headers = {{"Retry-After", "120"}};
            return std::optional(reply);
        });
        t.rig.settle();
        const auto next = t.rig.poller().nextTick();
        QVERIFY(next && next->micros - t.rig.now.micros >= 120 * microsPerSecond);
        t.fake.setInterceptor({});
        t.rig.passToNext();
        QCOMPARE(t.requests(), qint64(t.fake.rows.size()));
    }

    void halfAPageIsNoPage_data() { addKinds(); }
    void halfAPageIsNoPage()
    {
        QFETCH(SourceKind, kind);
        Watched t(kind);
        int pages = 0;
        t.fake.setInterceptor([&](const FakeRequest &request) -> std::optional<FakeReply> {
            if (++pages != 2)
                return std::nullopt;
            FakeReply reply = t.fake.answer(request);
            reply.body.truncate(reply.body.size() / 2);
            return reply;
        });
        t.rig.run();
        QVERIFY(t.requests() < t.fake.rows.size());
        QCOMPARE(t.rig.status().consecutiveFailures, 1);
        t.rig.passToNext();
        QCOMPARE(t.requests(), qint64(t.fake.rows.size()));
        QCOMPARE(toDecimal(t.rig.spend()), watchedKind(kind).spend);
    }

    void olderServersAreAskedTheirWay_data()
    {
        QTest::addColumn<SourceKind>("kind");
        QTest::newRow("langfuse") << SourceKind::Langfuse;
        QTest::newRow("helicone") << SourceKind::Helicone;
    }
    void olderServersAreAskedTheirWay()
    {
        QFETCH(SourceKind, kind);
        Watched t(kind);
        t.fake.isOld = true;
        t.rig.run();
        QCOMPARE(t.requests(), qint64(t.fake.rows.size()));
        QCOMPARE(int(t.rig.status().state), int(State::Waiting));
    }

    void langfuseTellsWhatIsMissing()
    {
        Watched t(SourceKind::Langfuse);
        static_cast<FakeLangfuse &>(t.fake).missing = 7;
        t.rig.run();
        auto reader = LedgerReader::open(t.rig.ledgerPath());
        const Instant day = dayStart(t.rig.now);
        const auto totals = (*reader)->controlTotals({day, {day.micros + microsPerDay}});
        QVERIFY(totals && totals->size() == 1);
        QCOMPARE(totals->front().saidRequests, t.fake.rows.size() + 7);
        QCOMPARE(totals->front().knownRequests, t.fake.rows.size());
        QVERIFY(totals->front().lacksRequests());
        QCOMPARE(toDecimal(totals->front().said), "0.350000000");
    }

    void totalsThatMayBeCutAreRefused()
    {
        const Connector &connector = connectorFor(SourceKind::Langfuse);
        const SeriesPlan &plan = *planNamed(connector, "daily");
        const Instant day = dayStart(Instant{fixtureNowMicros});
        const PageRequest page{.range = {day, {day.micros + microsPerDay}}};
        for (const int rows : {999, 1000}) {
            QByteArray body = "{\"data\":[";
            for (int i = 0; i < rows; ++i)
                body += QByteArray(i == 0 ? "" : ",") + cutRow;
            body += "]}";
            NullSink sink;
            QCOMPARE(connector.read(plan, page, padded(body), day, sink).has_value(), rows < 1000);
        }
    }

    void aQueryThatFailedIsNotNothing()
    {
        Watched t(SourceKind::Helicone);
        t.fake.setInterceptor(
            [](const FakeRequest &) { return std::optional(jsonReply(200, queryError)); });
        t.rig.run();
        QVERIFY2(t.rig.status().reason.find("memory limit") != std::string::npos,
                 t.rig.status().reason.c_str());
        QCOMPARE(t.requests(), 0);
    }

    void aGatewayThatGivesLessThanWasAskedForIsNotPagedWrongly()
    {
        Watched t(SourceKind::Bifrost);
        t.fake.pageSize = 100;
        t.rig.run();
        QVERIFY2(t.rig.status().reason.find("100 rows of 1100") != std::string::npos,
                 t.rig.status().reason.c_str());
    }

    void droppedRowsAreTold()
    {
        const Connector &connector = connectorFor(SourceKind::Bifrost);
        const auto checks = connector.checks(Instant{fixtureNowMicros});
        QByteArray some = dropped;
        QByteArray none = notDropped;
        const auto told = connector.judge(checks.back(), padded(some));
        QCOMPARE(int(told.size()), 1);
        QVERIFY(told[0].text.find("12 rows were dropped") != std::string::npos);
        QVERIFY(connector.judge(checks.back(), padded(none)).empty());
    }
};

QTEST_GUILESS_MAIN(TestGatewayLogs)
#include "tst_gatewaylogs.moc"
