// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/explorerig.h"
#include "ui/explore/eventlist.h"
#include "ui/explore/eventlistmodel.h"
#include "ui/text/shown.h"

#include <QLabel>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QWheelEvent>

using namespace outlay;
using namespace outlay::ui;

/// The requests behind what Explore shows: their list, and one of them with its session.
class TestExploreEvents : public QObject, protected ExploreRig
{
    Q_OBJECT

private slots:
    void initTestCase() { beginAll(); }
    void init() { begin(); }
    void cleanup() { m_window.reset(); }
    void placesOfRowsAreFound();
    void millionsOfEventsKeepAFewPages();
    void costsOfEventsAreWholeInAnyCurrency();
    void fewerEventsThanExpectedMakeAShorterList();
    void aListOfEventsIsWalkedByKeys();
    void anEventShowsItsReceiptAndItsSession();
};

void TestExploreEvents::placesOfRowsAreFound()
{
    EventIndex index({{{{0}, {10}}, 3}, {{{10}, {20}}, 1'000'000'000}, {{{20}, {30}}, 2}});
    QCOMPARE(index.size(), std::int64_t{1'000'000'005});
    QCOMPARE(index.placeOf(0), (EventIndex::Place{0, 0}));
    QCOMPARE(index.placeOf(2), (EventIndex::Place{0, 2}));
    QCOMPARE(index.placeOf(3), (EventIndex::Place{1, 0}));
    QCOMPARE(index.placeOf(1'000'000'002), (EventIndex::Place{1, 999'999'999}));
    QCOMPARE(index.placeOf(1'000'000'004), (EventIndex::Place{2, 1}));
    index.setRows(1, 0); // nothing was there after all
    QCOMPARE(index.size(), std::int64_t{5});
    QCOMPARE(index.placeOf(3), (EventIndex::Place{2, 0}));
    QCOMPARE(index.firstRow(2), std::int64_t{3});
}

void TestExploreEvents::millionsOfEventsKeepAFewPages()
{
    showEvents(100'000, 100);
    auto *list = m_window->explore().findChild<EventList *>();
    EventListModel &model = list->model();
    QCOMPARE(model.total(), std::int64_t{10'000'000});
    auto *bar = find<QScrollBar>("eventsBar");
    QVERIFY(model.rowCount() > 3 && model.rowCount() < 60); // what is on the screen
    for (int i = 0; i <= 50; ++i) {
        bar->setValue(bar->maximum() / 50 * i);
        QCOMPARE(model.first(), std::int64_t{bar->value()});
        QTRY_VERIFY(model.eventAt(model.first()));
        QCOMPARE(model.eventAt(model.first())->id, model.first() + 1);
    }
    bar->setValue(bar->maximum());
    QTRY_VERIFY(model.eventAt(9'999'999));
    QCOMPARE(model.eventAt(9'999'999)->id, std::int64_t{10'000'000});
    QVERIFY(model.pagesHeld() <= 12);
    QVERIFY(find<QLabel>("eventsWords")->text().contains(QStringLiteral("of 10,000,000 event")));
}

void TestExploreEvents::costsOfEventsAreWholeInAnyCurrency()
{
    setShownCurrency(*parseCurrency("CHF=0.92@2026-11-01"));
    EventList list;
    list.resize(900, 400);
    list.show();
    list.setFound(std::make_shared<const EventsFound>(
        EventsFound{7, {}, Zone(), EventIndex({{{{0}, {1}}, 2}})}));
    EventPage page{7, {0, 0}, {eventOf(1), eventOf(2)}, 2};
    page.rows[1].cost = Money{70'500'000'000};
    list.setPage(std::make_shared<const EventPage>(page));
    auto *table = list.findChild<QTableView *>(QStringLiteral("eventsTable"));
    const QString cost = table->model()->index(1, EventListModel::Cost).data().toString();
    setShownCurrency({});
    QCOMPARE(cost, QStringLiteral("CHF\u00a064.8600"));
    constexpr int margins = 16;
    QVERIFY(table->columnWidth(EventListModel::Cost) >=
            table->fontMetrics().horizontalAdvance(cost) + margins);
}

void TestExploreEvents::fewerEventsThanExpectedMakeAShorterList()
{
    EventListModel model;
    QSignalSpy wanted(&model, &EventListModel::pageWanted);
    QSignalSpy changed(&model, &EventListModel::totalChanged);
    model.setWindow(0, 10);
    model.setFound(std::make_shared<const EventsFound>(
        EventsFound{7, {}, Zone(), EventIndex({{{{0}, {1}}, 5}, {{{1}, {2}}, 5}})}));
    QCOMPARE(wanted.count(), 1);
    EventPage page{7, {0, 0}, {eventOf(1), eventOf(2)}, 2};
    model.setPage(std::make_shared<const EventPage>(page));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(model.total(), std::int64_t{7});
    QCOMPARE(wanted.count(), 2);
    QVERIFY(!model.eventAt(2));
    EventPage other{6, {1, 0}, {eventOf(9)}, 1}; // of another question
    model.setPage(std::make_shared<const EventPage>(other));
    QCOMPARE(model.total(), std::int64_t{7});
    EventPage next{7, {1, 0}, {eventOf(3)}, 1};
    model.setPage(std::make_shared<const EventPage>(next));
    QCOMPARE(model.total(), std::int64_t{3});
    QCOMPARE(model.eventAt(2)->id, std::int64_t{3});
    QCOMPARE(wanted.count(), 2); // there is nothing more
}

void TestExploreEvents::aListOfEventsIsWalkedByKeys()
{
    showEvents(1'000, 3);
    QSignalSpy chosen(&m_window->explore(), &ExplorePage::eventRequested);
    auto *table = find<QTableView>("eventsTable");
    table->setFocus();
    QTRY_VERIFY(m_window->explore().findChild<EventList *>()->model().eventAt(1));
    QTest::keyClick(table, Qt::Key_J);
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(chosen.takeFirst().at(0).toLongLong(), 2LL);
    EventListModel &model = m_window->explore().findChild<EventList *>()->model();
    QTest::keyClick(table, Qt::Key_End);
    QTRY_VERIFY(model.eventAt(2'999));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(chosen.takeFirst().at(0).toLongLong(), 3'000LL);
    QTest::keyClick(table, Qt::Key_PageUp);
    QTest::keyClick(table, Qt::Key_Home);
    QTRY_VERIFY(model.eventAt(0));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(chosen.takeFirst().at(0).toLongLong(), 1LL);
    QWheelEvent wheel(QPointF(20, 20), table->mapToGlobal(QPointF(20, 20)), {}, {0, -240},
                      Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(table->viewport(), &wheel);
    QVERIFY(find<QScrollBar>("eventsBar")->value() > 0);
}

void TestExploreEvents::anEventShowsItsReceiptAndItsSession()
{
    showEvents(10, 1);
    ExplorePage &page = m_window->explore();
    QSignalSpy chosen(&page, &ExplorePage::eventRequested);
    ui::EventDetail detail;
    detail.event = eventOf(5);
    detail.event.dimensions[static_cast<std::size_t>(Dimension::Session)] = "s";
    detail.before = {eventOf(7), eventOf(6)};
    detail.after = {eventOf(4)};
    detail.receipt.detail = FigureReceipt::Detail::Terms;
    detail.receipt.cost = Money{5};
    page.setEvent(std::make_shared<const ui::EventDetail>(detail));
    auto *session = find<QTableView>("eventSession");
    QVERIFY(session->isVisible());
    QCOMPARE(session->model()->rowCount(), 4);
    QCOMPARE(session->model()->index(0, 0).data().toString(), QStringLiteral("2.00 s earlier"));
    QCOMPARE(session->model()->index(2, 0).data().toString(), QStringLiteral("this event"));
    QCOMPARE(session->model()->index(3, 0).data().toString(), QStringLiteral("1.00 s later"));
    QVERIFY(find<QTableView>("eventReceipt")->model()->rowCount() > 0);
    session->setFocus();
    session->setCurrentIndex(session->model()->index(3, 0));
    QTest::keyClick(session, Qt::Key_Return);
    QCOMPARE(chosen.takeFirst().at(0).toLongLong(), 4LL);
    QTest::keyClick(session, Qt::Key_Backspace);
    QVERIFY(!session->isVisible());
    QVERIFY(find<QTableView>("eventsTable")->isVisible());
}

QTEST_MAIN(TestExploreEvents)
#include "tst_exploreevents.moc"
