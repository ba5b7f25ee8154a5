// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/webhook/deadletters.h"

#include "app/alerting/webhook/webhooksender.h"
#include "models/rules/crossing.h"

#include <algorithm>
#include <set>

namespace outlay::alerting {

std::vector<AlertReport> deadLetterReports(const std::vector<outlay::OutboxRow> &rows,
                                           const std::vector<WebhookSettings> &hooks,
                                           const std::vector<Alert> &known)
{
    std::vector<AlertReport> reports;
    std::set<std::string> ids;
    for (const WebhookSettings &hook : hooks) {
        if (!hook.isEnabled)
            continue;
        Instant worked; // last
        for (const outlay::OutboxRow &row : rows) {
            if (row.hook == hook.name && row.state == "delivered" && row.endedAt)
                worked = std::max(worked, *row.endedAt);
        }
        std::vector<const outlay::OutboxRow *> dead;
        for (const outlay::OutboxRow &row : rows) {
            if (row.hook == hook.name && row.state == "dead" && row.endedAt &&
                *row.endedAt > worked && row.reason != switchedOffReason)
                dead.push_back(&row);
        }
        if (dead.empty())
            continue;
        std::sort(dead.begin(), dead.end(), [](const auto *left, const auto *right) {
            return *left->endedAt < *right->endedAt;
        });
        AlertReport &report = reports.emplace_back();
        report.alert.kind = AlertKind::WebhookDead;
        report.alert.scope = {{"hook", hook.name}};
        report.alert.happenedAt = *dead.front()->endedAt;
        report.alert.lastAt = dead.back()->endedAt;
        report.alert.count = static_cast<std::int64_t>(dead.size());
        report.alert.detail = dead.back()->reason;
        report.alert.id = crossingId(name(AlertKind::WebhookDead), hook.name, worked, 0, 0);
        ids.insert(report.alert.id);
    }
    for (const Alert &alert : known) {
        if (alert.kind == AlertKind::WebhookDead && !ids.contains(alert.id))
            reports.push_back({alert, false});
    }
    return reports;
}

} // namespace outlay::alerting
