// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// DesktopApp: the Budgets page and its service.
#include "app/desktop/budgetdrafts.h"
#include "app/desktop/desktopapp.h"
#include "ui/receipt/receiptpopover.h"
#include "ui/text/numbers.h"

namespace outlay {

namespace {

/// Receipts of the Budgets page; the Overview counts its own from one.
constexpr std::uint64_t firstReceipt = std::uint64_t{1} << 32U;

} // namespace

/// What is told of budgets whether or not their page is there.
void DesktopApp::connectBudgets()
{
    const BudgetsService &service = m_budgetsService;
    connect(&service, &BudgetsService::snapshotReady, this,
            [this](const ui::BudgetsSnapshotPtr &snapshot, bool isWhole) {
                m_window.setBudgets(snapshot);
                m_hasBudgets = m_hasBudgets || isWhole;
                readyWhenShown();
            });
    connect(&service, &BudgetsService::written, this, [this] {
        refreshBudgets();
        m_alertsService.request(); // a changed limit may tell of something
    });
    connect(&service, &BudgetsService::failed, this, [this] {
        m_hasBudgets = true; // all there will be
        readyWhenShown();
    });
    connect(&m_liveService, &LiveService::capsChanged, this, &DesktopApp::refreshBudgets);
}

void DesktopApp::connectBudgetsPage(ui::BudgetsPage &page)
{
    BudgetsService &service = m_budgetsService;
    using ui::BudgetsPage;
    connect(&page, &BudgetsPage::snapshotRequested, &service, &BudgetsService::request);
    connect(&page, &BudgetsPage::detailsRequested, this,
            [this](const std::string &id, const std::string &member) {
                m_shownBudget = {id, member};
                m_budgetsService.requestDetails(id, member);
            });
    connect(&page, &BudgetsPage::draftRequested, &service, &BudgetsService::requestDraft);
    connect(&page, &BudgetsPage::previewRequested, &service, &BudgetsService::preview);
    connect(&page, &BudgetsPage::saveRequested, &service, &BudgetsService::save);
    connect(&page, &BudgetsPage::removalConfirmed, &service, &BudgetsService::remove);
    connect(&page, &BudgetsPage::undoRequested, this,
            [this](std::uint64_t change) { m_budgetsService.undo(change, m_shownBudget.first); });
    connect(&page, &BudgetsPage::removalUndoRequested, &service, &BudgetsService::restoreRemoved);
    connect(&service, &BudgetsService::removed, &page, &BudgetsPage::setRemoved);
    connect(&page, &BudgetsPage::proposalAccepted, &service, &BudgetsService::acceptProposal);
    connect(&page, &BudgetsPage::tripwiresChosen, &service, &BudgetsService::setTripwires);
    connect(&page, &BudgetsPage::userCapsRequested, &service, &BudgetsService::requestUserCaps);
    connect(&page, &BudgetsPage::userCapsReviewRequested, &service,
            &BudgetsService::reviewUserCaps);
    connect(&page, &BudgetsPage::ladderRequested, &service, &BudgetsService::requestLadder);
    connect(&service, &BudgetsService::ladderReady, &page, &BudgetsPage::setLadder);
    connect(&page, &BudgetsPage::userCapsSaveRequested, &service,
            [this](const std::vector<ui::UserCap> &caps, bool) {
                m_budgetsService.saveUserCaps(caps);
            });
    connect(&page, &BudgetsPage::memberForecastsRequested, &service,
            &BudgetsService::requestMemberForecasts);
    connect(&service, &BudgetsService::memberForecastsReady, &page,
            &BudgetsPage::setMemberForecasts);
    connect(&service, &BudgetsService::detailsReady, &page, &BudgetsPage::setDetails);
    connect(&service, &BudgetsService::draftReady, &page, &BudgetsPage::setDraft);
    connect(&service, &BudgetsService::previewReady, &page, &BudgetsPage::setPreview);
    connect(&service, &BudgetsService::userCapsReady, &page, &BudgetsPage::setUserCaps);
    connect(&service, &BudgetsService::userCapsReviewed, &page, &BudgetsPage::setUserCapsReview);
    connect(&service, &BudgetsService::userCapsSaved, &page, &BudgetsPage::setUserCapsResults);
    connect(&service, &BudgetsService::saved, &page, &BudgetsPage::setSaved);
    connect(&service, &BudgetsService::saveFailed, &page, [&page](const Error &error) {
        page.setBusy(false);
        page.setSaveFailure(ui::errorSentence(error), fieldErrorsOf(error));
    });
    connect(&service, &BudgetsService::writing, &page, [&page] { page.setBusy(true); });
    connect(&service, &BudgetsService::written, &page, [&page] { page.setBusy(false); });
    connect(&service, &BudgetsService::failed, &page, [&page](const Error &error) {
        page.setBusy(false);
        page.setProblem(ui::errorSentence(error));
    });
    connectBudgetReceipts(page);
}

void DesktopApp::connectPushes(const ui::BudgetsPage &page)
{
    using ui::BudgetsPage;
    connect(&page, &BudgetsPage::pushPreviewRequested, &m_liveService, &LiveService::previewPush);
    connect(&page, &BudgetsPage::pushRequested, &m_liveService, &LiveService::push);
    connect(&page, &BudgetsPage::pushStopRequested, &m_liveService, &LiveService::stopPush);
    connect(&page, &BudgetsPage::pushUndoRequested, &m_liveService, &LiveService::undoPush);
    connect(&m_liveService, &LiveService::pushPreviewReady, &page, &BudgetsPage::setPushPlan);
    connect(&m_liveService, &LiveService::pushProgressed, &page, &BudgetsPage::setPushProgress);
    connect(&m_liveService, &LiveService::pushFinished, &page, &BudgetsPage::setPushResult);
}

/// What is shown of budgets, read again.
void DesktopApp::refreshBudgets()
{
    m_budgetsService.request();
    if (!m_shownBudget.first.empty() && m_window.isMade(ui::Page::Budgets) &&
        m_window.budgets().isShowingDetails())
        m_budgetsService.requestDetails(m_shownBudget.first, m_shownBudget.second);
}

void DesktopApp::connectBudgetReceipts(const ui::BudgetsPage &page)
{
    connect(&page, &ui::BudgetsPage::receiptRequested, this,
            [this](const std::string &id, const std::string &member, QPoint position) {
                m_receiptPosition = position;
                m_budgetsService.requestReceipt(id, member);
            });
    connect(&m_budgetsService, &BudgetsService::receiptReady, this,
            [this](const BudgetReceipt &receipt) {
                delete m_budgetReceipt; // one at a time
                const QString fees =
                    receipt.fees.nanos == 0
                        ? QString()
                        : tr("Fees of plans, %1, are no part of what a budget has used, nor of "
                             "this receipt.")
                              .arg(ui::money(receipt.fees, m_window.locale()));
                m_budgetReceipt = new ui::ReceiptPopover(receipt.title, fees, receipt.used, {},
                                                         &m_window.budgets());
                m_budgetFees = receipt.fees;
                connect(m_budgetReceipt, &ui::ReceiptPopover::closed, &m_receiptService,
                        &ReceiptService::cancel);
                connect(m_budgetReceipt, &ui::ReceiptPopover::rowsRequested, &m_window,
                        &ui::MainWindow::showRequests);
                m_budgetReceipt->setQuestion(receipt.question);
                m_budgetReceipt->showAt(m_receiptPosition);
                m_receiptNumber = std::max(firstReceipt, m_receiptNumber + 1);
                m_receiptService.request(m_receiptNumber, receipt.question);
            });
    connect(&m_receiptService, &ReceiptService::ready, this,
            [this](std::uint64_t number, const FigureReceipt &receipt) {
                if (m_budgetReceipt && number == m_receiptNumber)
                    m_budgetReceipt->setReceipt(withoutFees(receipt, m_budgetFees));
            });
    connect(&m_receiptService, &ReceiptService::failed, this,
            [this](std::uint64_t number, const Error &error) {
                if (m_budgetReceipt && number == m_receiptNumber)
                    m_budgetReceipt->setFailure(ui::errorSentence(error));
            });
}

} // namespace outlay
