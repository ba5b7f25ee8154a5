// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/palette/palettemodel.h"

#include <QDialog>

#include <vector>

class QLabel;
class QLineEdit;
class QListView;

namespace outlay::ui {

/// Type what you look for, Enter goes there: pages, actions, names. Deletes itself when it closes.
class CommandPalette : public QDialog
{
    Q_OBJECT

public:
    CommandPalette(std::vector<PaletteEntry> entries, QWidget *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void setTyped(const QString &typed);
    void move(int rows);
    void runRow(int row);

    PaletteModel *m_model;
    QLineEdit *m_line;
    QListView *m_list;
    QLabel *m_nothing;
};

} // namespace outlay::ui
