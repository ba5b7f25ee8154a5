// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/sourcesettings.h"
#include "app/sources/sourcestatus.h"
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

// What is watched, kept in the ledger: settings, how each source fares, and what a person asks the
// process for that watches, which may be another one.
namespace outlay::sources {

[[nodiscard]] Result<std::vector<SourceSettings>> storedSources(LedgerReader &reader);
[[nodiscard]] Result<std::vector<SourceSettings>> storedSources(Ingest &ingest);
/// Null: none of that name.
[[nodiscard]] const SourceSettings *sourceNamed(const std::vector<SourceSettings> &all,
                                                const std::string &name);

// What changes the settings is one transaction from what they are to what they become, so that
// nothing is lost where the window and commands change them at once. Busy, with nothing changed, if
// another process keeps writing for more than ten seconds.

/// Usage error, with what to do, if it is invalid or its name is taken.
[[nodiscard]] Result<> addSource(Ingest &ingest, const SourceSettings &settings);
/// In place of the one of the same name.
[[nodiscard]] Result<> changeSource(Ingest &ingest, const SourceSettings &settings);
[[nodiscard]] Result<> setPaused(Ingest &ingest, const std::string &name, bool isPaused);
/// Stops watching it; what it said stays in the ledger.
[[nodiscard]] Result<> forgetSource(Ingest &ingest, const std::string &name);

/// What a person wants of the process that watches.
enum class WatchRequest : std::uint8_t
{
    Poll,
    Trip,
    Reset,
};
/// Kept until a process that watches has taken it; the newest of a source counts.
[[nodiscard]] Result<> requestOf(Ingest &ingest, const std::string &source, WatchRequest request);
/// Poll, unless something else is asked already: a trip stays one.
[[nodiscard]] Result<> requestAgain(Ingest &ingest, const std::string &source);
[[nodiscard]] Result<std::map<std::string, WatchRequest>> pendingRequests(LedgerReader &reader);
/// Takes those out that stand as given; newer ones stay.
[[nodiscard]] Result<> takeRequests(Ingest &ingest,
                                    const std::map<std::string, WatchRequest> &taken);

/// What the process that watches last told.
struct WatchReport
{
    std::string program; ///< "outlay-cli", "outlay"
    std::int64_t process = 0;
    Instant at;
    std::vector<SourceStatus> statuses;
};
[[nodiscard]] Result<> setWatchReport(Ingest &ingest, const WatchReport &report);
/// Nullopt: none yet, or one this version cannot read.
[[nodiscard]] Result<std::optional<WatchReport>> watchReport(LedgerReader &reader);
/// How a source fares by what was last told, if anything, and by what a person has wished since: no
/// process that watches may have heard of that yet.
[[nodiscard]] SourceStatus statusSince(const SourceSettings &settings, const SourceStatus *told,
                                       const std::map<std::string, WatchRequest> &requests);
/// Null: nothing told of it.
[[nodiscard]] const SourceStatus *statusNamed(const std::vector<SourceStatus> &all,
                                              const std::string &name);

} // namespace outlay::sources
