// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/format.h"
#include "models/ingest/filewalk.h"

#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// Of files in folders whose names do not say that they hold records (a log that was rotated away,
/// "x.log.2026-03-01"; a database), moves those to `files` whose content does: of a format that
/// names its fields, or of `wanted`. Keeps the order of paths; what stays is left out.
void takeByContent(std::vector<FoundFile> &others, std::vector<FoundFile> &files,
                   std::string_view wanted);

/// What a file's beginning looks like, see recognise(); nullptr: nothing known, or no file. Never
/// to be asked of standard input.
[[nodiscard]] const Format *recognisedFormat(const std::string &path);

} // namespace outlay
