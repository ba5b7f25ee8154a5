// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/toldtwice.h"

#include "models/money/hash.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

namespace outlay {

namespace {

/// What one export says of a unit of sale in one charge period.
struct Telling
{
    std::uint64_t unit = 0;
    TimeRange bucket;
    std::size_t of = 0; ///< export
    Money billed;
    std::int64_t lines = 0;
};
using Tellings = std::vector<Telling>;

/// And in charge periods that meet another export's.
struct Side
{
    std::size_t of = 0;
    TimeRange span;
    std::int64_t longest = 0; ///< charge period, in microseconds
    Money billed;
    std::int64_t lines = 0, buckets = 0;

    void add(const Side &other)
    {
        span = buckets == 0 ? other.span
                            : TimeRange{std::min(span.from, other.span.from),
                                        std::max(span.to, other.span.to)};
        longest = std::max(longest, other.longest);
        billed += other.billed;
        lines += other.lines;
        buckets += other.buckets;
    }
};
using Sides = std::vector<Side>;

Side sideOf(const Telling &told)
{
    return {told.of,     told.bucket, told.bucket.to.micros - told.bucket.from.micros,
            told.billed, told.lines,  1};
}

/// Each line is rounded to the nano-dollar by itself. Of one use the one begins and ends within a
/// charge period of the other: equal fees of other days, which only a third export's charge period
/// brings together, do not.
bool isAlike(const Side &one, const Side &other)
{
    const std::int64_t longest = std::max(one.longest, other.longest);
    return std::abs(one.billed.nanos - other.billed.nanos) <= one.lines + other.lines &&
           std::abs(one.span.from.micros - other.span.from.micros) < longest &&
           std::abs(one.span.to.micros - other.span.to.micros) < longest;
}

/// The charge periods an export tells.
class Times
{
public:
    void add(const TimeRange &bucket)
    {
        m_from.push_back(bucket.from);
        m_to.push_back(bucket.to);
    }
    void sort()
    {
        std::sort(m_from.begin(), m_from.end());
        std::sort(m_to.begin(), m_to.end());
    }
    [[nodiscard]] TimeRange span() const { return {m_from.front(), m_to.back()}; }
    [[nodiscard]] std::int64_t count() const { return std::ssize(m_from); }
    /// How many meet the range.
    [[nodiscard]] std::int64_t countIn(const TimeRange &range) const
    {
        const auto over = std::upper_bound(m_to.begin(), m_to.end(), range.from);
        const auto begun = std::lower_bound(m_from.begin(), m_from.end(), range.to);
        return (begun - m_from.begin()) - (over - m_to.begin());
    }

private:
    std::vector<Instant> m_from, m_to;
};

/// Sides that come to one sum, or (`isSum`) the first to the sum of the others.
struct Match
{
    Sides sides;
    bool isSum = false;
};

class Comparison
{
public:
    Comparison(const std::vector<StatementRow *> &lines, const BillDeliveries &deliveries)
        : m_parts(deliveries.parts)
    {
        read(lines, deliveries);
        if (m_examples.size() < 2)
            return;
        for (auto from = m_all.begin(); from != m_all.end();) {
            const auto to = std::find_if(
                from, m_all.end(), [from](const Telling &told) { return told.unit != from->unit; });
            compareUnit({from, to});
            from = to;
        }
    }

    [[nodiscard]] BillDoubts doubts() const
    {
        BillDoubts doubts;
        for (const Match &match : m_matches) {
            if (match.isSum)
                addSum(match, doubts);
            else
                addEqual(match, doubts);
        }
        doubts.twice.nanos = std::abs(doubts.twice.nanos);
        return doubts;
    }

private:
    using Pair = std::pair<std::size_t, std::size_t>; ///< of exports, the smaller one first
    struct Both
    {
        std::int64_t first = 0, second = 0; ///< charge periods of each that came out alike
    };

    void read(const std::vector<StatementRow *> &lines, const BillDeliveries &deliveries)
    {
        const std::vector<std::size_t> exportOf = exportsOf(m_parts);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const StatementRow &line = *lines[i];
            if (line.standing == 0 || line.billed == Money{})
                continue;
            // Without the name of a unit of sale: what else the line tells.
            const std::uint64_t unit = line.description.empty() ? hash64("profile", line.profile)
                                                                : hash64(line.description);
            const std::size_t rank = deliveries.of[i].back();
            m_examples.try_emplace(exportOf[rank], rank);
            m_all.push_back({unit, line.bucket, exportOf[rank], line.charged(), 1});
        }
        std::sort(m_all.begin(), m_all.end(), [](const Telling &l, const Telling &r) {
            return std::tie(l.unit, l.bucket.from, l.bucket.to, l.of) <
                   std::tie(r.unit, r.bucket.from, r.bucket.to, r.of);
        });
        std::size_t kept = 0; // one of each export and charge period
        for (std::size_t i = 0; i < m_all.size(); ++i) {
            Telling *last = kept > 0 ? &m_all[kept - 1] : nullptr;
            const Telling told = m_all[i];
            if (last && last->unit == told.unit && last->bucket == told.bucket &&
                last->of == told.of) {
                last->billed += told.billed;
                ++last->lines;
            } else {
                m_all[kept++] = told;
                m_times[told.of].add(told.bucket);
            }
        }
        m_all.resize(kept);
        for (auto &[of, times] : m_times)
            times.sort();
    }

    /// Equal charge periods first, then ever longer ones: so a month's fee joins no days that come
    /// out alike without it.
    void compareUnit(Tellings open)
    {
        constexpr std::array<std::int64_t, 5> mostLong = {
            0, microsPerHour, 25 * microsPerHour, 31 * microsPerDay + microsPerHour,
            std::numeric_limits<std::int64_t>::max()}; // days and months with an hour of autumn
        for (const std::int64_t most : mostLong) {
            const auto isOfFirst = [&](const Telling &told) { return told.of == open[0].of; };
            if (std::all_of(open.begin(), open.end(), isOfFirst))
                return;
            Tellings longer, compared;
            for (const Telling &told : open)
                (most != 0 && sideOf(told).longest > most ? longer : compared).push_back(told);
            open.clear();
            for (auto from = compared.begin(); from != compared.end();) {
                const auto to = endOfGroup(from, compared.end(), most == 0);
                compareGroup(from, to, open);
                from = to;
            }
            open.insert(open.end(), longer.begin(), longer.end());
            std::sort(open.begin(), open.end(), [](const Telling &l, const Telling &r) {
                return std::tie(l.bucket.from, l.bucket.to, l.of) <
                       std::tie(r.bucket.from, r.bucket.to, r.of);
            });
        }
    }

    [[nodiscard]] static Tellings::iterator endOfGroup(Tellings::iterator from,
                                                       Tellings::iterator end, bool isOfEqual)
    {
        Instant to = from->bucket.to;
        return std::find_if(from + 1, end, [&](const Telling &told) {
            if (isOfEqual)
                return told.bucket != from->bucket;
            const bool isBeyond = told.bucket.from >= to;
            to = std::max(to, told.bucket.to);
            return isBeyond;
        });
    }

    /// Adds to `open` what longer charge periods are to be compared with.
    void compareGroup(Tellings::iterator from, Tellings::iterator to, Tellings &open)
    {
        std::map<std::size_t, Side> byExport;
        for (auto told = from; told != to; ++told) {
            Side &side = byExport[told->of];
            side.of = told->of;
            side.add(sideOf(*told));
        }
        Sides sides;
        for (const auto &[of, side] : byExport)
            sides.push_back(side);
        std::vector<std::size_t> spent;
        if (sides.size() > 1) {
            // Among equal ones the longest charge periods stay.
            std::stable_sort(sides.begin(), sides.end(),
                             [](const Side &l, const Side &r) { return l.longest > r.longest; });
            spent = matchEqual(sides);
            if (spent.empty() && sides[0].longest > sides[1].longest)
                spent = matchSum(sides);
        }
        std::copy_if(from, to, std::back_inserter(open), [&spent](const Telling &told) {
            return std::find(spent.begin(), spent.end(), told.of) == spent.end();
        });
    }

    /// Which exports' sums need not be compared any more, as others stand for them.
    std::vector<std::size_t> matchEqual(const Sides &sides)
    {
        constexpr std::size_t most = 16; // each is compared with each
        std::vector<std::size_t> spent;
        for (std::size_t i = 0; i < sides.size() && sides.size() <= most; ++i) {
            if (std::find(spent.begin(), spent.end(), sides[i].of) != spent.end())
                continue;
            Match match{{sides[i]}};
            for (std::size_t j = i + 1; j < sides.size(); ++j) {
                if (isAlike(sides[i], sides[j]) && mayBeOne(sides[i], sides[j]))
                    match.sides.push_back(sides[j]);
            }
            if (match.sides.size() < 2)
                continue;
            for (auto one = match.sides.begin(); one != match.sides.end(); ++one) {
                for (auto other = one + 1; other != match.sides.end(); ++other)
                    count(*one, *other);
                if (one != match.sides.begin())
                    spent.push_back(one->of);
            }
            m_matches.push_back(std::move(match));
        }
        return spent;
    }

    /// A month that one export tells, the days of which came in an export each.
    std::vector<std::size_t> matchSum(const Sides &sides)
    {
        Side others;
        for (auto side = sides.begin() + 1; side != sides.end(); ++side)
            others.add(*side);
        if (sides.size() < 3 || !isAlike(sides[0], others))
            return {};
        std::vector<std::size_t> spent;
        for (auto side = sides.begin() + 1; side != sides.end(); ++side) {
            count(sides[0], *side);
            spent.push_back(side->of);
        }
        m_matches.push_back({sides, true});
        return spent;
    }

    /// Parts of one run tell the same charge period of different things.
    [[nodiscard]] bool mayBeOne(const Side &one, const Side &other) const
    {
        return one.longest != other.longest ||
               !m_parts[m_examples.at(one.of)].isOfOneRun(m_parts[m_examples.at(other.of)]);
    }

    void count(const Side &one, const Side &other)
    {
        const auto &[first, second] =
            one.of < other.of ? std::tie(one, other) : std::tie(other, one);
        Both &both = m_both[{first.of, second.of}];
        both.first += first.buckets;
        both.second += second.buckets;
    }

    /// Of the time that both tell. A single charge period in common can be chance, where they tell
    /// more beside it.
    [[nodiscard]] bool isHalfAlike(const Side &one, const Side &other) const
    {
        constexpr std::int64_t manyAlike = 3;
        const Pair pair = std::minmax(one.of, other.of);
        const auto found = m_both.find(pair);
        if (found == m_both.end())
            return false;
        const Both &both = found->second;
        const Times &first = m_times.at(pair.first);
        const Times &second = m_times.at(pair.second);
        const bool isMany = std::max(both.first, both.second) >= manyAlike;
        const auto ofFirst = isMany ? first.countIn(second.span()) : first.count();
        const auto ofSecond = isMany ? second.countIn(first.span()) : second.count();
        return 2 * both.first >= ofFirst || 2 * both.second >= ofSecond;
    }

    void addEqual(const Match &match, BillDoubts &doubts) const
    {
        Sides rest = match.sides;
        while (rest.size() > 1) {
            // Those that are alike, each with one of them.
            Sides alike{rest.back()};
            rest.pop_back();
            for (std::size_t i = 0; i < alike.size(); ++i) {
                const auto apart = std::partition(rest.begin(), rest.end(), [&](const Side &side) {
                    return !isHalfAlike(alike[i], side);
                });
                alike.insert(alike.end(), apart, rest.end());
                rest.erase(apart, rest.end());
            }
            std::int64_t lines = 0;
            std::int64_t mostLines = 0;
            for (const Side &side : alike) {
                lines += side.lines;
                mostLines = std::max(mostLines, side.lines);
            }
            doubts.lines += lines - mostLines;
            // Credits of use that is told twice are so as well.
            doubts.twice.nanos +=
                alike[0].billed.nanos * static_cast<std::int64_t>(alike.size() - 1);
        }
    }

    void addSum(const Match &match, BillDoubts &doubts) const
    {
        const Side &one = match.sides.front();
        std::int64_t lines = 0;
        for (auto side = match.sides.begin() + 1; side != match.sides.end(); ++side) {
            if (!isHalfAlike(one, *side))
                return;
            lines += side->lines;
        }
        doubts.lines += std::min(lines, one.lines);
        doubts.twice += one.billed;
    }

    const std::vector<BillPart> &m_parts;
    std::map<std::size_t, std::size_t> m_examples; ///< a delivery of each export
    std::map<std::size_t, Times> m_times;          ///< of each export, over all units
    Tellings m_all;
    std::map<Pair, Both> m_both;
    std::vector<Match> m_matches;
};

} // namespace

BillDoubts toldTwice(const std::vector<StatementRow *> &lines, const BillDeliveries &deliveries)
{
    return Comparison(lines, deliveries).doubts();
}

} // namespace outlay
