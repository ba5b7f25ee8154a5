// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/rotations.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <tuple>

#ifdef __linux__
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace outlay {

namespace fs = std::filesystem;

namespace {

/// Descriptors for one path's neighbours; of more than these, the oldest go by their names.
constexpr std::size_t mostHeld = 128;
/// Listings of a folder that is being renamed in: each has found what the one before had missed.
constexpr int mostListings = 8;

/// Adds what stands there and is not known yet; false: nothing is new.
bool list(const fs::path &base, std::set<std::int64_t> &known, std::vector<HeldFile> &found)
{
    bool isNew = false;
    std::error_code error;
    const std::string name = base.filename().string();
    for (fs::directory_iterator it(base.parent_path(), error);
         !error && it != fs::directory_iterator(); it.increment(error)) {
        if (!isRotationOf(it->path().filename().string(), name))
            continue;
        HeldFile one;
        one.file.path = it->path().string();
        const auto isKnown = [&] { return one.file.inode != 0 && known.contains(one.file.inode); };
        if (!describeFile(one.file) || isKnown())
            continue;
        // By the time it is open another may have its name.
        if (found.size() < mostHeld && (!hold(one) || isKnown()))
            continue;
        known.insert(one.file.inode);
        found.push_back(std::move(one));
        isNew = true;
    }
    return isNew;
}

} // namespace

bool isPacked(std::string_view name)
{
    return name.ends_with(".gz") || name.ends_with(".zst");
}

bool isRotationOf(std::string_view name, std::string_view base)
{
    if (name.size() <= base.size() || name == base)
        return false;
    const auto isMark = [](char c) { return c == '.' || c == '-' || c == '_'; };
    if (name.starts_with(base))
        return isMark(name[base.size()]);
    const std::size_t dot = base.rfind('.');
    if (dot == std::string_view::npos || dot == 0)
        return false;
    for (const std::string_view packing : {".gz", ".zst"}) {
        if (name.ends_with(packing))
            name.remove_suffix(packing.size());
    }
    const std::string_view stem = base.substr(0, dot);
    return name.size() > base.size() && name.starts_with(stem) && isMark(name[dot]) &&
           name.ends_with(base.substr(dot));
}

bool hold(HeldFile &held)
{
#ifdef __linux__
    if (held.file.content.empty()) {
        const int descriptor =
            ::open(held.file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
        if (descriptor >= 0) {
            const std::shared_ptr<const int> keep(new int(descriptor), [](const int *opened) {
                ::close(*opened);
                delete opened;
            });
            struct stat info
            {
            };
            if (::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode)) {
                held.keep = keep;
                held.file.content = "/proc/self/fd/" + std::to_string(descriptor);
            }
        }
    }
#endif
    return describeFile(held.file);
}

std::vector<HeldFile> rotationsOf(const std::string &path)
{
    std::vector<HeldFile> found;
    std::set<std::int64_t> known;
    for (int i = 0; i < mostListings && list(path, known, found); ++i)
        continue;
    std::sort(found.begin(), found.end(), [](const HeldFile &left, const HeldFile &right) {
        return std::tuple(isPacked(left.file.path), right.file.modified, left.file.path) <
               std::tuple(isPacked(right.file.path), left.file.modified, right.file.path);
    });
    return found;
}

} // namespace outlay
