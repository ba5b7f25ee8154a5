// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

class QSocketNotifier;

namespace outlay::sources {

/// Something the system says has happened to a file.
struct FileHint
{
    enum class Kind : std::uint8_t
    {
        Changed,  ///< written, or its rights changed
        Appeared, ///< made here or moved here: another file than before under this name
        Vanished,
        Folder, ///< a folder was made, moved or deleted: look at everything
        Lost,   ///< hints were lost: look at everything
    };
    Kind kind = Kind::Changed;
    std::string path; ///< empty for Lost
    std::string from; ///< of Appeared: what it was called until now, where that is known
};

/// Hints from inotify about what happens in folders (not below them). Nothing more than hints:
/// network mounts give none, queues overflow, and elsewhere than on Linux there are none at all.
class FileWatch : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t mostFolders = 4096;

    /// `most`: of the folders; more get no hints.
    explicit FileWatch(std::function<void(const FileHint &)> onHint, std::size_t most = mostFolders,
                       QObject *parent = nullptr);
    ~FileWatch() override;

    /// False: the system gives no hints here, or enough folders are watched. Twice is once.
    bool addFolder(const std::string &folder);
    /// The last folder was refused because the system's limit, or `most`, is used up.
    [[nodiscard]] bool isFull() const { return m_isFull; }
    /// It was `most`, not the system.
    [[nodiscard]] bool isOwnLimit() const { return m_byFolder.size() >= m_most; }
    [[nodiscard]] bool isWatching(const std::string &folder) const;
    [[nodiscard]] std::size_t folderCount() const { return m_byFolder.size(); }
    void clear();

private:
    void read();
    void take(int descriptor, std::uint32_t mask, std::uint32_t cookie, const std::string &name);

    std::function<void(const FileHint &)> m_onHint;
    std::size_t m_most;
    int m_inotify = -1;
    bool m_isFull = false;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::uint32_t m_moveCookie =
        0; ///< of the last that was moved away: the system's pair of halves
    std::string m_movedFrom;
    std::map<int, std::string> m_byDescriptor;
    std::map<std::string, int> m_byFolder;
};

} // namespace outlay::sources
