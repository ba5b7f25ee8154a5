// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/budgetpropose.h"

#include "app/alerting/alertwords.h"
#include "app/cli/json.h"
#include "app/cli/openledger.h"
#include "app/cli/question.h"
#include "app/cli/text.h"
#include "app/sources/demo/demonow.h"

namespace outlay::cli {

namespace {

std::string commandFor(const alerting::BudgetProposal &proposal, const Arguments &arguments,
                       const Zone &zone)
{
    std::string command =
        "outlay-cli budget add --name " + shellWord(arguments.valueOr("name", "Monthly")) +
        " --limit " + std::to_string(proposal.limit.nanos / 1'000'000'000) + "USD --period month";
    for (const std::string &scope : arguments.values("scope"))
        command += " --scope " + shellWord(scope);
    return command + " --tz " + shellWord(zone.name());
}

void print(Output &out, const alerting::BudgetProposal &proposal, const std::string &command,
           const Zone &zone)
{
    out.line("Proposed: " + dollars(proposal.limit) + " a month.");
    out.line(basisText(proposal));
    for (const alerting::BudgetProposal::Week &week : proposal.weeks)
        out.line("  week of " + alerting::momentText(week.from, zone) + ": " + dollars(week.cost));
    out.line("To set it: " + command);
}

void writeJson(Output &out, const std::optional<alerting::BudgetProposal> &proposal,
               const std::string &command)
{
    JsonWriter json(out);
    json.beginObject().key("limit_usd");
    if (!proposal) {
        json.null().key("weeks").beginArray().endArray().key("command").null().endObject();
        return;
    }
    json.money(proposal->limit).key("usual_week_usd").money(proposal->usualWeek);
    json.field("days_of_month", std::int64_t{proposal->daysOfMonth});
    json.key("weeks").beginArray();
    for (const alerting::BudgetProposal::Week &week : proposal->weeks) {
        json.beginObject().key("from").time(week.from);
        json.key("cost_usd").money(week.cost).endObject();
    }
    json.endArray().field("command", std::string_view(command)).endObject();
}

} // namespace

std::string basisText(const alerting::BudgetProposal &proposal)
{
    const auto weeks = static_cast<std::int64_t>(proposal.weeks.size());
    const std::int64_t usual = proposal.usualWeeks();
    const std::string cost = dollars(proposal.usualWeek);
    const std::string said = weeks == 1       ? "The last whole week cost " + cost
                             : usual == weeks ? "None of the last " + grouped(weeks) +
                                                    " whole weeks cost more than " + cost
                                              : grouped(usual) + " of the last " + grouped(weeks) +
                                                    " whole weeks cost " + cost + " or less";
    return said + "; this month has " + std::to_string(proposal.daysOfMonth) +
           " days; rounded up to two digits.";
}

int proposeBudget(const Arguments &arguments)
{
    if (arguments.positional().size() > 1)
        return arguments.failUsage("write: budget propose [--scope DIM=VALUE]");
    const auto reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const auto facts = (*reader)->facts();
    if (!facts)
        return arguments.failLedger(facts.error());
    const auto zone = Zone::named(arguments.valueOr("tz", facts->zone));
    if (!zone)
        return arguments.fail(zone.error());
    const auto scope = parseFilters(arguments.values("scope"));
    if (!scope)
        return arguments.fail(scope.error());
    const auto now = shownNow(**reader, arguments.now());
    if (!now)
        return arguments.failLedger(now.error());
    const auto proposal = alerting::proposeBudget(**reader, *scope, *zone, *now);
    if (!proposal)
        return arguments.failLedger(proposal.error());
    const std::string command =
        *proposal ? commandFor(**proposal, arguments, *zone) : std::string();
    if (arguments.isJson())
        writeJson(arguments.out(), *proposal, command);
    else if (*proposal)
        print(arguments.out(), **proposal, command, *zone);
    else
        arguments.out().line("There is no whole week with costs yet to go by; come back next "
                             "week, or set one with: outlay-cli budget add");
    return exitcode::done;
}

} // namespace outlay::cli
