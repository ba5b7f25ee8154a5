// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/paper/sheet.h"
#include "models/money/clock.h"
#include "models/money/instant.h"
#include "models/money/result.h"

#include <QByteArray>
#include <QString>

class QPrinter;

namespace outlay {

/// A review to be written into a file: a PDF, or HTML as outlay-cli writes it, by its ending.
struct ReviewExport
{
    QString ledger, file;
    QString period = QStringLiteral("month"); ///< or week
    QString at;                               ///< empty: the last period that is over
    QString zone;                             ///< empty: the ledger's
    paper::PaperSize paper = paper::PaperSize::A4;
};

/// Usage error: the file ends neither in .pdf nor in .html.
[[nodiscard]] Result<> checkExportFile(const QString &file);

/// What the file is to hold. Usage errors are about what was asked for, the others about the
/// ledger. Not on the GUI thread of a window.
[[nodiscard]] Result<QByteArray> renderReview(const ReviewExport &wanted, Instant now);

/// On paper; `file` and `paper` are not looked at. Not on the GUI thread of a window.
[[nodiscard]] Result<> printReview(const ReviewExport &wanted, Instant now, QPrinter &printer);

/// The same as renderReview() into the file, whole or not at all, for its owner only.
[[nodiscard]] Result<> exportReview(const ReviewExport &wanted, Instant now);

} // namespace outlay
