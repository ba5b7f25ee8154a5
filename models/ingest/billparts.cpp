// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/billparts.h"

#include "models/ingest/partname.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

namespace outlay {

namespace {

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
    [[nodiscard]] Instant oldest() const { return m_files[m_members.front()].at; }

    /// Whether `other`, which is newer, goes on where this one ends: with the next numbers, within
    /// a day, and with other lines than these. Exports that are numbered one after another list
    /// most of what the one before lists.
    [[nodiscard]] bool isContinuedBy(const Run &other) const
    {
        if (other.oldest().micros - newest().micros > microsPerDay)
            return false;
        std::int64_t last = -1;
        std::int64_t next = std::numeric_limits<std::int64_t>::max();
        std::set<std::uint64_t> keys;
        std::size_t own = 0;
        for (const std::size_t file : m_members) {
            last = std::max(last, m_parts[file].number);
            keys.insert(m_files[file].keys.begin(), m_files[file].keys.end());
            own += m_files[file].keys.size();
        }
        std::size_t others = 0;
        std::size_t shared = 0;
        for (const std::size_t file : other.m_members) {
            next = std::min(next, m_parts[file].number);
            others += m_files[file].keys.size();
            shared += static_cast<std::size_t>(
                std::count_if(m_files[file].keys.begin(), m_files[file].keys.end(),
                              [&keys](std::uint64_t key) { return keys.contains(key); }));
        }
        return next == last + 1 && 2 * shared <= own && 2 * shared < others;
    }
    void take(Run &other)
    {
        ++m_chains;
        for (const std::size_t file : std::exchange(other.m_members, {})) {
            m_parts[file].run = m_parts[m_members.front()].run;
            m_parts[file].chain = m_chains;
            m_members.push_back(file);
        }
    }

    void tellApart()
    {
        if (m_members.empty())
            return; // another one took them
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
    std::size_t m_chains = 0; ///< after the first one
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

std::size_t numbersBeside(const std::vector<BillPart> &parts, std::size_t rank,
                          const std::vector<std::size_t> &ranks,
                          bool (BillPart::*isBeside)(const BillPart &) const)
{
    std::set<std::int64_t> numbers{parts[rank].number};
    for (const std::size_t other : ranks) {
        if ((parts[rank].*isBeside)(parts[other]))
            numbers.insert(parts[other].number);
    }
    return numbers.size();
}

std::vector<BillPart> partsOf(const std::vector<BillFile> &files)
{
    std::vector<BillPart> parts(files.size());
    std::vector<Run> runs;
    std::map<std::string, std::vector<std::size_t>> byStem; // from old to new
    for (std::size_t i = 0; i < files.size(); ++i) {
        const PartName name = partNameOf(files[i].name.substr(0, files[i].name.find('/')));
        if (name.number < 0)
            continue;
        std::vector<std::size_t> &own = byStem[name.stem];
        const auto isApart = [&] {
            return files[i].at.micros - runs[own.back()].newest().micros > microsPerHour;
        };
        if (own.empty() || (!name.isOfOneJob && isApart())) {
            own.push_back(runs.size());
            runs.emplace_back(files, parts);
        }
        parts[i].number = name.number;
        parts[i].isOfOneJob = name.isOfOneJob;
        parts[i].run = own.back();
        runs[own.back()].add(i);
    }
    for (const auto &[stem, own] : byStem) {
        std::size_t into = own.front();
        for (auto at = own.begin() + 1; at != own.end(); ++at) {
            if (runs[into].isContinuedBy(runs[*at]))
                runs[into].take(runs[*at]);
            else
                into = *at;
        }
    }
    for (Run &run : runs)
        run.tellApart();
    return parts;
}

std::vector<std::size_t> exportsOf(const std::vector<BillPart> &parts)
{
    std::vector<std::size_t> of;
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> known;
    std::size_t count = 0;
    for (const BillPart &part : parts) {
        if (part.number < 0)
            of.push_back(count++);
        else
            of.push_back(known.try_emplace({part.run, part.delivery}, count++).first->second);
    }
    return of;
}

} // namespace outlay
