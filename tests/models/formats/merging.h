// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/formats/collector.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace outlay::test {

/// Observations that share a token are one event (DESIGN invariant 2); those without any are one
/// if their content is the same. A slow and plain stand-in for the ledger.
inline std::vector<std::vector<Seen>> eventsOf(const std::vector<Seen> &observations)
{
    std::vector<std::size_t> root(observations.size());
    std::iota(root.begin(), root.end(), 0U);
    const auto find = [&](std::size_t i) {
        while (root[i] != i)
            i = root[i];
        return i;
    };
    std::map<std::pair<int, std::string>, std::size_t> first;
    for (std::size_t i = 0; i < observations.size(); ++i) {
        auto tokens = std::vector<std::pair<int, std::string>>{};
        for (const auto &[space, value] : observations[i].tokens)
            tokens.emplace_back(static_cast<int>(space), value);
        if (tokens.empty())
            tokens.emplace_back(-1, observations[i].content);
        for (const auto &token : tokens) {
            const auto [at, isNew] = first.try_emplace(token, i);
            const std::size_t a = find(at->second);
            const std::size_t b = find(i);
            root[std::max(a, b)] = std::min(a, b);
        }
    }
    std::map<std::size_t, std::vector<Seen>> groups;
    for (std::size_t i = 0; i < observations.size(); ++i)
        groups[find(i)].push_back(observations[i]);
    std::vector<std::vector<Seen>> events;
    for (auto &[_, group] : groups)
        events.push_back(std::move(group));
    return events;
}

/// Growth::Max within the highest standing; the smallest session id owns copied history.
inline Seen mergedByMax(const std::vector<Seen> &event)
{
    std::uint8_t standing = 0;
    for (const Seen &seen : event)
        standing = std::max(standing, seen.o.standing);
    const Seen *owner = nullptr;
    TokenUsage usage;
    for (const Seen &seen : event) {
        if (seen.o.standing != standing)
            continue;
        if (owner == nullptr || seen[Field::Session] < (*owner)[Field::Session])
            owner = &seen;
        for (std::size_t i = 0; i < tokenClassCount; ++i)
            usage.counts[i] = std::max(usage.counts[i], seen.o.usage.counts[i]);
    }
    Seen merged = *owner;
    merged.o.usage = usage;
    return merged;
}

/// Growth::Version: the greatest version whole.
inline Seen mergedByVersion(const std::vector<Seen> &event)
{
    return *std::max_element(event.begin(), event.end(), [](const Seen &a, const Seen &b) {
        return std::pair(a.o.version, a.content) < std::pair(b.o.version, b.content);
    });
}

/// One observation for each event, merged by Growth::Version.
inline std::vector<Seen> eventsByVersion(const std::vector<Seen> &observations)
{
    std::vector<Seen> events;
    for (const auto &event : eventsOf(observations))
        events.push_back(mergedByVersion(event));
    return events;
}

} // namespace outlay::test
