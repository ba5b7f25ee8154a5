// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/alertsamples.h"

#include "tests/ui/samples.h"

namespace outlay::ui {
namespace {

Instant before(std::int64_t micros)
{
    return {sampleNow.micros - micros};
}

AlertRow alert(const char *id, AlertKind kind, AlertState state, Urgency urgency, const char *title,
               const char *why, std::int64_t dollars, std::int64_t minutesAgo)
{
    AlertRow a;
    a.id = QString::fromLatin1(id);
    a.kind = kind;
    a.state = state;
    a.urgency = urgency;
    a.title = QString::fromUtf8(title);
    a.why = QString::fromUtf8(why);
    if (dollars >= 0) {
        a.atStake = Money{dollars * 1'000'000'000};
        a.arguments = QStringList{QStringLiteral("--where"), QStringLiteral("key=svc")};
    }
    a.happenedAt = before(minutesAgo * microsPerMinute);
    a.knownAt = before((minutesAgo - 1) * microsPerMinute);
    return a;
}

std::vector<AlertRow> liveAlerts()
{
    using K = AlertKind;
    using S = AlertState;
    using U = Urgency;
    AlertRow storm =
        alert("storm", K::RetryStorm, S::Open, U::Critical, "Retry storm of svc-nightly-digest",
              "4,812 attempts at gpt-5 answered 429 since 02:14", 490, 14 * 60 + 31);
    storm.scope = {{QStringLiteral("key"), QStringLiteral("svc-nightly-digest")},
                   {QStringLiteral("model"), QStringLiteral("gpt-5")}};
    storm.owner = QStringLiteral("bob@example.com");
    storm.count = 4'812;
    storm.sourceLagSeconds = 47;
    storm.deadDeliveries = 1;
    AlertRow team = alert("team", K::BudgetExhausted, S::Open, U::Critical,
                          "Team search has used up its November budget",
                          "$2,041.20 of $2,000.00; the cap only warns", 2'041, 190);
    team.scope = {{QStringLiteral("team"), QStringLiteral("search")}};
    team.budget = QStringLiteral("search, monthly");
    team.owner = QStringLiteral("ada@example.com");
    team.threshold = 100;
    team.limit = AlertAmount{AlertAmount::Unit::Money, 2'000'000'000'000};
    team.consumed = AlertAmount{AlertAmount::Unit::Money, 2'041'200'000'000};
    AlertRow due = alert("due", K::UnpricedSpend, S::Snoozed, U::Normal,
                         "312 requests of lab-preview-9 have no price",
                         "They are counted and not in the spend", -1, 26 * 60);
    due.snoozedUntil = before(5 * microsPerMinute);
    AlertRow pending =
        alert("pending", K::BurnRateSlow, S::Pending, U::Normal, "ci burns 6 times its pace",
              "At this pace exhausted on Nov 27", 60, 12);
    AlertRow seen =
        alert("seen", K::BudgetThreshold, S::Acknowledged, U::Normal,
              "support-bot has reached 90% of its budget", "$1,812.40 of $2,000.00", 1'812, 300);
    seen.acknowledgedBy = QStringLiteral("kim");
    seen.acknowledgedAt = before(280 * microsPerMinute);
    seen.threshold = 90;
    AlertRow later =
        alert("later", K::PriceChange, S::Snoozed, U::Low, "claude-haiku-4-5 costs 20% more",
              "From the catalogue of Nov 22", 14, 40 * 60);
    later.snoozedUntil = Instant{sampleNow.micros + 3 * microsPerHour};
    std::vector<AlertRow> rows{pending, later, due, seen, team, storm};
    for (int i = 0; i < 7; ++i) {
        AlertRow member = alert("", K::BudgetThreshold, S::Open, U::Normal, "", "Muted by the team",
                                100 + i, 180 - i);
        member.id = QStringLiteral("member%1").arg(i);
        member.title = QStringLiteral("user%1@example.com has reached 75% of the budget").arg(i);
        member.inhibitedBy = QStringLiteral("team");
        member.mutedBy = QStringLiteral("search, monthly");
        rows.push_back(member);
    }
    return rows;
}

} // namespace

AlertsSnapshot noAlerts()
{
    AlertsSnapshot s;
    s.now = sampleNow;
    s.shown = {before(30 * microsPerDay), sampleNow};
    s.tripwires = {QStringLiteral("A session over $25.00"),
                   QStringLiteral("A person or a key over $20.00 an hour"),
                   QStringLiteral("The same prompt 10 times in 10 minutes"),
                   QStringLiteral("A retry storm: 20 failed attempts in a minute")};
    return s;
}

AlertsSnapshot someAlerts()
{
    AlertsSnapshot s = noAlerts();
    s.rows = liveAlerts();
    AlertRow silent = alert("silent", AlertKind::SourceSilent, AlertState::Resolved,
                            Urgency::Normal, "litellm went silent",
                            "Nothing for 3 h; usually something every 2 min", -1, 2 * 24 * 60);
    silent.resolvedAt = before(2 * microsPerDay - 3 * microsPerHour);
    AlertRow old =
        alert("old", AlertKind::TripwireSession, AlertState::ListedOnly, Urgency::Low,
              "A session of eve cost $152.30", "Over before it was imported", 152, 9 * 24 * 60);
    old.resolvedAt = before(9 * microsPerDay - 5 * microsPerHour);
    old.knownAt = before(microsPerDay);
    s.rows.push_back(silent);
    s.rows.push_back(old);
    s.noise = {22, 14, 7};
    return s;
}

AlertsSnapshot manyAlerts(int count)
{
    AlertsSnapshot s = someAlerts();
    for (int i = 0; i < count; ++i) {
        AlertRow past = alert("", alertKinds.at(static_cast<std::size_t>(i) % alertKinds.size()),
                              AlertState::Resolved, static_cast<Urgency>(i % 3), "",
                              "It is long over", i % 97, 60 + std::int64_t{i} * 4);
        past.id = QStringLiteral("past%1").arg(i);
        past.title = QStringLiteral("Alert %1 of user%2@example.com").arg(i).arg(i % 41);
        past.resolvedAt = Instant{past.happenedAt.micros + 20 * microsPerMinute};
        s.rows.push_back(past);
    }
    s.noise = {93, 4, 7};
    return s;
}

AlertDetail stormDetail()
{
    AlertDetail d;
    for (int i = 0; i < 5; ++i)
        d.evidence.push_back(
            {before((871 - i * 40) * microsPerMinute),
             QStringLiteral("%1 attempts, gpt-5, answered 429").arg(900 + i),
             i == 3 ? std::nullopt : std::optional(Money{(90 + i) * 1'100'000'000LL}),
             {QStringLiteral("--where"), QStringLiteral("key=svc nightly"),
              QStringLiteral("--from"), QStringLiteral("2026-11-23T02:%1:00Z").arg(10 + i)}});
    d.deliveries = {{QStringLiteral("d1"),
                     AlertDelivery::Channel::Desktop,
                     {},
                     AlertDelivery::State::Delivered,
                     1,
                     before(869 * microsPerMinute),
                     {},
                     {}},
                    {QStringLiteral("d2"),
                     AlertDelivery::Channel::Webhook,
                     QStringLiteral("ops"),
                     AlertDelivery::State::Dead,
                     9,
                     before(60 * microsPerMinute),
                     {},
                     QStringLiteral("The server answered 503.")},
                    {QStringLiteral("d3"), AlertDelivery::Channel::Webhook, QStringLiteral("team"),
                     AlertDelivery::State::Waiting, 2, before(10 * microsPerMinute),
                     Instant{sampleNow.micros + 5 * microsPerMinute}, QStringLiteral("No route.")}};
    d.steps = {{AlertStep::Kind::Pending, before(871 * microsPerMinute), {}, {}},
               {AlertStep::Kind::Opened, before(870 * microsPerMinute), {}, {}},
               {AlertStep::Kind::Snoozed, before(600 * microsPerMinute), QStringLiteral("kim"),
                QStringLiteral("asked bob")}};
    d.runbook = QStringLiteral(
        "## Symptom\n\nsvc-nightly-digest sent the **same request** again and again.\n\n"
        "## Check\n\n1. Who sends: `outlay-cli report --by agent --where key=svc-nightly-digest`\n"
        "2. See [the provider's status](https://status.example.com/now).\n\n"
        "## Safe action\n\n    outlay-cli alerts ack storm\n\nAsk bob@example.com.\n");
    return d;
}

AlertingSettings sampleSettings()
{
    AlertingSettings s;
    s.hasQuietHours = true;
    s.quietZone = QStringLiteral("UTC");
    s.notifies.at(static_cast<std::size_t>(AlertKind::PriceChange)) = false;
    WebhookSettings ops;
    ops.name = QStringLiteral("ops");
    ops.address = QStringLiteral("keychain:ops-url");
    ops.secret = QStringLiteral("env:OPS_SECRET");
    ops.state = WebhookSettings::State::Failing;
    ops.stateReason = QStringLiteral("503");
    WebhookSettings team;
    team.name = QStringLiteral("team");
    team.kind = WebhookSettings::Kind::Slack;
    team.address = QStringLiteral("env:TEAM_URL");
    team.routes = QStringList{QStringLiteral("team=search")};
    team.state = WebhookSettings::State::Working;
    s.webhooks = {ops, team};
    s.hasPrometheus = true;
    return s;
}

AlertsSnapshotPtr shared(AlertsSnapshot snapshot)
{
    return std::make_shared<const AlertsSnapshot>(std::move(snapshot));
}

} // namespace outlay::ui
