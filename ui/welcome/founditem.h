// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"
#include "models/money/instant.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace outlay::ui {

/// Something on this machine that could be imported, by its names and dates alone: not read yet.
struct FoundItem
{
    std::string path;
    std::string format; ///< also the source's name
    QString title;
    std::int64_t files = 0;
    std::int64_t bytes = 0;
    std::optional<TimeRange> changed; ///< first to last change of a file
    bool isForeign = false;           ///< another user's: named, never read
};

/// What a person agreed to.
struct FoundChoice
{
    enum class Use : std::uint8_t
    {
        Watch,  ///< imported, and followed from then on
        Import, ///< as it is now, once
    };
    FoundItem item;
    Use use = Use::Watch;
    Ingest::Plan::Kind plan = Ingest::Plan::Kind::Unknown;
    Money fee; ///< a month, for a subscription
};

} // namespace outlay::ui
