// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/burndown.h"

#include "models/money/int128.h"
#include "ui/budgets/budgetwords.h"
#include "ui/charts/valuelabels.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace outlay::ui {
namespace {

constexpr double timesHeight = 24;
constexpr double topRoom = 14;

} // namespace

BurnDown::BurnDown(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("burnDown"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Consumption over the period"));
}

QSize BurnDown::sizeHint() const
{
    return {640, 260};
}

QSize BurnDown::minimumSizeHint() const
{
    return {280, 150};
}

void BurnDown::setDetails(const BudgetDetails &details, const Zone &zone)
{
    const bool isSame = m_details.id == details.id && m_details.member == details.member;
    m_details = details;
    m_zone = zone;
    if (!isSame || m_current >= pointCount())
        m_current = -1;
    updateScale();
    updateDescription();
    update();
}

void BurnDown::updateDescription()
{
    const BudgetRow &row = m_details.row;
    const QString used = row.consumed ? amountText(*row.consumed, row.unit, locale()) : dash();
    setAccessibleDescription(tr("%1 of %2 consumed, %3; time to limit: %4.",
                                "consumed, limit, forecast in words, time to limit")
                                 .arg(used, amountText(row.limit, row.unit, locale()),
                                      forecastWords(row, locale()),
                                      timeToLimitWords(row, m_zone, locale())));
}

int BurnDown::pointCount() const
{
    return static_cast<int>(m_details.consumed.size() + m_details.forecast.size());
}

Instant BurnDown::timeOf(int point) const
{
    const auto i = static_cast<std::size_t>(point);
    const std::size_t past = m_details.consumed.size();
    return i < past ? m_details.consumed[i].at : m_details.forecast[i - past].at;
}

std::int64_t BurnDown::paceAt(Instant at) const
{
    const TimeRange &range = m_details.row.range;
    const Int128 length = Int128{range.to.micros} - range.from.micros;
    if (length <= 0)
        return 0;
    const Int128 gone = std::clamp(at, range.from, range.to).micros - Int128{range.from.micros};
    return static_cast<std::int64_t>(divideHalfEven(gone * m_details.row.limit, length));
}

void BurnDown::updateScale()
{
    std::int64_t greatest = m_details.row.limit;
    for (const auto &point : m_details.consumed)
        greatest = std::max(greatest, point.consumed);
    for (const auto &point : m_details.forecast)
        greatest = std::max(greatest, point.total.p90);
    m_scale = axisFor({}, {greatest}, std::clamp(height() / 56, 2, 5));
    const QFontMetrics metrics(uiFont(11));
    int widest = 0;
    for (const Money mark : m_scale.marks())
        widest = std::max(widest, metrics.horizontalAdvance(tick(mark.nanos)));
    m_plot = plotBeside(*this, widest + 10, metrics.horizontalAdvance(tr("Limit")) + 12, topRoom,
                        timesHeight);
}

QString BurnDown::tick(std::int64_t amount) const
{
    return m_details.row.unit == BudgetUnit::Money ? moneyTick({amount}, m_scale.step, locale())
                                                   : countCompact(amount, locale());
}

double BurnDown::xOf(Instant at) const
{
    const TimeRange &range = m_details.row.range;
    const auto length =
        static_cast<double>(std::max<std::int64_t>(1, range.to.micros - range.from.micros));
    const double part = static_cast<double>(at.micros - range.from.micros) / length;
    return m_plot.left() + m_plot.width() * std::clamp(part, 0.0, 1.0);
}

double BurnDown::yOf(std::int64_t amount) const
{
    return m_plot.bottom() - m_plot.height() * m_scale.position({amount});
}

void BurnDown::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // see valuelabels.h
    painter.setFont(uiFont(11));
    paintGrid(painter);
    if (m_details.row.range.to <= m_details.row.range.from)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    paintBand(painter);
    paintLimits(painter);
    paintConsumed(painter);
    paintTimes(painter);
    paintCurrent(painter);
}

void BurnDown::paintGrid(QPainter &painter) const
{
    const Theme &theme = Theme::of(*this);
    for (const Money mark : m_scale.marks()) {
        const double y = std::round(yOf(mark.nanos));
        painter.setPen(QPen(mark == Money{} ? theme.border : theme.grid, 1));
        painter.drawLine(QPointF(m_plot.left(), y + 0.5), QPointF(m_plot.right(), y + 0.5));
        painter.setPen(theme.muted);
        paintValueLabel(painter, *this, m_plot, y, tick(mark.nanos));
    }
}

void BurnDown::paintLimits(QPainter &painter) const
{
    const Theme &theme = Theme::of(*this);
    const BudgetRow &row = m_details.row;
    painter.setPen(QPen(theme.muted, 1, Qt::DotLine)); // the even pace
    painter.drawLine(QPointF(xOf(row.range.from), yOf(0)),
                     QPointF(xOf(row.range.to), yOf(row.limit)));
    double last = yOf(row.limit);
    const auto label = [&](double y, const QString &text, const QColor &colour) {
        painter.setPen(colour);
        paintTrailingLabel(painter, *this, m_plot, y, text);
    };
    painter.setPen(QPen(theme.critical, 1.5));
    painter.drawLine(QPointF(m_plot.left(), last), QPointF(m_plot.right(), last));
    label(last, tr("Limit"), theme.critical);
    for (auto it = row.thresholds.rbegin(); it != row.thresholds.rend(); ++it) {
        const double y =
            yOf(static_cast<std::int64_t>(divideHalfEven(Int128{row.limit} * *it, 100)));
        QColor colour = theme.warning;
        colour.setAlphaF(0.7F);
        painter.setPen(QPen(colour, 1, Qt::DashLine));
        painter.drawLine(QPointF(m_plot.left(), y), QPointF(m_plot.right(), y));
        if (y - last >= 13) { // labels do not touch
            label(y, shareWhole(*it, 100, locale()), theme.muted);
            last = y;
        }
    }
}

void BurnDown::paintBand(QPainter &painter) const
{
    if (m_details.forecast.empty() || m_details.consumed.empty())
        return;
    const Theme &theme = Theme::of(*this);
    const auto &now = m_details.consumed.back();
    const QPointF start(xOf(now.at), yOf(now.consumed));
    QPolygonF band{start}, middle{start};
    for (const auto &point : m_details.forecast) {
        band << QPointF(xOf(point.at), yOf(point.total.p90));
        middle << QPointF(xOf(point.at), yOf(point.total.p50));
    }
    for (auto it = m_details.forecast.rbegin(); it != m_details.forecast.rend(); ++it)
        band << QPointF(xOf(it->at), yOf(it->total.p10));
    QColor fill = theme.accent;
    fill.setAlphaF(0.16F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawPolygon(band);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.accent, 1.5, Qt::DashLine));
    painter.drawPolyline(middle);
}

void BurnDown::paintConsumed(QPainter &painter) const
{
    if (m_details.consumed.empty())
        return;
    const Theme &theme = Theme::of(*this);
    QPolygonF line{QPointF(xOf(m_details.row.range.from), yOf(0))};
    for (const auto &point : m_details.consumed)
        line << QPointF(xOf(point.at), yOf(point.consumed));
    QPainterPath below;
    below.addPolygon(line);
    below.lineTo(line.last().x(), yOf(0));
    QColor fill = theme.accent;
    fill.setAlphaF(0.10F);
    painter.fillPath(below, fill);
    painter.setPen(QPen(theme.accent, 2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(line);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    painter.drawEllipse(line.last(), 3.5, 3.5);
}

void BurnDown::paintTimes(QPainter &painter) const
{
    const TimeRange &range = m_details.row.range;
    const bool isShort = range.to.micros - range.from.micros <= 2 * microsPerDay;
    const Step step = isShort ? Step::Hour : Step::Day;
    const QFontMetrics metrics(painter.font());
    painter.setPen(Theme::of(*this).muted);
    double end = -1;
    Instant at = m_zone.bucketStart(range.from, step);
    if (at < range.from)
        at = m_zone.nextBucket(at, step);
    constexpr int most = 800; // a budget for all of time has no marks to count
    for (int i = 0; i < most && at < range.to; ++i, at = m_zone.nextBucket(at, step)) {
        const QString label = tickLabel(at, step, m_zone, locale());
        const double width = metrics.horizontalAdvance(label) + 2;
        const double x = std::clamp(xOf(at) - width / 2, 0.0, std::max(0.0, this->width() - width));
        if (x < end + 14)
            continue;
        painter.drawText(QRectF(x, m_plot.bottom() + 5, width, timesHeight - 5), Qt::AlignCenter,
                         label);
        end = x + width;
    }
}

void BurnDown::paintCurrent(QPainter &painter) const
{
    if (m_current < 0 || m_current >= pointCount())
        return;
    const Theme &theme = Theme::of(*this);
    const auto i = static_cast<std::size_t>(m_current);
    const std::size_t past = m_details.consumed.size();
    const double x = xOf(timeOf(m_current));
    const double y =
        yOf(i < past ? m_details.consumed[i].consumed : m_details.forecast[i - past].total.p50);
    painter.setPen(QPen(theme.muted, 1));
    painter.drawLine(QPointF(x, m_plot.top()), QPointF(x, m_plot.bottom()));
    painter.setPen(QPen(theme.card, 1.5));
    painter.setBrush(theme.text);
    painter.drawEllipse(QPointF(x, y), 4, 4);
}

void BurnDown::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    updateScale();
}

void BurnDown::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LocaleChange || event->type() == QEvent::FontChange)
        updateScale();
    if (event->type() == QEvent::PaletteChange)
        update();
}

int BurnDown::pointAt(QPointF position) const
{
    if (pointCount() == 0 || !m_plot.adjusted(-4, -topRoom, 4, timesHeight).contains(position))
        return -1;
    int best = 0;
    for (int i = 1; i < pointCount(); ++i) {
        if (std::abs(xOf(timeOf(i)) - position.x()) < std::abs(xOf(timeOf(best)) - position.x()))
            best = i;
    }
    return best;
}

QString BurnDown::describe(int point) const
{
    if (point < 0 || point >= pointCount())
        return {};
    const BudgetUnit unit = m_details.row.unit;
    const auto i = static_cast<std::size_t>(point);
    const std::size_t past = m_details.consumed.size();
    QStringList lines{momentWords(timeOf(point), m_zone, locale())};
    if (i < past) {
        lines
            << tr("Consumed: %1").arg(amountExact(m_details.consumed[i].consumed, unit, locale()));
    } else {
        const BudgetForecast &total = m_details.forecast[i - past].total;
        lines << tr("Forecast: %1").arg(amountText(total.p50, unit, locale()));
        lines << tr("Between %1 and %2")
                     .arg(amountText(total.p10, unit, locale()),
                          amountText(total.p90, unit, locale()));
    }
    lines << tr("Even pace: %1").arg(amountText(paceAt(timeOf(point)), unit, locale()));
    lines << tr("Limit: %1").arg(amountExact(m_details.row.limit, unit, locale()));
    return lines.join(QLatin1Char('\n'));
}

QStringList BurnDown::header()
{
    return {tr("Time"),          tr("Consumed"),         tr("Even pace"),
            tr("Forecast, low"), tr("Forecast, middle"), tr("Forecast, high")};
}

std::vector<QStringList> BurnDown::rows() const
{
    const BudgetUnit unit = m_details.row.unit;
    const auto text = [&](std::int64_t amount) { return amountText(amount, unit, locale()); };
    std::vector<QStringList> all;
    for (const auto &point : m_details.consumed)
        all.push_back({momentWords(point.at, m_zone, locale()), text(point.consumed),
                       text(paceAt(point.at)), dash(), dash(), dash()});
    for (const auto &point : m_details.forecast)
        all.push_back({momentWords(point.at, m_zone, locale()), dash(), text(paceAt(point.at)),
                       text(point.total.p10), text(point.total.p50), text(point.total.p90)});
    return all;
}

QString BurnDown::csv() const
{
    const auto plain = [this](std::int64_t amount) {
        return m_details.row.unit == BudgetUnit::Money
                   ? QString::fromStdString(toDecimal(Money{amount}))
                   : QString::number(amount);
    };
    QStringList lines{QStringLiteral("at,consumed,even_pace,p10,p50,p90")};
    const auto add = [&](Instant at, const QString &consumed, const QString &band) {
        lines << QStringLiteral("%1,%2,%3,%4")
                     .arg(QString::fromStdString(toRfc3339(at)), consumed, plain(paceAt(at)), band);
    };
    for (const auto &point : m_details.consumed)
        add(point.at, plain(point.consumed), QStringLiteral(",,"));
    for (const auto &point : m_details.forecast)
        add(point.at, {},
            QStringLiteral("%1,%2,%3")
                .arg(plain(point.total.p10), plain(point.total.p50), plain(point.total.p90)));
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

void BurnDown::setCurrent(int point)
{
    if (point == m_current)
        return;
    m_current = point;
    if (point >= 0)
        setAccessibleDescription(describe(point).replace(QLatin1Char('\n'), QLatin1String("; ")));
    else
        updateDescription();
    update();
}

void BurnDown::mouseMoveEvent(QMouseEvent *event)
{
    setCurrent(pointAt(event->position()));
    if (m_current >= 0)
        QToolTip::showText(event->globalPosition().toPoint() + QPoint(12, 8), describe(m_current),
                           this);
    else
        QToolTip::hideText();
}

void BurnDown::leaveEvent(QEvent *)
{
    if (!hasFocus())
        setCurrent(-1);
}

void BurnDown::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    setCurrent(-1);
}

void BurnDown::keyPressEvent(QKeyEvent *event)
{
    const int last = pointCount() - 1;
    const bool isLeft = event->key() == Qt::Key_Left;
    if (last < 0 || (!isLeft && event->key() != Qt::Key_Right))
        return QWidget::keyPressEvent(event);
    setCurrent(m_current < 0 ? (isLeft ? last : 0)
                             : std::clamp(m_current + (isLeft ? -1 : 1), 0, last));
    QToolTip::showText(mapToGlobal(QPointF(xOf(timeOf(m_current)), m_plot.top()).toPoint()),
                       describe(m_current), this);
}

} // namespace outlay::ui
