// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/settingssnapshot.h"

#include <QFrame>

class QComboBox;
class QDateEdit;
class QPushButton;

namespace outlay::ui {

class WrappedLabel;

/// For how long single requests are kept, and what dropping the older ones would do, said before
/// it is done. Sums by day stay for ever.
class RetentionCard : public QFrame
{
    Q_OBJECT

public:
    explicit RetentionCard(QWidget *parent = nullptr);

public slots:
    void setLedger(const outlay::ui::LedgerSettings &ledger);
    /// The answer to the effectRequested() of that number.
    void setEffect(std::uint64_t number, const outlay::ui::RetentionEffect &effect);
    void setEffectFailure(std::uint64_t number, const QString &sentence);
    void setBusy(bool isBusy);

signals:
    /// Requests before `first`, the start of a day of the ledger.
    void effectRequested(std::uint64_t number, outlay::Instant first);
    /// Asked and answered: for how many months from now on; 0: until they are dropped by hand.
    void monthsConfirmed(int months);
    /// Asked and answered.
    void dropConfirmed(outlay::Instant first);

private:
    void ask();
    void confirm();
    void chooseMonths();
    void askForMonths(const RetentionEffect &effect);
    void updateMonths();
    void updateButton();
    [[nodiscard]] Instant chosen() const;

    LedgerSettings m_ledger;
    std::optional<RetentionEffect> m_effect;
    std::uint64_t m_number = 0;
    bool m_isBusy = false;
    WrappedLabel *m_state, *m_words;
    int m_wanted = 0; ///< months whose effect was asked for; 0: the day's was
    QComboBox *m_months;
    QDateEdit *m_first;
    QPushButton *m_drop;
};

/// "Of 12,000 requests of 30 days (1–30 Oct 2026) only their sums stay …".
[[nodiscard]] QString retentionSentence(const RetentionEffect &effect, const Zone &zone,
                                        const QLocale &locale);

} // namespace outlay::ui
