// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/week.h"

#include <QCalendarWidget>
#include <QDateTimeEdit>

namespace outlay::ui {
namespace {

std::optional<Qt::DayOfWeek> &chosenDay()
{
    static std::optional<Qt::DayOfWeek> day;
    return day;
}

} // namespace

void setFirstDayOfWeek(std::optional<Qt::DayOfWeek> day)
{
    chosenDay() = day;
}

Qt::DayOfWeek firstDayOfWeek(const QLocale &locale)
{
    return chosenDay().value_or(locale.firstDayOfWeek());
}

void addCalendar(QDateTimeEdit &edit)
{
    edit.setCalendarPopup(true);
    edit.calendarWidget()->setFirstDayOfWeek(firstDayOfWeek(edit.locale()));
}

} // namespace outlay::ui
