// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/names.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

constexpr std::array<std::string_view, 7> placeNames = {"",   "us", "eu",    "apac",
                                                        "au", "jp", "global"};

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool areDigits(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), isDigit);
}

int number(std::string_view digits)
{
    int value = 0;
    for (const char c : digits)
        value = value * 10 + (c - '0');
    return value;
}

bool isMonth(std::string_view text)
{
    return text.size() == 2 && areDigits(text) && number(text) >= 1 && number(text) <= 12;
}

bool isYear(std::string_view text)
{
    return text.size() == 4 && areDigits(text) && number(text) >= 2015 && number(text) < 2100;
}

bool isDay(std::string_view text)
{
    return text.size() == 2 && areDigits(text) && number(text) >= 1 && number(text) <= 31;
}

/// "20250514"
bool isCompactDate(std::string_view text)
{
    return text.size() == 8 && isYear(text.substr(0, 4)) && isMonth(text.substr(4, 2)) &&
           isDay(text.substr(6, 2));
}

/// "2025-05-14"
bool isDashedDate(std::string_view text)
{
    return text.size() == 10 && isYear(text.substr(0, 4)) && text[4] == '-' &&
           isMonth(text.substr(5, 2)) && text[7] == '-' && isDay(text.substr(8, 2));
}

bool dropPrefix(std::string &text, std::string_view prefix)
{
    if (text.size() <= prefix.size() || !text.starts_with(prefix))
        return false;
    text.erase(0, prefix.size());
    return true;
}

bool dropSuffix(std::string &text, std::string_view suffix)
{
    if (text.size() <= suffix.size() || !text.ends_with(suffix))
        return false;
    text.erase(text.size() - suffix.size());
    return true;
}

/// Drops the last `length` characters and the dash before them if `accepts` them.
bool dropTail(std::string &text, std::size_t length, bool (*accepts)(std::string_view))
{
    if (text.size() <= length + 1)
        return false;
    const std::size_t dash = text.size() - length - 1;
    if (text[dash] != '-' || !accepts(std::string_view(text).substr(dash + 1)))
        return false;
    text.erase(dash);
    return true;
}

bool dropDate(std::string &text)
{
    return dropTail(text, 8, isCompactDate) || dropTail(text, 10, isDashedDate);
}

/// "-v1:0", "-v1": the version of a Bedrock model id.
bool dropBedrockVersion(std::string &text)
{
    const std::size_t dash = text.rfind("-v");
    if (dash == std::string::npos || dash == 0)
        return false;
    const std::string_view tail = std::string_view(text).substr(dash + 2);
    const std::size_t colon = tail.find(':');
    const bool isVersion = areDigits(tail.substr(0, colon)) &&
                           (colon == std::string_view::npos || areDigits(tail.substr(colon + 1)));
    if (isVersion)
        text.erase(dash);
    return isVersion;
}

/// "-001" and "-preview-09-2025" of Google's ids.
bool dropGoogleRevision(std::string &text)
{
    const auto isRevision = [](std::string_view tail) { return areDigits(tail); };
    if (dropTail(text, 3, isRevision))
        return true;
    const auto isMonthAndYear = [](std::string_view tail) {
        return isMonth(tail.substr(0, 2)) && tail[2] == '-' && isYear(tail.substr(3));
    };
    constexpr std::string_view preview = "-preview";
    std::string rest = text;
    if (!dropTail(rest, 7, isMonthAndYear) || !dropSuffix(rest, preview))
        return false;
    text = rest;
    return true;
}

/// Takes one suffix away that names a revision and not another model (step 3).
bool dropRevision(std::string &text, std::string_view provider)
{
    if (provider == "aws" && dropBedrockVersion(text))
        return true;
    if (provider == "google" && dropGoogleRevision(text))
        return true;
    return dropDate(text) || dropSuffix(text, "-latest");
}

NamedPlace dropPlace(std::string &text)
{
    for (std::size_t i = 1; i < placeNames.size(); ++i) {
        if (dropPrefix(text, std::string(placeNames[i]) + "."))
            return static_cast<NamedPlace>(i);
    }
    return NamedPlace::None;
}

/// "[1m]": the context window a client asked for is not another model.
void dropWindowMarker(std::string &text)
{
    const std::size_t open = text.rfind('[');
    if (open == std::string::npos || open == 0 || text.back() != ']')
        return;
    const std::string_view inside = std::string_view(text).substr(open + 1, text.size() - open - 2);
    const bool isSize = inside.size() > 1 && areDigits(inside.substr(0, inside.size() - 1)) &&
                        (inside.back() == 'm' || inside.back() == 'k');
    if (isSize)
        text.erase(open);
}

/// "publishers/google/models/x", "accounts/fireworks/models/x" -> "x"
bool dropPath(std::string &text, std::string_view head)
{
    if (!text.starts_with(head))
        return false;
    constexpr std::string_view middle = "/models/";
    const std::size_t models = text.find(middle);
    if (models == std::string::npos || models + middle.size() >= text.size())
        return false;
    text.erase(0, models + middle.size());
    return true;
}

/// Step 2, prefixes: what only says whose model it is.
std::string withoutPrefixes(const ProviderDirectory &directory, std::string_view provider,
                            std::string text)
{
    if (text.starts_with("arn:aws:bedrock:"))
        text.erase(0, text.rfind('/') == std::string::npos ? 0 : text.rfind('/') + 1);
    for (bool again = true; again;) {
        again = dropPath(text, "projects/") || dropPath(text, "publishers/") ||
                dropPath(text, "accounts/") || dropPrefix(text, "models/");
        const std::size_t slash = text.find('/');
        if (!again && slash != std::string::npos && slash + 1 < text.size() &&
            directory.isKnown(text.substr(0, slash)) &&
            directory.canonical(text.substr(0, slash)) == provider) {
            text.erase(0, slash + 1);
            again = true;
        }
    }
    return text;
}

/// Collects readings in order, each once.
class Forms
{
public:
    void add(const std::string &text, std::string_view how, bool isFast, NamedPlace place)
    {
        const bool isKnown = std::any_of(m_forms.begin(), m_forms.end(), [&](const NameForm &form) {
            return form.text == text && form.isFast == isFast && form.place == place;
        });
        if (!isKnown && !text.empty())
            m_forms.push_back({text, std::string(how), isFast, place});
    }
    /// The name, then the name less one revision after another.
    std::string addRevisions(std::string text, std::string_view provider, std::string_view how,
                             bool isFast, NamedPlace place)
    {
        add(text, how, isFast, place);
        while (dropRevision(text, provider))
            add(text, "date suffix", isFast, place);
        return text;
    }
    [[nodiscard]] std::vector<NameForm> take() { return std::move(m_forms); }

private:
    std::vector<NameForm> m_forms;
};

/// Steps 3 and 4 for one spelling: revisions away, then a coding agent's suffix, then revisions
/// that stood before it.
void addSuffixes(Forms &forms, const std::string &text, std::string_view provider,
                 std::string_view how, NamedPlace place)
{
    std::string rest = forms.addRevisions(text, provider, how, false, place);
    bool isFast = false;
    for (const std::string_view suffix : {"-thinking", "-xhigh", "-high", "-fast"}) {
        if (!dropSuffix(rest, suffix))
            continue;
        isFast = suffix == "-fast";
        forms.addRevisions(rest, provider, isFast ? "speed suffix" : "effort suffix", isFast,
                           place);
        return;
    }
}

/// Step 5: "ft:base:org:name:id" has a price of its own, "ft:base", never the base's.
void addFineTune(Forms &forms, const std::string &text, std::string_view provider)
{
    constexpr std::size_t afterMark = 3;
    const std::size_t colon = text.find(':', afterMark);
    forms.addRevisions(text.substr(0, colon), provider, "fine-tune", false, NamedPlace::None);
}

} // namespace

std::string_view name(NamedPlace place)
{
    return placeNames[static_cast<std::size_t>(place)];
}

std::string lowered(std::string_view text)
{
    std::string low(text);
    for (char &c : low) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return low;
}

std::string normalized(std::string_view name)
{
    std::string text = lowered(name);
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        if (text[i] == '.' && isDigit(text[i - 1]) && isDigit(text[i + 1]))
            text[i] = '-';
        else if (text[i] == '@' && (isCompactDate(std::string_view(text).substr(i + 1)) ||
                                    isDashedDate(std::string_view(text).substr(i + 1))))
            text[i] = '-';
    }
    return text;
}

std::vector<NameForm> nameForms(const ProviderDirectory &directory, std::string_view provider,
                                std::string_view model)
{
    const auto isBlank = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
    while (!model.empty() && isBlank(model.front()))
        model.remove_prefix(1);
    while (!model.empty() && isBlank(model.back()))
        model.remove_suffix(1);
    Forms forms;
    const std::string given = lowered(model);
    forms.add(given, "exact", false, NamedPlace::None);
    std::string text = withoutPrefixes(directory, provider, given);
    const std::string_view how = text != given ? "provider prefix" : "normalised";
    if (text.starts_with("ft:")) {
        addFineTune(forms, text, provider);
        return forms.take();
    }
    dropWindowMarker(text);
    // '@' becomes a dash here so that the date after it can be seen as one.
    text = text.find('@') != std::string::npos ? normalized(text) : text;
    addSuffixes(forms, text, provider, how, NamedPlace::None);
    if (provider == "aws") {
        if (const NamedPlace place = dropPlace(text); place != NamedPlace::None)
            addSuffixes(forms, text, provider, "geography prefix", place);
    }
    return forms.take();
}

bool globMatches(std::string_view pattern, std::string_view text)
{
    std::size_t p = 0, t = 0;
    std::size_t star = std::string_view::npos, resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && pattern[p] == text[t]) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

} // namespace outlay
