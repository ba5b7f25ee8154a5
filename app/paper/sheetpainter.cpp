// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/sheetpainter.h"

#include <QPainter>

namespace outlay::paper {

void paint(QPainter &painter, const Sheet &sheet)
{
    for (const Block &block : sheet.blocks)
        painter.fillRect(block.area, block.color);
    for (const Words &words : sheet.words) {
        painter.setFont(words.font);
        painter.setPen(words.color);
        painter.drawText(words.at, words.text);
    }
}

} // namespace outlay::paper
