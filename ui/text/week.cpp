// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/text/week.h"

#include <QCalendarWidget>
#include <QDateTimeEdit>
#include <QLineEdit>

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

QString dayFormat(const QLocale &locale)
{
    QString format = locale.dateFormat(QLocale::ShortFormat);
    if (!format.contains(QLatin1String("yyyy")))
        format.replace(QLatin1String("yy"), QLatin1String("yyyy")); // of which century, else
    return format;
}

QString clockFormat(const QLocale &locale, bool hasSeconds)
{
    QString format = locale.timeFormat(QLocale::ShortFormat);
    if (hasSeconds && !format.contains(QLatin1String("ss")))
        format.replace(QLatin1String("mm"), QLatin1String("mm:ss"));
    return format;
}

std::optional<QDate> typedDay(const QString &text, const QLocale &locale)
{
    const QString typed = text.trimmed();
    for (const QDate &date :
         {QDate::fromString(typed, Qt::ISODate), locale.toDate(typed, dayFormat(locale)),
          locale.toDate(typed, QLocale::LongFormat)}) {
        if (date.isValid())
            return date;
    }
    return std::nullopt;
}

void addCalendar(QDateTimeEdit &edit, bool hasTime)
{
    const QString day = dayFormat(edit.locale());
    // A date of figures keeps the order of its language in a mirrored window: Qt turns a format
    // around by the direction of the field.
    const Qt::LayoutDirection language = edit.locale().textDirection();
    edit.setLayoutDirection(language);
    edit.setDisplayFormat(hasTime ? day + QLatin1Char(' ') + clockFormat(edit.locale()) : day);
    edit.unsetLayoutDirection();
    if (auto *line = edit.findChild<QLineEdit *>())
        line->setLayoutDirection(language);
    edit.setCalendarPopup(true);
    edit.calendarWidget()->setFirstDayOfWeek(firstDayOfWeek(edit.locale()));
}

void updateCalendars(const QWidget &parent)
{
    for (QDateTimeEdit *edit : parent.findChildren<QDateTimeEdit *>()) {
        if (edit->calendarPopup())
            addCalendar(*edit, edit->displayedSections() & QDateTimeEdit::TimeSections_Mask);
    }
}

} // namespace outlay::ui
