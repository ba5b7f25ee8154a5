// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace outlay {

/// Rollouts of Codex: cumulative token counters of a session, which forks copy. Emits lineage
/// vectors only; the ledger derives the requests. docs/formats.md, section codex.
extern const Format codexFormat;

} // namespace outlay
