// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"

#include <QDialog>

class QComboBox;
class QTableView;

namespace outlay::ui {

class PlainTableModel;
class WrappedLabel;

/// Every limit that applies to a user at an endpoint, which one binds, and what is left of each.
class LimitsLadderDialog : public QDialog
{
    Q_OBJECT

public:
    LimitsLadderDialog(const BudgetsSnapshot &snapshot, QWidget *parent);

public slots:
    void setLadder(const outlay::ui::LimitsLadder &ladder);
    /// For the user and endpoint chosen.
    void ask();

signals:
    void ladderRequested(const std::string &user, const std::string &endpoint);

private:
    QComboBox *m_user, *m_endpoint;
    WrappedLabel *m_words;
    PlainTableModel *m_model;
    QTableView *m_table;
    WrappedLabel *m_parts;
    Zone m_zone;
};

} // namespace outlay::ui
