// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/samples.h"

#include <array>

namespace outlay::ui {
namespace {

/// Numbers that look alive and are always the same.
std::int64_t wobble(std::size_t a, std::size_t b)
{
    std::uint64_t x = a * 0x9E3779B97F4A7C15ULL + b * 0xBF58476D1CE4E5B9ULL + 1;
    x ^= x >> 31;
    x *= 0x94D049BB133111EBULL;
    x ^= x >> 29;
    return static_cast<std::int64_t>(x % 1000);
}

Measures measured(Money cost, std::int64_t requests)
{
    Measures m;
    m.requests = requests;
    m.errors = requests / 61;
    m.cost = cost;
    m.usage[TokenClass::Input] = requests * 1'800;
    m.usage[TokenClass::CacheRead] = requests * 9'200;
    m.usage[TokenClass::CacheWrite5m] = requests * 640;
    m.usage[TokenClass::Output] = requests * 410;
    m.reported = {cost.nanos / 100 * 61};
    m.billed = {cost.nanos / 100 * 4};
    m.estimated = cost - m.reported - m.billed;
    return m;
}

OverviewSnapshot base()
{
    OverviewSnapshot s;
    s.generation = 1;
    s.now = sampleNow;
    return s;
}

Row row(std::optional<std::string> key, Measures measures)
{
    Row r;
    r.key.push_back(std::move(key));
    r.measures = measures;
    return r;
}

void addTops(OverviewSnapshot &s)
{
    const auto list = [&](Dimension dimension,
                          const std::vector<std::optional<std::string>> &keys) {
        TopList top;
        top.dimension = {dimension, {}};
        std::int64_t part = s.total.cost->nanos;
        for (const auto &key : keys) {
            part = part / 100 * 52;
            top.rows.push_back(row(key, measured({part}, part / 9'000'000)));
        }
        Row other = row({}, measured({part / 2}, part / 20'000'000));
        other.isOther = true;
        top.rows.push_back(other);
        s.tops.push_back(top);
    };
    list(Dimension::Model, {"claude-sonnet-4-5", "gpt-5", "claude-haiku-4-5", "gemini-2.5-pro",
                            "mistral-large-2411", "text-embedding-3-large"});
    list(Dimension::User, {"alice@example.com", std::nullopt, "bob@example.com", "ci-runner"});
    list(Dimension::Project, {"support-bot", "search", std::nullopt, "ingest"});
    list(Dimension::Task,
         {"PROJ-1204", "PROJ-1198", "019a4c3e-7b1f-7d53-9a50-3b1d4a5e6f70", "nightly-eval"});
    Measures unpriced;
    unpriced.requests = unpriced.unpricedRequests = 312;
    unpriced.errors = 0;
    unpriced.usage[TokenClass::Input] = 81'234;
    s.tops.front().rows.insert(s.tops.front().rows.end() - 1, row("lab-preview-9", unpriced));
}

void addSources(OverviewSnapshot &s)
{
    s.sources = {
        {"claude-code", "claude-code", 84'312, 412, s.facts.span,
         Instant{sampleNow.micros - 3 * microsPerMinute}, "subscription"},
        {"litellm", "litellm", 118'090, 31, s.facts.span,
         Instant{sampleNow.micros - 41 * microsPerMinute}, "metered"},
        {"codex", "codex", 4'120, 88, s.facts.span, Instant{sampleNow.micros - 26 * microsPerHour},
         "unknown"},
    };
}

} // namespace

OverviewSnapshotPtr shared(OverviewSnapshot snapshot)
{
    return std::make_shared<const OverviewSnapshot>(std::move(snapshot));
}

OverviewSnapshot emptySnapshot()
{
    OverviewSnapshot s = base();
    s.period = resolve(s.request.period, s.now, s.zone, {});
    return s;
}

OverviewSnapshot littleSnapshot()
{
    OverviewSnapshot s = base();
    s.request.period.preset = Preset::Today;
    s.facts.span = TimeRange{{sampleNow.micros - 2 * microsPerHour}, sampleNow};
    s.facts.events = 2;
    s.period = resolve(s.request.period, s.now, s.zone, s.facts.span);
    s.hasData = true;
    s.total = measured({4'210'000}, 2);
    s.total.errors.reset();
    s.total.billed = s.total.reported = {};
    s.total.estimated = *s.total.cost;
    Series only;
    only.value = "anthropic";
    only.total = *s.total.cost;
    for (Instant at = s.period.range.from; at < s.period.range.to;
         at = s.zone.nextBucket(at, s.period.step)) {
        s.buckets.push_back(at);
        const bool isIt = at.micros <= s.facts.span->from.micros &&
                          s.facts.span->from.micros < at.micros + microsPerHour;
        s.bucketTotals.push_back(isIt ? s.total : Measures{});
        only.amounts.push_back(isIt ? *s.total.cost : Money{});
        only.measures.push_back(s.bucketTotals.back());
    }
    s.series.push_back(only);
    s.uncovered = {{s.period.range.from, s.facts.span->from}};
    s.sources = {{"claude-code", "claude-code", 2, 1, s.facts.span,
                  Instant{sampleNow.micros - 40 * microsPerSecond}, "unknown"}};
    s.tops = {{{Dimension::Model, {}}, {row("claude-haiku-4-5", s.total)}},
              {{Dimension::User, {}}, {row(std::nullopt, s.total)}},
              {{Dimension::Project, {}}, {row("hello", s.total)}},
              {{Dimension::Task, {}}, {}}};
    return s;
}

OverviewSnapshot fullSnapshot()
{
    OverviewSnapshot s = base();
    s.facts.span = TimeRange{{sampleNow.micros - 50 * microsPerDay}, sampleNow};
    s.facts.events = 206'522;
    s.facts.unpricedRequests = 312;
    s.facts.unpricedModels = {{"lab/lab-preview-9", 312}};
    s.facts.rejectedRecords = 17;
    s.period = resolve(s.request.period, s.now, s.zone, s.facts.span);
    s.hasData = true;
    const std::array names{"anthropic", "openai", "google",  "mistral",
                           "bedrock",   "x-ai",   "deepseek"};
    for (const char *name : names)
        s.series.push_back({name, false, false, {}, {}});
    s.series.push_back({std::nullopt, true, false, {}, {}});
    for (Instant at = s.period.range.from; at < s.period.range.to;
         at = s.zone.nextBucket(at, s.period.step)) {
        const std::size_t day = s.buckets.size();
        s.buckets.push_back(at);
        Money sum;
        for (std::size_t i = 0; i < s.series.size(); ++i) {
            const std::int64_t weekend = day % 7 == 0 || day % 7 == 6 ? 3 : 8;
            const std::int64_t size = 90 / static_cast<std::int64_t>(i + 1) * weekend;
            const Money amount{at < s.now ? size * (600 + wobble(day, i)) * 100'003 : 0};
            s.series[i].amounts.push_back(amount);
            s.series[i].measures.push_back(measured(amount, amount.nanos / 23'000'000));
            s.series[i].total += amount;
            sum += amount;
        }
        s.bucketTotals.push_back(at < s.now ? measured(sum, sum.nanos / 23'000'000) : Measures{});
        s.total += s.bucketTotals.back();
    }
    s.total.unpricedRequests = 312;
    s.total.requests += 312;
    s.total.quarantined = {1'204'310'000'000};
    s.total.listValue = {388'120'450'000};
    s.prior = s.total;
    s.prior->cost = Money{s.total.cost->nanos / 100 * 89};
    s.prior->requests = s.total.requests / 100 * 93;
    addTops(s);
    addSources(s);
    return s;
}

} // namespace outlay::ui
