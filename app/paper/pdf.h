// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/paper/sheet.h"
#include "models/money/instant.h"
#include "models/money/result.h"

#include <QByteArray>

namespace outlay::paper {

/// The book as a PDF file with selectable text. `dated` in place of the clock's time, so that the
/// same book gives the same bytes; within one process, or in several whose hashing has a fixed seed
/// (QHashSeed), as Qt writes the fonts in the order of a hash table. Any thread.
[[nodiscard]] Result<QByteArray> toPdf(const Book &book, Instant dated);

} // namespace outlay::paper
