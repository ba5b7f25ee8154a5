// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"
#include "models/ingest/ingest.h"

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay {

// The demo: a plausible team of twelve people, six projects, services and CI, at four providers,
// with one planted case of each trouble Outlay is for. Always the same, to the byte: its random
// numbers are its own and it knows no clock. Two calendar months: a pilot of part of the team from
// 1 October 2026, and November to the 23rd at 17:00 UTC, so that "month to date" has weeks in it
// and the same days of the month before to compare. About 257,000 requests and 9,000 USD, of which
// November has 200,000 and 6,000.

/// The observers of the demo. Some requests are seen by two of them.
enum class DemoSource : std::uint8_t
{
    ClaudeCode,
    Codex,
    LiteLlm,
    Otlp,
};
inline constexpr std::array demoSources{DemoSource::ClaudeCode, DemoSource::Codex,
                                        DemoSource::LiteLlm, DemoSource::Otlp};
/// "demo claude-code", …: by this prefix a ledger is known to hold the demo.
[[nodiscard]] std::string_view sourceName(DemoSource source);
/// "claude-code", …: the format whose rank and growth its observations have.
[[nodiscard]] std::string_view formatName(DemoSource source);

/// From the first day to the instant that is "now" in the demo.
[[nodiscard]] TimeRange demoRange();

/// One trouble put into the demo, with the filter that finds exactly its events.
struct PlantedCase
{
    std::string name;  ///< "retry_storm", "premium_drift", …
    std::string title; ///< one sentence for people
    std::string note;  ///< why it costs what it costs
    std::vector<std::pair<Dimension, std::string>> where;
    TimeRange range;
    std::int64_t events = 0;
    std::int64_t errors = 0;
    std::optional<Money> cost;      ///< by the shipped price book; nullopt: unpriced
    std::optional<Money> avoidable; ///< what the same work done right would have saved
};

struct DemoMonth
{
    TimeRange range;
    std::int64_t events = 0;
    Money cost;
};

/// What was put in, for tests and for people who want to check what the screens find.
struct DemoManifest
{
    TimeRange range;
    std::int64_t events = 0;
    std::int64_t unpriced = 0;
    Money cost;      ///< metered use; a subscription's fee comes on top
    Money listValue; ///< of the subscription account's tokens, outside cost
    std::array<std::int64_t, demoSources.size()> observations{};
    std::vector<DemoMonth> months;
    std::vector<PlantedCase> planted;
    Ingest::Plan subscription;
};

/// One source's view of the whole demo. The gateway's figures are what `book` says.
void produceDemo(DemoSource source, const PriceBook &book, Sink &sink);

[[nodiscard]] DemoManifest demoManifest(const PriceBook &book);
/// One JSON document; money as decimal strings, times in RFC 3339.
[[nodiscard]] std::string toJson(const DemoManifest &manifest);

/// Told how many of how many observations have been handed over; returns false to stop.
using DemoProgress = std::function<bool(std::int64_t done, std::int64_t total)>;

/// Fills a ledger through the one door, prices by the shipped book, and sets the plan of the
/// subscription account. Doing it twice changes nothing. Stopped, it fails as Cancelled: what was
/// committed until then is consistent, and doing it again completes it.
[[nodiscard]] Result<DemoManifest> fillDemo(Ingest &ingest, const DemoProgress &progress = {});

} // namespace outlay
