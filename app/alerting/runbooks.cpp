// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/runbooks.h"

#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>
#include <QStringDecoder>

namespace outlay::alerting {

using namespace Qt::StringLiterals;

namespace {

/// The text of a copy; why it cannot be shown.
Result<std::string> readCopy(const QString &path)
{
    QFile file(path);
    // Of a pipe or a device reading might never end.
    if (!QFileInfo(path).isFile())
        return failure(Error::Kind::Unreadable, "it is no file");
    if (!file.open(QIODevice::ReadOnly))
        return failure(Error::Kind::Unreadable, file.errorString().toStdString());
    const QByteArray bytes = file.read(qint64(longestRunbook) + 1);
    if (bytes.size() > qsizetype(longestRunbook))
        return failure(Error::Kind::OutOfRange,
                       "it is longer than " + std::to_string(longestRunbook / 1024) + " KiB");
    if (file.error() != QFileDevice::NoError)
        return failure(Error::Kind::Unreadable, file.errorString().toStdString());
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(bytes);
    if (decoder.hasError() || text.contains(QChar::Null))
        return failure(Error::Kind::Malformed, "it is no text in UTF-8");
    if (text.trimmed().isEmpty())
        return failure(Error::Kind::Malformed, "it is empty");
    return text.toStdString();
}

} // namespace

std::string runbookFolder()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
                           "/outlay/runbooks"_L1;
    return folder.toStdString();
}

Result<Runbook> loadRunbook(std::string_view id, const std::string &folder)
{
    // Asked first: it is a path's part below, and only names that ship are.
    const auto shipped = shippedRunbook(id);
    if (!shipped)
        return failure(Error::Kind::Usage, "there is no runbook of that name");
    Runbook page;
    page.text = *shipped;
    const std::string path = folder + '/' + std::string(id) + ".md";
    const QString name = QString::fromStdString(path);
    if (folder.empty() || !QFileInfo(name).exists())
        return page;
    auto copy = readCopy(name);
    if (copy) {
        page.text = *std::move(copy);
        page.isEdited = true;
    } else {
        page.note = "Your copy " + path + " is not shown: " + copy.error().text + '.';
    }
    return page;
}

} // namespace outlay::alerting
