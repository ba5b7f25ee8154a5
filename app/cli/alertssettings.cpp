// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/alertssettings.h"

#include "app/alerting/metrics/metricsendpoint.h"
#include "app/alerting/noticesettings.h"
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/text.h"
#include "models/ledger/ledgerreader.h"

#include <algorithm>
#include <charconv>

namespace outlay::cli {

namespace {

using alerting::MetricsSettings;
using alerting::NoticeSettings;
using alerting::QuietHours;

tl::unexpected<Error> usage(const std::string &text)
{
    return failure(Error::Kind::Usage, text);
}

/// What a setting is, read as `parse` does.
template <typename Parse>
auto stored(const Arguments &arguments, std::string_view setting, Parse parse)
    -> decltype(parse(std::string_view()))
{
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto text = (*reader)->setting(std::string(setting));
    if (!text)
        return tl::unexpected<Error>(text.error());
    return parse(*text);
}

std::string daysText(const QuietHours &quiet)
{
    std::string text;
    for (std::size_t i = 0; i < quiet.days.size(); ++i) {
        if (quiet.days.at(i))
            text += (text.empty() ? "" : ",") + std::string(alerting::dayNames.at(i));
    }
    return text;
}

void writeSettings(const Arguments &arguments, const NoticeSettings &settings)
{
    const QuietHours &quiet = settings.quiet;
    JsonWriter json(arguments.out());
    json.beginObject().key("quiet").beginObject().key("enabled").boolean(quiet.isOn);
    json.field("from", std::string_view(alerting::minuteText(quiet.fromMinute)));
    json.field("to", std::string_view(alerting::minuteText(quiet.toMinute)));
    json.key("days").beginArray();
    for (std::size_t i = 0; i < quiet.days.size(); ++i) {
        if (quiet.days.at(i))
            json.string(alerting::dayNames.at(i));
    }
    json.endArray().field("zone", std::string_view(quiet.zone));
    json.key("until").time(alerting::quietUntil(quiet, arguments.now())).endObject();
    json.key("listed_only").beginArray();
    for (const AlertKind kind : settings.listedOnly)
        json.string(name(kind));
    json.endArray().key("burn_rate").boolean(settings.watchesBurnRate).endObject();
}

/// What quiet hours do not hold back, of what is told at all.
std::string throughQuiet(const NoticeSettings &settings)
{
    std::string what;
    for (const auto &[kind, words] : {std::pair{AlertKind::BudgetExhausted, "exhausted budgets"},
                                      {AlertKind::RetryStorm, "storms"}}) {
        if (settings.listedOnly.count(kind) == 0)
            what += (what.empty() ? "" : " and ") + std::string(words);
    }
    return what.empty() ? "." : "; " + what + " are told all the same.";
}

void printSettings(const Arguments &arguments, const NoticeSettings &settings)
{
    Output &out = arguments.out();
    const QuietHours &quiet = settings.quiet;
    out.line(quiet.isOn ? "Quiet hours: " + alerting::minuteText(quiet.fromMinute) + " to " +
                              alerting::minuteText(quiet.toMinute) + " (" + quiet.zone + "), " +
                              daysText(quiet) + throughQuiet(settings)
                        : "Quiet hours: none");
    std::string kinds;
    for (const AlertKind kind : settings.listedOnly)
        kinds += (kinds.empty() ? "" : ", ") + std::string(name(kind));
    out.line("Listed only: " + (kinds.empty() ? "nothing" : kinds));
    out.line(std::string("Burn rate: ") + (settings.watchesBurnRate ? "told" : "listed only"));
}

Result<> takeQuiet(const Arguments &arguments, QuietHours &quiet)
{
    if (const auto hours = arguments.value("quiet")) {
        quiet.isOn = *hours != "off";
        if (quiet.isOn && *hours != "on") {
            const std::size_t dash = hours->find('-');
            const auto from = alerting::parseMinute(hours->substr(0, dash));
            const auto to = alerting::parseMinute(
                dash == std::string::npos ? std::string() : hours->substr(dash + 1));
            if (!from || !to)
                return usage("--quiet is written 22:00-07:00, on or off");
            quiet.fromMinute = *from;
            quiet.toMinute = *to;
        }
    }
    if (const auto days = arguments.value("quiet-days")) {
        quiet.days.fill(*days == "all");
        for (const std::string &day :
             *days == "all" ? std::vector<std::string>() : splitList(*days)) {
            const auto found = std::find(alerting::dayNames.begin(), alerting::dayNames.end(), day);
            if (found == alerting::dayNames.end())
                return usage("--quiet-days: write mon, tue, wed, thu, fri, sat and sun with "
                             "commas, or all");
            quiet.days.at(static_cast<std::size_t>(found - alerting::dayNames.begin())) = true;
        }
    }
    quiet.zone = arguments.valueOr("tz", quiet.zone);
    return {};
}

Result<> takeKinds(const Arguments &arguments, NoticeSettings &settings)
{
    for (const bool isMuted : {true, false}) {
        const char *option = isMuted ? "mute" : "unmute";
        for (const std::string &list : arguments.values(option)) {
            for (const std::string &text : splitList(list)) {
                const auto kind = alertKindNamed(text);
                const bool isBurnRate = text == "burn_rate";
                if (!kind && !isBurnRate)
                    return usage("--" + std::string(option) + ": \"" + printable(text) +
                                 "\" is no kind of alert");
                if (isBurnRate)
                    settings.watchesBurnRate = !isMuted;
                else if (isMuted)
                    settings.listedOnly.insert(*kind);
                else
                    settings.listedOnly.erase(*kind);
            }
        }
    }
    return {};
}

int setSettings(const Arguments &arguments)
{
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    NoticeSettings after;
    const Result<> done =
        (*ingest)->changeSetting(std::string(alerting::noticeSetting),
                                 [&](const std::string &before) -> Result<std::string> {
                                     auto settings = alerting::parseNoticeSettings(before);
                                     if (!settings)
                                         return tl::unexpected<Error>(settings.error());
                                     OUTLAY_TRY(takeQuiet(arguments, settings->quiet));
                                     OUTLAY_TRY(takeKinds(arguments, *settings));
                                     OUTLAY_TRY(alerting::validate(*settings));
                                     after = *settings;
                                     return alerting::toJson(*settings);
                                 });
    if (!done)
        return arguments.failLedger(done.error());
    if (arguments.isJson())
        writeSettings(arguments, after);
    else
        printSettings(arguments, after);
    return exitcode::done;
}

void tellMetrics(const Arguments &arguments, const MetricsSettings &settings)
{
    Output &out = arguments.out();
    const std::string address =
        "http://127.0.0.1:" + std::to_string(settings.listenPort()) + "/metrics";
    if (arguments.isJson()) {
        JsonWriter json(out);
        json.beginObject().key("enabled").boolean(settings.isEnabled);
        json.field("port", std::int64_t{settings.listenPort()});
        json.field("url", std::string_view(address)).key("token");
        json.text(settings.tokenSecret.empty() ? std::nullopt
                                               : std::optional(settings.tokenSecret));
        json.endObject();
    } else if (settings.isEnabled) {
        out.line("Metrics are at " + address + " while the window or outlay-cli watch runs" +
                 (settings.tokenSecret.empty()
                      ? "."
                      : ", for who shows the token at " + printable(settings.tokenSecret) + "."));
    } else {
        out.line("Metrics are off. Switch them on: outlay-cli alerts metrics on");
    }
}

Result<> takeMetrics(const Arguments &arguments, bool isOn, MetricsSettings &settings)
{
    settings.isEnabled = isOn;
    if (const auto text = arguments.value("port")) {
        int port = 0;
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), port);
        if (error != std::errc() || end != text->data() + text->size() || port < 1 || port > 65535)
            return usage("--port: a number from 1 to 65535");
        settings.port = port == alerting::defaultMetricsPort ? 0 : port;
    }
    if (const auto token = arguments.value("token"))
        settings.tokenSecret = *token == "none" ? std::string() : *token;
    return alerting::validate(settings);
}

} // namespace

int alertsSettings(const Arguments &arguments)
{
    const std::vector<std::string> &given = arguments.positional();
    const std::string what = given.size() > 1 ? given[1] : "show";
    if (given.size() > 2 || (what != "show" && what != "set"))
        return arguments.failUsage("write: alerts settings show, or alerts settings set OPTIONS");
    if (what == "set")
        return setSettings(arguments);
    const auto settings = stored(arguments, alerting::noticeSetting, alerting::parseNoticeSettings);
    if (!settings)
        return arguments.failLedger(settings.error());
    if (arguments.isJson())
        writeSettings(arguments, *settings);
    else
        printSettings(arguments, *settings);
    return exitcode::done;
}

int alertsMetrics(const Arguments &arguments)
{
    const std::vector<std::string> &given = arguments.positional();
    const std::string what = given.size() > 1 ? given[1] : "";
    if (given.size() > 2 || (!what.empty() && what != "on" && what != "off"))
        return arguments.failUsage("write: alerts metrics, alerts metrics on or … off");
    if (what.empty()) {
        const auto settings =
            stored(arguments, alerting::metricsSetting, alerting::parseMetricsSettings);
        if (!settings)
            return arguments.failLedger(settings.error());
        tellMetrics(arguments, *settings);
        return exitcode::done;
    }
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return arguments.failLedger(ingest.error());
    MetricsSettings after;
    const Result<> done =
        (*ingest)->changeSetting(std::string(alerting::metricsSetting),
                                 [&](const std::string &before) -> Result<std::string> {
                                     auto settings = alerting::parseMetricsSettings(before);
                                     if (!settings)
                                         return tl::unexpected<Error>(settings.error());
                                     OUTLAY_TRY(takeMetrics(arguments, what == "on", *settings));
                                     after = *settings;
                                     return alerting::toJson(*settings);
                                 });
    if (!done)
        return arguments.failLedger(done.error());
    tellMetrics(arguments, after);
    return exitcode::done;
}

} // namespace outlay::cli
