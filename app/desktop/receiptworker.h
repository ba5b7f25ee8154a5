// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/receipt/receiptreader.h"

#include <QObject>

#include <memory>
#include <string>

namespace outlay {

/// Lives on the receipts' thread with a reader of its own.
class ReceiptWorker : public QObject
{
    Q_OBJECT

public:
    void setPath(const std::string &path);
    void read(std::uint64_t number, const ReceiptQuestion &question, const CancelToken &cancel);

signals:
    void ready(std::uint64_t number, const outlay::FigureReceipt &receipt);
    void failed(std::uint64_t number, const outlay::Error &error);

private:
    [[nodiscard]] Result<FigureReceipt> answer(const ReceiptQuestion &question,
                                               const CancelToken &cancel);

    std::string m_path;
    std::unique_ptr<LedgerReader> m_reader;
};

} // namespace outlay
