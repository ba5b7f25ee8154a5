// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/closingssnapshot.h"

#include <QDialog>

#include <optional>

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPushButton;

namespace outlay::ui {

class WrappedLabel;

/// Which month, what that means, and what speaks against it: before anything is frozen.
class CloseMonthDialog : public QDialog
{
    Q_OBJECT

public:
    explicit CloseMonthDialog(const std::vector<std::string> &months, QWidget *parent = nullptr);
    /// Asks for the preview of the month that is chosen; again whenever another one is.
    void ask();

public slots:
    /// The answer to the previewRequested() of that number.
    void setPreview(std::uint64_t number, const outlay::ui::ClosingPreview &preview);
    void setPreviewFailure(std::uint64_t number, const QString &sentence);

signals:
    void previewRequested(std::uint64_t number, const std::string &month);
    void confirmed(const std::string &month, const QString &note);

private:
    void updateButton();

    std::optional<ClosingPreview> m_preview;
    std::uint64_t m_number = 0;
    QComboBox *m_month;
    WrappedLabel *m_words, *m_obstacles;
    QCheckBox *m_anyway;
    QLineEdit *m_note;
    QPushButton *m_close;
};

} // namespace outlay::ui
