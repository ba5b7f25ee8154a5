// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QPushButton;

namespace outlay::ui {

class PushPanel;

/// All caps as they are stored, against what a gateway holds: reviewed, pushed, read back.
class PushCapsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit PushCapsDialog(QWidget *parent = nullptr);
    [[nodiscard]] PushPanel &panel() { return *m_panel; }
    /// Something of the panel changed.
    void update();

signals:
    void pushRequested();

private:
    PushPanel *m_panel;
    QPushButton *m_push, *m_close;
};

} // namespace outlay::ui
