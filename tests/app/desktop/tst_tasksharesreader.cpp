// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/tasksharesreader.h"

#include <QSemaphore>
#include <QSignalSpy>
#include <QTest>

#include <atomic>

using namespace outlay;

namespace {

/// A reading that says when it begins, and ends when it is let.
struct Gate
{
    QSemaphore begun, go;
    std::atomic<int> readings = 0;

    [[nodiscard]] TaskSharesReader::Read read()
    {
        return [this](const std::string &path, const CancelToken &cancel) -> Result<TaskShares> {
            begun.release();
            go.acquire();
            if (cancel->load())
                return failure(Error::Kind::Cancelled, "cancelled");
            if (path == "unreadable")
                return failure(Error::Kind::Unreadable, "no such ledger");
            TaskShares shares;
            shares.total.requests = ++readings;
            return shares;
        };
    }
};

} // namespace

class TestTaskSharesReader : public QObject
{
    Q_OBJECT

private slots:
    void askedWhileItReadsItReadsOnceMore()
    {
        Gate gate;
        TaskSharesReader reader(gate.read());
        QSignalSpy spy(&reader, &TaskSharesReader::ready);
        reader.setPath("ledger");
        reader.request();
        gate.begun.acquire();
        for (int i = 0; i < 5; ++i)
            reader.request();
        gate.go.release(6);
        QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 2, 60'000);
        QCOMPARE(spy.at(1).at(0).value<TaskShares>().total.requests, 2);
    }

    void anotherLedgerGivesUpTheOldOne()
    {
        Gate gate;
        TaskSharesReader reader(gate.read());
        QSignalSpy spy(&reader, &TaskSharesReader::ready);
        reader.setPath("ledger");
        reader.request();
        gate.begun.acquire();
        reader.setPath("other");
        reader.request();
        gate.go.release(2);
        QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, 60'000);
        QCOMPARE(gate.readings.load(), 1);
    }

    void whatCannotBeReadIsSaid()
    {
        Gate gate;
        TaskSharesReader reader(gate.read());
        QSignalSpy spy(&reader, &TaskSharesReader::failed);
        gate.go.release();
        reader.setPath("unreadable");
        reader.request();
        QTRY_COMPARE_WITH_TIMEOUT(spy.count(), 1, 60'000);
    }

    void theRestIsTenTimesTheWork()
    {
        QCOMPARE(RestingTimer::restAfter(0), 0);
        QCOMPARE(RestingTimer::restAfter(2'000), 20'000);
        QCOMPARE(RestingTimer::restAfter(46'000), 460'000);
        QCOMPARE(RestingTimer::restAfter(3'600'000), 600'000);
    }
};

QTEST_GUILESS_MAIN(TestTaskSharesReader)
#include "tst_tasksharesreader.moc"
