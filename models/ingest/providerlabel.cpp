// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/providerlabel.h"

#include <algorithm>

namespace outlay {

Ingest::ProviderByMaker providersOf(const Configuration &configuration, const std::string &source)
{
    Ingest::ProviderByMaker said;
    const auto labels = configuration.labels.find(source);
    if (labels == configuration.labels.end())
        return said;
    const auto label =
        std::find_if(labels->second.begin(), labels->second.end(),
                     [](const auto &known) { return known.first == Dimension::Provider; });
    if (label == labels->second.end())
        return said;
    std::string_view rest = label->second;
    while (!rest.empty()) {
        const std::string_view part = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(part.size() + 1, rest.size()));
        const std::size_t equals = part.find('=');
        if (equals == part.npos)
            said[{}] = part;
        else
            said[std::string(part.substr(0, equals))] = part.substr(equals + 1);
    }
    return said;
}

std::string providerLabel(const Ingest::ProviderByMaker &said)
{
    std::string label;
    for (const auto &[maker, provider] : said)
        label += (label.empty() ? "" : ",") + (maker.empty() ? "" : maker + "=") + provider;
    return label;
}

std::string providerSaid(const Configuration &configuration, const std::string &source,
                         std::string_view maker)
{
    const Ingest::ProviderByMaker said = providersOf(configuration, source);
    for (const std::string &whose : {std::string(maker), std::string()}) {
        if (const auto found = said.find(whose); found != said.end())
            return found->second;
    }
    return {};
}

} // namespace outlay
