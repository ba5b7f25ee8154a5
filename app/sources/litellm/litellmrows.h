// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/bucketwriter.h"
#include "app/sources/connectorjson.h"
#include "app/sources/schedule/seriesplan.h"

namespace outlay::sources {

// The pages of a LiteLLM proxy. Pure.

/// Rows asked for with a page: the most the proxy gives.
inline constexpr std::size_t liteLlmPageSize = 100;

/// A page of /spend/logs/v2 or /spend/logs/ui; a mismatch of `total` and the rows seen in the
/// chain's pages is told as torn.
[[nodiscard]] Result<PageEnd> readLiteLlmLogs(const PageRequest &page, std::string_view body,
                                              Sink &sink);
/// A whole day of /spend/logs?summarize=false.
[[nodiscard]] Result<PageEnd> readLiteLlmDay(const PageRequest &page, std::string_view body,
                                             Sink &sink);
/// The day such a page is of: the range's newest first.
[[nodiscard]] Instant liteLlmDay(const PageRequest &page);
/// /user/daily/activity of one day, over any number of pages.
[[nodiscard]] Result<PageEnd> readLiteLlmActivity(const SeriesPlan &plan, const PageRequest &page,
                                                  std::string_view body, Instant fetchedAt,
                                                  Sink &sink);
/// "users", "keys" or "teams": names; their budgets are kept with the series as a JSON array.
[[nodiscard]] Result<PageEnd> readLiteLlmNames(const SeriesPlan &plan, const PageRequest &page,
                                               std::string_view body, Instant fetchedAt,
                                               Sink &sink);

} // namespace outlay::sources
