// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/sources/sourcesettings.h"
#include "models/ledger/ledgerreader.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

// One account at a provider under two names adds up: what a provider bills has no request ids by
// which it could be known to be the same. (A gateway's rows have; they count once anyway.)
namespace outlay::sources {

/// Two sources that poll one account.
struct SameAccount
{
    std::string name, other;
    std::string why; ///< "both see project proj_…"
    /// `other` is a bill that came in as a file: of the same account as far as can be seen, and
    /// both may stay if one is declared to cover the other.
    bool isBill = false;
    bool areBills = false; ///< `name` is one as well
    enum class Which : std::uint8_t
    {
        Neither, ///< each tells money that the other one does not
        First,
        Other,
    };
    Which covered = Which::Neither; ///< of bills: which may be left out, as the other tells it all
    Money money = {}, otherMoney = {}; ///< of bills: what each tells of the time both tell of
};

/// Among those that are watched and those of which the ledger holds data only (another machine's,
/// merged), by their settings, by ids that only one account has, and by the money they report.
[[nodiscard]] Result<std::vector<SameAccount>>
sameAccounts(LedgerReader &reader, const std::vector<SourceSettings> &watched, Instant now);
/// The one of `all` that polls the account of a source that is not added yet. `ids`: of projects
/// and keys that its key sees.
[[nodiscard]] Result<std::optional<SameAccount>>
sameAccountAs(LedgerReader &reader, const std::vector<SourceSettings> &all,
              const SourceSettings &added, const std::set<std::string> &ids);

/// A seat's bill, and requests of the same seats that are counted as spend beside it.
struct BilledTwice
{
    std::string bill, requests; ///< names of sources
    std::string text;           ///< for people
};

/// Of GitHub Copilot: no id and no model's maker connects what it bills with what its command line
/// tells. Where
/// the requests have a plan that pays for them, they are no spend beside it.
[[nodiscard]] std::vector<BilledTwice> billedTwice(const std::vector<SourceInfo> &known);

} // namespace outlay::sources
