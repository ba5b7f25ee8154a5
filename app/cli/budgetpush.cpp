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
#include "app/enforcement/pushstore.h"
#include "app/sources/livesources.h"
#include "models/ledger/configurationentry.h"

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
        if (wanted.empty() ? factsOf(settings.kind).takesCaps : settings.name == wanted)
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
    Gateway(LiveLoop &loop, SourceSettings settings)
        : m_loop(loop)
        , m_gateway(std::move(settings), loop.secrets())
    {
    }

    [[nodiscard]] const std::string &source() const { return m_gateway.source(); }

    /// With the secrets that the command line opens.
    Result<> open(const Arguments &arguments)
    {
        OUTLAY_TRY(m_loop.unlock(arguments));
        return wait<Result<>>(interrupted(), [&](auto done) { m_gateway.open(done); });
    }
    Result<PointList> list()
    {
        return wait<Result<PointList>>(interrupted(), [&](auto done) { m_gateway.list(done); });
    }
    Result<CapsSeen> look(const CapInput &input)
    {
        return wait<Result<CapsSeen>>(interrupted(),
                                      [&](auto done) { m_gateway.look(input, done); });
    }
    std::vector<EntityReading> read(const std::vector<EnforcedEntity> &entities)
    {
        return wait<std::vector<EntityReading>>({},
                                                [&](auto done) { m_gateway.read(entities, done); });
    }
    CapsSeen readBack(const CapsSeen &seen, const PushRecord &record)
    {
        CapsSeen unread = seen;
        unread.readings.clear();
        return wait<CapsSeen>(unread, [&](auto done) { m_gateway.readBack(seen, record, done); });
    }

    /// Runs the plan and keeps what was there before it.
    Result<PushRecord> push(const Arguments &arguments, const PushPlan &plan)
    {
        const auto ingest = openIngest(arguments);
        if (!ingest)
            return tl::unexpected<Error>(ingest.error());
        const auto keep = [&](const PushRecord &record, const auto &done) {
            done(keepPush(**ingest, record));
        };
        QObject::connect(&m_gateway, &CapGateway::pushAdvanced, &m_gateway, [this] {
            if (isInterrupted())
                m_gateway.stopPush();
        });
        auto record = wait<Result<PushRecord>>(
            interrupted(), [&](auto done) { m_gateway.push(plan, localAccount(), keep, done); });
        if (record || !isInterrupted() || !m_gateway.pushed())
            return record;
        OUTLAY_TRY(keepPush(**ingest, *m_gateway.pushed()));
        return *m_gateway.pushed();
    }

private:
    static tl::unexpected<Error> interrupted()
    {
        return failure(Error::Kind::Cancelled, "interrupted");
    }
    template <typename Answer, typename Ask> Answer wait(Answer answer, Ask ask)
    {
        if (isInterrupted()) // a question may be under way still
            return answer;
        bool isDone = false;
        ask([&](const Answer &given) {
            answer = given;
            isDone = true;
            m_loop.end();
        });
        if (!isDone)
            m_loop.run();
        return answer;
    }

    LiveLoop &m_loop;
    CapGateway m_gateway;
};

/// For the lights of screens.
Result<> keep(const Arguments &arguments, const std::string &source, const CapsSeen &seen)
{
    const auto ingest = openIngest(arguments);
    if (!ingest)
        return tl::unexpected<Error>(ingest.error());
    const auto reader = openReader(arguments);
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    return keepSeen(**ingest, **reader, source, seen);
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
int carryOut(const Arguments &arguments, Gateway &gateway, const PushPlan &plan,
             const CapsSeen &seen)
{
    if (arguments.has("dry-run"))
        return sayPreview(arguments, plan);
    if (!arguments.isJson()) {
        printPlan(plan, arguments.out());
        (void)arguments.out().flush();
    }
    const auto record = gateway.push(arguments, plan);
    if (!record)
        return arguments.failLedger(record.error());
    const CapsSeen after = gateway.readBack(seen, *record);
    if (const auto kept = keep(arguments, gateway.source(), after); !kept)
        return arguments.failLedger(kept.error());
    const auto lights = judgeAll(after.caps, after.readings, after.facts);
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

int pushCaps(const Arguments &arguments, const CapInput &input)
{
    auto settings = gatewayOf(arguments, "to");
    if (!settings)
        return arguments.failLedger(settings.error());
    LiveLoop loop;
    Gateway gateway(loop, *std::move(settings));
    if (const auto opened = gateway.open(arguments); !opened)
        return arguments.fail(opened.error());
    const auto seen = gateway.look(input);
    if (!seen)
        return arguments.fail(seen.error());
    return carryOut(arguments, gateway, makePlan(seen->caps, seen->readings, seen->facts), *seen);
}

int checkDrift(const Arguments &arguments, const CapInput &input)
{
    auto settings = gatewayOf(arguments, "to");
    if (!settings)
        return arguments.failLedger(settings.error());
    LiveLoop loop;
    Gateway gateway(loop, *std::move(settings));
    if (const auto opened = gateway.open(arguments); !opened)
        return arguments.fail(opened.error());
    const auto seen = gateway.look(input);
    if (!seen)
        return arguments.fail(seen.error());
    if (const auto kept = keep(arguments, gateway.source(), *seen); !kept)
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
    return carryOut(arguments, gateway, undoPlan(*record, readings, systemClock()()), {});
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
    CapsSeen seen;
    seen.listed = *list;
    if (const auto kept = keep(arguments, gateway.source(), seen); !kept)
        return arguments.failLedger(kept.error());
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
