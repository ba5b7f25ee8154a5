// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerreader.h"
#include "tests/support/ledgerfixture.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace outlay;
using namespace outlay::test;

namespace {

Instant at(const char *text)
{
    return parseInstant(text).value();
}

const TimeRange march{at("2026-03-01T00:00:00Z"), at("2026-04-01T00:00:00Z")};

std::string pathIn(const QTemporaryDir &folder)
{
    return folder.filePath(QStringLiteral("ledger.sqlite")).toStdString();
}

StoredEvent plainEvent(LedgerFixture &ledger, Instant when, Money cost)
{
    Profile profile;
    profile[ProfileField::Source] = ledger.text("gateway");
    profile[ProfileField::Provider] = ledger.text("anthropic");
    profile[ProfileField::Model] = ledger.text("opus");
    profile.outcome = Outcome::Success;
    StoredEvent event;
    event.state.at = when;
    event.state.profile = event.derived.attributed = ledger.profile(profile);
    event.state.usage[TokenClass::Input] = 100;
    event.derived.cost = event.derived.estimate = cost;
    return event;
}

} // namespace

class TestLedgerReader : public QObject
{
    Q_OBJECT

private slots:
    void answersForAnEmptyLedger()
    {
        const QTemporaryDir folder;
        LedgerFixture ledger(pathIn(folder), "Asia/Kolkata");
        ledger.write();
        const auto reader = LedgerReader::open(pathIn(folder));
        QVERIFY(reader.has_value());
        for (const Step step : {Step::None, Step::Hour, Step::Month}) {
            Query query;
            query.step = step;
            query.by = {{Dimension::Model, {}}};
            const auto answer = (*reader)->run(query);
            QVERIFY(answer.has_value());
            QVERIFY(!answer->hasData);
            QVERIFY(answer->rows.empty());
            QVERIFY(!answer->total.cost.has_value());
            QVERIFY(!answer->total.errors.has_value());
            QCOMPARE(answer->range, TimeRange{});
        }
        const auto facts = (*reader)->facts();
        QVERIFY(facts.has_value());
        QCOMPARE(facts->events, std::int64_t{0});
        QVERIFY(!facts->span.has_value());
        QCOMPARE(facts->zone, std::string("Asia/Kolkata"));
        QVERIFY((*reader)->events({}, 10)->empty());
        QVERIFY((*reader)->sources()->empty());
    }

    void narrowsAnOpenRangeToTheData()
    {
        const QTemporaryDir folder;
        LedgerFixture ledger(pathIn(folder), "UTC");
        ledger.add(plainEvent(ledger, at("2026-03-03T12:00:00Z"), {5}));
        ledger.add(plainEvent(ledger, at("2026-03-09T18:30:00Z"), {7}));
        ledger.write();
        const auto reader = LedgerReader::open(pathIn(folder));
        Query query;
        auto answer = (*reader)->run(query);
        QCOMPARE(answer->range.from, at("2026-03-03T12:00:00Z"));
        QCOMPARE(answer->range.to, at("2026-03-09T18:30:00.000001Z"));
        query.range.from = at("2026-01-01T00:00:00Z");
        answer = (*reader)->run(query);
        QCOMPARE(answer->range.from, query.range.from);
        QCOMPARE(answer->range.to, at("2026-03-09T18:30:00.000001Z"));
        QVERIFY(answer->hasData);
        query.range.to = at("2026-02-01T00:00:00Z");
        QVERIFY(!(*reader)->run(query)->hasData);
    }

    void countsDaysOfWhichOnlyTheCellsAreLeft()
    {
        const QTemporaryDir folder;
        LedgerFixture ledger(pathIn(folder), "America/St_Johns");
        ledger.add(plainEvent(ledger, at("2026-03-03T12:00:00Z"), {5}));
        ledger.add(plainEvent(ledger, at("2026-03-09T18:30:00Z"), {7}));
        ledger.write();
        QVERIFY(ledger.database().exec("DELETE FROM event WHERE id=1; COMMIT; BEGIN"));
        const auto reader = LedgerReader::open(pathIn(folder));
        Query query;
        query.by = {{Dimension::Model, {}}};
        auto answer = (*reader)->run(query);
        QCOMPARE(answer->total.cost.value(), Money{12});
        QCOMPARE(answer->range.from, at("2026-03-03T03:30:00Z")); // the day's start, all we know
        query.range.to = at("2026-03-05T03:30:00Z");
        answer = (*reader)->run(query);
        QVERIFY(answer->hasData);
        QCOMPARE(answer->total.cost.value(), Money{5});
    }

    void listsEventsNewestFirstAndGoesOnBehindAnId()
    {
        const QTemporaryDir folder;
        LedgerFixture ledger(pathIn(folder), "America/New_York");
        fillAtRandom(ledger, 7, 800, march);
        const auto reader = LedgerReader::open(pathIn(folder));
        for (const bool isFiltered : {false, true}) {
            Query query;
            query.range = {at("2026-03-05T03:20:00Z"), at("2026-03-22T00:00:00Z")};
            if (isFiltered)
                query.where = {{{Dimension::Session, {}}, {"session3", std::nullopt}},
                               {{Dimension::Model, {}}, {"model1", "model2"}}};
            std::vector<std::int64_t> expected = idsOf(ledger, query);
            std::reverse(expected.begin(), expected.end());
            std::vector<std::int64_t> listed;
            for (std::int64_t before = 0;;) {
                const auto page = (*reader)->events(query, 37, before);
                QVERIFY2(page.has_value(), page ? "" : page.error().text.c_str());
                if (page->empty())
                    break;
                for (const EventRow &row : *page)
                    listed.push_back(row.id);
                before = listed.back();
            }
            QVERIFY(!expected.empty());
            QCOMPARE(listed, expected);
        }
    }

    void visitsEventsInTimeOrder()
    {
        const QTemporaryDir folder;
        LedgerFixture ledger(pathIn(folder), "UTC");
        fillAtRandom(ledger, 8, 5000, march); // more than a page
        const auto reader = LedgerReader::open(pathIn(folder));
        Query query;
        std::vector<std::int64_t> visited;
        std::int64_t cost = 0;
        QVERIFY((*reader)->eachEvent(query, [&](const EventRow &row) {
            visited.push_back(row.id);
            if (!row.isSetAside)
                cost += row.cost.value_or(Money{}).nanos;
            return true;
        }));
        QCOMPARE(visited, idsOf(ledger, query));
        const auto answer = (*reader)->run(query);
        QCOMPARE(Money{cost} + answer->total.residual, answer->total.cost.value());
        std::size_t count = 0;
        QVERIFY((*reader)->eachEvent(query, [&count](const EventRow &) { return ++count < 10; }));
        QCOMPARE(count, std::size_t{10});
    }

    void letsTheWriterWriteWhileEventsAreVisited()
    {
        const QTemporaryDir folder;
        LedgerFixture ledger(pathIn(folder), "UTC");
        fillAtRandom(ledger, 9, 50, march);
        const auto reader = LedgerReader::open(pathIn(folder));
        std::int64_t isBusy = -1;
        const auto done = (*reader)->eachEvent({}, [&](const EventRow &) {
            ledger.add(plainEvent(ledger, march.from, {1}));
            ledger.write();
            // A truncating checkpoint is busy (1) while any reader has a transaction open.
            (void)ledger.database().exec("COMMIT; PRAGMA busy_timeout=0");
            isBusy = ledger.database().integer("PRAGMA wal_checkpoint(TRUNCATE)").value();
            return false;
        });
        QVERIFY(done.has_value());
        QCOMPARE(isBusy, std::int64_t{0});
    }

    void showsAllOfAnEvent()
    {
        const QTemporaryDir folder;
        LedgerFixture ledger(pathIn(folder), "UTC");
        StoredEvent event = plainEvent(ledger, at("2026-03-03T12:00:00Z"), {5'000});
        event.hasManyViews = true;
        event.state.thread = ledger.thread(
            {ledger.text("chat 1"), ledger.text("main"), 0, 0, ledger.text("feature/x")});
        event.state.tags = ledger.tagset({{"env", "prod"}});
        event.state.ending = ledger.ending({ledger.text("end_turn"), 200});
        event.state.usage[TokenClass::CacheWrite5m] = 70;
        event.state.reported = Money{6'000};
        event.derived.task = ledger.text("T-1");
        event.derived.price = ledger.text("anthropic/opus@1");
        ledger.add(event);
        ledger.addView(1, event.state);
        Profile other;
        other[ProfileField::Source] = ledger.text("claude-code");
        EventState second = event.state;
        second.profile = ledger.profile(other);
        ledger.addView(1, second);
        ledger.write();
        const auto reader = LedgerReader::open(pathIn(folder));
        const auto row = (*reader)->event(1);
        QVERIFY2(row.has_value(), row ? "" : row.error().text.c_str());
        const auto dimension = [&row](Dimension d) {
            return row->dimensions[static_cast<std::size_t>(d)].value_or("(unknown)");
        };
        QCOMPARE(dimension(Dimension::Model), std::string("opus"));
        QCOMPARE(dimension(Dimension::Session), std::string("chat 1"));
        QCOMPARE(dimension(Dimension::Task), std::string("T-1"));
        QCOMPARE(dimension(Dimension::Price), std::string("anthropic/opus@1"));
        QCOMPARE(dimension(Dimension::Outcome), std::string("success"));
        QCOMPARE(dimension(Dimension::User), std::string("(unknown)"));
        QVERIFY(row->tags == Tags({{"env", "prod"}}));
        QCOMPARE(row->observers, std::vector<std::string>({"claude-code", "gateway"}));
        QCOMPARE(row->stopReason, std::string("end_turn"));
        QCOMPARE(row->branch, std::string("feature/x"));
        QCOMPARE(row->httpStatus, 200);
        QVERIFY(row->hasAssumedTtl);
        QCOMPARE(row->reported.value(), Money{6'000});
        QCOMPARE((*reader)->event(99).error().kind, Error::Kind::Usage);
    }

    void findsAnEventByItsIdentity()
    {
        const QTemporaryDir folder;
        LedgerFixture ledger(pathIn(folder), "UTC");
        ledger.add(plainEvent(ledger, at("2026-03-03T12:00:00Z"), {5}));
        ledger.add(plainEvent(ledger, at("2026-03-04T12:00:00Z"), {6}));
        QVERIFY(ledger.database().exec("INSERT INTO identity VALUES(-11,1),(22,77);"
                                       "INSERT INTO view VALUES(77,2,NULL,x'00')"));
        ledger.write();
        const auto reader = LedgerReader::open(pathIn(folder));
        QCOMPARE((*reader)->eventOf({5, static_cast<std::uint64_t>(-11)})->id, std::int64_t{1});
        QCOMPARE((*reader)->eventOf({22})->id, std::int64_t{2});
        QCOMPARE((*reader)->eventOf({5}).error().kind, Error::Kind::Usage);
    }

    void tellsTheFacts()
    {
        const QTemporaryDir folder;
        LedgerFixture ledger(pathIn(folder), "UTC");
        ledger.addSource("gateway", "litellm", at("2026-03-10T00:00:00Z"));
        ledger.addRejected("gateway", "log.jsonl", 12, "no model");
        ledger.configure("plans", R"([{"source":"gateway","kind":"metered"}])");
        ledger.configure("price_layers", R"([{"name":"mine","json":"{}"}])");
        ledger.add(plainEvent(ledger, at("2026-03-03T12:10:00Z"), {5}));
        StoredEvent unpriced = plainEvent(ledger, at("2026-03-04T12:00:00Z"), {});
        unpriced.derived.cost = unpriced.derived.estimate = std::nullopt;
        ledger.add(unpriced);
        ledger.write();
        const auto reader = LedgerReader::open(pathIn(folder));
        const auto facts = (*reader)->facts();
        QVERIFY2(facts.has_value(), facts ? "" : facts.error().text.c_str());
        QCOMPARE(facts->events, std::int64_t{2});
        QCOMPARE(facts->span->from, at("2026-03-03T12:10:00Z"));
        QCOMPARE(facts->unpricedRequests, std::int64_t{1});
        QCOMPARE(facts->unpricedModels.size(), std::size_t{1});
        QCOMPARE(facts->unpricedModels.front().first, std::string("anthropic/opus"));
        QCOMPARE(facts->rejectedRecords, std::int64_t{1});
        const auto sources = (*reader)->sources();
        QVERIFY2(sources.has_value(), sources ? "" : sources.error().text.c_str());
        QCOMPARE(sources->size(), std::size_t{1});
        QCOMPARE(sources->front().name, std::string("gateway"));
        QCOMPARE(sources->front().format, std::string("litellm"));
        QCOMPARE(sources->front().plan, std::string("metered"));
        QCOMPARE(sources->front().events, std::int64_t{2});
        QCOMPARE(sources->front().span->from, at("2026-03-03T12:10:00Z"));
        QCOMPARE(sources->front().span->to, at("2026-03-04T12:00:00.000001Z"));
        const auto rejected = (*reader)->rejected(5);
        QCOMPARE(rejected->size(), std::size_t{1});
        QCOMPARE(rejected->front().reason, std::string("no model"));
        QCOMPARE(rejected->front().line, std::int64_t{12});
        QCOMPARE((*reader)->priceLayers()->front().first, std::string("mine"));
        QCOMPARE((*reader)->values({Dimension::Model, {}}, 5).value(),
                 std::vector<std::string>{"opus"});
    }

    void seesCommitsOfOthers()
    {
        const QTemporaryDir folder;
        LedgerFixture ledger(pathIn(folder), "UTC");
        ledger.add(plainEvent(ledger, march.from, {5}));
        ledger.write();
        const auto reader = LedgerReader::open(pathIn(folder));
        const auto before = (*reader)->changeCounter();
        QCOMPARE((*reader)->facts()->changeCounter, *before);
        QCOMPARE((*reader)->facts()->events, std::int64_t{1});
        // A profile and a text the reader has not seen yet.
        Profile late;
        late[ProfileField::Model] = ledger.text("late");
        StoredEvent event = plainEvent(ledger, march.from, {9});
        event.derived.attributed = ledger.profile(late);
        ledger.add(event);
        ledger.write();
        QVERIFY((*reader)->changeCounter().value() != *before);
        QCOMPARE((*reader)->facts()->events, std::int64_t{2});
        Query query;
        query.by = {{Dimension::Model, {}}};
        const auto answer = (*reader)->run(query);
        QCOMPARE(answer->rows.size(), std::size_t{2});
        QCOMPARE(answer->rows[0].key[0].value(), std::string("late"));
    }

    void stopsWhenCancelled()
    {
        const QTemporaryDir folder;
        LedgerFixture ledger(pathIn(folder), "UTC");
        fillAtRandom(ledger, 10, 300, march);
        const auto reader = LedgerReader::open(pathIn(folder));
        const auto token = std::make_shared<std::atomic<bool>>(true);
        QCOMPARE((*reader)->run({}, token).error().kind, Error::Kind::Cancelled);
        QCOMPARE((*reader)->events({}, 5, 0, token).error().kind, Error::Kind::Cancelled);
        token->store(false);
        QVERIFY((*reader)->run({}, token).has_value());
        std::size_t visited = 0;
        const auto stopped = (*reader)->eachEvent(
            {},
            [&](const EventRow &) {
                ++visited;
                token->store(true);
                return true;
            },
            token);
        QCOMPARE(stopped.error().kind, Error::Kind::Cancelled);
        QVERIFY((*reader)->run({}).has_value()); // and the connection goes on
    }

    void addsPlanFeesAsRowsOfTheirOwn()
    {
        const QTemporaryDir folder;
        LedgerFixture ledger(pathIn(folder), "America/New_York");
        ledger.add(plainEvent(ledger, at("2026-01-10T12:00:00Z"), {0}));
        ledger.add(plainEvent(ledger, at("2026-03-20T12:00:00Z"), {1'000}));
        ledger.configure("plans", R"([{"source":"gateway","key":"","kind":"subscription",
            "name":"Max 20x","fee_nanos":"200000000000","from":"2026-01-31T12:00:00Z"}])");
        ledger.write();
        const auto reader = LedgerReader::open(pathIn(folder));
        Query query;
        query.zone = Zone::named("America/New_York").value();
        query.step = Step::Month;
        query.by = {{Dimension::Plan, {}}};
        const auto answer = (*reader)->run(query);
        QVERIFY2(answer.has_value(), answer ? "" : answer.error().text.c_str());
        std::vector<std::string> fees;
        for (const Row &row : answer->rows) {
            if (!row.isNotItemised)
                continue;
            QCOMPARE(row.key[0].value(), std::string("Max 20x"));
            QCOMPARE(row.measures.cost.value(), Money{200'000'000'000});
            fees.push_back(toRfc3339(*row.at));
        }
        // 31 January, 28 February, 31 March.
        QCOMPARE(fees, std::vector<std::string>({"2026-01-01T05:00:00Z", "2026-02-01T05:00:00Z",
                                                 "2026-03-01T05:00:00Z"}));
        QCOMPARE(answer->total.cost.value(), Money{600'000'001'000});
        QCOMPARE(answer->range.to, at("2026-03-31T04:00:00.000001Z"));
        query.where = {{{Dimension::Plan, {}}, {"Max 20x"}}};
        query.range = {at("2026-02-28T05:00:00Z"), at("2026-03-01T05:00:00Z")};
        QCOMPARE((*reader)->run(query)->total.cost.value(), Money{200'000'000'000});
        query.where = {{{Dimension::Source, {}}, {"another"}}};
        QVERIFY(!(*reader)->run(query)->total.cost.has_value());
    }

    void endsAFeeWhenAnotherPlanTakesOver()
    {
        const QTemporaryDir folder;
        LedgerFixture ledger(pathIn(folder), "UTC");
        ledger.add(plainEvent(ledger, at("2026-01-10T12:00:00Z"), {0}));
        ledger.add(plainEvent(ledger, at("2026-04-20T12:00:00Z"), {0}));
        ledger.configure("plans", R"([
            {"source":"gateway","kind":"subscription","name":"Pro","fee_nanos":20,"from":""},
            {"source":"gateway","kind":"metered","from":"2026-03-01T00:00:00Z"}])");
        ledger.write();
        const auto reader = LedgerReader::open(pathIn(folder));
        QCOMPARE((*reader)->run({})->total.cost.value(), Money{40}); // 1 January, 1 February
    }

private:
    /// Ids the query asks for in time order, control totals left out.
    static std::vector<std::int64_t> idsOf(const LedgerFixture &ledger, const Query &query);
};

std::vector<std::int64_t> TestLedgerReader::idsOf(const LedgerFixture &ledger, const Query &query)
{
    std::vector<std::pair<std::int64_t, std::int64_t>> found;
    for (const StoredEvent &event : ledger.events()) {
        const Profile &profile = ledger.profileOf(event.derived.attributed);
        const Thread &thread = ledger.threadOf(event.state.thread);
        bool isAsked = query.range.contains(event.state.at) && !event.derived.isControl;
        for (const Filter &filter : query.where) {
            const TextId id = filter.dimension.dimension == Dimension::Session
                                  ? thread.session
                                  : profile[ProfileField::Model];
            const auto value =
                id == 0 ? std::optional<std::string>() : std::optional(ledger.textOf(id));
            isAsked = isAsked && std::count(filter.anyOf.begin(), filter.anyOf.end(), value) > 0;
        }
        if (isAsked)
            found.emplace_back(event.state.at.micros, event.id);
    }
    std::sort(found.begin(), found.end());
    std::vector<std::int64_t> ids;
    for (const auto &[when, id] : found)
        ids.push_back(id);
    return ids;
}

QTEST_GUILESS_MAIN(TestLedgerReader)
#include "tst_ledgerreader.moc"
