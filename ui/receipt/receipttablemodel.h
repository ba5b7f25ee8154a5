// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/receipt/receiptlines.h"

#include <QAbstractTableModel>

namespace outlay::ui {

/// The lines of a receipt.
class ReceiptTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Label,
        Quantity,
        Rate,
        Amount,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;
    void setLines(std::vector<ReceiptLine> lines);
    [[nodiscard]] const std::vector<ReceiptLine> &lines() const { return m_lines; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    std::vector<ReceiptLine> m_lines;
};

} // namespace outlay::ui
