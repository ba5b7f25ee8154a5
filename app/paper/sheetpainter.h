// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to app/paper.

#include "app/paper/sheet.h"

class QPainter;

namespace outlay::paper {

/// In the units of sheets.
void paint(QPainter &painter, const Sheet &sheet);

} // namespace outlay::paper
