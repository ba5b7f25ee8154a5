// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/closingssnapshot.h"

#include <string>

namespace outlay {

/// Which months are closed, what they are now, and which could be; empty where there is no ledger.
[[nodiscard]] Result<ui::ClosingsSnapshot> readClosings(const std::string &ledger, Instant now);
/// What closing the month would do; nothing is stored.
[[nodiscard]] Result<ui::ClosingPreview> previewClosing(const std::string &ledger,
                                                        const std::string &month, Instant now);
/// The month as it was closed, held against now.
[[nodiscard]] Result<ClosingComparison> compareClosed(const std::string &ledger,
                                                      const std::string &month);

} // namespace outlay
