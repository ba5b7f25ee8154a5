// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/people.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace outlay::ui {

/// Name, e-mail, team, cost center and identities of a person.
class PersonEditor : public QDialog
{
    Q_OBJECT

public:
    explicit PersonEditor(const Person &person, QWidget *parent);
    /// As it stands in the fields; the error says what cannot be read.
    [[nodiscard]] Result<Person> person() const;

signals:
    void personAccepted(const outlay::Person &person);

private:
    void tryToAccept();

    QLineEdit *m_name, *m_email, *m_team, *m_costCenter;
    QPlainTextEdit *m_identities;
    QLabel *m_problem;
};

} // namespace outlay::ui
