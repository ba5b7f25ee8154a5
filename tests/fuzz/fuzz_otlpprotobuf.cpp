// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// Whatever the bytes, the decoder ends within its bounds, and what it makes of them is JSON that
// the otlp format reads. The last byte chooses the signal.
#include "models/formats/format.h"
#include "models/formats/jsontree.h"
#include "models/formats/otlpprotobuf.h"

#include <cstdio>
#include <cstdlib>

using namespace outlay;

namespace {

constexpr std::size_t most = 1U << 20;

class CountingSink final : public Sink
{
public:
    void observation(const Observation &) override {}
    void statement(const Statement &) override {}
    void lineage(const LineageVector &) override {}
    void span(const SpanRecord &) override {}
    void ignored() override {}
    void rejected(std::int64_t /*line*/, std::string_view reason) override
    {
        if (reason.empty())
            std::abort();
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const std::string_view bytes(reinterpret_cast<const char *>(data), size);
    const auto signal = static_cast<OtlpSignal>(size == 0 ? 0 : data[size - 1] % 3);
    std::string json;
    if (!otlpJsonOf(signal, bytes, json, most))
        return 0;
    const std::size_t length = json.size();
    json.append(recordPadding, '\0');
    JsonTree tree;
    const auto root = tree.parse({json.data(), length});
    if (!root && root.error().text.find("nested deeper") == std::string::npos) {
        std::fprintf(stderr, "violated: it makes JSON (%s)\n", root.error().text.c_str());
        std::abort();
    }
    CountingSink sink;
    formatNamed("otlp")->create({})->document({json.data(), length}, sink);
    return 0;
}
