// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/filter.h"
#include "ui/overview/period.h"

#include <QDialog>
#include <QString>

#include <vector>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace outlay::ui {

class WrappedLabel;

/// Figures somebody wants as a file.
struct DataChoice
{
    QString file;
    QString format; ///< as outlay-cli export names it: csv, jsonl, focus
    PeriodChoice period;
    std::vector<Filter> where;

    bool operator==(const DataChoice &) const = default;
};

/// Asks for the form and where to; time and filters are those of the page, said in `scope`.
class DataDialog : public QDialog
{
    Q_OBJECT

public:
    explicit DataDialog(const QString &scope, QWidget *parent = nullptr);
    /// The file and its form.
    [[nodiscard]] DataChoice choice() const;

signals:
    void chosen(const outlay::ui::DataChoice &choice);

private:
    void browse();
    void updateWords();
    void followFormat();

    QComboBox *m_format;
    QLineEdit *m_file;
    WrappedLabel *m_words;
    QPushButton *m_write;
};

} // namespace outlay::ui
