// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"

namespace outlay {

/// Transcripts of Claude Code: one line per content block, several lines per model call, copies of
/// lines over files. docs/formats.md, section claude-code.
extern const Format claudeCodeFormat;

} // namespace outlay
