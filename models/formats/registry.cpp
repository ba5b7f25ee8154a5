// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"
#include "models/formats/formatlist.h"
#include "models/formats/modelservice.h"
#include "models/formats/sniffing.h"

#include <algorithm>
#include <array>
#include <string>

namespace outlay {

std::span<const Format> formats()
{
    // One line a format, in order of name: its file defines the Format, this list makes it known.
    static const std::array all = {
        // clang-format off
        aiderFormat,
        ampFormat,
        bedrockFormat,
        bifrostFormat,
        claudeCodeFormat,
        cloudflareGatewayFormat,
        codexFormat,
        copilotCliFormat,
        copilotOtelFormat,
        csvFormat,
        cursorFormat,
        droidFormat,
        envoyGatewayFormat,
        focusFormat,
        geminiCliFormat,
        googleBillingFormat,
        heliconeFormat,
        jsonlFormat,
        kimiFormat,
        kongFormat,
        langfuseFormat,
        liteLlmFormat,
        observationsFormat,
        openCodeFormat,
        openRouterFormat,
        otlpFormat,
        portkeyFormat,
        postHogFormat,
        qwenCodeFormat,
        responseFormat,
        vercelGatewayFormat,
        // clang-format on
    };
    return all;
}

const Format *formatNamed(std::string_view name)
{
    // What the command line's contract calls bodies that providers answered with.
    if (name == "openai-usage")
        name = "response";
    for (const Format &format : formats()) {
        if (format.name == name)
            return &format;
    }
    return nullptr;
}

namespace {

const Format *surestOf(std::string_view head, std::string_view path)
{
    const Format *best = nullptr;
    int bestScore = 0;
    for (const Format &format : formats()) {
        const int score = format.sniff(head, path);
        if (score > bestScore) {
            best = &format;
            bestScore = score;
        }
    }
    return best;
}

bool isKnown(const Format *format)
{
    return format != nullptr && format->mapping != Mapping::Needed;
}

/// Whether a program may have written there as it ran; others' last lines may be an example of a
/// record ("README", "test_x.py"). A path from standard input says nothing.
bool isLogName(std::string_view path)
{
    constexpr std::array<std::string_view, 7> endings = {"jsonl", "ndjson", "json", "log",
                                                         "logs",  "out",    "err"};
    std::string name = asciiLowered(path.substr(path.rfind('/') + 1));
    const bool isCapital = !name.empty() && !path.ends_with(name); // "README", "LICENSE"
    for (const std::string_view packed : {".gz", ".zst", ".zstd"}) {
        if (name.ends_with(packed))
            name.resize(name.size() - packed.size());
    }
    // "gateway.log.1", "gateway.log-20261128"
    const bool isRotated = name.find(".log") != name.npos || name.find(".jsonl") != name.npos;
    const std::size_t dot = name.rfind('.');
    if (dot == name.npos)
        return !isCapital;
    return isRotated ||
           std::find(endings.begin(), endings.end(), name.substr(dot + 1)) != endings.end();
}

} // namespace

const Format *sniff(std::string_view head, std::string_view path)
{
    const std::string_view records = withoutLeadingBlankLines(head);
    const Format *const whole = surestOf(records, path);
    const bool isWhole = isKnown(whole) || !isLogName(path);
    const std::string_view rest = isWhole ? records : fromFirstRecord(records);
    if (rest.size() == records.size())
        return whole;
    const Format *const behind = surestOf(rest, path);
    const bool isBetter = isKnown(behind) || (behind != nullptr && whole == nullptr);
    // A document has nothing before it.
    return isBetter && behind->framing(rest) == Framing::Lines ? behind : whole;
}

} // namespace outlay
