// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/palettemodel.h"

#include "ui/text/match.h"

#include <algorithm>
#include <utility>

namespace outlay::ui {

PaletteModel::PaletteModel(std::vector<PaletteEntry> entries, QObject *parent)
    : QAbstractListModel(parent)
    , m_entries(std::move(entries))
    , m_own(m_entries.size())
{
    setTyped({});
}

void PaletteModel::setTyped(const QString &typed)
{
    m_entries.resize(m_own);
    std::vector<std::pair<int, std::size_t>> scored;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        // "user ali" finds the user, though what counts most is the name.
        const auto byName = matchScore(typed, m_entries[i].text);
        const auto byBoth =
            matchScore(typed, QString(m_entries[i].kind + QLatin1Char(' ') + m_entries[i].text));
        if (byName || byBoth)
            scored.emplace_back(byName ? *byName * 2 : *byBoth, i);
    }
    std::stable_sort(scored.begin(), scored.end(),
                     [](const auto &l, const auto &r) { return l.first > r.first; });
    beginResetModel();
    m_shown.clear();
    for (const auto &[score, i] : scored)
        m_shown.push_back(i);
    endResetModel();
}

void PaletteModel::setFound(std::vector<PaletteEntry> entries)
{
    beginResetModel();
    std::erase_if(m_shown, [this](std::size_t place) { return place >= m_own; });
    m_entries.resize(m_own);
    for (PaletteEntry &entry : entries) {
        const bool isThere = std::any_of(m_shown.begin(), m_shown.end(), [&](std::size_t place) {
            return m_entries[place].text == entry.text && m_entries[place].kind == entry.kind;
        });
        if (isThere)
            continue;
        m_shown.push_back(m_entries.size());
        m_entries.push_back(std::move(entry));
    }
    endResetModel();
}

const PaletteEntry *PaletteModel::entryAt(int row) const
{
    const bool isThere = row >= 0 && static_cast<std::size_t>(row) < m_shown.size();
    return isThere ? &m_entries[m_shown[static_cast<std::size_t>(row)]] : nullptr;
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    const PaletteEntry *entry = entryAt(index.row());
    if (!entry)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return entry->text;
    case Qt::AccessibleTextRole:
        return tr("%1: %2", "kind of entry: its name").arg(entry->kind, entry->text);
    case KindRole:
        return entry->kind;
    case ShortcutRole:
        return entry->shortcut;
    default:
        return {};
    }
}

} // namespace outlay::ui
