// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/files/namedfiles.h"

#include "models/ingest/filewalk.h"

#include <algorithm>
#include <filesystem>

#ifdef __unix__
#include <fnmatch.h>
#include <glob.h>
#endif

namespace outlay::sources {

namespace fs = std::filesystem;

namespace {

bool isPattern(const std::string &path)
{
    return path.find_first_of("*?[") != std::string::npos;
}

std::string absolute(const std::string &path)
{
    std::error_code error;
    std::string full = fs::absolute(path, error).lexically_normal().string();
    while (full.size() > 1 && full.back() == '/')
        full.pop_back();
    return full;
}

std::string folderOf(const std::string &path)
{
    return fs::path(path).parent_path().string();
}

/// The nearest folder above that there is.
std::string folderAround(std::string path)
{
    std::error_code error;
    do
        path = folderOf(path);
    while (path.size() > 1 && !fs::is_directory(path, error));
    return path;
}

std::vector<std::string> expanded(const std::string &pattern)
{
    std::vector<std::string> paths;
#ifdef __unix__
    glob_t found{};
    if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) {
        for (std::size_t i = 0; i < found.gl_pathc; ++i)
            paths.emplace_back(found.gl_pathv[i]);
    }
    ::globfree(&found);
#endif
    return paths;
}

bool matches([[maybe_unused]] const std::string &pattern, [[maybe_unused]] const std::string &path)
{
#ifdef __unix__
    return ::fnmatch(pattern.c_str(), path.c_str(), FNM_PATHNAME) == 0;
#else
    return false;
#endif
}

/// False: the folder cannot be looked into. One for which there is no watch left is only noted.
bool watchOrNote(const std::string &folder, FileWatch &watch, NamedFiles::Unhinted &unhinted)
{
    if (watch.addFolder(folder))
        return true;
    if (!watch.isFull())
        return false;
    unhinted.isOwnLimit = watch.isOwnLimit();
    unhinted.folders.insert(folder);
    return true;
}

} // namespace

NamedFiles::NamedFiles(std::vector<std::string> paths) : m_named(std::move(paths))
{
    for (std::string &path : m_named)
        path = absolute(path);
}

const std::vector<std::string> &NamedFiles::expand()
{
    m_expanded.clear();
    for (const std::string &path : m_named) {
        if (!isPattern(path)) {
            m_expanded.push_back(path);
            continue;
        }
        const std::vector<std::string> found = expanded(path);
        m_expanded.insert(m_expanded.end(), found.begin(), found.end());
    }
    m_folders.clear();
    m_files.clear();
    for (const std::string &path : m_expanded) {
        std::error_code error;
        if (fs::is_directory(path, error))
            m_folders.push_back(path);
        else
            m_files.insert(path);
    }
    return m_expanded;
}

NamedFiles::Unhinted NamedFiles::watch(FileWatch &watch) const
{
    Unhinted unhinted;
    for (std::string path : m_named) {
        while (isPattern(path) && path.size() > 1)
            path = folderOf(path);
        (void)watch.addFolder(folderAround(path + "/."));
        (void)watch.addFolder(folderAround(path));
    }
    for (const std::string &path : m_expanded) {
        if (isNamed(path))
            (void)watchOrNote(folderAround(path), watch, unhinted);
        else
            (void)watch.addFolder(folderAround(path));
    }
    for (const std::string &folder : m_folders) {
        if (!watchOrNote(folder, watch, unhinted))
            continue;
        std::error_code error;
        fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied,
                                            error);
        for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
            std::error_code unreadable;
            if (it->is_directory(unreadable) && !it->is_symlink(unreadable) &&
                !watchOrNote(it->path().string(), watch, unhinted))
                it.disable_recursion_pending();
        }
    }
    return unhinted;
}

bool NamedFiles::isOurs(const std::string &file) const
{
    if (isNamed(file))
        return true;
    for (const std::string &folder : m_folders) {
        if (file.size() > folder.size() && file.starts_with(folder) &&
            (folder == "/" || file[folder.size()] == '/'))
            return canBeRecords(fs::path(file).filename().string());
    }
    return std::any_of(m_named.begin(), m_named.end(), [&](const std::string &each) {
        return isPattern(each) && matches(each, file);
    });
}

} // namespace outlay::sources
