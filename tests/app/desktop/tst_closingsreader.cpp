// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/closingsreader.h"
#include "app/desktop/importservice.h"
#include "models/ingest/ingest.h"
#include "tests/support/sure.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace outlay::test;

namespace {

Instant at(const char *text)
{
    return sure(parseInstant(text));
}

const Instant december = at("2026-12-02T09:00:00Z");

} // namespace

class TestClosingsReader : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void withoutALedgerThereIsNothingAndNoneIsMade();
    void tellsWhichMonthsCanBeClosed();
    void aPreviewStoresNothing();
    void theWindowClosesAndOpensAgain();
    void refusalsAreSaid();

private:
    /// `tokens` out of gpt-5-mini, 2 USD a million.
    void call(const char *id, const char *when, std::int64_t tokens)
    {
        const auto ingest = sure(Ingest::open(path()));
        Observation o;
        o.at = at(when);
        o.source = "mine";
        o[Field::Provider] = "openai";
        o[Field::Model] = "gpt-5-mini";
        o.usage[TokenClass::Output] = tokens;
        o.outcome = Outcome::Success;
        o.addToken(TokenSpace::Response, id);
        sure(ingest->importFrom(formats().front(), "test",
                                [&](Sink &sink) { sink.observation(o); }));
    }
    [[nodiscard]] std::string path() const
    {
        return m_folder->filePath(QStringLiteral("ledger.sqlite")).toStdString();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestClosingsReader::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
}

void TestClosingsReader::withoutALedgerThereIsNothingAndNoneIsMade()
{
    const ui::ClosingsSnapshot snapshot = sure(readClosings(path(), december));
    QVERIFY(snapshot.closings.empty() && snapshot.open.empty());
    QVERIFY(!QFile::exists(QString::fromStdString(path())));
}

void TestClosingsReader::tellsWhichMonthsCanBeClosed()
{
    call("call-00000001", "2026-09-30T10:00:00Z", 1'000'000);
    call("call-00000002", "2026-12-01T10:00:00Z", 1'000'000);
    const std::vector<std::string> expected{"2026-11", "2026-10", "2026-09"};
    QVERIFY(sure(readClosings(path(), december)).open == expected);
    QVERIFY(sure(readClosings(path(), at("2026-10-31T23:59:59Z"))).open ==
            std::vector<std::string>{"2026-09"});
}

void TestClosingsReader::aPreviewStoresNothing()
{
    call("call-00000001", "2026-10-05T10:00:00Z", 1'000'000);
    const ui::ClosingPreview preview = sure(previewClosing(path(), "2026-10", december));
    QCOMPARE(spendOf(preview.period.total).nanos, std::int64_t(2'000'000'000));
    QVERIFY(!preview.obstacles.any());
    QVERIFY(sure(readClosings(path(), december)).closings.empty());
    QVERIFY(sure(previewClosing(path(), "2026-09", december)).obstacles.isEmpty);
}

void TestClosingsReader::theWindowClosesAndOpensAgain()
{
    call("call-00000001", "2026-10-05T10:00:00Z", 1'000'000);
    ImportService service;
    QSignalSpy configured(&service, &ImportService::configured);
    QSignalSpy failed(&service, &ImportService::failed);
    const QString ledger = QString::fromStdString(path());
    service.closeMonth(ledger, {"2026-10", "invoiced", "ana", december, false});
    QTRY_COMPARE(configured.count() + failed.count(), 1);
    QCOMPARE(failed.count(), 0);
    call("call-00000002", "2026-10-06T10:00:00Z", 500'000);
    const ui::ClosingsSnapshot closed = sure(readClosings(path(), december));
    QCOMPARE(closed.closings.size(), std::size_t(1));
    QVERIFY(closed.open.empty());
    QCOMPARE(closed.closings[0].period.note, std::string("invoiced"));
    QCOMPARE(closed.closings[0].adjustment->spend().nanos, std::int64_t(1'000'000'000));
    const ClosingComparison comparison = sure(compareClosed(path(), "2026-10"));
    QCOMPARE(comparison.total.spend().nanos, std::int64_t(1'000'000'000));
    QCOMPARE(comparison.of(AdjustmentCause::LateRequests).requests, std::int64_t(1));
    service.reopenMonth(ledger, "2026-10", {december, "ana", "an invoice was missing"});
    QTRY_COMPARE(configured.count() + failed.count(), 2);
    QCOMPARE(failed.count(), 0);
    const ui::ClosingsSnapshot open = sure(readClosings(path(), december));
    QVERIFY(open.closings[0].period.reopened && !open.closings[0].adjustment);
    QVERIFY(open.open == std::vector<std::string>{"2026-10"});
}

void TestClosingsReader::refusalsAreSaid()
{
    call("call-00000001", "2026-12-01T10:00:00Z", 1);
    ImportService service;
    QSignalSpy failed(&service, &ImportService::failed);
    service.closeMonth(QString::fromStdString(path()), {"2026-12", {}, "ana", december, false});
    QTRY_COMPARE(failed.count(), 1);
    QVERIFY(failed[0][0].value<Error>().text.find("is not over") != std::string::npos);
    QVERIFY(!compareClosed(path(), "2026-12"));
}

QTEST_MAIN(TestClosingsReader)
#include "tst_closingsreader.moc"
