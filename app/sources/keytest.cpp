// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/keytest.h"

#include "app/sources/secrets/redaction.h"

namespace outlay::sources {

namespace {

using Level = Finding::Level;

QByteArray padded(const QByteArray &body)
{
    QByteArray copy = body;
    copy.append(qsizetype(recordPadding), '\0');
    return copy;
}

std::string_view textOf(const QByteArray &paddedBody)
{
    return {paddedBody.constData(), std::size_t(paddedBody.size()) - recordPadding};
}

} // namespace

KeyTest::KeyTest(SourceKind kind, HttpSettings http, Clock clock, QObject *parent)
    : QObject(parent)
    , m_connector(connectorFor(kind))
    , m_settings(std::move(http))
    , m_clock(std::move(clock))
{
}

KeyTest::~KeyTest() = default;

Result<> KeyTest::start(Secret key)
{
    if (m_settings.baseUrl.empty())
        m_settings.baseUrl = m_connector.defaultBaseUrl();
    if (m_settings.baseUrl.empty())
        return failure(Error::Kind::Usage, "base_url: " + std::string(m_connector.title()) +
                                               " has no address of its own, give the proxy's");
    if (key.isEmpty())
        return failure(Error::Kind::Usage, "secret: the key is empty");
    auto http = HttpClient::create(m_settings, m_clock);
    if (!http)
        return failure(http.error().kind, http.error().text);
    m_http = std::move(*http);
    connect(m_http.get(), &HttpClient::finished, this, &KeyTest::answered);
    m_key = std::move(key);
    rememberForRedaction(m_key);
    m_checks = m_connector.checks(m_clock());
    next();
    return {};
}

void KeyTest::next()
{
    HttpRequest request = m_checks[m_at].request;
    for (HttpHeader &header : m_connector.authorization(m_key.reveal()))
        request.headers.push_back(std::move(header));
    m_http->get(request);
}

Finding KeyTest::findingOf(const KeyCheck &check, const HttpReply &reply) const
{
    if (reply.kind == HttpReply::Kind::Ok)
        return {Level::Ok, "sees " + check.what};
    std::string text = "does not see " + check.what + ": " + reply.reason;
    const QByteArray body = padded(reply.body);
    if (const std::string said = m_connector.errorText(textOf(body)); !said.empty())
        text += " (" + said + ")";
    if (!check.whenMissing.empty())
        text += "; " + check.whenMissing;
    return {check.isRequired ? Level::Fail : Level::Warn, redact(text)};
}

void KeyTest::answered(const HttpReply &reply)
{
    const KeyCheck check = m_checks[m_at];
    if (reply.status == 404 && m_at + 1 < m_checks.size() &&
        m_checks[m_at + 1].what == check.what) {
        ++m_at; // another way to ask for the same
        next();
        return;
    }
    m_findings.push_back(findingOf(check, reply));
    if (reply.kind == HttpReply::Kind::Ok) {
        const QByteArray body = padded(reply.body);
        for (Finding &finding : m_connector.judge(check, textOf(body)))
            m_findings.push_back(std::move(finding));
        while (m_at + 1 < m_checks.size() && m_checks[m_at + 1].what == check.what)
            ++m_at;
    } else if (check.isRequired) {
        m_isUsable = false;
    }
    // Who is not there will not be there for the next question either.
    const bool isOver = reply.kind == HttpReply::Kind::Unreachable || reply.status == 401;
    if (++m_at < m_checks.size() && !isOver)
        next();
    else
        conclude();
}

void KeyTest::conclude()
{
    for (Finding &finding : m_connector.notes(m_settings))
        m_findings.push_back(std::move(finding));
    m_key.wipe();
    emit finished(m_findings, m_isUsable);
}

} // namespace outlay::sources
