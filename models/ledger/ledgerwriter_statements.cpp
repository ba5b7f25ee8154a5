// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerwriter_p.h"

#include "models/ledger/usagebytes.h"
#include "models/ledger/varint.h"

#include <algorithm>

namespace outlay {

namespace {

std::int64_t toColumn(std::uint64_t hash)
{
    return std::bit_cast<std::int64_t>(hash);
}
std::uint64_t toHash(std::int64_t column)
{
    return std::bit_cast<std::uint64_t>(column);
}
std::string withId(std::string_view sql, TextId id)
{
    return std::string(sql) + std::to_string(id);
}

std::string encode(const std::vector<StatementRow::Delivery> &deliveries)
{
    std::string bytes;
    for (const auto &[at, name] : deliveries) {
        putSigned(bytes, at.micros);
        putVarint(bytes, name);
    }
    return bytes;
}

std::vector<StatementRow::Delivery> decodeDeliveries(std::string_view bytes)
{
    std::vector<StatementRow::Delivery> deliveries;
    while (!bytes.empty()) {
        StatementRow::Delivery &delivery = deliveries.emplace_back();
        delivery.at.micros = takeSigned(bytes);
        delivery.name = static_cast<TextId>(takeVarint(bytes));
    }
    return deliveries;
}

} // namespace

bool LedgerWriter::putStatement(const StatementRow &row)
{
    Data &d = *m_data;
    SqlStatement &find = d.sql(Data::FindStatement).bind(1, toColumn(row.identity));
    find.bind(2, std::int64_t{row.source});
    std::optional<std::int64_t> existing;
    std::vector<StatementRow::Delivery> deliveries;
    bool isSame = false;
    if (d.step(find)) {
        existing = find.integer(0);
        isSame = toHash(find.integer(1)) == row.record && (find.integer(2) != 0) == row.closed;
        deliveries = decodeDeliveries(find.blob(3));
        find.reset();
    }
    const std::size_t known = deliveries.size();
    for (const StatementRow::Delivery &delivery : row.deliveries) {
        if (std::find(deliveries.begin(), deliveries.end(), delivery) == deliveries.end())
            deliveries.push_back(delivery);
    }
    if (isSame && deliveries.size() == known)
        return false;
    SqlStatement &put = d.sql(Data::PutStatement).bind(1, existing);
    put.bind(2, toColumn(row.identity)).bind(3, std::int64_t{row.source});
    put.bind(4, row.bucket.from.micros).bind(5, row.bucket.to.micros);
    put.bind(6, std::int64_t{row.profile}).bind(7, row.billed.nanos).bind(8, row.requests);
    put.bind(9, row.tokens).bind(10, std::int64_t{row.closed ? 1 : 0});
    put.bind(11, std::string_view(row.description)).bind(12, toColumn(row.record));
    put.bind(13, std::int64_t{row.account}).bind(14, row.billingPeriod.from.micros);
    put.bind(15, row.billingPeriod.to.micros).bind(16, toColumn(row.line));
    const std::string files = encode(deliveries);
    const std::string usage = encode(row.usage);
    put.bindBlob(17, files).bind(18, std::int64_t{row.kind}).bind(19, std::int64_t{row.promptStep});
    d.run(put.bindBlob(20, usage).bind(21, row.bucketDelivery));
    return !isSame;
}

std::vector<StatementRow> LedgerWriter::statements()
{
    return statements(TimeRange{});
}

std::vector<StatementRow> LedgerWriter::statements(const TimeRange &range)
{
    std::vector<StatementRow> rows;
    SqlStatement all = m_data->db->prepare(
        "SELECT id,identity,source,bucket_from,bucket_to,profile,billed,requests,tokens,closed,"
        "description,record,account,period_from,period_to,line,deliveries,standing,kind,step,usage,"
        "delivery FROM statement WHERE bucket_from<?2 AND bucket_to>?1 "
        "ORDER BY bucket_from,bucket_to,id");
    all.bind(1, range.from.micros).bind(2, range.to.micros);
    while (m_data->step(all)) {
        StatementRow &row = rows.emplace_back();
        row.id = all.integer(0);
        row.identity = toHash(all.integer(1));
        row.source = static_cast<TextId>(all.integer(2));
        row.bucket = {{all.integer(3)}, {all.integer(4)}};
        row.profile = static_cast<std::uint32_t>(all.integer(5));
        row.billed = {all.integer(6)};
        row.requests = all.integer(7);
        row.tokens = all.integer(8);
        row.closed = all.integer(9) != 0;
        row.description = all.text(10);
        row.record = toHash(all.integer(11));
        row.account = static_cast<TextId>(all.integer(12));
        row.billingPeriod = {{all.integer(13)}, {all.integer(14)}};
        row.line = toHash(all.integer(15));
        row.deliveries = decodeDeliveries(all.blob(16));
        row.standing = static_cast<int>(all.integer(17));
        row.kind = static_cast<int>(all.integer(18));
        row.promptStep = static_cast<int>(all.integer(19));
        row.usage = decodeUsage(all.blob(20));
        row.bucketDelivery = all.integer(21);
    }
    return rows;
}

std::vector<TimeRange> LedgerWriter::statementBuckets()
{
    std::vector<TimeRange> buckets;
    SqlStatement all = m_data->db->prepare(
        "SELECT DISTINCT bucket_from,bucket_to FROM statement ORDER BY bucket_from,bucket_to");
    while (m_data->step(all))
        buckets.push_back({{all.integer(0)}, {all.integer(1)}});
    return buckets;
}

std::vector<std::uint32_t> LedgerWriter::statementProfiles()
{
    std::vector<std::uint32_t> profiles;
    SqlStatement all = m_data->db->prepare("SELECT DISTINCT profile FROM statement ORDER BY 1");
    while (m_data->step(all))
        profiles.push_back(static_cast<std::uint32_t>(all.integer(0)));
    return profiles;
}

bool LedgerWriter::hasStatementEdgeIn(const TimeRange &range)
{
    SqlStatement any =
        m_data->db->prepare("SELECT 1 FROM statement WHERE (bucket_from>?1 AND bucket_from<?2) OR "
                            "(bucket_to>?1 AND bucket_to<?2) LIMIT 1");
    any.bind(1, range.from.micros).bind(2, range.to.micros);
    const bool has = m_data->step(any);
    any.reset();
    return has;
}

bool LedgerWriter::hasBills()
{
    SqlStatement any = m_data->db->prepare("SELECT 1 FROM statement WHERE line<>0 LIMIT 1");
    const bool has = m_data->step(any);
    any.reset();
    return has;
}

std::optional<BucketDeliveryRow> LedgerWriter::bucketDelivery(TextId source, TextId series,
                                                              const TimeRange &bucket)
{
    SqlStatement &find = m_data->sql(Data::FindBucketDelivery)
                             .bind(1, std::int64_t{source})
                             .bind(2, std::int64_t{series});
    find.bind(3, bucket.from.micros).bind(4, bucket.to.micros);
    if (!m_data->step(find))
        return std::nullopt;
    BucketDeliveryRow row{find.integer(0),     source, series, bucket, {find.integer(1)},
                          find.integer(2) != 0};
    find.reset();
    return row;
}

std::vector<BucketDeliveryRow> LedgerWriter::bucketDeliveries()
{
    std::vector<BucketDeliveryRow> rows;
    SqlStatement all = m_data->db->prepare(
        "SELECT id,source,series,bucket_from,bucket_to,fetched_at,closed FROM delivery "
        "ORDER BY source,series,bucket_from,bucket_to");
    while (m_data->step(all)) {
        rows.push_back({all.integer(0),
                        static_cast<TextId>(all.integer(1)),
                        static_cast<TextId>(all.integer(2)),
                        {{all.integer(3)}, {all.integer(4)}},
                        {all.integer(5)},
                        all.integer(6) != 0});
    }
    return rows;
}

std::int64_t LedgerWriter::putBucketDelivery(const BucketDeliveryRow &row)
{
    Data &d = *m_data;
    SqlStatement &put = d.sql(Data::PutBucketDelivery);
    put.bind(1, row.id == 0 ? std::nullopt : std::optional(row.id))
        .bind(2, std::int64_t{row.source});
    put.bind(3, std::int64_t{row.series}).bind(4, row.bucket.from.micros);
    put.bind(5, row.bucket.to.micros).bind(6, row.fetchedAt.micros);
    d.run(put.bind(7, std::int64_t{row.closed ? 1 : 0}));
    return d.error ? 0 : d.lastId();
}

Money LedgerWriter::billedIn(std::int64_t bucketDelivery)
{
    SqlStatement sum =
        m_data->db->prepare("SELECT coalesce(sum(billed),0) FROM statement WHERE delivery=?1");
    sum.bind(1, bucketDelivery);
    Money money;
    if (m_data->step(sum))
        money.nanos = sum.integer(0);
    sum.reset();
    return money;
}

void LedgerWriter::deleteStatementsOf(std::int64_t bucketDelivery)
{
    m_data->exec("DELETE FROM statement WHERE delivery=" + std::to_string(bucketDelivery));
}

void LedgerWriter::setStanding(std::int64_t statement, int standing)
{
    m_data->exec("UPDATE statement SET standing=" + std::to_string(standing) +
                 " WHERE id=" + std::to_string(statement));
}

void LedgerWriter::deleteStatements(TextId source)
{
    m_data->exec(withId("DELETE FROM statement WHERE source=", source));
}

std::vector<ResidualRow> LedgerWriter::residuals()
{
    return residuals(TimeRange{});
}

std::vector<ResidualRow> LedgerWriter::residuals(const TimeRange &range)
{
    std::vector<ResidualRow> rows;
    SqlStatement all = m_data->db->prepare(
        "SELECT at,profile,bucket_from,bucket_to,billed,covered,amount,closed,high,basis "
        "FROM residual WHERE bucket_from<?2 AND bucket_to>?1 ORDER BY id");
    all.bind(1, range.from.micros).bind(2, range.to.micros);
    while (m_data->step(all)) {
        rows.push_back({{all.integer(0)},
                        static_cast<std::uint32_t>(all.integer(1)),
                        {{all.integer(2)}, {all.integer(3)}},
                        {all.integer(4)},
                        {all.integer(5)},
                        {all.integer(6)},
                        all.integer(7) != 0,
                        {all.integer(8)},
                        static_cast<Basis>(all.integer(9))});
    }
    return rows;
}

void LedgerWriter::replaceResiduals(const TimeRange &range, const std::vector<ResidualRow> &rows)
{
    Data &d = *m_data;
    SqlStatement drop = d.db->prepare("DELETE FROM residual WHERE bucket_from<?2 AND bucket_to>?1");
    d.run(drop.bind(1, range.from.micros).bind(2, range.to.micros));
    for (const ResidualRow &row : rows) {
        SqlStatement &add = d.sql(Data::AddResidual).bind(1, row.at.micros);
        add.bind(2, std::int64_t{row.profile}).bind(3, row.bucket.from.micros);
        add.bind(4, row.bucket.to.micros).bind(5, row.billed.nanos).bind(6, row.covered.nanos);
        add.bind(7, row.amount.nanos).bind(8, std::int64_t{row.closed ? 1 : 0});
        d.run(add.bind(9, row.high.nanos).bind(10, static_cast<std::int64_t>(row.basis)));
    }
}

std::vector<YieldedRow> LedgerWriter::yielded(const TimeRange &range)
{
    std::vector<YieldedRow> rows;
    SqlStatement all = m_data->db->prepare(
        "SELECT bucket_from,bucket_to,profile,told_by,billed,estimated FROM yielded "
        "WHERE bucket_from<?2 AND bucket_to>?1 "
        "ORDER BY bucket_from,bucket_to,profile,told_by,estimated");
    all.bind(1, range.from.micros).bind(2, range.to.micros);
    while (m_data->step(all)) {
        rows.push_back({{{all.integer(0)}, {all.integer(1)}},
                        static_cast<std::uint32_t>(all.integer(2)),
                        static_cast<TextId>(all.integer(3)),
                        {all.integer(4)},
                        all.integer(5) != 0});
    }
    return rows;
}

void LedgerWriter::replaceYielded(const TimeRange &range, const std::vector<YieldedRow> &rows)
{
    Data &d = *m_data;
    SqlStatement drop = d.db->prepare("DELETE FROM yielded WHERE bucket_from<?2 AND bucket_to>?1");
    d.run(drop.bind(1, range.from.micros).bind(2, range.to.micros));
    SqlStatement add = d.db->prepare("INSERT INTO yielded VALUES(?1,?2,?3,?4,?6,?5)");
    for (const YieldedRow &row : rows) {
        add.bind(1, row.bucket.from.micros).bind(2, row.bucket.to.micros);
        add.bind(3, std::int64_t{row.profile}).bind(4, std::int64_t{row.toldBy});
        d.run(add.bind(5, row.billed.nanos).bind(6, std::int64_t{row.isEstimated ? 1 : 0}));
        add.reset();
    }
}

} // namespace outlay
