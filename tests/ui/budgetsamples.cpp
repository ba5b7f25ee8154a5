// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/budgetsamples.h"

#include "tests/ui/samples.h"

namespace outlay::ui {
namespace {

constexpr std::int64_t usd = 1'000'000'000;

Instant at(const char *text)
{
    return *parseInstant(text);
}

Filter is(Dimension dimension, const std::string &value)
{
    Filter filter;
    filter.dimension.dimension = dimension;
    filter.anyOf.emplace_back(value);
    return filter;
}

BudgetRow month(const char *id, const QString &name, std::int64_t limit, std::int64_t consumed)
{
    BudgetRow row;
    row.id = id;
    row.name = name;
    row.limit = limit * usd;
    row.consumed = consumed * usd;
    row.range = {at("2026-11-01"), at("2026-12-01")};
    return row;
}

BudgetRow company()
{
    BudgetRow row = month("company", QStringLiteral("Company"), 6'500, 4'812);
    row.consumed = 4'812'370'000'001;
    row.notItemised = 620 * usd;
    row.forecast = BudgetForecast{5'900 * usd, 6'240 * usd, 6'710 * usd};
    row.owner = "Dana";
    row.outlook = Outlook::Expected;
    row.expected = {at("2026-11-28T10:00:00Z"), at("2026-11-28T19:00:00Z")};
    return row;
}

BudgetRow child()
{
    BudgetRow row = month("eu", QStringLiteral("eu-pilot"), 300, 330);
    row.parent = 0;
    row.where.push_back(is(Dimension::Team, "core"));
    row.where.push_back(is(Dimension::Project, "eu-pilot"));
    row.outlook = Outlook::Exhausted;
    row.exhaustedAt = at("2026-11-19T14:20:00Z");
    row.cap = CapState::Drifted;
    row.capPoint = QStringLiteral("LiteLLM");
    row.capReason = QStringLiteral("LiteLLM holds $400.00.");
    row.raisedUntil = at("2026-11-25T00:00:00Z");
    return row;
}

BudgetRow everyUser()
{
    BudgetRow row = month("users", QStringLiteral("Per person"), 50, 41);
    row.each = DimensionRef{Dimension::User, {}};
    row.outlook = Outlook::NotBefore;
    row.forecast = BudgetForecast{43 * usd, 46 * usd, 49 * usd};
    row.cap = CapState::Enforced;
    row.capPoint = QStringLiteral("LiteLLM");
    row.owner = "Robin";
    return row;
}

BudgetRow member(int number, std::int32_t parent)
{
    const std::string name = "user-" + std::to_string(number) + "@example.com";
    BudgetRow row = month("users", QString::fromStdString(name), 50, number * 37 % 55);
    row.member = name;
    row.parent = parent;
    row.where.push_back(is(Dimension::User, name));
    row.cap = number % 9 == 4 ? CapState::NoEnforcementPoint : CapState::Enforced;
    row.capPoint = QStringLiteral("LiteLLM");
    if (*row.consumed >= row.limit) {
        row.outlook = Outlook::Exhausted;
        row.exhaustedAt = Instant{at("2026-11-10").micros + number * microsPerHour};
    } else if (number % 4 != 0) {
        row.outlook = Outlook::NotBefore;
        row.forecast = BudgetForecast{*row.consumed, *row.consumed * 5 / 4, *row.consumed * 3 / 2};
    }
    return row;
}

BudgetsSnapshot withMembers(int count)
{
    BudgetsSnapshot s = noBudgets();
    s.proposal.reset();
    s.rows = {company(), child(), everyUser()};
    for (int i = 1; i <= count; ++i)
        s.rows.push_back(member(i, 2));
    BudgetRow tokens = month("tokens", QStringLiteral("Nightly evaluation"), 0, 0);
    tokens.unit = BudgetUnit::Tokens;
    tokens.limit = 250'000'000;
    tokens.consumed.reset();
    tokens.period.kind = BudgetPeriodWords::Kind::RollingDays;
    tokens.period.length = 7;
    tokens.pausedUntil = at("2026-11-30T08:00:00Z");
    tokens.cap = CapState::NoLongerEnforced;
    tokens.capSince = at("2026-11-20");
    s.rows.push_back(tokens);
    return s;
}

} // namespace

BudgetsSnapshot noBudgets()
{
    BudgetsSnapshot s;
    s.generation = 1;
    s.now = sampleNow;
    s.proposal = BudgetProposal{
        Money{5'200 * usd},
        QStringLiteral("The last four full weeks came to $4,310.20, the dearest of them to "
                       "$1,190.44: a month at that pace, and a fifth more.")};
    s.users = {"alice@example.com", "bob@example.com", "carol@example.com"};
    const auto known = [&s](Dimension dimension, std::vector<std::string> values) {
        DimensionRef ref;
        ref.dimension = dimension;
        s.known.emplace_back(std::move(ref), std::move(values));
    };
    known(Dimension::User, s.users);
    known(Dimension::Team, {"core", "search"});
    known(Dimension::Endpoint, {"/v1/messages", "/v1/responses"});
    return s;
}

BudgetsSnapshot threeBudgets()
{
    return withMembers(3);
}

BudgetsSnapshot thousandMembers()
{
    return withMembers(1'000);
}

BudgetDetails companyDetails()
{
    BudgetDetails d;
    d.id = "company";
    d.row = company();
    const std::int64_t hours = 22 * 24 + 16;
    for (std::int64_t h = 0; h <= hours; h += 6) {
        const std::int64_t bump = h % 168 < 120 ? 34 : 5; // weekends are calm
        const std::int64_t last = d.consumed.empty() ? 0 : d.consumed.back().consumed;
        d.consumed.push_back({{d.row.range.from.micros + h * microsPerHour},
                              std::min(*d.row.consumed, last + bump * 2 * usd)});
    }
    d.consumed.push_back({sampleNow, *d.row.consumed});
    for (int day = 1; day <= 7; ++day) {
        const auto part = [&](std::int64_t total) {
            return *d.row.consumed + (total - *d.row.consumed) / 7 * day;
        };
        d.forecast.push_back({{sampleNow.micros + day * microsPerDay},
                              {part(5'900 * usd), part(6'240 * usd), part(6'710 * usd)}});
    }
    d.method = QStringLiteral("Seasonal naive, 8% off on average over the last 6 months");
    for (int back = 6; back >= 1; --back) {
        BudgetDetails::Past past;
        past.range = {{d.row.range.from.micros - back * 30 * microsPerDay},
                      {d.row.range.from.micros - (back - 1) * 30 * microsPerDay}};
        past.limit = 6'500 * usd;
        past.consumed = (3'900 + back % 3 * 1'400) * usd;
        if (past.consumed >= past.limit)
            past.exhaustedAt = Instant{past.range.to.micros - 2 * microsPerDay};
        d.history.push_back(past);
    }
    d.changes = {
        {7, at("2026-11-12T09:14:00Z"), QStringLiteral("dana"),
         QStringLiteral("Limit from $6,000.00 to $6,500.00"), true},
        {3, at("2026-10-01T08:00:00Z"), QStringLiteral("dana"), QStringLiteral("Added"), false}};
    return d;
}

CapPushPlan samplePushPlan()
{
    CapPushPlan plan;
    plan.gateway = "proxy";
    plan.gateways = {"proxy"};
    plan.point = QStringLiteral("LiteLLM");
    using Kind = CapPushRow::Kind;
    plan.rows.resize(3);
    plan.rows[0] = {Kind::Set,
                    QStringLiteral("Caps per user, month: carol@example.com"),
                    QStringLiteral("user u-carol"),
                    QStringLiteral("unlimited"),
                    QStringLiteral("$30.00 per 1mo"),
                    {},
                    {QStringLiteral("keys of theirs that belong to a team skip this limit")}};
    plan.rows[1] = {Kind::Unchanged,
                    QStringLiteral("Caps per user, month: alice@example.com"),
                    QStringLiteral("user u-alice"),
                    QStringLiteral("$30.00 per 1mo"),
                    QStringLiteral("$30.00 per 1mo"),
                    {},
                    {}};
    plan.rows[2] = {Kind::Blocked,
                    QStringLiteral("Caps per user, month: dan@example.com"),
                    {},
                    {},
                    {},
                    QStringLiteral("nobody there is known to be meant"),
                    {}};
    return plan;
}

LimitsLadder sampleLadder()
{
    LimitsLadder ladder;
    ladder.user = "alice@example.com";
    using Level = LadderLimit::Level;
    using Kind = BudgetPeriodWords::Kind;
    ladder.limits = {{Level::System, QStringLiteral("Company"), BudgetUnit::Money, Kind::Month, 0,
                      6'500 * usd, 4'812 * usd, false, false},
                     {Level::Endpoint, QStringLiteral("Messages"), BudgetUnit::Tokens, Kind::Hour,
                      1, 400'000, 120'000, false, true},
                     {Level::User, QStringLiteral("Per person"), BudgetUnit::Money, Kind::Month, 0,
                      50 * usd, 41 * usd, true, true},
                     {Level::User, QStringLiteral("Requests"), BudgetUnit::Requests, Kind::Hour, 1,
                      60, std::nullopt, false, true, threeBudgets().now}};
    ladder.parts = {{QStringLiteral("Pilot"), QStringLiteral("project eu-pilot"), BudgetUnit::Money,
                     Kind::Month, 0, 300 * usd}};
    return ladder;
}

} // namespace outlay::ui
