// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/pricehint.h"

#include "app/cli/text.h"

namespace outlay::cli {

std::string modelName(const std::string &model)
{
    if (model == "/")
        return "(no model named)";
    return model.starts_with('/') ? model.substr(1) : model;
}

std::string pricingCommands(const PriceBook &book, const std::string &model)
{
    const std::size_t slash = model.find('/');
    const std::string provider = model.substr(0, slash);
    const std::string name = model.substr(slash + 1);
    if (name.empty())
        return "the records name no model; if a column does: import --again --map model=COLUMN";
    const std::string set = "outlay-cli prices set ";
    // Any provider's, where nobody said whose: a name alone is not a price's.
    const std::string own = shellWord((provider.empty() ? "*" : provider) + "/" + printable(name));
    const std::string fields = set + own + " --input USD --output USD (per million tokens)";
    const std::string namesake = book.namesake(provider, name);
    if (namesake.empty())
        return fields;
    // Seen of Bedrock's geographical ids: 1.1 times the maker's price.
    const bool isRegional = provider == "aws" && name.find(".anthropic.") != std::string::npos &&
                            !name.starts_with("global.");
    return "if it costs what " + namesake + " does" +
           (isRegional ? " (ids with a region in front have cost 10% more)" : "") + ": " + set +
           shellWord(printable(modelName(model))) + " --means " + shellWord(namesake) + "; else " +
           fields;
}

} // namespace outlay::cli
