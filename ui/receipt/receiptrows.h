// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/receipt/receiptreader.h"
#include "ui/explore/eventindex.h"

#include <QLocale>
#include <QString>

#include <optional>
#include <vector>

namespace outlay::ui {

/// Filters with those of `narrowing`; a value passes the filter on its own dimension and takes its
/// place.
[[nodiscard]] std::vector<Filter> narrowedBy(std::vector<Filter> where,
                                             const std::vector<Filter> &narrowing);

/// The requests a figure is of, as a list has them; nullopt: no filter says which (the rest of a
/// list).
[[nodiscard]] std::optional<EventsQuestion> rowsOf(const ReceiptQuestion &question);

/// "Show the 1,234 requests"; empty: there are none.
[[nodiscard]] QString rowsLink(const ReceiptRows &rows, const QLocale &locale);
/// Which requests of a figure are gone, in a sentence; empty: none.
[[nodiscard]] QString rowsNote(const ReceiptRows &rows, std::int64_t requests,
                               const QLocale &locale);

} // namespace outlay::ui
