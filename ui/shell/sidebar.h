// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/page.h"

#include <QFrame>

#include <cstdint>
#include <map>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace outlay::ui {

/// The pages, and at its foot which ledger is open and how old its data is.
class Sidebar : public QFrame
{
    Q_OBJECT

public:
    explicit Sidebar(QWidget *parent = nullptr);
    void setLedger(const QString &path);
    void setAge(const QString &age, bool isStale);
    /// Marks that what is shown was made up.
    void setDemo(bool isDemo);
    /// What figures are shown in, at which rate; empty: US dollars.
    void setCurrency(const QString &note);
    /// The page on the screen.
    void setPage(Page page);
    /// Marks it, and words the path of the ledger anew.
    void setNamesHidden(bool isHidden);
    /// How many things wait there; 0: no badge. `spoken`: the same in words.
    void setCount(Page page, std::int64_t number, const QString &spoken);

signals:
    void pageChosen(outlay::ui::Page page);
    /// The mark that names are hidden was pressed.
    void namesWanted();
    /// The mark of the currency was pressed.
    void currencyWanted();

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateIcons();
    void addPage(Page page, const QString &shortcut, QVBoxLayout &box);

    std::map<Page, QPushButton *> m_buttons;
    std::map<Page, QLabel *> m_badges;
    QPushButton *m_hidden, *m_currency;
    QLabel *m_demo, *m_age, *m_ledger;
    QString m_path;
};

} // namespace outlay::ui
