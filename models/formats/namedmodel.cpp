// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/namedmodel.h"

#include "models/formats/modelservice.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace outlay {

namespace {

/// Words that are no others, and what they are a family of.
constexpr std::array<std::pair<std::string_view, std::string_view>, 27> families = {{
    {"anthropic", "claude"},
    {"claude", "claude"},
    {"gemini", "gemini"},
    {"gemma", "gemma"},
    {"imagen", "imagen"},
    {"veo", "veo"},
    {"gpt", "gpt"},
    {"o1", "o1"},
    {"o3", "o3"},
    {"o4", "o4"},
    {"llama", "llama"},
    {"mistral", "mistral"},
    {"mixtral", "mixtral"},
    {"ministral", "ministral"},
    {"codestral", "codestral"},
    {"pixtral", "pixtral"},
    {"grok", "grok"},
    {"deepseek", "deepseek"},
    {"qwen", "qwen"},
    {"kimi", "kimi"},
    {"nova", "nova"},
    {"titan", "titan"},
    {"jamba", "jamba"},
    {"palmyra", "palmyra"},
    {"command", "command"},
    {"minimax", "minimax"},
    {"diffusion", "diffusion"},
}};
constexpr std::array<std::string_view, 27> sizes = {
    "sonnet", "haiku",   "opus",   "flash", "lite",  "pro",   "ultra",    "nano",  "mini",
    "micro",  "premier", "canvas", "reel",  "sonic", "scout", "maverick", "large", "small",
    "medium", "turbo",   "max",    "coder", "nemo",  "oss",   "plus",     "ada",   "embedding",
};
/// Letters that tell models of a family apart, right behind its word.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> variants = {{
    {"command", "r"},
    {"command", "a"},
    {"deepseek", "r1"},
    {"deepseek", "v3"},
    {"deepseek", "v2"},
    {"claude", "instant"},
    {"gpt", "image"},
    {"gpt", "audio"},
}};

/// What a model is for, where no family is named: "text-embedding-3-large", "Whisper".
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> purposes = {{
    {"embedding", "embedding"},
    {"whisper", "whisper"},
    {"dall", "dall"},
    {"sora", "sora"},
    {"rerank", "rerank"},
}};

struct Word
{
    std::string text;
    bool isAfterDot = false;
    bool isInBrackets = false; ///< first there, or an amount: "2 (24.07)", "4 $3.00"
};

std::vector<Word> wordsOf(std::string_view text)
{
    const auto isPart = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    std::vector<Word> words(1);
    for (const char c : asciiLowered(text)) {
        if (isPart(c)) {
            words.back().text.push_back(c);
            continue;
        }
        if (!words.back().text.empty())
            words.emplace_back();
        words.back().isAfterDot = c == '.';
        words.back().isInBrackets = words.back().isInBrackets || c == '(' || c == '$';
        if (c == '+' && words.size() > 1) { // "Command R+"
            words.back().text = "plus";
            words.emplace_back();
        }
    }
    if (words.back().text.empty())
        words.pop_back();
    return words;
}

bool isVersion(std::string_view word);

bool isSize(std::string_view word)
{
    return std::find(sizes.begin(), sizes.end(), word) != sizes.end();
}

/// "70b", "8x7b".
bool isParameters(std::string_view word)
{
    return word.size() > 1 && word.ends_with('b') && word.front() >= '0' && word.front() <= '9' &&
           word.find_first_not_of("0123456789x") == word.size() - 1;
}

/// How much of the word is one by itself. AWS writes some in one: "NovaLite", "Llama3",
/// "TitanEmbeddingsG1", "Nova2.0Lite".
std::size_t firstPartOf(std::string_view word)
{
    const auto *const family = std::find_if(families.begin(), families.end(), [&](auto &one) {
        const std::string_view rest = word.substr(std::min(one.first.size(), word.size()));
        return word.starts_with(one.first) &&
               (isSize(rest) || isVersion(rest) || isParameters(rest) || rest.starts_with("embed"));
    });
    if (family != families.end())
        return family->first.size();
    const std::size_t digits = std::min(word.find_first_not_of("0123456789"), word.size());
    return digits > 0 && isSize(word.substr(digits)) ? digits : word.size();
}

std::vector<Word> parted(std::vector<Word> words)
{
    std::vector<Word> all;
    for (Word &word : words) {
        std::string rest = word.text.substr(firstPartOf(word.text));
        word.text.resize(word.text.size() - rest.size());
        all.push_back(std::move(word));
        if (!rest.empty())
            all.push_back({std::move(rest), false});
    }
    for (Word &word : all) {
        if (word.text.starts_with("embed"))
            word.text = "embedding";
    }
    return all;
}

/// Of OpenAI, whose versions are written with a dot: what follows a dash may be the number of a
/// deployment as well ("gpt-4o-2").
bool isDotted(std::string_view family)
{
    return family == "gpt" || (family.size() == 2 && family.front() == 'o');
}

/// Of which the greatest model has no size in its name.
bool hasSizeless(std::string_view family)
{
    return isDotted(family) || family == "grok";
}

/// "5 minutes" are those of a cache.
bool isDuration(const std::vector<Word> &words, std::size_t at)
{
    constexpr std::array<std::string_view, 6> units{"min",     "mins", "minute",
                                                    "minutes", "hour", "hours"};
    return at + 1 < words.size() &&
           std::find(units.begin(), units.end(), words[at + 1].text) != units.end();
}

/// "4", "35", "4o"; no date, no build, no number of parameters.
bool isVersion(std::string_view word)
{
    constexpr std::size_t longest = 2;
    if (word.ends_with('o'))
        word.remove_suffix(1);
    return !word.empty() && word.size() <= longest &&
           word.find_first_not_of("0123456789") == word.npos;
}

struct Mention
{
    std::string_view family;
    std::set<std::string> sizes;
    std::string version;
    [[nodiscard]] std::size_t told() const { return sizes.size() + (version.empty() ? 0 : 1); }
};

/// What follows a family's word, as far as it is of the name.
Mention mentionAt(const std::vector<Word> &words, std::size_t at, std::string_view family)
{
    Mention mention{family, {}, {}};
    bool isVersionOver = false;
    std::size_t numbers = 0;
    for (std::size_t i = at + 1; i < words.size(); ++i) {
        const std::string &word = words[i].text;
        isVersionOver = isVersionOver || words[i].isInBrackets;
        const bool isVariant =
            i == at + 1 && std::find(variants.begin(), variants.end(),
                                     std::pair(family, std::string_view(word))) != variants.end();
        if (isVariant || isParameters(word) || isSize(word)) {
            if (word != "turbo" || !isDotted(family)) // no other model: "gpt-4-1106" is one as well
                mention.sizes.insert(word);
            isVersionOver = numbers > 0;
        } else if (isVersion(word) && !isVersionOver && numbers < 2 && !isDuration(words, i)) {
            const bool isDoubtful = numbers == 1 && isDotted(family) && !words[i].isAfterDot;
            // "4.0" is "4"; the dot is gone, as is the one of "gpt-35".
            if (++numbers == 1 || word != "0")
                mention.version += (isDoubtful ? "-" : "") + word;
        } else {
            break;
        }
    }
    return mention;
}

bool isFamily(std::string_view word)
{
    return std::any_of(families.begin(), families.end(),
                       [word](const auto &one) { return one.first == word; });
}

/// What the words tell most of; without a family: nothing; nullopt: several families are named.
template <typename Known>
std::optional<Mention> mentioned(const std::vector<Word> &words, const Known &known)
{
    Mention best;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto *const family = std::find_if(
            known.begin(), known.end(), [&](auto &one) { return one.first == words[i].text; });
        // "Mistral AI" is who makes them, as is the prefix of "mistral.pixtral-large".
        const bool isMaker = words[i].text == "mistral" && i + 1 < words.size() &&
                             (words[i + 1].text == "ai" || isFamily(words[i + 1].text));
        if (family == known.end() || isMaker)
            continue;
        if (!best.family.empty() && best.family != family->second)
            return std::nullopt;
        const Mention mention = mentionAt(words, i, family->second);
        if (best.family.empty() || mention.told() > best.told())
            best = mention;
    }
    return best;
}

std::string joined(const std::set<std::string> &words)
{
    std::string text;
    for (const std::string &word : words)
        text += (text.empty() ? "" : "+") + word;
    return text;
}

std::array<std::string_view, 3> partsOf(std::string_view named)
{
    std::array<std::string_view, 3> parts;
    for (std::string_view &part : parts) {
        part = named.substr(0, named.find('/'));
        named.remove_prefix(std::min(part.size() + 1, named.size()));
    }
    return parts;
}

/// "120b+oss": the name's sizes, and how many parameters the model has, which many leave out.
std::pair<std::string, std::string> withoutParameters(std::string_view size)
{
    std::pair<std::string, std::string> parts;
    while (!size.empty()) {
        const std::string_view one = size.substr(0, size.find('+'));
        size.remove_prefix(std::min(one.size() + 1, size.size()));
        std::string &part = isParameters(one) ? parts.second : parts.first;
        part += (part.empty() ? "" : "+") + std::string(one);
    }
    return parts;
}

constexpr std::string_view embedding = "embedding";

bool isForEmbeddings(std::string_view family, std::string_view size)
{
    return family == embedding || size.find(embedding) != size.npos;
}

/// A doubtful "4-1" is 4 or 41.
bool isSameVersion(std::string_view left, std::string_view right)
{
    const auto readings = [](std::string_view version) {
        const std::string whole(version.substr(0, version.find('-')));
        const std::string rest(version.substr(std::min(whole.size() + 1, version.size())));
        return std::array{whole, whole + rest};
    };
    const auto ofLeft = readings(left);
    const auto ofRight = readings(right);
    return std::find_first_of(ofLeft.begin(), ofLeft.end(), ofRight.begin(), ofRight.end()) !=
           ofLeft.end();
}

} // namespace

std::string namedModel(std::string_view text)
{
    const std::vector<Word> words = parted(wordsOf(text));
    auto best = mentioned(words, families);
    if (best && best->family.empty())
        best = mentioned(words, purposes);
    if (!best || best->family.empty())
        return {};
    return std::string(best->family) + '/' + joined(best->sizes) + '/' + best->version;
}

std::string_view namedFamily(std::string_view named)
{
    return partsOf(named)[0];
}

bool mayBeOf(std::string_view billed, std::string_view requested)
{
    const auto [family, size, version] = partsOf(billed);
    const auto [ofFamily, ofSize, ofVersion] = partsOf(requested);
    if (family.empty() || ofFamily.empty())
        return true;
    if (family != ofFamily && isForEmbeddings(family, size) && isForEmbeddings(ofFamily, ofSize))
        return family == embedding || ofFamily == embedding; // "Embeddings for Text" is of any
    if (family != ofFamily ||
        (!version.empty() && !ofVersion.empty() && !isSameVersion(version, ofVersion)))
        return false;
    const auto [name, parameters] = withoutParameters(size);
    const auto [ofName, ofParameters] = withoutParameters(ofSize);
    if (!parameters.empty() && !ofParameters.empty() && parameters != ofParameters)
        return false;
    if (name == ofName)
        return true;
    // A name with a version has its size, too: "gpt-5" is not "gpt-5-mini". A bill's words may
    // leave the size out but where the greatest model has none.
    const bool isWhole = !version.empty() || (isDotted(family) && family != "gpt");
    const bool isOfWhole = !ofVersion.empty() || (isDotted(family) && family != "gpt");
    return (name.empty() && !(hasSizeless(family) && isWhole)) || (ofName.empty() && !isOfWhole);
}

} // namespace outlay
