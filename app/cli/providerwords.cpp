// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/providerwords.h"

#include "app/cli/text.h"
#include "models/formats/providername.h"
#include "models/pricing/names.h"

#include <algorithm>

namespace outlay::cli {

namespace {

Result<std::string> parseProvider(const std::string &text)
{
    Observation named;
    setProviderAndModel(named, text, {});
    if (const std::string_view known = knownProvider(text); !known.empty()) {
        if (!named[Field::Service].empty())
            return failure(Error::Kind::Usage,
                           printable(text) + " is a service of " + std::string(known) +
                               ", which cannot be told of a source; write " + std::string(known));
        return std::string(known);
    }
    const ProviderDirectory &directory = ProviderDirectory::shipped();
    if (directory.isKnown(text))
        return directory.canonical(text);
    return failure(Error::Kind::Usage,
                   "no provider is called \"" + printable(text) +
                       "\"; write aws, azure, google, openai, anthropic … as reports name them "
                       "(outlay-cli report --by provider)");
}

} // namespace

Result<Ingest::ProviderByMaker> parseProviders(const std::vector<std::string> &words,
                                               Ingest::ProviderByMaker said)
{
    if (words.size() == 1 && words[0] == "none")
        return Ingest::ProviderByMaker();
    for (const std::string &word : words) {
        const std::size_t equals = word.find('=');
        std::string maker;
        if (equals != word.npos) {
            auto known = parseProvider(word.substr(0, equals));
            if (!known)
                return tl::unexpected<Error>(known.error());
            maker = *std::move(known);
        }
        auto seller = parseProvider(word.substr(equals == word.npos ? 0 : equals + 1));
        if (!seller)
            return tl::unexpected<Error>(seller.error());
        said[maker] = *std::move(seller);
    }
    return said;
}

Result<Ingest::ProviderByMaker> parseProviderLabel(const std::string &label)
{
    const bool isOfMakers = label.find_first_of("=,") != label.npos;
    if (!isOfMakers && knownProvider(label).empty() && !ProviderDirectory::shipped().isKnown(label))
        return Ingest::ProviderByMaker{{{}, label}};
    std::vector<std::string> words(1);
    for (const char c : label) {
        if (c == ',')
            words.emplace_back();
        else
            words.back().push_back(c);
    }
    return parseProviders(words, {});
}

} // namespace outlay::cli
