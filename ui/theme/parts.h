// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QFrame>
#include <QLabel>
#include <QPushButton>

class QScrollArea;
class QTableView;

namespace outlay::ui {

/// A rounded box on the page.
[[nodiscard]] QFrame *makeCard(QWidget *parent);
[[nodiscard]] QLabel *makeLabel(const QString &text, const QFont &font, QWidget *parent,
                                const char *role = nullptr);
/// One line of muted text that is cut with dots instead of widening its surroundings. The whole
/// text is its tool tip where it is cut.
class ElidedLabel : public QLabel
{
    Q_OBJECT

public:
    ElidedLabel(const QFont &font, QWidget *parent, Qt::TextElideMode mode = Qt::ElideRight);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    Qt::TextElideMode m_mode;
};

/// Muted text over as many lines as it needs, by hand and not by heightForWidth(): one such widget
/// makes a scroll area give the whole page its preferred height instead of its least one.
class WrappedLabel : public QLabel
{
    Q_OBJECT

public:
    WrappedLabel(const QString &text, const QFont &font, QWidget *parent);
    [[nodiscard]] QSize minimumSizeHint() const override;
    /// In place of QLabel's: the height follows.
    void setText(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitHeight();
};

/// Roles of the style sheet: muted, warning, critical, ok; null for plain text.
void setRole(QLabel &label, const char *role);
/// A button that looks like a link.
[[nodiscard]] QPushButton *makeLink(const QString &text, QWidget *parent);
[[nodiscard]] QPushButton *makePrimary(const QString &text, QWidget *parent);
/// What a page scrolls; it takes the area's width. Left alone, an area asks its content for a size
/// at once, and so has everything in it styled and measured on pages that nobody may open.
void fill(QScrollArea &area, QWidget *content);
/// The looks every table here has: no grid, whole rows, no vertical header.
void dressTable(QTableView &table);

} // namespace outlay::ui
