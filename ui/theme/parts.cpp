// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/parts.h"

#include "ui/theme/directedstyle.h"
#include "ui/theme/fonts.h"

#include <QGuiApplication>
#include <QHeaderView>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollArea>
#include <QStyle>
#include <QTableView>
#include <QToolTip>

#include <algorithm>

namespace outlay::ui {
namespace {

/// That of the text: a Latin sentence in a mirrored window ends with its full stop.
Qt::LayoutDirection directionOf(const QString &text)
{
    return text.isRightToLeft() ? Qt::RightToLeft : Qt::LeftToRight;
}

} // namespace

QFrame *makeCard(QWidget *parent)
{
    auto *card = new QFrame(parent);
    card->setProperty("card", true);
    return card;
}

QLabel *makeLabel(const QString &text, const QFont &font, QWidget *parent, const char *role)
{
    auto *label = new QLabel(text, parent);
    label->setFont(font);
    label->setTextFormat(Qt::PlainText); // names from logs are text, never mark-up
    // Labels go by their text's direction otherwise: a Latin title would stand at the far side.
    if (QGuiApplication::isRightToLeft())
        label->setAlignment(Qt::AlignRight | Qt::AlignAbsolute | Qt::AlignVCenter);
    if (role)
        label->setProperty("role", QString::fromLatin1(role));
    return label;
}

ElidedLabel::ElidedLabel(const QFont &font, QWidget *parent, Qt::TextElideMode mode)
    : QLabel(parent)
    , m_mode(mode)
{
    setFont(font);
    setTextFormat(Qt::PlainText);
    setProperty("role", QStringLiteral("muted"));
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {0, QLabel::minimumSizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(directionOf(text()));
    const QRect area = contentsRect();
    const QString shown = fontMetrics().elidedText(text(), m_mode, area.width());
    style()->drawItemText(&painter, area,
                          static_cast<int>(QStyle::visualAlignment(layoutDirection(), alignment())),
                          palette(), isEnabled(), shown, foregroundRole());
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty() &&
        fontMetrics().horizontalAdvance(text()) > contentsRect().width()) {
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), text(), this);
        return true;
    }
    return QLabel::event(event);
}

WrappedLabel::WrappedLabel(const QString &text, const QFont &font, QWidget *parent)
    : QLabel(text, parent)
{
    setFont(font);
    setTextFormat(Qt::PlainText);
    setProperty("role", QStringLiteral("muted"));
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
}

QSize WrappedLabel::minimumSizeHint() const
{
    return {0, QFontMetrics(font()).height()};
}

void WrappedLabel::setText(const QString &words)
{
    if (words == text())
        return;
    QLabel::setText(words);
    fitHeight();
}

void WrappedLabel::resizeEvent(QResizeEvent *event)
{
    QLabel::resizeEvent(event);
    fitHeight();
}

void WrappedLabel::fitHeight()
{
    setFixedHeight(
        fontMetrics()
            .boundingRect(QRect(0, 0, std::max(width(), 40), 1000), Qt::TextWordWrap, text())
            .height());
}

void WrappedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(directionOf(text()));
    const Qt::Alignment across = alignment() & Qt::AlignHorizontal_Mask;
    style()->drawItemText(
        &painter, contentsRect(),
        static_cast<int>(QStyle::visualAlignment(layoutDirection(), across | Qt::AlignTop)) |
            Qt::TextWordWrap,
        palette(), isEnabled(), text(), foregroundRole());
}

void setRole(QLabel &label, const char *role)
{
    const QString name = QString::fromLatin1(role ? role : "");
    if (label.property("role").toString() == name)
        return;
    label.setProperty("role", name);
    label.style()->unpolish(&label);
    label.style()->polish(&label);
}

QPushButton *makeLink(const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setProperty("link", true);
    button->setCursor(Qt::PointingHandCursor);
    button->setFont(uiFont(12));
    return button;
}

QPushButton *makePrimary(const QString &text, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setProperty("primary", true);
    button->setFont(uiFont(13, QFont::Medium));
    return button;
}

void fill(QScrollArea &area, QWidget *content)
{
    area.setWidgetResizable(true);
    content->setAttribute(Qt::WA_Resized);
    area.setWidget(content);
}

void dressTable(QTableView &table)
{
    table.setShowGrid(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setSelectionMode(QAbstractItemView::SingleSelection);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setTabKeyNavigation(false); // Tab leaves the table
    table.setWordWrap(false);
    table.setFrameShape(QFrame::NoFrame);
    table.setFont(uiFont(13));
    table.verticalHeader()->hide();
    table.verticalHeader()->setDefaultSectionSize(31);
    table.horizontalHeader()->setHighlightSections(false);
    table.horizontalHeader()->setFont(uiFont(12, QFont::Medium));
    table.horizontalHeader()->setSectionsClickable(false);
    table.viewport()->setAutoFillBackground(false);
    if (QGuiApplication::isRightToLeft())
        table.setItemDelegate(new DirectedDelegate(&table));
}

} // namespace outlay::ui
