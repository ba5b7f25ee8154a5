// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/money/instant.h"
#include "models/money/money.h"
#include "models/money/zone.h"
#include "models/rules/alert.h"

#include <QString>
#include <QStringList>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace outlay::ui {

inline constexpr std::array alertKinds{
    AlertKind::BudgetThreshold, AlertKind::BudgetExhausted, AlertKind::ForecastExceeds,
    AlertKind::BurnRateFast,    AlertKind::BurnRateSlow,    AlertKind::SourceSilent,
    AlertKind::SourceBroken,    AlertKind::UnpricedSpend,   AlertKind::UnpricedUnderCap,
    AlertKind::PriceChange,     AlertKind::RetryStorm,      AlertKind::TripwireSession,
    AlertKind::TripwireHourly,  AlertKind::RepeatedPrompt,  AlertKind::CapNotEnforced,
    AlertKind::WebhookDead};

enum class AlertState : std::uint8_t
{
    Pending, ///< not yet for as long as its rule wants
    Open,
    Acknowledged,
    Snoozed, ///< until AlertRow::snoozedUntil; due from then on
    Resolved,
    ListedOnly, ///< was over before it was known: nobody was told
};

/// A limit or what is used of it.
struct AlertAmount
{
    enum class Unit : std::uint8_t
    {
        Money, ///< nano-USD
        Tokens,
        Requests,
    };
    Unit unit = Unit::Money;
    std::int64_t value = 0;

    bool operator==(const AlertAmount &) const = default;
};

/// One way an alert was told to somebody.
struct AlertDelivery
{
    enum class Channel : std::uint8_t
    {
        Desktop,
        Webhook,
    };
    enum class State : std::uint8_t
    {
        Waiting,
        Delivered,
        Dead, ///< given up; a person may ask for another try
    };
    QString id; ///< given back with retryRequested()
    Channel channel = Channel::Desktop;
    QString name; ///< of the webhook
    State state = State::Waiting;
    int attempts = 0;
    std::optional<Instant> at;          ///< of the last attempt
    std::optional<Instant> nextAttempt; ///< Waiting only
    QString reason;                     ///< why it waits or is dead

    bool operator==(const AlertDelivery &) const = default;
};

/// A line of what an alert rests on.
struct AlertEvidence
{
    std::optional<Instant> at;
    QString what;
    std::optional<Money> amount;
    /// Arguments of "outlay-cli explain" that lead to its receipt; empty: it has none.
    QStringList arguments;

    bool operator==(const AlertEvidence &) const = default;
};

/// A step in the life of an alert.
struct AlertStep
{
    enum class Kind : std::uint8_t
    {
        Pending,
        Opened,
        Notified,
        Acknowledged,
        AcknowledgementUndone,
        Snoozed,
        SnoozeEnded,
        MarkedExpected,
        Escalated, ///< a higher threshold, a greater urgency
        Resolved,
    };
    Kind kind = Kind::Opened;
    Instant at;
    QString who;  ///< the local account; empty: Outlay itself
    QString text; ///< a note, or what more there is to say

    bool operator==(const AlertStep &) const = default;
};

/// What only the detail of an alert needs; read when it is looked at.
struct AlertDetail
{
    std::vector<AlertEvidence> evidence;
    std::vector<AlertDelivery> deliveries;
    std::vector<AlertStep> steps; ///< in time order
    /// Markdown with the facts filled in. Values from data in it are escaped by who fills them in:
    /// see markdownText().
    QString runbook;
    bool isOwnRunbook = false; ///< the person's copy, not the one that came with Outlay

    bool operator==(const AlertDetail &) const = default;
};

/// An alert in the list.
struct AlertRow
{
    QString id; ///< opaque; given back with every request
    AlertKind kind = AlertKind::BudgetThreshold;
    AlertState state = AlertState::Open;
    Urgency urgency = Urgency::Normal;
    QString title;
    QString why;                                    ///< one line
    std::vector<std::pair<QString, QString>> scope; ///< dimension's name ("user"), value
    QString budget, owner;
    std::optional<int> threshold; ///< percent
    std::optional<AlertAmount> limit, consumed;
    /// Of a window that rolls and holds something else by now; `consumed` is the most it held.
    std::optional<AlertAmount> present;
    std::optional<Instant> peakAt; ///< with `present`: when it held the most
    std::optional<Money> atStake;  ///< nullopt: unknown, which is not nothing
    std::int64_t unpriced = 0;     ///< requests at stake without a price: it is at least that
    /// As AlertEvidence::arguments, for `atStake`.
    QStringList arguments;
    Instant happenedAt, knownAt;
    std::optional<Instant> resolvedAt;
    std::optional<std::int64_t> sourceLagSeconds; ///< how far behind its source is
    int count = 1;                                ///< how many it stands for
    QString inhibitedBy;                          ///< id of the alert that mutes it
    QString mutedBy;                              ///< what that is called, as long as it does
    std::optional<Instant> snoozedUntil;
    QString acknowledgedBy;
    std::optional<Instant> acknowledgedAt;
    QString note;
    std::optional<Instant> expectedUntil; ///< marked as expected, until then
    int deadDeliveries = 0;

    bool operator==(const AlertRow &) const = default;
};

/// How much a person was told of late.
struct AlertNoise
{
    std::int64_t notifications = 0; ///< over `days`
    std::int64_t actedOn = 0;       ///< of these: acknowledged, snoozed, marked or opened
    int days = 7;

    bool operator==(const AlertNoise &) const = default;
};

/// What happened while nobody was there.
struct AlertDigest
{
    TimeRange away;
    QStringList parts; ///< "$612", "storm 02:14–05:50", "bob"

    bool operator==(const AlertDigest &) const = default;
};

/// All of the page, made off the GUI thread and immutable from then on.
struct AlertsSnapshot
{
    Instant now;
    Zone zone;
    TimeRange shown;            ///< of the strip above the list
    std::vector<AlertRow> rows; ///< in any order
    AlertNoise noise;
    std::optional<Instant> quietUntil; ///< quiet hours hold now
    std::optional<Instant> pausedFrom; ///< notifications are paused since then
    std::optional<AlertDigest> digest;
    QStringList tripwires; ///< what watches without set-up: "A session over $25.00"
    QString notice;        ///< why alerts are not evaluated; empty: they are
};
using AlertsSnapshotPtr = std::shared_ptr<const AlertsSnapshot>;

/// "Expected until …": later alerts of the same kind and scope are listed and not told until then.
struct AlertExpectation
{
    Instant until;
    QString note;
};

} // namespace outlay::ui
