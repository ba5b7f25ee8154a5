// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/budgetsamples.h"
#include "ui/budgets/budgetdetailview.h"
#include "ui/budgets/budgeteditor.h"
#include "ui/budgets/budgetspage.h"
#include "ui/budgets/budgettreemodel.h"
#include "ui/budgets/budgetwords.h"
#include "ui/budgets/limitsladderdialog.h"
#include "ui/budgets/pushcapsdialog.h"
#include "ui/budgets/usercapsdialog.h"
#include "ui/budgets/usercapsmodel.h"
#include "ui/charts/burndown.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTableView>
#include <QTest>
#include <QTreeView>

using namespace outlay;
using namespace outlay::ui;
using namespace Qt::StringLiterals;

class TestBudgetsPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void modelsKeepTheirPromises();
    void ordersByTimeToLimit();
    void saysWhatIsKnownAndWhatIsNot();
    void saysWhatIsBrokenAndWhatCounts();
    void keepsTheSelectionWhileFiguresChange();
    void opensWhatHidesAWorseBudget();
    void filtersWithTheParentsOfWhatIsFound();
    void isUsedByTheKeyboardAlone();
    void offersAFirstBudget();
    void editsTripwires();
    void readsPastedCaps();
    void namesLineAndColumnOfWhatCannotBePasted_data();
    void namesLineAndColumnOfWhatCannotBePasted();
    void forgetsABadPasteOnceItIsMended();
    void saysWhatALimitPerMinuteIs();
    void savesCapsOnlyAfterTheReview();
    void pushesWhatWasReviewedAndSaved();
    void saysWhatIsMissingForAPush();
    void foreseesOnlyTheMembersOnTheScreen();
    void opensTheOneThatIsChosenElsewhere();
    void theChartTellsItsFigures();
    void undoesAChange();
    void saysWhichLimitBinds();
    void everythingHasAName();
    void isPaintedFromRightToLeftAndInTheDark();

private:
    EnglishPlurals m_plurals;
    template <typename T> static T *child(QObject &of, const char *name)
    {
        return of.findChild<T *>(QLatin1String(name));
    }
    static void click(QObject &page, const char *button)
    {
        child<QPushButton>(page, button)->click();
    }
    static QStringList shown(const QAbstractItemModel &model, int column)
    {
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row)
            all << model.index(row, column).data().toString();
        return all;
    }
};

void TestBudgetsPage::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication::installTranslator(&m_plurals);
    loadFonts();
    applyScheme(Scheme::Light);
}

void TestBudgetsPage::modelsKeepTheirPromises()
{
    BudgetTreeModel model;
    BudgetSortModel sorted;
    sorted.setSourceModel(&model);
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QAbstractItemModelTester sortedTester(
        &sorted, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.rowCount(), 0);
    model.setSnapshot(shared(threeBudgets()));
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.rowCount(model.index(0, 0)), 1);
    QCOMPARE(model.rowCount(model.index(1, 0)), 3);
    model.setSnapshot(shared(thousandMembers()));
    QCOMPARE(model.rowCount(model.index(1, 0)), 1'000);
    model.setSnapshot(shared(noBudgets()));
    QCOMPARE(model.rowCount(), 0);
    UserCapsModel caps;
    const QAbstractItemModelTester capsTester(
        &caps, QAbstractItemModelTester::FailureReportingMode::QtTest);
    caps.setCaps({{"alice", Money{1}, BudgetPeriodWords::Kind::Month, true}});
    caps.addRow();
    caps.removeRowAt(0);
    QCOMPARE(caps.rowCount(), 1);
}

void TestBudgetsPage::ordersByTimeToLimit()
{
    BudgetTreeModel model;
    BudgetSortModel sorted;
    sorted.setSourceModel(&model);
    BudgetsSnapshot s = threeBudgets();
    for (BudgetRow &row : s.rows) // side by side
        row.parent = -1;
    model.setSnapshot(shared(s));
    const QStringList order = shown(sorted, BudgetTreeModel::Name);
    QCOMPARE(order.first(), QStringLiteral("eu-pilot"));
    QCOMPARE(order.at(1), QStringLiteral("Company"));
    QCOMPARE(order.last(), QStringLiteral("Nightly evaluation")); // nothing is known of it
    // What nobody has looked at yet stands where its pace puts it.
    for (BudgetRow &row : s.rows) {
        if (row.name == QStringLiteral("Nightly evaluation"))
            row.pace = PaceOutlook{2, Instant{s.now.micros + microsPerDay}};
    }
    model.setSnapshot(shared(s));
    QCOMPARE(shown(sorted, BudgetTreeModel::Name).at(1), QStringLiteral("Nightly evaluation"));
    QVERIFY(shown(sorted, BudgetTreeModel::TimeToLimit)
                .at(1)
                .endsWith(QStringLiteral(" at this pace")));
    sorted.sort(BudgetTreeModel::Name, Qt::AscendingOrder);
    QCOMPARE(shown(sorted, BudgetTreeModel::Name).first(), QStringLiteral("Company"));
}

void TestBudgetsPage::saysWhatIsKnownAndWhatIsNot()
{
    BudgetTreeModel model;
    model.setSnapshot(shared(threeBudgets()));
    const auto text = [&](const char *id, int column) {
        return model.indexOf(id, {}).siblingAtColumn(column).data().toString();
    };
    QCOMPARE(text("company", BudgetTreeModel::Used), QStringLiteral("$4,812.37 of $6,500.00"));
    QCOMPARE(text("company", BudgetTreeModel::Utilization), QStringLiteral("74%"));
    QVERIFY(text("company", BudgetTreeModel::TimeToLimit).contains(QStringLiteral("Nov 28")));
    QCOMPARE(text("users", BudgetTreeModel::TimeToLimit), QStringLiteral("not this month"));
    QCOMPARE(text("tokens", BudgetTreeModel::TimeToLimit), QStringLiteral("unknown"));
    // Unknown is not zero.
    QVERIFY(text("tokens", BudgetTreeModel::Used).startsWith(QStringLiteral("–")));
    QCOMPARE(text("tokens", BudgetTreeModel::Utilization), QStringLiteral("–"));
    QVERIFY(text("eu", BudgetTreeModel::TimeToLimit).startsWith(QStringLiteral("exhausted")));
    // A cell of two lines says the same as its text.
    const auto line = [&](const char *id, int column, int role) {
        return model.indexOf(id, {}).siblingAtColumn(column).data(role).toString();
    };
    QCOMPARE(line("company", BudgetTreeModel::Used, BudgetTreeModel::FirstLineRole),
             QStringLiteral("$4,812.37"));
    QCOMPARE(line("company", BudgetTreeModel::Used, BudgetTreeModel::SecondLineRole),
             QStringLiteral("of $6,500.00"));
    QCOMPARE(QString(QStringLiteral("exhausted ") +
                     line("eu", BudgetTreeModel::TimeToLimit, BudgetTreeModel::SecondLineRole)),
             text("eu", BudgetTreeModel::TimeToLimit));
    QCOMPARE(text("company", BudgetTreeModel::Period), QStringLiteral("Month to Dec 1"));
    const auto scope = [&](const char *id) {
        return model.indexOf(id, {}).data(BudgetTreeModel::ScopeRole).toString();
    };
    QVERIFY(scope("users").startsWith(QStringLiteral("every user")));
    QVERIFY(scope("eu").startsWith(QStringLiteral("team core · project eu-pilot")));
    QVERIFY(scope("tokens").contains(QStringLiteral("paused until")));
    QVERIFY(scope("eu").contains(QStringLiteral("raised until")));
    QVERIFY(model.indexOf("company", {})
                .siblingAtColumn(BudgetTreeModel::Used)
                .data(Qt::ToolTipRole)
                .toString()
                .contains(QStringLiteral("$4,812.370000001")));
}

void TestBudgetsPage::saysWhatIsBrokenAndWhatCounts()
{
    BudgetsSnapshot s = threeBudgets();
    s.rows.front().problem = QStringLiteral("unknown time zone \"Asia/Atlantis\"");
    s.rows.front().range = TimeRange{};
    BudgetTreeModel model;
    model.setSnapshot(shared(s));
    const QModelIndex broken = model.index(0, 0);
    const QString note = broken.data(BudgetTreeModel::ScopeRole).toString();
    QVERIFY2(note.contains(QStringLiteral("nothing watches it: unknown time zone")),
             qPrintable(note));
    // It has no period, so none ends.
    QCOMPARE(broken.siblingAtColumn(BudgetTreeModel::Period).data().toString(),
             periodWords(s.rows.front().period));
    const auto hint = [&](const char *id) {
        return model.indexOf(id, {})
            .siblingAtColumn(BudgetTreeModel::Used)
            .data(Qt::ToolTipRole)
            .toString();
    };
    QVERIFY(hint("eu").contains(QStringLiteral("fees do not count")));
    s.rows.back().consumed = 5; // tokens
    model.setSnapshot(shared(s));
    QVERIFY(hint("tokens").contains(QStringLiteral("count only where the budget goes by plan")));
}

void TestBudgetsPage::keepsTheSelectionWhileFiguresChange()
{
    BudgetsPage page;
    page.setSnapshot(shared(threeBudgets()));
    auto *table = child<QTreeView>(page, "budgetTable");
    table->expandAll();
    QTest::keyClick(table, Qt::Key_J);
    QTest::keyClick(table, Qt::Key_J);
    const QString before = table->currentIndex().siblingAtColumn(0).data().toString();
    BudgetsSnapshot next = threeBudgets();
    next.rows[0].consumed = 10;
    next.rows[0].outlook = Outlook::Unknown;
    page.setSnapshot(shared(next));
    QCOMPARE(table->currentIndex().siblingAtColumn(0).data().toString(), before);
}

void TestBudgetsPage::opensWhatHidesAWorseBudget()
{
    BudgetsPage page;
    page.setSnapshot(shared(threeBudgets()));
    auto *table = child<QTreeView>(page, "budgetTable");
    const auto isOpen = [table](const QString &name) {
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const QModelIndex index = table->model()->index(row, 0);
            if (index.data().toString() == name)
                return table->isExpanded(index);
        }
        return false;
    };
    QVERIFY(isOpen(QStringLiteral("Company"))); // its child is exhausted, and it is not
    table->collapseAll();
    page.setSnapshot(shared(threeBudgets()));
    QVERIFY(!isOpen(QStringLiteral("Company"))); // a person has folded it
}

void TestBudgetsPage::filtersWithTheParentsOfWhatIsFound()
{
    BudgetsPage page;
    page.setSnapshot(shared(thousandMembers()));
    child<QLineEdit>(page, "budgetFilter")->setText(QStringLiteral("USER-512@"));
    const QAbstractItemModel *model = child<QTreeView>(page, "budgetTable")->model();
    QCOMPARE(model->rowCount(), 1);
    QCOMPARE(model->rowCount(model->index(0, 0)), 1);
}

void TestBudgetsPage::isUsedByTheKeyboardAlone()
{
    BudgetsPage page;
    page.resize(1200, 700);
    page.show();
    page.setSnapshot(shared(threeBudgets()));
    const QSignalSpy details(&page, &BudgetsPage::detailsRequested);
    const QSignalSpy receipt(&page, &BudgetsPage::receiptRequested);
    auto *table = child<QTreeView>(page, "budgetTable");
    table->setFocus();
    QTest::keyClick(table, Qt::Key_J);
    QTest::keyClick(table, Qt::Key_K);
    QCOMPARE(table->currentIndex().row(), 0);
    QTest::keyClick(table, Qt::Key_Space);
    QCOMPARE(receipt.count(), 1);
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(details.count(), 1);
    auto *view = child<BudgetDetailView>(page, "budgetDetails");
    QVERIFY(view->isVisible());
    page.setDetails(companyDetails());
    auto *chart = child<BurnDown>(page, "burnDown");
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_Right);
    QCOMPARE(chart->current(), 0);
    QTest::keyClick(view, Qt::Key_Backspace);
    QVERIFY(table->isVisible());
    page.focusFilter();
    QTest::keyClick(child<QLineEdit>(page, "budgetFilter"), Qt::Key_Down);
    table->collapseAll();
    QTest::keyClick(table, Qt::Key_Right); // opens the children
    QTest::keyClick(table, Qt::Key_Down);
    QVERIFY(table->currentIndex().parent().isValid());
}

void TestBudgetsPage::offersAFirstBudget()
{
    BudgetsPage page;
    page.setSnapshot(shared(noBudgets()));
    QCOMPARE(child<QLabel>(page, "proposalTitle")->text(),
             QStringLiteral("$5,200.00 a month for everything?"));
    Money accepted;
    connect(&page, &BudgetsPage::proposalAccepted, this, [&](Money amount) { accepted = amount; });
    click(page, "proposalAccept");
    QCOMPARE(accepted.nanos, 5'200'000'000'000LL);
    BudgetsSnapshot unknown = noBudgets();
    unknown.proposal.reset();
    page.setSnapshot(shared(unknown));
    click(page, "proposalAccept"); // without history it is an empty form
    QVERIFY(page.editor());
}

void TestBudgetsPage::editsTripwires()
{
    BudgetsPage page;
    page.setSnapshot(shared(noBudgets()));
    std::optional<TripwireSettings> chosen;
    connect(&page, &BudgetsPage::tripwiresChosen, this,
            [&](const TripwireSettings &settings) { chosen = settings; });
    QVERIFY(!child<QPushButton>(page, "tripwireSave")->isEnabled());
    child<QCheckBox>(page, "tripwireStorms")->click();
    auto *amount = child<QLineEdit>(page, "tripwirePerSession");
    amount->clear();
    QTest::keyClicks(amount, QStringLiteral("nothing"));
    click(page, "tripwireSave");
    QVERIFY(!chosen);
    QVERIFY(!child<QLabel>(page, "tripwireProblem")->isHidden());
    amount->clear();
    QTest::keyClicks(amount, QStringLiteral("$40.50"));
    page.setSnapshot(shared(noBudgets())); // what is being written stays
    click(page, "tripwireSave");
    QVERIFY(chosen);
    QCOMPARE(chosen->perSession.nanos, 40'500'000'000LL);
    QVERIFY(!chosen->watchesStorms && chosen->watchesPeople);
    QCOMPARE(chosen->perHour.nanos, 20'000'000'000LL);
}

void TestBudgetsPage::readsPastedCaps()
{
    const PastedCaps pasted = parseUserCaps(
        QStringLiteral(
            "user,limit,period,cap\r\nalice,\"$1,250.50\",week,no\nbob,20\n\n\"x, y\",-"),
        QLocale());
    QVERIFY(pasted.problems.empty());
    using Kind = BudgetPeriodWords::Kind;
    const std::vector<UserCap> expected{{"alice", Money{1'250'500'000'000}, Kind::Week, false},
                                        {"bob", Money{20'000'000'000}, Kind::Month, true},
                                        {"x, y", std::nullopt, Kind::Month, true}};
    QVERIFY(pasted.caps == expected);
    QCOMPARE(parseUserCaps(QStringLiteral("a\t5\tday\tyes"), QLocale()).caps.size(),
             std::size_t{1});
}

void TestBudgetsPage::namesLineAndColumnOfWhatCannotBePasted_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::newRow("no user") << "a,1\n,2" << 2 << 1;
    QTest::newRow("a user twice") << "a,1\n\na,2" << 3 << 1;
    QTest::newRow("no amount") << "a,much" << 1 << 2;
    QTest::newRow("zero") << "user,limit\na,0" << 2 << 2;
    QTest::newRow("no period") << "a,1,fortnight" << 1 << 3;
    QTest::newRow("neither yes nor no") << "a,1,day,perhaps" << 1 << 4;
    QTest::newRow("too many columns") << "a,1,day,yes,more" << 1 << 5;
}

void TestBudgetsPage::namesLineAndColumnOfWhatCannotBePasted()
{
    QFETCH(QString, text);
    QFETCH(int, line);
    QFETCH(int, column);
    const PastedCaps pasted = parseUserCaps(text, QLocale());
    QCOMPARE(pasted.problems.size(), std::size_t{1});
    QCOMPARE(pasted.problems.front().line, line);
    QCOMPARE(pasted.problems.front().column, column);
    UserCapsDialog dialog({}, {}, nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.paste(text);
    QVERIFY(child<QLabel>(dialog, "capsProblem")
                ->text()
                .startsWith(QStringLiteral("Line %1, column %2: ").arg(line).arg(column)));
    QCOMPARE(child<QTableView>(dialog, "capsGrid")->model()->rowCount(), 0);
}

void TestBudgetsPage::forgetsABadPasteOnceItIsMended()
{
    UserCapsDialog dialog({{"a", Money{1'000'000'000}, BudgetPeriodWords::Kind::Month, true}}, {},
                          nullptr);
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    auto *problem = child<QLabel>(dialog, "capsProblem");
    dialog.paste(u"a,much"_s);
    QVERIFY(!problem->isHidden());
    dialog.paste(u"a,1,month,yes"_s); // what is there already
    QVERIFY2(problem->isHidden(), qPrintable(problem->text()));
    dialog.paste(u"a,much"_s);
    click(dialog, "capsReview"); // of which nothing was taken
    QVERIFY2(problem->isHidden(), qPrintable(problem->text()));
    QVERIFY(problem->text().isEmpty());
}

void TestBudgetsPage::saysWhatALimitPerMinuteIs()
{
    BudgetsSnapshot s = threeBudgets();
    BudgetRow &row = s.rows.front();
    row.period.kind = BudgetPeriodWords::Kind::Minute;
    row.outlook = Outlook::Unknown;
    row.forecast.reset();
    row.pace.reset();
    const Zone zone;
    const QLocale locale;
    QCOMPARE(timeToLimitWords(row, zone, locale), u"per minute"_s);
    QVERIFY(!forecastWords(row, locale).contains(u"forecast"_s));
    QVERIFY(
        noteWords(row, s.now, zone, locale)
            .contains(
                u"limit per minute, which only a gateway can hold; thresholds and forecast do not "
                "apply"_s));
    // The editor takes no thresholds for it, and says why.
    BudgetDraft draft;
    draft.period.kind = BudgetPeriodWords::Kind::Minute;
    BudgetEditor editor(draft, s, nullptr);
    QVERIFY(!child<QLineEdit>(editor, "budgetEditThresholds")->isEnabled());
    BudgetPreview preview;
    preview.effects = {u"effect"_s};
    editor.setPreview(preview);
    const QString words = child<QLabel>(editor, "budgetPreview")->text();
    QVERIFY2(words.contains(u"only a gateway can hold"_s) && words.endsWith(u"effect"_s) &&
                 !words.contains(u"history"_s),
             qPrintable(words));
    draft.period.kind = BudgetPeriodWords::Kind::Month;
    BudgetEditor monthly(draft, s, nullptr);
    QVERIFY(child<QLineEdit>(monthly, "budgetEditThresholds")->isEnabled());
}

void TestBudgetsPage::savesCapsOnlyAfterTheReview()
{
    BudgetsPage page;
    page.setSnapshot(shared(threeBudgets()));
    const QSignalSpy opened(&page, &BudgetsPage::userCapsRequested);
    click(page, "budgetUserCaps");
    QCOMPARE(opened.count(), 1);
    page.setUserCaps({});
    UserCapsDialog &dialog = *page.userCaps();
    std::uint64_t number = 0;
    connect(&page, &BudgetsPage::userCapsReviewRequested, this,
            [&](std::uint64_t n, const std::vector<UserCap> &) { number = n; });
    std::vector<UserCap> saved;
    bool isPushed = false;
    std::uint64_t asked = 0;
    connect(&page, &BudgetsPage::pushPreviewRequested, this,
            [&](std::uint64_t n, const std::optional<std::vector<UserCap>> &caps,
                const std::string &) { asked = caps ? n : 0; });
    const QSignalSpy pushed(&page, &BudgetsPage::pushRequested);
    connect(&page, &BudgetsPage::userCapsSaveRequested, this,
            [&](const std::vector<UserCap> &caps, bool push) {
                saved = caps;
                isPushed = push;
            });
    click(dialog, "capsAddAll");
    QCOMPARE(child<QTableView>(dialog, "capsGrid")->model()->rowCount(), 3);
    dialog.paste(QStringLiteral("bob@example.com,30"));
    click(dialog, "capsReview");
    QVERIFY(number > 0);
    QVERIFY(!child<QPushButton>(dialog, "capsSave")->isEnabled());
    page.setUserCapsReview(number, {{"bob@example.com", QStringLiteral("none"),
                                     QStringLiteral("$30.00 a month"), QStringLiteral("careful")}});
    QVERIFY(child<QLabel>(dialog, "capsSummary")->text().contains(QStringLiteral("warning")));
    QVERIFY(child<QPushButton>(dialog, "capsSave")->isEnabled());
    QVERIFY(!child<QPushButton>(dialog, "capsPush")->isEnabled()); // the gateway has not answered
    page.setPushPlan(asked + 1, samplePushPlan());                 // of another review
    QVERIFY(!child<QPushButton>(dialog, "capsPush")->isEnabled());
    page.setPushPlan(asked, samplePushPlan());
    click(dialog, "capsPush");
    QCOMPARE(pushed.count(), 0); // what is not saved is not pushed
    QVERIFY(isPushed);
    QCOMPARE(saved.size(), std::size_t{3});
    QVERIFY(saved[1].limit == Money{30'000'000'000});
    page.setUserCapsResults({{"bob@example.com", false, QStringLiteral("refused")}});
    QCOMPARE(child<QTableView>(dialog, "capsDifferences")->model()->index(0, 3).data().toString(),
             QStringLiteral("not saved"));
    QVERIFY(child<QLabel>(dialog, "capsSummary")->text().contains(QStringLiteral("refused")));
    QCOMPARE(pushed.count(), 0);
}

void TestBudgetsPage::pushesWhatWasReviewedAndSaved()
{
    BudgetsPage page;
    page.setSnapshot(shared(threeBudgets()));
    page.setUserCaps({{"bob@example.com", Money{5}, BudgetPeriodWords::Kind::Month, true}});
    UserCapsDialog &dialog = *page.userCaps();
    const QSignalSpy asked(&page, &BudgetsPage::pushPreviewRequested);
    const QSignalSpy pushed(&page, &BudgetsPage::pushRequested);
    const QSignalSpy undone(&page, &BudgetsPage::pushUndoRequested);
    click(dialog, "capsReview");
    const auto review = asked.last().first().value<std::uint64_t>();
    page.setUserCapsReview(review, {{"bob@example.com", u"none"_s, u"$30.00"_s, {}}});
    page.setPushPlan(review, samplePushPlan());
    auto *table = child<QTableView>(dialog, "pushTable");
    QCOMPARE(table->model()->rowCount(), 2); // what holds already is counted, not listed
    QCOMPARE(table->model()->index(0, 2).data().toString(), u"unlimited"_s);
    QVERIFY(table->model()->index(0, 4).data().toString().contains(u"skip this limit"_s));
    QVERIFY(child<QLabel>(dialog, "pushSummary")->text().contains(u"1 held already"_s));
    click(dialog, "capsPush");
    page.setUserCapsResults({{"bob@example.com", true, {}}});
    QCOMPARE(pushed.count(), 1);
    QCOMPARE(pushed.first().first().value<std::uint64_t>(), review);
    QVERIFY(!child<QPushButton>(dialog, "capsPush")->isEnabled());
    page.setPushProgress(1, 2);
    CapPushResult result;
    result.undoId = "p1";
    result.rows = {{u"carol"_s, u"user u-carol"_s, u"unlimited"_s, u"$30.00"_s, u"not stored"_s,
                    u"warns only"_s, false, false},
                   {u"bob"_s, u"user u-bob"_s, u"unlimited"_s, u"$30.00"_s, u"set"_s, u"enforced"_s,
                    true, true}};
    page.setPushResult(result);
    QCOMPARE(child<QLabel>(dialog, "pushSummary")->text(),
             u"1 limit did not hold. 1 of 2 caps read “enforced” now."_s);
    QCOMPARE(table->model()->index(0, 4).data().toString(), u"warns only"_s);
    QCOMPARE(table->model()->index(0, 5).data().toString(), u"not stored"_s);
    click(dialog, "pushUndo");
    QCOMPARE(undone.count(), 1);
    QCOMPARE(undone.first().first().value<std::string>(), std::string("p1"));
    page.setPushResult(CapPushResult{{}, u"The gateway went away"_s, {}, true});
    QCOMPARE(child<QLabel>(dialog, "pushSummary")->text(), u"The gateway went away"_s);
}

void TestBudgetsPage::saysWhatIsMissingForAPush()
{
    BudgetsPage page;
    page.setSnapshot(shared(threeBudgets()));
    const QSignalSpy asked(&page, &BudgetsPage::pushPreviewRequested);
    page.openPush();
    QCOMPARE(asked.count(), 1);
    CapPushPlan plan;
    plan.problem = u"No gateway is set up that can hold caps"_s;
    page.setPushPlan(1, plan);
    QVERIFY(page.pushCaps());
    QCOMPARE(child<QLabel>(*page.pushCaps(), "pushSummary")->text(), plan.problem);
    QVERIFY(!child<QPushButton>(*page.pushCaps(), "pushNow")->isEnabled());
    page.setPushPlan(1, samplePushPlan());
    click(*page.pushCaps(), "pushNow");
    delete page.pushCaps(); // closed meanwhile
    CapPushResult result;
    result.rows = {{u"carol"_s, {}, {}, {}, {}, {}, false, false}};
    page.setPushResult(result);
    QCOMPARE(child<QLabel>(page, "budgetsProblem")->text(),
             u"The push ended; 1 limit did not hold at the gateway."_s);
}

void TestBudgetsPage::foreseesOnlyTheMembersOnTheScreen()
{
    BudgetsPage page;
    std::vector<std::pair<std::string, std::string>> asked;
    connect(&page, &BudgetsPage::memberForecastsRequested, this,
            [&](const std::vector<std::pair<std::string, std::string>> &members) {
                asked.insert(asked.end(), members.begin(), members.end());
            });
    page.resize(1200, 700);
    const BudgetsSnapshot snapshot = thousandMembers();
    page.setSnapshot(shared(snapshot));
    page.show();
    child<QTreeView>(page, "budgetTable")->expandAll();
    QTRY_VERIFY(!asked.empty());
    QVERIFY2(asked.size() < 40, qPrintable(QString::number(asked.size())));
    const auto first = asked.front();
    const auto *model = child<QTreeView>(page, "budgetTable")->model();
    const auto row =
        std::find_if(snapshot.rows.begin(), snapshot.rows.end(), [&](const BudgetRow &one) {
            return one.id == first.first && one.member == first.second;
        });
    BudgetMemberForecast forecast{first.first, first.second, row->limit, {}, false, {}, {}};
    forecast.forecast = BudgetForecast{row->limit, 2 * row->limit, 3 * row->limit};
    page.setMemberForecasts({forecast});
    page.setSnapshot(shared(snapshot)); // figures of a minute later keep it
    const auto *tree = page.findChild<BudgetTreeModel *>();
    QVERIFY(model && tree);
    QVERIFY(tree->rowAt(tree->indexOf(first.first, first.second))->forecast == forecast.forecast);
    BudgetsSnapshot raised = snapshot; // and none that another limit would not have
    for (BudgetRow &one : raised.rows)
        one.limit += one.member == first.second ? 1 : 0;
    page.setSnapshot(shared(raised));
    QVERIFY(!tree->rowAt(tree->indexOf(first.first, first.second))->forecast ||
            row->forecast.has_value());
}

void TestBudgetsPage::opensTheOneThatIsChosenElsewhere()
{
    BudgetsPage page;
    const QSignalSpy asked(&page, &BudgetsPage::detailsRequested);
    const BudgetsSnapshot snapshot = thousandMembers();
    const auto member = std::find_if(snapshot.rows.begin(), snapshot.rows.end(),
                                     [](const BudgetRow &row) { return !row.member.empty(); });
    page.choose(member->id, member->member); // before anything is known
    QCOMPARE(asked.count(), 0);
    page.setSnapshot(shared(snapshot));
    QCOMPARE(asked.count(), 1);
    QVERIFY(page.isShowingDetails());
    QCOMPARE(asked.last().at(0).value<std::string>(), member->id);
    QCOMPARE(asked.last().at(1).value<std::string>(), member->member);
    page.choose(member->id, "gone meanwhile");
    QVERIFY(asked.last().at(1).value<std::string>().empty());
}

void TestBudgetsPage::theChartTellsItsFigures()
{
    BurnDown chart;
    chart.resize(700, 260);
    const BudgetDetails details = companyDetails();
    chart.setDetails(details, Zone());
    QCOMPARE(static_cast<int>(chart.rows().size()), chart.pointCount());
    QCOMPARE(chart.pointCount(),
             static_cast<int>(details.consumed.size() + details.forecast.size()));
    QVERIFY(chart.accessibleDescription().contains(QStringLiteral("$4,812.37")));
    QVERIFY(chart.describe(static_cast<int>(details.consumed.size()) - 1)
                .contains(QStringLiteral("$4,812.370000001")));
    QVERIFY(chart.csv().contains(QStringLiteral("4812.370000001,")));
    QCOMPARE(chart.csv().count(u'\n'), chart.pointCount() + 1);
    QVERIFY(chart.pointAt({350, 100}) > 0);
    QCOMPARE(chart.pointAt({350, -50}), -1);
    chart.setDetails({}, Zone()); // nothing known: nothing breaks
    QVERIFY(!chart.grab().isNull());
}

void TestBudgetsPage::undoesAChange()
{
    BudgetDetailView view;
    view.setDetails(companyDetails(), threeBudgets().now, Zone());
    const QSignalSpy undo(&view, &BudgetDetailView::undoRequested);
    auto *table = child<QTableView>(view, "budgetChanges");
    QVERIFY(child<QPushButton>(view, "budgetUndo")->isEnabled());
    table->selectRow(1);
    QVERIFY(!child<QPushButton>(view, "budgetUndo")->isEnabled());
    table->selectRow(0);
    click(view, "budgetUndo");
    QCOMPARE(undo.count(), 1);
    QCOMPARE(undo.first().first().toULongLong(), 7ULL);
}

void TestBudgetsPage::saysWhichLimitBinds()
{
    BudgetsPage page;
    page.setSnapshot(shared(threeBudgets()));
    const QSignalSpy asked(&page, &BudgetsPage::ladderRequested);
    click(page, "budgetLadder");
    QCOMPARE(asked.count(), 1);
    page.setLadder(sampleLadder());
    QCOMPARE(child<QLabel>(*page.ladder(), "ladderWords")->text(),
             QStringLiteral("“Per person” binds now: $9.00 left of $50.00."));
    const QAbstractItemModel *model = child<QTableView>(*page.ladder(), "ladderTable")->model();
    QCOMPARE(model->rowCount(), 4);
    QCOMPARE(model->index(3, 5).data().toString(), QStringLiteral("–")); // unknown, not all of it
    // What a gateway said it said at a time; what counts a part stands apart.
    QVERIFY(model->index(3, 6).data().toString().contains(QStringLiteral("read ")));
    QVERIFY(!model->index(2, 6).data().toString().contains(QStringLiteral("read ")));
    QCOMPARE(child<QLabel>(*page.ladder(), "ladderParts")->text(),
             QStringLiteral("Also applies to part of this: “Pilot”: $300.00, Month, project "
                            "eu-pilot"));
    // Return asks anew, and closes nothing.
    page.ladder()->show();
    auto *user = child<QComboBox>(*page.ladder(), "ladderUser");
    QTest::keyClick(user->lineEdit(), Qt::Key_Return);
    QVERIFY(page.ladder() && page.ladder()->isVisible());
    // A name has room, and one that nobody has is said to be nobody's.
    QVERIFY(user->lineEdit()->width() > user->lineEdit()->fontMetrics().horizontalAdvance(
                                            QStringLiteral("ada.lovelace@example")));
    LimitsLadder stranger = sampleLadder();
    stranger.isKnown = false;
    stranger.likeUser = "u-ada";
    page.setLadder(stranger);
    QVERIFY(child<QLabel>(*page.ladder(), "ladderWords")
                ->text()
                .startsWith(QStringLiteral("No request names this user; is u-ada meant?")));
    LimitsLadder late = sampleLadder();
    late.user = "bob@example.com";
    late.limits.clear();
    page.setLadder(late);
    QCOMPARE(model->rowCount(), 4);
}

void TestBudgetsPage::everythingHasAName()
{
    BudgetsPage page;
    page.resize(1200, 700);
    page.show();
    page.setSnapshot(shared(threeBudgets()));
    page.addBudget();
    page.setUserCaps({});
    QStringList bad;
    for (const QWidget *widget : page.findChildren<QWidget *>()) {
        const bool isControl =
            qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QComboBox *>(widget) ||
            qobject_cast<const QTableView *>(widget) || qobject_cast<const QTreeView *>(widget);
        const bool isPart = widget->objectName().startsWith(QStringLiteral("qt_")) ||
                            qobject_cast<const QComboBox *>(widget->parentWidget());
        if (isControl && !isPart && widget->accessibleName().isEmpty())
            bad << QString::fromLatin1(widget->metaObject()->className()) + u' ' +
                       widget->objectName();
    }
    QVERIFY2(bad.isEmpty(), qPrintable(bad.join(u'\n')));
}

void TestBudgetsPage::isPaintedFromRightToLeftAndInTheDark()
{
    BudgetsPage page;
    page.setLayoutDirection(Qt::RightToLeft);
    page.resize(836, 674); // of a window of 1024x700
    page.setSnapshot(shared(thousandMembers()));
    child<QTreeView>(page, "budgetTable")->expandAll();
    page.show();
    QCOMPARE(child<QTreeView>(page, "budgetTable")->horizontalScrollBar()->maximum(), 0);
    const QImage light = page.grab().toImage();
    applyScheme(Scheme::Dark);
    const QImage dark = page.grab().toImage();
    applyScheme(Scheme::Light);
    QVERIFY(!light.isNull());
    QVERIFY(light != dark);
}

QTEST_MAIN(TestBudgetsPage)
#include "tst_budgetspage.moc"
