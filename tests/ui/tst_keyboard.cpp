// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/samples.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/sidebar.h"
#include "ui/theme/fonts.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QButtonGroup>
#include <QHeaderView>
#include <QLabel>
#include <QMenuBar>
#include <QPushButton>
#include <QSet>
#include <QTest>

#include <memory>

using namespace outlay;
using namespace outlay::ui;

namespace {

QString nameOf(const QWidget &widget)
{
    return QString::fromLatin1(widget.metaObject()->className()) + QLatin1Char(' ') +
           widget.objectName();
}

/// What a screen reader says of it: a name, a buddy's text or its own.
bool isNamed(const QWidget &widget, const QWidget &window)
{
    if (!widget.accessibleName().isEmpty())
        return true;
    const auto *button = qobject_cast<const QAbstractButton *>(&widget);
    if (button && !button->text().isEmpty())
        return true;
    const auto labels = window.findChildren<QLabel *>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
        return label->buddy() == &widget && !label->text().isEmpty();
    });
}

PeopleSnapshotPtr people()
{
    PeopleSnapshot snapshot;
    snapshot.report.people = {{{"Ada", "ada@example.com", "search", "", {}}, 12, Money{3}}};
    snapshot.report.unmapped = {{{Identity::Kind::Key, "svc"}, 3, Money{5}}};
    snapshot.report.suggestions = {
        {{Identity::Kind::Key, "svc"}, "Ada", "", JoinSuggestion::Reason::SameLocalPart, Money{5}}};
    snapshot.rules = {Ingest::AttributionRule{}};
    snapshot.canUndo = true;
    return std::make_shared<const PeopleSnapshot>(snapshot);
}

SourcesSnapshot sources()
{
    SourcesSnapshot all;
    all.now = sampleNow;
    all.shown = {{sampleNow.micros - 30 * microsPerDay}, sampleNow};
    for (const SourceState state :
         {SourceState::Waiting, SourceState::Broken, SourceState::WaitingForUnlock}) {
        SourceRow row;
        row.name = "source " + std::to_string(static_cast<int>(state));
        row.state = state;
        all.rows.push_back(row);
    }
    return all;
}

/// A price of one's own, with a held one beside it: every button of the page is there.
PricesSnapshotPtr prices()
{
    PricesSnapshot snapshot;
    PricedModel model;
    model.id = model.ownName = "acme/thinker";
    PriceRow row;
    row.priceId = model.id;
    row.rates = {{"input", "2"}, {"output", "8"}};
    model.history = datedPrices({row});
    model.current = 0;
    model.held = row;
    snapshot.models = {model};
    DiscountData discount;
    discount.percent = "7.5";
    snapshot.discounts = {discount};
    return std::make_shared<const PricesSnapshot>(snapshot);
}

FoundItem found()
{
    return {"/x/projects", "claude-code", QStringLiteral("Claude Code"), 3, 9, {}, false};
}

TasksSnapshotPtr tasks()
{
    auto snapshot = std::make_shared<TasksSnapshot>();
    snapshot->now = sampleNow;
    snapshot->period = resolve({}, sampleNow, Zone(), {});
    snapshot->facts.span = snapshot->period.range;
    snapshot->costs.tasks = 1;
    TaskRow &row = snapshot->costs.dearest.emplace_back();
    row.task = "OPS-1";
    row.measures.cost = Money{1'000'000'000};
    snapshot->bins = costBins({{1'000'000'000}});
    return snapshot;
}

} // namespace

/// The window for people without a mouse, page by page.
class TestKeyboard : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_window.reset(); }
    void everyControlHasAName_data() { addPages(); }
    void everyControlHasAName();
    void tabReachesEveryControlOnce_data() { addPages(); }
    void tabReachesEveryControlOnce();
    void focusIsSeen_data() { addPages(); }
    void focusIsSeen();
    void digitsReachThePages();
    void tenPagesFitAndHaveKeys();

private:
    void addPages();
    void open(const QString &page);
    /// Visible, enabled and in Tab's way.
    [[nodiscard]] QList<QWidget *> controls() const;

    std::unique_ptr<MainWindow> m_window;
};

void TestKeyboard::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    loadFonts();
    applyScheme(Scheme::Light);
}

void TestKeyboard::init()
{
    m_window = std::make_unique<MainWindow>();
    m_window->resize(1280, 800);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestKeyboard::addPages()
{
    QTest::addColumn<QString>("page");
    for (const Page page : allPages)
        QTest::newRow(pageName(page)) << QString::fromLatin1(pageName(page));
    QTest::newRow("welcome") << QStringLiteral("welcome");
    QTest::newRow("nothing yet") << QStringLiteral("people, nothing yet");
}

void TestKeyboard::open(const QString &page)
{
    const bool isWelcome = page == u"welcome";
    m_window->setSnapshot(shared(isWelcome ? emptySnapshot() : fullSnapshot()));
    m_window->setFound({found()}, {});
    m_window->sources().setFound({found()});
    m_window->setSources(sources());
    m_window->people().setSnapshot(page.contains(u',') ? std::make_shared<const PeopleSnapshot>()
                                                       : people());
    m_window->prices().setSnapshot(prices());
    m_window->tasks().setSnapshot(tasks());
    m_window->showPage(isWelcome ? Page::Overview
                                 : pageNamed(page.section(u',', 0, 0)).value_or(Page::Overview));
    QCoreApplication::processEvents();
}

QList<QWidget *> TestKeyboard::controls() const
{
    QList<QWidget *> all;
    for (QWidget *widget : m_window->findChildren<QWidget *>()) {
        if (widget->isVisible() && widget->isEnabled() && !widget->focusProxy() &&
            (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus)
            all << widget;
    }
    return all;
}

void TestKeyboard::everyControlHasAName()
{
    QFETCH(QString, page);
    open(page);
    const QList<QWidget *> all = controls();
    QVERIFY(all.size() > 4);
    QStringList nameless;
    for (const QWidget *widget : all) {
        if (!isNamed(*widget, *m_window))
            nameless << nameOf(*widget);
    }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QStringLiteral(", "))));
}

void TestKeyboard::tabReachesEveryControlOnce()
{
    QFETCH(QString, page);
    open(page);
    QList<QWidget *> missing = controls();
    const auto most = missing.size() + 1; // what holds the focus at first is not among them
    for (auto i = most; i > 0; --i) {
        QTest::keyClick(m_window->focusWidget() ? m_window->focusWidget() : m_window.get(),
                        Qt::Key_Tab);
        const auto *button = qobject_cast<QAbstractButton *>(m_window->focusWidget());
        missing.removeOne(m_window->focusWidget());
        if (!button || !button->group() || !button->group()->exclusive())
            continue;
        for (QAbstractButton *other : button->group()->buttons())
            missing.removeOne(other); // arrows go on from the one Tab reaches
    }
    QStringList names;
    for (const QWidget *widget : missing)
        names << nameOf(*widget);
    QVERIFY2(names.isEmpty(), qPrintable(names.join(QStringLiteral(", "))));
}

void TestKeyboard::focusIsSeen()
{
    QFETCH(QString, page);
    open(page);
    QStringList unseen;
    for (QWidget *widget : controls()) {
        m_window->centralWidget()->setFocus();
        const QImage before = widget->grab().toImage();
        widget->setFocus(Qt::TabFocusReason);
        QCoreApplication::processEvents();
        if (widget->hasFocus() && widget->grab().toImage() == before)
            unseen << nameOf(*widget);
    }
    QVERIFY2(unseen.isEmpty(), qPrintable(unseen.join(QStringLiteral(", "))));
}

void TestKeyboard::digitsReachThePages()
{
    open(QStringLiteral("overview"));
    for (std::size_t i = allPages.size(); i-- > 0;) {
        const QKeySequence keys = pageShortcut(static_cast<int>(i));
        const auto actions = m_window->findChildren<QAction *>();
        const auto action = std::find_if(actions.begin(), actions.end(),
                                         [&](const QAction *a) { return a->shortcut() == keys; });
        QVERIFY(action != actions.end());
        (*action)->trigger();
        QVERIFY(m_window->page() == allPages.at(i));
        QVERIFY(pageNamed(QLatin1String(pageName(allPages.at(i)))) == allPages.at(i));
    }
}

void TestKeyboard::tenPagesFitAndHaveKeys()
{
    QSet<QString> keys;
    for (int i = 0; i < 10; ++i)
        keys << pageShortcut(i).toString();
    QCOMPARE(keys.size(), 10);
    QVERIFY(keys.contains(QStringLiteral("Ctrl+1")) && keys.contains(QStringLiteral("Ctrl+0")));
    QVERIFY(pageShortcut(10).isEmpty());
    open(QStringLiteral("overview"));
    const auto *sidebar = m_window->findChild<Sidebar *>();
    const auto *first = m_window->findChild<QPushButton *>(QStringLiteral("navOverview"));
    const auto *second = m_window->findChild<QPushButton *>(QStringLiteral("navExplore"));
    const int step = second->y() - first->y();
    const int more = 10 - static_cast<int>(allPages.size());
    QVERIFY(sidebar->minimumSizeHint().height() + more * step <=
            m_window->minimumHeight() - m_window->menuBar()->height());
}

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
