// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QChar>
#include <Qt>

namespace outlay::ui {

/// What stands behind the words of the column that a table is sorted by.
[[nodiscard]] inline QChar sortArrow(Qt::SortOrder order)
{
    return order == Qt::AscendingOrder ? QChar(u'↑') : QChar(u'↓');
}

} // namespace outlay::ui
