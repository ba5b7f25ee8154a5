// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/importservice.h"
#include "app/desktop/ledgerservice.h"
#include "ui/overview/overviewsnapshot.h"

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
    void aCommitByAnotherConnectionIsNoticed();
    void onlyTheNewestRequestIsAnswered();
    void whatIsNoLedgerIsRefusedWithAReason();

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

QTEST_GUILESS_MAIN(TestServices)
#include "tst_services.moc"
