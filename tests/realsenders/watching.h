// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/app/cli/sandbox.h"

#include <QStandardPaths>
#include <QTcpServer>

#include <csignal>
#include <cstdio>

namespace outlay::test {

/// What ctest takes for a skipped test.
constexpr int skipped = 77;

/// A folder of senders that tests/realsenders/install has filled; empty, and said, if it has not.
inline QString sendersIn(const char *name)
{
    const QString folder = QStringLiteral(OUTLAY_REALSENDERS "/") + QString::fromLatin1(name);
    if (QFile::exists(folder + QStringLiteral("/installed.json")))
        return folder;
    std::printf("SKIPPED: %s is not there; tests/realsenders/install %s puts it there\n",
                qPrintable(folder), name);
    return {};
}

inline int freePort()
{
    QTcpServer server;
    server.listen(QHostAddress(QHostAddress::LocalHost));
    return server.serverPort();
}

/// outlay-cli watch in the sandbox, from when it watches until it is stopped.
class Watching
{
public:
    explicit Watching(const Sandbox &box)
    {
        box.prepare(m_process, {QStringLiteral("watch")});
        m_process.start();
    }
    ~Watching() { stop(); }

    /// Whether a line with this in it has come, or comes within a minute.
    bool waitFor(const QByteArray &words)
    {
        for (int tries = 0; tries < 1200; ++tries) {
            m_seen += m_process.readAllStandardOutput();
            if (m_seen.contains(words))
                return true;
            if (m_process.state() == QProcess::NotRunning)
                return false;
            m_process.waitForReadyRead(50);
        }
        return false;
    }
    [[nodiscard]] const QByteArray &seen()
    {
        m_seen += m_process.readAllStandardOutput();
        return m_seen;
    }
    /// Its exit code.
    int stop()
    {
        if (m_process.state() != QProcess::NotRunning) {
            ::kill(static_cast<pid_t>(m_process.processId()), SIGTERM);
            if (!m_process.waitForFinished(60'000)) {
                m_process.kill();
                m_process.waitForFinished();
                return -1;
            }
        }
        return m_process.exitCode();
    }

private:
    QProcess m_process;
    QByteArray m_seen;
};

} // namespace outlay::test
