// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/budgetpushtext.h"

#include "app/cli/table.h"
#include "app/cli/text.h"

#include <QJsonDocument>

#include <algorithm>

namespace outlay::cli {

namespace {

using namespace enforcement;
using Action = PlannedChange::Action;

constexpr LimitFields everyField{.money = true, .rpm = true, .tpm = true};

std::string limitText(const EnforcedLimit &limit)
{
    LimitFields fields{.money = true, .rpm = limit.rpm.has_value(), .tpm = limit.tpm.has_value()};
    return wordsFor(limit, fields);
}

std::string changeText(const PlannedChange &change)
{
    if (change.action == Action::Unchanged)
        return "as it is: " + limitText(change.before);
    if (change.action != Action::Set)
        return change.problem;
    if (change.fields.isNone())
        return "Outlay's note only";
    if (change.isWithdrawn)
        return "takes away " + wordsFor(change.before, change.fields) +
               ", which this ledger had set and no cap of its wants any more";
    return wordsFor(change.before, change.fields) + " -> " + wordsFor(change.after, change.fields);
}

void printIndented(Output &out, const std::string &text)
{
    out.line("    " + printable(text));
}

} // namespace

void printPlan(const PushPlan &plan, Output &out)
{
    for (const PlannedChange &change : plan.changes) {
        const std::string whom =
            change.entity.id.empty() ? std::string() : " (" + titleOf(change.entity) + ")";
        out.line(printable(change.name + whom + ": " + changeText(change)));
        for (const std::string &warning : change.warnings)
            printIndented(out, "mind: " + warning);
    }
    for (const std::string &warning : plan.warnings)
        out.line("mind: " + printable(warning));
    const auto taken =
        std::count_if(plan.changes.begin(), plan.changes.end(), [](const PlannedChange &change) {
            return change.isWithdrawn && change.action == Action::Set && !change.fields.isNone();
        });
    out.line(counted(static_cast<std::int64_t>(plan.count(Action::Set)), "change", "changes") +
             " to " + printable(plan.point) +
             (taken > 0 ? "; " + counted(taken, "limit is", "limits are") + " taken away." : "."));
}

void printRecord(const PushRecord &record, Output &out)
{
    for (const PushStep &step : record.steps) {
        std::string text =
            step.name + " (" + titleOf(step.entity) + "): " + std::string(wordsFor(step.outcome));
        if (!step.reason.empty())
            text += ": " + step.reason;
        out.line(printable(text));
    }
    if (!record.stopReason.empty())
        out.line("It ended early: " + printable(record.stopReason));
    const bool isUndo = !record.undoes.empty();
    if (!sentEntities(record).empty() && !isUndo)
        out.line("To take it back: outlay-cli budget undo-push " + shellWord(record.id));
}

void printLights(const std::vector<CapReading> &readings, Output &out)
{
    for (const CapReading &reading : readings) {
        const CapStatus &status = reading.status;
        out.line(printable(reading.cap.name + ": " + std::string(headline(status)) + " (" +
                           status.reason + ")"));
        if (!status.advice.empty())
            printIndented(out, "to do: " + status.advice);
        for (const std::string &note : status.notes)
            printIndented(out, "mind: " + note);
    }
}

void printLimits(const PointList &list, Output &out)
{
    Table table;
    for (const char *heading : {"who", "limit"})
        table.addColumn(heading, Table::Align::Left);
    table.addColumn("spent", Table::Align::Right);
    for (const char *heading : {"resets", "set by"})
        table.addColumn(heading, Table::Align::Left);
    for (const EnforcedState &state : list.states) {
        if (isSameLimit(state.limit, {}, everyField) && state.problem.empty())
            continue;
        table.addRow({titleOf(state.entity),
                      state.problem.empty() ? limitText(state.limit) : state.problem,
                      state.spend ? dollars(*state.spend) : "",
                      state.resetsAt ? toRfc3339(*state.resetsAt) : "",
                      state.capId.empty() ? "" : "Outlay"});
    }
    if (table.isEmpty())
        out.line("Nobody has a limit there.");
    else
        table.print(out, out.width());
    for (const std::string &gap : list.gaps)
        out.line("mind: " + printable(gap));
}

void printDocument(const QJsonObject &json, Output &out)
{
    out.line(QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString());
}

} // namespace outlay::cli
