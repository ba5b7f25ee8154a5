// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertssnapshot.h"

#include <QAbstractListModel>
#include <QHash>
#include <QSet>

namespace outlay::ui {

/// Which alerts the list shows.
struct AlertFilter
{
    enum class States : std::uint8_t
    {
        All,
        Undecided, ///< open, due or pending
        Handled,   ///< acknowledged or snoozed
        History,
    };
    States states = States::All;
    std::optional<AlertKind> kind;
    QString text; ///< in title, reason, scope, budget, owner or note

    bool operator==(const AlertFilter &) const = default;
};

/// Headings and alerts in the order a person should look at them: what needs a decision, what is
/// taken care of, then the past by day. Muted alerts stand below the one that mutes them, folded.
class AlertListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role
    {
        IdRole = Qt::UserRole, ///< empty: a heading
        RecordRole,            ///< const AlertRow *, as a pointer; null: a heading
        DepthRole,             ///< 0, or 1 below the alert that mutes it
        MembersRole,           ///< how many it mutes
        UnfoldedRole,          ///< they are shown
        AgeRole,
        ShortAgeRole, ///< where there is no room for the other
        StateRole,
        MoneyRole,
    };
    using QAbstractListModel::QAbstractListModel;

    void setSnapshot(const AlertsSnapshotPtr &snapshot);
    void setFilter(const AlertFilter &filter);
    [[nodiscard]] const AlertFilter &filter() const { return m_filter; }
    void setUnfolded(const QString &id, bool isUnfolded);
    /// Null: a heading, or no such row.
    [[nodiscard]] const AlertRow *alertAt(int row) const;
    /// -1: not shown.
    [[nodiscard]] int rowOf(const QString &id) const;
    [[nodiscard]] int alertCount() const { return m_shown; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Line
    {
        std::size_t alert = 0;
        int depth = 0;
        int members = 0;
        QString heading; ///< instead of an alert
    };
    void rebuild();
    [[nodiscard]] bool passes(const AlertRow &alert) const;
    [[nodiscard]] QString headingOf(const AlertRow &alert) const;
    [[nodiscard]] QString spoken(const Line &line) const;

    AlertsSnapshotPtr m_snapshot;
    AlertFilter m_filter;
    QSet<QString> m_unfolded;
    std::vector<Line> m_lines;
    QHash<QString, int> m_rowOf;
    int m_shown = 0;
};

} // namespace outlay::ui

Q_DECLARE_METATYPE(const outlay::ui::AlertRow *)
