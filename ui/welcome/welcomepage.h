// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/welcome/founditem.h"

#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace outlay::ui {

class FoundItemRow;

/// The first start: says what is on this machine, asks before reading and for each account's plan,
/// or offers demo data.
class WelcomePage : public QWidget
{
    Q_OBJECT

public:
    explicit WelcomePage(QWidget *parent = nullptr);

    /// `keys`: names of environment variables that hold a provider's key.
    void setFound(const std::vector<FoundItem> &items, const QStringList &keys);
    [[nodiscard]] std::vector<FoundChoice> choices() const;
    /// While something is being taken in, nothing can be started.
    void setBusy(bool isBusy);

signals:
    void importChosen(const std::vector<outlay::ui::FoundChoice> &choices);
    void demoRequested();
    void filesRequested();

private:
    void updateButtons();

    QLabel *m_found, *m_keys;
    QVBoxLayout *m_rows;
    QPushButton *m_import, *m_demo, *m_files;
    std::vector<FoundItemRow *> m_items;
    bool m_isBusy = false;
};

} // namespace outlay::ui
