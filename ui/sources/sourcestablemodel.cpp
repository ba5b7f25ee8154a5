// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sources/sourcestablemodel.h"

#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"

#include <QLocale>

#include <algorithm>

namespace outlay::ui {
namespace {

bool isFigure(int column)
{
    return column == SourcesTableModel::Requests || column == SourcesTableModel::Files;
}

} // namespace

std::string SourcesTableModel::Entry::name() const
{
    return source ? source->name : plan->key;
}

void SourcesTableModel::setSnapshot(const OverviewSnapshotPtr &snapshot)
{
    std::vector<Entry> entries;
    for (const SourceInfo &source : snapshot->sources) {
        Entry entry{source, {}};
        for (const PlanInfo &plan : snapshot->plans) {
            if (plan.source == source.name && plan.key.empty())
                entry.plan = plan;
        }
        entries.push_back(std::move(entry));
    }
    for (const PlanInfo &plan : snapshot->plans) {
        if (plan.source.empty())
            entries.push_back({{}, plan});
    }
    beginResetModel();
    m_snapshot = snapshot;
    m_entries = std::move(entries);
    endResetModel();
}

const SourcesTableModel::Entry *SourcesTableModel::entryAt(int row) const
{
    return row >= 0 && row < rowCount() ? &m_entries[static_cast<std::size_t>(row)] : nullptr;
}

std::vector<ReceiptLine> SourcesTableModel::requestLines() const
{
    const QLocale locale;
    std::vector<ReceiptLine> lines;
    std::int64_t sum = 0;
    for (const Entry &entry : m_entries) {
        if (!entry.source || entry.source->events == 0)
            continue;
        sum += entry.source->events;
        lines.push_back({ReceiptLine::Kind::Part, sourceLabel(entry.source->name),
                         count(entry.source->events, locale)});
    }
    lines.push_back({ReceiptLine::Kind::Sum, tr("Requests of all sources"), count(sum, locale)});
    return lines;
}

int SourcesTableModel::rowOf(const std::string &name, bool isSource) const
{
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        if (m_entries[i].source.has_value() == isSource && m_entries[i].name() == name)
            return static_cast<int>(i);
    }
    return -1;
}

void SourcesTableModel::sayAgain()
{
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
}

int SourcesTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int SourcesTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SourcesTableModel::data(const QModelIndex &index, int role) const
{
    const Entry *entry = entryAt(index.row());
    if (!entry)
        return {};
    if (role == Qt::ToolTipRole && index.column() == Requests && entry->source &&
        entry->source->events == 0)
        return tr("None: what it saw, other sources tell in full; it counts as theirs");
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return text(*entry, index.column());
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isFigure(index.column()) ? Qt::AlignTrailing : Qt::AlignLeading) |
                                Qt::AlignVCenter);
    return {};
}

QString SourcesTableModel::planText(const Entry &entry) const
{
    if (!entry.plan)
        return planLabel({});
    const QLocale locale;
    QString text = planLabel(entry.plan->kind);
    if (!entry.plan->name.empty())
        text = withoutNames(QString::fromStdString(entry.plan->name));
    if (entry.plan->fee != Money{})
        // The money first: a long name of a plan is cut where there is little room.
        text = tr("%2 a month, %1", "plan, fee").arg(text, money(entry.plan->fee, locale));
    return text;
}

QString SourcesTableModel::text(const Entry &entry, int column) const
{
    const QLocale locale;
    const auto &source = entry.source;
    switch (column) {
    case Name:
        return source             ? sourceLabel(source->name)
               : areNamesHidden() ? shownName({Dimension::Key, {}}, entry.plan->key)
                                  : tr("Key %1").arg(QString::fromStdString(entry.plan->key));
    case Format:
        return source ? QString::fromStdString(source->format) : QString();
    case Plan:
        return planText(entry);
    case Requests:
        return source ? count(source->events, locale) : QString();
    case Files:
        return source ? count(source->files, locale) : QString();
    case Period:
        return source && source->span ? rangeLabel(*source->span, m_snapshot->zone, locale, true)
                                      : QString();
    case LastImport:
        if (!source)
            return {};
        return source->lastImport ? ageLabel(*source->lastImport, m_snapshot->now) : dash();
    default:
        return {};
    }
}

QVariant SourcesTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isFigure(section) ? Qt::AlignTrailing : Qt::AlignLeading) |
                                Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Source");
    case Format:
        return tr("Format");
    case Plan:
        return tr("Plan");
    case Requests:
        return tr("Requests");
    case Files:
        return tr("Files");
    case Period:
        return tr("Period");
    case LastImport:
        return tr("Last import");
    default:
        return {};
    }
}

} // namespace outlay::ui
