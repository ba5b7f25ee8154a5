// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace outlay::ui {

/// The sheet of keys. Deletes itself on closing.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ShortcutsDialog(QWidget *parent);

private:
    void makeParts(QWidget &sheet);
};

} // namespace outlay::ui
