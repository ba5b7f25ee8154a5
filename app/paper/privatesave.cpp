// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/privatesave.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace outlay::paper {

namespace {

tl::unexpected<Error> cannotWrite(const QString &file, const QString &why)
{
    return failure(Error::Kind::Unreadable,
                   "cannot write " + file.toStdString() + ": " + why.toStdString());
}

} // namespace

Result<> savePrivately(const QString &file, const QByteArray &bytes)
{
    const QFileInfo info(file);
    if (!info.dir().exists())
        return cannotWrite(file, QStringLiteral("there is no folder %1").arg(info.path()));
    QSaveFile saved(file);
    if (!saved.open(QIODevice::WriteOnly))
        return cannotWrite(file, saved.errorString());
    // Before a byte is in it: the mode of an older file is not asked for.
    if (!saved.setPermissions(QFile::ReadOwner | QFile::WriteOwner) ||
        saved.write(bytes) != bytes.size() || !saved.commit())
        return cannotWrite(file, saved.errorString());
    return {};
}

} // namespace outlay::paper
