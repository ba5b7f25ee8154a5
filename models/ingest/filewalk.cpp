// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/filewalk.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#ifdef __unix__
#include <fcntl.h>
#include <sys/stat.h>
#endif

namespace outlay {

namespace fs = std::filesystem;

namespace {

/// As exports in parts are named: "part-00000", "bill-000000000012", without any ending.
bool isNumberedPart(std::string_view name)
{
    const std::size_t last = name.find_last_not_of("0123456789");
    return name.find('.') == std::string_view::npos && last != std::string_view::npos &&
           last + 1 < name.size() && (name[last] == '-' || name[last] == '_');
}

} // namespace

bool canBeRecords(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    std::string_view name = lower;
    for (const std::string_view packed : {".gz", ".zst"}) {
        if (name.ends_with(packed))
            name.remove_suffix(packed.size());
    }
    if (isNumberedPart(name))
        return true;
    if (name.ends_with(".meta.json"))
        return false;
    static constexpr std::array<std::string_view, 7> endings = {
        ".jsonl", ".json", ".ndjson", ".csv", ".log", ".txt", ".tsv"};
    return std::any_of(endings.begin(), endings.end(),
                       [name](std::string_view ending) { return name.ends_with(ending); });
}

namespace {

/// What a database keeps beside itself is as much of it as the file.
[[maybe_unused]] bool canBeDatabase(std::string_view name)
{
    return name.ends_with(".db") || name.ends_with(".sqlite") || name.ends_with(".sqlite3");
}

} // namespace

bool describeFile(FoundFile &file)
{
    const std::string &path = file.contentPath();
#ifdef __unix__
    struct stat info
    {
    };
    if (::stat(path.c_str(), &info) != 0 || S_ISDIR(info.st_mode))
        return false;
    file.size = info.st_size;
    file.inode = static_cast<std::int64_t>(info.st_ino);
#ifdef __APPLE__
    const auto &changed = info.st_mtimespec;
#else
    const auto &changed = info.st_mtim;
#endif
    file.modified = static_cast<std::int64_t>(changed.tv_sec) * 1'000'000'000 + changed.tv_nsec;
    FoundFile log;
    log.path = file.path + "-wal";
    if (canBeDatabase(file.path) && describeFile(log)) {
        file.size += log.size;
        file.modified = std::max(file.modified, log.modified);
    }
#else
    std::error_code error;
    file.size = static_cast<std::int64_t>(fs::file_size(path, error));
    if (error)
        return false;
    file.modified = fs::last_write_time(path, error).time_since_epoch().count();
#endif
    return true;
}

std::int64_t birthOf([[maybe_unused]] const FoundFile &file)
{
#ifdef STATX_BTIME
    struct statx info
    {
    };
    if (::statx(AT_FDCWD, file.contentPath().c_str(), 0, STATX_BTIME, &info) == 0 &&
        (info.stx_mask & STATX_BTIME) != 0)
        return info.stx_btime.tv_sec * 1'000'000'000 + info.stx_btime.tv_nsec;
#endif
    return 0;
}

namespace {

/// Of a path below the folder.
bool isHidden(std::string_view below)
{
    return below.starts_with('.') || below.find("/.") != below.npos ||
           below.find("\\.") != below.npos;
}

/// Belongs to another file: of an agent's transcript, a database, an editor.
bool isBeside(std::string_view name)
{
    constexpr std::array<std::string_view, 5> endings = {".meta.json", "-wal", "-shm", "-journal",
                                                         "~"};
    return std::any_of(endings.begin(), endings.end(),
                       [name](std::string_view ending) { return name.ends_with(ending); });
}

void walk(const fs::path &folder, std::vector<FoundFile> &files, std::vector<Error> &missing,
          std::vector<FoundFile> *others)
{
    std::error_code error;
    fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied,
                                        error);
    if (error) {
        missing.push_back({Error::Kind::Unreadable, folder.string() + ": " + error.message()});
        return;
    }
    for (; it != fs::recursive_directory_iterator(); it.increment(error)) {
        if (error)
            break;
        const std::string path = it->path().string();
        const std::size_t slash = path.find_last_of("/\\");
        const std::string_view name =
            std::string_view(path).substr(slash == std::string::npos ? 0 : slash + 1);
        const bool isTaken = canBeRecords(name);
        const std::string_view below =
            std::string_view(path).substr(std::min(path.size(), folder.string().size() + 1));
        if (!isTaken && (others == nullptr || isBeside(name) || isHidden(below)))
            continue;
        FoundFile file;
        file.path = path;
        if (it->is_regular_file(error) && describeFile(file) && (isTaken || file.size > 0))
            (isTaken ? files : *others).push_back(std::move(file));
    }
}

} // namespace

std::vector<FoundFile> findFiles(const std::vector<std::string> &paths, std::vector<Error> &missing,
                                 std::vector<FoundFile> *others)
{
    std::vector<FoundFile> files;
    for (const std::string &given : paths) {
        FoundFile file;
        if (given == "-") {
            file.path = given;
            file.isNamed = true;
            files.push_back(std::move(file));
            continue;
        }
        std::error_code error;
        const fs::path path = fs::absolute(given, error).lexically_normal();
        if (fs::is_directory(path, error)) {
            walk(path, files, missing, others);
        } else if (file.path = path.string(); describeFile(file)) {
            file.isNamed = true;
            files.push_back(std::move(file));
        } else {
            missing.push_back({Error::Kind::Unreadable, given + ": no such file or folder"});
        }
    }
    std::sort(files.begin(), files.end(),
              [](const FoundFile &l, const FoundFile &r) { return l.path < r.path; });
    files.erase(
        std::unique(files.begin(), files.end(),
                    [](const FoundFile &l, const FoundFile &r) { return l.path == r.path; }),
        files.end());
    return files;
}

} // namespace outlay
