// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/rawfile.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <utility>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

namespace outlay {

namespace {

constexpr int standardInput = 0;

#ifdef _WIN32

int openForReading(const std::string &path)
{
    const std::filesystem::path wide(std::u8string(path.begin(), path.end()));
    return _wopen(wide.c_str(), _O_RDONLY | _O_BINARY | _O_NOINHERIT);
}
void prepareStandardInput()
{
    _setmode(standardInput, _O_BINARY);
}
std::int64_t readSome(int descriptor, char *into, std::size_t size)
{
    return _read(descriptor, into, static_cast<unsigned>(std::min<std::size_t>(size, 1U << 30U)));
}
void closeDescriptor(int descriptor)
{
    _close(descriptor);
}
std::int64_t seek(int descriptor, std::int64_t offset, int whence)
{
    return _lseeki64(descriptor, offset, whence);
}

#else

int openForReading(const std::string &path)
{
    return ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}
void prepareStandardInput() {}
std::int64_t readSome(int descriptor, char *into, std::size_t size)
{
    return ::read(descriptor, into, std::min<std::size_t>(size, 1U << 30U));
}
void closeDescriptor(int descriptor)
{
    ::close(descriptor);
}
std::int64_t seek(int descriptor, std::int64_t offset, int whence)
{
    return ::lseek(descriptor, offset, whence);
}

#endif

tl::unexpected<Error> unreadable(const std::string &name, int code)
{
    return failure(Error::Kind::Unreadable, name + ": " + std::generic_category().message(code));
}

} // namespace

RawFile::RawFile(int descriptor, std::string name)
    : m_descriptor(descriptor)
    , m_name(std::move(name))
{
}

RawFile::RawFile(RawFile &&other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_bytesRead(other.m_bytesRead)
    , m_name(std::move(other.m_name))
{
}

RawFile::~RawFile()
{
    if (m_descriptor > standardInput)
        closeDescriptor(m_descriptor);
}

Result<RawFile> RawFile::open(const std::string &path)
{
    if (path == "-") {
        prepareStandardInput();
        return RawFile(standardInput, "standard input");
    }
    // A name with a NUL inside would open another file than the one it shows.
    if (path.empty() || path.find('\0') != std::string::npos)
        return unreadable(path, ENOENT);
    const int descriptor = openForReading(path);
    if (descriptor < 0)
        return unreadable(path, errno);
    return RawFile(descriptor, path);
}

Result<std::size_t> RawFile::read(std::span<char> into)
{
    for (;;) {
        const std::int64_t got = readSome(m_descriptor, into.data(), into.size());
        if (got >= 0) {
            m_bytesRead += got;
            return static_cast<std::size_t>(got);
        }
        if (errno != EINTR)
            return unreadable(m_name, errno);
    }
}

bool RawFile::seekAhead(std::int64_t bytes)
{
    const std::int64_t here = seek(m_descriptor, 0, SEEK_CUR);
    if (here < 0)
        return false;
    const std::int64_t end = seek(m_descriptor, 0, SEEK_END);
    const bool isInside = end >= here && bytes <= end - here;
    const std::int64_t target = isInside ? here + bytes : here;
    if (seek(m_descriptor, target, SEEK_SET) != target || !isInside)
        return false;
    m_bytesRead += bytes;
    return true;
}

} // namespace outlay
