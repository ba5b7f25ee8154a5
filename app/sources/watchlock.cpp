// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/watchlock.h"

#include <QDir>
#include <QFileInfo>

namespace outlay::sources {

WatchLock::WatchLock(const std::string &ledger, const char *suffix)
    : m_path(QString::fromStdString(ledger) + QLatin1String(suffix))
    , m_file(m_path)
{
    m_file.setStaleLockTime(0); // only the death of its holder frees it
}

bool WatchLock::take()
{
    if (m_file.isLocked())
        return true;
    QDir().mkpath(QFileInfo(m_path).absolutePath());
    return lock();
}

/// It names the process and the machine: nobody's business but its owner's.
bool WatchLock::lock()
{
    if (!m_file.tryLock(0))
        return false;
    QFile::setPermissions(m_path, QFile::ReadOwner | QFile::WriteOwner);
    return true;
}

void WatchLock::release()
{
    m_file.unlock();
}

QString WatchLock::holder()
{
    if (m_file.isLocked())
        return {};
    if (lock()) { // nobody, or one that died
        m_file.unlock();
        return {};
    }
    qint64 process = 0;
    QString host, program;
    if (!m_file.getLockInfo(&process, &host, &program) || process == 0)
        return {};
    return QStringLiteral("%1 (process %2)").arg(program).arg(process);
}

} // namespace outlay::sources
