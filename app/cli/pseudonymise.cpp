// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/pseudonymise.h"

#include "app/cli/effect.h"
#include "app/cli/openledger.h"
#include "app/cli/text.h"
#include "models/ingest/ingest.h"

namespace outlay::cli {

namespace {

void print(const PseudonymEffect &effect, const TotalsChange &totals, Output &out)
{
    out.line("Gives way to a pseudonym: " +
             counted(effect.texts, "name, address or id", "names, addresses and ids") + ", in " +
             counted(effect.budgets, "budget", "budgets") + " and " +
             counted(effect.alerts, "alert", "alerts") + ", with the history of settings.");
    if (!effect.months.empty()) {
        std::string months;
        for (const std::string &month : effect.months)
            months += (months.empty() ? "" : ", ") + month;
        out.line("Closed months that name them get another digest: " + months +
                 ". The change log keeps the one before.");
    }
    if (effect.around > 0)
        out.line(counted(effect.around, "text holds", "texts hold") +
                 " one of them inside (branches, paths, descriptions) and stay as they are.");
    printTotals(totals, out, "No figure changes, and budgets apply as before.");
    out.line("Logs, backups and what was exported or sent keep the name. Who has the ledger can "
             "test whether a name they guess is the one. This cannot be undone.");
}

void write(const PseudonymEffect &effect, const TotalsChange &totals, bool isDone, Output &out)
{
    JsonWriter json(out);
    json.beginObject();
    json.key("changed").boolean(isDone);
    if (isDone)
        json.field("pseudonym", std::string_view(effect.pseudonym));
    json.field("texts", effect.texts).field("budgets", effect.budgets);
    json.field("alerts", effect.alerts).field("texts_around", effect.around);
    json.key("rekeyed_months").beginArray();
    for (const std::string &month : effect.months)
        json.text(std::optional(month));
    json.endArray();
    writeTotals(totals, json);
    json.endObject();
}

} // namespace

int pseudonymise(const Arguments &arguments)
{
    if (arguments.positional().size() != 2)
        return arguments.failUsage("write: people pseudonymise NAME");
    const std::string &name = arguments.positional()[1];
    PseudonymEffect effect;
    const auto totals = Ingest::rehearse(
        ledgerPath(arguments), [&](Ingest &ingest) { return ingest.pseudonymise(name, effect); });
    if (!totals)
        return arguments.failLedger(totals.error());
    const bool isWanted = arguments.has("yes") && !arguments.has("dry-run");
    if (!arguments.isJson())
        print(effect, *totals, arguments.out());
    if (isWanted) {
        const auto ingest = openIngest(arguments);
        if (!ingest)
            return arguments.failLedger(ingest.error());
        if (const auto done = (*ingest)->pseudonymise(name, effect); !done)
            return arguments.failLedger(done.error());
    }
    if (arguments.isJson())
        write(effect, *totals, isWanted, arguments.out());
    else
        arguments.out().line(isWanted ? printable(name) + " is " + effect.pseudonym + " now."
                                      : "Nothing was changed; to do it: --yes.");
    return exitcode::done;
}

} // namespace outlay::cli
