// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/pricing/bookdata.h"
#include "models/pricing/names.h"

namespace outlay {

// "anthropic.claude-…" at Amazon, "anthropic/claude-…" and "claude-…" elsewhere.
std::string PriceBook::namesake(std::string_view provider, std::string_view model) const
{
    const ProviderDirectory &directory = ProviderDirectory::shipped();
    const std::string seller = directory.canonical(provider);
    for (const NameForm &form : nameForms(directory, seller, model)) {
        std::string_view text = form.text;
        std::string maker;
        for (const char separator : {'/', '.'}) {
            const std::size_t end = text.find(separator);
            if (end == std::string_view::npos || !directory.isKnown(text.substr(0, end)))
                continue;
            maker = directory.canonical(text.substr(0, end));
            text.remove_prefix(end + 1);
            break;
        }
        if (maker.empty())
            maker = directory.makerOf(text);
        if (maker.empty() || maker == seller)
            continue;
        const Data::Resolved found = m_data->resolveWithin(maker, text);
        if (found.handle != 0 && found.how != "pattern")
            return m_data->models[unpack(found.handle).model].id;
    }
    return {};
}

} // namespace outlay
