// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/pushrun.h"

#include "app/enforcement/duration.h"

#include <QTimer>

#include <utility>

namespace outlay::enforcement {

namespace {

using Outcome = PushStep::Outcome;
using Action = PlannedChange::Action;

constexpr LimitFields everyField{.money = true, .rpm = true, .tpm = true};

PushStep stepOf(const PlannedChange &change)
{
    PushStep step;
    step.capId = change.capId;
    step.name = change.name;
    step.parts = change.parts;
    step.entity = change.entity;
    step.before = change.before;
    step.wanted = change.after;
    step.fields = change.fields;
    step.noteBefore = change.noteBefore;
    step.note = change.note;
    step.hadMetadata = change.hadMetadata;
    if (change.action == Action::Unchanged)
        step.outcome = Outcome::AlreadyThere;
    else if (change.action != Action::Set)
        step.outcome = Outcome::Skipped;
    step.reason = change.problem;
    return step;
}

/// Whether everything after it would fail alike.
bool isHopeless(const PointAnswer &answer)
{
    return answer.outcome == PointOutcome::Refused || answer.outcome == PointOutcome::Unreachable ||
           answer.outcome == PointOutcome::RateLimited;
}

/// Settings beside the limit that were written, and beside Outlay's note.
std::vector<std::string> otherChanges(const EnforcedState &before, const EnforcedState &after,
                                      const LimitFields &written)
{
    std::vector<std::string> changed = changedSettings(before, after);
    if (!written.money && !isSameLimit(before.limit, after.limit, {.money = true}))
        changed.emplace_back("max_budget");
    if (!written.rpm && before.limit.rpm != after.limit.rpm)
        changed.emplace_back("rpm_limit");
    if (!written.tpm && before.limit.tpm != after.limit.tpm)
        changed.emplace_back("tpm_limit");
    return changed;
}

std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

} // namespace

PushRun::PushRun(EnforcementPoint &point, const PushPlan &plan, PushOptions options, Clock clock,
                 QObject *parent)
    : QObject(parent)
    , m_patience(point, options.bounds)
    , m_options(std::move(options))
    , m_clock(std::move(clock))
{
    m_record.id = m_options.id;
    m_record.source = m_options.source;
    m_record.point = plan.point;
    m_record.who = m_options.who;
    m_record.undoes = plan.undoes;
    m_record.startedAt = m_clock();
    for (const PlannedChange &change : plan.changes)
        m_record.steps.push_back(stepOf(change));
}

void PushRun::start()
{
    QMetaObject::invokeMethod(
        this,
        [this] {
            emit advanced(m_record);
            next();
        },
        Qt::QueuedConnection);
}

void PushRun::stop()
{
    m_isStopped = true;
}

void PushRun::next()
{
    while (m_at < m_record.steps.size() && step().outcome != Outcome::Waiting)
        ++m_at;
    if (m_at == m_record.steps.size())
        return end({});
    if (m_isStopped)
        return end("it was stopped");
    m_patience.read(step().entity, [this](PointAnswer answer) { takeFresh(std::move(answer)); });
}

void PushRun::takeFresh(PointAnswer answer)
{
    if (!answer.isOk() || !answer.state)
        return settle(Outcome::Failed, answer.reason,
                      isHopeless(answer) ? answer.reason : std::string());
    const EnforcedState &fresh = *answer.state;
    if (!fresh.problem.empty())
        return settle(Outcome::Failed, fresh.problem);
    if (!isSameLimit(fresh.limit, step().before, everyField) || fresh.capId != step().noteBefore)
        return settle(Outcome::ChangedMeanwhile, "there is " + wordsFor(fresh.limit, everyField) +
                                                     " now: look at the "
                                                     "preview again");
    write(fresh);
}

void PushRun::write(const EnforcedState &fresh)
{
    m_fresh = fresh;
    step().outcome = Outcome::Sent;
    step().wasSent = true;
    emit advanced(m_record);
    const bool isUndo = !m_record.undoes.empty();
    LimitWrite write{.before = fresh,
                     .limit = step().wanted,
                     .fields = step().fields,
                     .note = step().note,
                     .isNullWithoutNote = isUndo && !step().hadMetadata};
    m_patience.write(write, [this](const PointAnswer &answer) { takeWritten(answer); });
}

void PushRun::takeWritten(const PointAnswer &answer)
{
    m_writeProblem = answer.reason;
    // What was turned away at the door has changed nothing.
    if (answer.outcome == PointOutcome::Refused || answer.outcome == PointOutcome::RateLimited) {
        step().wasSent = false;
        return settle(Outcome::Failed, answer.reason, answer.reason);
    }
    // Everything else may have been stored, whatever was answered.
    readBack(m_options.readBackTries);
}

void PushRun::readBack(int tries)
{
    m_patience.read(step().entity,
                    [this, tries](const PointAnswer &answer) { takeReadBack(answer, tries - 1); });
}

void PushRun::takeReadBack(const PointAnswer &answer, int tries)
{
    if (answer.isOk() && answer.state)
        return compare(*answer.state);
    if (tries > 0 && !isHopeless(answer)) {
        const auto millis = static_cast<int>(m_options.readBackWaitMicros / 1000);
        QTimer::singleShot(millis, this, [this, tries] { readBack(tries); });
        return;
    }
    settle(Outcome::Unverified, answer.reason, isHopeless(answer) ? answer.reason : std::string());
}

void PushRun::compare(const EnforcedState &after)
{
    PushStep &now = step();
    now.readBack = after.limit;
    now.resetsAt = after.resetsAt;
    now.readAt = after.readAt;
    now.changedSettings = otherChanges(*m_fresh, after, now.fields);
    if (!after.problem.empty())
        return settle(Outcome::Unverified, after.problem);
    const bool isNoteMeant = now.note && !m_fresh->metadata.empty();
    const bool isNoted = !isNoteMeant || after.capId == *now.note;
    const bool doesHold = isSameLimit(after.limit, now.wanted, now.fields);
    const std::string there = "there is " + wordsFor(after.limit, everyField);
    const std::string said = m_writeProblem.empty() ? "" : "; the gateway said: " + m_writeProblem;
    if (!now.changedSettings.empty()) {
        const std::string names = joined(now.changedSettings);
        return settle(doesHold ? Outcome::SettingsChanged : Outcome::StoredDifferently,
                      there + "; other settings changed as well: " + names,
                      "the gateway changes settings it was not told to: " + names);
    }
    if (doesHold && isNoted)
        return settle(Outcome::Holds, {});
    if (doesHold && now.fields.isNone())
        return settle(Outcome::NotStored, "the gateway does not keep Outlay's note" + said);
    if (doesHold) // the limit is what counts
        return settle(Outcome::Holds, "the gateway does not keep Outlay's note");
    if (isSameLimit(after.limit, now.before, everyField))
        return settle(Outcome::NotStored, there + ", as before" + said);
    settle(Outcome::StoredDifferently, there + said,
           "the gateway stores something else than it is told");
}

void PushRun::settle(Outcome outcome, const std::string &reason, const std::string &stopReason)
{
    step().outcome = outcome;
    step().reason = reason;
    m_fresh.reset();
    emit advanced(m_record);
    if (!stopReason.empty())
        return end(stopReason);
    ++m_at;
    next();
}

void PushRun::end(const std::string &stopReason)
{
    m_record.stopReason = stopReason;
    m_record.endedAt = m_clock();
    emit finished(m_record);
}

} // namespace outlay::enforcement
