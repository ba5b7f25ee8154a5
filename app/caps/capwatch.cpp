// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/caps/capwatch.h"

#include "app/alerting/alertwords.h"
#include "app/alerting/budgetstatus.h"
#include "app/caps/ownpushes.h"
#include "app/enforcement/pushstore.h"
#include "models/rules/crossing.h"

#include <algorithm>
#include <map>
#include <utility>

namespace outlay::enforcement {

namespace {

constexpr int tickMs = 60'000;
constexpr std::size_t membersNamed = 20;
const std::string gatewayEvidence = "gateway";

std::string gatewayOf(const Alert &alert)
{
    for (const auto &[what, value] : alert.evidence) {
        if (what == gatewayEvidence)
            return value;
    }
    return {};
}

bool isOurs(const Alert &alert, const std::string &source)
{
    return alert.kind == AlertKind::CapNotEnforced && alert.state != AlertState::Resolved &&
           gatewayOf(alert) == source;
}

/// Whose cap that is; null: a budget that is gone.
const Budget *budgetOf(const BudgetRules &rules, const std::string &capId)
{
    for (const Budget &budget : rules.budgets) {
        if (capId == budget.id || (budget.each && capId.starts_with(budget.id + '/')))
            return &budget;
    }
    return nullptr;
}

/// capId is the budget's id, and after a slash the member's.
std::string memberIn(const Budget &budget, const std::string &capId)
{
    return budget.each && capId.size() > budget.id.size() ? capId.substr(budget.id.size() + 1)
                                                          : std::string();
}

std::int64_t limitOf(const DesiredCap &cap)
{
    if (cap.fields.rpm)
        return cap.limit.rpm.value_or(0);
    if (cap.fields.tpm)
        return cap.limit.tpm.value_or(0);
    return cap.limit.maxBudget.value_or(Money{}).nanos;
}

Alert alertOf(const std::string &source, const Budget &budget,
              const std::vector<const CapReading *> &bad, Instant now)
{
    const CapReading &first = *bad.front();
    Alert alert;
    alert.kind = AlertKind::CapNotEnforced;
    if (bad.size() == 1) {
        const std::string member = memberIn(budget, first.cap.capId);
        if (!member.empty())
            alert.scope.emplace_back(toString(*budget.each), member);
    }
    for (const Filter &filter : budget.scope) {
        for (const auto &value : filter.anyOf) {
            if (!budget.each)
                alert.scope.emplace_back(toString(filter.dimension), value.value_or(std::string()));
        }
    }
    alert.budgetId = budget.id;
    alert.budgetName = budget.name;
    alert.owner = budget.owner;
    alert.unit = name(budget.unit);
    alert.limit = limitOf(first.cap);
    alert.count = static_cast<std::int64_t>(bad.size());
    alert.detail = source + ": " + first.status.reason;
    alert.happenedAt = now;
    alert.lastAt = now;
    alert.evidence.emplace_back(gatewayEvidence, source);
    // By the gateway's own account, in its own window: no figure of the ledger's.
    if (bad.size() == 1 && first.cap.fields.money && first.state && first.state->spend)
        alert.evidence.emplace_back(first.point + std::string(alerting::countsEvidence),
                                    alerting::amountText(*first.state->spend));
    for (std::size_t i = 0; bad.size() > 1 && i < std::min(membersNamed, bad.size()); ++i)
        alert.evidence.emplace_back("cap", bad[i]->cap.name);
    return alert;
}

/// The one that goes on keeps its name; a new one is named by when it was found.
void giveId(Alert &alert, const std::string &source, const std::vector<Alert> &known)
{
    for (const Alert &other : known) {
        if (isOurs(other, source) && other.budgetId == alert.budgetId) {
            alert.id = other.id;
            alert.happenedAt = other.happenedAt;
            return;
        }
    }
    alert.id = crossingId(std::string(name(alert.kind)) + '\x1f' + source, alert.budgetId,
                          alert.happenedAt, 0, 0);
}

/// `unknown`: budgets of which nobody can say today.
void endOthers(std::vector<AlertReport> &reports, const std::string &source,
               const std::vector<Alert> &known, const std::set<std::string> &unknown)
{
    const std::size_t count = reports.size();
    for (const Alert &alert : known) {
        const bool isTrue =
            std::any_of(reports.begin(), reports.begin() + std::ptrdiff_t(count),
                        [&](const AlertReport &one) { return one.alert.id == alert.id; });
        if (isOurs(alert, source) && !isTrue && unknown.count(alert.budgetId) == 0)
            reports.push_back({alert, false});
    }
}

} // namespace

std::vector<AlertReport> capReports(const std::string &source,
                                    const std::vector<CapReading> &lights,
                                    const std::set<std::string> &held, const BudgetRules &rules,
                                    const std::vector<Alert> &known, Instant now)
{
    std::map<std::string, std::pair<const Budget *, std::vector<const CapReading *>>> bad;
    std::set<std::string> unknown;
    for (const CapReading &light : lights) {
        const Budget *budget = budgetOf(rules, light.cap.capId);
        if (!budget || light.cap.isWithdrawn || held.count(light.cap.capId) == 0 ||
            light.status.light == CapStatus::Light::Enforced)
            continue;
        if (light.status.light == CapStatus::Light::Unknown) {
            unknown.insert(budget->id); // one answer that failed says nothing
            continue;
        }
        bad[budget->id].first = budget;
        bad[budget->id].second.push_back(&light);
    }
    std::vector<AlertReport> reports;
    for (const auto &[id, members] : bad) {
        Alert alert = alertOf(source, *members.first, members.second, now);
        giveId(alert, source, known);
        reports.push_back({std::move(alert), true});
    }
    endOthers(reports, source, known, unknown);
    return reports;
}

CapWatch::CapWatch(LedgerQueue &queue, SecretStore &secrets, Clock clock,
                   std::function<bool()> mayAsk, QObject *parent)
    : QObject(parent)
    , m_queue(queue)
    , m_secrets(secrets)
    , m_clock(std::move(clock))
    , m_mayAsk(std::move(mayAsk))
{
    m_tick.setInterval(tickMs);
    m_tick.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_tick, &QTimer::timeout, this, &CapWatch::look);
}

CapWatch::~CapWatch()
{
    m_queue.drain(); // its jobs speak to this
}

void CapWatch::start()
{
    m_tick.start();
}

/// What is to be asked now; nullopt: nothing.
Result<std::optional<CapWatch::Plan>> CapWatch::due()
{
    if (!m_reader) {
        auto opened = LedgerReader::open(m_queue.path());
        if (!opened)
            return tl::unexpected<Error>(opened.error());
        m_reader = *std::move(opened);
    }
    const auto counter = m_reader->changeCounter();
    if (!counter)
        return tl::unexpected<Error>(counter.error());
    const Instant now = m_clock();
    const bool isTime =
        !m_askedAt || now < *m_askedAt || now.micros - m_askedAt->micros >= everyMicros;
    if (!isTime && *counter == m_counter)
        return std::optional<Plan>{};
    m_counter = *counter;
    const auto pushes = storedPushes(*m_reader);
    if (!pushes)
        return tl::unexpected<Error>(pushes.error());
    const std::string last = pushes->empty() ? std::string() : pushes->back().id;
    const bool isUnderWay = !pushes->empty() && !pushes->back().endedAt &&
                            now.micros - pushes->back().startedAt.micros < everyMicros;
    if (isUnderWay || (!isTime && last == m_lastPush))
        return std::optional<Plan>{};
    m_askedAt = now;
    m_lastPush = last;
    const auto gateways = capGateways(*m_reader);
    auto rules = alerting::budgetRulesOf(*m_reader);
    const auto bodies = m_reader->alerts({now, now}, 1000);
    if (!gateways || !rules || !bodies)
        return tl::unexpected<Error>(!gateways ? gateways.error()
                                     : !rules  ? rules.error()
                                               : bodies.error());
    Plan plan;
    for (const std::string &body : *bodies) {
        auto alert = parseAlert(body);
        if (alert && alert->kind == AlertKind::CapNotEnforced)
            plan.known.push_back(*std::move(alert));
    }
    for (const sources::SourceSettings &settings : *gateways) {
        const auto states = storedStates(*m_reader, settings.name);
        auto held = storedHeld(*m_reader, settings.name);
        if (!states || !held)
            return tl::unexpected<Error>(states ? held.error() : states.error());
        Gateway gateway{settings, pushedCaps(*pushes, settings.name), *std::move(held), {}};
        std::erase_if(gateway.held,
                      [&](const std::string &capId) { return !gateway.pushed.contains(capId); });
        for (const EnforcedState &state : *states) {
            const std::vector<std::string> caps = capsNoted(state.capId);
            const bool isPushed = std::any_of(caps.begin(), caps.end(), [&](const auto &one) {
                return gateway.pushed.count(one) > 0;
            });
            if (isPushed)
                gateway.readAt = std::min(gateway.readAt.value_or(state.readAt), state.readAt);
        }
        plan.gateways.push_back(std::move(gateway));
    }
    auto input = capInputOf(*m_reader, *rules, now);
    if (!input)
        return tl::unexpected<Error>(input.error());
    plan.input = *std::move(input);
    plan.rules = *std::move(rules);
    return std::optional(std::move(plan));
}

void CapWatch::look()
{
    if (m_isLooking || (m_mayAsk && !m_mayAsk()))
        return;
    auto plan = due();
    if (!plan) {
        m_reader.reset();
        return emit failed(plan.error());
    }
    if (!*plan)
        return;
    m_plan = **std::move(plan);
    m_reports.clear();
    // Of gateways that are no more, and of those nothing is to hold at.
    std::set<std::string> asked;
    for (const Gateway &gateway : m_plan.gateways) {
        if (!gateway.pushed.empty())
            asked.insert(gateway.settings.name);
    }
    for (const Alert &alert : m_plan.known) {
        if (asked.count(gatewayOf(alert)) == 0)
            m_reports.push_back({alert, false});
    }
    std::erase_if(m_plan.gateways, [](const Gateway &one) { return one.pushed.empty(); });
    if (m_plan.gateways.empty() && m_reports.empty())
        return;
    m_isLooking = true;
    ask();
}

void CapWatch::ask()
{
    if (m_plan.gateways.empty())
        return finish();
    const Gateway gateway = m_plan.gateways.front();
    m_plan.gateways.pop_front();
    m_gateway = std::make_unique<CapGateway>(gateway.settings, m_secrets, m_clock);
    m_gateway->open([this, gateway](const Result<> &opened) {
        if (!opened)
            return take(gateway, tl::unexpected<Error>(opened.error()));
        m_gateway->glance(m_plan.input,
                          [this, gateway](const Result<CapsSeen> &seen) { take(gateway, seen); });
    });
}

void CapWatch::take(const Gateway &gateway, const Result<CapsSeen> &seen)
{
    const std::string &source = gateway.settings.name;
    const Instant now = m_clock();
    std::vector<CapReading> lights;
    if (seen) {
        lights = judgeAll(seen->caps, seen->readings, seen->facts);
    } else {
        // For a while nothing is known of it, which alerts of before do not change.
        const bool isBlind = gateway.readAt && now.micros - gateway.readAt->micros >= blindMicros;
        for (const CapToPush &one : m_plan.input.caps) {
            if (isBlind)
                lights.push_back({one.cap, {}, {}});
        }
        for (CapReading &light : lights) {
            light.status.light = CapStatus::Light::NotEnforced;
            light.status.reason =
                "not read back since " + toRfc3339(*gateway.readAt) + ": " + seen.error().text;
        }
    }
    if (!lights.empty() || seen) {
        const auto reports =
            capReports(source, lights, gateway.held, m_plan.rules, m_plan.known, now);
        m_reports.insert(m_reports.end(), reports.begin(), reports.end());
    }
    if (seen)
        m_queue.post([path = m_queue.path(), source, seen = *seen](Ingest &ingest) {
            const auto reader = LedgerReader::open(path);
            if (reader) // what is not kept is read again in half an hour
                (void)keepSeen(ingest, **reader, source, seen);
        });
    m_gateway.release()->deleteLater(); // it is in the middle of telling
    ask();
}

void CapWatch::finish()
{
    const auto home = [this](const Result<> &done) {
        QMetaObject::invokeMethod(this, [this, done] {
            m_isLooking = false;
            if (!done)
                emit failed(done.error());
            emit looked();
        });
    };
    m_queue.post(
        [home, reports = m_reports](Ingest &ingest) { home(ingest.reportAlerts(reports)); },
        [home](const Error &error) { home(tl::unexpected<Error>(error)); });
}

} // namespace outlay::enforcement
