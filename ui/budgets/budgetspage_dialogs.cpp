// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// BudgetsPage: its dialogs.
#include "ui/budgets/budgetspage.h"

#include "ui/budgets/budgeteditor.h"
#include "ui/budgets/budgettreemodel.h"
#include "ui/budgets/limitsladderdialog.h"
#include "ui/budgets/pushcapsdialog.h"
#include "ui/budgets/pushpanel.h"
#include "ui/budgets/tripwireform.h"
#include "ui/budgets/usercapsdialog.h"
#include "ui/text/plurals.h"
#include "ui/widgets/nameguard.h"

#include <QDialogButtonBox>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace outlay::ui {

void BudgetsPage::addBudget()
{
    BudgetDraft draft;
    if (m_snapshot)
        draft.period.zone = m_snapshot->zone.name();
    setDraft(draft);
}

void BudgetsPage::setDraft(const BudgetDraft &draft)
{
    if (!m_snapshot)
        return;
    if (isRefusedWithoutNames(*this))
        return;
    delete m_editor;
    m_editor = new BudgetEditor(draft, *m_snapshot, this);
    connect(m_editor, &BudgetEditor::previewRequested, this,
            [this](const BudgetDraft &typed) { emit previewRequested(++m_previewNumber, typed); });
    connect(m_editor, &BudgetEditor::saveRequested, this, &BudgetsPage::saveRequested);
    m_editor->open();
}

void BudgetsPage::setPreview(std::uint64_t generation, const BudgetPreview &preview)
{
    if (m_editor && generation == m_previewNumber)
        m_editor->setPreview(preview);
}

void BudgetsPage::setSaved()
{
    if (m_editor)
        m_editor->accept();
}

void BudgetsPage::setSaveFailure(const QString &sentence,
                                 const std::vector<BudgetFieldError> &errors)
{
    if (!m_editor)
        return setProblem(sentence);
    m_editor->setErrors(errors);
    m_editor->setSaveFailure(sentence);
}

void BudgetsPage::setUserCaps(const std::vector<UserCap> &caps)
{
    if (isRefusedWithoutNames(*this))
        return;
    delete m_userCaps;
    m_userCaps =
        new UserCapsDialog(caps, m_snapshot ? m_snapshot->users : std::vector<std::string>(), this);
    connect(m_userCaps, &UserCapsDialog::reviewRequested, this,
            [this](const std::vector<UserCap> &typed) {
                m_reviewed = typed;
                emit userCapsReviewRequested(++m_reviewNumber, typed);
                askForPush();
            });
    connect(m_userCaps, &UserCapsDialog::saveRequested, this,
            [this](const std::vector<UserCap> &typed, bool isPushed) {
                m_isPushWanted = isPushed;
                emit userCapsSaveRequested(typed, isPushed);
            });
    connect(m_userCaps, &UserCapsDialog::pushRequested, this, &BudgetsPage::push);
    connectPush(m_userCaps->panel());
    m_userCaps->open();
}

void BudgetsPage::setUserCapsReview(std::uint64_t generation,
                                    const std::vector<UserCapDiff> &differences)
{
    if (m_userCaps && generation == m_reviewNumber)
        m_userCaps->setReview(differences);
}

void BudgetsPage::setUserCapsResults(const std::vector<UserCapResult> &results)
{
    if (m_userCaps)
        m_userCaps->setResults(results);
    const bool isSaved = std::all_of(results.begin(), results.end(),
                                     [](const UserCapResult &one) { return one.isDone; });
    if (std::exchange(m_isPushWanted, false) && isSaved)
        push();
}

void BudgetsPage::openPush()
{
    if (isRefusedWithoutNames(*this))
        return;
    delete m_pushCaps;
    m_pushCaps = new PushCapsDialog(this);
    m_reviewed.reset();
    connect(m_pushCaps, &PushCapsDialog::pushRequested, this, &BudgetsPage::push);
    connectPush(m_pushCaps->panel());
    m_pushCaps->open();
    askForPush();
}

PushPanel *BudgetsPage::pushPanel() const
{
    if (m_pushCaps)
        return &m_pushCaps->panel();
    return m_userCaps ? &m_userCaps->panel() : nullptr;
}

void BudgetsPage::connectPush(PushPanel &panel)
{
    connect(&panel, &PushPanel::gatewayChosen, this, &BudgetsPage::askForPush);
    connect(&panel, &PushPanel::stopRequested, this, &BudgetsPage::pushStopRequested);
    connect(&panel, &PushPanel::undoRequested, this, [this](const std::string &made) {
        pushPanel()->setPushing(true);
        updatePush();
        emit pushUndoRequested(made);
    });
}

void BudgetsPage::askForPush()
{
    const std::string gateway = pushPanel()->gateway();
    pushPanel()->setAsking();
    updatePush();
    emit pushPreviewRequested(++m_pushNumber, m_reviewed, gateway);
}

void BudgetsPage::push()
{
    if (PushPanel *panel = pushPanel())
        panel->setPushing(false);
    updatePush();
    emit pushRequested(m_pushNumber);
}

void BudgetsPage::updatePush()
{
    if (m_pushCaps)
        m_pushCaps->update();
    if (m_userCaps)
        m_userCaps->updatePush();
}

void BudgetsPage::setPushPlan(std::uint64_t generation, const CapPushPlan &plan)
{
    if (!pushPanel() || generation != m_pushNumber)
        return;
    pushPanel()->setPlan(plan);
    updatePush();
}

void BudgetsPage::setPushProgress(int done, int total)
{
    if (PushPanel *panel = pushPanel(); panel && panel->isPushing())
        panel->setProgress(done, total);
}

void BudgetsPage::setPushResult(const CapPushResult &result)
{
    if (PushPanel *panel = pushPanel(); panel && panel->isPushing()) {
        panel->setResult(result);
        return updatePush();
    }
    // Its window was closed meanwhile: only what went wrong is worth a word.
    const auto bad = std::count_if(result.rows.begin(), result.rows.end(),
                                   [](const CapPushResult::Row &row) { return !row.isSet; });
    if (bad > 0)
        setProblem(
            tr("The push ended; %n limit(s) did not hold at the gateway.", nullptr, pluralOf(bad)));
    else if (!result.problem.isEmpty())
        setProblem(result.problem);
}

void BudgetsPage::openLadder()
{
    if (!m_snapshot)
        return;
    if (isRefusedWithoutNames(*this))
        return;
    delete m_ladder;
    m_ladder = new LimitsLadderDialog(*m_snapshot, this);
    connect(m_ladder, &LimitsLadderDialog::ladderRequested, this, &BudgetsPage::ladderRequested);
    m_ladder->open();
    m_ladder->ask();
}

void BudgetsPage::setLadder(const LimitsLadder &ladder)
{
    if (m_ladder)
        m_ladder->setLadder(ladder);
}

void BudgetsPage::openTripwires()
{
    if (!m_snapshot)
        return;
    auto *dialog = new QDialog(this);
    dialog->setObjectName(QStringLiteral("tripwiresDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Tripwires"));
    auto *form = new TripwireForm(dialog);
    form->setTripwires(m_snapshot->tripwires);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, dialog);
    auto *box = new QVBoxLayout(dialog);
    box->setSpacing(12);
    box->addWidget(form);
    box->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, dialog, &QDialog::reject);
    connect(form, &TripwireForm::tripwiresChosen, this, &BudgetsPage::tripwiresChosen);
    connect(form, &TripwireForm::tripwiresChosen, dialog, &QDialog::accept);
    dialog->open();
}

void BudgetsPage::askForRemoval(const std::string &id)
{
    const BudgetRow *row = m_model->rowAt(m_model->indexOf(id, {}));
    if (!row)
        return;
    auto *box =
        new QMessageBox(QMessageBox::NoIcon, tr("Remove a budget"), {}, QMessageBox::Cancel, this);
    box->setObjectName(QStringLiteral("budgetRemoval"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setText(tr("Remove “%1”? What was consumed stays in the ledger, and “Undo removal” "
                    "brings it back.")
                     .arg(row->name));
    const auto *remove = box->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    connect(box, &QMessageBox::buttonClicked, this,
            [this, id, remove](const QAbstractButton *button) {
                if (static_cast<const QAbstractButton *>(remove) == button)
                    emit removalConfirmed(id);
            });
    box->open();
}

} // namespace outlay::ui
