// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/agentlist.h"

#include "app/cli/measures.h"
#include "app/cli/table.h"
#include "app/cli/text.h"

#include <algorithm>

namespace outlay::cli {

namespace {

constexpr int places = 4; // of a task's cost

std::optional<std::string> known(const std::string &text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

void writeNames(JsonWriter &json, std::string_view key, const std::vector<std::string> &names)
{
    json.key(key).beginArray();
    for (const std::string &name : names)
        json.string(name);
    json.endArray();
}

void writeCost(JsonWriter &json, const TeamCost &cost)
{
    json.key("team_usd").money(cost.team);
    json.field("duplicated_tokens", cost.duplicatedTokens);
    json.key("duplicated_usd").money(cost.duplicated);
    json.key("one_agent_usd").money(cost.oneAgent());
    json.key("multiplier");
    if (const auto millis = cost.multiplierMillis())
        json.decimal(toDecimal(Int128{*millis}, 3));
    else
        json.null();
    json.field("carried_tokens", cost.carriedTokens);
    json.key("carried_usd").money(cost.carried);
    json.key("alone_usd").money(cost.alone());
    json.field("unpriced_requests", cost.unpriced);
}

void writeIndex(JsonWriter &json, std::string_view key, const std::optional<std::size_t> &index)
{
    json.key(key);
    if (index)
        json.number(static_cast<std::int64_t>(*index));
    else
        json.null();
}

void writeAgent(JsonWriter &json, const Agent &agent)
{
    json.beginObject();
    json.key("session").text(known(agent.name.session));
    json.key("agent").text(known(agent.name.agent));
    writeIndex(json, "started_by", agent.starter);
    json.key("started_by_known").boolean(agent.isStarterKnown);
    writeIndex(json, "team", agent.team);
    json.field("requests", agent.requests);
    writeUsage(json, agent.usage);
    json.key("cost_usd").money(agent.cost);
    json.field("unpriced_requests", agent.unpricedRequests);
    json.key("list_value_usd").money(agent.listValue);
    json.key("first").time(agent.first);
    json.key("last").time(agent.last);
    writeNames(json, "models", agent.models);
    writeNames(json, "branches", agent.branches);
    json.key("overhead_tokens");
    if (agent.overhead)
        json.number(*agent.overhead);
    else
        json.null();
    json.key("resent").beginObject();
    json.field("cache_read_tokens", agent.cacheRead);
    json.key("reread_tokens");
    if (agent.reread)
        json.number(*agent.reread);
    else
        json.null();
    json.endObject();
    json.key("share").beginObject();
    writeCost(json, agent.share);
    json.endObject();
    json.key("report");
    if (agent.starter) {
        json.beginObject();
        json.field("tokens", agent.report.tokens);
        json.key("sent_usd").money(agent.report.sent);
        json.field("received_tokens", agent.report.received);
        json.key("received_usd").money(agent.report.receivedCost);
        json.endObject();
    } else {
        json.null();
    }
    json.endObject();
}

std::string costText(const Agent &agent)
{
    if (!agent.cost)
        return "unpriced";
    return (agent.unpricedRequests > 0 ? "≥ " : "") + dollars(*agent.cost, places);
}

std::string timeText(Instant at, const Zone &zone)
{
    const std::string local = zone.toLocal(at);
    return local.substr(0, 10) + " " + local.substr(11, 5);
}

/// "main of 5d0c6a1e", "  explore".
std::string agentText(const AgentTree &tree, const Agent &agent)
{
    constexpr std::size_t shortId = 13;
    std::string text;
    for (std::size_t i = 0; i < agent.depth; ++i)
        text += "  ";
    if (agent.name.isUnknown())
        return text + "(no agent known)";
    const bool isOfSession =
        agent.starter && tree.agents[*agent.starter].name.session == agent.name.session;
    if (!agent.name.agent.empty())
        text += printable(agent.name.agent);
    else
        text += isOfSession ? "(no name)" : "main";
    if (!isOfSession && !agent.name.session.empty()) {
        const std::string session = printable(agent.name.session);
        text += " of " + (columns(session) > 20 ? elided(session, shortId) : session);
    }
    return agent.starter && !agent.isStarterKnown ? text + " ?" : text;
}

void printAgents(Output &out, const AgentTree &tree, const TreeSubject &subject)
{
    const bool hasListValue = tree.listed.listValue != Money{};
    Table table;
    table.addColumn("agent", Table::Align::Left);
    table.addColumn("first", Table::Align::Left);
    for (const std::string_view heading : {"requests", "cost", "list value", "overhead",
                                           "sent anew", "cache read", "re-read", "output"}) {
        if (hasListValue || heading != "list value")
            table.addColumn(std::string(heading), Table::Align::Right);
    }
    table.addColumn("models", Table::Align::Left);
    for (const Agent &agent : tree.agents) {
        std::vector<std::string> cells{agentText(tree, agent), timeText(agent.first, subject.zone),
                                       grouped(agent.requests), costText(agent)};
        if (hasListValue)
            cells.push_back(dollars(agent.listValue, places));
        cells.push_back(agent.overhead ? compact(*agent.overhead) : "–");
        cells.push_back(compact(agent.usage.prompt() - agent.cacheRead));
        cells.push_back(compact(agent.cacheRead));
        cells.push_back(agent.reread ? compact(*agent.reread) : "–");
        cells.push_back(compact(agent.usage[TokenClass::Output]));
        std::string models;
        for (const std::string &model : agent.models)
            models += (models.empty() ? "" : ", ") + model;
        cells.push_back(models);
        table.addRow(std::move(cells));
    }
    table.print(out, out.width());
    const bool hasGuess =
        std::any_of(tree.agents.begin(), tree.agents.end(),
                    [](const Agent &agent) { return agent.starter && !agent.isStarterKnown; });
    if (hasGuess)
        out.line("?  the source does not say who started it; shown below the lead of its session");
}

/// "  less …           −$1.2345".
void printTerm(Output &out, const std::string &what, const std::string &amount)
{
    constexpr int amountColumn = 92;
    const int blanks = amountColumn - columns(what) - columns(amount);
    out.line("  " + what + std::string(static_cast<std::size_t>(std::max(blanks, 1)), ' ') +
             amount);
}

void printReports(Output &out, const AgentTree &tree)
{
    std::int64_t reports = 0;
    AgentReport sum;
    for (const Agent &agent : tree.agents) {
        if (!agent.starter || agent.report.tokens == 0)
            continue;
        ++reports;
        sum.tokens += agent.report.tokens;
        sum.sent += agent.report.sent;
        sum.received += agent.report.received;
        sum.receivedCost += agent.report.receivedCost;
    }
    if (reports == 0)
        return;
    out.line("");
    out.line(
        "Reports of agents to those that started them, by their last calls (in the sums above):");
    printTerm(out,
              counted(reports, "report", "reports") + " sent: " + compact(sum.tokens) +
                  " tokens of output",
              dollars(sum.sent, places));
    printTerm(out, "received: " + compact(sum.received) + " tokens of input",
              dollars(sum.receivedCost, places));
}

void printCost(Output &out, const AgentTree &tree)
{
    const TeamCost &cost = tree.cost;
    const std::size_t started = static_cast<std::size_t>(
        std::count_if(tree.agents.begin(), tree.agents.end(),
                      [](const Agent &agent) { return agent.starter.has_value(); }));
    if (tree.teams.empty()) {
        out.line("No source tells the agents apart: no team to weigh.");
        return;
    }
    if (started == 0) {
        out.line("No agent started another one: the team multiplier is 1.");
        return;
    }
    out.line("The team multiplier, at the price book's prices:");
    printTerm(out, "cost of the team", dollars(cost.team, places));
    printTerm(out,
              "less what " + counted(static_cast<std::int64_t>(started), "agent", "agents") +
                  " sent anew of the lead's first context (" + compact(cost.duplicatedTokens) +
                  " tokens)",
              dollars(-cost.duplicated, places));
    printTerm(out, "the same unique tokens in one agent", dollars(cost.oneAgent(), places));
    const auto millis = cost.multiplierMillis();
    printTerm(out, "team multiplier", millis ? toDecimal(Int128{*millis}, 3) : "–");
    out.line("What if one agent did it:");
    printTerm(out,
              "plus reading the others' contexts again (" + compact(cost.carriedTokens) +
                  " tokens, up to " + compact(contextWindow) + " a call)",
              dollars(cost.carried, places));
    printTerm(out, "one agent", dollars(cost.alone(), places));
    if (cost.unpriced > 0)
        out.line("Without a price, on neither side: " +
                 counted(cost.unpriced, "request", "requests") + ".");
    printReports(out, tree);
}

} // namespace

void writeTreeJson(Output &out, const AgentTree &tree, const TreeSubject &subject)
{
    JsonWriter json(out);
    json.beginObject();
    json.key("task").text(subject.isSession ? std::nullopt : std::optional(subject.name));
    json.key("session").text(subject.isSession ? std::optional(subject.name) : std::nullopt);
    writeNames(json, "sessions", subject.sessions);
    writeNames(json, "started_elsewhere", subject.startedElsewhere);
    json.key("agents").beginArray();
    for (const Agent &agent : tree.agents) {
        json.newLine();
        writeAgent(json, agent);
    }
    json.endArray();
    json.key("teams").beginArray();
    for (const Team &team : tree.teams) {
        json.newLine();
        json.beginObject();
        json.field("lead", static_cast<std::int64_t>(team.lead));
        json.field("agents", static_cast<std::int64_t>(team.agents));
        writeCost(json, team.cost);
        json.endObject();
    }
    json.endArray();
    json.key("team_cost").beginObject();
    writeCost(json, tree.cost);
    json.endObject();
    json.field("unlisted_requests", tree.total.requests - tree.listed.requests);
    json.key("total").beginObject();
    writeTotal(json, tree.total);
    json.endObject();
    json.endObject();
}

void printTree(Output &out, const AgentTree &tree, const TreeSubject &subject)
{
    out.line((subject.isSession ? "Session " : "Task ") + printable(subject.name) + ": " +
             counted(static_cast<std::int64_t>(tree.agents.size()), "agent", "agents") + ", " +
             counted(tree.total.requests, "request", "requests") + ", " +
             (tree.total.cost ? dollars(*tree.total.cost, places) : "unpriced"));
    out.line("");
    printAgents(out, tree, subject);
    if (tree.total.requests != tree.listed.requests)
        out.line("Of " + grouped(tree.total.requests - tree.listed.requests) +
                 " older requests only sums are kept; they are in no row.");
    if (!subject.startedElsewhere.empty())
        out.line("Its agents started " +
                 counted(static_cast<std::int64_t>(subject.startedElsewhere.size()),
                         "session that is a task of its own",
                         "sessions that are tasks of their own") +
                 "; all together: outlay-cli tasks show " + shellWord(subject.name) + " --session");
    out.line("");
    printCost(out, tree);
}

} // namespace outlay::cli
