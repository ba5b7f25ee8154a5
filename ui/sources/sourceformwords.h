// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sources/sourcerow.h"

#include <QString>

namespace outlay::ui {

/// For a new source, until a person gives another.
[[nodiscard]] QString proposedName(SourceKind kind);
/// Where one of that kind answers; empty: nowhere usual.
[[nodiscard]] QString usualAddress(SourceKind kind);
/// What a person has to get before anything works, in two lines.
[[nodiscard]] QString hintOf(SourceKind kind);

} // namespace outlay::ui
