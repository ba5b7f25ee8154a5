// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// BudgetsPage: its dialogs.
#include "ui/budgets/budgetspage.h"

#include "ui/budgets/budgeteditor.h"
#include "ui/budgets/budgettreemodel.h"
#include "ui/budgets/limitsladderdialog.h"
#include "ui/budgets/tripwireform.h"
#include "ui/budgets/usercapsdialog.h"

#include <QDialogButtonBox>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

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
    delete m_userCaps;
    m_userCaps =
        new UserCapsDialog(caps, m_snapshot ? m_snapshot->users : std::vector<std::string>(), this);
    connect(m_userCaps, &UserCapsDialog::reviewRequested, this,
            [this](const std::vector<UserCap> &typed) {
                emit userCapsReviewRequested(++m_reviewNumber, typed);
            });
    connect(m_userCaps, &UserCapsDialog::saveRequested, this, &BudgetsPage::userCapsSaveRequested);
    m_userCaps->open();
}

void BudgetsPage::setUserCapsReview(std::uint64_t generation,
                                    const std::vector<UserCapDiff> &differences)
{
    if (m_userCaps && generation == m_reviewNumber)
        m_userCaps->setReview(differences);
}

void BudgetsPage::setUserCapsProgress(int done, int total)
{
    if (m_userCaps)
        m_userCaps->setProgress(done, total);
}

void BudgetsPage::setUserCapsResults(const std::vector<UserCapResult> &results)
{
    if (m_userCaps)
        m_userCaps->setResults(results);
}

void BudgetsPage::openLadder()
{
    if (!m_snapshot)
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
