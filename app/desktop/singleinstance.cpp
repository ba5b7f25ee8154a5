// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/singleinstance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QLocalSocket>
#include <QStandardPaths>
#include <QUrl>

namespace outlay {
namespace {

constexpr int answerMs = 500; // before any window exists: nothing stalls
constexpr qint64 longestToken = 512;
constexpr qint64 longestLine = 16'384;

/// What the launcher gave us to come to the front with.
QByteArray ownToken()
{
    const QByteArray token = qgetenv("XDG_ACTIVATION_TOKEN");
    return (token.isEmpty() ? qgetenv("DESKTOP_STARTUP_ID") : token).left(longestToken - 1);
}

} // namespace

QString instanceFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation) +
           QStringLiteral("/outlay");
}

SingleInstance::SingleInstance(const QString &folder, const QString &ledger, QObject *parent)
    : QObject(parent)
    , m_folder(folder)
{
    // Socket paths are short: the name is a hash of the ledger's.
    const QByteArray digest = QCryptographicHash::hash(
        QFileInfo(ledger).absoluteFilePath().toUtf8(), QCryptographicHash::Sha1);
    m_name = QString::fromLatin1(digest.toHex().left(12));
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server.nextPendingConnection())
            takeStart(*socket);
    });
}

void SingleInstance::takeStart(QLocalSocket &socket)
{
    connect(&socket, &QLocalSocket::disconnected, &socket, &QObject::deleteLater);
    // One line, or what there is of it when the other one ends.
    const auto take = [this, peer = &socket] {
        if (!peer->canReadLine() && peer->state() == QLocalSocket::ConnectedState &&
            peer->bytesAvailable() < longestLine)
            return;
        // The token, and what follows it, each after a tab.
        QByteArray line = peer->read(longestLine);
        if (line.endsWith('\n'))
            line.chop(1);
        QByteArrayList words = line.split('\t');
        peer->disconnect(this);
        peer->disconnectFromServer();
        const QString token = QString::fromUtf8(words.takeFirst().left(longestToken));
        QStringList link;
        for (const QByteArray &word : words)
            link << QUrl::fromPercentEncoding(word);
        emit raiseRequested(token, link);
    };
    connect(&socket, &QLocalSocket::readyRead, this, take);
    connect(&socket, &QLocalSocket::disconnected, this, take);
    if (socket.bytesAvailable() > 0 || socket.state() != QLocalSocket::ConnectedState)
        take();
}

bool SingleInstance::claim(const QStringList &link)
{
    QDir().mkpath(m_folder);
    QFile::setPermissions(m_folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const QString socketName = m_folder + QLatin1Char('/') + m_name;
    m_lock = std::make_unique<QLockFile>(socketName + QStringLiteral(".lock"));
    m_lock->setStaleLockTime(0);
    if (!m_lock->tryLock(0) && m_lock->error() == QLockFile::LockFailedError) {
        QLocalSocket socket;
        socket.connectToServer(socketName);
        if (socket.waitForConnected(answerMs)) {
            QByteArray line = ownToken();
            for (const QString &word : link)
                line += QByteArray("\t" + QUrl::toPercentEncoding(word));
            line += '\n';
            // Rather none of it than a part, which would be another place.
            socket.write(line.size() <= longestLine ? line : QByteArray(ownToken() + '\n'));
            socket.waitForBytesWritten(answerMs);
            socket.disconnectFromServer();
        }
        return false;
    }
    // Without a place to lock (a read-only home) two windows are better than none.
    QLocalServer::removeServer(socketName);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.listen(socketName);
    return true;
}

} // namespace outlay
