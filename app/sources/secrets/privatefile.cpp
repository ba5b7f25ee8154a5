// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/secrets/privatefile.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace outlay {

namespace {

class FileHandle
{
public:
    explicit FileHandle(int handle) : m_handle(handle) {}
    ~FileHandle() { (void)close(); }
    FileHandle(const FileHandle &) = delete;
    FileHandle &operator=(const FileHandle &) = delete;
    [[nodiscard]] int get() const { return m_handle; }
    [[nodiscard]] bool close()
    {
        const int handle = m_handle;
        m_handle = -1;
        return handle < 0 || ::close(handle) == 0;
    }

private:
    int m_handle;
};

tl::unexpected<Error> unreadable(const std::string &path, int error)
{
    return failure(Error::Kind::Unreadable, path + ": " + std::generic_category().message(error));
}

std::string octal(mode_t mode)
{
    std::array<char, 8> text{};
    (void)std::snprintf(text.data(), text.size(), "%04o", static_cast<unsigned>(mode & 07777U));
    return text.data();
}

Result<> checkPrivate(const std::string &path, const struct stat &status)
{
    if (!S_ISREG(status.st_mode))
        return failure(Error::Kind::Refused, path + ": is no regular file");
    if (status.st_uid != geteuid())
        return failure(Error::Kind::Refused, path +
                                                 ": belongs to another user; make a copy of your "
                                                 "own with mode 0600");
    if ((status.st_mode & 077U) != 0)
        return failure(Error::Kind::Refused, path + ": others may read or change it (mode " +
                                                 octal(status.st_mode) + "); do: chmod 600 " +
                                                 path);
    return {};
}

bool writeAll(int handle, std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t written = ::write(handle, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

Result<std::string> readPrivateFile(const std::string &path, std::size_t largest)
{
    // Not blocking: a pipe put in its place must not hold the thread.
    const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0)
        return unreadable(path, errno);
    struct stat status
    {
    };
    if (::fstat(file.get(), &status) != 0)
        return unreadable(path, errno);
    OUTLAY_TRY(checkPrivate(path, status));
    std::string bytes(largest + 1, '\0');
    std::size_t size = 0;
    while (size < bytes.size()) {
        const ssize_t got = ::read(file.get(), bytes.data() + size, bytes.size() - size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            const int error = errno;
            scrub(bytes);
            return unreadable(path, error);
        }
        if (got == 0)
            break;
        size += static_cast<std::size_t>(got);
    }
    if (size > largest) {
        scrub(bytes);
        return failure(Error::Kind::Malformed,
                       path + ": is larger than " + std::to_string(largest) + " bytes");
    }
    bytes.resize(size);
    return bytes;
}

Result<Secret> readSecretFile(const std::string &path)
{
    constexpr std::size_t largest = std::size_t{64} * 1024;
    auto bytes = readPrivateFile(path, largest);
    if (!bytes)
        return tl::unexpected<Error>(bytes.error());
    while (!bytes->empty() && (bytes->back() == '\n' || bytes->back() == '\r'))
        bytes->pop_back();
    const bool hasLines = bytes->find('\n') != std::string::npos;
    const bool isEmpty = bytes->empty();
    Secret secret = Secret::taking(*bytes);
    if (isEmpty)
        return failure(Error::Kind::Malformed, path + ": is empty; it should hold the key alone");
    if (hasLines)
        return failure(Error::Kind::Malformed,
                       path + ": has several lines; it should hold the key alone");
    return secret;
}

Result<> makePrivateFolder(const std::string &path)
{
    namespace fs = std::filesystem;
    const fs::path folder = fs::path(path).parent_path();
    std::error_code error;
    const bool isNew = fs::create_directories(folder, error);
    if (error)
        return failure(Error::Kind::Unreadable, folder.string() + ": " + error.message());
    if (isNew) // one that was there may be shared on purpose
        fs::permissions(folder, fs::perms::owner_all, error);
    return {};
}

Result<> writePrivateFile(const std::string &path, std::string_view bytes)
{
    OUTLAY_TRY(makePrivateFolder(path));
    std::string beside = path + ".XXXXXX";
    FileHandle file(::mkostemp(beside.data(), O_CLOEXEC)); // mode 0600
    if (file.get() < 0)
        return unreadable(path, errno);
    if (!writeAll(file.get(), bytes) || ::fsync(file.get()) != 0 || !file.close() ||
        ::rename(beside.c_str(), path.c_str()) != 0) {
        const int why = errno;
        (void)::unlink(beside.c_str());
        return failure(why == ENOSPC || why == EDQUOT ? Error::Kind::Full : Error::Kind::Unreadable,
                       path + ": " + std::generic_category().message(why));
    }
    return {};
}

} // namespace outlay
