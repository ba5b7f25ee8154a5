// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertingsettings.h"
#include "ui/alerts/alertssnapshot.h"

namespace outlay::ui {

/// No alert yet, three tripwires.
[[nodiscard]] AlertsSnapshot noAlerts();
/// One of each state: a critical storm, a team over its budget with seven muted members, a
/// snooze that is over, one pending, two taken care of, two of the past.
[[nodiscard]] AlertsSnapshot someAlerts();
/// That and a history of `count` more, over 30 days.
[[nodiscard]] AlertsSnapshot manyAlerts(int count);
/// Evidence, deliveries of each state, steps, and a runbook.
[[nodiscard]] AlertDetail stormDetail();
/// Two webhooks, quiet hours, the endpoint on.
[[nodiscard]] AlertingSettings sampleSettings();

[[nodiscard]] AlertsSnapshotPtr shared(AlertsSnapshot snapshot);

} // namespace outlay::ui
