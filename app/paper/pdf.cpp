// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/pdf.h"

#include "app/paper/sheetpainter.h"

#include <QBuffer>
#include <QDateTime>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

namespace outlay::paper {

namespace {

/// Qt writes the time of day into each file; everything else is of the book.
void setDate(QByteArray &pdf, Instant dated)
{
    const qsizetype from = pdf.indexOf("/CreationDate (");
    const qsizetype to = from < 0 ? -1 : pdf.indexOf(')', from);
    if (to < 0)
        return;
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(dated.micros / 1000, Qt::UTC);
    QByteArray text = "/CreationDate (D:" + at.toString(u"yyyyMMddhhmmss").toLatin1() + "Z)";
    // As long as it was: the file lists where each object begins.
    const qsizetype room = to + 1 - from;
    if (text.size() <= room)
        pdf.replace(from, room, text.leftJustified(room, ' '));
}

} // namespace

Result<QByteArray> toPdf(const Book &book, Instant dated)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setResolution(unitsPerInch);
        writer.setPageSize(
            QPageSize(book.size == PaperSize::Letter ? QPageSize::Letter : QPageSize::A4));
        writer.setPageMargins({});
        writer.setTitle(book.title);
        writer.setCreator(QStringLiteral("Outlay " OUTLAY_VERSION));
        QPainter painter;
        if (!painter.begin(&writer))
            return failure(Error::Kind::Internal, "the PDF could not be begun");
        bool isFirst = true;
        for (const Sheet &sheet : book.sheets) {
            if (!isFirst)
                writer.newPage();
            isFirst = false;
            paint(painter, sheet);
        }
    }
    setDate(bytes, dated);
    return bytes;
}

} // namespace outlay::paper
