// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/budgetsbuilder.h"

#include "app/alerting/budgetfields.h"
#include "app/caps/budgetcaps.h"
#include "app/caps/foldedlights.h"
#include "app/desktop/budgetdrafts.h"
#include "models/insight/ledgeroutlook.h"
#include "models/rules/crossing.h"
#include "models/rules/minutelimit.h"
#include "ui/budgets/budgetwords.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/shown.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <map>

namespace outlay {

using alerting::BudgetStatus;
using alerting::CapLight;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Budgets)
};

constexpr int mostSuggestions = 200;
constexpr int mostUsers = 5'000;

QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// What has no price is in no sum: more was spent.
bool isPartlyUnpriced(const BudgetStatus &status)
{
    return status.budget->unit == LimitUnit::Money &&
           (status.consumed.unpriced > 0 || status.unpricedTokens > 0);
}

void setOutlook(ui::BudgetRow &row, const BudgetStatus &status)
{
    if (status.forecast && status.forecast->end) {
        const MoneyBand &end = *status.forecast->end;
        row.forecast = ui::BudgetForecast{end.p10.nanos, end.p50.nanos, end.p90.nanos};
    } else {
        row.pace = status.pace;
    }
    row.isAtLeast = isPartlyUnpriced(status);
    if (status.isOver) {
        row.outlook = ui::Outlook::Ended;
        row.exhaustedAt = status.exhaustedAt.value_or(Instant{});
        return;
    }
    if (!status.period && status.problem.empty()) {
        row.outlook = ui::Outlook::NotBegun;
        return;
    }
    if (status.limit && reaches(status.amount(), *status.limit, exhaustedPercent)) {
        row.outlook = ui::Outlook::Exhausted;
        row.exhaustedAt = status.exhaustedAt.value_or(Instant{});
        return;
    }
    const ExhaustionBand &band = status.exhaustion;
    if (band.state == ExhaustionBand::State::NotExpected) {
        row.outlook = ui::Outlook::NotBefore;
    } else if (band.state == ExhaustionBand::State::Foreseen && band.earliest) {
        row.outlook = ui::Outlook::Expected;
        row.expected = {*band.earliest, band.latest.value_or(TimeRange{}.to)};
    }
}

void setCap(ui::BudgetRow &row, const CapLight &cap)
{
    row.cap = ui::CapState::WarnsOnly;
    row.capReason = toQt(cap.reason);
    row.capPoint = toQt(cap.point);
    if (cap.isDrifted)
        row.cap = ui::CapState::Drifted;
    else if (cap.state == CapLight::State::Enforced)
        row.cap = ui::CapState::Enforced;
    else if (cap.state == CapLight::State::WarnsOnly && cap.reason == "no enforcement point")
        row.cap = ui::CapState::NoEnforcementPoint;
}

ui::BudgetRow rowOf(const BudgetStatus &status, Instant now)
{
    const Budget &budget = *status.budget;
    ui::BudgetRow row;
    row.id = budget.id;
    row.name = toQt(budget.name);
    row.where = budget.scope;
    row.each = budget.each;
    row.owner = budget.owner;
    row.unit = static_cast<ui::BudgetUnit>(budget.unit); // named in one order
    row.limit = status.limit.value_or(fixedLimitOf(budget, status.member, now));
    const bool isUnpriced = isPartlyUnpriced(status) && status.amount() == 0;
    // What nobody is known to have spent is no member's: it fills no limit.
    const bool isKnown = status.period && !isUnpriced && !status.isUncounted() &&
                         !status.isUnknown && !status.isLeftOpen();
    if (isKnown)
        row.consumed = status.amount();
    if (isKnown && budget.unit == LimitUnit::Money)
        row.notItemised = status.consumed.residual.nanos;
    row.thresholds = toldThresholds(budget);
    row.problem = toQt(status.problem);
    row.period = periodWordsOf(budget.period);
    if (status.period)
        row.range = *status.period;
    else if (budget.period.kind == BudgetPeriod::Kind::Once)
        row.range = budget.period.once;
    row.isTripwire = budget.isTripwire;
    row.isCap = budget.isCap;
    if (status.isPaused)
        row.pausedUntil = budget.pausedUntil;
    if (alerting::isRaisedAt(budget, now))
        row.raisedUntil = budget.raise->until;
    setOutlook(row, status);
    row.isAtLeast = row.isAtLeast || (isKnown && status.isAtLeast);
    setCap(row, status.cap);
    return row;
}

ui::BudgetRow memberRow(const BudgetStatus &status, std::int32_t parent, Instant now)
{
    ui::BudgetRow row = rowOf(status, now);
    row.member = status.member;
    row.name = toQt(status.member);
    row.parent = parent;
    row.where.push_back({*status.budget->each, {status.member}});
    row.each.reset();
    return row;
}

/// What nobody is known to have spent stands beside the members, and fills no limit.
ui::BudgetRow nobodyRow(const BudgetStatus &status, std::int32_t parent, Instant now)
{
    ui::BudgetRow row = rowOf(status, now);
    row.isNobody = true;
    row.name = ui::valueLabel(*status.budget->each, std::nullopt);
    row.parent = parent;
    row.where.push_back({*status.budget->each, {std::nullopt}});
    row.each.reset();
    row.limit = 0;
    if (status.period && (status.amount() != 0 || status.consumed.unpriced == 0))
        row.consumed = status.amount();
    row.outlook = ui::Outlook::Unknown;
    row.forecast.reset();
    row.pace.reset();
    return row;
}

/// A budget with members lasts as long as the first of them.
void setSoonestPace(ui::BudgetRow &row, const std::vector<const BudgetStatus *> &members)
{
    for (const BudgetStatus *member : members) {
        if (!member->pace || !member->pace->limitAt || !row.pace)
            continue;
        if (!row.pace->limitAt || *member->pace->limitAt < *row.pace->limitAt)
            row.pace = member->pace;
    }
}

/// Statuses of one budget after the other, and which budgets are parts of which.
class RowMaker
{
public:
    RowMaker(const std::vector<BudgetStatus> &statuses, Instant now) : m_now(now)
    {
        for (const BudgetStatus &status : statuses) {
            auto &own = m_statuses[status.budget->id];
            if (own.empty())
                m_order.push_back(status.budget->id);
            own.push_back(&status);
        }
        for (const std::string &id : m_order) {
            const std::string &parent = m_statuses[id].front()->budget->parent;
            m_children[m_statuses.count(parent) > 0 ? parent : std::string()].push_back(id);
        }
    }
    std::vector<ui::BudgetRow> make()
    {
        for (const std::string &id : m_children[{}])
            add(id, -1);
        return std::move(m_rows);
    }

private:
    void add(const std::string &id, std::int32_t parent)
    {
        const auto &own = m_statuses[id];
        const auto index = static_cast<std::int32_t>(m_rows.size());
        m_rows.push_back(rowOf(*own.front(), m_now));
        m_rows.back().parent = parent;
        if (own.front()->budget->each) {
            setCap(m_rows.back(), enforcement::foldedLight(own));
            setSoonestPace(m_rows.back(), own);
            for (const BudgetStatus *status : own) {
                if (status->isUnknown)
                    m_rows.push_back(nobodyRow(*status, index, m_now));
                else if (!status->member.empty())
                    m_rows.push_back(memberRow(*status, index, m_now));
            }
        }
        for (const std::string &child : m_children[id])
            add(child, index);
    }

    Instant m_now;
    std::map<std::string, std::vector<const BudgetStatus *>> m_statuses;
    std::map<std::string, std::vector<std::string>> m_children;
    std::vector<std::string> m_order;
    std::vector<ui::BudgetRow> m_rows;
};

Result<std::optional<ui::BudgetProposal>> proposalOf(LedgerReader &reader, Instant now,
                                                     const Zone &zone)
{
    const auto found = alerting::proposeBudget(reader, {}, zone, now);
    if (!found)
        return tl::unexpected<Error>(found.error());
    if (!*found)
        return std::optional<ui::BudgetProposal>{};
    const alerting::BudgetProposal &proposed = **found;
    ui::BudgetProposal proposal;
    proposal.amount = proposed.limit;
    proposal.reasoning = proposalWords(proposed, ui::shownLocale());
    return std::optional(proposal);
}

/// What can be suggested while a scope is written.
Result<> addKnown(LedgerReader &reader, ui::BudgetsSnapshot &snapshot)
{
    for (const Dimension dimension : ui::budgetDimensions()) {
        const DimensionRef ref{dimension, {}};
        const bool isUser = dimension == Dimension::User;
        auto values = reader.values(ref, isUser ? mostUsers : mostSuggestions);
        if (!values)
            return tl::unexpected<Error>(values.error());
        if (isUser)
            snapshot.users = *values;
        snapshot.known.emplace_back(ref, *std::move(values));
    }
    return {};
}

/// What the row's figure is of: the period that runs, or the only one, which has ended.
Result<TimeRange> shownPeriod(const Budget &budget, Instant now)
{
    if (isPerMinute(budget.period))
        return TimeRange{{now.micros - microsPerMinute}, now};
    if (budget.period.kind == BudgetPeriod::Kind::Once && budget.period.once.to <= now)
        return budget.period.once;
    const auto calendar = PeriodCalendar::of(budget.period);
    if (!calendar)
        return tl::unexpected<Error>(calendar.error());
    auto period = calendar->at(now);
    if (!period)
        return failure(Error::Kind::Usage, "no period of the budget runs now");
    if (calendar->isRolling())
        period->from = Instant{period->to.micros - budget.period.length};
    return *period;
}

} // namespace

QString proposalWords(const alerting::BudgetProposal &proposal, const QLocale &locale)
{
    const int weeks = static_cast<int>(proposal.weeks.size());
    const auto usual = static_cast<int>(proposal.usualWeeks());
    const QString cost = ui::money(proposal.usualWeek, locale);
    const QString said =
        weeks == 1 ? Words::tr("The last whole week cost %1", "money").arg(cost)
        : usual == weeks
            ? Words::tr("None of the last %n whole week(s) cost more than %1", nullptr, weeks)
                  .arg(cost)
            : Words::tr("%1 of the last %n whole week(s) cost %2 or less", nullptr, weeks)
                  .arg(locale.toString(usual), cost);
    return Words::tr("%1; this month has %n day(s); rounded up.", "what weeks cost",
                     proposal.daysOfMonth)
        .arg(said);
}

std::vector<ui::BudgetRow> budgetRows(const std::vector<BudgetStatus> &statuses, Instant now)
{
    return RowMaker(statuses, now).make();
}

ui::BudgetsSnapshot emptyBudgets(Instant now, const Zone &zone)
{
    ui::BudgetsSnapshot snapshot;
    snapshot.now = now;
    snapshot.zone = zone;
    snapshot.tripwires = tripwiresOf(shippedRules(), now);
    return snapshot;
}

Result<ui::BudgetsSnapshot> budgetsSnapshot(LedgerReader &reader, Instant now, const Zone &zone,
                                            BudgetsDepth depth)
{
    const auto rules = alerting::budgetRulesOf(reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    alerting::StatusOptions options;
    options.hasForecasts = depth == BudgetsDepth::Whole;
    options.hasOver = true;
    options.hasOverridden = true;
    auto statuses = alerting::budgetStatuses(reader, *rules, now, options);
    if (!statuses)
        return tl::unexpected<Error>(statuses.error());
    OUTLAY_TRY(enforcement::lightCaps(reader, *statuses, now));
    ui::BudgetsSnapshot snapshot = emptyBudgets(now, zone);
    snapshot.tripwires = tripwiresOf(*rules, now);
    snapshot.rows = budgetRows(*statuses, now);
    if (depth == BudgetsDepth::Standings)
        return snapshot;
    if (snapshot.rows.empty()) {
        auto proposal = proposalOf(reader, now, zone);
        if (!proposal)
            return tl::unexpected<Error>(proposal.error());
        snapshot.proposal = *std::move(proposal);
    }
    OUTLAY_TRY(addKnown(reader, snapshot));
    return snapshot;
}

Result<BudgetReceipt> budgetReceipt(LedgerReader &reader, const std::string &id,
                                    const std::string &member, Instant now)
{
    const auto rules = alerting::budgetRulesOf(reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    const auto budget = std::find_if(rules->budgets.begin(), rules->budgets.end(),
                                     [&](const Budget &one) { return one.id == id; });
    if (budget == rules->budgets.end())
        return failure(Error::Kind::Usage, "the budget was removed meanwhile");
    const auto period = shownPeriod(*budget, now);
    if (!period)
        return tl::unexpected<Error>(period.error());
    Query query;
    query.range = {period->from, std::min(period->to, now)};
    query.where = budget->scope;
    if (budget->each && !member.empty())
        query.where.push_back({*budget->each, {member}});
    const auto answer = reader.run(query);
    const auto plans = reader.plans();
    if (!answer || !plans)
        return tl::unexpected<Error>(answer ? plans.error() : answer.error());
    BudgetReceipt receipt;
    receipt.title = toQt(member.empty() ? budget->name : member);
    receipt.question = {query.range, query.where, {}, answer->total};
    receipt.used = answer->total;
    if (auto fees = feesWithin(*plans, query.where)) {
        query.where = *std::move(fees);
        const auto due = reader.run(query);
        if (!due)
            return tl::unexpected<Error>(due.error());
        receipt.fees = due->total.residual;
    }
    receipt.used.residual -= receipt.fees;
    receipt.used.billed -= receipt.fees; // where a statement's word, as theirs is, stands
    if (receipt.used.cost)
        receipt.used.cost = *receipt.used.cost - receipt.fees;
    return receipt;
}

FigureReceipt withoutFees(FigureReceipt derivation, Money fees)
{
    derivation.residual -= fees;
    if (derivation.cost)
        derivation.cost = *derivation.cost - fees;
    return derivation;
}

} // namespace outlay
