// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <string>
#include <vector>

namespace outlay {

/// What the icon in the panel says at a glance.
enum class TrayLevel
{
    Unknown, ///< no budget, or nothing known of it
    Ok,
    Near,  ///< 75 % of the nearest cap or more
    Over,  ///< a cap is exhausted
    Alert, ///< an alert waits for a decision
};

/// A budget in the menu.
struct TrayBudget
{
    std::string id, member; ///< member empty: the budget itself
    QString name;
    QString text; ///< such as "$1,840 of $2,000"
    double fraction = 0;

    bool operator==(const TrayBudget &) const = default;
};

struct TrayState
{
    TrayLevel level = TrayLevel::Unknown;
    /// Of the nearest binding cap, 0 to 1 and beyond; nullopt: none.
    std::optional<double> fraction;
    QString tooltip; ///< today's spend and burn rate; plain text
    std::vector<TrayBudget> budgets;

    bool operator==(const TrayState &) const = default;
};

} // namespace outlay
