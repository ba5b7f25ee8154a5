// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/httppost.h"

#include <QDeadlineTimer>
#include <QHostAddress>
#include <QTcpSocket>

#include <algorithm>

#include <zlib.h>

namespace outlay::test {

QByteArray HttpReply::field(const QByteArray &name) const
{
    for (const QByteArray &line : head.split('\n')) {
        if (line.toLower().startsWith(QByteArray(name.toLower() + ':')))
            return line.mid(name.size() + 1).trimmed();
    }
    return {};
}

RawClient::RawClient(int port) : m_socket(std::make_unique<QTcpSocket>())
{
    m_socket->connectToHost(QHostAddress(QHostAddress::LocalHost), static_cast<quint16>(port));
    m_socket->waitForConnected(5000);
}

RawClient::~RawClient() = default;

void RawClient::send(const QByteArray &bytes)
{
    m_socket->write(bytes);
    // What is refused early may not be taken to its end.
    while (m_socket->bytesToWrite() > 0 && m_socket->waitForBytesWritten(10'000)) {
    }
}

bool RawClient::isOpen()
{
    m_socket->waitForReadyRead(0);
    return m_socket->state() == QAbstractSocket::ConnectedState;
}

HttpReply RawClient::reply(int milliseconds)
{
    HttpReply result;
    QByteArray all;
    const QDeadlineTimer deadline(milliseconds);
    while (true) {
        all += m_socket->readAll();
        const qsizetype end = all.indexOf("\r\n\r\n");
        if (end >= 0) {
            result.head = all.left(end + 2);
            const qsizetype length = result.field("Content-Length").toLongLong();
            if (all.size() - end - 4 >= length) {
                result.status = result.head.mid(9, 3).toInt();
                result.body = all.mid(end + 4, length);
                return result;
            }
        }
        if (deadline.hasExpired() || (!m_socket->waitForReadyRead(static_cast<int>(
                                          std::max<qint64>(deadline.remainingTime(), 1))) &&
                                      m_socket->bytesAvailable() == 0))
            return result;
    }
}

QByteArray requestOf(const QByteArray &method, const QByteArray &path, const HttpFields &fields,
                     const QByteArray &body)
{
    const auto has = [&](const QByteArray &name) {
        return std::any_of(fields.begin(), fields.end(),
                           [&](const auto &field) { return field.first.toLower() == name; });
    };
    QByteArray all = method + ' ' + path + " HTTP/1.1\r\n";
    if (!has("host"))
        all += "Host: 127.0.0.1\r\n";
    for (const auto &[name, value] : fields)
        all += name + ": " + value + "\r\n";
    if (!has("content-length") && !has("transfer-encoding"))
        all += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return all + "\r\n" + body;
}

HttpReply post(int port, const QByteArray &path, const HttpFields &fields, const QByteArray &body)
{
    RawClient client(port);
    client.send(requestOf("POST", path, fields, body));
    return client.reply();
}

QByteArray gzipped(const QByteArray &plain)
{
    constexpr int withGzip = 16;
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, withGzip + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    QByteArray packed(static_cast<qsizetype>(deflateBound(&stream, uLong(plain.size()))) + 64,
                      '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    deflate(&stream, Z_FINISH);
    packed.resize(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return packed;
}

QByteArray chunked(const QByteArray &plain, int size)
{
    QByteArray all;
    for (qsizetype at = 0; at < plain.size(); at += size) {
        const QByteArray piece = plain.mid(at, size);
        all += QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n";
    }
    return all + "0\r\n\r\n";
}

} // namespace outlay::test
