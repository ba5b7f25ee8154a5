// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/question.h"

#include <QTest>

using namespace outlay;
using namespace outlay::cli;

class TestQuestion : public QObject
{
    Q_OBJECT

private slots:
    void readsMoments_data();
    void readsMoments();
    void refusesMoments_data();
    void refusesMoments();
    void filtersOfOneDimensionAreAlternatives();
    void refusesFilters_data();
    void refusesFilters();
    void readsDimensions();
    void refusesADimensionTwice();
    void refusesAnEmptyRange();
};

void TestQuestion::readsMoments_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("at");
    // Now is Monday, 23 November 2026, 20:00 UTC: already Tuesday in Kolkata.
    const auto row = [](const char *text, const char *zone, const char *at) {
        QTest::addRow("%s in %s", text, zone)
            << QString::fromLatin1(text) << QString::fromLatin1(zone) << QString::fromLatin1(at);
    };
    row("now", "UTC", "2026-11-23T20:00:00Z");
    row("today", "UTC", "2026-11-23T00:00:00Z");
    row("today", "Asia/Kolkata", "2026-11-23T18:30:00Z");
    row("yesterday", "UTC", "2026-11-22T00:00:00Z");
    row("week", "UTC", "2026-11-23T00:00:00Z");
    row("month", "UTC", "2026-11-01T00:00:00Z");
    row("month", "America/St_Johns", "2026-11-01T02:30:00Z"); // still summer time there
    row("year", "UTC", "2026-01-01T00:00:00Z");
    row("1d", "UTC", "2026-11-23T00:00:00Z");
    row("7d", "UTC", "2026-11-17T00:00:00Z");
    row("7d", "Asia/Kolkata", "2026-11-17T18:30:00Z");
    row("2w", "UTC", "2026-11-10T00:00:00Z");
    row("24h", "UTC", "2026-11-22T20:00:00Z");
    row("2026-11", "UTC", "2026-11-01T00:00:00Z");
    row("2026-11-05", "UTC", "2026-11-05T00:00:00Z");
    row("2026-11-05", "Asia/Kolkata", "2026-11-04T18:30:00Z");
    row("2024-02-29", "UTC", "2024-02-29T00:00:00Z");
    row("2026-11-05T09:30:00Z", "Asia/Kolkata", "2026-11-05T09:30:00Z");
    row("2026-11-05T09:30:00+01:00", "UTC", "2026-11-05T08:30:00Z");
    row("2026-11-05T09:30:00", "Asia/Kolkata", "2026-11-05T04:00:00Z");
    row("2026-11-05 09:30:00", "Europe/Berlin", "2026-11-05T08:30:00Z");
}

void TestQuestion::readsMoments()
{
    QFETCH(const QString, text);
    QFETCH(const QString, zone);
    QFETCH(const QString, at);
    const Instant now = *parseInstant("2026-11-23T20:00:00Z");
    const Result<Zone> in = Zone::named(zone.toStdString());
    QVERIFY(in.has_value());
    const Result<Instant> moment = parseMoment(text.toStdString(), *in, now);
    QVERIFY2(moment.has_value(), moment ? "" : moment.error().text.c_str());
    QCOMPARE(QString::fromStdString(toRfc3339(*moment)), at);
}

void TestQuestion::refusesMoments_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"", "tomorow", "7", "d", "0d", "-7d", "+7d", "99999999999d", "7x",
                             "2026-13", "2026-11-31", "2026-02-29", "20261105", "05.11.2026",
                             "2026-11-05T", "2026-11-05T25:00:00Z", "1e3d"})
        QTest::addRow("\"%s\"", text) << QString::fromLatin1(text);
}

void TestQuestion::refusesMoments()
{
    QFETCH(const QString, text);
    const Result<Instant> moment = parseMoment(text.toStdString(), Zone{}, Instant{});
    QVERIFY(!moment.has_value());
    QCOMPARE(moment.error().kind, Error::Kind::Usage);
    QVERIFY(moment.error().text.find("today") != std::string::npos);
}

void TestQuestion::filtersOfOneDimensionAreAlternatives()
{
    const Result<std::vector<Filter>> filters =
        parseFilters({"user=alice", "model=a=b", "user=", "tag:env=prod", "tag:team=x"});
    QVERIFY(filters.has_value());
    QCOMPARE(filters->size(), 4U);
    QVERIFY((*filters)[0].dimension == (DimensionRef{Dimension::User, ""}));
    QVERIFY((*filters)[0].anyOf ==
            (std::vector<std::optional<std::string>>{"alice", std::nullopt}));
    QVERIFY((*filters)[1].anyOf == (std::vector<std::optional<std::string>>{"a=b"}));
    QVERIFY((*filters)[2].dimension == (DimensionRef{Dimension::Tag, "env"}));
}

void TestQuestion::refusesFilters_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("no equals sign") << QStringLiteral("model");
    QTest::newRow("an unknown dimension") << QStringLiteral("modle=x");
    QTest::newRow("a tag without its key") << QStringLiteral("tag=x");
    QTest::newRow("nothing before the equals sign") << QStringLiteral("=x");
}

void TestQuestion::refusesFilters()
{
    QFETCH(const QString, text);
    const Result<std::vector<Filter>> filters = parseFilters({text.toStdString()});
    QVERIFY(!filters.has_value());
    QCOMPARE(filters.error().kind, Error::Kind::Usage);
}

void TestQuestion::readsDimensions()
{
    const Result<std::vector<DimensionRef>> by = parseDimensions({"model,tag:env", "cost_center"});
    QVERIFY(by.has_value());
    QCOMPARE(by->size(), 3U);
    QCOMPARE(toString((*by)[1]), std::string("tag:env"));
    QVERIFY(parseDimensions({}).value().empty());
}

void TestQuestion::refusesADimensionTwice()
{
    QVERIFY(!parseDimensions({"model", "model"}).has_value());
    QVERIFY(parseDimensions({"tag:a,tag:b"}).has_value());
}

void TestQuestion::refusesAnEmptyRange()
{
    constexpr std::array known{fromOption, toOption, zoneOption, whereOption};
    const Verb verb{"report", "", "", known, "", nullptr};
    Output out{nullptr}, err{nullptr};
    for (const char *to : {"2026-11-05", "2026-11-04"}) {
        const Result<Arguments> arguments =
            Arguments::parse(verb, {"--from", "2026-11-05", "--to", to}, {out, err, Instant{}});
        const Result<Query> query = narrowedQuery(*arguments, "UTC");
        QVERIFY(!query.has_value());
        QVERIFY(query.error().text.find("exclusive") != std::string::npos);
    }
}

QTEST_APPLESS_MAIN(TestQuestion)
#include "tst_question.moc"
