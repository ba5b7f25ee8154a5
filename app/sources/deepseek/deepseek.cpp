// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/bucketwriter.h"
#include "app/sources/connector.h"
#include "app/sources/connectorjson.h"
#include "app/sources/connectorlist.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

const std::array<SeriesPlan, 1> plans{SeriesPlan{.name = "balance",
                                                 .kind = SeriesPlan::Kind::Snapshot,
                                                 .intervalMicros = 30 * microsPerMinute,
                                                 .vouchLagMicros = 0,
                                                 .isCompared = true}};

/// What the balance was, and by how much it has fallen on that day.
struct Gauge
{
    Instant day;
    Money balance, fallen;
    bool hasOther = false; ///< there is a balance in another currency as well

    static std::optional<Gauge> fromText(const std::string &text)
    {
        const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
        const auto day = parseInstant(json.value("day"_L1).toString().toStdString());
        if (!day)
            return std::nullopt;
        return Gauge{*day,
                     {json.value("balance_nanos"_L1).toInteger()},
                     {json.value("fallen_nanos"_L1).toInteger()},
                     json.value("has_other"_L1).toBool()};
    }
    [[nodiscard]] std::string toText() const
    {
        const QJsonObject json{{u"day"_s, QString::fromStdString(toRfc3339(day))},
                               {u"balance_nanos"_s, qint64(balance.nanos)},
                               {u"fallen_nanos"_s, qint64(fallen.nanos)},
                               {u"has_other"_s, hasOther}};
        return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
    }
};

/// The balance in dollars. A team billed in yuan has none.
Result<Money> balanceOf(JsonValue root)
{
    for (const JsonValue info : root["balance_infos"]) {
        if (info["currency"].text() != "USD")
            continue;
        Complaint complaint;
        const auto balance = usdOf(info["total_balance"], "total_balance", complaint);
        if (!balance)
            return failure(Error::Kind::Malformed, complaint.text());
        return *balance;
    }
    return failure(Error::Kind::Malformed, "there is no balance in USD: \"balance_infos\" holds "
                                           "none, and other currencies are not converted");
}

bool hasOtherCurrency(JsonValue root)
{
    for (const JsonValue info : root["balance_infos"]) {
        if (info["currency"].text() != "USD")
            return true;
    }
    return false;
}

Result<> tellDay(const SeriesPlan &plan, const Gauge &gauge, Instant fetchedAt, Sink &sink)
{
    BucketWriter writer(plan, fetchedAt, sink);
    OUTLAY_TRY(writer.begin({gauge.day, {gauge.day.micros + microsPerDay}}));
    if (gauge.fallen.nanos != 0) {
        BucketRow row{.kind = Statement::Kind::Cost};
        row.fields[Field::Provider] = "deepseek";
        row.description = "fall of the balance";
        row.amount = gauge.fallen;
        Complaint none;
        writer.add(std::move(row), none);
    }
    writer.end();
    return {};
}

/// Spend is what the balance falls by; what a top-up hides in between is not seen.
Result<PageEnd> readBalance(const SeriesPlan &plan, const PageRequest &page, std::string_view body,
                            Instant fetchedAt, Sink &sink)
{
    JsonTree tree;
    const auto root = openPage(tree, body, "balance_infos");
    OUTLAY_TRY(root);
    const auto balance = balanceOf(*root);
    OUTLAY_TRY(balance);
    const Instant today = dayStart(fetchedAt);
    Gauge now{today, *balance, {}, hasOtherCurrency(*root)};
    if (const auto before = Gauge::fromText(page.memory)) {
        const std::int64_t fall = before->balance.nanos - balance->nanos;
        now.fallen = {std::max<std::int64_t>(0, fall) +
                      (before->day == today ? before->fallen.nanos : 0)};
        if (before->day < today) // its day is over
            OUTLAY_TRY(tellDay(plan, *before, fetchedAt, sink));
    }
    OUTLAY_TRY(tellDay(plan, now, fetchedAt, sink));
    return PageEnd{.next = {}, .memory = now.toText()};
}

/// DeepSeek: the balance of the account, and by how much it falls.
class DeepSeekConnector final : public Connector
{
public:
    [[nodiscard]] SourceKind kind() const override { return SourceKind::DeepSeek; }
    [[nodiscard]] const Format &format() const override
    {
        static const Format format = reportFormat("deepseek", "DeepSeek balance");
        return format;
    }
    [[nodiscard]] std::span<const SeriesPlan> series() const override { return plans; }
    [[nodiscard]] std::vector<HttpHeader> authorization(std::string_view key) const override
    {
        return {{"authorization", "Bearer " + std::string(key)}};
    }
    [[nodiscard]] HttpRequest request(const SeriesPlan & /*plan*/,
                                      const PageRequest & /*page*/) const override
    {
        return {"user/balance", {}};
    }
    [[nodiscard]] Result<PageEnd> read(const SeriesPlan &plan, const PageRequest &page,
                                       std::string_view body, Instant fetchedAt,
                                       Sink &sink) const override
    {
        return readBalance(plan, page, body, fetchedAt, sink);
    }
    [[nodiscard]] std::string remark(const SeriesPlan & /*plan*/,
                                     const std::string &kept) const override
    {
        const auto gauge = Gauge::fromText(kept);
        if (!gauge)
            return {};
        return "the balance is " + toDecimal(gauge->balance) + " USD" +
               (gauge->hasOther
                    ? "; there is another one in yuan, whose spend is not in the figures: "
                      "it is not converted"
                    : "");
    }
    [[nodiscard]] std::vector<KeyCheck> checks(Instant now) const override
    {
        const PageRequest page{.range = {now, now}};
        return {{request(plans[0], page), "the balance", true,
                 "without the balance there is nothing to read: any API key of the account sees "
                 "it (platform.deepseek.com, API keys)",
                 &plans[0], page}};
    }
    [[nodiscard]] std::vector<Finding> notes(const HttpSettings &settings) const override
    {
        std::vector<Finding> notes = Connector::notes(settings);
        notes.push_back({Finding::Level::Warn,
                         "DeepSeek has no usage API: spend is what the balance falls by while it "
                         "is watched, a lower bound where money is paid in or a grant expires. The "
                         "key can also run requests; there is none that only reads"});
        return notes;
    }
};

} // namespace

const Connector &deepSeekConnector()
{
    static const DeepSeekConnector connector;
    return connector;
}

} // namespace outlay::sources
