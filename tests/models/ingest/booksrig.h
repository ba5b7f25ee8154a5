// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "tests/support/sure.h"

#include <QTemporaryDir>

#include <memory>
#include <string>
#include <vector>

namespace outlay::test {

inline constexpr Format api{
    "books-test", "a provider's reports", Rank::ProviderResponse, Growth::Once, nullptr, nullptr,
    nullptr};

inline Instant at(const std::string &text)
{
    return *parseInstant(text);
}

inline TimeRange dayOf(int day)
{
    const std::int64_t start = at("2026-10-01T00:00:00Z").micros + (day - 1) * microsPerDay;
    return {{start}, {start + microsPerDay}};
}

struct Row
{
    std::string user, key, project, model, amount;
    std::int64_t outputTokens = 0;
};

/// What one series says of one day.
struct Report
{
    std::string series;
    Statement::Kind kind = Statement::Kind::Cost;
    int day = 1;
    int fetchedOn = 1; ///< hours after the day's start
    bool closed = false;
    std::vector<Row> rows;
    std::string source = "api";
    std::string provider = "openai";
    std::int64_t requests = 0; ///< of each row
    std::string service = {};
    int hour = -1; ///< of that day alone
    std::string description = {};

    void tell(Sink &sink) const
    {
        BucketDelivery bucket{series, dayOf(day), {}, closed, {}};
        if (hour >= 0)
            bucket.bucket = {{dayOf(day).from.micros + hour * microsPerHour},
                             {dayOf(day).from.micros + (hour + 1) * microsPerHour}};
        bucket.fetchedAt = {bucket.bucket.from.micros + fetchedOn * microsPerHour};
        sink.bucket(bucket);
        for (const Row &row : rows) {
            Statement statement;
            statement.series = series;
            statement.bucket = bucket.bucket;
            statement.fetchedAt = bucket.fetchedAt;
            statement.closed = closed;
            statement.kind = kind;
            const std::string name = row.user + "|" + row.key + "|" + row.project + "|" + row.model;
            statement.content = name;
            statement.fields[std::size_t(Field::Provider)] = provider;
            statement.fields[std::size_t(Field::Service)] = service;
            statement.description = description;
            statement.requests = requests;
            statement.fields[std::size_t(Field::User)] = row.user;
            statement.fields[std::size_t(Field::Key)] = row.key;
            statement.fields[std::size_t(Field::Project)] = row.project;
            statement.fields[std::size_t(Field::Model)] = row.model;
            if (!row.amount.empty())
                statement.billed = *parseUsd(row.amount);
            statement.usage[TokenClass::Output] = row.outputTokens;
            sink.statement(statement);
        }
    }
};

struct Call
{
    int day = 1;
    int hour = 10;
    std::string id, user, key, project;
    std::int64_t outputTokens = 500'000; ///< of gpt-5-mini: 2 USD per million
    std::string reported = {};           ///< by the gateway
    bool isSpan = false;
    std::string model = "gpt-5-mini";
    std::string provider = "openai";
    std::string service = {};

    void tell(Sink &sink) const
    {
        Observation o;
        o.at = {dayOf(day).from.micros + hour * microsPerHour + 123};
        o[Field::Provider] = provider;
        o[Field::Service] = service;
        o[Field::Model] = model;
        o[Field::User] = user;
        o[Field::Key] = key;
        o[Field::Project] = project;
        o.usage[TokenClass::Output] = outputTokens;
        o.outcome = Outcome::Success;
        if (!reported.empty())
            o.reported = *parseUsd(reported);
        if (isSpan)
            o.rank = Rank::OtelSpan;
        o.addToken(TokenSpace::Response, id);
        sink.observation(o);
    }
};

/// Ledgers of what providers report and what was called.
class BooksRig
{
protected:
    QTemporaryDir m_folder;
    int m_count = 0;

    std::string newLedger()
    {
        return m_folder.filePath(QString::number(++m_count) + QStringLiteral(".sqlite"))
            .toStdString();
    }
    static std::unique_ptr<Ingest> open(const std::string &path)
    {
        return sure(Ingest::open(path));
    }
    template <typename Said> static void give(Ingest &ingest, const Said &said)
    {
        const std::string source = [&] {
            if constexpr (requires { said.source; })
                return said.source;
            else
                return std::string("gateway");
        }();
        const auto counts =
            ingest.importPage(api, source, [&](Sink &sink) { said.tell(sink); }, {"page", "state"});
        if (!counts)
            qFatal("%s", counts.error().text.c_str());
    }
    static std::string spendBy(const std::string &path, const std::string &dimension)
    {
        auto reader = LedgerReader::open(path);
        Query query;
        query.by = {*parseDimension(dimension)};
        const auto answer = (*reader)->run(query);
        std::string text;
        for (const auto &row : answer->rows)
            text += row.key.front().value_or("-") + (row.isNotItemised ? "* " : " ") +
                    toDecimal(row.measures.cost.value_or(Money{})) + "; ";
        return text;
    }
    static std::vector<ReconciliationRow> reconciled(const std::string &path)
    {
        auto reader = LedgerReader::open(path);
        auto rows = (*reader)->reconciliation({});
        if (!rows)
            qFatal("%s", rows.error().text.c_str());
        return *rows;
    }

    /// What counts nowhere as another source tells it.
    static std::string setAside(const std::string &path)
    {
        std::string text;
        const auto reader = LedgerReader::open(path);
        const auto bills = (*reader)->yieldedBills({});
        for (const YieldedBill &bill : *bills)
            text += toRfc3339(bill.day.from).substr(0, 10) + " " + bill.provider + " " +
                    bill.source + (bill.isEstimated ? " ~" : " ") + toDecimal(bill.billed) +
                    " by " + bill.toldBy + "\n";
        return text;
    }
};

} // namespace outlay::test
