// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"

#include <QWidget>

#include <array>

namespace outlay::ui {

/// What a sum consists of, by basis, as one thin bar. Each basis has its own fill pattern, so that
/// it reads without colour; the words stand beside it.
class BasisBar : public QWidget
{
    Q_OBJECT

public:
    explicit BasisBar(QWidget *parent = nullptr);
    void setMeasures(const Measures &measures);
    [[nodiscard]] QSize sizeHint() const override { return {120, 8}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::array<Money, 4> m_parts{};
};

/// Billed, Reported, Estimated, Client, in this order everywhere.
[[nodiscard]] std::array<Money, 4> basisParts(const Measures &measures);
inline constexpr std::array<Basis, 4> basisOrder{Basis::Billed, Basis::Reported, Basis::Estimated,
                                                 Basis::Client};
[[nodiscard]] QBrush basisBrush(Basis basis, const QPalette &palette);

} // namespace outlay::ui
