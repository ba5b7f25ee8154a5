// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <string>

namespace outlay::ui {

/// Whether a closed month is to be opened again, and why.
class ReopenDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ReopenDialog(const std::string &month, QWidget *parent = nullptr);

signals:
    void confirmed(const std::string &month, const QString &reason);
};

} // namespace outlay::ui
