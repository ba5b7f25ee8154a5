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
    /// Paths that are watched already; what is found there is not asked for again.
    void setWatched(const std::vector<std::string> &paths);
    /// While something is being taken in, nothing can be started.
    void setBusy(bool isBusy);

signals:
    void importChosen(const std::vector<outlay::ui::FoundChoice> &choices);
    void demoRequested();
    void filesRequested();
    void sourceRequested(); ///< an API or a gateway, to be asked from now on

private:
    void updateRows();
    void updateWords();
    void updateButtons();

    QLabel *m_found, *m_keys;
    QVBoxLayout *m_rows;
    QPushButton *m_import, *m_source, *m_demo, *m_files;
    std::vector<FoundItemRow *> m_items;
    std::vector<std::string> m_watched;
    bool m_isBusy = false, m_hasLooked = false;
};

} // namespace outlay::ui
