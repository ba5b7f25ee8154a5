// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/budgetsbuilder.h"
#include "app/desktop/shownzone.h"
#include "app/sources/ledgerqueue.h"
#include "models/money/clock.h"
#include "models/money/zone.h"
#include "ui/budgets/budgetssnapshot.h"

#include <QObject>
#include <QThread>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace outlay {

class BudgetsWorker;

/// What budgets are asked about.
struct BudgetsQuestion
{
    std::string path;
    Instant now; ///< shownNow()
    Zone zone;
};

/// The window's way to budgets: reads on a thread of its own, changes go through a queue.
class BudgetsService : public QObject
{
    Q_OBJECT

public:
    BudgetsService(Clock clock, ShownZone zone, QObject *parent = nullptr);
    ~BudgetsService() override;

    void setPath(const QString &path);
    /// The first answer after setPath() comes in two steps: what is consumed, then the whole.
    void request();
    void requestDetails(const std::string &id, const std::string &member);
    void requestMemberForecasts(const std::vector<std::pair<std::string, std::string>> &members);
    void requestReceipt(const std::string &id, const std::string &member);
    void requestDraft(const std::string &id);
    /// Of the newest one asked for.
    void preview(std::uint64_t number, const ui::BudgetDraft &draft);
    void requestUserCaps();
    void reviewUserCaps(std::uint64_t number, const std::vector<ui::UserCap> &caps);
    void requestLadder(const std::string &user, const std::string &endpoint);

    void save(const ui::BudgetDraft &draft);
    void remove(const std::string &id);
    /// Brings the budget back that was removed last.
    void restoreRemoved();
    /// Puts the budget that a change was about back as it was before it.
    void undo(std::uint64_t change, const std::string &id);
    void acceptProposal(Money amount);
    void setTripwires(const ui::TripwireSettings &settings);
    void saveUserCaps(const std::vector<ui::UserCap> &caps);

signals:
    /// `isWhole`: nothing more follows by itself.
    void snapshotReady(const outlay::ui::BudgetsSnapshotPtr &snapshot, bool isWhole);
    void detailsReady(const outlay::ui::BudgetDetails &details);
    void memberForecastsReady(const std::vector<outlay::ui::BudgetMemberForecast> &forecasts);
    void receiptReady(const outlay::BudgetReceipt &receipt);
    void draftReady(const outlay::ui::BudgetDraft &draft);
    void previewReady(std::uint64_t number, const outlay::ui::BudgetPreview &preview);
    void userCapsReady(const std::vector<outlay::ui::UserCap> &caps);
    void userCapsReviewed(std::uint64_t number,
                          const std::vector<outlay::ui::UserCapDiff> &differences);
    void ladderReady(const outlay::ui::LimitsLadder &ladder);
    void writing();
    void written(); ///< any change
    void saved();   ///< of save(), after written()
    void saveFailed(const outlay::Error &error);
    void removed(const QString &name); ///< empty: it is back
    void userCapsSaved(const std::vector<outlay::ui::UserCapResult> &results);
    void failed(const outlay::Error &error);

private:
    using Change = std::function<Result<BudgetRules>(const BudgetRules &)>;
    using Done = std::function<void(const Result<> &)>;
    using Asked = std::function<void(BudgetsWorker &worker, const BudgetsQuestion &question)>;
    /// `asked` runs on the worker's thread.
    void ask(Asked asked);
    /// `done` is called here, later.
    void write(Change change, Done done);
    [[nodiscard]] Done reportFailure();
    void start();

    Clock m_clock;
    ShownZone m_zone;
    QThread m_thread;
    BudgetsWorker *m_worker; ///< lives on m_thread, deleted when it ends
    std::string m_path;
    std::uint64_t m_generation = 0; ///< of snapshots
    bool m_isReading = false;       ///< a snapshot; what is asked for meanwhile is one more
    bool m_isWanted = false;
    bool m_hasShown = false;              ///< something of this path
    std::unique_ptr<LedgerQueue> m_queue; ///< of the path; made at the first change
    std::shared_ptr<std::atomic<std::uint64_t>> m_newestPreview;
    std::optional<Budget> m_removed; ///< last, of this path
};

/// Lives on the service's thread.
class BudgetsWorker : public QObject
{
    Q_OBJECT

public:
    using Question = BudgetsQuestion;
    void read(const Question &question, std::uint64_t generation, bool isFirst);
    void readDetails(const Question &question, const std::string &id, const std::string &member);
    void readMemberForecasts(const Question &question,
                             const std::vector<std::pair<std::string, std::string>> &members);
    void readReceipt(const Question &question, const std::string &id, const std::string &member);
    void readDraft(const Question &question, const std::string &id);
    void preview(const Question &question, std::uint64_t number, const ui::BudgetDraft &draft);
    void readUserCaps(const Question &question);
    void reviewUserCaps(const Question &question, std::uint64_t number,
                        const std::vector<ui::UserCap> &caps);
    void readLadder(const Question &question, const std::string &user, const std::string &endpoint);

signals:
    void ladderReady(const outlay::ui::LimitsLadder &ladder);
    void snapshotReady(const outlay::ui::BudgetsSnapshotPtr &snapshot, bool isWhole);
    void snapshotFailed(const outlay::Error &error);
    void detailsReady(const outlay::ui::BudgetDetails &details);
    void memberForecastsReady(const std::vector<outlay::ui::BudgetMemberForecast> &forecasts);
    void receiptReady(const outlay::BudgetReceipt &receipt);
    void draftReady(const outlay::ui::BudgetDraft &draft);
    void previewReady(std::uint64_t number, const outlay::ui::BudgetPreview &preview);
    void userCapsReady(const std::vector<outlay::ui::UserCap> &caps);
    void userCapsReviewed(std::uint64_t number,
                          const std::vector<outlay::ui::UserCapDiff> &differences);
    void failed(const outlay::Error &error);
};

} // namespace outlay
