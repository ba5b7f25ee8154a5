// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <vector>

class QTableView;

namespace outlay::ui {

/// Hides columns of a table that is too narrow for all of them, so that the others are whole.
class FittingColumns : public QObject
{
    Q_OBJECT

public:
    /// Belongs to the table. `flexible`: columns that share what is left, and may be cut a little;
    /// `leastWanted`: those that go, the first one first. All others stay.
    FittingColumns(QTableView &table, std::vector<int> flexible, std::vector<int> leastWanted);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fit();
    [[nodiscard]] int widthOf(int column) const;

    QTableView &m_table;
    std::vector<int> m_flexible, m_leastWanted;
    bool m_isFitting = false;
};

} // namespace outlay::ui
