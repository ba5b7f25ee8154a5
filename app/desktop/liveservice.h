// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/alerting/noticesettings.h"
#include "app/desktop/shownzone.h"
#include "models/money/clock.h"
#include "models/money/result.h"
#include "models/rules/alert.h"
#include "ui/alerts/alertingsettings.h"
#include "ui/budgets/budgetssnapshot.h"
#include "ui/budgets/cappush.h"
#include "ui/sources/sourcerow.h"

#include <QObject>
#include <QString>
#include <QThread>

#include <vector>

namespace outlay {

class LiveWorker;

/// The window's way to the sources that are watched. Every call returns at once: watching, secrets
/// and the ledger have threads of their own.
class LiveService : public QObject
{
    Q_OBJECT

public:
    LiveService(Clock clock, ShownZone zone, QObject *parent = nullptr);
    /// Ends the sources; what they have read is still written.
    ~LiveService() override;

    /// `watches`: its sources run; else only what the ledger says of them is shown.
    void setLedger(const QString &path, bool watches);

public slots:
    void pollNow(const QString &name);
    void trip(const QString &name);
    void reset(const QString &name);
    /// Opens the file of keys for every source whose key is there.
    void unlock(const QString &passphrase);
    void setPaused(const QString &name, bool isPaused);
    void remove(const QString &name, bool withData);
    void requestDraft(const QString &name);
    void test(const outlay::ui::SourceDraft &draft);
    void save(const outlay::ui::SourceDraft &draft, const QString &former);
    /// Sends one message that says it is a test.
    void testWebhook(const outlay::ui::WebhookSettings &webhook);
    /// See CapPusher: here because the open secrets are.
    void previewPush(std::uint64_t number,
                     const std::optional<std::vector<outlay::ui::UserCap>> &caps,
                     const std::string &gateway);
    void push(std::uint64_t number);
    void stopPush();
    void undoPush(const std::string &push);
    /// The sources once more, in the zone of the screen as it is now.
    void request();

signals:
    void sourcesReady(const outlay::ui::SourcesSnapshot &sources);
    void findingsReady(const std::vector<outlay::ui::SourceFinding> &findings);
    void draftReady(const outlay::ui::SourceDraft &draft);
    void saved();
    /// Empty: the passphrase was right.
    void unlockAnswered(const QString &problem);
    void saveFailed(const QString &sentence);
    void configuring(const QString &what);
    void configured(const QString &sentence);
    /// Something came in and is in the ledger.
    void committed();
    /// A person is to hear of it, from this process.
    void alertTold(const outlay::Alert &alert);
    void noticeSettingsChanged(const outlay::alerting::NoticeSettings &settings);
    void webhookTested(bool isOk, const QString &sentence);
    void pushPreviewReady(std::uint64_t number, const outlay::ui::CapPushPlan &plan);
    void pushProgressed(int done, int total);
    void pushFinished(const outlay::ui::CapPushResult &result);
    void capsChanged();
    void failed(const outlay::Error &error);

private:
    /// On the live thread.
    template <typename Call> void post(Call call);

    QThread m_thread;
    LiveWorker *m_worker; ///< lives on m_thread, deleted when it ends
};

} // namespace outlay
