// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/billdoubting.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace outlay {

namespace {

Money sizeOf(Money amount)
{
    return {std::abs(amount.nanos)};
}

class Doubting
{
public:
    Doubting(const std::vector<StatementRow *> &lines, const BillDeliveries &deliveries,
             const BillHolders &holders)
        : m_lines(lines)
        , m_deliveries(deliveries)
        , m_holders(holders)
        , m_exportOf(exportsOf(deliveries.parts))
        , m_exports(deliveries.files.size())
        , m_files(deliveries.files.size())
    {
        for (std::size_t i = 0; i < lines.size(); ++i)
            measure(i);
    }

    [[nodiscard]] BillDoubts all() const
    {
        BillDoubts doubts;
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            const BillDeliveries::Ranks &all = holders(i);
            if (all.size() == 1 && m_lines[i]->standing != 0)
                continue; // nothing else is said of it
            const std::int64_t more = std::max(dropped(i, all), heldMoreOften(i));
            const std::int64_t less = std::max(besideNewer(i, all), repeatedInParts(i, all));
            doubts.lines += more > 0 || less > 0 ? 1 : 0;
            doubts.more += {sizeOf(m_lines[i]->billed).nanos * more};
            doubts.less += {sizeOf(m_lines[i]->billed).nanos * less};
        }
        return doubts;
    }

private:
    using Ranks = std::vector<std::size_t>;
    struct Export
    {
        std::int64_t lines = 0;
        std::int64_t repeated = 0;   ///< that newer ones have
        std::int64_t repeating = 0;  ///< that older ones have
        std::set<std::size_t> newer; ///< exports, numbered ones, that repeat lines of it
    };
    struct File
    {
        std::int64_t lines = 0;
        std::int64_t repeated = 0; ///< that newer exports have
        std::int64_t shared = 0;   ///< that other parts of its export have
    };

    [[nodiscard]] const BillPart &part(std::size_t rank) const { return m_deliveries.parts[rank]; }
    [[nodiscard]] const BillDeliveries::Ranks &holders(std::size_t i) const
    {
        return m_holders.at(m_lines[i]->line);
    }
    [[nodiscard]] bool isOtherPart(std::size_t one, std::size_t other) const
    {
        return part(one).isOfOneExport(part(other)) && part(one).number != part(other).number;
    }
    [[nodiscard]] bool isIn(std::size_t rank, const Ranks &ranks) const
    {
        return std::find(ranks.begin(), ranks.end(), rank) != ranks.end();
    }

    void measure(std::size_t i)
    {
        const Ranks &ranks = m_deliveries.of[i];
        const BillDeliveries::Ranks &all = holders(i);
        for (const std::size_t rank : ranks) {
            Export &own = m_exports[m_exportOf[rank]];
            File &file = m_files[rank];
            ++own.lines;
            ++file.lines;
            if (all.size() == 1)
                continue;
            if (const auto newest = m_deliveries.newestBeside(rank, all)) {
                ++own.repeated;
                ++file.repeated;
                if (part(*newest).number >= 0)
                    own.newer.insert(m_exportOf[*newest]);
            }
            const auto isOlder = [this, rank](std::size_t of) {
                return m_deliveries.isNewer(rank, of);
            };
            own.repeating += std::any_of(all.begin(), all.end(), isOlder) ? 1 : 0;
            const auto isBeside = [this, rank](std::size_t of) { return isOtherPart(rank, of); };
            file.shared += std::any_of(ranks.begin(), ranks.end(), isBeside) ? 1 : 0;
        }
    }

    [[nodiscard]] static bool isMost(std::int64_t some, std::int64_t all)
    {
        return 4 * some >= 3 * all;
    }
    [[nodiscard]] bool isDeliveredAgain(std::size_t rank, std::size_t newest) const
    {
        const Export &older = m_exports[m_exportOf[rank]];
        const Export &newer = m_exports[m_exportOf[newest]];
        return isMost(older.repeated, older.lines) || isMost(newer.repeating, newer.lines);
    }
    [[nodiscard]] bool isTakenBack(std::size_t rank) const
    {
        const Export &own = m_exports[m_exportOf[rank]];
        const auto isWhole = [&](std::size_t newer) { return m_exports[newer].lines >= own.lines; };
        return isMost(own.repeated, own.lines) &&
               (own.newer.empty() || std::any_of(own.newer.begin(), own.newer.end(), isWhole));
    }

    /// How often the line may have been more charges than were delivered again or taken back.
    [[nodiscard]] std::int64_t dropped(std::size_t i, const BillDeliveries::Ranks &all) const
    {
        const Ranks &ranks = m_deliveries.of[i];
        const bool isGone = m_lines[i]->standing == 0;
        std::int64_t again = 0;
        std::int64_t gone = 0;
        for (const std::size_t rank : ranks) {
            const auto newest = m_deliveries.newestBeside(rank, all);
            if (newest && (isGone || isIn(*newest, ranks)))
                again += isDeliveredAgain(rank, *newest) ? 0 : 1;
            const bool isDoubted = m_deliveries.hasNewerCopy[rank] || part(rank).isUncertain ||
                                   (!newest && !isTakenBack(rank));
            gone = isGone && isDoubted ? 1 : gone;
        }
        return std::max(again, gone);
    }

    /// Parts of one run hold the line more often than it counts, and none of them is replaced as a
    /// whole: they are of exports that were cut otherwise, or one is not told whole.
    [[nodiscard]] std::int64_t heldMoreOften(std::size_t i) const
    {
        Ranks held;
        std::copy_if(
            m_deliveries.of[i].begin(), m_deliveries.of[i].end(), std::back_inserter(held),
            [this](std::size_t rank) { return 2 * m_files[rank].repeated < m_files[rank].lines; });
        const std::int64_t times = std::max(m_lines[i]->standing, 1);
        std::int64_t most = times;
        for (const std::size_t rank : held)
            most = std::max(most, static_cast<std::int64_t>(numbersBeside(
                                      m_deliveries.parts, rank, held, &BillPart::isOfOneRun)));
        return most - times;
    }

    /// It counts, and so does what a newer export says of it.
    [[nodiscard]] std::int64_t besideNewer(std::size_t i, const BillDeliveries::Ranks &all) const
    {
        const Ranks &ranks = m_deliveries.of[i];
        if (m_lines[i]->standing == 0)
            return 0;
        const auto isNewest = [&](std::size_t rank) {
            return std::none_of(ranks.begin(), ranks.end(), [&](std::size_t other) {
                return m_deliveries.isNewer(other, rank);
            });
        };
        return std::any_of(ranks.begin(), ranks.end(),
                           [&](std::size_t rank) {
                               return m_deliveries.newestBeside(rank, all) && isNewest(rank);
                           })
                   ? 1
                   : 0;
    }

    /// It counts for several parts that may be of different exports.
    [[nodiscard]] std::int64_t repeatedInParts(std::size_t i,
                                               const BillDeliveries::Ranks &all) const
    {
        const auto isAlike = [this](std::size_t rank) {
            return 4 * m_files[rank].shared >= m_files[rank].lines;
        };
        const Ranks &ranks = m_deliveries.of[i];
        std::int64_t less = 0;
        for (const std::size_t rank : ranks) {
            for (const std::size_t other : all) {
                if (!isOtherPart(rank, other) || part(rank).isOfOneJob)
                    continue;
                const bool isFar = part(rank).chain != part(other).chain;
                const bool isSame = m_lines[i]->standing > 1 && isIn(other, ranks);
                if (isSame && (isFar || isAlike(rank) || isAlike(other)))
                    less = m_lines[i]->standing - 1;
                else if (isFar && m_lines[i]->standing > 0)
                    less = std::max<std::int64_t>(less, 1);
            }
        }
        return less;
    }

    const std::vector<StatementRow *> &m_lines;
    const BillDeliveries &m_deliveries;
    const BillHolders &m_holders;
    std::vector<std::size_t> m_exportOf; ///< by delivery
    std::vector<Export> m_exports;
    std::vector<File> m_files; ///< by delivery
};

} // namespace

BillDoubts doubtsOf(const std::vector<StatementRow *> &lines, const BillDeliveries &deliveries,
                    const BillHolders &holders)
{
    return Doubting(lines, deliveries, holders).all();
}

} // namespace outlay
