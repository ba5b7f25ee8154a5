// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>

#include <optional>

class QDateTimeEdit;

namespace outlay::ui {

/// The day that calendars and grids of weekdays begin with; nullopt: that of the locale. The
/// application's, like its locale; GUI thread.
void setFirstDayOfWeek(std::optional<Qt::DayOfWeek> day);
[[nodiscard]] Qt::DayOfWeek firstDayOfWeek(const QLocale &locale);
/// Opens a calendar, with the weeks in that order.
void addCalendar(QDateTimeEdit &edit);

} // namespace outlay::ui
