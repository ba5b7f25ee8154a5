// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/tasklist.h"

#include "app/cli/measures.h"
#include "app/cli/table.h"
#include "app/cli/text.h"

#include <algorithm>

namespace outlay::cli {

namespace {

constexpr int places = 4; // of a task's cost

/// An end of the range; null where the question left it open and there is no data to close it.
std::optional<Instant> bound(Instant at)
{
    const TimeRange all;
    return at == all.from || at == all.to ? std::nullopt : std::optional(at);
}

void writeSpread(JsonWriter &json, const Spread &spread)
{
    json.beginObject();
    json.field("tasks", spread.count);
    json.key("total_usd").money(spread.total);
    json.key("median_usd").money(spread.median);
    json.key("p95_usd").money(spread.p95);
    json.key("max_usd").money(spread.most);
    json.endObject();
}

void writeDetail(JsonWriter &json, const TaskDetail &detail)
{
    json.key("first").time(detail.first);
    json.key("last").time(detail.last);
    json.field("sessions", detail.sessions);
    json.field("agents", detail.agents);
    json.key("outcomes").beginObject();
    json.field("success", detail.outcomes.success);
    json.field("error", detail.outcomes.error);
    json.field("refused_by_cap", detail.outcomes.refusedByCap);
    json.field("cancelled", detail.outcomes.cancelled);
    json.field("unknown", detail.outcomes.unknown);
    json.endObject();
    json.key("branches").beginArray();
    for (const std::string &branch : detail.branches)
        json.string(branch);
    json.endArray();
    json.field("detailed_requests", detail.requests);
}

std::string costText(const Measures &measures)
{
    if (!measures.cost)
        return measures.requests > 0 ? "unpriced" : "–";
    return (measures.unpricedRequests > 0 ? "≥ " : "") + dollars(*measures.cost, places);
}

std::string timeText(const std::optional<Instant> &at, const Zone &zone)
{
    if (!at)
        return "–";
    const std::string local = zone.toLocal(*at);
    return local.substr(0, 10) + " " + local.substr(11, 5);
}

/// Failed and cancelled requests; what the sources cannot tell is told once, below the table.
std::string endedText(const OutcomeCounts &outcomes)
{
    std::string text;
    const auto add = [&text](std::int64_t count, std::string_view what) {
        if (count > 0)
            text += (text.empty() ? "" : ", ") + grouped(count) + " " + std::string(what);
    };
    add(outcomes.error, "failed");
    add(outcomes.refusedByCap, "refused");
    add(outcomes.cancelled, "cancelled");
    if (!text.empty())
        return text;
    return outcomes.success > 0 ? "well" : "–";
}

class TaskTable
{
public:
    explicit TaskTable(const TaskCosts &costs, const Zone &zone)
        : m_zone(zone)
        , m_hasListValue(costs.total.listValue != Money{})
    {
        m_table.addColumn("task", Table::Align::Left);
        for (const char *heading : {"cost", "list value", "requests", "tokens", "agents"}) {
            if (m_hasListValue || std::string_view(heading) != "list value")
                m_table.addColumn(heading, Table::Align::Right);
        }
        for (const char *heading : {"first", "last", "requests ended", "branch"})
            m_table.addColumn(heading, Table::Align::Left);
        for (const TaskRow &row : costs.dearest)
            m_table.addRow(cells(row.task, row.measures, &row.detail));
        if (costs.restTasks > 0)
            m_table.addRow(cells("(" + counted(costs.restTasks, "other task", "other tasks") + ")",
                                 costs.rest, nullptr));
        if (costs.unknown)
            m_table.addRow(cells("(no task known)", *costs.unknown, nullptr));
    }
    void print(Output &out) const { m_table.print(out, out.width()); }

private:
    [[nodiscard]] std::vector<std::string> cells(const std::string &task, const Measures &measures,
                                                 const TaskDetail *detail) const
    {
        std::vector<std::string> cells{task, costText(measures)};
        if (m_hasListValue)
            cells.push_back(dollars(measures.listValue, places));
        cells.push_back(grouped(measures.requests));
        cells.push_back(compact(measures.usage.total()));
        if (!detail) {
            cells.insert(cells.end(), 5, std::string());
            return cells;
        }
        cells.push_back(grouped(detail->agents));
        cells.push_back(timeText(detail->first, m_zone));
        cells.push_back(timeText(detail->last, m_zone));
        cells.push_back(endedText(detail->outcomes));
        std::string branches;
        for (const std::string &branch : detail->branches)
            branches += (branches.empty() ? "" : ", ") + branch;
        cells.push_back(branches);
        return cells;
    }

    Table m_table;
    const Zone &m_zone;
    bool m_hasListValue;
};

void printSpread(Output &out, std::string_view what, const Spread &spread)
{
    if (spread.count == 0)
        return;
    out.line(counted(spread.count, "task", "tasks") + " " + std::string(what) + ": median " +
             dollars(*spread.median, places) + ", 95% cost at most " +
             dollars(*spread.p95, places) + ", the dearest " + dollars(*spread.most, places) +
             ", together " + dollars(spread.total));
}

void printNotes(Output &out, const TaskCosts &costs)
{
    if (costs.unpricedTasks > 0)
        out.line("Without a price, in no figure: " + counted(costs.unpricedTasks, "task", "tasks") +
                 ".");
    if (costs.partlyUnpriced > 0)
        out.line("Priced in part, they cost at least what is said: " +
                 counted(costs.partlyUnpriced, "task", "tasks") + ".");
    if (costs.notItemised != Money{})
        out.line("Of no task: " + dollars(costs.notItemised) +
                 " in fees of plans and bills without requests.");
    const bool lacksDetail =
        std::any_of(costs.dearest.begin(), costs.dearest.end(), [](const TaskRow &row) {
            return row.detail.requests != row.measures.requests;
        });
    if (lacksDetail)
        out.line("Older requests are kept as sums: times, agents and branches are of the others.");
}

} // namespace

void writeTasksJson(Output &out, const TaskCosts &costs, const Zone &zone)
{
    JsonWriter json(out);
    json.beginObject();
    json.key("from").time(bound(costs.range.from));
    json.key("to").time(bound(costs.range.to));
    json.field("tz", zone.name());
    json.field("tasks", costs.tasks);
    json.key("cost");
    writeSpread(json, costs.cost);
    json.key("list_value");
    writeSpread(json, costs.listValue);
    json.field("unpriced_tasks", costs.unpricedTasks);
    json.field("partly_unpriced_tasks", costs.partlyUnpriced);
    json.key("dearest").beginArray();
    for (const TaskRow &row : costs.dearest) {
        json.newLine();
        json.beginObject();
        json.field("task", row.task);
        writeMeasures(json, row.measures);
        writeDetail(json, row.detail);
        json.endObject();
    }
    json.endArray();
    json.key("rest").beginObject();
    json.field("tasks", costs.restTasks);
    writeMeasures(json, costs.rest);
    json.endObject();
    json.key("unknown");
    if (costs.unknown) {
        json.beginObject();
        writeMeasures(json, *costs.unknown);
        json.endObject();
    } else {
        json.null();
    }
    json.key("not_itemised_usd").money(costs.notItemised);
    json.key("total").beginObject();
    writeTotal(json, costs.total);
    json.endObject();
    json.endObject();
}

void writeTasksCsv(Output &out, const TaskCosts &costs)
{
    CsvWriter csv(out);
    for (const std::string_view heading :
         {"task", "cost_usd", "list_value_usd", "requests", "unpriced_requests", "tokens",
          "sessions", "agents", "first", "last", "success", "error", "refused_by_cap", "cancelled",
          "outcome_unknown", "branches", "row"})
        csv.plain(heading);
    csv.endRow();
    const auto sums = [&csv](const Measures &measures) {
        csv.plain(measures.cost ? toDecimal(*measures.cost) : "");
        csv.plain(toDecimal(measures.listValue));
        csv.plain(std::to_string(measures.requests));
        csv.plain(std::to_string(measures.unpricedRequests));
        csv.plain(std::to_string(measures.usage.total()));
    };
    constexpr int detailColumns = 10;
    const auto end = [&csv](std::string_view row) {
        for (int i = 0; i < detailColumns; ++i)
            csv.plain("");
        csv.plain(row).endRow();
    };
    for (const TaskRow &row : costs.dearest) {
        const TaskDetail &detail = row.detail;
        csv.text(row.task);
        sums(row.measures);
        csv.plain(std::to_string(detail.sessions)).plain(std::to_string(detail.agents));
        csv.plain(detail.first ? toRfc3339(*detail.first) : "");
        csv.plain(detail.last ? toRfc3339(*detail.last) : "");
        for (const std::int64_t count :
             {detail.outcomes.success, detail.outcomes.error, detail.outcomes.refusedByCap,
              detail.outcomes.cancelled, detail.outcomes.unknown})
            csv.plain(std::to_string(count));
        std::string branches;
        for (const std::string &branch : detail.branches)
            branches += (branches.empty() ? "" : " ") + branch;
        csv.text(branches).plain("").endRow();
    }
    if (costs.restTasks > 0) {
        csv.plain("");
        sums(costs.rest);
        end("other");
    }
    if (costs.unknown) {
        csv.plain("");
        sums(*costs.unknown);
        end("unknown");
    }
    if (costs.notItemised != Money{}) {
        csv.plain("").plain(toDecimal(costs.notItemised)).plain("").plain("").plain("").plain("");
        end("not_itemised");
    }
}

void printTasks(Output &out, const TaskCosts &costs, const Zone &zone)
{
    if (costs.tasks == 0 && !costs.unknown) {
        out.line("No requests in this range.");
        printNotes(out, costs);
        return;
    }
    printSpread(out, "that were spent on", costs.cost);
    printSpread(out, "within plans, at list prices", costs.listValue);
    out.line("");
    TaskTable(costs, zone).print(out);
    out.line("");
    printNotes(out, costs);
    const auto team = std::find_if(costs.dearest.begin(), costs.dearest.end(),
                                   [](const TaskRow &row) { return row.detail.agents > 1; });
    if (team != costs.dearest.end())
        out.line("Who worked on one: outlay-cli tasks show " + shellWord(team->task));
}

} // namespace outlay::cli
