// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>
#include <QLockFile>
#include <QObject>

#include <memory>

namespace outlay {

/// One window a ledger. A lock file decides, also after a crash; a local socket only carries the
/// wish to be raised.
class SingleInstance : public QObject
{
    Q_OBJECT

public:
    /// `folder` is private to the user; `ledger` names what the instance is for.
    SingleInstance(const QString &folder, const QString &ledger, QObject *parent = nullptr);

    /// True: we are the first and listen. False: the first one was asked to show itself.
    /// It is handed what the command line says of a place to go to (ui::Link), too.
    [[nodiscard]] bool claim(const QStringList &link = {});

signals:
    /// By a second start; its token lets the window come to the front on Wayland.
    void raiseRequested(const QString &activationToken, const QStringList &link);

private:
    void takeStart(class QLocalSocket &socket);

    QString m_folder, m_name;
    std::unique_ptr<QLockFile> m_lock;
    QLocalServer m_server;
};

/// $XDG_RUNTIME_DIR/outlay, or the platform's place.
[[nodiscard]] QString instanceFolder();

} // namespace outlay
