// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/otlp/localrequest.h"

#include "app/sources/otlp/headertext.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace outlay::sources {

namespace {

/// Takes as long whatever differs.
bool isSameToken(std::string_view given, std::string_view wanted)
{
    unsigned difference = given.size() == wanted.size() ? 0U : 1U;
    for (std::size_t i = 0; i < given.size(); ++i)
        difference |=
            static_cast<unsigned char>(given[i]) ^
            static_cast<unsigned char>(wanted[i % std::max<std::size_t>(wanted.size(), 1)]);
    return difference == 0;
}

} // namespace

bool isThisMachine(std::string_view host)
{
    const std::string name = lowered(host);
    const auto isNameWithPort = [&](std::string_view wanted) {
        if (!name.starts_with(wanted))
            return false;
        const std::string_view rest = std::string_view(name).substr(wanted.size());
        return rest.empty() || (rest.size() > 1 && rest[0] == ':' &&
                                rest.find_first_not_of("0123456789", 1) == std::string_view::npos);
    };
    return isNameWithPort("127.0.0.1") || isNameWithPort("localhost") || isNameWithPort("[::1]");
}

bool showsToken(const HttpHead &head, std::string_view token)
{
    static constexpr std::string_view scheme = "bearer ";
    const std::string_view value = head.field("Authorization");
    return lowered(value.substr(0, scheme.size())) == scheme &&
           isSameToken(trimmed(value.substr(scheme.size())), token);
}

} // namespace outlay::sources
