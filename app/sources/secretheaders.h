// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/http/httpclient.h"
#include "app/sources/secrets/secretstore.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace outlay::sources {

/// Headers with what their references stand for.
struct SecretHeaders
{
    std::vector<HttpHeader> headers;  ///< whole only if there is no problem
    std::string problem;              ///< names the header; empty: none
    std::optional<SecretState> state; ///< of the secret that could not be read
};

/// Reads what stands as a reference, one after the other. `done` is called on the thread of
/// `context`: at once where nothing is to be read, and not at all if `context` goes first.
void readSecretHeaders(SecretStore &secrets, std::vector<HttpHeader> headers,
                       const QObject *context, std::function<void(SecretHeaders)> done);

} // namespace outlay::sources
