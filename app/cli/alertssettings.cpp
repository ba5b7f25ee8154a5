// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/alertssettings.h"

#include "app/alerting/noticesettings.h"
#include "app/cli/json.h"
#include "app/cli/storedsetting.h"
#include "app/cli/text.h"

#include <algorithm>

namespace outlay::cli {

namespace {

using alerting::NoticeSettings;
using alerting::QuietHours;

tl::unexpected<Error> usage(const std::string &text)
{
    return failure(Error::Kind::Usage, text);
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
    const auto take = [&](NoticeSettings &settings) -> Result<> {
        OUTLAY_TRY(takeQuiet(arguments, settings.quiet));
        return takeKinds(arguments, settings);
    };
    const auto after =
        changeSetting(arguments, alerting::noticeSetting, alerting::parseNoticeSettings, take);
    if (!after)
        return arguments.failLedger(after.error());
    if (arguments.isJson())
        writeSettings(arguments, *after);
    else
        printSettings(arguments, *after);
    return exitcode::done;
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
    const auto settings =
        storedSetting(arguments, alerting::noticeSetting, alerting::parseNoticeSettings);
    if (!settings)
        return arguments.failLedger(settings.error());
    if (arguments.isJson())
        writeSettings(arguments, *settings);
    else
        printSettings(arguments, *settings);
    return exitcode::done;
}

} // namespace outlay::cli
