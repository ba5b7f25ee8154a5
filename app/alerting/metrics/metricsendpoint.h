// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/metrics/metricssnapshot.h"
#include "app/sources/otlp/httpserver.h"
#include "models/money/result.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace outlay::alerting {

/// Not 4318, where telemetry comes in, and not 9464, where OpenTelemetry's own exporter listens.
inline constexpr int defaultMetricsPort = 9465;

/// The endpoint as configured: the setting "metrics".
struct MetricsSettings
{
    bool isEnabled = false;
    int port = 0;            ///< 0: defaultMetricsPort
    std::string tokenSecret; ///< a SecretReference: who asks must show it. Empty: none
    bool operator==(const MetricsSettings &) const = default;
    [[nodiscard]] int listenPort() const { return port == 0 ? defaultMetricsPort : port; }
};
inline constexpr std::string_view metricsSetting = "metrics";
/// Usage errors name the field.
[[nodiscard]] Result<> validate(const MetricsSettings &settings);
[[nodiscard]] std::string toJson(const MetricsSettings &settings);
/// Empty text: the default, off. As strict as the other settings.
[[nodiscard]] Result<MetricsSettings> parseMetricsSettings(std::string_view json);

/// Why a request is refused, if so: a Host that is not this machine (a web page that made its name
/// point here), an Origin (a web page at all), not the token, another path or method. Pure.
[[nodiscard]] std::optional<sources::HttpAnswer> metricsRefusal(const sources::HttpHead &head,
                                                                std::string_view token);

/// GET /metrics on 127.0.0.1, for Prometheus. Exists only while it is switched on.
class MetricsEndpoint
{
public:
    /// Called for each scrape, on the server's thread.
    using Provider = std::function<MetricsSnapshot()>;

    /// `token` empty: none is asked for.
    MetricsEndpoint(Provider provider, std::string token);
    /// Closes the port; the provider is not called any more once it returns.
    ~MetricsEndpoint() = default;

    /// 0: any port. Returns the one it is; Busy: taken (sources::holderOfPort() may say by whom).
    [[nodiscard]] Result<int> listen(int port);

private:
    sources::HttpServer m_server;
};

} // namespace outlay::alerting
