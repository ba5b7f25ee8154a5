// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/alertsamples.h"
#include "tests/ui/budgetsamples.h"
#include "tests/ui/samples.h"
#include "ui/settings/settingspage.h"
#include "ui/shell/mainwindow.h"
#include "ui/sources/sourcespage.h"
#include "ui/text/names.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace outlay;
using namespace outlay::ui;

/// A page is made when it is first opened, and shows what was told before.
class TestLatePages : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        loadFonts();
        applyScheme(Scheme::Light);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }
    void init() { m_window = std::make_unique<MainWindow>(); }
    void cleanup()
    {
        hideNames(false);
        m_window.reset();
    }

    void eachIsMadeOnceAndTold()
    {
        QSignalSpy made(m_window.get(), &MainWindow::pageMade);
        m_window->setSnapshot(shared(fullSnapshot()));
        for (const Page page : allPages)
            QCOMPARE(m_window->isMade(page), page == Page::Overview);
        for (int round = 0; round < 2; ++round) {
            for (const Page page : allPages) {
                m_window->showPage(page);
                QVERIFY(m_window->isMade(page));
            }
        }
        QCOMPARE(made.size(), static_cast<qsizetype>(std::size(allPages)) - 1);
    }

    void aPlaceHoldsBeforeItsPageIsMade()
    {
        QSignalSpy asked(m_window.get(), &MainWindow::exploreRequested);
        Place place = m_window->place();
        place.by = {Dimension::Model, {}};
        place.measure = Measure::Requests;
        place.where = {Filter{{Dimension::Provider, {}}, {"openai"}}};
        m_window->goTo(place); // the Overview, filtered
        QCOMPARE(asked.size(), 0);
        QVERIFY(!m_window->isMade(Page::Explore) && !m_window->isMade(Page::Tasks));
        QVERIFY(m_window->place() == place);
        m_window->showPage(Page::Explore);
        QVERIFY(m_window->explore().request().dimension == place.by);
        QCOMPARE(int(m_window->explore().request().measure), int(Measure::Requests));
        QVERIFY(m_window->explore().request().where == place.where);
        QCOMPARE(asked.size(), 1);
        m_window->showPage(Page::Tasks);
        QVERIFY(m_window->tasks().request().where == place.where);
    }

    void alertsAndBudgetsAreThere()
    {
        m_window->setAlerts(std::make_shared<const AlertsSnapshot>(someAlerts()));
        BudgetsSnapshot budgets;
        budgets.rows.resize(2);
        budgets.rows[0].id = "a";
        budgets.rows[1].id = "b";
        m_window->setBudgets(shared(std::move(budgets)));
        QVERIFY(!m_window->isMade(Page::Alerts) && !m_window->isMade(Page::Budgets));
        const auto *badge = m_window->findChild<QLabel *>(QStringLiteral("badgeAlerts"));
        QCOMPARE(badge->text(), QStringLiteral("3"));
        QCOMPARE(m_window->alerts().snapshot()->rows.size(), someAlerts().rows.size());
        QCOMPARE(m_window->budgets().snapshot()->rows.size(), std::size_t(2));
    }

    void sourcesAndWhatWasFoundAreThere()
    {
        SourcesSnapshot sources;
        sources.now = sampleNow;
        SourceRow row;
        row.name = "files-of-ours";
        row.kind = SourceKind::Files;
        sources.rows.push_back(row);
        m_window->setSources(sources);
        FoundItem item;
        item.title = QStringLiteral("Claude Code");
        item.format = "claude-code";
        item.files = 3;
        item.path = "/home/someone/.claude/projects";
        m_window->setFound({item}, {});
        m_window->showPage(Page::Sources);
        QStringList texts;
        for (const QLabel *label : m_window->sources().findChildren<QLabel *>())
            texts << label->text();
        const QString all = texts.join(u'\n');
        QVERIFY2(all.contains(QStringLiteral("files-of-ours")), qPrintable(all));
        QVERIFY2(all.contains(QStringLiteral("Claude Code")), qPrintable(all));
    }

    void settingsAreAsTheyWereSet()
    {
        m_window->setScheme(Scheme::Dark);
        m_window->setNamesHidden(true);
        emit m_window->watchingMenu().whenClosedChosen(WhenClosed::KeepWatching);
        m_window->setAutostart(true);
        QVERIFY(!m_window->isMade(Page::Settings));
        const SettingsPage &page = m_window->settings();
        const auto chosen = [&page](const char *name) {
            return page.findChild<QComboBox *>(QLatin1String(name))->currentData().toInt();
        };
        QCOMPARE(chosen("settingsTheme"), int(Scheme::Dark));
        QCOMPARE(chosen("settingsWhenClosed"), int(WhenClosed::KeepWatching));
        QVERIFY(page.findChild<QCheckBox *>(QStringLiteral("settingsHideNames"))->isChecked());
        QVERIFY(page.findChild<QCheckBox *>(QStringLiteral("settingsAutostart"))->isChecked());
    }

    void nothingCanBeChangedWhileTheLedgerIsWritten()
    {
        m_window->importStarted(QStringLiteral("logs"));
        m_window->showPage(Page::Prices);
        m_window->prices().setSnapshot(std::make_shared<const PricesSnapshot>());
        const auto *change = m_window->prices().findChild<QWidget *>(QStringLiteral("priceNew"));
        QVERIFY(change);
        QVERIFY(!change->isEnabled());
        m_window->importEnded();
        QVERIFY(change->isEnabled());
    }

private:
    std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestLatePages)
#include "tst_latepages.moc"
