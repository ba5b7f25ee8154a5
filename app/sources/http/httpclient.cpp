// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/http/httpclient.h"

#include "app/sources/http/classify.h"
#include "app/sources/http/inflate.h"
#include "app/sources/http/retryhint.h"

#include <QElapsedTimer>
#include <QNetworkReply>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRedirects = 3;
constexpr qsizetype enoughOfAnError = 64 * 1024;

bool isSameOrigin(const QUrl &left, const QUrl &right)
{
    const auto portOf = [](const QUrl &url) {
        return url.port(url.scheme() == "https"_L1 ? 443 : 80);
    };
    return left.scheme() == right.scheme() && left.host() == right.host() &&
           portOf(left) == portOf(right);
}

} // namespace

/// The request under way.
struct HttpClient::Transfer
{
    HttpRequest request;
    QElapsedTimer clock;
    QByteArray body; ///< as it came
    QString tlsProblem;
    int redirects = 0;
    bool wasSent = false;
    bool isTooLong = false;
    bool isTooSlow = false;
};

std::string percentEncoded(std::string_view text)
{
    return QUrl::toPercentEncoding(QString::fromUtf8(text.data(), qsizetype(text.size())))
        .toStdString();
}

HttpClient::HttpClient(const HttpSettings &settings, Clock clock)
    : m_settings(settings)
    , m_clock(std::move(clock))
{
    m_limit.setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        m_transfer->isTooSlow = true;
        m_reply->abort();
    });
}

HttpClient::~HttpClient()
{
    cancel();
}

void HttpClient::cancel()
{
    if (QNetworkReply *reply = std::exchange(m_reply, nullptr)) {
        reply->disconnect(this); // abort() emits finished() at once
        reply->abort();
        reply->deleteLater();
    }
    m_limit.stop();
    m_transfer.reset();
}

void HttpClient::get(const HttpRequest &request)
{
    Q_ASSERT(!isBusy());
    m_transfer = std::make_unique<Transfer>();
    m_transfer->request = request;
    m_transfer->clock.start();
    m_limit.start(m_settings.totalTimeoutMs);
    // Joined as text: QUrl::resolved() would take a path with a colon for a scheme.
    send(QUrl(m_base.toString(QUrl::FullyEncoded) + QString::fromStdString(request.path),
              QUrl::StrictMode));
}

void HttpClient::send(const QUrl &url)
{
    QNetworkRequest request(url);
    request.setSslConfiguration(m_tls);
    request.setTransferTimeout(m_settings.transferTimeoutMs);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute,
                         QNetworkRequest::AlwaysNetwork);
    request.setRawHeader("accept", "application/json");
    // Asked for by hand, so that Qt leaves the bytes alone and the limit is ours.
    request.setRawHeader("accept-encoding", "gzip");
    request.setRawHeader("user-agent", "Outlay/" OUTLAY_VERSION " (io.github.outlay.Outlay)");
    if (m_transfer->request.json)
        request.setHeader(QNetworkRequest::ContentTypeHeader, "application/json"_ba);
    for (const auto *headers : {&m_settings.headers, &m_transfer->request.headers}) {
        for (const HttpHeader &header : *headers)
            request.setRawHeader(QByteArray::fromStdString(header.name),
                                 QByteArray::fromStdString(header.value));
    }
    m_transfer->body.clear();
    m_transfer->wasSent = false;
    if (const auto &json = m_transfer->request.json) {
        m_reply = m_network.post(request, QByteArray::fromStdString(*json));
    } else {
        m_reply = m_network.get(request);
    }
    connect(m_reply, &QNetworkReply::requestSent, this, [this] { m_transfer->wasSent = true; });
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpClient::take);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        if (!errors.isEmpty())
            m_transfer->tlsProblem = errors.first().errorString();
    });
    connect(m_reply, &QNetworkReply::finished, this, &HttpClient::finish);
}

void HttpClient::take()
{
    if (!m_reply->isOpen())
        return; // given up in the middle of what was told of it
    m_transfer->body += m_reply->readAll();
    if (m_transfer->body.size() > m_settings.maxBodyBytes) {
        m_transfer->isTooLong = true;
        m_transfer->body.clear();
        m_reply->abort();
    }
}

void HttpClient::finish()
{
    if (!m_transfer->isTooLong && !m_transfer->isTooSlow && m_reply->isOpen())
        m_transfer->body += m_reply->readAll();
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const auto error = m_reply->error();
    // Errors from 201 on are HTTP statuses; what is below is the way to the host.
    const bool isBrokenOff = error != QNetworkReply::NoError && error < 200;
    HttpReply reply;
    if (m_transfer->isTooLong) {
        reply.kind = HttpReply::Kind::Malformed;
        reply.reason =
            "the answer is longer than " + std::to_string(m_settings.maxBodyBytes) + " bytes";
    } else if (isBrokenOff || status == 0) {
        reply = ofNetworkError();
    } else if (status >= 300 && status < 400) {
        const auto next = redirect(reply);
        if (next) {
            m_reply->disconnect(this);
            m_reply->deleteLater();
            ++m_transfer->redirects;
            send(*next);
            return;
        }
    } else {
        reply = ofStatus(status);
    }
    reply.status = status;
    deliver(std::move(reply));
}

HttpReply HttpClient::ofNetworkError() const
{
    const auto error = m_reply->error();
    HttpReply reply;
    reply.kind = kindOfError(error, m_transfer->wasSent || !m_transfer->body.isEmpty());
    reply.reason = reasonOfError(error, m_transfer->wasSent);
    if (!m_transfer->tlsProblem.isEmpty())
        reply.reason += ": " + m_transfer->tlsProblem.toStdString();
    if (m_transfer->isTooSlow)
        reply.reason = "the answer was not complete after " +
                       std::to_string(m_settings.totalTimeoutMs / 1000) + " s";
    return reply;
}

std::optional<QUrl> HttpClient::redirect(HttpReply &refused) const
{
    const QUrl here = m_reply->url();
    const QUrl to =
        here.resolved(m_reply->attribute(QNetworkRequest::RedirectionTargetAttribute).toUrl());
    if (!isSameOrigin(to, m_base)) {
        refused.kind = HttpReply::Kind::Unreachable;
        refused.reason = "a redirect to another host (" + to.host().toStdString() +
                         "), which is not followed: a portal in between, or a wrong base URL";
        return std::nullopt;
    }
    if (m_transfer->request.json) {
        refused.kind = HttpReply::Kind::ConfigurationError;
        refused.reason = "a redirect, which what is sent does not follow: check the base URL";
        return std::nullopt;
    }
    if (to == here || m_transfer->redirects >= mostRedirects) {
        refused.kind = HttpReply::Kind::ConfigurationError;
        refused.reason = "redirects that lead nowhere: check the base URL";
        return std::nullopt;
    }
    return to;
}

HttpReply HttpClient::ofStatus(int status)
{
    HttpReply reply;
    const QByteArray encoding = m_reply->rawHeader("content-encoding").trimmed().toLower();
    QByteArray body = std::exchange(m_transfer->body, {});
    std::string problem;
    if (encoding == "gzip" || encoding == "x-gzip" || encoding == "deflate") {
        auto inflated = inflateBounded(body, m_settings.maxBodyBytes);
        if (!inflated)
            problem = "the answer cannot be read: " + inflated.error().text;
        body = inflated.value_or(QByteArray());
    } else if (!encoding.isEmpty() && encoding != "identity") {
        problem = "the answer is compressed in a way nobody asked for";
    }
    const bool isPage = isHtml(m_reply->rawHeader("content-type"), body);
    reply.kind = kindOfStatus(status, isPage);
    reply.reason = reasonOfStatus(status, reply.kind, isPage);
    if (reply.kind == HttpReply::Kind::Ok && !problem.empty()) {
        reply.kind = HttpReply::Kind::Malformed;
        reply.reason = problem;
        body.clear();
    }
    if (reply.kind == HttpReply::Kind::Retry)
        reply.retryAfterMicros = retryHint(
            [this](std::string_view name) {
                return m_reply->rawHeader(QByteArray(name.data(), qsizetype(name.size())))
                    .toStdString();
            },
            m_clock());
    if (reply.kind != HttpReply::Kind::Ok)
        body.truncate(enoughOfAnError);
    reply.body = std::move(body);
    return reply;
}

void HttpClient::deliver(HttpReply reply)
{
    reply.elapsedMs = m_transfer->clock.elapsed();
    m_reply->disconnect(this);
    m_reply->deleteLater();
    // Cleared before the signal: a slot may ask for the next page.
    m_reply = nullptr;
    m_limit.stop();
    m_transfer.reset();
    emit finished(reply);
}

} // namespace outlay::sources
