// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fakes/fakeserver.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTcpServer>
#include <QTimer>

#include <algorithm>
#include <zlib.h>

namespace outlay::fakes {

namespace {

QByteArray decoded(QByteArray text)
{
    return QByteArray::fromPercentEncoding(text.replace('+', ' '));
}

FakeRequest parsed(const QByteArray &head)
{
    FakeRequest request;
    const QList<QByteArray> lines = head.split('\n');
    const QList<QByteArray> first = lines.first().trimmed().split(' ');
    request.method = first.value(0);
    request.target = first.value(1);
    const qsizetype mark = request.target.indexOf('?');
    request.path = request.target.left(mark < 0 ? request.target.size() : mark);
    if (mark >= 0) {
        for (const QByteArray &item : request.target.mid(mark + 1).split('&')) {
            const qsizetype equals = item.indexOf('=');
            request.query.append({decoded(item.left(equals)), decoded(item.mid(equals + 1))});
        }
    }
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            request.headers[line.left(colon).trimmed().toLower()] = line.mid(colon + 1).trimmed();
    }
    return request;
}

QByteArray wireOf(const FakeReply &reply)
{
    if (!reply.raw.isEmpty())
        return reply.raw;
    const qint64 length = reply.promised >= 0 ? reply.promised : reply.body.size();
    QByteArray wire = "HTTP/1.1 " + QByteArray::number(reply.status) + " Fake\r\n" +
                      "Content-Length: " + QByteArray::number(length) + "\r\n" +
                      "Connection: close\r\n";
    if (!reply.contentType.isEmpty())
        wire += "Content-Type: " + reply.contentType + "\r\n";
    for (const auto &[name, value] : reply.headers)
        wire += name + ": " + value + "\r\n";
    return wire + "\r\n" + reply.body;
}

} // namespace

QByteArray FakeRequest::value(const QByteArray &name) const
{
    return values(name).value(0);
}

QList<QByteArray> FakeRequest::values(const QByteArray &name) const
{
    QList<QByteArray> found;
    for (const auto &[key, value] : query) {
        if (key == name)
            found.append(value);
    }
    return found;
}

bool FakeRequest::has(const QByteArray &name) const
{
    return !values(name).isEmpty();
}

/// Lives on the server's thread.
class FakeServer::Listener final : public QTcpServer
{
public:
    explicit Listener(FakeServer &server) : m_server(server) {}

protected:
    void incomingConnection(qintptr descriptor) override
    {
        auto *socket = new QSslSocket(this);
        socket->setSocketDescriptor(descriptor);
        connect(socket, &QSslSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QSslSocket::readyRead, this, [this, socket] { read(*socket); });
        if (!m_server.m_tls.certificate.isEmpty())
            encrypt(*socket);
    }

private:
    void encrypt(QSslSocket &socket)
    {
        const auto contentOf = [](const QString &path) {
            QFile file(path);
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QSslConfiguration tls = socket.sslConfiguration();
        tls.setLocalCertificateChain(
            QSslCertificate::fromData(contentOf(m_server.m_tls.certificate)));
        tls.setPrivateKey(QSslKey(contentOf(m_server.m_tls.key), QSsl::Rsa));
        tls.setPeerVerifyMode(QSslSocket::VerifyNone);
        if (!m_server.m_tls.clientCa.isEmpty()) {
            tls.setCaCertificates(QSslCertificate::fromData(contentOf(m_server.m_tls.clientCa)));
            tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
        }
        socket.setSslConfiguration(tls);
        socket.startServerEncryption();
    }

    void read(QSslSocket &socket)
    {
        QByteArray held = socket.property("held").toByteArray() + socket.readAll();
        const qsizetype end = held.indexOf("\r\n\r\n");
        if (end < 0) {
            socket.setProperty("held", held);
            return;
        }
        FakeRequest request = parsed(held.left(end));
        const qsizetype length = request.headers.value("content-length").toLongLong();
        if (held.size() < end + 4 + length) {
            socket.setProperty("held", held);
            return;
        }
        request.body = held.mid(end + 4, length);
        socket.setProperty("held", held.mid(end + 4 + length));
        const FakeReply reply = m_server.handle(request);
        if (reply.isSilent)
            return;
        QByteArray wire = wireOf(reply);
        if (reply.cutAfter >= 0)
            wire.truncate(reply.cutAfter);
        if (reply.dripMs > 0)
            return drip(socket, wire, reply.dripMs);
        socket.write(wire);
        socket.disconnectFromHost();
    }

    static void drip(QSslSocket &socket, const QByteArray &wire, int everyMs)
    {
        socket.write(wire.left(wire.indexOf("\r\n\r\n") + 4));
        auto *timer = new QTimer(&socket);
        timer->setInterval(everyMs);
        connect(timer, &QTimer::timeout, &socket,
                [&socket, wire, sent = wire.indexOf("\r\n\r\n") + 4]() mutable {
                    if (sent < wire.size())
                        socket.write(wire.mid(sent++, 1));
                });
        timer->start();
    }

    FakeServer &m_server;
};

FakeServer::FakeServer(Handler handler, const FakeTls *tls) : m_handler(std::move(handler))
{
    if (tls != nullptr)
        m_tls = *tls;
    m_listener = new Listener(*this);
    m_listener->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, m_listener, &QObject::deleteLater);
    m_thread.start();
    QMetaObject::invokeMethod(
        m_listener,
        [this] {
            m_listener->listen(QHostAddress::LocalHost);
            m_port = m_listener->serverPort();
        },
        Qt::BlockingQueuedConnection);
}

FakeServer::~FakeServer()
{
    m_thread.quit();
    m_thread.wait();
    // What the thread wrote last is ours now, also to a sanitizer that does not see Qt's wait.
    const std::lock_guard lock(m_mutex);
}

std::string FakeServer::url(const QString &path) const
{
    return (m_tls.certificate.isEmpty() ? "http" : "https") + std::string("://127.0.0.1:") +
           std::to_string(m_port) + path.toStdString();
}

FakeReply FakeServer::handle(const FakeRequest &request)
{
    const std::lock_guard lock(m_mutex);
    m_requests.push_back(request);
    return m_handler(request);
}

std::vector<FakeRequest> FakeServer::requests() const
{
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

int FakeServer::count(const QByteArray &pathEnd) const
{
    const std::lock_guard lock(m_mutex);
    return int(std::count_if(m_requests.begin(), m_requests.end(), [&](const FakeRequest &request) {
        return request.path.endsWith(pathEnd);
    }));
}

void FakeServer::clearRequests()
{
    const std::lock_guard lock(m_mutex);
    m_requests.clear();
}

void FakeServer::setHandler(Handler handler)
{
    const std::lock_guard lock(m_mutex);
    m_handler = std::move(handler);
}

FakeReply jsonReply(int status, const QByteArray &body)
{
    return {.status = status, .body = body};
}

QByteArray gzipped(const QByteArray &body)
{
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    QByteArray out(qsizetype(deflateBound(&stream, uLong(body.size()))) + 64, '\0');
    QByteArray in = body;
    stream.next_in = reinterpret_cast<Bytef *>(in.data());
    stream.avail_in = uInt(in.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = uInt(out.size());
    deflate(&stream, Z_FINISH);
    out.truncate(qsizetype(stream.total_out));
    deflateEnd(&stream);
    return out;
}

QByteArray gzipBomb(qint64 bytes)
{
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
    QByteArray zeros(1 << 20, '\0');
    QByteArray out;
    QByteArray piece(1 << 16, '\0');
    for (qint64 done = 0; done <= bytes; done += zeros.size()) {
        const bool isLast = done + zeros.size() > bytes;
        stream.next_in = reinterpret_cast<Bytef *>(zeros.data());
        stream.avail_in = isLast ? 0 : uInt(zeros.size());
        do {
            stream.next_out = reinterpret_cast<Bytef *>(piece.data());
            stream.avail_out = uInt(piece.size());
            deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH);
            out.append(piece.constData(), piece.size() - qsizetype(stream.avail_out));
        } while (stream.avail_out == 0);
    }
    deflateEnd(&stream);
    return out;
}

FakeReply gzipReply(const QByteArray &body)
{
    return {.body = gzipped(body), .headers = {{"Content-Encoding", "gzip"}}};
}

FakeReply captivePortal()
{
    return {.body = "<!DOCTYPE html><html><body>Welcome to the hotel. Please log in.</body></html>",
            .contentType = "text/html; charset=utf-8"};
}

} // namespace outlay::fakes
