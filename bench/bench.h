// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace outlay {
class Ingest;
}

namespace outlay::bench {

/// CPU seconds of this process so far, all threads.
[[nodiscard]] double cpuSeconds();

/// Inserts `count` made-up events over 90 days, a quarter of them seen by two sources, a million at
/// a time, under so many budgets of users (and one of each user); a line of JSON after each
/// million. False after an error, which it prints.
bool fill(const std::string &ledger, std::int64_t count, int budgets);
bool setBudgets(Ingest &ingest, int count);

/// Reads how all budgets stand, as the Budgets page does, `runs` times, and once with forecasts.
bool budgets(const std::string &ledger, int runs);

/// Asks what the window's panels ask, `runs` times each; a line of JSON per panel.
bool panels(const std::string &ledger, int runs);

/// Asks every dimension and some free combinations of a ledger that has the cells (not the events)
/// of ten million requests in 90 days, made if the file is missing; a line of JSON per query.
bool queries(const std::string &ledger, int runs);

} // namespace outlay::bench
