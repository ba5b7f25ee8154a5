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
#include "ui/text/week.h"

#include <QAction>

namespace outlay::ui {

void MainWindow::setNamesHidden(bool isHidden)
{
    if (isHidden == areNamesHidden() && isHidden == m_namesAction->isChecked())
        return;
    hideNames(isHidden);
    m_namesAction->setChecked(isHidden);
    if (m_settings)
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
    const auto tell = [](auto *page) {
        if (page)
            page->sayAgain();
    };
    tell(m_explore);
    tell(m_tasks);
    tell(m_budgets);
    tell(m_alerts);
    tell(m_people);
    tell(m_prices);
    tell(m_settings ? &m_settings->closings() : nullptr);
    tell(m_settings);
    if (m_namedSources)
        setSources(SourcesSnapshot(*m_namedSources));
    tell(m_sources);
    if (m_found && m_welcome)
        m_welcome->setFound(m_found->first, m_found->second);
    m_banners->sayAgain();
    m_strip->sayAgain();
}

void MainWindow::applyFormats()
{
    const QLocale shown = shownLocale();
    QLocale::setDefault(shown); // of dialogs to come
    setLocale(shown);
    updateCalendars(*this);
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
