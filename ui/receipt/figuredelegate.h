// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/directedstyle.h"

namespace outlay::ui {

/// Frames the cell that Space asks of, in tables where each figure of a row has its own receipt.
class FigureDelegate : public DirectedDelegate
{
    Q_OBJECT

public:
    using DirectedDelegate::DirectedDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
};

} // namespace outlay::ui
