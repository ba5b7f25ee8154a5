// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/ingest/preview.h"
#include "models/ledger/database.h"
#include "models/ledger/distribution.h"
#include "models/ledger/ledgerreader.h"
#include "tests/support/sure.h"

#include <QTemporaryDir>
#include <QTest>

#include <deque>

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr int perDay = 700;

/// So many requests on each of these days of March, of a few sessions a day; or each of its own.
void importDays(Ingest &ingest, int firstDay, int lastDay, bool areSessionsUnique = false)
{
    std::deque<std::string> texts;
    const auto keep = [&texts](std::string text) -> std::string_view {
        return texts.emplace_back(std::move(text));
    };
    sure(ingest.importFrom(formats().front(), "gateway", [&](Sink &sink) {
        for (int number = firstDay * perDay; number < (lastDay + 1) * perDay; ++number) {
            const int day = number / perDay;
            Observation call;
            const std::string id = "call-" + std::to_string(number);
            call.content = keep(id);
            call.addToken(TokenSpace::Response, keep(id));
            // Twice a day for half an hour: enough alike in a quarter-hour to sum them up.
            const std::int64_t second = number % perDay / 350 * 43'200 + number % 350 * 4;
            call.at = {(daysFromCivil({2026, 3, day}) * 86'400 + second) * 1'000'000};
            call[Field::Provider] = "anthropic";
            call[Field::Model] = number % 3 == 0 ? "claude-opus-4-6" : "claude-haiku-4-5";
            if (number % 3 != 1)
                call[Field::Task] = keep("task-" + std::to_string(number % 6));
            call[Field::User] = keep("user-" + std::to_string(number % 3));
            call[Field::Session] = keep(
                "session-" + std::to_string(areSessionsUnique ? number : day * 10 + number % 4));
            if (number % 4 == 0)
                call.tags = {{"env", "prod"}, {"env", "ci"}};
            if (number % 5 == 0)
                call[Field::Branch] = "feature/OUT-12-thing";
            call.usage[TokenClass::Input] = 1000 + number;
            call.usage[TokenClass::Output] = 100 + number % 13;
            call.latencyMicros = number;
            sink.observation(call);
        }
    }));
}

std::string textOf(const Answer &answer)
{
    std::string text;
    const auto add = [&text](const Measures &measures) {
        text += " " + std::to_string(measures.requests) + " " +
                (measures.cost ? toDecimal(*measures.cost) : "?") + " " +
                std::to_string(measures.usage.total()) + " " +
                std::to_string(measures.latencyMicros) + "\n";
    };
    for (const Row &row : answer.rows) {
        text += row.at ? toRfc3339(*row.at) : "";
        for (const auto &key : row.key)
            text += "|" + key.value_or(row.isOther ? "(other)" : "(unknown)");
        add(row.measures);
    }
    add(answer.total);
    return text;
}

std::string textOf(const Distributions &distributions)
{
    std::string text;
    const auto add = [&text](const Distribution &one) {
        text += " " + std::to_string(one.requests) + " " + toDecimal(one.taskCost);
        for (const Tally *tally : {&one.latencies, &one.tasks}) {
            for (const auto &[id, count] : tally->entries())
                text += " " + std::to_string(id) + "x" + std::to_string(count);
        }
        text += "\n";
    };
    for (const auto *rows : {&distributions.rows, &distributions.buckets}) {
        for (const DistributionRow &row : *rows) {
            text += row.at ? toRfc3339(*row.at) : "";
            for (const auto &key : row.key)
                text += "|" + key.value_or("(unknown)");
            add(*row.distribution);
        }
    }
    add(*distributions.total);
    return text;
}

/// What only events, or combined days, can tell.
std::string answersOf(const std::string &path)
{
    using enum Dimension;
    const auto reader = sure(LedgerReader::open(path));
    const std::vector<std::vector<DimensionRef>> keys = {{{Session, {}}, {Model, {}}},
                                                         {{Session, {}}, {Tag, "env"}},
                                                         {{Price, {}}, {User, {}}, {Session, {}}}};
    std::string text;
    for (const auto &by : keys) {
        for (const int top : {0, 3}) {
            for (const auto &[step, zone] : {std::pair(Step::None, "UTC"),
                                             {Step::Day, "UTC"},
                                             {Step::Hour, "UTC"},
                                             {Step::Day, "Asia/Kolkata"}}) {
                Query query;
                query.zone = sure(Zone::named(zone));
                query.by = by;
                query.top = top;
                query.step = step;
                text += textOf(sure(reader->run(query)));
                text += textOf(sure(reader->distributions(query)));
                query.where = {{{User, {}}, {"user-1", "user-2"}}};
                query.range.from = sure(parseInstant("2026-03-02T10:20:30Z"));
                text += textOf(sure(reader->run(query)));
            }
        }
    }
    return text;
}

/// By what tasks were found, of all requests and of some.
std::string sharesOf(const std::string &path)
{
    std::string text;
    for (const char *from : {"2026-03-01T00:00:00Z", "2026-03-02T10:20:30Z"}) {
        TimeRange range;
        range.from = sure(parseInstant(from));
        const TaskShares shares = sure(taskShares(path, range));
        for (std::size_t i = 0; i < taskMethodCount; ++i) {
            text += std::string(name(static_cast<TaskMethod>(i))) + " " +
                    std::to_string(shares.byMethod[i].requests) + " " +
                    toDecimal(shares.byMethod[i].cost) + "\n";
        }
        text += std::to_string(shares.total.requests) + " " + toDecimal(shares.total.cost) + "\n";
    }
    return text;
}

/// Days of March whose sums are kept; those that are left to their events with a minus.
std::vector<int> combinedDays(const std::string &path)
{
    const auto db = sure(Database::open(path, Database::Mode::ReadOnly));
    SqlStatement rows =
        db->prepare("SELECT id>>20,max(length(cells)) FROM combined GROUP BY id>>20 ORDER BY id");
    std::vector<int> days;
    while (rows.step()) {
        const int day = civilFromDays(rows.integer(0)).day;
        days.push_back(rows.integer(1) > 0 ? day : -day);
    }
    return days;
}

/// How many quarter-hours are kept by themselves.
int quarters(const std::string &path)
{
    const auto db = sure(Database::open(path, Database::Mode::ReadOnly));
    SqlStatement rows = db->prepare("SELECT count(*) FROM combined WHERE id&262144<>0");
    return rows.step() ? static_cast<int>(rows.integer(0)) : -1;
}

} // namespace

/// Days that are over are added up by everything that queries ask by, and no answer tells whether
/// they were.
class TestUpkeep : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_count = 0;
    std::string m_path;
    std::unique_ptr<Ingest> m_ingest;

private slots:
    void init()
    {
        m_path =
            m_folder.filePath(QString::number(++m_count) + QStringLiteral(".sqlite")).toStdString();
        m_ingest = sure(Ingest::open(m_path));
        m_ingest->setClock([] { return sure(parseInstant("2026-03-05T12:00:00Z")); });
    }
    void cleanup()
    {
        const auto findings = sure(m_ingest->check());
        QVERIFY2(findings.empty(), findings.empty() ? "" : findings.front().c_str());
        m_ingest.reset();
    }

    void daysThatAreOverAreCombinedAndAnswerTheSame()
    {
        importDays(*m_ingest, 1, 5);
        const std::string before = answersOf(m_path);
        const std::int64_t commits = sure(sure(LedgerReader::open(m_path))->facts()).changeCounter;
        QVERIFY(!sure(m_ingest->keepUp()));
        QCOMPARE(combinedDays(m_path), (std::vector<int>{1, 2, 3, 4}));
        QCOMPARE(quarters(m_path), 4 * 4);
        QCOMPARE(answersOf(m_path), before);
        QVERIFY(sure(sure(LedgerReader::open(m_path))->facts()).changeCounter >= commits);
        QVERIFY(!sure(m_ingest->keepUp())); // nothing to do
    }

    void whatNamedTasksIsTheSame_data()
    {
        using Set = std::vector<std::pair<Dimension, std::string>>;
        QTest::addColumn<std::vector<Ingest::AttributionRule>>("rules");
        QTest::addColumn<QByteArray>("found");
        const std::vector<Filter> ofOne{{{Dimension::User, {}}, {"user-1"}}};
        const auto ruled = [&](const Set &set) {
            return std::vector<Ingest::AttributionRule>{{ofOne, {}, set}};
        };
        QTest::newRow("no rule") << std::vector<Ingest::AttributionRule>{} << QByteArray("ticket");
        QTest::newRow("a rule that names no task")
            << ruled({{Dimension::TaskKind, "review"}}) << QByteArray("session");
        QTest::newRow("a name of its own")
            << ruled({{Dimension::Task, "ruled"}}) << QByteArray("rule");
        QTest::newRow("a name that others have by themselves")
            << ruled({{Dimension::Task, "OUT-12"}}) << QByteArray("rule");
    }
    void whatNamedTasksIsTheSame()
    {
        QFETCH(std::vector<Ingest::AttributionRule>, rules);
        QFETCH(QByteArray, found);
        importDays(*m_ingest, 1, 4);
        sure(m_ingest->setAttributionRules(rules));
        const std::string before = sharesOf(m_path);
        QVERIFY(before.find(found.toStdString()) != std::string::npos);
        QVERIFY(before.find(found.toStdString() + " 0 ") == std::string::npos);
        QVERIFY(!sure(m_ingest->keepUp()));
        QCOMPARE(combinedDays(m_path), (std::vector<int>{1, 2, 3, 4}));
        QCOMPARE(sharesOf(m_path), before);
    }

    void aPieceAtATime()
    {
        importDays(*m_ingest, 1, 4);
        const std::string before = answersOf(m_path);
        QVERIFY(sure(m_ingest->combineDays(perDay)));
        QCOMPARE(combinedDays(m_path), std::vector<int>{4}); // the newest is asked for first
        QCOMPARE(answersOf(m_path), before);
        QVERIFY(sure(m_ingest->combineDays(2 * perDay)));
        QVERIFY(!sure(m_ingest->combineDays(perDay)));
        QCOMPARE(combinedDays(m_path), (std::vector<int>{1, 2, 3, 4}));
        QCOMPARE(answersOf(m_path), before);
    }

    void whatChangesADayTakesItsSumsAway()
    {
        importDays(*m_ingest, 1, 3);
        QVERIFY(!sure(m_ingest->keepUp()));
        const std::string before = answersOf(m_path);
        importDays(*m_ingest, 1, 3); // nothing new
        QCOMPARE(combinedDays(m_path), (std::vector<int>{1, 2, 3}));
        sure(m_ingest->importFrom(formats().front(), "gateway", [](Sink &sink) {
            Observation late;
            late.content = "late";
            late.at = sure(parseInstant("2026-03-02T23:59:59Z"));
            late[Field::Provider] = "anthropic";
            late[Field::Model] = "claude-haiku-4-5";
            late.usage[TokenClass::Output] = 1'000'000;
            sink.observation(late);
        }));
        QCOMPARE(combinedDays(m_path), (std::vector<int>{1, 3}));
        const std::string after = answersOf(m_path);
        QVERIFY(after != before);
        QVERIFY(!sure(m_ingest->keepUp()));
        QCOMPARE(combinedDays(m_path), (std::vector<int>{1, 2, 3}));
        QCOMPARE(answersOf(m_path), after);
    }

    void anotherZoneHasOtherDays()
    {
        importDays(*m_ingest, 1, 3);
        QVERIFY(!sure(m_ingest->keepUp()));
        sure(m_ingest->setZone("Asia/Kolkata"));
        QVERIFY(combinedDays(m_path).empty());
        const std::string before = answersOf(m_path);
        QVERIFY(!sure(m_ingest->keepUp()));
        QVERIFY(!combinedDays(m_path).empty());
        QCOMPARE(answersOf(m_path), before);
    }

    /// As many sums as requests are no quicker to read, and take as much room again.
    void daysOfUniqueSessionsAreLeftToTheirEvents()
    {
        importDays(*m_ingest, 1, 4, true);
        for (int round = 0; round < 2; ++round) {
            QVERIFY(!sure(m_ingest->keepUp()));
            QCOMPARE(combinedDays(m_path), (std::vector<int>{-1, -2, -3, -4}));
        }
    }

    void combinationsBeginAtTheHorizon()
    {
        importDays(*m_ingest, 1, 4);
        QVERIFY(!sure(m_ingest->keepUp()));
        QVERIFY(sure(m_ingest->setRetentionHorizon(sure(parseInstant("2026-03-03T00:00:00Z")))) >
                0);
        QCOMPARE(combinedDays(m_path), (std::vector<int>{3, 4}));
        QVERIFY(!sure(m_ingest->keepUp()));
        QCOMPARE(combinedDays(m_path), (std::vector<int>{-1, -2, 3, 4}));
    }

    /// Before times and quarter-hours were kept.
    void whatAnOlderProgramCombinedIsCombinedAnew()
    {
        importDays(*m_ingest, 1, 2);
        QVERIFY(!sure(m_ingest->keepUp()));
        const std::string before = answersOf(m_path);
        sure(sure(Database::open(m_path, Database::Mode::ReadWrite))
                 ->exec("DELETE FROM combined WHERE id&786432<>0"));
        QCOMPARE(combinedDays(m_path), (std::vector<int>{1, 2}));
        QCOMPARE(answersOf(m_path), before);
        QVERIFY(sure(m_ingest->check()).empty());
        QVERIFY(!sure(m_ingest->keepUp()));
        QCOMPARE(quarters(m_path), 2 * 4);
        QCOMPARE(answersOf(m_path), before);
    }

    void aDamagedDayIsFoundAndMadeAgain()
    {
        importDays(*m_ingest, 1, 2);
        QVERIFY(!sure(m_ingest->keepUp()));
        const std::string before = answersOf(m_path);
        sure(sure(Database::open(m_path, Database::Mode::ReadWrite))
                 ->exec("UPDATE combined SET cells=substr(cells,1,100) WHERE id=(SELECT min(id) "
                        "FROM combined)"));
        QVERIFY(answersOf(m_path) != before);
        QVERIFY(!sure(m_ingest->check()).empty());
        sure(m_ingest->rebuildCells());
        QCOMPARE(answersOf(m_path), before);
        QVERIFY(!sure(m_ingest->keepUp()));
        QCOMPARE(answersOf(m_path), before);
    }
};

QTEST_APPLESS_MAIN(TestUpkeep)
#include "tst_upkeep.moc"
