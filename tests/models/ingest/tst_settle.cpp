// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/namedmodel.h"
#include "models/ingest/settle.h"

#include <QTest>

#include <algorithm>
#include <numeric>
#include <random>

using namespace outlay;

namespace {

constexpr Instant midnight{1'793'664'000LL * microsPerSecond}; // 2026-11-03

TimeRange hours(int from, int to)
{
    return {{midnight.micros + from * microsPerHour}, {midnight.micros + to * microsPerHour}};
}

const TimeRange day = hours(0, 24);

BookLine cost(Money amount, BookDimensions known, TimeRange bucket = day, bool isClosed = true)
{
    return {bucket, "api", std::move(known), amount, amount, false, isClosed};
}

BookLine counts(Money amount, BookDimensions known, TimeRange bucket = day)
{
    return {bucket, "api", std::move(known), amount, amount, true, false};
}

BookNames namesOf(const std::vector<BookLine> &lines)
{
    BookNames names;
    for (const BookLine &line : lines) {
        for (std::size_t d = 2; d < names.size(); ++d) {
            if (!line.known[d].empty())
                names[d].insert(line.known[d]);
        }
    }
    return names;
}

Money sumOf(const std::vector<Settled> &settled, Money Settled::*part)
{
    return std::accumulate(settled.begin(), settled.end(), Money{},
                           [part](Money sum, const Settled &one) { return sum + one.*part; });
}

/// "line[+shape]=amount ", in order of text, those of nothing left out.
std::string told(const std::vector<Settled> &settled)
{
    std::vector<std::string> all;
    for (const Settled &one : settled) {
        if (one.amount == Money{})
            continue;
        std::string text = std::to_string(one.line);
        if (one.shape)
            text += "+" + std::to_string(*one.shape);
        all.push_back(text + "=" + std::to_string(one.amount.nanos) + " ");
    }
    std::sort(all.begin(), all.end());
    return std::accumulate(all.begin(), all.end(), std::string());
}

} // namespace

class TestSettle : public QObject
{
    Q_OBJECT

private slots:
    /// Vertex AI's counts and AI Studio's requests: one provider, one model, two bills.
    void requestsOfAnotherServiceExplainNothing()
    {
        const auto of = [](const char *model, const char *service) {
            return BookDimensions{"google", model, "", "", "", service};
        };
        const auto use = [&](const char *service, std::int64_t nanos) {
            return BookUse{hours(9, 10), of("flash", service), Money{nanos}};
        };
        const std::vector<BookLine> counted{counts(Money{10}, of("flash", "vertex-ai"))};
        std::vector<UnbilledUse> unbilled;
        QCOMPARE(told(settle(counted, {use("gemini-api", 7)}, namesOf(counted), &unbilled)),
                 std::string("0=10 "));
        QVERIFY(unbilled.empty()); // AI Studio has no line that could lack it
        QCOMPARE(told(settle(counted, {use("vertex-ai", 7)}, namesOf(counted))),
                 std::string("0=3 "));
        QCOMPARE(told(settle(counted, {use("", 7)}, namesOf(counted))), std::string("0=3 "));
        // A bill has both; what does not tell its service may be of either.
        const std::vector<BookLine> billed{cost(Money{10}, of("", "vertex-ai")),
                                           cost(Money{20}, of("", "gemini-api"))};
        QCOMPARE(told(settle(billed, {use("gemini-api", 8)}, namesOf(billed))),
                 std::string("0=10 1=12 "));
        const auto either = settle(billed, {use("gemini-api", 8), use("", 22)}, namesOf(billed));
        QCOMPARE(sumOf(either, &Settled::amount).nanos, std::int64_t(0));
        // Counts yield to the bill of their service, not to the other's.
        for (const auto &[service, left] :
             {std::pair("vertex-ai", "1+0=9 "), std::pair("gemini-api", "0=10 1=9 ")}) {
            std::vector<BookLine> lines{counts(Money{10}, of("flash", "vertex-ai")),
                                        cost(Money{9}, of("", service))};
            lines[1].source = "bill";
            QCOMPARE(told(settle(lines, {}, namesOf(lines))), std::string(left));
        }
    }

    /// A cloud's bill tells its models in words, a request by its name.
    void requestsToAnotherModelExplainNothing()
    {
        const auto line = [](const char *words, std::int64_t nanos) {
            return cost(Money{nanos}, {"google", "", "", "", "", "vertex-ai", namedModel(words)});
        };
        const auto use = [](const char *model, std::int64_t nanos) {
            return BookUse{hours(9, 10),
                           {"google", model, "", "", "", "vertex-ai", namedModel(model)},
                           Money{nanos}};
        };
        const std::vector<BookLine> bill{line("Claude Sonnet 4.5", 50), line("", 20)};
        const BookNames names = namesOf(bill);
        QCOMPARE(told(settle(bill, {use("claude-sonnet-4-5", 30)}, names)),
                 std::string("0=20 1=20 "));
        QCOMPARE(told(settle(bill, {use("gemini-2.5-flash", 15)}, names)),
                 std::string("0=50 1=5 "));
        QCOMPARE(told(settle(bill, {use("claude-haiku-4-5", 15)}, names)),
                 std::string("0=50 1=5 "));
        // Whose name tells no model may be of any.
        const auto either = settle(bill, {use("our-alias", 70)}, names);
        QCOMPARE(sumOf(either, &Settled::amount).nanos, std::int64_t(0));
        // No line is left that it could be of.
        std::vector<UnbilledUse> unbilled;
        const std::vector<BookLine> sonnet{bill.front()};
        QCOMPARE(told(settle(sonnet, {use("gemini-2.5-flash", 15)}, names, &unbilled)),
                 std::string("0=50 "));
        QCOMPARE(unbilled.size(), std::size_t(1));
        QCOMPARE(unbilled.front().cost.nanos, std::int64_t(15));
        QVERIFY(unbilled.front().known[bookService].empty()); // the model keeps it from the line
        // Counts of one model do not yield to another's money.
        BookLine flash = counts({500}, use("gemini-2.5-flash", 0).known);
        flash.source = "vertex";
        QCOMPARE(told(settle({flash, sonnet.front()}, {}, names)), std::string("0=500 1=50 "));
        QCOMPARE(told(settle({flash, line("Gemini 2.5 Flash Text Input", 50)}, {}, names)),
                 std::string("1+0=50 "));
    }

    /// A bill's projects do not part it from counts that know of none.
    void countsYieldToABillThatTellsWhoseItIs()
    {
        BookLine counted = counts(Money{500}, {"google", "flash", "", "", "", "", ""});
        counted.source = "vertex";
        BookLine billed = cost(Money{450}, {"google", "", "", "", "web", "", ""}, hours(3, 4));
        billed.source = "bill";
        const std::vector<BookLine> lines{counted, billed};
        QCOMPARE(told(settle(lines, {}, namesOf(lines))), std::string("1+0=450 "));
        // Of another project, where both tell it, or of another model, they are not.
        counted.known[4] = "batch";
        QCOMPARE(told(settle({counted, billed}, {}, namesOf(lines))), std::string("0=500 1=450 "));
        counted.known[4].clear();
        billed.known[1] = "pro";
        QCOMPARE(told(settle({counted, billed}, {}, namesOf(lines))), std::string("0=500 1=450 "));
    }

    /// A month's tax is no part of what requests cost, nor are they missing in it.
    void requestsAreTakenOffNoLineThatBillsNoUse()
    {
        BookLine tax = cost(Money{2}, {"openai", "", "", "", "", "", ""}, hours(-48, 240));
        tax.billsNoUsage = true;
        const BookLine used = cost(Money{5}, {"openai", "", "", "", "", "", ""});
        const std::vector<BookUse> uses{
            {hours(9, 10), {"openai", "gpt", "", "", "", "", ""}, Money{4}},
            {hours(30, 31), {"openai", "gpt", "", "", "", "", ""}, Money{7}}};
        std::vector<UnbilledUse> unbilled;
        QCOMPARE(told(settle({tax}, uses, {}, &unbilled)), std::string("0=2 "));
        QVERIFY(unbilled.empty());
        QCOMPARE(told(settle({tax, used}, uses, {}, &unbilled)), std::string("0=2 1=1 "));
        QVERIFY(unbilled.empty());
    }

    void creditsAloneSetNoCountsAside()
    {
        BookLine counted = counts(Money{500}, {"google", "flash", "", "", "", "", ""});
        counted.source = "vertex";
        BookLine credit = cost(Money{-50}, {"google", "", "", "", "", "", ""}, hours(3, 4));
        credit.source = "bill";
        credit.billsNoUsage = true;
        std::vector<YieldedCounts> yielded;
        QCOMPARE(told(settle({counted, credit}, {}, {}, nullptr, &yielded)),
                 std::string("0=500 1=-50 "));
        QVERIFY(yielded.empty());
        // Beside what was used they take off the bill.
        BookLine used = credit;
        used.amount = used.high = Money{450};
        used.billsNoUsage = false;
        QCOMPARE(told(settle({counted, credit, used}, {}, {}, nullptr, &yielded)),
                 std::string("1=-50 2+0=450 "));
        QCOMPARE(yielded.size(), std::size_t(1));
    }

    /// Of a month that goes on: its fee does not stand for days that nobody has billed yet.
    void countsAfterABillWasWrittenStand()
    {
        const TimeRange month{day.from, {day.from.micros + 30 * microsPerDay}};
        BookLine fee = cost(Money{2}, {"google", "", "", "", "", "", ""}, month);
        fee.source = "bill";
        BookLine counted = counts(Money{500}, {"google", "flash", "", "", "", "", ""});
        counted.source = "vertex";
        const auto yields = [&](std::int64_t afterMicros) {
            fee.writtenAt = Instant{day.from.micros + afterMicros};
            std::vector<YieldedCounts> yielded;
            (void)settle({counted, fee}, {}, {}, nullptr, &yielded);
            return !yielded.empty();
        };
        QVERIFY(yields(microsPerDay));
        counted.bucket = {{day.from.micros + microsPerDay}, {day.from.micros + 2 * microsPerDay}};
        QVERIFY(!yields(microsPerDay));
        QVERIFY(yields(3 * microsPerDay));
        QVERIFY(yields(-microsPerDay)); // a copy with another time
    }

    /// Of the day on which a bill was written it knows the hours until then.
    void countsOfTheDayABillWasWrittenStandForItsRest()
    {
        const auto bill = [](Money amount, TimeRange bucket) {
            BookLine line = cost(amount, {"google", "", "", "", "web", "", ""}, bucket);
            line.source = "bill";
            line.writtenAt = Instant{midnight.micros + 4 * microsPerHour};
            return line;
        };
        BookLine counted = counts(Money{2250}, {"google", "pro", "", "", "", "", ""});
        counted.source = "vertex";
        std::vector<YieldedCounts> yielded;
        const std::vector<BookLine> hourly{counted, bill({100}, hours(0, 1)),
                                           bill({200}, hours(1, 2))};
        QCOMPARE(told(settle(hourly, {}, {}, nullptr, &yielded)),
                 std::string("0=1950 1+0=100 2+0=200 "));
        QCOMPARE(yielded.size(), std::size_t(1));
        QCOMPARE(yielded.front().amount, Money{300});
        // Requests of the billed hours are on the bill, those after it among the counts.
        const auto use = [](int hour, std::int64_t nanos) {
            return BookUse{hours(hour, hour + 1), {"google", "pro", "", "", "", "", ""}, {nanos}};
        };
        QCOMPARE(told(settle(hourly, {use(0, 100), use(20, 950)}, {})),
                 std::string("0=1000 2+0=200 "));
        // Credits and taxes of the billed hours change nothing of what was used in them.
        std::vector<BookLine> credited = hourly;
        credited[1].amount = credited[1].high = Money{20};
        credited[1].used = Money{100};
        QCOMPARE(told(settle(credited, {}, {})), std::string("0=1950 1+0=20 2+0=200 "));
        BookLine credit = bill({-50}, hours(0, 24));
        credit.billsNoUsage = true;
        QCOMPARE(
            sumOf(settle({counted, bill({200}, hours(0, 24)), credit}, {}, {}), &Settled::amount),
            Money{2200});
        // A line without a project is of what those with one leave.
        BookLine lab = counted;
        lab.known[4] = "lab";
        BookLine web = counted;
        web.known[4] = "web";
        BookLine nameless = bill({1000}, hours(0, 2));
        nameless.known[4].clear();
        QCOMPARE(sumOf(settle({web, lab, nameless, bill({3000}, hours(0, 2))}, {}, {}),
                       &Settled::amount),
                 Money{5250});
        // One bill of a month and its days: what its whole days come to is none of the last one's.
        std::vector<BookLine> monthly{bill({600}, hours(-48, 240)), bill({350}, hours(-48, 240))};
        for (const int from : {-48, -24, 0}) {
            counted.bucket = hours(from, from + 24);
            counted.amount = counted.high = Money{400};
            monthly.push_back(counted);
        }
        const auto sum = [](const std::vector<BookLine> &lines) {
            return sumOf(settle(lines, {}, {}), &Settled::amount);
        };
        QCOMPARE(sum(monthly), Money{1200}); // 950, of which 150 are today's: 250 are missing
        std::reverse(monthly.begin(), monthly.end());
        QCOMPARE(sum(monthly), Money{1200});
        // Written anew a day later, it has all of it.
        for (BookLine &line : monthly)
            line.writtenAt = Instant{midnight.micros + 25 * microsPerHour};
        QCOMPARE(sum(monthly), Money{950});
    }

    /// Of a day that is not over: what was requested since is not on the bill yet.
    void requestsAfterABillWasWrittenStand()
    {
        BookLine bill = cost(Money{100}, {"azure", "", "", "", "", "", ""});
        const auto left = [&](std::optional<std::int64_t> afterMicros) {
            bill.writtenAt.reset();
            if (afterMicros)
                bill.writtenAt = Instant{day.from.micros + *afterMicros};
            const BookUse use{day, {"azure", "gpt", "", "", "", "", ""}, Money{400}};
            return settle({bill}, {use}, {}).front().amount;
        };
        bill.isClosed = true;
        QCOMPARE(left({}), Money{-300}); // the provider knows better
        QCOMPARE(left(microsPerDay), Money{-300});
        QCOMPARE(left(microsPerDay / 2), Money{});
        QCOMPARE(left(-microsPerDay), Money{-300}); // a copy with another time
    }

    /// Nor is what no line may hold yet drift of a day that is told.
    void whatABillLacksOfItsOwnDayIsOpen()
    {
        const auto isClosed = [](std::int64_t afterMicros) {
            BookLine bill = cost(Money{100}, {"azure", "gpt", "", "", "", "", ""});
            bill.writtenAt = Instant{day.from.micros + afterMicros};
            const BookUse use{day, {"azure", "other", "", "", "", "", ""}, Money{400}};
            std::vector<UnbilledUse> unbilled;
            (void)settle({bill}, {use}, {}, &unbilled);
            return unbilled.size() == 1 && unbilled.front().isClosed;
        };
        QVERIFY(isClosed(microsPerDay));
        QVERIFY(!isClosed(microsPerDay / 2));
    }

    void apportionsToTheLastNanoDollar_data()
    {
        QTest::addColumn<qint64>("total");
        QTest::addColumn<QList<qint64>>("weights");
        QTest::addColumn<QList<qint64>>("parts");
        QTest::newRow("thirds") << qint64(100) << QList<qint64>{1, 1, 1}
                                << QList<qint64>{34, 33, 33};
        QTest::newRow("largest remainder")
            << qint64(10) << QList<qint64>{1, 5, 3} << QList<qint64>{1, 6, 3};
        QTest::newRow("no weights") << qint64(7) << QList<qint64>{0, 0} << QList<qint64>{7, 0};
        QTest::newRow("negative") << qint64(-10) << QList<qint64>{1, 2} << QList<qint64>{-3, -7};
        QTest::newRow("beyond 64 bits in between")
            << qint64(4'000'000'000'000'000'000)
            << QList<qint64>{3'000'000'000'000'000'000, 1'000'000'000'000'000'000}
            << QList<qint64>{3'000'000'000'000'000'000, 1'000'000'000'000'000'000};
    }
    void apportionsToTheLastNanoDollar()
    {
        QFETCH(qint64, total);
        QFETCH(QList<qint64>, weights);
        QFETCH(QList<qint64>, parts);
        std::vector<Money> given;
        for (const qint64 weight : weights)
            given.push_back({weight});
        QList<qint64> got;
        for (const Money part : apportion({total}, given))
            got.append(part.nanos);
        QCOMPARE(got, parts);
    }

    void moneyWithoutRequestsIsAllLeft()
    {
        const std::vector<BookLine> lines{cost({500}, {"openai"})};
        QCOMPARE(told(settle(lines, {}, namesOf(lines))), std::string("0=500 "));
    }

    void requestsAreTakenOffTheNarrowestLine()
    {
        const std::vector<BookLine> lines{cost({500}, {"openai"}), cost({300}, {"openai", "gpt"}),
                                          cost({90}, {"openai", "gpt"}, hours(9, 10))};
        const std::vector<BookUse> uses{{hours(9, 10), {"openai", "gpt"}, {80}},
                                        {hours(10, 24), {"openai", "gpt"}, {100}},
                                        {hours(0, 9), {"openai", "other"}, {7}},
                                        {hours(0, 9), {"anthropic", "gpt"}, {7}}};
        const std::string expected = "0=493 1=200 2=10 ";
        QCOMPARE(told(settle(lines, uses, namesOf(lines))), expected);
    }

    void aGatewaysOwnKeysDoNotHideWhatItSaw()
    {
        // The provider tells its keys apart; the gateway names keys of its own.
        const std::vector<BookLine> lines{cost({300}, {"openai", "", "", "key_a"}),
                                          cost({100}, {"openai", "", "", "key_b"})};
        const std::vector<BookUse> uses{{day, {"openai", "gpt", "ana", "vk-1"}, {200}}};
        const std::vector<Settled> settled = settle(lines, uses, namesOf(lines));
        QCOMPARE(sumOf(settled, &Settled::amount), Money{200});
        const std::string inProportion = "0=150 1=50 ";
        QCOMPARE(told(settled), inProportion);
    }

    void aRequestOfAnotherKeyOfTheProviderIsNotTakenOff()
    {
        std::vector<BookLine> lines{cost({300}, {"openai", "", "", "key_a"}),
                                    cost({100}, {"openai", "", "", "key_b"}, hours(24, 48))};
        const std::vector<BookUse> uses{{day, {"openai", "gpt", "", "key_b"}, {50}}};
        const std::string expected = "0=300 1=100 ";
        QCOMPARE(told(settle(lines, uses, namesOf(lines))), expected);
    }

    void whatIsLeftIsSpreadOverCountsThatNoRequestExplains()
    {
        const std::vector<BookLine> lines{
            cost({1000}, {"openai", "", "", "", "web"}),
            counts({600}, {"openai", "gpt", "ana", "key_a", "web"}),
            counts({300}, {"openai", "mini", "bob", "key_a", "web"}),
            counts({900}, {"openai", "gpt", "eve", "key_b", "other"}),
        };
        const std::vector<BookUse> uses{{day, {"openai", "gpt", "ana", "", "web"}, {600}}};
        const std::vector<Settled> settled = settle(lines, uses, namesOf(lines));
        // 400 are left of the project's money. Of its counts only bob's are not explained; the
        // other project's counts have no money, and are none of this.
        QCOMPARE(told(settled), std::string("0+2=400 "));
        QCOMPARE(sumOf(settled, &Settled::billed), Money{1000});
    }

    /// Nothing is counted, and a credit is less than nothing.
    void anOpenBucketOfCreditsIsMoney()
    {
        const std::vector<BookLine> lines{cost({-250}, {"azure"}, day, false),
                                          cost({95}, {"azure", "gpt"}, day, false)};
        const std::vector<Settled> settled = settle(lines, {}, {});
        QCOMPARE(sumOf(settled, &Settled::billed), Money{-155});
    }

    void anOpenBucketIsNeverNegative()
    {
        const std::vector<BookUse> uses{{day, {"openai", "gpt"}, {700}}};
        std::vector<BookLine> lines{cost({500}, {"openai"}, day, false)};
        QCOMPARE(told(settle(lines, uses, {})), std::string());
        lines.front().isClosed = true;
        QCOMPARE(told(settle(lines, uses, {})), std::string("0=-200 "));
    }

    void countsStandInForMoneyThatIsNotThereYet()
    {
        BookLine usage = counts({600}, {"openai", "gpt"});
        usage.high = {900};
        // None at all; less than the counts and open; less than the counts and closed.
        QCOMPARE(told(settle({usage}, {}, {})), std::string("0=600 "));
        QCOMPARE(sumOf(settle({usage}, {}, {}), &Settled::high), Money{900});
        QCOMPARE(told(settle({usage, cost({50}, {"openai"}, day, false)}, {}, {})),
                 std::string("0=600 "));
        QCOMPARE(told(settle({usage, cost({50}, {"openai"})}, {}, {})), std::string("1+0=50 "));
    }

    void countsYieldToAnotherSourcesBill()
    {
        BookLine bill = cost({600}, {"google"});
        bill.source = "bill";
        const BookLine flash = counts({500}, {"google", "flash"});
        const BookLine pro = counts({100}, {"google", "pro"});
        // The bill's money, with the models of the counts.
        QCOMPARE(told(settle({flash, pro, bill}, {}, {})), std::string("2+0=500 2+1=100 "));
        // By the hour as well: it need not list all of them, and shows each where it lies.
        BookLine hour = bill;
        hour.bucket = hours(9, 10);
        std::vector<YieldedCounts> yielded;
        QCOMPARE(told(settle({flash, pro, hour}, {}, {}, nullptr, &yielded)),
                 std::string("2+0=500 2+1=100 "));
        QCOMPARE(yielded.size(), std::size_t(2));
        QCOMPARE(yielded.front().toldBy, std::string("bill"));
        // Not on a day the bill says nothing of, nor before it is closed, nor of another provider
        // or model.
        BookLine other = counts({500}, {"google", "flash"}, hours(24, 48));
        QCOMPARE(told(settle({other, bill}, {}, {})), std::string("0=500 1=600 "));
        BookLine open = bill;
        open.isClosed = false;
        QCOMPARE(told(settle({flash, open}, {}, {})), std::string("0=500 1=600 "));
        BookLine mistral = bill;
        mistral.known = {"mistral"};
        QCOMPARE(told(settle({flash, mistral}, {}, {})), std::string("0=500 1=600 "));
        BookLine ofPro = bill;
        ofPro.known = {"google", "pro"};
        QCOMPARE(told(settle({flash, ofPro}, {}, {})), std::string("0=500 1=600 "));
        // Where the counts' own source tells money, that decides.
        QCOMPARE(told(settle({flash, cost({450}, {"google"}), ofPro}, {}, {})),
                 std::string("1+0=450 2=600 "));
    }

    /// Whatever the order; all money told once; closed lines come to what was billed.
    void holdsForAnyBooks_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 40; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void holdsForAnyBooks()
    {
        QFETCH(unsigned, seed);
        std::mt19937 random(seed);
        const auto pick = [&random](int below) { return static_cast<int>(random() % below); };
        const auto one = [&](const char *prefix, bool canBeUnknown) {
            const int which = pick(canBeUnknown ? 4 : 3);
            return which == 3 ? std::string() : prefix + std::to_string(which);
        };
        std::vector<BookLine> lines;
        for (int i = 0; i < 25; ++i) {
            BookLine &line = lines.emplace_back();
            const int start = pick(2) * 24;
            line.bucket = pick(3) == 0 ? hours(start + 6, start + 12) : hours(start, start + 24);
            line.source = pick(2) == 0 ? "api" : "bill";
            line.known = {"p" + std::to_string(pick(2)), one("m", true), one("u", true),
                          one("k", true), one("j", true)};
            line.isUsage = pick(2) == 0;
            line.isClosed = true;
            line.amount = {pick(1000)};
            line.high = {line.amount.nanos + (line.isUsage ? pick(100) : 0)};
            if (!line.isUsage && pick(2) == 0)
                line.writtenAt = Instant{midnight.micros + pick(10) * 6 * microsPerHour};
        }
        std::vector<BookUse> uses;
        for (int i = 0; i < 60; ++i) {
            const int start = pick(8) * 6;
            uses.push_back({hours(start, start + 6),
                            {"p" + std::to_string(pick(2)), one("m", false), one("u", true),
                             one("k", true), one("other", true)},
                            {pick(200)}});
        }
        const BookNames names = namesOf(lines);
        std::vector<YieldedCounts> yielded;
        const std::vector<Settled> settled = settle(lines, uses, names, nullptr, &yielded);
        std::vector<Money> billed(lines.size());
        std::vector<Money> parts(lines.size());
        for (const Settled &part : settled) {
            billed[part.line] += part.billed;
            parts[part.line] += part.covered + part.amount;
            if (lines[part.line].isUsage)
                QVERIFY(part.amount >= Money{} && part.high >= part.amount);
            if (part.shape)
                QVERIFY(lines[*part.shape].isUsage && part.amount > Money{});
        }
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (lines[i].isUsage)
                continue;
            QCOMPARE(billed[i], lines[i].amount);
            const TimeRange &bucket = lines[i].bucket;
            if (lines[i].writtenAt && bucket.from < *lines[i].writtenAt &&
                *lines[i].writtenAt < bucket.to)
                QVERIFY(parts[i] >= lines[i].amount); // requests made since are no credit
            else
                QCOMPARE(parts[i], lines[i].amount); // spend = billed, once closed
        }
        for (const YieldedCounts &yield : yielded) {
            QVERIFY(yield.amount >= Money{} && yield.amount <= lines[yield.line].amount);
            if (billed[yield.line] != Money{}) // a part, and the rest stands
                QCOMPARE(billed[yield.line] + yield.amount, lines[yield.line].amount);
        }
        std::vector<std::size_t> order(lines.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::shuffle(order.begin(), order.end(), random);
        std::vector<BookLine> others;
        for (const std::size_t i : order)
            others.push_back(lines[i]);
        std::shuffle(uses.begin(), uses.end(), random);
        const auto byContent = [](const std::vector<BookLine> &of,
                                  const std::vector<Settled> &result) {
            const auto name = [&of](std::size_t i) {
                const BookLine &l = of[i];
                std::string text = std::to_string(l.bucket.from.micros) + "-" +
                                   std::to_string(l.bucket.to.micros) + l.source;
                for (const std::string &value : l.known)
                    text += "/" + value;
                return text + std::to_string(l.isUsage) + std::to_string(l.amount.nanos) + "," +
                       std::to_string(l.high.nanos);
            };
            std::vector<std::string> all;
            for (const Settled &part : result) {
                all.push_back(name(part.line) + (part.shape ? " by " + name(*part.shape) : "") +
                              "=" + std::to_string(part.amount.nanos) + " " +
                              std::to_string(part.covered.nanos));
            }
            std::sort(all.begin(), all.end());
            return all;
        };
        QCOMPARE(byContent(others, settle(others, uses, names)), byContent(lines, settled));
    }
};

QTEST_APPLESS_MAIN(TestSettle)
#include "tst_settle.moc"
