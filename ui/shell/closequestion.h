// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/watchingmenu.h"

#include <QDialog>

namespace outlay::ui {

/// Asked once: what closing the window is to mean from now on.
class CloseQuestion : public QDialog
{
    Q_OBJECT

public:
    /// `hasTray`: there is an icon in the panel to come back by.
    explicit CloseQuestion(bool hasTray, QWidget *parent = nullptr);

signals:
    void answered(outlay::ui::WhenClosed choice);
};

} // namespace outlay::ui
