// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableWidget;
class QVBoxLayout;

namespace outlay::ui {

/// What a budget is about: everything, or chips of dimension and value; one budget for it all or
/// one for each member of a dimension, with limits of their own for some.
class ScopeBuilder : public QWidget
{
    Q_OBJECT

public:
    explicit ScopeBuilder(QWidget *parent = nullptr);
    void setKnown(std::vector<std::pair<DimensionRef, std::vector<std::string>>> known);
    void setScope(const BudgetDraft &draft);
    /// Writes scope, each and overrides. In words what is wrong with the overrides, else empty.
    [[nodiscard]] QString read(BudgetDraft &draft) const;
    /// Adds what has been typed and not been added yet. False: it cannot be read.
    bool takeTyped();

signals:
    void changed();

private:
    void add(const DimensionRef &dimension, const std::optional<std::string> &value);
    void rebuildChips();
    void suggest();
    void addOverride(const QString &member, const QString &limit);
    void updateEach();
    [[nodiscard]] std::optional<DimensionRef> typedDimension(QString &value) const;

    std::vector<std::pair<DimensionRef, std::vector<std::string>>> m_known;
    std::vector<Filter> m_where;
    BudgetUnit m_unit = BudgetUnit::Money;
    QComboBox *m_dimension, *m_each;
    QLineEdit *m_value, *m_tagKey;
    QPushButton *m_add, *m_addOverride, *m_removeOverride;
    QVBoxLayout *m_chips;
    QLabel *m_words;
    QTableWidget *m_overrides;
    QWidget *m_overridePart;
};

} // namespace outlay::ui
