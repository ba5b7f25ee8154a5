// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/clock.h"
#include "models/money/result.h"

#include <QByteArray>
#include <QNetworkAccessManager>
#include <QObject>
#include <QSslConfiguration>
#include <QTimer>
#include <QUrl>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace outlay::sources {

struct HttpHeader
{
    std::string name;
    std::string value;
};

/// How a source is reached. Paths are of PEM files.
struct HttpSettings
{
    std::string baseUrl; ///< "https://api.openai.com/v1": every request lies below it
    std::string proxy;  ///< "http://[user:password@]host:port", "socks5://…"; empty: the system's
    std::string caFile; ///< trusted beside the system's certificates
    std::string clientCertificate, clientKey;
    std::vector<HttpHeader> headers; ///< added to every request, references resolved
    int transferTimeoutMs = 30'000;  ///< without a byte from the other side
    int totalTimeoutMs = 180'000;    ///< of one request, however it drips
    std::int64_t maxBodyBytes =
        std::int64_t{32} * 1024 * 1024; ///< compressed, and again after decompression
};

/// Something below the base URL.
struct HttpRequest
{
    /// Percent-encoded path and query, without a slash in front: "organization/costs?limit=7".
    std::string path;
    std::vector<HttpHeader> headers; ///< the key's among them
    /// JSON to POST, sent as it is; nullopt: GET. No redirect is followed with it.
    std::optional<std::string> json{};
};

/// What came of a request, sorted by what is to be done about it.
struct HttpReply
{
    enum class Kind
    {
        Ok,                 ///< 200 with a body that is no HTML
        Retry,              ///< 408, 409, 425, 429, 5xx, broken off or too slow: counts, try later
        NeedsKey,           ///< 401 or 403 with a body; see Connector::isOwnError()
        ConfigurationError, ///< 400, 404 and other 4xx: asking again is in vain
        Unreachable,        ///< no route, no name, a stranger's TLS, proxy, redirect or page
        Malformed,          ///< too long, damaged compression, a status that means nothing here
        Cancelled,
    };
    Kind kind = Kind::Unreachable;
    int status = 0;     ///< 0: none
    QByteArray body;    ///< decompressed; of errors too, at most 64 KiB of it
    std::string reason; ///< a sentence for people without key, query or body; empty for Ok
    std::optional<std::int64_t> retryAfterMicros; ///< what the server asks for
    std::int64_t elapsedMs = 0;
};

/// "a+b/c=" -> "a%2Bb%2Fc%3D": everything but letters, digits and -._~, so that a cursor arrives as
/// it was given.
[[nodiscard]] std::string percentEncoded(std::string_view text);

/// Asks one host over Qt Network: TLS is verified and cannot be switched off, no redirect leads to
/// another host, the body is bounded before and after decompression, cookies and stored logins do
/// not exist. What a caller puts into the headers goes to the host of the base URL only.
///
/// One request at a time. Lives on one thread, which is not the GUI's: the proxy of a URL may be
/// looked up by a script. Signals come from the event loop, never from within get().
class HttpClient : public QObject
{
    Q_OBJECT

public:
    /// Usage or Unreadable errors name the field: a URL that is none, a file without certificate.
    [[nodiscard]] static Result<std::unique_ptr<HttpClient>> create(const HttpSettings &settings,
                                                                    Clock clock = systemClock());
    ~HttpClient() override;

    /// GET, or POST of what has a body.
    void get(const HttpRequest &request);
    [[nodiscard]] bool isBusy() const { return m_reply != nullptr; }
    /// Ends the request under way without a signal.
    void cancel();
    [[nodiscard]] const QUrl &baseUrl() const { return m_base; }
    /// The key crosses the network unencrypted to another machine.
    [[nodiscard]] bool isPlainText() const;

signals:
    void finished(const HttpReply &reply);

private:
    struct Transfer;

    HttpClient(const HttpSettings &settings, Clock clock);
    [[nodiscard]] Result<> configure();
    [[nodiscard]] Result<> configureTls();
    [[nodiscard]] Result<> configureProxy();
    void send(const QUrl &url);
    void take();
    void finish();
    void deliver(HttpReply reply);
    [[nodiscard]] HttpReply ofNetworkError() const;
    [[nodiscard]] HttpReply ofStatus(int status);
    /// The place to go to if it is on the same host; else an Unreachable reply in `refused`.
    std::optional<QUrl> redirect(HttpReply &refused) const;

    HttpSettings m_settings;
    Clock m_clock;
    QUrl m_base;
    QSslConfiguration m_tls;
    QNetworkAccessManager m_network;
    QTimer m_limit; ///< of the whole request
    QNetworkReply *m_reply = nullptr;
    std::unique_ptr<Transfer> m_transfer;
};

} // namespace outlay::sources
