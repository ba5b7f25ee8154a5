// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "models/ingest/ingest.h"

namespace outlay::cli {

/// "metered", "subscription", "provisioned", "local", "unknown".
[[nodiscard]] std::string_view planName(Ingest::Plan::Kind kind);

/// `source plan NAME KIND` or `source plan --key KEY KIND`, with --fee, --name, --from.
[[nodiscard]] Result<Ingest::Plan> parsePlan(const Arguments &arguments);

/// The same of a KIND that was read elsewhere; of neither a source nor a key.
[[nodiscard]] Result<Ingest::Plan> parsePlanKind(const Arguments &arguments,
                                                 const std::string &kind);

/// "200", "200USD", "200 USD", "$200".
[[nodiscard]] Result<Money> parseAmount(std::string_view text);

} // namespace outlay::cli
