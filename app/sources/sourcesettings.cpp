// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/sourcesettings.h"

#include "app/sources/headerjson.h"
#include "app/sources/secrets/secretreference.h"

#include <QUrl>

#include <algorithm>
#include <cctype>

namespace outlay::sources {

namespace {

constexpr std::size_t longestName = 64;
constexpr std::size_t mostSources = 200;
constexpr int settingsVersion = 1;
constexpr std::string_view referenceForms =
    "keychain:outlay/NAME, env:VARIABLE, file:/path/of/a/file, passphrase:NAME or memory:NAME";

tl::unexpected<Error> wrong(const SourceSettings &settings, std::string_view field,
                            const std::string &complaint)
{
    const std::string who = settings.name.empty() ? "source" : "source \"" + settings.name + "\"";
    return failure(Error::Kind::Usage, who + ": " + std::string(field) + ": " + complaint);
}

std::string lowered(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char byte) { return static_cast<char>(std::tolower(byte)); });
    return lower;
}

/// Control characters would split a header or a line of a log.
bool isOneLine(std::string_view text)
{
    return std::none_of(text.begin(), text.end(),
                        [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; });
}

/// What keys of the four, and tokens in general, start with. A reference never does.
bool looksLikeSecret(std::string_view text)
{
    static constexpr std::array prefixes{"sk-", "sk_", "Bearer ", "bearer ", "Basic ", "eyJ"};
    return text.size() >= 12 &&
           std::any_of(prefixes.begin(), prefixes.end(), [text](std::string_view prefix) {
               return text.substr(0, prefix.size()) == prefix;
           });
}

/// Headers that are there to carry a secret.
bool carriesSecret(std::string_view header)
{
    const std::string name = lowered(header);
    return name.find("authorization") != std::string::npos ||
           name.find("api-key") != std::string::npos || name.find("token") != std::string::npos ||
           name.find("secret") != std::string::npos || name == "cookie";
}

Result<> checkName(const SourceSettings &settings)
{
    const std::string &name = settings.name;
    if (name.empty())
        return wrong(settings, "name", "give it one, such as acme-openai");
    if (name.size() > longestName)
        return wrong(settings, "name", "at most 64 bytes");
    if (!isOneLine(name) || name.front() == '-' || name.front() == ':' || name.front() == ' ' ||
        name.back() == ' ')
        return wrong(settings, "name", "one line that starts with a letter or a digit");
    if (looksLikeSecret(name))
        return wrong(settings, "name", "looks like a key; names are shown");
    return {};
}

Result<> checkReference(const SourceSettings &settings, std::string_view field,
                        const std::string &value)
{
    if (value.empty() || isSecretReference(value))
        return {};
    // Not quoted: it may be the key itself.
    return wrong(settings, field,
                 "names where the key is, and is not the key: " + std::string(referenceForms));
}

Result<> checkUrl(const SourceSettings &settings, std::string_view field, const std::string &value,
                  std::initializer_list<const char *> schemes)
{
    if (value.empty())
        return {};
    const QUrl url(text(value), QUrl::StrictMode);
    std::string forms;
    bool isKnown = false;
    for (const char *scheme : schemes) {
        forms += (forms.empty() ? "" : " or ") + std::string(scheme) + "://host";
        isKnown = isKnown || url.scheme() == QLatin1String(scheme);
    }
    if (!url.isValid() || !isKnown || url.host().isEmpty())
        return wrong(settings, field, "must be an address such as " + forms);
    if (!url.password().isEmpty() || !url.userName().isEmpty())
        return wrong(settings, field,
                     "leave user and password out of the address; it is stored and shown");
    if (url.hasQuery() || url.hasFragment())
        return wrong(settings, field, "leave out what follows ? and #");
    return {};
}

Result<> checkHeaders(const SourceSettings &settings)
{
    for (const SourceSettings::Header &header : settings.headers) {
        if (const std::string problem = headerProblem(header); !problem.empty())
            return wrong(settings, "headers", problem);
    }
    return {};
}

Result<> checkPolled(const SourceSettings &settings)
{
    if (settings.secret.empty())
        return wrong(settings, "secret", "say where its key is: " + std::string(referenceForms));
    const SourceKindFacts &facts = factsOf(settings.kind);
    if (facts.isOwn && settings.baseUrl.empty())
        return wrong(settings, "base_url",
                     std::string(facts.title) + " runs at an address of yours, such as " +
                         facts.usualAddress);
    if (!facts.takesCaps && !settings.pushSecret.empty())
        return wrong(settings, "push_secret", "only LiteLLM has one; leave it out");
    if (settings.pushSecret == settings.secret)
        return wrong(settings, "push_secret", "must be another key than the one that polls");
    OUTLAY_TRY(checkUrl(settings, "base_url", settings.baseUrl, {"https", "http"}));
    OUTLAY_TRY(checkUrl(settings, "proxy", settings.proxy, {"http", "socks5"}));
    if (settings.clientCertificate.empty() != settings.clientKey.empty())
        return wrong(settings, "client_certificate", "needs client_key beside it, both PEM files");
    return checkHeaders(settings);
}

/// Fields of another kind would be ignored silently.
Result<> checkForeignFields(const SourceSettings &settings)
{
    const bool isFiles = settings.kind == SourceKind::Files;
    const bool isOtlp = settings.kind == SourceKind::Otlp;
    const std::string kind = "has no meaning for " + std::string(toString(settings.kind));
    if (!isFiles && !settings.paths.empty())
        return wrong(settings, "paths", kind);
    if (!isFiles && settings.format != "auto")
        return wrong(settings, "format", kind);
    if (!isOtlp && settings.port != 0)
        return wrong(settings, "port", kind);
    if (!isOtlp && !settings.tokenSecret.empty())
        return wrong(settings, "token_secret", kind);
    if (!factsOf(settings.kind).sellsOnOwnKeys && settings.areOwnKeysElsewhere)
        return wrong(settings, "own_keys_elsewhere", kind);
    if (isPolled(settings.kind))
        return {};
    const std::pair<const char *, bool> polled[] = {
        {"secret", !settings.secret.empty()},
        {"push_secret", !settings.pushSecret.empty()},
        {"base_url", !settings.baseUrl.empty()},
        {"proxy", !settings.proxy.empty()},
        {"ca_file", !settings.caFile.empty()},
        {"client_certificate", !settings.clientCertificate.empty()},
        {"client_key", !settings.clientKey.empty()},
        {"headers", !settings.headers.empty()},
    };
    for (const auto &[field, isSet] : polled) {
        if (isSet)
            return wrong(settings, field, kind);
    }
    return {};
}

Result<> checkFiles(const SourceSettings &settings)
{
    if (settings.paths.empty())
        return wrong(settings, "paths", "name a file or a folder to watch");
    for (const std::string &path : settings.paths) {
        if (path.empty() || path.front() != '/' || !isOneLine(path))
            return wrong(settings, "paths", "must be whole paths, such as /var/log/litellm.jsonl");
    }
    if (settings.format.empty())
        return wrong(settings, "format", "auto, or a format's name");
    return {};
}

SourceSettings readSource(FieldReader &fields)
{
    SourceSettings settings;
    std::string kind;
    fields.text("name", settings.name);
    fields.text("kind", kind);
    if (const Result<SourceKind> known = parseSourceKind(kind))
        settings.kind = *known;
    else
        fields.fail("kind", "is unknown: " + known.error().text);
    fields.text("secret", settings.secret);
    fields.text("push_secret", settings.pushSecret);
    fields.text("base_url", settings.baseUrl);
    fields.text("proxy", settings.proxy);
    fields.text("ca_file", settings.caFile);
    fields.text("client_certificate", settings.clientCertificate);
    fields.text("client_key", settings.clientKey);
    takeHeaders(fields, settings.headers);
    fields.texts("paths", settings.paths);
    fields.text("format", settings.format);
    fields.number("port", settings.port);
    fields.text("token_secret", settings.tokenSecret);
    fields.flag("own_keys_elsewhere", settings.areOwnKeysElsewhere);
    fields.flag("paused", settings.isPaused);
    return settings;
}

QJsonObject writeSource(const SourceSettings &settings)
{
    QJsonObject json;
    const auto put = [&json](const char *name, const std::string &value) {
        if (!value.empty())
            json.insert(QLatin1String(name), text(value));
    };
    put("name", settings.name);
    put("kind", factsOf(settings.kind).word);
    put("secret", settings.secret);
    put("push_secret", settings.pushSecret);
    put("base_url", settings.baseUrl);
    put("proxy", settings.proxy);
    put("ca_file", settings.caFile);
    put("client_certificate", settings.clientCertificate);
    put("client_key", settings.clientKey);
    if (!settings.headers.empty())
        json.insert(QStringLiteral("headers"), headersJson(settings.headers));
    QJsonArray paths;
    for (const std::string &path : settings.paths)
        paths.append(text(path));
    if (!paths.isEmpty())
        json.insert(QStringLiteral("paths"), paths);
    if (settings.format != "auto")
        put("format", settings.format);
    if (settings.port != 0)
        json.insert(QStringLiteral("port"), settings.port);
    put("token_secret", settings.tokenSecret);
    if (settings.areOwnKeysElsewhere)
        json.insert(QLatin1String("own_keys_elsewhere"), true);
    if (settings.isPaused)
        json.insert(QStringLiteral("paused"), true);
    return json;
}

} // namespace

bool isSecretReference(std::string_view reference)
{
    const Result<SecretReference> parsed = SecretReference::parse(reference);
    return parsed && !looksLikeSecret(parsed->name);
}

std::string headerProblem(const SourceSettings::Header &header)
{
    const bool isToken =
        !header.name.empty() &&
        std::all_of(header.name.begin(), header.name.end(), [](unsigned char byte) {
            return std::isalnum(byte) != 0 ||
                   std::string_view("!#$%&'*+-.^_`|~").find(static_cast<char>(byte)) !=
                       std::string_view::npos;
        });
    if (!isToken)
        return "a header is written NAME: VALUE";
    if (!isOneLine(header.value))
        return "header " + header.name + ": its value must be one line";
    if (!isSecretReference(header.value) &&
        (carriesSecret(header.name) || looksLikeSecret(header.value)))
        return "header " + header.name +
               ": carries a secret; write where it is: " + std::string(referenceForms);
    return {};
}

Result<> validate(const SourceSettings &settings)
{
    OUTLAY_TRY(checkName(settings));
    OUTLAY_TRY(checkReference(settings, "secret", settings.secret));
    OUTLAY_TRY(checkReference(settings, "push_secret", settings.pushSecret));
    OUTLAY_TRY(checkReference(settings, "token_secret", settings.tokenSecret));
    OUTLAY_TRY(checkForeignFields(settings));
    if (settings.kind == SourceKind::Files)
        return checkFiles(settings);
    if (settings.kind != SourceKind::Otlp)
        return checkPolled(settings);
    if (settings.port < 0 || settings.port > 65535)
        return wrong(settings, "port", "a number from 1 to 65535; 4318 is usual");
    return {};
}

Result<> validate(const std::vector<SourceSettings> &all)
{
    if (all.size() > mostSources)
        return failure(Error::Kind::OutOfRange, "more than 200 sources; remove some first");
    for (auto one = all.begin(); one != all.end(); ++one) {
        OUTLAY_TRY(validate(*one));
        for (auto other = all.begin(); other != one; ++other) {
            if (one->name == other->name)
                return wrong(*one, "name", "another source has it already; choose another");
            if (one->kind == SourceKind::Otlp && other->kind == SourceKind::Otlp &&
                one->listenPort() == other->listenPort())
                return wrong(*one, "port",
                             "\"" + other->name + "\" listens on " +
                                 std::to_string(one->listenPort()) + " already; choose another");
        }
    }
    return {};
}

std::string toJson(const std::vector<SourceSettings> &all)
{
    QJsonArray sources;
    for (const SourceSettings &settings : all)
        sources.append(writeSource(settings));
    return compactJson(QJsonObject{{QStringLiteral("version"), settingsVersion},
                                   {QStringLiteral("sources"), sources}});
}

Result<std::vector<SourceSettings>> parseSourceSettings(std::string_view json)
{
    std::vector<SourceSettings> all;
    if (json.empty())
        return all;
    const std::string what(liveSourcesSetting);
    const Result<QJsonObject> object = parseObject(json, what);
    if (!object)
        return tl::unexpected<Error>(object.error());
    FieldReader fields(*object, what);
    int version = 0;
    fields.number("version", version);
    if (version != settingsVersion)
        fields.fail("version", "is not 1: written by another version of Outlay; update this one");
    const QJsonValue sources = fields.take("sources");
    if (!sources.isArray())
        fields.fail("sources", "must be a list");
    OUTLAY_TRY(fields.finish());
    for (const QJsonValue &one : sources.toArray()) {
        const QString name = one[QStringLiteral("name")].toString();
        FieldReader source(one.toObject(), "source \"" + name.toStdString() + "\"");
        SourceSettings settings = readSource(source);
        OUTLAY_TRY(source.finish());
        all.push_back(std::move(settings));
    }
    OUTLAY_TRY(validate(all));
    return all;
}

} // namespace outlay::sources
