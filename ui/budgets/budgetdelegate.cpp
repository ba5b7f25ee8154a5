// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/budgetdelegate.h"

#include "ui/budgets/budgettreemodel.h"
#include "ui/budgets/budgetwords.h"
#include "ui/text/bidi.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>
#include <QSortFilterProxyModel>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace outlay::ui {
namespace {

constexpr int rowHeight = 46;
constexpr int capLineHeight = 18;
constexpr double barHeight = 7;
constexpr int margin = 9;

QColor colourOf(const Theme &theme, Tint tint)
{
    switch (tint) {
    case Tint::Ok:
        return theme.ok;
    case Tint::Warning:
        return theme.warning;
    case Tint::Critical:
        return theme.critical;
    default:
        return theme.muted;
    }
}

const BudgetRow *rowOf(const QModelIndex &index)
{
    const auto *proxy = qobject_cast<const QSortFilterProxyModel *>(index.model());
    const auto *model =
        qobject_cast<const BudgetTreeModel *>(proxy ? proxy->sourceModel() : index.model());
    return model ? model->rowAt(proxy ? proxy->mapToSource(index) : index) : nullptr;
}

void paintLine(QPainter &painter, const QStyleOptionViewItem &option, const QRect &area,
               const QString &text, Qt::Alignment alignment = Qt::AlignLeft)
{
    const QString shown =
        painter.fontMetrics().elidedText(text, Qt::ElideRight, std::max(0, area.width()));
    painter.drawText(
        QStyle::visualRect(option.direction, option.rect, area),
        static_cast<int>(QStyle::visualAlignment(option.direction, alignment) | Qt::AlignVCenter) |
            Qt::TextSingleLine,
        isolated(shown));
}

/// What a cell has above the line of the cap.
QStyleOptionViewItem aboveCap(QStyleOptionViewItem option, const QModelIndex &index)
{
    if (!index.data(BudgetTreeModel::CapLineRole).toString().isEmpty())
        option.rect.adjust(0, 0, 0, -capLineHeight);
    return option;
}

/// In the painter's font and pen; the second line is smaller and muted.
void paintTwoLines(QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                   Qt::Alignment alignment = Qt::AlignLeft)
{
    const QString above = index.data(BudgetTreeModel::FirstLineRole).toString();
    const QString below = index.data(BudgetTreeModel::SecondLineRole).toString();
    QRect area = option.rect.adjusted(margin, 5, -margin, -5);
    if (below.isEmpty())
        return paintLine(painter, option, area, above, alignment);
    QRect half = area;
    half.setHeight(area.height() / 2);
    paintLine(painter, option, half, above, alignment);
    half.moveBottom(area.bottom());
    painter.setFont(uiFont(11));
    painter.setPen(Theme::of(option.palette).muted);
    paintLine(painter, option, half, below, alignment);
}

void paintBar(QPainter &painter, const QStyleOptionViewItem &option, const BudgetRow &row,
              const QString &words)
{
    const Theme &theme = Theme::of(option.palette);
    const QRect area = option.rect.adjusted(margin, 0, -margin, 0);
    const QRect bar(area.left(), area.top() + 12, area.width(), static_cast<int>(barHeight));
    paintBudgetBar(painter, QStyle::visualRect(option.direction, option.rect, bar), row,
                   option.palette, option.direction);
    painter.setFont(uiFont(11));
    const Tint tint = utilizationTint(row);
    painter.setPen(tint == Tint::Ok ? theme.muted : colourOf(theme, tint));
    paintLine(painter, option, {area.left(), bar.bottom() + 3, area.width(), 16}, words);
}

void paintCap(QPainter &painter, const QStyleOptionViewItem &option, const BudgetRow &row,
              const QString &words)
{
    constexpr int size = 15;
    const Theme &theme = Theme::of(option.palette);
    const QRect area = option.rect.adjusted(margin, 0, -margin, 0);
    if (row.isNobody) { // nobody could be refused
        painter.setFont(uiFont(12));
        painter.setPen(theme.muted);
        return paintLine(painter, option, area, words);
    }
    const QRect mark(area.left(), area.center().y() - size / 2, size, size);
    if (option.widget)
        painter.drawPixmap(
            QStyle::visualRect(option.direction, option.rect, mark).topLeft(),
            symbolicPixmap(capIcon(row.cap), *option.widget, size, capTint(row.cap)));
    painter.setFont(uiFont(12));
    painter.setPen(colourOf(theme, capTint(row.cap)));
    paintLine(painter, option, area.adjusted(size + 7, 0, 0, 0), words);
}

} // namespace

void paintBudgetBar(QPainter &painter, const QRectF &area, const BudgetRow &row,
                    const QPalette &palette, Qt::LayoutDirection direction)
{
    const Theme &theme = Theme::of(palette);
    const bool isMirrored = direction == Qt::RightToLeft;
    const auto part = [&](std::int64_t from, std::int64_t to) {
        const auto limit = static_cast<double>(std::max<std::int64_t>(1, row.limit));
        double a = area.width() * std::clamp(static_cast<double>(from) / limit, 0.0, 1.0);
        double b = area.width() * std::clamp(static_cast<double>(to) / limit, 0.0, 1.0);
        if (isMirrored)
            std::tie(a, b) = std::pair{area.width() - b, area.width() - a};
        return QRectF(area.left() + a, area.top(), b - a, area.height());
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath shape;
    shape.addRoundedRect(area, area.height() / 2, area.height() / 2);
    painter.fillPath(shape, theme.isDark ? theme.border : theme.grid);
    painter.setClipPath(shape);
    const std::int64_t consumed = row.consumed.value_or(0);
    const QColor colour = colourOf(theme, utilizationTint(row));
    if (row.forecast) { // fainter the less certain
        QColor ghost = colour;
        ghost.setAlphaF(0.18F);
        painter.fillRect(part(consumed, row.forecast->p90), ghost);
        ghost.setAlphaF(0.32F);
        painter.fillRect(part(consumed, row.forecast->p10), ghost);
    }
    const std::int64_t hatched = std::clamp<std::int64_t>(row.notItemised, 0, consumed);
    if (row.consumed) {
        QRectF solid = part(0, consumed - hatched);
        if (consumed > 0 && hatched == 0)
            solid.setWidth(std::max(2.0, solid.width()));
        painter.fillRect(solid, colour);
    }
    if (hatched > 0) {
        const QRectF rest = part(consumed - hatched, consumed);
        QColor faint = colour;
        faint.setAlphaF(0.35F);
        painter.fillRect(rest, faint);
        painter.fillRect(rest, QBrush(colour, Qt::BDiagPattern));
    }
    painter.setClipping(false);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (const int threshold : row.thresholds) {
        double x = area.width() * threshold / 100.0;
        if (isMirrored)
            x = area.width() - x;
        const bool isPassed = utilization(row) * 100 >= threshold;
        painter.fillRect(QRectF(std::round(area.left() + x), area.top() - 1, 1, area.height() + 2),
                         isPassed ? theme.card : theme.muted);
    }
    painter.restore();
}

void BudgetDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                           const QModelIndex &index) const
{
    const BudgetRow *row = rowOf(index);
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    const QString words = item.text;
    item.text.clear();
    const QWidget *widget = option.widget;
    QStyle *style = widget ? widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, widget);
    if (!row)
        return;
    const Theme &theme = Theme::of(option.palette);
    painter->save();
    switch (index.column()) {
    case BudgetTreeModel::Name:
        painter->setFont(uiFont(13, QFont::Medium));
        painter->setPen(theme.text);
        paintTwoLines(*painter, option, index);
        break;
    case BudgetTreeModel::Bar:
        paintBar(*painter, option, *row, words);
        break;
    case BudgetTreeModel::Cap:
        paintCap(*painter, option, *row, words);
        break;
    default: {
        const bool isFigure = index.column() == BudgetTreeModel::Used ||
                              index.column() == BudgetTreeModel::Utilization;
        const bool isLate =
            index.column() == BudgetTreeModel::TimeToLimit && (row->outlook == Outlook::Exhausted);
        painter->setFont(uiFont(13, isLate ? QFont::Medium : QFont::Normal));
        painter->setPen(isLate ? theme.critical
                        : index.column() == BudgetTreeModel::Utilization
                            ? colourOf(theme, utilizationTint(*row))
                        : isFigure || row->outlook == Outlook::Expected ? theme.text
                                                                        : theme.muted);
        const QStyleOptionViewItem above = aboveCap(option, index);
        paintTwoLines(*painter, above, index, isFigure ? Qt::AlignRight : Qt::AlignLeft);
        if (above.rect != option.rect) {
            QStyleOptionViewItem below = option;
            below.rect.setTop(above.rect.bottom() - 4);
            below.rect.setHeight(capLineHeight);
            paintCap(*painter, below, *row, index.data(BudgetTreeModel::CapLineRole).toString());
        }
    }
    }
    painter->restore();
}

QSize BudgetDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QString above = index.data(BudgetTreeModel::FirstLineRole).toString();
    const QString below = index.data(BudgetTreeModel::SecondLineRole).toString();
    const bool isSmall = index.column() == BudgetTreeModel::Bar; // its words stand below the bar
    const QFont font = isSmall ? uiFont(11) : uiFont(13, QFont::Medium);
    const int words = std::max(QFontMetrics(font).horizontalAdvance(above),
                               QFontMetrics(uiFont(11)).horizontalAdvance(below));
    constexpr int mark = 22; // of the cap, with its gap
    const QString cap = index.data(BudgetTreeModel::CapLineRole).toString();
    const int capWidth = cap.isEmpty() ? 0 : QFontMetrics(uiFont(12)).horizontalAdvance(cap) + mark;
    const int extra = index.column() == BudgetTreeModel::Cap ? mark : 0;
    Q_UNUSED(option)
    // Every row is as high as the first cell that is asked.
    const bool isHigh = !index.siblingAtColumn(BudgetTreeModel::TimeToLimit)
                             .data(BudgetTreeModel::CapLineRole)
                             .toString()
                             .isEmpty();
    return {std::max(words + extra, capWidth) + 2 * margin,
            rowHeight + (isHigh ? capLineHeight : 0)};
}

} // namespace outlay::ui
