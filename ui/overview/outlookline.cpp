// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/outlookline.h"

#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"
#include "ui/theme/theme.h"

#include <QKeyEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace outlay::ui {

OutlookLine::OutlookLine(QWidget *parent)
    : QWidget(parent)
    , m_end(new WrappedLabel({}, uiFont(13, QFont::DemiBold), this))
    , m_pace(new WrappedLabel({}, uiFont(12), this))
{
    setObjectName(QStringLiteral("outlook"));
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Forecast"));
    m_end->setObjectName(QStringLiteral("outlookEnd"));
    m_pace->setObjectName(QStringLiteral("outlookPace"));
    auto *box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(1);
    for (QLabel *label : {m_end, m_pace}) {
        label->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
        box->addWidget(label);
    }
    box->addStretch(1);
    hide();
}

void OutlookLine::setWords(const OutlookWords &words)
{
    const auto set = [](WrappedLabel *label, const QString &text, const QString &exact) {
        label->setText(text);
        label->setVisible(!text.isEmpty());
        label->setToolTip(exact.isEmpty() ? text : exact);
    };
    set(m_end, words.end, words.endExact);
    set(m_pace, words.pace, words.paceExact);
    setAccessibleDescription(words.spoken());
    if (words.end.isEmpty())
        unsetCursor();
    else
        setCursor(Qt::PointingHandCursor);
    setVisible(!words.end.isEmpty() || !words.pace.isEmpty());
}

void OutlookLine::ask()
{
    if (!m_end->text().isEmpty())
        emit receiptRequested(mapToGlobal(QPoint(0, height() + 4)));
}

void OutlookLine::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    if (key == Qt::Key_Space || key == Qt::Key_Return || key == Qt::Key_Enter)
        ask();
    else
        QWidget::keyPressEvent(event);
}

void OutlookLine::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
        ask();
}

void OutlookLine::paintEvent(QPaintEvent *event)
{
    QWidget::paintEvent(event);
    if (!hasFocus())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Theme::of(*this).accent, 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
}

} // namespace outlay::ui
