// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/budgetladder.h"

#include "app/alerting/budgetfields.h"
#include "app/caps/limitsladder.h"
#include "app/cli/json.h"
#include "app/cli/output.h"
#include "app/cli/table.h"
#include "app/cli/text.h"

namespace outlay::cli {

using alerting::amountText;
using enforcement::LadderRung;
using enforcement::LimitsLadder;

namespace {

std::string windowText(const LadderRung &rung)
{
    if (rung.per)
        return std::string(outlay::name(*rung.per));
    if (rung.windowMicros == 0)
        return "for life";
    if (rung.windowMicros % microsPerHour == 0)
        return std::to_string(rung.windowMicros / microsPerHour) + " h";
    return std::to_string(rung.windowMicros / microsPerMinute) + " min";
}

void print(Output &out, const LimitsLadder &ladder)
{
    if (ladder.rungs.empty())
        return out.line("No limit applies to " + printable(ladder.user) + '.');
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
        const auto left = rung.left();
        table.addRow({std::string(name(rung.level)),
                      rung.gateway.empty() ? rung.name : rung.name + " at " + rung.gateway,
                      windowText(rung), amountText(rung.unit, rung.limit),
                      rung.used ? amountText(rung.unit, *rung.used) : "?",
                      left ? amountText(rung.unit, *left) : "?", state});
    }
    table.print(out, out.width());
}

void writeJson(Output &out, const LimitsLadder &ladder)
{
    JsonWriter json(out);
    json.beginObject().field("user", std::string_view(ladder.user));
    json.key("endpoint")
        .text(ladder.endpoint.empty() ? std::nullopt : std::optional(ladder.endpoint));
    json.key("limits").beginArray();
    for (const LadderRung &rung : ladder.rungs) {
        const auto amount = [&](const char *key, std::optional<std::int64_t> value) {
            json.key(key);
            if (!value)
                json.null();
            else if (rung.unit == LimitUnit::Money)
                json.money(Money{*value});
            else
                json.number(*value);
        };
        json.newLine().beginObject().field("level", name(rung.level));
        json.field("name", std::string_view(rung.name));
        json.key("gateway").text(rung.gateway.empty() ? std::nullopt : std::optional(rung.gateway));
        json.field("unit", outlay::name(rung.unit));
        json.key("per").text(rung.per ? std::optional(std::string(outlay::name(*rung.per)))
                                      : std::nullopt);
        json.key("window_seconds");
        if (rung.windowMicros > 0)
            json.number(rung.windowMicros / microsPerSecond);
        else
            json.null();
        amount("limit", rung.limit);
        amount("used", rung.used);
        amount("left", rung.left());
        json.key("binds").boolean(rung.isBinding).key("enforced").boolean(rung.isEnforced);
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
    LimitsLadder ladder{*user, arguments.valueOr("endpoint", ""), {}};
    if (stored.reader) {
        auto found = enforcement::limitsLadder(*stored.reader, stored.rules, ladder.user,
                                               ladder.endpoint, arguments.now());
        if (!found)
            return arguments.failLedger(found.error());
        ladder = *std::move(found);
    }
    if (arguments.isJson())
        writeJson(arguments.out(), ladder);
    else
        print(arguments.out(), ladder);
    return exitcode::done;
}

} // namespace outlay::cli
