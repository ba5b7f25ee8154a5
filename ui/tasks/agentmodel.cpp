// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tasks/agentmodel.h"

#include "ui/tasks/taskwords.h"
#include "ui/text/bidi.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QDateTime>
#include <QLocale>
#include <QPainter>

#include <algorithm>

namespace outlay::ui {
namespace {

constexpr int wholeAxis = 1000;
constexpr int indent = 16, deepest = 8;

QString momentText(Instant at, const Zone &zone, const QLocale &locale)
{
    const QDateTime moment =
        QDateTime::fromMSecsSinceEpoch(at.micros / 1000, Qt::OffsetFromUTC, zone.offsetSeconds(at));
    return locale.toString(moment.date(), QLocale::ShortFormat) + u' ' +
           locale.toString(moment.time(), QLocale::ShortFormat);
}

} // namespace

void AgentModel::setDetails(const TaskDetailsPtr &details)
{
    beginResetModel();
    m_details = details;
    m_axis = {};
    if (details && !details->tree.agents.empty()) {
        m_axis = {details->tree.agents.front().first, details->tree.agents.front().last};
        for (const Agent &agent : details->tree.agents) {
            m_axis.from = std::min(m_axis.from, agent.first);
            m_axis.to = std::max(m_axis.to, agent.last);
        }
    }
    endResetModel();
}

const Agent *AgentModel::agentAt(int row) const
{
    const bool isThere =
        m_details && row >= 0 && static_cast<std::size_t>(row) < m_details->tree.agents.size();
    return isThere ? &m_details->tree.agents[static_cast<std::size_t>(row)] : nullptr;
}

int AgentModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_details ? 0 : static_cast<int>(m_details->tree.agents.size());
}

int AgentModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

/// For the eye only.
int AgentModel::placeOf(Instant at) const
{
    const double length =
        static_cast<double>(std::max<std::int64_t>(1, m_axis.to.micros - m_axis.from.micros));
    return static_cast<int>(static_cast<double>(at.micros - m_axis.from.micros) / length *
                            wholeAxis);
}

QString AgentModel::text(const Agent &agent, int column) const
{
    const QLocale locale;
    switch (column) {
    case Name:
        return agentLabel(m_details->tree, agent);
    case Time:
        return tr("%1 to %2", "first and last request")
            .arg(momentText(agent.first, m_details->zone, locale),
                 momentText(agent.last, m_details->zone, locale));
    case Cost:
        return taskMoney(agent.cost, agent.unpricedRequests, locale);
    case Requests:
        return count(agent.requests, locale);
    case Tokens:
        return countCompact(agent.usage.total(), locale);
    case Overhead:
        return agent.overhead ? countCompact(*agent.overhead, locale) : dash();
    case CacheRead:
        return countCompact(agent.cacheRead, locale);
    case Reread:
        return agent.reread ? countCompact(*agent.reread, locale) : dash();
    case Models: {
        QStringList models;
        for (const std::string &model : agent.models)
            models << QString::fromStdString(model);
        return models.join(QStringLiteral(", "));
    }
    default:
        return {};
    }
}

QString AgentModel::hint(const Agent &agent, int column) const
{
    const QLocale locale;
    switch (column) {
    case Name: {
        QString lines = text(agent, Name);
        if (agent.starter)
            lines +=
                u'\n' +
                (agent.isStarterKnown
                     ? tr("Started by %1")
                           .arg(agentLabel(m_details->tree, m_details->tree.agents[*agent.starter]))
                     : tr("The source does not say who started it; shown below the lead of "
                          "its session"));
        return lines;
    }
    case Cost:
        return agent.cost ? moneyExact(*agent.cost, locale) : text(agent, Cost);
    case Overhead:
        return tr("Tokens of its first prompt: system prompt, tools, documents and the task");
    case CacheRead:
        return tr("Sent before and read from the cache: %1 tokens")
            .arg(count(agent.cacheRead, locale));
    case Reread:
        if (!agent.reread)
            return tr("No source says which of these requests are of one conversation, so what was "
                      "sent again is not known");
        return tr("Sent before and sent anew, not read from the cache: %1 tokens")
            .arg(count(*agent.reread, locale));
    case Tokens:
        return count(agent.usage.total(), locale);
    default:
        return text(agent, column);
    }
}

QVariant AgentModel::data(const QModelIndex &index, int role) const
{
    const Agent *agent = index.isValid() ? agentAt(index.row()) : nullptr;
    if (!agent)
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(*agent, column);
    case Qt::ToolTipRole:
        return hint(*agent, column);
    case Qt::TextAlignmentRole:
        return static_cast<int>(
            Qt::AlignVCenter |
            (column >= Cost && column <= Reread ? Qt::AlignTrailing : Qt::AlignLeading));
    case DepthRole:
        return static_cast<int>(agent->depth);
    case FromRole:
        return placeOf(agent->first);
    case ToRole:
        return placeOf(agent->last);
    default:
        return {};
    }
}

QVariant AgentModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(
            Qt::AlignVCenter |
            (section >= Cost && section <= Reread ? Qt::AlignTrailing : Qt::AlignLeading));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Agent");
    case Time:
        return tr("Time");
    case Cost:
        return tr("Cost");
    case Requests:
        return tr("Requests");
    case Tokens:
        return tr("Tokens");
    case Overhead:
        return tr("First prompt");
    case CacheRead:
        return tr("Cache read");
    case Reread:
        return tr("Sent again");
    case Models:
        return tr("Models");
    default:
        return {};
    }
}

void AgentDelegate::paintName(QPainter &painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index)
{
    const Theme &theme = Theme::of(option.palette);
    const int depth = std::min(index.data(AgentModel::DepthRole).toInt(), deepest);
    QRect rest = option.rect.adjusted(9, 0, -6, 0);
    const bool isMirrored = option.direction == Qt::RightToLeft;
    if (depth > 0) {
        const int x = isMirrored ? rest.right() - (depth - 1) * indent - 6
                                 : rest.left() + (depth - 1) * indent + 6;
        const int y = rest.center().y();
        painter.setPen(QPen(theme.muted, 1));
        painter.drawLine(x, rest.top(), x, y);
        painter.drawLine(x, y, isMirrored ? x - 7 : x + 7, y);
    }
    rest.adjust(isMirrored ? 0 : depth * indent, 0, isMirrored ? -depth * indent : 0, 0);
    painter.setPen(theme.text);
    painter.setFont(option.font);
    painter.drawText(
        rest, static_cast<int>(Qt::AlignVCenter | Qt::AlignLeading),
        isolated(QFontMetrics(option.font)
                     .elidedText(index.data().toString(), Qt::ElideRight, rest.width())));
}

void AgentDelegate::paintTime(QPainter &painter, const QStyleOptionViewItem &option,
                              const QModelIndex &index)
{
    const Theme &theme = Theme::of(option.palette);
    const QRectF axis = QRectF(option.rect).adjusted(8, 0, -8, 0);
    const auto place = [&](int thousandths) {
        const double along = axis.width() * thousandths / wholeAxis;
        return axis.left() + along; // time runs from left to right, see valuelabels.h
    };
    const double y = axis.center().y();
    painter.setPen(QPen(theme.grid, 1));
    painter.drawLine(QPointF(axis.left(), y), QPointF(axis.right(), y));
    QRectF bar = QRectF(QPointF(place(index.data(AgentModel::FromRole).toInt()), y - 5),
                        QPointF(place(index.data(AgentModel::ToRole).toInt()), y + 5))
                     .normalized();
    if (bar.width() < 4) // a single moment is still seen
        bar.setWidth(4);
    if (bar.right() > axis.right())
        bar.moveRight(axis.right());
    painter.setPen(Qt::NoPen);
    painter.setBrush(index.data(AgentModel::DepthRole).toInt() == 0 ? theme.accent
                                                                    : theme.series.at(1));
    painter.drawRoundedRect(bar, 3, 3);
}

void AgentDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    QStyleOptionViewItem bare = option;
    initStyleOption(&bare, index);
    bare.text.clear();
    bare.features &= ~QStyleOptionViewItem::HasDisplay;
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &bare, painter, option.widget);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (index.column() == AgentModel::Time)
        paintTime(*painter, option, index);
    else
        paintName(*painter, option, index);
    painter->restore();
}

} // namespace outlay::ui
