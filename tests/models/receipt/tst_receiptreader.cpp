// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/ingest.h"
#include "models/receipt/receiptreader.h"
#include "tests/support/randomcalls.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr TimeRange ever{{0}, {4'102'444'800LL * microsPerSecond}};

Filter only(Dimension dimension, std::optional<std::string> value)
{
    return {{dimension, {}}, {std::move(value)}};
}

/// Entries, what is not shown and what is not itemised.
Money sumOf(const FigureReceipt &receipt)
{
    Money sum = receipt.rest + receipt.residual;
    for (const ReceiptEntry &entry : receipt.entries)
        sum += entry.cost;
    return sum;
}

} // namespace

class TestReceiptReader : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void addsUpToEveryRow_data();
    void addsUpToEveryRow();
    void sumsAndRequestsAgree();
    void entriesAddUpFromTheirTerms();
    void otherIsWhatTheListDoesNotShow_data();
    void otherIsWhatTheListDoesNotShow();
    void anHourOfTheWeekIsOnlyThatHour();
    void theRestIsOneSum();
    void aFigureThatIsOldIsSaidToBe();
    void tooManyRequestsWithoutSumsAreNotAddedUp();
    void namesThePricesInForce();
    void stopsWhenCancelled();
    void entriesAreToldByTheirFilters();
    void saysWhatWasDropped();

private:
    static void fill(Ingest &ingest);
    [[nodiscard]] Answer ask(const Query &query) const
    {
        auto answer = m_reader->run(query);
        if (!answer)
            qFatal("%s", answer.error().text.c_str());
        return *std::move(answer);
    }
    [[nodiscard]] ReceiptQuestion everything() const
    {
        Query query;
        query.range = ever;
        return {ever, {}, {}, ask(query).total};
    }
    [[nodiscard]] FigureReceipt read(const ReceiptQuestion &question,
                                     const ReceiptLimits &limits = {}) const
    {
        auto receipt = readReceipt(*m_reader, *PriceBook::shipped(), question, limits);
        if (!receipt)
            qFatal("%s", receipt.error().text.c_str());
        return *std::move(receipt);
    }

    QTemporaryDir m_folder;
    std::unique_ptr<LedgerReader> m_reader;
};

void TestReceiptReader::fill(Ingest &ingest)
{
    Ingest::Plan plan;
    plan.source = "test";
    plan.kind = Ingest::Plan::Kind::Metered;
    QVERIFY(ingest.setPlan(plan).has_value());
    const RandomCalls calls(7, 600);
    const auto counts = ingest.importFrom(formats().front(), "test", [&](Sink &sink) {
        for (const Observation &observation : calls.observations())
            sink.observation(observation);
    });
    QVERIFY(counts.has_value());
    QVERIFY(counts->created > 400);
}

void TestReceiptReader::initTestCase()
{
    const std::string path = m_folder.filePath(QStringLiteral("l.sqlite")).toStdString();
    {
        auto ingest = Ingest::open(path);
        QVERIFY(ingest.has_value());
        fill(**ingest);
        Ingest::Plan plan;
        // A fee is a part of the spend that has no requests.
        plan.key = "key-1";
        plan.kind = Ingest::Plan::Kind::Subscription;
        plan.fee = {20'000'000'001};
        QVERIFY((*ingest)->setPlan(plan).has_value());
    }
    auto reader = LedgerReader::open(path);
    QVERIFY(reader.has_value());
    m_reader = *std::move(reader);
}

void TestReceiptReader::addsUpToEveryRow_data()
{
    QTest::addColumn<int>("dimension");
    for (const Dimension dimension : {Dimension::Model, Dimension::User, Dimension::Project,
                                      Dimension::Task, Dimension::Session, Dimension::Source})
        QTest::newRow(std::string(name(dimension)).c_str()) << static_cast<int>(dimension);
}

void TestReceiptReader::addsUpToEveryRow()
{
    QFETCH(int, dimension);
    const DimensionRef by{static_cast<Dimension>(dimension), {}};
    Query query;
    query.range = ever;
    query.by = {by};
    const Answer answer = ask(query);
    int checked = 0;
    for (const Row &row : answer.rows) {
        if (row.isNotItemised || ++checked > 40)
            continue;
        const FigureReceipt receipt = read({ever, {{by, {row.key.front()}}}, {}, row.measures});
        QVERIFY(receipt.detail == FigureReceipt::Detail::Terms);
        QVERIFY(!receipt.hasChanged);
        QVERIFY(receipt.cost == row.measures.cost);
        QCOMPARE(sumOf(receipt).nanos, row.measures.cost.value_or(Money{}).nanos);
        std::int64_t requests = row.measures.unpricedRequests;
        for (const ReceiptEntry &entry : receipt.entries)
            requests += entry.requests;
        QCOMPARE(requests, row.measures.requests);
    }
    QVERIFY(checked > 1);
}

void TestReceiptReader::sumsAndRequestsAgree()
{
    const ReceiptQuestion question = everything();
    const FigureReceipt exact = read(question, {.entries = 1000});
    const FigureReceipt sums = read(question, {.requests = 1, .entries = 1000});
    QVERIFY(exact.detail == FigureReceipt::Detail::Terms);
    QVERIFY(sums.detail == FigureReceipt::Detail::Entries);
    QVERIFY(!exact.hasChanged && !sums.hasChanged);
    QVERIFY(exact.residual >= Money{20'000'000'001});
    QVERIFY(sums.residual == exact.residual);
    QCOMPARE(sumOf(sums).nanos, question.figure.cost->nanos);
    QCOMPARE(sumOf(exact).nanos, question.figure.cost->nanos);
    for (const ReceiptEntry &sum : sums.entries) {
        Money cost;
        std::int64_t requests = 0;
        for (const ReceiptEntry &entry : exact.entries) {
            if (entry.provider == sum.provider && entry.model == sum.model &&
                entry.tier == sum.tier) {
                cost += entry.cost;
                requests += entry.requests;
            }
        }
        QCOMPARE(sum.cost.nanos, cost.nanos);
        QVERIFY(sum.requests >= requests); // those without a price are known as a number only
    }
    QCOMPARE(exact.unpriced.size(), sums.unpriced.size());
}

void TestReceiptReader::entriesAddUpFromTheirTerms()
{
    const FigureReceipt receipt = read(everything(), {.entries = 1000});
    int estimated = 0;
    for (const ReceiptEntry &entry : receipt.entries) {
        if (entry.basis != Basis::Estimated) {
            QVERIFY(entry.terms.empty());
            continue;
        }
        ++estimated;
        Int128 picos = entry.roundingPicos;
        for (const ReceiptTerm &term : entry.terms)
            picos += term.picos;
        QVERIFY(picos == Int128{entry.cost.nanos} * 1000);
        if (entry.cost.nanos != 0) {
            QVERIFY(!entry.priceId.empty());
            QVERIFY(entry.origin.find("since") != std::string::npos);
        }
    }
    QVERIFY(estimated > 2);
}

void TestReceiptReader::otherIsWhatTheListDoesNotShow_data()
{
    QTest::addColumn<std::vector<DimensionRef>>("by");
    const DimensionRef user{Dimension::User, {}}, model{Dimension::Model, {}};
    QTest::newRow("of one dimension") << std::vector{user};
    QTest::newRow("of two") << std::vector{model, user};
}

void TestReceiptReader::otherIsWhatTheListDoesNotShow()
{
    QFETCH(std::vector<DimensionRef>, by);
    Query query;
    query.range = ever;
    query.by = by;
    query.top = 2;
    const Answer answer = ask(query);
    RestOf shown{by, {}};
    const Row *other = nullptr;
    for (const Row &row : answer.rows) {
        if (row.isOther)
            other = &row;
        else if (!row.isNotItemised)
            shown.keys.push_back(row.key);
    }
    QVERIFY(other != nullptr);
    for (const std::int64_t limit : {std::int64_t{300'000}, std::int64_t{1}}) {
        ReceiptQuestion question{ever, {}, shown, other->measures};
        const FigureReceipt receipt = read(question, {.requests = limit});
        QVERIFY(!receipt.entries.empty());
        QCOMPARE(sumOf(receipt).nanos, other->measures.cost->nanos);
        QVERIFY(!receipt.hasChanged);
    }
}

void TestReceiptReader::anHourOfTheWeekIsOnlyThatHour()
{
    const Zone zone = Zone::named("Asia/Kolkata").value();
    Query query;
    query.range = ask({}).range;
    query.zone = zone;
    query.step = Step::Hour;
    std::map<std::pair<int, int>, Measures> hours;
    for (const Row &row : ask(query).rows) {
        const WeekHour of = weekHourOf(*row.at, zone);
        if (!row.isNotItemised)
            hours[{of.weekday, of.hour}] += row.measures;
    }
    QVERIFY(hours.size() > 20);
    for (const auto &[of, figure] : hours) {
        ReceiptQuestion question{query.range, {}, {}, figure};
        question.hour = WeekHour{of.first, of.second};
        question.zone = zone;
        for (const std::int64_t limit : {std::int64_t{300'000}, std::int64_t{0}}) {
            const FigureReceipt receipt = read(question, {.requests = limit});
            QVERIFY(!receipt.hasChanged);
            QCOMPARE(sumOf(receipt).nanos, figure.cost.value_or(Money{}).nanos);
        }
    }
}

void TestReceiptReader::theRestIsOneSum()
{
    const ReceiptQuestion question = everything();
    const FigureReceipt receipt = read(question, {.entries = 3});
    QCOMPARE(receipt.entries.size(), std::size_t{3});
    QVERIFY(receipt.entryCount > 3);
    QVERIFY(receipt.restRequests > 0);
    QCOMPARE(sumOf(receipt).nanos, question.figure.cost->nanos);
    for (const ReceiptEntry &entry : read(question, {.entries = 1000}).entries) {
        const bool isShown =
            std::any_of(receipt.entries.begin(), receipt.entries.end(),
                        [&](const ReceiptEntry &each) { return each.cost >= entry.cost; });
        QVERIFY(isShown);
    }
}

void TestReceiptReader::aFigureThatIsOldIsSaidToBe()
{
    ReceiptQuestion question = everything();
    *question.figure.cost += Money{1};
    const FigureReceipt receipt = read(question);
    QVERIFY(receipt.hasChanged);
    QCOMPARE(sumOf(receipt).nanos, receipt.cost->nanos);
}

void TestReceiptReader::tooManyRequestsWithoutSumsAreNotAddedUp()
{
    ReceiptQuestion question = everything();
    question.where = {only(Dimension::Task, "no-such-task")};
    const FigureReceipt receipt = read(question, {.requests = 1});
    QVERIFY(receipt.detail == FigureReceipt::Detail::None);
    QVERIFY(receipt.entries.empty());
    QVERIFY(receipt.cost == question.figure.cost);
    QVERIFY(!receipt.hasChanged);
}

void TestReceiptReader::namesThePricesInForce()
{
    const FigureReceipt receipt = read(everything(), {.requests = 1});
    QVERIFY(!receipt.prices.empty());
    for (const auto &[id, rows] : receipt.prices) {
        QVERIFY2(!rows.empty(), id.c_str());
        for (const PriceRow &row : rows) {
            QCOMPARE(row.priceId, id);
            QVERIFY(!row.rates.empty());
        }
    }
}

void TestReceiptReader::stopsWhenCancelled()
{
    const auto cancel = std::make_shared<std::atomic<bool>>(true);
    const auto receipt = readReceipt(*m_reader, *PriceBook::shipped(), everything(), {}, cancel);
    QVERIFY(!receipt);
    QVERIFY(receipt.error().kind == Error::Kind::Cancelled);
}

void TestReceiptReader::entriesAreToldByTheirFilters()
{
    Query users;
    users.range = ever;
    users.by = {{Dimension::User, {}}, {Dimension::Project, {}}};
    int told = 0, untold = 0;
    for (const Row &row : ask(users).rows) {
        if (row.isNotItemised)
            continue;
        Query query;
        query.range = ever;
        query.where = {only(Dimension::User, row.key[0]), only(Dimension::Project, row.key[1])};
        for (const std::int64_t limit : {std::int64_t{300'000}, std::int64_t{0}}) {
            const FigureReceipt receipt =
                read({ever, query.where, {}, row.measures}, {.requests = limit, .entries = 1000});
            QVERIFY(!receipt.rows.isCut);
            for (const ReceiptEntry &entry : receipt.entries) {
                (entry.where.empty() ? untold : told) += 1;
                Query own = query;
                own.where.insert(own.where.end(), entry.where.begin(), entry.where.end());
                std::int64_t requests = 0;
                QVERIFY(m_reader->eachEvent(own, [&requests](const EventRow &event) {
                    requests += event.requests;
                    return true;
                }));
                // No filter tells those that share model, tier and price with others.
                QVERIFY(entry.where.empty() ? requests > 0 : requests == entry.requests);
            }
        }
    }
    QVERIFY2(told > 5 && untold > 5, (std::to_string(told) + ' ' + std::to_string(untold)).c_str());
    const ReceiptQuestion question = everything();
    std::int64_t requests = 0, setAside = 0;
    Query query;
    query.range = ever;
    QVERIFY(m_reader->eachEvent(query, [&](const EventRow &event) {
        (event.isSetAside ? setAside : requests) += event.requests;
        return true;
    }));
    const ReceiptRows rows = read(question).rows;
    QCOMPARE(rows.requests, requests);
    QCOMPARE(rows.setAside, setAside);
}

void TestReceiptReader::saysWhatWasDropped()
{
    const std::string path = m_folder.filePath(QStringLiteral("dropped.sqlite")).toStdString();
    auto ingest = Ingest::open(path);
    QVERIFY(ingest.has_value());
    fill(**ingest);
    auto reader = LedgerReader::open(path);
    QVERIFY(reader.has_value());
    const auto book = PriceBook::shipped();
    ReceiptQuestion question;
    question.range = ever;
    Query query;
    query.range = ever;
    question.figure = (*reader)->run(query)->total;
    const TimeRange span = *(*reader)->facts()->span;
    const Instant middle{span.from.micros + (span.to.micros - span.from.micros) / 2};
    QVERIFY((*ingest)->setRetentionHorizon(middle));
    std::int64_t left = 0;
    QVERIFY((*reader)->eachEvent(query, [&left](const EventRow &event) {
        left += event.isSetAside ? 0 : event.requests;
        return true;
    }));
    QVERIFY(left > 0 && left < question.figure.requests);
    for (const std::int64_t limit : {std::int64_t{300'000}, std::int64_t{0}}) {
        const auto receipt = readReceipt(**reader, *book, question, {.requests = limit});
        QVERIFY(receipt && !receipt->hasChanged);
        QCOMPARE(receipt->rows.requests, left);
        QVERIFY(receipt->rows.isCut);
        for (const ReceiptEntry &entry : receipt->entries)
            QVERIFY(entry.where.empty());
    }
    // What came later is whole.
    question.range.from = middle;
    query.range = question.range;
    question.figure = (*reader)->run(query)->total;
    QVERIFY(!readReceipt(**reader, *book, question)->rows.isCut);
}

QTEST_APPLESS_MAIN(TestReceiptReader)
#include "tst_receiptreader.moc"
