// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStackedWidget>

class QLabel;
class QTableView;

namespace outlay::ui {

/// A table, or in its place what to do next while it has no rows.
class TableHint : public QStackedWidget
{
    Q_OBJECT

public:
    TableHint(QTableView *table, QWidget *parent);
    /// Empty: the table is shown.
    void setHint(const QString &sentence);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

private:
    QLabel *m_hint;
};

} // namespace outlay::ui
