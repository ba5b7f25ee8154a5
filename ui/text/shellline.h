// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace outlay::ui {

/// A line to paste into a shell; what it would read otherwise stands between quotes:
/// "outlay --where 'user=Ada L'".
[[nodiscard]] QString shellLine(const QString &program, const QStringList &arguments);

} // namespace outlay::ui
