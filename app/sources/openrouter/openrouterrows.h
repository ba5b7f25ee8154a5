// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/bucketwriter.h"
#include "app/sources/connectorjson.h"
#include "app/sources/schedule/seriesplan.h"

namespace outlay::sources {

// The pages of OpenRouter's management endpoints (reference: openapi of 2026-08-22). Pure.

/// As many rows as a full page of an offset-paged list holds.
inline constexpr std::size_t openRouterPageSize = 100;

/// Every day of the range asked for, and of what came beyond it.
[[nodiscard]] Result<PageEnd> readOpenRouterActivity(const SeriesPlan &plan,
                                                     const PageRequest &page, std::string_view body,
                                                     Instant fetchedAt, Sink &sink);
/// workspaces, then the keys of each (`variant` 1: the default workspace's only): names, and the
/// month's counters as control totals.
[[nodiscard]] Result<PageEnd> readOpenRouterKeys(const SeriesPlan &plan, const PageRequest &page,
                                                 std::string_view body, Instant fetchedAt,
                                                 Sink &sink);
/// The counters of the key itself; a management key has none.
[[nodiscard]] Result<PageEnd> readOpenRouterKey(const SeriesPlan &plan, std::string_view body,
                                                Instant fetchedAt, Sink &sink);
/// {"total_credits", "total_usage"} as text, kept with the series.
[[nodiscard]] Result<PageEnd> readOpenRouterCredits(std::string_view body);
[[nodiscard]] Result<PageEnd> readOpenRouterMembers(const PageRequest &page, std::string_view body,
                                                    Instant fetchedAt, Sink &sink);
/// The list a page of "keys" asks for.
[[nodiscard]] ListWalk openRouterWalk(const PageRequest &page);

} // namespace outlay::sources
