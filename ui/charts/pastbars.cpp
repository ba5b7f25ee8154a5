// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/pastbars.h"

#include "ui/budgets/budgetwords.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace outlay::ui {
namespace {

constexpr double labelHeight = 20;
constexpr double topRoom = 16;

} // namespace

PastBars::PastBars(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("pastBars"));
    setMouseTracking(true);
    setAccessibleName(tr("Last periods"));
}

QSize PastBars::sizeHint() const
{
    return {280, 120};
}

QSize PastBars::minimumSizeHint() const
{
    return {160, 84};
}

void PastBars::setHistory(std::vector<BudgetDetails::Past> history, BudgetUnit unit,
                          const Zone &zone)
{
    m_history = std::move(history);
    m_unit = unit;
    m_zone = zone;
    const auto exhausted = std::count_if(m_history.begin(), m_history.end(),
                                         [](const auto &past) { return past.exhaustedAt; });
    const auto periods = static_cast<std::int64_t>(m_history.size());
    setAccessibleDescription(
        periods == 0   ? tr("No whole period yet.")
        : periods == 1 ? (exhausted > 0 ? tr("The last period exhausted.")
                                        : tr("The last period not exhausted."))
                       : tr("%1 of the last %n period(s) exhausted.", nullptr, pluralOf(periods))
                             .arg(count(static_cast<std::int64_t>(exhausted), locale())));
    update();
}

QString PastBars::describe(int bar) const
{
    if (bar < 0 || bar >= static_cast<int>(m_history.size()))
        return {};
    const auto &past = m_history[static_cast<std::size_t>(bar)];
    QStringList lines{rangeLabel(past.range, m_zone, locale(), true),
                      tr("%1 of %2", "consumed, limit")
                          .arg(amountExact(past.consumed, m_unit, locale()),
                               amountExact(past.limit, m_unit, locale()))};
    if (!past.isLimitOfThen)
        lines << tr("Against the limit of today: there was none then that compares");
    if (past.exhaustedAt)
        lines << tr("Exhausted %1").arg(momentWords(*past.exhaustedAt, m_zone, locale()));
    return lines.join(QLatin1Char('\n'));
}

void PastBars::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::of(*this);
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // see valuelabels.h
    painter.setFont(uiFont(11));
    if (m_history.empty()) {
        painter.setPen(theme.muted);
        painter.drawText(rect(), Qt::AlignCenter, tr("No whole period yet."));
        return;
    }
    double greatest = 0.01; // of utilization
    const auto used = [](const BudgetDetails::Past &past) {
        return static_cast<double>(past.consumed) /
               static_cast<double>(std::max<std::int64_t>(1, past.limit));
    };
    for (const auto &past : m_history)
        greatest = std::max({greatest, used(past), 1.0});
    const double height = this->height() - labelHeight - topRoom;
    const double slot = width() / static_cast<double>(m_history.size());
    const double limit = topRoom + height * (1 - 1 / greatest);
    for (std::size_t i = 0; i < m_history.size(); ++i) {
        const auto &past = m_history[i];
        const double w = std::clamp(std::round(slot * 0.55), 2.0, 34.0);
        const double h = std::max(1.0, height * used(past) / greatest);
        const double x = std::round(slot * static_cast<double>(i) + (slot - w) / 2);
        const QRectF bar(x, topRoom + height - h, w, h);
        painter.fillRect(bar, past.exhaustedAt ? theme.critical : theme.other);
        painter.setPen(past.exhaustedAt ? theme.critical : theme.muted);
        if (past.exhaustedAt) { // a sign, not the colour alone
            const QPointF c(bar.center().x(), bar.top() - 7);
            painter.drawLine(c + QPointF(-3, -3), c + QPointF(3, 3));
            painter.drawLine(c + QPointF(-3, 3), c + QPointF(3, -3));
        }
        const QString label = tickLabel(past.range.from, Step::Day, m_zone, locale());
        painter.setPen(theme.muted);
        if (painter.fontMetrics().horizontalAdvance(label) < slot * 1.02)
            painter.drawText(QRectF(slot * static_cast<double>(i), this->height() - labelHeight + 2,
                                    slot, labelHeight - 2),
                             Qt::AlignCenter, label);
    }
    painter.setPen(QPen(theme.critical, 1));
    painter.drawLine(QPointF(0, std::round(limit) + 0.5),
                     QPointF(width(), std::round(limit) + 0.5));
}

void PastBars::mouseMoveEvent(QMouseEvent *event)
{
    const int bar = static_cast<int>(event->position().x() * static_cast<double>(m_history.size()) /
                                     std::max(1, width()));
    QToolTip::showText(event->globalPosition().toPoint() + QPoint(12, 8), describe(bar), this);
}

} // namespace outlay::ui
