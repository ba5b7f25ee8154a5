// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/answerrows.h"
#include "models/ledger/ledgerreader.h"
#include "models/ledger/requestgroup.h"
#include "tests/support/bruteforce.h"
#include "tests/support/ledgerfixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <sstream>
#include <tuple>

using namespace outlay;
using namespace outlay::test;

namespace {

Instant at(const char *text)
{
    return parseInstant(text).value();
}

const std::vector<std::string> awkwardZones = {
    "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "America/New_York"};

// Ends of the summer time of New York, St. John's (both 1 November 2026), and Lord Howe's half
// hour (4 October 2026) lie inside.
const TimeRange autumn{at("2026-09-25T05:17:00Z"), at("2026-11-08T21:40:30Z")};

std::string firstDifference(const std::string &actual, const std::string &expected)
{
    std::istringstream left(actual);
    std::istringstream right(expected);
    for (std::string a, b; left || right;) {
        a = std::getline(left, a) ? a : "(end)";
        b = std::getline(right, b) ? b : "(end)";
        if (a != b)
            return "  actual: " + a + "\nexpected: " + b;
    }
    return {};
}

/// What sorts requests into groups, as text.
template <typename Request> std::string likeness(const Request &request)
{
    std::string text = request.branch;
    for (const auto &value : request.dimensions)
        text += "|" + value.value_or("(unknown)");
    for (const auto &[key, value] : request.tags)
        text += "|" + key + ":" + value;
    return text;
}

struct Times
{
    std::int64_t requests = 0;
    Instant first{std::numeric_limits<std::int64_t>::max()};
    Instant last{std::numeric_limits<std::int64_t>::min()};
    bool operator==(const Times &) const = default;

    void add(std::int64_t count, Instant from, Instant to)
    {
        requests += count;
        first = std::min(first, from);
        last = std::max(last, to);
    }
};

} // namespace

/// Every query against the sum over all events.
class TestLedgerQueries : public QObject
{
    Q_OBJECT

private slots:
    void picksTheDearestLikeBruteForce_data()
    {
        using enum Dimension;
        QTest::addColumn<std::vector<DimensionRef>>("by");
        const auto row = [](const char *name, std::vector<DimensionRef> by) {
            QTest::newRow(name) << std::move(by);
        };
        row("user", {{User, {}}});
        row("key", {{Key, {}}});
        row("task", {{Task, {}}});
        row("session", {{Session, {}}});
        row("agent", {{Agent, {}}});
        row("branch", {{Tag, "branch"}});
        row("session and model", {{Session, {}}, {Model, {}}});
        row("task, price and user", {{Task, {}}, {Price, {}}, {User, {}}});
        row("agent and branch", {{Agent, {}}, {Tag, "branch"}});
    }
    void picksTheDearestLikeBruteForce()
    {
        QFETCH(std::vector<DimensionRef>, by);
        const std::string zone = "America/New_York";
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("ledger.sqlite")).toStdString();
        LedgerFixture ledger(path, zone);
        fillAtRandom(ledger, 99, 1500, autumn);
        const auto reader = LedgerReader::open(path);
        QVERIFY2(reader.has_value(), reader ? "" : reader.error().text.c_str());
        Query query;
        query.zone = Zone::named(zone).value();
        query.by = by;
        for (int round = 0; round < 60; ++round) {
            query.top = 1 + round % 13;
            query.step = round % 4 == 0 ? Step::None : round % 4 == 1 ? Step::Month : Step::Day;
            query.basis = round % 2 == 0 ? Basis::Effective : static_cast<Basis>(round % 5);
            query.range = {};
            if (round % 3 != 0)
                query.range.from = query.zone.startOfDay(20'722 + round % 7);
            if (round % 5 != 0)
                query.range.to = query.zone.startOfDay(20'731 + round % 11);
            query.where.clear();
            if (by.size() > 1 && round % 7 == 0)
                query.where = {{{Dimension::User, {}}, {"user1", "user2", std::nullopt}}};
            const auto answer = (*reader)->run(query);
            QVERIFY2(answer.has_value(), answer ? "" : answer.error().text.c_str());
            const std::string difference =
                firstDifference(describe(*answer), describe(bruteForce(ledger, query)));
            QVERIFY2(difference.empty(), (describe(query) + "\n" + difference).c_str());
        }
    }

    void answersLikeBruteForce_data()
    {
        QTest::addColumn<QByteArray>("zone");
        QTest::addColumn<unsigned>("seed");
        unsigned seed = 20261123;
        for (const std::string &zone : awkwardZones)
            QTest::newRow(zone.c_str()) << QByteArray::fromStdString(zone) << seed++;
        QTest::newRow("UTC") << QByteArray("UTC") << seed++;
        QTest::newRow("midnight comes twice") << QByteArray("America/Havana") << seed++;
        QTest::newRow("no quarter-hours") << QByteArray("UTC+05:37") << seed;
    }
    void answersLikeBruteForce()
    {
        QFETCH(QByteArray, zone);
        QFETCH(unsigned, seed);
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("ledger.sqlite")).toStdString();
        LedgerFixture ledger(path, zone.toStdString());
        fillAtRandom(ledger, seed, 1500, autumn);
        const auto reader = LedgerReader::open(path);
        QVERIFY2(reader.has_value(), reader ? "" : reader.error().text.c_str());
        std::mt19937_64 random(seed);
        for (int i = 0; i < 400; ++i) {
            const Query query = randomQuery(random, zone.toStdString());
            const auto answer = (*reader)->run(query);
            QVERIFY2(answer.has_value(), answer ? "" : answer.error().text.c_str());
            const std::string expected = describe(bruteForce(ledger, query));
            const std::string difference = firstDifference(describe(*answer), expected);
            QVERIFY2(difference.empty(), (describe(query) + "\n" + difference).c_str());
        }
    }

    void groupsAreOfTheirEvents_data() { answersLikeBruteForce_data(); }
    /// Days that are combined, and those that are not, tell the same of requests as one by one.
    void groupsAreOfTheirEvents()
    {
        QFETCH(QByteArray, zone);
        QFETCH(unsigned, seed);
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("ledger.sqlite")).toStdString();
        LedgerFixture ledger(path, zone.toStdString());
        fillAtRandom(ledger, seed + 100, 1500, autumn);
        const auto reader = LedgerReader::open(path);
        QVERIFY2(reader.has_value(), reader ? "" : reader.error().text.c_str());
        std::mt19937_64 random(seed);
        std::size_t most = 0;
        for (int i = 0; i < 40; ++i) {
            const Query query = randomQuery(random, zone.toStdString());
            std::map<std::string, Times> expected;
            QVERIFY((*reader)
                        ->eachEvent(query,
                                    [&](const EventRow &event) {
                                        if (!event.isSetAside)
                                            expected[likeness(event)].add(event.requests, event.at,
                                                                          event.at);
                                        return true;
                                    })
                        .has_value());
            std::map<std::string, Times> actual;
            QVERIFY((*reader)
                        ->eachGroup(query,
                                    [&](const RequestGroup &group) {
                                        actual[likeness(group)].add(group.requests, group.first,
                                                                    group.last);
                                    })
                        .has_value());
            QVERIFY2(actual == expected, describe(query).c_str());
            most = std::max(most, expected.size());
        }
        QVERIFY(most > 500);
    }

    /// Rows that are named when asked are those of the answer.
    void rowsOneByOneAreTheAnswers()
    {
        const QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("ledger.sqlite")).toStdString();
        LedgerFixture ledger(path, "Asia/Kolkata");
        fillAtRandom(ledger, 7, 1500, autumn);
        const auto reader = LedgerReader::open(path);
        QVERIFY2(reader.has_value(), reader ? "" : reader.error().text.c_str());
        std::mt19937_64 random(7);
        for (int i = 0; i < 200; ++i) {
            Query query = randomQuery(random, "Asia/Kolkata");
            query.step = Step::None;
            query.top = 0;
            Answer expected = (*reader)->run(query).value();
            std::vector<Row> rows;
            Answer actual = (*reader)
                                ->visitRows(query,
                                            [&](AnswerRows &all) {
                                                for (std::size_t row = 0; row < all.size(); ++row)
                                                    rows.push_back(rowOf(all, row, query));
                                            })
                                .value();
            QVERIFY(actual.rows.empty());
            actual.rows = std::move(rows);
            for (Answer *answer : {&actual, &expected}) {
                std::sort(answer->rows.begin(), answer->rows.end(),
                          [](const Row &left, const Row &right) {
                              return std::tie(left.key, left.isNotItemised) <
                                     std::tie(right.key, right.isNotItemised);
                          });
            }
            const std::string difference = firstDifference(describe(actual), describe(expected));
            QVERIFY2(difference.empty(), (describe(query) + "\n" + difference).c_str());
        }
    }

private:
    static Row rowOf(AnswerRows &rows, std::size_t row, const Query &query)
    {
        Row made;
        for (std::size_t by = 0; by < query.by.size(); ++by) {
            made.key.push_back(rows.name(row, by));
            if (rows.isKnown(row, by) != made.key.back().has_value())
                qFatal("a key that is known has a name");
        }
        made.isNotItemised = rows.isNotItemised(row);
        made.measures = rows.measures(row);
        return made;
    }
    static Query randomQuery(std::mt19937_64 &random, const std::string &ledgerZone);
};

Query TestLedgerQueries::randomQuery(std::mt19937_64 &random, const std::string &ledgerZone)
{
    const auto number = [&random](std::uint64_t below) { return random() % below; };
    Query query;
    const std::size_t zone = number(awkwardZones.size() + 4);
    query.zone = Zone::named(zone < awkwardZones.size() ? awkwardZones[zone] : ledgerZone).value();
    query.step = static_cast<Step>(number(5));
    query.basis = number(2) == 0 ? Basis::Effective : static_cast<Basis>(number(5));
    query.top = number(3) == 0 ? static_cast<int>(1 + number(4)) : 0;
    const auto dimension = [&]() -> DimensionRef {
        const auto which = static_cast<Dimension>(number(dimensionCount));
        if (which != Dimension::Tag)
            return {which, {}};
        static const std::vector<std::string> keys = {"", "env", "flag", "team", "none", "branch"};
        return {which, keys[number(keys.size())]};
    };
    for (std::uint64_t i = number(4); i > 1; --i)
        query.by.push_back(dimension());
    if (number(2) == 0 && query.by.empty())
        query.by.push_back(dimension());
    for (std::uint64_t i = number(4); i > 1; --i) {
        static const std::map<Dimension, std::string> names = {{Dimension::CostCenter, "center"},
                                                               {Dimension::TaskKind, "kind"}};
        Filter filter{number(3) == 0 && !query.by.empty() ? query.by.front() : dimension(), {}};
        const Dimension which = filter.dimension.dimension;
        const auto special = names.find(which);
        const std::string prefix =
            special == names.end() ? std::string(name(which)) : special->second;
        for (std::uint64_t n = number(3) + 1; n > 0; --n) {
            if (number(4) == 0)
                filter.anyOf.emplace_back(std::nullopt);
            else if (which == Dimension::Outcome)
                filter.anyOf.emplace_back(name(static_cast<Outcome>(number(5))));
            else if (which == Dimension::Tag)
                filter.anyOf.emplace_back(std::vector<std::string>{
                    "prod", "ci", "a", "b", "x:y", "env:prod", "flag:a"}[number(7)]);
            else
                filter.anyOf.emplace_back(prefix + std::to_string(1 + number(4)));
        }
        query.where.push_back(filter);
    }
    const auto edge = [&]() -> Instant {
        const Instant any{autumn.from.micros - microsPerDay +
                          static_cast<std::int64_t>(number(static_cast<std::uint64_t>(
                              autumn.to.micros - autumn.from.micros + 2 * microsPerDay)))};
        switch (number(4)) {
        case 0:
            return query.zone.bucketStart(any, Step::Day);
        case 1:
            return Zone::named(ledgerZone)->bucketStart(any, Step::Day);
        case 2:
            return {floorDivide(any.micros, microsPerMinute * 15) * 15 * microsPerMinute};
        default:
            return any;
        }
    };
    if (number(4) != 0)
        query.range.from = edge();
    if (number(4) != 0)
        query.range.to = edge();
    return query;
}

QTEST_GUILESS_MAIN(TestLedgerQueries)
#include "tst_ledgerqueries.moc"
