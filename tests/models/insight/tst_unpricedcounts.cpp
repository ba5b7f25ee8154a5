// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/unpricedcounts.h"

#include "models/ingest/ingest.h"
#include "tests/support/answers.h"

#include <QTemporaryDir>
#include <QTest>

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr Format api{
    "counts-test", "a provider's counts", Rank::ProviderResponse, Growth::Once, nullptr, nullptr,
    nullptr};

TimeRange dayOf(int day)
{
    const std::int64_t start =
        parseInstant("2026-10-01T00:00:00Z")->micros + (day - 1) * microsPerDay;
    return {{start}, {start + microsPerDay}};
}

void give(Ingest &ingest, const std::string &source, Statement::Kind kind, int day,
          const std::string &model, std::int64_t tokens, const char *billed = "0")
{
    const auto tell = [&](Sink &sink) {
        BucketDelivery bucket{"usage", dayOf(day), {dayOf(day).to.micros}, true, {}};
        sink.bucket(bucket);
        Statement statement;
        statement.series = "usage";
        statement.bucket = bucket.bucket;
        statement.fetchedAt = bucket.fetchedAt;
        statement.closed = true;
        statement.kind = kind;
        statement.content = model;
        statement.fields[std::size_t(Field::Provider)] = "google";
        statement.fields[std::size_t(Field::Model)] = model;
        statement.billed = *parseUsd(billed);
        statement.usage[TokenClass::Output] = tokens;
        sink.statement(statement);
    };
    QVERIFY(ingest.importPage(api, source, tell, {"page", "state"}));
}

void request(Ingest &ingest, int day, std::int64_t tokens, const char *id)
{
    const auto tell = [&](Sink &sink) {
        Observation observation;
        observation.at = {dayOf(day).from.micros + microsPerHour};
        observation[Field::Provider] = "google";
        observation[Field::Model] = "acme-mystery";
        observation.usage[TokenClass::Output] = tokens;
        observation.outcome = Outcome::Success;
        observation.addToken(TokenSpace::Response, id);
        sink.observation(observation);
    };
    QVERIFY(ingest.importPage(api, "gateway", tell, {"page", "state"}));
}

} // namespace

/// What providers count of models without a price is in no sum, and is told.
class TestUnpricedCounts : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

private slots:
    void countsWithoutAPriceAreToldUntilThereIsOneOrABill()
    {
        using Kind = Statement::Kind;
        const std::string path = m_folder.filePath(QStringLiteral("l.sqlite")).toStdString();
        auto ingest = Ingest::open(path);
        QVERIFY(ingest.has_value());
        const auto found = [&](const TimeRange &range = {}) {
            const auto reader = LedgerReader::open(path);
            const auto counts = unpricedCounts(**reader, *(*ingest)->priceBook(), range);
            std::string text;
            for (const UnpricedCounts &one : *counts)
                text += one.source + " " + one.id() + " " + std::to_string(one.tokens) + " in " +
                        std::to_string(one.buckets.size()) + ": " + one.reason + "; ";
            return text;
        };
        QCOMPARE(found(), std::string());
        give(**ingest, "vertex", Kind::Usage, 1, "acme-mystery", 500);
        give(**ingest, "vertex", Kind::Usage, 2, "acme-mystery", 700);
        give(**ingest, "vertex", Kind::Usage, 3, "gemini-2.5-flash", 1'000'000);
        QCOMPARE(totalOf(path), std::string("0 2.500000000"));
        QCOMPARE(QString::fromStdString(found()),
                 QStringLiteral("vertex google/acme-mystery 1200 in 2: unknown model; "));
        QCOMPARE(QString::fromStdString(found(dayOf(2))),
                 QStringLiteral("vertex google/acme-mystery 700 in 1: unknown model; "));
        QCOMPARE(found(dayOf(3)), std::string());
        // Requests that are all of it say for themselves that they have no price.
        request(**ingest, 2, 300, "call-000001");
        QCOMPARE(QString::fromStdString(found()),
                 QStringLiteral("vertex google/acme-mystery 1200 in 2: unknown model; "));
        request(**ingest, 2, 400, "call-000002");
        QCOMPARE(QString::fromStdString(found()),
                 QStringLiteral("vertex google/acme-mystery 500 in 1: unknown model; "));
        give(**ingest, "vertex", Kind::Usage, 4, "acme-mystery", 700);
        QCOMPARE(QString::fromStdString(found()),
                 QStringLiteral("vertex google/acme-mystery 1200 in 2: unknown model; "));
        // A bill of another source has the money of the first.
        give(**ingest, "bill", Kind::Cost, 1, "", 0, "3.00");
        QCOMPARE(QString::fromStdString(found()),
                 QStringLiteral("vertex google/acme-mystery 700 in 1: unknown model; "));
        QCOMPARE((*ingest)->check()->size(), std::size_t(0));
    }
};

QTEST_GUILESS_MAIN(TestUnpricedCounts)
#include "tst_unpricedcounts.moc"
