// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace outlay::ui {

/// A page without figures: what is the matter, and one thing to do next.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);
    /// `action` empty: no button.
    void setWords(const QString &title, const QString &text, const QString &action);

signals:
    void actionRequested();

private:
    QLabel *m_title, *m_text;
    QPushButton *m_action;
};

} // namespace outlay::ui
