// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/paper/pdf.h"

#include <QBuffer>
#include <QDateTime>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

#include <algorithm>

namespace outlay::paper {

namespace {

void paint(QPainter &painter, const Sheet &sheet)
{
    for (const Block &block : sheet.blocks)
        painter.fillRect(block.area, block.color);
    for (const Words &words : sheet.words) {
        painter.setFont(words.font);
        painter.setPen(words.color);
        painter.drawText(words.at, words.text);
    }
    for (const Drawing &drawing : sheet.drawings) {
        painter.save();
        painter.translate(drawing.area.topLeft());
        painter.scale(drawing.area.width() / drawing.size.width(),
                      drawing.area.height() / drawing.size.height());
        painter.setClipRect(QRectF({}, drawing.size));
        QPicture picture = drawing.picture; // play() wants it for itself
        picture.play(&painter);
        painter.restore();
    }
}

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

Result<> print(const Book &book, QPagedPaintDevice &device)
{
    QPainter painter;
    if (!painter.begin(&device))
        return failure(Error::Kind::Unreadable, "cannot print: the printer or file does not open");
    const QSizeF own = sizeOf(book.size);
    const QSizeF there(device.width(), device.height());
    const double scale = std::min(there.width() / own.width(), there.height() / own.height());
    bool isFirst = true;
    for (const Sheet &sheet : book.sheets) {
        if (!isFirst && !device.newPage())
            return failure(Error::Kind::Unreadable, "printing stopped before the end");
        isFirst = false;
        painter.save();
        painter.translate((there.width() - own.width() * scale) / 2,
                          (there.height() - own.height() * scale) / 2);
        painter.scale(scale, scale);
        paint(painter, sheet);
        painter.restore();
    }
    return painter.end() ? Result<>{} : failure(Error::Kind::Unreadable, "cannot print");
}

} // namespace outlay::paper
