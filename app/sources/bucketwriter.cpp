// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/bucketwriter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

constexpr int centPlaces = 7; // a cent is 10^7 nano-dollars
constexpr int usdPlaces = 9;

std::string nameOf(const BucketRow &row)
{
    std::string name = std::to_string(static_cast<int>(row.kind));
    for (const auto &[field, text] : row.fields)
        name += '\n' + std::to_string(static_cast<int>(field)) + '=' + text;
    name += "\nstep=" + std::to_string(static_cast<int>(row.promptStep));
    return name + '\n' + row.description + '\n' + row.key;
}

std::optional<Money> amountOf(JsonValue value, std::string_view field, int places,
                              Complaint &complaint)
{
    if (value.isString() || value.isNumber()) {
        if (const auto decimal = parseDecimal(value.text())) {
            if (const auto nanos = scaled(*decimal, places))
                return Money{*nanos};
        }
    }
    complaint.add(field, "expected a decimal number below 9.2 billion USD");
    return std::nullopt;
}

QJsonObject rowToJson(const BucketRow &row)
{
    QJsonObject fields;
    for (const auto &[field, text] : row.fields)
        fields.insert(QString::number(static_cast<int>(field)), QString::fromStdString(text));
    QJsonArray counts;
    for (const std::int64_t count : row.usage.counts)
        counts.append(qint64(count));
    QJsonObject json{{u"kind"_s, static_cast<int>(row.kind)},
                     {u"step"_s, static_cast<int>(row.promptStep)},
                     {u"fields"_s, fields},
                     {u"counts"_s, counts},
                     {u"requests"_s, qint64(row.requests)},
                     {u"description"_s, QString::fromStdString(row.description)},
                     {u"key"_s, QString::fromStdString(row.key)}};
    if (row.amount)
        json.insert(u"nanos"_s, qint64(row.amount->nanos));
    return json;
}

BucketRow rowFromJson(const QJsonObject &json)
{
    BucketRow row;
    row.kind = static_cast<Statement::Kind>(json.value("kind"_L1).toInt());
    row.promptStep = static_cast<Statement::PromptStep>(json.value("step"_L1).toInt());
    const QJsonObject fields = json.value("fields"_L1).toObject();
    for (auto it = fields.begin(); it != fields.end(); ++it)
        row.fields[static_cast<Field>(it.key().toInt())] = it.value().toString().toStdString();
    const QJsonArray counts = json.value("counts"_L1).toArray();
    for (qsizetype i = 0; i < counts.size() && i < qsizetype(tokenClassCount); ++i)
        row.usage.counts[std::size_t(i)] = counts.at(i).toInteger();
    row.requests = json.value("requests"_L1).toInteger();
    row.description = json.value("description"_L1).toString().toStdString();
    row.key = json.value("key"_L1).toString().toStdString();
    if (json.contains("nanos"_L1))
        row.amount = Money{json.value("nanos"_L1).toInteger()};
    return row;
}

} // namespace

std::optional<Money> usdOf(JsonValue value, std::string_view field, Complaint &complaint)
{
    return amountOf(value, field, usdPlaces, complaint);
}

std::optional<Money> centsOf(JsonValue value, std::string_view field, Complaint &complaint)
{
    return amountOf(value, field, centPlaces, complaint);
}

BucketWriter::BucketWriter(const SeriesPlan &plan, Instant fetchedAt, Sink &sink)
    : m_plan(plan)
    , m_fetchedAt(fetchedAt)
    , m_sink(sink)
{
}

Result<> BucketWriter::begin(TimeRange bucket)
{
    end();
    const bool isWhole = bucket.from < bucket.to && isPlausible(bucket.from) &&
                         isPlausible(bucket.to) && dayStart(bucket.from) == bucket.from &&
                         dayStart(bucket.to) == bucket.to;
    if (!isWhole)
        return failure(Error::Kind::Malformed,
                       "a bucket that is no whole UTC day begins at " + toRfc3339(bucket.from));
    if (!m_begun.emplace(bucket.from.micros, true).second)
        return failure(Error::Kind::Malformed,
                       "the page holds the bucket of " + toRfc3339(bucket.from) + " twice");
    m_bucket = bucket;
    m_delivered = m_delivered ? TimeRange{std::min(m_delivered->from, bucket.from),
                                          std::max(m_delivered->to, bucket.to)}
                              : bucket;
    return {};
}

void BucketWriter::place(BucketRow row)
{
    std::string name = nameOf(row);
    const auto [found, isNew] = m_rows.try_emplace(std::move(name), row);
    if (isNew)
        return;
    BucketRow &sum = found->second;
    if (row.amount) {
        const auto total = outlay::add(sum.amount.value_or(Money{}), *row.amount);
        if (!total) {
            ++m_rejected;
            m_sink.rejected(0, "amounts that add up to more than 9.2 billion USD");
            return;
        }
        sum.amount = *total;
    }
    sum.usage += row.usage;
    sum.requests += row.requests;
}

void BucketWriter::add(BucketRow row, Complaint &complaint)
{
    if (complaint.isEmpty()) {
        place(std::move(row));
        return;
    }
    ++m_rejected;
    m_sink.rejected(0, std::string(m_plan.name) + " of " +
                           toRfc3339(m_bucket ? m_bucket->from : Instant{}).substr(0, 10) + ": " +
                           complaint.text());
    complaint.clear();
}

void BucketWriter::handOver(const std::string &name, const BucketRow &row, bool isClosed)
{
    Statement statement;
    statement.kind = row.kind;
    statement.series = m_plan.name;
    statement.fetchedAt = m_fetchedAt;
    statement.bucket = *m_bucket;
    statement.content = name;
    for (const auto &[field, text] : row.fields)
        statement.fields[static_cast<std::size_t>(field)] = text;
    statement.description = row.description;
    statement.promptStep = row.promptStep;
    statement.billed = row.amount.value_or(Money{});
    statement.usage = row.usage;
    statement.requests = row.requests;
    statement.closed = isClosed;
    m_sink.statement(statement);
}

void BucketWriter::end()
{
    if (!m_bucket)
        return;
    const bool isClosed =
        m_rejected == 0 && m_fetchedAt.micros >= m_bucket->to.micros + m_plan.refetchMicros;
    m_sink.bucket({.series = m_plan.name,
                   .bucket = *m_bucket,
                   .fetchedAt = m_fetchedAt,
                   .closed = isClosed,
                   .source = {}});
    for (const auto &[name, row] : m_rows)
        handOver(name, row, isClosed);
    m_rows.clear();
    m_bucket.reset();
    m_rejected = 0;
}

std::string BucketWriter::carry() const
{
    QJsonArray rows;
    for (const auto &[name, row] : m_rows)
        rows.append(rowToJson(row));
    const QJsonObject json{{u"rows"_s, rows}, {u"rejected"_s, qint64(m_rejected)}};
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

void BucketWriter::takeCarried(std::string_view carried)
{
    const QJsonObject json =
        QJsonDocument::fromJson(QByteArray(carried.data(), qsizetype(carried.size()))).object();
    m_rejected += json.value("rejected"_L1).toInteger();
    for (const QJsonValue row : json.value("rows"_L1).toArray())
        place(rowFromJson(row.toObject()));
}

} // namespace outlay::sources
