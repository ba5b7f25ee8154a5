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
    if (cell.isZero())
        return;
    Sum &sum = m_sums[event.subject()];
    sum.cell += cell;
    if (event.derived.isSetAside)
        return;
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

std::vector<std::string> CombinedDay::parts() const
{
    std::vector<std::string> parts;
    std::string sums, rest;
    std::uint32_t thread = 0;
    for (const auto &[subject, sum] : m_sums) {
        sums.clear();
        rest.clear();
        encode(sum.cell, sums);
        putRest(sum, rest);
        if (sum.cell.isZero() && rest.empty())
            continue;
        if (parts.empty() || parts.back().size() >= partSize) {
            parts.emplace_back();
            thread = 0;
        }
        std::string &part = parts.back();
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
    return parts;
}

} // namespace outlay
