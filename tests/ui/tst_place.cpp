// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/placehistory.h"
#include "ui/text/shellline.h"

#include <QTest>

using namespace outlay;
using namespace outlay::ui;

namespace {

constexpr Instant now{1'795'452'300LL * microsPerSecond}; // 2026-11-23

Result<Link> linkOf(const QStringList &words)
{
    Link link;
    for (qsizetype i = 0; i + 1 < words.size(); i += 2) {
        if (Result<> taken = take(link, words.at(i), words.at(i + 1)); !taken)
            return tl::unexpected<Error>(taken.error());
    }
    return link;
}

Place placeOf(Page page)
{
    Place place;
    place.page = page;
    return place;
}

} // namespace

class TestPlace : public QObject
{
    Q_OBJECT

private slots:
    void aLinkLeadsBackToItsPlace_data();
    void aLinkLeadsBackToItsPlace();
    void aPeriodBeforeIsWrittenAsDays();
    void daysAreThoseOfTheZone();
    void aLinksOwnZoneCounts();
    void daysFollowTheirZone();
    void saysWhatALinkCannotMean_data();
    void saysWhatALinkCannotMean();
    void isQuotedForAShell();
    void goesBackAndForward();
    void theSameAgainIsNoStep();
};

void TestPlace::aLinkLeadsBackToItsPlace_data()
{
    QTest::addColumn<Place>("place");
    QTest::newRow("start") << Place();
    Place place = placeOf(Page::Explore);
    place.period.preset = Preset::Last30;
    place.by = {Dimension::Tag, "ticket=id"};
    place.thenBy = {Dimension::User, {}};
    place.measure = Measure::CacheHitRate;
    place.chart = ChartKind::Heatmap;
    place.step = Step::Week;
    place.compares = true;
    QTest::newRow("explore") << place;
    place.where = {{{Dimension::User, {}}, {std::string("Ada = 'L'"), std::nullopt}},
                   {{Dimension::Model, {}}, {std::string("gpt-5")}}};
    QTest::newRow("filters") << place;
    place.page = Page::Overview;
    place.period = {Preset::Custom, 0, {{1'794'000'000'000'000}, {1'794'000'900'000'000}}};
    QTest::newRow("some minutes") << place;
    QTest::newRow("a page") << placeOf(Page::Sources);
}

void TestPlace::aLinkLeadsBackToItsPlace()
{
    QFETCH(Place, place);
    const Zone zone = Zone::named("Asia/Kolkata").value();
    const auto link = linkOf(linkTo(place, zone, now));
    QVERIFY2(link, link ? "" : link.error().text.c_str());
    QCOMPARE(link->zone, zone.name()); // of every page, so that its days are the same
    Place start = place;
    start.page = Page::Overview;
    start.period = {};
    start.where.clear();
    start.chart = ChartKind::Lines;
    start.thenBy.reset();
    start.compares = false;
    const auto found = follow(*link, start, zone, now);
    QVERIFY(found);
    if (hasScope(place.page)) {
        start = place; // the Overview's link does not tell of Explore
        start.chart = place.page == Page::Explore ? place.chart : ChartKind::Lines;
        if (place.page != Page::Explore) {
            start.thenBy.reset();
            start.compares = false;
        }
        QVERIFY(*found == start);
    }
    QCOMPARE(static_cast<int>(found->page), static_cast<int>(place.page));
}

void TestPlace::aPeriodBeforeIsWrittenAsDays()
{
    Place place;
    place.period = {Preset::MonthToDate, -1, {}};
    QCOMPARE(
        linkTo(place, Zone(), now),
        QStringList({QStringLiteral("--page"), QStringLiteral("overview"), QStringLiteral("--from"),
                     QStringLiteral("2026-10-01"), QStringLiteral("--to"),
                     QStringLiteral("2026-11-01"), QStringLiteral("--tz"), QStringLiteral("UTC"),
                     QStringLiteral("--by"), QStringLiteral("provider")}));
}

void TestPlace::daysAreThoseOfTheZone()
{
    const Zone zone = Zone::named("America/New_York").value();
    const auto link = linkOf({QStringLiteral("--from"), QStringLiteral("2026-11-01")});
    QVERIFY(link);
    const auto place = follow(*link, {}, zone, now);
    QVERIFY(place);
    QCOMPARE(toRfc3339(place->period.custom.from), std::string("2026-11-01T04:00:00Z"));
    QCOMPARE(place->period.custom.to.micros, zone.startOfDay(zone.dayOf(now) + 1).micros);
}

void TestPlace::aLinksOwnZoneCounts()
{
    const auto link = linkOf({QStringLiteral("--from"), QStringLiteral("2026-11-01"),
                              QStringLiteral("--tz"), QStringLiteral("Asia/Tokyo")});
    QVERIFY(link);
    QCOMPARE(link->zone, std::string("Asia/Tokyo"));
    const auto place = follow(*link, {}, Zone(), now);
    QVERIFY(place);
    QCOMPARE(toRfc3339(place->period.custom.from), std::string("2026-10-31T15:00:00Z"));
}

void TestPlace::daysFollowTheirZone()
{
    const Zone tokyo = Zone::named("Asia/Tokyo").value();
    PlaceHistory history;
    Place place;
    place.period = {Preset::Custom, 0, {Zone().startOfDay(20'770), Zone().startOfDay(20'772)}};
    history.visit(place);
    history.visit(placeOf(Page::Explore));
    history.changePeriods(
        [&](const PeriodChoice &choice) { return sameDays(choice, Zone(), tokyo); });
    const Place &back = history.back();
    QCOMPARE(back.period.custom.from.micros, tokyo.startOfDay(20'770).micros);
    QCOMPARE(back.period.custom.to.micros, tokyo.startOfDay(20'772).micros);
}

void TestPlace::saysWhatALinkCannotMean_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<QString>("named");
    const auto row = [](const char *option, const char *value, const char *named) {
        QTest::newRow(option) << QStringList(
                                     {QString::fromLatin1(option), QString::fromLatin1(value)})
                              << QString::fromLatin1(named);
    };
    row("--page", "prizes", "overview");
    row("--range", "year", "month");
    row("--chart", "pie", "heatmap");
    row("--every", "minute", "hour");
    row("--compare", "last", "prior");
    row("--tz", "Mars/Olympus", "Europe/Berlin");
    row("--where", "gpt-5", "model=gpt-5");
    row("--by", "colour", "colour");
    QTest::newRow("three dimensions")
        << QStringList({QStringLiteral("--by"), QStringLiteral("model,user,key")})
        << QStringLiteral("model,user");
    QTest::newRow("one twice") << QStringList(
                                      {QStringLiteral("--by"), QStringLiteral("model,model")})
                               << QStringLiteral("model twice");
    QTest::newRow("two on the overview")
        << QStringList({QStringLiteral("--by"), QStringLiteral("model,user")})
        << QStringLiteral("--page explore");
    row("--measure", "love", "cache_hit_rate");
    row("--from", "yesterday", "2026-11-23");
    row("--to", "2026-11-01", "--from");
    for (const char *option : {"--from", "--to"})
        QTest::addRow("%s nothing", option) << QStringList({QString::fromLatin1(option), {}})
                                            << QString::fromLatin1(option) + u" is a day";
    QTest::newRow("backwards") << QStringList({QStringLiteral("--from"),
                                               QStringLiteral("2026-11-02"), QStringLiteral("--to"),
                                               QStringLiteral("2026-11-02")})
                               << QStringLiteral("before --to");
}

void TestPlace::saysWhatALinkCannotMean()
{
    QFETCH(QStringList, words);
    QFETCH(QString, named);
    const auto link = linkOf(words);
    const auto place = link ? follow(*link, {}, Zone(), now) : tl::unexpected<Error>(link.error());
    QVERIFY(!place);
    QVERIFY2(QString::fromStdString(place.error().text).contains(named),
             place.error().text.c_str());
}

void TestPlace::isQuotedForAShell()
{
    QCOMPARE(shellLine(QStringLiteral("outlay"),
                       {QStringLiteral("--where"), QStringLiteral("user=Ada's key"),
                        QStringLiteral("--page"), QStringLiteral("explore")}),
             QStringLiteral("outlay --where 'user=Ada'\\''s key' --page explore"));
}

void TestPlace::goesBackAndForward()
{
    PlaceHistory history;
    history.visit(placeOf(Page::Overview));
    QVERIFY(!history.canGoBack() && !history.canGoForward());
    history.visit(placeOf(Page::Explore));
    history.visit(placeOf(Page::Alerts));
    QCOMPARE(static_cast<int>(history.back().page), static_cast<int>(Page::Explore));
    QCOMPARE(static_cast<int>(history.back().page), static_cast<int>(Page::Overview));
    QVERIFY(!history.canGoBack());
    QCOMPARE(static_cast<int>(history.forward().page), static_cast<int>(Page::Explore));
    history.visit(placeOf(Page::Explore)); // where one is already
    QVERIFY(history.canGoForward());
    history.visit(placeOf(Page::Sources));
    QVERIFY(!history.canGoForward());
    QCOMPARE(static_cast<int>(history.back().page), static_cast<int>(Page::Explore));
}

void TestPlace::theSameAgainIsNoStep()
{
    PlaceHistory history;
    Place budgets = placeOf(Page::Budgets);
    history.visit(budgets);
    budgets.period.preset = Preset::All; // which that page does not show
    history.visit(budgets);
    QVERIFY(!history.canGoBack());
    budgets.page = Page::Overview;
    history.visit(budgets);
    budgets.period.preset = Preset::Today;
    history.visit(budgets);
    for (int i = 0; i < 1000; ++i) {
        budgets.period.shift = -i;
        history.visit(budgets);
    }
    int steps = 0;
    while (history.canGoBack() && steps < 2000) {
        (void)history.back();
        ++steps;
    }
    QVERIFY(steps > 100 && steps < 1000);
}

QTEST_APPLESS_MAIN(TestPlace)
#include "tst_place.moc"
