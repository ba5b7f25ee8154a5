// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/metrics/metricspushsettings.h"

#include "app/sources/headerjson.h"
#include "app/sources/http/outgoingurl.h"

namespace outlay::alerting {

using namespace Qt::StringLiterals;

namespace {

constexpr int shortestEvery = 10;
constexpr int longestEvery = 86'400;
constexpr std::string_view metricsPath = "/v1/metrics";

tl::unexpected<Error> wrong(std::string_view field, const std::string &complaint)
{
    return failure(Error::Kind::Usage,
                   std::string(metricsPushSetting) + ": " + std::string(field) + ": " + complaint);
}

} // namespace

Result<> validate(const MetricsPushSettings &settings)
{
    if (settings.isEnabled && settings.endpoint.empty())
        return wrong("endpoint", "say where the collector is, such as http://127.0.0.1:4318");
    if (!settings.endpoint.empty()) {
        if (const Result<> checked = sources::checkOutgoingUrl(settings.endpoint); !checked)
            return wrong("endpoint", checked.error().text);
        if (settings.endpoint.find('?') != std::string::npos)
            return wrong("endpoint", "leave out what follows ?");
        std::string_view path = settings.endpoint;
        while (path.ends_with('/'))
            path.remove_suffix(1);
        if (path.ends_with(metricsPath))
            return wrong("endpoint", "leave out /v1/metrics; it is added");
    }
    for (const auto &header : settings.headers) {
        if (const std::string problem = sources::headerProblem(header); !problem.empty())
            return wrong("headers", problem);
    }
    if (!settings.caFile.empty() && settings.caFile.front() != '/')
        return wrong("ca_file", "must be a whole path");
    if (settings.everySeconds < shortestEvery || settings.everySeconds > longestEvery)
        return wrong("every_seconds", "a number from 10 to 86400");
    return {};
}

std::string toJson(const MetricsPushSettings &settings)
{
    QJsonObject json{{u"version"_s, 1},
                     {u"enabled"_s, settings.isEnabled},
                     {u"endpoint"_s, sources::text(settings.endpoint)},
                     {u"every_seconds"_s, settings.everySeconds}};
    if (!settings.headers.empty())
        json.insert(u"headers"_s, sources::headersJson(settings.headers));
    if (!settings.caFile.empty())
        json.insert(u"ca_file"_s, sources::text(settings.caFile));
    return sources::compactJson(json);
}

Result<MetricsPushSettings> parseMetricsPushSettings(std::string_view json)
{
    MetricsPushSettings settings;
    if (json.empty())
        return settings;
    const std::string what(metricsPushSetting);
    const auto object = sources::parseObject(json, what);
    OUTLAY_TRY(object);
    sources::FieldReader fields(*object, what);
    int version = 0;
    fields.number("version", version);
    if (version != 1)
        fields.fail("version", "is not 1: written by another version of Outlay; update this one");
    fields.flag("enabled", settings.isEnabled);
    fields.text("endpoint", settings.endpoint);
    sources::takeHeaders(fields, settings.headers);
    fields.text("ca_file", settings.caFile);
    fields.number("every_seconds", settings.everySeconds);
    OUTLAY_TRY(fields.finish());
    OUTLAY_TRY(validate(settings));
    return settings;
}

} // namespace outlay::alerting
