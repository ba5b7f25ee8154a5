// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/bills.h"

#include "models/ledger/eventstate.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>

namespace outlay {

namespace {

using Text = std::function<std::string(TextId)>;

/// How much of a delivery newer ones repeat.
struct Repetition
{
    std::int64_t lines = 0, repeated = 0;
    void add(bool isRepeated)
    {
        ++lines;
        repeated += isRepeated ? 1 : 0;
    }
    [[nodiscard]] bool isMost() const { return lines > 0 && 2 * repeated >= lines; }
};

/// Which part of an export a file is, by its name; number -1: an export is one file.
struct Part
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
Part partOf(const std::string &name)
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

TimeRange hull(const TimeRange &left, const TimeRange &right)
{
    return {std::min(left.from, right.from), std::max(left.to, right.to)};
}

class Bill
{
public:
    Bill(std::vector<StatementRow *> lines, const Text &textOf) : m_lines(std::move(lines))
    {
        rankDeliveries(textOf);
    }

    void judge()
    {
        for (StatementRow *line : m_lines)
            line->standing = 1;
        if (m_count < 2)
            return;
        measure();
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            const TimeRange &charged = m_lines[i]->bucket;
            std::vector<std::size_t> standing;
            std::copy_if(m_ranks[i].begin(), m_ranks[i].end(), std::back_inserter(standing),
                         [&](std::size_t rank) { return !yields(rank, charged); });
            m_lines[i]->standing = timesIn(standing);
        }
    }

private:
    /// An export in parts has a line as often as its parts hold it; else these are deliveries of
    /// one line.
    [[nodiscard]] int timesIn(const std::vector<std::size_t> &ranks) const
    {
        int most = ranks.empty() ? 0 : 1;
        for (const std::size_t rank : ranks) {
            std::set<std::int64_t> parts{m_parts[rank].number};
            for (const std::size_t other : ranks) {
                if (areOfOneExport(rank, other))
                    parts.insert(m_parts[other].number);
            }
            most = std::max(most, static_cast<int>(parts.size()));
        }
        return most;
    }

    [[nodiscard]] bool areOfOneExport(std::size_t left, std::size_t right) const
    {
        const Part &l = m_parts[left];
        const Part &r = m_parts[right];
        const std::int64_t apart = m_times[left].micros - m_times[right].micros;
        return l.number >= 0 && r.number >= 0 && l.number != r.number && l.stem == r.stem &&
               std::abs(apart) <= microsPerHour;
    }

    /// 0 is the oldest.
    void rankDeliveries(const Text &textOf)
    {
        using Named = std::tuple<Instant, std::string, std::string>; // time, name, source
        const auto isOlder = [](const Named &l, const Named &r) {
            const auto &[leftAt, leftName, leftSource] = l;
            const auto &[rightAt, rightName, rightSource] = r;
            return std::tie(leftAt, leftName, rightSource) <
                   std::tie(rightAt, rightName, leftSource);
        };
        std::map<Named, std::size_t, decltype(isOlder)> ranks(isOlder);
        const auto named = [&](const StatementRow &line, const StatementRow::Delivery &delivery) {
            return Named(delivery.at, textOf(delivery.name), textOf(line.source));
        };
        for (const StatementRow *line : m_lines) {
            for (const StatementRow::Delivery &delivery : line->deliveries)
                ranks.try_emplace(named(*line, delivery), 0);
        }
        for (auto &[name, rank] : ranks) {
            rank = m_count++;
            m_times.push_back(std::get<0>(name));
            m_parts.push_back(partOf(std::get<1>(name)));
        }
        for (const StatementRow *line : m_lines) {
            std::vector<std::size_t> &own = m_ranks.emplace_back();
            for (const StatementRow::Delivery &delivery : line->deliveries)
                own.push_back(ranks.at(named(*line, delivery)));
        }
    }

    void measure()
    {
        std::unordered_map<std::uint64_t, std::set<std::size_t>> all; // deliveries by line
        std::vector<TimeRange> extents(m_count, {{std::numeric_limits<std::int64_t>::max()},
                                                 {std::numeric_limits<std::int64_t>::min()}});
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            for (const std::size_t rank : m_ranks[i]) {
                all[m_lines[i]->line].insert(rank);
                extents[rank] = hull(extents[rank], m_lines[i]->bucket);
            }
        }
        m_whole.resize(m_count);
        m_replacedIn.assign(m_count, {{std::numeric_limits<std::int64_t>::max()},
                                      {std::numeric_limits<std::int64_t>::min()}});
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            const std::set<std::size_t> &ranks = all[m_lines[i]->line];
            const TimeRange &charged = m_lines[i]->bucket;
            for (const std::size_t rank : m_ranks[i]) {
                const auto newest = newestBeside(rank, ranks);
                m_whole[rank].add(newest.has_value());
                m_charged[{rank, charged.from, charged.to}].add(newest.has_value());
                if (newest)
                    m_replacedIn[rank] = hull(m_replacedIn[rank], extents[*newest]);
            }
        }
    }

    /// Other parts of the same export repeat nothing.
    [[nodiscard]] std::optional<std::size_t> newestBeside(std::size_t rank,
                                                          const std::set<std::size_t> &ranks) const
    {
        const auto found = std::find_if(ranks.rbegin(), ranks.rend(), [&](std::size_t other) {
            return other <= rank || !areOfOneExport(rank, other);
        });
        return found != ranks.rend() && *found > rank ? std::optional(*found) : std::nullopt;
    }

    [[nodiscard]] bool yields(std::size_t rank, const TimeRange &charged) const
    {
        const TimeRange &newer = m_replacedIn[rank];
        if (m_whole[rank].isMost() && newer.from <= charged.from && charged.to <= newer.to)
            return true;
        const auto here = m_charged.find({rank, charged.from, charged.to});
        return here != m_charged.end() && here->second.isMost();
    }

    std::vector<StatementRow *> m_lines;
    std::vector<std::vector<std::size_t>> m_ranks; ///< deliveries of each line
    std::size_t m_count = 0;                       ///< deliveries
    std::vector<Instant> m_times;                  ///< by delivery
    std::vector<Part> m_parts;                     ///< by delivery
    std::vector<Repetition> m_whole;               ///< by delivery
    std::vector<TimeRange> m_replacedIn;           ///< what newer deliveries that repeat it span
    std::map<std::tuple<std::size_t, Instant, Instant>, Repetition> m_charged;
};

} // namespace

void judgeBills(std::vector<StatementRow> &rows, LedgerWriter &ledger)
{
    using Key = std::tuple<std::string, std::string, std::string, Instant, Instant>;
    std::map<Key, std::vector<StatementRow *>> bills;
    std::unordered_map<TextId, std::string> texts;
    const Text text = [&](TextId id) -> std::string {
        const auto [known, isNew] = texts.try_emplace(id);
        if (isNew)
            known->second = ledger.textOf(id);
        return known->second;
    };
    for (StatementRow &row : rows) {
        if (row.line != 0)
            bills[{text(ledger.profileOf(row.profile)[ProfileField::Provider]), text(row.account),
                   row.account == 0 ? text(row.source) : std::string(), row.billingPeriod.from,
                   row.billingPeriod.to}]
                .push_back(&row);
    }
    for (auto &[key, lines] : bills)
        Bill(std::move(lines), text).judge();
}

} // namespace outlay
