// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/storedsetting.h"

namespace outlay::cli {

Result<> takeHeaders(const Arguments &arguments,
                     std::vector<sources::SourceSettings::Header> &headers)
{
    for (const std::string &text : arguments.values("header")) {
        const std::size_t colon = text.find(':');
        if (colon == std::string::npos || colon == 0)
            return failure(Error::Kind::Usage,
                           "--header is written NAME:VALUE, e.g. --header X-Team:search");
        const std::string name = text.substr(0, colon);
        std::erase_if(headers, [&name](const auto &one) { return one.name == name; });
        const std::size_t value = text.find_first_not_of(' ', colon + 1);
        headers.push_back({name, value == std::string::npos ? std::string() : text.substr(value)});
    }
    return {};
}

} // namespace outlay::cli
