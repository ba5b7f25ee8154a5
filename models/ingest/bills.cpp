// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/bills.h"

#include "models/ledger/eventstate.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
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
            line->isStanding = true;
        if (m_count < 2)
            return;
        measure();
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            const TimeRange &charged = m_lines[i]->bucket;
            m_lines[i]->isStanding =
                std::any_of(m_ranks[i].begin(), m_ranks[i].end(),
                            [&](std::size_t rank) { return !yields(rank, charged); });
        }
    }

private:
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
        for (auto &[name, rank] : ranks)
            rank = m_count++;
        for (const StatementRow *line : m_lines) {
            std::vector<std::size_t> &own = m_ranks.emplace_back();
            for (const StatementRow::Delivery &delivery : line->deliveries)
                own.push_back(ranks.at(named(*line, delivery)));
        }
    }

    void measure()
    {
        std::unordered_map<std::uint64_t, std::size_t> newest; // delivery by line
        std::vector<TimeRange> extents(m_count, {{std::numeric_limits<std::int64_t>::max()},
                                                 {std::numeric_limits<std::int64_t>::min()}});
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            for (const std::size_t rank : m_ranks[i]) {
                std::size_t &known = newest[m_lines[i]->line];
                known = std::max(known, rank);
                extents[rank] = hull(extents[rank], m_lines[i]->bucket);
            }
        }
        m_whole.resize(m_count);
        m_replacedIn.assign(m_count, {{std::numeric_limits<std::int64_t>::max()},
                                      {std::numeric_limits<std::int64_t>::min()}});
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            const std::size_t last = newest[m_lines[i]->line];
            const TimeRange &charged = m_lines[i]->bucket;
            for (const std::size_t rank : m_ranks[i]) {
                m_whole[rank].add(last > rank);
                m_charged[{rank, charged.from, charged.to}].add(last > rank);
                if (last > rank)
                    m_replacedIn[rank] = hull(m_replacedIn[rank], extents[last]);
            }
        }
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
