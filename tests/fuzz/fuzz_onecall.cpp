// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Formats of lines (OUTLAY_FUZZ_FORMAT): each line but a blank one ends in exactly one call,
// whatever stands in the padding behind it, and what a reader says does not depend on where it was
// stopped and resumed.
#include "models/formats/format.h"
#include "models/formats/sniffing.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

using namespace outlay;

namespace {

void check(bool holds, const char *what)
{
    if (holds)
        return;
    std::fprintf(stderr, "violated: %s\n", what);
    std::abort();
}

/// Writes down every call, so that two readings can be compared.
class Log final : public Sink
{
public:
    void observation(const Observation &o) override { calls.push_back("observation" + textOf(o)); }
    void statement(const Statement &) override { calls.emplace_back("statement"); }
    void lineage(const LineageVector &v) override
    {
        std::string text = "lineage" + textOf(*v.base) + std::to_string(v.ordinal);
        for (const LineageVector::Counts &counts : {v.last, v.total}) {
            for (const std::int64_t count : counts) {
                check(count >= -1 && count <= maxTokens, "a vector's counts are in range");
                text += ' ' + std::to_string(count);
            }
        }
        calls.push_back(std::move(text));
    }
    void span(const SpanRecord &) override { calls.emplace_back("span"); }
    void ignored() override { calls.emplace_back("ignored"); }
    void rejected(std::int64_t line, std::string_view reason) override
    {
        check(!reason.empty(), "a rejection has a reason");
        // Which of several faults of a line is named may depend on how the parser meets them.
        calls.push_back("rejected " + std::to_string(line));
    }

    std::vector<std::string> calls;

private:
    static std::string textOf(const Observation &o)
    {
        std::string text = ' ' + std::to_string(o.at.micros);
        for (const std::int64_t count : o.usage.counts) {
            check(count >= 0 && count <= 4 * maxTokens, "an observation's counts are in range");
            text += ' ' + std::to_string(count);
        }
        for (const std::string_view field : o.fields)
            text.append(" ").append(field);
        for (const IdentityToken &token : o.tokens)
            text.append(" ").append(token.value);
        return text.append(o.content);
    }
};

Log read(const Format &format, std::string_view bytes, char padding, std::int64_t resumeAfter)
{
    Log log;
    auto reader = format.create({});
    std::int64_t number = 0;
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        const auto padded = std::make_unique<char[]>(end + recordPadding);
        std::copy_n(bytes.data(), end, padded.get());
        std::fill_n(padded.get() + end, recordPadding, padding);
        const std::size_t before = log.calls.size();
        reader->line({padded.get(), end}, ++number, log);
        const bool isBlank = trimmedRecord({padded.get(), end}).empty();
        check(log.calls.size() == before + (isBlank ? 0 : 1), "a line ends in exactly one call");
        bytes.remove_prefix(std::min(end + 1, bytes.size()));
        if (number == resumeAfter) {
            const std::string state = reader->state();
            reader = format.create({});
            check(reader->restore(state), "a reader takes its own state");
        }
    }
    const std::size_t before = log.calls.size();
    reader->finish(log);
    check(log.calls.size() == before, "nothing is held back");
    return log;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const Format *const format = formatNamed(OUTLAY_FUZZ_FORMAT);
    check(format != nullptr, "the format exists");
    if (size < 2)
        return 0;
    const std::string_view bytes(reinterpret_cast<const char *>(data), size - 2);
    // simdjson counts brackets one by one only where another one follows the record, and then
    // refuses what it passes over otherwise; between records of a file there never is one.
    const auto last = static_cast<char>(data[size - 1]);
    const char padding = last == '}' || last == ']' ? '\0' : last;
    const Log plain = read(*format, bytes, '\n', -1);
    const Log other = read(*format, bytes, padding, data[size - 2] % 8);
    check(plain.calls == other.calls, "neither padding nor a checkpoint changes the answer");
    return 0;
}
