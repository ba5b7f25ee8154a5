// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/connector.h"
#include "app/sources/secrets/secret.h"

#include <QObject>

#include <memory>
#include <optional>
#include <string>

namespace outlay::sources {

/// Asks a provider with its key. Where the key is to be changed for a token first, at a host of its
/// own, it does that, keeps the token for as long as it lasts, and takes another when one is
/// refused before its time. The key goes to that host and the token to the base URL's, neither to
/// the other; own headers and certificates, which may be keys, go to the base URL's only.
///
/// One request at a time, as HttpClient, whose thread it shares.
class AuthorizedClient : public QObject
{
    Q_OBJECT

public:
    [[nodiscard]] static Result<std::unique_ptr<AuthorizedClient>>
    create(const Connector &connector, const HttpSettings &settings, Clock clock);
    ~AuthorizedClient() override;

    /// `request` without its key.
    void get(HttpRequest request, const Secret &key);
    /// Ends the request under way without a signal.
    void cancel();
    [[nodiscard]] const QUrl &baseUrl() const { return m_http->baseUrl(); }

signals:
    /// Of the request; where no token was to be had, of that, and its reason says so.
    void finished(const HttpReply &reply);

private:
    AuthorizedClient(const Connector &connector, HttpSettings settings, Clock clock);
    [[nodiscard]] bool hasToken() const;
    void askForToken(const TokenRequest &how);
    void tokenCame(const HttpReply &reply);
    void answered(const HttpReply &reply);
    void send();

    const Connector &m_connector;
    HttpSettings m_settings;
    Clock m_clock;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<HttpClient> m_tokens; ///< null: not needed so far
    HttpRequest m_request;                ///< under way, without its key
    Secret m_key;
    Secret m_token;
    Instant m_tokenEnds{0};
    bool m_isFresh = false; ///< the token was made for this request
};

} // namespace outlay::sources
