// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/paper/sheet.h"
#include "models/money/result.h"

class QPrinter;

namespace outlay::paper {

/// The size to lay sheets out for; any paper but Letter gets those of A4.
[[nodiscard]] PaperSize paperIn(const QPrinter &printer);

/// The sheets a person chose, as often and in the order they asked for, at the size they are
/// laid out in. Any thread, one at a time for a printer.
[[nodiscard]] Result<> print(const Book &book, QPrinter &printer);

} // namespace outlay::paper
