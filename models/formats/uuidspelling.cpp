// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/uuidspelling.h"

namespace outlay {

std::optional<std::string> usualSpelling(std::string_view uuid)
{
    constexpr std::string_view form = "########-####-####-####-############";
    constexpr std::size_t digits = 32;
    const bool hasHyphens = uuid.size() == form.size();
    if (!hasHyphens && uuid.size() != digits)
        return std::nullopt;
    std::string usual;
    std::size_t at = 0;
    bool isNil = true;
    for (const char wanted : form) {
        if (wanted == '-') {
            usual += '-';
            if (hasHyphens && uuid[at++] != '-')
                return std::nullopt;
            continue;
        }
        const char c = uuid[at++];
        const bool isUpper = c >= 'A' && c <= 'F';
        if (!isUpper && !(c >= 'a' && c <= 'f') && !(c >= '0' && c <= '9'))
            return std::nullopt;
        isNil = isNil && c == '0';
        usual += isUpper ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return isNil || usual == uuid ? std::nullopt : std::optional(usual);
}

} // namespace outlay
