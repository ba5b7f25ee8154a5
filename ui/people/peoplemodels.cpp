// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/people/peoplemodels.h"

#include "ui/people/peoplewords.h"
#include "ui/text/namelookup.h"
#include "ui/text/numbers.h"

#include <algorithm>

namespace outlay::ui {

void PeopleModelBase::setSnapshot(const PeopleSnapshotPtr &snapshot)
{
    beginResetModel();
    m_snapshot = snapshot;
    endResetModel();
}

int PeopleModelBase::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_snapshot ? 0 : static_cast<int>(rows());
}

int PeopleModelBase::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(headings().size());
}

QVariant PeopleModelBase::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const auto row = static_cast<std::size_t>(index.row());
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole)
        return text(row, index.column());
    if (role == SortRole)
        return sortKey(row, index.column());
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter |
                                (isFigure(index.column()) ? Qt::AlignTrailing : Qt::AlignLeading));
    return {};
}

QVariant PeopleModelBase::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::DisplayRole)
        return headings().value(section);
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>(Qt::AlignVCenter |
                                (isFigure(section) ? Qt::AlignTrailing : Qt::AlignLeading));
    return {};
}

const Person *PeopleTableModel::personAt(int row) const
{
    return row < 0 || row >= rowCount()
               ? nullptr
               : &m_snapshot->report.people[static_cast<std::size_t>(row)].person;
}

std::size_t PeopleTableModel::rows() const
{
    return m_snapshot->report.people.size();
}

QStringList PeopleTableModel::headings() const
{
    return {tr("Person"),   tr("Team"),     tr("Cost center"),
            tr("Known as"), tr("Requests"), tr("Cost")};
}

QString PeopleTableModel::text(std::size_t row, int column) const
{
    const PersonSpend &spend = m_snapshot->report.people[row];
    const Person &person = spend.person;
    const QLocale locale;
    switch (column) {
    case Name:
        return personLabel(person.name);
    case Team:
        return shownName({Dimension::Team, {}}, person.team);
    case CostCenter:
        return shownName({Dimension::CostCenter, {}}, person.costCenter);
    case Identities: {
        QStringList all;
        if (!person.email.empty() && person.email != person.name)
            all << shownIdentity(NameKind::Email, QString::fromStdString(person.email));
        for (const Identity &identity : person.identities)
            all << identityLabel(identity);
        return all.join(QStringLiteral(", "));
    }
    case Requests:
        return count(spend.requests, locale);
    case Cost:
        return money(spend.cost, locale);
    default:
        return {};
    }
}

QVariant PeopleTableModel::sortKey(std::size_t row, int column) const
{
    const PersonSpend &spend = m_snapshot->report.people[row];
    if (column == Requests)
        return QVariant::fromValue<qlonglong>(spend.requests);
    if (column == Cost)
        return QVariant::fromValue<qlonglong>(spend.cost.nanos);
    return text(row, column);
}

const UnmappedIdentity *UnmappedTableModel::identityAt(int row) const
{
    return row < 0 || row >= rowCount()
               ? nullptr
               : &m_snapshot->report.unmapped[static_cast<std::size_t>(row)];
}

const JoinSuggestion *UnmappedTableModel::suggestionAt(int row) const
{
    const UnmappedIdentity *unmapped = identityAt(row);
    if (!unmapped)
        return nullptr;
    const auto &all = m_snapshot->report.suggestions;
    const auto found = std::find_if(all.begin(), all.end(), [&](const JoinSuggestion &one) {
        return one.identity == unmapped->identity;
    });
    return found == all.end() ? nullptr : &*found;
}

std::size_t UnmappedTableModel::rows() const
{
    return m_snapshot->report.unmapped.size();
}

QStringList UnmappedTableModel::headings() const
{
    return {tr("Seen as"), tr("Kind"), tr("Cost"), tr("Seems to be")};
}

QString UnmappedTableModel::text(std::size_t row, int column) const
{
    const UnmappedIdentity &unmapped = m_snapshot->report.unmapped[row];
    switch (column) {
    case Value:
        return identityLabel(unmapped.identity);
    case Kind:
        return identityKindText(unmapped.identity.kind);
    case Cost:
        return money(unmapped.cost, QLocale());
    case Suggestion: {
        const JoinSuggestion *suggestion = suggestionAt(static_cast<int>(row));
        return suggestion
                   ? tr("%1 (%2)", "person, reason")
                         .arg(personLabel(suggestion->person), reasonText(suggestion->reason))
                   : dash();
    }
    default:
        return {};
    }
}

QVariant UnmappedTableModel::sortKey(std::size_t row, int column) const
{
    if (column == Cost)
        return QVariant::fromValue<qlonglong>(m_snapshot->report.unmapped[row].cost.nanos);
    return text(row, column);
}

std::size_t RulesTableModel::rows() const
{
    return m_snapshot->rules.size();
}

QStringList RulesTableModel::headings() const
{
    return {tr("No.", "number of a rule"), tr("Where"), tr("Is for"), tr("When")};
}

QString RulesTableModel::text(std::size_t row, int column) const
{
    const Ingest::AttributionRule &rule = m_snapshot->rules[row];
    switch (column) {
    case Number:
        return QLocale().toString(static_cast<int>(row) + 1);
    case Match:
        return matchText(rule);
    case Set:
        return setText(rule);
    case Time:
        return rangeText(rule, QLocale());
    default:
        return {};
    }
}

QVariant RulesTableModel::sortKey(std::size_t row, int column) const
{
    if (column == Number)
        return static_cast<int>(row);
    return text(row, column);
}

} // namespace outlay::ui
