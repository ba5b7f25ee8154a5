// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/caps/capgateway.h"

#include "app/caps/ownpushes.h"
#include "app/enforcement/duration.h"
#include "app/enforcement/pushstore.h"
#include "app/sources/livesources.h"
#include "models/ledger/configurationentry.h"

#include <QSysInfo>

#include <map>
#include <utility>

namespace outlay::enforcement {

namespace {

constexpr qint64 keepMs = 1'000;

/// Of somebody who is in the middle of telling.
template <typename Object> void letGo(std::unique_ptr<Object> &object)
{
    object.release()->deleteLater();
}

/// Those of a list that hold what is wanted.
std::vector<EntityReading> shownAsWanted(const std::vector<DesiredCap> &caps,
                                         const std::vector<EnforcedState> &listed)
{
    std::map<std::pair<EnforcedEntity::Kind, std::string>, const EnforcedState *> byEntity;
    for (const EnforcedState &state : listed)
        byEntity[{state.entity.kind, state.entity.id}] = &state;
    std::vector<EntityReading> shown;
    for (const DesiredCap &wanted : caps) {
        const auto cap = prepared(wanted);
        const auto there = cap ? byEntity.find({cap->entity.kind, cap->entity.id}) : byEntity.end();
        if (there == byEntity.end() || !there->second->problem.empty() ||
            !isSameLimit(there->second->limit, cap->limit, cap->fields))
            continue;
        PointAnswer answer;
        answer.outcome = PointOutcome::Ok;
        answer.state = *there->second;
        shown.push_back({cap->entity, std::move(answer)});
    }
    return shown;
}

/// A cap has held once it was read back enforced, for as long as it is pushed.
Result<> keepWhatHeld(Ingest &ingest, LedgerReader &reader, const std::string &source,
                      const CapsSeen &seen)
{
    const auto pushes = storedPushes(reader);
    const auto before = storedHeld(reader, source);
    if (!pushes || !before)
        return tl::unexpected<Error>(pushes ? before.error() : pushes.error());
    std::set<std::string> held = *before;
    for (const CapReading &reading : judgeAll(seen.caps, seen.readings, seen.facts)) {
        if (reading.status.light == CapStatus::Light::Enforced)
            held.insert(reading.cap.capId);
    }
    const std::set<std::string> pushed = pushedCaps(*pushes, source);
    std::erase_if(held, [&pushed](const std::string &capId) { return !pushed.contains(capId); });
    return held == *before ? Result<>() : keepHeld(ingest, source, held);
}

} // namespace

Result<CapInput> capInputOf(LedgerReader &reader, const BudgetRules &rules, Instant now)
{
    auto caps = capsOf(reader, rules, now);
    const auto people = reader.people();
    auto pushes = storedPushes(reader);
    if (!caps || !people || !pushes)
        return tl::unexpected<Error>(!caps     ? caps.error()
                                     : !people ? people.error()
                                               : pushes.error());
    const std::string machine = QSysInfo::machineHostName().toStdString();
    return CapInput{*std::move(caps),
                    personIdsOf(*people),
                    {},
                    false,
                    localAccount() + (machine.empty() ? machine : '@' + machine),
                    *std::move(pushes)};
}

Result<std::vector<sources::SourceSettings>> capGateways(LedgerReader &reader)
{
    auto all = sources::storedSources(reader);
    if (all)
        std::erase_if(*all, [](const auto &one) { return !checkCanPush(one); });
    return all;
}

Result<> keepSeen(Ingest &ingest, LedgerReader &reader, const std::string &source,
                  const CapsSeen &seen)
{
    if (seen.facts.models.areModelsKnown)
        OUTLAY_TRY(keepFacts(ingest, source, seen.facts.models));
    OUTLAY_TRY(keepWhatHeld(ingest, reader, source, seen));
    return keepStates(ingest, reader, source, seen.readings, seen.listed);
}

CapGateway::CapGateway(sources::SourceSettings settings, SecretStore &secrets, Clock clock,
                       QObject *parent)
    : QObject(parent)
    , m_settings(std::move(settings))
    , m_secrets(secrets)
    , m_clock(std::move(clock))
{
}

CapGateway::~CapGateway() = default;

void CapGateway::open(const Done<Result<>> &done)
{
    m_opener = std::make_unique<PointOpener>(m_settings, m_secrets, m_clock);
    m_opener->start([this, done](Result<std::unique_ptr<EnforcementPoint>> point) {
        letGo(m_opener);
        if (!point)
            return done(tl::unexpected<Error>(point.error()));
        m_point = *std::move(point);
        done({});
    });
}

void CapGateway::list(const Done<Result<PointList>> &done)
{
    m_point->list([this, done](PointList found) {
        if (found.outcome == PointOutcome::Ok)
            done(std::move(found));
        else
            done(failure(Error::Kind::Unreadable, source() + ": " + found.reason));
    });
}

void CapGateway::read(const std::vector<EnforcedEntity> &entities,
                      const Done<std::vector<EntityReading>> &done)
{
    m_reader = std::make_unique<EntityReader>(*m_point, entities);
    connect(m_reader.get(), &EntityReader::finished, this,
            [this, done](const std::vector<EntityReading> &readings) {
                letGo(m_reader);
                done(readings);
            });
    m_reader->start();
}

void CapGateway::look(const CapInput &input, const Done<Result<CapsSeen>> &done)
{
    find(input, false, done);
}

void CapGateway::glance(const CapInput &input, const Done<Result<CapsSeen>> &done)
{
    find(input, true, done);
}

void CapGateway::find(const CapInput &input, bool trustsLists, const Done<Result<CapsSeen>> &done)
{
    list([this, input, trustsLists, done](const Result<PointList> &found) {
        if (!found)
            return done(tl::unexpected<Error>(found.error()));
        auto seen = std::make_shared<CapsSeen>();
        seen->listed = *found;
        for (const CapToPush &one : input.caps) {
            if (one.source.empty() || one.source == source())
                seen->caps.push_back(mapped(one.cap, one.member, input.people, found->states));
        }
        leaveToWanted(seen->caps);
        // A list that lacks something may lack the keys that leak.
        if (trustsLists && found->gaps.empty())
            seen->readings = shownAsWanted(seen->caps, found->states);
        seen->facts.point = m_point->title();
        seen->facts.behaviour = m_point->behaviour();
        seen->facts.isMasterKeyUsed = input.isMasterKeyUsed;
        seen->facts.who = input.who;
        seen->facts.ownLines = ownLines(input.pushes, source());
        m_point->facts([this, seen, done, isFree = input.freeModels](PointFacts models) {
            std::erase_if(models.unpricedModels,
                          [&](const std::string &model) { return isFree.contains(model); });
            seen->facts.models = std::move(models);
            readWanted(seen, done);
        });
    });
}

void CapGateway::readWanted(const std::shared_ptr<CapsSeen> &seen,
                            const Done<Result<CapsSeen>> &done)
{
    std::vector<EnforcedEntity> entities;
    for (const DesiredCap &cap : seen->caps) {
        if (!answerFor(seen->readings, cap.entity))
            entities.push_back(cap.entity);
    }
    read(entities, [this, seen, done](const std::vector<EntityReading> &readings) {
        seen->readings.insert(seen->readings.end(), readings.begin(), readings.end());
        seen->facts.now = m_clock();
        done(*seen);
    });
}

void CapGateway::push(const PushPlan &plan, const std::string &who, const Keep &keep,
                      const Done<Result<PushRecord>> &done)
{
    PushOptions options;
    options.id = toRfc3339(m_clock());
    options.source = source();
    options.who = who;
    m_run = std::make_unique<PushRun>(*m_point, plan, options, m_clock);
    connect(m_run.get(), &PushRun::advanced, this, [this, keep](const PushRecord &record) {
        emit pushAdvanced(record);
        if (m_sinceKept.elapsed() < keepMs)
            return;
        m_sinceKept.restart();
        keep(record, [](const Result<> &) {}); // the first one suffices for an undo
    });
    connect(m_run.get(), &PushRun::finished, this, [keep, done](const PushRecord &record) {
        keep(record, [record, done](const Result<> &kept) {
            if (kept)
                done(record);
            else
                done(tl::unexpected<Error>(kept.error()));
        });
    });
    keep(m_run->record(), [this, done](const Result<> &kept) {
        if (!kept)
            return done(tl::unexpected<Error>(kept.error()));
        m_sinceKept.start();
        m_run->start();
    });
}

void CapGateway::stopPush()
{
    if (m_run)
        m_run->stop();
}

const PushRecord *CapGateway::pushed() const
{
    return m_run ? &m_run->record() : nullptr;
}

void CapGateway::readBack(const CapsSeen &seen, const PushRecord &record,
                          const Done<CapsSeen> &done)
{
    std::vector<EnforcedEntity> entities = sentEntities(record);
    for (const DesiredCap &cap : seen.caps)
        entities.push_back(cap.entity);
    read(entities, [this, seen, done](const std::vector<EntityReading> &readings) {
        CapsSeen after = seen;
        after.readings = readings;
        after.facts.now = m_clock();
        done(after);
    });
}

} // namespace outlay::enforcement
