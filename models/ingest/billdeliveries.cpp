// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/billdeliveries.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string_view>
#include <tuple>

namespace outlay {

namespace {

using Named = std::tuple<Instant, std::string, std::string>; // time, name, source

struct IsOlder
{
    bool operator()(const Named &l, const Named &r) const
    {
        const auto &[leftAt, leftName, leftSource] = l;
        const auto &[rightAt, rightName, rightSource] = r;
        return std::tie(leftAt, leftName, rightSource) < std::tie(rightAt, rightName, leftSource);
    }
};

/// How it begins, as its name tells; empty: unknown.
std::string_view headOf(const BillFile &file)
{
    const std::size_t slash = file.name.find('/');
    return slash == file.name.npos ? std::string_view()
                                   : std::string_view(file.name).substr(slash + 1);
}

/// Copies of older files, which what was written in between has replaced.
class Copies
{
public:
    Copies(const std::vector<BillFile> &files, const std::vector<std::string> &sources)
        : m_files(files)
        , m_sources(sources)
    {
    }

    /// By rank: the file that it is a stale copy of, else itself.
    [[nodiscard]] std::vector<std::size_t> originals()
    {
        std::vector<std::size_t> of(m_files.size());
        using Look = std::tuple<std::string_view, std::string_view, std::size_t>;
        std::map<Look, std::vector<std::size_t>> alike; // by source, head and lines
        for (std::size_t i = 0; i < m_files.size(); ++i) {
            of[i] = i;
            if (!headOf(m_files[i]).empty())
                alike[{m_sources[i], headOf(m_files[i]), m_files[i].lines.size()}].push_back(i);
        }
        for (const auto &[key, ranks] : alike) {
            for (std::size_t i = 1; i < ranks.size(); ++i) {
                const auto original =
                    std::find_if(ranks.begin(), ranks.begin() + static_cast<std::ptrdiff_t>(i),
                                 [&](std::size_t older) { return isStale(older, ranks[i]); });
                if (original != ranks.begin() + static_cast<std::ptrdiff_t>(i))
                    of[ranks[i]] = *original;
            }
        }
        return of;
    }

private:
    [[nodiscard]] bool isStale(std::size_t original, std::size_t copy)
    {
        if (m_files[original].lines != m_files[copy].lines)
            return false;
        if (m_parts.empty())
            m_parts = partsOf(m_files);
        const std::vector<std::uint64_t> own = ownKeys(original);
        for (std::size_t between = original + 1; between < copy; ++between) {
            if (m_parts[original].isOfOneExport(m_parts[between]) ||
                m_files[between].lines == m_files[original].lines)
                continue;
            std::vector<std::uint64_t> shared;
            const std::vector<std::uint64_t> its = keysOf(between);
            std::set_intersection(own.begin(), own.end(), its.begin(), its.end(),
                                  std::back_inserter(shared));
            if (!shared.empty() && 2 * shared.size() >= own.size())
                return true;
        }
        return false;
    }

    [[nodiscard]] std::vector<std::uint64_t> keysOf(std::size_t file) const
    {
        std::vector<std::uint64_t> keys = m_files[file].keys;
        std::sort(keys.begin(), keys.end());
        return keys;
    }

    /// What no other part of its export holds: that is where a newer export would tell it.
    [[nodiscard]] std::vector<std::uint64_t> ownKeys(std::size_t of) const
    {
        std::vector<std::uint64_t> own = keysOf(of);
        for (std::size_t other = 0; other < m_files.size(); ++other) {
            if (other == of || m_parts[of].number == m_parts[other].number ||
                !m_parts[of].isOfOneExport(m_parts[other]))
                continue;
            std::vector<std::uint64_t> rest;
            const std::vector<std::uint64_t> its = keysOf(other);
            std::set_difference(own.begin(), own.end(), its.begin(), its.end(),
                                std::back_inserter(rest));
            own = std::move(rest);
        }
        return own;
    }

    const std::vector<BillFile> &m_files;
    const std::vector<std::string> &m_sources;
    std::vector<BillPart> m_parts;
};

void dropCopies(BillDeliveries &all, const std::vector<std::string> &sources)
{
    const std::vector<std::size_t> originals = Copies(all.files, sources).originals();
    std::vector<std::size_t> places(all.files.size());
    std::vector<BillFile> kept;
    for (std::size_t i = 0; i < originals.size(); ++i) {
        places[i] = kept.size();
        if (originals[i] == i)
            kept.push_back(std::move(all.files[i]));
    }
    all.hasNewerCopy.assign(kept.size(), false);
    if (kept.size() == all.files.size()) {
        all.files = std::move(kept);
        return;
    }
    for (std::size_t i = 0; i < originals.size(); ++i) {
        if (originals[i] != i)
            all.hasNewerCopy[places[originals[i]]] = true;
    }
    for (std::vector<std::size_t> &ranks : all.of) {
        // What is in a copy is in its original.
        std::erase_if(ranks, [&originals](std::size_t rank) { return originals[rank] != rank; });
        for (std::size_t &rank : ranks)
            rank = places[rank];
    }
    all.files = std::move(kept);
}

} // namespace

bool BillDeliveries::isNewer(std::size_t one, std::size_t other) const
{
    return parts[one].isOfOneRun(parts[other]) ? parts[one].delivery > parts[other].delivery
                                               : one > other;
}

std::optional<std::size_t> BillDeliveries::newestBeside(std::size_t rank, const Ranks &ranks) const
{
    const auto found = std::find_if(ranks.rbegin(), ranks.rend(), [this, rank](std::size_t other) {
        return isNewer(other, rank);
    });
    return found != ranks.rend() ? std::optional(*found) : std::nullopt;
}

BillDeliveries deliveriesOf(const std::vector<StatementRow *> &lines, const TextOf &textOf)
{
    std::map<Named, std::size_t, IsOlder> ranks;
    const auto named = [&](const StatementRow &line, const StatementRow::Delivery &delivery) {
        return Named(delivery.at, unpackedName(textOf(delivery.name)), textOf(line.source));
    };
    for (const StatementRow *line : lines) {
        for (const StatementRow::Delivery &delivery : line->deliveries)
            ranks.try_emplace(named(*line, delivery), 0);
    }
    BillDeliveries all;
    std::vector<std::string> sources;
    for (auto &[name, rank] : ranks) {
        rank = all.files.size();
        sources.push_back(std::get<2>(name));
        all.files.push_back({std::get<0>(name), std::get<1>(name), {}, {}});
    }
    for (const StatementRow *line : lines) {
        BillDeliveries::Ranks own;
        for (const StatementRow::Delivery &delivery : line->deliveries)
            own.insert(ranks.at(named(*line, delivery)));
        for (const std::size_t rank : own) {
            all.files[rank].lines.push_back(line->identity);
            all.files[rank].keys.push_back(line->line);
        }
        all.of.emplace_back(own.begin(), own.end());
    }
    for (BillFile &file : all.files)
        std::sort(file.lines.begin(), file.lines.end());
    dropCopies(all, sources);
    all.parts = partsOf(all.files);
    for (BillFile &file : all.files) { // there are many
        file.lines = {};
        file.keys = {};
    }
    return all;
}

} // namespace outlay
