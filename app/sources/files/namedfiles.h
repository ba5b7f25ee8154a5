// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/files/filewatch.h"

#include <set>
#include <string>
#include <vector>

namespace outlay::sources {

/// What a source's settings name: files, folders with all below them, and patterns ("logs/*.jsonl")
/// of either. What a pattern stands for is found anew at each look.
class NamedFiles
{
public:
    /// Folders for which there was no watch left.
    struct Unhinted
    {
        std::set<std::string> folders;
        bool isOwnLimit = false; ///< the program's limit of them, not the system's
    };

    explicit NamedFiles(std::vector<std::string> paths);

    /// The files and folders there are now, absolute; a path without a pattern also where nothing
    /// stands.
    const std::vector<std::string> &expand();
    /// Asks for hints of the folders below what was expanded, those that hold it, and the nearest
    /// there is of what is missing.
    [[nodiscard]] Unhinted watch(FileWatch &watch) const;
    /// By itself, not as part of a folder.
    [[nodiscard]] bool isNamed(const std::string &file) const { return m_files.contains(file); }
    /// Named, or in a folder that is and by its name one of ours.
    [[nodiscard]] bool isOurs(const std::string &file) const;

private:
    std::vector<std::string> m_named; ///< absolute, patterns among them
    std::vector<std::string> m_expanded;
    std::set<std::string> m_files;
    std::vector<std::string> m_folders;
};

} // namespace outlay::sources
