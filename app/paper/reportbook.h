// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/paper/sheet.h"
#include "app/reports/reportpage.h"

namespace outlay::paper {

/// A report on paper: its figures, its sections, and the numbered receipts as an appendix. Needs
/// the bundled fonts (ui::loadFonts()); any thread.
[[nodiscard]] Book bookOf(const reports::ReportPage &page, PaperSize size);

} // namespace outlay::paper
