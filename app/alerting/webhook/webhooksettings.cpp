// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/webhook/webhooksettings.h"

#include "app/sources/headerjson.h"
#include "app/sources/http/outgoingurl.h"
#include "models/money/dimension.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace outlay::alerting {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t longestName = 64;
constexpr std::size_t mostHooks = 50;
constexpr std::size_t mostRoutes = 100;
constexpr std::size_t mostHeaders = 20;
constexpr std::string_view referenceForms =
    "keychain:outlay/NAME, env:VARIABLE, file:/path/of/a/file or passphrase:NAME";

tl::unexpected<Error> wrong(const WebhookSettings &settings, std::string_view field,
                            const std::string &complaint)
{
    const std::string who = settings.name.empty() ? "webhook" : "webhook \"" + settings.name + "\"";
    return failure(Error::Kind::Usage, who + ": " + std::string(field) + ": " + complaint);
}

bool isOneLine(std::string_view text)
{
    return std::none_of(text.begin(), text.end(),
                        [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; });
}

/// Set by Outlay or by HTTP itself.
bool isReserved(std::string_view header)
{
    std::string lower(header);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char byte) { return static_cast<char>(std::tolower(byte)); });
    static constexpr std::array names{"host",
                                      "content-length",
                                      "content-type",
                                      "connection",
                                      "transfer-encoding",
                                      "accept-encoding",
                                      "expect",
                                      "upgrade"};
    return lower.starts_with("x-outlay-") ||
           std::any_of(names.begin(), names.end(),
                       [&lower](const char *name) { return lower == name; });
}

Result<> checkName(const WebhookSettings &settings)
{
    const std::string &name = settings.name;
    if (name.empty())
        return wrong(settings, "name", "give it one, such as finance-channel");
    if (name.size() > longestName)
        return failure(Error::Kind::Usage, "webhook: name: at most 64 bytes");
    // Names are shown: an address or a key pasted here would be too.
    const bool isAddress =
        name.find("://") != std::string::npos || name.find('?') != std::string::npos;
    if (!isOneLine(name) || isAddress || !sources::headerProblem({"X-Name", name}).empty() ||
        std::isspace(name.front()) != 0 || std::isspace(name.back()) != 0 || name.front() == '-')
        return failure(Error::Kind::Usage,
                       "webhook: name: a word or two on one line, no address and no key");
    return {};
}

Result<> checkAddress(const WebhookSettings &settings)
{
    if (settings.url.empty())
        return wrong(settings, "url",
                     "say where it is: https://HOST/PATH, or where the address is kept: " +
                         std::string(referenceForms));
    if (sources::isSecretReference(settings.url))
        return {};
    // Whoever knows such an address can post to the channel.
    if (settings.kind != WebhookKind::Generic)
        return wrong(settings, "url",
                     "the address of a " + std::string(name(settings.kind)) +
                         " webhook is a secret itself; write where it is kept: " +
                         std::string(referenceForms));
    if (const Result<> checked = sources::checkOutgoingUrl(settings.url); !checked)
        return wrong(settings, "url", checked.error().text);
    if (settings.url.find('?') != std::string::npos)
        return wrong(settings, "url",
                     "leave out what follows ?, or keep the whole address as a secret: " +
                         std::string(referenceForms));
    return {};
}

Result<> checkHeaders(const WebhookSettings &settings)
{
    if (settings.headers.size() > mostHeaders)
        return wrong(settings, "headers", "at most 20");
    for (const auto &header : settings.headers) {
        if (const std::string problem = sources::headerProblem(header); !problem.empty())
            return wrong(settings, "headers", problem);
        if (isReserved(header.name))
            return wrong(settings, "headers", header.name + ": is set by Outlay; leave it out");
    }
    return {};
}

bool isDimension(std::string_view text)
{
    static constexpr std::string_view tag = "tag:";
    if (text.starts_with(tag))
        return text.size() > tag.size();
    const auto known = dimensionNamed(text);
    return known && *known != Dimension::Tag;
}

Result<> checkRoutes(const WebhookSettings &settings)
{
    if (settings.routes.size() > mostRoutes)
        return wrong(settings, "routes", "at most 100");
    for (const WebhookRoute &route : settings.routes) {
        for (const auto &[dimension, member] : route.scope) {
            if (!isDimension(dimension))
                return wrong(settings, "routes",
                             "scope: there is no dimension of that name; user=NAME, team=NAME, "
                             "project=NAME and tag:KEY=VALUE are some");
            if (member.empty())
                return wrong(settings, "routes", "scope: " + dimension + "= needs a value");
        }
    }
    return {};
}

void readRoutes(sources::FieldReader &fields, WebhookSettings &settings)
{
    const QJsonValue routes = fields.take("routes");
    if (!routes.isUndefined() && !routes.isArray())
        return fields.fail("routes", "must be a list");
    for (const QJsonValue one : routes.toArray()) {
        if (!one.isObject())
            return fields.fail("routes", "must be a list of {scope, owner, kind, urgency}");
        sources::FieldReader parts(one.toObject(), "route");
        WebhookRoute route;
        std::vector<std::string> scope;
        std::string urgency;
        parts.texts("scope", scope);
        parts.text("owner", route.owner);
        parts.text("kind", route.kind);
        parts.text("urgency", urgency);
        for (const std::string &pair : scope) {
            const std::size_t equals = pair.find('=');
            if (equals == std::string::npos)
                parts.fail("scope", "is written DIMENSION=VALUE");
            else
                route.scope.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
        }
        const auto known = urgencyNamed(urgency.empty() ? "low" : urgency);
        if (!known)
            parts.fail("urgency", "is low, normal or critical");
        route.minimalUrgency = known.value_or(Urgency::Low);
        if (const Result<> read = parts.finish(); !read)
            return fields.fail("routes", "cannot be read: " + read.error().text);
        settings.routes.push_back(std::move(route));
    }
}

WebhookSettings readHook(sources::FieldReader &fields)
{
    WebhookSettings settings;
    std::string kind;
    fields.text("name", settings.name);
    fields.text("kind", kind);
    if (const auto known = webhookKindNamed(kind))
        settings.kind = *known;
    else
        fields.fail("kind", "is generic, slack or teams");
    fields.text("url", settings.url);
    fields.text("secret", settings.secret);
    fields.text("ca_file", settings.caFile);
    sources::takeHeaders(fields, settings.headers);
    readRoutes(fields, settings);
    fields.flag("enabled", settings.isEnabled);
    fields.time("added_at", settings.addedAt);
    return settings;
}

QJsonObject writeRoute(const WebhookRoute &route)
{
    QJsonObject json;
    QJsonArray scope;
    for (const auto &[dimension, member] : route.scope) {
        std::string pair = dimension;
        pair += '=';
        pair += member;
        scope.append(sources::text(pair));
    }
    if (!scope.isEmpty())
        json.insert(u"scope"_s, scope);
    if (!route.owner.empty())
        json.insert(u"owner"_s, sources::text(route.owner));
    if (!route.kind.empty())
        json.insert(u"kind"_s, sources::text(route.kind));
    if (route.minimalUrgency != Urgency::Low)
        json.insert(u"urgency"_s, sources::text(name(route.minimalUrgency)));
    return json;
}

QJsonObject writeHook(const WebhookSettings &settings)
{
    QJsonObject json;
    const auto put = [&json](const char *field, std::string_view value) {
        if (!value.empty())
            json.insert(QLatin1String(field), sources::text(value));
    };
    put("name", settings.name);
    put("kind", name(settings.kind));
    put("url", settings.url);
    put("secret", settings.secret);
    put("ca_file", settings.caFile);
    if (!settings.headers.empty())
        json.insert(u"headers"_s, sources::headersJson(settings.headers));
    QJsonArray routes;
    for (const WebhookRoute &route : settings.routes)
        routes.append(writeRoute(route));
    if (!routes.isEmpty())
        json.insert(u"routes"_s, routes);
    if (!settings.isEnabled)
        json.insert(u"enabled"_s, false);
    if (settings.addedAt)
        json.insert(u"added_at"_s, sources::timeValue(settings.addedAt));
    return json;
}

bool matches(const WebhookRoute &route, const AlertMessage &message)
{
    const bool isInScope =
        std::all_of(route.scope.begin(), route.scope.end(), [&message](const auto &wanted) {
            return std::find(message.scope.begin(), message.scope.end(), wanted) !=
                   message.scope.end();
        });
    return isInScope && (route.owner.empty() || route.owner == message.owner) &&
           (route.kind.empty() || route.kind == message.kind) &&
           message.urgency >= route.minimalUrgency;
}

} // namespace

Result<> validate(const WebhookSettings &settings)
{
    OUTLAY_TRY(checkName(settings));
    OUTLAY_TRY(checkAddress(settings));
    if (!settings.secret.empty() && !sources::isSecretReference(settings.secret))
        return wrong(settings, "secret",
                     "names where the signing secret is, and is not the secret: " +
                         std::string(referenceForms));
    if (!settings.caFile.empty() && settings.caFile.front() != '/')
        return wrong(settings, "ca_file", "must be a whole path");
    OUTLAY_TRY(checkHeaders(settings));
    return checkRoutes(settings);
}

Result<> validate(const std::vector<WebhookSettings> &all)
{
    if (all.size() > mostHooks)
        return failure(Error::Kind::OutOfRange, "more than 50 webhooks; remove some first");
    for (auto one = all.begin(); one != all.end(); ++one) {
        OUTLAY_TRY(validate(*one));
        if (std::any_of(all.begin(), one,
                        [one](const WebhookSettings &other) { return other.name == one->name; }))
            return wrong(*one, "name", "another webhook has it already; choose another");
    }
    return {};
}

std::string toJson(const std::vector<WebhookSettings> &all)
{
    QJsonArray hooks;
    for (const WebhookSettings &settings : all)
        hooks.append(writeHook(settings));
    return sources::compactJson(QJsonObject{{u"version"_s, 1}, {u"webhooks"_s, hooks}});
}

Result<std::vector<WebhookSettings>> parseWebhookSettings(std::string_view json)
{
    std::vector<WebhookSettings> all;
    if (json.empty())
        return all;
    const std::string what(webhooksSetting);
    const Result<QJsonObject> object = sources::parseObject(json, what);
    OUTLAY_TRY(object);
    sources::FieldReader fields(*object, what);
    int version = 0;
    fields.number("version", version);
    if (version != 1)
        fields.fail("version", "is not 1: written by another version of Outlay; update this one");
    const QJsonValue hooks = fields.take("webhooks");
    if (!hooks.isArray())
        fields.fail("webhooks", "must be a list");
    OUTLAY_TRY(fields.finish());
    int count = 0;
    for (const QJsonValue one : hooks.toArray()) {
        const std::string which = "webhook " + std::to_string(++count);
        if (!one.isObject())
            return failure(Error::Kind::Malformed, which + " must be an object");
        sources::FieldReader hook(one.toObject(), which);
        WebhookSettings settings = readHook(hook);
        OUTLAY_TRY(hook.finish());
        all.push_back(std::move(settings));
    }
    OUTLAY_TRY(validate(all));
    return all;
}

bool isRoutedTo(const WebhookSettings &settings, const AlertMessage &message)
{
    return settings.isEnabled &&
           (settings.routes.empty() ||
            std::any_of(settings.routes.begin(), settings.routes.end(),
                        [&message](const WebhookRoute &route) { return matches(route, message); }));
}

} // namespace outlay::alerting
