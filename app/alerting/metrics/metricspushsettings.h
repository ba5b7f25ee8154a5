// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/sourcesettings.h"
#include "models/money/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace outlay::alerting {

/// Where Outlay's own figures are sent, as configured: the setting "metrics_push". Holds references
/// to secrets, never a secret.
struct MetricsPushSettings
{
    bool isEnabled = false;
    /// Of the collector as OTEL_EXPORTER_OTLP_ENDPOINT has it: "v1/metrics" is asked for below it.
    std::string endpoint;
    std::vector<sources::SourceSettings::Header> headers;
    std::string caFile;    ///< a PEM file trusted beside the system's
    int everySeconds = 60; ///< 10 to 86,400
    bool operator==(const MetricsPushSettings &) const = default;
};
inline constexpr std::string_view metricsPushSetting = "metrics_push";

/// Usage errors name the field.
[[nodiscard]] Result<> validate(const MetricsPushSettings &settings);
[[nodiscard]] std::string toJson(const MetricsPushSettings &settings);
/// Empty text: the default, off. As strict as the other settings.
[[nodiscard]] Result<MetricsPushSettings> parseMetricsPushSettings(std::string_view json);

} // namespace outlay::alerting
