// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace outlay::sources {

/// A path that leads to the same file whatever happens to its name, for as long as `keep` lives.
struct PinnedFile
{
    std::string path; ///< /proc/self/fd/…
    std::shared_ptr<const void> keep;
};

/// Descriptors of files that are being followed, held so that what is renamed away or deleted can
/// still be read to its end. At most so many: the one longest unused is closed first. Only on
/// Linux, where a descriptor has a path; elsewhere it holds nothing.
class OpenFiles
{
public:
    explicit OpenFiles(std::size_t most) : m_most(most) {}
    ~OpenFiles();
    OpenFiles(const OpenFiles &) = delete;
    OpenFiles &operator=(const OpenFiles &) = delete;

    /// Opens what stands at the path now, unless that is held already. What stood there before is
    /// then an earlier file of the path.
    void hold(const std::string &path);
    /// What stood at `path` until now is at `movedTo`: held as an earlier file of the path, also
    /// where it was never held.
    void moved(const std::string &path, const std::string &movedTo);
    /// What stands at the path, if it is held; from any thread as long as it is kept.
    [[nodiscard]] std::optional<PinnedFile> current(const std::string &path) const;
    /// The earlier files of a path that have not been drained, oldest first.
    [[nodiscard]] std::vector<PinnedFile> earlier(const std::string &path);
    /// Those that have been, and are kept for a while.
    [[nodiscard]] std::vector<PinnedFile> read(const std::string &path) const;
    /// Nothing stands there any more: what is held of it is an earlier file.
    void vanished(const std::string &path);
    /// The earlier files of a path have been read to their ends as they were when earlier() was
    /// asked. They are kept for a while, as their writer may not have noticed yet.
    void drained(const std::string &path);
    /// Paths with earlier files that grew after they were drained; closes those that did not for
    /// `quiet`.
    [[nodiscard]] std::vector<std::string> settle(std::chrono::milliseconds quiet);
    [[nodiscard]] bool hasEarlier() const;
    [[nodiscard]] std::size_t count() const { return m_held.size(); }
    void clear();

private:
    struct Held
    {
        std::string path;
        std::shared_ptr<const int> descriptor; ///< closes it
        std::uint64_t device = 0, inode = 0;
        bool isEarlier = false;
        std::int64_t askedSize = -1;   ///< when earlier() was asked
        std::int64_t drainedSize = -1; ///< -1: not yet
        std::chrono::steady_clock::time_point drainedAt;
    };
    void add(const std::string &path, const std::string &from, bool isEarlier);
    std::size_t m_most;
    std::list<Held> m_held; ///< the one longest unused first
};

} // namespace outlay::sources
