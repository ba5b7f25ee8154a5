// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/alertstext.h"
#include "app/cli/arguments.h"
#include "models/ledger/ledgerreader.h"
#include "models/rules/alert.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace outlay::cli {

/// Those that were so within a range, the newest first.
[[nodiscard]] Result<std::vector<Alert>> storedAlerts(LedgerReader &reader, const TimeRange &range);
/// The one of an id or of the beginning of one.
[[nodiscard]] Result<Alert> findAlert(LedgerReader &reader, const std::string &id);
/// Of each alert what is known beside its record.
[[nodiscard]] Result<std::vector<AlertMore>> moreOf(LedgerReader &reader,
                                                    std::span<const Alert> alerts, Instant now);

/// A verb's ledger and the zone its times are read and shown in.
struct Opened
{
    std::unique_ptr<LedgerReader> reader;
    Zone zone;
};
/// Judges first what nothing but time has changed, such as a raise or a pause that ended, unless
/// somebody watches the ledger and so has. Where it cannot, that is said on stderr.
[[nodiscard]] Result<Opened> openAlerts(const Arguments &arguments);

} // namespace outlay::cli
