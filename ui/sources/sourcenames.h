// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sources/sourcerow.h"

namespace outlay::ui {

/// As it is to be shown: itself, or a copy without names while they are hidden. The names of the
/// sources stay, they are what a source is known by; who shows them takes their label.
[[nodiscard]] SourcesSnapshot withoutNames(SourcesSnapshot sources);

} // namespace outlay::ui
