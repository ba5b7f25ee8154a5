// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/outlookwords.h"

#include <QWidget>

namespace outlay::ui {

class WrappedLabel;

/// Where the running period is heading and how fast money goes: two lines beside the chart's title,
/// more where they are narrow: an amount is never cut short.
/// Hidden while neither is known.
class OutlookLine : public QWidget
{
    Q_OBJECT

public:
    explicit OutlookLine(QWidget *parent = nullptr);
    void setWords(const OutlookWords &words);

signals:
    /// By Space, Enter or a click, while there is a forecast.
    void receiptRequested(QPoint globalPosition);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void ask();

    WrappedLabel *m_end, *m_pace;
};

} // namespace outlay::ui
