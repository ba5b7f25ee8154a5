// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/secrets/secret.h"
#include "models/money/result.h"

#include <string>

namespace outlay {

/// The secret in a file: the whole file without the line break at its end. Refused if it is another
/// user's or anybody else may read or write it; Unreadable if there is none; Malformed if it is
/// empty, larger than 64 KiB or has several lines. The texts name the path and what to do.
[[nodiscard]] Result<Secret> readSecretFile(const std::string &path);

/// Every byte of a file of one's own, by the same rules but for its content. `largest` in bytes.
[[nodiscard]] Result<std::string> readPrivateFile(const std::string &path, std::size_t largest);

/// Makes the folder of a file, 0700, if there is none.
[[nodiscard]] Result<> makePrivateFolder(const std::string &path);

/// Replaces a file at once and whole: written beside it with mode 0600, synchronised, renamed.
/// Makes its folder (0700) if there is none.
[[nodiscard]] Result<> writePrivateFile(const std::string &path, std::string_view bytes);

} // namespace outlay
