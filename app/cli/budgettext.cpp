// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/budgettext.h"

#include "app/alerting/alertwords.h"
#include "app/caps/foldedlights.h"
#include "app/cli/forecasttext.h"
#include "app/cli/table.h"
#include "app/cli/text.h"
#include "models/money/percent.h"
#include "models/rules/crossing.h"
#include "models/rules/minutelimit.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>
#include <set>

namespace outlay::cli {

using alerting::allocationText;
using alerting::amountText;
using alerting::budgetNameOf;
using alerting::BudgetStatus;
using alerting::CapLight;
using alerting::isRaisedAt;
using alerting::periodText;
using alerting::thresholdsText;

namespace {

/// How much of its limit is used; empty: there is no limit, or nothing of it is priced or known.
std::string usedPercent(const BudgetStatus &status)
{
    if (!status.utilization || !status.limit)
        return {};
    return (status.isFloor() ? ">= " : "") + alerting::percentText(status.amount(), *status.limit);
}

std::string consumedText(const BudgetStatus &status)
{
    return (status.isFloor() ? "at least " : "") + amountText(status.budget->unit, status.amount());
}

/// "50, 75 and 90%".
std::string passedText(const std::vector<int> &thresholds)
{
    std::string text;
    for (std::size_t i = 0; i < thresholds.size(); ++i) {
        if (i > 0)
            text += i + 1 == thresholds.size() ? " and " : ", ";
        text += std::to_string(thresholds[i]);
    }
    return asPercent(text);
}

/// "limit_usd": "50.000000000" or "limit_tokens": 2000000.
void writeAmount(JsonWriter &json, std::string_view what, LimitUnit unit,
                 std::optional<std::int64_t> amount)
{
    json.key(std::string(what) + '_' + std::string(name(unit)));
    if (!amount)
        json.null();
    else if (unit == LimitUnit::Money)
        json.money(Money{*amount});
    else
        json.number(*amount);
}

std::optional<std::string> known(const std::string &text)
{
    return text.empty() ? std::nullopt : std::optional(text);
}

/// Why nothing watches it; empty: it is watched, by the ledger or by a gateway.
std::string problemOf(const Budget &budget)
{
    const auto calendar = PeriodCalendar::of(budget.period);
    return calendar || isPerMinute(budget.period) ? std::string() : calendar.error().text;
}

void writeScope(JsonWriter &json, const Budget &budget)
{
    json.key("scope").beginArray();
    for (const Filter &filter : budget.scope) {
        for (const auto &value : filter.anyOf) {
            json.beginObject().field("dimension", std::string_view(toString(filter.dimension)));
            json.key("value").text(value).endObject();
        }
    }
    json.endArray();
    json.key("each").text(budget.each ? std::optional(toString(*budget.each)) : std::nullopt);
}

void writeAllocation(JsonWriter &json, const Budget &budget)
{
    json.key("dynamic");
    if (!budget.allocation) {
        json.null();
        return;
    }
    json.beginObject().field("percentile", std::int64_t{budget.allocation->percentile});
    json.field("periods", std::int64_t{budget.allocation->periods});
    json.field("margin_percent", std::int64_t{budget.allocation->marginPercent});
    writeAmount(json, "bound", budget.unit, budget.allocation->bound);
    json.endObject();
}

void writeSettings(JsonWriter &json, const BudgetRules &rules, const Budget &budget, Instant now)
{
    writeAmount(json, "limit", budget.unit, budget.limit);
    json.field("period", name(budget.period.kind));
    json.key("period_seconds");
    if (budget.period.kind == BudgetPeriod::Kind::Rolling)
        json.number(budget.period.length / microsPerSecond);
    else
        json.null();
    json.key("period_from")
        .time(budget.period.once.isBounded() ? std::optional(budget.period.once.from)
                                             : std::nullopt);
    json.key("period_to")
        .time(budget.period.once.isBounded() ? std::optional(budget.period.once.to) : std::nullopt);
    json.field("start", std::int64_t{budget.period.start});
    json.field("tz", std::string_view(budget.period.zone));
    json.key("thresholds").beginArray();
    for (const int threshold : toldThresholds(budget))
        json.number(threshold);
    if (!isPerMinute(budget.period))
        json.number(exhaustedPercent);
    json.endArray();
    json.key("cap").boolean(budget.isCap).key("tripwire").boolean(budget.isTripwire);
    json.key("parent").text(
        budget.parent.empty() ? std::nullopt : std::optional(budgetNameOf(rules, budget.parent)));
    json.key("owner").text(known(budget.owner)).key("deputy").text(known(budget.deputy));
    json.key("note").text(known(budget.note));
    json.key("overrides").beginArray();
    for (const Budget::Override &one : budget.overrides) {
        json.beginObject().field("member", std::string_view(one.member));
        writeAmount(json, "limit", budget.unit, one.limit);
        json.endObject();
    }
    json.endArray();
    writeAllocation(json, budget);
    const bool isRaised = isRaisedAt(budget, now);
    writeAmount(json, "raised_limit", budget.unit,
                isRaised ? std::optional(budget.raise->limit) : std::nullopt);
    json.key("raised_until").time(isRaised ? std::optional(budget.raise->until) : std::nullopt);
    json.key("paused_until").time(isPaused(budget, now) ? budget.pausedUntil : std::nullopt);
}

void writeLight(JsonWriter &json, const CapLight &light)
{
    json.field("cap_light", name(light.state));
    json.key("cap_reason").text(known(light.reason));
    json.key("cap_gateway").text(known(light.point));
}

/// Those that say something.
std::string joined(const std::vector<std::string> &remarks)
{
    std::string text;
    for (const std::string &remark : remarks) {
        if (!remark.empty())
            text += (text.empty() ? "" : ", ") + remark;
    }
    return text;
}

std::string lightText(const BudgetStatus &status, const Zone &zone)
{
    if (!status.problem.empty())
        return "broken, nothing watches it: " + status.problem;
    const std::string cap = capText(status.cap);
    if (!status.isPaused)
        return cap;
    return "paused until " +
           (*status.budget->pausedUntil >= latestEvent
                ? "resumed"
                : alerting::momentText(*status.budget->pausedUntil, zone)) +
           (cap.empty() ? "" : "; " + cap);
}

bool isToCome(const BudgetStatus &status)
{
    return !status.period && status.problem.empty() &&
           status.budget->period.kind == BudgetPeriod::Kind::Once;
}

std::string outlookText(const BudgetStatus &status, const Zone &zone)
{
    if (isPerMinute(status.budget->period))
        return "per minute: no forecast";
    static const std::string leftOpen = "unknown: bills do not say whose they are";
    if (status.isOver && !status.exhaustedAt)
        return "it is over";
    if (isToCome(status))
        return "begins " + alerting::momentText(status.budget->period.once.from, zone);
    if (status.exhaustedAt)
        return (status.isOver ? "it is over; used up " : "used up ") +
               alerting::momentText(*status.exhaustedAt, zone);
    if (!status.forecast || !status.forecast->end) {
        if (status.limit && reaches(status.amount(), *status.limit, exhaustedPercent))
            return "used up";
        if (!status.pace)
            return status.isAtLeast ? leftOpen : std::string();
        return status.pace->limitAt
                   ? "at this pace " + alerting::momentText(*status.pace->limitAt, zone)
                   : "lasts at this pace";
    }
    if (status.exhaustion.state == ExhaustionBand::State::Unknown)
        return status.isAtLeast ? leftOpen : std::string();
    if (status.exhaustion.state != ExhaustionBand::State::Foreseen)
        return status.exhaustion.state == ExhaustionBand::State::Exhausted ? "used up" : "lasts";
    if (status.exhaustion.likely)
        return "likely " + alerting::momentText(*status.exhaustion.likely, zone);
    return "at worst " + alerting::momentText(*status.exhaustion.earliest, zone);
}

} // namespace

std::string capText(const CapLight &light)
{
    switch (light.state) {
    case CapLight::State::NoCap:
        return {};
    case CapLight::State::Enforced:
        return "blocks";
    case CapLight::State::WarnsOnly:
        break;
    }
    return light.reason.empty() ? "warns only" : "warns only (" + light.reason + ")";
}

BudgetStandings standingsOf(const std::vector<BudgetStatus> &statuses)
{
    BudgetStandings standings;
    for (auto &[id, light] : enforcement::foldedLights(statuses))
        standings[id].light = light;
    for (const BudgetStatus &status : statuses) {
        if (!status.budget->each)
            standings[status.budget->id].limit = status.limit;
    }
    return standings;
}

void printBudgets(Output &out, const BudgetRules &rules, const BudgetStandings &standings,
                  Instant now, bool hasTripwires)
{
    Table table;
    for (const char *heading : {"budget", "scope", "limit", "period", "told at", "owner", ""})
        table.addColumn(heading, heading == std::string_view("limit") ? Table::Align::Right
                                                                      : Table::Align::Left);
    for (const Budget &budget : rules.budgets) {
        if (budget.isTripwire != hasTripwires)
            continue;
        const bool isRaised = isRaisedAt(budget, now);
        const std::string problem = problemOf(budget);
        const auto found = standings.find(budget.id);
        const BudgetStanding standing = found == standings.end() ? BudgetStanding{} : found->second;
        std::string remark =
            !problem.empty()
                ? "broken, nothing watches it: " + problem
                : joined({isPaused(budget, now) ? "paused" : "", capText(standing.light)});
        std::string limit = amountText(budget.unit, budget.limit);
        if (budget.allocation && !isRaised && standing.limit)
            limit = amountText(budget.unit, *standing.limit);
        if (budget.allocation)
            remark =
                joined({remark, "dynamic: " + allocationText(*budget.allocation, budget.unit)});
        if (isRaised) { // beside the limit, where no narrow table cuts it
            limit = (budget.allocation ? "raised to at least " : "raised to ") +
                    amountText(budget.unit, budget.raise->limit);
            if (!budget.allocation) // of a dynamic one the formula says it
                limit += " from " + amountText(budget.unit, budget.limit);
        }
        table.addRow({budget.name, scopeText(budget), limit, periodText(budget.period),
                      isPerMinute(budget.period) ? "" : thresholdsText(budget.thresholds),
                      budget.owner, remark});
    }
    table.print(out, out.width());
}

void writeBudgets(JsonWriter &json, const BudgetRules &rules,
                  const std::vector<const Budget *> &budgets, const BudgetStandings &standings,
                  Instant now)
{
    json.key("budgets").beginArray();
    for (const Budget *budget : budgets) {
        json.newLine().beginObject();
        json.field("id", std::string_view(budget->id));
        json.field("name", std::string_view(budget->name));
        writeScope(json, *budget);
        writeSettings(json, rules, *budget, now);
        const auto found = standings.find(budget->id);
        const BudgetStanding standing = found == standings.end() ? BudgetStanding{} : found->second;
        writeAmount(json, "limit_in_force", budget->unit, standing.limit);
        writeLight(json, standing.light);
        json.key("problem").text(known(problemOf(*budget)));
        json.endObject();
    }
    json.endArray();
}

std::string standingText(const BudgetStatus &status)
{
    const Budget &budget = *status.budget;
    if (!status.problem.empty())
        return status.problem;
    if (!status.period)
        return "its time is not now";
    std::string text = status.isUncounted() ? "unknown (of bills alone)" : consumedText(status);
    if (budget.unit == LimitUnit::Money && status.consumed.unpriced > 0)
        text += " and " + counted(status.consumed.unpriced, "request without a price",
                                  "requests without a price");
    if (status.limit)
        text += " of " + amountText(budget.unit, *status.limit);
    if (const std::string percent = usedPercent(status); !percent.empty())
        text += " (" + percent + ")";
    if (!status.thresholdsCrossed.empty())
        text += ", past " + passedText(status.thresholdsCrossed);
    if (!budget.each)
        return text;
    if (status.members == 0) // of a limit a minute nobody is counted
        return status.member.empty() ? "nobody yet" : printable(status.member) + ": " + text;
    return counted(status.members, "member", "members") +
           (status.member.empty() ? ""
                                  : "; the fullest, " + printable(status.member) + ": " + text);
}

void printStatuses(Output &out, const std::vector<BudgetStatus> &statuses, const Zone &zone)
{
    Table table;
    table.addColumn("budget", Table::Align::Left);
    for (const char *heading : {"used", "limit", "", "foreseen"})
        table.addColumn(heading, Table::Align::Right);
    for (const char *heading : {"past", "until", "lasts", ""})
        table.addColumn(heading, Table::Align::Left);
    for (const BudgetStatus &status : statuses) {
        const Budget &budget = *status.budget;
        std::string who = budget.name;
        if (budget.each && status.isUnknown)
            who += " · unknown";
        else if (budget.each)
            who += " · " + (status.member.empty() ? "nobody yet" : status.member);
        const bool hasEnd = status.period && status.period->to != TimeRange{}.to &&
                            budget.period.kind != BudgetPeriod::Kind::Rolling;
        const bool hasForecast = status.forecast && status.forecast->end;
        table.addRow({who,
                      status.isUncounted()     ? "unknown"
                      : status.period          ? consumedText(status)
                      : status.problem.empty() ? "not now"
                                               : "unknown",
                      status.limit ? amountText(budget.unit, *status.limit) : "",
                      usedPercent(status), hasForecast ? dollars(status.forecast->end->p50) : "",
                      status.thresholdsCrossed.empty() ? "" : passedText(status.thresholdsCrossed),
                      isToCome(status) ? alerting::momentText(budget.period.once.to, zone)
                      : hasEnd         ? alerting::momentText(status.period->to, zone)
                                       : periodText(budget.period),
                      outlookText(status, zone), lightText(status, zone)});
    }
    table.print(out, out.width());
    std::set<std::string> perMinute; // once, however many members it has
    for (const BudgetStatus &status : statuses) {
        if (isPerMinute(status.budget->period) && perMinute.insert(status.budget->id).second)
            out.line(printable(status.budget->name) + ": " + std::string(minuteLimitWords) + '.');
    }
}

void printUnpriced(Output &out, const std::vector<BudgetStatus> &statuses)
{
    constexpr std::size_t most = 10;
    std::size_t told = 0, more = 0;
    for (const BudgetStatus &status : statuses) {
        const std::int64_t unpriced = status.consumed.unpriced;
        if (status.budget->unit != LimitUnit::Money ||
            (unpriced == 0 && status.unpricedTokens == 0))
            continue;
        if (++told > most) {
            ++more;
            continue;
        }
        const std::string whose = !status.member.empty() ? " · " + printable(status.member)
                                  : status.isUnknown     ? " · unknown"
                                                         : "";
        const std::string name = printable(status.budget->name) + whose + ": ";
        if (unpriced > 0)
            out.line(
                name +
                counted(unpriced, "request has no price and is", "requests have no price and are") +
                " in no sum.");
        if (status.unpricedTokens > 0)
            out.line(name + compact(status.unpricedTokens) +
                     " tokens that a provider counts have no price and are in no sum "
                     "(outlay-cli prices unpriced).");
    }
    if (more > 0)
        out.line("So it is with " + counted(static_cast<std::int64_t>(more), "more", "more") + ".");
}

void writeStatus(JsonWriter &json, const BudgetStatus &status)
{
    const Budget &budget = *status.budget;
    json.beginObject().field("id", std::string_view(budget.id));
    json.field("name", std::string_view(budget.name));
    writeScope(json, budget);
    json.key("member").text(known(status.member));
    json.key("members");
    if (budget.each)
        json.number(status.members);
    else
        json.null();
    writeAmount(json, "limit", budget.unit, status.limit);
    writeAmount(json, "consumed", budget.unit,
                status.period && !status.isUncounted() ? std::optional(status.amount())
                                                       : std::nullopt);
    json.key("consumed_at_least").boolean(status.isFloor());
    if (budget.unit == LimitUnit::Money)
        json.key("residual_usd").money(status.consumed.residual);
    json.field("unpriced_requests", status.consumed.unpriced);
    json.field("unpriced_tokens", status.unpricedTokens).key("utilization");
    std::array<char, 40> digits{};
    std::snprintf(digits.data(), digits.size(), "%.4f", status.utilization.value_or(0));
    if (status.utilization)
        json.decimal(digits.data());
    else
        json.null();
    const bool isBounded = status.period && status.period->isBounded();
    json.key("period_start").time(isBounded ? std::optional(status.period->from) : std::nullopt);
    json.key("period_end").time(isBounded ? std::optional(status.period->to) : std::nullopt);
    json.key("is_over").boolean(status.isOver);
    json.key("thresholds_crossed").beginArray();
    for (const int threshold : status.thresholdsCrossed)
        json.number(threshold);
    json.endArray().key("forecast");
    if (status.forecast && status.forecast->end) {
        json.beginObject().key("p10").money(status.forecast->end->p10);
        json.key("p50").money(status.forecast->end->p50);
        json.key("p90").money(status.forecast->end->p90).endObject();
    } else {
        json.null();
    }
    json.key("per_minute").boolean(isPerMinute(budget.period));
    json.key("forecast_reason")
        .text(isPerMinute(budget.period) ? std::optional(std::string(minuteLimitWords))
              : status.forecast          ? known(status.forecast->reason)
                                         : std::nullopt);
    json.key("exhausted_at").time(status.exhaustedAt).key("pace");
    if (status.pace) {
        json.beginObject();
        writeAmount(json, "end", budget.unit, status.pace->end);
        json.key("limit_at").time(status.pace->limitAt).endObject();
    } else {
        json.null();
    }
    json.key("exhaustion").beginObject();
    json.key("earliest").time(status.exhaustion.earliest);
    json.key("likely").time(status.exhaustion.likely);
    json.key("latest").time(status.exhaustion.latest).endObject();
    json.key("cap").boolean(budget.isCap);
    writeLight(json, status.cap);
    json.key("owner").text(known(budget.owner));
    json.key("paused_until").time(status.isPaused ? budget.pausedUntil : std::nullopt);
    json.key("problem").text(known(status.problem)).endObject();
}

} // namespace outlay::cli
