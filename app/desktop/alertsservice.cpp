// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/alertsservice.h"

#include "app/alerting/ledgerplace.h"
#include "app/alerting/runbooks.h"
#include "app/desktop/alertingbuilder.h"
#include "app/desktop/alertreceipt.h"
#include "app/desktop/alertsbuilder.h"
#include "app/desktop/traybuilder.h"
#include "models/ledger/configurationentry.h"
#include "models/rules/runbook.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace outlay {

namespace {

constexpr int mostRetried = 10'000;

} // namespace

void AlertsWorker::read(const std::string &path, Instant now, const Zone &zone)
{
    if (!QFileInfo::exists(QString::fromStdString(path))) {
        close();
        auto nothing = std::make_shared<ui::AlertsSnapshot>();
        nothing->now = now;
        nothing->zone = zone;
        nothing->tripwires = tripwireSentences(shippedRules());
        return emit snapshotReady(nothing);
    }
    if (const Result<> opened = open(path); !opened)
        return emit failed(opened.error());
    const auto counter = m_reader->changeCounter();
    if (!counter)
        return readingFailed(counter.error());
    if (!isKnown(*counter, now, zone)) {
        auto snapshot = alertsSnapshot(*m_reader, now, zone);
        if (!snapshot)
            return readingFailed(snapshot.error());
        m_known = {*counter, now, *std::move(snapshot)};
    }
    auto shown = std::make_shared<ui::AlertsSnapshot>(m_known->snapshot);
    shown->now = now;
    emit snapshotReady(shown);
    const auto tray = trayStateOf(*m_reader, now, zone); // its burn clock moves by the minute
    if (!tray)
        return readingFailed(tray.error());
    emit trayReady(*tray);
}

/// Asked every minute: opening a ledger costs more than what is read of it.
Result<> AlertsWorker::open(const std::string &path)
{
    if (m_reader && m_openPath == path)
        return {};
    close();
    auto reader = LedgerReader::open(path);
    if (!reader)
        return tl::unexpected<Error>(std::move(reader).error());
    m_reader = *std::move(reader);
    m_openPath = path;
    return {};
}

void AlertsWorker::readingFailed(const Error &error)
{
    close(); // the next try starts afresh
    emit failed(error);
}

/// What was read is told once more: only windows that roll have moved since, and those slowly.
bool AlertsWorker::isKnown(std::int64_t counter, Instant now, const Zone &zone) const
{
    constexpr std::int64_t longest = 10 * microsPerMinute;
    return m_known && m_known->counter == counter && m_known->snapshot.zone.name() == zone.name() &&
           now >= m_known->at && now.micros - m_known->at.micros < longest;
}

void AlertsWorker::close()
{
    m_reader.reset();
    m_known.reset();
}

void AlertsWorker::readDetail(const std::string &path, const QString &id, Instant now,
                              const Zone &zone)
{
    auto reader = LedgerReader::open(path);
    if (!reader)
        return emit detailFailed(id, reader.error());
    auto detail =
        alertDetail(**reader, id.toStdString(), alerting::ledgerForCommands(path), now, zone);
    if (!detail)
        return emit detailFailed(id, detail.error());
    emit detailReady(id, *detail);
}

void AlertsWorker::readSettings(const std::string &path)
{
    if (!QFileInfo::exists(QString::fromStdString(path)))
        return emit settingsReady({});
    auto reader = LedgerReader::open(path);
    if (!reader)
        return emit failed(reader.error());
    auto settings = alertingSettings(**reader);
    if (!settings)
        return emit failed(settings.error());
    emit settingsReady(*settings);
}

void AlertsWorker::readFigure(const std::string &path, std::uint64_t number,
                              const QStringList &arguments)
{
    auto reader = LedgerReader::open(path);
    if (!reader)
        return emit figureFailed(number, reader.error());
    auto question = receiptQuestion(**reader, arguments);
    if (!question)
        return emit figureFailed(number, question.error());
    emit figureReady(number, *question);
}

void AlertsWorker::readSpend(const std::string &path, const TimeRange &range)
{
    auto reader = LedgerReader::open(path);
    Query query;
    query.range = range;
    const auto answer =
        reader ? (*reader)->run(query) : Result<Answer>(tl::unexpected<Error>(reader.error()));
    emit spendReady(range, answer ? answer->total.cost : std::nullopt);
}

void AlertsWorker::copyRunbook(const QString &kind)
{
    const QString folder = QString::fromStdString(alerting::runbookFolder());
    const QString path = folder + QLatin1Char('/') + kind + QStringLiteral(".md");
    const auto page = shippedRunbook(kind.toStdString());
    if (!page)
        return emit failed({Error::Kind::Usage, "there is no runbook for " + kind.toStdString()});
    if (!QFileInfo::exists(path)) {
        QFile file(path);
        if (!QDir().mkpath(folder) || !file.open(QIODevice::WriteOnly | QIODevice::NewOnly) ||
            file.write(page->data(), static_cast<qint64>(page->size())) < 0 || !file.flush())
            return emit failed({Error::Kind::Unreadable,
                                path.toStdString() + ": " + file.errorString().toStdString()});
    }
    emit runbookCopied(path);
}

AlertsService::AlertsService(Clock clock, ShownZone zone, QObject *parent)
    : QObject(parent)
    , m_clock(std::move(clock))
    , m_zone(std::move(zone))
    , m_worker(new AlertsWorker)
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &AlertsWorker::snapshotReady, this, &AlertsService::snapshotReady);
    connect(m_worker, &AlertsWorker::trayReady, this, &AlertsService::trayReady);
    connect(m_worker, &AlertsWorker::detailReady, this, &AlertsService::detailReady);
    connect(m_worker, &AlertsWorker::detailFailed, this, &AlertsService::detailFailed);
    connect(m_worker, &AlertsWorker::settingsReady, this, &AlertsService::settingsReady);
    connect(m_worker, &AlertsWorker::spendReady, this, &AlertsService::spendReady);
    connect(m_worker, &AlertsWorker::figureReady, this, &AlertsService::figureReady);
    connect(m_worker, &AlertsWorker::figureFailed, this, &AlertsService::figureFailed);
    connect(m_worker, &AlertsWorker::runbookCopied, this, &AlertsService::runbookCopied);
    connect(m_worker, &AlertsWorker::failed, this, &AlertsService::failed);
    m_thread.setObjectName(QStringLiteral("alerts"));
}

AlertsService::~AlertsService()
{
    m_queue.reset(); // its jobs speak to this
    if (!m_thread.isRunning()) {
        delete m_worker; // never used: no thread will
        return;
    }
    m_thread.quit();
    m_thread.wait();
}

void AlertsService::start()
{
    if (!m_thread.isRunning())
        m_thread.start();
}

void AlertsService::setPath(const QString &path)
{
    m_path = path.toStdString();
    m_queue.reset();
    if (m_thread.isRunning()) // a file of the same name may be another one
        QMetaObject::invokeMethod(m_worker, &AlertsWorker::close);
}

void AlertsService::request()
{
    if (m_path.empty())
        return;
    start();
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, path = m_path, now = m_clock(),
                                         zone = m_zone()] { worker->read(path, now, zone); });
}

void AlertsService::requestDetail(const QString &id)
{
    start();
    QMetaObject::invokeMethod(m_worker,
                              [worker = m_worker, path = m_path, id, now = m_clock(),
                               zone = m_zone()] { worker->readDetail(path, id, now, zone); });
}

void AlertsService::copyRunbook(const QString &kind)
{
    start();
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, kind] { worker->copyRunbook(kind); });
}

void AlertsService::post(std::function<Result<>(Ingest &)> change)
{
    if (!m_queue)
        m_queue = std::make_unique<LedgerQueue>(m_path);
    emit writing();
    const auto fail = [this](const Error &error) {
        QMetaObject::invokeMethod(this, [this, error] { emit failed(error); });
    };
    m_queue->post(
        [this, fail, change = std::move(change)](Ingest &ingest) {
            if (const Result<> done = change(ingest); !done)
                return fail(done.error());
            QMetaObject::invokeMethod(this, [this] { emit written(); });
        },
        fail);
}

void AlertsService::write(const QStringList &ids, Change change)
{
    post([ids, change = std::move(change)](Ingest &ingest) -> Result<> {
        for (const QString &id : ids) {
            // One that ended meanwhile stops none of the others.
            const Result<> done = change(ingest, id.toStdString());
            if (!done && (done.error().kind != Error::Kind::Usage || ids.size() == 1))
                return done;
        }
        return {};
    });
}

void AlertsService::requestSettings()
{
    start();
    QMetaObject::invokeMethod(m_worker,
                              [worker = m_worker, path = m_path] { worker->readSettings(path); });
}

void AlertsService::requestFigure(std::uint64_t number, const QStringList &arguments)
{
    start();
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, path = m_path, number, arguments] {
        worker->readFigure(path, number, arguments);
    });
}

void AlertsService::requestSpend(const TimeRange &range)
{
    start();
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, path = m_path, range] { worker->readSpend(path, range); });
}

void AlertsService::saveSettings(const ui::AlertingSettings &settings)
{
    post([settings, now = m_clock()](Ingest &ingest) {
        return storeAlertingSettings(ingest, settings, now);
    });
}

void AlertsService::retry(const QString &delivery)
{
    post([path = m_path, id = delivery.toLongLong(), now = m_clock()](Ingest &ingest) -> Result<> {
        const auto reader = LedgerReader::open(path);
        if (!reader)
            return tl::unexpected<Error>(reader.error());
        const auto rows = (*reader)->outbox("dead", mostRetried);
        if (!rows)
            return tl::unexpected<Error>(rows.error());
        for (OutboxRow row : *rows) {
            if (row.id != id)
                continue;
            row.state = "waiting";
            row.nextTry = now;
            row.endedAt.reset();
            return ingest.updateOutbox(row);
        }
        return {};
    });
}

void AlertsService::acknowledge(const QStringList &ids)
{
    write(ids, [](Ingest &ingest, const std::string &id) {
        return ingest.acknowledgeAlert(id, localAccount(), {}, false);
    });
}

void AlertsService::reopen(const QStringList &ids)
{
    write(ids, [](Ingest &ingest, const std::string &id) {
        return ingest.reopenAlert(id, localAccount());
    });
}

void AlertsService::snooze(const QStringList &ids, Instant until)
{
    write(ids, [until](Ingest &ingest, const std::string &id) {
        return ingest.snoozeAlert(id, until, localAccount());
    });
}

void AlertsService::expect(const QStringList &ids, const ui::AlertExpectation &mark)
{
    write(ids, [note = mark.note.toStdString()](Ingest &ingest, const std::string &id) {
        return ingest.acknowledgeAlert(id, localAccount(), note, true);
    });
}

} // namespace outlay
