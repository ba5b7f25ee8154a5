// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/importservice.h"
#include "app/desktop/ledgerservice.h"
#include "app/desktop/receiptservice.h"
#include "ui/overview/overviewsnapshot.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace outlay;
using namespace outlay::ui;

namespace {

constexpr Instant now{1'795'452'300LL * microsPerSecond}; // 2026-11-23T16:45:00Z

QByteArray claudeLine(int number)
{
    return "{\"type\":\"assistant\",\"uuid\":\"u" + QByteArray::number(number) +
           "\",\"sessionId\":\"5c0f7a1e-9d1b-4f5e-8c57-0a1b2c3d4e5f\",\"requestId\":\"req_0000000" +
           QByteArray::number(number) + "\",\"timestamp\":\"2026-11-2" +
           QByteArray::number(number) +
           "T10:00:00.000Z\",\"version\":\"2.0.0\",\"cwd\":\"/home/me/work\",\"message\":{\"id\":"
           "\"msg_0000000" +
           QByteArray::number(number) +
           "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5-20250929\""
           ",\"stop_reason\":\"end_turn\",\"usage\":{\"input_tokens\":1000,\"output_tokens\":500,"
           "\"cache_read_input_tokens\":0,\"cache_creation_input_tokens\":0}}}\n";
}

} // namespace

class TestServices : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aLedgerThatIsNotThereIsEmpty();
    void importedFilesComeToTheScreen();
    void aBillWithoutRequestsComesToTheScreen();
    void aCommitByAnotherConnectionIsNoticed();
    void onlyTheNewestRequestIsAnswered();
    void whatIsNoLedgerIsRefusedWithAReason();
    void aReceiptSumsToTheFigure();
    void onlyTheNewestReceiptIsAnswered();
    void plansAreSetAndSourcesRemoved();
    void aCancelledDemoLeavesNothing();
    void aCancellationOutlastsTheNextRequest();

private:
    QString file(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    void write(const char *name, const QByteArray &bytes)
    {
        QFile out(file(name));
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write(bytes);
    }
    static OverviewSnapshotPtr last(const QSignalSpy &spy)
    {
        return spy.last().at(0).value<OverviewSnapshotPtr>();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestServices::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

void TestServices::aLedgerThatIsNotThereIsEmpty()
{
    LedgerService service([] { return now; }, Zone());
    QSignalSpy ready(&service, &LedgerService::snapshotReady);
    service.setPath(file("none.sqlite"));
    service.request({});
    QTRY_COMPARE(ready.count(), 1);
    QVERIFY(!last(ready)->facts.span);
    QVERIFY(!QFile::exists(file("none.sqlite")));
}

void TestServices::importedFilesComeToTheScreen()
{
    write("a.jsonl", claudeLine(1) + claudeLine(2));
    ImportService import;
    QSignalSpy finished(&import, &ImportService::finished);
    QSignalSpy failed(&import, &ImportService::failed);
    import.importPaths(file("ledger.sqlite"), {file("a.jsonl")});
    QTRY_COMPARE_WITH_TIMEOUT(finished.count() + failed.count(), 1, 60'000);
    QVERIFY2(failed.isEmpty(),
             failed.isEmpty() ? "" : failed.at(0).at(0).value<Error>().text.c_str());
    QCOMPARE(finished.at(0).at(0).value<ImportCounts>().created, 2);

    LedgerService service([] { return now; }, Zone());
    QSignalSpy ready(&service, &LedgerService::snapshotReady);
    service.setPath(file("ledger.sqlite"));
    service.request({});
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 60'000);
    const OverviewSnapshotPtr s = last(ready);
    QCOMPARE(s->total.requests, 2);
    // 2 x (1,000 x 3 + 500 x 15) micro-dollars
    QCOMPARE(s->total.cost, std::optional(Money{21'000'000}));
    QCOMPARE(s->series.size(), std::size_t{1});
    QCOMPARE(s->series[0].total, Money{21'000'000});
    QCOMPARE(s->tops.size(), std::size_t{4});
}

void TestServices::aBillWithoutRequestsComesToTheScreen()
{
    const std::string path = file("l.sqlite").toStdString();
    {
        constexpr Format api{"openrouter",
                             "a provider's reports",
                             Rank::ProviderResponse,
                             Growth::Once,
                             nullptr,
                             nullptr,
                             nullptr};
        auto ingest = Ingest::open(path);
        QVERIFY(ingest.has_value());
        const auto tell = [](Sink &sink) {
            Statement statement;
            statement.series = "activity";
            statement.content = "a row";
            statement.bucket = {*parseInstant("2026-11-20"), *parseInstant("2026-11-21")};
            statement.fetchedAt = now;
            statement.fields[std::size_t(Field::Provider)] = "openrouter";
            statement.billed = *parseUsd("3.00");
            sink.bucket({statement.series, statement.bucket, now, false, {}});
            sink.statement(statement);
        };
        QVERIFY((*ingest)->importPage(api, "router", tell, {"activity", "state"}).has_value());
    }
    LedgerService service([] { return now; }, Zone());
    QSignalSpy ready(&service, &LedgerService::snapshotReady);
    service.setPath(file("l.sqlite"));
    service.request({});
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 60'000);
    QVERIFY(last(ready)->facts.span.has_value()); // else the page says how to begin
    QVERIFY(last(ready)->total.cost == *parseUsd("3.00"));
}

void TestServices::aCommitByAnotherConnectionIsNoticed()
{
    LedgerService service([] { return now; }, Zone());
    QSignalSpy ready(&service, &LedgerService::snapshotReady);
    service.setPath(file("ledger.sqlite"));
    service.request({});
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 60'000);
    ImportService import;
    for (int i = 1; i <= 2; ++i) {
        write("a.jsonl", i == 1 ? claudeLine(1) : claudeLine(1) + claudeLine(2));
        import.importPaths(file("ledger.sqlite"), {file("a.jsonl")});
        QTRY_COMPARE_WITH_TIMEOUT(last(ready)->total.requests, i, 60'000);
    }
}

void TestServices::onlyTheNewestRequestIsAnswered()
{
    LedgerService service([] { return now; }, Zone());
    QSignalSpy ready(&service, &LedgerService::snapshotReady);
    service.setPath(file("none.sqlite"));
    OverviewRequest request;
    for (const Preset preset : {Preset::Today, Preset::Last7, Preset::Last30}) {
        request.period.preset = preset;
        service.request(request);
    }
    QTRY_VERIFY(!ready.isEmpty() && last(ready)->request == request);
    for (const auto &arguments : ready)
        QCOMPARE(arguments.at(0).value<OverviewSnapshotPtr>()->generation, std::uint64_t{3});
}

void TestServices::whatIsNoLedgerIsRefusedWithAReason()
{
    write("text.sqlite", "this is no ledger, and long enough to be looked at as one");
    LedgerService service([] { return now; }, Zone());
    QSignalSpy failed(&service, &LedgerService::failed);
    service.setPath(file("text.sqlite"));
    service.request({});
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 60'000);
    QVERIFY(!failed.at(0).at(0).value<Error>().text.empty());
}

void TestServices::aReceiptSumsToTheFigure()
{
    write("a.jsonl", claudeLine(1) + claudeLine(2));
    ImportService import;
    QSignalSpy finished(&import, &ImportService::finished);
    import.importPaths(file("ledger.sqlite"), {file("a.jsonl")});
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 60'000);
    ReceiptService service;
    QSignalSpy ready(&service, &ReceiptService::ready);
    service.setPath(file("ledger.sqlite"));
    ReceiptQuestion question;
    question.range = {{0}, now};
    question.figure.requests = 2;
    question.figure.cost = Money{21'000'000};
    service.request(7, question);
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 60'000);
    QCOMPARE(ready.at(0).at(0).value<std::uint64_t>(), std::uint64_t{7});
    const auto receipt = ready.at(0).at(1).value<FigureReceipt>();
    QVERIFY(!receipt.hasChanged);
    QCOMPARE(receipt.entries.size(), std::size_t{1});
    QCOMPARE(receipt.entries[0].requests, 2);
    QCOMPARE(receipt.entries[0].cost.nanos, 21'000'000);
    QCOMPARE(receipt.entries[0].terms.size(), std::size_t{2});
}

void TestServices::onlyTheNewestReceiptIsAnswered()
{
    write("text.sqlite", "this is no ledger, and long enough to be looked at as one");
    ReceiptService service;
    QSignalSpy failed(&service, &ReceiptService::failed);
    service.setPath(file("text.sqlite"));
    for (std::uint64_t number = 1; number <= 3; ++number)
        service.request(number, {});
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 60'000);
    QCOMPARE(failed.at(0).at(0).value<std::uint64_t>(), std::uint64_t{3});
    QVERIFY(!failed.at(0).at(1).value<Error>().text.empty());
    service.cancel();
    QCOMPARE(failed.count(), 1);
}

void TestServices::plansAreSetAndSourcesRemoved()
{
    write("a.jsonl", claudeLine(1) + claudeLine(2));
    ImportService import;
    QSignalSpy finished(&import, &ImportService::finished);
    QSignalSpy configured(&import, &ImportService::configured);
    import.importPaths(file("ledger.sqlite"), {file("a.jsonl")});
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 60'000);

    LedgerService service([] { return now; }, Zone());
    QSignalSpy ready(&service, &LedgerService::snapshotReady);
    service.setPath(file("ledger.sqlite"));
    service.request({});
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 60'000);
    QCOMPARE(last(ready)->sources.size(), std::size_t{1});
    QVERIFY(last(ready)->plans.empty());

    Ingest::Plan plan;
    plan.source = last(ready)->sources.front().name;
    plan.kind = Ingest::Plan::Kind::Subscription;
    plan.name = "Max";
    plan.fee = {200'000'000'000};
    import.setPlan(file("ledger.sqlite"), plan);
    QTRY_COMPARE_WITH_TIMEOUT(configured.count(), 1, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(last(ready)->plans.size() == 1, 60'000);
    QCOMPARE(last(ready)->plans[0].kind, std::string("subscription"));
    QVERIFY(last(ready)->plans[0].fee == plan.fee);
    QVERIFY(last(ready)->total.cost == std::optional(plan.fee)); // the fee is the spend

    import.removeSource(file("ledger.sqlite"), QString::fromStdString(plan.source));
    QTRY_COMPARE_WITH_TIMEOUT(configured.count(), 2, 60'000);
    QVERIFY(configured.at(1).at(0).toString().contains(QString::fromStdString(plan.source)));
    QTRY_VERIFY_WITH_TIMEOUT(last(ready)->sources.empty(), 60'000);
    QCOMPARE(last(ready)->total.requests, 0);

    QSignalSpy failed(&import, &ImportService::failed);
    import.removeSource(file("ledger.sqlite"), QStringLiteral("nobody"));
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 60'000);
}

void TestServices::aCancelledDemoLeavesNothing()
{
    ImportService import;
    QSignalSpy started(&import, &ImportService::started);
    QSignalSpy cancelled(&import, &ImportService::demoCancelled);
    QSignalSpy demoReady(&import, &ImportService::demoReady);
    connect(&import, &ImportService::demoProgressed, &import, &ImportService::cancel);
    import.fillDemo(file("demo.sqlite"));
    QTRY_COMPARE_WITH_TIMEOUT(cancelled.count() + demoReady.count(), 1, 120'000);
    QCOMPARE(started.count(), 1);
    QCOMPARE(cancelled.count(), 1);
    QVERIFY(!import.isBusy());
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList());
}

void TestServices::aCancellationOutlastsTheNextRequest()
{
    ImportService import;
    QSignalSpy cancelled(&import, &ImportService::demoCancelled);
    QSignalSpy demoReady(&import, &ImportService::demoReady);
    QSignalSpy failed(&import, &ImportService::failed);
    connect(
        &import, &ImportService::demoProgressed, &import,
        [&] {
            import.cancel();
            import.removeSource(file("ledger.sqlite"), QStringLiteral("nobody"));
            import.importPaths(file("ledger.sqlite"), {file("nothing.jsonl")});
        },
        Qt::SingleShotConnection);
    import.fillDemo(file("demo.sqlite"));
    QTRY_COMPARE_WITH_TIMEOUT(cancelled.count() + demoReady.count(), 1, 120'000);
    QCOMPARE(cancelled.count(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(!import.isBusy(), 120'000);
}

QTEST_GUILESS_MAIN(TestServices)
#include "tst_services.moc"
