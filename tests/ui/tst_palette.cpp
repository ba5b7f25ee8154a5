// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "ui/palette/commandpalette.h"
#include "ui/shell/mainwindow.h"
#include "ui/text/match.h"
#include "ui/text/names.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QLineEdit>
#include <QListView>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QWindow>

using namespace outlay;
using namespace outlay::ui;

class TestPalette : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void matchesWordsInAnyOrder();
    void theBetterMatchStandsFirst();
    void isAProperModel();
    void goesToAPageByKeyboardAlone();
    void findsActionsAndNames();
    void asksTheLedgerAndTakesTheNewestAnswer();
    void saysThatNothingWasFound();
    void goesBackToWhereOneWas();
    void backFromRequestsAreTheValues();
    void copiesALinkToTheView();
    void thatALinkWasCopiedIsSaidForAWhile();
    void theWallShowsOnlyThePage();
    void anotherScreenGetsIconsOfItsOwn();

private:
    /// Opened, with that typed.
    CommandPalette *type(const QString &text);

    std::unique_ptr<MainWindow> m_window;
};

void TestPalette::init()
{
    m_window = std::make_unique<MainWindow>();
    m_window->setSnapshot(shared(fullSnapshot()));
}

CommandPalette *TestPalette::type(const QString &text)
{
    m_window->findChild<QAction *>(QStringLiteral("actionPalette"))->trigger();
    auto *palette = m_window->findChild<CommandPalette *>();
    if (palette)
        QTest::keyClicks(palette->findChild<QLineEdit *>(), text);
    return palette;
}

void TestPalette::matchesWordsInAnyOrder()
{
    QVERIFY(matchScore(QStringLiteral("folder import"), QStringLiteral("Import a folder…")));
    QVERIFY(matchScore(QStringLiteral("gpt5"), QStringLiteral("gpt-5")));
    QVERIFY(!matchScore(QStringLiteral("gpt6"), QStringLiteral("gpt-5")));
    QVERIFY(matchScore(QStringLiteral("data318"), QStringLiteral("DATA-318")));
    // Letters that are only scattered over it.
    QVERIFY(!matchScore(QStringLiteral("gra"), QStringLiteral("User hugo@platform.example")));
    QVERIFY(matchScore(QStringLiteral("gra"), QStringLiteral("grace@platform.example")));
    QVERIFY(matchScore(QString(), QStringLiteral("anything")));
    QVERIFY(!matchScore(QStringLiteral("a x"), QStringLiteral("anything")));
    QVERIFY(matchScore(QStringLiteral("ÜBER"), QStringLiteral("über uns")));
}

void TestPalette::theBetterMatchStandsFirst()
{
    PaletteModel model({{QStringLiteral("Show alerts"), QStringLiteral("View"), {}, {}},
                        {QStringLiteral("Halert"), QStringLiteral("User"), {}, {}},
                        {QStringLiteral("Alerts"), QStringLiteral("Page"), {}, {}},
                        {QStringLiteral("a-l-e-r-t"), QStringLiteral("Key"), {}, {}}});
    model.setTyped(QStringLiteral("alert"));
    QStringList shown;
    for (int row = 0; row < model.rowCount(); ++row)
        shown << model.index(row).data().toString();
    QCOMPARE(shown, QStringList({QStringLiteral("Alerts"), QStringLiteral("Show alerts"),
                                 QStringLiteral("Halert"), QStringLiteral("a-l-e-r-t")}));
    model.setTyped(QStringLiteral("user hal"));
    QCOMPARE(model.rowCount(), 1);
}

void TestPalette::isAProperModel()
{
    PaletteModel model({{QStringLiteral("Alerts"), QStringLiteral("Page"), {}, {}}});
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTyped(QStringLiteral("x"));
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(!model.entryAt(0) && !model.entryAt(-1));
}

void TestPalette::goesToAPageByKeyboardAlone()
{
    CommandPalette *palette = type(QStringLiteral("sourc"));
    QVERIFY(palette);
    QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Return);
    QCOMPARE(static_cast<int>(m_window->page()), static_cast<int>(Page::Sources));
}

void TestPalette::findsActionsAndNames()
{
    CommandPalette *palette = type(QStringLiteral("refresh"));
    const QSignalSpy refreshed(m_window.get(), &MainWindow::refreshRequested);
    QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Return);
    QCOMPARE(refreshed.count(), 1);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);

    const TopList top = fullSnapshot().tops.front();
    const std::string name = top.rows.front().key.front().value();
    const QSignalSpy asked(m_window.get(), &MainWindow::exploreRequested);
    palette = type(QString::fromStdString(toString(top.dimension)) + QLatin1Char(' ') +
                   QString::fromStdString(name));
    QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Return);
    QCOMPARE(asked.count(), 1);
    const auto request = asked.at(0).at(0).value<ExploreRequest>();
    QVERIFY(request.where == std::vector<Filter>({{top.dimension, {name}}}));
    QVERIFY(request.dimension != top.dimension);
}

void TestPalette::asksTheLedgerAndTakesTheNewestAnswer()
{
    QSignalSpy asked(m_window.get(), &MainWindow::namesRequested);
    CommandPalette *palette = type(QStringLiteral("zor"));
    QCOMPARE(asked.count(), 3); // each letter
    QCOMPARE(asked.last().at(1).toString(), QStringLiteral("zor"));
    const auto *model = palette->findChild<QListView *>()->model();
    QCOMPARE(model->rowCount(), 0);
    FoundNames late, found;
    late.values = {{Dimension::User, "of an older question"}};
    found.values = {{Dimension::User, "zora"}, {Dimension::Session, "zorro-17"}};
    found.budgets = {{"b1", QStringLiteral("Zora’s month")}};
    m_window->setFoundNames(asked.at(1).at(0).toULongLong(), late);
    QCOMPARE(model->rowCount(), 0);
    m_window->setFoundNames(asked.last().at(0).toULongLong(), found);
    QCOMPARE(model->rowCount(), 3);
    m_window->setFoundNames(asked.last().at(0).toULongLong(), found);
    QCOMPARE(model->rowCount(), 3); // in place of the first, not beside it
    QCOMPARE(model->index(0, 0).data().toString(), QStringLiteral("Zora’s month"));
    const QSignalSpy explored(m_window.get(), &MainWindow::exploreRequested);
    QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Down);
    QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Return);
    QCOMPARE(explored.count(), 1);
    QVERIFY(explored.at(0).at(0).value<ExploreRequest>().where ==
            std::vector<Filter>({{{Dimension::User, {}}, {std::string("zora")}}}));
}

void TestPalette::saysThatNothingWasFound()
{
    CommandPalette *palette = type(QStringLiteral("qqqq"));
    QCOMPARE(palette->findChild<QListView *>()->model()->rowCount(), 0);
    QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Return); // does nothing
    QCOMPARE(static_cast<int>(m_window->page()), static_cast<int>(Page::Overview));
    QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Escape);
    QVERIFY(!palette->isVisible());
}

void TestPalette::goesBackToWhereOneWas()
{
    const auto trigger = [this](const char *name) {
        m_window->findChild<QAction *>(QLatin1String(name))->trigger();
    };
    QVERIFY(!m_window->findChild<QAction *>(QStringLiteral("actionPlaceBefore"))->isEnabled());
    m_window->showPage(Page::Budgets);
    m_window->showPage(Page::Explore);
    Place place = m_window->place();
    place.measure = Measure::Tokens;
    place.where = {{{Dimension::Model, {}}, {std::string("gpt-5")}}};
    m_window->goTo(place);
    trigger("actionPlaceBefore");
    QCOMPARE(static_cast<int>(m_window->place().measure), static_cast<int>(Measure::Cost));
    QVERIFY(m_window->place().where.empty());
    trigger("actionPlaceBefore");
    QCOMPARE(static_cast<int>(m_window->page()), static_cast<int>(Page::Budgets));
    trigger("actionPlaceAfter");
    trigger("actionPlaceAfter");
    QVERIFY(m_window->place() == place);
    QVERIFY(!m_window->findChild<QAction *>(QStringLiteral("actionPlaceAfter"))->isEnabled());
}

/// What a receipt's link led away from is what one comes back to.
void TestPalette::backFromRequestsAreTheValues()
{
    m_window->showPage(Page::Explore);
    QVERIFY(!m_window->explore().listsEvents());
    EventsQuestion rows;
    rows.where = {{{Dimension::Model, {}}, {std::string("gpt-5")}}};
    m_window->showRequests(rows);
    QVERIFY(m_window->explore().listsEvents());
    m_window->findChild<QAction *>(QStringLiteral("actionPlaceBefore"))->trigger();
    QVERIFY(!m_window->explore().listsEvents());
    QVERIFY(m_window->place().where.empty());
    m_window->findChild<QAction *>(QStringLiteral("actionPlaceAfter"))->trigger();
    QVERIFY(m_window->explore().listsEvents());
    QVERIFY(m_window->place().where == rows.where);
}

void TestPalette::copiesALinkToTheView()
{
    m_window->showPage(Page::Explore);
    auto *copy = m_window->findChild<QAction *>(QStringLiteral("actionCopyLink"));
    copy->trigger();
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(
        QStringLiteral("outlay --page explore --range ")));
    // Another ledger than the usual one is named, for a shell; hidden names hide that one, too.
    m_window->setLinkLedger(
        {QStringLiteral("--ledger"), QStringLiteral("/tmp/Ada's costs.sqlite")});
    copy->trigger();
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(
        QStringLiteral("outlay --ledger '/tmp/Ada'\\''s costs.sqlite' --page explore --range ")));
    hideNames(true);
    copy->trigger();
    hideNames(false);
    QVERIFY(!QGuiApplication::clipboard()->text().contains(QStringLiteral("Ada")));
}

void TestPalette::thatALinkWasCopiedIsSaidForAWhile()
{
    const auto *strip = m_window->findChild<QWidget *>(QStringLiteral("importStrip"));
    auto *brief = m_window->findChild<QTimer *>(QStringLiteral("importBrief"));
    auto *copy = m_window->findChild<QAction *>(QStringLiteral("actionCopyLink"));
    copy->trigger();
    QVERIFY(!strip->isHidden() && brief->isActive());
    brief->start(0);
    QTRY_VERIFY(strip->isHidden());
    copy->trigger();
    m_window->fileWritten(QStringLiteral("review.pdf")); // which a person may look for later
    QVERIFY(!strip->isHidden() && !brief->isActive());
}

void TestPalette::theWallShowsOnlyThePage()
{
    QAction *wall = m_window->findChild<QAction *>(QStringLiteral("actionWall"));
    m_window->show();
    wall->setChecked(true);
    QVERIFY(!m_window->menuBar()->isVisible());
    QVERIFY(m_window->windowState().testFlag(Qt::WindowFullScreen));
    wall->setChecked(false);
    QVERIFY(m_window->menuBar()->isVisible());
    QVERIFY(!m_window->windowState().testFlag(Qt::WindowFullScreen));
    // Escape leaves it; closed as a wall, it is one the next time.
    wall->setChecked(true);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(!wall->isChecked() && m_window->menuBar()->isVisible());
    wall->setChecked(true);
    const QByteArray geometry = m_window->saveGeometry();
    MainWindow next;
    next.restoreGeometry(geometry);
    next.show();
    QVERIFY(next.findChild<QAction *>(QStringLiteral("actionWall"))->isChecked());
    QVERIFY(!next.menuBar()->isVisible());
}

void TestPalette::anotherScreenGetsIconsOfItsOwn()
{
    m_window->show();
    auto *up = m_window->explore().findChild<QToolButton *>(QStringLiteral("exploreUp"));
    const qint64 before = up->icon().cacheKey();
    emit m_window->windowHandle()->screenChanged(m_window->screen());
    QVERIFY(up->icon().cacheKey() != before);
}

QTEST_MAIN(TestPalette)
#include "tst_palette.moc"
