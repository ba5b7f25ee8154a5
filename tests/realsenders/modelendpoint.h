// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QTcpServer>

class QTcpSocket;

namespace outlay::test {

/// A model behind the APIs of Anthropic (/v1/messages) and OpenAI (/v1/responses), on 127.0.0.1:
/// the first answer runs a command, every further one ends the turn; each has ids and counts of its
/// own. Lives on the test's thread, which has to turn its event loop.
class ModelEndpoint : public QTcpServer
{
    Q_OBJECT

public:
    struct Served
    {
        qint64 calls = 0;
        qint64 input = 0; ///< without the cached part
        qint64 cacheRead = 0, cacheWrite = 0, output = 0, reasoning = 0;
    };

    /// `words`: said in every answer and by the command.
    explicit ModelEndpoint(QByteArray words);

    [[nodiscard]] const Served &served() const { return m_served; }

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void read(QTcpSocket &socket);
    void answer(QTcpSocket &socket, const QByteArray &path, const QByteArray &body);
    QByteArray message(const QJsonObject &request);
    QByteArray response(const QJsonObject &request);

    const QByteArray m_words;
    QHash<QTcpSocket *, QByteArray> m_held;
    Served m_served;
};

} // namespace outlay::test
