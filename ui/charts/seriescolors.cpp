// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/charts/seriescolors.h"

#include <array>

namespace outlay::ui {

namespace {

std::string scopeOf(const std::vector<DimensionRef> &by)
{
    std::string scope;
    for (const DimensionRef &dimension : by)
        scope += toString(dimension) + '\n';
    return scope;
}

} // namespace

std::vector<int> SeriesColors::assign(const DimensionRef &dimension,
                                      const std::vector<std::string> &values)
{
    std::vector<Key> keys;
    for (const std::string &value : values)
        keys.push_back({value});
    return assign(std::vector{dimension}, keys);
}

std::vector<int> SeriesColors::assign(const std::vector<DimensionRef> &by,
                                      const std::vector<Key> &values)
{
    const std::string scope = scopeOf(by);
    std::array<bool, seriesCount> taken{};
    std::vector<int> given(values.size(), -1);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const int kept = slotOf(by, values[i]);
        if (kept < 0 || taken.at(static_cast<std::size_t>(kept)))
            continue;
        given[i] = kept;
        taken.at(static_cast<std::size_t>(kept)) = true;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (std::size_t slot = 0; given[i] < 0 && slot < taken.size(); ++slot) {
            if (taken.at(slot))
                continue;
            taken.at(slot) = true;
            given[i] = static_cast<int>(slot);
            m_slots[{scope, values[i]}] = given[i];
        }
    }
    return given;
}

int SeriesColors::slotOf(const DimensionRef &dimension, const std::string &value) const
{
    return slotOf(std::vector{dimension}, Key{value});
}

int SeriesColors::slotOf(const std::vector<DimensionRef> &by, const Key &key) const
{
    const auto found = m_slots.find({scopeOf(by), key});
    return found == m_slots.end() ? -1 : found->second;
}

QBrush brushOf(const SeriesLook &look, const QPalette &palette)
{
    const Theme &theme = Theme::of(palette);
    if (look.isNotItemised)
        return QBrush(look.isKnown ? colourOf(theme, look.slot) : theme.muted, Qt::BDiagPattern);
    if (look.isOther)
        return theme.other;
    return look.isKnown ? colourOf(theme, look.slot) : theme.unknown;
}

QColor colourOf(const Theme &theme, int slot)
{
    if (slot < 0 || static_cast<std::size_t>(slot) >= theme.series.size())
        return theme.other;
    return theme.series.at(static_cast<std::size_t>(slot));
}

} // namespace outlay::ui
