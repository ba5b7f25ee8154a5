// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/receipt/receiptlines.h"
#include "ui/tasks/taskssnapshot.h"

#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;
class QTableView;

namespace outlay::ui {

class AgentModel;
class ElidedLabel;
class WrappedLabel;

/// One task: its figures, its agents as a tree over time, and what working as a team cost.
class TaskView : public QWidget
{
    Q_OBJECT

public:
    explicit TaskView(QWidget *parent = nullptr);
    void setDetails(const TaskDetailsPtr &details);
    /// Of a task that could not be read; empty: waiting for it.
    void setFailure(const QString &task, const QString &sentence);

signals:
    void backRequested();
    /// Of the task as a whole.
    void receiptRequested(QPoint globalPosition);
    /// Of an agent: its place among AgentTree::agents.
    void agentReceiptRequested(int agent, QPoint globalPosition);
    /// Of what is a sum of other figures.
    void sumRequested(const QString &title, outlay::Money sum,
                      const std::vector<outlay::ui::ReceiptLine> &lines, QPoint globalPosition);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Figure
    {
        QLabel *value = nullptr, *note = nullptr;
    };
    [[nodiscard]] QWidget *makeFigures();
    void showSums();
    void fitColumns();

    TaskDetailsPtr m_details;
    ElidedLabel *m_title, *m_subtitle;
    QLabel *m_problem;
    std::vector<Figure> m_figures;
    AgentModel *m_model;
    QTableView *m_agents;
    QWidget *m_content;
    QGridLayout *m_sums = nullptr;
    QLabel *m_elsewhere;
};

} // namespace outlay::ui
