// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"
#include "models/money/zone.h"
#include "ui/overview/changesnapshot.h"
#include "ui/receipt/receiptlines.h"

#include <QFrame>

#include <array>
#include <cstdint>

class QLabel;
class QPushButton;

namespace outlay::ui {

class DivergingBar;

/// What changed against the period before, and why: the whole change, its terms, and the values
/// that explain most of it.
class ChangeCard : public QFrame
{
    Q_OBJECT

public:
    explicit ChangeCard(QWidget *parent = nullptr);
    /// Null: not known, the card says why in `reason`.
    void setChange(const ChangeSnapshotPtr &change, const Zone &zone, const QString &reason);

signals:
    void filterRequested(const outlay::Filter &filter);
    /// What an amount of the card is the sum of.
    void sumRequested(const QString &title, outlay::Money sum,
                      const std::vector<outlay::ui::ReceiptLine> &lines, QPoint globalPosition);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Line
    {
        QLabel *name = nullptr;
        DivergingBar *bar = nullptr;
        QLabel *amount = nullptr;
    };
    struct Top
    {
        QPushButton *name = nullptr;
        QLabel *amount = nullptr;
    };
    /// What is shown of it, as there is room for.
    enum class Room : std::uint8_t
    {
        Ample,
        Close,
        NoTitle, ///< of the values
        NoValues,
    };
    [[nodiscard]] QLabel *makeFigure(int size);
    void setRoom(Room room);
    void setTerms();
    void setTop();
    void setWhole();
    void askForWhole(QPoint position);
    void askForTop(std::size_t place, QPoint position);
    void fit();

    ChangeSnapshotPtr m_change;
    Zone m_zone;
    QLabel *m_against, *m_whole, *m_none, *m_topTitle;
    std::array<Line, changeTermCount> m_terms{};
    std::array<Top, 3> m_top{};
    bool m_isFitting = false;
};

/// "volume", as a person reads it.
[[nodiscard]] QString changeTermLabel(ChangeTerm term);
[[nodiscard]] QString changeTermHint(ChangeTerm term);

} // namespace outlay::ui
