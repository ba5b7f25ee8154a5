// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tasks/tasklistmodel.h"

#include "ui/items/sortarrow.h"
#include "ui/tasks/taskwords.h"
#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"

#include <QLocale>

#include <algorithm>
#include <numeric>

namespace outlay::ui {
namespace {

QString namesOf(const DimensionRef &dimension, const std::vector<std::string> &values)
{
    QStringList names;
    for (const std::string &value : values)
        names << valueLabel(dimension, value);
    return names.isEmpty() ? dash() : names.join(QStringLiteral(", "));
}

} // namespace

void TaskListModel::setSnapshot(const TasksSnapshotPtr &snapshot)
{
    beginResetModel();
    m_snapshot = snapshot;
    arrange();
    addRemainders();
    endResetModel();
}

void TaskListModel::addRemainders()
{
    const TaskCosts &costs = m_snapshot->costs;
    m_remainders.clear();
    Filter unknown;
    unknown.dimension.dimension = Dimension::Task;
    unknown.anyOf.emplace_back(std::nullopt);
    if (costs.restTasks > 0) {
        Remainder rest{tr("%n more task(s)", nullptr, pluralOf(costs.restTasks)),
                       tr("Cheaper ones. A filter or a shorter time shows them."), costs.rest};
        rest.outside.emplace();
        rest.outside->by.push_back(unknown.dimension);
        rest.outside->keys.push_back(unknown.anyOf);
        for (const TaskRow &row : costs.dearest)
            rest.outside->keys.push_back({row.task});
        m_remainders.push_back(std::move(rest));
    }
    if (costs.unknown) {
        Remainder of{tr("Of no known task"),
                     tr("Requests without a tag, a ticket, a CI run or a session"), *costs.unknown};
        of.narrowing.push_back(unknown);
        m_remainders.push_back(std::move(of));
    }
    if (costs.notItemised != Money{}) {
        Measures bills;
        bills.cost = bills.residual = costs.notItemised;
        m_remainders.push_back(
            {notItemisedLabel(), tr("Fees of plans, and bills beyond the requests"), bills});
    }
}

std::optional<Figure> TaskListModel::remainderAt(int row) const
{
    const auto place = static_cast<std::size_t>(row) - m_order.size();
    if (row < static_cast<int>(m_order.size()) || place >= m_remainders.size())
        return std::nullopt;
    const Remainder &rest = m_remainders[place];
    Figure figure{rest.name, rest.measures};
    figure.narrowing = rest.narrowing;
    figure.outside = rest.outside;
    return figure;
}

bool TaskListModel::isEmpty(int column) const
{
    const auto has = [column](const TaskRow &row) {
        return column == Person        ? !row.detail.people.empty()
               : column == Kind        ? !row.detail.kinds.empty()
               : column == Branch      ? !row.detail.branches.empty()
               : column == Commit      ? !row.detail.commits.empty()
               : column == PullRequest ? !row.detail.pullRequests.empty()
                                       : true;
    };
    return !m_snapshot ||
           std::none_of(m_snapshot->costs.dearest.begin(), m_snapshot->costs.dearest.end(), has);
}

const TaskRow *TaskListModel::taskAt(int row) const
{
    const bool isTask = row >= 0 && static_cast<std::size_t>(row) < m_order.size();
    return isTask ? &m_snapshot->costs.dearest[m_order[static_cast<std::size_t>(row)]] : nullptr;
}

int TaskListModel::rowOf(const std::string &task) const
{
    for (int row = 0; taskAt(row); ++row) {
        if (taskAt(row)->task == task)
            return row;
    }
    return -1;
}

int TaskListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_order.size() + m_remainders.size());
}

int TaskListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

bool TaskListModel::isBefore(const TaskRow &left, const TaskRow &right) const
{
    const auto key = [this](const TaskRow &row) -> std::int64_t {
        switch (m_sorted) {
        case Requests:
            return row.measures.requests;
        case Sessions:
            return row.detail.sessions;
        case Agents:
            return row.detail.agents;
        case Tokens:
            return row.measures.usage.total();
        case Outcome:
            return row.detail.outcomes.error + row.detail.outcomes.refusedByCap +
                   row.detail.outcomes.cancelled;
        case Last:
            return row.detail.last.value_or(Instant{}).micros;
        default:
            return row.measures.cost.value_or(Money{-1}).nanos;
        }
    };
    if (m_sorted == Name)
        return left.task < right.task;
    if (m_sorted == Branch)
        return left.detail.branches < right.detail.branches;
    if (m_sorted == Commit)
        return left.detail.commits < right.detail.commits;
    if (m_sorted == PullRequest)
        return left.detail.pullRequests < right.detail.pullRequests;
    if (m_sorted == Person)
        return left.detail.people < right.detail.people;
    if (m_sorted == Kind)
        return left.detail.kinds < right.detail.kinds;
    return key(left) < key(right);
}

void TaskListModel::arrange()
{
    m_order.resize(m_snapshot ? m_snapshot->costs.dearest.size() : 0);
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    const auto &rows = m_snapshot->costs.dearest;
    std::stable_sort(m_order.begin(), m_order.end(), [&](std::size_t l, std::size_t r) {
        return m_sortOrder == Qt::AscendingOrder ? isBefore(rows[l], rows[r])
                                                 : isBefore(rows[r], rows[l]);
    });
}

void TaskListModel::sort(int column, Qt::SortOrder order)
{
    m_sorted = column;
    m_sortOrder = order;
    if (!m_snapshot)
        return;
    emit layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    std::vector<std::size_t> old = m_order;
    arrange();
    QModelIndexList after;
    for (const QModelIndex &index : before) {
        const auto row = static_cast<std::size_t>(index.row());
        if (row >= old.size()) {
            after << index;
            continue;
        }
        const auto now = std::find(m_order.begin(), m_order.end(), old[row]);
        after << createIndex(static_cast<int>(now - m_order.begin()), index.column());
    }
    changePersistentIndexList(before, after);
    emit layoutChanged();
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

QString TaskListModel::text(const TaskRow &row, int column) const
{
    const QLocale locale;
    switch (column) {
    case Name:
        return taskLabel(row.task);
    case Cost:
        return taskMoney(row.measures.cost, row.measures.unpricedRequests, locale);
    case Requests:
        return count(row.measures.requests, locale);
    case Sessions:
        return row.detail.sessions > 0 ? count(row.detail.sessions, locale) : dash();
    case Agents:
        return row.detail.agents > 0 ? count(row.detail.agents, locale) : dash();
    case Tokens:
        return countCompact(row.measures.usage.total(), locale);
    case Person:
        return namesOf({Dimension::User, {}}, row.detail.people);
    case Kind:
        return namesOf({Dimension::TaskKind, {}}, row.detail.kinds);
    case Outcome:
        return outcomeText(row.detail.outcomes, locale);
    case Branch: {
        QStringList branches;
        for (const std::string &branch : row.detail.branches)
            branches << shownName(NameKind::Branch, QString::fromStdString(branch));
        return branches.isEmpty() ? dash() : branches.join(QStringLiteral(", "));
    }
    case Commit:
        return namesOf({Dimension::Tag, "commit"}, row.detail.commits);
    case PullRequest:
        return namesOf({Dimension::Tag, "pull_request"}, row.detail.pullRequests);
    case Last:
        return row.detail.last ? dayLabel(*row.detail.last, m_snapshot->zone, locale) : dash();
    default:
        return {};
    }
}

QString TaskListModel::text(const Remainder &rest, int column) const
{
    const QLocale locale;
    switch (column) {
    case Name:
        return rest.name;
    case Cost:
        return taskMoney(rest.measures.cost, 0, locale);
    case Requests:
        return rest.measures.requests > 0 ? count(rest.measures.requests, locale) : dash();
    case Tokens:
        return rest.measures.requests > 0 ? countCompact(rest.measures.usage.total(), locale)
                                          : dash();
    default:
        return {};
    }
}

QString TaskListModel::hint(const TaskRow &row, int column) const
{
    const QLocale locale;
    if (column == Outcome)
        return outcomeHint(row.detail.outcomes, locale);
    if (column == Cost && row.measures.cost)
        return moneyExact(*row.measures.cost, locale);
    if (column == Tokens)
        return count(row.measures.usage.total(), locale);
    return text(row, column);
}

QVariant TaskListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int column = index.column();
    if (role == Qt::TextAlignmentRole) {
        const bool isFigure = column >= Cost && column <= Tokens;
        return static_cast<int>(Qt::AlignVCenter |
                                (isFigure ? Qt::AlignTrailing : Qt::AlignLeading));
    }
    const TaskRow *task = taskAt(index.row());
    if (role == Qt::DisplayRole)
        return task ? text(*task, column)
                    : text(m_remainders[static_cast<std::size_t>(index.row()) - m_order.size()],
                           column);
    if (role == Qt::ToolTipRole)
        return task ? hint(*task, column)
                    : m_remainders[static_cast<std::size_t>(index.row()) - m_order.size()].hint;
    return {};
}

QVariant TaskListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(
            Qt::AlignVCenter |
            (section >= Cost && section <= Tokens ? Qt::AlignTrailing : Qt::AlignLeading));
    if (role != Qt::DisplayRole)
        return {};
    if (section != m_sorted)
        return heading(section);
    return QString(heading(section) + u' ' + sortArrow(m_sortOrder));
}

QString TaskListModel::heading(int column)
{
    switch (column) {
    case Name:
        return tr("Task");
    case Cost:
        return tr("Cost");
    case Requests:
        return tr("Requests");
    case Sessions:
        return tr("Sessions");
    case Agents:
        return tr("Agents");
    case Tokens:
        return tr("Tokens");
    case Person:
        return tr("Person");
    case Kind:
        return tr("Kind", "of task");
    case Outcome:
        return tr("Requests ended");
    case Branch:
        return tr("Branch");
    case Commit:
        return tr("Commit");
    case PullRequest:
        return tr("Pull request");
    case Last:
        return tr("Last");
    default:
        return {};
    }
}

} // namespace outlay::ui
