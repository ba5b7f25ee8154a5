// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/alertsservice.h"
#include "app/desktop/budgetsservice.h"
#include "app/desktop/desktopalerts.h"
#include "app/desktop/exploreservice.h"
#include "app/desktop/importservice.h"
#include "app/desktop/ledgerservice.h"
#include "app/desktop/liveservice.h"
#include "app/desktop/namesfinder.h"
#include "app/desktop/options.h"
#include "app/desktop/peopleservice.h"
#include "app/desktop/pricesservice.h"
#include "app/desktop/receiptservice.h"
#include "app/desktop/seenfigures.h"
#include "app/desktop/shownzone.h"
#include "app/desktop/systemscheme.h"
#include "app/desktop/tasksservice.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/watchingmenu.h"

#include <QObject>
#include <QPoint>
#include <QPointer>
#include <QThreadPool>
#include <QTimer>

#include <functional>
#include <optional>
#include <string>
#include <utility>

class QSettings;

namespace outlay {

namespace ui {
class ReceiptPopover;
class ZoneCard;
} // namespace ui

/// Puts window and services together.
class DesktopApp : public QObject
{
    Q_OBJECT

public:
    DesktopApp(const Options &options, Clock clock, const Zone &zone, QObject *parent = nullptr);
    /// Gives up an export of data that is not done.
    ~DesktopApp() override;

    /// What the command line, or else the settings, ask for.
    [[nodiscard]] static ui::Scheme schemeAtStart(const Options &options);
    /// The format of numbers and dates, before any widget or thread asks for it.
    static void applyKeptFormats();
    /// Of the command line, else the one kept, else the machine's; so too if the system does not
    /// know the one kept.
    [[nodiscard]] static Zone zoneAtStart(const Options &options);
    void start();
    /// To the front; on Wayland by the token of whoever asked.
    void raise(const QString &activationToken = {});
    /// For the ledger's one instance: the desktop's calls, the tray, the question on closing.
    void joinDesktop();
    /// Options and values of a link (ui::linkOptions()), by a second start; what cannot be
    /// understood was said there.
    void goTo(const QStringList &link);
    void quit();
    /// Where alerts are told; the seam for whoever evaluates budgets.
    [[nodiscard]] DesktopAlerts &alerts() { return m_alerts; }
    [[nodiscard]] ui::MainWindow &window() { return m_window; }

signals:
    /// The page holds what there is to show. Told once.
    void pageReady();
    /// There will be no page; told while a screenshot is waited for.
    void startFailed(const outlay::Error &error);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void connectWindow();
    void connectServices();
    void connectLive();
    void connectAlerts();
    void connectBudgets();
    void connectFiles();
    void connectPage(ui::Page page);
    void connectSources(const ui::SourcesPage &page);
    void connectPeople(ui::PeoplePage &page);
    void connectAlertsPage(ui::AlertsPage &page);
    void connectAlertSettings(const ui::AlertsPage &page);
    void connectAlertReceipts(ui::AlertsPage &page);
    void connectBudgetsPage(ui::BudgetsPage &page);
    void connectBudgetReceipts(const ui::BudgetsPage &page);
    void connectPushes(const ui::BudgetsPage &page);
    void connectExplore(ui::ExplorePage &page);
    void connectTasks(ui::TasksPage &page);
    void connectPrices(ui::PricesPage &page);
    void connectSettings(ui::SettingsPage &page);
    void connectZone(const ui::ZoneCard &card);
    void connectClosings(ui::SettingsPage &page);
    [[nodiscard]] ReviewExport reviewOf(const ui::ReviewChoice &choice) const;
    void askForPrinter(const ReviewExport &wanted);
    void exportRows(const ui::DataChoice &choice);
    /// On another thread; the window says how it ended.
    void writeFile(const QString &file, std::function<Result<>()> write);
    void refreshBudgets();
    void connectAbsence();
    void closeAbsence();
    void takeAlerts(const ui::AlertsSnapshotPtr &snapshot);
    void comeBack(const TimeRange &away, std::optional<Money> spent);
    void connectWatching();
    void connectNames();
    void applyFormats();
    void applyKeptCurrency();
    /// If the one kept is none this system knows.
    void warnOfZone();
    void setZone(const Zone &zone);
    void readSettings();
    void readClosings();
    void previewClosing(std::uint64_t number, const std::string &month);
    void compareClosed(const std::string &month);
    void readRetentionEffect(std::uint64_t number, Instant first);
    void readNames();
    void readAutostart(std::optional<bool> wish);
    void closeWindow();
    void setPollingPaused(bool isPaused);
    void showTray(const TrayState &state);
    [[nodiscard]] bool isWatching() const;
    void openLedger(const QString &path);
    void openDemo();
    void takeSnapshot(const ui::OverviewSnapshotPtr &snapshot);
    void readPage();
    /// The figures, and what of the alerts belongs beside them: read apart from each other.
    void showOverview();
    void takeFailure(const Error &error);
    void restoreSettings();
    void restoreGeometry(const QSettings &settings);
    void restoreRequest(const QSettings &settings);
    void saveSettings();
    void chooseScheme(ui::Scheme scheme);
    void applyScheme();
    [[nodiscard]] bool isOfSystem() const;
    void ready();
    /// The page asked for holds what there is to show.
    void readyWhenShown();

    Options m_options;
    Clock m_clock;
    ShownZone m_zone;
    QString m_ledger; ///< the one open
    QString m_home;   ///< the one to come back to from the demo
    ui::Scheme m_scheme = ui::Scheme::System;
    std::unique_ptr<SystemScheme> m_systemScheme;
    LedgerService m_ledgerService;
    ImportService m_importService;
    ReceiptService m_receiptService;
    LiveService m_liveService;
    PeopleService m_peopleService;
    AlertsService m_alertsService;
    BudgetsService m_budgetsService;
    ExploreService m_exploreService;
    TasksService m_tasksService;
    PricesService m_pricesService;
    ReceiptService m_alertReceipts;
    ReceiptQuestion m_alertFigure; ///< of the receipt asked for last
    ui::MainWindow m_window;
    DesktopAlerts m_alerts;
    std::optional<ui::AlertDigest> m_digest; ///< until it is dismissed
    alerting::QuietHours m_quiet;
    std::unique_ptr<QObject> m_absence;     ///< tells when nobody is there
    std::unique_ptr<QObject> m_application; ///< what the desktop calls us by
    ui::WhenClosed m_whenClosed = ui::WhenClosed::Quit;
    bool m_isPollingPaused = false;
    bool m_isQuitting = false;
    QTimer m_minute;
    bool m_isReady = false;
    bool m_hasLooked = false;  ///< for what is on this machine
    bool m_hasFigures = false; ///< or knows that there are none
    bool m_hasPeople = false;
    bool m_hasAlerts = false;
    bool m_hasBudgets = false;
    bool m_hasExplore = false;
    bool m_hasTasks = false;
    bool m_hasChange = false; ///< or knows that there is none
    bool m_hasPrices = false;
    bool m_hasSettings = false, m_hasClosings = false;
    bool m_hasNames = false; ///< those of texts, while names are hidden
    bool m_isReadingNames = false;
    TrayState m_trayState;                             ///< names and all
    std::pair<std::string, std::string> m_shownBudget; ///< id and member, in detail
    SeenFigures m_seen;                                ///< by the page on the screen
    QPointer<ui::ReceiptPopover> m_budgetReceipt;
    Money m_budgetFees;                ///< in what it is asked for, and no part of what it is of
    std::uint64_t m_receiptNumber = 0; ///< of that one
    QPoint m_receiptPosition;
    ui::OverviewSnapshotPtr m_overview;
    ui::AlertsSnapshotPtr m_shownAlerts;
    bool m_hasSources = false;
    CancelToken m_exportCancel = std::make_shared<std::atomic<bool>>(false);
    NamesFinder m_names; ///< before the threads that answer it
    QThreadPool m_files; ///< last: it waits for what it has begun
};

} // namespace outlay
