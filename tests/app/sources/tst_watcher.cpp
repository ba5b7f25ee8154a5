// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/sourcetest.h"
#include "app/sources/watcher.h"
#include "tests/fakes/fakeproviders.h"

#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace outlay::sources;

namespace {

constexpr int patience = 20'000;

QByteArray line(int number)
{
    return QStringLiteral("{\"type\":\"assistant\",\"timestamp\":\"2026-11-01T10:00:%1Z\","
                          "\"sessionId\":\"0b8ad3c1-0000-4000-8000-000000000001\","
                          "\"requestId\":\"req_0000000%2\",\"uuid\":\"u%2\",\"message\":{"
                          "\"id\":\"msg_0000000%2\",\"model\":\"claude-sonnet-4-5\","
                          "\"role\":\"assistant\",\"usage\":{\"input_tokens\":10,"
                          "\"output_tokens\":5}}}\n")
        .arg(number % 60, 2, 10, QLatin1Char('0'))
        .arg(number, 4, 10, QLatin1Char('0'))
        .toUtf8();
}

SourceSettings files(const char *name, const QString &path)
{
    SourceSettings settings;
    settings.name = name;
    settings.kind = SourceKind::Files;
    settings.format = "claude-code";
    settings.paths = {path.toStdString()};
    return settings;
}

SourceSettings api(const char *name)
{
    SourceSettings settings;
    settings.name = name;
    settings.secret = "env:OUTLAY_TEST_NO_SUCH_KEY";
    settings.baseUrl = "http://127.0.0.1:9";
    return settings;
}

} // namespace

/// All that is configured, run by the real parts over a real ledger.
class TestWatcher : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void nothingIsConfigured();
    void readsWhatIsAppended();
    void followsTheSettings();
    void onlyOneProcessWatches();
    void takesRequestsOfOtherProcesses();
    void tellsTheLedgerHowEachFares();
    void figuresAreToldSoonAndGoOnAfterARestart();
    void aReportKeepsThoseThatAreNotWatchedNow();
    void takesOverWhenTheOtherEnds();
    void saysWhyThereIsNoKey();
    void sleepIsNoGap();
    void sleepIsSeenByTheClockThatGoesOn();
    void settlesOnce();
    void pollsAProviderWithItsKey();
    void aTripHoldsBeforeTheFirstQuestion();
    void aReplacedKeyIsReadBeforeItPolls();
    void saysWhatAKeySees();
    void saysWhetherAKeyMaySetCaps();
    void settingsThatCannotBeReadAreSaid();
    void requestsOfUnknownSourcesAreRefused();
    void aReportFromElsewhereIsNoError();

private:
    [[nodiscard]] QString path(const char *name) const
    {
        return m_dir->filePath(QLatin1String(name));
    }
    [[nodiscard]] std::string ledger() const { return path("ledger.sqlite").toStdString(); }
    void append(const char *name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::Append));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    /// Through the queue, as another part of the program would.
    template <typename Change> void configure(const Change &change)
    {
        m_queue->post([change](Ingest &ingest) {
            const Result<> done = change(ingest);
            if (!done)
                qFatal("%s", done.error().text.c_str());
        });
        m_queue->drain();
    }
    void add(const SourceSettings &settings)
    {
        configure([settings](Ingest &ingest) { return addSource(ingest, settings); });
    }
    std::unique_ptr<Watcher> watcher(WatcherOptions options = {})
    {
        options.program = "test";
        options.sleep.usesBus = false;
        return std::make_unique<Watcher>(options, *m_queue, m_secrets);
    }
    [[nodiscard]] std::unique_ptr<LedgerReader> reader() const
    {
        return LedgerReader::open(ledger()).value();
    }
    [[nodiscard]] std::int64_t events() const
    {
        const auto all = reader()->sources().value();
        std::int64_t sum = 0;
        for (const SourceInfo &source : all)
            sum += source.events;
        return sum;
    }
    static SourceStatus::State stateOf(const Watcher &watcher, const char *name)
    {
        for (const SourceStatus &status : watcher.statuses()) {
            if (status.name == name)
                return status.state;
        }
        return SourceStatus::State::ConfigurationError;
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<LedgerQueue> m_queue;
    SecretStore m_secrets;
};

void TestWatcher::init()
{
    m_queue.reset();
    m_dir = std::make_unique<QTemporaryDir>();
    m_queue = std::make_unique<LedgerQueue>(ledger());
}

void TestWatcher::nothingIsConfigured()
{
    const auto watching = watcher();
    QSignalSpy failed(watching.get(), &Watcher::failed);
    watching->start();
    QVERIFY(watching->isWatching());
    QVERIFY(watching->statuses().empty());
    QVERIFY(failed.isEmpty());
    QVERIFY(!QFile::exists(path("ledger.sqlite"))); // looking makes none
}

void TestWatcher::readsWhatIsAppended()
{
    append("log.jsonl", line(1));
    add(files("logs", path("log.jsonl")));
    const auto watching = watcher();
    QSignalSpy committed(watching.get(), &Watcher::committed);
    watching->start();
    QTRY_COMPARE_WITH_TIMEOUT(events(), 1, patience);
    append("log.jsonl", line(2) + line(3));
    QTRY_COMPARE_WITH_TIMEOUT(events(), 3, patience);
    QTRY_VERIFY_WITH_TIMEOUT(committed.count() >= 2, patience);
    QCOMPARE(committed.value(0).value(0).toString(), QStringLiteral("logs"));
}

void TestWatcher::followsTheSettings()
{
    const auto watching = watcher();
    watching->start();
    append("log.jsonl", line(1));
    add(files("logs", path("log.jsonl"))); // by another process, for all the watcher knows
    QTRY_COMPARE_WITH_TIMEOUT(events(), 1, patience);
    configure([](Ingest &ingest) { return setPaused(ingest, "logs", true); });
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*watching, "logs") == SourceStatus::State::Paused, patience);
    append("log.jsonl", line(2));
    configure([](Ingest &ingest) { return setPaused(ingest, "logs", false); });
    QTRY_COMPARE_WITH_TIMEOUT(events(), 2, patience); // what happened meanwhile is read
    configure([](Ingest &ingest) { return forgetSource(ingest, "logs"); });
    QTRY_VERIFY_WITH_TIMEOUT(watching->statuses().empty(), patience);
    QCOMPARE(events(), 2);
}

void TestWatcher::onlyOneProcessWatches()
{
    const auto one = watcher();
    const auto other = watcher();
    QSignalSpy elsewhere(other.get(), &Watcher::watchedElsewhere);
    one->start();
    other->start();
    QVERIFY(one->isWatching());
    QVERIFY(!other->isWatching());
    QCOMPARE(elsewhere.count(), 1);
    QVERIFY(elsewhere.value(0).value(0).toString().contains(QStringLiteral("process")));
    constexpr auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther;
    QVERIFY((QFile::permissions(path("ledger.sqlite.watch")) & others) == 0);
}

void TestWatcher::takesRequestsOfOtherProcesses()
{
    add(api("acme"));
    const auto watching = watcher();
    watching->start();
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*watching, "acme") == SourceStatus::State::NeedsKey, patience);
    configure([](Ingest &ingest) { return requestOf(ingest, "acme", WatchRequest::Trip); });
    const auto breaker = [&] { return watching->statuses().front().breaker; };
    QTRY_VERIFY_WITH_TIMEOUT(breaker() == SourceStatus::Breaker::Open, patience);
    // Taken once, and told: another process may ask again.
    QTRY_VERIFY_WITH_TIMEOUT(pendingRequests(*reader()).value().empty(), patience);
    configure([](Ingest &ingest) { return requestOf(ingest, "acme", WatchRequest::Reset); });
    QTRY_VERIFY_WITH_TIMEOUT(breaker() == SourceStatus::Breaker::Closed, patience);
}

void TestWatcher::tellsTheLedgerHowEachFares()
{
    add(api("acme"));
    const auto watching = watcher();
    watching->start();
    const auto told = [&] {
        const auto report = watchReport(*reader()).value();
        return report && !report->statuses.empty() ? report->statuses.front().state
                                                   : SourceStatus::State::Idle;
    };
    QTRY_VERIFY_WITH_TIMEOUT(told() == SourceStatus::State::NeedsKey, patience);
    const auto report = watchReport(*reader()).value();
    QCOMPARE(report->program, std::string("test"));
    QCOMPARE(report->process, QCoreApplication::applicationPid());
    QCOMPARE(report->statuses.front().name, std::string("acme"));
    // It is told of sources, and is none.
    const auto all = reader()->sources().value();
    for (const SourceInfo &source : all)
        QVERIFY(source.name.front() != ':');
}

void TestWatcher::figuresAreToldSoonAndGoOnAfterARestart()
{
    append("log.jsonl", line(1));
    SourceSettings logs = files("logs", path("log.jsonl"));
    add(logs);
    const auto toldRows = [this]() -> std::int64_t {
        const auto report = watchReport(*reader()).value();
        const SourceStatus *status = report ? statusNamed(report->statuses, "logs") : nullptr;
        return status ? status->rows : -1;
    };
    {
        const auto watching = watcher();
        watching->start();
        QTRY_COMPARE_WITH_TIMEOUT(toldRows(), 1, patience);
        append("log.jsonl", line(2)); // no state changes by this
        QTRY_COMPARE_WITH_TIMEOUT(toldRows(), 2, patience);
        append("log.jsonl", line(3));
        QTRY_COMPARE_WITH_TIMEOUT(watching->statuses().front().rows, 3, patience);
    }
    m_queue->drain();
    QCOMPARE(toldRows(), 3); // at its end
    const auto watching = watcher();
    watching->start();
    QCOMPARE(watching->statuses().front().rows, 3);
    QVERIFY(watching->statuses().front().lastSuccess.has_value());
    append("log.jsonl", line(4));
    QTRY_COMPARE_WITH_TIMEOUT(toldRows(), 4, patience);
    // Other settings make it another source at work; its figures are the same one's.
    logs.format = "auto";
    configure([&](Ingest &ingest) { return changeSource(ingest, logs); });
    append("log.jsonl", line(5));
    QTRY_COMPARE_WITH_TIMEOUT(toldRows(), 5, patience);
    // A new one by the old name begins at nothing.
    configure([](Ingest &ingest) { return forgetSource(ingest, "logs"); });
    QTRY_VERIFY_WITH_TIMEOUT(watching->statuses().empty(), patience);
    append("other.jsonl", line(6));
    add(files("logs", path("other.jsonl")));
    QTRY_COMPARE_WITH_TIMEOUT(toldRows(), 1, patience);
}

void TestWatcher::aReportKeepsThoseThatAreNotWatchedNow()
{
    append("log.jsonl", line(1) + line(2));
    add(files("logs", path("log.jsonl")));
    add(api("acme"));
    WatcherOptions options;
    options.isOnce = true;
    for (const char *name : {"logs", "acme"}) {
        m_queue->drain(); // as between two processes: what the one before said is written
        options.only = {name};
        const auto watching = watcher(options);
        QSignalSpy settled(watching.get(), &Watcher::settled);
        watching->start();
        QTRY_COMPARE_WITH_TIMEOUT(settled.count(), 1, patience);
    }
    m_queue->drain();
    const auto report = watchReport(*reader()).value();
    QVERIFY(report.has_value());
    const SourceStatus *logs = statusNamed(report->statuses, "logs");
    const SourceStatus *acme = statusNamed(report->statuses, "acme");
    QVERIFY(logs && acme);
    QCOMPARE(logs->rows, 2);
    QCOMPARE(int(acme->state), int(SourceStatus::State::NeedsKey));
}

void TestWatcher::takesOverWhenTheOtherEnds()
{
    auto one = watcher();
    const auto other = watcher();
    one->start();
    other->start();
    QVERIFY(!other->isWatching());
    one.reset();
    QTRY_VERIFY_WITH_TIMEOUT(other->isWatching(), patience);
}

void TestWatcher::saysWhyThereIsNoKey()
{
    add(api("acme"));
    const auto watching = watcher();
    watching->start();
    QTRY_VERIFY_WITH_TIMEOUT(stateOf(*watching, "acme") == SourceStatus::State::NeedsKey, patience);
    QVERIFY(watching->statuses().front().reason.find("OUTLAY_TEST_NO_SUCH_KEY") !=
            std::string::npos);
}

void TestWatcher::sleepIsNoGap()
{
    append("log.jsonl", line(1));
    add(files("logs", path("log.jsonl")));
    std::int64_t slept = 0;
    Instant now{1'795'452'300LL * microsPerSecond};
    WatcherOptions options;
    options.clock = options.sleep.clock = [&] { return now; };
    options.sleep.suspendedMicros = [&] { return slept; };
    const auto watching = watcher(options);
    watching->start();
    QTRY_COMPARE_WITH_TIMEOUT(events(), 1, patience);
    // It has vouched for what it saw: only then the machine sleeps.
    QTRY_VERIFY_WITH_TIMEOUT(watching->statuses().front().lastSuccess.has_value(), patience);
    const Instant before = now;
    now.micros += 8 * microsPerHour;
    slept = 8 * microsPerHour - microsPerSecond;
    const auto asleep = [&] {
        std::int64_t sum = 0;
        const auto answer = reader()->coverage({before, now}).value();
        for (const SourceCoverage &source : answer.sources) {
            for (const Vouched &one : source.ranges)
                sum += one.kind == CoverageKind::Asleep
                           ? one.range.to.micros - one.range.from.micros
                           : 0;
        }
        return sum;
    };
    QTRY_COMPARE_WITH_TIMEOUT(asleep(), slept, patience);
}

void TestWatcher::sleepIsSeenByTheClockThatGoesOn()
{
    std::int64_t slept = 5 * microsPerHour; // before it began
    Instant now{1'795'452'300LL * microsPerSecond};
    SleepMonitor::Options options{[&] { return now; }, [&] { return slept; }, false};
    SleepMonitor monitor(options);
    QSignalSpy woke(&monitor, &SleepMonitor::wokeUp);
    monitor.start();
    now.micros += microsPerMinute; // busy, not asleep
    monitor.tick();
    QCOMPARE(woke.count(), 0);
    now.micros += microsPerHour;
    slept += 50 * microsPerMinute;
    monitor.tick();
    QCOMPARE(woke.count(), 1);
    const auto range = woke.value(0).value(0).value<TimeRange>();
    QCOMPARE(range.to.micros, now.micros);
    QCOMPARE(range.from.micros, now.micros - 50 * microsPerMinute);
    monitor.tick();
    QCOMPARE(woke.count(), 1);
}

void TestWatcher::settlesOnce()
{
    append("log.jsonl", line(1));
    add(files("logs", path("log.jsonl")));
    SourceSettings paused = api("later");
    paused.isPaused = true;
    add(paused);
    WatcherOptions options;
    options.isOnce = true;
    const auto watching = watcher(options);
    QSignalSpy settled(watching.get(), &Watcher::settled);
    watching->start();
    QTRY_COMPARE_WITH_TIMEOUT(settled.count(), 1, patience);
    QCOMPARE(events(), 1);
    // Nothing to do is done as well.
    WatcherOptions none = options;
    none.only = {"nobody"};
    m_queue->drain();
}

void TestWatcher::pollsAProviderWithItsKey()
{
    fakes::FakeOpenAi provider;
    const fakes::FakeServer server(provider.handler());
    SourceSettings acme = api("acme");
    acme.secret = "env:OUTLAY_TEST_KEY";
    acme.baseUrl = server.url(QStringLiteral("/v1"));
    acme.headers = {{"X-Team", "search"}, {"X-Token", "env:OUTLAY_TEST_TOKEN"}};
    qputenv("OUTLAY_TEST_KEY", provider.key);
    qputenv("OUTLAY_TEST_TOKEN", "token-0123456789");
    add(acme);
    WatcherOptions options;
    options.isOnce = true;
    options.clock = [] { return Instant{fakes::fixtureNowMicros}; };
    const auto watching = watcher(options);
    QSignalSpy settled(watching.get(), &Watcher::settled);
    watching->start();
    QTRY_COMPARE_WITH_TIMEOUT(settled.count(), 1, patience);
    QVERIFY2(stateOf(*watching, "acme") == SourceStatus::State::Waiting,
             watching->statuses().front().reason.c_str());
    QVERIFY(watching->statuses().front().rows > 0);
    QVERIFY(!server.requests().empty());
    for (const fakes::FakeRequest &request : server.requests()) {
        QCOMPARE(request.headers.value("x-team"), QByteArray("search"));
        QCOMPARE(request.headers.value("x-token"), QByteArray("token-0123456789"));
    }
    m_queue->drain();
    QFile stored(path("ledger.sqlite"));
    QVERIFY(stored.open(QIODevice::ReadOnly));
    const QByteArray bytes = stored.readAll();
    QVERIFY(!bytes.contains(provider.key) && !bytes.contains("token-0123456789"));
}

/// Also where nobody watched when it was wished for.
void TestWatcher::aTripHoldsBeforeTheFirstQuestion()
{
    fakes::FakeOpenAi provider;
    const fakes::FakeServer server(provider.handler());
    SourceSettings acme = api("acme");
    acme.secret = "env:OUTLAY_TEST_KEY";
    acme.baseUrl = server.url(QStringLiteral("/v1"));
    qputenv("OUTLAY_TEST_KEY", provider.key);
    add(acme);
    configure([](Ingest &ingest) { return requestOf(ingest, "acme", WatchRequest::Trip); });
    WatcherOptions options;
    options.isOnce = true;
    options.clock = [] { return Instant{fakes::fixtureNowMicros}; };
    for (int start = 0; start < 2; ++start) { // it is kept
        const auto watching = watcher(options);
        QSignalSpy settled(watching.get(), &Watcher::settled);
        watching->start();
        QTRY_COMPARE_WITH_TIMEOUT(settled.count(), 1, patience);
        QVERIFY(stateOf(*watching, "acme") == SourceStatus::State::Broken);
        m_queue->drain();
        QVERIFY(server.requests().empty());
    }
    configure([](Ingest &ingest) { return requestOf(ingest, "acme", WatchRequest::Reset); });
    const auto watching = watcher(options);
    QSignalSpy settled(watching.get(), &Watcher::settled);
    watching->start();
    QTRY_COMPARE_WITH_TIMEOUT(settled.count(), 1, patience);
    QVERIFY(stateOf(*watching, "acme") == SourceStatus::State::Waiting);
    QVERIFY(!server.requests().empty());
}

void TestWatcher::aReplacedKeyIsReadBeforeItPolls()
{
    fakes::FakeOpenAi provider;
    const fakes::FakeServer server(provider.handler());
    const QByteArray oldKey = "sk-admin-old-0123456789abcdef";
    const auto putKey = [this](const QByteArray &key) {
        QFile file(path("key"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        QCOMPARE(file.write(key), key.size());
    };
    putKey(oldKey);
    SourceSettings acme = api("acme");
    acme.secret = "file:" + path("key").toStdString();
    acme.baseUrl = server.url(QStringLiteral("/v1"));
    add(acme);
    WatcherOptions options;
    options.isOnce = true;
    options.clock = [] { return Instant{fakes::fixtureNowMicros}; };
    const auto watching = watcher(options);
    watching->start();
    QTRY_COMPARE_WITH_TIMEOUT(int(stateOf(*watching, "acme")), int(SourceStatus::State::NeedsKey),
                              patience);
    putKey(provider.key);
    watching->pollNow("acme");
    QTRY_COMPARE_WITH_TIMEOUT(int(stateOf(*watching, "acme")), int(SourceStatus::State::Waiting),
                              patience);
    const auto requests = server.requests();
    QCOMPARE(std::count_if(requests.begin(), requests.end(),
                           [&](const fakes::FakeRequest &request) {
                               return request.headers.value("authorization").endsWith(oldKey);
                           }),
             1);
    QTRY_VERIFY_WITH_TIMEOUT(watching->statuses().front().rows > 0, patience);
}

void TestWatcher::saysWhatAKeySees()
{
    fakes::FakeOpenAi provider;
    const fakes::FakeServer server(provider.handler());
    SourceSettings acme = api("acme");
    acme.baseUrl = server.url(QStringLiteral("/v1"));
    for (const bool isRight : {true, false}) {
        SourceTest test(acme, m_secrets, nullptr);
        QSignalSpy finished(&test, &SourceTest::finished);
        const QByteArray key = isRight ? provider.key : QByteArray("sk-admin-another-0123456789");
        test.start(Secret(std::string_view(key.constData(), static_cast<std::size_t>(key.size()))));
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
        QCOMPARE(finished.value(0).value(1).toBool(), isRight);
        QVERIFY(!finished.value(0).value(0).value<std::vector<Finding>>().empty());
    }
}

void TestWatcher::saysWhetherAKeyMaySetCaps()
{
    fakes::FakeLiteLlm provider;
    const fakes::FakeServer server([&provider](const fakes::FakeRequest &request) {
        fakes::FakeRequest asAdministrator = request;
        const QByteArray key = request.headers.value("authorization");
        if (key.endsWith("sk-administrator-0123456789")) // sees what the other sees
            asAdministrator.headers.insert("authorization", "Bearer " + provider.key);
        return provider.handler()(asAdministrator);
    });
    SourceSettings gateway = api("gateway");
    gateway.kind = SourceKind::LiteLlm;
    gateway.baseUrl = server.url(QString());
    gateway.secret = "env:OUTLAY_TEST_READ_KEY";
    gateway.pushSecret = "env:OUTLAY_TEST_NO_PUSH_KEY";
    const std::string polls = provider.key.toStdString();
    const auto said = [&](const std::string &pushKey) {
        SourceTest test(gateway, m_secrets, nullptr);
        QSignalSpy finished(&test, &SourceTest::finished);
        test.start(Secret(polls), Secret(pushKey));
        if (!QTest::qWaitFor([&] { return finished.count() == 1; }, patience))
            return std::string("no answer");
        const auto findings = finished.value(0).value(0).value<std::vector<Finding>>();
        // Whatever it may do, the source can be polled.
        return (finished.value(0).value(1).toBool() ? "" : "not usable: ") + findings.back().text;
    };
    QVERIFY2(said("sk-administrator-0123456789").find("may write, unless") != std::string::npos,
             said("sk-administrator-0123456789").c_str());
    QVERIFY2(said("sk-ordinary-0123456789").starts_with("the key to set caps may not write"),
             said("sk-ordinary-0123456789").c_str());
    QVERIFY2(said(polls).find("it is the key that polls") != std::string::npos,
             said(polls).c_str());
    QVERIFY2(said({}).find("OUTLAY_TEST_NO_PUSH_KEY") != std::string::npos, said({}).c_str());
    for (const fakes::FakeRequest &request : server.requests())
        QCOMPARE(request.method, QByteArray("GET")); // nothing is tried out
}

void TestWatcher::settingsThatCannotBeReadAreSaid()
{
    configure([](Ingest &ingest) {
        return ingest.setSetting("live_sources", R"({"version":1,"sources":[],"more":1})");
    });
    const auto watching = watcher();
    QSignalSpy failed(watching.get(), &Watcher::failed);
    watching->start();
    QCOMPARE(failed.count(), 1);
    QVERIFY(failed.value(0).value(0).value<Error>().text.find("\"more\"") != std::string::npos);
    append("log.jsonl", line(1));
    configure([](Ingest &ingest) { return ingest.setSetting("live_sources", ""); });
    add(files("logs", path("log.jsonl")));
    QTRY_COMPARE_WITH_TIMEOUT(events(), 1, patience); // mended while it runs
}

void TestWatcher::requestsOfUnknownSourcesAreRefused()
{
    add(api("acme"));
    Result<> asked;
    m_queue->post([&](Ingest &ingest) { asked = requestOf(ingest, "nobody", WatchRequest::Poll); });
    m_queue->drain();
    QVERIFY(!asked);
    QVERIFY(asked.error().text.find("there are: acme") != std::string::npos);
    m_queue->post([&](Ingest &ingest) { asked = addSource(ingest, api("acme")); });
    m_queue->drain();
    QVERIFY(!asked);
    QVERIFY(asked.error().text.find("choose another") != std::string::npos);
}

void TestWatcher::aReportFromElsewhereIsNoError()
{
    add(api("acme"));
    QVERIFY(!watchReport(*reader()).value());
    configure([](Ingest &ingest) { return ingest.setSourceState(":watch", "{\"later\":1}"); });
    QVERIFY(!watchReport(*reader()).value());
}

QTEST_GUILESS_MAIN(TestWatcher)
#include "tst_watcher.moc"
