// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/shownzone.h"
#include "app/desktop/traystate.h"
#include "app/sources/ledgerqueue.h"
#include "models/ledger/ledgerreader.h"
#include "models/money/clock.h"
#include "models/money/zone.h"
#include "models/receipt/receiptreader.h"
#include "ui/alerts/alertingsettings.h"
#include "ui/alerts/alertssnapshot.h"

#include <QObject>
#include <QStringList>
#include <QThread>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace outlay {

class AlertsWorker;

/// The window's way to alerts: reads on a thread of its own, decisions go through a queue.
class AlertsService : public QObject
{
    Q_OBJECT

public:
    AlertsService(Clock clock, ShownZone zone, QObject *parent = nullptr);
    ~AlertsService() override;

    void setPath(const QString &path);
    void request();
    void requestDetail(const QString &id);
    void acknowledge(const QStringList &ids);
    void reopen(const QStringList &ids);
    void snooze(const QStringList &ids, Instant until);
    void expect(const QStringList &ids, const ui::AlertExpectation &mark);
    /// Asks for what is set about alerts; saves it.
    void requestSettings();
    void saveSettings(const outlay::ui::AlertingSettings &settings);
    /// What an alert's amount is of, with its figure: the question of its receipt.
    void requestFigure(std::uint64_t number, const QStringList &arguments);
    /// What was spent in that time.
    void requestSpend(const TimeRange &range);
    /// Tries to send what was given up once more.
    void retry(const QString &delivery);
    /// Puts a copy of a kind's runbook where the person's own are, if there is none yet.
    void copyRunbook(const QString &kind);

signals:
    void snapshotReady(const outlay::ui::AlertsSnapshotPtr &snapshot);
    /// With each snapshot.
    void trayReady(const outlay::TrayState &state);
    void detailReady(const QString &id, const outlay::ui::AlertDetail &detail);
    void detailFailed(const QString &id, const outlay::Error &error);
    void runbookCopied(const QString &path);
    void settingsReady(const outlay::ui::AlertingSettings &settings);
    void figureReady(std::uint64_t number, const outlay::ReceiptQuestion &question);
    void figureFailed(std::uint64_t number, const outlay::Error &error);
    /// nullopt: it is not known.
    void spendReady(const outlay::TimeRange &range, std::optional<outlay::Money> spent);
    void writing();
    void written();
    void failed(const outlay::Error &error);

private:
    using Change = std::function<Result<>(Ingest &, const std::string &id)>;
    void write(const QStringList &ids, Change change);
    void post(std::function<Result<>(Ingest &)> change);
    void start();

    Clock m_clock;
    ShownZone m_zone;
    QThread m_thread;
    AlertsWorker *m_worker; ///< lives on m_thread, deleted when it ends
    std::string m_path;
    std::unique_ptr<LedgerQueue> m_queue; ///< of the path; made at the first decision
};

/// Lives on the service's thread.
class AlertsWorker : public QObject
{
    Q_OBJECT

public:
    void read(const std::string &path, Instant now, const Zone &zone);
    void readDetail(const std::string &path, const QString &id, outlay::Instant now,
                    const Zone &zone);
    void readSettings(const std::string &path);
    void readFigure(const std::string &path, std::uint64_t number, const QStringList &arguments);
    void readSpend(const std::string &path, const TimeRange &range);
    void copyRunbook(const QString &kind);
    /// Lets go of the file kept open.
    void close();

signals:
    void snapshotReady(const outlay::ui::AlertsSnapshotPtr &snapshot);
    void spendReady(const outlay::TimeRange &range, std::optional<outlay::Money> spent);
    void detailReady(const QString &id, const outlay::ui::AlertDetail &detail);
    void detailFailed(const QString &id, const outlay::Error &error);
    void settingsReady(const outlay::ui::AlertingSettings &settings);
    void figureReady(std::uint64_t number, const outlay::ReceiptQuestion &question);
    void figureFailed(std::uint64_t number, const outlay::Error &error);
    void trayReady(const outlay::TrayState &state);
    void runbookCopied(const QString &path);
    void failed(const outlay::Error &error);

private:
    Result<> open(const std::string &path);
    void readingFailed(const Error &error);
    [[nodiscard]] bool isKnown(std::int64_t counter, Instant now, const Zone &zone) const;

    struct Known
    {
        std::int64_t counter = 0; ///< of the ledger it was read from
        Instant at;
        ui::AlertsSnapshot snapshot;
    };
    std::unique_ptr<LedgerReader> m_reader; ///< of m_openPath, between two readings
    std::optional<Known> m_known;           ///< told last
    std::string m_openPath;
};

} // namespace outlay
