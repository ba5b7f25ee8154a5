// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/steadyreader.h"

#include <algorithm>
#include <array>
#include <utility>

namespace outlay {

namespace {

constexpr std::size_t mostKnown = 32; // a page asks half as many

bool isSameButRange(const Query &left, const Query &right)
{
    return left.zone.name() == right.zone.name() && left.step == right.step &&
           left.by == right.by && left.where == right.where && left.basis == right.basis &&
           left.top == right.top;
}

/// Asks once, and keeps what was said.
template <typename Value, typename Ask>
Result<Value> keptOr(std::optional<Value> &kept, std::int64_t &readings, Ask ask)
{
    if (kept)
        return *kept;
    ++readings;
    Result<Value> said = ask();
    if (said)
        kept = *said;
    return said;
}

} // namespace

SteadyReader::SteadyReader(std::unique_ptr<LedgerReader> reader) : m_reader(std::move(reader)) {}

Result<std::int64_t> SteadyReader::look()
{
    const auto counter = m_reader->changeCounter();
    if (!counter || counter.value() == m_counter)
        return counter;
    const auto figures = m_reader->figureCounter();
    if (!figures)
        return figures;
    if (figures.value() != m_figures)
        m_known.clear();
    m_facts.reset();
    m_sources.reset();
    m_plans.reset();
    m_silent.reset();
    m_counter = *counter;
    m_figures = *figures;
    return counter;
}

Result<bool> SteadyReader::isSame(const TimeRange &known, const TimeRange &asked)
{
    const std::array edges{
        TimeRange{std::min(known.from, asked.from), std::max(known.from, asked.from)},
        TimeRange{std::min(known.to, asked.to), std::max(known.to, asked.to)},
    };
    for (const TimeRange &edge : edges) {
        const auto has = m_reader->hasAnything(edge);
        if (!has)
            return tl::unexpected<Error>(has.error());
        if (*has)
            return false;
    }
    return true;
}

Result<const SteadyReader::Known *> SteadyReader::find(const Query &query)
{
    for (auto known = m_known.begin(); known != m_known.end(); ++known) {
        if (!isSameButRange(known->query, query))
            continue;
        const auto same = isSame(known->query.range, query.range);
        if (!same)
            return tl::unexpected<Error>(same.error());
        if (!*same)
            continue;
        m_known.splice(m_known.begin(), m_known, known);
        if (known->query.range != query.range) {
            // An unbounded side was narrowed to the data, which are the same.
            if (query.range.from != TimeRange{}.from)
                known->answer.range.from = query.range.from;
            if (query.range.to != TimeRange{}.to)
                known->answer.range.to = query.range.to;
            known->query.range = query.range;
        }
        return &*known;
    }
    return nullptr;
}

Result<Answer> SteadyReader::run(const Query &query, const CancelToken &cancel)
{
    const auto known = find(query);
    if (!known)
        return tl::unexpected<Error>(known.error());
    if (*known)
        return (*known)->answer;
    ++m_readings;
    auto answer = m_reader->run(query, cancel);
    if (!answer)
        return answer;
    m_known.push_front({query, *answer});
    if (m_known.size() > mostKnown)
        m_known.pop_back();
    return answer;
}

Result<LedgerFacts> SteadyReader::facts()
{
    return keptOr(m_facts, m_readings, [this] { return m_reader->facts(); });
}

Result<std::vector<SourceInfo>> SteadyReader::sources()
{
    return keptOr(m_sources, m_readings, [this] { return m_reader->sources(); });
}

Result<std::vector<PlanInfo>> SteadyReader::plans()
{
    return keptOr(m_plans, m_readings, [this] { return m_reader->plans(); });
}

Result<std::vector<Silence>> SteadyReader::silences(Instant now)
{
    const auto known = facts();
    if (!known)
        return tl::unexpected<Error>(known.error());
    // They are told of whole days.
    const std::int64_t day = Zone::named(known->zone).value_or(Zone{}).dayOf(now);
    if (!m_silent || m_silent->day != day) {
        ++m_readings;
        auto silences = m_reader->silences(now);
        if (!silences)
            return silences;
        m_silent = Silent{day, *std::move(silences)};
    }
    return m_silent->silences;
}

} // namespace outlay
