// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/importservice.h"
#include "app/desktop/ledgerservice.h"
#include "app/desktop/liveservice.h"
#include "app/desktop/sourcerows.h"
#include "app/sources/livesources.h"
#include "app/sources/secrets/secretstore.h"
#include "app/sources/watchlock.h"
#include "models/ingest/ingest.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <memory>

using namespace outlay;
using namespace outlay::ui;

namespace {

constexpr int patience = 20'000;

QByteArray line(int number)
{
    return QStringLiteral("{\"type\":\"assistant\",\"timestamp\":\"2026-11-01T10:00:00Z\","
                          "\"sessionId\":\"0b8ad3c1-0000-4000-8000-000000000001\","
                          "\"requestId\":\"req_0000%1\",\"uuid\":\"u%1\",\"message\":{"
                          "\"id\":\"msg_0000%1\",\"model\":\"claude-sonnet-4-5\","
                          "\"role\":\"assistant\",\"usage\":{\"input_tokens\":1000,"
                          "\"output_tokens\":10}}}\n")
        .arg(number, 6, 10, QLatin1Char('0'))
        .toUtf8();
}

sources::SourceSettings liteLlm()
{
    sources::SourceSettings settings;
    settings.name = "gateway";
    settings.kind = sources::SourceKind::LiteLlm;
    settings.secret = "keychain:outlay/gateway";
    settings.pushSecret = "env:PUSH";
    settings.baseUrl = "http://gw:4000";
    settings.headers = {{"X-Team", "search"}};
    settings.isPaused = true;
    return settings;
}

} // namespace

/// The window's sources with the real watcher, queue and ledger.
class TestLiveService : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }
    void init();
    void savesAFormAndWatches();
    void anAppendedLineIsOnTheScreen();
    void whatWasFoundIsImportedAndFollowed();
    void whatIsToBeImportedOnceIsNotFollowed();
    void theMainThreadGoesOnWhileMuchArrives();
    void pausesAndRemoves();
    void showsWhatAnotherProcessTells();
    void aPictureWatchesNothing();
    void aPassphraseStartsTheSource();
    void testsADraft();
    void saysWhatCannotBeSaved();
    void doubtsASecondSourceOfOneAccount();
    void previewsPushesAcrossTheThreads();
    void anotherLedgerHasItsOwnSources();
    void draftsComeBackAsTheyWere();
    void aKeyStaysWhereItIs();
    void theKeyToSetCapsIsKeptApart();
    void bothKeysThatAreTypedAreKept();
    void rowsSayWhatIsKnown();

private:
    [[nodiscard]] QString file(const char *name) const
    {
        return m_folder->filePath(QLatin1String(name));
    }
    void append(const char *name, const QByteArray &bytes) const
    {
        QFile out(file(name));
        QVERIFY(out.open(QIODevice::Append));
        QCOMPARE(out.write(bytes), bytes.size());
    }
    [[nodiscard]] SourceDraft draft(const char *name) const
    {
        SourceDraft draft;
        draft.name = name;
        draft.kind = SourceKind::Files;
        draft.paths = {file("log.jsonl")};
        draft.format = QStringLiteral("claude-code");
        return draft;
    }
    [[nodiscard]] FoundChoice found(const char *folder, std::int64_t files) const
    {
        FoundChoice choice;
        choice.item.path = file(folder).toStdString();
        choice.item.format = "claude-code";
        choice.item.files = files;
        return choice;
    }
    static SourcesSnapshot last(const QSignalSpy &spy)
    {
        return spy.isEmpty() ? SourcesSnapshot() : spy.last().at(0).value<SourcesSnapshot>();
    }
    static SourceState stateIn(const QSignalSpy &spy)
    {
        const SourcesSnapshot sources = last(spy);
        return sources.rows.empty() ? SourceState::ConfigurationError : sources.rows.front().state;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestLiveService::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
    for (const char *folder : {"a", "b"})
        QVERIFY(QDir().mkpath(file(folder)));
}

void TestLiveService::savesAFormAndWatches()
{
    append("log.jsonl", line(1));
    LiveService service(systemClock(), Zone());
    QSignalSpy ready(&service, &LiveService::sourcesReady);
    QSignalSpy saved(&service, &LiveService::saved);
    service.setLedger(file("ledger.sqlite"), true);
    QTRY_VERIFY_WITH_TIMEOUT(!ready.isEmpty(), patience);
    QVERIFY(last(ready).rows.empty());
    QVERIFY(!QFile::exists(file("ledger.sqlite"))); // looking makes none
    service.save(draft("mine"), {});
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(stateIn(ready) == SourceState::Waiting, patience);
    QTRY_COMPARE_WITH_TIMEOUT(last(ready).rows.front().rows, 1, patience);
    QVERIFY(last(ready).rows.front().lastSuccess);
    QVERIFY(last(ready).notice.isEmpty());
}

void TestLiveService::anAppendedLineIsOnTheScreen()
{
    append("log.jsonl", line(1));
    LiveService service(systemClock(), Zone());
    LedgerService figures(systemClock(), Zone());
    QSignalSpy shown(&figures, &LedgerService::snapshotReady);
    const auto requests = [&] {
        const auto snapshot =
            shown.isEmpty() ? nullptr : shown.last().at(0).value<OverviewSnapshotPtr>();
        return snapshot ? snapshot->total.requests : 0;
    };
    service.setLedger(file("ledger.sqlite"), true);
    service.save(draft("mine"), {});
    figures.setPath(file("ledger.sqlite"));
    OverviewRequest everything;
    everything.period.preset = Preset::All;
    figures.request(everything);
    QTRY_COMPARE_WITH_TIMEOUT(requests(), 1, patience);
    for (int number = 2; number < 6; ++number) {
        append("log.jsonl", line(number));
        QTRY_COMPARE_WITH_TIMEOUT(requests(), number, patience);
    }
}

void TestLiveService::whatWasFoundIsImportedAndFollowed()
{
    append("a/log.jsonl", line(1));
    LiveService service(systemClock(), Zone());
    QSignalSpy ready(&service, &LiveService::sourcesReady);
    service.setLedger(file("ledger.sqlite"), true);
    ImportService import;
    QSignalSpy done(&import, &ImportService::foundFinished);
    // A full folder and an empty one of the same format: one source follows both.
    import.importFound(file("ledger.sqlite"), {found("a", 1), found("b", 0)});
    QTRY_COMPARE_WITH_TIMEOUT(done.count(), 1, patience);
    QCOMPARE(done.at(0).at(0).value<ImportCounts>().created, 1);
    QCOMPARE(done.at(0).at(1).toStringList(), QStringList{QStringLiteral("claude-code")});
    QTRY_VERIFY_WITH_TIMEOUT(stateIn(ready) == SourceState::Waiting, patience);
    QCOMPARE(last(ready).rows.size(), std::size_t{1});
    QCOMPARE(last(ready).rows.front().paths.size(), std::size_t{2});
    append("a/log.jsonl", line(2));
    append("b/log.jsonl", line(3));
    const auto requests = [&] {
        const auto reader = LedgerReader::open(file("ledger.sqlite").toStdString());
        const auto facts = reader ? (*reader)->sources() : Result<std::vector<SourceInfo>>();
        return facts && facts->size() == 1 ? facts->front().events : 0;
    };
    QTRY_COMPARE_WITH_TIMEOUT(requests(), 3, patience); // all of one source
    // Asked again, it is as it was.
    import.importFound(file("ledger.sqlite"), {found("a", 1)});
    QTRY_COMPARE_WITH_TIMEOUT(done.count(), 2, patience);
    QVERIFY(done.at(1).at(1).toStringList().isEmpty());
}

void TestLiveService::whatIsToBeImportedOnceIsNotFollowed()
{
    append("a/log.jsonl", line(1));
    FoundChoice once = found("a", 1);
    once.use = FoundChoice::Use::Import;
    ImportService import;
    QSignalSpy done(&import, &ImportService::foundFinished);
    import.importFound(file("ledger.sqlite"), {once});
    QTRY_COMPARE_WITH_TIMEOUT(done.count(), 1, patience);
    const auto reader = LedgerReader::open(file("ledger.sqlite").toStdString());
    QVERIFY(reader.has_value());
    const auto stored = sources::storedSources(**reader);
    QVERIFY(stored && stored->empty());
}

/// Nothing of watching happens on the thread that draws: its timers come while thousands of
/// requests are taken in. (How late at most is measured in bench/, not asserted here.)
void TestLiveService::theMainThreadGoesOnWhileMuchArrives()
{
    QByteArray much;
    for (int number = 0; number < 5000; ++number)
        much += line(number);
    append("log.jsonl", much);
    LiveService service(systemClock(), Zone());
    QSignalSpy ready(&service, &LiveService::sourcesReady);
    int beats = 0;
    QTimer heart;
    connect(&heart, &QTimer::timeout, this, [&beats] { ++beats; });
    heart.start(1);
    service.setLedger(file("ledger.sqlite"), true);
    service.save(draft("mine"), {});
    const auto rows = [&] {
        const SourcesSnapshot sources = last(ready);
        return sources.rows.empty() ? 0 : sources.rows.front().rows;
    };
    QTRY_COMPARE_WITH_TIMEOUT(rows(), 5000, patience);
    QVERIFY(beats > 0);
    QVERIFY(ready.count() < 100); // gathered, not one a line
}

void TestLiveService::pausesAndRemoves()
{
    append("log.jsonl", line(1));
    LiveService service(systemClock(), Zone());
    QSignalSpy ready(&service, &LiveService::sourcesReady);
    QSignalSpy configured(&service, &LiveService::configured);
    service.setLedger(file("ledger.sqlite"), true);
    service.save(draft("mine"), {});
    QTRY_VERIFY_WITH_TIMEOUT(stateIn(ready) == SourceState::Waiting, patience);
    service.setPaused(QStringLiteral("mine"), true);
    QTRY_VERIFY_WITH_TIMEOUT(stateIn(ready) == SourceState::Paused, patience);
    service.setPaused(QStringLiteral("mine"), false);
    QTRY_VERIFY_WITH_TIMEOUT(stateIn(ready) == SourceState::Waiting, patience);
    service.remove(QStringLiteral("mine"), true);
    QTRY_COMPARE_WITH_TIMEOUT(configured.count(), 1, patience);
    QTRY_VERIFY_WITH_TIMEOUT(last(ready).rows.empty(), patience);
    const auto reader = LedgerReader::open(file("ledger.sqlite").toStdString()).value();
    QVERIFY(!reader->facts().value().span); // and all it said
}

void TestLiveService::showsWhatAnotherProcessTells()
{
    const std::string path = file("ledger.sqlite").toStdString();
    sources::SourceSettings acme;
    acme.name = "acme";
    acme.secret = "env:KEY";
    sources::SourceStatus status;
    status.name = "acme";
    status.state = sources::SourceStatus::State::Unreachable;
    status.reason = "no route";
    {
        const auto ingest = Ingest::open(path).value();
        QVERIFY(sources::addSource(*ingest, acme));
        QVERIFY(sources::setWatchReport(*ingest, {"outlay-cli", 1, systemClock()(), {status}}));
    }
    sources::WatchLock other(path);
    QVERIFY(other.take());
    LiveService service(systemClock(), Zone());
    QSignalSpy ready(&service, &LiveService::sourcesReady);
    service.setLedger(file("ledger.sqlite"), true);
    QTRY_VERIFY_WITH_TIMEOUT(stateIn(ready) == SourceState::Unreachable, patience);
    QTRY_VERIFY_WITH_TIMEOUT(last(ready).notice.contains(QStringLiteral("watches this ledger")),
                             patience);
    QVERIFY(last(ready).rows.front().reason.contains(QStringLiteral("no route")));
    // What is wished here is left for the one that watches.
    service.trip(QStringLiteral("acme"));
    const auto reader = LedgerReader::open(path).value();
    const auto pending = [&] { return sources::pendingRequests(*reader).value().size(); };
    QTRY_COMPARE_WITH_TIMEOUT(pending(), std::size_t(1), patience);
}

void TestLiveService::aPictureWatchesNothing()
{
    append("log.jsonl", line(1));
    {
        const auto ingest = Ingest::open(file("ledger.sqlite").toStdString()).value();
        QVERIFY(sources::addSource(*ingest, settingsOf(draft("mine"), nullptr).value()));
    }
    LiveService service(systemClock(), Zone());
    QSignalSpy ready(&service, &LiveService::sourcesReady);
    service.setLedger(file("ledger.sqlite"), false);
    QTRY_VERIFY_WITH_TIMEOUT(!last(ready).rows.empty(), patience);
    QVERIFY(stateIn(ready) == SourceState::Idle);
    QVERIFY(sources::WatchLock(file("ledger.sqlite").toStdString()).take());
}

void TestLiveService::aPassphraseStartsTheSource()
{
    qputenv("XDG_CONFIG_HOME", m_folder->path().toUtf8());
    {
        PassphraseFile keys(defaultPassphraseFile(), {1, 8 * 1024 * 1024});
        QVERIFY(QDir().mkpath(m_folder->filePath(QStringLiteral("outlay"))));
        QVERIFY(keys.unlock(Secret("right canary")).has_value());
        QVERIFY(keys.write("acme", Secret("token-0123456789")).has_value());
        auto ingest = Ingest::open(file("ledger.sqlite").toStdString());
        QVERIFY(ingest.has_value());
        sources::SourceSettings settings;
        settings.name = "telemetry";
        settings.kind = sources::SourceKind::Otlp;
        settings.tokenSecret = "passphrase:acme";
        QVERIFY(sources::addSource(**ingest, settings).has_value());
    }
    LiveService service(systemClock(), Zone());
    QSignalSpy ready(&service, &LiveService::sourcesReady);
    QSignalSpy answered(&service, &LiveService::unlockAnswered);
    service.setLedger(file("ledger.sqlite"), true);
    QTRY_VERIFY_WITH_TIMEOUT(stateIn(ready) == SourceState::WaitingForUnlock, patience);
    QVERIFY(last(ready).rows.front().opensByPassphrase);
    service.unlock(QStringLiteral("wrong canary"));
    QTRY_COMPARE_WITH_TIMEOUT(answered.count(), 1, patience);
    const QString problem = answered.takeFirst().first().toString();
    QVERIFY2(problem.contains(QStringLiteral("passphrase")), qPrintable(problem));
    QVERIFY(!problem.contains(QStringLiteral("canary")));
    service.unlock(QStringLiteral("right canary"));
    QTRY_COMPARE_WITH_TIMEOUT(answered.count(), 1, patience);
    QCOMPARE(answered.takeFirst().first().toString(), QString());
    QTRY_VERIFY_WITH_TIMEOUT(stateIn(ready) != SourceState::WaitingForUnlock, patience);
    qunsetenv("XDG_CONFIG_HOME");
}

void TestLiveService::testsADraft()
{
    append("log.jsonl", line(1));
    LiveService service(systemClock(), Zone());
    QSignalSpy found(&service, &LiveService::findingsReady);
    service.setLedger(file("ledger.sqlite"), true);
    service.test(draft("mine"));
    QTRY_COMPARE_WITH_TIMEOUT(found.count(), 1, patience);
    auto findings = found.last().at(0).value<std::vector<SourceFinding>>();
    QCOMPARE(findings.size(), std::size_t(1));
    QVERIFY(findings.front().kind == SourceFinding::Kind::Ok);
    SourceDraft api;
    api.name = "acme";
    api.keyPlace = SourceDraft::KeyPlace::Environment;
    api.keyName = QStringLiteral("OUTLAY_TEST_NO_SUCH_KEY");
    api.baseUrl = QStringLiteral("http://127.0.0.1:9");
    service.test(api);
    QTRY_COMPARE_WITH_TIMEOUT(found.count(), 2, patience);
    findings = found.last().at(0).value<std::vector<SourceFinding>>();
    QVERIFY(findings.front().kind == SourceFinding::Kind::Failure);
    QVERIFY(findings.front().text.contains(QStringLiteral("OUTLAY_TEST_NO_SUCH_KEY")));
}

void TestLiveService::saysWhatCannotBeSaved()
{
    LiveService service(systemClock(), Zone());
    QSignalSpy refused(&service, &LiveService::saveFailed);
    QSignalSpy saved(&service, &LiveService::saved);
    service.setLedger(file("ledger.sqlite"), true);
    SourceDraft wrong = draft("mine");
    wrong.paths = {QStringLiteral("relative")};
    service.save(wrong, {});
    QTRY_COMPARE_WITH_TIMEOUT(refused.count(), 1, patience);
    QVERIFY(refused.last().at(0).toString().contains(QStringLiteral("paths")));
    service.save(draft("mine"), {});
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, patience);
    service.save(draft("mine"), {}); // a second of the name
    QTRY_COMPARE_WITH_TIMEOUT(refused.count(), 2, patience);
    SourceDraft changed = draft("mine");
    changed.format = QStringLiteral("auto");
    service.save(changed, QStringLiteral("mine"));
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 2, patience);
}

void TestLiveService::doubtsASecondSourceOfOneAccount()
{
    LiveService service(systemClock(), Zone());
    QSignalSpy refused(&service, &LiveService::saveFailed);
    QSignalSpy saved(&service, &LiveService::saved);
    QSignalSpy ready(&service, &LiveService::sourcesReady);
    service.setLedger(file("ledger.sqlite"), false);
    sources::SourceSettings acme = liteLlm();
    acme.name = "acme";
    acme.kind = sources::SourceKind::OpenAi;
    acme.secret = "env:OUTLAY_TEST_KEY";
    acme.pushSecret.clear();
    service.save(draftOf(acme), {});
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(last(ready).rows.size(), std::size_t{1}, patience);
    acme.name = "again";
    service.save(draftOf(acme), {});
    QTRY_COMPARE_WITH_TIMEOUT(refused.count(), 1, patience);
    const QString sentence = refused.last().at(0).toString();
    QVERIFY2(sentence.contains(QStringLiteral("already polled as acme")), qPrintable(sentence));
    service.save(draftOf(acme), {}); // it is meant
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 2, patience);
    QCOMPARE(refused.count(), 1);
}

void TestLiveService::previewsPushesAcrossTheThreads()
{
    LiveService service(systemClock(), Zone());
    QSignalSpy ready(&service, &LiveService::pushPreviewReady);
    QSignalSpy finished(&service, &LiveService::pushFinished);
    service.setLedger(file("ledger.sqlite"), false); // a window that only shows can push, too
    service.previewPush(5, std::vector<UserCap>{}, {});
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, patience);
    QCOMPARE(ready.first().first().value<std::uint64_t>(), std::uint64_t(5));
    QVERIFY(!ready.first().at(1).value<CapPushPlan>().problem.isEmpty()); // no gateway
    service.push(5);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
    QVERIFY(!finished.first().first().value<CapPushResult>().problem.isEmpty());
}

void TestLiveService::anotherLedgerHasItsOwnSources()
{
    LiveService service(systemClock(), Zone());
    QSignalSpy ready(&service, &LiveService::sourcesReady);
    service.setLedger(file("one.sqlite"), true);
    service.save(draft("mine"), {});
    QTRY_VERIFY_WITH_TIMEOUT(!last(ready).rows.empty(), patience);
    service.setLedger(file("other.sqlite"), true);
    QTRY_VERIFY_WITH_TIMEOUT(last(ready).rows.empty(), patience);
    QVERIFY(sources::WatchLock(file("one.sqlite").toStdString()).take()); // let go
}

void TestLiveService::draftsComeBackAsTheyWere()
{
    sources::SourceSettings files;
    files.name = "logs";
    files.kind = sources::SourceKind::Files;
    files.paths = {"/var/log/a.jsonl", "/srv/*.log"};
    files.format = "litellm";
    sources::SourceSettings otlp;
    otlp.name = "telemetry";
    otlp.kind = sources::SourceKind::Otlp;
    otlp.port = 4319;
    otlp.tokenSecret = "env:TOKEN";
    for (const sources::SourceSettings &settings : {liteLlm(), files, otlp}) {
        const auto back = settingsOf(draftOf(settings), &settings);
        QVERIFY2(back.has_value(), back ? "" : back.error().text.c_str());
        QVERIFY2(*back == settings, settings.name.c_str()); // what the form lacks stays too
    }
}

void TestLiveService::aKeyStaysWhereItIs()
{
    const sources::SourceSettings former = liteLlm();
    SourceDraft draft = draftOf(former);
    QVERIFY(draft.typedKey.isEmpty());
    draft.typedKey = QStringLiteral("sk-canary-0123456789");
    auto settings = settingsOf(draft, &former).value();
    QCOMPARE(settings.secret, std::string("keychain:outlay/gateway"));
    QVERIFY(sources::toJson(std::vector{settings}).find("canary") == std::string::npos);
    draft.typedKey.clear();
    draft.keyPlace = SourceDraft::KeyPlace::Environment;
    draft.keyName = QStringLiteral("GW_KEY");
    settings = settingsOf(draft, &former).value();
    QCOMPARE(settings.secret, std::string("env:GW_KEY"));
    draft.keyName = QStringLiteral("sk-canary-0123456789"); // pasted in the wrong place
    const auto refused = settingsOf(draft, &former);
    QVERIFY(!refused);
    QVERIFY(refused.error().text.find("canary") == std::string::npos);
}

void TestLiveService::theKeyToSetCapsIsKeptApart()
{
    sources::SourceSettings former = liteLlm();
    SourceDraft draft = draftOf(former);
    QVERIFY(draft.pushKeyPlace == SourceDraft::KeyPlace::Environment);
    QVERIFY(draft.typedPushKey.isEmpty());
    draft.pushKeyPlace = SourceDraft::KeyPlace::Keychain;
    draft.pushKeyName.clear();
    draft.typedPushKey = QStringLiteral("sk-canary-0123456789");
    auto settings = settingsOf(draft, &former).value();
    QCOMPARE(settings.pushSecret, std::string("keychain:outlay/caps/gateway"));
    QCOMPARE(settings.secret, former.secret);
    QVERIFY(sources::toJson(std::vector{settings}).find("canary") == std::string::npos);
    // It is asked for once, and stays where it is.
    former = settings;
    draft = draftOf(former);
    draft.pushKeyName.clear(); // as the form gives it back
    QCOMPARE(settingsOf(draft, &former).value().pushSecret, former.pushSecret);
    former.pushSecret = "keychain:outlay/mine"; // said on the command line
    draft = draftOf(former);
    draft.pushKeyName.clear();
    QCOMPARE(settingsOf(draft, &former).value().pushSecret, former.pushSecret);
    draft.pushKeyPlace.reset();
    QVERIFY(settingsOf(draft, &former).value().pushSecret.empty());
    // The key that polls is none of it.
    draft.pushKeyPlace = SourceDraft::KeyPlace::Environment;
    draft.pushKeyName = draft.keyName = QStringLiteral("GW_KEY");
    draft.keyPlace = SourceDraft::KeyPlace::Environment;
    QVERIFY(!settingsOf(draft, &former));
}

void TestLiveService::bothKeysThatAreTypedAreKept()
{
    LiveService service(systemClock(), Zone());
    QSignalSpy saved(&service, &LiveService::saved);
    QSignalSpy found(&service, &LiveService::findingsReady);
    service.setLedger(file("ledger.sqlite"), false);
    sources::SourceSettings settings = liteLlm();
    settings.secret = "memory:gateway";
    settings.pushSecret.clear();
    settings.baseUrl = "http://127.0.0.1:9";
    SourceDraft draft = draftOf(settings);
    draft.typedKey = QStringLiteral("sk-the-same-0123456789");
    draft.pushKeyPlace = SourceDraft::KeyPlace::Memory;
    draft.typedPushKey = draft.typedKey;
    service.save(draft, {});
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, patience);
    // Now each is read from where it was put.
    draft.typedKey.clear();
    draft.typedPushKey.clear();
    service.test(draft);
    QTRY_COMPARE_WITH_TIMEOUT(found.count(), 1, patience);
    const auto findings = found.last().at(0).value<std::vector<SourceFinding>>();
    QVERIFY(std::any_of(findings.begin(), findings.end(), [](const SourceFinding &finding) {
        return finding.text.contains(QStringLiteral("it is the key that polls"));
    }));
}

void TestLiveService::rowsSayWhatIsKnown()
{
    sources::SourceStatus status;
    status.name = "gateway";
    status.state = sources::SourceStatus::State::Broken;
    status.reason = "HTTP 500";
    status.warnings = {"the key may write"};
    const TimeRange day{{0}, {microsPerDay}};
    CoverageAnswer coverage;
    coverage.sources = {{"gateway", {{day, CoverageKind::Watched}}}};
    sources::SourceSettings settings = liteLlm();
    auto rows = sourceRows({settings}, {status}, coverage);
    QVERIFY(rows.front().state == SourceState::Paused); // a person's word counts at once
    settings.isPaused = false;
    rows = sourceRows({settings}, {status}, coverage);
    QVERIFY(rows.front().state == SourceState::Broken);
    QCOMPARE(rows.front().reason, QStringLiteral("HTTP 500"));
    QCOMPARE(rows.front().where, QStringLiteral("http://gw:4000"));
    QCOMPARE(rows.front().coverage.size(), std::size_t(1));
    QCOMPARE(rows.front().warnings.size(), std::size_t(1));
    // What it leaves open is missing, but for the time reports take; what is not due yet is
    // neither.
    SourceCoverage &known = coverage.sources.front();
    const auto hours = [](int from, int to) {
        return TimeRange{{from * microsPerHour}, {to * microsPerHour}};
    };
    known.format = "openrouter";
    known.owed = {hours(-48, 48)};
    known.open = {hours(24, 26), {hours(30, 30).from, {hours(30, 31).to.micros - 1}}};
    known.awaited = Awaited{hours(36, 48), hours(60, 60).from, true, 0};
    const ui::SourceRow told = sourceRows({settings}, {status}, coverage).front();
    QCOMPARE(told.coverage.size(), std::size_t(2));
    QVERIFY((told.coverage.back() == Vouched{hours(24, 26), CoverageKind::Gap}));
    QVERIFY(told.since == hours(-48, 0).from);
    QVERIFY(told.awaited == known.awaited);
    QCOMPARE(told.format, std::string("openrouter"));
    QVERIFY(sourceRows({settings}, {}, {}).front().state == SourceState::Idle);
    SourceInfo bill;
    bill.name = "gateway";
    bill.format = "copilot";
    SourceInfo requests;
    requests.name = "cli";
    requests.format = "copilot-otel";
    requests.plan = "unknown";
    requests.events = 1;
    tellBilledTwice({bill, requests}, rows);
    QCOMPARE(rows.front().warnings.size(), std::size_t(2));
    QVERIFY(rows.front().warnings.back().contains(QStringLiteral("counts twice")));
}

QTEST_MAIN(TestLiveService)
#include "tst_liveservice.moc"
