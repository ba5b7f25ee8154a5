// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/realsenders/modelendpoint.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTcpSocket>

#include <optional>

namespace outlay::test {

namespace {

QByteArray json(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

void tell(QByteArray &stream, const QString &type, QJsonObject fields)
{
    fields[QStringLiteral("type")] = type;
    stream += "event: " + type.toUtf8() + "\ndata: " + json(fields) + "\n\n";
}

bool hasTool(const QJsonObject &request, const QString &name)
{
    const QJsonArray tools = request[QStringLiteral("tools")].toArray();
    return std::any_of(tools.begin(), tools.end(), [&](const QJsonValue &tool) {
        return tool[QStringLiteral("name")] == name;
    });
}

/// Takes a whole body from the front; nullopt: not all of it has come.
std::optional<QByteArray> bodyOf(const QByteArray &head, const QByteArray &rest)
{
    if (!head.toLower().contains("transfer-encoding: chunked")) {
        const qsizetype at = head.toLower().indexOf("content-length:");
        const qsizetype length =
            at < 0 ? 0 : head.mid(at + 15, head.indexOf('\r', at) - at - 15).trimmed().toLongLong();
        return rest.size() < length ? std::nullopt : std::optional(rest.left(length));
    }
    QByteArray body;
    for (qsizetype at = 0;;) {
        const qsizetype end = rest.indexOf("\r\n", at);
        const qsizetype size = end < 0 ? 0 : rest.mid(at, end - at).toLongLong(nullptr, 16);
        if (end < 0 || rest.size() < end + 2 + size + 2)
            return std::nullopt;
        if (size == 0)
            return body;
        body += rest.mid(end + 2, size);
        at = end + 2 + size + 2;
    }
}

} // namespace

ModelEndpoint::ModelEndpoint(QByteArray words) : m_words(std::move(words))
{
    if (!listen(QHostAddress(QHostAddress::LocalHost)))
        qFatal("no port on loopback");
}

void ModelEndpoint::incomingConnection(qintptr descriptor)
{
    auto *socket = new QTcpSocket(this);
    socket->setSocketDescriptor(descriptor);
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(*socket); });
    connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
        m_held.remove(socket);
        socket->deleteLater();
    });
}

void ModelEndpoint::read(QTcpSocket &socket)
{
    QByteArray &held = m_held[&socket];
    held += socket.readAll();
    const qsizetype end = held.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    const QByteArray head = held.left(end + 2);
    const std::optional<QByteArray> body = bodyOf(head, held.mid(end + 4));
    if (!body)
        return;
    answer(socket, head.split(' ').value(1), *body);
}

void ModelEndpoint::answer(QTcpSocket &socket, const QByteArray &path, const QByteArray &body)
{
    const QJsonObject request = QJsonDocument::fromJson(body).object();
    QByteArray stream;
    if (path.startsWith("/v1/messages") && !path.contains("count_tokens"))
        stream = message(request);
    else if (path.startsWith("/v1/responses"))
        stream = response(request);
    QByteArray wire = stream.isEmpty() ? "HTTP/1.1 404 Not Found\r\n" : "HTTP/1.1 200 OK\r\n";
    wire += "Connection: close\r\nContent-Type: text/event-stream\r\n"
            "request-id: req_realsender" +
            QByteArray::number(m_served.calls) +
            "\r\nContent-Length: " + QByteArray::number(stream.size()) + "\r\n\r\n" + stream;
    socket.write(wire);
    socket.disconnectFromHost();
}

QByteArray ModelEndpoint::message(const QJsonObject &request)
{
    const qint64 n = ++m_served.calls;
    m_served.input += 100 + n;
    m_served.cacheRead += 3000;
    m_served.cacheWrite += 2000;
    m_served.output += 50 + n;
    QJsonObject usage{{QStringLiteral("input_tokens"), 100 + n},
                      {QStringLiteral("cache_read_input_tokens"), 3000},
                      {QStringLiteral("cache_creation_input_tokens"), 2000},
                      {QStringLiteral("output_tokens"), 1}};
    const QJsonObject start{{QStringLiteral("id"), QStringLiteral("msg_realsender%1").arg(n)},
                            {QStringLiteral("type"), QStringLiteral("message")},
                            {QStringLiteral("role"), QStringLiteral("assistant")},
                            {QStringLiteral("model"), request[QStringLiteral("model")]},
                            {QStringLiteral("content"), QJsonArray()},
                            {QStringLiteral("stop_reason"), QJsonValue()},
                            {QStringLiteral("stop_sequence"), QJsonValue()},
                            {QStringLiteral("usage"), usage}};
    const bool isTool = n == 1 && hasTool(request, QStringLiteral("Bash"));
    QJsonObject block{{QStringLiteral("type"), QStringLiteral("text")},
                      {QStringLiteral("text"), QString()}};
    QJsonObject delta{{QStringLiteral("type"), QStringLiteral("text_delta")},
                      {QStringLiteral("text"), QString::fromUtf8(m_words)}};
    if (isTool) {
        block = {{QStringLiteral("type"), QStringLiteral("tool_use")},
                 {QStringLiteral("id"), QStringLiteral("toolu_realsender")},
                 {QStringLiteral("name"), QStringLiteral("Bash")},
                 {QStringLiteral("input"), QJsonObject()}};
        delta = {{QStringLiteral("type"), QStringLiteral("input_json_delta")},
                 {QStringLiteral("partial_json"),
                  QString::fromUtf8(
                      json({{QStringLiteral("command"), QString::fromUtf8("echo " + m_words)}}))}};
    }
    QByteArray stream;
    tell(stream, QStringLiteral("message_start"), {{QStringLiteral("message"), start}});
    tell(stream, QStringLiteral("content_block_start"),
         {{QStringLiteral("index"), 0}, {QStringLiteral("content_block"), block}});
    tell(stream, QStringLiteral("content_block_delta"),
         {{QStringLiteral("index"), 0}, {QStringLiteral("delta"), delta}});
    tell(stream, QStringLiteral("content_block_stop"), {{QStringLiteral("index"), 0}});
    usage[QStringLiteral("output_tokens")] = 50 + n;
    tell(stream, QStringLiteral("message_delta"),
         {{QStringLiteral("delta"),
           QJsonObject{{QStringLiteral("stop_reason"),
                        isTool ? QStringLiteral("tool_use") : QStringLiteral("end_turn")}}},
          {QStringLiteral("usage"), usage}});
    tell(stream, QStringLiteral("message_stop"), {});
    return stream;
}

QByteArray ModelEndpoint::response(const QJsonObject &request)
{
    const qint64 n = ++m_served.calls;
    m_served.input += 2000 + n;
    m_served.cacheRead += 3000;
    m_served.output += 200 + n;
    m_served.reasoning += 50;
    const QString id = QStringLiteral("resp_realsender%1").arg(n);
    QJsonObject item{
        {QStringLiteral("type"), QStringLiteral("message")},
        {QStringLiteral("role"), QStringLiteral("assistant")},
        {QStringLiteral("id"), QStringLiteral("item%1").arg(n)},
        {QStringLiteral("content"),
         QJsonArray{QJsonObject{{QStringLiteral("type"), QStringLiteral("output_text")},
                                {QStringLiteral("text"), QString::fromUtf8(m_words)}}}}};
    if (n == 1 && hasTool(request, QStringLiteral("exec_command"))) {
        item = {{QStringLiteral("type"), QStringLiteral("function_call")},
                {QStringLiteral("id"), QStringLiteral("item1")},
                {QStringLiteral("call_id"), QStringLiteral("call1")},
                {QStringLiteral("name"), QStringLiteral("exec_command")},
                {QStringLiteral("arguments"),
                 QString::fromUtf8(
                     json({{QStringLiteral("cmd"), QString::fromUtf8("echo " + m_words)}}))}};
    }
    const QJsonObject usage{{QStringLiteral("input_tokens"), 5000 + n},
                            {QStringLiteral("input_tokens_details"),
                             QJsonObject{{QStringLiteral("cached_tokens"), 3000}}},
                            {QStringLiteral("output_tokens"), 200 + n},
                            {QStringLiteral("output_tokens_details"),
                             QJsonObject{{QStringLiteral("reasoning_tokens"), 50}}},
                            {QStringLiteral("total_tokens"), 5200 + 2 * n}};
    QByteArray stream;
    tell(stream, QStringLiteral("response.created"),
         {{QStringLiteral("response"), QJsonObject{{QStringLiteral("id"), id}}}});
    tell(stream, QStringLiteral("response.output_item.done"), {{QStringLiteral("item"), item}});
    tell(stream, QStringLiteral("response.completed"),
         {{QStringLiteral("response"),
           QJsonObject{{QStringLiteral("id"), id}, {QStringLiteral("usage"), usage}}}});
    return stream;
}

} // namespace outlay::test
