// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"

#include <QWidget>

#include <vector>

class QHBoxLayout;
class QLabel;
class QLineEdit;
class QStringListModel;

namespace outlay::ui {

/// Filters as removable chips; the line to type another one ("model=…") stands elsewhere.
class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget *parent = nullptr);
    void setFilters(const std::vector<Filter> &filters);
    [[nodiscard]] const std::vector<Filter> &filters() const { return m_filters; }
    /// What the line completes to: "model=claude-…".
    void setSuggestions(const QStringList &suggestions);
    /// Adds to the filters, or replaces the one on the same dimension, and tells.
    void addFilter(const Filter &filter);
    void focusLine();
    /// The chips anew, after names were hidden or shown.
    void sayAgain();
    [[nodiscard]] QLineEdit *line() const { return m_line; }

signals:
    void filtersChanged(const std::vector<outlay::Filter> &filters);

private:
    void rebuild();
    void updateVisibility();
    void takeLine();
    void remove(std::size_t index);

    std::vector<Filter> m_filters;
    QHBoxLayout *m_chips;
    QLineEdit *m_line;
    QLabel *m_error;
    QStringListModel *m_suggestions;
};

/// "model=gpt-5", "user=" (unknown); a Usage error in words for people.
[[nodiscard]] Result<Filter> parseFilter(const QString &text);

} // namespace outlay::ui
