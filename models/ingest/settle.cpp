// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/settle.h"

#include "models/formats/namedmodel.h"
#include "models/ingest/settleroles.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>

namespace outlay {

namespace {

__extension__ using Wide = __int128;

std::int64_t lengthOf(const TimeRange &range)
{
    return range.to.micros - range.from.micros;
}

/// Vertex AI's tokens are none of AI Studio's requests; who does not tell it may be of either.
bool isOfOtherService(const BookLine &line, const BookUse &use)
{
    const std::string &left = line.known[bookService];
    const std::string &right = use.known[bookService];
    return !left.empty() && !right.empty() && left != right;
}

/// A bill's "Claude Sonnet 4.5" is none of a request to Gemini's.
bool isOfOtherModel(const BookLine &line, const BookUse &use)
{
    const std::string &model = line.known[bookModel];
    return model.empty() ? !mayBeOf(line.known[bookNamed], use.known[bookNamed])
                         : model != use.known[bookModel];
}

/// How many dimensions of the line the request has, nullopt if it cannot belong to it.
std::optional<int> matchOf(const BookLine &line, const BookUse &use, const BookNames &names)
{
    if (line.billsNoUsage || isOfOtherService(line, use) || isOfOtherModel(line, use))
        return std::nullopt;
    const bool isNamed = line.known[bookModel].empty() && !line.known[bookNamed].empty();
    int exact = isNamed && !use.known[bookNamed].empty() ? 1 : 0;
    for (std::size_t d = 0; d < bookNamed; ++d) {
        if (line.known[d].empty())
            continue;
        if (line.known[d] == use.known[d])
            ++exact;
        else if (d == bookProvider || names[d].contains(use.known[d]))
            return std::nullopt; // another provider, model, or one of the provider's other keys
    }
    return exact;
}

/// The requests' cost taken off these lines: covered, by place in `targets`.
std::vector<Money> coverageOf(const std::vector<BookLine> &lines,
                              const std::vector<std::size_t> &targets,
                              const std::vector<BookUse> &uses, const BookNames &names)
{
    // Uses with the same choice of lines are one: the order they came in plays no part.
    std::map<std::vector<std::size_t>, Money> byChoice;
    for (const BookUse &use : uses) {
        std::vector<std::size_t> choice;
        std::pair<std::int64_t, int> best{};
        for (std::size_t t = 0; t < targets.size(); ++t) {
            const BookLine &line = lines[targets[t]];
            if (!isWithin(use.span, line.bucket))
                continue;
            const auto exact = matchOf(line, use, names);
            if (!exact)
                continue;
            const std::pair rank{lengthOf(line.bucket), -*exact};
            if (choice.empty() || rank < best) {
                choice.clear();
                best = rank;
            }
            if (rank == best)
                choice.push_back(t);
        }
        if (!choice.empty())
            byChoice[choice] += use.cost;
    }
    // The narrowest choices first: what can go to one line only goes there.
    std::vector<const std::pair<const std::vector<std::size_t>, Money> *> ordered;
    ordered.reserve(byChoice.size());
    for (const auto &choice : byChoice)
        ordered.push_back(&choice);
    std::stable_sort(ordered.begin(), ordered.end(), [](const auto *l, const auto *r) {
        return l->first.size() < r->first.size();
    });
    std::vector<Money> covered(targets.size());
    for (const auto *entry : ordered) {
        const auto &[choice, cost] = *entry;
        std::vector<Money> left, whole;
        Money leftSum;
        for (const std::size_t t : choice) {
            const Money amount = std::max(lines[targets[t]].amount, Money{});
            left.push_back(std::max(amount - covered[t], Money{}));
            whole.push_back(amount);
            leftSum += left.back();
        }
        const Money fits = std::min(cost, leftSum);
        const std::vector<Money> first = apportion(fits, left);
        const std::vector<Money> rest = apportion(cost - fits, whole);
        for (std::size_t i = 0; i < choice.size(); ++i)
            covered[choice[i]] += first[i] + rest[i];
    }
    return covered;
}

/// Requests that none of these lines may hold, by the shortest bucket of their provider's lines,
/// money before counts.
std::vector<UnbilledUse> unbilledOf(const std::vector<BookLine> &lines,
                                    const std::vector<std::size_t> &targets,
                                    const std::vector<BookUse> &uses, const BookNames &names)
{
    std::map<std::pair<std::size_t, BookDimensions>, Money> sums;
    for (const BookUse &use : uses) {
        if (use.cost == Money{})
            continue;
        std::optional<std::size_t> home;
        bool isBilled = false;
        bool isModelNamed = false;
        const auto rank = [&lines](std::size_t i) {
            return std::pair(lines[i].isUsage, lengthOf(lines[i].bucket));
        };
        for (const std::size_t i : targets) {
            const BookLine &line = lines[i];
            if (!isWithin(use.span, line.bucket) || line.billsNoUsage)
                continue;
            if (matchOf(line, use, names)) {
                isBilled = true;
                break;
            }
            if (line.known[bookProvider] != use.known[bookProvider] || isOfOtherService(line, use))
                continue;
            isModelNamed = isModelNamed || !isOfOtherModel(line, use);
            if (!home || rank(i) < rank(*home))
                home = i; // of equals the first: lines come in order
        }
        if (isBilled || !home)
            continue;
        BookDimensions known = use.known;
        known[bookNamed].clear();
        if (!isModelNamed)
            std::fill(known.begin() + bookModel + 1, known.end(), std::string());
        sums[{*home, known}] += use.cost;
    }
    std::vector<UnbilledUse> unbilled;
    for (const auto &[key, cost] : sums) {
        const BookLine &home = lines[key.first];
        const bool isClosed = std::all_of(targets.begin(), targets.end(), [&](std::size_t i) {
            return (lines[i].isClosed && !isUnfinished(lines[i])) ||
                   lines[i].source != home.source || lines[i].bucket != home.bucket ||
                   lines[i].known[bookProvider] != home.known[bookProvider];
        });
        unbilled.push_back({key.first, key.second, cost, isClosed});
    }
    return unbilled;
}

} // namespace

std::vector<Money> apportion(Money total, const std::vector<Money> &weights)
{
    std::vector<Money> parts(weights.size());
    if (weights.empty())
        return parts;
    Wide sum = 0;
    for (const Money &weight : weights)
        sum += weight.nanos;
    if (sum == 0) {
        parts.front() = total;
        return parts;
    }
    std::vector<std::pair<Wide, std::size_t>> remainders;
    Wide given = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const Wide product = static_cast<Wide>(total.nanos) * weights[i].nanos;
        Wide part = product / sum;
        if (product % sum < 0)
            --part; // floor, so that remainders are not negative
        parts[i].nanos = static_cast<std::int64_t>(part);
        given += part;
        remainders.emplace_back(product - part * sum, i);
    }
    std::stable_sort(remainders.begin(), remainders.end(),
                     [](const auto &l, const auto &r) { return l.first > r.first; });
    for (std::size_t i = 0; given < total.nanos; ++i, ++given)
        ++parts[remainders[i].second].nanos;
    return parts;
}

std::vector<Settled> settle(const std::vector<BookLine> &told, const std::vector<BookUse> &uses,
                            const BookNames &names, std::vector<UnbilledUse> *unbilled,
                            std::vector<YieldedCounts> *yielded)
{
    const SettleRoles roles = rolesOf(told);
    std::vector<BookLine> lines = told;
    for (const YieldedCounts &one : roles.yielded) {
        lines[one.line].amount -= one.amount;
        lines[one.line].high = std::max(lines[one.line].high - one.amount, lines[one.line].amount);
    }
    if (yielded)
        *yielded = roles.yielded;
    if (unbilled)
        *unbilled = unbilledOf(lines, roles.money, uses, names);
    const std::vector<Money> covered = coverageOf(lines, roles.money, uses, names);
    const std::vector<Money> shapeCovered = coverageOf(told, roles.shape, uses, names);
    std::vector<Settled> settled;
    for (std::size_t m = 0; m < roles.money.size(); ++m) {
        const BookLine &line = lines[roles.money[m]];
        Settled whole;
        whole.line = roles.money[m];
        whole.billed = line.amount;
        whole.covered = covered[m];
        whole.amount = line.amount - covered[m];
        if (line.isUsage || !line.isClosed || isUnfinished(line)) // a credit stays one
            whole.amount = std::max(whole.amount, std::min(line.amount, Money{}));
        whole.high = line.isUsage ? std::max(line.high - covered[m], whole.amount) : whole.amount;
        std::vector<std::size_t> shapes;
        std::vector<Money> open, all;
        for (std::size_t s = 0; s < roles.shape.size(); ++s) {
            const BookLine &usage = told[roles.shape[s]];
            if (line.isUsage || !canShape(usage, line) || usage.amount <= Money{})
                continue;
            shapes.push_back(roles.shape[s]);
            open.push_back(std::max(usage.amount - shapeCovered[s], Money{}));
            all.push_back(usage.amount);
        }
        if (shapes.empty() || whole.amount <= Money{}) {
            settled.push_back(whole);
            continue;
        }
        const bool isAllExplained =
            std::all_of(open.begin(), open.end(), [](Money left) { return left == Money{}; });
        const std::vector<Money> parts = apportion(whole.amount, isAllExplained ? all : open);
        for (std::size_t i = 0; i < shapes.size(); ++i) {
            if (parts[i] == Money{})
                continue;
            settled.push_back({whole.line, shapes[i], parts[i], {}, parts[i], parts[i]});
            whole.billed -= parts[i];
            whole.amount -= parts[i];
            whole.high -= parts[i];
        }
        // What requests explain, and keeps billed = covered + amount for the line as a whole.
        if (whole.billed != Money{} || whole.covered != Money{})
            settled.push_back(whole);
    }
    return settled;
}

} // namespace outlay
