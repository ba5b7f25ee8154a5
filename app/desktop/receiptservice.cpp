// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/receiptservice.h"

#include "app/desktop/receiptworker.h"

namespace outlay {
namespace {

constexpr int longestMs = 15'000; // nobody looks at a small window for longer

} // namespace

ReceiptService::ReceiptService(QObject *parent) : QObject(parent), m_worker(new ReceiptWorker)
{
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &ReceiptWorker::ready, this,
            [this](std::uint64_t number, const FigureReceipt &receipt) {
                if (number != m_number)
                    return;
                m_limit.stop();
                emit ready(number, receipt);
            });
    connect(m_worker, &ReceiptWorker::failed, this,
            [this](std::uint64_t number, const Error &error) {
                if (number != m_number)
                    return;
                m_limit.stop();
                emit failed(number, error);
            });
    m_limit.setSingleShot(true);
    m_limit.setInterval(longestMs);
    connect(&m_limit, &QTimer::timeout, this, [this] { m_cancel->store(true); });
    m_thread.setObjectName(QStringLiteral("receipt"));
}

ReceiptService::~ReceiptService()
{
    cancel();
    if (!m_thread.isRunning()) {
        delete m_worker; // never used: no thread will
        return;
    }
    m_thread.quit();
    m_thread.wait();
}

void ReceiptService::setPath(const QString &path)
{
    cancel();
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, file = path.toStdString()] { worker->setPath(file); },
        Qt::QueuedConnection);
}

void ReceiptService::request(std::uint64_t number, const ReceiptQuestion &question)
{
    cancel();
    if (!m_thread.isRunning())
        m_thread.start(); // most windows are closed without a receipt
    m_number = number;
    m_cancel = std::make_shared<std::atomic<bool>>(false);
    m_limit.start();
    QMetaObject::invokeMethod(
        m_worker,
        [worker = m_worker, number, question, token = m_cancel] {
            worker->read(number, question, token);
        },
        Qt::QueuedConnection);
}

void ReceiptService::cancel()
{
    m_limit.stop();
    m_number = 0;
    if (m_cancel)
        m_cancel->store(true);
}

} // namespace outlay
