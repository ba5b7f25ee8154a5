// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"
#include "ui/welcome/founditem.h"

#include <string>
#include <vector>

namespace outlay {

/// Follows what was found and chosen from now on: a `files` source a format, of the format's name,
/// so that what was imported and what comes are one source. Folders that are followed already stay
/// as they are. The names of the sources; the live service sees them within a second.
[[nodiscard]] Result<std::vector<std::string>>
watchFound(Ingest &ingest, const std::vector<ui::FoundChoice> &choices);

} // namespace outlay
