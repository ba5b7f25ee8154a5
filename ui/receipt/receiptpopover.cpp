// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/receipt/receiptpopover.h"

#include "ui/theme/fonts.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QScreen>

#include <algorithm>

namespace outlay::ui {
namespace {

QFont fontOf(ReceiptLine::Kind kind)
{
    const bool strong = kind == ReceiptLine::Kind::Sum || kind == ReceiptLine::Kind::Heading;
    return uiFont(12, strong ? QFont::DemiBold : QFont::Normal);
}

} // namespace

ReceiptPopover::ReceiptPopover(const QString &title, const std::vector<ReceiptLine> &lines,
                               QWidget *parent)
    : QFrame(parent, Qt::Popup)
{
    setObjectName(QStringLiteral("receipt"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(16, 14, 16, 14);
    grid->setHorizontalSpacing(28);
    grid->setVerticalSpacing(4);
    auto *heading = new QLabel(title, this);
    heading->setFont(uiFont(13, QFont::DemiBold));
    grid->addWidget(heading, 0, 0, 1, 2);
    QString spoken = title;
    int row = 1;
    for (const ReceiptLine &line : lines) {
        auto *label = new QLabel(line.label, this);
        label->setFont(fontOf(line.kind));
        if (line.kind == ReceiptLine::Kind::Fact)
            label->setProperty("role", QStringLiteral("muted"));
        auto *value = new QLabel(line.value, this);
        value->setFont(fontOf(line.kind));
        value->setAlignment(Qt::AlignRight);
        if (line.kind == ReceiptLine::Kind::Heading)
            label->setContentsMargins(0, 8, 0, 0);
        grid->addWidget(label, row, 0);
        grid->addWidget(value, row, 1);
        spoken += QStringLiteral("; ") + line.label + QLatin1Char(' ') + line.value;
        ++row;
    }
    setAccessibleName(tr("Receipt"));
    setAccessibleDescription(spoken);
    setFocusPolicy(Qt::StrongFocus);
}

void ReceiptPopover::showAt(QPoint position)
{
    adjustSize();
    const QRect area = parentWidget()->screen()->availableGeometry();
    position.setX(
        std::clamp(position.x(), area.left(), std::max(area.left(), area.right() - width())));
    position.setY(
        std::clamp(position.y(), area.top(), std::max(area.top(), area.bottom() - height())));
    move(position);
    show();
    setFocus(Qt::PopupFocusReason);
}

void ReceiptPopover::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape || event->key() == Qt::Key_Space)
        close();
    else
        QFrame::keyPressEvent(event);
}

} // namespace outlay::ui
