// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/bucketwriter.h"
#include "app/sources/connectorjson.h"
#include "app/sources/schedule/seriesplan.h"

namespace outlay::sources {

// The pages of Anthropic's admin endpoints (reference: Usage and Cost API, 2026-09-25). Pure.

/// The id of the default workspace, which the reports tell as null.
inline constexpr std::string_view defaultWorkspace = "default";

/// usage_report/messages and cost_report.
[[nodiscard]] Result<PageEnd> readAnthropicBuckets(const SeriesPlan &plan, std::string_view body,
                                                   Instant fetchedAt, Sink &sink);
/// usage_report/claude_code: one day over any number of pages.
[[nodiscard]] Result<PageEnd> readClaudeCode(const SeriesPlan &plan, const PageRequest &page,
                                             std::string_view body, Instant fetchedAt, Sink &sink);
/// workspaces, users, api_keys.
[[nodiscard]] Result<PageEnd> readAnthropicNames(const PageRequest &page, std::string_view body,
                                                 Instant fetchedAt, Sink &sink);

} // namespace outlay::sources
