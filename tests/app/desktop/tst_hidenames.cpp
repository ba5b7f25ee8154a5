// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/desktopapp.h"
#include "app/desktop/knownnames.h"
#include "tests/app/desktop/demowindow.h"
#include "tests/app/desktop/showntexts.h"
#include "ui/palette/commandpalette.h"
#include "ui/people/peoplewords.h"
#include "ui/text/labels.h"
#include "ui/theme/fonts.h"
#include "ui/widgets/filterbar.h"

#include <QApplication>
#include <QClipboard>
#include <QListView>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

#include <algorithm>
#include <memory>
#include <set>

using namespace outlay;
using namespace outlay::ui;

namespace {

/// All that a view's rows say, to the eye and to a screen reader.
void addRows(std::vector<test::Text> &texts, const QAbstractItemView &view,
             const QModelIndex &parent = {})
{
    const QAbstractItemModel &model = *view.model();
    for (int row = 0; row < model.rowCount(parent); ++row) {
        for (int column = 0; column < model.columnCount(parent); ++column) {
            const QModelIndex index = model.index(row, column, parent);
            const QMap<int, QVariant> data = model.itemData(index);
            for (const QVariant &value : data)
                texts.push_back({test::nameOf(&view), value.toString()});
            for (const int role : {Qt::ToolTipRole, Qt::AccessibleTextRole})
                texts.push_back({test::nameOf(&view), index.data(role).toString()});
        }
        addRows(texts, view, model.index(row, 0, parent));
    }
}

bool holds(const QString &text, const QString &name)
{
    const auto isWord = [&](qsizetype at) {
        return at >= 0 && at < text.size() && text.at(at).isLetterOrNumber();
    };
    for (qsizetype at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
        if (!isWord(at - 1) && !isWord(at + name.size()))
            return true;
    }
    return false;
}

} // namespace

/// Every page of the demo's ledger, with people and budgets, while names are hidden.
class TestHideNames : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void namesAreThereToBeginWith();
    void noPageShowsANameOfTheLedger();
    void theSameThingHasTheSameLabelEverywhere();
    void whatIsTypedByItsLabelIsFound();
    void whatIsCopiedHoldsNoName();
    void namesCannotBeEditedUnseen();
    void shownAgainEverythingIsAsItWas();
    void cleanupTestCase() { m_desktop.reset(); }

private:
    void learnMembers(const std::string &ledger);
    /// What is on the page, and what the palette offers.
    QStringList textsOf(Page page);
    [[nodiscard]] QStringList namesIn(const QStringList &texts) const;
    MainWindow &window() { return m_desktop->window(); }

    QTemporaryDir m_home;
    std::unique_ptr<DesktopApp> m_desktop;
    QStringList m_members; ///< of all dimensions that people name
    QStringList m_models;
    std::map<Page, QStringList> m_before;
};

void TestHideNames::learnMembers(const std::string &ledger)
{
    auto reader = LedgerReader::open(ledger);
    QVERIFY(reader);
    const auto known = knownNames(**reader);
    QVERIFY(known);
    for (const KnownNames &kind : *known) {
        for (const std::string &name : kind.names) {
            // A task's kind in the demo, and a word of the window's own.
            if (name.size() > 1 && name != "review")
                m_members << QString::fromStdString(name);
        }
    }
    m_members.removeDuplicates();
    // Of the price book those that a name of the demo is a part of.
    for (const PriceRow &row : PriceBook::shipped()->rows()) {
        const QString model = QString::fromStdString(row.priceId);
        if (std::any_of(m_members.begin(), m_members.end(),
                        [&](const QString &member) { return holds(model, member); }))
            m_models << model;
    }
}

void TestHideNames::initTestCase()
{
    for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"})
        qputenv(name, m_home.path().toLocal8Bit());
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    loadFonts();
    Options options;
    options.ledger = m_home.filePath(QStringLiteral("spending-of-robert.sqlite"));
    options.screenshot = QStringLiteral("none"); // settings of nobody
    options.size = QSize(1440, 900);
    test::fillWithPeopleAndBudgets(options.ledger.toStdString());
    learnMembers(options.ledger.toStdString());
    QVERIFY(m_members.size() > 100);
    m_desktop = std::make_unique<DesktopApp>(
        options, [] { return demoRange().to; }, Zone());
    QSignalSpy ready(m_desktop.get(), &DesktopApp::pageReady);
    m_desktop->start();
    QTRY_COMPARE_WITH_TIMEOUT(ready.count(), 1, 120'000);
}

QStringList TestHideNames::textsOf(Page page)
{
    window().showPage(page);
    (void)test::showsPage(window(), page); // what is missing then is found by its absence
    QCoreApplication::processEvents();
    std::vector<test::Text> texts;
    window().findChild<QAction *>(QStringLiteral("actionPalette"))->trigger();
    QList<QWidget *> widgets = window().findChildren<QWidget *>();
    widgets << &window();
    for (const QWidget *widget : widgets) {
        const bool isShown = widget->isVisibleTo(&window()) || qobject_cast<const QMenu *>(widget);
        if (!isShown && !window().findChild<CommandPalette *>()->isAncestorOf(widget))
            continue;
        test::addWidget(texts, *widget);
        const auto *view = qobject_cast<const QAbstractItemView *>(widget);
        if (view && view->model())
            addRows(texts, *view);
        if (const auto *line = qobject_cast<const QLineEdit *>(widget))
            texts.push_back({test::nameOf(line), line->text()});
    }
    delete window().findChild<CommandPalette *>();
    QStringList all;
    for (const test::Text &text : texts) {
        if (!text.text.isEmpty())
            all << text.where + QStringLiteral(": ") + text.text;
    }
    all.removeDuplicates();
    all.sort();
    return all;
}

QStringList TestHideNames::namesIn(const QStringList &texts) const
{
    QStringList found;
    for (const QString &text : texts) {
        QString said = text.mid(text.indexOf(QStringLiteral(": ")) + 2);
        for (const QString &model : m_models)
            said.remove(model); // providers named them, and they stay
        for (const QString &member : m_members) {
            if (holds(said, member))
                found << member + QStringLiteral(" in ") + text.left(200);
        }
        for (const QString &other : {m_home.path(), QStringLiteral("spending-of-robert")}) {
            if (said.contains(other))
                found << other + QStringLiteral(" in ") + text.left(200);
        }
    }
    return found;
}

void TestHideNames::namesAreThereToBeginWith()
{
    for (const Page page : allPages)
        m_before[page] = textsOf(page);
    // The pages that are about names, or the walk looks at nothing.
    for (const Page page :
         {Page::Overview, Page::Explore, Page::Tasks, Page::Budgets, Page::People, Page::Sources})
        QVERIFY2(namesIn(m_before[page]).size() > 3, pageName(page));
}

void TestHideNames::noPageShowsANameOfTheLedger()
{
    window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window()));
    QTest::keyClick(&window(), Qt::Key_H, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(areNamesHidden());
    // Until the names are known texts say nothing at all; then they are worded.
    QTRY_VERIFY_WITH_TIMEOUT(withoutNames(QStringLiteral("a word")) != QStringLiteral("…"), 30'000);
    QVERIFY(window().windowTitle().contains(QStringLiteral("hidden")));
    QVERIFY(
        window().findChild<QWidget *>(QStringLiteral("namesHiddenMark"))->isVisibleTo(&window()));
    QStringList bad;
    for (const Page page : allPages) {
        for (const QString &found : namesIn(textsOf(page)))
            bad << QLatin1String(pageName(page)) + QStringLiteral(": ") + found;
    }
    QVERIFY2(bad.isEmpty(), qPrintable(u'\n' + bad.mid(0, 60).join(u'\n')));
    const QString tasks = textsOf(Page::Tasks).join(u'\n');
    QVERIFY(tasks.contains(QStringLiteral("$"))); // money stays
    QVERIFY(textsOf(Page::Explore).join(u'\n').contains(QStringLiteral("claude-opus-5-5")));
}

void TestHideNames::theSameThingHasTheSameLabelEverywhere()
{
    const QString label = valueLabel({Dimension::User, {}}, std::string("Robert Tables"));
    QVERIFY2(label.startsWith(QStringLiteral("User ")), qPrintable(label));
    for (const Page page : {Page::Budgets, Page::People}) {
        const QStringList texts = textsOf(page);
        QVERIFY2(std::any_of(texts.begin(), texts.end(),
                             [&](const QString &text) { return holds(text, label); }),
                 pageName(page));
    }
    QCOMPARE(withoutNames(QStringLiteral("Spree watch: Robert Tables is at 91% of $100.00")),
             shownName(NameKind::Budget, QStringLiteral("Spree watch")) + QStringLiteral(": ") +
                 label + QStringLiteral(" is at 91% of $100.00"));
}

void TestHideNames::whatIsTypedByItsLabelIsFound()
{
    const QString user = valueLabel({Dimension::User, {}}, std::string("svc-support-bot"));
    QCOMPARE(identityLabel({Identity::Kind::GatewayUser, "svc-support-bot"}), user);
    const QString label = valueLabel({Dimension::Project, {}}, std::string("mobile-app"));
    const auto filter = parseFilter(QStringLiteral("project=") + label);
    QVERIFY(filter);
    QCOMPARE(filter->anyOf.front(), std::optional(std::string("mobile-app")));
}

void TestHideNames::whatIsCopiedHoldsNoName()
{
    window().showPage(Page::Explore);
    QSignalSpy asked(&window(), &MainWindow::exploreRequested);
    window().explore().filterBar().addFilter({{Dimension::Project, {}}, {"mobile-app"}});
    QCOMPARE(asked.count(), 1);
    QVERIFY(test::showsPage(window(), Page::Explore));
    window().findChild<QAction *>(QStringLiteral("actionCopyLink"))->trigger();
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY(copied.contains(QStringLiteral("--where")));
    QVERIFY2(!copied.contains(QStringLiteral("mobile-app")), qPrintable(copied));
    QVERIFY2(!copied.contains(QStringLiteral("robert")), qPrintable(copied));
    QVERIFY(namesIn(textsOf(Page::Explore)).isEmpty());
    window().explore().findChild<QAbstractButton *>(QStringLiteral("chip0"))->click();
    QVERIFY(test::showsPage(window(), Page::Explore));
}

void TestHideNames::namesCannotBeEditedUnseen()
{
    window().showPage(Page::People);
    QVERIFY(test::showsPage(window(), Page::People));
    window().findChild<QAbstractItemView *>(QStringLiteral("peopleTable"))->setFocus();
    window().findChild<QTableView *>(QStringLiteral("peopleTable"))->selectRow(0);
    window().findChild<QAbstractButton *>(QStringLiteral("personEdit"))->click();
    auto *said = window().findChild<QWidget *>(QStringLiteral("namesHidden"));
    QVERIFY(said);
    QVERIFY(!window().findChild<QWidget *>(QStringLiteral("personEditor")));
    said->close();
}

void TestHideNames::shownAgainEverythingIsAsItWas()
{
    window().findChild<QAction *>(QStringLiteral("actionHideNames"))->trigger();
    QVERIFY(!areNamesHidden());
    for (const Page page : allPages) {
        const QStringList now = textsOf(page);
        for (const QString &text : m_before[page]) {
            // Whether the card of what changed has room for its lines is another matter, and so is
            // which of the names it knows by then the palette lists first.
            const bool isElsewhere = text.contains(QStringLiteral("changeTop")) ||
                                     text.contains(QStringLiteral("paletteList"));
            if (!isElsewhere && !namesIn({text}).isEmpty())
                QVERIFY2(now.contains(text), qPrintable(text));
        }
        // The Settings page tells of such labels.
        for (const QString &text : page == Page::Settings ? QStringList() : now)
            QVERIFY2(!text.contains(QStringLiteral("User 1")), qPrintable(text));
    }
}

QTEST_MAIN(TestHideNames)
#include "tst_hidenames.moc"
