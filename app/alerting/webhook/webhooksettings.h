// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/webhook/payload.h"
#include "app/sources/sourcesettings.h"
#include "models/money/instant.h"
#include "models/money/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay::alerting {

/// Which alerts go to a webhook: everything that is set must match.
struct WebhookRoute
{
    /// Dimension and member; each is in the alert's scope as it is. A team's route sees alerts of a
    /// person only where their scope names the team.
    std::vector<std::pair<std::string, std::string>> scope;
    std::string owner; ///< empty: any
    std::string kind;  ///< empty: any
    Urgency minimalUrgency = Urgency::Low;
    bool operator==(const WebhookRoute &) const = default;
};

/// One webhook, as configured: the setting "webhooks" is a list of them. Holds references to
/// secrets, never a secret.
struct WebhookSettings
{
    std::string name;
    WebhookKind kind = WebhookKind::Generic;
    /// https://…, http:// on this machine, or a SecretReference as text. Slack's and Teams's
    /// addresses are secrets themselves: references only.
    std::string url;
    std::string secret; ///< what deliveries are signed with: a SecretReference; empty: unsigned
    std::string caFile; ///< a PEM file trusted beside the system's
    std::vector<sources::SourceSettings::Header> headers;
    std::vector<WebhookRoute> routes; ///< any of them; empty: everything
    bool isEnabled = true;
    std::optional<Instant> addedAt; ///< what happened before is not sent; nullopt: everything is
    bool operator==(const WebhookSettings &) const = default;
};

/// The name of the setting that holds them all.
inline constexpr std::string_view webhooksSetting = "webhooks";

/// Usage errors name the webhook and the field, and say what to do; they never quote an address or
/// a value. Touches no file, no network and no keychain.
[[nodiscard]] Result<> validate(const WebhookSettings &settings);
/// Each by itself, and that no two share a name.
[[nodiscard]] Result<> validate(const std::vector<WebhookSettings> &all);

/// {"version": 1, "webhooks": […]}; fields that have their default are left out.
[[nodiscard]] std::string toJson(const std::vector<WebhookSettings> &all);
/// Empty text: none. An unknown field, a wrong type or an invalid value is an error that names it.
[[nodiscard]] Result<std::vector<WebhookSettings>> parseWebhookSettings(std::string_view json);

/// Whether the alert goes to that webhook: it is enabled and has no routes, or one that matches.
[[nodiscard]] bool isRoutedTo(const WebhookSettings &settings, const AlertMessage &message);

} // namespace outlay::alerting
