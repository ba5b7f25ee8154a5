// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"
#include "ui/shell/shortcutsdialog.h"
#include "ui/shell/watchingmenu.h"

#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>

namespace outlay::ui {

QAction *MainWindow::addAction(QMenu &menu, const QString &text, const char *name,
                               const QKeySequence &shortcut, void (MainWindow::*slot)())
{
    QAction *action = menu.addAction(text);
    action->setObjectName(QLatin1String(name));
    action->setShortcut(shortcut);
    connect(action, &QAction::triggered, this, slot);
    return action;
}

void MainWindow::makeMenus()
{
    makeFileMenu();
    makeViewMenu();
    makeGoMenu();
    m_watching = new WatchingMenu(this);
    menuBar()->addMenu(m_watching);
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    addAction(*help, tr("&Keyboard"), "actionShortcuts", QKeySequence(Qt::Key_Question),
              &MainWindow::showShortcuts);
    addAction(*help, tr("&About Outlay"), "actionAbout", {}, &MainWindow::showAbout);
}

void MainWindow::makeFileMenu()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    addAction(*file, tr("&Import files…"), "actionImportFiles", QKeySequence::Open,
              &MainWindow::chooseFiles);
    addAction(*file, tr("Import a &folder…"), "actionImportFolder",
              QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O), &MainWindow::chooseFolder);
    file->addSeparator();
    addAction(*file, tr("&Sources and plans"), "actionSources", QKeySequence(Qt::CTRL | Qt::Key_P),
              &MainWindow::showSources);
    file->addSeparator();
    addAction(*file, tr("E&xport review…"), "actionExportReview",
              QKeySequence(Qt::CTRL | Qt::Key_E), &MainWindow::exportReview);
    addAction(*file, tr("Export da&ta…"), "actionExportData",
              QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E), &MainWindow::exportData);
    addAction(*file, tr("P&rint review…"), "actionPrintReview",
              QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P), &MainWindow::printReview);
    file->addSeparator();
    m_demoAction = file->addAction(tr("Open &demo data"));
    m_demoAction->setObjectName(QStringLiteral("actionDemo"));
    connect(m_demoAction, &QAction::triggered, this, &MainWindow::demoRequested);
    m_demoClose = file->addAction(tr("Close the &demo and go back"));
    m_demoClose->setObjectName(QStringLiteral("actionCloseDemo"));
    m_demoClose->setVisible(false);
    connect(m_demoClose, &QAction::triggered, this, &MainWindow::demoClosed);
    file->addSeparator();
    QAction *quit = file->addAction(tr("&Quit"));
    quit->setObjectName(QStringLiteral("actionQuit"));
    quit->setShortcut(QKeySequence::Quit);
    connect(quit, &QAction::triggered, this, &MainWindow::quitRequested);
}

void MainWindow::makeViewMenu()
{
    QMenu *view = menuBar()->addMenu(tr("&View"));
    int number = 0;
    for (const Page page : allPages) {
        QAction *action = view->addAction(pageLabel(page));
        QString name = QLatin1String(pageName(page));
        name[0] = name.at(0).toUpper();
        action->setObjectName(QStringLiteral("actionPage") + name);
        action->setShortcut(pageShortcut(number++));
        connect(action, &QAction::triggered, this, [this, page] { showPage(page); });
    }
    view->addSeparator();
    addAction(*view, tr("&Filter"), "actionFilter", QKeySequence(Qt::Key_Slash),
              &MainWindow::focusFilter);
    QAction *refresh = view->addAction(tr("&Refresh"));
    refresh->setObjectName(QStringLiteral("actionRefresh"));
    refresh->setShortcuts({QKeySequence(Qt::Key_R), QKeySequence(Qt::Key_F5)});
    connect(refresh, &QAction::triggered, this, &MainWindow::refreshRequested);
    addAction(*view, tr("Time &zone…"), "actionTimeZone", {}, &MainWindow::chooseZone);
    view->addSeparator();
    QMenu *theme = view->addMenu(tr("T&heme"));
    m_schemes = new QActionGroup(this);
    const auto add = [&](const QString &text, Scheme scheme) {
        QAction *action = theme->addAction(text);
        action->setCheckable(true);
        action->setData(static_cast<int>(scheme));
        m_schemes->addAction(action);
        connect(action, &QAction::triggered, this, [this, scheme] { emit schemeChosen(scheme); });
    };
    add(tr("As the &system"), Scheme::System);
    add(tr("&Light"), Scheme::Light);
    add(tr("&Dark"), Scheme::Dark);
    add(tr("High &contrast"), Scheme::HighContrast);
    setScheme(Scheme::System);
    m_namesAction = view->addAction(tr("Hide &names"));
    m_namesAction->setObjectName(QStringLiteral("actionHideNames"));
    m_namesAction->setCheckable(true);
    m_namesAction->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_H));
    m_namesAction->setToolTip(tr("Labels in the place of names, to share the screen"));
    connect(m_namesAction, &QAction::toggled, this, &MainWindow::setNamesHidden);
    ::QWidget::addAction(m_namesAction); // its key works without the menu bar, too
    QAction *wall = view->addAction(tr("Full-screen &wall"));
    wall->setObjectName(QStringLiteral("actionWall"));
    wall->setCheckable(true);
    wall->setShortcut(QKeySequence(Qt::Key_F11));
    wall->setToolTip(tr("Only the page, on the whole screen"));
    connect(wall, &QAction::toggled, this, &MainWindow::setWall);
    ::QWidget::addAction(wall); // its key works without the menu bar, too
}

void MainWindow::makeGoMenu()
{
    QMenu *go = menuBar()->addMenu(tr("&Go"));
    addAction(*go, tr("&Find a page, action or name…"), "actionPalette",
              QKeySequence(Qt::CTRL | Qt::Key_K), &MainWindow::openPalette);
    go->addSeparator();
    m_placeBefore = addAction(*go, tr("&Back"), "actionPlaceBefore",
                              QKeySequence(Qt::ALT | Qt::Key_Left), &MainWindow::goToPlaceBefore);
    m_placeAfter = addAction(*go, tr("F&orward"), "actionPlaceAfter",
                             QKeySequence(Qt::ALT | Qt::Key_Right), &MainWindow::goToPlaceAfter);
    addAction(*go, tr("&Copy a link to this view"), "actionCopyLink",
              QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), &MainWindow::copyLink);
    go->addSeparator();
    addAction(*go, tr("&Today"), "actionToday", QKeySequence(Qt::Key_T), &MainWindow::goToToday);
    addAction(*go, tr("&Previous period"), "actionBack", QKeySequence(Qt::Key_BracketLeft),
              &MainWindow::goBack);
    addAction(*go, tr("&Next period"), "actionForward", QKeySequence(Qt::Key_BracketRight),
              &MainWindow::goForward);
}

void MainWindow::showShortcuts()
{
    (new ShortcutsDialog(this))->open();
}

void MainWindow::showAbout()
{
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("About Outlay"),
                                tr("<b>Outlay %1</b><br>What LLM workloads cost, exactly.<br><br>"
                                   "Free software under the GNU General Public License, version 3 "
                                   "or later. Type: Inter, under the SIL Open Font License.")
                                    .arg(QStringLiteral(OUTLAY_VERSION)),
                                QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace outlay::ui
