// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"
#include "models/formats/formatlist.h"
#include "models/formats/sniffing.h"

#include <array>

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

} // namespace

const Format *sniff(std::string_view head, std::string_view path)
{
    const std::string_view records = withoutLeadingBlankLines(head);
    const Format *const whole = surestOf(records, path);
    const std::string_view rest = isKnown(whole) ? records : fromFirstRecord(records);
    if (rest.size() == records.size())
        return whole;
    const Format *const behind = surestOf(rest, path);
    const bool isBetter = isKnown(behind) || (behind != nullptr && whole == nullptr);
    // A document has nothing before it.
    return isBetter && behind->framing(rest) == Framing::Lines ? behind : whole;
}

} // namespace outlay
