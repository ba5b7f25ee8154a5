// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/sameaccount.h"
#include "models/ledger/ledgerreader.h"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace outlay::sources {

/// What one source says one provider charged for one of its services.
struct Charges
{
    std::map<std::pair<Instant, Instant>, Money> buckets;
    std::set<std::string> accounts; ///< empty: not told
    std::int64_t lines = 0;
};

/// Of one source, by provider and service; empty: which service is not told.
using ByProvider = std::map<std::string, std::map<std::string, Charges>>;

struct AllCharges
{
    std::map<std::string, ByProvider> bySource;
    std::set<std::string> bills; ///< sources that have lines of bills
};
[[nodiscard]] Result<AllCharges> chargesBySource(LedgerReader &reader);

/// One of two sources that may tell one bill.
struct Teller
{
    std::string name;
    bool isBill = false; ///< came in as a file
};

/// Of a bill and a poller, or of two bills: nothing that a poller knows names a bill's account, so
/// any day of a service that both tell money of, unless both name their accounts and share none.
/// The one that leaves out nothing of what the other tells may cover it; of two that agree the bill
/// covers the poller, and the more detailed bill the other.
[[nodiscard]] std::optional<SameAccount> sameBill(const Teller &one, const Teller &other,
                                                  const AllCharges &charges);

} // namespace outlay::sources
