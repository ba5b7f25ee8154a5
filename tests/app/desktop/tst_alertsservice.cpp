// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/alertsservice.h"
#include "models/ingest/ingest.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace Qt::StringLiterals;

class TestAlertsService : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_now = parseInstant("2026-11-23T12:00:00Z").value();
    }

    /// A window that is left open asks every minute: it hears of what was written meanwhile.
    void whatIsWrittenMeanwhileIsTold()
    {
        import(1, 4);
        AlertsService service([this] { return m_now; }, Zone());
        service.setPath(path());
        QCOMPARE(int(read(service)->rows.size()), 0);
        m_now.micros += microsPerMinute;
        const auto again = read(service);
        QCOMPARE(int(again->rows.size()), 0);
        QVERIFY(again->now == m_now);
        import(2, 40); // over the tripwire of a person's hour
        const auto later = read(service);
        QVERIFY(!later->rows.empty());
        m_now.micros += microsPerMinute;
        QCOMPARE(read(service)->rows.size(), later->rows.size());
    }

    /// The tooltip's burn clock moves with the time alone.
    void theLastHourOfTheTrayMoves()
    {
        import(1, 4);
        AlertsService service([this] { return m_now; }, Zone());
        QSignalSpy trays(&service, &AlertsService::trayReady);
        service.setPath(path());
        const auto tooltip = [&] {
            read(service);
            if (!QTest::qWaitFor([&] { return !trays.isEmpty(); }, 60'000))
                return QString();
            return trays.takeFirst().at(0).value<TrayState>().tooltip;
        };
        QVERIFY2(tooltip().contains(u"$4.00 in the last hour"_s), "within the hour");
        m_now.micros += 5 * microsPerMinute;
        QVERIFY2(!tooltip().contains(u"$4.00 in the last hour"_s), "an hour and two minutes ago");
    }

    void anotherFileUnderTheSameNameIsAnotherLedger()
    {
        import(1, 40);
        AlertsService service([this] { return m_now; }, Zone());
        service.setPath(path());
        QVERIFY(!read(service)->rows.empty());
        for (const char *suffix : {"", "-wal", "-shm"})
            QFile::remove(path() + QLatin1String(suffix));
        QCOMPARE(int(read(service)->rows.size()), 0);
        import(1, 4);
        service.setPath(path());
        QCOMPARE(int(read(service)->rows.size()), 0);
    }

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(u"ledger.sqlite"_s); }

    void import(int number, int dollars)
    {
        QFile log(m_folder->filePath(u"log%1.jsonl"_s.arg(number)));
        QVERIFY(log.open(QIODevice::WriteOnly));
        log.write(u"{\"t\":\"2026-11-23T11:03:00Z\",\"id\":\"call-0000-000%1\",\"usd\":%2,"
                  "\"user\":\"ann\"}\n"_s.arg(number)
                      .arg(dollars)
                      .toUtf8());
        log.close();
        const auto ingest = Ingest::open(path().toStdString());
        QVERIFY(ingest);
        (*ingest)->setClock([this] { return m_now; });
        ImportOptions options;
        options.format = "jsonl";
        options.map =
            parseFieldMap("at=t,id=id,user=user,model='some',cost_usd=usd,input_tokens='1000000'")
                .value();
        const auto counts = (*ingest)->importPaths({log.fileName().toStdString()}, options);
        QVERIFY(counts);
        QCOMPARE(counts->created, 1);
    }

    ui::AlertsSnapshotPtr read(AlertsService &service)
    {
        QSignalSpy spy(&service, &AlertsService::snapshotReady);
        service.request();
        if (!QTest::qWaitFor([&] { return !spy.isEmpty(); }, 60'000))
            qFatal("nothing was read");
        return spy.first().at(0).value<ui::AlertsSnapshotPtr>();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    Instant m_now;
};

QTEST_GUILESS_MAIN(TestAlertsService)
#include "tst_alertsservice.moc"
