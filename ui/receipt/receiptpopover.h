// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/receipt/receipt.h"

#include <QFrame>

namespace outlay::ui {

/// A small window with the receipt of a figure; Escape, Space or a click elsewhere closes it.
/// Deletes itself on closing.
class ReceiptPopover : public QFrame
{
    Q_OBJECT

public:
    ReceiptPopover(const QString &title, const std::vector<ReceiptLine> &lines, QWidget *parent);
    /// Shows it at a global position, moved so that it stays on its screen.
    void showAt(QPoint globalPosition);

protected:
    void keyPressEvent(QKeyEvent *event) override;
};

} // namespace outlay::ui
