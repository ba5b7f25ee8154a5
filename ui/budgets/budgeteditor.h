// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"

#include <QDialog>
#include <QTimer>

#include <map>

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace outlay::ui {

class PeriodForm;
class ScopeBuilder;
class WrappedLabel;

/// One budget being written. Says beside each field what is wrong with it, and below what the
/// budget would have done in the past, before it is saved.
class BudgetEditor : public QDialog
{
    Q_OBJECT

public:
    BudgetEditor(const BudgetDraft &draft, const BudgetsSnapshot &snapshot, QWidget *parent);
    /// What is typed; errors this side can see go to `errors`.
    [[nodiscard]] BudgetDraft draft(std::vector<BudgetFieldError> &errors) const;

public slots:
    void setPreview(const outlay::ui::BudgetPreview &preview);
    void setErrors(const std::vector<outlay::ui::BudgetFieldError> &errors);
    /// Of the saving; the dialog stays open.
    void setSaveFailure(const QString &sentence);

signals:
    void previewRequested(const outlay::ui::BudgetDraft &draft);
    void saveRequested(const outlay::ui::BudgetDraft &draft);

private:
    using Field = BudgetFieldError::Field;
    void makeForm(QFormLayout &form, const BudgetsSnapshot &snapshot);
    void addField(QFormLayout &form, const QString &label, QWidget *widget, Field field);
    [[nodiscard]] QWidget *makeLimit();
    [[nodiscard]] QWidget *makeAllocation();
    [[nodiscard]] QWidget *makeUntil(QCheckBox *check, QLineEdit *amount, QDateTimeEdit *until);
    [[nodiscard]] QWidget *makeOwners();
    void nameParts();
    void fill(const BudgetDraft &draft);
    void listen();
    void changed();
    void updateSave();
    void ask();
    void save();
    void readAmounts(BudgetDraft &draft, std::vector<BudgetFieldError> &errors) const;
    void readThresholds(BudgetDraft &draft, std::vector<BudgetFieldError> &errors) const;
    void updateParts();

    BudgetDraft m_former;
    Instant m_now;
    Zone m_zone;
    QLineEdit *m_name, *m_limit, *m_thresholds, *m_owner, *m_deputy, *m_bound, *m_raiseTo;
    ScopeBuilder *m_scope;
    PeriodForm *m_period;
    QComboBox *m_parent, *m_unit, *m_kind, *m_allocation;
    QSpinBox *m_percentile, *m_periods, *m_margin;
    QCheckBox *m_isRaised, *m_isPaused;
    QDateTimeEdit *m_raisedUntil, *m_pausedUntil;
    QPlainTextEdit *m_note;
    QWidget *m_formula = nullptr;
    WrappedLabel *m_preview;
    QPushButton *m_save = nullptr;
    QLabel *m_missing = nullptr;
    std::map<Field, QLabel *> m_errors;
    QTimer m_pause; ///< nobody wants a preview of every letter
};

} // namespace outlay::ui
