// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/sourcekind.h"
#include "models/money/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace outlay::sources {

using outlay::SourceKind;

/// What the OTLP receiver listens on unless told otherwise (OpenTelemetry's port of OTLP/HTTP).
inline constexpr int defaultOtlpPort = 4318;

/// One source that is watched, as configured: the setting "live_sources" is a list of them. Holds
/// references to secrets, never a secret.
struct SourceSettings
{
    std::string name; ///< the source of everything it delivers
    SourceKind kind = SourceKind::OpenAi;
    /// Where the key for reading is: a SecretReference as text.
    std::string secret;
    /// LiteLLM only: the key that may write, apart from the one that polls. Empty: none.
    std::string pushSecret;
    std::string baseUrl;                      ///< empty: the provider's own; LiteLLM has none
    std::string proxy;                        ///< empty: the system's
    std::string caFile;                       ///< a PEM file trusted beside the system's
    std::string clientCertificate, clientKey; ///< PEM files, both or none
    struct Header
    {
        std::string name;
        std::string value; ///< plain text, or a reference like `secret`
        bool operator==(const Header &) const = default;
    };
    std::vector<Header> headers;
    std::vector<std::string> paths; ///< Files only: files, folders, patterns with *
    std::string format = "auto";    ///< Files only: a name the importer knows
    int port = 0;                   ///< Otlp only; 0: defaultOtlpPort
    std::string tokenSecret;        ///< Otlp only: senders must show it. Empty: none
    /// OpenRouter only: what own keys cost at other providers is left to the sources of those.
    bool areOwnKeysElsewhere = false;
    bool isPaused = false;

    bool operator==(const SourceSettings &) const = default;
    [[nodiscard]] int listenPort() const { return port == 0 ? defaultOtlpPort : port; }
};

/// The name of the setting that holds them all.
inline constexpr std::string_view liveSourcesSetting = "live_sources";

/// Usage errors name the field and say what to do. Touches no file, no network and no keychain.
[[nodiscard]] Result<> validate(const SourceSettings &settings);
/// Each by itself, and that no two share a name or a port.
[[nodiscard]] Result<> validate(const std::vector<SourceSettings> &all);

/// Whether the text names where a secret is, rather than being one.
[[nodiscard]] bool isSecretReference(std::string_view text);

/// Why a header cannot be sent as it is given, a secret in the clear among the reasons; empty if it
/// can. Never quotes the value.
[[nodiscard]] std::string headerProblem(const SourceSettings::Header &header);

/// {"version": 1, "sources": […]}; fields that have their default are left out.
[[nodiscard]] std::string toJson(const std::vector<SourceSettings> &all);
/// Empty text: none. An unknown field, a wrong type or an invalid value is an error that names it.
[[nodiscard]] Result<std::vector<SourceSettings>> parseSourceSettings(std::string_view json);

} // namespace outlay::sources
