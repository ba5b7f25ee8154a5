// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/webhook/webhooksettings.h"

#include <string>
#include <string_view>

namespace outlay::alerting {

/// "team=search,urgency=critical": every part must match. `owner=`, `kind=` and `urgency=` are the
/// alert's, all else is a dimension of its scope. Usage errors say what is wrong.
[[nodiscard]] Result<WebhookRoute> parseRoute(std::string_view text);
/// The inverse.
[[nodiscard]] std::string routeText(const WebhookRoute &route);

} // namespace outlay::alerting
