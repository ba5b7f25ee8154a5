// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/connector.h"
#include "app/sources/sourcesettings.h"
#include "app/sources/sourcestatus.h"
#include "models/ledger/coverage.h"
#include "models/ledger/ledgerreader.h"
#include "ui/sources/sourcerow.h"

#include <vector>

// What the services know of sources, as the window shows it, and back.
namespace outlay {

/// How long back the coverage strips reach.
inline constexpr std::int64_t coverageShownMicros = 30 * microsPerDay;

[[nodiscard]] std::vector<ui::SourceRow>
sourceRows(const std::vector<sources::SourceSettings> &settings,
           const std::vector<sources::SourceStatus> &statuses, const CoverageAnswer &coverage);
/// Says on the rows of a bill and of the requests it is for that they count twice.
void tellBilledTwice(const std::vector<SourceInfo> &known, std::vector<ui::SourceRow> &rows);

[[nodiscard]] ui::SourceDraft draftOf(const sources::SourceSettings &settings);
/// What the form says over what `former` (null: a new source) has beyond it. Usage errors name the
/// field.
[[nodiscard]] Result<sources::SourceSettings> settingsOf(const ui::SourceDraft &draft,
                                                         const sources::SourceSettings *former);
[[nodiscard]] std::vector<ui::SourceFinding>
findingsOf(const std::vector<sources::Finding> &findings);

} // namespace outlay
