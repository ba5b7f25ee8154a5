// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/json.h"
#include "models/ingest/ingest.h"
#include "models/ingest/preview.h"

namespace outlay::cli {

/// Changes show what they do before they do it.
inline constexpr Option dryRunOption{"dry-run", "",
                                     "show what it would change, and change nothing"};

/// "moves $412.00 from unknown to search (team, 1,204 requests)", a line each.
void printEffect(const ConfigurationEffect &effect, Output &out);
/// As the member "effect" of an open object.
void writeEffect(const ConfigurationEffect &effect, JsonWriter &json);

/// What everything comes to before a change and after it.
using TotalsChange = std::pair<Ingest::Totals, Ingest::Totals>;
/// "Spend: $12.00 -> $4.00 (…)", one line; `unchanged` where they are equal.
void printTotals(const TotalsChange &change, Output &out,
                 std::string_view unchanged = "It changes no figure.");
/// As the member "effect" of an open object: {"before": {…}, "after": {…}}.
void writeTotals(const TotalsChange &change, JsonWriter &json);

/// As changeAfterShowing(), for a change that is more than requests derived anew: it is rehearsed.
int changeAfterRehearsal(const Arguments &arguments, const std::function<Result<>(Ingest &)> &apply,
                         const std::string &said,
                         const std::function<void(JsonWriter &)> &extra = {},
                         std::string_view unchanged = "It changes no figure.");

/// What the change would do to the ledger of the command line; of one that does not exist yet,
/// nothing.
[[nodiscard]] Result<ConfigurationEffect> effectOf(const Arguments &arguments,
                                                   const ConfigurationChange &change);

/// Shows the effect, then does it, unless --dry-run. `said`: the line for people once it is done.
/// `extra` adds members to the JSON object.
int changeAfterShowing(const Arguments &arguments, const ConfigurationChange &change,
                       const std::function<Result<>(Ingest &)> &apply, const std::string &said,
                       const std::function<void(JsonWriter &)> &extra = {});

} // namespace outlay::cli
