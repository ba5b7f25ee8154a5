// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <memory>
#include <utility>

class QTcpSocket;

namespace outlay::test {

using HttpFields = QList<std::pair<QByteArray, QByteArray>>;

struct HttpReply
{
    int status = 0; ///< 0: the connection ended without an answer
    QByteArray head, body;
    [[nodiscard]] QByteArray field(const QByteArray &name) const;
};

/// A blocking client that sends exactly the bytes it is told to.
class RawClient
{
public:
    explicit RawClient(int port);
    ~RawClient();
    void send(const QByteArray &bytes);
    [[nodiscard]] HttpReply reply(int milliseconds = 20'000);
    [[nodiscard]] bool isOpen();

private:
    std::unique_ptr<QTcpSocket> m_socket;
};

/// The bytes of a request; Host and Content-Length are added where `fields` does not have them.
[[nodiscard]] QByteArray requestOf(const QByteArray &method, const QByteArray &path,
                                   const HttpFields &fields, const QByteArray &body);
/// POST on a connection of its own.
[[nodiscard]] HttpReply post(int port, const QByteArray &path, const HttpFields &fields,
                             const QByteArray &body);
[[nodiscard]] QByteArray gzipped(const QByteArray &plain);
[[nodiscard]] QByteArray chunked(const QByteArray &plain, int size);

} // namespace outlay::test
