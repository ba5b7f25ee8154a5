// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/filewalk.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace outlay {

/// "x.log.1", "x.log-20261123.gz" and their like for "x.log", and "x-1.log" or "x.1.log".
[[nodiscard]] bool isRotationOf(std::string_view name, std::string_view base);
/// By its name: .gz or .zst.
[[nodiscard]] bool isPacked(std::string_view name);

/// A file that stays the one that was described, whatever happens to its name.
struct HeldFile
{
    FoundFile
        file; ///< `content` leads to the open file; where descriptors have no path it is empty
    std::shared_ptr<const void> keep;
};

/// Opens the file and describes what was opened; false if there is none. One that may not be read,
/// or is no regular file, is only described.
[[nodiscard]] bool hold(HeldFile &held);

/// The neighbours of a path that its content may have become, those that need no unpacking first,
/// the newest first. Names that change while they are listed are found all the same.
[[nodiscard]] std::vector<HeldFile> rotationsOf(const std::string &path);

} // namespace outlay
