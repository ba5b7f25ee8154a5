// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/desktop/pseudotranslator.h"
#include "tests/ui/alertsamples.h"
#include "tests/ui/samples.h"
#include "ui/alerts/alertdetailview.h"
#include "ui/alerts/alertdialogs.h"
#include "ui/alerts/alertingdialog.h"
#include "ui/alerts/alertlist.h"
#include "ui/alerts/alertstrip.h"
#include "ui/alerts/alertwords.h"
#include "ui/alerts/evidencetablemodel.h"
#include "ui/shell/mainwindow.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/parts.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace outlay;
using namespace outlay::ui;

namespace {

/// In words, if the widget shows less than its whole text.
QString clipping(const QWidget &widget)
{
    const auto tooNarrow = [&](int needed, int there, const QString &text) {
        return needed > there ? QStringLiteral("%1 \"%2\" needs %3, has %4")
                                    .arg(widget.objectName(), text, QString::number(needed),
                                         QString::number(there))
                              : QString();
    };
    const QFontMetrics metrics(widget.font());
    if (const auto *label = qobject_cast<const QLabel *>(&widget)) {
        const QRect area = label->contentsRect();
        if (label->text().isEmpty() || qobject_cast<const ElidedLabel *>(label))
            return {};
        if (qobject_cast<const WrappedLabel *>(label))
            return tooNarrow(
                metrics
                    .boundingRect(QRect(0, 0, area.width(), 1000), Qt::TextWordWrap, label->text())
                    .height(),
                area.height(), label->text());
        if (label->wordWrap())
            return tooNarrow(label->heightForWidth(label->width()), label->height(), label->text());
        return tooNarrow(metrics.horizontalAdvance(label->text()), area.width(), label->text());
    }
    if (const auto *button = qobject_cast<const QAbstractButton *>(&widget))
        return button->text().isEmpty()
                   ? QString()
                   : tooNarrow(button->minimumSizeHint().width(), button->width(), button->text());
    if (const auto *box = qobject_cast<const QComboBox *>(&widget))
        return tooNarrow(metrics.horizontalAdvance(box->currentText()) + 28, box->width(),
                         box->currentText());
    if (const auto *line = qobject_cast<const QLineEdit *>(&widget))
        return tooNarrow(metrics.horizontalAdvance(line->placeholderText()) + 18, line->width(),
                         line->placeholderText());
    return {};
}

} // namespace

class TestAlertsPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_window.reset(); }
    void saysWhatWatchesBeforeTheFirstAlert();
    void putsWhatNeedsADecisionFirst();
    void foldsWhatAnotherAlertMutes();
    void countsWhatNeedsADecision();
    void filtersByStateKindAndText();
    void keepsTheSelectionWhenTheListChanges();
    void modelsKeepTheirPromises();
    void worksByKeyboardAlone();
    void decidesOnSeveralAtOnce();
    void snoozesForAsLongAsAPersonSays();
    void expectedWantsANote();
    void showsFactsTimesAndWhatBecameOfIt();
    void evidenceLeadsToReceipts();
    void runbookCommandsCanBeCopied();
    void theStripHasAMarkForEachAlert();
    void tellsHowNoisyItIs();
    void saysWhenNobodyIsTold();
    void overviewShowsThreeAndHowManyMore();
    void decidesNothingWhileBusy();
    void everyControlIsNamed();
    void leavesRoomForLongerLanguages_data();
    void leavesRoomForLongerLanguages();

private:
    template <typename T> T *find(const char *name) const
    {
        T *found = m_window->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    AlertsPage &page() { return m_window->alerts(); }
    AlertList &list() { return *find<AlertList>("alertList"); }
    void show(AlertsSnapshot snapshot)
    {
        m_window->setAlerts(shared(std::move(snapshot)));
        QCoreApplication::processEvents();
    }
    QStringList shownTitles()
    {
        QStringList titles;
        for (int row = 0; row < list().model()->rowCount(); ++row)
            titles << list().model()->index(row, 0).data().toString();
        return titles;
    }
    QString facts() const
    {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // those before
        QStringList all;
        for (int i = 0;
             auto *label = m_window->findChild<QLabel *>(QStringLiteral("alertFact%1").arg(i)); ++i)
            all << label->text();
        return all.join(u'\n');
    }

    EnglishPlurals m_plurals;
    std::unique_ptr<MainWindow> m_window;
};

void TestAlertsPage::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication::installTranslator(&m_plurals);
    loadFonts();
    applyScheme(Scheme::Light);
    qRegisterMetaType<Instant>();
    qRegisterMetaType<AlertExpectation>();
}

void TestAlertsPage::init()
{
    m_window = std::make_unique<MainWindow>();
    m_window->resize(1280, 800);
    m_window->showPage(Page::Alerts);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestAlertsPage::saysWhatWatchesBeforeTheFirstAlert()
{
    show(noAlerts());
    QVERIFY(find<QWidget>("alertsEmpty")->isVisible());
    QVERIFY(!find<AlertStrip>("alertStrip")->isVisible());
    QStringList words;
    for (const auto *label : find<QWidget>("alertsEmpty")->findChildren<QLabel *>())
        words << label->text();
    QVERIFY(words.contains(QStringLiteral("A session over $25.00")));
    AlertsSnapshot calm = someAlerts();
    std::erase_if(calm.rows, [](const ui::AlertRow &alert) { return !isOver(alert); });
    show(calm);
    QVERIFY(!find<QWidget>("alertsEmpty")->isVisible());
    QVERIFY(find<QLabel>("alertsCalm")->isVisible());
    QCOMPARE(find<QLabel>("alertsCalm")->text(),
             QStringLiteral("All quiet since Nov 21, 7:45 PM."));
    show(someAlerts());
    QVERIFY(!find<QLabel>("alertsCalm")->isVisible());
}

void TestAlertsPage::putsWhatNeedsADecisionFirst()
{
    show(someAlerts());
    QCOMPARE(shownTitles(),
             (QStringList{
                 QStringLiteral("Needs a decision"),
                 QStringLiteral("Team search has used up its November budget"),
                 QStringLiteral("Retry storm of svc-nightly-digest"),
                 QStringLiteral("312 requests of lab-preview-9 have no price"),
                 QStringLiteral("ci burns 6 times its pace"), QStringLiteral("Taken care of"),
                 QStringLiteral("support-bot has reached 90% of its budget"),
                 QStringLiteral("claude-haiku-4-5 costs 20% more"), QStringLiteral("Nov 21, 2026"),
                 QStringLiteral("litellm went silent"), QStringLiteral("Nov 14, 2026"),
                 QStringLiteral("A session of eve cost $152.30")}));
    QCOMPARE(list().model()->index(2, 0).data(AlertListModel::AgeRole).toString(),
             QStringLiteral("since 2:14 AM, known 2:15 AM"));
    QCOMPARE(list().model()->index(3, 0).data(AlertListModel::MoneyRole).toString(),
             QStringLiteral("–")); // unknown is not zero
}

void TestAlertsPage::foldsWhatAnotherAlertMutes()
{
    show(someAlerts());
    const int folded = list().model()->rowCount();
    list().choose(QStringLiteral("team"));
    QTest::keyClick(&list(), Qt::Key_Right);
    QCOMPARE(list().model()->rowCount(), folded + 7);
    QCOMPARE(list().currentAlert()->id, QStringLiteral("team"));
    QTest::keyClick(&list(), Qt::Key_J);
    QCOMPARE(list().currentAlert()->inhibitedBy, QStringLiteral("team"));
    QTest::keyClick(&list(), Qt::Key_Left); // to the one that mutes it, and folds
    QCOMPARE(list().currentAlert()->id, QStringLiteral("team"));
    QCOMPARE(list().model()->rowCount(), folded);
    QVERIFY(list()
                .model()
                ->index(1, 0)
                .data(Qt::AccessibleTextRole)
                .toString()
                .contains(QStringLiteral("and 7 more")));
}

void TestAlertsPage::countsWhatNeedsADecision()
{
    auto *badge = find<QLabel>("badgeAlerts");
    QVERIFY(badge->isHidden());
    show(someAlerts()); // two open and one due; the muted and the pending do not count
    QVERIFY(badge->isVisible());
    QCOMPARE(badge->text(), QStringLiteral("3"));
    QCOMPARE(find<QPushButton>("navAlerts")->accessibleName(),
             QStringLiteral("Alerts, 3 alerts to be decided"));
    show(noAlerts());
    QVERIFY(badge->isHidden());
    QCOMPARE(find<QPushButton>("navAlerts")->accessibleName(), QStringLiteral("Alerts"));
}

void TestAlertsPage::filtersByStateKindAndText()
{
    show(someAlerts());
    find<QComboBox>("alertStates")->setCurrentIndex(3);
    QCOMPARE(list().alerts().alertCount(), 2);
    find<QComboBox>("alertStates")->setCurrentIndex(0);
    auto *kinds = find<QComboBox>("alertKinds");
    kinds->setCurrentIndex(kinds->findData(static_cast<int>(AlertKind::RetryStorm)));
    QCOMPARE(list().alerts().alertCount(), 1);
    kinds->setCurrentIndex(0);
    QTest::keyClick(&list(), Qt::Key_Slash);
    QCOMPARE(QApplication::focusWidget(), find<QLineEdit>("alertText"));
    // A muted one that is searched for is shown below the one that mutes it.
    QTest::keyClicks(find<QLineEdit>("alertText"), QStringLiteral("USER3@"));
    QCOMPARE(shownTitles().size(), 3);
    QCOMPARE(shownTitles().last(),
             QStringLiteral("user3@example.com has reached 75% of the budget"));
    find<QLineEdit>("alertText")->setText(QStringLiteral("nothing like it"));
    QCOMPARE(find<QLabel>("alertsCalm")->text(), QStringLiteral("No alert passes the filter."));
    page().choose(QStringLiteral("storm")); // looked for without the filter
    QCOMPARE(list().currentAlert()->id, QStringLiteral("storm"));
}

void TestAlertsPage::keepsTheSelectionWhenTheListChanges()
{
    show(manyAlerts(200));
    list().choose(QStringLiteral("due"));
    AlertsSnapshot changed = manyAlerts(200);
    changed.now.micros += microsPerMinute;
    std::erase_if(changed.rows, [](const ui::AlertRow &alert) { return alert.id == u"storm"; });
    show(changed);
    QCOMPARE(list().currentAlert()->id, QStringLiteral("due"));
    QCOMPARE(list().selectedIds(), QStringList{QStringLiteral("due")});
    std::erase_if(changed.rows, [](const ui::AlertRow &alert) { return alert.id == u"due"; });
    show(changed);
    QVERIFY(list().currentAlert()); // the one in its place
}

void TestAlertsPage::modelsKeepTheirPromises()
{
    AlertListModel alerts;
    EvidenceTableModel evidence;
    const QAbstractItemModelTester first(&alerts,
                                         QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester second(&evidence,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    alerts.setSnapshot(shared(someAlerts()));
    QVERIFY(alerts.rowCount() > 0);
    alerts.setUnfolded(QStringLiteral("team"), true);
    AlertFilter filter;
    filter.text = QStringLiteral("search");
    alerts.setFilter(filter);
    alerts.setSnapshot(shared(noAlerts()));
    QCOMPARE(alerts.rowCount(), 0);
    alerts.setFilter({});
    alerts.setSnapshot(shared(manyAlerts(10'000)));
    QVERIFY(alerts.rowCount() > 10'000);
    QCOMPARE(alerts.alertCount(), 10'000 + 15);
    evidence.setEvidence(stormDetail().evidence, sampleNow, Zone());
    QCOMPARE(evidence.rowCount(), 5);
    QCOMPARE(evidence.index(3, EvidenceTableModel::Amount).data().toString(), QStringLiteral("–"));
    QVERIFY(!evidence.evidenceAt(5) && !alerts.alertAt(-1));
}

void TestAlertsPage::worksByKeyboardAlone()
{
    show(someAlerts());
    QSignalSpy acknowledged(&page(), &AlertsPage::acknowledgeRequested);
    QSignalSpy undone(&page(), &AlertsPage::undoRequested);
    QSignalSpy receipts(&page(), &AlertsPage::receiptRequested);
    list().setFocus(Qt::TabFocusReason);
    list().choose(QStringLiteral("team"));
    QTest::keyClick(&list(), Qt::Key_J);
    QCOMPARE(list().currentAlert()->id, QStringLiteral("storm"));
    QTest::keyClick(&list(), Qt::Key_Space);
    QCOMPARE(receipts.count(), 1);
    QCOMPARE(receipts.first().at(1).toStringList(),
             (QStringList{QStringLiteral("--where"), QStringLiteral("key=svc")}));
    QTest::keyClick(&list(), Qt::Key_A);
    QCOMPARE(acknowledged.takeFirst().first().toStringList(), QStringList{QStringLiteral("storm")});
    QTest::keyClick(&list(), Qt::Key_U); // nothing to undo
    QVERIFY(undone.isEmpty());
    for (int i = 0; i < 3; ++i) // past the heading
        QTest::keyClick(&list(), Qt::Key_Down);
    QCOMPARE(list().currentAlert()->id, QStringLiteral("seen"));
    QTest::keyClick(&list(), Qt::Key_A); // it is already
    QVERIFY(acknowledged.isEmpty());
    QTest::keyClick(&list(), Qt::Key_U);
    QCOMPARE(undone.takeFirst().first().toStringList(), QStringList{QStringLiteral("seen")});
    QTest::keyClick(&list(), Qt::Key_K);
    QCOMPARE(list().currentAlert()->id, QStringLiteral("pending"));
    QTest::keyClick(&list(), Qt::Key_Home);
    QCOMPARE(list().currentAlert()->id, QStringLiteral("team"));
    QTest::keyClick(&list(), Qt::Key_Return);
    QCOMPARE(QApplication::focusWidget(), find<QPushButton>("alertAcknowledge"));
    QTest::keyClick(find<QPushButton>("alertAcknowledge"), Qt::Key_Backspace);
    QCOMPARE(QApplication::focusWidget(), &list());
    QTest::keyClick(&list(), Qt::Key_S);
    QVERIFY(find<QMenu>("snoozeMenu")->isVisible());
    find<QMenu>("snoozeMenu")->close();
}

void TestAlertsPage::decidesOnSeveralAtOnce()
{
    show(someAlerts());
    auto *bar = find<QWidget>("selectionBar");
    QVERIFY(!bar->isVisible());
    list().choose(QStringLiteral("team"));
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(&list(), Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY(bar->isVisible());
    QSignalSpy acknowledged(&page(), &AlertsPage::acknowledgeRequested);
    find<QPushButton>("selectionAcknowledge")->click();
    QCOMPARE(acknowledged.takeFirst().first().toStringList(), // "seen" is so already
             (QStringList{QStringLiteral("team"), QStringLiteral("storm"), QStringLiteral("due"),
                          QStringLiteral("pending")}));
}

void TestAlertsPage::snoozesForAsLongAsAPersonSays()
{
    show(someAlerts());
    list().choose(QStringLiteral("storm"));
    QSignalSpy snoozed(&page(), &AlertsPage::snoozeRequested);
    const auto until = [&] { return snoozed.takeFirst().at(1).value<Instant>(); };
    find<QAction>("snoozeHour")->trigger();
    QCOMPARE(until().micros, sampleNow.micros + microsPerHour);
    find<QAction>("snoozeHours")->trigger();
    QCOMPARE(until().micros, sampleNow.micros + 4 * microsPerHour);
    find<QAction>("snoozeTomorrow")->trigger();
    QCOMPARE(toRfc3339(until()), std::string("2026-11-24T09:00:00Z"));
    find<QAction>("snoozeUntil")->trigger();
    auto *time = find<QDateTimeEdit>("untilTime");
    time->setDateTime(QDateTime(QDate(2026, 11, 1), QTime(9, 0), Qt::UTC));
    find<QPushButton>("untilAccept")->click();
    QVERIFY(snoozed.isEmpty());
    QVERIFY(find<QLabel>("untilProblem")->isVisible());
    time->setDateTime(QDateTime(QDate(2026, 11, 25), QTime(7, 30), Qt::UTC));
    find<QPushButton>("untilAccept")->click();
    QCOMPARE(toRfc3339(until()), std::string("2026-11-25T07:30:00Z"));
}

void TestAlertsPage::expectedWantsANote()
{
    show(someAlerts());
    list().choose(QStringLiteral("storm"));
    QSignalSpy expected(&page(), &AlertsPage::expectedRequested);
    QTest::keyClick(&list(), Qt::Key_E);
    find<QPushButton>("untilAccept")->click();
    QVERIFY(expected.isEmpty());
    QVERIFY(find<QLabel>("untilProblem")->isVisible());
    find<QLineEdit>("untilNote")->setText(QStringLiteral("load test"));
    find<QPushButton>("untilAccept")->click();
    QCOMPARE(expected.count(), 1);
    QCOMPARE(expected.first().at(1).value<AlertExpectation>().note, QStringLiteral("load test"));
}

void TestAlertsPage::showsFactsTimesAndWhatBecameOfIt()
{
    QSignalSpy asked(&page(), &AlertsPage::detailRequested);
    show(someAlerts());
    list().choose(QStringLiteral("storm"));
    QCOMPARE(asked.last().first().toString(), QStringLiteral("storm"));
    QVERIFY(find<QLabel>("alertDetailProblem")->isVisible()); // being read
    page().setDetail(QStringLiteral("team"), stormDetail());  // too late: of another
    QVERIFY(find<QLabel>("alertDetailProblem")->isVisible());
    page().setDetail(QStringLiteral("storm"), stormDetail());
    QVERIFY(!find<QLabel>("alertDetailProblem")->isVisible());
    QCOMPARE(find<QLabel>("alertBadge")->text(), QStringLiteral("Critical · Open · Retry storm"));
    for (const char *fact :
         {"Key svc-nightly-digest · Model gpt-5", "bob@example.com", "Nov 23, 2026, 2:14:00 AM UTC",
          "Nov 23, 2026, 2:15:00 AM UTC (1 min later)", "47 s"})
        QVERIFY2(facts().contains(QString::fromUtf8(fact)), qPrintable(facts()));
    QSignalSpy retried(&page(), &AlertsPage::retryRequested);
    QCOMPARE(m_window->findChildren<QPushButton *>(QStringLiteral("alertRetry")).size(), 1);
    find<QPushButton>("alertRetry")->click();
    QCOMPARE(retried.first().first().toString(), QStringLiteral("d2"));
    list().choose(QStringLiteral("team"));
    QVERIFY2(facts().contains(QStringLiteral("$2,041.20 of $2,000.00")), qPrintable(facts()));
    QVERIFY(facts().contains(QStringLiteral("102%, past the threshold of 100%")));
    list().choose(QStringLiteral("seen"));
    QVERIFY(facts().contains(QStringLiteral("kim, Nov 23, 2026, 12:05:00 PM UTC")));
    QVERIFY(!find<QPushButton>("alertAcknowledge")->isVisible());
    QVERIFY(find<QPushButton>("alertUndo")->isVisible());
    list().choose(QStringLiteral("old")); // over before it was known
    QVERIFY(!find<QPushButton>("alertSnooze")->isVisible());
}

void TestAlertsPage::evidenceLeadsToReceipts()
{
    show(someAlerts());
    list().choose(QStringLiteral("storm"));
    page().setDetail(QStringLiteral("storm"), stormDetail());
    QSignalSpy receipts(&page(), &AlertsPage::receiptRequested);
    auto *table = find<QTableView>("evidenceTable");
    table->setCurrentIndex(table->model()->index(1, 0));
    QTest::keyClick(table, Qt::Key_Space);
    QCOMPARE(receipts.count(), 1);
    QCOMPARE(receipts.first().at(1).toStringList().value(1), QStringLiteral("key=svc nightly"));
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral(
        "outlay-cli explain --where 'key=svc nightly' --from 2026-11-23T02:11:00Z")));
    ReceiptQuestion question;
    question.range = {sampleNow, {sampleNow.micros + microsPerHour}};
    question.figure.cost = Money{1'000'000'000};
    question.figure.requests = 3;
    FigureReceipt receipt;
    receipt.rows.requests = 3;
    const auto number = receipts.first().first().toULongLong();
    page().setReceipt(number + 1, {}, question, receipt);
    QVERIFY(!m_window->findChild<QWidget *>(QStringLiteral("receipt")));
    page().setReceipt(number, {}, question, receipt);
    QVERIFY(find<QWidget>("receipt")->isVisible());
    QSignalSpy rows(&page(), &AlertsPage::rowsRequested);
    find<QPushButton>("receiptRows")->click();
    QCOMPARE(rows.count(), 1);
    QVERIFY(rows.first().first().value<EventsQuestion>().range == question.range);
    QVERIFY(m_window->page() == Page::Explore);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    m_window->showPage(Page::Alerts);
    page().setReceipt(number, {}, question, receipt);
    QTest::keyClick(find<QWidget>("receipt"), Qt::Key_Escape);
    page().setReceiptFailure(number, QStringLiteral("No such key."));
    QCOMPARE(find<QLabel>("alertsProblem")->text(), QStringLiteral("No such key."));
}

void TestAlertsPage::runbookCommandsCanBeCopied()
{
    show(someAlerts());
    list().choose(QStringLiteral("storm"));
    page().setDetail(QStringLiteral("storm"), stormDetail());
    const auto copies = m_window->findChildren<QPushButton *>(QStringLiteral("runbookCopy"));
    QCOMPARE(copies.size(), 2);
    copies.last()->click();
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("outlay-cli alerts ack storm"));
    QSignalSpy edited(&page(), &AlertsPage::runbookEditRequested);
    find<QPushButton>("runbookEdit")->click();
    QCOMPARE(edited.first().first().toString(), QStringLiteral("retry_storm"));
}

void TestAlertsPage::theStripHasAMarkForEachAlert()
{
    show(someAlerts());
    auto *strip = find<AlertStrip>("alertStrip");
    for (const ui::AlertRow &alert : page().snapshot()->rows)
        QVERIFY2(strip->markOf(alert.id).isValid(), qPrintable(alert.id));
    const QPoint storm = strip->markOf(QStringLiteral("storm")).center().toPoint();
    QVERIFY2(strip->describe(storm).contains(QStringLiteral("Critical: Retry storm")),
             qPrintable(strip->describe(storm)));
    QVERIFY(strip->accessibleDescription().startsWith(QStringLiteral("15 alerts Oct 24")));
    QTest::mouseClick(strip, Qt::LeftButton, {}, storm);
    QCOMPARE(list().currentAlert()->id, QStringLiteral("storm"));
    QTest::keyClick(strip, Qt::Key_Left);
    QCOMPARE(list().currentAlert()->id, QStringLiteral("old"));
    QTest::keyClick(strip, Qt::Key_Down);
    QCOMPARE(laneOf(list().currentAlert()->kind), AlertLane::Prices);
    show(manyAlerts(10'000)); // as many marks as there is room for
    QVERIFY(strip->markCount() < 600);
    m_window->setLayoutDirection(Qt::RightToLeft);
    show(someAlerts());
    // Time runs from left to right there, too; the names of the lanes stand at the right.
    QVERIFY(strip->markOf(QStringLiteral("storm")).center().x() >
            strip->markOf(QStringLiteral("old")).center().x());
    QVERIFY(strip->markOf(QStringLiteral("storm")).right() < strip->width() - 60);
    m_window->setLayoutDirection(Qt::LeftToRight);
}

void TestAlertsPage::tellsHowNoisyItIs()
{
    show(someAlerts());
    QCOMPARE(find<QLabel>("alertsSubtitle")->text(),
             QStringLiteral("3 alerts to be decided · 3.1 notifications a day over the last 7 "
                            "days, 64% acted on"));
    QVERIFY(!find<QWidget>("noiseBanner")->isVisible());
    show(manyAlerts(10));
    QVERIFY(find<QWidget>("noiseBanner")->isVisible());
    QVERIFY(!isTooNoisy({70, 0, 7}));
    QVERIFY(isTooNoisy({71, 0, 7}));
}

void TestAlertsPage::saysWhenNobodyIsTold()
{
    AlertsSnapshot s = someAlerts();
    s.quietUntil = Instant{sampleNow.micros + 3 * microsPerHour};
    s.digest = AlertDigest{
        {{sampleNow.micros - 20 * microsPerHour}, sampleNow},
        {QStringLiteral("$612"), QStringLiteral("storm 02:14–05:50"), QStringLiteral("bob")}};
    show(s);
    QCOMPARE(find<QLabel>("quietText")->text(),
             QStringLiteral("Quiet hours until 7:45 PM. Only an exhausted budget or a storm is "
                            "told."));
    QCOMPARE(find<QLabel>("digestText")->text(),
             QStringLiteral("While away 8:45 PM–4:45 PM: $612, storm 02:14–05:50, bob"));
    QSignalSpy resumed(&page(), &AlertsPage::resumeRequested);
    QSignalSpy dismissed(&page(), &AlertsPage::digestDismissed);
    find<QPushButton>("quietResume")->click();
    find<QPushButton>("digestDismiss")->click();
    QCOMPARE(resumed.count() + dismissed.count(), 2);
    s.pausedFrom = sampleNow;
    s.digest.reset();
    show(s);
    QVERIFY(
        find<QLabel>("quietText")->text().startsWith(QStringLiteral("Notifications are paused")));
    QVERIFY(!find<QWidget>("digestBanner")->isVisible());
}

void TestAlertsPage::overviewShowsThreeAndHowManyMore()
{
    m_window->showPage(Page::Overview);
    OverviewSnapshot overview = fullSnapshot();
    m_window->setSnapshot(shared(overview));
    QVERIFY(!find<QWidget>("alertsCard")->isVisible());
    AlertsSnapshot alerts = someAlerts();
    for (int i = 0; i < 2; ++i) {
        ui::AlertRow more = alerts.rows.front();
        more.id = QStringLiteral("more%1").arg(i);
        more.state = ui::AlertState::Open;
        alerts.rows.push_back(more);
    }
    overview.alerts = shared(alerts);
    m_window->setSnapshot(shared(overview));
    QVERIFY(find<QWidget>("alertsCard")->isVisible());
    QCOMPARE(find<QLabel>("alertsCardTitle0")->text(),
             QStringLiteral("Team search has used up its November budget"));
    QCOMPARE(find<QPushButton>("alertsCardMore")->text(), QStringLiteral("and 2 more"));
    QSignalSpy acknowledged(&page(), &AlertsPage::acknowledgeRequested);
    find<QPushButton>("alertsCardAcknowledge1")->click();
    QCOMPARE(acknowledged.first().first().toStringList(), QStringList{QStringLiteral("storm")});
    page().setSnapshot(overview.alerts);
    find<QPushButton>("alertsCardOpen1")->click();
    QCOMPARE(m_window->page(), Page::Alerts);
    QCOMPARE(list().currentAlert()->id, QStringLiteral("storm"));
    overview.alerts = shared(noAlerts());
    m_window->showPage(Page::Overview);
    m_window->setSnapshot(shared(overview));
    QVERIFY(!find<QWidget>("alertsCard")->isVisible());
}

void TestAlertsPage::decidesNothingWhileBusy()
{
    show(someAlerts());
    list().choose(QStringLiteral("storm"));
    page().setBusy(true);
    QSignalSpy acknowledged(&page(), &AlertsPage::acknowledgeRequested);
    QTest::keyClick(&list(), Qt::Key_A);
    QVERIFY(!find<QPushButton>("alertAcknowledge")->isEnabled());
    QVERIFY(acknowledged.isEmpty());
    page().setBusy(false);
    QTest::keyClick(&list(), Qt::Key_A);
    QCOMPARE(acknowledged.count(), 1);
}

void TestAlertsPage::everyControlIsNamed()
{
    show(someAlerts());
    list().choose(QStringLiteral("storm"));
    page().setDetail(QStringLiteral("storm"), stormDetail());
    for (const QWidget *widget : page().findChildren<QWidget *>()) {
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        const bool isControl = button || widget->inherits("QComboBox") ||
                               widget->inherits("QLineEdit") || widget->inherits("QTableView") ||
                               widget->inherits("QListView") ||
                               widget->inherits("outlay::ui::AlertStrip");
        if (!isControl || !widget->isVisible() ||
            widget->parentWidget()->inherits("QLineEdit") || // its clear button
            widget->inherits("QTableCornerButton"))
            continue;
        QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                 qPrintable(widget->objectName()));
        QVERIFY2(widget->focusPolicy() & Qt::TabFocus, qPrintable(widget->objectName()));
    }
}

void TestAlertsPage::leavesRoomForLongerLanguages_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("isEmpty");
    for (const bool isEmpty : {false, true}) {
        for (const QSize size : {QSize(1280, 800), QSize(1024, 700), QSize(860, 600)})
            QTest::addRow("%d wide, %s", size.width(), isEmpty ? "empty" : "full")
                << size << isEmpty;
    }
}

void TestAlertsPage::leavesRoomForLongerLanguages()
{
    QFETCH(QSize, size);
    QFETCH(bool, isEmpty);
    test::PseudoTranslator longer;
    QCoreApplication::installTranslator(&longer);
    m_window = std::make_unique<MainWindow>();
    m_window->resize(size);
    m_window->showPage(Page::Alerts);
    m_window->show();
    AlertsSnapshot s = isEmpty ? noAlerts() : manyAlerts(10);
    s.quietUntil = Instant{sampleNow.micros + 3 * microsPerHour};
    s.digest = AlertDigest{{{sampleNow.micros - microsPerHour}, sampleNow}, {}};
    show(s);
    if (!isEmpty) {
        list().choose(QStringLiteral("storm"));
        page().setDetail(QStringLiteral("storm"), stormDetail());
    }
    page().openSettings(sampleSettings());
    QTest::qWait(20); // layouts
    QStringList bad;
    for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
        if (widget->isVisible() && widget->objectName() != u"ledgerName")
            bad << clipping(*widget);
    }
    QCoreApplication::removeTranslator(&longer);
    bad.removeAll(QString());
    QVERIFY2(bad.isEmpty(), qPrintable(u'\n' + bad.join(u'\n')));
}

QTEST_MAIN(TestAlertsPage)
#include "tst_alertspage.moc"
