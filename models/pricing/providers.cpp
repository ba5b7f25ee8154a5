// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/jsonnode.h"
#include "models/pricing/names.h"
#include "models/pricing/resources.h"

#include <algorithm>

namespace outlay {

const ProviderDirectory &ProviderDirectory::shipped()
{
    static const ProviderDirectory directory = [] {
        ProviderDirectory made;
        const auto root = parseJson(resources::providers());
        if (!root)
            return made; // a test reads the compiled-in file, so that this cannot ship
        if (const JsonNode *list = root->find("providers")) {
            for (const JsonNode &provider : list->children) {
                const std::string id = provider.find("id")->text;
                made.m_canonical[id] = id;
                if (const JsonNode *aliases = provider.find("aliases")) {
                    for (const JsonNode &alias : aliases->children)
                        made.m_canonical[alias.text] = id;
                }
                if (const JsonNode *makes = provider.find("makes")) {
                    for (const JsonNode &prefix : makes->children)
                        made.m_makes.emplace_back(prefix.text, id);
                }
                if (provider.find("routes") != nullptr)
                    made.m_routers.push_back(id);
            }
        }
        if (const JsonNode *gateways = root->find("gateways")) {
            for (const JsonNode &gateway : gateways->children)
                made.m_gateways.push_back(gateway.text);
        }
        return made;
    }();
    return directory;
}

std::string ProviderDirectory::canonical(std::string_view provider) const
{
    std::string low = lowered(provider);
    const auto found = m_canonical.find(low);
    return found != m_canonical.end() ? found->second : low;
}

bool ProviderDirectory::isKnown(std::string_view name) const
{
    return m_canonical.find(lowered(name)) != m_canonical.end();
}

bool ProviderDirectory::isRouter(std::string_view provider) const
{
    return std::find(m_routers.begin(), m_routers.end(), provider) != m_routers.end();
}

bool ProviderDirectory::saysNothing(std::string_view provider) const
{
    return provider.empty() ||
           std::find(m_gateways.begin(), m_gateways.end(), provider) != m_gateways.end();
}

std::string ProviderDirectory::makerOf(std::string_view model) const
{
    const std::string low = lowered(model);
    for (const auto &[prefix, provider] : m_makes) {
        if (low.starts_with(prefix))
            return provider;
    }
    return {};
}

} // namespace outlay
