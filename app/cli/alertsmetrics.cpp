// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/metrics/metricsendpoint.h"
#include "app/alerting/metrics/metricspushsettings.h"
#include "app/cli/alertssettings.h"
#include "app/cli/json.h"
#include "app/cli/storedsetting.h"
#include "app/cli/text.h"

#include <charconv>

namespace outlay::cli {

namespace {

using alerting::MetricsPushSettings;
using alerting::MetricsSettings;

/// A whole number of an option; `fallback` where it is not given.
Result<int> numberOf(const Arguments &arguments, const char *option, int fallback, int least,
                     int most)
{
    const auto text = arguments.value(option);
    if (!text)
        return fallback;
    int number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc() || end != text->data() + text->size() || number < least ||
        number > most)
        return failure(Error::Kind::Usage, "--" + std::string(option) + ": a number from " +
                                               std::to_string(least) + " to " +
                                               std::to_string(most));
    return number;
}

std::string endpointOf(const MetricsSettings &settings)
{
    return "http://127.0.0.1:" + std::to_string(settings.listenPort()) + "/metrics";
}

void writeJson(const Arguments &arguments, const MetricsSettings &settings,
               const MetricsPushSettings &push)
{
    JsonWriter json(arguments.out());
    json.beginObject().key("enabled").boolean(settings.isEnabled);
    json.field("port", std::int64_t{settings.listenPort()});
    json.field("url", std::string_view(endpointOf(settings))).key("token");
    json.text(settings.tokenSecret.empty() ? std::nullopt : std::optional(settings.tokenSecret));
    json.key("push").beginObject().key("enabled").boolean(push.isEnabled).key("endpoint");
    json.text(push.endpoint.empty() ? std::nullopt : std::optional(push.endpoint));
    json.field("every_seconds", std::int64_t{push.everySeconds}).key("headers").beginArray();
    for (const auto &header : push.headers) // their values may be nobody's business
        json.string(header.name);
    json.endArray().endObject().endObject();
}

void print(const Arguments &arguments, const MetricsSettings &settings,
           const MetricsPushSettings &push)
{
    Output &out = arguments.out();
    const auto tellPush = [&] {
        out.line("They are sent to " + printable(push.endpoint) + "/v1/metrics every " +
                 std::to_string(push.everySeconds) +
                 " s while the window or outlay-cli watch runs.");
    };
    if (!settings.isEnabled && push.isEnabled) {
        out.line("Metrics are pushed, and there is no address to read them at.");
        tellPush();
        out.line("For a scraper: outlay-cli alerts metrics on");
        return;
    }
    if (settings.isEnabled)
        out.line("Metrics are at " + endpointOf(settings) +
                 " while the window or outlay-cli watch runs" +
                 (settings.tokenSecret.empty()
                      ? "."
                      : ", for who shows the token at " + printable(settings.tokenSecret) + "."));
    else
        out.line("Metrics are off. Switch them on: outlay-cli alerts metrics on");
    if (push.isEnabled)
        tellPush();
    else
        out.line("They are sent nowhere. To an OpenTelemetry collector: outlay-cli alerts metrics "
                 "push http://127.0.0.1:4318");
}

/// Both, as they are now.
int tell(const Arguments &arguments)
{
    const auto settings =
        storedSetting(arguments, alerting::metricsSetting, alerting::parseMetricsSettings);
    const auto push =
        storedSetting(arguments, alerting::metricsPushSetting, alerting::parseMetricsPushSettings);
    if (!settings || !push)
        return arguments.failLedger(settings ? push.error() : settings.error());
    if (arguments.isJson())
        writeJson(arguments, *settings, *push);
    else
        print(arguments, *settings, *push);
    return exitcode::done;
}

int switchEndpoint(const Arguments &arguments, bool isOn)
{
    const auto take = [&](MetricsSettings &settings) -> Result<> {
        settings.isEnabled = isOn;
        const auto port = numberOf(arguments, "port", settings.listenPort(), 1, 65535);
        OUTLAY_TRY(port);
        settings.port = *port == alerting::defaultMetricsPort ? 0 : *port;
        if (const auto token = arguments.value("token"))
            settings.tokenSecret = *token == "none" ? std::string() : *token;
        return {};
    };
    const auto after =
        changeSetting(arguments, alerting::metricsSetting, alerting::parseMetricsSettings, take);
    return after ? tell(arguments) : arguments.failLedger(after.error());
}

int push(const Arguments &arguments, const std::string &where)
{
    const auto take = [&](MetricsPushSettings &settings) -> Result<> {
        settings.isEnabled = where != "off";
        if (settings.isEnabled && where != settings.endpoint) {
            settings.endpoint = where;
            while (settings.endpoint.ends_with('/'))
                settings.endpoint.pop_back();
            settings.headers.clear(); // a secret goes where it was given for
        }
        OUTLAY_TRY(takeHeaders(arguments, settings.headers));
        settings.caFile = arguments.valueOr("ca", settings.caFile);
        constexpr int most = 86'400;
        const auto every = numberOf(arguments, "every", settings.everySeconds, 10, most);
        OUTLAY_TRY(every);
        settings.everySeconds = *every;
        return {};
    };
    const auto after = changeSetting(arguments, alerting::metricsPushSetting,
                                     alerting::parseMetricsPushSettings, take);
    return after ? tell(arguments) : arguments.failLedger(after.error());
}

} // namespace

int alertsMetrics(const Arguments &arguments)
{
    const std::vector<std::string> &given = arguments.positional();
    const std::string what = given.size() > 1 ? given[1] : "";
    if (what.empty())
        return tell(arguments);
    if (what == "push" && given.size() == 3)
        return push(arguments, given[2]);
    if ((what == "on" || what == "off") && given.size() == 2)
        return switchEndpoint(arguments, what == "on");
    return arguments.failUsage("write: alerts metrics, alerts metrics on or … off, "
                               "alerts metrics push URL or … push off");
}

} // namespace outlay::cli
