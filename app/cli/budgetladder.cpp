// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/budgetladder.h"

#include "app/alerting/alertwords.h"
#include "app/alerting/budgetfields.h"
#include "app/caps/limitsladder.h"
#include "app/cli/budgetedit.h"
#include "app/cli/json.h"
#include "app/cli/output.h"
#include "app/cli/table.h"
#include "app/cli/text.h"

namespace outlay::cli {

using alerting::amountText;
using enforcement::LadderPart;
using enforcement::LadderRung;
using enforcement::LimitsLadder;

namespace {

/// Of a rung and of a part.
template <typename Limit> std::string windowText(const Limit &rung)
{
    if (rung.per == BudgetPeriod::Kind::Always)
        return "in all";
    if (rung.per)
        return std::string(outlay::name(*rung.per));
    if (rung.windowMicros == 0)
        return "for life";
    if (rung.windowMicros % microsPerHour == 0)
        return std::to_string(rung.windowMicros / microsPerHour) + " h";
    return std::to_string(rung.windowMicros / microsPerMinute) + " min";
}

void writeAmount(JsonWriter &json, const char *key, LimitUnit unit,
                 std::optional<std::int64_t> value)
{
    json.key(key);
    if (!value)
        json.null();
    else if (unit == LimitUnit::Money)
        json.money(Money{*value});
    else
        json.number(*value);
}

std::string nameText(const LadderRung &rung)
{
    const std::string name =
        rung.each ? rung.name + " (" + toString(*rung.each) + ' ' + rung.member + ')' : rung.name;
    return rung.gateway.empty() ? name : name + " at " + rung.gateway;
}

void printParts(Output &out, const LimitsLadder &ladder)
{
    if (ladder.parts.empty())
        return;
    out.line("Also applies to part of this:");
    for (const LadderPart &part : ladder.parts)
        out.line(printable("  " + part.budget.name + ": " + amountText(part.unit, part.limit) +
                           (part.per == BudgetPeriod::Kind::Always ? " " : " per ") +
                           windowText(part) + ", " + scopeText(part.budget)));
}

void print(Output &out, const LimitsLadder &ladder, const Zone &zone)
{
    if (!ladder.isKnown)
        out.line(
            "No request names the user " + printable(ladder.user) +
            (ladder.likeUser.empty() ? "." : "; did you mean " + printable(ladder.likeUser) + "?"));
    if (ladder.rungs.empty()) {
        out.line("No limit applies to " + printable(ladder.user) +
                 (ladder.parts.empty() ? "." : " as a whole."));
        return printParts(out, ladder);
    }
    Table table;
    for (const char *heading : {"level", "limit of", "per"})
        table.addColumn(heading, Table::Align::Left);
    for (const char *heading : {"limit", "used", "left"})
        table.addColumn(heading, Table::Align::Right);
    table.addColumn("", Table::Align::Left);
    for (const LadderRung &rung : ladder.rungs) {
        std::string state = rung.isEnforced ? "enforced" : "warns only";
        if (rung.isBinding)
            state.insert(0, "binds now, ");
        if (rung.readAt)
            state += ", read " + alerting::momentText(*rung.readAt, zone);
        const auto left = rung.left();
        const std::string atLeast = rung.isAtLeast ? ">= " : "";
        const std::string atMost = rung.isAtLeast ? "<= " : "";
        table.addRow({std::string(name(rung.level)), nameText(rung), windowText(rung),
                      amountText(rung.unit, rung.limit),
                      rung.used ? atLeast + amountText(rung.unit, *rung.used) : "?",
                      left ? atMost + amountText(rung.unit, *left) : "?", state});
    }
    table.print(out, out.width());
    printParts(out, ladder);
}

/// What limits over which time: the same of a rung and of a part.
template <typename Limit> void writeLimit(JsonWriter &json, const Limit &limit)
{
    json.field("unit", outlay::name(limit.unit));
    json.key("per").text(limit.per ? std::optional(std::string(outlay::name(*limit.per)))
                                   : std::nullopt);
    json.key("window_seconds");
    if (limit.windowMicros > 0)
        json.number(limit.windowMicros / microsPerSecond);
    else
        json.null();
    writeAmount(json, "limit", limit.unit, limit.limit);
}

void writeJson(Output &out, const LimitsLadder &ladder)
{
    JsonWriter json(out);
    json.beginObject().field("user", std::string_view(ladder.user));
    json.key("endpoint")
        .text(ladder.endpoint.empty() ? std::nullopt : std::optional(ladder.endpoint));
    json.key("user_known").boolean(ladder.isKnown);
    json.key("like_user")
        .text(ladder.likeUser.empty() ? std::nullopt : std::optional(ladder.likeUser));
    json.key("limits").beginArray();
    for (const LadderRung &rung : ladder.rungs) {
        json.newLine().beginObject().field("level", name(rung.level));
        json.field("name", std::string_view(rung.name));
        json.key("gateway").text(rung.gateway.empty() ? std::nullopt : std::optional(rung.gateway));
        json.key("each").text(rung.each ? std::optional(toString(*rung.each)) : std::nullopt);
        json.key("member").text(rung.each ? std::optional(rung.member) : std::nullopt);
        writeLimit(json, rung);
        writeAmount(json, "used", rung.unit, rung.used);
        json.key("used_at_least").boolean(rung.isAtLeast);
        writeAmount(json, "left", rung.unit, rung.left());
        json.key("binds").boolean(rung.isBinding).key("enforced").boolean(rung.isEnforced);
        json.key("read_at").time(rung.readAt);
        json.endObject();
    }
    json.endArray().key("parts").beginArray();
    for (const LadderPart &part : ladder.parts) {
        const std::string scope = scopeText(part.budget);
        json.newLine().beginObject().field("name", std::string_view(part.budget.name));
        json.field("scope", std::string_view(scope));
        writeLimit(json, part);
        json.endObject();
    }
    json.endArray().endObject();
}

} // namespace

int showLadder(const Arguments &arguments, const StoredRules &stored)
{
    const auto user = arguments.value("user");
    if (!user || user->empty())
        return arguments.failUsage("write: budget ladder --user NAME [--endpoint NAME]");
    const auto zone = zoneOf(arguments, stored.zone);
    if (!zone)
        return arguments.fail(zone.error());
    LimitsLadder ladder;
    ladder.user = *user;
    ladder.endpoint = arguments.valueOr("endpoint", "");
    if (stored.reader) {
        auto found = enforcement::limitsLadder(*stored.reader, stored.rules, ladder.user,
                                               ladder.endpoint, stored.now);
        if (!found)
            return arguments.failLedger(found.error());
        ladder = *std::move(found);
    }
    if (arguments.isJson())
        writeJson(arguments.out(), ladder);
    else
        print(arguments.out(), ladder, *zone);
    return exitcode::done;
}

} // namespace outlay::cli
