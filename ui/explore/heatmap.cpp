// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/explore/heatmap.h"

#include "ui/charts/valuelabels.h"
#include "ui/explore/measurewords.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/text/week.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QTime>
#include <QToolTip>

#include <algorithm>
#include <array>

namespace outlay::ui {
namespace {

constexpr int shades = 5;
constexpr std::array<float, shades> strengths{0.16F, 0.33F, 0.52F, 0.74F, 1.0F};

/// The most of a shade. Bounds grow with the square, as shades of equal width would leave a week
/// with one peak all white.
std::int64_t boundOf(int shade, std::int64_t greatest)
{
    const int step = shade + 1;
    return static_cast<std::int64_t>(Int128{greatest} * step * step / (shades * shades));
}
constexpr double hoursRoom = 22;  ///< for the hours
constexpr double legendRoom = 30; ///< below
constexpr int hoursOfDay = 24;
constexpr std::int64_t nanosPerDollar = 1'000'000'000;

QColor shade(const Theme &theme, int index)
{
    QColor colour = theme.accent;
    colour.setAlphaF(strengths.at(static_cast<std::size_t>(index)));
    return colour;
}

QString hourTick(int hour, const QLocale &locale)
{
    const bool isHalfDay =
        locale.timeFormat(QLocale::ShortFormat).contains(QLatin1Char('A'), Qt::CaseInsensitive);
    return locale.toString(QTime(hour, 0),
                           isHalfDay ? QStringLiteral("h AP") : QStringLiteral("HH:mm"));
}

} // namespace

QString weekdayLabel(int weekday, const QLocale &locale)
{
    return locale.standaloneDayName(weekday + 1, QLocale::ShortFormat);
}

QString hourSpanLabel(int hour, const QLocale &locale)
{
    return Heatmap::tr("%1–%2", "start and end of an hour")
        .arg(locale.toString(QTime(hour, 0), QLocale::ShortFormat),
             locale.toString(QTime((hour + 1) % hoursOfDay, 0), QLocale::ShortFormat));
}

QString weekHourLabel(const WeekHour &hour, const QLocale &locale)
{
    return Heatmap::tr("%1 %2", "day of the week, hours")
        .arg(weekdayLabel(hour.weekday, locale), hourSpanLabel(hour.hour, locale));
}

Heatmap::Heatmap(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("heatmap"));
    setAccessibleName(tr("Hour of the day by day of the week"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

QSize Heatmap::sizeHint() const
{
    return {640, 260};
}

QSize Heatmap::minimumSizeHint() const
{
    return {420, 190};
}

void Heatmap::setSnapshot(ExploreSnapshotPtr snapshot)
{
    if (snapshot->heat.empty())
        return;
    m_snapshot = std::move(snapshot);
    m_greatest = 0;
    for (int day = 0; day < 7; ++day) {
        for (int hour = 0; hour < hoursOfDay; ++hour)
            m_greatest = std::max(m_greatest, partsAt({day, hour}).value_or(0));
    }
    setAccessibleName(tr("%1 by hour of the day and day of the week", "measure")
                          .arg(measureLabel(m_snapshot->request.measure)));
    update();
}

const HeatCell &Heatmap::cell(Spot spot) const
{
    return m_snapshot->heat[static_cast<std::size_t>(spot.weekday)].at(
        static_cast<std::size_t>(spot.hour));
}

std::optional<std::int64_t> Heatmap::partsAt(Spot spot) const
{
    const HeatCell &own = cell(spot);
    const Measure measure = m_snapshot->request.measure;
    if (own.hours > 0 && own.measures.requests == 0 && isStackable(measure))
        return 0;
    return partsOf(measure, own.measures);
}

int Heatmap::shadeOf(Spot spot) const
{
    const std::int64_t parts = partsAt(spot).value_or(0);
    if (parts <= 0 || m_greatest <= 0)
        return -1;
    int step = 0;
    while (step + 1 < shades && parts > boundOf(step, m_greatest))
        ++step;
    return step;
}

int Heatmap::rowOf(int weekday) const
{
    const int first = static_cast<int>(firstDayOfWeek(locale())) - 1;
    return (weekday - first + 7) % 7;
}

QRectF Heatmap::plot() const
{
    int widest = 0;
    const QFontMetrics metrics(uiFont(11));
    for (int day = 0; day < 7; ++day)
        widest = std::max(widest, metrics.horizontalAdvance(weekdayLabel(day, locale())));
    return plotBeside(*this, widest + 12, 4, hoursRoom, legendRoom);
}

QRectF Heatmap::cellRect(Spot spot) const
{
    const QRectF area = plot();
    const double w = area.width() / hoursOfDay, h = area.height() / 7;
    return QRectF(area.left() + w * spot.hour, area.top() + h * rowOf(spot.weekday), w, h)
        .adjusted(1, 1, -1, -1);
}

Heatmap::Spot Heatmap::spotAt(QPointF position) const
{
    const QRectF area = plot();
    if (!m_snapshot || !area.contains(position))
        return {};
    Spot spot;
    spot.hour =
        std::clamp(static_cast<int>((position.x() - area.left()) / area.width() * hoursOfDay), 0,
                   hoursOfDay - 1);
    const int row =
        std::clamp(static_cast<int>((position.y() - area.top()) / area.height() * 7), 0, 6);
    for (int day = 0; day < 7; ++day) {
        if (rowOf(day) == row)
            spot.weekday = day;
    }
    return spot;
}

QString Heatmap::describe(Spot spot) const
{
    const HeatCell &own = cell(spot);
    const Measure measure = m_snapshot->request.measure;
    QStringList lines{weekHourLabel({spot.weekday, spot.hour}, locale())};
    if (own.hours == 0)
        lines << tr("No such hour in this time");
    else if (own.measures.requests == 0)
        lines << tr("No requests");
    else
        lines << tr("%1: %2", "name: amount")
                     .arg(measureLabel(measure), measureExact(measure, own.measures, locale()));
    if (own.hours > 0)
        lines << tr("over %1 such hour(s)", nullptr, own.hours).arg(count(own.hours, locale()));
    if (own.measures.requests > 0)
        lines << tr("Click or Enter: its requests; Space: its receipt");
    return lines.join(QLatin1Char('\n'));
}

void Heatmap::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // see valuelabels.h
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(uiFont(11));
    if (hasFocus()) {
        painter.setPen(QPen(Theme::of(*this).accent, 1));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    }
    if (!m_snapshot)
        return;
    paintNames(painter);
    for (int day = 0; day < 7; ++day) {
        for (int hour = 0; hour < hoursOfDay; ++hour)
            paintCell(painter, {day, hour});
    }
    paintLegend(painter);
}

/// Empty where there is no room for it.
QString Heatmap::cellText(Spot spot, double room, const QFontMetrics &metrics) const
{
    const auto parts = partsAt(spot);
    if (!parts)
        return dash();
    const Measure measure = m_snapshot->request.measure;
    QString text = measureCompact(measure, *parts, locale());
    if (metrics.horizontalAdvance(text) > room && unitOf(measure) == MeasureUnit::Money &&
        *parts >= nanosPerDollar)
        text = moneyWhole({*parts}, locale());
    return metrics.horizontalAdvance(text) <= room ? text : QString();
}

void Heatmap::paintCell(QPainter &painter, Spot spot) const
{
    const Theme &theme = Theme::of(*this);
    const QRectF rect = cellRect(spot);
    const int strength = shadeOf(spot);
    painter.setPen(Qt::NoPen);
    if (cell(spot).hours == 0) { // not zero: there is no such hour
        QColor line = theme.muted;
        line.setAlphaF(0.3F);
        painter.setBrush(QBrush(line, Qt::BDiagPattern));
    } else {
        painter.setBrush(strength < 0 ? theme.grid : shade(theme, strength));
    }
    painter.drawRoundedRect(rect, 3, 3);
    const auto parts = partsAt(spot);
    if (strength >= 0 || (!parts && cell(spot).measures.requests > 0)) {
        painter.setFont(uiFont(10));
        const QString text = cellText(spot, rect.width() - 1, painter.fontMetrics());
        if (!text.isEmpty() && painter.fontMetrics().height() <= rect.height()) {
            painter.setPen(strength >= 3 ? theme.onAccent : theme.text);
            painter.drawText(rect, Qt::AlignCenter, text);
        }
    }
    if (spot == m_current) {
        painter.setPen(QPen(m_hasKeyboard ? theme.accent : theme.text, m_hasKeyboard ? 2 : 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(rect, 3, 3);
    }
}

void Heatmap::paintNames(QPainter &painter) const
{
    const Theme &theme = Theme::of(*this);
    const QRectF area = plot();
    for (int day = 0; day < 7; ++day) {
        const QRectF row = cellRect({day, 0});
        painter.setPen(day == m_current.weekday ? theme.text : theme.muted);
        paintValueLabel(painter, *this, area, row.center().y(), weekdayLabel(day, locale()));
    }
    int widest = 1;
    for (int hour = 0; hour < hoursOfDay; ++hour)
        widest =
            std::max(widest, painter.fontMetrics().horizontalAdvance(hourTick(hour, locale())));
    int stride = 12;
    for (const int candidate : {1, 2, 3, 6}) {
        if (area.width() / hoursOfDay * candidate >= widest + 8) {
            stride = candidate;
            break;
        }
    }
    for (int hour = 0; hour < hoursOfDay; hour += stride) {
        const double x = area.left() + area.width() / hoursOfDay * hour;
        painter.setPen(hour == m_current.hour ? theme.text : theme.muted);
        painter.drawText(QRectF(x + 1, 0, widest + 10, hoursRoom - 4),
                         Qt::AlignLeft | Qt::AlignVCenter, hourTick(hour, locale()));
    }
}

void Heatmap::paintLegend(QPainter &painter) const
{
    const Theme &theme = Theme::of(*this);
    const Measure measure = m_snapshot->request.measure;
    painter.setFont(uiFont(11));
    const QFontMetrics metrics = painter.fontMetrics();
    double x = plot().left() + 1;
    const double y = height() - 20;
    const auto add = [&](const QBrush &brush, const QString &text) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(brush);
        painter.drawRoundedRect(QRectF(x, y + 2, 14, 12), 3, 3);
        painter.setPen(theme.muted);
        const int wide = metrics.horizontalAdvance(text) + 2;
        painter.drawText(QRectF(x + 19, y, wide, 16), Qt::AlignLeft | Qt::AlignVCenter, text);
        x += 19 + wide + 14;
    };
    add(theme.grid, tr("none"));
    for (int i = 0; m_greatest > 0 && i < shades; ++i) {
        const std::int64_t bound = boundOf(i, m_greatest);
        add(shade(theme, i),
            tr("to %1", "upper bound of a shade").arg(measureCompact(measure, bound, locale())));
    }
    QColor line = theme.muted;
    line.setAlphaF(0.5F);
    add(QBrush(line, Qt::BDiagPattern), tr("no such hour in this time"));
}

void Heatmap::setCurrent(Spot spot)
{
    if (spot == m_current)
        return;
    m_current = spot;
    if (spot.weekday >= 0)
        setAccessibleDescription(describe(spot).replace(QLatin1Char('\n'), QLatin1String("; ")));
    update();
}

void Heatmap::mouseMoveEvent(QMouseEvent *event)
{
    m_hasKeyboard = false;
    setCurrent(spotAt(event->position()));
    if (m_current.weekday >= 0)
        QToolTip::showText(event->globalPosition().toPoint() + QPoint(12, 8), describe(m_current),
                           this);
    else
        QToolTip::hideText();
}

void Heatmap::leaveEvent(QEvent *)
{
    if (!m_hasKeyboard)
        setCurrent({});
}

void Heatmap::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    if (event->reason() != Qt::PopupFocusReason) // its own receipt: the place stays
        setCurrent({});
    update();
}

void Heatmap::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::LocaleChange)
        update();
}

bool Heatmap::hasRequests(Spot spot) const
{
    return m_snapshot && spot.weekday >= 0 && cell(spot).measures.requests > 0;
}

void Heatmap::mousePressEvent(QMouseEvent *event)
{
    setCurrent(spotAt(event->position()));
    if (event->button() == Qt::LeftButton && hasRequests(m_current))
        emit hourActivated({m_current.weekday, m_current.hour});
}

void Heatmap::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
    if ((isEnter || key == Qt::Key_Space) && hasRequests(m_current)) {
        QToolTip::hideText();
        const WeekHour hour{m_current.weekday, m_current.hour};
        if (isEnter)
            emit hourActivated(hour);
        else
            emit receiptRequested(hour, mapToGlobal(cellRect(m_current).bottomLeft().toPoint()));
        return;
    }
    if (!m_snapshot || !moveBy(key))
        QWidget::keyPressEvent(event);
}

/// Whether it is a key that moves.
bool Heatmap::moveBy(int key)
{
    const bool isAcross = key == Qt::Key_Left || key == Qt::Key_Right;
    const bool isDown = key == Qt::Key_Up || key == Qt::Key_Down;
    if (!isAcross && !isDown)
        return false;
    const int by = key == Qt::Key_Left || key == Qt::Key_Up ? -1 : 1;
    Spot spot = m_current;
    if (spot.weekday < 0) {
        spot = {static_cast<int>(firstDayOfWeek(locale())) - 1, 0};
    } else if (isAcross) {
        spot.hour = std::clamp(spot.hour + by, 0, hoursOfDay - 1);
    } else if (const int row = rowOf(spot.weekday) + by; row >= 0 && row < 7) {
        spot.weekday = (spot.weekday + by + 7) % 7;
    }
    m_hasKeyboard = true;
    setCurrent(spot);
    QToolTip::showText(mapToGlobal(cellRect(spot).bottomLeft().toPoint()), describe(spot), this);
    return true;
}

bool Heatmap::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) // shown at once while the mouse moves
        return true;
    return QWidget::event(event);
}

} // namespace outlay::ui
