// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/pointopener.h"

#include "app/enforcement/litellm/litellmpoint.h"
#include "app/sources/polledsource.h"
#include "app/sources/secretheaders.h"
#include "app/sources/secrets/secretreference.h"

#include <utility>

namespace outlay::enforcement {

Result<> checkCanPush(const sources::SourceSettings &settings)
{
    if (!factsOf(settings.kind).takesCaps)
        return failure(Error::Kind::Usage,
                       settings.name + " is no enforcement point: limits can be set at LiteLLM");
    if (settings.pushSecret.empty())
        return failure(Error::Kind::Usage,
                       settings.name + " has no key that may write; give it one of its own: "
                                       "outlay-cli source add … --push-secret REF");
    return checkApart(settings.secret, settings.pushSecret);
}

PointOpener::PointOpener(sources::SourceSettings settings, SecretStore &secrets, Clock clock,
                         QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
    , m_secrets(secrets)
    , m_clock(std::move(clock))
    , m_http(sources::httpSettingsOf(m_settings))
{
}

void PointOpener::start(Done done)
{
    m_done = std::move(done);
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (const Result<> can = checkCanPush(m_settings); !can)
                return fail(can.error().kind, can.error().text);
            readHeaders();
        },
        Qt::QueuedConnection);
}

void PointOpener::readHeaders()
{
    sources::readSecretHeaders(
        m_secrets, m_http.headers, this, [this](const sources::SecretHeaders &read) {
            if (!read.problem.empty())
                return fail(read.state ? Error::Kind::Unreadable : Error::Kind::Usage,
                            read.problem);
            m_http.headers = read.headers;
            readKey();
        });
}

void PointOpener::readKey()
{
    const auto reference = SecretReference::parse(m_settings.pushSecret);
    if (!reference)
        return fail(reference.error().kind, "push_secret: " + reference.error().text);
    m_secrets.read(*reference, this, [this](SecretAnswer answer) {
        if (!answer.works())
            return fail(Error::Kind::Unreadable, "push_secret: " + answer.text);
        auto point = LiteLlmPoint::create(m_http, std::move(answer.secret), m_clock);
        if (!point)
            return fail(point.error().kind, point.error().text);
        std::exchange(m_done, nullptr)(std::unique_ptr<EnforcementPoint>(*std::move(point)));
    });
}

void PointOpener::fail(Error::Kind kind, const std::string &text)
{
    std::exchange(m_done, nullptr)(failure(kind, text));
}

} // namespace outlay::enforcement
