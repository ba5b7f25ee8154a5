// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"
#include "models/money/zone.h"
#include "ui/overview/changesnapshot.h"

#include <QFrame>

#include <array>

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
    void setTerms();
    void setTop();
    void setWhole(const Zone &zone);
    void fit();

    ChangeSnapshotPtr m_change;
    QLabel *m_against, *m_whole, *m_none, *m_topTitle;
    std::array<Line, changeTermCount> m_terms{};
    std::array<Top, 3> m_top{};
    bool m_isFitting = false;
};

/// "volume", as a person reads it.
[[nodiscard]] QString changeTermLabel(ChangeTerm term);
[[nodiscard]] QString changeTermHint(ChangeTerm term);

} // namespace outlay::ui
