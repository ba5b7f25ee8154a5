// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/money/dimension.h"

#include <array>

namespace outlay {

namespace {

constexpr std::array<std::string_view, dimensionCount> dimensionNames = {
    "provider", "model",       "price",    "user",   "key",       "team",    "cost_center",
    "project",  "environment", "endpoint", "task",   "task_kind", "session", "agent",
    "tier",     "outcome",     "plan",     "source", "tag"};
constexpr std::array<std::string_view, 5> outcomeNames = {"", "success", "error", "refused_by_cap",
                                                          "cancelled"};
constexpr std::array<std::string_view, 5> basisNames = {"effective", "billed", "reported",
                                                        "estimated", "client"};

template <typename Enum, std::size_t N>
std::optional<Enum> find(const std::array<std::string_view, N> &names, std::string_view wanted)
{
    for (std::size_t i = 0; i < N; ++i) {
        if (!names[i].empty() && names[i] == wanted)
            return static_cast<Enum>(i);
    }
    return std::nullopt;
}

} // namespace

std::string_view name(Dimension dimension)
{
    return dimensionNames[static_cast<std::size_t>(dimension)];
}
std::optional<Dimension> dimensionNamed(std::string_view wanted)
{
    return find<Dimension>(dimensionNames, wanted);
}
std::string_view name(Outcome outcome)
{
    return outcomeNames[static_cast<std::size_t>(outcome)];
}
std::optional<Outcome> outcomeNamed(std::string_view wanted)
{
    return find<Outcome>(outcomeNames, wanted);
}
std::string_view name(Basis basis)
{
    return basisNames[static_cast<std::size_t>(basis)];
}
std::optional<Basis> basisNamed(std::string_view wanted)
{
    return find<Basis>(basisNames, wanted);
}

} // namespace outlay
