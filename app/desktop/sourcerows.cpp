// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/sourcerows.h"

#include "app/sources/livesources.h"
#include "app/sources/sameaccount.h"
#include "app/sources/secrets/secretreference.h"

#include <QDir>
#include <QStringList>

#include <algorithm>

namespace outlay {
namespace {

using sources::SourceSettings;
using sources::SourceStatus;
using KeyPlace = ui::SourceDraft::KeyPlace;
using ReferenceKind = SecretReference::Kind;

QString text(const std::string &bytes)
{
    return QString::fromStdString(bytes);
}

ui::SourceState stateOf(const SourceStatus &status)
{
    if (status.breaker == SourceStatus::Breaker::Open && !status.breakerOpenUntil)
        return ui::SourceState::StoppedByHand;
    switch (status.state) {
    case SourceStatus::State::Idle:
        return ui::SourceState::Idle;
    case SourceStatus::State::Polling:
        return ui::SourceState::Polling;
    case SourceStatus::State::Waiting:
        return ui::SourceState::Waiting;
    case SourceStatus::State::Unreachable:
        return ui::SourceState::Unreachable;
    case SourceStatus::State::NeedsKey:
        return ui::SourceState::NeedsKey;
    case SourceStatus::State::Broken:
        return ui::SourceState::Broken;
    case SourceStatus::State::Paused:
        return ui::SourceState::Paused;
    case SourceStatus::State::WaitingForUnlock:
        return ui::SourceState::WaitingForUnlock;
    case SourceStatus::State::ConfigurationError:
        return ui::SourceState::ConfigurationError;
    case SourceStatus::State::PortTaken:
        return ui::SourceState::PortTaken;
    case SourceStatus::State::OutOfFunds:
        return ui::SourceState::OutOfFunds;
    }
    return ui::SourceState::Idle;
}

ui::BreakerState breakerOf(SourceStatus::Breaker breaker)
{
    switch (breaker) {
    case SourceStatus::Breaker::Closed:
        return ui::BreakerState::Closed;
    case SourceStatus::Breaker::Open:
        return ui::BreakerState::Open;
    case SourceStatus::Breaker::Probing:
        return ui::BreakerState::Probing;
    }
    return ui::BreakerState::Closed;
}

QString whereOf(const SourceSettings &settings, const SourceStatus &status)
{
    if (settings.kind == sources::SourceKind::Otlp) {
        const int port = status.port != 0 ? status.port : settings.listenPort();
        return QStringLiteral("http://127.0.0.1:%1").arg(port);
    }
    if (settings.kind != sources::SourceKind::Files)
        return settings.baseUrl.empty() ? text(factsOf(settings.kind).usualAddress)
                                        : text(settings.baseUrl);
    QStringList paths;
    const QString home = QDir::homePath();
    for (const std::string &path : settings.paths) {
        const QString whole = text(path);
        paths << (whole.startsWith(home + QLatin1Char('/'))
                      ? QStringLiteral("~") + whole.mid(home.size())
                      : whole);
    }
    return paths.join(QStringLiteral(", "));
}

/// `own`: under which name what is typed is kept.
std::string referenceOf(KeyPlace place, const std::string &own, const QString &keyName)
{
    switch (place) {
    case KeyPlace::Keychain:
        return "keychain:outlay/" + own;
    case KeyPlace::Environment:
        return "env:" + keyName.toStdString();
    case KeyPlace::File:
        return "file:" + keyName.toStdString();
    case KeyPlace::Passphrase:
        return "passphrase:" + own;
    case KeyPlace::Memory:
        return "memory:" + own;
    }
    return {};
}

struct KeyAt
{
    KeyPlace place = KeyPlace::Keychain;
    QString name;
};

std::optional<KeyAt> keyAt(const std::string &secret)
{
    const Result<SecretReference> reference = SecretReference::parse(secret);
    if (!reference)
        return std::nullopt;
    KeyAt key{KeyPlace::Keychain, text(reference->name)};
    switch (reference->kind) {
    case ReferenceKind::Keychain:
        break;
    case ReferenceKind::Environment:
        key.place = KeyPlace::Environment;
        break;
    case ReferenceKind::File:
        key.place = KeyPlace::File;
        break;
    case ReferenceKind::Passphrase:
        key.place = KeyPlace::Passphrase;
        break;
    case ReferenceKind::Memory:
        key.place = KeyPlace::Memory;
        break;
    }
    return key;
}

/// The key that pushes stays where it is unless another place or another key is given; what is
/// typed goes beside the one that polls, never into its place.
std::string pushReferenceOf(const ui::SourceDraft &draft, const SourceSettings *former)
{
    if (!draft.pushKeyPlace || !factsOf(draft.kind).takesCaps)
        return {};
    const auto known = former ? keyAt(former->pushSecret) : std::nullopt;
    if (known && known->place == draft.pushKeyPlace && draft.typedPushKey.isEmpty() &&
        (draft.pushKeyName.isEmpty() || draft.pushKeyName == known->name))
        return former->pushSecret;
    return referenceOf(*draft.pushKeyPlace, "caps/" + draft.name, draft.pushKeyName);
}

} // namespace

std::vector<ui::SourceRow> sourceRows(const std::vector<SourceSettings> &settings,
                                      const std::vector<SourceStatus> &statuses,
                                      const CoverageAnswer &coverage)
{
    std::vector<ui::SourceRow> rows;
    for (const SourceSettings &one : settings) {
        const SourceStatus *told = sources::statusNamed(statuses, one.name);
        const SourceStatus status = told ? *told : SourceStatus();
        ui::SourceRow row;
        row.name = one.name;
        row.kind = one.kind;
        row.where = whereOf(one, status);
        row.paths = one.paths;
        row.state = one.isPaused ? ui::SourceState::Paused : stateOf(status);
        const Result<SecretReference> key = SecretReference::parse(
            one.kind == sources::SourceKind::Otlp ? one.tokenSecret : one.secret);
        row.opensByPassphrase = key && key->kind == ReferenceKind::Passphrase;
        row.breaker = breakerOf(status.breaker);
        row.reason = one.isPaused ? QString() : text(status.reason);
        row.lastSuccess = status.lastSuccess;
        row.dataUntil = status.dataUntil;
        row.nextAttempt = status.nextAttempt;
        row.breakerOpenUntil = status.breakerOpenUntil;
        row.rows = status.rows;
        row.errors = status.errors;
        for (const std::string &warning : status.warnings)
            row.warnings.push_back(text(warning));
        for (const SourceCoverage &covered : coverage.sources) {
            if (covered.source != one.name)
                continue;
            row.coverage = covered.withGaps();
            if (!covered.owed.empty())
                row.since = covered.owed.front().from;
            row.awaited = covered.longAwaited();
            row.format = covered.format;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

void tellBilledTwice(const std::vector<SourceInfo> &known, std::vector<ui::SourceRow> &rows)
{
    for (const sources::BilledTwice &twice : sources::billedTwice(known)) {
        for (ui::SourceRow &row : rows) {
            if (row.name == twice.bill || row.name == twice.requests)
                row.warnings.push_back(text(twice.text) +
                                       QStringLiteral(". Give %1 the plan \u201csubscription\u201d")
                                           .arg(text(twice.requests)));
        }
    }
}

ui::SourceDraft draftOf(const SourceSettings &settings)
{
    ui::SourceDraft draft;
    draft.name = settings.name;
    draft.kind = settings.kind;
    draft.baseUrl = text(settings.baseUrl);
    draft.proxy = text(settings.proxy);
    draft.caFile = text(settings.caFile);
    draft.clientCertificate = text(settings.clientCertificate);
    draft.clientKey = text(settings.clientKey);
    if (const auto key = keyAt(settings.secret)) {
        draft.keyPlace = key->place;
        draft.keyName = key->name;
    }
    if (const auto key = keyAt(settings.pushSecret)) {
        draft.pushKeyPlace = key->place;
        draft.pushKeyName = key->name;
    }
    for (const SourceSettings::Header &header : settings.headers)
        draft.headers.emplace_back(text(header.name), text(header.value));
    for (const std::string &path : settings.paths)
        draft.paths.push_back(text(path));
    draft.format = text(settings.format);
    draft.port = settings.port;
    return draft;
}

Result<SourceSettings> settingsOf(const ui::SourceDraft &draft, const SourceSettings *former)
{
    SourceSettings settings = former ? *former : SourceSettings();
    settings.name = draft.name;
    settings.kind = draft.kind;
    settings.baseUrl = draft.baseUrl.toStdString();
    settings.proxy = draft.proxy.toStdString();
    settings.caFile = draft.caFile.toStdString();
    settings.clientCertificate = draft.clientCertificate.toStdString();
    settings.clientKey = draft.clientKey.toStdString();
    if (isPolled(settings.kind)) {
        // The key stays where it is unless another place or another key is given.
        const bool isSame = former && draft.typedKey.isEmpty() &&
                            draftOf(*former).keyPlace == draft.keyPlace && draft.keyName.isEmpty();
        if (!isSame)
            settings.secret = referenceOf(draft.keyPlace, draft.name, draft.keyName);
    }
    settings.pushSecret = pushReferenceOf(draft, former);
    settings.headers.clear();
    for (const auto &[name, value] : draft.headers)
        settings.headers.push_back({name.toStdString(), value.toStdString()});
    settings.paths.clear();
    for (const QString &path : draft.paths) {
        const bool isHomely = path == QLatin1String("~") || path.startsWith(QLatin1String("~/"));
        settings.paths.push_back((isHomely ? QDir::homePath() + path.mid(1) : path).toStdString());
    }
    settings.format = settings.kind == sources::SourceKind::Files ? draft.format.toStdString()
                                                                  : std::string("auto");
    settings.port = draft.port;
    settings.areOwnKeysElsewhere =
        settings.areOwnKeysElsewhere && factsOf(settings.kind).sellsOnOwnKeys;
    OUTLAY_TRY(sources::validate(settings));
    return settings;
}

std::vector<ui::SourceFinding> findingsOf(const std::vector<sources::Finding> &findings)
{
    std::vector<ui::SourceFinding> shown;
    for (const sources::Finding &finding : findings) {
        ui::SourceFinding one;
        if (finding.level == sources::Finding::Level::Warn)
            one.kind = ui::SourceFinding::Kind::Warning;
        else if (finding.level == sources::Finding::Level::Fail)
            one.kind = ui::SourceFinding::Kind::Failure;
        one.text = text(finding.text);
        if (!one.text.isEmpty()) // findings are parts of lines; here each stands alone
            one.text[0] = one.text.at(0).toUpper();
        shown.push_back(std::move(one));
    }
    return shown;
}

} // namespace outlay
