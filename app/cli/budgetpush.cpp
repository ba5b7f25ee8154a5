// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/budgetpush.h"

#include "app/cli/budgetpushtext.h"
#include "app/cli/effect.h"
#include "app/cli/interrupt.h"
#include "app/cli/liveloop.h"
#include "app/cli/openledger.h"
#include "app/cli/text.h"
#include "app/enforcement/enforcementjson.h"
#include "app/enforcement/pointopener.h"
#include "app/enforcement/pushrun.h"
#include "app/enforcement/pushstore.h"
#include "app/sources/livesources.h"
#include "models/ledger/configurationentry.h"

#include <QElapsedTimer>
#include <QJsonArray>

#include <algorithm>
#include <utility>

namespace outlay::cli {

using namespace Qt::StringLiterals;

namespace {

using namespace enforcement;
using sources::SourceSettings;

Result<SourceSettings> gatewayOf(const Arguments &arguments, std::string_view option)
{
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    const auto all = sources::storedSources(**reader);
    if (!all)
        return tl::unexpected<Error>(all.error());
    const std::string wanted = arguments.valueOr(option, "");
    std::vector<SourceSettings> found;
    for (const SourceSettings &settings : *all) {
        if (wanted.empty() ? settings.kind == sources::SourceKind::LiteLlm
                           : settings.name == wanted)
            found.push_back(settings);
    }
    if (found.empty())
        return failure(Error::Kind::Usage,
                       wanted.empty()
                           ? "no gateway that takes limits is configured; add one: "
                             "outlay-cli source add NAME --kind litellm --push-secret REF"
                           : "no source that is watched is called \"" + wanted +
                                 "\"; see: outlay-cli source list");
    if (found.size() > 1)
        return failure(Error::Kind::Usage, "there are several gateways; say which: --" +
                                               std::string(option) + " " + found.front().name);
    OUTLAY_TRY(checkCanPush(found.front()));
    return found.front();
}

/// A gateway and the loop it is asked in. Each function waits for its answer.
class Gateway
{
public:
    Gateway(LiveLoop &loop, SourceSettings settings) : m_loop(loop), m_settings(std::move(settings))
    {
    }

    [[nodiscard]] const std::string &source() const { return m_settings.name; }
    [[nodiscard]] EnforcementPoint &point() { return *m_point; }

    /// With the secrets that the command line opens.
    Result<> open(const Arguments &arguments)
    {
        OUTLAY_TRY(m_loop.unlock(arguments));
        Result<> opened = failure(Error::Kind::Cancelled, "interrupted");
        PointOpener opener(m_settings, m_loop.secrets());
        opener.start([&](Result<std::unique_ptr<EnforcementPoint>> point) {
            if (point) {
                m_point = *std::move(point);
                opened = {};
            } else {
                opened = tl::unexpected<Error>(point.error());
            }
            m_loop.end();
        });
        m_loop.run();
        return opened;
    }

    Result<PointList> list()
    {
        PointList found;
        found.reason = "interrupted";
        m_point->list([&](PointList list) {
            found = std::move(list);
            m_loop.end();
        });
        m_loop.run();
        if (found.outcome != PointOutcome::Ok)
            return failure(Error::Kind::Unreadable, source() + ": " + found.reason);
        return found;
    }

    PointFacts facts()
    {
        PointFacts known;
        if (isInterrupted()) // a question may be under way still
            return known;
        m_point->facts([&](PointFacts facts) {
            known = std::move(facts);
            m_loop.end();
        });
        m_loop.run();
        return known;
    }

    std::vector<EntityReading> read(const std::vector<EnforcedEntity> &entities)
    {
        std::vector<EntityReading> found;
        if (isInterrupted())
            return found;
        EntityReader reader(*m_point, entities);
        QObject::connect(&reader, &EntityReader::finished, &reader,
                         [&](const std::vector<EntityReading> &readings) {
                             found = readings;
                             m_loop.end();
                         });
        reader.start();
        m_loop.run();
        return found;
    }

private:
    LiveLoop &m_loop;
    SourceSettings m_settings;
    std::unique_ptr<EnforcementPoint> m_point;
};

/// What a push and a check for drift know of the gateway.
struct Seen
{
    std::vector<DesiredCap> caps;
    std::vector<EntityReading> readings;
    PlanFacts facts;
};

Result<Seen> look(Gateway &gateway, const PushInput &input)
{
    const auto list = gateway.list();
    if (!list)
        return tl::unexpected<Error>(list.error());
    Seen seen;
    std::vector<EnforcedEntity> entities;
    for (const CapToPush &one : input.caps) {
        seen.caps.push_back(mapped(one.cap, one.member, input.people, list->states));
        entities.push_back(seen.caps.back().entity);
    }
    seen.facts.models = gateway.facts();
    std::erase_if(seen.facts.models.unpricedModels,
                  [&](const std::string &model) { return input.freeModels.contains(model); });
    seen.readings = gateway.read(entities);
    seen.facts.point = gateway.point().title();
    seen.facts.behaviour = gateway.point().behaviour();
    seen.facts.isMasterKeyUsed = input.isMasterKeyUsed;
    seen.facts.now = systemClock()();
    if (isInterrupted())
        return failure(Error::Kind::Cancelled, "interrupted");
    return seen;
}

/// Runs the plan and keeps what was there before it: first of all, about once a second, at the end.
Result<PushRecord> execute(const Arguments &arguments, LiveLoop &loop, Gateway &gateway,
                           const PushPlan &plan)
{
    constexpr qint64 keepMs = 1'000;
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return tl::unexpected<Error>(ingest.error());
    PushOptions options;
    options.id = toRfc3339(systemClock()());
    options.source = gateway.source();
    options.who = localAccount();
    PushRun run(gateway.point(), plan, options);
    // Before anything is written: what cannot be kept is not pushed.
    OUTLAY_TRY(keepPush(**ingest, run.record()));
    QElapsedTimer since;
    since.start();
    QObject::connect(&run, &PushRun::advanced, &run, [&](const PushRecord &record) {
        if (isInterrupted())
            run.stop();
        if (since.elapsed() < keepMs)
            return;
        (void)keepPush(**ingest, record); // the first one suffices for an undo
        since.restart();
    });
    QObject::connect(&run, &PushRun::finished, &run, [&] { loop.end(); });
    run.start();
    loop.run();
    OUTLAY_TRY(keepPush(**ingest, run.record()));
    return run.record();
}

/// For the lights of screens. `facts`: of the gateway, where it was asked for them.
Result<> keepReadings(const Arguments &arguments, const std::string &source,
                      const std::vector<EntityReading> &readings, const PointFacts &facts)
{
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return tl::unexpected<Error>(ingest.error());
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    if (facts.areModelsKnown)
        OUTLAY_TRY(keepFacts(**ingest, source, facts));
    return keepStates(**ingest, **reader, source, readings);
}

QJsonArray lightsJson(const std::vector<CapReading> &readings)
{
    QJsonArray caps;
    for (const CapReading &reading : readings) {
        QJsonObject cap = toJson(reading.status);
        cap.insert(u"cap_id"_s, QString::fromStdString(reading.cap.capId));
        cap.insert(u"name"_s, QString::fromStdString(reading.cap.name));
        cap.insert(u"entity"_s,
                   reading.cap.entity.id.empty() ? QJsonValue() : toJson(reading.cap.entity));
        cap.insert(u"state"_s, reading.state ? QJsonValue(toJson(*reading.state)) : QJsonValue());
        caps.append(cap);
    }
    return caps;
}

bool areAllEnforced(const std::vector<CapReading> &readings)
{
    return std::all_of(readings.begin(), readings.end(), [](const CapReading &reading) {
        return reading.cap.isWithdrawn || reading.status.light == CapStatus::Light::Enforced;
    });
}

int sayPreview(const Arguments &arguments, const PushPlan &plan)
{
    if (arguments.isJson()) {
        printDocument({{u"plan"_s, toJson(plan)}, {u"push"_s, QJsonValue()}}, arguments.out());
    } else {
        printPlan(plan, arguments.out());
        arguments.out().line("Nothing was changed (--dry-run).");
    }
    return exitcode::done;
}

/// Shows the plan, executes it, and tells what came of it and of `caps`.
int carryOut(const Arguments &arguments, LiveLoop &loop, Gateway &gateway, const PushPlan &plan,
             const Seen &seen)
{
    if (arguments.has("dry-run"))
        return sayPreview(arguments, plan);
    if (!arguments.isJson()) {
        printPlan(plan, arguments.out());
        (void)arguments.out().flush();
    }
    const auto record = execute(arguments, loop, gateway, plan);
    if (!record)
        return arguments.failLedger(record.error());
    std::vector<EnforcedEntity> entities = sentEntities(*record);
    for (const DesiredCap &cap : seen.caps)
        entities.push_back(cap.entity);
    const auto readings = gateway.read(entities);
    if (const auto kept = keepReadings(arguments, gateway.source(), readings, seen.facts.models);
        !kept)
        return arguments.failLedger(kept.error());
    PlanFacts facts = seen.facts;
    facts.now = systemClock()();
    const auto lights = judgeAll(seen.caps, readings, facts);
    if (arguments.isJson()) {
        printDocument({{u"plan"_s, toJson(plan)},
                       {u"push"_s, toJson(*record)},
                       {u"caps"_s, lightsJson(lights)}},
                      arguments.out());
    } else {
        printRecord(*record, arguments.out());
        printLights(lights, arguments.out());
    }
    if (isInterrupted())
        return exitcode::interrupted;
    return record->holds() && areAllEnforced(lights) ? exitcode::done : exitcode::rejected;
}

} // namespace

int pushCaps(const Arguments &arguments, const PushInput &input)
{
    auto settings = gatewayOf(arguments, "to");
    if (!settings)
        return arguments.failLedger(settings.error());
    LiveLoop loop;
    Gateway gateway(loop, *std::move(settings));
    if (const auto opened = gateway.open(arguments); !opened)
        return arguments.fail(opened.error());
    const auto seen = look(gateway, input);
    if (!seen)
        return arguments.fail(seen.error());
    return carryOut(arguments, loop, gateway, makePlan(seen->caps, seen->readings, seen->facts),
                    *seen);
}

int checkDrift(const Arguments &arguments, const PushInput &input)
{
    auto settings = gatewayOf(arguments, "to");
    if (!settings)
        return arguments.failLedger(settings.error());
    LiveLoop loop;
    Gateway gateway(loop, *std::move(settings));
    if (const auto opened = gateway.open(arguments); !opened)
        return arguments.fail(opened.error());
    const auto seen = look(gateway, input);
    if (!seen)
        return arguments.fail(seen.error());
    if (const auto kept =
            keepReadings(arguments, gateway.source(), seen->readings, seen->facts.models);
        !kept)
        return arguments.failLedger(kept.error());
    const auto lights = judgeAll(seen->caps, seen->readings, seen->facts);
    if (arguments.isJson())
        printDocument({{u"source"_s, QString::fromStdString(gateway.source())},
                       {u"caps"_s, lightsJson(lights)}},
                      arguments.out());
    else
        printLights(lights, arguments.out());
    return areAllEnforced(lights) ? exitcode::done : exitcode::rejected;
}

int undoPush(const Arguments &arguments, const std::string &push)
{
    const auto reader = openReader(arguments);
    if (!reader)
        return arguments.failLedger(reader.error());
    const auto pushes = storedPushes(**reader);
    if (!pushes)
        return arguments.failLedger(pushes.error());
    const PushRecord *record = push.empty() ? lastPush(*pushes) : pushNamed(*pushes, push);
    if (record == nullptr)
        return arguments.failUsage(push.empty() ? "there is no push to take back"
                                                : "no push is called " + push);
    const auto all = sources::storedSources(**reader);
    if (!all)
        return arguments.failLedger(all.error());
    const SourceSettings *settings = sources::sourceNamed(*all, record->source);
    if (settings == nullptr)
        return arguments.failUsage("the gateway of that push, " + record->source +
                                   ", is no longer configured");
    LiveLoop loop;
    Gateway gateway(loop, *settings);
    if (const auto opened = gateway.open(arguments); !opened)
        return arguments.fail(opened.error());
    const auto readings = gateway.read(sentEntities(*record));
    return carryOut(arguments, loop, gateway, undoPlan(*record, readings, systemClock()()), {});
}

int listLimits(const Arguments &arguments)
{
    auto settings = gatewayOf(arguments, "from");
    if (!settings)
        return arguments.failLedger(settings.error());
    LiveLoop loop;
    Gateway gateway(loop, *std::move(settings));
    if (const auto opened = gateway.open(arguments); !opened)
        return arguments.fail(opened.error());
    const auto list = gateway.list();
    if (!list)
        return arguments.fail(list.error());
    if (!arguments.isJson()) {
        printLimits(*list, arguments.out());
        return exitcode::done;
    }
    QJsonArray limits;
    for (const EnforcedState &state : list->states)
        limits.append(toJson(state));
    QJsonArray gaps;
    for (const std::string &gap : list->gaps)
        gaps.append(QString::fromStdString(gap));
    printDocument({{u"source"_s, QString::fromStdString(gateway.source())},
                   {u"limits"_s, limits},
                   {u"gaps"_s, gaps}},
                  arguments.out());
    return exitcode::done;
}

} // namespace outlay::cli
