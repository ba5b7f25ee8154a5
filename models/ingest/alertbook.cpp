// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/alertbook.h"

#include <algorithm>

namespace outlay {

namespace {

/// The word of the log for a step from one state to another.
std::string wordFor(const std::optional<Alert> &before, const Alert &after)
{
    if (!before)
        return after.isListedOnly ? "listed" : std::string(name(after.state));
    if (before->state == after.state)
        return "changed";
    if (after.state == AlertState::Open)
        return before->state == AlertState::Snoozed ? "woke" : "open";
    return std::string(name(after.state));
}

} // namespace

std::optional<Alert> AlertBook::find(const std::string &id)
{
    const std::string body = m_ledger.alert(id);
    if (body.empty())
        return std::nullopt;
    auto alert = parseAlert(body);
    return alert ? std::optional(*std::move(alert)) : std::nullopt;
}

std::vector<Alert> AlertBook::active()
{
    std::vector<Alert> alerts;
    for (const std::string &body :
         m_ledger.alertsIn({"open", "acknowledged", "snoozed", "pending"})) {
        if (auto alert = parseAlert(body))
            alerts.push_back(*std::move(alert));
    }
    return alerts;
}

void AlertBook::write(const Alert &alert)
{
    m_ledger.putAlert({alert.id, std::string(name(alert.kind)), std::string(name(alert.state)),
                       alert.happenedAt, alert.knownAt, toJson(alert)});
}

void AlertBook::store(const std::string &id, const std::optional<Alert> &before,
                      const AlertStep &step, Instant now)
{
    if (!step.isChanged)
        return;
    if (!step.alert) {
        m_ledger.deleteAlert(id);
        return;
    }
    Alert alert = *step.alert;
    if (step.isTold)
        alert.notifiedAt = now;
    write(alert);
    // Figures that grow are no step of its life.
    if (!before || before->state != alert.state || step.isTold)
        m_ledger.logAlert({0, id, now, wordFor(before, alert), {}, step.isTold});
}

void AlertBook::report(const AlertReport &report, Instant now)
{
    const auto before = find(report.alert.id);
    store(report.alert.id, before, stepAlert(before, report, now), now);
}

void AlertBook::reportWithOthers(const AlertReport &one, Instant now)
{
    report(one, now);
    if (find(one.alert.id))
        m_ledger.logAlert({0, one.alert.id, now, "told with others", {}, false});
}

void AlertBook::tick(Instant now)
{
    for (const Alert &alert : active())
        store(alert.id, alert, tickAlert(alert, now), now);
}

void AlertBook::put(const Alert &alert, const std::string &what, const std::string &who,
                    bool isTold, Instant now)
{
    write(alert);
    m_ledger.logAlert({0, alert.id, now, what, who, isTold});
}

void AlertBook::record(Alert alert, const std::string &standsFor, Instant now)
{
    alert.state = AlertState::Resolved;
    alert.knownAt = alert.changedAt = now;
    alert.inhibitedBy = standsFor;
    alert.isListedOnly = true;
    put(alert, "recorded", {}, false, now);
}

void AlertBook::correct(Alert alert, Instant now)
{
    alert.state = AlertState::Resolved;
    alert.changedAt = std::max(alert.changedAt, now);
    alert.endedAt = alert.endedAt.value_or(now);
    alert.isCorrected = true;
    put(alert, "corrected", {}, false, now);
}

void AlertBook::complete(Alert alert, const Alert &facts)
{
    alert.consumed = facts.consumed;
    alert.atStake = facts.atStake;
    alert.evidence = facts.evidence;
    alert.endedAt = facts.endedAt;
    alert.happenedAt = std::min(alert.happenedAt, facts.happenedAt);
    alert.lastAt = std::max(alert.lastAt, facts.lastAt);
    write(alert);
}

void AlertBook::restore(Alert alert, Instant now)
{
    alert.state = alert.acknowledgedAt ? AlertState::Acknowledged : AlertState::Open;
    alert.changedAt = std::max(alert.changedAt, now);
    alert.endedAt = std::nullopt;
    alert.isCorrected = false;
    put(alert, "there again", {}, false, now);
}

void AlertBook::goOn(Alert alert, const std::string &spokenForBy, Instant now)
{
    if (alert.isCorrected)
        return restore(std::move(alert), now);
    const auto spoke = alert.inhibitedBy.empty() ? std::nullopt : find(alert.inhibitedBy);
    const bool isHeardOf = alert.notifiedAt || (spoke && spoke->notifiedAt);
    alert.state = alert.acknowledgedAt ? AlertState::Acknowledged : AlertState::Open;
    alert.changedAt = std::max(alert.changedAt, now);
    alert.endedAt = std::nullopt;
    alert.isListedOnly = false;
    alert.inhibitedBy = spokenForBy;
    const bool isTold = !isHeardOf && spokenForBy.empty();
    if (isTold)
        alert.notifiedAt = now;
    put(alert, "goes on", {}, isTold, now);
}

void AlertBook::takeOver(const std::string &ended, Instant now)
{
    const auto former = find(ended);
    std::vector<Alert> group = active();
    std::erase_if(group, [&ended](const Alert &alert) { return alert.inhibitedBy != ended; });
    if (group.empty())
        return;
    const auto isLess = [](const Alert &left, const Alert &right) {
        return Int128{left.consumed} * std::max<std::int64_t>(right.limit, 1) <
               Int128{right.consumed} * std::max<std::int64_t>(left.limit, 1);
    };
    const auto fullest = std::max_element(group.begin(), group.end(), isLess);
    const std::string speaker = fullest->id;
    for (Alert &alert : group) {
        if (alert.id != speaker) {
            alert.inhibitedBy = speaker;
            write(alert);
            continue;
        }
        alert.inhibitedBy.clear();
        alert.count = static_cast<std::int64_t>(group.size());
        alert.notifiedAt = former ? former->notifiedAt : std::nullopt;
        put(alert, "speaks for others", {}, false, now);
    }
}

void AlertBook::recountGroups()
{
    const std::vector<Alert> all = active();
    for (Alert speaker : all) {
        if (speaker.count <= 1 || speaker.budgetId.empty() || !speaker.inhibitedBy.empty() ||
            speaker.kind == AlertKind::UnpricedUnderCap)
            continue;
        const auto others = std::count_if(all.begin(), all.end(), [&](const Alert &one) {
            return one.inhibitedBy == speaker.id && one.budgetId == speaker.budgetId;
        });
        if (speaker.count == others + 1)
            continue;
        speaker.count = others + 1;
        write(speaker);
    }
}

void AlertBook::supersede(const std::string &id, const std::string &by, Instant now)
{
    auto alert = find(id);
    if (!alert || alert->state == AlertState::Resolved)
        return;
    alert->state = AlertState::Resolved;
    alert->changedAt = now;
    alert->endedAt = alert->endedAt.value_or(now);
    alert->inhibitedBy = by;
    put(*alert, "superseded", {}, false, now);
}

} // namespace outlay
