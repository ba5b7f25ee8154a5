// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/alertmessage.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace outlay::alerting {

/// What the receiver of a webhook understands.
enum class WebhookKind : std::uint8_t
{
    Generic, ///< the alert as JSON
    Slack,   ///< Slack's incoming webhooks and what takes the same: text and blocks
    Teams,   ///< a Teams workflow: an Adaptive Card in a message
};
/// "generic", "slack", "teams".
[[nodiscard]] std::string_view name(WebhookKind kind);
[[nodiscard]] std::optional<WebhookKind> webhookKindNamed(std::string_view name);

/// The body to send: the same bytes for the same message, so that a retry repeats them. What comes
/// from data cannot format, link or mention anybody where people read it. Pure.
[[nodiscard]] std::string webhookBody(WebhookKind kind, const AlertMessage &message);

/// Parts of payload*.cpp.
namespace payload {

/// What people are shown beside title and text: label and value, unknown ones left out.
[[nodiscard]] std::vector<std::pair<QString, QString>> factsOf(const AlertMessage &message);
/// Without control characters (line ends kept where `isLong`), at most so many characters.
[[nodiscard]] QString bounded(std::string_view text, qsizetype most, bool isLong = false);
[[nodiscard]] std::string slack(const AlertMessage &message);
[[nodiscard]] std::string teams(const AlertMessage &message);

} // namespace payload

} // namespace outlay::alerting
