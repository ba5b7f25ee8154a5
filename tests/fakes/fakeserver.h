// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>
#include <QThread>

#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace outlay::fakes {

/// A request as it came over the wire.
struct FakeRequest
{
    QByteArray method;
    QByteArray target;                              ///< path and query as sent
    QByteArray path;                                ///< without the query
    QList<std::pair<QByteArray, QByteArray>> query; ///< decoded as servers do: '+' is a blank
    QMap<QByteArray, QByteArray> headers;           ///< names in lower case
    QByteArray body;                                ///< as long as Content-Length says

    /// The first value; empty if there is none.
    [[nodiscard]] QByteArray value(const QByteArray &name) const;
    [[nodiscard]] QList<QByteArray> values(const QByteArray &name) const;
    [[nodiscard]] bool has(const QByteArray &name) const;
};

/// What to send, well-behaved or not.
struct FakeReply
{
    int status = 200;
    QByteArray body = {};
    QByteArray contentType = "application/json";
    QList<std::pair<QByteArray, QByteArray>> headers = {};

    QByteArray raw = {};   ///< sent as it is instead of all the above
    qint64 cutAfter = -1;  ///< only so many bytes of it, then the connection is closed
    bool isSilent = false; ///< nothing at all, for ever
    int dripMs = 0;        ///< the body one byte at a time, so far apart
    qint64 promised = -1;  ///< Content-Length told instead of the body's
};

/// Paths of PEM files.
struct FakeTls
{
    QString certificate, key;
    QString clientCa; ///< clients must show a certificate of it; empty: none
};

/// A server on 127.0.0.1 on a thread of its own, written by hand so that every byte of an answer is
/// the test's. The handler runs on that thread, one request at a time.
class FakeServer
{
public:
    using Handler = std::function<FakeReply(const FakeRequest &)>;

    explicit FakeServer(Handler handler, const FakeTls *tls = nullptr);
    ~FakeServer();

    [[nodiscard]] quint16 port() const { return m_port; }
    /// "http://127.0.0.1:PORT/PATH"
    [[nodiscard]] std::string url(const QString &path = {}) const;
    /// What was asked so far.
    [[nodiscard]] std::vector<FakeRequest> requests() const;
    /// How many of them had a path that ends so.
    [[nodiscard]] int count(const QByteArray &pathEnd) const;
    void clearRequests();
    /// Another handler from now on.
    void setHandler(Handler handler);

private:
    class Listener;
    friend class Listener;
    FakeReply handle(const FakeRequest &request);

    mutable std::mutex m_mutex;
    Handler m_handler;
    std::vector<FakeRequest> m_requests;
    FakeTls m_tls;
    QThread m_thread;
    Listener *m_listener = nullptr;
    quint16 m_port = 0;
};

/// {"a": 1} with a status.
[[nodiscard]] FakeReply jsonReply(int status, const QByteArray &body);
/// A body compressed with gzip, with its header.
[[nodiscard]] FakeReply gzipReply(const QByteArray &body);
/// `bytes` zeros, as gzip: small on the wire.
[[nodiscard]] QByteArray gzipBomb(qint64 bytes);
[[nodiscard]] QByteArray gzipped(const QByteArray &body);
/// What a captive portal answers whatever it is asked.
[[nodiscard]] FakeReply captivePortal();

} // namespace outlay::fakes
