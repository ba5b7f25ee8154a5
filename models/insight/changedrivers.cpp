// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/changedrivers.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace outlay {

namespace {

bool fits(Int128 value)
{
    return value <= std::numeric_limits<std::int64_t>::max() &&
           value >= std::numeric_limits<std::int64_t>::min();
}

Int128 magnitude(Int128 value)
{
    return value < 0 ? -value : value;
}

tl::unexpected<Error> tooLarge()
{
    return failure(Error::Kind::OutOfRange, "a change of spend exceeds 9.2 billion US dollars");
}

/// TokenUsage::total() of counts of any size.
Int128 tokensOf(const TokenUsage &usage)
{
    Int128 sum = 0;
    for (const std::int64_t count : usage.counts)
        sum += count;
    return sum - usage[TokenClass::Reasoning] - usage[TokenClass::WebSearches];
}

/// A slice made ready for the formula: what cannot take part in it is set aside.
struct Compared
{
    Int128 requests0 = 0, requests1 = 0;
    Int128 tokens0 = 0, tokens1 = 0;
    Int128 cost0 = 0, atPrior = 0, cost1 = 0;
    Int128 notItemised = 0, unpriced = 0;
};

Compared compared(const ChangeSlice &slice)
{
    Compared out;
    const bool hadRequests = slice.prior.requests > 0;
    const bool hasRequests = slice.now.requests > 0;
    const Int128 prior = slice.prior.cost.nanos;
    const Int128 now = slice.now.cost.nanos;
    if (!hadRequests)
        out.notItemised -= prior;
    if (!hasRequests)
        out.notItemised += now;
    const bool isUnpriced =
        hadRequests != hasRequests && (hadRequests ? slice.now.unpriced : slice.prior.unpriced) > 0;
    if (isUnpriced) {
        out.unpriced = (hasRequests ? now : 0) - (hadRequests ? prior : 0);
        return out;
    }
    if (hadRequests) {
        out.requests0 = slice.prior.requests;
        out.tokens0 = tokensOf(slice.prior.usage);
        out.cost0 = prior;
    }
    if (hasRequests) {
        out.requests1 = slice.now.requests;
        out.tokens1 = tokensOf(slice.now.usage);
        out.cost1 = now;
        out.atPrior = slice.nowAtPriorPrices.nanos;
    }
    return out;
}

/// The costs a slice has on its way from one period to the other.
struct Levels
{
    Int128 alike = 0, own = 0, sameTokens = 0;
    bool isRepresentable = true;
};

Levels levelsOf(const Compared &slice, Int128 all0, Int128 all1)
{
    if (all0 == 0)
        return {slice.atPrior, slice.atPrior, slice.atPrior};
    Levels levels;
    levels.alike = divideHalfEven(slice.cost0 * all1, all0);
    levels.own = slice.requests0 == 0
                     ? slice.atPrior
                     : divideHalfEven(slice.cost0 * slice.requests1, slice.requests0);
    levels.sameTokens = slice.requests0 == 0 || slice.tokens0 == 0
                            ? levels.own
                            : divideHalfEven(slice.cost0 * slice.tokens1, slice.tokens0);
    levels.isRepresentable = fits(levels.alike) && fits(levels.own) && fits(levels.sameTokens);
    return levels;
}

/// Sums of numbers of 64 bits, in 128.
class WideTerms
{
public:
    Int128 &operator[](ChangeTerm term) { return m_amounts[static_cast<std::size_t>(term)]; }
    void operator+=(const WideTerms &other)
    {
        for (std::size_t i = 0; i < changeTermCount; ++i)
            m_amounts[i] += other.m_amounts[i];
    }
    /// nullopt: one of them, or their sum, leaves 64 bits.
    [[nodiscard]] std::optional<ChangeTerms> narrowed() const
    {
        ChangeTerms terms;
        Int128 sum = 0;
        for (std::size_t i = 0; i < changeTermCount; ++i) {
            sum += m_amounts[i];
            if (!fits(m_amounts[i]) || !fits(sum))
                return std::nullopt;
            terms[static_cast<ChangeTerm>(i)] = {static_cast<std::int64_t>(m_amounts[i])};
        }
        return terms;
    }

private:
    std::array<Int128, changeTermCount> m_amounts{};
};

WideTerms termsOf(const Compared &slice, const Levels &levels)
{
    WideTerms terms;
    terms[ChangeTerm::Volume] = levels.alike - slice.cost0;
    terms[ChangeTerm::Mix] = levels.own - levels.alike;
    terms[ChangeTerm::Efficiency] = slice.atPrior - levels.own;
    terms[ChangeTerm::Price] = slice.cost1 - slice.atPrior;
    terms[ChangeTerm::NotItemised] = slice.notItemised;
    terms[ChangeTerm::Unpriced] = slice.unpriced;
    return terms;
}

/// Adds slices up to a split.
class Splitting
{
public:
    [[nodiscard]] bool count(const ChangeSlice &slice)
    {
        m_slices.push_back(compared(slice));
        const Compared &added = m_slices.back();
        m_all0 += added.requests0;
        m_all1 += added.requests1;
        m_prior += slice.prior.cost.nanos;
        m_now += slice.now.cost.nanos;
        return fits(added.tokens0) && fits(added.tokens1) && fits(m_all0) && fits(m_all1);
    }

    [[nodiscard]] bool split(ChangeSplit &out)
    {
        for (const Compared &slice : m_slices) {
            const Levels levels = levelsOf(slice, m_all0, m_all1);
            WideTerms terms = termsOf(slice, levels);
            const auto narrow = terms.narrowed();
            if (!levels.isRepresentable || !narrow)
                return false;
            out.slices.push_back(*narrow);
            m_terms += terms;
            m_length += levels.sameTokens - levels.own;
        }
        return true;
    }

    void addNotItemised(Money prior, Money now)
    {
        m_prior += prior.nanos;
        m_now += now.nanos;
        m_terms[ChangeTerm::NotItemised] += Int128(now.nanos) - prior.nanos;
    }

    [[nodiscard]] bool finish(ChangeSplit &out)
    {
        const auto terms = m_terms.narrowed();
        const Int128 classes = m_terms[ChangeTerm::Efficiency] - m_length;
        if (!terms || !fits(m_length) || !fits(classes) || !fits(m_prior) || !fits(m_now))
            return false;
        out.terms = *terms;
        out.efficiencyOfLength = {static_cast<std::int64_t>(m_length)};
        out.efficiencyOfClasses = {static_cast<std::int64_t>(classes)};
        out.prior = {static_cast<std::int64_t>(m_prior)};
        out.now = {static_cast<std::int64_t>(m_now)};
        return true;
    }

private:
    std::vector<Compared> m_slices;
    Int128 m_all0 = 0, m_all1 = 0;
    Int128 m_prior = 0, m_now = 0, m_length = 0;
    WideTerms m_terms;
};

/// Largest first, then in an order that depends on the values alone.
bool isBefore(const ValueChange &left, const ValueChange &right)
{
    const auto order = [](const ValueChange &v) {
        const Int128 size = magnitude(Int128(v.now.nanos) - v.prior.nanos);
        return std::tuple<Int128, bool, bool, std::string_view>(
            -size, v.isNotItemised, !v.value, v.value ? std::string_view(*v.value) : "");
    };
    return order(left) < order(right);
}

} // namespace

std::string_view name(ChangeTerm term)
{
    constexpr std::array<std::string_view, changeTermCount> names = {
        "volume", "mix", "efficiency", "price", "not_itemised", "unpriced"};
    return names[static_cast<std::size_t>(term)];
}

Money ChangeTerms::sum() const
{
    Money sum;
    for (const Money amount : m_amounts)
        sum += amount;
    return sum;
}

Result<ChangeSplit> splitChange(const ChangeInput &input)
{
    Splitting splitting;
    for (const ChangeSlice &slice : input.slices) {
        if (!splitting.count(slice))
            return tooLarge();
    }
    splitting.addNotItemised(input.priorNotItemised, input.nowNotItemised);
    ChangeSplit split;
    if (!splitting.split(split) || !splitting.finish(split))
        return tooLarge();
    return split;
}

Result<TopChanges> topChanges(std::vector<ValueChange> values, std::size_t most)
{
    std::sort(values.begin(), values.end(), isBefore);
    TopChanges out;
    Int128 prior = 0, now = 0, restPrior = 0, restNow = 0;
    for (ValueChange &value : values) {
        const Int128 delta = Int128(value.now.nanos) - value.prior.nanos;
        prior += value.prior.nanos;
        now += value.now.nanos;
        if (delta != 0 && out.top.size() < most) {
            if (!fits(delta))
                return tooLarge();
            out.top.push_back({std::move(value), {static_cast<std::int64_t>(delta)}, {}});
            continue;
        }
        restPrior += value.prior.nanos;
        restNow += value.now.nanos;
        out.restCount += delta != 0 ? 1 : 0;
    }
    for (const Int128 sum : {prior, now, now - prior, restPrior, restNow, restNow - restPrior}) {
        if (!fits(sum))
            return tooLarge();
    }
    out.prior = {static_cast<std::int64_t>(prior)};
    out.now = {static_cast<std::int64_t>(now)};
    out.restPrior = {static_cast<std::int64_t>(restPrior)};
    out.restNow = {static_cast<std::int64_t>(restNow)};
    for (ExplainedChange &change : out.top) {
        if (out.change() != Money{})
            change.share =
                static_cast<double>(change.delta.nanos) / static_cast<double>(out.change().nanos);
    }
    return out;
}

} // namespace outlay
