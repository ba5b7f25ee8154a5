// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bench.h"

#include "models/ledger/ledgerreader.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace outlay::bench {

namespace {

struct Panel
{
    std::string name;
    Query query;
};

Query query(TimeRange range, Step step, std::vector<Dimension> by, int top)
{
    Query made;
    made.range = range;
    made.step = step;
    for (const Dimension dimension : by)
        made.by.push_back({dimension, {}});
    made.top = top;
    return made;
}

/// What the shipped pages ask, over their preset ranges, in the ledger's zone.
std::vector<Panel> panelsOver(const TimeRange &span, const Zone &zone)
{
    const auto daysBefore = [&](int days) {
        return TimeRange{zone.startOfDay(zone.dayOf(span.to) - days + 1), span.to};
    };
    const std::vector<std::pair<std::string, TimeRange>> ranges{
        {"today", daysBefore(1)},
        {"last 7 days", daysBefore(7)},
        {"month to date", {zone.bucketStart(span.to, Step::Month), span.to}},
        {"last 90 days", daysBefore(90)},
    };
    std::vector<Panel> panels;
    for (const auto &[name, range] : ranges) {
        const Step step = name == "today" ? Step::Hour : Step::Day;
        panels.push_back({"tiles, " + name, query(range, Step::None, {}, 0)});
        panels.push_back(
            {"spend over time by model, " + name, query(range, step, {Dimension::Model}, 7)});
        panels.push_back(
            {"spend over time by project, " + name, query(range, step, {Dimension::Project}, 7)});
        panels.push_back({"top models, " + name, query(range, Step::None, {Dimension::Model}, 8)});
        panels.push_back({"top users, " + name, query(range, Step::None, {Dimension::User}, 8)});
        panels.push_back(
            {"top projects, " + name, query(range, Step::None, {Dimension::Project}, 8)});
        panels.push_back({"top tasks, " + name, query(range, Step::None, {Dimension::Task}, 8)});
    }
    for (Panel &panel : panels)
        panel.query.zone = zone;
    return panels;
}

} // namespace

bool panels(const std::string &ledger, int runs)
{
    const auto reader = LedgerReader::open(ledger);
    if (!reader) {
        std::fprintf(stderr, "%s\n", reader.error().text.c_str());
        return false;
    }
    const auto facts = (*reader)->facts();
    if (!facts || !facts->span) {
        std::fprintf(stderr, "%s\n", facts ? "an empty ledger" : facts.error().text.c_str());
        return false;
    }
    const auto zone = Zone::named(facts->zone);
    for (const Panel &panel : panelsOver(*facts->span, zone.value_or(Zone{}))) {
        std::vector<double> milliseconds;
        std::size_t rows = 0;
        for (int i = 0; i < runs; ++i) {
            const auto start = std::chrono::steady_clock::now();
            const auto answer = (*reader)->run(panel.query);
            if (!answer) {
                std::fprintf(stderr, "%s: %s\n", panel.name.c_str(), answer.error().text.c_str());
                return false;
            }
            rows = answer->rows.size();
            milliseconds.push_back(
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
                    .count());
        }
        std::sort(milliseconds.begin(), milliseconds.end());
        std::printf("{\"panel\":\"%s\",\"rows\":%zu,\"median_ms\":%.3f,\"worst_ms\":%.3f}\n",
                    panel.name.c_str(), rows, milliseconds[milliseconds.size() / 2],
                    milliseconds.back());
    }
    return true;
}

} // namespace outlay::bench
