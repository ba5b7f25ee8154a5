// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"

#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <vector>

namespace outlay::test {

/// Observations of made-up calls, seen by a gateway, a transcript and telemetry in any combination:
/// partial lines, copies with other request ids, records without ids, one late observation that
/// joins two events, cache hits, failures, unknown models; and sums of sessions and days that the
/// requests make up, or do not. Owns all texts.
class RandomCalls
{
public:
    explicit RandomCalls(std::uint32_t seed, int calls = 120);

    [[nodiscard]] const std::vector<Observation> &observations() const { return m_observations; }
    [[nodiscard]] std::vector<const Observation *> shuffled(std::uint32_t seed) const;
    [[nodiscard]] std::vector<const Observation *> without(std::string_view source) const;

private:
    std::string_view keep(std::string text);
    void call(int number);
    void sums();
    void gateway(int number, Observation base);
    void transcript(int number, const Observation &base);
    void telemetry(int number, Observation base);
    [[nodiscard]] std::int64_t random(std::int64_t below);

    std::mt19937 m_engine;
    std::deque<std::string> m_texts;
    std::vector<Observation> m_observations;
};

} // namespace outlay::test
