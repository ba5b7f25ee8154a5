// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/options.h"
#include "app/desktop/overviewbuilder.h"
#include "app/desktop/singleinstance.h"
#include "app/sources/demo/demo.h"
#include "app/sources/demo/demonow.h"
#include "ui/overview/notes.h"
#include "ui/overview/outlookwords.h"
#include "ui/overview/tilecontent.h"
#include "ui/text/labels.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::ui;

namespace {

constexpr Instant now{1'795'452'300LL * microsPerSecond}; // 2026-11-23T16:45:00Z
constexpr std::int64_t usd = 1'000'000'000;

/// A ledger of one request a day for each of ten models; model i costs i + 1 dollars.
class FakeLedger
{
public:
    OverviewQueries queries()
    {
        OverviewQueries q;
        q.facts.span = TimeRange{{now.micros - 40 * microsPerDay}, now};
        q.run = [this](const Query &query) { return run(query); };
        return q;
    }

    std::vector<Query> asked;
    std::optional<Error> error;

private:
    Result<Answer> run(const Query &query)
    {
        asked.push_back(query);
        if (error)
            return tl::unexpected<Error>(*error);
        Answer answer;
        answer.hasData = true;
        if (query.step != Step::None) {
            for (Instant at = query.range.from; at < query.range.to && at <= now;
                 at = query.zone.nextBucket(at, query.step))
                addRows(query, answer, at, 1);
        } else {
            const std::int64_t end = std::min(query.range.to.micros, now.micros);
            addRows(query, answer, {}, (end - query.range.from.micros) / microsPerDay + 1);
        }
        for (const Row &row : answer.rows)
            answer.total += row.measures;
        return answer;
    }

    static bool passes(const Query &query, const std::string &name)
    {
        return std::all_of(query.where.begin(), query.where.end(), [&](const Filter &filter) {
            return std::find(filter.anyOf.begin(), filter.anyOf.end(), name) != filter.anyOf.end();
        });
    }

    static void addRows(const Query &query, Answer &answer, std::optional<Instant> at,
                        std::int64_t days)
    {
        Row rest;
        rest.at = at;
        rest.isOther = !query.by.empty();
        int shown = 0;
        for (int model = 9; model >= 0; --model) {
            const std::string name = "m" + std::to_string(model);
            if (!passes(query, name))
                continue;
            Row row;
            row.at = at;
            row.key.push_back(name);
            row.measures.requests = days;
            row.measures.cost = Money{(model + 1) * usd * days};
            row.measures.estimated = *row.measures.cost;
            if (query.by.empty() || (query.top > 0 && shown >= query.top))
                rest.measures += row.measures;
            else
                answer.rows.push_back(row);
            ++shown;
        }
        if (rest.measures.requests > 0)
            answer.rows.push_back(rest);
    }
};

} // namespace

class TestOverviewBuilder : public QObject
{
    Q_OBJECT

private slots:
    void barsSumToTheTotalsToTheNanoDollar();
    void comparesLikeWithLike();
    void asksAFixedNumberOfQuestions();
    void feesOfPlansAreNoBillWithoutRequests();
    void anEmptyLedgerIsAskedNothing();
    void foretellsTheRunningMonthOnly();
    void saysWhereTheMonthIsHeading();
    void saysThatThePaceIsNotKnown();
    void exhaustionIsSaidInTheUsersTime();
    void passesErrorsOn();
    void knowsUnreadTime();
    void toldWhereMoneyMayBeInvisible();
    void countsWithoutAPriceAreSaid();
    void whatIsNotDueYetIsNoGap();
    void recognisesTheDemo();
    void readsTheCommandLine_data();
    void readsTheCommandLine();
    void theSecondInstanceRaisesTheFirst();
};

void TestOverviewBuilder::barsSumToTheTotalsToTheNanoDollar()
{
    FakeLedger ledger;
    OverviewRequest request;
    request.stackBy = {Dimension::Model, {}};
    const auto s = buildOverview(request, ledger.queries(), now, Zone());
    QVERIFY(s);
    QVERIFY(s->hasData);
    QCOMPARE(s->buckets.size(), std::size_t{30});
    QCOMPARE(s->series.size(), std::size_t{8});
    QVERIFY(s->series.back().isOther);
    Money all;
    for (std::size_t b = 0; b < s->buckets.size(); ++b) {
        Money sum;
        for (const Series &series : s->series)
            sum += series.amounts[b];
        QCOMPARE(sum, s->bucketTotals[b].cost.value_or(Money{}));
        all += sum;
    }
    QCOMPARE(all, *s->total.cost);
    QCOMPARE(all, Money{55 * usd * 23});
    QCOMPARE(s->series.back().total, Money{(1 + 2 + 3) * usd * 23});
}

void TestOverviewBuilder::comparesLikeWithLike()
{
    FakeLedger ledger;
    const auto s = buildOverview({}, ledger.queries(), now, Zone());
    QVERIFY(s && s->prior);
    // The ledger begins on 14 October: "1–23 Oct" is not all on record.
    QVERIFY(s->isPriorPartial);
    OverviewRequest week;
    week.period.preset = Preset::Last7;
    const auto w = buildOverview(week, ledger.queries(), now, Zone());
    QVERIFY(w && w->prior);
    QVERIFY(!w->isPriorPartial);
    QCOMPARE(w->prior->requests, w->total.requests);
}

void TestOverviewBuilder::asksAFixedNumberOfQuestions()
{
    FakeLedger ledger;
    OverviewRequest request;
    request.where.push_back({{Dimension::Model, {}}, {std::string("m9")}});
    const auto s = buildOverview(request, ledger.queries(), now, Zone());
    QVERIFY(s);
    QCOMPARE(ledger.asked.size(), std::size_t{11}); // three of them for the forecast
    for (const Query &query : ledger.asked)
        QCOMPARE(query.where.front(), request.where.front());
    QCOMPARE(s->total.cost, std::optional(Money{10 * usd * 23}));
}

void TestOverviewBuilder::feesOfPlansAreNoBillWithoutRequests()
{
    FakeLedger ledger;
    OverviewQueries queries = ledger.queries();
    PlanInfo plan;
    plan.source = plan.name = "max";
    plan.kind = "subscription";
    plan.fee = Money{20 * usd};
    queries.plans = {plan};
    queries.run = [run = queries.run](const Query &query) {
        const bool isOfPlan =
            std::any_of(query.where.begin(), query.where.end(), [](const Filter &filter) {
                return filter.dimension == DimensionRef{Dimension::Plan, {}};
            });
        auto answer = run(query);
        answer->total.residual = Money{(isOfPlan ? 20 : 27) * usd};
        return answer;
    };
    const auto built = buildOverview({}, queries, now, Zone());
    QVERIFY(built);
    QCOMPARE(built->total.residual, Money{27 * usd});
    QCOMPARE(built->fees, Money{20 * usd});
    const auto notes = notesFor(*built, QLocale());
    const auto figureOf = [&notes](Note::Kind kind) {
        const auto note = std::find_if(notes.begin(), notes.end(),
                                       [kind](const Note &one) { return one.kind == kind; });
        return note == notes.end() ? QString() : note->figure;
    };
    QCOMPARE(figureOf(Note::Kind::Fees), QStringLiteral("$20.00"));
    QCOMPARE(figureOf(Note::Kind::NotItemised), QStringLiteral("$7.00"));
}

void TestOverviewBuilder::anEmptyLedgerIsAskedNothing()
{
    FakeLedger ledger;
    OverviewQueries queries = ledger.queries();
    queries.facts.span.reset();
    const auto s = buildOverview({}, queries, now, Zone());
    QVERIFY(s);
    QVERIFY(!s->hasData);
    QVERIFY(ledger.asked.empty());
}

void TestOverviewBuilder::foretellsTheRunningMonthOnly()
{
    FakeLedger ledger;
    OverviewRequest request;
    const auto running = buildOverview(request, ledger.queries(), now, Zone());
    QVERIFY(running && running->forecast && running->forecast->end && running->pace);
    QCOMPARE(running->forecast->spent, *running->total.cost);
    request.period = {Preset::MonthToDate, -1, {}};
    const auto past = buildOverview(request, ledger.queries(), now, Zone());
    QVERIFY(past && !past->forecast && !past->pace);
    request.period = {Preset::Last7, 0, {}};
    QVERIFY(!buildOverview(request, ledger.queries(), now, Zone())->forecast);
    // On the first of a month nothing is foretold.
    request.period = {};
    const Instant first{1'793'491'200LL * microsPerSecond}; // 2026-11-01T00:00:00Z
    const auto early =
        buildOverview(request, ledger.queries(), {first.micros + 5 * microsPerHour}, Zone());
    QVERIFY(early && early->forecast && !early->forecast->end);
    QVERIFY(outlookWords(*early, QLocale::c()).end.isEmpty());
}

void TestOverviewBuilder::saysWhereTheMonthIsHeading()
{
    const QLocale locale(QLocale::English, QLocale::UnitedStates);
    OverviewSnapshot s;
    s.now = now;
    s.forecast.emplace();
    s.forecast->period = {{1'793'491'200LL * microsPerSecond}, {1'796'083'200LL * microsPerSecond}};
    s.forecast->end = MoneyBand{{6000 * usd}, {7000 * usd}, {8500 * usd}};
    s.forecast->hasBand = true;
    s.forecast->judged = 24;
    s.forecast->held = 21;
    s.pace = Pace{{12 * usd}, {8 * usd}, {}};
    OutlookWords words = outlookWords(s, locale);
    QCOMPARE(words.end, QStringLiteral("By Nov 30: $7,000 · $6,000 to $8,500"));
    QVERIFY(words.endExact.contains(QStringLiteral("24")) &&
            words.endExact.contains(QStringLiteral("21 held")));
    QCOMPARE(words.pace, QStringLiteral("Now $12.00/h · 1.5× the average"));
    for (const QString &part : {words.end, words.pace})
        QVERIFY(words.spoken().contains(part));
    s.forecast->hasBand = false;
    s.pace->lastHour = {};
    words = outlookWords(s, locale);
    QCOMPARE(words.end, QStringLiteral("By Nov 30: $7,000 at the current rate"));
    QCOMPARE(words.pace, QStringLiteral("Nothing spent in the last hour"));
    s.forecast->method = ForecastMethod::Theta;
    words = outlookWords(s, locale);
    QCOMPARE(words.end, QStringLiteral("By Nov 30: about $7,000"));
    QVERIFY(words.endExact.contains(QStringLiteral("Too little history")));
}

/// Files read five days ago say nothing of today.
void TestOverviewBuilder::saysThatThePaceIsNotKnown()
{
    FakeLedger ledger;
    const Instant later{now.micros + 5 * microsPerDay};
    const auto s = buildOverview({}, ledger.queries(), later, Zone());
    QVERIFY(s && s->pace && s->forecast);
    QCOMPARE(*s->pace->staleSince, now);
    QVERIFY(s->forecast->missingOfPeriod > 0.1 && s->forecast->unseen > Money{});
    const OutlookWords words = outlookWords(*s, QLocale(QLocale::English, QLocale::UnitedStates));
    QCOMPARE(words.pace, QStringLiteral("Nothing recorded since Nov 23"));
    QVERIFY(words.endExact.contains(QStringLiteral("not known")));
}

void TestOverviewBuilder::exhaustionIsSaidInTheUsersTime()
{
    using State = ExhaustionBand::State;
    const QLocale locale(QLocale::German, QLocale::Germany); // 24 hours
    const Instant ten{1'794'391'200LL * microsPerSecond};    // 2026-11-11T10:00:00Z
    const Instant nineteen{ten.micros + 9 * microsPerHour};
    const Zone tokyo = *Zone::named("Asia/Tokyo");
    const auto said = [&](const ExhaustionBand &band, const Zone &zone) {
        return exhaustionSentence(band, zone, locale);
    };
    const ExhaustionBand band{State::Foreseen, ten, ten, nineteen};
    const TimeRange eleventh{{ten.micros - 10 * microsPerHour}, {ten.micros + 14 * microsPerHour}};
    const QString day = rangeLabel(eleventh, Zone(), locale, false);
    QCOMPARE(said(band, Zone()),
             QStringLiteral("Exhausted on %1 between 10:00 and 19:00").arg(day));
    QVERIFY(said(band, tokyo).contains(QStringLiteral("19:00")));
    QVERIFY(said(band, tokyo).contains(QStringLiteral("04:00"))); // the next day
    QVERIFY(said({State::Foreseen, ten, {}, {}}, Zone()).contains(QStringLiteral("not in this")));
    QCOMPARE(said({State::NotExpected, {}, {}, {}}, Zone()),
             QStringLiteral("Not exhausted in this period"));
    QVERIFY(said({}, Zone()) != said({State::NotExpected, {}, {}, {}}, Zone()));
}

void TestOverviewBuilder::passesErrorsOn()
{
    FakeLedger ledger;
    ledger.error = Error{Error::Kind::Cancelled, "asked to stop"};
    const auto s = buildOverview({}, ledger.queries(), now, Zone());
    QVERIFY(!s);
    QCOMPARE(s.error().kind, Error::Kind::Cancelled);
}

void TestOverviewBuilder::knowsUnreadTime()
{
    const TimeRange range{{now.micros - 10 * microsPerDay}, {now.micros + microsPerDay}};
    LedgerFacts facts;
    facts.span = TimeRange{{now.micros - 4 * microsPerDay}, {now.micros - 3 * microsPerDay}};
    SourceInfo source;
    source.lastImport = Instant{now.micros - 2 * microsPerDay};
    const auto gaps = uncoveredTime(range, facts, {source}, {}, now);
    QCOMPARE(gaps.size(), std::size_t{2});
    QCOMPARE(gaps[0], (TimeRange{range.from, facts.span->from}));
    // What is to come is not unread.
    QCOMPARE(gaps[1], (TimeRange{*source.lastImport, now}));
    source.lastImport = now;
    QCOMPARE(uncoveredTime(range, facts, {source}, {}, now).size(), std::size_t{1});
    // Statements lie before the first request.
    const TimeRange stated{{range.from.micros + microsPerDay}, facts.span->from};
    const auto before = uncoveredTime(range, facts, {source}, {stated}, now);
    QCOMPARE(before.size(), std::size_t{1});
    QCOMPARE(before[0], (TimeRange{range.from, stated.from}));
}

void TestOverviewBuilder::toldWhereMoneyMayBeInvisible()
{
    FakeLedger ledger;
    OverviewQueries queries = ledger.queries();
    const TimeRange open{{now.micros - 30 * microsPerHour}, {now.micros - 20 * microsPerHour}};
    queries.coverage = [&](const TimeRange &range) -> Result<CoverageAnswer> {
        CoverageAnswer answer;
        // A gap, and the minutes since the last report.
        answer.open = {open, {{now.micros - microsPerHour / 4}, range.to}};
        return answer;
    };
    queries.silences = [](Instant at) -> Result<std::vector<Silence>> {
        return std::vector{Silence{Dimension::Key, "svc", 6, at}};
    };
    OverviewRequest request;
    request.period.preset = Preset::Last7;
    const auto snapshot = buildOverview(request, queries, now, Zone());
    QVERIFY(snapshot.has_value());
    QCOMPARE(snapshot->unvouched.size(), std::size_t{1});
    QCOMPARE(snapshot->unvouched[0], open);
    QVERIFY(std::any_of(snapshot->uncovered.begin(), snapshot->uncovered.end(),
                        [&](const TimeRange &gap) { return gap.contains(open.from); }));
    QCOMPARE(snapshot->silences.size(), std::size_t{1});
    const std::vector<Note> notes = notesFor(*snapshot, QLocale::c());
    QVERIFY(notes.size() >= 2);
    QCOMPARE(notes[0].kind, Note::Kind::Unvouched);
    QCOMPARE(notes[0].figure, QStringLiteral("10 hour(s)"));
    QCOMPARE(notes[1].figure, QStringLiteral("svc"));
    QCOMPARE(tilesFor(*snapshot, QLocale::c())[0].qualifier, QStringLiteral("at least"));
}

void TestOverviewBuilder::countsWithoutAPriceAreSaid()
{
    FakeLedger ledger;
    OverviewQueries queries = ledger.queries();
    queries.unpricedCounts =
        [](const TimeRange &,
           const std::vector<Filter> &where) -> Result<std::vector<UnpricedCounts>> {
        if (!where.empty()) // which counts do not tell
            return std::vector<UnpricedCounts>();
        UnpricedCounts counts;
        counts.provider = "google";
        counts.model = "acme-mystery";
        counts.source = "vertex";
        counts.tokens = 1'200;
        return std::vector{counts};
    };
    OverviewRequest request;
    request.period.preset = Preset::Last7;
    const auto snapshot = buildOverview(request, queries, now, Zone());
    QCOMPARE(snapshot->unpricedTokens, std::int64_t(1'200));
    const std::vector<Note> notes = notesFor(*snapshot, QLocale::c());
    QVERIFY(!notes.empty());
    QCOMPARE(notes[0].kind, Note::Kind::Unpriced);
    QCOMPARE(notes[0].figure, QStringLiteral("1,200 token(s)"));
    QCOMPARE(tilesFor(*snapshot, QLocale::c())[0].qualifier, QStringLiteral("at least"));
    Filter user;
    user.dimension.dimension = Dimension::User;
    user.anyOf = {"ana"};
    request.where = {user};
    QCOMPARE(buildOverview(request, queries, now, Zone())->unpricedTokens, std::int64_t(0));
}

void TestOverviewBuilder::whatIsNotDueYetIsNoGap()
{
    FakeLedger ledger;
    OverviewQueries queries = ledger.queries();
    const TimeRange today{{now.micros - 9 * microsPerHour}, now};
    bool isToldElsewhere = false;
    queries.coverage = [&](const TimeRange &) -> Result<CoverageAnswer> {
        CoverageAnswer answer;
        SourceCoverage &router = answer.sources.emplace_back();
        router.source = "router";
        router.format = "openrouter";
        router.awaited = Awaited{today, {now.micros + microsPerDay}, true, 0};
        if (isToldElsewhere)
            answer.told = {today};
        return answer;
    };
    OverviewRequest request;
    request.period.preset = Preset::Last7;
    const auto snapshot = buildOverview(request, queries, now, Zone());
    QVERIFY(snapshot.has_value());
    QVERIFY(snapshot->unvouched.empty());
    QCOMPARE(tilesFor(*snapshot, QLocale::c())[0].qualifier, QString());
    const std::vector<Note> notes = notesFor(*snapshot, QLocale::c());
    const auto note = std::find_if(notes.begin(), notes.end(),
                                   [](const Note &one) { return one.kind == Note::Kind::NotDue; });
    QVERIFY(note != notes.end());
    QCOMPARE(note->figure, QStringLiteral("9 hour(s)"));
    QCOMPARE(note->text, QStringLiteral("OpenRouter publishes a day after it ends."));
    QVERIFY(!note->asksForAction);
    QVERIFY(!adviceFor(Note::Kind::NotDue).isEmpty());
    // The chart hatches what nobody tells of.
    const auto isHatched = [&](const ui::OverviewSnapshot &shown) {
        return std::any_of(shown.uncovered.begin(), shown.uncovered.end(),
                           [&](const TimeRange &gap) { return gap.contains(today.from); });
    };
    QVERIFY(isHatched(*snapshot));
    isToldElsewhere = true;
    QVERIFY(!isHatched(*buildOverview(request, queries, now, Zone())));
}

void TestOverviewBuilder::recognisesTheDemo()
{
    SourceInfo demo, real;
    demo.name = "demo litellm";
    real.name = "litellm";
    QVERIFY(isDemo({demo}));
    QVERIFY(!isDemo({demo, real}));
    QVERIFY(!isDemo({}));
    // Everywhere its figures end when it does: the window and the command line foresee the same.
    const Instant later{demoRange().to.micros + 7 * microsPerDay};
    QVERIFY(shownNow({demo}, later) == demoRange().to);
    QVERIFY(shownNow({demo, real}, later) == later);
    const Instant sooner{demoRange().to.micros - 1};
    QVERIFY(shownNow({demo}, sooner) == sooner);
}

void TestOverviewBuilder::readsTheCommandLine_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<QString>("error");
    QTest::newRow("nothing") << ""
                             << "";
    QTest::newRow("everything") << "--ledger a.sqlite --page overview --theme dark --size 1440x900 "
                                   "--screenshot a.png --demo"
                                << "";
    QTest::newRow("equals signs") << "--theme=light --size=1024x700"
                                  << "";
    QTest::newRow("an unknown page") << "--page routing"
                                     << "pages: overview";
    QTest::newRow("an unknown theme") << "--theme blue"
                                      << "light, dark or high-contrast";
    QTest::newRow("a size without height") << "--size 1440"
                                           << "1440x900";
    QTest::newRow("a missing value") << "--ledger --demo"
                                     << "--ledger needs a value";
    QTest::newRow("an unknown word") << "--fast"
                                     << "unknown argument \"--fast\"";
}

void TestOverviewBuilder::readsTheCommandLine()
{
    QFETCH(QString, arguments);
    QFETCH(QString, error);
    const auto options = parseOptions(arguments.split(QLatin1Char(' '), Qt::SkipEmptyParts));
    QCOMPARE(options.has_value(), error.isEmpty());
    if (!options) {
        const QString text = QString::fromStdString(options.error().text);
        QVERIFY2(text.contains(error), qPrintable(text));
    } else if (arguments.contains(QStringLiteral("--demo"))) {
        QVERIFY(options->isDemo);
        QCOMPARE(options->size, std::optional(QSize(1440, 900)));
        QCOMPARE(options->scheme, std::optional(Scheme::Dark));
        QCOMPARE(options->screenshot, QStringLiteral("a.png"));
    }
}

void TestOverviewBuilder::theSecondInstanceRaisesTheFirst()
{
    const QTemporaryDir folder;
    SingleInstance first(folder.path(), QStringLiteral("/tmp/a.sqlite"));
    SingleInstance second(folder.path(), QStringLiteral("/tmp/a.sqlite"));
    SingleInstance other(folder.path(), QStringLiteral("/tmp/b.sqlite"));
    QSignalSpy raised(&first, &SingleInstance::raiseRequested);
    QVERIFY(first.claim());
    QVERIFY(!second.claim());
    QTRY_COMPARE(raised.count(), 1);
    QVERIFY(other.claim());
}

QTEST_GUILESS_MAIN(TestOverviewBuilder)
#include "tst_overviewbuilder.moc"
