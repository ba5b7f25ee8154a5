// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/demo/demonow.h"

#include "app/sources/demo/demo.h"

#include <algorithm>

namespace outlay {

bool isDemo(const std::vector<SourceInfo> &sources)
{
    return !sources.empty() &&
           std::all_of(sources.begin(), sources.end(),
                       [](const SourceInfo &source) { return source.name.starts_with("demo "); });
}

Instant shownNow(const std::vector<SourceInfo> &sources, Instant now)
{
    return isDemo(sources) ? std::min(now, demoRange().to) : now;
}

Result<Instant> shownNow(LedgerReader &reader, Instant now)
{
    const auto sources = reader.sources();
    if (!sources)
        return tl::unexpected<Error>(sources.error());
    return shownNow(*sources, now);
}

Result<std::optional<Instant>> runningNow(LedgerReader &reader, const Zone &zone, Instant now)
{
    const auto facts = reader.facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    const auto shown = shownNow(reader, now);
    if (!shown)
        return tl::unexpected<Error>(shown.error());
    const auto monthOf = [&zone](Instant end) {
        return zone.bucketStart({end.micros - 1}, Step::Month);
    };
    const bool runs = facts->span && monthOf(facts->span->to) == monthOf(*shown);
    return runs ? std::optional(*shown) : std::nullopt;
}

} // namespace outlay
