// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace outlay::test {

/// Everything a ledger answers, as text free of row ids, paths and import times: reports over every
/// dimension, steps in awkward zones, residuals, and each event. Two ledgers with the same
/// observations and configuration must give the same bytes.
[[nodiscard]] std::string answersOf(const std::string &ledger);

/// What the total of everything says, "requests cost".
[[nodiscard]] std::string totalOf(const std::string &ledger);

} // namespace outlay::test
