// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/livestatus.h"

#include "app/cli/text.h"
#include "models/money/percent.h"

#include <algorithm>

namespace outlay::cli {

namespace {

using sources::SourceSettings;
using sources::SourceStatus;
using State = SourceStatus::State;
using Breaker = SourceStatus::Breaker;

std::optional<std::string> known(const std::string &text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

std::string duration(std::int64_t micros)
{
    const std::int64_t seconds = std::max<std::int64_t>(0, micros / microsPerSecond);
    if (seconds < 120)
        return std::to_string(seconds) + " s";
    if (seconds < 2 * 3600)
        return std::to_string(seconds / 60) + " min";
    if (seconds < 2 * 86'400)
        return std::to_string(seconds / 3600) + " h";
    return std::to_string(seconds / 86'400) + " days";
}

} // namespace

void writeStatus(JsonWriter &json, const SourceStatus &status)
{
    json.field("state", sources::toString(status.state));
    json.field("breaker", sources::toString(status.breaker));
    json.key("breaker_open_until").time(status.breakerOpenUntil);
    json.key("reason").text(known(status.reason));
    json.key("last_attempt").time(status.lastAttempt);
    json.key("last_success").time(status.lastSuccess);
    json.key("data_until").time(status.dataUntil);
    json.key("next_attempt").time(status.nextAttempt);
    json.key("free_port");
    if (status.freePort != 0)
        json.number(status.freePort);
    else
        json.null();
    json.field("rows", status.rows);
    json.field("errors", status.errors);
    json.field("consecutive_failures", std::int64_t{status.consecutiveFailures});
    json.key("warnings").beginArray();
    for (const std::string &warning : status.warnings)
        json.string(warning);
    json.endArray();
}

void writeLive(JsonWriter &json, const SourceSettings &settings, const SourceStatus &status)
{
    json.field("kind", toString(settings.kind));
    json.key("secret").text(known(settings.secret));
    json.key("base_url").text(known(settings.baseUrl));
    json.key("paths").beginArray();
    for (const std::string &path : settings.paths)
        json.string(path);
    json.endArray();
    json.key("port");
    if (settings.kind == sources::SourceKind::Otlp)
        json.number(settings.listenPort());
    else
        json.null();
    writeStatus(json, status);
}

void writeCoverage(JsonWriter &json, const SourceCoverage *coverage)
{
    if (!coverage || coverage->ranges.empty()) {
        json.null();
        return;
    }
    const CoverageShares shares = sharesOf(coverage->ranges);
    std::int64_t open = 0;
    for (const TimeRange &one : coverage->open)
        open += one.to.micros - one.from.micros;
    const std::optional<Awaited> &awaited = coverage->awaited;
    json.beginObject();
    json.field("watched_seconds", shares.watched / microsPerSecond);
    json.field("asleep_seconds", shares.asleep / microsPerSecond);
    json.field("gap_seconds", shares.gap / microsPerSecond);
    json.field("open_seconds", open / microsPerSecond);
    json.key("from").time(coverage->owed.empty() ? std::nullopt
                                                 : std::optional(coverage->owed.front().from));
    json.key("not_due_from").time(awaited ? std::optional(awaited->range.from) : std::nullopt);
    json.key("overdue_at").time(awaited ? std::optional(awaited->dueAt) : std::nullopt);
    json.endObject();
}

std::string stateText(const SourceStatus &status, Instant now)
{
    if (status.breaker == Breaker::Open && !status.breakerOpenUntil)
        return "stopped by hand";
    if (status.breaker == Breaker::Open)
        return "broken, probe " + untilText(status.breakerOpenUntil, now);
    if (status.breaker == Breaker::Probing)
        return "broken, probing";
    switch (status.state) {
    case State::Idle:
        return "not started";
    case State::Polling:
        return "reading";
    case State::Waiting:
        return status.consecutiveFailures > 0 ? "tries again" : "watching";
    case State::Unreachable:
        return "unreachable";
    case State::NeedsKey:
        return "needs a key";
    case State::Broken:
        return "broken";
    case State::Paused:
        return "paused";
    case State::WaitingForUnlock:
        return "waiting for unlock";
    case State::ConfigurationError:
        return "wrong settings";
    case State::PortTaken:
        return "port taken";
    case State::OutOfFunds:
        return "out of funds";
    }
    return {};
}

std::string ageText(std::optional<Instant> then, Instant now)
{
    return then ? duration(now.micros - then->micros) + " ago" : "never";
}

std::string untilText(std::optional<Instant> at, Instant now)
{
    if (!at)
        return {};
    return *at <= now ? "now" : "in " + duration(at->micros - now.micros);
}

std::string coverageText(const SourceCoverage *coverage, const TimeRange &shown)
{
    if (!coverage || coverage->ranges.empty())
        return {};
    const CoverageShares shares = sharesOf(coverage->withGaps());
    const Instant until = coverage->ranges.back().range.to;
    std::string text;
    // Rounded towards the gap: "100%" would deny it.
    if (shares.gap > 0)
        text = asPercent(std::min<std::int64_t>(99, (shares.watched + shares.asleep) /
                                                        (shares.known() / 100 + 1))) +
               ", gaps";
    else
        text = shares.asleep == 0 ? "whole" : "whole, asleep in between";
    if (!coverage->owed.empty() && coverage->owed.front().from > shown.from)
        text += " since " + toRfc3339(coverage->owed.front().from).substr(0, 10);
    if (coverage->longAwaited())
        text += ", the rest not due yet";
    else if (shown.to.micros - until.micros > microsPerHour)
        text += ", until " + duration(shown.to.micros - until.micros) + " ago";
    return text;
}

} // namespace outlay::cli
