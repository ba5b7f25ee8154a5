// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bench.h"

#include "models/ledger/cellblock.h"
#include "models/ledger/database.h"
#include "models/ledger/ledgerreader.h"
#include "models/ledger/schema.h"
#include "models/money/hash.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <memory>
#include <random>
#include <vector>

namespace outlay::bench {

namespace {

constexpr std::int64_t days = 90;
constexpr std::int64_t quartersPerDay = 96;
constexpr std::int64_t requestsPerDay = 10'000'000 / days;
constexpr std::int64_t firstDay = 20'685; // 2026-08-20

/// How many values of a dimension occur in a day and in a quarter-hour, of ten million requests in
/// 90 days: 300 people, 40 projects, sessions of 50 requests.
struct Shape
{
    CellKind kind;
    std::uint32_t perDay, perQuarter;
    std::uint32_t newPerDay; ///< values that do not come back the next day
};
constexpr std::array shapes{
    Shape{allKind, 1, 1, 0},
    Shape{kindOf(Dimension::Provider), 5, 5, 0},
    Shape{kindOf(Dimension::Model), 12, 12, 0},
    Shape{kindOf(Dimension::Price), 20, 0, 0},
    Shape{kindOf(Dimension::User), 300, 250, 0},
    Shape{kindOf(Dimension::Key), 400, 0, 0},
    Shape{kindOf(Dimension::Team), 25, 25, 0},
    Shape{kindOf(Dimension::CostCenter), 10, 10, 0},
    Shape{kindOf(Dimension::Project), 40, 40, 0},
    Shape{kindOf(Dimension::Environment), 3, 3, 0},
    Shape{kindOf(Dimension::Endpoint), 6, 6, 0},
    Shape{kindOf(Dimension::Task), 1500, 0, 1400},
    Shape{kindOf(Dimension::TaskKind), 5, 5, 0},
    Shape{kindOf(Dimension::Session), 2400, 0, 2200},
    Shape{kindOf(Dimension::Agent), 60, 0, 0},
    Shape{kindOf(Dimension::Tier), 3, 3, 0},
    Shape{kindOf(Dimension::Outcome), 4, 4, 0},
    Shape{kindOf(Dimension::Plan), 2, 2, 0},
    Shape{kindOf(Dimension::Source), 4, 4, 0},
    Shape{kindOf(Dimension::Tag), 30, 0, 0},
    Shape{jointKind, 3000, 0, 20},
};
constexpr std::uint32_t texts = 400'000;

class Writer
{
public:
    explicit Writer(Database &db) : m_db(db) {}

    void dictionaries()
    {
        SqlStatement text = m_db.prepare("INSERT INTO text VALUES(?1,?2,?3)");
        for (std::int64_t id = 1; id <= texts; ++id) {
            const std::string value = "some-value-" + std::to_string(id);
            text.bind(1, id).bind(2, std::bit_cast<std::int64_t>(hash64(value))).bind(3, value);
            (void)text.run();
        }
        SqlStatement profile =
            m_db.prepare("INSERT INTO profile VALUES(?1,0,?2,?3,?4,0,?5,?6,?7,?8,"
                         "1,2,3,0,0,0,4,5,6,1,1,0)");
        for (std::int64_t id = 1; id <= 6'000; ++id) {
            profile.bind(1, id);
            int column = 2;
            for (const std::int64_t values : {4, 5, 12, 300, 400, 25, 40})
                profile.bind(column++, 1 + (id * 7919) % values);
            (void)profile.run();
        }
    }

    void cells(bool isDays)
    {
        const std::int64_t perDay = isDays ? 1 : quartersPerDay;
        std::vector<CellChange> ofDay;
        for (const Shape &shape : shapes) {
            const std::uint32_t values = isDays ? shape.perDay : shape.perQuarter;
            for (std::int64_t i = 0; values != 0 && i < days * perDay; ++i) {
                const auto first = static_cast<std::uint32_t>(i * shape.newPerDay);
                const std::int64_t requests = std::max<std::int64_t>(
                    1, requestsPerDay / perDay / static_cast<std::int64_t>(values));
                for (std::uint32_t value = 1; value <= values; ++value) {
                    const std::int64_t bucket = firstDay * perDay + i;
                    ofDay.push_back(
                        {{!isDays, shape.kind, bucket, first + value}, cellOf(requests)});
                }
                if ((i + 1) % perDay == 0)
                    write(ofDay);
            }
        }
    }

private:
    void write(std::vector<CellChange> &cells)
    {
        std::sort(cells.begin(), cells.end(), [](const CellChange &l, const CellChange &r) {
            return orderOf(l.key) < orderOf(r.key);
        });
        if (const auto done = insertCells(m_db, cells); !done)
            std::fprintf(stderr, "%s\n", done.error().text.c_str());
        cells.clear();
    }
    Cell cellOf(std::int64_t requests)
    {
        using enum CellField;
        const auto times = [&](std::int64_t upTo) {
            return requests *
                   static_cast<std::int64_t>(m_random() % static_cast<std::uint64_t>(upTo));
        };
        Cell cell;
        cell[Requests] = requests;
        cell[Errors] = requests / 40;
        cell.sums[static_cast<std::size_t>(FirstTokenClass)] = times(4'000);
        cell.sums[static_cast<std::size_t>(FirstTokenClass) + 1] = times(90'000);
        cell.sums[static_cast<std::size_t>(FirstTokenClass) + 2] = times(3'000);
        cell.sums[static_cast<std::size_t>(FirstTokenClass) + 4] = times(2'000);
        cell.sums[static_cast<std::size_t>(FirstTokenClass) + 5] = times(500);
        cell[Cost] = cell[ByReported] = cell[RawReported] = times(90'000'000);
        cell[RawEstimated] = times(90'000'000);
        cell[RawReportedRequests] = cell[RawEstimatedRequests] = requests;
        cell[LatencySamples] = requests;
        cell[LatencyMicros] = times(20'000'000);
        return cell;
    }

    Database &m_db;
    std::mt19937_64 m_random{20261123};
};

bool create(const std::string &ledger)
{
    auto db = Database::open(ledger, Database::Mode::ReadWrite);
    if (!db || !migrate(**db) || !(*db)->exec("BEGIN"))
        return false;
    Writer writer(**db);
    writer.dictionaries();
    writer.cells(true);
    writer.cells(false);
    const std::int64_t begin = firstDay * microsPerDay;
    for (const std::int64_t at : {begin, begin + days * microsPerDay - 1}) {
        // The two ends, so that the ledger has a span; nothing else reads events here.
        if (!(*db)->exec("INSERT INTO event VALUES(NULL," + std::to_string(at) +
                         ",1,1,0,0,0,0,16,0,0,0,0,0,0,NULL,NULL,NULL,0,NULL,NULL,NULL,NULL,NULL)"))
            return false;
    }
    return (*db)->exec("COMMIT").has_value();
}

bool measure(LedgerReader &reader, const std::string &name, const Query &query, int runs)
{
    std::vector<double> milliseconds;
    std::size_t rows = 0;
    for (int i = 0; i < runs; ++i) {
        const double start = cpuSeconds();
        const auto answer = reader.run(query);
        if (!answer) {
            std::fprintf(stderr, "%s: %s\n", name.c_str(), answer.error().text.c_str());
            return false;
        }
        rows = answer->rows.size();
        milliseconds.push_back((cpuSeconds() - start) * 1e3);
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::printf("{\"query\":\"%s\",\"rows\":%zu,\"median_cpu_ms\":%.3f,\"worst_cpu_ms\":%.3f}\n",
                name.c_str(), rows, milliseconds[milliseconds.size() / 2], milliseconds.back());
    std::fflush(stdout);
    return true;
}

} // namespace

bool queries(const std::string &ledger, int runs)
{
    auto reader = LedgerReader::open(ledger);
    if (!reader && !create(ledger)) {
        std::fprintf(stderr, "%s cannot be created\n", ledger.c_str());
        return false;
    }
    if (!reader)
        reader = LedgerReader::open(ledger);
    if (!reader) {
        std::fprintf(stderr, "%s\n", reader.error().text.c_str());
        return false;
    }
    bool isGood = true;
    const auto ask = [&](const std::string &name, const Query &query) {
        isGood = isGood && measure(**reader, name, query, runs);
    };
    for (std::size_t i = 0; i < dimensionCount; ++i) {
        const DimensionRef dimension{static_cast<Dimension>(i), {}};
        Query query;
        query.by = {dimension};
        query.top = 8;
        ask("90 days by " + toString(dimension), query);
        query.step = Step::Day;
        ask("90 days by day and " + toString(dimension), query);
    }
    Query query;
    query.zone = Zone::named("America/New_York").value_or(Zone{});
    for (const Dimension dimension : {Dimension::Model, Dimension::Project, Dimension::User}) {
        query.by = {{dimension, {}}};
        query.step = Step::None;
        ask("New York, 90 days by " + toString(query.by[0]), query);
        query.step = Step::Day;
        ask("New York, by day and " + toString(query.by[0]), query);
        query.step = Step::Hour;
        ask("New York, by hour and " + toString(query.by[0]), query);
    }
    query = {};
    query.step = Step::Day;
    query.top = 7;
    query.by = {{Dimension::Project, {}}};
    query.zone = Zone::named("America/New_York").value_or(Zone{});
    ask("New York, by day and project, 7 dearest", query);
    query = {};
    query.by = {{Dimension::User, {}}, {Dimension::Model, {}}};
    ask("90 days by user and model", query);
    query.where = {{{Dimension::Project, {}}, {"some-value-7"}}};
    ask("90 days by user and model of one project", query);
    query.step = Step::Day;
    ask("the same by day", query);
    return isGood;
}

} // namespace outlay::bench
