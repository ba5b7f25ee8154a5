// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/pricesservice.h"

#include "app/desktop/pricesworker.h"

namespace outlay {

PricesService::PricesService(Clock clock, ShownZone zone, QObject *parent)
    : QObject(parent)
    , m_worker(new PricesWorker(std::move(clock), std::move(zone)))
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &PricesWorker::snapshotReady, this, &PricesService::snapshotReady);
    connect(m_worker, &PricesWorker::failed, this, &PricesService::failed);
    connect(m_worker, &PricesWorker::effectReady, this, &PricesService::effectReady);
    connect(m_worker, &PricesWorker::effectFailed, this, &PricesService::effectFailed);
    connect(m_worker, &PricesWorker::fileReady, this, &PricesService::fileReady);
    connect(m_worker, &PricesWorker::shockReady, this, &PricesService::shockReady);
    connect(m_worker, &PricesWorker::fileFailed, this, &PricesService::fileFailed);
    m_thread.setObjectName(QStringLiteral("prices"));
}

PricesService::~PricesService()
{
    if (m_cancel)
        m_cancel->store(true);
    m_queue.reset(); // its jobs speak to this
    if (!m_thread.isRunning()) {
        delete m_worker; // never used: no thread will
        return;
    }
    m_thread.quit();
    m_thread.wait();
}

void PricesService::start()
{
    if (!m_thread.isRunning())
        m_thread.start(); // most windows are closed without a look at the page
}

CancelToken PricesService::renew()
{
    start();
    if (m_cancel)
        m_cancel->store(true);
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    return m_cancel;
}

void PricesService::setPath(const QString &path)
{
    m_path = path.toStdString();
    if (m_cancel)
        m_cancel->store(true);
    m_queue.reset();
}

void PricesService::request()
{
    if (m_path.empty())
        return;
    start();
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, path = m_path] { worker->read(path); });
}

void PricesService::preview(std::uint64_t number, const PriceChange &change)
{
    QMetaObject::invokeMethod(m_worker,
                              [worker = m_worker, path = m_path, number, change, token = renew()] {
                                  worker->preview(path, number, change, token);
                              });
}

void PricesService::readFile(const QString &file)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, path = m_path, file, token = renew()] {
        worker->readFile(path, file, token);
    });
}

void PricesService::shock(const QString &file, bool othersFollow)
{
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, path = m_path, file, othersFollow, token = renew()] {
            worker->shock(path, file, othersFollow, token);
        });
}

void PricesService::write(std::function<Result<>(Ingest &)> change)
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

void PricesService::apply(const PriceChange &change)
{
    write([change](Ingest &ingest) -> Result<> {
        const auto before = ingest.priceLayers();
        const auto after =
            before ? applied(change, *before) : tl::unexpected<Error>(before.error());
        return after ? ingest.setPriceLayers(*after) : tl::unexpected<Error>(after.error());
    });
}

void PricesService::undo()
{
    write([](Ingest &ingest) -> Result<> {
        const auto undone = ingest.undoPrices();
        return undone ? Result<>() : tl::unexpected<Error>(undone.error());
    });
}

} // namespace outlay
