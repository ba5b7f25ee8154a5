// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>
#include <QStringList>

#include <vector>

namespace outlay::ui {

/// Rows of ready text, for the details dialogs.
class PlainTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    /// `trailing`: columns of figures, set to the right.
    PlainTableModel(QStringList header, std::vector<int> trailing, QObject *parent = nullptr);
    void setRows(std::vector<QStringList> rows);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    [[nodiscard]] int alignment(int column) const;

    QStringList m_header;
    std::vector<int> m_trailing;
    std::vector<QStringList> m_rows;
};

} // namespace outlay::ui
