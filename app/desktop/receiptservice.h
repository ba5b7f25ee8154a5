// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/receipt/receiptreader.h"

#include <QObject>
#include <QThread>
#include <QTimer>

namespace outlay {

class ReceiptWorker;

/// The window's way to receipts. Apart from the ledger's thread, so that a long one holds up no
/// figure; one at a time, and none for ever.
class ReceiptService : public QObject
{
    Q_OBJECT

public:
    explicit ReceiptService(QObject *parent = nullptr);
    ~ReceiptService() override;

    void setPath(const QString &path);
    /// Gives up the one before.
    void request(std::uint64_t number, const ReceiptQuestion &question);
    void cancel();

signals:
    void ready(std::uint64_t number, const outlay::FigureReceipt &receipt);
    /// Cancelled: it took too long.
    void failed(std::uint64_t number, const outlay::Error &error);

private:
    QThread m_thread;
    ReceiptWorker *m_worker; ///< lives on m_thread, deleted when it ends
    CancelToken m_cancel;
    QTimer m_limit;
    std::uint64_t m_number = 0; ///< asked for last; 0: none
};

} // namespace outlay
