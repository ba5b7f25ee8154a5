// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/result.h"

#include <QString>
#include <QWidget>

namespace outlay {

/// Writes the widget as it stands, laid out, into a PNG file.
[[nodiscard]] Result<> writeScreenshot(QWidget &widget, const QString &file);

} // namespace outlay
