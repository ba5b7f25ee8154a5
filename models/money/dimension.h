// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace outlay {

/// What figures can be grouped and filtered by (DESIGN section 5).
enum class Dimension : std::uint8_t
{
    Provider,
    Model, ///< as the response names it
    Price, ///< id of the price book entry that priced the event
    User,
    Key,
    Team,
    CostCenter,
    Project,
    Environment,
    Endpoint,
    Task,
    TaskKind,
    Session,
    Agent,
    Tier,
    Outcome,
    Plan,
    Source, ///< the observer that supplied usage
    Tag,    ///< with a key: "tag:KEY"; rows of a bare "tag" overlap
};
inline constexpr std::size_t dimensionCount = 19;

/// "provider", …, "cost_center", "task_kind", "tag".
[[nodiscard]] std::string_view name(Dimension dimension);
[[nodiscard]] std::optional<Dimension> dimensionNamed(std::string_view name);

/// How a request ended.
enum class Outcome : std::uint8_t
{
    Unknown,
    Success,
    Error,        ///< failed at the provider or on the way, rate limits included
    RefusedByCap, ///< refused by a gateway's budget (invariant 15)
    Cancelled,    ///< ended by the client; neither success nor error
};
/// "success", "error", "refused_by_cap", "cancelled"; empty for Unknown.
[[nodiscard]] std::string_view name(Outcome outcome);
[[nodiscard]] std::optional<Outcome> outcomeNamed(std::string_view name);

/// What a money figure is. Ordered from the best to the least.
enum class Basis : std::uint8_t
{
    Effective, ///< the cost of DESIGN section 4: the best of the others
    Billed,    ///< the provider said so
    Reported,  ///< a gateway said so
    Estimated, ///< our price book
    Client,    ///< a client's own guess
};
[[nodiscard]] std::string_view name(Basis basis);
[[nodiscard]] std::optional<Basis> basisNamed(std::string_view name);

} // namespace outlay
