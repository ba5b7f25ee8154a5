// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/parts.h"

#include <vector>

namespace outlay::ui {

/// One line of words with figures among them that answer a click, or Space and Enter, with their
/// receipts; Left and Right go from one to the next. Cut with dots where there is no room.
class FigureLine : public ElidedLabel
{
    Q_OBJECT

public:
    struct Part
    {
        QString text;
        int figure = -1; ///< what its owner calls it; -1: no figure
    };

    FigureLine(const QFont &font, QWidget *parent);
    /// With dots between them; empty ones are left out.
    void setParts(const std::vector<Part> &parts);
    /// Where a part that is a figure lies; empty: it is none of the line's.
    [[nodiscard]] QRect placeOf(int figure) const;

signals:
    void receiptRequested(int figure, QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    struct Place
    {
        int figure, start, length;
    };
    [[nodiscard]] QRect rectOf(const Place &place) const;
    [[nodiscard]] const Place *at(QPoint position) const;
    void ask(const Place &place);
    void say();

    std::vector<Place> m_places;
    std::size_t m_current = 0;
};

} // namespace outlay::ui
