// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/cappusher.h"

#include "app/alerting/budgetstatus.h"
#include "app/desktop/pushwords.h"
#include "app/desktop/usercaps.h"
#include "app/enforcement/pushstore.h"
#include "app/sources/livesources.h"
#include "models/ledger/configurationentry.h"
#include "ui/shell/mainwindow.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace outlay {

using namespace enforcement;

namespace {

bool isSame(const CapInput &left, const CapInput &right)
{
    return std::equal(left.caps.begin(), left.caps.end(), right.caps.begin(), right.caps.end(),
                      [](const CapToPush &l, const CapToPush &r) {
                          return l.member == r.member && l.cap.capId == r.cap.capId &&
                                 l.cap.limit == r.cap.limit && l.cap.period == r.cap.period &&
                                 l.cap.before == r.cap.before &&
                                 l.cap.isWithdrawn == r.cap.isWithdrawn;
                      });
}

/// Not of an undo, not undone, and of this gateway.
const PushRecord *lastAt(const std::vector<PushRecord> &pushes, const std::string &gateway)
{
    std::vector<PushRecord> here;
    std::copy_if(pushes.begin(), pushes.end(), std::back_inserter(here),
                 [&](const PushRecord &one) { return one.source == gateway; });
    const PushRecord *last = lastPush(here);
    return last && !sentEntities(*last).empty() ? pushNamed(pushes, last->id) : nullptr;
}

} // namespace

CapPusher::CapPusher(LedgerQueue &queue, SecretStore &secrets, Clock clock, ShownZone zone,
                     QObject *parent)
    : QObject(parent)
    , m_queue(queue)
    , m_secrets(secrets)
    , m_clock(std::move(clock))
    , m_zone(std::move(zone))
{
}

CapPusher::~CapPusher()
{
    m_queue.drain(); // its jobs speak to this
}

Result<CapPusher::Wanted> CapPusher::wanted(const std::optional<std::vector<ui::UserCap>> &caps)
{
    Wanted found;
    if (!QFileInfo::exists(QString::fromStdString(m_queue.path())))
        return found;
    const auto reader = LedgerReader::open(m_queue.path());
    if (!reader)
        return tl::unexpected<Error>(reader.error());
    auto rules = alerting::budgetRulesOf(**reader);
    if (rules && caps)
        rules = withUserCaps(*rules, *caps, m_zone(), m_clock());
    if (!rules)
        return tl::unexpected<Error>(rules.error());
    auto input = capInputOf(**reader, *rules, m_clock());
    auto gateways = capGateways(**reader);
    auto pushes = storedPushes(**reader);
    if (!input || !gateways || !pushes)
        return tl::unexpected<Error>(!input      ? input.error()
                                     : !gateways ? gateways.error()
                                                 : pushes.error());
    return Wanted{*std::move(input), *std::move(gateways), *std::move(pushes)};
}

void CapPusher::open(const sources::SourceSettings &gateway)
{
    ++m_generation;
    m_secrets.retryKeychain(); // a person asks: a prompt is expected
    m_gateway = std::make_unique<CapGateway>(gateway, m_secrets, m_clock);
    connect(m_gateway.get(), &CapGateway::pushAdvanced, this, [this](const PushRecord &record) {
        int total = 0, waiting = 0;
        for (const PushStep &step : record.steps) {
            const bool isLeft = step.outcome == PushStep::Outcome::AlreadyThere ||
                                step.outcome == PushStep::Outcome::Skipped;
            const bool isWaiting = step.outcome == PushStep::Outcome::Waiting ||
                                   step.outcome == PushStep::Outcome::Sent;
            total += isLeft ? 0 : 1;
            waiting += isWaiting ? 1 : 0;
        }
        emit progressed(total - waiting, total);
    });
}

void CapPusher::preview(std::uint64_t number, const std::optional<std::vector<ui::UserCap>> &caps,
                        const std::string &gateway)
{
    if (m_isPushing) {
        m_shown = {};
        m_shown.problem = tr("A push is under way; look again when it has ended.");
        return emit previewReady(number, m_shown);
    }
    m_number = number;
    m_shown = {};
    m_shown.zone = m_zone();
    auto found = wanted(caps);
    if (!found) {
        m_shown.problem = ui::errorSentence(found.error());
        return emit previewReady(number, m_shown);
    }
    for (const sources::SourceSettings &one : found->gateways)
        m_shown.gateways.push_back(one.name);
    if (found->gateways.empty()) {
        m_shown.problem =
            tr("No gateway is set up that can hold caps, so they only warn. Add LiteLLM on the "
               "Sources page, and give it a key to set caps beside the one that polls.");
        return emit previewReady(number, m_shown);
    }
    const auto chosen =
        std::find_if(found->gateways.begin(), found->gateways.end(),
                     [&](const sources::SourceSettings &one) { return one.name == gateway; });
    const sources::SourceSettings &settings =
        chosen == found->gateways.end() ? found->gateways.front() : *chosen;
    m_shown.gateway = settings.name;
    if (const PushRecord *last = lastAt(found->pushes, settings.name))
        m_shown.last = {last->id, last->startedAt, QString::fromStdString(last->who)};
    m_input = std::move(found->input);
    open(settings);
    m_gateway->open([this](const Result<> &opened) {
        if (!opened)
            return showPlan(tl::unexpected<Error>(opened.error()));
        m_gateway->look(m_input, [this](const Result<CapsSeen> &seen) { showPlan(seen); });
    });
}

void CapPusher::showPlan(const Result<CapsSeen> &seen)
{
    if (!seen) {
        m_shown.problem = ui::errorSentence(seen.error());
        return emit previewReady(m_number, m_shown);
    }
    m_seen = *seen;
    m_plan = makePlan(seen->caps, seen->readings, seen->facts);
    ui::CapPushPlan shown = pushPlanOf(m_plan);
    shown.gateway = m_shown.gateway;
    shown.gateways = m_shown.gateways;
    shown.last = m_shown.last;
    shown.zone = m_shown.zone;
    m_shown = std::move(shown);
    emit previewReady(m_number, m_shown);
}

void CapPusher::push(std::uint64_t number)
{
    if (m_isPushing)
        return; // its end is told
    const bool isReviewed = number == m_number && m_gateway && m_shown.problem.isEmpty();
    const auto now = wanted({});
    if (!now)
        return fail(ui::errorSentence(now.error()));
    if (!isReviewed || !isSame(now->input, m_input))
        return fail(tr("Nothing was pushed: the budgets changed since the review. Review again."));
    carryOut();
}

void CapPusher::carryOut()
{
    m_isPushing = true;
    m_number = 0; // a plan is carried out once
    m_gateway->push(
        m_plan, localAccount(),
        [this](const PushRecord &record, const CapGateway::Done<Result<>> &done) {
            write([record](Ingest &ingest) { return keepPush(ingest, record); }, done);
        },
        [this](const Result<PushRecord> &record) { takeRecord(record); });
}

void CapPusher::takeRecord(const Result<PushRecord> &record)
{
    if (!record)
        return fail(ui::errorSentence(record.error()));
    m_gateway->readBack(m_seen, *record, [this, record = *record](const CapsSeen &after) {
        keepSeen(record, after);
    });
}

void CapPusher::keepSeen(const PushRecord &record, const CapsSeen &after)
{
    const ui::CapPushResult result =
        pushResultOf(record, judgeAll(after.caps, after.readings, after.facts));
    write(
        [path = m_queue.path(), source = m_gateway->source(), after](Ingest &ingest) -> Result<> {
            const auto reader = LedgerReader::open(path);
            if (!reader)
                return tl::unexpected<Error>(reader.error());
            return enforcement::keepSeen(ingest, **reader, source, after);
        },
        [this, result](const Result<> &kept) {
            m_isPushing = false;
            ui::CapPushResult told = result;
            if (!kept)
                told.problem = ui::errorSentence(kept.error());
            emit changed();
            emit finished(told);
        });
}

void CapPusher::stop()
{
    if (m_isPushing)
        m_gateway->stopPush();
}

void CapPusher::undo(const std::string &push)
{
    if (m_isPushing)
        return; // its end is told
    auto found = wanted({});
    if (!found)
        return fail(ui::errorSentence(found.error()));
    const PushRecord *record =
        push.empty() ? lastPush(found->pushes) : pushNamed(found->pushes, push);
    if (!record)
        return fail(tr("There is no push to take back."));
    const auto settings = std::find_if(
        found->gateways.begin(), found->gateways.end(),
        [&](const sources::SourceSettings &one) { return one.name == record->source; });
    if (settings == found->gateways.end())
        return fail(tr("The gateway of that push, %1, is no longer set up.")
                        .arg(QString::fromStdString(record->source)));
    m_isPushing = true;
    m_input = std::move(found->input);
    open(*settings);
    const auto readSent = [this, record = *record](const Result<CapsSeen> &seen) {
        if (!seen)
            return fail(ui::errorSentence(seen.error()));
        m_seen = *seen;
        m_gateway->read(sentEntities(record),
                        [this, record](const std::vector<EntityReading> &readings) {
                            m_plan = undoPlan(record, readings, m_clock());
                            carryOut();
                        });
    };
    m_gateway->open([this, readSent](const Result<> &opened) {
        if (!opened)
            return fail(ui::errorSentence(opened.error()));
        m_gateway->look(m_input, readSent);
    });
}

void CapPusher::fail(const QString &sentence)
{
    m_isPushing = false;
    ui::CapPushResult result;
    result.problem = sentence;
    emit finished(result);
}

void CapPusher::write(std::function<Result<>(Ingest &)> job,
                      std::function<void(const Result<> &)> then)
{
    const auto answer = [this, then = std::move(then),
                         generation = m_generation](const Result<> &done) {
        QMetaObject::invokeMethod(this, [this, then, generation, done] {
            if (generation == m_generation) // else whoever asked is gone
                then(done);
        });
    };
    m_queue.post([job = std::move(job), answer](Ingest &ingest) { answer(job(ingest)); },
                 [answer](const Error &error) { answer(tl::unexpected<Error>(error)); });
}

} // namespace outlay
