// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/autostart.h"

#include "app/alerting/desktopid.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSaveFile>
#include <QStandardPaths>

#include <utility>

namespace outlay {
namespace {

/// As the value of Exec: quoted, its reserved characters escaped, a percent sign doubled, and the
/// backslashes once more for the file (Desktop Entry Specification 1.5, "The Exec key").
QString execOf(const QString &program)
{
    QString text = program;
    for (const QChar reserved : {u'\\', u'"', u'`', u'$'})
        text.replace(reserved, QStringLiteral("\\") + reserved);
    text.replace(u'%', QStringLiteral("%%"));
    text.replace(u'\\', QStringLiteral("\\\\"));
    return u'"' + text + u'"';
}

} // namespace

Autostart::Autostart(QString folder, QString program)
    : m_folder(std::move(folder))
    , m_program(std::move(program))
{
}

Autostart Autostart::ofThisProgram()
{
    return {QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
                QStringLiteral("/autostart"),
            QCoreApplication::applicationFilePath()};
}

QString Autostart::file() const
{
    return m_folder + u'/' + QLatin1String(desktopId) + QStringLiteral(".desktop");
}

bool Autostart::isOn() const
{
    QFile in(file());
    if (!in.open(QIODevice::ReadOnly))
        return false;
    const QString text = QString::fromUtf8(in.read(64 * 1024));
    // Settings of desktops turn an entry off by these instead of removing it.
    static const QRegularExpression off(
        QStringLiteral("^(Hidden\\s*=\\s*true|X-GNOME-Autostart-enabled\\s*=\\s*false)\\s*$"),
        QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
    return !off.match(text).hasMatch();
}

Result<> Autostart::set(bool isOn) const
{
    const std::string name = file().toStdString();
    if (!isOn) {
        if (QFile::exists(file()) && !QFile::remove(file()))
            return failure(Error::Kind::Unreadable, name + ": cannot be removed");
        return {};
    }
    if (!QDir().mkpath(m_folder))
        return failure(Error::Kind::Unreadable, m_folder.toStdString() + ": cannot be made");
    QSaveFile out(file());
    const QString text = QStringLiteral("[Desktop Entry]\n"
                                        "Type=Application\n"
                                        "Name=Outlay\n"
                                        "Comment=Watches what LLM workloads cost\n"
                                        "Exec=%1 --tray\n"
                                        "Icon=%2\n"
                                        "Terminal=false\n"
                                        "X-GNOME-Autostart-Delay=5\n")
                             .arg(execOf(m_program), QLatin1String(desktopId));
    if (!out.open(QIODevice::WriteOnly) || out.write(text.toUtf8()) < 0 || !out.commit())
        return failure(Error::Kind::Unreadable, name + ": " + out.errorString().toStdString());
    return {};
}

} // namespace outlay
