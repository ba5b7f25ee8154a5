// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "ui/alerts/alertspage.h"
#include "ui/budgets/budgetspage.h"
#include "ui/explore/explorepage.h"
#include "ui/import/importstrip.h"
#include "ui/overview/overviewpage.h"
#include "ui/palette/foundnames.h"
#include "ui/palette/palettemodel.h"
#include "ui/people/peoplepage.h"
#include "ui/prices/pricespage.h"
#include "ui/shell/placehistory.h"
#include "ui/shell/watchingmenu.h"
#include "ui/sources/sourcespage.h"
#include "ui/tasks/taskspage.h"
#include "ui/theme/theme.h"
#include "ui/welcome/welcomepage.h"

#include <QMainWindow>
#include <QPointer>

#include <utility>
#include <vector>

class QAction;
class QActionGroup;
class QStackedWidget;

namespace outlay::ui {

class CommandPalette;
class DetailsDialog;
class DropOverlay;
class NoticeBanners;
class RangePicker;
class SettingsPage;
class Sidebar;
class WatchingMenu;
struct DataChoice;
struct ReviewChoice;

/// The window. Says by signals what it needs and is told by slots what there is; whoever owns it
/// wires it to the services.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(QWidget *parent = nullptr);

    [[nodiscard]] OverviewPage &overview() { return *m_overview; }
    // The other pages are made when they are first asked for.
    [[nodiscard]] ExplorePage &explore();
    [[nodiscard]] TasksPage &tasks();
    [[nodiscard]] WelcomePage &welcome();
    [[nodiscard]] BudgetsPage &budgets();
    [[nodiscard]] AlertsPage &alerts();
    [[nodiscard]] PeoplePage &people();
    [[nodiscard]] SourcesPage &sources();
    [[nodiscard]] PricesPage &prices();
    [[nodiscard]] SettingsPage &settings();
    [[nodiscard]] bool isMade(Page page) const;
    [[nodiscard]] NoticeBanners &banners() { return *m_banners; }
    [[nodiscard]] WatchingMenu &watchingMenu() { return *m_watching; }
    [[nodiscard]] Page page() const { return m_page; }
    [[nodiscard]] Place place() const;

public slots:
    void setLedgerPath(const QString &path);
    /// The options that open it ("--ledger", its path), for links; empty: it is the usual one.
    void setLinkLedger(const QStringList &options) { m_linkLedger = options; }
    void setSnapshot(const outlay::ui::OverviewSnapshotPtr &snapshot);
    /// Keeps the last good figures and says since when they are old.
    void setReadFailure(const outlay::Error &error);
    void setFound(const std::vector<outlay::ui::FoundItem> &items, const QStringList &keys);
    void setSources(const outlay::ui::SourcesSnapshot &sources);
    void setBudgets(const outlay::ui::BudgetsSnapshotPtr &snapshot);
    /// For their page and the sidebar; the Overview has its own.
    void setAlerts(const outlay::ui::AlertsSnapshotPtr &snapshot);
    void setRejected(const std::vector<outlay::RejectedRecord> &records);
    /// `canClose`: there is another ledger to go back to.
    void setDemo(bool isDemo, bool canClose);
    void setReceipt(std::uint64_t number, const outlay::FigureReceipt &receipt);
    void setReceiptFailure(std::uint64_t number, const outlay::Error &error);
    /// Labels in the place of names on all pages, or the names again.
    void setNamesHidden(bool isHidden);
    /// The answer to the namesRequested() of that number.
    void setFoundNames(std::uint64_t number, const outlay::ui::FoundNames &names);
    /// Everything shown anew, once more names are known.
    void sayAgain();
    /// Numbers, dates and money are written another way from now on (ui/text/shown.h).
    void applyFormats();
    /// The entry ticked in the menu; the caller has applied it.
    void setScheme(outlay::ui::Scheme scheme);
    /// Days are another zone's from now on: chosen ranges are of the same days. The caller asks for
    /// what is shown anew.
    void changeZone(const outlay::Zone &before, const outlay::Zone &after);
    /// A sentence at the window's foot, as a warning.
    void warn(const QString &sentence) { sayOfFile(sentence, true); }
    /// What is ticked likewise, of closing the window and of starting with the session.
    void setWhenClosed(outlay::ui::WhenClosed choice);
    void setAutostart(bool isOn);
    /// "now" goes on: the age of the data is worded anew.
    void setNow(outlay::Instant now);
    void importStarted(const QString &what);
    void importProgressed(const outlay::ImportProgress &progress);
    /// `watched`: the sources that follow what was imported from now on.
    void importFinished(const outlay::ImportCounts &counts, const QStringList &watched = {});
    void importFailed(const outlay::Error &error);
    /// Ended without anything to say about it.
    void importEnded();
    void demoProgressed(std::int64_t done, std::int64_t total);
    void demoCancelled();
    /// A file somebody asked for: it is there, or it is as it was.
    void fileWritten(const QString &file);
    void fileFailed(const outlay::Error &error);
    void printed();
    /// A plan or a removal, in one transaction.
    void configurationStarted(const QString &what);
    void configurationEnded(const QString &sentence);
    void showPage(outlay::ui::Page page);
    /// Page, time, filters and what is drawn at once; asks for the figures.
    void goTo(const outlay::ui::Place &place);
    /// Explore's list of these requests.
    void showRequests(const outlay::ui::EventsQuestion &rows);

signals:
    /// To be wired, and told what only its owner knows. Of every page but the Overview, once.
    void pageMade(outlay::ui::Page page);
    void overviewRequested(const outlay::ui::OverviewRequest &request);
    void exploreRequested(const outlay::ui::ExploreRequest &request);
    void tasksRequested(const outlay::ui::TasksRequest &request);
    void refreshRequested();
    void rejectedRequested();
    void receiptRequested(std::uint64_t number, const outlay::ReceiptQuestion &question);
    void receiptClosed();
    void pathsChosen(const QStringList &paths);
    void foundChosen(const std::vector<outlay::ui::FoundChoice> &choices);
    void demoRequested();
    void demoClosed();
    void importCancelRequested();
    void planChosen(const outlay::Ingest::Plan &plan);
    /// Asked and answered: everything the source said is to go.
    void removalConfirmed(const QString &source);
    /// Chosen, whatever closing the window means.
    void quitRequested();
    void reviewRequested(const outlay::ui::ReviewChoice &choice);
    /// On paper: whoever owns the window asks for the printer.
    void printRequested(const outlay::ui::ReviewChoice &choice);
    void dataRequested(const outlay::ui::DataChoice &choice);
    /// Not on the GUI thread; answered by fileWritten() or fileFailed().
    void fileSaveRequested(const QString &file, const QByteArray &bytes);
    void schemeChosen(outlay::ui::Scheme scheme);
    /// What the ledger holds of that name is to be told; the newest question counts.
    void namesRequested(std::uint64_t number, const QString &typed);
    /// By a person, or by setNamesHidden().
    void namesHiddenChanged(bool isHidden);

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void setBusy(bool isBusy);
    void makeMenus();
    void makeFileMenu();
    void makeViewMenu();
    void makeGoMenu();
    void connectPages();
    void add(QWidget *page, Page name);
    [[nodiscard]] QWidget *widgetOf(Page page);
    [[nodiscard]] const ExploreRequest &exploreRequest() const;
    [[nodiscard]] const TasksRequest &tasksRequest() const;
    void openExplore(const ExploreRequest &request);
    void openTasks(const TasksRequest &request);
    QAction *addAction(QMenu &menu, const QString &text, const char *name,
                       const QKeySequence &shortcut, void (MainWindow::*slot)());
    void chooseFiles();
    void chooseFolder();
    void showShortcuts();
    void chooseZone();
    void showAbout();
    void showDetails(Note::Kind kind);
    void showImportDetails();
    void showSources();
    void connectAlerts();
    /// Of a page whose figures have receipts that lead to requests.
    template <typename SomePage> void connectReceipts(const SomePage &page);
    void connectSettings(const SettingsPage &page);
    void connectCharts(const QWidget &page);
    void exportReview();
    void printReview();
    void exportData();
    void sayOfFile(const QString &sentence, bool isBad);
    /// One time and one set of filters for all pages that have them.
    void shareScope(Page before);
    [[nodiscard]] std::pair<PeriodChoice, std::vector<Filter>> scopeOf(Page page) const;
    /// The widget of the page: the Overview is the welcome while the ledger is empty.
    void updatePage();
    void goBack();
    void goForward();
    void goToPlaceBefore();
    void goToPlaceAfter();
    /// The place shown is one to come back to.
    void rememberPlace();
    void copyLink();
    void openPalette();
    [[nodiscard]] std::vector<PaletteEntry> paletteEntries();
    void addActions(std::vector<PaletteEntry> &entries, const QMenu &menu) const;
    void openBudget(const std::string &id, const std::string &member);
    void addNames(std::vector<PaletteEntry> &entries);
    void exploreValue(const Filter &filter);
    [[nodiscard]] PeriodChoice choiceOf(const TimeRange &range) const;
    void setWall(bool isWall);
    void drawAnew();
    void updateTitle();
    void goToToday();
    void focusFilter();
    [[nodiscard]] RangePicker &rangePicker();

    QStackedWidget *m_pages;
    OverviewPage *m_overview;
    ExplorePage *m_explore = nullptr;
    TasksPage *m_tasks = nullptr;
    WelcomePage *m_welcome = nullptr;
    BudgetsPage *m_budgets = nullptr;
    AlertsPage *m_alerts = nullptr;
    PeoplePage *m_people = nullptr;
    SourcesPage *m_sources = nullptr;
    PricesPage *m_prices = nullptr;
    SettingsPage *m_settings = nullptr;
    Sidebar *m_sidebar;
    ImportStrip *m_strip;
    NoticeBanners *m_banners;
    WatchingMenu *m_watching = nullptr;
    DropOverlay *m_drop;
    QPointer<CommandPalette> m_palette;
    QPointer<DetailsDialog> m_rejected;
    ImportCounts m_lastCounts;
    std::optional<Instant> m_lastRead;
    bool m_isImporting = false, m_isEmpty = false;
    Page m_page = Page::Overview;
    PlaceHistory m_history;
    QAction *m_placeBefore = nullptr, *m_placeAfter = nullptr;
    QAction *m_demoAction = nullptr, *m_demoClose = nullptr;
    QActionGroup *m_schemes = nullptr;
    QAction *m_namesAction = nullptr;
    // What pages are told when they are made.
    ExploreRequest m_exploreRequest;
    TasksRequest m_tasksRequest;
    std::optional<SourcesSnapshot> m_namedSources; ///< as it was told
    BudgetsSnapshotPtr m_shownBudgets;
    AlertsSnapshotPtr m_shownAlerts;
    WhenClosed m_whenClosed = WhenClosed::Ask;
    std::optional<bool> m_isAutostartOn;
    std::optional<std::pair<std::vector<FoundItem>, QStringList>> m_found;
    bool m_isDemo = false;
    QStringList m_linkLedger;
};

/// An error in words for people, with what to do.
[[nodiscard]] QString errorSentence(const Error &error);

} // namespace outlay::ui
