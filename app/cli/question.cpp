// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/question.h"

#include "app/cli/text.h"
#include "app/sources/demo/demonow.h"
#include "models/money/moment.h"

#include <algorithm>
#include <optional>

namespace outlay::cli {

Result<Instant> parseMoment(std::string_view text, const Zone &zone, Instant now)
{
    if (const std::optional<Instant> at = momentOf(text, zone, now))
        return *at;
    return failure(Error::Kind::Usage, "cannot read the time \"" + printable(text) + "\"; write " +
                                           std::string(momentForms));
}

Result<std::vector<Filter>> parseFilters(const std::vector<std::string> &texts)
{
    std::vector<Filter> filters;
    for (const std::string &text : texts) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos)
            return failure(Error::Kind::Usage, "--where " + printable(text) +
                                                   ": write DIM=VALUE, e.g. --where model=gpt-5");
        const Result<DimensionRef> dimension = parseDimension(text.substr(0, equals));
        if (!dimension)
            return tl::unexpected<Error>(dimension.error());
        if (dimension->dimension == Dimension::Tag && dimension->tagKey.empty())
            return failure(Error::Kind::Usage, "--where " + printable(text) +
                                                   ": name the tag, e.g. --where tag:env=prod");
        auto filter = std::find_if(filters.begin(), filters.end(), [&](const Filter &known) {
            return known.dimension == *dimension;
        });
        if (filter == filters.end())
            filter = filters.insert(filters.end(), Filter{*dimension, {}});
        const std::string value = text.substr(equals + 1);
        filter->anyOf.push_back(value.empty() ? std::nullopt : std::optional(value));
    }
    return filters;
}

Result<std::vector<DimensionRef>> parseDimensions(const std::vector<std::string> &texts)
{
    std::vector<DimensionRef> dimensions;
    for (const std::string &text : texts) {
        for (const std::string &part : splitList(text)) {
            const Result<DimensionRef> dimension = parseDimension(part);
            if (!dimension)
                return tl::unexpected<Error>(dimension.error());
            if (std::find(dimensions.begin(), dimensions.end(), *dimension) != dimensions.end())
                return failure(Error::Kind::Usage, "--by names " + part + " twice");
            dimensions.push_back(*dimension);
        }
    }
    return dimensions;
}

Result<Query> narrowedQuery(const Arguments &arguments, const std::string &ledgerZone,
                            std::optional<Instant> now)
{
    Query query;
    Result<Zone> zone =
        Zone::named(arguments.valueOr("tz", ledgerZone.empty() ? "UTC" : ledgerZone));
    if (!zone)
        return tl::unexpected<Error>(zone.error());
    query.zone = *zone;
    for (const auto &[option, side] :
         {std::pair{"from", &query.range.from}, std::pair{"to", &query.range.to}}) {
        if (const auto text = arguments.value(option)) {
            const Result<Instant> at =
                parseMoment(*text, query.zone, now.value_or(arguments.now()));
            if (!at)
                return failure(Error::Kind::Usage,
                               std::string("--") + option + ": " + at.error().text);
            *side = *at;
        }
    }
    if (query.range.from >= query.range.to)
        return failure(Error::Kind::Usage, "--from (" + toRfc3339(query.range.from) +
                                               ") is not before --to (" +
                                               toRfc3339(query.range.to) + "); --to is exclusive");
    Result<std::vector<Filter>> where = parseFilters(arguments.values("where"));
    if (!where)
        return tl::unexpected<Error>(where.error());
    query.where = std::move(*where);
    return query;
}

Result<Query> narrowedQuery(const Arguments &arguments, LedgerReader &reader)
{
    const auto facts = reader.facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    const auto now = shownNow(reader, arguments.now());
    if (!now)
        return tl::unexpected<Error>(now.error());
    return narrowedQuery(arguments, facts->zone, *now);
}

} // namespace outlay::cli
