// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/alertclock.h"
#include "app/alerting/alertdelivery.h"
#include "app/alerting/metrics/metricshost.h"
#include "app/alerting/metrics/metricspush.h"
#include "app/alerting/noticesettings.h"
#include "app/alerting/webhook/webhookattempt.h"
#include "app/caps/capwatch.h"
#include "app/desktop/cappusher.h"
#include "app/desktop/shownzone.h"
#include "app/sources/sameaccount.h"
#include "app/sources/sourcetest.h"
#include "app/sources/watcher.h"
#include "models/ledger/ledgerreader.h"
#include "models/money/clock.h"
#include "ui/alerts/alertingsettings.h"
#include "ui/sources/sourcerow.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>

namespace outlay {

/// Lives on the live thread: the watcher, its queue and secrets, and a reader of its own that says
/// how the sources fare.
class LiveWorker : public QObject
{
    Q_OBJECT

public:
    LiveWorker(Clock clock, ShownZone zone);
    ~LiveWorker() override;

    /// `watches`: else it is only shown what the ledger says. An empty path: none.
    void setLedger(const std::string &path, bool watches);
    void networkChanged();

    void pollNow(const std::string &name);
    void trip(const std::string &name);
    void reset(const std::string &name);
    void unlock(Secret passphrase);
    void setPaused(const std::string &name, bool isPaused);
    void remove(const std::string &name, bool withData);
    void requestDraft(const std::string &name);
    void test(const ui::SourceDraft &draft);
    void save(const ui::SourceDraft &draft, const std::string &former);
    void testWebhook(const ui::WebhookSettings &webhook);
    void previewPush(std::uint64_t number, const std::optional<std::vector<ui::UserCap>> &caps,
                     const std::string &gateway);
    void push(std::uint64_t number);
    void stopPush();
    void undoPush(const std::string &push);
    /// What is known of the sources once more, such as by days of another zone.
    void publish();

signals:
    void sourcesReady(const outlay::ui::SourcesSnapshot &sources);
    void findingsReady(const std::vector<outlay::ui::SourceFinding> &findings);
    void draftReady(const outlay::ui::SourceDraft &draft);
    void saved();
    void unlockAnswered(const QString &problem);
    void saveFailed(const QString &sentence);
    void configuring(const QString &what);
    void configured(const QString &sentence);
    /// Something came in and is in the ledger.
    void committed();
    /// A person is to hear of it, from this process.
    void alertTold(const outlay::Alert &alert);
    /// Before what is told by them.
    void noticeSettingsChanged(const outlay::alerting::NoticeSettings &settings);
    void webhookTested(bool isOk, const QString &sentence);
    void pushPreviewReady(std::uint64_t number, const outlay::ui::CapPushPlan &plan);
    void pushProgressed(int done, int total);
    void pushFinished(const outlay::ui::CapPushResult &result);
    /// What is known of a gateway's limits.
    void capsChanged();
    void failed(const outlay::Error &error);

private:
    using Change = std::function<Result<>(Ingest &)>;
    using Then = std::function<void(const Result<> &)>;
    void makeWatcher();
    void makePusher();
    void makeCapWatch();
    /// A change of the ledger, and on this thread what came of it.
    void change(Change change, Then then);
    void ask(const std::string &name, sources::WatchRequest request);
    /// A key that was typed goes where the settings say, then `then`; said if it cannot.
    void keep(const std::string &secret, const QString &typed, const std::function<void()> &then);
    void store(const sources::SourceSettings &settings, bool isNew);
    [[nodiscard]] std::optional<sources::SameAccount>
    polledAlready(const sources::SourceSettings &settings);
    /// False, and said once: it would count an account's money twice.
    [[nodiscard]] bool isMeant(const sources::SourceSettings &settings);
    void look();
    [[nodiscard]] Result<> read();
    [[nodiscard]] Result<> readNoticeSettings();
    [[nodiscard]] QString notice() const;
    [[nodiscard]] std::vector<sources::SourceStatus> toldSince() const;

    Clock m_clock;
    ShownZone m_zone;
    std::string m_path;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<LedgerQueue> m_queue;
    std::unique_ptr<sources::Watcher> m_watcher;
    std::unique_ptr<alerting::AlertClock> m_alertClock;
    std::unique_ptr<alerting::AlertDelivery> m_delivery;
    std::unique_ptr<alerting::MetricsHost> m_metrics;
    std::unique_ptr<alerting::MetricsPush> m_metricsPush;
    std::unique_ptr<enforcement::CapWatch> m_capWatch;
    std::unique_ptr<alerting::WebhookAttempt> m_webhookTest;
    std::unique_ptr<CapPusher> m_pusher;
    alerting::NoticeSettings m_notices;
    std::unique_ptr<sources::SourceTest> m_test;
    sources::SourceSettings m_tested;  ///< what m_test tries
    sources::SourceSettings m_doubted; ///< refused once for its account; saved if asked again
    std::unique_ptr<LedgerReader> m_reader;
    std::int64_t m_counter = -1;
    std::vector<sources::SourceSettings> m_settings;
    std::vector<sources::SourceStatus> m_told;               ///< by whoever watches, in the ledger
    std::map<std::string, sources::WatchRequest> m_requests; ///< that nobody has taken yet
    CoverageAnswer m_coverage;
    std::vector<SourceInfo> m_known; ///< where a bill among them may be of their requests
    std::vector<QuotaWindow> m_quotas;
    TimeRange m_shown;
    QString m_holder, m_problem;
    QTimer *m_second, *m_soon;
    bool m_watches = false;
};

} // namespace outlay
