// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/query.h"
#include "tests/support/ledgerfixture.h"

#include <string>

namespace outlay::test {

/// The answer by looking at every event, in texts and maps only: slow, and obviously right.
[[nodiscard]] Answer bruteForce(const LedgerFixture &ledger, const Query &query);

/// Everything an answer says, as lines of text to compare and to print.
[[nodiscard]] std::string describe(const Answer &answer);
[[nodiscard]] std::string describe(const Query &query);

} // namespace outlay::test
