// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/overview/overviewsnapshot.h"
#include "ui/theme/theme.h"

#include <QBrush>
#include <QColor>

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace outlay::ui {

/// Keeps the colour of an entity the same everywhere and over time: the first come take the first
/// colours; one that must share takes a colour none of its neighbours has.
class SeriesColors
{
public:
    using Key = std::vector<std::optional<std::string>>;

    /// Slots 0..seriesCount-1 for `values`, distinct among themselves.
    std::vector<int> assign(const DimensionRef &dimension, const std::vector<std::string> &values);
    std::vector<int> assign(const std::vector<DimensionRef> &by, const std::vector<Key> &keys);
    /// -1 where it never got one.
    [[nodiscard]] int slotOf(const DimensionRef &dimension, const std::string &value) const;
    [[nodiscard]] int slotOf(const std::vector<DimensionRef> &by, const Key &key) const;

private:
    std::map<std::pair<std::string, Key>, int> m_slots;
};

/// How a series is drawn.
struct SeriesLook
{
    int slot = -1;
    bool isOther = false;
    bool isNotItemised = false;
    bool isKnown = true; ///< a source names the value
};

/// Colour by slot, hatched where it is not itemised.
[[nodiscard]] QBrush brushOf(const SeriesLook &look, const QPalette &palette);

/// Colour of a slot; `other` below 0.
[[nodiscard]] QColor colourOf(const Theme &theme, int slot);

} // namespace outlay::ui
