// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tasks/taskssnapshot.h"

#include <QWidget>

#include <vector>

namespace outlay::ui {

/// How many tasks cost how much: bars over 1, 2, 5, 10 … dollars. Left and Right move through them.
class CostSpread : public QWidget
{
    Q_OBJECT

public:
    explicit CostSpread(QWidget *parent = nullptr);
    void setSnapshot(const TasksSnapshotPtr &snapshot);
    /// "12 tasks from $1.00 to $2.00"; empty: no such bar.
    [[nodiscard]] QString describe(int bar) const;
    /// US dollars from, up to, and how many tasks.
    [[nodiscard]] QString csv() const;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    [[nodiscard]] QRectF barRect(int bar) const;
    void choose(int bar);

    std::vector<CostBin> m_bins;
    int m_chosen = -1;
};

} // namespace outlay::ui
