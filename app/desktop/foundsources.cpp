// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/foundsources.h"

#include "app/sources/livesources.h"

#include <algorithm>

namespace outlay {
namespace {

using sources::SourceSettings;

bool isFollowed(const std::vector<SourceSettings> &all, const std::string &path)
{
    return std::any_of(all.begin(), all.end(), [&](const SourceSettings &one) {
        return std::find(one.paths.begin(), one.paths.end(), path) != one.paths.end();
    });
}

/// The format's own, or with a number where something else has it.
std::string freeName(const std::vector<SourceSettings> &all, const std::string &format)
{
    std::string name = format;
    for (int number = 2; sources::sourceNamed(all, name) != nullptr; ++number)
        name = format + "-" + std::to_string(number);
    return name;
}

} // namespace

Result<std::vector<std::string>> watchFound(Ingest &ingest,
                                            const std::vector<ui::FoundChoice> &choices)
{
    std::vector<std::string> names;
    for (const ui::FoundChoice &choice : choices) {
        if (choice.use != ui::FoundChoice::Use::Watch)
            continue;
        const auto all = sources::storedSources(ingest); // as the choice before left them
        if (!all)
            return tl::unexpected<Error>(all.error());
        if (isFollowed(*all, choice.item.path))
            continue;
        const SourceSettings *known = sources::sourceNamed(*all, choice.item.format);
        const bool joins = known && known->kind == sources::SourceKind::Files &&
                           known->format == choice.item.format;
        SourceSettings settings;
        if (joins) {
            settings = *known;
        } else {
            settings.name = freeName(*all, choice.item.format);
            settings.kind = sources::SourceKind::Files;
            settings.format = choice.item.format;
        }
        settings.paths.push_back(choice.item.path);
        OUTLAY_TRY(joins ? sources::changeSource(ingest, settings)
                         : sources::addSource(ingest, settings));
        if (names.empty() || names.back() != settings.name)
            names.push_back(settings.name);
    }
    return names;
}

} // namespace outlay
