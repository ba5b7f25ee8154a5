// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports/outputfile.h"

#include <cerrno>
#include <cstring>
#include <system_error>
#ifndef _WIN32
#include <fcntl.h>
#include <unistd.h>
#endif

namespace outlay {

namespace {

namespace fs = std::filesystem;

std::FILE *createPrivate(const fs::path &path)
{
#ifdef _WIN32
    return _wfopen(path.c_str(), L"wb");
#else
    ::unlink(path.c_str()); // what a killed export left; never follow a link planted there
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return nullptr;
    std::FILE *file = ::fdopen(descriptor, "wb");
    if (file == nullptr)
        ::close(descriptor);
    return file;
#endif
}

Error cannotWrite(const fs::path &path, int reason)
{
    return {reason == ENOSPC ? Error::Kind::Full : Error::Kind::Unreadable,
            "cannot write " + path.string() + ": " + std::strerror(reason)};
}

} // namespace

Result<std::unique_ptr<OutputFile>> OutputFile::create(const std::string &path)
{
    std::error_code error;
    fs::path target = fs::weakly_canonical(path, error);
    if (error || target.empty())
        target = path;
    const fs::file_status status = fs::status(target, error);
    if (fs::is_directory(status))
        return failure(Error::Kind::Unreadable, "cannot write " + path + ": it is a folder");
    const bool isSpecial = fs::exists(status) && !fs::is_regular_file(status);
    fs::path written = target;
    if (!isSpecial)
        written += ".part";
    std::FILE *file =
        isSpecial ? std::fopen(written.string().c_str(), "wb") : createPrivate(written);
    if (file == nullptr)
        return tl::unexpected<Error>(cannotWrite(target, errno));
    return std::unique_ptr<OutputFile>(new OutputFile(target, written, file));
}

OutputFile::OutputFile(fs::path target, fs::path written, std::FILE *file)
    : m_target(std::move(target))
    , m_written(std::move(written))
    , m_file(file)
    , m_out(std::make_unique<Output>(file))
{
}

OutputFile::~OutputFile()
{
    m_out.reset();
    if (m_file != nullptr)
        std::fclose(m_file);
    std::error_code error;
    if (!m_isFinished && m_written != m_target)
        fs::remove(m_written, error);
}

Result<> OutputFile::finish()
{
    if (const Result<> flushed = m_out->flush(); !flushed)
        return failure(flushed.error().kind, m_target.string() + ": " + flushed.error().text);
    std::FILE *file = m_file;
    m_out.reset();
    m_file = nullptr;
    if (std::fclose(file) != 0)
        return tl::unexpected<Error>(cannotWrite(m_target, errno));
    std::error_code error;
    if (m_written != m_target)
        fs::rename(m_written, m_target, error);
    if (error)
        return tl::unexpected<Error>(cannotWrite(m_target, error.value()));
    m_isFinished = true;
    return {};
}

} // namespace outlay
