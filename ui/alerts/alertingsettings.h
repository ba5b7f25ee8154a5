// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/alerts/alertssnapshot.h"

#include <QMetaType>

#include <array>
#include <vector>

namespace outlay::ui {

/// Somewhere alerts are sent to. Its address and secret are references ("keychain:NAME",
/// "env:NAME"): the address of a chat's webhook is a secret of its own.
struct WebhookSettings
{
    enum class Kind : std::uint8_t
    {
        Json, ///< signed with the secret
        Slack,
        Teams,
    };
    enum class State : std::uint8_t
    {
        Untried,
        Working,
        Failing,
        Off,
    };
    QString name;
    QString stored; ///< its name before it was edited; empty: it is new
    Kind kind = Kind::Json;
    QString address; ///< a reference; of Json also https://…
    QString secret;  ///< a reference; Json only
    /// Any of them: "team=search", "owner=ada,urgency=critical"; none: everything.
    QStringList routes;
    bool isOn = true;
    State state = State::Untried; ///< shown, not edited
    QString stateReason;

    bool operator==(const WebhookSettings &) const = default;
};

/// What a person can set about alerts.
struct AlertingSettings
{
    bool hasQuietHours = false;
    int quietFromMinute = 22 * 60; ///< of the day, 0..1439; may lie after `quietToMinute`
    int quietToMinute = 7 * 60;
    /// Monday first: nights that begin on that day.
    std::array<bool, 7> quietDays{true, true, true, true, true, true, true};
    QString quietZone = QStringLiteral("local");
    std::array<bool, alertKinds.size()> notifies; ///< by AlertKind
    bool watchesBurnRate = true;
    std::vector<WebhookSettings> webhooks;
    bool hasPrometheus = false;
    int prometheusPort = 9465;
    QString prometheusToken; ///< a reference; empty: none is asked for

    AlertingSettings() { notifies.fill(true); }
    bool operator==(const AlertingSettings &) const = default;
};

/// A complaint about a field, named by the widget's object name.
struct FieldProblem
{
    QString field;
    QString sentence;
};

/// A reference to where a secret lies: "keychain:NAME", "env:NAME", "file:/PATH",
/// "passphrase:NAME".
[[nodiscard]] bool isSecretReference(const QString &text);
/// In the order of the fields; empty: it can be saved.
[[nodiscard]] std::vector<FieldProblem> problemsOf(const AlertingSettings &settings);
/// `taken`: the names of the other webhooks.
[[nodiscard]] std::vector<FieldProblem> problemsOf(const WebhookSettings &webhook,
                                                   const QStringList &taken);

} // namespace outlay::ui

Q_DECLARE_METATYPE(outlay::ui::AlertingSettings)
