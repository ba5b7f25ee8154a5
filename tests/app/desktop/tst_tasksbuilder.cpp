// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/tasksbuilder.h"
#include "app/desktop/tasksservice.h"
#include "tests/support/ledgerfixture.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace outlay;
using namespace outlay::test;
using namespace outlay::ui;

namespace {

Instant at(const char *text)
{
    return parseInstant(text).value();
}

const TimeRange autumn{at("2026-10-20T05:17:00Z"), at("2026-11-08T21:40:30Z")};
const Instant now = at("2026-11-08T22:00:00Z");

TasksRequest everything()
{
    TasksRequest request;
    request.period.preset = Preset::All;
    return request;
}

} // namespace

class TestTasksBuilder : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void figuresAreThoseOfAReport();
    void everyTaskWithACostIsInABin();
    void aTaskIsItsRequests();
    void theServiceAnswersTheNewestQuestionAlone();
    void noFileIsAnEmptyLedger();

private:
    [[nodiscard]] TasksSnapshot build(const TasksRequest &request)
    {
        return buildTasks(*m_reader, request, [] { return now; }, Zone(), {}).value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
    std::unique_ptr<LedgerReader> m_reader;
};

void TestTasksBuilder::initTestCase()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("ledger.sqlite")).toStdString();
    LedgerFixture ledger(m_path, "UTC");
    fillAtRandom(ledger, 20261130, 2500, autumn);
    auto reader = LedgerReader::open(m_path);
    QVERIFY2(reader.has_value(), reader ? "" : reader.error().text.c_str());
    m_reader = std::move(*reader);
}

void TestTasksBuilder::figuresAreThoseOfAReport()
{
    const TasksSnapshot s = build(everything());
    Query query;
    query.range = s.period.range;
    const Answer answer = m_reader->run(query).value();
    QVERIFY(s.costs.tasks > 0);
    QCOMPARE(s.costs.total.requests, answer.total.requests);
    QCOMPARE(s.costs.total.cost->nanos, answer.total.cost->nanos);
}

void TestTasksBuilder::everyTaskWithACostIsInABin()
{
    const TasksSnapshot s = build(everything());
    std::int64_t held = s.freeTasks;
    for (const CostBin &bin : s.bins)
        held += bin.tasks;
    Query query;
    query.range = s.period.range;
    query.by = {{Dimension::Task, {}}};
    const Answer answer = m_reader->run(query).value();
    const auto priced = std::count_if(answer.rows.begin(), answer.rows.end(), [](const Row &row) {
        return !row.isNotItemised && row.key.front() && row.measures.cost;
    });
    QCOMPARE(held, static_cast<std::int64_t>(priced));
}

void TestTasksBuilder::aTaskIsItsRequests()
{
    const TasksSnapshot s = build(everything());
    const TaskRow &dearest = s.costs.dearest.front();
    const auto details = buildTaskDetails(*m_reader, dearest.task, s.period.range, {}, Zone(), {});
    QVERIFY(details);
    QCOMPARE(details->tree.total.requests, dearest.measures.requests);
    QCOMPARE(details->tree.total.cost->nanos, dearest.measures.cost->nanos);
    std::int64_t requests = 0;
    for (const Agent &agent : details->tree.agents)
        requests += agent.requests;
    QCOMPARE(requests, details->tree.listed.requests);
}

void TestTasksBuilder::theServiceAnswersTheNewestQuestionAlone()
{
    TasksService service([] { return now; }, Zone());
    std::vector<TasksSnapshotPtr> told;
    connect(&service, &TasksService::snapshotReady, this,
            [&](const TasksSnapshotPtr &snapshot) { told.push_back(snapshot); });
    service.request(everything()); // of no ledger: nothing happens
    service.setPath(QString::fromStdString(m_path));
    service.request({});
    service.request(everything());
    QTRY_COMPARE_WITH_TIMEOUT(told.size(), std::size_t(1), 20'000);
    QVERIFY(told.front()->request == everything());
    std::vector<TaskDetailsPtr> details;
    connect(&service, &TasksService::detailsReady, this,
            [&](const TaskDetailsPtr &one) { details.push_back(one); });
    const std::string task = told.front()->costs.dearest.front().task;
    service.requestTask("no such task", told.front()->period.range, {});
    service.requestTask(task, told.front()->period.range, {});
    QTRY_COMPARE_WITH_TIMEOUT(details.size(), std::size_t(1), 20'000);
    QCOMPARE(details.front()->task, task);
}

void TestTasksBuilder::noFileIsAnEmptyLedger()
{
    TasksService service([] { return now; }, Zone());
    TasksSnapshotPtr told;
    connect(&service, &TasksService::snapshotReady, this,
            [&](const TasksSnapshotPtr &snapshot) { told = snapshot; });
    service.setPath(m_folder->filePath(QStringLiteral("none.sqlite")));
    service.request({});
    QTRY_VERIFY_WITH_TIMEOUT(told != nullptr, 20'000);
    QVERIFY(!told->facts.span && told->costs.tasks == 0);
}

QTEST_GUILESS_MAIN(TestTasksBuilder)
#include "tst_tasksbuilder.moc"
