// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/palette/palettemodel.h"

#include <QDialog>

#include <cstdint>
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

    /// More that was found of what is typed, behind what was given; `number` of the question.
    void setFound(std::uint64_t number, std::vector<PaletteEntry> entries);

signals:
    /// The newest number is the question of now.
    void namesRequested(std::uint64_t number, const QString &typed);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void setTyped(const QString &typed);
    void updateFound();
    void move(int rows);
    void runRow(int row);

    std::uint64_t m_number = 0;
    PaletteModel *m_model;
    QLineEdit *m_line;
    QListView *m_list;
    QLabel *m_nothing;
};

} // namespace outlay::ui
