// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace outlay::ui {

class PlainTableModel;
class PushPanel;
class UserCapsModel;

/// Caps of many people at once: a grid to type or paste into, then one reviewed step that says what
/// changes here and what at the gateway.
class UserCapsDialog : public QDialog
{
    Q_OBJECT

public:
    UserCapsDialog(const std::vector<UserCap> &caps, std::vector<std::string> users,
                   QWidget *parent);
    [[nodiscard]] PushPanel &panel() { return *m_panel; }
    /// The gateway's part may be pushed, or no longer.
    void updatePush();

public slots:
    /// Takes a pasted table; says line and column of what it cannot read, and then takes nothing.
    void paste(const QString &text);
    void setReview(const std::vector<outlay::ui::UserCapDiff> &differences);
    void setResults(const std::vector<outlay::ui::UserCapResult> &results);

signals:
    void reviewRequested(const std::vector<outlay::ui::UserCap> &caps);
    /// Reviewed. `isPushed`: then also to the gateway.
    void saveRequested(const std::vector<outlay::ui::UserCap> &caps, bool isPushed);
    /// Reviewed, and nothing is to be saved.
    void pushRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QWidget *makeGrid();
    [[nodiscard]] QWidget *makeReview();
    void addAllUsers();
    void review();
    void save(bool isPushed);
    void backToGrid();
    void say(const QString &sentence);

    std::vector<std::string> m_users;
    UserCapsModel *m_caps;
    PlainTableModel *m_differences;
    QStackedWidget *m_steps;
    QTableView *m_grid;
    QLabel *m_problem, *m_summary;
    PushPanel *m_panel;
    QPushButton *m_next, *m_back, *m_save, *m_push, *m_close;
    std::vector<UserCapDiff> m_reviewed;
    bool m_hasReview = false, m_isSaving = false;
};

} // namespace outlay::ui
