// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/secrets/secret.h"

#include <string>
#include <string_view>

namespace outlay {

/// From now on redact() takes this secret out of every text. SecretStore calls it for each it
/// hands out. Thread-safe; kept until the process ends.
void rememberForRedaction(const Secret &secret);

/// Whether it holds one of them as it is. Thread-safe.
[[nodiscard]] bool holdsSecret(std::string_view text);

/// The text with what must not be seen replaced by "[redacted]": secrets handed out before (also
/// percent-encoded), values of Authorization, Cookie, x-api-key and their like, of key=, token= and
/// password= in URLs and JSON, of user:password@ in URLs, and what looks like a provider's key.
/// For error texts, logs, bodies of errors: a provider may echo the key it refuses. Thread-safe.
[[nodiscard]] std::string redact(std::string_view text);

/// Everything Qt and its libraries log goes through redact() before it is printed. Once a process.
void redactQtMessages();

} // namespace outlay
