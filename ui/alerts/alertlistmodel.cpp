// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertlistmodel.h"

#include "ui/alerts/alertwords.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"

#include <algorithm>
#include <tuple>

namespace outlay::ui {
namespace {

enum Rank
{
    OpenRank,
    DueRank,
    PendingRank,
    AcknowledgedRank,
    SnoozedRank,
    HistoryRank,
};

Rank rankOf(const AlertRow &alert, Instant now)
{
    switch (alert.state) {
    case AlertState::Open:
        return OpenRank;
    case AlertState::Pending:
        return PendingRank;
    case AlertState::Acknowledged:
        return AcknowledgedRank;
    case AlertState::Snoozed:
        return isSnoozeDue(alert, now) ? DueRank : SnoozedRank;
    case AlertState::Resolved:
    case AlertState::ListedOnly:
        break;
    }
    return HistoryRank;
}

/// Less is further up.
bool isAbove(const AlertRow &a, const AlertRow &b, Instant now)
{
    const Rank rank = rankOf(a, now), other = rankOf(b, now);
    const auto key = [](const AlertRow &one, Rank its) {
        const bool isPast = its == HistoryRank;
        // The past is in time order alone; what is to be decided by urgency, then by money.
        return std::tuple(isPast ? 0 : -static_cast<int>(one.urgency),
                          isPast ? 0 : -one.atStake.value_or(Money{}).nanos,
                          -one.happenedAt.micros);
    };
    if (rank != other)
        return rank < other;
    const auto left = key(a, rank), right = key(b, rank);
    return left != right ? left < right : a.id < b.id;
}

} // namespace

void AlertListModel::setSnapshot(const AlertsSnapshotPtr &snapshot)
{
    m_snapshot = snapshot;
    rebuild();
}

void AlertListModel::setFilter(const AlertFilter &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    rebuild();
}

void AlertListModel::setUnfolded(const QString &id, bool isUnfolded)
{
    if (m_unfolded.contains(id) == isUnfolded)
        return;
    if (isUnfolded)
        m_unfolded.insert(id);
    else
        m_unfolded.remove(id);
    rebuild();
}

bool AlertListModel::passes(const AlertRow &alert) const
{
    if (m_filter.kind && alert.kind != *m_filter.kind)
        return false;
    const Rank rank = rankOf(alert, m_snapshot->now);
    switch (m_filter.states) {
    case AlertFilter::States::All:
        break;
    case AlertFilter::States::Undecided:
        if (rank > PendingRank)
            return false;
        break;
    case AlertFilter::States::Handled:
        if (rank != AcknowledgedRank && rank != SnoozedRank)
            return false;
        break;
    case AlertFilter::States::History:
        if (rank != HistoryRank)
            return false;
        break;
    }
    if (m_filter.text.isEmpty())
        return true;
    const auto has = [&](const QString &text) {
        return text.contains(m_filter.text, Qt::CaseInsensitive);
    };
    return has(alert.title) || has(alert.why) || has(alert.budget) || has(alert.owner) ||
           has(alert.note) || has(scopeLabel(alert)) || has(alertKindLabel(alert.kind));
}

QString AlertListModel::headingOf(const AlertRow &alert) const
{
    switch (rankOf(alert, m_snapshot->now)) {
    case OpenRank:
    case DueRank:
    case PendingRank:
        return tr("Needs a decision");
    case AcknowledgedRank:
    case SnoozedRank:
        return tr("Taken care of");
    case HistoryRank:
        break;
    }
    return dayLabel(alert.happenedAt, m_snapshot->zone, QLocale());
}

void AlertListModel::rebuild()
{
    beginResetModel();
    m_lines.clear();
    m_rowOf.clear();
    m_shown = 0;
    if (m_snapshot) {
        const auto &rows = m_snapshot->rows;
        QHash<QString, std::size_t> byId;
        for (std::size_t i = 0; i < rows.size(); ++i)
            byId.insert(rows[i].id, i);
        QHash<QString, std::vector<std::size_t>> members;
        std::vector<std::size_t> tops;
        QSet<QString> wanted; // parents that are shown for the sake of a member
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const AlertRow &alert = rows[i];
            const bool isMember = !alert.inhibitedBy.isEmpty() && alert.inhibitedBy != alert.id &&
                                  byId.contains(alert.inhibitedBy) &&
                                  // one level: what is muted by something muted stands alone
                                  rows[byId.value(alert.inhibitedBy)].inhibitedBy.isEmpty();
            if (!isMember) {
                tops.push_back(i);
            } else if (passes(alert)) {
                members[alert.inhibitedBy].push_back(i);
                wanted.insert(alert.inhibitedBy);
            }
        }
        std::erase_if(
            tops, [&](std::size_t i) { return !passes(rows[i]) && !wanted.contains(rows[i].id); });
        const auto inOrder = [&](std::size_t a, std::size_t b) {
            return isAbove(rows[a], rows[b], m_snapshot->now);
        };
        std::sort(tops.begin(), tops.end(), inOrder);
        QString heading;
        for (const std::size_t top : tops) {
            const QString own = headingOf(rows[top]);
            if (own != heading)
                m_lines.push_back({0, 0, 0, own});
            heading = own;
            std::vector<std::size_t> &muted = members[rows[top].id];
            m_lines.push_back({top, 0, static_cast<int>(muted.size()), {}});
            m_shown += 1 + static_cast<int>(muted.size());
            // What was searched for is not hidden in a fold.
            if (!m_unfolded.contains(rows[top].id) && passes(rows[top]))
                continue;
            std::sort(muted.begin(), muted.end(), inOrder);
            for (const std::size_t member : muted)
                m_lines.push_back({member, 1, 0, {}});
        }
        for (std::size_t line = 0; line < m_lines.size(); ++line) {
            if (m_lines[line].heading.isEmpty())
                m_rowOf.insert(rows[m_lines[line].alert].id, static_cast<int>(line));
        }
    }
    endResetModel();
}

const AlertRow *AlertListModel::alertAt(int row) const
{
    if (row < 0 || row >= rowCount())
        return nullptr;
    const Line &line = m_lines[static_cast<std::size_t>(row)];
    return line.heading.isEmpty() ? &m_snapshot->rows[line.alert] : nullptr;
}

int AlertListModel::rowOf(const QString &id) const
{
    return m_rowOf.value(id, -1);
}

int AlertListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_lines.size());
}

Qt::ItemFlags AlertListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    if (!alertAt(index.row()))
        return Qt::ItemIsEnabled; // a heading is passed over
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
}

/// What a screen reader says: all the row shows, the urgency as a word.
QString AlertListModel::spoken(const Line &line) const
{
    const AlertRow &alert = m_snapshot->rows[line.alert];
    const QLocale locale;
    QStringList parts{tr("%1, %2: %3", "urgency, state, title")
                          .arg(alertUrgencyLabel(alert.urgency),
                               alertStateLabel(alert, m_snapshot->now), alert.title),
                      alert.why, alertAge(alert, m_snapshot->now, m_snapshot->zone, locale)};
    if (const QString stake = stakeLabel(alert, locale); !stake.isEmpty())
        parts << tr("%1 at stake").arg(stake);
    if (line.members > 0)
        parts << tr("and %n more", nullptr, line.members);
    if (alert.deadDeliveries > 0)
        parts << tr("not delivered");
    parts.removeAll(QString());
    return parts.join(QStringLiteral(". "));
}

QVariant AlertListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Line &line = m_lines[static_cast<std::size_t>(index.row())];
    if (!line.heading.isEmpty()) {
        if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
            return line.heading;
        return role == RecordRole ? QVariant::fromValue<const AlertRow *>(nullptr) : QVariant();
    }
    const AlertRow &alert = m_snapshot->rows[line.alert];
    switch (role) {
    case Qt::DisplayRole:
        return alert.title;
    case Qt::ToolTipRole:
        // As text: a title from data is never mark-up.
        return QString(tr("%1\n%2\nHappened %3\nKnown %4", "title, reason, times")
                           .arg(alert.title, alert.why,
                                exactMoment(alert.happenedAt, m_snapshot->zone, QLocale()),
                                exactMoment(alert.knownAt, m_snapshot->zone, QLocale())))
            .toHtmlEscaped()
            .replace(u'\n', QStringLiteral("<br>"));
    case Qt::AccessibleTextRole:
        return spoken(line);
    case IdRole:
        return alert.id;
    case RecordRole:
        return QVariant::fromValue(&alert);
    case DepthRole:
        return line.depth;
    case MembersRole:
        return line.members;
    case UnfoldedRole:
        return m_unfolded.contains(alert.id) || !passes(alert);
    case AgeRole:
        return alertAge(alert, m_snapshot->now, m_snapshot->zone, QLocale());
    case ShortAgeRole:
        return momentLabel(alert.happenedAt, m_snapshot->now, m_snapshot->zone, QLocale());
    case StateRole:
        return alertStateLabel(alert, m_snapshot->now);
    case MoneyRole:
        return alert.atStake || alert.unpriced > 0 ? stakeLabel(alert, QLocale()) : dash();
    default:
        return {};
    }
}

} // namespace outlay::ui
