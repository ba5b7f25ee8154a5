// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QString>

class QComboBox;
class QDateEdit;
class QLineEdit;
class QPushButton;

namespace outlay::ui {

/// A review somebody wants as a file.
struct ReviewChoice
{
    QString file;   ///< ends in .pdf or .html
    QString period; ///< "week" or "month"
    QString at;     ///< a day of it, ISO; empty: the last one that is over
    bool isLetter = false;

    bool operator==(const ReviewChoice &) const = default;
};

/// Asks for which period and where to.
class ReviewDialog : public QDialog
{
    Q_OBJECT

public:
    explicit ReviewDialog(bool isLetter, QWidget *parent = nullptr);
    [[nodiscard]] ReviewChoice choice() const;

signals:
    void chosen(const outlay::ui::ReviewChoice &choice);

private:
    void browse();
    void updateWords();

    QComboBox *m_period, *m_paper;
    QDateEdit *m_day;
    QLineEdit *m_file;
    QPushButton *m_write;
};

} // namespace outlay::ui
