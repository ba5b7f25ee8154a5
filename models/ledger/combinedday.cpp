// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/combinedday.h"

#include "models/ledger/distribution.h"

#include <algorithm>
#include <tuple>

namespace outlay {

namespace {

constexpr std::size_t partSize = 64UL * 1024;

} // namespace

bool CombinedDay::ByThread::operator()(const Subject &left, const Subject &right) const
{
    const auto order = [](const Subject &subject) {
        return std::tie(subject.thread, subject.profile, subject.tags, subject.task, subject.price);
    };
    return order(left) < order(right);
}

void CombinedDay::add(const StoredEvent &event, const Cell &cell)
{
    if (event.derived.isControl || (event.derived.isSetAside && cell.isZero()))
        return;
    Sum &sum = m_sums[event.subject()];
    sum.cell += cell;
    if (event.derived.isSetAside)
        return;
    sum.first = std::min(sum.first.value_or(event.state.at), event.state.at);
    sum.last = std::max(sum.last.value_or(event.state.at), event.state.at);
    if (event.derived.isListValue && event.derived.cost) {
        sum.plannedRequests += event.state.requests;
        sum.plannedCost += *event.derived.cost;
    }
    if (event.state.latencyMicros >= 0)
        sum.latencies.push_back(latencyBucket(event.state.latencyMicros));
}

void CombinedDay::addResidual(std::uint32_t profile, const Cell &cell)
{
    if (!cell.isZero())
        m_sums[{.profile = profile}].cell += cell;
}

void CombinedDay::putRest(const Sum &sum, std::string &out)
{
    if (sum.plannedRequests == 0 && sum.plannedCost == Money{} && sum.latencies.empty())
        return;
    putVarint(out, static_cast<std::uint64_t>(sum.plannedRequests));
    putSigned(out, sum.plannedCost.nanos);
    std::vector<std::uint32_t> latencies = sum.latencies;
    std::sort(latencies.begin(), latencies.end());
    std::uint32_t before = 0;
    for (const std::uint32_t latency : latencies) {
        putVarint(out, latency - before);
        before = latency;
    }
}

std::string CombinedDay::timesOf(const std::vector<const Placed *> &sums)
{
    std::optional<Instant> first;
    for (const Placed *sum : sums) {
        if (sum->second.first)
            first = std::min(first.value_or(*sum->second.first), *sum->second.first);
    }
    std::string times;
    putSigned(times, first.value_or(Instant{}).micros);
    for (const Placed *sum : sums) {
        const std::optional<Instant> &from = sum->second.first;
        putVarint(times, from ? static_cast<std::uint64_t>(from->micros - first->micros) + 1 : 0);
        if (from)
            putVarint(times, static_cast<std::uint64_t>(sum->second.last->micros - from->micros));
    }
    return times;
}

std::vector<CombinedPart> CombinedDay::parts() const
{
    std::vector<CombinedPart> parts;
    std::vector<const Placed *> placed; // in the last part
    std::string sums, rest;
    std::uint32_t thread = 0;
    const auto endPart = [&] {
        if (!parts.empty())
            parts.back().times = timesOf(placed);
        placed.clear();
        thread = 0;
    };
    for (const Placed &one : m_sums) {
        const auto &[subject, sum] = one;
        sums.clear();
        rest.clear();
        encode(sum.cell, sums);
        putRest(sum, rest);
        if (sum.cell.isZero() && rest.empty() && !sum.first)
            continue;
        if (parts.empty() || parts.back().sums.size() >= partSize) {
            endPart();
            parts.emplace_back();
        }
        placed.push_back(&one);
        std::string &part = parts.back().sums;
        putVarint(part, subject.thread - thread);
        thread = subject.thread;
        for (const std::uint32_t value :
             {subject.profile, subject.tags, subject.task, subject.price})
            putVarint(part, value);
        for (const std::string *bytes : {&sums, &rest}) {
            putVarint(part, bytes->size());
            part += *bytes;
        }
    }
    endPart();
    return parts;
}

} // namespace outlay
