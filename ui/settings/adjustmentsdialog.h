// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/closingssnapshot.h"

#include <QDialog>

class QComboBox;
class QTableView;

namespace outlay::ui {

class PlainTableModel;
class WrappedLabel;

/// A closed month held against what is known now: totals, why, and where.
class AdjustmentsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit AdjustmentsDialog(const std::string &month, QWidget *parent = nullptr);

public slots:
    void setComparison(const outlay::ClosingComparison &comparison);
    void setFailure(const QString &sentence);

private:
    QTableView *makeTable(PlainTableModel &model, const char *name, const QString &title);
    void showCauses();
    void showPlaces();

    ClosingComparison m_comparison;
    bool m_isRead = false;
    WrappedLabel *m_words;
    PlainTableModel *m_causes, *m_places;
    QComboBox *m_by;
    QTableView *m_causesTable, *m_placesTable;
};

} // namespace outlay::ui
