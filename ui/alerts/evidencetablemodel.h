// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertssnapshot.h"

#include <QAbstractTableModel>

namespace outlay::ui {

/// What an alert rests on: when, what, how much.
class EvidenceTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Time,
        What,
        Amount,
        ColumnCount,
    };
    enum Role
    {
        SortRole = Qt::UserRole, ///< micros, text, nanos
    };
    using QAbstractTableModel::QAbstractTableModel;

    void setEvidence(const std::vector<AlertEvidence> &evidence, Instant now, const Zone &zone);
    [[nodiscard]] const AlertEvidence *evidenceAt(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

private:
    std::vector<AlertEvidence> m_evidence;
    Instant m_now;
    Zone m_zone;
};

} // namespace outlay::ui
