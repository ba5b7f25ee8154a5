// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/receiptworker.h"

namespace outlay {

void ReceiptWorker::setPath(const std::string &path)
{
    m_reader.reset();
    m_path = path;
}

Result<FigureReceipt> ReceiptWorker::answer(const ReceiptQuestion &question,
                                            const CancelToken &cancel)
{
    if (!m_reader) {
        auto reader = LedgerReader::open(m_path);
        if (!reader)
            return tl::unexpected<Error>(std::move(reader).error());
        m_reader = std::move(*reader);
    }
    const auto book = priceBookOf(*m_reader); // prices may have been set since the last one
    if (!book)
        return tl::unexpected<Error>(book.error());
    return readReceipt(*m_reader, **book, question, {}, cancel);
}

void ReceiptWorker::read(std::uint64_t number, const ReceiptQuestion &question,
                         const CancelToken &cancel)
{
    if (cancel->load())
        return emit failed(number, {Error::Kind::Cancelled, "cancelled before it began"});
    const auto receipt = answer(question, cancel);
    if (receipt)
        return emit ready(number, *receipt);
    if (receipt.error().kind != Error::Kind::Cancelled)
        m_reader.reset(); // the next try starts afresh
    emit failed(number, receipt.error());
}

} // namespace outlay
