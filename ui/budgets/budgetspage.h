// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/budgets/budgetssnapshot.h"
#include "ui/budgets/cappush.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <map>
#include <set>
#include <utility>

class QLabel;
class QModelIndex;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTreeView;

namespace outlay::ui {

class BudgetDetailView;
class BudgetEditor;
class BudgetSortModel;
class BudgetTreeModel;
class ElidedLabel;
class FirstBudget;
class LimitsLadderDialog;
class PushCapsDialog;
class PushPanel;
class TripwireForm;
class UserCapsDialog;

/// Budgets by time to limit, one of them in detail, and everything that changes them. Says by
/// signals what a person wants; whoever owns it wires it to the services. A request that carries a
/// generation is answered with it; older answers are dropped.
class BudgetsPage : public QWidget
{
    Q_OBJECT

public:
    explicit BudgetsPage(QWidget *parent = nullptr);
    /// Null: none yet.
    [[nodiscard]] const BudgetsSnapshotPtr &snapshot() const { return m_snapshot; }
    /// The dialogs that are open, if they are.
    [[nodiscard]] BudgetEditor *editor() const;
    [[nodiscard]] UserCapsDialog *userCaps() const;
    [[nodiscard]] LimitsLadderDialog *ladder() const;
    [[nodiscard]] PushCapsDialog *pushCaps() const;
    [[nodiscard]] bool isShowingDetails() const;

public slots:
    void setSnapshot(const outlay::ui::BudgetsSnapshotPtr &snapshot);
    /// Of members that were asked for.
    void setMemberForecasts(const std::vector<outlay::ui::BudgetMemberForecast> &forecasts);
    void setDetails(const outlay::ui::BudgetDetails &details);
    /// Everything shown anew, after names were hidden or shown.
    void sayAgain();
    /// Opens the editor over it.
    void setDraft(const outlay::ui::BudgetDraft &draft);
    void setPreview(std::uint64_t generation, const outlay::ui::BudgetPreview &preview);
    /// The draft was stored: the editor closes.
    void setSaved();
    void setSaveFailure(const QString &sentence,
                        const std::vector<outlay::ui::BudgetFieldError> &errors);
    /// Opens the grid with them.
    void setUserCaps(const std::vector<outlay::ui::UserCap> &caps);
    void setUserCapsReview(std::uint64_t generation,
                           const std::vector<outlay::ui::UserCapDiff> &differences);
    void setUserCapsResults(const std::vector<outlay::ui::UserCapResult> &results);
    void setPushPlan(std::uint64_t generation, const outlay::ui::CapPushPlan &plan);
    void setPushProgress(int done, int total);
    void setPushResult(const outlay::ui::CapPushResult &result);
    void setLadder(const outlay::ui::LimitsLadder &ladder);
    /// A budget of that name was just removed and can come back; empty: none.
    void setRemoved(const QString &name);
    void setBusy(bool isBusy);
    /// Of something that could not be done; empty: hides it.
    void setProblem(const QString &sentence);
    void addBudget();
    /// All caps against what a gateway holds.
    void openPush();
    void focusFilter();
    /// Shows one of them in detail, as soon as it is known.
    void choose(const std::string &id, const std::string &member);

signals:
    void snapshotRequested(); ///< the page is on the screen
    /// Budget and member of rows that are on the screen.
    void memberForecastsRequested(const std::vector<std::pair<std::string, std::string>> &members);
    void detailsRequested(const std::string &id, const std::string &member);
    void receiptRequested(const std::string &id, const std::string &member, QPoint globalPosition);
    void draftRequested(const std::string &id);
    void previewRequested(std::uint64_t generation, const outlay::ui::BudgetDraft &draft);
    void saveRequested(const outlay::ui::BudgetDraft &draft);
    void removalConfirmed(const std::string &id);
    void undoRequested(std::uint64_t change);
    void removalUndoRequested();
    void proposalAccepted(outlay::Money amount);
    void tripwiresChosen(const outlay::ui::TripwireSettings &settings);
    void userCapsRequested();
    void userCapsReviewRequested(std::uint64_t generation,
                                 const std::vector<outlay::ui::UserCap> &caps);
    void userCapsSaveRequested(const std::vector<outlay::ui::UserCap> &caps, bool isPushed);
    void ladderRequested(const std::string &user, const std::string &endpoint);
    /// What a gateway holds, against the caps as they are stored, or would be with `caps`.
    /// `gateway` empty: whichever there is.
    void pushPreviewRequested(std::uint64_t generation,
                              const std::optional<std::vector<outlay::ui::UserCap>> &caps,
                              const std::string &gateway);
    void pushRequested(std::uint64_t generation); ///< just what was previewed
    void pushStopRequested();
    void pushUndoRequested(const std::string &push);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QWidget *makeHeader();
    [[nodiscard]] QWidget *makeTable();
    [[nodiscard]] const BudgetRow *current() const;
    [[nodiscard]] bool takeKey(int key);
    void askForReceipt(const QModelIndex &cell);
    void select(const std::string &id, const std::string &member);
    void move(int rows);
    void showDetails();
    void showTable();
    void updateWords();
    void updateColumns();
    void openWorse();
    void askForForecasts();
    [[nodiscard]] BudgetsSnapshotPtr withForecasts(const BudgetsSnapshotPtr &snapshot) const;
    void askForRemoval(const std::string &id);
    void openLadder();
    [[nodiscard]] PushPanel *pushPanel() const;
    void connectPush(PushPanel &panel);
    void askForPush();
    void push();
    void updatePush();
    void openTripwires();

    BudgetsSnapshotPtr m_named; ///< as it was told; what is shown may have no names
    BudgetsSnapshotPtr m_snapshot;
    std::optional<BudgetDetails> m_namedDetails;
    QString m_saidProblem;
    BudgetTreeModel *m_model;
    BudgetSortModel *m_sorted;
    QTreeView *m_table;
    ElidedLabel *m_subtitle;
    QLabel *m_problem;
    QLineEdit *m_filter;
    QPushButton *m_add, *m_caps, *m_limits, *m_tripwires, *m_restore;
    QStackedWidget *m_stack;
    FirstBudget *m_first;
    BudgetDetailView *m_details;
    QWidget *m_tableCard = nullptr;
    QPointer<BudgetEditor> m_editor;
    QPointer<UserCapsDialog> m_userCaps;
    QPointer<LimitsLadderDialog> m_ladder;
    QPointer<PushCapsDialog> m_pushCaps;
    std::optional<std::vector<UserCap>> m_reviewed; ///< that a push is previewed of
    std::uint64_t m_previewNumber = 0, m_reviewNumber = 0, m_pushNumber = 0;
    bool m_isPushWanted = false; ///< once the caps are saved
    bool m_isBusy = false;
    QTimer m_looking; ///< until scrolling and expanding rest
    using MemberKey = std::pair<std::string, std::string>;
    std::map<MemberKey, BudgetMemberForecast> m_forecasts; ///< answered, as of m_forecastsAt
    std::set<MemberKey> m_asked;
    std::set<MemberKey> m_opened; ///< parents that were opened for what is in them
    Instant m_forecastsAt;
    std::optional<std::pair<std::string, std::string>> m_chosen; ///< not known yet
};

} // namespace outlay::ui
