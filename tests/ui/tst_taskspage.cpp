// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"
#include "ui/tasks/agentmodel.h"
#include "ui/tasks/costspread.h"
#include "ui/tasks/tasklistmodel.h"
#include "ui/tasks/taskspage.h"
#include "ui/tasks/taskwords.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <array>
#include <string>

using namespace outlay;
using namespace outlay::ui;

namespace {

constexpr std::int64_t usd = 1'000'000'000;

TaskRow task(const char *name, std::int64_t nanos, std::int64_t requests)
{
    TaskRow row;
    row.task = name;
    row.measures.requests = requests;
    row.measures.cost = Money{nanos};
    row.detail.requests = requests;
    row.detail.sessions = row.detail.agents = 2;
    row.detail.outcomes.success = requests;
    row.detail.last = sampleNow;
    return row;
}

TasksSnapshot sample()
{
    TasksSnapshot s;
    s.now = sampleNow;
    s.period = resolve({}, sampleNow, Zone(), {});
    s.facts.span = s.period.range;
    s.costs.dearest = {task("OPS-1", 3 * usd, 10), task("OPS-2", 2 * usd, 30),
                       task("OPS-3", usd, 20)};
    s.costs.dearest.back().detail.outcomes = {};
    s.costs.dearest.back().detail.sessions = 0;
    s.costs.tasks = 5;
    s.costs.cost = {5, {9 * usd}, Money{2 * usd}, Money{3 * usd}, Money{3 * usd}};
    s.costs.restTasks = 2;
    s.costs.rest.cost = Money{usd};
    s.costs.unknown = Measures{};
    s.costs.notItemised = {2 * usd};
    s.bins = costBins({{3 * usd}, {2 * usd}, {usd}});
    return s;
}

Agent agent(const char *session, const char *name, std::int64_t cost)
{
    Agent one;
    one.name = {session, name};
    one.requests = 1;
    one.cost = Money{cost};
    one.first = sampleNow;
    one.last = {sampleNow.micros + microsPerMinute};
    one.overhead = 20'000;
    return one;
}

TaskDetails details(bool isTeam)
{
    TaskDetails d;
    d.task = "OPS-2";
    d.range = {{0}, sampleNow};
    d.tree.agents = {agent("s1", "", usd)};
    d.tree.agents.front().team = 0;
    d.tree.teams.push_back({});
    d.tree.total.requests = 2;
    d.tree.total.cost = Money{2 * usd};
    if (!isTeam)
        return d;
    Agent explore = agent("s1", "explore", usd);
    explore.starter = 0;
    explore.isStarterKnown = true;
    explore.depth = 1;
    d.tree.agents.push_back(explore);
    d.tree.cost.team = {2 * usd};
    d.tree.cost.duplicated = {usd / 2};
    d.tree.cost.carried = {usd / 4};
    return d;
}

template <typename T> T *child(const QWidget &parent, const char *name)
{
    return parent.findChild<T *>(QLatin1String(name));
}

template <typename T> std::shared_ptr<const T> kept(T value)
{
    return std::make_shared<const T>(std::move(value));
}

} // namespace

class TestTasksPage : public QObject
{
    Q_OBJECT

private slots:
    void binsHoldEveryCostOnce();
    void rowsSumToTheWhole();
    void sortsByAnyColumnAndKeepsTheRemaindersLast();
    void unknownIsNoZero();
    void opensATaskByKeyboardAndGoesBack();
    void showsTheSumsOfATeam();
    void oneAgentIsNoTeam();
    void answersOfAnotherTaskAreDropped();
    void selectionStaysWhenFiguresChange();
    void asksForReceipts();
    void theMedianIsOfATask();
    void remaindersHaveReceipts();
    void columnsOfNothingHide();
    void saysWhatToDoWhenThereIsNothing();
};

void TestTasksPage::binsHoldEveryCostOnce()
{
    const std::vector<Money> amounts{
        {0},       {1},       {2},         {199'999'999},        {usd - 1}, {usd}, {2 * usd - 1},
        {4 * usd}, {5 * usd}, {999 * usd}, {9'000'000'000 * usd}};
    const std::vector<CostBin> bins = costBins(amounts);
    std::int64_t held = 0;
    for (std::size_t i = 0; i < bins.size(); ++i) {
        QVERIFY(bins[i].from < bins[i].to);
        QVERIFY(i == 0 || bins[i].from == bins[i - 1].to);
        const auto inside = std::count_if(amounts.begin(), amounts.end(), [&](Money amount) {
            return bins[i].from <= amount && amount < bins[i].to;
        });
        QCOMPARE(bins[i].tasks, static_cast<std::int64_t>(inside));
        held += bins[i].tasks;
    }
    QCOMPARE(held, static_cast<std::int64_t>(amounts.size()) - 1); // all but the free one
    QVERIFY(costBins({}).empty() && costBins({{0}, {-5}}).empty());
    QCOMPARE(costBins({{usd}}).front().to.nanos, 2 * usd);
}

void TestTasksPage::rowsSumToTheWhole()
{
    TaskListModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setSnapshot(kept(sample()));
    QCOMPARE(model.rowCount(), 6);
    QStringList costs;
    for (int row = 0; row < model.rowCount(); ++row)
        costs << model.index(row, TaskListModel::Cost).data().toString();
    QCOMPARE(costs.mid(0, 4), QStringList({QStringLiteral("$3.0000"), QStringLiteral("$2.0000"),
                                           QStringLiteral("$1.0000"), QStringLiteral("$1.0000")}));
    QCOMPARE(costs.at(5), QStringLiteral("$2.0000"));
    QCOMPARE(model.index(5, TaskListModel::Requests).data().toString(), QStringLiteral("–"));
    QVERIFY(!model.taskAt(3) && !model.taskAt(-1));
}

void TestTasksPage::sortsByAnyColumnAndKeepsTheRemaindersLast()
{
    TaskListModel model;
    model.setSnapshot(kept(sample()));
    model.sort(TaskListModel::Requests, Qt::DescendingOrder);
    QCOMPARE(model.taskAt(0)->task, std::string("OPS-2"));
    QVERIFY(model.headerData(TaskListModel::Requests, Qt::Horizontal, Qt::DisplayRole)
                .toString()
                .contains(QChar(0x2193)));
    model.sort(TaskListModel::Name, Qt::AscendingOrder);
    QCOMPARE(model.taskAt(0)->task, std::string("OPS-1"));
    QVERIFY(model.taskAt(2) && !model.taskAt(3));
}

void TestTasksPage::unknownIsNoZero()
{
    TaskListModel model;
    model.setSnapshot(kept(sample()));
    QCOMPARE(model.index(2, TaskListModel::Sessions).data().toString(), QStringLiteral("–"));
    QCOMPARE(model.index(2, TaskListModel::Outcome).data().toString(), QStringLiteral("not known"));
    QCOMPARE(model.index(0, TaskListModel::Outcome).data().toString(), QStringLiteral("all well"));
    QCOMPARE(outcomeText({8, 1, 1, 0, 5}, QLocale(QLocale::English)),
             QStringLiteral("8 of 10 well"));
    QCOMPARE(taskMoney(std::nullopt, 2, QLocale(QLocale::English)), QStringLiteral("unpriced"));
}

void TestTasksPage::opensATaskByKeyboardAndGoesBack()
{
    TasksPage page;
    page.show();
    page.setSnapshot(kept(sample()));
    std::string asked;
    connect(&page, &TasksPage::taskRequested, this, [&](const std::string &one) { asked = one; });
    auto *table = child<QTableView>(page, "taskTable");
    table->setCurrentIndex(table->model()->index(0, 0));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_J);
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(asked, std::string("OPS-2"));
    QVERIFY(!table->isVisible());
    page.setDetails(kept(details(true)));
    auto *agents = child<QTableView>(page, "agentTable");
    QVERIFY(agents->isVisible());
    QCOMPARE(agents->model()->rowCount(), 2);
    page.goUp();
    QVERIFY(table->isVisible());
}

void TestTasksPage::showsTheSumsOfATeam()
{
    const TaskDetails d = details(true);
    const auto lines = teamSums(d.tree, QLocale(QLocale::English));
    QCOMPARE(lines.at(0).amount, QStringLiteral("$2.0000"));
    QCOMPARE(lines.at(2).amount, QStringLiteral("$1.5000"));
    QCOMPARE(lines.at(4).amount, QStringLiteral("$1.7500"));
    QCOMPARE(multiplierText(d.tree.cost, QLocale(QLocale::English)), QStringLiteral("1.333×"));
    AgentModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setDetails(kept(d));
    QCOMPARE(model.index(1, AgentModel::Name).data().toString(), QStringLiteral("explore"));
    QCOMPARE(model.index(1, AgentModel::Name).data(AgentModel::DepthRole).toInt(), 1);
    QVERIFY(model.index(1, AgentModel::Name)
                .data(Qt::ToolTipRole)
                .toString()
                .contains(QStringLiteral("main of s1")));
    QCOMPARE(model.index(0, AgentModel::Time).data(AgentModel::FromRole).toInt(), 0);
    QCOMPARE(model.index(0, AgentModel::Time).data(AgentModel::ToRole).toInt(), 1000);
}

void TestTasksPage::oneAgentIsNoTeam()
{
    TasksPage page;
    page.setSnapshot(kept(sample()));
    auto *table = child<QTableView>(page, "taskTable");
    table->setCurrentIndex(table->model()->index(1, 0));
    QTest::keyClick(table, Qt::Key_Return);
    page.setDetails(kept(details(false)));
    QCOMPARE(child<QLabel>(page, "taskFigure3")->text(), QStringLiteral("–"));
    QCOMPARE(child<QLabel>(page, "taskFigure0")->text(), QStringLiteral("$2.0000"));
}

void TestTasksPage::answersOfAnotherTaskAreDropped()
{
    TasksPage page;
    page.setSnapshot(kept(sample()));
    auto *table = child<QTableView>(page, "taskTable");
    table->setCurrentIndex(table->model()->index(0, 0)); // OPS-1
    QTest::keyClick(table, Qt::Key_Return);
    page.setDetails(kept(details(true)));
    QVERIFY(child<QLabel>(page, "taskFigure0")->text().isEmpty());
    page.setDetailsFailure(QStringLiteral("it broke"));
    QCOMPARE(child<QLabel>(page, "taskTitle")->text(), QStringLiteral("OPS-1"));
}

void TestTasksPage::selectionStaysWhenFiguresChange()
{
    TasksPage page;
    page.setSnapshot(kept(sample()));
    auto *table = child<QTableView>(page, "taskTable");
    table->setCurrentIndex(table->model()->index(2, 0));
    TasksSnapshot next = sample();
    std::swap(next.costs.dearest[0].measures, next.costs.dearest[2].measures);
    page.setSnapshot(kept(next));
    QCOMPARE(table->currentIndex().siblingAtColumn(0).data().toString(), QStringLiteral("OPS-3"));
    QCOMPARE(table->currentIndex().row(), 0);
}

void TestTasksPage::theMedianIsOfATask()
{
    TasksPage page;
    page.show();
    TasksSnapshot s = sample();
    const TaskRow &middle = s.costs.dearest[1];
    s.costs.medianTask = TaskAt{middle.task, middle.measures};
    page.setSnapshot(kept(s));
    QSignalSpy asked(&page, &TasksPage::receiptRequested);
    QTest::keyClick(child<QLabel>(page, "tasksFigure1"), Qt::Key_Space);
    QCOMPARE(asked.count(), 1);
    const auto question = asked.at(0).at(1).value<ReceiptQuestion>();
    QCOMPARE(question.where.front().anyOf.front().value(), std::string("OPS-2"));
    QCOMPARE(question.figure.cost, s.costs.cost.median);
    QTest::keyClick(child<QLabel>(page, "tasksFigure2"), Qt::Key_Space); // of no task on record
    QCOMPARE(asked.count(), 1);
}

void TestTasksPage::remaindersHaveReceipts()
{
    TasksSnapshot s = sample();
    s.costs.rest.requests = 7;
    s.costs.unknown->requests = 9;
    TaskListModel model;
    model.setSnapshot(kept(s));
    QVERIFY(!model.remainderAt(2));
    const auto rest = model.remainderAt(3);
    QVERIFY(rest && rest->outside);
    QCOMPARE(rest->outside->keys.size(), std::size_t{4}); // the three that are shown, and unknown
    QCOMPARE(rest->measures.requests, std::int64_t{7});
    const auto unknown = model.remainderAt(4);
    QVERIFY(unknown && unknown->narrowing.size() == 1 && !unknown->narrowing.front().anyOf.front());
    const auto bills = model.remainderAt(5);
    QVERIFY(bills && bills->measures.residual == s.costs.notItemised);
    QVERIFY(!model.remainderAt(6));
}

void TestTasksPage::columnsOfNothingHide()
{
    TasksPage page;
    page.resize(1800, 700);
    page.show();
    TasksSnapshot s = sample();
    page.setSnapshot(kept(s));
    const auto *table = child<QTableView>(page, "taskTable");
    const std::array columns{TaskListModel::Person, TaskListModel::Kind, TaskListModel::Branch,
                             TaskListModel::Commit, TaskListModel::PullRequest};
    for (const int column : columns)
        QVERIFY2(table->isColumnHidden(column), std::to_string(column).c_str());
    TaskDetail &detail = s.costs.dearest.front().detail;
    detail.people = {"ada", "bob"};
    detail.kinds = {"review"};
    detail.branches = {"main"};
    detail.commits = {"4be01d92c7aa"};
    detail.pullRequests = {"812"};
    page.setSnapshot(kept(s));
    for (const int column : columns)
        QVERIFY2(!table->isColumnHidden(column), std::to_string(column).c_str());
    const auto cell = [&](int column) {
        return table->model()->index(0, column).data().toString();
    };
    QCOMPARE(cell(TaskListModel::Person), QStringLiteral("ada, bob"));
    QCOMPARE(cell(TaskListModel::PullRequest), QStringLiteral("812"));
    QCOMPARE(table->model()->index(1, TaskListModel::Person).data().toString(),
             QStringLiteral("–"));
}

void TestTasksPage::asksForReceipts()
{
    TasksPage page;
    page.show();
    page.setSnapshot(kept(sample()));
    QSignalSpy asked(&page, &TasksPage::receiptRequested);
    auto *table = child<QTableView>(page, "taskTable");
    table->setCurrentIndex(table->model()->index(0, 0));
    QTest::keyClick(table, Qt::Key_Space);
    QCOMPARE(asked.count(), 1);
    const auto question = asked.at(0).at(1).value<ReceiptQuestion>();
    QCOMPARE(question.where.size(), std::size_t(1));
    QCOMPARE(question.where.front().anyOf.front().value(), std::string("OPS-1"));
}

void TestTasksPage::saysWhatToDoWhenThereIsNothing()
{
    TasksPage page;
    TasksSnapshot empty;
    empty.now = sampleNow;
    empty.period = resolve({}, sampleNow, Zone(), {});
    page.setSnapshot(kept(empty));
    QSignalSpy changed(&page, &TasksPage::requestChanged);
    bool hasWords = false;
    for (const QLabel *label : page.findChildren<QLabel *>())
        hasWords = hasWords || label->text() == QStringLiteral("The ledger is empty");
    QVERIFY(hasWords);
    empty.facts.span = TimeRange{{0}, {1}};
    page.setSnapshot(kept(empty));
    for (QPushButton *button : page.findChildren<QPushButton *>()) {
        if (button->text() == QStringLiteral("Show everything"))
            button->click();
    }
    QCOMPARE(changed.count(), 1);
    QCOMPARE(static_cast<int>(page.request().period.preset), static_cast<int>(Preset::All));
}

QTEST_MAIN(TestTasksPage)
#include "tst_taskspage.moc"
