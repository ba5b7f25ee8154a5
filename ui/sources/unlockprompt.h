// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace outlay::ui {

class WrappedLabel;

/// Asks the passphrase that opens a source's key. What is typed leaves by entered() only and is
/// overwritten here.
class UnlockPrompt : public QDialog
{
    Q_OBJECT

public:
    UnlockPrompt(const QString &source, QWidget *parent);
    /// What came of it: empty closes the prompt, else it says so and asks again.
    void setAnswer(const QString &problem);

signals:
    void entered(const QString &passphrase);

private:
    void enter();
    void setWaiting(bool isWaiting);

    QLineEdit *m_passphrase;
    WrappedLabel *m_problem;
    QPushButton *m_unlock;
};

} // namespace outlay::ui
