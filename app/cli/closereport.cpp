// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/closereport.h"

#include "app/cli/measures.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "app/cli/unpricedtext.h"

#include <algorithm>

namespace outlay::cli {

namespace {

std::string_view meaningOf(AdjustmentCause cause)
{
    using enum AdjustmentCause;
    switch (cause) {
    case LateRequests:
        return "requests that were not known then";
    case SourceRemoved:
        return "requests of a source that was removed";
    case RequestsGone:
        return "requests merged with others, or dated elsewhere";
    case CoveredBy:
        return "requests set aside for another source's, or no longer";
    case UsageTold:
        return "the same requests, with other tokens";
    case Plan:
        return "the same requests within a plan, or no longer";
    case Repriced:
        return "the same requests and tokens cost something else";
    case Restated:
        return "statements that a provider restated";
    case NotItemised:
        return "requests explain more or less of statements";
    case Fees:
        return "fees of plans";
    case Attribution:
        return "the same requests count elsewhere";
    }
    return {};
}

std::string words(std::string_view name)
{
    std::string text(name);
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
}

std::string plus(Money amount)
{
    return (amount > Money{} ? "+" : "") + dollars(amount);
}

std::string plus(std::int64_t number)
{
    return (number > 0 ? "+" : "") + grouped(number);
}

std::string dateOf(std::int64_t day)
{
    return toRfc3339({day * microsPerDay}).substr(0, 10);
}

void writeAdjustment(JsonWriter &json, const Adjustment &adjustment)
{
    json.key("frozen_usd").money(spendOf(adjustment.frozen));
    json.key("current_usd").money(spendOf(adjustment.current));
    json.key("adjustment_usd").money(adjustment.spend());
    json.field("requests", adjustment.requests());
}

void writeCauses(JsonWriter &json, const ClosingComparison &comparison)
{
    json.key("causes").beginArray();
    for (std::size_t i = 0; i < adjustmentCauseCount; ++i) {
        const auto which = static_cast<AdjustmentCause>(i);
        const ClosingComparison::Cause &cause = comparison.of(which);
        if (cause.spend == Money{} && cause.requests == 0 && cause.moved == Money{})
            continue;
        json.newLine().beginObject().field("cause", name(which));
        json.key("adjustment_usd").money(cause.spend).field("requests", cause.requests);
        if (which == AdjustmentCause::Attribution)
            json.key("moved_usd").money(cause.moved);
        json.endObject();
    }
    json.endArray();
}

void writeAdjustments(JsonWriter &json, const ClosingComparison &comparison)
{
    json.key("by_day").beginArray();
    for (const auto &[day, adjustment] : comparison.byDay) {
        json.newLine().beginObject().field("day", std::string_view(dateOf(day)));
        writeAdjustment(json, adjustment);
        json.endObject();
    }
    json.endArray().key("by").beginObject();
    for (std::size_t i = 0; i < frozenDimensions.size(); ++i) {
        const std::string dimension(name(frozenDimensions[i]));
        json.key(dimension).beginArray();
        for (const auto &[value, adjustment] : comparison.byValue[i]) {
            json.newLine().beginObject().key(dimension);
            json.text(value.empty() ? std::nullopt : std::optional(value));
            writeAdjustment(json, adjustment);
            json.endObject();
        }
        json.endArray();
    }
    json.endObject();
}

void writeChanges(JsonWriter &json, const std::vector<LoggedChange> &changes)
{
    json.key("changes").beginArray();
    for (const LoggedChange &change : changes) {
        json.newLine().beginObject().key("at").time(change.at);
        json.field("kind", std::string_view(change.kind));
        json.field("detail", std::string_view(change.detail)).key("by");
        json.text(change.who.empty() ? std::nullopt : std::optional(change.who)).endObject();
    }
    json.endArray();
}

std::string reopeningText(const ClosedPeriod &period)
{
    return "opened again at " + toRfc3339(period.reopened->at) + " by " +
           printable(period.reopened->by) + ": " + printable(period.reopened->reason);
}

void addRow(Table &table, const std::string &name, const Adjustment &adjustment)
{
    table.addRow({name, plus(adjustment.requests()), dollars(spendOf(adjustment.frozen)),
                  dollars(spendOf(adjustment.current)), plus(adjustment.spend())});
}

void printAdjustments(Output &out, const std::string &heading, const Adjustment &total,
                      const std::vector<std::pair<std::string, const Adjustment *>> &rows)
{
    Table table;
    table.addColumn(heading, Table::Align::Left);
    for (const char *figure : {"requests", "frozen", "now", "adjustment"})
        table.addColumn(figure, Table::Align::Right);
    for (const auto &[name, adjustment] : rows)
        addRow(table, name, *adjustment);
    table.addTotal({"adjustment", plus(total.requests()), "", "", plus(total.spend())});
    out.write("\n");
    table.print(out, out.width());
}

void printCauses(Output &out, const ClosingComparison &comparison)
{
    Table table;
    table.addColumn("why", Table::Align::Left);
    table.addColumn("requests", Table::Align::Right);
    table.addColumn("adjustment", Table::Align::Right);
    table.addColumn("meaning", Table::Align::Left);
    for (std::size_t i = 0; i < adjustmentCauseCount; ++i) {
        const auto which = static_cast<AdjustmentCause>(i);
        const ClosingComparison::Cause &cause = comparison.of(which);
        std::string meaning(meaningOf(which));
        if (cause.moved != Money{})
            meaning += " (" + dollars(cause.moved) + " moved)";
        if (cause.spend != Money{} || cause.requests != 0 || cause.moved != Money{})
            table.addRow({words(name(which)), plus(cause.requests), plus(cause.spend), meaning});
    }
    table.addTotal(
        {"total", plus(comparison.total.requests()), plus(comparison.total.spend()), ""});
    out.write("\n");
    table.print(out, out.width());
}

void printChanges(Output &out, const std::vector<LoggedChange> &changes)
{
    constexpr std::size_t most = 10;
    if (changes.empty())
        return;
    out.line("\nLogged since it was closed:");
    const std::size_t first = changes.size() > most ? changes.size() - most : 0;
    if (first > 0)
        out.line("  … " +
                 counted(static_cast<std::int64_t>(first), "earlier change", "earlier changes") +
                 " (--json has all)");
    for (std::size_t i = first; i < changes.size(); ++i) {
        const LoggedChange &change = changes[i];
        out.line("  " + toRfc3339(change.at) + "  " + words(change.kind) + ": " +
                 words(printable(change.detail)) +
                 (change.who.empty() ? "" : ", by " + printable(change.who)) +
                 (change.before && change.after
                      ? ", " + dollars(*change.before) + " to " + dollars(*change.after)
                      : ""));
    }
}

void printTotals(Output &out, const ClosingComparison &comparison)
{
    Table table;
    table.addColumn("", Table::Align::Left);
    table.addColumn("requests", Table::Align::Right);
    table.addColumn("unpriced", Table::Align::Right);
    table.addColumn("cost", Table::Align::Right);
    const auto add = [&table](const char *name, const Cell &sums) {
        table.addRow({name, grouped(sums[CellField::Requests]), grouped(sums[CellField::Unpriced]),
                      dollars(spendOf(sums))});
    };
    add("frozen", comparison.total.frozen);
    add("now", comparison.total.current);
    table.addTotal({"adjustment", plus(comparison.total.requests()),
                    plus(comparison.total.current[CellField::Unpriced] -
                         comparison.total.frozen[CellField::Unpriced]),
                    plus(comparison.total.spend())});
    table.print(out, out.width());
}

} // namespace

void writeClosing(JsonWriter &json, const ClosedPeriod &period)
{
    json.field("month", std::string_view(period.month()));
    json.key("from").time(period.range.from).key("to").time(period.range.to);
    json.field("tz", std::string_view(period.zone));
    json.field("digest", std::string_view(period.digest)).field("rows", period.rows);
    json.key("closed_at").time(period.closedAt);
    json.field("closed_by", std::string_view(period.closedBy)).key("note");
    json.text(period.note.empty() ? std::nullopt : std::optional(period.note));
    json.key("reopened");
    if (!period.reopened) {
        json.null();
        return;
    }
    json.beginObject().key("at").time(period.reopened->at);
    json.field("by", std::string_view(period.reopened->by));
    json.field("reason", std::string_view(period.reopened->reason)).endObject();
}

void writeObstacles(JsonWriter &json, const ClosingObstacles &obstacles)
{
    json.beginObject().key("empty").boolean(obstacles.isEmpty);
    json.key("open_statements").beginArray();
    for (const ClosingObstacles::Open &open : obstacles.open) {
        json.newLine().beginObject().field("provider", std::string_view(open.provider));
        json.field("source", std::string_view(open.source)).field("days", open.days);
        json.key("billed_usd").money(open.billed);
        json.key("unattributed_usd").money(open.unattributed).endObject();
    }
    json.endArray().key("sources_behind").beginArray();
    for (const ClosingObstacles::Behind &behind : obstacles.behind) {
        json.newLine().beginObject().field("source", std::string_view(behind.source));
        json.field("seconds", behind.micros / microsPerSecond);
        json.key("awaited").boolean(behind.isAwaited).endObject();
    }
    json.endArray().key("unpriced").beginArray();
    for (const ClosingObstacles::Unpriced &unpriced : obstacles.unpriced) {
        json.newLine().beginObject().field("model", std::string_view(unpriced.model));
        json.field("requests", unpriced.requests).endObject();
    }
    json.endArray().key("unpriced_counts").beginArray();
    for (const UnpricedCounts &counts : obstacles.counts) {
        json.newLine().beginObject().field("provider", std::string_view(counts.provider));
        json.field("model", std::string_view(counts.model));
        json.field("source", std::string_view(counts.source));
        json.field("tokens", counts.tokens).endObject();
    }
    json.endArray().endObject();
}

std::vector<std::string> obstacleLines(const ClosingObstacles &obstacles)
{
    std::vector<std::string> lines;
    if (obstacles.isEmpty)
        lines.emplace_back("the ledger has nothing of it");
    for (const ClosingObstacles::Open &open : obstacles.open)
        lines.push_back(printable(open.provider) + " may still restate " +
                        counted(open.days, "open statement", "open statements") + " (" +
                        printable(open.source) + "): " + dollars(open.billed) + " so far, " +
                        dollars(open.unattributed) + " of it not itemised");
    for (const ClosingObstacles::Behind &behind : obstacles.behind) {
        const std::int64_t minutes = std::max<std::int64_t>(behind.micros / microsPerMinute, 1);
        const std::string time = minutes < 120 ? counted(minutes, "minute", "minutes")
                                               : counted(minutes / 60, "hour", "hours");
        lines.push_back("source " + printable(behind.source) +
                        (behind.neverVouched ? " has not been read yet"
                         : behind.isAwaited
                             ? " waits for " + time + " that are not published yet"
                             : " is behind: it vouches for nothing of " + time + " of the month"));
    }
    for (const ClosingObstacles::Unpriced &unpriced : obstacles.unpriced)
        lines.push_back(counted(unpriced.requests, "request", "requests") + " of " +
                        printable(unpriced.model) + (unpriced.requests == 1 ? " has" : " have") +
                        " no price");
    for (const UnpricedCounts &counts : obstacles.counts)
        lines.push_back(countsText(counts));
    return lines;
}

void writeComparison(Output &out, const ClosingComparison &comparison,
                     const std::vector<ClosedPeriod> &history)
{
    JsonWriter json(out);
    json.beginObject();
    writeClosing(json, comparison.period);
    json.key("verified").boolean(true); // else it would not have been read
    json.key("frozen").beginObject();
    writeTotal(json, measuresOf(comparison.total.frozen));
    json.endObject().key("current").beginObject();
    writeTotal(json, measuresOf(comparison.total.current));
    json.endObject().key("adjustment_usd").money(comparison.total.spend());
    json.key("adjustments").beginObject();
    writeCauses(json, comparison);
    writeAdjustments(json, comparison);
    json.endObject();
    writeChanges(json, comparison.changes);
    json.key("history").beginArray();
    for (const ClosedPeriod &period : history) {
        json.newLine().beginObject();
        writeClosing(json, period);
        json.endObject();
    }
    json.endArray().endObject();
}

void printComparison(Output &out, const ClosingComparison &comparison,
                     const std::vector<ClosedPeriod> &history, const std::vector<Dimension> &by)
{
    const ClosedPeriod &period = comparison.period;
    out.line(period.month() + " (" + period.zone + "), closed at " + toRfc3339(period.closedAt) +
             " by " + printable(period.closedBy) +
             (period.note.empty() ? "" : ": " + printable(period.note)));
    out.line("Digest " + period.digest +
             ", verified: " + counted(period.rows, "row is", "rows are") + " as frozen.");
    for (const ClosedPeriod &old : history)
        out.line("Closed before at " + toRfc3339(old.closedAt) + " by " + printable(old.closedBy) +
                 " (digest " + old.shortDigest() + "), " + reopeningText(old));
    out.write("\n");
    printTotals(out, comparison);
    if (comparison.isUnchanged()) {
        out.line("\nNothing of it is other than it was frozen.");
    } else {
        printCauses(out, comparison);
        std::vector<std::pair<std::string, const Adjustment *>> rows;
        for (const auto &[day, adjustment] : comparison.byDay) {
            if (!adjustment.isNone())
                rows.emplace_back(dateOf(day), &adjustment);
        }
        printAdjustments(out, "day", comparison.total, rows);
        for (const Dimension dimension : by) {
            rows.clear();
            for (const auto &[value, adjustment] : comparison.byValue[placeOf(dimension)])
                rows.emplace_back(value.empty() ? "(unknown)" : value, &adjustment);
            printAdjustments(out, std::string(name(dimension)), comparison.total, rows);
        }
    }
    printChanges(out, comparison.changes);
}

void writeClosings(Output &out, const std::vector<ListedClosing> &closings)
{
    JsonWriter json(out);
    json.beginObject().key("closings").beginArray();
    for (const ListedClosing &closing : closings) {
        json.newLine().beginObject();
        writeClosing(json, closing.period);
        json.key("frozen_usd").money(spendOf(closing.period.total)).key("current_usd");
        json.money(closing.adjustment ? std::optional(spendOf(closing.adjustment->current))
                                      : std::nullopt);
        json.key("adjustment_usd");
        json.money(closing.adjustment ? std::optional(closing.adjustment->spend()) : std::nullopt);
        json.endObject();
    }
    json.endArray().endObject();
}

void printClosings(Output &out, const std::vector<ListedClosing> &closings)
{
    if (closings.empty()) {
        out.line("No month is closed. Close one that is over with: outlay-cli close MONTH");
        return;
    }
    Table table;
    table.addColumn("month", Table::Align::Left);
    for (const char *figure : {"frozen", "now", "adjustment"})
        table.addColumn(figure, Table::Align::Right);
    for (const char *text : {"digest", "closed", "by", "remark"})
        table.addColumn(text, Table::Align::Left);
    for (const ListedClosing &closing : closings) {
        const ClosedPeriod &period = closing.period;
        const std::optional<Adjustment> &adjustment = closing.adjustment;
        table.addRow({period.month(), dollars(spendOf(period.total)),
                      adjustment ? dollars(spendOf(adjustment->current)) : "",
                      adjustment ? plus(adjustment->spend()) : "", period.shortDigest(),
                      toRfc3339(period.closedAt).substr(0, 10), period.closedBy,
                      period.reopened ? reopeningText(period) : period.note});
    }
    table.print(out, out.width());
}

} // namespace outlay::cli
