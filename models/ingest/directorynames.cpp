// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/directorynames.h"

#include <algorithm>
#include <tuple>

namespace outlay {

DirectoryNames::DirectoryNames(const std::vector<Entry> &entries)
{
    // Who shares a name within a source.
    std::map<std::tuple<std::string, DirectoryEntry::Kind, std::string>, int> uses;
    const auto shown = [](const Entry &entry) -> const std::string & {
        return entry.email.empty() ? entry.name : entry.email;
    };
    for (const Entry &entry : entries)
        ++uses[{entry.source, entry.kind, shown(entry)}];
    for (const Entry &entry : entries) {
        std::string name = shown(entry);
        if (name.empty() || entry.id.empty())
            continue;
        // One e-mail is one person, whatever the ids.
        if (entry.email.empty() && uses[{entry.source, entry.kind, name}] > 1)
            name += " (" + entry.id + ")";
        m_kinds[static_cast<std::size_t>(entry.kind)][entry.id][entry.source] = std::move(name);
    }
}

std::string_view DirectoryNames::nameOf(DirectoryEntry::Kind kind, std::string_view source,
                                        std::string_view id) const
{
    const ById &ids = m_kinds[static_cast<std::size_t>(kind)];
    const auto found = ids.find(id);
    if (found == ids.end())
        return {};
    const BySource &names = found->second;
    if (const auto own = names.find(source); own != names.end())
        return own->second;
    constexpr std::size_t longEnough = 4;
    return id.size() >= longEnough ? std::string_view(names.begin()->second) : std::string_view();
}

bool DirectoryNames::isEmpty() const
{
    return std::all_of(m_kinds.begin(), m_kinds.end(), [](const ById &ids) { return ids.empty(); });
}

std::vector<std::string> DirectoryNames::differingIds(const DirectoryNames &other) const
{
    std::vector<std::string> ids;
    const auto compare = [&ids](const ById &mine, const ById &theirs) {
        for (const auto &[id, names] : mine) {
            const auto found = theirs.find(id);
            if (found == theirs.end() || found->second != names)
                ids.push_back(id);
        }
    };
    for (std::size_t kind = 0; kind < m_kinds.size(); ++kind) {
        compare(m_kinds[kind], other.m_kinds[kind]);
        compare(other.m_kinds[kind], m_kinds[kind]);
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

} // namespace outlay
