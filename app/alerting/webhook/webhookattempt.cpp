// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/webhook/webhookattempt.h"

#include "app/alerting/webhook/signature.h"
#include "app/sources/http/outgoingurl.h"
#include "app/sources/secrets/redaction.h"
#include "app/sources/sourcejson.h"

#include <QTimer>
#include <QUrl>

#include <algorithm>

namespace outlay::alerting {

namespace {

/// Of a secret that came from a file: without the end of its line.
std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ')
        text.remove_suffix(1);
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ')
        text.remove_prefix(1);
    return text;
}

bool isOneLine(std::string_view text)
{
    return std::none_of(text.begin(), text.end(),
                        [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; });
}

} // namespace

WebhookAttempt::WebhookAttempt(WebhookSettings settings, OutboxRow row, SecretStore &secrets,
                               Clock clock, const WebhookLimits &limits)
    : m_settings(std::move(settings))
    , m_row(std::move(row))
    , m_secrets(secrets)
    , m_clock(std::move(clock))
    , m_limits(limits)
    , m_headerValues(m_settings.headers.size())
{
}

void WebhookAttempt::start()
{
    const auto want = [this](const std::string &what, const std::string &text, Secret &to) {
        if (sources::isSecretReference(text))
            m_wanted.push_back({what, text, &to});
        else
            to = Secret(text);
    };
    want("the address", m_settings.url, m_address);
    if (!m_settings.secret.empty())
        want("the signing secret", m_settings.secret, m_secret);
    for (std::size_t i = 0; i < m_settings.headers.size(); ++i)
        want("header " + m_settings.headers.at(i).name, m_settings.headers.at(i).value,
             m_headerValues.at(i));
    std::reverse(m_wanted.begin(), m_wanted.end());
    QTimer::singleShot(0, this, &WebhookAttempt::readNext);
}

void WebhookAttempt::readNext()
{
    if (m_wanted.empty())
        return send();
    const Wanted wanted = m_wanted.back();
    m_wanted.pop_back();
    const auto reference = SecretReference::parse(wanted.reference);
    if (!reference)
        return fail(wanted.what + ": " + reference.error().text);
    m_secrets.read(*reference, this,
                   [this, wanted](SecretAnswer answer) { took(wanted, std::move(answer)); });
}

void WebhookAttempt::took(const Wanted &wanted, SecretAnswer answer)
{
    if (!answer.works())
        return fail(wanted.what + " cannot be read: " + answer.text);
    *wanted.to = Secret(trimmed(answer.secret.reveal()));
    if (wanted.to->isEmpty() || !isOneLine(wanted.to->reveal()))
        return fail(wanted.what + " must be one line where it is kept");
    readNext();
}

Result<> WebhookAttempt::open(std::string_view address)
{
    OUTLAY_TRY(sources::checkOutgoingUrl(address));
    // The client asks below a base; what follows the host may be secret, and a base has no query.
    const QUrl url(sources::text(address), QUrl::StrictMode);
    QUrl base;
    base.setScheme(url.scheme());
    base.setHost(url.host());
    base.setPort(url.port());
    const QUrl::FormattingOptions rest =
        QUrl::FullyEncoded | QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment;
    m_path = url.toString(rest).toStdString();
    m_path.erase(0, m_path.find_first_not_of('/'));
    sources::HttpSettings settings;
    settings.baseUrl = base.toString(QUrl::FullyEncoded).toStdString();
    settings.caFile = m_settings.caFile;
    settings.transferTimeoutMs = m_limits.transferTimeoutMs;
    settings.totalTimeoutMs = m_limits.totalTimeoutMs;
    settings.maxBodyBytes = m_limits.answerBytes;
    auto client = sources::HttpClient::create(settings, m_clock);
    if (!client)
        return tl::unexpected<Error>(std::move(client).error());
    m_client = *std::move(client);
    return {};
}

std::vector<sources::HttpHeader> WebhookAttempt::headers() const
{
    const std::int64_t seconds = floorDivide(m_clock().micros, microsPerSecond);
    std::vector<sources::HttpHeader> all;
    for (std::size_t i = 0; i < m_settings.headers.size(); ++i)
        all.push_back({m_settings.headers.at(i).name, std::string(m_headerValues.at(i).reveal())});
    all.push_back({"X-Outlay-Delivery", m_row.deliveryId});
    all.push_back({"X-Outlay-Sequence", std::to_string(m_row.sequence)});
    all.push_back({"X-Outlay-Timestamp", std::to_string(seconds)});
    if (!m_secret.isEmpty())
        all.push_back(
            {"X-Outlay-Signature", webhookSignature(m_secret.reveal(), seconds, m_row.body)});
    return all;
}

void WebhookAttempt::send()
{
    if (const Result<> opened = open(m_address.reveal()); !opened)
        return fail(opened.error().text);
    connect(m_client.get(), &sources::HttpClient::finished, this,
            [this](const sources::HttpReply &reply) {
                WebhookResult result = judged(reply, m_settings.kind);
                result.reason = redact(result.reason);
                emit finished(result);
            });
    m_client->get({m_path, headers(), m_row.body});
    scrub(m_path);
}

void WebhookAttempt::fail(const std::string &reason)
{
    emit finished({WebhookResult::Kind::Trouble, redact(reason), {}});
}

} // namespace outlay::alerting
