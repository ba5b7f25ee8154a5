// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace outlay::ui {

/// The pages, and at its foot which ledger is open and how old its data is.
class Sidebar : public QFrame
{
    Q_OBJECT

public:
    explicit Sidebar(QWidget *parent = nullptr);
    void setLedger(const QString &path);
    void setAge(const QString &age, bool isStale);

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateIcons();

    QPushButton *m_overview;
    QLabel *m_age, *m_ledger;
};

} // namespace outlay::ui
