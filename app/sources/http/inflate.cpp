// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/http/inflate.h"

#include <array>
#include <memory>
#include <zlib.h>

namespace outlay::sources {

Result<QByteArray> inflateBounded(const QByteArray &compressed, std::int64_t maxBytes)
{
    constexpr int gzipOrZlib = 15 + 32;
    z_stream stream{};
    if (inflateInit2(&stream, gzipOrZlib) != Z_OK)
        return failure(Error::Kind::Internal, "cannot begin to decompress");
    const std::unique_ptr<z_stream, int (*)(z_stream *)> guard(&stream, inflateEnd);
    // zlib does not write to its input; its interface is older than const.
    stream.next_in =
        const_cast<Bytef *>(reinterpret_cast<const Bytef *>(compressed.constData())); // NOLINT
    stream.avail_in = static_cast<uInt>(compressed.size());
    QByteArray out;
    std::array<char, 65536> piece;
    int status = Z_OK;
    while (status != Z_STREAM_END) {
        stream.next_out = reinterpret_cast<Bytef *>(piece.data());
        stream.avail_out = piece.size();
        status = inflate(&stream, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
            return failure(Error::Kind::Malformed, "its compression is damaged");
        const std::size_t made = piece.size() - stream.avail_out;
        if (status != Z_STREAM_END && made == 0)
            return failure(Error::Kind::Malformed, "it is cut off in mid-compression");
        if (out.size() + qsizetype(made) > maxBytes)
            return failure(Error::Kind::OutOfRange,
                           "it decompresses to more than " + std::to_string(maxBytes) + " bytes");
        out.append(piece.data(), qsizetype(made));
    }
    return out;
}

} // namespace outlay::sources
