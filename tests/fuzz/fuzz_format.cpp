// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Feeds any bytes to one format (OUTLAY_FUZZ_FORMAT) the ways an importer does, and stops on what
// no observation may be. The last byte chooses the way, so that fixtures are good seeds as they
// are.
#include "models/formats/format.h"

#include <cstdio>
#include <cstdlib>
#include <memory>

using namespace outlay;

namespace {

[[noreturn]] void stop(const char *what)
{
    std::fprintf(stderr, "violated: %s\n", what);
    std::abort();
}

void check(bool holds, const char *what)
{
    if (!holds)
        stop(what);
}

class CheckingSink final : public Sink
{
public:
    void observation(const Observation &o) override
    {
        ++records;
        check(isPlausible(o.at), "an event's time lies within 2015 to 2099");
        for (const std::int64_t count : o.usage.counts)
            check(count >= 0 && count <= 4 * maxTokens, "counts are neither negative nor absurd");
        check(o.servedTokens >= 0 && o.requests >= 0 && o.retries >= 0, "no count is negative");
        check(o.latencyMicros >= -1 && o.timeToFirstTokenMicros >= -1,
              "durations are not negative");
        check(!o.content.empty() || o.readyContentHash, "every observation has content");
        for (const std::string_view field : o.fields)
            touch(field);
        for (const IdentityToken &token : o.tokens)
            touch(token.value);
        for (const Tag &tag : o.tags) {
            touch(tag.key);
            touch(tag.value);
        }
        touch(o.content);
    }
    void statement(const Statement &s) override
    {
        ++records;
        check(s.bucket.from < s.bucket.to, "a statement's bucket is not empty");
        touch(s.content);
        touch(s.description);
        for (const std::string_view field : s.fields)
            touch(field);
    }
    void lineage(const LineageVector &v) override
    {
        check(v.base != nullptr, "a lineage vector has a base");
        touch(v.session);
        touch(v.parent);
        ++records;
    }
    void span(const SpanRecord &s) override
    {
        check((s.usage == nullptr) == (s.kind == SpanRecord::Kind::Link), "only links lack usage");
        touch(s.traceId);
        touch(s.spanId);
        if (s.usage != nullptr)
            observation(*s.usage);
        else
            ++records;
    }
    void ignored() override { ++records; }
    void rejected(std::int64_t line, std::string_view reason) override
    {
        check(line >= 0, "lines count from 0");
        check(!reason.empty() && reason.size() < 500, "a rejection has a short reason");
        ++records;
    }
    std::int64_t records = 0;

private:
    /// Reads every byte, so that a dangling view is seen.
    void touch(std::string_view text)
    {
        for (const char c : text)
            m_sum = m_sum + static_cast<unsigned char>(c);
    }
    volatile unsigned m_sum = 0;
};

ReaderOptions optionsOf(unsigned way)
{
    ReaderOptions options;
    options.path = "/tmp/projects/a/b.jsonl";
    options.promptSalt = {1, 2};
    if ((way & 1U) != 0) {
        options.map = parseFieldMap("at='2026-01-01',model=properties.main_model,user=a,id=id,"
                                    "input_tokens=b,output_tokens=x.y,cost_usd=c,requests=d,"
                                    "latency_ms=e,http_status=f,outcome=g")
                          .value();
    }
    return options;
}

void readLines(const Format &format, std::string_view bytes, unsigned way)
{
    CheckingSink sink;
    auto reader = format.create(optionsOf(way));
    std::int64_t number = 0;
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        // Exactly sized, so that a read beyond the padding is seen.
        const auto padded = std::make_unique<char[]>(end + recordPadding);
        std::copy_n(bytes.data(), end, padded.get());
        reader->line({padded.get(), end}, ++number, sink);
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
        if ((way & 2U) != 0 && number % 3 == 0) {
            const std::string state = reader->state();
            reader = format.create(optionsOf(way));
            check(reader->restore(state), "a reader takes its own state");
        }
    }
    reader->finish(sink);
}

void readDocument(const Format &format, std::string_view bytes, unsigned way)
{
    CheckingSink sink;
    const auto padded = std::make_unique<char[]>(bytes.size() + recordPadding);
    std::copy_n(bytes.data(), bytes.size(), padded.get());
    const auto reader = format.create(optionsOf(way));
    reader->document({padded.get(), bytes.size()}, sink);
    reader->finish(sink);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const Format *const format = formatNamed(OUTLAY_FUZZ_FORMAT);
    check(format != nullptr, "the format exists");
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const unsigned way = size == 0 ? 0 : data[size - 1];
    const std::string_view head = bytes.substr(0, 65536);
    check(format->sniff(head, "x.jsonl") <= 100, "a score is at most 100");
    (void)format->sniff(head, "");
    const Framing framing = format->framing(head);
    if ((way & 4U) != 0)
        (void)format->create(optionsOf(way))->restore(bytes);
    if ((framing == Framing::Document) != ((way & 8U) != 0))
        readDocument(*format, bytes, way);
    else
        readLines(*format, bytes, way);
    return 0;
}
