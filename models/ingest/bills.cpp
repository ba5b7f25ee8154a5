// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/bills.h"

#include "models/ingest/billdeliveries.h"
#include "models/ingest/billdoubting.h"
#include "models/ingest/toldtwice.h"
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
    Bill(std::vector<StatementRow *> lines, const TextOf &textOf)
        : m_lines(std::move(lines))
        , m_deliveries(deliveriesOf(m_lines, textOf))
    {
    }

    BillDoubts judge()
    {
        for (StatementRow *line : m_lines)
            line->standing = 1;
        if (m_deliveries.files.size() < 2)
            return {};
        measure();
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            const TimeRange &charged = m_lines[i]->bucket;
            const std::vector<std::size_t> &ranks = m_deliveries.of[i];
            std::vector<std::size_t> standing;
            std::copy_if(ranks.begin(), ranks.end(), std::back_inserter(standing),
                         [&](std::size_t rank) { return !yields(rank, charged); });
            m_lines[i]->standing = timesIn(standing);
        }
        BillDoubts doubts = toldTwice(m_lines, m_deliveries);
        if (m_hasRepetitions)
            doubts += doubtsOf(m_lines, m_deliveries, m_holders);
        return doubts;
    }

private:
    /// An export in parts has a line as often as its parts hold it; else these are deliveries of
    /// one line.
    [[nodiscard]] int timesIn(const std::vector<std::size_t> &ranks) const
    {
        std::size_t most = std::min<std::size_t>(ranks.size(), 1);
        for (const std::size_t rank : ranks) {
            if (!m_deliveries.parts[rank].isUncertain)
                most = std::max(
                    most, numbersBeside(m_deliveries.parts, rank, ranks, &BillPart::isOfOneExport));
        }
        return static_cast<int>(most);
    }

    void measure()
    {
        const std::size_t count = m_deliveries.files.size();
        std::vector<TimeRange> extents(count, {{std::numeric_limits<std::int64_t>::max()},
                                               {std::numeric_limits<std::int64_t>::min()}});
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            for (const std::size_t rank : m_deliveries.of[i]) {
                BillDeliveries::Ranks &all = m_holders[m_lines[i]->line];
                all.insert(rank);
                m_hasRepetitions = m_hasRepetitions || all.size() > 1;
                extents[rank] = hull(extents[rank], m_lines[i]->bucket);
            }
        }
        m_whole.resize(count);
        m_replacedIn.assign(count, {{std::numeric_limits<std::int64_t>::max()},
                                    {std::numeric_limits<std::int64_t>::min()}});
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            const BillDeliveries::Ranks &ranks = m_holders[m_lines[i]->line];
            const TimeRange &charged = m_lines[i]->bucket;
            for (const std::size_t rank : m_deliveries.of[i]) {
                const auto newest = m_deliveries.newestBeside(rank, ranks);
                m_whole[rank].add(newest.has_value());
                m_charged[{rank, charged.from, charged.to}].add(newest.has_value());
                if (newest)
                    m_replacedIn[rank] = hull(m_replacedIn[rank], extents[*newest]);
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
    BillDeliveries m_deliveries;
    BillHolders m_holders;
    bool m_hasRepetitions = false;       ///< several deliveries hold one line
    std::vector<Repetition> m_whole;     ///< by delivery
    std::vector<TimeRange> m_replacedIn; ///< what newer deliveries that repeat it span
    std::map<std::tuple<std::size_t, Instant, Instant>, Repetition> m_charged;
};

} // namespace

std::vector<DoubtedBill> judgeBills(std::vector<StatementRow> &rows, LedgerWriter &ledger)
{
    using Key = std::tuple<std::string, std::string, std::string, Instant, Instant>;
    std::map<Key, std::vector<StatementRow *>> bills;
    std::unordered_map<TextId, std::string> texts;
    const TextOf text = [&](TextId id) -> std::string {
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
    std::vector<DoubtedBill> doubted;
    for (auto &[key, lines] : bills) {
        const TextId source = lines.front()->source;
        TimeRange charged = lines.front()->bucket;
        for (const StatementRow *line : lines)
            charged = hull(charged, line->bucket);
        Bill bill(std::move(lines), text);
        const BillDoubts doubts = bill.judge();
        if (doubts.lines > 0)
            doubted.push_back({std::get<0>(key),
                               std::get<1>(key),
                               text(source),
                               {std::get<3>(key), std::get<4>(key)},
                               charged,
                               doubts});
    }
    return doubted;
}

} // namespace outlay
