// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/http/httpclient.h"

#include <string>
#include <string_view>

namespace outlay::sources {

/// "ACCESS_KEY_ID:SECRET" or "ACCESS_KEY_ID:SECRET:SESSION_TOKEN", as parts.
struct AwsKey
{
    std::string_view id, secret, session;
    /// Usage error, without the key.
    [[nodiscard]] static Result<AwsKey> parse(std::string_view text);
};

/// Adds x-amz-date, the session's token and the signature (version 4) of all headers the request
/// has. Its path is below `base` and its query in order of name.
void signForAws(HttpRequest &request, const QUrl &base, const AwsKey &key, std::string_view region,
                std::string_view service, Instant now);

} // namespace outlay::sources
