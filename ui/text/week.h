// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QLocale>
#include <QString>

#include <optional>

class QDateTimeEdit;
class QWidget;

namespace outlay::ui {

/// The day that calendars and grids of weekdays begin with; nullopt: that of the locale. The
/// application's, like its locale; GUI thread.
void setFirstDayOfWeek(std::optional<Qt::DayOfWeek> day);
[[nodiscard]] Qt::DayOfWeek firstDayOfWeek(const QLocale &locale);
/// Opens a calendar, with the weeks in that order; the day stands there as the locale writes it,
/// with the time of the day behind where `hasTime`.
void addCalendar(QDateTimeEdit &edit, bool hasTime = false);

/// The same of all below `parent` that have one, after the locale or the first day changed.
void updateCalendars(const QWidget &parent);

/// A day in figures with its whole year: "11/30/2026", "30.11.2026".
[[nodiscard]] QString dayFormat(const QLocale &locale);
/// A time of the day: "3:05 PM", "15:05"; with seconds too.
[[nodiscard]] QString clockFormat(const QLocale &locale, bool hasSeconds = false);
/// A day typed as the locale writes it, or as YYYY-MM-DD; nullopt: it is none.
[[nodiscard]] std::optional<QDate> typedDay(const QString &text, const QLocale &locale);

} // namespace outlay::ui
