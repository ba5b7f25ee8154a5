// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/eventstate.h"
#include "models/money/instant.h"

#include <array>

namespace outlay {

/// In the order of BookDimensions.
inline constexpr std::array bookFields = {ProfileField::Provider, ProfileField::Model,
                                          ProfileField::User,     ProfileField::Key,
                                          ProfileField::Project,  ProfileField::Service};

[[nodiscard]] inline bool meets(const TimeRange &left, const TimeRange &right)
{
    return left.from < right.to && right.from < left.to;
}

} // namespace outlay
