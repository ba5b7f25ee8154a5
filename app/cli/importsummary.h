// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "app/sources/othernames.h"
#include "app/sources/sameaccount.h"
#include "models/ingest/ingest.h"

#include <chrono>
#include <string>
#include <vector>

namespace outlay::cli {

/// What may count twice, of all there is.
struct Doubles
{
    std::vector<sources::SameAccount> overlaps; ///< bills of which something else tells as well
    std::vector<sources::OtherName> names;
    std::vector<GuessedTwice> guessed; ///< requests that may be in a cloud's bill
};

/// What an import did, as the JSON document of the contract.
void writeImport(Output &out, const ImportCounts &counts, std::chrono::milliseconds elapsed,
                 const Doubles &doubles);
/// Likewise, for people: with what was rejected and what to do about what is unpriced.
void printImport(Output &out, const ImportCounts &counts, std::chrono::milliseconds elapsed);
/// "$5.00 counts as delivered again, or taken back, and may be charges of its own; …"
[[nodiscard]] std::string doubtText(const BillDoubts &doubts);

/// Of requests that nobody said the provider of: what to say, and what to do.
[[nodiscard]] std::string guessedText(const GuessedTwice &guessed);
[[nodiscard]] std::string sayProvider(const GuessedTwice &guessed);

} // namespace outlay::cli
