// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QString>

class QComboBox;
class QDateEdit;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace outlay::ui {

/// A review somebody wants as a file, or on paper.
struct ReviewChoice
{
    QString file;   ///< ends in .pdf or .html; empty: on paper
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
    enum class Use
    {
        File,
        Print, ///< which paper, the printer's own questions ask
    };
    explicit ReviewDialog(Use use, bool isLetter, QWidget *parent = nullptr);
    [[nodiscard]] ReviewChoice choice() const;

signals:
    void chosen(const outlay::ui::ReviewChoice &choice);

private:
    void browse();
    void updateWords();
    void addFile(QFormLayout &form);
    [[nodiscard]] QLabel *labelOf(const QString &text, QWidget *field);

    Use m_use;
    QComboBox *m_period, *m_paper;
    QDateEdit *m_day;
    QLineEdit *m_file;
    QPushButton *m_write;
};

} // namespace outlay::ui
