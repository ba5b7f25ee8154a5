// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/bytesource.h"

#include "models/formats/rawfile.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <vector>

#include <zlib.h>
#include <zstd.h>

namespace outlay {

namespace {

constexpr std::size_t inputSize = std::size_t(64) * 1024;
constexpr std::size_t magicSize = 4;
constexpr int largestWindowLog = 27;

enum class Packing
{
    None,
    Gzip,
    Zstd,
};

Packing packingOf(std::string_view head)
{
    using namespace std::string_view_literals;
    if (head.starts_with("\x1f\x8b"sv))
        return Packing::Gzip;
    if (head.starts_with("\x28\xb5\x2f\xfd"sv))
        return Packing::Zstd;
    // A skippable frame, which pzstd puts in front.
    const bool isSkippable = head.size() >= magicSize &&
                             (static_cast<unsigned char>(head[0]) & 0xf0U) == 0x50U &&
                             head.substr(1, 3) == "\x2a\x4d\x18"sv;
    return isSkippable ? Packing::Zstd : Packing::None;
}

/// The file with the bytes that were read to recognise it put back in front.
class Input
{
public:
    explicit Input(RawFile file) : m_file(std::move(file)), m_buffer(inputSize) {}

    /// Reads until `bytes` are at hand or the file ends.
    Result<> fillTo(std::size_t bytes)
    {
        while (m_end - m_begin < bytes) {
            const auto got = m_file.read(std::span(m_buffer).subspan(m_end));
            if (!got)
                return tl::unexpected<Error>(got.error());
            if (*got == 0)
                break;
            m_end += *got;
        }
        return {};
    }
    /// More bytes once all are used; none are left at the end of the file.
    Result<> refill()
    {
        if (m_begin < m_end)
            return {};
        m_begin = m_end = 0;
        return fillTo(1);
    }
    [[nodiscard]] std::string_view pending() const
    {
        return {m_buffer.data() + m_begin, m_end - m_begin};
    }
    void use(std::size_t bytes) { m_begin += bytes; }
    RawFile &file() { return m_file; }
    [[nodiscard]] const RawFile &file() const { return m_file; }

private:
    RawFile m_file;
    std::vector<char> m_buffer;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

class PlainSource final : public ByteSource
{
public:
    explicit PlainSource(Input input) : m_input(std::move(input)) {}

    Result<std::size_t> read(std::span<char> into) override
    {
        const std::string_view pending = m_input.pending();
        if (pending.empty())
            return into.empty() ? Result<std::size_t>(0) : m_input.file().read(into);
        const std::size_t taken = std::min(pending.size(), into.size());
        std::memcpy(into.data(), pending.data(), taken);
        m_input.use(taken);
        return taken;
    }
    Result<> skip(std::int64_t bytes) override
    {
        const auto buffered = static_cast<std::int64_t>(m_input.pending().size());
        if (bytes > buffered && m_input.file().seekAhead(bytes - buffered)) {
            m_input.use(static_cast<std::size_t>(buffered));
            return {};
        }
        return ByteSource::skip(bytes);
    }
    [[nodiscard]] bool isCompressed() const override { return false; }
    [[nodiscard]] std::int64_t compressedBytesRead() const override
    {
        return m_input.file().bytesRead();
    }

private:
    Input m_input;
};

/// What gzip and Zstandard share: an error waits until everything before it was delivered.
class PackedSource : public ByteSource
{
public:
    Result<std::size_t> read(std::span<char> into) final
    {
        std::size_t written = 0;
        while (!into.empty() && written == 0 && !m_isAtEnd && m_error.text.empty()) {
            auto step = unpack(into);
            written = step.written;
            m_isAtEnd = step.isAtEnd;
            m_error = std::move(step.error);
        }
        if (written == 0 && !m_error.text.empty())
            return tl::unexpected<Error>(m_error);
        return written;
    }
    [[nodiscard]] bool isCompressed() const final { return true; }
    [[nodiscard]] std::int64_t compressedBytesRead() const final
    {
        return m_input.file().bytesRead();
    }

protected:
    struct Unpacked
    {
        std::size_t written = 0;
        bool isAtEnd = false;
        Error error;
    };
    explicit PackedSource(Input input) : m_input(std::move(input)) {}
    virtual Unpacked unpack(std::span<char> into) = 0;
    Input &input() { return m_input; }
    [[nodiscard]] Error damaged(std::string_view what) const
    {
        return {Error::Kind::Malformed, m_input.file().name() + ": " + std::string(what)};
    }

private:
    Input m_input;
    Error m_error;
    bool m_isAtEnd = false;
};

class GzipSource final : public PackedSource
{
public:
    explicit GzipSource(Input input) : PackedSource(std::move(input))
    {
        constexpr int onlyGzip = 16;
        m_isReady = inflateInit2(&m_stream, onlyGzip + MAX_WBITS) == Z_OK;
    }
    ~GzipSource() override { inflateEnd(&m_stream); }

protected:
    Unpacked unpack(std::span<char> into) override
    {
        if (!m_isReady)
            return {0, false, damaged("gzip: no memory")};
        if (auto filled = input().refill(); !filled)
            return {0, false, filled.error()};
        const std::string_view pending = input().pending();
        if (pending.empty() && m_isBetween)
            return {0, true, {}};
        if (m_isBetween)
            return startMember(pending);
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(pending.data()));
        m_stream.avail_in = static_cast<uInt>(pending.size());
        m_stream.next_out = reinterpret_cast<Bytef *>(into.data());
        const auto room = static_cast<uInt>(std::min<std::size_t>(into.size(), 1U << 30U));
        m_stream.avail_out = room;
        const int status = inflate(&m_stream, Z_NO_FLUSH);
        input().use(pending.size() - m_stream.avail_in);
        Unpacked step{room - m_stream.avail_out, false, {}};
        if (status == Z_STREAM_END)
            m_isBetween = true;
        else if (pending.empty() && step.written == 0)
            step.error = damaged("the gzip data is cut off");
        else if (status != Z_OK && status != Z_BUF_ERROR)
            step.error = damaged("the gzip data is damaged (" + reason(status) + ')');
        return step;
    }

private:
    /// After a member: another one, or the zeros tape tools pad with; everything else is damage.
    Unpacked startMember(std::string_view pending)
    {
        if (pending.front() == '\0') {
            input().use(std::min(pending.find_first_not_of('\0'), pending.size()));
            return {};
        }
        if (pending.front() != '\x1f')
            return {0, false, damaged("something else follows the gzip data")};
        m_isBetween = false;
        m_isReady = inflateReset(&m_stream) == Z_OK;
        return {};
    }
    [[nodiscard]] std::string reason(int status) const
    {
        if (m_stream.msg != nullptr)
            return m_stream.msg;
        return status == Z_MEM_ERROR ? "no memory" : "code " + std::to_string(status);
    }

    z_stream m_stream{};
    bool m_isReady = false;
    bool m_isBetween = false;
};

class ZstdSource final : public PackedSource
{
public:
    explicit ZstdSource(Input input) : PackedSource(std::move(input)), m_context(ZSTD_createDCtx())
    {
        if (m_context != nullptr)
            ZSTD_DCtx_setParameter(m_context, ZSTD_d_windowLogMax, largestWindowLog);
    }
    ~ZstdSource() override { ZSTD_freeDCtx(m_context); }

protected:
    Unpacked unpack(std::span<char> into) override
    {
        if (m_context == nullptr)
            return {0, false, damaged("zstd: no memory")};
        if (auto filled = input().refill(); !filled)
            return {0, false, filled.error()};
        const std::string_view pending = input().pending();
        if (pending.empty() && m_isBetween)
            return {0, true, {}};
        ZSTD_inBuffer in{pending.data(), pending.size(), 0};
        ZSTD_outBuffer out{into.data(), into.size(), 0};
        const std::size_t status = ZSTD_decompressStream(m_context, &out, &in);
        input().use(in.pos);
        Unpacked step{out.pos, false, {}};
        if (ZSTD_isError(status) != 0)
            step.error = damaged(std::string("the zstd data is damaged (") +
                                 ZSTD_getErrorName(status) + ')');
        else if (pending.empty() && out.pos == 0 && status != 0)
            step.error = damaged("the zstd data is cut off");
        else
            m_isBetween = status == 0;
        return step;
    }

private:
    ZSTD_DCtx *m_context;
    bool m_isBetween = false;
};

} // namespace

ByteSource::~ByteSource() = default;

Result<std::unique_ptr<ByteSource>> ByteSource::open(const std::string &path)
{
    auto file = RawFile::open(path);
    if (!file)
        return tl::unexpected<Error>(file.error());
    Input input(std::move(*file));
    OUTLAY_TRY(input.fillTo(magicSize));
    switch (packingOf(input.pending())) {
    case Packing::Gzip:
        return std::make_unique<GzipSource>(std::move(input));
    case Packing::Zstd:
        return std::make_unique<ZstdSource>(std::move(input));
    case Packing::None:
        break;
    }
    return std::make_unique<PlainSource>(std::move(input));
}

Result<> ByteSource::skip(std::int64_t bytes)
{
    std::vector<char> dropped(static_cast<std::size_t>(
        std::clamp<std::int64_t>(bytes, 1, static_cast<std::int64_t>(inputSize))));
    while (bytes > 0) {
        const auto chunk = std::min(bytes, static_cast<std::int64_t>(dropped.size()));
        const auto got = read(std::span(dropped).first(static_cast<std::size_t>(chunk)));
        if (!got)
            return tl::unexpected<Error>(got.error());
        if (*got == 0)
            return failure(Error::Kind::OutOfRange, "the data ends " + std::to_string(bytes) +
                                                        " bytes before the place to go on from");
        bytes -= static_cast<std::int64_t>(*got);
    }
    return {};
}

} // namespace outlay
