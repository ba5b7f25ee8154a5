// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/prices/pricessnapshot.h"

#include <QDialog>
#include <QTimer>

#include <array>
#include <optional>

class QCheckBox;
class QDateEdit;
class QDialogButtonBox;
class QFormLayout;
class QLayout;
class QLineEdit;

namespace outlay::ui {

class WrappedLabel;

/// A price of one's own, or a discount: rates, since when, until when; says what it would do to the
/// last 30 days while it is being written.
class PriceEditor : public QDialog
{
    Q_OBJECT

public:
    enum class Kind
    {
        Price,
        Discount,
    };
    /// `id`: the model, or a discount's scope; empty: to be typed. `current`: rates to begin with.
    PriceEditor(Kind kind, const std::string &id, const PriceRow *current, QWidget *parent);
    /// As it stands in the fields. Usage error: what cannot be read.
    [[nodiscard]] Result<PriceChange> change() const;

public slots:
    /// Of the change asked about last.
    void setEffect(const QString &text);
    /// Nothing can be saved as it stands. `mayConfirm`: unless a person vouches for it.
    void setRefusal(const QString &text, bool mayConfirm);

signals:
    /// The change can be read, and has changed.
    void previewRequested(const outlay::PriceChange &change);
    void changeAccepted(const outlay::PriceChange &change);

private:
    static constexpr std::size_t rateCount = 5;

    void makeRates(QFormLayout &form, const PriceRow *current);
    QLayout *makeDates();
    [[nodiscard]] QString problemText() const;
    /// What looks wrong about the price typed, though it may be saved; empty: nothing.
    [[nodiscard]] QString doubtText(const PriceChange &change) const;
    void changed();
    void ask();
    void tryToAccept();

    const Kind m_kind;
    std::optional<PriceRow> m_current; ///< what it takes the place of
    QString m_doubt;
    QLineEdit *m_id;
    std::array<QLineEdit *, rateCount> m_rates{};
    QLineEdit *m_percent = nullptr;
    QCheckBox *m_isFree = nullptr;
    QCheckBox *m_hasFrom, *m_hasTo, *m_isConfirmed;
    QDateEdit *m_from, *m_to;
    WrappedLabel *m_effect;
    QDialogButtonBox *m_buttons;
    QTimer m_pause; ///< nobody wants a preview of every letter
};

} // namespace outlay::ui
