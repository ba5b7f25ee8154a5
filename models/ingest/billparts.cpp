// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/billparts.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
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
        for (const std::size_t file : m_members)
            m_versions[m_parts[file].number].push_back(file);
        for (const auto &[number, of] : m_versions)
            doubtMoments(of);
        const std::size_t count = m_versions.begin()->second.size();
        if (std::all_of(m_versions.begin(), m_versions.end(),
                        [count](const auto &of) { return of.second.size() == count; })) {
            // As many exports as every number has files: copying may have mixed their times.
            for (const auto &[number, of] : m_versions) {
                for (std::size_t i = 0; i < count; ++i)
                    m_parts[of[i]].delivery = i;
            }
        } else {
            chooseOrder();
        }
        partRepetitions();
    }

private:
    /// What an export holds of the parts it is known by.
    struct Export
    {
        std::set<std::uint64_t> lines;
        std::vector<Instant> times;

        void add(const BillFile &file)
        {
            lines.insert(file.lines.begin(), file.lines.end());
            times.push_back(file.at);
        }
        [[nodiscard]] std::int64_t shared(const BillFile &file) const
        {
            return std::count_if(file.lines.begin(), file.lines.end(),
                                 [this](std::uint64_t line) { return lines.contains(line); });
        }
        [[nodiscard]] std::int64_t distance(Instant at) const
        {
            std::int64_t nearest = std::numeric_limits<std::int64_t>::max();
            for (const Instant time : times)
                nearest = std::min(nearest, std::abs(time.micros - at.micros));
            return nearest;
        }
    };

    /// Of versions that are of one moment and not the same, none is the newer.
    void doubtMoments(const std::vector<std::size_t> &versions)
    {
        for (std::size_t i = 1; i < versions.size(); ++i) {
            const BillFile &file = m_files[versions[i]];
            if (isCopy(versions, i) || m_files[versions[i - 1]].at != file.at)
                continue;
            for (const std::size_t other : m_members) {
                if (m_files[other].at == file.at)
                    m_parts[other].isUncertain = true;
            }
        }
    }

    [[nodiscard]] bool isCopy(const std::vector<std::size_t> &versions, std::size_t at) const
    {
        return at > 0 && m_files[versions[at - 1]].lines == m_files[versions[at]].lines;
    }

    [[nodiscard]] std::size_t exportsOf(const std::vector<std::size_t> &versions) const
    {
        std::size_t count = 0;
        for (std::size_t i = 0; i < versions.size(); ++i)
            count += isCopy(versions, i) ? 0 : 1;
        return count;
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

    /// Parts that are written side by side may come in any order. Their times are believed, unless
    /// exports repeat less than half as much as by them.
    void chooseOrder()
    {
        inTurn();
        std::vector<std::size_t> byTime;
        for (const std::size_t file : m_members)
            byTime.push_back(m_parts[file].delivery);
        const std::int64_t repeatedByTime = repeated();
        byWhatTheyHold();
        if (2 * repeated() < repeatedByTime)
            return;
        for (std::size_t i = 0; i < m_members.size(); ++i)
            m_parts[m_members[i]].delivery = byTime[i];
    }

    /// How many lines exports hold that another number of theirs holds already.
    [[nodiscard]] std::int64_t repeated() const
    {
        std::int64_t count = 0;
        std::map<std::pair<std::size_t, std::uint64_t>, std::int64_t> holders; // by export and line
        for (const std::size_t file : m_members) {
            for (const std::uint64_t line : m_files[file].lines) {
                const auto [known, isNew] =
                    holders.try_emplace({m_parts[file].delivery, line}, m_parts[file].number);
                count += !isNew && known->second != m_parts[file].number ? 1 : 0;
            }
        }
        return count;
    }

    /// As many exports as the number that was told most often has versions. Another one's, in
    /// their order, are of those exports with which they have the fewest lines in common, as parts
    /// of one repeat little, and the next export of a bill nearly everything; else of the nearest
    /// in time. A copy may be of the same export as what it is a copy of.
    void byWhatTheyHold()
    {
        std::size_t count = 0;
        for (const auto &[number, of] : m_versions)
            count = std::max(count, exportsOf(of));
        std::vector<Export> exports(count);
        for (const auto &[number, of] : m_versions) {
            if (exportsOf(of) == count)
                takeInOrder(of, exports);
        }
        for (const auto &[number, of] : m_versions) {
            if (exportsOf(of) < count)
                takeWhereItFits(of, exports);
        }
    }

    void takeInOrder(const std::vector<std::size_t> &versions, std::vector<Export> &exports)
    {
        std::size_t at = 0;
        for (std::size_t i = 0; i < versions.size(); ++i) {
            at += i > 0 && !isCopy(versions, i) ? 1 : 0;
            m_parts[versions[i]].delivery = at;
            exports[at].add(m_files[versions[i]]);
        }
    }

    void takeWhereItFits(const std::vector<std::size_t> &versions, std::vector<Export> &exports)
    {
        std::size_t left = exportsOf(versions); // versions that still need an export of their own
        std::size_t from = 0;
        for (std::size_t i = 0; i < versions.size(); ++i) {
            const BillFile &file = m_files[versions[i]];
            left -= isCopy(versions, i) ? 0 : 1;
            std::size_t best = from;
            for (std::size_t at = from; at + left < exports.size(); ++at) {
                const auto cost = [&](std::size_t of) {
                    return std::tuple(isOutOfTime(file.at, of, exports), exports[of].shared(file),
                                      exports[of].distance(file.at));
                };
                if (cost(at) < cost(best))
                    best = at;
            }
            m_parts[versions[i]].delivery = best;
            exports[best].add(file);
            const bool isNextCopy = i + 1 < versions.size() && isCopy(versions, i + 1);
            from = isNextCopy ? best : best + 1;
        }
    }

    /// After the next export was written, or before the one before.
    [[nodiscard]] static bool isOutOfTime(Instant file, std::size_t at,
                                          const std::vector<Export> &exports)
    {
        const auto isLater = [file](Instant time) { return time < file; };
        const auto isEarlier = [file](Instant time) { return time > file; };
        const auto isAll = [](const Export &of, const auto &what) {
            return std::all_of(of.times.begin(), of.times.end(), what);
        };
        return (at + 1 < exports.size() && isAll(exports[at + 1], isLater)) ||
               (at > 0 && isAll(exports[at - 1], isEarlier));
    }

    /// A part all of whose lines older parts of its export hold is of a later one: a bill has some
    /// lines twice, but not so many together.
    void partRepetitions()
    {
        constexpr std::size_t fewest = 20;
        std::map<std::size_t, Export> exports;
        std::vector<std::size_t> later;
        for (const std::size_t file : m_members) {
            Export &own = exports[m_parts[file].delivery];
            const BillFile &part = m_files[file];
            const bool isRepetition =
                part.lines.size() >= fewest && !isVersionOfOwn(file) &&
                own.shared(part) == static_cast<std::int64_t>(part.lines.size());
            if (isRepetition)
                later.push_back(file);
            else
                own.add(part);
        }
        for (const std::size_t file : later)
            ++m_parts[file].delivery;
    }

    /// Whether the export has that number already: it is a copy, and counts once anyway.
    [[nodiscard]] bool isVersionOfOwn(std::size_t file) const
    {
        const std::vector<std::size_t> &of = m_versions.at(m_parts[file].number);
        return std::any_of(of.begin(), of.end(), [&](std::size_t other) {
            return other < file && m_parts[other].delivery == m_parts[file].delivery;
        });
    }

    const std::vector<BillFile> &m_files;
    std::vector<BillPart> &m_parts;
    std::vector<std::size_t> m_members;
    std::map<std::int64_t, std::vector<std::size_t>>
        m_versions; ///< of each number, from old to new
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
