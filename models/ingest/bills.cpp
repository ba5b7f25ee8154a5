// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/bills.h"

#include "models/ingest/billparts.h"
#include "models/ledger/eventstate.h"

#include <algorithm>
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
            const bool isGuess =
                standing.empty() &&
                std::any_of(m_ranks[i].begin(), m_ranks[i].end(),
                            [this](auto rank) { return m_parts[rank].isUncertain; });
            m_inDoubt += isGuess || mayBeMore(m_ranks[i], m_lines[i]->standing) ? 1 : 0;
        }
    }

    /// Lines that may be more charges than they count for.
    [[nodiscard]] std::int64_t inDoubt() const { return m_inDoubt; }

private:
    /// An export in parts has a line as often as its parts hold it; else these are deliveries of
    /// one line.
    [[nodiscard]] int timesIn(const std::vector<std::size_t> &ranks) const
    {
        std::size_t most = std::min<std::size_t>(ranks.size(), 1);
        for (const std::size_t rank : ranks) {
            if (!m_parts[rank].isUncertain)
                most = std::max(most, numbersBeside(rank, ranks, &BillPart::isOfOneExport));
        }
        return static_cast<int>(most);
    }

    /// How many parts of these there are.
    [[nodiscard]] std::size_t numbersBeside(std::size_t rank, const std::vector<std::size_t> &ranks,
                                            bool (BillPart::*isBeside)(const BillPart &)
                                                const) const
    {
        std::set<std::int64_t> numbers{m_parts[rank].number};
        for (const std::size_t other : ranks) {
            if ((m_parts[rank].*isBeside)(m_parts[other]))
                numbers.insert(m_parts[other].number);
        }
        return numbers.size();
    }

    /// Whether parts of one run hold the line more often than it counts, and none of them is
    /// replaced as a whole: they are of exports that were cut otherwise, or one is not told whole.
    [[nodiscard]] bool mayBeMore(const std::vector<std::size_t> &ranks, int times) const
    {
        std::vector<std::size_t> held;
        std::copy_if(ranks.begin(), ranks.end(), std::back_inserter(held),
                     [this](std::size_t rank) { return !m_whole[rank].isMost(); });
        return std::any_of(held.begin(), held.end(), [&](std::size_t rank) {
            return numbersBeside(rank, held, &BillPart::isOfOneRun) >
                   static_cast<std::size_t>(std::max(times, 1));
        });
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
            return Named(delivery.at, unpackedName(textOf(delivery.name)), textOf(line.source));
        };
        for (const StatementRow *line : m_lines) {
            for (const StatementRow::Delivery &delivery : line->deliveries)
                ranks.try_emplace(named(*line, delivery), 0);
        }
        std::vector<BillFile> files;
        for (auto &[name, rank] : ranks) {
            rank = m_count++;
            files.push_back({std::get<0>(name), std::get<1>(name), {}});
        }
        for (const StatementRow *line : m_lines) {
            std::set<std::size_t> own;
            for (const StatementRow::Delivery &delivery : line->deliveries)
                own.insert(ranks.at(named(*line, delivery)));
            for (const std::size_t rank : own)
                files[rank].lines.push_back(line->identity);
            m_ranks.emplace_back(own.begin(), own.end());
        }
        for (BillFile &file : files)
            std::sort(file.lines.begin(), file.lines.end());
        m_parts = partsOf(files);
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
            return m_parts[rank].isOfOneRun(m_parts[other])
                       ? m_parts[rank].delivery < m_parts[other].delivery
                       : rank < other;
        });
        return found != ranks.rend() ? std::optional(*found) : std::nullopt;
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
    std::vector<BillPart> m_parts;                 ///< by delivery
    std::vector<Repetition> m_whole;               ///< by delivery
    std::vector<TimeRange> m_replacedIn;           ///< what newer deliveries that repeat it span
    std::map<std::tuple<std::size_t, Instant, Instant>, Repetition> m_charged;
    std::int64_t m_inDoubt = 0;
};

} // namespace

std::int64_t judgeBills(std::vector<StatementRow> &rows, LedgerWriter &ledger)
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
    std::int64_t inDoubt = 0;
    for (auto &[key, lines] : bills) {
        Bill bill(std::move(lines), text);
        bill.judge();
        inDoubt += bill.inDoubt();
    }
    return inDoubt;
}

} // namespace outlay
