// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/evidencetablemodel.h"

#include "ui/alerts/alertwords.h"
#include "ui/text/numbers.h"

namespace outlay::ui {

void EvidenceTableModel::setEvidence(const std::vector<AlertEvidence> &evidence, Instant now,
                                     const Zone &zone)
{
    beginResetModel();
    m_evidence = evidence;
    m_now = now;
    m_zone = zone;
    endResetModel();
}

const AlertEvidence *EvidenceTableModel::evidenceAt(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr : &m_evidence[static_cast<std::size_t>(row)];
}

int EvidenceTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_evidence.size());
}

int EvidenceTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EvidenceTableModel::data(const QModelIndex &index, int role) const
{
    const AlertEvidence *line = index.isValid() ? evidenceAt(index.row()) : nullptr;
    if (!line)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter |
                                (index.column() == Amount ? Qt::AlignTrailing : Qt::AlignLeading));
    if (role == Qt::ToolTipRole) {
        if (index.column() == Time && line->at)
            return exactMoment(*line->at, m_zone, QLocale());
        if (index.column() == Amount && line->amount)
            return moneyExact(*line->amount, QLocale());
        return line->what.toHtmlEscaped(); // names from data are text, never mark-up
    }
    if (role == SortRole) {
        if (index.column() == Time)
            return line->at ? QVariant::fromValue<qlonglong>(line->at->micros) : QVariant();
        if (index.column() == Amount)
            return line->amount ? QVariant::fromValue<qlonglong>(line->amount->nanos) : QVariant();
        return line->what;
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Time:
        return line->at ? momentLabel(*line->at, m_now, m_zone, QLocale()) : dash();
    case What:
        return line->what;
    case Amount:
        return moneyOrDash(line->amount, QLocale());
    default:
        return {};
    }
}

QVariant EvidenceTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter |
                                (section == Amount ? Qt::AlignTrailing : Qt::AlignLeading));
    if (role != Qt::DisplayRole)
        return {};
    return QStringList{tr("When"), tr("What"), tr("Amount")}.value(section);
}

} // namespace outlay::ui
