// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tasks/costspread.h"

#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/text/shown.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr double labelHeight = 16;
constexpr Money cent{10'000'000};

} // namespace

CostSpread::CostSpread(QWidget *parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("costSpread"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("How many tasks cost how much"));
}

QSize CostSpread::sizeHint() const
{
    return {320, 76};
}

QSize CostSpread::minimumSizeHint() const
{
    return {200, 60};
}

void CostSpread::setSnapshot(const TasksSnapshotPtr &snapshot)
{
    m_bins = snapshot->bins;
    m_chosen = -1;
    QStringList lines;
    for (int bar = 0; bar < static_cast<int>(m_bins.size()); ++bar)
        lines << describe(bar);
    setAccessibleDescription(lines.isEmpty() ? tr("No task has a cost.") : lines.join(u'\n'));
    update();
}

QString CostSpread::describe(int bar) const
{
    if (bar < 0 || bar >= static_cast<int>(m_bins.size()))
        return {};
    const CostBin &bin = m_bins[static_cast<std::size_t>(bar)];
    return tr("%n task(s) from %1 to %2", nullptr, pluralOf(bin.tasks))
        .arg(moneyExact(bin.from, locale()), moneyExact(bin.to, locale()));
}

QString CostSpread::csv() const
{
    QString text = QStringLiteral("from_usd,to_usd,tasks\n");
    for (const CostBin &bin : m_bins)
        text += QStringLiteral("%1,%2,%3\n")
                    .arg(QString::fromStdString(toDecimal(bin.from)),
                         QString::fromStdString(toDecimal(bin.to)), QString::number(bin.tasks));
    return text;
}

QRectF CostSpread::barRect(int bar) const
{
    std::int64_t greatest = 1;
    for (const CostBin &bin : m_bins)
        greatest = std::max(greatest, bin.tasks);
    const double slot = width() / static_cast<double>(std::max<std::size_t>(1, m_bins.size()));
    const double room = height() - labelHeight - 2;
    const std::int64_t tasks = m_bins[static_cast<std::size_t>(bar)].tasks;
    const double tall =
        tasks == 0
            ? 0.0
            : std::max(2.0, room * static_cast<double>(tasks) / static_cast<double>(greatest));
    return {slot * bar + 1, 2 + room - tall, std::max(2.0, slot - 2), tall};
}

void CostSpread::paintEvent(QPaintEvent *)
{
    const Theme &theme = Theme::of(*this);
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // see valuelabels.h
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(uiFont(11));
    if (m_bins.empty()) {
        painter.setPen(theme.muted);
        painter.drawText(rect(), Qt::AlignCenter, tr("No task has a cost."));
        return;
    }
    const int bars = static_cast<int>(m_bins.size());
    double labelled = -8; // where the last label ends
    for (int bar = 0; bar < bars; ++bar) {
        const QRectF box = barRect(bar);
        painter.setPen(Qt::NoPen);
        painter.setBrush(bar == m_chosen ? theme.text : theme.accent);
        painter.drawRoundedRect(box, 2, 2);
        const Money from = m_bins[static_cast<std::size_t>(bar)].from;
        const QString label = from >= cent || shownCurrency() ? moneyCompact(from, locale())
                                                              : moneyExact(from, locale());
        const double wide = painter.fontMetrics().horizontalAdvance(label);
        if (box.left() < labelled + 8 || box.left() + wide > width())
            continue;
        painter.setPen(theme.muted);
        painter.drawText(QRectF(box.left(), height() - labelHeight, wide + 1, labelHeight),
                         Qt::AlignVCenter | Qt::AlignLeft, label);
        labelled = box.left() + wide;
    }
    if (hasFocus()) {
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

void CostSpread::mouseMoveEvent(QMouseEvent *event)
{
    const double slot = width() / static_cast<double>(std::max<std::size_t>(1, m_bins.size()));
    const int bar = static_cast<int>(event->position().x() / slot);
    QToolTip::showText(event->globalPosition().toPoint() + QPoint(12, 8), describe(bar), this);
}

void CostSpread::choose(int bar)
{
    if (m_bins.empty())
        return;
    m_chosen = std::clamp(bar, 0, static_cast<int>(m_bins.size()) - 1);
    QToolTip::showText(mapToGlobal(barRect(m_chosen).topLeft().toPoint()), describe(m_chosen),
                       this);
    update();
}

void CostSpread::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Right)
        choose(m_chosen + 1);
    else if (event->key() == Qt::Key_Left)
        choose(m_chosen < 0 ? 0 : m_chosen - 1);
    else
        QWidget::keyPressEvent(event);
}

void CostSpread::focusOutEvent(QFocusEvent *event)
{
    m_chosen = -1;
    QWidget::focusOutEvent(event);
    update();
}

} // namespace outlay::ui
