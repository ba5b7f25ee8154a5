// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/charts/basisbar.h"
#include "ui/overview/overviewsnapshot.h"

#include <QLocale>
#include <QString>

#include <array>
#include <vector>

namespace outlay::ui {

enum class Tone
{
    Neutral,
    Good,
    Bad,
};

/// The words and figures of one tile.
struct TileContent
{
    QString caption;
    QString qualifier; ///< "at least" in front of the figure; empty where it is whole
    QString value;
    QString exact;       ///< tool tip of the figure
    QString head;        ///< of its receipt: "1,234 requests"; empty: the money
    QString change;      ///< "▲ 12.4%"; empty below the floor
    QString changeExact; ///< "+$531.20"
    Tone tone = Tone::Neutral;
    QString against; ///< "vs 1–23 Oct"
    QString foot;
    QString footExact; ///< the whole of it, where `foot` is cut short
    bool hasBasis = false;
    std::vector<double> spark;
};

enum class TileKind : std::size_t
{
    Spend,
    Tokens,
    Requests,
    CostPer1k,
};
inline constexpr std::size_t tileCount = 4;

[[nodiscard]] std::array<TileContent, tileCount> tilesFor(const OverviewSnapshot &snapshot,
                                                          const QLocale &locale);

/// Cost per 1,000 priced requests, statements' residuals left out; nullopt where nothing is priced.
[[nodiscard]] std::optional<Money> costPer1k(const Measures &measures);
/// "Month to date", "Last 7 days", "October 2026": what the figures cover.
[[nodiscard]] QString periodTitle(const OverviewSnapshot &snapshot, const QLocale &locale);
/// The period's days that have been: up to today while it runs.
[[nodiscard]] TimeRange shownRange(const OverviewSnapshot &snapshot);
/// "61% reported · 39% estimated"; empty where nothing is priced.
[[nodiscard]] QString basisSentence(const Measures &measures, const QLocale &locale,
                                    std::size_t most = basisOrder.size());

} // namespace outlay::ui
