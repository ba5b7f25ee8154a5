// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/budgetdrafts.h"

#include "app/alerting/budgetchange.h"
#include "app/alerting/budgetfields.h"
#include "app/alerting/budgethistory.h"
#include "models/rules/minutelimit.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace outlay {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Budgets)
};

QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

struct KindPair
{
    BudgetPeriod::Kind kind;
    ui::BudgetPeriodWords::Kind words;
};
constexpr std::array kinds{
    KindPair{BudgetPeriod::Kind::Hour, ui::BudgetPeriodWords::Kind::Hour},
    KindPair{BudgetPeriod::Kind::Day, ui::BudgetPeriodWords::Kind::Day},
    KindPair{BudgetPeriod::Kind::Week, ui::BudgetPeriodWords::Kind::Week},
    KindPair{BudgetPeriod::Kind::Month, ui::BudgetPeriodWords::Kind::Month},
    KindPair{BudgetPeriod::Kind::Quarter, ui::BudgetPeriodWords::Kind::Quarter},
    KindPair{BudgetPeriod::Kind::Once, ui::BudgetPeriodWords::Kind::Once},
    KindPair{BudgetPeriod::Kind::Always, ui::BudgetPeriodWords::Kind::Always},
};

auto budgetOf(BudgetRules &rules, const std::string &id)
{
    return std::find_if(rules.budgets.begin(), rules.budgets.end(),
                        [&](const Budget &budget) { return budget.id == id; });
}

struct FieldName
{
    std::string_view name;
    ui::BudgetFieldError::Field field;
};
constexpr std::array fieldNames{
    FieldName{"name", ui::BudgetFieldError::Field::Name},
    FieldName{"scope", ui::BudgetFieldError::Field::Scope},
    FieldName{"each", ui::BudgetFieldError::Field::Scope},
    FieldName{"overrides", ui::BudgetFieldError::Field::Overrides},
    FieldName{"limit", ui::BudgetFieldError::Field::Limit},
    FieldName{"thresholds", ui::BudgetFieldError::Field::Thresholds},
    FieldName{"raise", ui::BudgetFieldError::Field::Raise},
    FieldName{"allocation", ui::BudgetFieldError::Field::Allocation},
    FieldName{"parent", ui::BudgetFieldError::Field::Parent},
    FieldName{"period", ui::BudgetFieldError::Field::Period},
    FieldName{"owner", ui::BudgetFieldError::Field::Owner},
    FieldName{"deputy", ui::BudgetFieldError::Field::Owner},
};

QString percents(const std::vector<int> &thresholds)
{
    QStringList all;
    for (const int one : thresholds)
        all << Words::tr("%1%", "percent").arg(one);
    return all.join(QStringLiteral(", "));
}

std::vector<int> missingIn(const std::vector<int> &all, const std::vector<int> &others)
{
    std::vector<int> missing;
    std::set_difference(all.begin(), all.end(), others.begin(), others.end(),
                        std::back_inserter(missing));
    return missing;
}

/// How the budget stands now, and which thresholds that tells of.
void addEffects(QStringList &lines, const alerting::BudgetEffect &effect)
{
    if (!effect.after || !effect.after->period)
        return;
    const alerting::BudgetStatus &after = *effect.after;
    const LimitUnit unit = after.budget->unit;
    const QString used = toQt(alerting::amountText(unit, after.amount()));
    if (!after.limit)
        lines << Words::tr("Used so far: %1.").arg(used);
    else if (after.member.empty())
        lines << Words::tr("Used so far: %1 of %2.")
                     .arg(used, toQt(alerting::amountText(unit, *after.limit)));
    else
        lines << Words::tr("Used so far: %1 of %2 by %3, the most of all.")
                     .arg(used, toQt(alerting::amountText(unit, *after.limit)), toQt(after.member));
    const std::vector<int> before =
        effect.before ? effect.before->thresholdsCrossed : std::vector<int>();
    if (const auto told = missingIn(after.thresholdsCrossed, before); !told.empty())
        lines << Words::tr("Saving it tells of %1 at once.", "percentages").arg(percents(told));
    if (const auto armed = missingIn(before, after.thresholdsCrossed); !armed.empty())
        lines << Words::tr("%1 can be told anew.", "percentages").arg(percents(armed));
}

/// A person, or a key, in an hour.
bool isHourly(const Budget &budget)
{
    return budget.isTripwire && budget.each &&
           (budget.each->dimension == Dimension::User || budget.each->dimension == Dimension::Key);
}

bool isOfSessions(const Budget &budget)
{
    return budget.isTripwire && budget.each && budget.each->dimension == Dimension::Session;
}

} // namespace

ui::BudgetPeriodWords periodWordsOf(const BudgetPeriod &period)
{
    ui::BudgetPeriodWords words;
    words.startDay = period.start;
    words.once = period.once;
    words.zone = period.zone;
    if (isPerMinute(period)) {
        words.kind = ui::BudgetPeriodWords::Kind::Minute;
        return words;
    }
    if (period.kind == BudgetPeriod::Kind::Rolling) {
        const bool isDays = period.length % microsPerDay == 0;
        words.kind = isDays ? ui::BudgetPeriodWords::Kind::RollingDays
                            : ui::BudgetPeriodWords::Kind::RollingHours;
        const std::int64_t one = isDays ? microsPerDay : microsPerHour;
        words.length = static_cast<int>((period.length + one - 1) / one);
        return words;
    }
    for (const KindPair &pair : kinds) {
        if (pair.kind == period.kind)
            words.kind = pair.words;
    }
    return words;
}

BudgetPeriod periodOf(const ui::BudgetPeriodWords &words, const BudgetPeriod &former)
{
    if (words == periodWordsOf(former))
        return former;
    BudgetPeriod period;
    period.zone = words.zone;
    using Kind = ui::BudgetPeriodWords::Kind;
    if (words.kind == Kind::Minute) {
        period.kind = BudgetPeriod::Kind::Rolling;
        period.length = microsPerMinute;
        return period;
    }
    if (words.kind == Kind::RollingHours || words.kind == Kind::RollingDays) {
        period.kind = BudgetPeriod::Kind::Rolling;
        period.length =
            words.length * (words.kind == Kind::RollingDays ? microsPerDay : microsPerHour);
        return period;
    }
    for (const KindPair &pair : kinds) {
        if (pair.words == words.kind)
            period.kind = pair.kind;
    }
    if (period.kind == BudgetPeriod::Kind::Once)
        period.once = words.once;
    const bool hasStart = period.kind == BudgetPeriod::Kind::Week ||
                          period.kind == BudgetPeriod::Kind::Month ||
                          period.kind == BudgetPeriod::Kind::Quarter;
    if (hasStart)
        period.start = words.startDay;
    return period;
}

ui::BudgetDraft draftOf(const Budget &budget)
{
    ui::BudgetDraft draft;
    draft.id = budget.id;
    draft.name = budget.name;
    draft.where = budget.scope;
    draft.each = budget.each;
    for (const Budget::Override &one : budget.overrides)
        draft.overrides.push_back({one.member, one.limit});
    draft.parent = budget.parent;
    draft.unit = static_cast<ui::BudgetUnit>(budget.unit); // named in one order
    draft.limit = budget.limit;
    if (budget.allocation)
        draft.allocation = {budget.allocation->percentile, budget.allocation->periods,
                            budget.allocation->marginPercent, budget.allocation->bound};
    draft.period = periodWordsOf(budget.period);
    draft.thresholds = budget.thresholds;
    draft.isCap = budget.isCap;
    draft.owner = budget.owner;
    draft.deputy = budget.deputy;
    draft.note = budget.note;
    if (budget.raise)
        draft.raise = {budget.raise->limit, budget.raise->until};
    draft.pausedUntil = budget.pausedUntil;
    return draft;
}

Result<BudgetRules> withDraft(const BudgetRules &rules, const ui::BudgetDraft &draft, Instant now)
{
    BudgetRules after = rules;
    const auto former = budgetOf(after, draft.id);
    if (!draft.id.empty() && former == after.budgets.end())
        return failure(Error::Kind::Usage, "the budget was removed meanwhile");
    const bool isNew = draft.id.empty();
    Budget budget = isNew ? Budget() : *former;
    budget.name = draft.name;
    budget.scope = draft.where;
    budget.each = draft.each;
    budget.overrides.clear();
    for (const ui::BudgetDraft::Override &one : draft.overrides)
        budget.overrides.push_back({one.member, one.limit});
    std::sort(budget.overrides.begin(), budget.overrides.end(),
              [](const auto &l, const auto &r) { return l.member < r.member; });
    budget.parent = draft.parent;
    budget.unit = static_cast<LimitUnit>(draft.unit);
    budget.limit = draft.limit;
    budget.allocation.reset();
    if (draft.allocation)
        budget.allocation = Allocation{draft.allocation->percentile, draft.allocation->periods,
                                       draft.allocation->marginPercent, draft.allocation->bound};
    const BudgetPeriod before = budget.period;
    budget.period = periodOf(draft.period, before);
    budget.thresholds = draft.thresholds;
    budget.isCap = draft.isCap;
    budget.owner = draft.owner;
    budget.deputy = draft.deputy;
    budget.note = draft.note;
    budget.raise.reset();
    if (draft.raise)
        budget.raise = Budget::Raise{draft.raise->limit, draft.raise->until};
    budget.pausedUntil = draft.pausedUntil;
    if (isNew || !(budget.period == before)) {
        const auto from = alerting::runningFrom(budget.period, now);
        if (!from)
            return failure(from.error().kind,
                           "budget \"" + budget.name + "\": period: " + from.error().text);
        budget.from = *from;
    }
    if (isNew) {
        budget.id = newBudgetId(budget.name, rules);
        after.budgets.push_back(std::move(budget));
    } else {
        *former = std::move(budget);
    }
    alerting::sortByName(after);
    return after;
}

/// "budget "X": field: why", see checkBudgets().
std::vector<ui::BudgetFieldError> fieldErrorsOf(const Error &error)
{
    for (const FieldName &one : fieldNames) {
        const std::string mark = ": " + std::string(one.name) + ": ";
        if (const std::size_t at = error.text.find(mark); at != std::string::npos)
            return {{one.field, toQt(std::string_view(error.text).substr(at + mark.size()))}};
    }
    return {};
}

Result<ui::BudgetPreview> previewOf(LedgerReader &reader, const ui::BudgetDraft &draft, Instant now)
{
    const auto rules = alerting::budgetRulesOf(reader);
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    ui::BudgetDraft named = draft;
    if (named.name.empty())
        named.name = "?"; // a name can wait until it is saved
    ui::BudgetPreview preview;
    const auto after = withDraft(*rules, named, now);
    const Result<> sound =
        after ? checkBudgets(*after) : Result<>(tl::unexpected<Error>(after.error()));
    if (!sound) {
        preview.errors = fieldErrorsOf(sound.error());
        if (preview.errors.empty())
            preview.effects.push_back(toQt(sound.error().text));
        return preview;
    }
    const auto written =
        std::find_if(after->budgets.begin(), after->budgets.end(), [&](const Budget &budget) {
            return draft.id.empty() ? budget.name == named.name : budget.id == draft.id;
        });
    const auto trial = alerting::tryOnHistory(reader, *written, now);
    if (!trial)
        return tl::unexpected<Error>(trial.error());
    preview.periods = trial->periods;
    preview.exhausted = trial->exhausted;
    preview.requests = trial->requests;
    preview.requestsAfter = trial->requestsAfter;
    const auto effects = alerting::budgetEffects(reader, *rules, *after, now);
    if (!effects)
        return tl::unexpected<Error>(effects.error());
    QStringList lines;
    for (const alerting::BudgetEffect &effect : *effects)
        addEffects(lines, effect);
    if (written->isCap)
        lines << Words::tr("It warns only until a gateway has been told of it and holds it.");
    preview.effects.assign(lines.begin(), lines.end());
    return preview;
}

ui::TripwireSettings tripwiresOf(const BudgetRules &rules, Instant now)
{
    ui::TripwireSettings settings;
    settings.watchesSessions = settings.watchesPeople = false;
    for (const Budget &budget : rules.budgets) {
        if (isOfSessions(budget)) {
            settings.perSession = Money{budget.limit};
            settings.watchesSessions = !isPaused(budget, now);
        } else if (isHourly(budget)) {
            settings.perHour = Money{budget.limit};
            settings.watchesPeople = settings.watchesPeople || !isPaused(budget, now);
        }
    }
    const DetectorLimits &limits = rules.detectors;
    settings.watchesRepeats = limits.watchesRepeats;
    settings.repeats = limits.repeatCount;
    settings.repeatMinutes = static_cast<int>(limits.repeatMicros / microsPerMinute);
    settings.watchesStorms = limits.watchesStorms;
    settings.stormAttempts = limits.stormAttempts;
    settings.stormSeconds = static_cast<int>(limits.stormMicros / microsPerSecond);
    return settings;
}

BudgetRules withTripwires(const BudgetRules &rules, const ui::TripwireSettings &settings)
{
    BudgetRules after = rules;
    for (const Budget &shipped : shippedRules().budgets) {
        const bool isSession = isOfSessions(shipped);
        const bool isWatched = isSession ? settings.watchesSessions : settings.watchesPeople;
        auto found = budgetOf(after, shipped.id);
        if (found == after.budgets.end()) {
            if (!isWatched)
                continue;
            after.budgets.push_back(shipped);
            found = std::prev(after.budgets.end());
        }
        found->limit = (isSession ? settings.perSession : settings.perHour).nanos;
        found->pausedUntil = isWatched ? std::nullopt : std::optional(latestEvent);
    }
    alerting::sortByName(after);
    after.detectors.watchesRepeats = settings.watchesRepeats;
    after.detectors.repeatCount = settings.repeats;
    after.detectors.repeatMicros = settings.repeatMinutes * microsPerMinute;
    after.detectors.watchesStorms = settings.watchesStorms;
    after.detectors.stormAttempts = settings.stormAttempts;
    after.detectors.stormMicros = settings.stormSeconds * microsPerSecond;
    return after;
}

Result<BudgetRules> withMonthly(const BudgetRules &rules, Money amount, const Zone &zone,
                                Instant now)
{
    ui::BudgetDraft draft;
    draft.name = Words::tr("Monthly", "name of the first budget").toStdString();
    draft.limit = amount.nanos;
    draft.period.zone = zone.name();
    return withDraft(rules, draft, now);
}

} // namespace outlay
