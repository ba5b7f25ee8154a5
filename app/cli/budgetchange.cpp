// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/budgetchange.h"

#include "app/alerting/budgetchange.h"
#include "app/alerting/budgetstatus.h"
#include "app/cli/budgettext.h"
#include "app/cli/effect.h"
#include "app/cli/openledger.h"
#include "app/cli/text.h"
#include "app/sources/demo/demonow.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace outlay::cli {

using alerting::BudgetEffect;
using alerting::BudgetStatus;
using alerting::changedLines;

namespace {

void print(Output &out, const std::vector<std::string> &lines,
           const std::vector<BudgetEffect> &standings)
{
    for (const std::string &line : lines)
        out.line(printable(line));
    constexpr std::size_t most = 20;
    for (std::size_t i = 0; i < standings.size() && i < most; ++i) {
        const BudgetEffect &one = standings[i];
        const BudgetStatus &shown = one.after ? *one.after : *one.before;
        std::string text = printable(shown.budget->name) + " now: ";
        if (one.before && one.after && standingText(*one.before) != standingText(*one.after))
            text += standingText(*one.before) + " -> " + standingText(*one.after);
        else
            text += standingText(shown);
        out.line(text + '.');
        if (one.trial.periods > 0)
            out.line("  " + trialText(one.trial, shown.budget->each.has_value()));
    }
    if (standings.size() > most)
        out.line("and " + counted(static_cast<std::int64_t>(standings.size() - most), "more budget",
                                  "more budgets"));
}

void writeOne(JsonWriter &json, const char *key, const std::optional<BudgetStatus> &status)
{
    json.key(key);
    if (status)
        writeStatus(json, *status);
    else
        json.null();
}

} // namespace

std::string trialText(const alerting::BudgetTrial &trial, bool hasMembers)
{
    const bool isNever = trial.exhausted == 0;
    std::string text =
        isNever ? "It would not have been used up in " : "It would have been used up in ";
    if (trial.periods == 1)
        text += "the whole period before";
    else if (isNever)
        text += "any of " + grouped(trial.periods) + " whole periods before";
    else
        text +=
            grouped(trial.exhausted) + " of " + grouped(trial.periods) + " whole periods before";
    if (hasMembers)
        text += isNever ? ", by any member" : ", by one member at least";
    if (trial.requestsAfter > 0)
        text += "; " + counted(trial.requestsAfter, "request", "requests") + " of " +
                grouped(trial.requests) + " came after that";
    return text + '.';
}

Result<StoredRules> storedRules(const Arguments &arguments)
{
    StoredRules stored;
    stored.now = arguments.now();
    std::error_code error;
    if (!std::filesystem::exists(ledgerPath(arguments), error) && !error) {
        stored.rules = shippedRules();
        return stored;
    }
    auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    stored.reader = *std::move(reader);
    auto rules = alerting::budgetRulesOf(*stored.reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    stored.rules = *std::move(rules);
    const auto facts = stored.reader->facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    stored.zone = facts->zone;
    const auto now = shownNow(*stored.reader, arguments.now());
    if (!now)
        return tl::unexpected<Error>(now.error());
    stored.now = *now;
    return stored;
}

int changeBudgetsAfterShowing(const Arguments &arguments, const StoredRules &stored,
                              const RulesChange &change, const std::string &said,
                              const RulesRemarks &remarks)
{
    const auto after = change(stored.rules);
    if (!after)
        return arguments.fail(after.error());
    return changeBudgetsAfterShowing(
        arguments, stored, *after,
        [&change](Ingest &ingest) { return ingest.changeBudgets(change); }, said, remarks);
}

int changeBudgetsAfterShowing(const Arguments &arguments, const StoredRules &stored,
                              const BudgetRules &after,
                              const std::function<Result<>(Ingest &)> &apply,
                              const std::string &said, const RulesRemarks &remarks)
{
    if (const Result<> sound = checkBudgets(after); !sound)
        return arguments.fail(sound.error());
    std::vector<BudgetEffect> effect;
    if (stored.reader) {
        auto found = alerting::budgetEffects(*stored.reader, stored.rules, after, stored.now);
        if (!found)
            return arguments.failLedger(found.error());
        effect = *std::move(found);
    }
    const auto minded = remarks ? remarks(after) : Result<std::vector<std::string>>();
    if (!minded)
        return arguments.failLedger(minded.error());
    const bool isDry = arguments.has("dry-run");
    const std::vector<std::string> lines = changedLines(stored.rules, after);
    if (!arguments.isJson())
        print(arguments.out(), lines, effect);
    if (!isDry) {
        const Result<std::unique_ptr<Ingest>> ingest = openIngest(arguments);
        if (!ingest)
            return arguments.failLedger(ingest.error());
        if (const Result<> done = apply(**ingest); !done)
            return arguments.failLedger(done.error());
    }
    for (const std::string &remark : *minded)
        arguments.err().line("Mind: " + printable(remark) + '.');
    if (!arguments.isJson()) {
        arguments.out().line(isDry           ? "Nothing was changed (--dry-run)."
                             : lines.empty() ? "It is so already."
                                             : said);
        return exitcode::done;
    }
    JsonWriter json(arguments.out());
    json.beginObject().key("changed").boolean(!isDry && !lines.empty());
    json.key("changes").beginArray();
    for (const std::string &line : lines)
        json.string(line);
    json.endArray().key("effect").beginArray();
    for (const BudgetEffect &one : effect) {
        json.newLine().beginObject();
        writeOne(json, "before", one.before);
        writeOne(json, "after", one.after);
        json.key("trial").beginObject().field("periods", std::int64_t{one.trial.periods});
        json.field("exhausted", std::int64_t{one.trial.exhausted});
        json.field("requests", one.trial.requests);
        json.field("requests_after", one.trial.requestsAfter).endObject();
        json.endObject();
    }
    json.endArray().key("remarks").beginArray();
    for (const std::string &remark : *minded)
        json.string(remark);
    json.endArray().endObject();
    return exitcode::done;
}

} // namespace outlay::cli
