// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/format.h"
#include "models/formats/recordmap.h"

#include <algorithm>

namespace outlay {

namespace {

/// The next part up to a comma outside quotes; takes it off `rest`.
std::string_view takePart(std::string_view &rest)
{
    char quote = '\0';
    std::size_t i = 0;
    for (; i < rest.size(); ++i) {
        const char c = rest[i];
        if (quote != '\0')
            quote = c == quote ? '\0' : quote;
        else if (c == '\'' || c == '"')
            quote = c;
        else if (c == ',')
            break;
    }
    const std::string_view part = rest.substr(0, i);
    rest.remove_prefix(std::min(i + 1, rest.size()));
    return part;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

tl::unexpected<Error> badPart(std::string_view part, std::string_view why)
{
    return failure(Error::Kind::Usage, "--map: \"" + std::string(part) + "\": " + std::string(why));
}

} // namespace

Result<FieldMap> parseFieldMap(std::string_view text)
{
    FieldMap map;
    while (!text.empty()) {
        const std::string_view part = trimmed(takePart(text));
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos)
            return badPart(part, "expected FIELD=COLUMN or FIELD='TEXT'");
        const std::string field(trimmed(part.substr(0, equals)));
        std::string_view column = trimmed(part.substr(equals + 1));
        if (!isMappableField(field))
            return badPart(part, "unknown field; known are " + mappableFields());
        if (column.empty() || column == "''" || column == "\"\"")
            return badPart(part, "the column is empty");
        for (const char quote : {'\'', '"'}) {
            if (column.front() == quote && (column.size() < 2 || column.back() != quote))
                return badPart(part, "the quote is not closed");
        }
        const auto isSame = [&](const auto &known) { return known.first == field; };
        if (std::any_of(map.fields.begin(), map.fields.end(), isSame))
            return badPart(part, "the field is given twice");
        map.fields.emplace_back(field, column);
    }
    if (map.fields.empty())
        return failure(Error::Kind::Usage, "--map is empty; expected FIELD=COLUMN,…");
    return map;
}

} // namespace outlay
