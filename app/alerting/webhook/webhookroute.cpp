// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/webhook/webhookroute.h"

#include "models/rules/alert.h"

namespace outlay::alerting {

Result<WebhookRoute> parseRoute(std::string_view text)
{
    WebhookRoute route;
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view part = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos || equals == 0 || equals + 1 == part.size())
            return failure(Error::Kind::Usage,
                           "a route is written team=search, owner=ada, kind=budget_exhausted or "
                           "urgency=critical; several with commas must all match");
        const std::string_view key = part.substr(0, equals), value = part.substr(equals + 1);
        if (key == "owner") {
            route.owner = value;
        } else if (key == "kind") {
            if (!alertKindNamed(value))
                return failure(Error::Kind::Usage,
                               "\"" + std::string(value) + "\" is no kind of alert");
            route.kind = value;
        } else if (key == "urgency") {
            const auto urgency = urgencyNamed(value);
            if (!urgency)
                return failure(Error::Kind::Usage, "urgency is low, normal or critical");
            route.minimalUrgency = *urgency;
        } else {
            route.scope.emplace_back(key, value);
        }
    }
    return route;
}

std::string routeText(const WebhookRoute &route)
{
    std::string text;
    const auto add = [&text](std::string_view key, std::string_view value) {
        if (value.empty())
            return;
        text += text.empty() ? "" : ",";
        text += std::string(key) + '=' + std::string(value);
    };
    for (const auto &[dimension, member] : route.scope)
        add(dimension, member);
    add("owner", route.owner);
    add("kind", route.kind);
    if (route.minimalUrgency != Urgency::Low)
        add("urgency", name(route.minimalUrgency));
    return text;
}

} // namespace outlay::alerting
