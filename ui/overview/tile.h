// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/basisbar.h"
#include "ui/charts/sparkline.h"
#include "ui/overview/tilecontent.h"

#include <QFrame>

class QLabel;

namespace outlay::ui {

class ChangePill;

/// One headline figure. A click or Space asks for its receipt.
class Tile : public QFrame
{
    Q_OBJECT

public:
    explicit Tile(const QString &name, QWidget *parent = nullptr);
    void setContent(const TileContent &content, const Measures &measures);

signals:
    void receiptRequested(QPoint globalPosition);

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void applyTone();
    void makeRoom();

    QLabel *m_caption, *m_qualifier, *m_value, *m_against, *m_foot;
    ChangePill *m_change;
    Sparkline *m_spark;
    BasisBar *m_basis;
    Tone m_tone = Tone::Neutral;
};

} // namespace outlay::ui
