// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/liveloop.h"

#include "app/cli/interrupt.h"
#include "app/sources/secrets/redaction.h"

#include <QFile>
#include <QFileInfo>

namespace outlay::cli {

namespace {

constexpr int interruptMs = 200;
constexpr qint64 longestPassphrase = 4096;

/// The first line of a file nobody else can read.
Result<Secret> passphraseOf(const std::string &path)
{
    const QString name = QString::fromStdString(path);
    const QFileInfo info(name);
    constexpr auto others =
        QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    if (info.exists() && (info.permissions() & others) != 0)
        return failure(Error::Kind::Unreadable,
                       path + " may be read by others; run: chmod 600 " + path);
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::Kind::Unreadable,
                       "cannot read " + path + ": " + file.errorString().toStdString());
    QByteArray bytes = file.read(longestPassphrase);
    const qsizetype end = bytes.indexOf('\n');
    if (end >= 0) {
        QByteArray line = bytes.left(end);
        scrub(bytes);
        bytes = std::move(line);
    }
    if (bytes.isEmpty())
        return failure(Error::Kind::Malformed,
                       path + " is empty; its first line is the passphrase");
    return Secret::taking(bytes);
}

} // namespace

LiveLoop::LiveLoop() : m_application(m_argc, static_cast<char **>(m_argv))
{
    redactQtMessages();
    QCoreApplication::setApplicationName(QStringLiteral("outlay-cli"));
    m_interrupt.setInterval(interruptMs);
    m_interrupt.setTimerType(Qt::CoarseTimer);
    QObject::connect(&m_interrupt, &QTimer::timeout, &m_application, [] {
        if (isInterrupted())
            QCoreApplication::quit();
    });
}

Result<> LiveLoop::unlock(const Arguments &arguments)
{
    const std::optional<std::string> file = arguments.value("passphrase-file");
    if (!file)
        return {};
    Result<Secret> passphrase = passphraseOf(*file);
    if (!passphrase)
        return tl::unexpected<Error>(passphrase.error());
    Result<> opened = failure(Error::Kind::Cancelled, "interrupted");
    m_secrets.unlock(*std::move(passphrase), &m_application, [&](const SecretAnswer &answer) {
        if (answer.works())
            opened = {};
        else
            opened = failure(Error::Kind::Unreadable, answer.text);
        end();
    });
    run();
    return opened;
}

void LiveLoop::run()
{
    if (isInterrupted())
        return;
    m_interrupt.start();
    QCoreApplication::exec();
    m_interrupt.stop();
}

} // namespace outlay::cli
