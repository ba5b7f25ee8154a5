// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports/output.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#ifdef _WIN32
#include <io.h>
#else
#include <sys/ioctl.h>
#include <unistd.h>
#endif

namespace outlay {

namespace {

constexpr std::size_t bufferSize = std::size_t{64} * 1024;
constexpr int narrowest = 40;

bool isTerminalFile(std::FILE *file)
{
#ifdef _WIN32
    return _isatty(_fileno(file)) != 0;
#else
    return isatty(fileno(file)) != 0;
#endif
}

int columnsOf([[maybe_unused]] std::FILE *file)
{
    if (const char *columns = std::getenv("COLUMNS")) {
        if (const int wanted = std::atoi(columns); wanted > 0)
            return wanted;
    }
#ifndef _WIN32
    winsize size{};
    if (ioctl(fileno(file), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
#endif
    return 80;
}

} // namespace

Output::Output(std::FILE *file)
    : m_file(file)
    , m_isTerminal(file != nullptr && isTerminalFile(file))
{
}

Output::~Output()
{
    [[maybe_unused]] const Result<> ignored = flush();
}

void Output::write(std::string_view text)
{
    m_buffer += text;
    if (m_file != nullptr && m_buffer.size() >= bufferSize) [[maybe_unused]]
        const Result<> toldByTheLastFlush = flush();
}

Result<> Output::flush()
{
    if (m_file == nullptr)
        return {};
    if (m_error == 0 && !m_buffer.empty()) {
        const bool isWritten =
            std::fwrite(m_buffer.data(), 1, m_buffer.size(), m_file) == m_buffer.size() &&
            std::fflush(m_file) == 0;
        if (!isWritten) {
            m_error = errno == 0 ? EIO : errno;
            m_isClosedByReader = m_error == EPIPE;
        }
    }
    m_buffer.clear();
    if (m_error == 0 || m_isClosedByReader)
        return {};
    return failure(m_error == ENOSPC ? Error::Kind::Full : Error::Kind::Unreadable,
                   std::string("cannot write the output: ") + std::strerror(m_error));
}

int Output::width() const
{
    if (!m_isTerminal)
        return 0;
    const int columns = columnsOf(m_file);
    return columns < narrowest ? narrowest : columns;
}

} // namespace outlay
