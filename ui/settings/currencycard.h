// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/currency.h"

#include <QFrame>

#include <optional>

class QComboBox;
class QDateEdit;
class QLabel;
class QLineEdit;
class QPushButton;

namespace outlay::ui {

class WrappedLabel;

/// What figures are shown in, at a rate typed by hand with its day. The ledger keeps dollars.
class CurrencyCard : public QFrame
{
    Q_OBJECT

public:
    explicit CurrencyCard(QWidget *parent = nullptr);
    /// The one that holds; nullopt: US dollars.
    void setCurrency(const std::optional<Currency> &currency);

signals:
    void currencyChosen(const std::optional<outlay::Currency> &currency);

private:
    void accept();
    void update();
    [[nodiscard]] bool isDollars() const;
    [[nodiscard]] QString code() const;
    void say(const QString &sentence, bool isBad);

    QComboBox *m_code;
    QLineEdit *m_rate;
    QDateEdit *m_date;
    QLabel *m_rateLabel, *m_dateLabel;
    QPushButton *m_show;
    WrappedLabel *m_words;
};

} // namespace outlay::ui
