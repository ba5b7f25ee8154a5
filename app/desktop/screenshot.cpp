// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/screenshot.h"

#include <QCoreApplication>
#include <QImageWriter>
#include <QPixmap>

namespace outlay {

Result<> writeScreenshot(QWidget &widget, const QString &file)
{
    // Layouts, style changes and deferred deletions the last snapshot asked for.
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCoreApplication::processEvents(QEventLoop::ExcludeUserInputEvents);
    QImageWriter writer(file, "png");
    if (!writer.write(widget.grab().toImage()))
        return failure(Error::Kind::Unreadable, "cannot write " + file.toStdString() + ": " +
                                                    writer.errorString().toStdString());
    return {};
}

} // namespace outlay
