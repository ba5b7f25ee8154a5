// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/files/openfiles.h"

#ifdef __linux__
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

#include <algorithm>

namespace outlay::sources {

OpenFiles::~OpenFiles()
{
    clear();
}

void OpenFiles::clear()
{
    m_held.clear();
}

#ifdef __linux__

namespace {

std::shared_ptr<const int> owned(int descriptor)
{
    return {new int(descriptor), [](const int *held) {
                ::close(*held);
                delete held;
            }};
}

PinnedFile pinned(const std::shared_ptr<const int> &descriptor)
{
    return {"/proc/self/fd/" + std::to_string(*descriptor), descriptor};
}

} // namespace

void OpenFiles::hold(const std::string &path)
{
    struct stat there
    {
    };
    if (::stat(path.c_str(), &there) != 0)
        return vanished(path);
    if (!S_ISREG(there.st_mode))
        return;
    for (auto it = m_held.begin(); it != m_held.end(); ++it) {
        if (it->path != path || it->isEarlier)
            continue;
        if (it->inode == there.st_ino && it->device == there.st_dev) {
            m_held.splice(m_held.end(), m_held, it); // used now
            return;
        }
        it->isEarlier = true;
    }
    add(path, path, false);
}

void OpenFiles::moved(const std::string &path, const std::string &movedTo)
{
    vanished(path);
    struct stat there
    {
    };
    if (::stat(movedTo.c_str(), &there) != 0 || !S_ISREG(there.st_mode))
        return;
    const bool isHeld = std::any_of(m_held.begin(), m_held.end(), [&](const Held &held) {
        return held.path == path && held.inode == there.st_ino && held.device == there.st_dev;
    });
    if (!isHeld)
        add(path, movedTo, true);
}

void OpenFiles::add(const std::string &path, const std::string &from, bool isEarlier)
{
    const int opened = ::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (opened < 0)
        return;
    auto descriptor = owned(opened);
    struct stat there // what was opened may be newer than what was asked about
    {
    };
    if (::fstat(opened, &there) != 0 || !S_ISREG(there.st_mode))
        return;
    m_held.push_back(
        {path, std::move(descriptor), there.st_dev, there.st_ino, isEarlier, -1, -1, {}});
    if (m_held.size() > m_most) {
        const auto idle = std::find_if(m_held.begin(), m_held.end(),
                                       [](const Held &held) { return !held.isEarlier; });
        m_held.erase(idle == m_held.end() || std::next(idle) == m_held.end() ? m_held.begin()
                                                                             : idle);
    }
}

void OpenFiles::vanished(const std::string &path)
{
    for (Held &held : m_held)
        held.isEarlier = held.isEarlier || held.path == path;
}

std::optional<PinnedFile> OpenFiles::current(const std::string &path) const
{
    for (const Held &held : m_held) {
        if (!held.isEarlier && held.path == path)
            return pinned(held.descriptor);
    }
    return std::nullopt;
}

std::vector<PinnedFile> OpenFiles::earlier(const std::string &path)
{
    std::vector<PinnedFile> paths;
    for (Held &held : m_held) {
        struct stat info
        {
        };
        if (!held.isEarlier || held.path != path || ::fstat(*held.descriptor, &info) != 0)
            continue;
        held.askedSize = info.st_size;
        if (held.askedSize != held.drainedSize)
            paths.push_back(pinned(held.descriptor));
    }
    return paths;
}

std::vector<PinnedFile> OpenFiles::read(const std::string &path) const
{
    std::vector<PinnedFile> paths;
    for (const Held &held : m_held) {
        if (held.isEarlier && held.path == path && held.drainedSize >= 0)
            paths.push_back(pinned(held.descriptor));
    }
    return paths;
}

void OpenFiles::drained(const std::string &path)
{
    for (Held &held : m_held) {
        if (!held.isEarlier || held.path != path || held.drainedSize == held.askedSize)
            continue;
        held.drainedSize = held.askedSize;
        held.drainedAt = std::chrono::steady_clock::now();
    }
}

std::vector<std::string> OpenFiles::settle(std::chrono::milliseconds quiet)
{
    std::vector<std::string> grown;
    const auto now = std::chrono::steady_clock::now();
    for (auto it = m_held.begin(); it != m_held.end();) {
        const auto here = it++;
        if (!here->isEarlier || here->drainedSize < 0)
            continue;
        struct stat info
        {
        };
        if (::fstat(*here->descriptor, &info) == 0 && info.st_size > here->drainedSize)
            grown.push_back(here->path);
        else if (now - here->drainedAt >= quiet)
            m_held.erase(here);
    }
    return grown;
}

#else

void OpenFiles::hold(const std::string &) {}
void OpenFiles::vanished(const std::string &) {}
void OpenFiles::moved(const std::string &, const std::string &) {}
void OpenFiles::add(const std::string &, const std::string &, bool) {}
std::optional<PinnedFile> OpenFiles::current(const std::string &) const
{
    return std::nullopt;
}
std::vector<PinnedFile> OpenFiles::earlier(const std::string &)
{
    return {};
}
std::vector<PinnedFile> OpenFiles::read(const std::string &) const
{
    return {};
}
void OpenFiles::drained(const std::string &) {}
std::vector<std::string> OpenFiles::settle(std::chrono::milliseconds)
{
    return {};
}

#endif

bool OpenFiles::hasEarlier() const
{
    return std::any_of(m_held.begin(), m_held.end(),
                       [](const Held &held) { return held.isEarlier; });
}

} // namespace outlay::sources
