// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/json.h"
#include "models/ledger/ledgerreader.h"

#include <string>
#include <vector>

namespace outlay::cli {

/// An array of the source's windows; one that has been reset has no `used_percent`.
void writeQuotas(JsonWriter &json, const std::vector<QuotaWindow> &windows,
                 const std::string &source, Instant now);
/// "codex, plan plus, window of 5 h: 12 % used, resets 2026-03-10 11:00 UTC".
[[nodiscard]] std::string quotaText(const QuotaWindow &window, Instant now);

} // namespace outlay::cli
