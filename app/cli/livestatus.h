// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/json.h"
#include "app/sources/sourcesettings.h"
#include "app/sources/sourcestatus.h"
#include "models/ledger/coverage.h"

#include <optional>
#include <string>

namespace outlay::cli {

/// The fields of one source, into an object that is open: settings (never a secret) and status.
void writeLive(JsonWriter &json, const sources::SourceSettings &settings,
               const sources::SourceStatus &status);
/// Only how it fares.
void writeStatus(JsonWriter &json, const sources::SourceStatus &status);
/// Of a range, how long it was watched, asleep, missed and left open, and since when what is
/// missing is not due yet; null: nothing is known.
void writeCoverage(JsonWriter &json, const SourceCoverage *coverage);

/// "watching", "needs key", "broken: probe in 42 s": one line for a table.
[[nodiscard]] std::string stateText(const sources::SourceStatus &status, Instant now);
/// "3 min ago", "never".
[[nodiscard]] std::string ageText(std::optional<Instant> then, Instant now);
/// "in 42 s", "" for none.
[[nodiscard]] std::string untilText(std::optional<Instant> at, Instant now);
/// "98 %, gaps since 2026-11-20", "" where nothing is known.
[[nodiscard]] std::string coverageText(const SourceCoverage *coverage, const TimeRange &shown);

} // namespace outlay::cli
