// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/runbook.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace outlay {

namespace {

constexpr std::string_view unknown = "unknown";
constexpr std::size_t longestValue = 300; ///< bytes; names are short, and a page is one screen

constexpr std::array facts{
    RunbookFact{"alert", "the alert's id, for outlay-cli alerts ack"},
    RunbookFact{"budget", "name of the budget"},
    RunbookFact{"command", "a command that opens this alert's evidence"},
    RunbookFact{"consumed", "what the budget's period has consumed"},
    RunbookFact{"cost", "money at stake"},
    RunbookFact{"count", "how many requests, attempts or events"},
    RunbookFact{"exhausted_at", "when the budget runs out at this pace"},
    RunbookFact{"from", "start of the time concerned, RFC 3339"},
    RunbookFact{"happened_at", "when it happened"},
    RunbookFact{"hook", "name of a webhook"},
    RunbookFact{"kind", "the alert's kind, as in runbook file names"},
    RunbookFact{"known_at", "when Outlay learned of it"},
    RunbookFact{"lag", "how far the source was behind"},
    RunbookFact{"limit", "the budget's or tripwire's limit"},
    RunbookFact{"model", "the model concerned"},
    RunbookFact{"owner", "who answers for the budget"},
    RunbookFact{"peak", "the most that a rolling window held"},
    RunbookFact{"peak_at", "when it held that"},
    RunbookFact{"period", "the budget's period"},
    RunbookFact{"present", "what a rolling window holds now"},
    RunbookFact{"reason", "what went wrong, in a sentence"},
    RunbookFact{"scope", "whom it concerns, in words"},
    RunbookFact{"session", "the session concerned"},
    RunbookFact{"source", "the source concerned"},
    RunbookFact{"threshold", "the threshold crossed"},
    RunbookFact{"title", "the alert's title"},
    RunbookFact{"to", "end of the time concerned, RFC 3339"},
    RunbookFact{"utilization", "consumed / limit"},
    RunbookFact{"where", "the scope as --where options of outlay-cli; for code"},
};

enum class Place
{
    Text,
    Span, ///< inside `…`
    Code, ///< an indented or fenced block
};

bool isKnown(std::string_view name)
{
    return std::any_of(facts.begin(), facts.end(),
                       [name](const RunbookFact &fact) { return fact.name == name; });
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// One line, bounded, cut between characters.
std::string oneLine(std::string_view value)
{
    std::string line;
    for (const char c : value.substr(0, longestValue))
        line += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    if (value.size() <= longestValue)
        return line;
    const auto isTail = [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; };
    if (isTail(value[longestValue])) {
        while (!line.empty() && isTail(line.back()))
            line.pop_back();
        if (!line.empty())
            line.pop_back();
    }
    return line + "…";
}

/// CommonMark takes a backslash before any ASCII punctuation. Only what could begin something is
/// escaped, as a page is also read as it is; addresses would become links in GitHub's dialect.
std::string escaped(std::string_view value)
{
    static constexpr std::string_view always = "\\`*_{}[]<>|~&@";
    static constexpr std::string_view inFront = "-+#=";
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        const bool isScheme = c == ':' && value.substr(i + 1).starts_with("//");
        const bool isWww = c == '.' && i >= 3 && (value[i - 1] == 'w' || value[i - 1] == 'W');
        if (always.find(c) != std::string_view::npos || isScheme || isWww ||
            (i == 0 && inFront.find(c) != std::string_view::npos))
            text += '\\';
        text += c;
    }
    return text;
}

std::string withoutBackticks(std::string value)
{
    std::string text;
    for (const char c : value)
        text += c == '`' ? std::string("´") : std::string(1, c);
    return text;
}

/// As one word of a shell.
std::string quoted(const std::string &value)
{
    static constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.,:/@%+";
    if (!value.empty() && value.front() != '-' &&
        value.find_first_not_of(plain) == std::string::npos)
        return value;
    std::string word = "'";
    for (const char c : value)
        word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return word + '\'';
}

/// A value may look like a placeholder; a page that is filled has none.
std::string withoutBraces(std::string text)
{
    for (const char brace : {'{', '}'}) {
        const std::string pair(2, brace);
        for (std::size_t at = text.find(pair); at != std::string::npos; at = text.find(pair, at))
            text.insert(at + 1, " ");
    }
    return text;
}

std::string placed(std::string_view value, Place place)
{
    const std::string line = oneLine(value);
    switch (place) {
    case Place::Text:
        return escaped(line);
    case Place::Span:
        return withoutBraces(withoutBackticks(quoted(line)));
    case Place::Code:
        break;
    }
    return withoutBraces(quoted(line));
}

/// What stands for a fact before there is an alert.
std::string blank(std::string_view name, Place place)
{
    if (place == Place::Text) {
        const std::string_view words = name == "exhausted_at"  ? "time it runs out"
                                       : name == "happened_at" ? "time it happened"
                                       : name == "known_at"    ? "time it was known"
                                       : name == "from"        ? "start"
                                       : name == "to"          ? "end"
                                       : name == "peak_at"     ? "time of its peak"
                                       : name == "present"     ? "amount now"
                                       : name == "hook"        ? "webhook"
                                                               : name;
        return "(the " + std::string(words) + ')';
    }
    std::string word(name);
    for (char &c : word)
        c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return word;
}

std::string missing(std::string_view name, const RunbookFacts &known, Place place)
{
    return known.isBlank && isKnown(name) ? blank(name, place) : std::string(unknown);
}

std::string scopeInWords(const RunbookFacts &known, Place place)
{
    if (!known.scope)
        return missing("scope", known, place);
    if (known.scope->empty())
        return "everything";
    std::string words;
    for (const auto &[dimension, member] : *known.scope)
        words += (words.empty() ? "" : ", ") + dimension + ' ' +
                 (member.empty() ? std::string(unknown) : member);
    return placed(words, place);
}

std::string scopeAsOptions(const RunbookFacts &known, Place place)
{
    if (!known.scope)
        return known.isBlank ? "--where DIMENSION=VALUE" : std::string(unknown);
    std::string options;
    for (const auto &[dimension, member] : *known.scope) {
        if (!options.empty())
            options += ' ';
        options += "--where " + placed(dimension, place) + '=' + placed(member, place);
    }
    return options;
}

/// Commands of Outlay with the ledger that they are to look at.
std::string withLedger(std::string_view text, const RunbookFacts &known)
{
    static constexpr std::string_view command = "outlay-cli ";
    std::string all(text);
    if (known.ledger.empty())
        return all;
    const std::string option = "--ledger " + withoutBraces(quoted(known.ledger)) + ' ';
    for (std::size_t at = all.find(command); at != std::string::npos; at = all.find(command, at)) {
        at += command.size();
        all.insert(at, option);
        at += option.size();
    }
    return all;
}

std::string valueOf(std::string_view name, const RunbookFacts &known, Place place)
{
    if (name == "scope")
        return scopeInWords(known, place);
    if (name == "where")
        return scopeAsOptions(known, place);
    const auto found = known.values.find(name);
    if (!isKnown(name) || found == known.values.end() || found->second.empty())
        return missing(name, known, place);
    // A command is several words; it is ours, and still shown as nothing but text.
    if (name == "command" && place == Place::Code)
        return withLedger(withoutBraces(oneLine(found->second)), known);
    return placed(found->second, place);
}

/// A line's text as it is, but for commands in code; `isSpan` goes along with its backticks.
std::string textOf(std::string_view text, bool isCode, bool &isSpan, const RunbookFacts &known)
{
    std::string filled;
    while (true) {
        const std::size_t end = std::min(text.find('`'), text.size());
        const std::string_view piece = text.substr(0, end);
        filled += isCode || isSpan ? withLedger(piece, known) : std::string(piece);
        if (end == text.size())
            return filled;
        filled += '`';
        isSpan = !isSpan;
        text.remove_prefix(end + 1);
    }
}

/// Calls `text(piece)` and `placeholder(name)` in turn for one line.
template <typename Text, typename Placeholder>
void scanLine(std::string_view line, Text text, Placeholder placeholder)
{
    std::size_t done = 0;
    while (true) {
        const std::size_t open = line.find("{{", done);
        if (open == std::string_view::npos)
            return text(line.substr(done));
        text(line.substr(done, open - done));
        const std::size_t close = line.find("}}", open + 2);
        // Without an end it is the rest of the line that is meant.
        const bool isOpen = close == std::string_view::npos;
        const std::size_t end = isOpen ? line.size() : close;
        placeholder(isOpen ? std::string_view() : trimmed(line.substr(open + 2, end - open - 2)));
        done = isOpen ? line.size() : close + 2;
    }
}

template <typename Each> void eachLine(std::string_view page, Each each)
{
    while (!page.empty()) {
        const std::size_t end = std::min(page.find('\n'), page.size());
        each(page.substr(0, end));
        page.remove_prefix(std::min(end + 1, page.size()));
    }
}

std::string_view withoutComment(std::string_view page)
{
    static constexpr std::string_view open = "<!--";
    static constexpr std::string_view close = "-->";
    if (!page.starts_with(open))
        return page;
    const std::size_t end = page.find(close);
    if (end == std::string_view::npos)
        return page;
    page.remove_prefix(end + close.size());
    page.remove_prefix(std::min(page.find_first_not_of("\r\n"), page.size()));
    return page;
}

} // namespace

std::span<const RunbookFact> runbookFacts()
{
    return facts;
}

std::string fillRunbook(std::string_view page, const RunbookFacts &known)
{
    std::string filled;
    bool isFenced = false;
    eachLine(withoutComment(page), [&](std::string_view line) {
        const std::string_view begin = trimmed(line);
        const bool isFence = begin.starts_with("```") || begin.starts_with("~~~");
        if (isFence)
            isFenced = !isFenced;
        const bool isCode = isFenced || line.starts_with("    ") || line.starts_with("\t");
        bool isSpan = false;
        scanLine(
            line, [&](std::string_view text) { filled += textOf(text, isCode, isSpan, known); },
            [&](std::string_view name) {
                filled += valueOf(name, known,
                                  isCode   ? Place::Code
                                  : isSpan ? Place::Span
                                           : Place::Text);
            });
        filled += '\n';
    });
    return filled;
}

std::vector<std::string> unknownPlaceholders(std::string_view page)
{
    std::vector<std::string> names;
    eachLine(page, [&names](std::string_view line) {
        scanLine(
            line, [](std::string_view) {},
            [&names](std::string_view name) {
                const std::string found(name);
                if (!isKnown(name) && std::find(names.begin(), names.end(), found) == names.end())
                    names.push_back(found);
            });
    });
    return names;
}

std::optional<std::string_view> shippedRunbook(std::string_view id)
{
    for (const resources::RunbookPage &page : resources::runbookPages()) {
        if (page.id == id)
            return page.text;
    }
    return std::nullopt;
}

} // namespace outlay
