// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/partname.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

namespace outlay {

namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::int64_t mostParts = 10'000;

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::optional<std::int64_t> numberIn(std::string_view text)
{
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() ? std::optional(number)
                                                                           : std::nullopt;
}

/// Digits from `at` on.
std::string_view digitsAt(std::string_view text, std::size_t at)
{
    const std::size_t to = std::min(text.find_first_not_of(digits, at), text.size());
    return text.substr(at, to - at);
}

/// Where a UUID begins in `text`, from `from` on.
std::size_t findUuid(std::string_view text, std::size_t from)
{
    constexpr std::string_view form = "########-####-####-####-############";
    constexpr std::string_view hexadecimal = "0123456789abcdefABCDEF";
    for (std::size_t at = from; at + form.size() <= text.size(); ++at) {
        const bool isOne = std::equal(
            form.begin(), form.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
            [&hexadecimal](char wanted, char c) {
                return wanted == '-' ? c == '-' : hexadecimal.find(c) != hexadecimal.npos;
            });
        if (isOne)
            return at;
    }
    return text.npos;
}

/// The name with other characters where its UUIDs are, whose digits are no numbers.
std::string withoutUuids(std::string name)
{
    constexpr std::size_t length = 36;
    for (std::size_t at = findUuid(name, 0); at != name.npos; at = findUuid(name, at + length))
        name.replace(at, length, length, '~');
    return name;
}

/// "part_1_0001.csv".
std::optional<PartName> azurePart(const std::string &name)
{
    constexpr std::string_view prefix = "part_";
    if (!name.starts_with(prefix))
        return std::nullopt;
    const std::string_view digitsHere = digitsAt(name, prefix.size());
    const std::size_t to = prefix.size() + digitsHere.size();
    const auto number = numberIn(digitsHere);
    if (!number || to >= name.size() || name[to] != '_')
        return std::nullopt;
    return PartName{std::string(prefix) + '#' + name.substr(to), *number, false};
}

/// "part-00003-<UUID>-c000.csv", "part-00003-tid-<number>-<UUID>-<task>-<attempt>-c000.csv": each
/// task writes its part, in one file or in several (c000, c001).
std::optional<PartName> sparkPart(const std::string &name)
{
    constexpr std::string_view prefix = "part-";
    constexpr std::string_view task = "tid-";
    constexpr std::size_t fewest = 5;
    constexpr std::int64_t mostFiles = 1000;
    if (!name.starts_with(prefix))
        return std::nullopt;
    const std::string_view digitsHere = digitsAt(name, prefix.size());
    std::size_t at = prefix.size() + digitsHere.size();
    const auto number = numberIn(digitsHere);
    if (!number || digitsHere.size() < fewest || at >= name.size() || name[at] != '-')
        return std::nullopt;
    PartName part{std::string(prefix) + '#', *number * mostFiles, false};
    const std::string_view rest = std::string_view(name).substr(at);
    const std::string plain = withoutUuids(std::string(rest));
    const bool isTask = rest.substr(1).starts_with(task);
    if (!isTask && findUuid(rest, 0) != 1)
        return std::nullopt;
    part.isOfOneJob = true;
    // What of the rest is the task's own says nothing of the job.
    std::size_t from = 0;
    for (std::size_t c = 1; c + 1 < plain.size(); ++c) {
        const std::string_view file = digitsAt(plain, c + 1);
        if (plain[c] != 'c' || (plain[c - 1] != '-' && plain[c - 1] != '.') || file.empty())
            continue;
        std::size_t own = c - 1;
        for (int i = 0; isTask && i < 2; ++i) { // -<task>-<attempt>
            const std::size_t before = plain.find_last_not_of(digits, own - 1);
            if (before != plain.npos && plain[before] == '-' && before + 1 < own)
                own = before;
        }
        part.stem.append(rest.substr(0, own)).append("-c#");
        part.number += std::min(numberIn(file).value_or(0), mostFiles - 1);
        from = c + 1 + file.size();
        break;
    }
    part.stem.append(rest.substr(from));
    return part;
}

/// Digits that no date is: five or more and below 10,000, or four and below 100.
bool isPartNumber(std::string_view text)
{
    constexpr std::size_t fewest = 4;
    constexpr std::int64_t mostOfFour = 100;
    const auto number = numberIn(text);
    return number && text.size() >= fewest &&
           *number < (text.size() == fewest ? mostOfFour : mostParts);
}

} // namespace

PartName partNameOf(const std::string &name)
{
    if (const auto part = azurePart(name))
        return *part;
    if (const auto part = sparkPart(name))
        return *part;
    const std::string plain = withoutUuids(name);
    constexpr std::string_view ofHowMany = "-of-";
    PartName found;
    std::size_t length = 0;
    for (std::size_t to = plain.size(); to > 0;) {
        const std::size_t last = plain.find_last_of(digits, to - 1);
        if (last == plain.npos)
            break;
        const std::size_t before = plain.find_last_not_of(digits, last);
        const std::size_t from = before == plain.npos ? 0 : before + 1;
        to = from;
        const std::string_view text = std::string_view(plain).substr(from, last + 1 - from);
        const bool isWord = last + 1 < plain.size() && isLetter(plain[last + 1]);
        const bool isCount = std::string_view(plain).substr(0, from).ends_with(ofHowMany);
        // The last one, and a long one rather than one of four digits.
        const bool isBetter = length == 0 || (length == 4 && text.size() > 4);
        if (isWord || isCount || !isPartNumber(text) || !isBetter)
            continue;
        found = {name.substr(0, from) + '#' + name.substr(last + 1), *numberIn(text), false};
        length = text.size();
    }
    return found;
}

} // namespace outlay
