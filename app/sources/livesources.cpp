// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/livesources.h"

#include "app/sources/sourcejson.h"

#include <QJsonDocument>

#include <algorithm>

namespace outlay::sources {

namespace {

const std::string settingName(liveSourcesSetting);
const std::string requestsName = "live_requests";
/// Beside the sources' own states: no source may have a name that begins with a colon.
const std::string reportName = ":watch";
const std::string reportWhat = "the report of the process that watches";

using Requests = std::map<std::string, WatchRequest>;

constexpr std::array requestWords{std::pair{"poll", WatchRequest::Poll},
                                  std::pair{"trip", WatchRequest::Trip},
                                  std::pair{"reset", WatchRequest::Reset}};

Requests parseRequests(const std::string &json)
{
    Requests requests;
    const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromStdString(json)).object();
    for (auto it = object.begin(); it != object.end(); ++it) {
        for (const auto &[word, request] : requestWords) {
            if (it.value() == QLatin1String(word))
                requests[it.key().toStdString()] = request;
        }
    }
    return requests;
}

std::string toJson(const Requests &requests)
{
    QJsonObject object;
    for (const auto &[source, request] : requests) {
        for (const auto &[word, known] : requestWords) {
            if (request == known)
                object.insert(text(source), QLatin1String(word));
        }
    }
    return compactJson(object);
}

/// Each waits five seconds for who is writing.
constexpr int tries = 2;

/// One transaction from the old value to the new: the window and commands change it at once.
Result<> changeStored(Ingest &ingest, const std::string &name,
                      const std::function<Result<std::string>(const std::string &)> &change)
{
    Result<> changed;
    for (int i = 0; i < tries; ++i) {
        changed = ingest.changeSetting(name, change);
        if (changed || changed.error().kind != Error::Kind::Busy)
            return changed;
    }
    return failure(Error::Kind::Busy, "nothing was changed: another process has been writing to "
                                      "the ledger for ten seconds and more; try again");
}

Result<> changeSources(Ingest &ingest,
                       const std::function<Result<>(std::vector<SourceSettings> &)> &change)
{
    return changeStored(ingest, settingName, [&](const std::string &json) -> Result<std::string> {
        Result<std::vector<SourceSettings>> all = parseSourceSettings(json);
        OUTLAY_TRY(all);
        OUTLAY_TRY(change(*all));
        OUTLAY_TRY(validate(*all));
        return sources::toJson(*all);
    });
}

tl::unexpected<Error> unknown(const std::vector<SourceSettings> &all, const std::string &name)
{
    std::string known;
    for (const SourceSettings &one : all)
        known += (known.empty() ? "" : ", ") + one.name;
    return failure(Error::Kind::Usage, "no source that is watched is called \"" + name + "\"; " +
                                           (known.empty() ? "none is yet: add one with source add"
                                                          : "there are: " + known));
}

/// Usage error where there is no such source.
template <typename Change>
Result<> change(Ingest &ingest, const std::string &name, const Change &change)
{
    return changeSources(ingest, [&](std::vector<SourceSettings> &all) -> Result<> {
        const auto one = std::find_if(all.begin(), all.end(),
                                      [&](const SourceSettings &s) { return s.name == name; });
        if (one == all.end())
            return unknown(all, name);
        change(all, one);
        return {};
    });
}

} // namespace

Result<std::vector<SourceSettings>> storedSources(LedgerReader &reader)
{
    const Result<std::string> json = reader.setting(settingName);
    return json ? parseSourceSettings(*json) : tl::unexpected<Error>(json.error());
}

Result<std::vector<SourceSettings>> storedSources(Ingest &ingest)
{
    OUTLAY_TRY(ingest.refresh());
    const Result<std::string> json = ingest.setting(settingName);
    return json ? parseSourceSettings(*json) : tl::unexpected<Error>(json.error());
}

const SourceSettings *sourceNamed(const std::vector<SourceSettings> &all, const std::string &name)
{
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const SourceSettings &s) { return s.name == name; });
    return found == all.end() ? nullptr : &*found;
}

Result<> addSource(Ingest &ingest, const SourceSettings &settings)
{
    return changeSources(ingest, [&](std::vector<SourceSettings> &all) -> Result<> {
        all.push_back(settings);
        return {};
    });
}

Result<> changeSource(Ingest &ingest, const SourceSettings &settings)
{
    return change(ingest, settings.name, [&](auto &, auto one) { *one = settings; });
}

Result<> setPaused(Ingest &ingest, const std::string &name, bool isPaused)
{
    return change(ingest, name, [&](auto &, auto one) { one->isPaused = isPaused; });
}

Result<> forgetSource(Ingest &ingest, const std::string &name)
{
    return change(ingest, name, [](auto &all, auto one) { all.erase(one); });
}

Result<> requestOf(Ingest &ingest, const std::string &source, WatchRequest request)
{
    const auto all = storedSources(ingest);
    OUTLAY_TRY(all);
    if (sourceNamed(*all, source) == nullptr)
        return unknown(*all, source);
    return changeStored(ingest, requestsName, [&](const std::string &json) -> Result<std::string> {
        Requests requests = parseRequests(json);
        requests[source] = request;
        return toJson(requests);
    });
}

Result<> requestAgain(Ingest &ingest, const std::string &source)
{
    return changeStored(ingest, requestsName, [&](const std::string &json) -> Result<std::string> {
        Requests requests = parseRequests(json);
        requests.emplace(source, WatchRequest::Poll);
        return toJson(requests);
    });
}

Result<Requests> pendingRequests(LedgerReader &reader)
{
    const Result<std::string> json = reader.setting(requestsName);
    return json ? Result<Requests>(parseRequests(*json)) : tl::unexpected<Error>(json.error());
}

Result<> takeRequests(Ingest &ingest, const Requests &taken)
{
    return changeStored(ingest, requestsName, [&](const std::string &json) -> Result<std::string> {
        Requests requests = parseRequests(json);
        for (const auto &[source, request] : taken) {
            const auto found = requests.find(source);
            if (found != requests.end() && found->second == request)
                requests.erase(found);
        }
        return toJson(requests);
    });
}

Result<> setWatchReport(Ingest &ingest, const WatchReport &report)
{
    QJsonArray statuses;
    for (const SourceStatus &status : report.statuses)
        statuses.append(text(sources::toJson(status)));
    return ingest.setSourceState(
        reportName, compactJson(QJsonObject{{QStringLiteral("program"), text(report.program)},
                                            {QStringLiteral("process"), qint64(report.process)},
                                            {QStringLiteral("at"), timeValue(report.at)},
                                            {QStringLiteral("statuses"), statuses}}));
}

Result<std::optional<WatchReport>> watchReport(LedgerReader &reader)
{
    const auto states = reader.sourceStates();
    if (!states)
        return tl::unexpected<Error>(states.error());
    const auto found = std::find_if(states->begin(), states->end(),
                                    [](const auto &state) { return state.first == reportName; });
    if (found == states->end())
        return std::nullopt;
    const Result<QJsonObject> object = parseObject(found->second, reportWhat);
    if (!object)
        return std::nullopt;
    WatchReport report;
    FieldReader fields(*object, reportWhat);
    std::optional<Instant> at;
    std::vector<std::string> statuses;
    fields.text("program", report.program);
    fields.number("process", report.process);
    fields.time("at", at);
    fields.texts("statuses", statuses);
    if (!fields.finish() || !at)
        return std::nullopt;
    report.at = *at;
    for (const std::string &json : statuses) {
        if (Result<SourceStatus> status = parseSourceStatus(json))
            report.statuses.push_back(*std::move(status));
    }
    return report;
}

SourceStatus statusSince(const SourceSettings &settings, const SourceStatus *told,
                         const Requests &requests)
{
    using State = SourceStatus::State;
    SourceStatus status = told ? *told : SourceStatus();
    status.name = settings.name;
    const auto found = requests.find(settings.name);
    const auto becomes = [&status](State state, std::string reason) {
        status.state = state;
        status.reason = std::move(reason);
        status.nextAttempt.reset();
    };
    if (found != requests.end() && found->second == WatchRequest::Trip) {
        status.breaker = SourceStatus::Breaker::Open;
        status.breakerOpenUntil.reset();
        becomes(State::Broken, "opened by hand");
    } else if (found != requests.end() && found->second == WatchRequest::Reset) {
        status.breaker = SourceStatus::Breaker::Closed;
        status.breakerOpenUntil.reset();
        status.consecutiveFailures = 0;
        becomes(State::Idle, {});
    }
    if (settings.isPaused)
        becomes(State::Paused, {});
    else if (status.state == State::Paused)
        becomes(State::Idle, {});
    return status;
}

const SourceStatus *statusNamed(const std::vector<SourceStatus> &all, const std::string &name)
{
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const SourceStatus &s) { return s.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace outlay::sources
