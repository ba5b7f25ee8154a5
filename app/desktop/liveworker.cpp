// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/liveworker.h"

#include "app/alerting/webhook/webhooktest.h"
#include "app/desktop/alertingbuilder.h"
#include "app/desktop/sourcerows.h"
#include "app/sources/sameaccount.h"
#include "ui/shell/mainwindow.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace outlay {
namespace {

constexpr int lookMs = 1000;
constexpr int soonMs = 150; // at most so often a page that is being looked at changes

} // namespace

LiveWorker::LiveWorker(Clock clock, ShownZone zone)
    : m_clock(std::move(clock))
    , m_zone(std::move(zone))
    , m_second(new QTimer(this))
    , m_soon(new QTimer(this))
{
    m_second->setInterval(lookMs);
    m_second->setTimerType(Qt::CoarseTimer);
    m_soon->setInterval(soonMs);
    m_soon->setSingleShot(true);
    connect(m_second, &QTimer::timeout, this, &LiveWorker::look);
    connect(m_soon, &QTimer::timeout, this, &LiveWorker::publish);
}

LiveWorker::~LiveWorker() = default;

void LiveWorker::setLedger(const std::string &path, bool watches)
{
    m_test.reset();
    m_webhookTest.reset();
    m_pusher.reset();
    m_capWatch.reset();
    m_watcher.reset();
    m_metricsPush.reset();
    m_metrics.reset();
    m_delivery.reset();
    m_alertClock.reset();
    m_queue.reset(); // what is with it is written
    m_reader.reset();
    m_counter = -1;
    m_settings.clear();
    m_told.clear();
    m_coverage = {};
    m_known.clear();
    m_quotas.clear();
    m_holder.clear();
    m_problem.clear();
    m_path = path;
    m_watches = watches && !path.empty();
    if (!m_secrets)
        m_secrets = std::make_unique<SecretStore>();
    if (path.empty())
        return m_second->stop();
    m_queue = std::make_unique<LedgerQueue>(path);
    makePusher();
    if (m_watches)
        makeWatcher();
    m_second->start();
    look();
    publish(); // also that there is nothing
}

void LiveWorker::makeWatcher()
{
    sources::WatcherOptions options;
    options.program = "outlay";
    options.clock = m_clock;
    m_watcher = std::make_unique<sources::Watcher>(options, *m_queue, *m_secrets);
    using sources::Watcher;
    connect(m_watcher.get(), &Watcher::statusesChanged, this, [this] {
        if (!m_soon->isActive())
            m_soon->start();
    });
    connect(m_watcher.get(), &Watcher::committed, this, &LiveWorker::committed);
    m_alertClock = std::make_unique<alerting::AlertClock>(*m_queue, m_clock);
    connect(m_watcher.get(), &Watcher::statusesChanged, m_alertClock.get(),
            &alerting::AlertClock::setStatuses);
    connect(m_watcher.get(), &Watcher::committed, m_alertClock.get(), &alerting::AlertClock::poke);
    connect(m_alertClock.get(), &alerting::AlertClock::told, this, &LiveWorker::alertTold);
    m_alertClock->start();
    m_delivery = std::make_unique<alerting::AlertDelivery>(*m_queue, *m_secrets, m_clock);
    connect(m_watcher.get(), &Watcher::committed, m_delivery.get(), &alerting::AlertDelivery::poke);
    connect(m_alertClock.get(), &alerting::AlertClock::told, m_delivery.get(),
            &alerting::AlertDelivery::poke);
    connect(m_delivery.get(), &alerting::AlertDelivery::failed, this, &LiveWorker::failed);
    m_delivery->start();
    m_metrics = std::make_unique<alerting::MetricsHost>(m_path, *m_secrets, m_clock);
    connect(m_metrics.get(), &alerting::MetricsHost::failed, this, &LiveWorker::failed);
    m_metrics->start();
    m_metricsPush = std::make_unique<alerting::MetricsPush>(m_path, *m_secrets, m_clock);
    connect(m_metricsPush.get(), &alerting::MetricsPush::failed, this, &LiveWorker::failed);
    m_metricsPush->start();
    connect(m_watcher.get(), &Watcher::watchedElsewhere, this, [this](const QString &holder) {
        m_holder = holder;
        m_soon->start();
    });
    connect(m_watcher.get(), &Watcher::failed, this, [this](const Error &error) {
        m_problem = ui::errorSentence(error);
        m_soon->start();
    });
    makeCapWatch();
    m_watcher->start();
}

/// What was pushed is read back, by whoever watches.
void LiveWorker::makeCapWatch()
{
    m_capWatch = std::make_unique<enforcement::CapWatch>(
        *m_queue, *m_secrets, m_clock, [this] { return m_watcher->isWatching(); });
    connect(m_capWatch.get(), &enforcement::CapWatch::looked, this, &LiveWorker::capsChanged);
    connect(m_capWatch.get(), &enforcement::CapWatch::looked, m_alertClock.get(),
            &alerting::AlertClock::poke);
    connect(m_capWatch.get(), &enforcement::CapWatch::failed, this, &LiveWorker::failed);
    m_capWatch->start();
}

void LiveWorker::makePusher()
{
    m_pusher = std::make_unique<CapPusher>(*m_queue, *m_secrets, m_clock, m_zone);
    connect(m_pusher.get(), &CapPusher::previewReady, this, &LiveWorker::pushPreviewReady);
    connect(m_pusher.get(), &CapPusher::progressed, this, &LiveWorker::pushProgressed);
    connect(m_pusher.get(), &CapPusher::finished, this, &LiveWorker::pushFinished);
    connect(m_pusher.get(), &CapPusher::changed, this, &LiveWorker::capsChanged);
}

void LiveWorker::previewPush(std::uint64_t number,
                             const std::optional<std::vector<ui::UserCap>> &caps,
                             const std::string &gateway)
{
    if (m_pusher)
        m_pusher->preview(number, caps, gateway);
}

void LiveWorker::push(std::uint64_t number)
{
    if (m_pusher)
        m_pusher->push(number);
}

void LiveWorker::stopPush()
{
    if (m_pusher)
        m_pusher->stop();
}

void LiveWorker::undoPush(const std::string &push)
{
    if (m_pusher)
        m_pusher->undo(push);
}

void LiveWorker::networkChanged()
{
    if (m_watcher)
        m_watcher->networkChanged();
    if (m_delivery)
        m_delivery->wake();
}

/// Settings, coverage and what another watcher tells, if anything was committed.
void LiveWorker::look()
{
    const Result<> done = read();
    if (done)
        return;
    m_reader.reset();
    m_counter = -1;
    const QString problem = ui::errorSentence(done.error());
    if (problem != m_problem)
        m_soon->start();
    m_problem = problem;
}

Result<> LiveWorker::read()
{
    if (!m_reader) {
        if (!QFileInfo::exists(QString::fromStdString(m_path)))
            return {};
        auto reader = LedgerReader::open(m_path);
        if (!reader)
            return tl::unexpected<Error>(std::move(reader).error());
        m_reader = *std::move(reader);
    }
    const auto counter = m_reader->changeCounter();
    if (!counter)
        return tl::unexpected<Error>(counter.error());
    if (*counter == m_counter)
        return {};
    auto settings = sources::storedSources(*m_reader);
    if (!settings)
        return tl::unexpected<Error>(settings.error());
    const Instant now = m_clock();
    m_shown = {{now.micros - coverageShownMicros}, now};
    auto coverage = m_reader->coverage(m_shown, now);
    if (!coverage)
        return tl::unexpected<Error>(coverage.error());
    auto report = sources::watchReport(*m_reader);
    if (!report)
        return tl::unexpected<Error>(report.error());
    auto requests = sources::pendingRequests(*m_reader);
    if (!requests)
        return tl::unexpected<Error>(requests.error());
    auto quotas = m_reader->quotaWindows();
    if (!quotas)
        return tl::unexpected<Error>(quotas.error());
    Result<std::vector<SourceInfo>> known;
    if (std::any_of(settings->begin(), settings->end(),
                    [](const auto &one) { return one.kind == sources::SourceKind::Copilot; }))
        known = m_reader->sources();
    if (!known)
        return tl::unexpected<Error>(known.error());
    OUTLAY_TRY(readNoticeSettings());
    m_quotas = *std::move(quotas);
    m_settings = *std::move(settings);
    m_coverage = *std::move(coverage);
    m_known = *std::move(known);
    if (*report)
        m_told = std::move((*report)->statuses);
    m_requests = *std::move(requests);
    m_problem.clear();
    m_counter = *counter;
    m_soon->start();
    return {};
}

Result<> LiveWorker::readNoticeSettings()
{
    const auto text = m_reader->setting(std::string(alerting::noticeSetting));
    if (!text)
        return tl::unexpected<Error>(text.error());
    const auto notices = alerting::parseNoticeSettings(*text);
    if (!notices)
        return tl::unexpected<Error>(notices.error());
    if (*notices != m_notices) {
        m_notices = *notices;
        emit noticeSettingsChanged(m_notices);
    }
    return {};
}

void LiveWorker::testWebhook(const ui::WebhookSettings &webhook)
{
    alerting::WebhookSettings known;
    if (m_reader) { // headers and certificates that the window does not show
        const auto text = m_reader->setting(std::string(alerting::webhooksSetting));
        const auto hooks = alerting::parseWebhookSettings(text ? *text : std::string());
        for (const alerting::WebhookSettings &one :
             hooks ? *hooks : std::vector<alerting::WebhookSettings>()) {
            if (one.name == webhook.stored.toStdString())
                known = one;
        }
    }
    const auto settings = webhookOf(webhook, known);
    if (!settings)
        return emit webhookTested(false, ui::errorSentence(settings.error()));
    m_secrets->retryKeychain(); // a person asks: a prompt is expected
    m_webhookTest = alerting::webhookTest(*settings, *m_secrets, m_clock);
    connect(m_webhookTest.get(), &alerting::WebhookAttempt::finished, this,
            [this](const alerting::WebhookResult &result) {
                m_webhookTest.release()->deleteLater(); // it is in the middle of its signal
                emit webhookTested(result.kind == alerting::WebhookResult::Kind::Delivered,
                                   QString::fromStdString(result.reason));
            });
    m_webhookTest->start();
}

QString LiveWorker::notice() const
{
    if (!m_problem.isEmpty())
        return m_problem;
    if (m_holder.isEmpty())
        return {};
    return tr("%1 watches this ledger. What is set here reaches it within a second.").arg(m_holder);
}

/// What another process told, and what was wished since.
std::vector<sources::SourceStatus> LiveWorker::toldSince() const
{
    std::vector<sources::SourceStatus> statuses;
    for (const sources::SourceSettings &settings : m_settings) {
        sources::SourceStatus &status = statuses.emplace_back(sources::statusSince(
            settings, sources::statusNamed(m_told, settings.name), m_requests));
        if (m_holder.isEmpty())
            sources::leaveUnwatched(status);
    }
    return statuses;
}

void LiveWorker::publish()
{
    const bool isOwn = m_watcher && m_watcher->isWatching();
    ui::SourcesSnapshot snapshot;
    snapshot.now = m_clock();
    snapshot.zone = m_zone();
    snapshot.shown = m_shown;
    snapshot.rows = sourceRows(m_settings, isOwn ? m_watcher->statuses() : toldSince(), m_coverage);
    tellBilledTwice(m_known, snapshot.rows);
    snapshot.quotas = m_quotas;
    snapshot.notice = notice();
    emit sourcesReady(snapshot);
}

void LiveWorker::change(Change change, Then then)
{
    if (!m_queue)
        return;
    const auto answer = [this, then = std::move(then)](const Result<> &done) {
        QMetaObject::invokeMethod(this, [this, then, done] {
            look();
            then(done);
        });
    };
    // This object outlives the queue, which waits for its jobs.
    m_queue->post([change = std::move(change), answer](Ingest &ingest) { answer(change(ingest)); },
                  [answer](const Error &error) { answer(tl::unexpected<Error>(error)); });
}

void LiveWorker::ask(const std::string &name, sources::WatchRequest request)
{
    change([name, request](Ingest &ingest) { return sources::requestOf(ingest, name, request); },
           [this](const Result<> &done) {
               if (!done)
                   emit failed(done.error());
           });
}

void LiveWorker::pollNow(const std::string &name)
{
    m_secrets->retryKeychain(); // a person asks: a prompt is expected
    if (m_watcher && m_watcher->isWatching())
        return m_watcher->pollNow(name);
    ask(name, sources::WatchRequest::Poll);
}

void LiveWorker::trip(const std::string &name)
{
    if (m_watcher && m_watcher->isWatching())
        return m_watcher->trip(name);
    ask(name, sources::WatchRequest::Trip);
}

void LiveWorker::reset(const std::string &name)
{
    if (m_watcher && m_watcher->isWatching())
        return m_watcher->reset(name);
    ask(name, sources::WatchRequest::Reset);
}

void LiveWorker::unlock(Secret passphrase)
{
    if (!m_watcher || !m_watcher->isWatching()) {
        emit unlockAnswered(m_holder.isEmpty()
                                ? tr("Nothing is watched by this window.")
                                : tr("%1 watches this ledger. Give it the passphrase, for example "
                                     "with --passphrase-file.")
                                      .arg(m_holder));
        return;
    }
    m_secrets->unlock(std::move(passphrase), this, [this](const SecretAnswer &answer) {
        emit unlockAnswered(answer.works() ? QString() : QString::fromStdString(answer.text));
    });
}

void LiveWorker::setPaused(const std::string &name, bool isPaused)
{
    change([name, isPaused](Ingest &ingest) { return sources::setPaused(ingest, name, isPaused); },
           [this](const Result<> &done) {
               if (!done)
                   emit failed(done.error());
           });
}

void LiveWorker::remove(const std::string &name, bool withData)
{
    const QString shown = QString::fromStdString(name);
    emit configuring(tr("Removing %1…").arg(shown));
    change(
        [name, withData](Ingest &ingest) -> Result<> {
            OUTLAY_TRY(sources::forgetSource(ingest, name));
            if (!withData)
                return {};
            const auto removed = ingest.removeSource(name);
            return removed ? Result<>{} : Result<>(tl::unexpected<Error>(removed.error()));
        },
        [this, shown, withData](const Result<> &done) {
            if (!done)
                return emit failed(done.error());
            emit configured(withData
                                ? tr("Removed %1 and all it said.").arg(shown)
                                : tr("%1 is no longer watched; what it said stays.").arg(shown));
        });
}

void LiveWorker::requestDraft(const std::string &name)
{
    if (const sources::SourceSettings *settings = sources::sourceNamed(m_settings, name))
        emit draftReady(draftOf(*settings));
}

void LiveWorker::test(const ui::SourceDraft &draft)
{
    const auto settings = settingsOf(draft, sources::sourceNamed(m_settings, draft.name));
    if (!settings)
        return emit saveFailed(ui::errorSentence(settings.error()));
    m_tested = *settings;
    m_test = std::make_unique<sources::SourceTest>(*settings, *m_secrets, m_queue.get());
    connect(m_test.get(), &sources::SourceTest::finished, this,
            [this](std::vector<sources::Finding> findings) {
                auto found = findingsOf(findings);
                if (const auto same = polledAlready(m_tested))
                    found.push_back({ui::SourceFinding::Kind::Warning,
                                     tr("This account is already polled as %1 (%2); its money "
                                        "would count twice.")
                                         .arg(QString::fromStdString(same->other),
                                              QString::fromStdString(same->why)),
                                     true});
                emit findingsReady(found);
            });
    QByteArray typed = draft.typedKey.toUtf8();
    QByteArray typedPush = draft.typedPushKey.toUtf8();
    m_test->start(Secret::taking(typed), Secret::taking(typedPush));
}

void LiveWorker::save(const ui::SourceDraft &draft, const std::string &former)
{
    const sources::SourceSettings *known = sources::sourceNamed(m_settings, former);
    const auto settings = settingsOf(draft, known);
    if (!settings)
        return emit saveFailed(ui::errorSentence(settings.error()));
    const bool isNew = former.empty();
    if (isNew && sources::sourceNamed(m_settings, settings->name))
        return emit saveFailed(tr("A source called %1 is watched already. Choose another name.")
                                   .arg(QString::fromStdString(settings->name)));
    if (isNew && !isMeant(*settings))
        return;
    keep(settings->secret, draft.typedKey, [this, draft, settings = *settings, isNew] {
        keep(settings.pushSecret, draft.typedPushKey,
             [this, settings, isNew] { store(settings, isNew); });
    });
}

void LiveWorker::keep(const std::string &secret, const QString &typed,
                      const std::function<void()> &then)
{
    const auto reference = SecretReference::parse(secret);
    if (typed.isEmpty() || !reference || !reference->isWritable())
        return then();
    QByteArray bytes = typed.toUtf8();
    m_secrets->write(*reference, Secret::taking(bytes), this,
                     [this, then](const SecretAnswer &answer) {
                         if (answer.works())
                             then();
                         else
                             emit saveFailed(QString::fromStdString(answer.text));
                     });
}

std::optional<sources::SameAccount>
LiveWorker::polledAlready(const sources::SourceSettings &settings)
{
    if (!m_reader)
        return std::nullopt;
    const bool isTested = m_test && m_tested == settings;
    const auto same = sources::sameAccountAs(
        *m_reader, m_settings, settings, isTested ? m_test->accountIds() : std::set<std::string>());
    // A ledger that cannot be read says so when it is written.
    return same ? *same : std::nullopt;
}

bool LiveWorker::isMeant(const sources::SourceSettings &settings)
{
    const auto same = m_doubted == settings ? std::nullopt : polledAlready(settings);
    if (!same)
        return true;
    m_doubted = settings;
    emit saveFailed(
        tr("This account is already polled as %1 (%2); its money would count twice. "
           "Remove that source first, or save again to poll both.")
            .arg(QString::fromStdString(same->other), QString::fromStdString(same->why)));
    return false;
}

void LiveWorker::store(const sources::SourceSettings &settings, bool isNew)
{
    change(
        [settings, isNew](Ingest &ingest) {
            return isNew ? sources::addSource(ingest, settings)
                         : sources::changeSource(ingest, settings);
        },
        [this, name = settings.name](const Result<> &done) {
            if (!done)
                return emit saveFailed(ui::errorSentence(done.error()));
            emit saved();
            if (m_watcher)
                m_watcher->pollNow(name); // another key may lie in the same place
        });
}

} // namespace outlay
