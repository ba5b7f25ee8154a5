// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// MainWindow: names hidden and shown.
#include "ui/import/importstrip.h"
#include "ui/receipt/receiptpopover.h"
#include "ui/settings/closingscard.h"
#include "ui/settings/settingspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/noticebanners.h"
#include "ui/shell/sidebar.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/text/shown.h"

#include <QAction>

namespace outlay::ui {

void MainWindow::setNamesHidden(bool isHidden)
{
    if (isHidden == areNamesHidden() && isHidden == m_namesAction->isChecked())
        return;
    hideNames(isHidden);
    m_namesAction->setChecked(isHidden);
    m_settings->setNamesHidden(isHidden);
    sayAgain();
    updateTitle();
    emit namesHiddenChanged(isHidden);
}

void MainWindow::sayAgain()
{
    for (ReceiptPopover *receipt : findChildren<ReceiptPopover *>())
        receipt->close(); // of the figure as it was worded
    m_sidebar->setNamesHidden(areNamesHidden());
    m_overview->sayAgain();
    m_explore->sayAgain();
    m_tasks->sayAgain();
    m_budgets->sayAgain();
    m_alerts->sayAgain();
    m_people->sayAgain();
    m_settings->closings().sayAgain();
    m_prices->sayAgain();
    m_settings->sayAgain();
    setSources(SourcesSnapshot(m_namedSources));
    m_sources->sayAgain();
    if (m_found && m_isEmpty)
        m_welcome->setFound(m_found->first, m_found->second);
    m_banners->sayAgain();
    m_strip->sayAgain();
}

void MainWindow::applyFormats()
{
    const QLocale shown = shownLocale();
    QLocale::setDefault(shown); // of dialogs to come
    setLocale(shown);
    m_sidebar->setCurrency(currencyNote(shown));
    if (m_overview->snapshot())
        setNow(m_overview->snapshot()->now);
    sayAgain();
}

void MainWindow::updateTitle()
{
    const QString title = m_isDemo ? tr("Outlay – demo data") : tr("Outlay");
    setWindowTitle(areNamesHidden() ? tr("%1 – names hidden", "title of the window").arg(title)
                                    : title);
}

} // namespace outlay::ui
