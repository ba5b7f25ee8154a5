// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/closingssnapshot.h"

#include <QFrame>
#include <QPointer>

#include <optional>

class QPushButton;
class QTableView;

namespace outlay::ui {

class AdjustmentsDialog;
class CloseMonthDialog;
class PlainTableModel;
class WrappedLabel;

/// The closed months with what they were frozen at and are now; closing one, and opening it again.
class ClosingsCard : public QFrame
{
    Q_OBJECT

public:
    explicit ClosingsCard(QWidget *parent = nullptr);

public slots:
    void setClosings(const outlay::ui::ClosingsSnapshot &closings);
    void setFailure(const QString &sentence);
    void setPreview(std::uint64_t number, const outlay::ui::ClosingPreview &preview);
    void setPreviewFailure(std::uint64_t number, const QString &sentence);
    /// Of comparisonRequested().
    void setComparison(const std::string &month, const outlay::ClosingComparison &comparison);
    void setComparisonFailure(const std::string &month, const QString &sentence);
    void setBusy(bool isBusy);
    /// The same, after names were hidden or shown.
    void sayAgain();

signals:
    void previewRequested(std::uint64_t number, const std::string &month);
    void comparisonRequested(const std::string &month);
    /// Asked and answered.
    void closeConfirmed(const std::string &month, const QString &note);
    void reopenConfirmed(const std::string &month, const QString &reason);

private:
    QTableView *makeTable();
    void showRows();
    void askToClose();
    void showAdjustments();
    void askToReopen();
    void updateButtons();
    /// Chosen in the table and in force.
    [[nodiscard]] const ClosedPeriod *chosen() const;

    std::optional<ClosingsSnapshot> m_closings;
    bool m_isBusy = false;
    PlainTableModel *m_model;
    QTableView *m_table;
    WrappedLabel *m_state;
    QPushButton *m_close, *m_adjustments, *m_reopen;
    QPointer<CloseMonthDialog> m_closing;
    QPointer<AdjustmentsDialog> m_compared;
    std::string m_comparedMonth;
};

} // namespace outlay::ui
