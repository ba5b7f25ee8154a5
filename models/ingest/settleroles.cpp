// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/settleroles.h"

#include "models/formats/namedmodel.h"
#include "models/ingest/books_p.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace outlay {

namespace {

/// The lines in an order that their content alone decides.
std::vector<std::size_t> inOrder(const std::vector<BookLine> &lines)
{
    std::vector<std::size_t> order(lines.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto key = [&lines](std::size_t i) {
        const BookLine &l = lines[i];
        return std::tie(l.bucket.from, l.bucket.to, l.source, l.known, l.isUsage, l.isClosed,
                        l.amount, l.high, l.billsNoUsage, l.writtenAt, l.used);
    };
    std::stable_sort(order.begin(), order.end(),
                     [&key](std::size_t l, std::size_t r) { return key(l) < key(r); });
    return order;
}

/// Whether all that the money is told of, but its time, is so of the counts as well.
bool isOfMoney(const BookLine &usage, const BookLine &money)
{
    for (std::size_t d = 0; d < bookNamed; ++d) {
        if (!money.known[d].empty() && money.known[d] != usage.known[d])
            return false;
    }
    return mayBeOf(money.known[bookNamed], usage.known[bookNamed]);
}

/// Whose it is: of one source's two series both tell it, of two sources each what it knows.
constexpr std::array<std::size_t, 3> ownerDimensions = {2, 3, 4}; // user, key, project

/// When the bill was written; nullopt where that is not known. A copy can be older by its time than
/// what it is about: then that says nothing.
std::optional<Instant> writingOf(const BookLine &money)
{
    return money.writtenAt && *money.writtenAt > money.bucket.from ? money.writtenAt : std::nullopt;
}

/// Whether another source's bill is about the same: counts alone yield to what was billed. A day's
/// yield to the hours of a bill that lists any of that day.
bool yieldsTo(const BookLine &usage, const BookLine &money)
{
    if (usage.source == money.source || !money.isClosed || money.billsNoUsage ||
        money.known[bookProvider].empty() || !meets(usage.bucket, money.bucket))
        return false;
    if (const auto at = writingOf(money); at && usage.bucket.from >= *at)
        return false;
    BookLine known = usage;
    for (const std::size_t d : ownerDimensions) {
        if (known.known[d].empty())
            known.known[d] = money.known[d];
    }
    return isOfMoney(known, money);
}

/// By source, provider and bucket: the money one source tells beside its counts.
class OwnCosts
{
public:
    explicit OwnCosts(const std::vector<BookLine> &lines)
    {
        for (const BookLine &line : lines) {
            if (line.isUsage)
                continue;
            Bucket &bucket = m_buckets[keyOf(line)];
            bucket.cost += line.amount;
            bucket.isClosed = bucket.isClosed && line.isClosed;
        }
        for (const BookLine &line : lines) {
            if (!line.isUsage)
                continue;
            if (const auto found = around(line); found != m_buckets.end())
                m_buckets[found->first].count(line.amount);
        }
    }

    [[nodiscard]] bool has(const BookLine &usage) const { return around(usage) != m_buckets.end(); }
    /// Of a bucket that is open, and is worth more than what is billed as yet.
    [[nodiscard]] bool doCountsWin(const BookLine &line) const
    {
        const Bucket &bucket = (line.isUsage ? around(line) : m_buckets.find(keyOf(line)))->second;
        return !bucket.isClosed && bucket.isCounted && bucket.counted > bucket.cost;
    }

private:
    struct Bucket
    {
        Money cost, counted;
        bool isCounted = false; ///< else credits alone would be less than nothing
        bool isClosed = true;

        void count(Money amount)
        {
            counted += amount;
            isCounted = true;
        }
    };
    using Key = std::tuple<std::string, std::string, Instant, Instant>;
    using Buckets = std::map<Key, Bucket>;

    [[nodiscard]] static Key keyOf(const BookLine &line)
    {
        return {line.source, line.known[bookProvider], line.bucket.from, line.bucket.to};
    }
    [[nodiscard]] Buckets::const_iterator around(const BookLine &usage) const
    {
        auto found = m_buckets.end();
        for (auto at = m_buckets.begin(); at != m_buckets.end(); ++at) {
            const auto &[source, provider, from, to] = at->first;
            if (source == usage.source && provider == usage.known[bookProvider] &&
                isWithin(usage.bucket, {from, to}))
                found = at;
        }
        return found;
    }

    Buckets m_buckets;
};

/// The counts that yield to other sources' bills. What of a bill was written before their time was
/// over says nothing of the rest of it: they yield by what it bills, less what it does of counts
/// whose time it knows whole.
class Yielding
{
public:
    /// `order`: of all lines; `counts`: those that may yield, in that order.
    Yielding(const std::vector<BookLine> &lines, const std::vector<std::size_t> &order,
             const std::vector<std::size_t> &counts)
        : m_lines(lines)
    {
        for (const std::size_t i : counts)
            find(i);
        // What can be of few counts only goes first.
        std::vector<std::pair<std::size_t, std::vector<std::size_t>>> bills;
        for (const std::size_t bill : order) {
            if (m_partial.contains(bill))
                bills.emplace_back(bill, countsOf(bill, counts));
        }
        std::stable_sort(bills.begin(), bills.end(), [](const auto &l, const auto &r) {
            return l.second.size() < r.second.size();
        });
        for (const auto &[bill, of] : bills)
            spread(bill, of);
        for (const std::size_t i : counts) {
            const Money told = m_open.contains(i) ? m_told[i] : lines[i].amount;
            if (isTold(i) && (told > Money{} || !m_open.contains(i)))
                m_yielded.push_back({i, *m_tellers.at(i), told});
        }
    }

    [[nodiscard]] const std::vector<YieldedCounts> &yielded() const { return m_yielded; }
    [[nodiscard]] bool isTold(std::size_t i) const { return m_tellers.contains(i); }
    [[nodiscard]] bool isOpen(std::size_t i) const { return m_open.contains(i); }

private:
    /// Whose bill has them, and whether it knows the whole of their time.
    void find(std::size_t i)
    {
        const BookLine &usage = m_lines[i];
        std::vector<std::size_t> bills;
        bool isWhole = false;
        for (std::size_t b = 0; b < m_lines.size(); ++b) {
            const BookLine &money = m_lines[b];
            if (money.isUsage || !yieldsTo(usage, money))
                continue;
            const auto at = writingOf(money);
            isWhole = isWhole || !at || usage.bucket.to <= *at;
            bills.push_back(b);
            const std::string *&teller = m_tellers[i];
            if (!teller || money.source < *teller)
                teller = &money.source;
        }
        if (isWhole || bills.empty())
            return;
        m_open.insert(i);
        m_partial.insert(bills.begin(), bills.end());
    }

    [[nodiscard]] std::vector<std::size_t> countsOf(std::size_t bill,
                                                    const std::vector<std::size_t> &counts) const
    {
        std::vector<std::size_t> of;
        std::copy_if(counts.begin(), counts.end(), std::back_inserter(of),
                     [&](std::size_t i) { return yieldsTo(m_lines[i], m_lines[bill]); });
        return of;
    }

    /// A bill's line over those of its counts whose time it knows whole, then over the others.
    void spread(std::size_t bill, const std::vector<std::size_t> &counts)
    {
        Money rest = std::max(m_lines[bill].used.value_or(m_lines[bill].amount), Money{});
        for (const bool isOpen : {false, true}) {
            std::vector<std::size_t> of;
            std::vector<Money> left;
            Money sum;
            for (const std::size_t i : counts) {
                if (m_open.contains(i) != isOpen)
                    continue;
                of.push_back(i);
                left.push_back(std::max(m_lines[i].amount - m_told[i], Money{}));
                sum += left.back();
            }
            const std::vector<Money> parts = apportion(std::min(rest, sum), left);
            for (std::size_t n = 0; n < of.size(); ++n) {
                m_told[of[n]] += parts[n];
                rest -= parts[n];
            }
        }
    }

    const std::vector<BookLine> &m_lines;
    std::map<std::size_t, const std::string *> m_tellers; ///< of several the first by name
    std::set<std::size_t> m_open;    ///< counts of a time that no bill knows whole
    std::set<std::size_t> m_partial; ///< lines of bills that know some of it
    std::map<std::size_t, Money> m_told;
    std::vector<YieldedCounts> m_yielded;
};

} // namespace

bool canShape(const BookLine &usage, const BookLine &money)
{
    return usage.source == money.source
               ? isWithin(usage.bucket, money.bucket) && isOfMoney(usage, money)
               : yieldsTo(usage, money);
}

bool isUnfinished(const BookLine &line)
{
    const auto at = writingOf(line);
    return at && *at < line.bucket.to;
}

SettleRoles rolesOf(const std::vector<BookLine> &lines)
{
    const OwnCosts costs(lines);
    const std::vector<std::size_t> order = inOrder(lines);
    std::vector<std::size_t> counts;
    std::copy_if(order.begin(), order.end(), std::back_inserter(counts),
                 [&](std::size_t i) { return lines[i].isUsage && !costs.has(lines[i]); });
    const Yielding yielding(lines, order, counts);
    SettleRoles roles;
    roles.yielded = yielding.yielded();
    for (const std::size_t i : order) {
        const BookLine &line = lines[i];
        if (!line.isUsage) {
            if (!costs.doCountsWin(line))
                roles.money.push_back(i);
            continue;
        }
        const bool isShape = costs.has(line) ? !costs.doCountsWin(line) : yielding.isTold(i);
        if (isShape)
            roles.shape.push_back(i);
        if (!isShape || yielding.isOpen(i))
            roles.money.push_back(i);
    }
    return roles;
}

} // namespace outlay
