// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace outlay {

/// What reports show instead of providers' ids: a user's e-mail (else name), the names of keys,
/// projects and teams. Made of all directory entries at once, so that the order they came in cannot
/// matter. Two ids of one source with one name keep their id behind it: nothing is lumped together.
class DirectoryNames
{
public:
    struct Entry
    {
        std::string source;
        DirectoryEntry::Kind kind = DirectoryEntry::Kind::User;
        std::string id, name, email;
    };
    DirectoryNames() = default;
    explicit DirectoryNames(const std::vector<Entry> &entries);

    /// Empty: nobody has named it. What a source says of its own ids comes first; else the source
    /// whose name is the smallest (the key of an event may come from another observer than its
    /// usage), but for ids so short that two sources may well mean something else by them.
    [[nodiscard]] std::string_view nameOf(DirectoryEntry::Kind kind, std::string_view source,
                                          std::string_view id) const;
    [[nodiscard]] bool isEmpty() const;
    /// Ids whose name another directory gives otherwise.
    [[nodiscard]] std::vector<std::string> differingIds(const DirectoryNames &other) const;

private:
    using BySource = std::map<std::string, std::string, std::less<>>; ///< source -> shown
    using ById = std::map<std::string, BySource, std::less<>>;
    std::array<ById, 4> m_kinds;
};

} // namespace outlay
