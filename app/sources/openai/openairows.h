// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/bucketwriter.h"
#include "app/sources/connectorjson.h"
#include "app/sources/schedule/seriesplan.h"

namespace outlay::sources {

// The pages of OpenAI's organization endpoints (reference: Usage and Costs, openapi.json of
// 2026-08-21). Pure.

/// usage/completions, usage/embeddings, usage/moderations and costs.
[[nodiscard]] Result<PageEnd> readOpenAiBuckets(const SeriesPlan &plan, std::string_view body,
                                                Instant fetchedAt, Sink &sink);
/// projects, users, and the keys of each project.
[[nodiscard]] Result<PageEnd> readOpenAiNames(const PageRequest &page, std::string_view body,
                                              Instant fetchedAt, Sink &sink);

} // namespace outlay::sources
