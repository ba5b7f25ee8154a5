// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/settingssnapshot.h"

#include <QFrame>

#include <optional>

class QPushButton;

namespace outlay::ui {

class WrappedLabel;
class ZoneBox;

/// By which zone's calendar days are shown, and by which the ledger keeps its sums.
class ZoneCard : public QFrame
{
    Q_OBJECT

public:
    explicit ZoneCard(QWidget *parent = nullptr);
    /// The one kept; empty: this machine's. The caller has applied it.
    void setZone(const std::string &zone);
    void setLedger(const LedgerSettings &ledger);
    void setBusy(bool isBusy);

signals:
    /// Empty: as this machine.
    void zoneChosen(const std::string &zone);
    /// Asked and answered: the ledger is to keep its sums by these days.
    void ledgerZoneConfirmed(const std::string &zone);

private:
    void accept();
    void say();
    void confirm();

    ZoneBox *m_zone;
    WrappedLabel *m_problem, *m_words;
    QPushButton *m_keep;
    std::string m_kept;
    std::optional<LedgerSettings> m_ledger; ///< once it is told
    bool m_isBusy = false;
};

/// What days on the screen and in the ledger are, and how the two differ.
[[nodiscard]] QString zoneSentence(const LedgerSettings &ledger);

} // namespace outlay::ui
