// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/cappush.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;

namespace outlay::ui {

class PlainTableModel;
class WrappedLabel;

/// A push to a gateway, from its preview to what holds afterwards. Whoever owns it asks for the
/// preview and pushes.
class PushPanel : public QWidget
{
    Q_OBJECT

public:
    explicit PushPanel(QWidget *parent = nullptr);

    /// A preview is on its way.
    void setAsking();
    void setPlan(const CapPushPlan &plan);
    /// It is being pushed; the preview stays.
    void setPushing(bool isUndo);
    void setProgress(int done, int total);
    void setResult(const CapPushResult &result);
    [[nodiscard]] bool hasSomethingToPush() const;
    [[nodiscard]] bool isPushing() const { return m_isPushing; }
    [[nodiscard]] std::string gateway() const;

signals:
    void gatewayChosen();
    void stopRequested();
    void undoRequested(const std::string &push);

private:
    void say(const QString &sentence, const char *role);
    void setMind(const QStringList &sentences);
    void offerUndo(const CapPushMade &made);

    CapPushPlan m_plan;
    std::string m_undo;
    bool m_isPushing = false;
    QComboBox *m_gateways;
    QLabel *m_gatewayLabel, *m_summary;
    WrappedLabel *m_mind;
    PlainTableModel *m_preview, *m_outcome;
    QTableView *m_table;
    QProgressBar *m_progress;
    QPushButton *m_stop, *m_takeBack;
};

} // namespace outlay::ui
