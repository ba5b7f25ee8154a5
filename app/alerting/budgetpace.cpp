// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/budgetpace.h"

#include "app/alerting/alertwords.h"
#include "models/insight/burnrate.h"
#include "models/money/zone.h"
#include "models/rules/crossing.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace outlay::alerting {

namespace {

/// What alerts of a budget's member have in common.
Alert alertOf(AlertKind kind, const BudgetStatus &status)
{
    const Budget &budget = *status.budget;
    Alert alert;
    alert.kind = kind;
    if (budget.each)
        alert.scope.emplace_back(toString(*budget.each), status.member);
    for (const Filter &filter : budget.scope) {
        for (const auto &value : filter.anyOf)
            alert.scope.emplace_back(toString(filter.dimension), value.value_or(std::string()));
    }
    alert.budgetId = budget.id;
    alert.budgetName = budget.name;
    alert.owner = budget.owner;
    alert.unit = name(budget.unit);
    alert.consumed = status.amount();
    alert.limit = status.limit.value_or(0);
    if (status.period)
        alert.period = toRfc3339(status.period->from);
    return alert;
}

/// The one that is known of the same budget and member goes on.
const Alert *same(const Alert &alert, const std::vector<Alert> &known)
{
    const auto found = std::find_if(known.begin(), known.end(), [&](const Alert &other) {
        return other.kind == alert.kind && other.budgetId == alert.budgetId &&
               other.scope == alert.scope && other.state != AlertState::Resolved;
    });
    return found == known.end() ? nullptr : &*found;
}

std::string subject(AlertKind kind, const BudgetStatus &status)
{
    return std::string(name(kind)) + '\x1f' + status.budget->id;
}

bool isWatched(const BudgetStatus &status)
{
    const Budget &budget = *status.budget;
    return budget.unit == LimitUnit::Money && !budget.isTripwire && !status.isPaused &&
           !status.isUnknown && !(budget.each && status.member.empty()) && status.limit &&
           *status.limit > 0 && status.period && status.period->to != TimeRange{}.to;
}

void endOthers(std::vector<AlertReport> &reports, const std::vector<Alert> &known,
               std::initializer_list<AlertKind> kinds)
{
    const std::size_t count = reports.size();
    for (const Alert &alert : known) {
        const bool isOurs = std::find(kinds.begin(), kinds.end(), alert.kind) != kinds.end();
        const bool isTrue =
            std::any_of(reports.begin(), reports.begin() + std::ptrdiff_t(count),
                        [&](const AlertReport &one) { return one.alert.id == alert.id; });
        if (isOurs && !isTrue && alert.state != AlertState::Resolved)
            reports.push_back({alert, false});
    }
}

std::string zoneTime(const BudgetStatus &status, Instant at)
{
    const auto zone = Zone::named(status.budget->period.zone);
    // Named: whoever reads it elsewhere has another one.
    return momentText(at, zone ? *zone : Zone()) + " " + (zone ? zone->name() : "UTC");
}

std::string durationText(std::int64_t micros)
{
    const std::int64_t minutes = (micros + microsPerMinute / 2) / microsPerMinute;
    return minutes % 60 == 0 ? std::to_string(minutes / 60) + " h"
                             : std::to_string(minutes) + " min";
}

std::string timesText(double rate)
{
    const auto tenths = static_cast<std::int64_t>(std::llround(std::min(rate, 1e9) * 10));
    std::string text = std::to_string(tenths / 10);
    if (tenths < 1000 && tenths % 10 != 0)
        text += '.' + std::to_string(tenths % 10);
    return text;
}

/// Spend of a window by member, asked for at most once each.
class Windows
{
public:
    Windows(LedgerReader &reader, const Budget &budget, Instant now)
        : m_reader(reader)
        , m_budget(budget)
        , m_now(now)
    {
    }
    Result<Money> spent(const std::string &member, std::int64_t micros)
    {
        auto known = m_windows.find(micros);
        if (known == m_windows.end()) {
            const auto sums = consumptionIn(m_reader, m_budget, {{m_now.micros - micros}, m_now});
            if (!sums)
                return tl::unexpected<Error>(sums.error());
            std::map<std::string, Money> spent;
            for (const MemberConsumption &one : *sums) {
                if (!one.isUnknown)
                    spent[one.member] += Money{one.consumed.in(LimitUnit::Money)};
            }
            known = m_windows.emplace(micros, std::move(spent)).first;
        }
        const auto of = known->second.find(member);
        return of == known->second.end() ? Money{} : of->second;
    }

private:
    LedgerReader &m_reader;
    const Budget &m_budget;
    Instant m_now;
    std::map<std::int64_t, std::map<std::string, Money>> m_windows;
};

Result<std::optional<Alert>> burning(AlertKind kind, const BurnRule &rule, Windows &windows,
                                     const BudgetStatus &status, Instant now)
{
    WindowSpend spend;
    for (const bool isShort : {true, false}) {
        const auto spent =
            windows.spent(status.member, isShort ? rule.shortMicros : rule.longMicros);
        if (!spent)
            return tl::unexpected<Error>(spent.error());
        if (*spent <= Money{})
            return std::nullopt; // most of the time nothing was spent in the last minutes
        (isShort ? spend.inShort : spend.inLong) = *spent;
    }
    const BurnVerdict verdict =
        judgeBurn(rule, spend, *status.period, now, Money{status.amount()}, Money{*status.limit});
    if (!verdict.isBurning)
        return std::nullopt;
    Alert alert = alertOf(kind, status);
    alert.happenedAt = now;
    alert.atStake = spend.inLong;
    alert.lastAt = now;
    // Two desktops that see the same name it the same; again within the window is the same.
    const Instant slot{floorDivide(now.micros, rule.longMicros) * rule.longMicros};
    alert.id = crossingId(subject(kind, status), status.member, slot, 0, 0);
    alert.detail = timesText(*verdict.longRate) + " times the even pace over the last " +
                   durationText(rule.longMicros) + ", " + timesText(*verdict.shortRate) +
                   " times over the last " + durationText(rule.shortMicros);
    if (verdict.exhaustedAt)
        alert.detail += "; at this pace it is used up " + zoneTime(status, *verdict.exhaustedAt);
    alert.evidence = {{"first", toRfc3339({now.micros - rule.longMicros})},
                      {"last", toRfc3339(now)}};
    if (verdict.exhaustedAt)
        alert.evidence.emplace_back("exhausted_at", toRfc3339(*verdict.exhaustedAt));
    return alert;
}

} // namespace

Result<std::vector<AlertReport>> burnReports(LedgerReader &reader, const BudgetRules &rules,
                                             const std::vector<Alert> &known, Instant now)
{
    StatusOptions options;
    options.hasForecasts = false;
    const auto statuses = budgetStatuses(reader, rules, now, options);
    if (!statuses)
        return tl::unexpected<Error>(statuses.error());
    std::vector<AlertReport> reports;
    std::map<std::string, Windows> windows;
    for (const BudgetStatus &status : *statuses) {
        if (!isWatched(status) || reaches(status.amount(), *status.limit, exhaustedPercent))
            continue;
        const BurnRules rulesOf =
            burnRulesFor(status.period->to.micros - status.period->from.micros);
        Windows &spent =
            windows.try_emplace(status.budget->id, reader, *status.budget, now).first->second;
        for (const auto &[kind, rule] : {std::pair(AlertKind::BurnRateFast, rulesOf.fast),
                                         std::pair(AlertKind::BurnRateSlow, rulesOf.slow)}) {
            auto alert = burning(kind, rule, spent, status, now);
            if (!alert)
                return tl::unexpected<Error>(alert.error());
            if (!*alert)
                continue;
            if (const Alert *before = same(**alert, known)) {
                (*alert)->id = before->id;
                (*alert)->happenedAt = before->happenedAt;
            }
            reports.push_back({**std::move(alert), true});
            break; // the slow one says less
        }
    }
    endOthers(reports, known, {AlertKind::BurnRateFast, AlertKind::BurnRateSlow});
    return reports;
}

std::vector<AlertReport> forecastReports(const std::vector<BudgetStatus> &statuses,
                                         const std::vector<Alert> &known, Instant now)
{
    std::vector<AlertReport> reports;
    for (const BudgetStatus &status : statuses) {
        const bool isForeseen = status.forecast && status.forecast->end &&
                                status.exhaustion.state == ExhaustionBand::State::Foreseen &&
                                status.exhaustion.likely;
        if (!isWatched(status) || !isForeseen)
            continue;
        const MoneyBand &end = *status.forecast->end;
        Alert alert = alertOf(AlertKind::ForecastExceeds, status);
        alert.id =
            crossingId(subject(alert.kind, status), status.member, status.period->from, 0, 0);
        alert.happenedAt = now;
        if (const Alert *before = same(alert, known))
            alert.happenedAt = before->happenedAt;
        alert.endsAt = status.period->to;
        alert.atStake = end.p50 - Money{*status.limit};
        alert.detail = amountText(end.p50) + " by " + zoneTime(status, status.period->to);
        if (status.forecast->hasBand)
            alert.detail += " (" + amountText(end.p10) + " to " + amountText(end.p90) + ")";
        alert.detail += "; used up about " + zoneTime(status, *status.exhaustion.likely);
        alert.evidence = {{"exhausted_at", toRfc3339(*status.exhaustion.likely)}};
        reports.push_back({std::move(alert), true});
    }
    endOthers(reports, known, {AlertKind::ForecastExceeds});
    return reports;
}

} // namespace outlay::alerting
