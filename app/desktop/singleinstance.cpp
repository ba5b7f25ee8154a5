// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/singleinstance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QLocalSocket>
#include <QStandardPaths>

namespace outlay {
namespace {

constexpr int answerMs = 500; // before any window exists: nothing stalls

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
            socket->deleteLater();
        emit raiseRequested();
    });
}

bool SingleInstance::claim()
{
    QDir().mkpath(m_folder);
    QFile::setPermissions(m_folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    const QString socketName = m_folder + QLatin1Char('/') + m_name;
    m_lock = std::make_unique<QLockFile>(socketName + QStringLiteral(".lock"));
    m_lock->setStaleLockTime(0);
    if (!m_lock->tryLock(0) && m_lock->error() == QLockFile::LockFailedError) {
        QLocalSocket socket;
        socket.connectToServer(socketName);
        socket.waitForConnected(answerMs);
        return false;
    }
    // Without a place to lock (a read-only home) two windows are better than none.
    QLocalServer::removeServer(socketName);
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    m_server.listen(socketName);
    return true;
}

} // namespace outlay
