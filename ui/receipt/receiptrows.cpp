// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/receipt/receiptrows.h"

#include "ui/text/numbers.h"
#include "ui/text/plurals.h"

#include <QCoreApplication>

namespace outlay::ui {
namespace {

struct RowsWords
{
    Q_DECLARE_TR_FUNCTIONS(RowsWords)
};

} // namespace

std::vector<Filter> narrowedBy(std::vector<Filter> where, const std::vector<Filter> &narrowing)
{
    for (const Filter &filter : narrowing) {
        std::erase_if(
            where, [&filter](const Filter &known) { return known.dimension == filter.dimension; });
        where.push_back(filter);
    }
    return where;
}

std::optional<EventsQuestion> rowsOf(const ReceiptQuestion &question)
{
    if (question.outside)
        return std::nullopt;
    return EventsQuestion{question.range, question.where, question.hour};
}

QString rowsLink(const ReceiptRows &rows, const QLocale &locale)
{
    if (rows.requests == 0)
        return {};
    const QString requests =
        RowsWords::tr("Show the %1 request(s)", nullptr, pluralOf(rows.requests))
            .arg(count(rows.requests, locale));
    if (rows.setAside == 0)
        return requests;
    return RowsWords::tr("%1, and %2 set aside", "link, number of requests in no total")
        .arg(requests, count(rows.setAside, locale));
}

QString rowsNote(const ReceiptRows &rows, std::int64_t requests, const QLocale &locale)
{
    if (!rows.isCut)
        return {};
    if (rows.requests == 0)
        return RowsWords::tr("Its single requests were dropped; their sums are kept (Settings, "
                             "What is kept).");
    const std::int64_t gone = requests - rows.requests;
    return RowsWords::tr("%1 older request(s) were dropped; their sums are kept (Settings, What "
                         "is kept).",
                         nullptr, pluralOf(gone))
        .arg(count(gone, locale));
}

} // namespace outlay::ui
