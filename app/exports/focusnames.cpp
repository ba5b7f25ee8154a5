// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/exports/focusnames.h"

#include "models/pricing/names.h"

#include <array>
#include <set>
#include <utility>

namespace outlay {

namespace {

using Titles = std::array<std::pair<std::string_view, std::string_view>, 22>;
constexpr Titles titles{{
    {"alibaba", "Alibaba"},
    {"anthropic", "Anthropic"},
    {"aws", "Amazon Web Services"},
    {"azure", "Microsoft"},
    {"azure_ai", "Microsoft"},
    {"cerebras", "Cerebras"},
    {"cohere", "Cohere"},
    {"deepseek", "DeepSeek"},
    {"fireworks", "Fireworks AI"},
    {"google", "Google"},
    {"groq", "Groq"},
    {"minimax", "MiniMax"},
    {"mistral", "Mistral AI"},
    {"moonshotai", "Moonshot AI"},
    {"ollama", "Ollama"},
    {"openai", "OpenAI"},
    {"openrouter", "OpenRouter"},
    {"perplexity", "Perplexity"},
    {"together", "Together AI"},
    {"vercel_ai_gateway", "Vercel"},
    {"x-ai", "xAI"},
    {"zai", "Z.ai"},
}};

/// The provider most requests of each value go to.
Result<std::map<std::string, std::string>> providersBy(LedgerReader &reader, Dimension dimension,
                                                       const CancelToken &cancel)
{
    Query query;
    query.by.resize(2);
    query.by[0].dimension = dimension;
    query.by[1].dimension = Dimension::Provider;
    const auto answer = reader.run(query, cancel);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    std::map<std::string, std::string> providers;
    std::map<std::string, std::int64_t> most;
    for (const Row &row : answer->rows) {
        if (!row.key[0] || !row.key[1] || row.isNotItemised)
            continue;
        std::int64_t &requests = most[*row.key[0]];
        if (row.measures.requests > requests) {
            requests = row.measures.requests;
            providers[*row.key[0]] = *row.key[1];
        }
    }
    return providers;
}

} // namespace

std::string providerTitle(std::string_view provider)
{
    const std::string id = ProviderDirectory::shipped().canonical(provider);
    for (const auto &[known, title] : titles) {
        if (known == id)
            return std::string(title);
    }
    return std::string(provider);
}

std::string publisherOf(std::string_view provider, std::string_view model)
{
    const ProviderDirectory &directory = ProviderDirectory::shipped();
    for (std::string_view rest = model; !rest.empty();) {
        const std::size_t end = rest.find_first_of("/.");
        if (end == std::string_view::npos)
            break;
        if (directory.isKnown(rest.substr(0, end)))
            return directory.canonical(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    return std::string(provider);
}

Result<FocusNames> FocusNames::read(LedgerReader &reader, const CancelToken &cancel)
{
    FocusNames names;
    auto bills = reader.bills();
    if (!bills)
        return tl::unexpected<Error>(bills.error());
    names.m_bills = *std::move(bills);
    auto sources = providersBy(reader, Dimension::Source, cancel);
    if (!sources)
        return tl::unexpected<Error>(sources.error());
    auto keys = providersBy(reader, Dimension::Key, cancel);
    if (!keys)
        return tl::unexpected<Error>(keys.error());
    names.m_ofSource = *std::move(sources);
    names.m_ofKey = *std::move(keys);
    return names;
}

std::string FocusNames::account(const std::string &provider, Instant at) const
{
    std::set<std::string> accounts;
    for (const BillInfo &bill : m_bills) {
        if (bill.provider == provider && bill.period.contains(at) && !bill.account.empty())
            accounts.insert(bill.account);
    }
    if (accounts.size() == 1)
        return *accounts.begin();
    return provider.empty() ? "unknown" : provider;
}

std::string FocusNames::seller(const std::string &source, const std::string &key) const
{
    const auto &known = source.empty() ? m_ofKey : m_ofSource;
    const auto found = known.find(source.empty() ? key : source);
    return found == known.end() ? std::string() : found->second;
}

} // namespace outlay
