// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Feeds any bytes to the readers of providers' pages, as the poller does: the first byte chooses
// provider and series, the second whether a cursor came before. A page either fails as a whole or
// gives statements that the ledger can hold; what it says of its end can be followed.
#include "app/sources/connector.h"
#include "app/sources/http/retryhint.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace outlay;
using namespace outlay::sources;

namespace {

void check(bool holds, const char *what)
{
    if (holds)
        return;
    std::fprintf(stderr, "violated: %s\n", what);
    std::abort();
}

class CheckingSink final : public Sink
{
public:
    void observation(const Observation &o) override
    {
        check(isPlausible(o.at), "an event's time lies within 2015 to 2099");
    }
    void statement(const Statement &s) override
    {
        check(s.bucket.from < s.bucket.to, "a statement's bucket is not empty");
        check(!s.series.empty() && s.fetchedAt.micros != 0, "a statement belongs to a delivery");
        check(s.requests >= 0, "no count is negative");
        for (const std::int64_t count : s.usage.counts)
            check(count >= 0, "no count is negative");
        check(s.kind != Statement::Kind::Usage || s.billed == Money{}, "counts have no money");
    }
    void lineage(const LineageVector & /*vector*/) override {}
    void span(const SpanRecord & /*span*/) override {}
    void bucket(const BucketDelivery &b) override
    {
        check(b.bucket.from < b.bucket.to && !b.series.empty(), "a delivery has a bucket");
    }
    void directory(const DirectoryEntry &e) override { check(!e.id.empty(), "a name has an id"); }
    void ignored() override {}
    void rejected(std::int64_t /*line*/, std::string_view reason) override
    {
        check(!reason.empty() && reason.size() < 1000, "a rejection has a short reason");
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    constexpr std::size_t choices = 2;
    if (size < choices)
        return 0;
    static const std::vector<SourceKind> kinds = [] {
        std::vector<SourceKind> polled;
        for (const SourceKindFacts &facts : sourceKinds()) {
            if (facts.isPolled)
                polled.push_back(facts.kind);
        }
        return polled;
    }();
    const Connector &connector = connectorFor(kinds[data[0] % kinds.size()]);
    const auto plans = connector.series();
    const SeriesPlan &plan = plans[data[0] / kinds.size() % plans.size()];
    const Instant now{1'793'750'400LL * microsPerSecond};
    PageRequest page{.range = {{now.micros - 2 * microsPerDay}, now}};
    if (plan.kind == SeriesPlan::Kind::Snapshot)
        page.range = {now, now};
    const std::string body = [&] {
        std::string text(reinterpret_cast<const char *>(data) + choices, size - choices);
        if ((data[1] & 1U) != 0)
            page.cursor = text.substr(0, text.find('\n'));
        if ((data[1] & 2U) != 0)
            page.memory = page.cursor;
        text.append(recordPadding, '\0');
        return text;
    }();
    const std::string_view bytes = std::string_view(body).substr(0, size - choices);
    (void)connector.request(plan, page);
    CheckingSink sink;
    const Result<PageEnd> end = connector.read(plan, page, bytes, now, sink);
    if (end) {
        SeriesProgress progress;
        (void)progress.advance(plan, page, *end, now);
        (void)progress.poll(plan, now);
    }
    (void)connector.isOwnError(bytes);
    check(shortWords(connector.errorText(bytes)).size() <= 1000, "an error's text is short");
    (void)SeriesProgress::fromJson(std::string(bytes)).poll(plan, now);
    (void)retryHint([&](std::string_view) { return std::string(bytes); }, now);
    return 0;
}
