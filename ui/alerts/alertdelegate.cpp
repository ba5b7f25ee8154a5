// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertdelegate.h"

#include "ui/alerts/alertlistmodel.h"
#include "ui/alerts/alertwords.h"
#include "ui/text/bidi.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr int headingHeight = 32;
constexpr int alertHeight = 56;
constexpr int markSize = 18;
constexpr int indent = 26;

/// Text in a part of the row, mirrored where writing goes from right to left.
void drawText(QPainter &painter, const QStyleOptionViewItem &option, const QRect &area,
              bool isTrailing, const QString &text)
{
    if (area.width() <= 0)
        return;
    const Qt::Alignment side = isTrailing ? Qt::AlignRight : Qt::AlignLeft;
    const auto flags =
        QStyle::visualAlignment(option.direction, side | Qt::AlignVCenter) | Qt::TextSingleLine;
    painter.drawText(
        QStyle::visualRect(option.direction, option.rect, area), static_cast<int>(flags),
        isolated(painter.fontMetrics().elidedText(text, Qt::ElideRight, area.width())));
}

} // namespace

QSize AlertDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const bool isHeading = index.data(AlertListModel::IdRole).toString().isEmpty();
    return {120, isHeading ? headingHeight : alertHeight};
}

QPixmap AlertDelegate::mark(int urgency, bool isOver, const QWidget &widget) const
{
    QPixmap &known = m_marks[{urgency, isOver}];
    if (known.isNull()) {
        const UrgencyMark its = urgencyMark(static_cast<Urgency>(urgency));
        known = symbolicPixmap(its.icon, widget, markSize, isOver ? Tint::Muted : its.tint);
    }
    return known;
}

void AlertDelegate::paintHeading(QPainter &painter, const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    const Theme &theme = Theme::of(option.palette);
    painter.setFont(uiFont(12, QFont::DemiBold));
    painter.setPen(theme.muted);
    drawText(painter, option, option.rect.adjusted(14, 8, -14, 0), false,
             index.data(Qt::DisplayRole).toString());
    painter.setPen(theme.border);
    painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
}

void AlertDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    painter->save();
    painter->setLayoutDirection(option.direction);
    const auto *alert = index.data(AlertListModel::RecordRole).value<const AlertRow *>();
    if (!alert) {
        paintHeading(*painter, option, index);
        painter->restore();
        return;
    }
    const Theme &theme = Theme::of(option.palette);
    const QRect row = option.rect;
    if (option.state.testFlag(QStyle::State_Selected))
        painter->fillRect(row, theme.hover);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(theme.accent);
        painter->drawRect(row.adjusted(0, 0, -1, -2));
    }
    painter->setPen(theme.grid);
    painter->drawLine(row.bottomLeft(), row.bottomRight());

    const int depth = index.data(AlertListModel::DepthRole).toInt();
    const int members = index.data(AlertListModel::MembersRole).toInt();
    QRect inner = row.adjusted(14 + depth * indent, 0, -14, 0);
    const QRect markArea(inner.left(), row.top() + 10, markSize, markSize);
    if (option.widget)
        painter->drawPixmap(QStyle::visualRect(option.direction, row, markArea).topLeft(),
                            mark(static_cast<int>(alert->urgency), isOver(*alert), *option.widget));
    inner.setLeft(inner.left() + markSize + 10);
    QRect first(inner.left(), row.top() + 7, inner.width(), 22);
    QRect second(inner.left(), row.top() + 29, inner.width(), 19);
    const auto takeTrailing = [&](QRect &line, const QString &text, int gap) {
        const int width =
            std::min(painter->fontMetrics().horizontalAdvance(text) + 2, line.width());
        drawText(*painter, option,
                 QRect(line.right() - width + 1, line.top(), width, line.height()), true, text);
        line.setRight(line.right() - width - gap);
    };
    painter->setFont(uiFont(13, QFont::DemiBold));
    painter->setPen(isOver(*alert) ? theme.muted : theme.text);
    takeTrailing(first, index.data(AlertListModel::MoneyRole).toString(), 12);
    painter->setFont(uiFont(13, isOver(*alert) ? QFont::Normal : QFont::Medium));
    drawText(*painter, option, first, false, alert->title);

    // Urgency and state as words first: the mark's colour is never the only sign.
    painter->setFont(uiFont(12));
    const QFontMetrics metrics = painter->fontMetrics();
    painter->setPen(isOver(*alert)                        ? theme.muted
                    : alert->urgency == Urgency::Critical ? theme.critical
                    : alert->urgency == Urgency::Normal   ? theme.warning
                                                          : theme.muted);
    const QString words = AlertListModel::tr("%1 · %2", "urgency, state")
                              .arg(alertUrgencyLabel(alert->urgency),
                                   index.data(AlertListModel::StateRole).toString());
    const int wide = std::min(metrics.horizontalAdvance(words) + 2, second.width());
    drawText(*painter, option, QRect(second.left(), second.top(), wide, second.height()), false,
             words);
    second.setLeft(second.left() + wide + 10);

    const QString sign = index.data(AlertListModel::UnfoldedRole).toBool() ? QStringLiteral("▾ ")
                                                                           : QStringLiteral("▸ ");
    const QString muted =
        members > 0 ? sign + AlertListModel::tr("and %n more", nullptr, members) : QString();
    const QString dead =
        alert->deadDeliveries > 0 ? AlertListModel::tr("not delivered") : QString();
    int beside = 0;
    for (const QString &text : {muted, dead})
        beside += text.isEmpty() ? 0 : metrics.horizontalAdvance(text) + 12;
    QString age = index.data(AlertListModel::AgeRole).toString();
    if (metrics.horizontalAdvance(age) + beside + 4 > second.width())
        age = index.data(AlertListModel::ShortAgeRole).toString();
    painter->setPen(theme.muted);
    takeTrailing(second, age, 12);
    painter->setPen(theme.warning);
    if (!dead.isEmpty())
        takeTrailing(second, dead, 10);
    painter->setPen(theme.accent);
    if (!muted.isEmpty())
        takeTrailing(second, muted, 10);
    painter->setPen(theme.muted);
    if (second.width() > 40)
        drawText(*painter, option, second, false, alert->why);
    painter->restore();
}

} // namespace outlay::ui
