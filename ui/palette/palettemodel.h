// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QString>

#include <functional>
#include <vector>

namespace outlay::ui {

/// Something the palette can do.
struct PaletteEntry
{
    QString text;     ///< "Explore", "alice@example.com"
    QString kind;     ///< "Page", "User": beside it
    QString shortcut; ///< empty: none
    std::function<void()> run;
};

/// The entries that fit what is typed, best first; those that fit alike keep their order.
class PaletteModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        KindRole = Qt::UserRole,
        ShortcutRole,
    };

    explicit PaletteModel(std::vector<PaletteEntry> entries, QObject *parent = nullptr);
    void setTyped(const QString &typed);
    /// Found for what is typed, whatever it says: shown last, without what is there already, until
    /// something else is typed.
    void setFound(std::vector<PaletteEntry> entries);
    /// Null: no such row.
    [[nodiscard]] const PaletteEntry *entryAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<PaletteEntry> m_entries; ///< the first `m_own` were given, the rest found
    std::size_t m_own = 0;
    std::vector<std::size_t> m_shown; ///< places in m_entries
};

} // namespace outlay::ui
