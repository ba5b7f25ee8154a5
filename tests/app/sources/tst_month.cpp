// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/connector.h"
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "models/pricing/pricebook.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <random>
#include <tuple>

using namespace outlay;
using namespace outlay::sources;

namespace {

constexpr int days = 30;

struct Call
{
    std::string provider, model, project, providerKey, user, gatewayKey, id;
    Instant at;
    std::int64_t input = 0, cacheRead = 0, output = 0;
    bool isSeen = true; ///< by the gateway
    Money cost;
};

std::int64_t midnight(int day)
{
    return parseInstant("2026-10-01T00:00:00Z")->micros + (day - 1) * microsPerDay;
}

/// The exact price, as the provider charges it.
Money priceOf(const Call &call)
{
    // Not in the shipped book: the gateway's own figure counts, 0.3 and 2.5 USD per million.
    if (call.provider == "openrouter")
        return {300 * call.input + 2500 * call.output};
    const auto book = PriceBook::shipped();
    PriceRequest request;
    request.provider = call.provider;
    request.model = call.model;
    request.at = call.at;
    request.usage[TokenClass::Input] = call.input;
    request.usage[TokenClass::CacheRead] = call.cacheRead;
    request.usage[TokenClass::Output] = call.output;
    const Quote quote = book->quote(book->resolve(call.provider, call.model, {}), request);
    if (quote.status != Quote::Status::Priced)
        qFatal("no price for %s", call.model.c_str());
    return quote.cost;
}

/// A month of a team on three providers, one request in eight past the gateway.
std::vector<Call> month()
{
    struct Kind
    {
        const char *provider, *model, *project;
    };
    constexpr std::array kinds{Kind{"openai", "gpt-4.1-2025-04-14", "proj_web"},
                               Kind{"openai", "gpt-4.1-mini-2025-04-14", "proj_batch"},
                               Kind{"anthropic", "claude-sonnet-4-5", "wrkspc_01"},
                               Kind{"anthropic", "claude-haiku-4-5-20251001", "wrkspc_02"},
                               Kind{"openrouter", "google/gemini-2.5-flash", ""}};
    std::mt19937 random(20261101);
    const auto pick = [&random](int below) { return static_cast<int>(random() % below); };
    std::vector<Call> calls;
    for (int day = 1; day <= days; ++day) {
        for (int i = 0; i < 40; ++i) {
            const Kind &kind = kinds[static_cast<std::size_t>(pick(kinds.size()))];
            Call call;
            call.provider = kind.provider;
            call.model = kind.model;
            call.project = kind.project;
            const std::string n = std::to_string(pick(3));
            call.providerKey = std::string(kind.provider) + "_key_" + n;
            call.user = "user-" + n;
            call.gatewayKey = "vk-" + std::to_string(pick(4));
            call.id = "resp_" + std::to_string(1'000'000 + static_cast<int>(calls.size()));
            call.at = {midnight(day) + pick(86'400) * microsPerSecond};
            call.input = 500 + pick(20'000);
            call.cacheRead = call.provider == "openrouter" ? 0 : pick(5'000);
            call.output = 50 + pick(2'000);
            call.isSeen = pick(8) != 0;
            call.cost = priceOf(call);
            calls.push_back(call);
        }
    }
    return calls;
}

std::string cents(Money amount)
{
    const std::int64_t perCent = 10'000'000;
    std::string fraction = std::to_string(perCent + amount.nanos % perCent);
    return std::to_string(amount.nanos / perCent) + "." + fraction.substr(1);
}

struct Sums
{
    Money cost;
    std::int64_t input = 0, cacheRead = 0, output = 0, requests = 0;

    void add(const Call &call)
    {
        cost += call.cost;
        input += call.input;
        cacheRead += call.cacheRead;
        output += call.output;
        ++requests;
    }
};

using Key = std::array<std::string, 4>; // project, key, user, model
using ByKey = std::map<Key, Sums>;

std::map<int, ByKey> summed(const std::vector<Call> &calls, const std::string &provider)
{
    std::map<int, ByKey> sums;
    for (int day = 1; day <= days; ++day)
        sums[day];
    for (const Call &call : calls) {
        if (call.provider == provider)
            sums[static_cast<int>((call.at.micros - midnight(1)) / microsPerDay) + 1]
                [{call.project, call.providerKey, call.user, call.model}]
                    .add(call);
    }
    return sums;
}

std::string quoted(const std::string &text)
{
    return "\"" + text + "\"";
}

/// One page of everything, in the provider's own shape; a row from each group.
template <typename RowOf>
std::string page(const std::map<int, ByKey> &sums, const char *fromName, const char *toName,
                 bool asSeconds, RowOf rowOf)
{
    const auto time = [asSeconds](int day) {
        return asSeconds ? std::to_string(midnight(day) / microsPerSecond)
                         : quoted(toRfc3339({midnight(day)}));
    };
    std::string text = R"({"object":"page","data":[)";
    for (const auto &[day, groups] : sums) {
        text += std::string(day == 1 ? "" : ",") + "{\"" + fromName + "\":" + time(day) + ",\"" +
                toName + "\":" + time(day + 1) + ",\"results\":[";
        bool isFirst = true;
        for (const auto &[key, sum] : groups) {
            text += (isFirst ? "" : ",") + rowOf(key, sum);
            isFirst = false;
        }
        text += "]}";
    }
    return text + R"(],"has_more":false,"next_page":null})";
}

std::string gatewayLine(const Call &call)
{
    const std::string prompt = std::to_string(call.input + call.cacheRead);
    const std::string total = std::to_string(call.input + call.cacheRead + call.output);
    const std::string seconds = std::to_string(call.at.micros / microsPerSecond);
    return R"({"id":")" + call.id + R"(","litellm_call_id":"call-)" + call.id +
           R"(","call_type":"acompletion","response_cost":)" +
           (call.provider == "openrouter" ? toDecimal(call.cost) : "0.0") +
           R"(,"status":"success","custom_llm_provider":")" + call.provider +
           R"(","total_tokens":)" + total + R"(,"prompt_tokens":)" + prompt +
           R"(,"completion_tokens":)" + std::to_string(call.output) + R"(,"startTime":)" + seconds +
           R"(.0,"endTime":)" + seconds + R"(.5,"model":")" + call.model +
           R"(","metadata":{"user_api_key_alias":")" + call.gatewayKey +
           R"(","user_api_key_user_id":"u-)" + call.gatewayKey +
           R"(","usage_object":{"prompt_tokens":)" + prompt + R"(,"completion_tokens":)" +
           std::to_string(call.output) + R"(,"prompt_tokens_details":{"cached_tokens":)" +
           std::to_string(call.cacheRead) + "}}},\"cache_hit\":null}\n";
}

void give(Ingest &ingest, SourceKind kind, const char *series, std::string body)
{
    const Connector &connector = connectorFor(kind);
    const SeriesPlan *plan = planNamed(connector, series);
    QVERIFY(plan != nullptr);
    const std::size_t size = body.size();
    body.append(recordPadding, '\0');
    const PageRequest request{.range = {{midnight(1)}, {midnight(days + 1)}}};
    const Instant later{midnight(days + 12)};
    Result<PageEnd> end;
    const auto counts = ingest.importPage(
        connector.format(), std::string(connector.format().name),
        [&](Sink &sink) {
            end =
                connector.read(*plan, request, std::string_view(body).substr(0, size), later, sink);
        },
        {series, "done"});
    QVERIFY2(end.has_value(), end ? "" : end.error().text.c_str());
    QVERIFY2(counts.has_value(), counts ? "" : counts.error().text.c_str());
    QCOMPARE(counts->rejected, 0);
}

void giveReports(Ingest &ingest, const std::vector<Call> &calls)
{
    const auto openai = summed(calls, "openai");
    give(ingest, SourceKind::OpenAi, "usage/completions",
         page(openai, "start_time", "end_time", true, [](const Key &key, const Sums &sum) {
             return R"({"object":"organization.usage.completions.result","input_tokens":)" +
                    std::to_string(sum.input + sum.cacheRead) + R"(,"input_cached_tokens":)" +
                    std::to_string(sum.cacheRead) + R"(,"output_tokens":)" +
                    std::to_string(sum.output) + R"(,"num_model_requests":)" +
                    std::to_string(sum.requests) + R"(,"project_id":)" + quoted(key[0]) +
                    R"(,"user_id":)" + quoted(key[2]) + R"(,"api_key_id":)" + quoted(key[1]) +
                    R"(,"model":)" + quoted(key[3]) + R"(,"batch":false,"service_tier":null})";
         }));
    give(ingest, SourceKind::OpenAi, "costs",
         page(openai, "start_time", "end_time", true, [](const Key &key, const Sums &sum) {
             return R"({"object":"organization.costs.result","amount":{"value":")" +
                    toDecimal(sum.cost) + R"(","currency":"usd"},"line_item":)" +
                    quoted(key[3] + ", all") + R"(,"project_id":)" + quoted(key[0]) +
                    R"(,"api_key_id":)" + quoted(key[1]) + "}";
         }));
    const auto anthropic = summed(calls, "anthropic");
    give(
        ingest, SourceKind::Anthropic, "usage/messages",
        page(anthropic, "starting_at", "ending_at", false, [](const Key &key, const Sums &sum) {
            return R"({"uncached_input_tokens":)" + std::to_string(sum.input) +
                   R"(,"cache_read_input_tokens":)" + std::to_string(sum.cacheRead) +
                   R"(,"cache_creation":{"ephemeral_1h_input_tokens":0,"ephemeral_5m_input_tokens":0},"output_tokens":)" +
                   std::to_string(sum.output) +
                   R"(,"server_tool_use":{"web_search_requests":0},"api_key_id":)" +
                   quoted(key[1]) + R"(,"workspace_id":)" + quoted(key[0]) + R"(,"model":)" +
                   quoted(key[3]) + R"(,"service_tier":"standard","context_window":"0-200k"})";
        }));
    // The cost report knows neither keys nor users.
    std::map<int, ByKey> byModel;
    for (const auto &[day, groups] : anthropic) {
        byModel[day];
        for (const auto &[key, sum] : groups)
            byModel[day][{key[0], "", "", key[3]}].cost += sum.cost;
    }
    give(
        ingest, SourceKind::Anthropic, "costs",
        page(byModel, "starting_at", "ending_at", false, [](const Key &key, const Sums &sum) {
            return R"({"amount":")" + cents(sum.cost) +
                   R"(","currency":"USD","cost_type":"tokens","token_type":"output_tokens","description":)" +
                   quoted(key[3] + " Usage") + R"(,"model":)" + quoted(key[3]) +
                   R"(,"service_tier":"standard","context_window":"0-200k","workspace_id":)" +
                   quoted(key[0]) + "}";
        }));
    std::string activity = R"({"data":[)";
    for (const auto &[day, groups] : summed(calls, "openrouter")) {
        for (const auto &[key, sum] : groups)
            activity +=
                (activity.back() == '[' ? "" : ",") + std::string(R"({"date":")") +
                toRfc3339({midnight(day)}).substr(0, 10) + R"(","model":)" + quoted(key[3]) +
                R"(,"model_permaslug":)" + quoted(key[3]) + R"(,"endpoint_id":)" + quoted(key[1]) +
                R"(,"provider_name":"Google","usage":)" + toDecimal(sum.cost) +
                R"(,"byok_usage_inference":0,"requests":)" + std::to_string(sum.requests) +
                R"(,"prompt_tokens":)" + std::to_string(sum.input) + R"(,"completion_tokens":)" +
                std::to_string(sum.output) + R"(,"reasoning_tokens":0})";
    }
    give(ingest, SourceKind::OpenRouter, "activity", activity + "]}");
}

void giveGatewayLog(Ingest &ingest, const std::vector<Call> &calls, const QString &path)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (const Call &call : calls) {
        if (call.isSeen)
            file.write(QByteArray::fromStdString(gatewayLine(call)));
    }
    file.close();
    const auto counts = ingest.importPaths({file.fileName().toStdString()}, {});
    QVERIFY(counts.has_value());
    QCOMPARE(counts->rejected, 0);
}

/// Spend by provider, and what of it is not itemised.
std::pair<std::map<std::string, Money>, std::map<std::string, Money>>
spendOf(const std::string &path)
{
    auto reader = LedgerReader::open(path);
    Query query;
    query.by = {{Dimension::Provider, {}}};
    const auto answer = (*reader)->run(query);
    std::map<std::string, Money> spend;
    std::map<std::string, Money> open;
    for (const Row &row : answer->rows) {
        spend[row.key.front().value_or("-")] += row.measures.cost.value_or(Money{});
        if (row.isNotItemised)
            open[row.key.front().value_or("-")] += row.measures.cost.value_or(Money{});
    }
    return {spend, open};
}

} // namespace

/// A month on OpenAI, Anthropic and OpenRouter, told by their reports and by a gateway's log.
class TestMonth : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::vector<Call> m_calls = month();
    std::map<std::string, Money> m_billed, m_unseen;

private slots:
    void initTestCase()
    {
        for (const Call &call : m_calls) {
            m_billed[call.provider] += call.cost;
            if (!call.isSeen)
                m_unseen[call.provider] += call.cost;
        }
    }

    void withNoGatewayLogTheSpendIsRight()
    {
        const std::string path = m_folder.filePath(QStringLiteral("reports.sqlite")).toStdString();
        auto ingest = Ingest::open(path);
        giveReports(**ingest, m_calls);
        const auto [spend, open] = spendOf(path);
        QVERIFY(spend == m_billed);
        QVERIFY(open == m_billed); // nothing but statements
        // And it has users, keys and models where the provider's counts tell them.
        auto reader = LedgerReader::open(path);
        Query query;
        query.where.push_back({{Dimension::Provider, {}}, {std::string("openai")}});
        query.by = {{Dimension::User, {}}};
        const auto byUser = (*reader)->run(query);
        std::map<std::string, Money> users;
        for (const Call &call : m_calls) {
            if (call.provider == "openai")
                users[call.user] += call.cost;
        }
        QCOMPARE(byUser->rows.size(), users.size());
        for (const Row &row : byUser->rows) {
            // Each key has one user here, so that the sums are exact, not only in proportion.
            QCOMPARE(row.measures.cost.value_or(Money{}).nanos,
                     users[row.key.front().value_or("-")].nanos);
        }
        QVERIFY((*ingest)->check()->empty());
    }

    void withTheGatewaysLogItReconcilesToWhatPassedItBy_data()
    {
        QTest::addColumn<bool>("logFirst");
        QTest::newRow("reports first") << false;
        QTest::newRow("log first") << true;
    }
    void withTheGatewaysLogItReconcilesToWhatPassedItBy()
    {
        QFETCH(bool, logFirst);
        const std::string path =
            m_folder.filePath(logFirst ? QStringLiteral("a.sqlite") : QStringLiteral("b.sqlite"))
                .toStdString();
        auto ingest = Ingest::open(path);
        if (logFirst)
            giveGatewayLog(**ingest, m_calls, m_folder.filePath(QStringLiteral("gateway.jsonl")));
        giveReports(**ingest, m_calls);
        if (!logFirst)
            giveGatewayLog(**ingest, m_calls, m_folder.filePath(QStringLiteral("gateway.jsonl")));
        const auto [spend, open] = spendOf(path);
        QVERIFY(spend == m_billed);
        QVERIFY(open == m_unseen);
        auto reader = LedgerReader::open(path);
        const auto rows = (*reader)->reconciliation({});
        QVERIFY(rows.has_value());
        std::map<std::string, Money> unattributed;
        for (const ReconciliationRow &row : *rows) {
            unattributed[row.provider] += row.unattributed;
            QCOMPARE(row.drift.nanos, std::int64_t(0));
            QCOMPARE(row.billed.nanos, (row.attributed + row.unattributed).nanos);
            QVERIFY(row.isClosed);
        }
        QVERIFY(unattributed == m_unseen);
        QVERIFY((*ingest)->check()->empty());
    }
};

QTEST_APPLESS_MAIN(TestMonth)
#include "tst_month.moc"
