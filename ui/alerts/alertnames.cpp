// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/alerts/alertnames.h"

#include "ui/text/names.h"

namespace outlay::ui {
namespace {

void clean(QString &text)
{
    text = withoutNames(text);
}

void clean(AlertRow &row)
{
    for (auto &[dimension, value] : row.scope) {
        const auto ref = parseDimension(dimension.toStdString());
        value = ref ? shownName(*ref, value) : withoutNames(value);
    }
    for (QString *text : {&row.title, &row.why, &row.note})
        clean(*text);
    row.budget = shownName(NameKind::Budget, row.budget);
    row.mutedBy = shownName(NameKind::Budget, row.mutedBy);
    row.owner = shownName({Dimension::User, {}}, row.owner);
    row.acknowledgedBy = shownName(NameKind::Account, row.acknowledgedBy);
}

} // namespace

AlertsSnapshotPtr withoutNames(const AlertsSnapshotPtr &snapshot)
{
    if (!areNamesHidden() || !snapshot)
        return snapshot;
    auto shown = std::make_shared<AlertsSnapshot>(*snapshot);
    for (AlertRow &row : shown->rows)
        clean(row);
    if (shown->digest)
        shown->digest->parts = withoutNames(shown->digest->parts);
    clean(shown->notice);
    return shown;
}

AlertDetail withoutNames(AlertDetail detail)
{
    if (!areNamesHidden())
        return detail;
    for (AlertEvidence &evidence : detail.evidence)
        clean(evidence.what);
    for (AlertDelivery &delivery : detail.deliveries) {
        delivery.name = shownName(NameKind::Webhook, delivery.name);
        clean(delivery.reason);
    }
    for (AlertStep &step : detail.steps) {
        step.who = shownName(NameKind::Account, step.who);
        clean(step.text);
    }
    clean(detail.runbook);
    return detail;
}

} // namespace outlay::ui
