// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/caps/cappoints.h"

#include "app/enforcement/pointopener.h"
#include "app/sources/livesources.h"

#include <utility>

namespace outlay::enforcement {

Result<std::vector<CapPoint>> capPoints(LedgerReader &reader)
{
    const auto all = sources::storedSources(reader);
    if (!all)
        return tl::unexpected<Error>(all.error());
    std::vector<CapPoint> points;
    for (const sources::SourceSettings &settings : *all) {
        if (!checkCanPush(settings))
            continue;
        auto known = knownStates(reader, settings.name);
        auto facts = storedFacts(reader, settings.name);
        if (!known || !facts)
            return tl::unexpected<Error>(known ? facts.error() : known.error());
        points.push_back({settings.name, *std::move(known), *std::move(facts)});
    }
    return points;
}

} // namespace outlay::enforcement
