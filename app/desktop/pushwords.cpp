// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/pushwords.h"

#include "ui/text/numbers.h"
#include "ui/text/shown.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <map>

namespace outlay {

using namespace enforcement;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(CapPush)
};

using Action = PlannedChange::Action;
using Outcome = PushStep::Outcome;

QString toQt(const std::string &text)
{
    return QString::fromStdString(text);
}

QString whomOf(const EnforcedEntity &entity)
{
    if (entity.id.empty())
        return {};
    const QString name = toQt(entity.alias.empty() ? entity.id : entity.alias).left(40);
    switch (entity.kind) {
    case EnforcedEntity::Kind::User:
        return Words::tr("user %1").arg(toQt(entity.id));
    case EnforcedEntity::Kind::Key:
        // Without an alias only its hash is known, and a few of its digits say enough.
        return Words::tr("key %1").arg(entity.alias.empty() ? name.left(8) : name);
    case EnforcedEntity::Kind::Team:
        return Words::tr("team %1").arg(name);
    }
    return name;
}

QString leakWords(Leak leak, const QString &sentence)
{
    switch (leak) {
    case Leak::KeyInTeam:
        return Words::tr("keys of theirs that belong to a team skip this limit: cap those keys, or "
                         "their membership of the team");
    case Leak::MasterKey:
        return Words::tr("requests with the gateway's master key are never limited: give callers "
                         "keys of their own");
    case Leak::UnpricedModel:
        return Words::tr("the gateway counts some models as free, so they never reach a limit: "
                         "give them a price there");
    case Leak::Queues:
        return Words::tr("the gateway holds requests back and lets them through later");
    case Leak::Passes:
        return Words::tr("the gateway is not known to refuse requests at the limit");
    case Leak::CountsLess: // a plan knows no sums
    case Leak::NullBudget:
    case Leak::ResetOverdue:
        break; // which a push may mend
    }
    return sentence;
}

/// Known leaks in the words of the screen; what else is said of it as it was said.
QStringList mindOf(const PlannedChange &change)
{
    QStringList mind;
    for (std::size_t i = 0; i < change.warnings.size(); ++i) {
        const QString sentence = toQt(change.warnings[i]);
        // makePlan() names each leak with the warning of its place.
        mind << (i < change.leaks.size() ? leakWords(change.leaks[i], sentence) : sentence);
    }
    return mind;
}

QString outcomeWords(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Waiting:
        return Words::tr("not reached");
    case Outcome::Sent:
        return Words::tr("written, not read back");
    case Outcome::Holds:
        return Words::tr("set, and read back equal");
    case Outcome::AlreadyThere:
        return Words::tr("held already");
    case Outcome::NotStored:
        return Words::tr("not stored");
    case Outcome::StoredDifferently:
        return Words::tr("stored differently");
    case Outcome::SettingsChanged:
        return Words::tr("set, but other settings changed with it");
    case Outcome::Unverified:
        return Words::tr("written, but it could not be read back");
    case Outcome::ChangedMeanwhile:
        return Words::tr("changed by somebody since the review; left alone");
    case Outcome::Failed:
        return Words::tr("failed, nothing was written");
    case Outcome::Skipped:
        return Words::tr("left out");
    }
    return {};
}

QString lightWords(const CapReading &reading)
{
    return reading.status.light == CapStatus::Light::Enforced
               ? Words::tr("enforced", "state of a cap")
               : Words::tr("warns only", "state of a cap");
}

/// Of a step that wants nothing of the limit any more, what it goes back to.
QString goneWords(const PlannedChange &change)
{
    const LimitFields gone = goneFields(change);
    return isSameLimit(change.after, {}, gone)
               ? Words::tr("taken away")
               : Words::tr("back to %1", "limit").arg(limitWords(change.after, gone));
}

/// What was there before the first push of this ledger is nobody's cap.
QString whyGone(const PlannedChange &change)
{
    return isSameLimit(change.after, {}, goneFields(change))
               ? Words::tr("no cap of this ledger wants this limit any more")
               : Words::tr("no cap of this ledger wants another limit any more: it is as before "
                           "Outlay's first push");
}

/// One cap's share of what came of a step.
ui::CapPushResult::Row rowOf(const PushStep &step, const PartOutcome &one)
{
    ui::CapPushResult::Row row;
    row.name = toQt(one.part.name);
    row.whom = whomOf(step.entity);
    const LimitFields fields =
        one.part.fields.isNone() ? LimitFields{.money = true} : one.part.fields;
    if (one.outcome != Outcome::Skipped) {
        row.before = limitWords(step.before, fields);
        row.after = limitWords(step.wanted, fields);
    }
    row.outcome = outcomeWords(one.outcome);
    if (!step.reason.empty() && one.outcome == step.outcome)
        row.outcome = Words::tr("%1: %2", "outcome, reason").arg(row.outcome, toQt(step.reason));
    row.isSet = one.outcome == Outcome::Holds || one.outcome == Outcome::AlreadyThere;
    return row;
}

} // namespace

QString limitWords(const EnforcedLimit &limit, const LimitFields &fields)
{
    const QLocale locale = ui::shownLocale();
    QStringList words;
    if (fields.money && limit.maxBudget && limit.budgetDuration)
        words << Words::tr("%1 per %2", "amount, window as the gateway writes it")
                     .arg(ui::moneyExact(*limit.maxBudget, locale), toQt(*limit.budgetDuration));
    else if (fields.money && limit.maxBudget)
        words << Words::tr("%1 for life").arg(ui::moneyExact(*limit.maxBudget, locale));
    else if (fields.money && limit.budgetDuration)
        words << Words::tr("unlimited (a window of %1 without an amount)")
                     .arg(toQt(*limit.budgetDuration));
    else if (fields.money)
        words << Words::tr("unlimited");
    if (fields.rpm)
        words << (limit.rpm ? Words::tr("%1 requests/min").arg(ui::count(*limit.rpm, locale))
                            : Words::tr("any requests/min"));
    if (fields.tpm)
        words << (limit.tpm ? Words::tr("%1 tokens/min").arg(ui::count(*limit.tpm, locale))
                            : Words::tr("any tokens/min"));
    return words.join(QStringLiteral(", "));
}

ui::CapPushPlan pushPlanOf(const PushPlan &plan)
{
    ui::CapPushPlan shown;
    shown.point = toQt(plan.point);
    for (const PlannedChange &change : plan.changes) {
        ui::CapPushRow row;
        row.name = toQt(change.name);
        row.whom = whomOf(change.entity);
        row.mind = mindOf(change);
        const bool isKnown = change.action == Action::Set || change.action == Action::Unchanged;
        row.kind = change.action == Action::Set ? ui::CapPushRow::Kind::Set
                   : isKnown                    ? ui::CapPushRow::Kind::Unchanged
                                                : ui::CapPushRow::Kind::Blocked;
        if (isKnown) {
            const bool isNoteOnly = change.fields.isNone();
            const LimitFields fields = isNoteOnly ? LimitFields{.money = true} : change.fields;
            row.before = limitWords(change.before, fields);
            row.after =
                isNoteOnly ? Words::tr("Outlay's note only") : limitWords(change.after, fields);
            if (change.isWithdrawn && row.kind == ui::CapPushRow::Kind::Set && !isNoteOnly) {
                row.after = goneWords(change);
                row.mind << whyGone(change);
            }
        } else {
            row.problem = toQt(change.problem);
        }
        shown.rows.push_back(std::move(row));
    }
    for (const std::string &warning : plan.warnings)
        shown.warnings << toQt(warning);
    return shown;
}

ui::CapPushResult pushResultOf(const PushRecord &record, const std::vector<CapReading> &lights)
{
    std::map<std::string, const CapReading *> lightOf;
    for (const CapReading &reading : lights)
        // What a cap was in another unit has no light beside what it is.
        if (auto &known = lightOf[reading.cap.capId]; !known || known->cap.isWithdrawn)
            known = &reading;
    ui::CapPushResult result;
    result.isUndo = !record.undoes.empty();
    result.problem = toQt(record.stopReason);
    if (!result.isUndo && !sentEntities(record).empty())
        result.undoId = record.id;
    for (const PushStep &step : record.steps) {
        for (const PartOutcome &one : outcomesOf(step)) {
            ui::CapPushResult::Row row = rowOf(step, one);
            const auto light = lightOf.find(one.part.capId);
            if (light != lightOf.end() && !one.part.isWithdrawn &&
                !light->second->cap.isWithdrawn) {
                const CapStatus &status = light->second->status;
                row.light = lightWords(*light->second);
                row.isEnforced = status.light == CapStatus::Light::Enforced;
                if (!row.isEnforced && row.isSet && !status.reason.empty()) // else the outcome says
                    row.outcome = Words::tr("%1; but %2", "outcome, why it does not hold")
                                      .arg(row.outcome, toQt(status.reason));
            }
            result.rows.push_back(std::move(row));
        }
    }
    std::stable_sort(result.rows.begin(), result.rows.end(),
                     [](const auto &left, const auto &right) { return left.isSet < right.isSet; });
    return result;
}

} // namespace outlay
