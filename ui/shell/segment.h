// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QButtonGroup;

namespace outlay::ui {

/// A row of buttons of which one is down, ids 0, 1, …; the group must outlive it.
[[nodiscard]] QWidget *makeSegment(const QStringList &texts, const QString &accessibleName,
                                   QButtonGroup &group, QWidget *parent);

} // namespace outlay::ui
