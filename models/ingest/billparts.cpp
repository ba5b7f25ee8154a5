// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/billparts.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace outlay {

namespace {

struct Numbered
{
    std::string stem; ///< the name without the number
    std::int64_t number = -1;
};

std::optional<std::int64_t> numberAt(std::string_view name, std::size_t from, std::size_t to)
{
    std::int64_t number = 0;
    const auto read = std::from_chars(name.data() + from, name.data() + to, number);
    return read.ec == std::errc() && read.ptr == name.data() + to ? std::optional(number)
                                                                  : std::nullopt;
}

/// As clouds number them: "focus-00002.csv.gz" (AWS, OCI), "000000000001" (BigQuery),
/// "part_1_0001.csv" (Azure). Five digits or more and below 10,000: no date is such a number.
Numbered numberOf(const std::string &name)
{
    constexpr std::string_view digits = "0123456789";
    constexpr std::string_view azure = "part_";
    constexpr std::size_t fewest = 5;
    constexpr std::int64_t mostParts = 10'000;
    const auto withoutNumber = [&name](std::size_t from, std::size_t to) {
        return name.substr(0, from) + '#' + name.substr(to);
    };
    if (name.starts_with(azure)) {
        const std::size_t to = name.find_first_not_of(digits, azure.size());
        const auto number = to == name.npos ? std::nullopt : numberAt(name, azure.size(), to);
        if (number && name[to] == '_')
            return {withoutNumber(azure.size(), to), *number};
    }
    for (std::size_t to = name.size(); to > 0;) {
        const std::size_t last = name.find_last_of(digits, to - 1);
        if (last == name.npos)
            break;
        const std::size_t before = name.find_last_not_of(digits, last);
        const std::size_t from = before == name.npos ? 0 : before + 1;
        const auto number = numberAt(name, from, last + 1);
        if (last + 1 - from >= fewest && number && *number < mostParts)
            return {withoutNumber(from, last + 1), *number};
        to = from;
    }
    return {};
}

/// Numbered files of one run, told apart into exports.
class Run
{
public:
    Run(const std::vector<BillFile> &files, std::vector<BillPart> &parts)
        : m_files(files)
        , m_parts(parts)
    {
    }
    void add(std::size_t file) { m_members.push_back(file); } ///< from old to new
    [[nodiscard]] Instant newest() const { return m_files[m_members.back()].at; }

    void tellApart()
    {
        std::map<std::int64_t, std::vector<std::size_t>> versions;
        for (const std::size_t file : m_members)
            versions[m_parts[file].number].push_back(file);
        const std::size_t count = versions.begin()->second.size();
        if (std::any_of(versions.begin(), versions.end(),
                        [this](const auto &of) { return isInDoubt(of.second); })) {
            for (const std::size_t file : m_members)
                m_parts[file].isUncertain = true;
        } else if (std::all_of(versions.begin(), versions.end(),
                               [count](const auto &of) { return of.second.size() == count; })) {
            // As many exports as every number has files: copying may have mixed their times.
            for (const auto &[number, of] : versions) {
                for (std::size_t i = 0; i < count; ++i)
                    m_parts[of[i]].delivery = i;
            }
        } else {
            inTurn();
        }
    }

private:
    /// Of one moment and not the same.
    [[nodiscard]] bool isInDoubt(const std::vector<std::size_t> &versions) const
    {
        return std::adjacent_find(versions.begin(), versions.end(),
                                  [this](std::size_t l, std::size_t r) {
                                      return m_files[l].at == m_files[r].at &&
                                             m_files[l].lines != m_files[r].lines;
                                  }) != versions.end();
    }

    /// The first number that comes again begins the next export, unless all of it are copies of
    /// parts of the one before.
    void inTurn()
    {
        std::size_t delivery = 0;
        std::map<std::int64_t, std::size_t> before;
        for (auto from = m_members.begin(); from != m_members.end();) {
            std::map<std::int64_t, std::size_t> own;
            auto to = from;
            while (to != m_members.end() && own.try_emplace(m_parts[*to].number, *to).second)
                ++to;
            const bool isCopy = std::all_of(own.begin(), own.end(), [&](const auto &part) {
                const auto earlier = before.find(part.first);
                return earlier != before.end() &&
                       m_files[earlier->second].lines == m_files[part.second].lines;
            });
            if (!isCopy) {
                delivery += from == m_members.begin() ? 0 : 1;
                before = std::move(own);
            }
            std::for_each(from, to, [&](std::size_t file) { m_parts[file].delivery = delivery; });
            from = to;
        }
    }

    const std::vector<BillFile> &m_files;
    std::vector<BillPart> &m_parts;
    std::vector<std::size_t> m_members;
};

} // namespace

std::string unpackedName(const std::string &name)
{
    const std::size_t hash = std::min(name.find('/'), name.size());
    const std::string_view file = std::string_view(name).substr(0, hash);
    for (const std::string_view packed : {".gz", ".zst"}) {
        if (file.ends_with(packed))
            return name.substr(0, hash - packed.size()) + name.substr(hash);
    }
    return name;
}

std::vector<BillPart> partsOf(const std::vector<BillFile> &files)
{
    std::vector<BillPart> parts(files.size());
    std::vector<Run> runs;
    std::map<std::string, std::size_t> newest; // by stem
    for (std::size_t i = 0; i < files.size(); ++i) {
        const Numbered name = numberOf(files[i].name.substr(0, files[i].name.find('/')));
        if (name.number < 0)
            continue;
        const auto [known, isNew] = newest.try_emplace(name.stem, runs.size());
        if (isNew || files[i].at.micros - runs[known->second].newest().micros > microsPerHour) {
            known->second = runs.size();
            runs.emplace_back(files, parts);
        }
        parts[i].number = name.number;
        parts[i].run = known->second;
        runs[known->second].add(i);
    }
    for (Run &run : runs)
        run.tellApart();
    return parts;
}

} // namespace outlay
