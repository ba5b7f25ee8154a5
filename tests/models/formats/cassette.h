// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <zlib.h>

namespace outlay::test {

/// One recorded exchange of a VCR cassette.
struct Exchange
{
    QByteArray uri;
    QByteArray body; ///< of the response, unpacked
};

inline QByteArray gunzip(const QByteArray &packed)
{
    z_stream stream{};
    inflateInit2(&stream, 16 + MAX_WBITS);
    QByteArray plain(4 << 20, Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(packed.constData()));
    stream.avail_in = uInt(packed.size());
    stream.next_out = reinterpret_cast<Bytef *>(plain.data());
    stream.avail_out = uInt(plain.size());
    inflate(&stream, Z_FINISH);
    plain.truncate(qsizetype(stream.total_out));
    inflateEnd(&stream);
    return plain;
}

/// The scalar after "string:" and its further lines, as YAML 1.1 folds them.
inline QByteArray scalarOf(const QList<QByteArray> &lines, qsizetype first)
{
    QByteArray text = lines.at(first).trimmed().sliced(7).trimmed();
    if (text.startsWith("!!binary")) {
        QByteArray packed;
        for (qsizetype i = first + 1; i < lines.size() && lines.at(i).startsWith("        "); ++i)
            packed += lines.at(i).trimmed();
        const QByteArray raw = QByteArray::fromBase64(packed);
        return raw.startsWith("\x1f\x8b") ? gunzip(raw) : raw;
    }
    const char quote = text.isEmpty() ? '\0' : text.front();
    if (quote != '\'' && quote != '"')
        return text;
    QByteArray out;
    QByteArray line = text.sliced(1);
    int blank = 0;
    for (qsizetype i = first;;) {
        bool isClosed = false, isJoined = false;
        for (qsizetype k = 0; k < line.size(); ++k) {
            const char c = line.at(k);
            const char next = k + 1 < line.size() ? line.at(k + 1) : '\0';
            if (quote == '"' && c == '\\' && k + 1 == line.size()) {
                isJoined = true;
            } else if (quote == '"' && c == '\\') {
                static const QByteArray letters = "nrt\"\\/ 0",
                                        meanings = QByteArray("\n\r\t\"\\/ \0", 8);
                const qsizetype known = letters.indexOf(next);
                if (next == 'x' || next == 'u' || next == 'U') {
                    const int digits = next == 'x' ? 2 : next == 'u' ? 4 : 8;
                    const char32_t code = line.mid(k + 2, digits).toUInt(nullptr, 16);
                    out += QString::fromUcs4(&code, 1).toUtf8();
                    k += digits;
                } else if (known >= 0) {
                    out += meanings.at(known);
                }
                ++k;
            } else if (c == quote && quote == '\'' && next == quote) {
                out += c;
                ++k;
            } else if (c == quote) {
                isClosed = true;
                break;
            } else {
                out += c;
            }
        }
        if (isClosed || ++i >= lines.size())
            return out;
        for (blank = 0; i < lines.size() && lines.at(i).trimmed().isEmpty(); ++i)
            ++blank;
        if (i >= lines.size())
            return out;
        line = lines.at(i).trimmed();
        if (blank > 0)
            out += QByteArray(blank, '\n');
        else if (!isJoined)
            out += ' ';
    }
}

inline QList<Exchange> exchangesOf(const QByteArray &cassette)
{
    QList<Exchange> exchanges;
    const QList<QByteArray> lines = cassette.split('\n');
    Exchange one;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines.at(i).startsWith("    uri: "))
            one.uri = lines.at(i).sliced(9);
        if (lines.at(i).startsWith("      string: ")) {
            one.body = scalarOf(lines, i);
            exchanges.append(one);
        }
    }
    return exchanges;
}

} // namespace outlay::test
