// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace outlay::ui {

/// A figure that answers a click, Space or Enter with its receipt.
class FigureLabel : public QLabel
{
    Q_OBJECT

public:
    FigureLabel(const QFont &font, QWidget *parent);

signals:
    void receiptRequested(QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void ask();
};

} // namespace outlay::ui
