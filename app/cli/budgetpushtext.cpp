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
        return wordsForGone(change);
    return wordsFor(change.before, change.fields) + " -> " + wordsFor(change.after, change.fields);
}

/// Who set it, as far as a note says.
std::string settersOf(const EnforcedState &state)
{
    std::string text = state.capId.empty() ? "" : "Outlay";
    std::vector<std::string> named;
    for (const NotedCap &cap : parseNote(state.capId)) {
        if (cap.who.empty() || std::find(named.begin(), named.end(), cap.who) != named.end())
            continue;
        text += (named.empty() ? " (" : ", ") + cap.who;
        named.push_back(cap.who);
    }
    return named.empty() ? text : text + ')';
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
    std::int64_t taken = 0, back = 0;
    for (const PlannedChange &change : plan.changes) {
        const LimitFields gone = goneFields(change);
        if (change.action != Action::Set || gone.isNone())
            continue;
        const bool isUnlimited = isSameLimit(change.after, {}, gone);
        (isUnlimited ? taken : back) += 1;
    }
    std::string text =
        counted(static_cast<std::int64_t>(plan.count(Action::Set)), "change", "changes") + " to " +
        plan.point;
    if (taken > 0)
        text += "; " + counted(taken, "limit is", "limits are") + " taken away";
    if (back > 0)
        text += "; " + counted(back, "limit goes", "limits go") + " back to what was there before";
    out.line(printable(text) + '.');
}

void printRecord(const PushRecord &record, Output &out)
{
    for (const PushStep &step : record.steps) {
        for (const PartOutcome &one : outcomesOf(step)) {
            std::string text = one.part.name + " (" + titleOf(step.entity) +
                               "): " + std::string(wordsFor(one.outcome));
            if (!step.reason.empty() && one.outcome == step.outcome)
                text += ": " + step.reason;
            out.line(printable(text));
        }
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
                      state.resetsAt ? toRfc3339(*state.resetsAt) : "", settersOf(state)});
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
