// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/files/filewatch.h"

#include <QSocketNotifier>

#ifdef __linux__
#include <sys/inotify.h>
#include <unistd.h>
#endif

#include <array>
#include <cerrno>
#include <cstring>

namespace outlay::sources {

#ifdef __linux__

namespace {

constexpr std::uint32_t appeared = IN_CREATE | IN_MOVED_TO;
constexpr std::uint32_t vanished = IN_DELETE | IN_MOVED_FROM;
constexpr std::uint32_t ofItself = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT;
constexpr std::uint32_t wanted =
    appeared | vanished | ofItself | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB | IN_ONLYDIR;
/// Of one look at the queue; the rest comes with the next.
constexpr int mostReads = 64;

} // namespace

FileWatch::FileWatch(std::function<void(const FileHint &)> onHint, std::size_t most,
                     QObject *parent)
    : QObject(parent)
    , m_onHint(std::move(onHint))
    , m_most(most)
{
}

FileWatch::~FileWatch()
{
    clear();
}

bool FileWatch::addFolder(const std::string &folder)
{
    m_isFull = false;
    if (isWatching(folder))
        return true;
    if (isOwnLimit()) {
        m_isFull = true;
        return false;
    }
    if (m_inotify < 0) {
        m_inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        if (m_inotify < 0) {
            m_isFull = errno == EMFILE;
            return false;
        }
        m_notifier = std::make_unique<QSocketNotifier>(m_inotify, QSocketNotifier::Read);
        connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] { read(); });
    }
    const int descriptor = inotify_add_watch(m_inotify, folder.c_str(), wanted);
    if (descriptor < 0) {
        m_isFull = errno == ENOSPC;
        return false;
    }
    // The same folder by another name: hints come under the first.
    if (m_byDescriptor.emplace(descriptor, folder).second)
        m_byFolder[folder] = descriptor;
    return true;
}

bool FileWatch::isWatching(const std::string &folder) const
{
    return m_byFolder.contains(folder);
}

void FileWatch::clear()
{
    m_notifier.reset();
    if (m_inotify >= 0)
        ::close(m_inotify);
    m_inotify = -1;
    m_byDescriptor.clear();
    m_byFolder.clear();
}

void FileWatch::read()
{
    alignas(inotify_event) std::array<char, 64 * 1024> buffer{};
    for (int reads = 0; reads < mostReads && m_inotify >= 0; ++reads) {
        const ssize_t got = ::read(m_inotify, buffer.data(), buffer.size());
        if (got <= 0)
            return;
        for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(got);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char *const name = buffer.data() + at + sizeof event;
            take(event.wd, event.mask, event.cookie,
                 event.len == 0 ? std::string() : std::string(name));
            at += sizeof event + event.len;
        }
    }
}

void FileWatch::take(int descriptor, std::uint32_t mask, std::uint32_t cookie,
                     const std::string &name)
{
    if ((mask & IN_Q_OVERFLOW) != 0)
        return m_onHint({FileHint::Kind::Lost, {}, {}});
    const auto it = m_byDescriptor.find(descriptor);
    if (it == m_byDescriptor.end())
        return;
    const std::string folder = it->second;
    if ((mask & (ofItself | IN_IGNORED)) != 0) {
        // Under its new name it is another folder; where it stood another may come.
        if ((mask & IN_IGNORED) == 0)
            inotify_rm_watch(m_inotify, descriptor);
        m_byDescriptor.erase(it);
        m_byFolder.erase(folder);
        return m_onHint({FileHint::Kind::Folder, folder, {}});
    }
    const std::string path = (folder == "/" ? folder : folder + '/') + name;
    if ((mask & IN_ISDIR) != 0) {
        if ((mask & (appeared | vanished | IN_ATTRIB)) != 0)
            m_onHint({FileHint::Kind::Folder, path, {}});
    } else if ((mask & appeared) != 0) {
        const bool isMove = (mask & IN_MOVED_TO) != 0 && cookie != 0 && cookie == m_moveCookie;
        m_onHint({FileHint::Kind::Appeared, path, isMove ? m_movedFrom : std::string()});
    } else if ((mask & vanished) != 0) {
        if ((mask & IN_MOVED_FROM) != 0) {
            m_moveCookie = cookie;
            m_movedFrom = path;
        }
        m_onHint({FileHint::Kind::Vanished, path, {}});
    } else if (!name.empty()) {
        m_onHint({FileHint::Kind::Changed, path, {}});
    }
}

#else

FileWatch::FileWatch(std::function<void(const FileHint &)> onHint, std::size_t most,
                     QObject *parent)
    : QObject(parent)
    , m_onHint(std::move(onHint))
    , m_most(most)
{
}
FileWatch::~FileWatch() = default;
bool FileWatch::addFolder(const std::string & /*folder*/)
{
    return false;
}
bool FileWatch::isWatching(const std::string & /*folder*/) const
{
    return false;
}
void FileWatch::clear() {}
void FileWatch::read() {}
void FileWatch::take(int, std::uint32_t, std::uint32_t, const std::string &) {}

#endif

} // namespace outlay::sources
