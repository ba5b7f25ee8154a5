// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/connector.h"
#include "tests/fakes/fakeproviders.h"

#include <QJsonDocument>
#include <QTest>

#include <map>
#include <set>

using namespace outlay;
using namespace outlay::fakes;
using namespace outlay::sources;
using namespace Qt::StringLiterals;

namespace {

using Kind = Statement::Kind;

constexpr Instant fixtureNow{fixtureNowMicros};

struct Row
{
    Kind kind = Kind::Cost;
    std::map<Field, std::string> fields;
    std::string day, description, content;
    Money billed;
    TokenUsage usage;
    std::int64_t requests = 0;
    Statement::PromptStep step = Statement::PromptStep::Unknown;
    bool isClosed = false;
};

struct Name
{
    DirectoryEntry::Kind kind = DirectoryEntry::Kind::User;
    std::string id, name, email, owner;
    bool isArchived = false;
};

/// Keeps copies of all it is told.
class Recorder final : public Sink
{
public:
    void observation(const Observation &observation) override
    {
        ++observations;
        reported += observation.reported.value_or(Money{});
    }
    void statement(const Statement &s) override
    {
        Row row{.kind = s.kind,
                .fields = {},
                .day = toRfc3339(s.bucket.from).substr(0, 10),
                .description = std::string(s.description),
                .content = std::string(s.content),
                .billed = s.billed,
                .usage = s.usage,
                .requests = s.requests,
                .step = s.promptStep,
                .isClosed = s.closed};
        for (std::size_t i = 0; i < fieldCount; ++i) {
            if (!s.fields[i].empty())
                row.fields[static_cast<Field>(i)] = std::string(s.fields[i]);
        }
        rows.push_back(std::move(row));
    }
    void bucket(const BucketDelivery &delivery) override
    {
        buckets[toRfc3339(delivery.bucket.from).substr(0, 10)] = delivery.closed;
    }
    void directory(const DirectoryEntry &entry) override
    {
        names.push_back({entry.kind, std::string(entry.id), std::string(entry.name),
                         std::string(entry.email), std::string(entry.ownerId), entry.isArchived});
    }
    void lineage(const LineageVector & /*vector*/) override {}
    void span(const SpanRecord & /*span*/) override {}
    void ignored() override {}
    void rejected(std::int64_t /*line*/, std::string_view reason) override
    {
        rejections.emplace_back(reason);
    }

    [[nodiscard]] Money billed(Kind kind = Kind::Cost, const std::string &day = {}) const
    {
        Money sum;
        for (const Row &row : rows) {
            if (row.kind == kind && (day.empty() || row.day == day))
                sum += row.billed;
        }
        return sum;
    }
    [[nodiscard]] const Name *named(const std::string &id) const
    {
        for (const Name &name : names) {
            if (name.id == id)
                return &name;
        }
        return nullptr;
    }

    std::vector<Row> rows;
    std::map<std::string, bool> buckets; ///< day -> closed
    std::vector<Name> names;
    std::vector<std::string> rejections;
    std::int64_t observations = 0;
    Money reported;
};

Instant at(const char *text)
{
    return parseInstant(text).value();
}

/// From Monday the 2nd to the end of Thursday the 5th.
PageRequest fixtureDays()
{
    return {.range = {at("2026-11-02"), at("2026-11-06")}};
}

Result<PageEnd> readPage(SourceKind kind, std::string_view series, QByteArray body, Sink &sink,
                         const PageRequest &page = fixtureDays(), Instant now = fixtureNow)
{
    const Connector &connector = connectorFor(kind);
    const SeriesPlan *plan = planNamed(connector, series);
    if (plan == nullptr)
        qFatal("no such series");
    const auto size = std::size_t(body.size());
    body.append(qsizetype(recordPadding), '\0');
    return connector.read(*plan, page, {body.constData(), size}, now, sink);
}

Result<PageEnd> readFixture(SourceKind kind, std::string_view series, const QString &name,
                            Sink &sink, const PageRequest &page = fixtureDays())
{
    return readPage(kind, series, fixture(name), sink, page);
}

std::string pathOf(SourceKind kind, std::string_view series, const PageRequest &page)
{
    const Connector &connector = connectorFor(kind);
    return connector.request(*planNamed(connector, series), page).path;
}

/// One bucket of OpenAI's costs with this amount.
QByteArray costPage(const QByteArray &amount, const QByteArray &from = "1793577600",
                    const QByteArray &to = "1793664000")
{
    return R"({"object":"page","data":[{"object":"bucket","start_time":)" + from +
           R"(,"end_time":)" + to + R"(,"results":[{"amount":{"value":)" + amount +
           R"(,"currency":"usd"},"project_id":"p1"},)" +
           R"({"amount":{"value":2.5,"currency":"usd"},"project_id":"p2"}]}],)" +
           R"("has_more":false,"next_page":null})";
}

} // namespace

class TestConnectors : public QObject
{
    Q_OBJECT

private slots:
    void openAiTokensAddUp()
    {
        Recorder seen;
        const auto first = readFixture(SourceKind::OpenAi, "usage/completions",
                                       u"openai/usage-completions-page1.json"_s, seen);
        QVERIFY(first);
        QVERIFY(first->next.find('+') != std::string::npos);
        const auto last = readFixture(SourceKind::OpenAi, "usage/completions",
                                      u"openai/usage-completions-page2.json"_s, seen);
        QVERIFY(last);
        QVERIFY(last->next.empty());
        std::int64_t input = 0;
        std::int64_t output = 0;
        std::int64_t requests = 0;
        for (const Row &row : seen.rows) {
            QCOMPARE(int(row.kind), int(Kind::Usage));
            input += row.usage.prompt();
            output += row.usage.total() - row.usage.prompt();
            requests += row.requests;
        }
        QCOMPARE(input, 17'422'000);
        QCOMPARE(output, 1'855'600);
        QCOMPARE(requests, 22'181);
        QCOMPARE(seen.buckets.size(), 4U); // the empty day, too
        QVERIFY(seen.rejections.empty());
    }

    void openAiTokensAreInDisjointClasses()
    {
        Recorder seen;
        QVERIFY(readFixture(SourceKind::OpenAi, "usage/completions",
                            u"openai/usage-completions-page2.json"_s, seen));
        const auto audio = std::find_if(seen.rows.begin(), seen.rows.end(), [](const Row &row) {
            return row.fields.at(Field::Model).starts_with("gpt-audio");
        });
        QVERIFY(audio != seen.rows.end());
        QVERIFY(audio->usage[TokenClass::InputAudio] > 0);
        QCOMPARE(audio->usage.prompt(), 60'000);
        // A row of the older shape: what is not cached is the rest.
        const auto older = std::find_if(seen.rows.begin(), seen.rows.end(),
                                        [](const Row &row) { return row.requests == 9120; });
        QVERIFY(older != seen.rows.end());
        QCOMPARE(older->usage[TokenClass::CacheRead], 1'960'000);
        QCOMPARE(older->usage[TokenClass::Input], 4'900'000 - 1'960'000);
        QVERIFY(!older->fields.contains(Field::User));
    }

    void openAiBatchIsATier()
    {
        Recorder seen;
        QVERIFY(readFixture(SourceKind::OpenAi, "usage/completions",
                            u"openai/usage-completions-page1.json"_s, seen));
        QVERIFY(std::any_of(seen.rows.begin(), seen.rows.end(), [](const Row &row) {
            return row.fields.contains(Field::Tier) && row.fields.at(Field::Tier) == "batch";
        }));
        QVERIFY(std::any_of(seen.rows.begin(), seen.rows.end(),
                            [](const Row &row) { return !row.fields.contains(Field::Tier); }));
    }

    void openAiCostsAddUp_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("numbers") << u"openai/costs-page1.json"_s;
        QTest::newRow("strings") << u"openai/costs-string-amount-page1.json"_s;
    }
    void openAiCostsAddUp()
    {
        QFETCH(QString, name);
        Recorder seen;
        QVERIFY(readFixture(SourceKind::OpenAi, "costs", name, seen));
        QCOMPARE(toDecimal(seen.billed()), "15.538340000");
        QCOMPARE(toDecimal(seen.billed(Kind::Cost, "2026-11-02")), "3.677840000");
        QCOMPARE(toDecimal(seen.billed(Kind::Cost, "2026-11-03")), "4.243200000");
        QCOMPARE(toDecimal(seen.billed(Kind::Cost, "2026-11-04")), "7.617300000");
        QVERIFY(seen.buckets.contains("2026-11-05"));
        QVERIFY(seen.rejections.empty());
    }

    void anthropicCostsAreCents()
    {
        Recorder seen;
        QVERIFY(readFixture(SourceKind::Anthropic, "costs", u"anthropic/cost-report-page1.json"_s,
                            seen));
        QCOMPARE(toDecimal(seen.billed()), "20.787700000");
        QCOMPARE(toDecimal(seen.billed(Kind::Cost, "2026-11-02")), "4.795700000");
        QCOMPARE(toDecimal(seen.billed(Kind::Cost, "2026-11-03")), "11.492000000");
        QCOMPARE(toDecimal(seen.billed(Kind::Cost, "2026-11-04")), "4.500000000");
        Money beyondTokens;
        for (const Row &row : seen.rows) {
            if (row.content.find("web_search") != std::string::npos ||
                row.content.find("code_execution") != std::string::npos)
                beyondTokens += row.billed;
        }
        QCOMPARE(toDecimal(beyondTokens), "1.125000000");
        QVERIFY(seen.rejections.empty());
    }

    void anthropicUsageIsToldByWindowTierAndWorkspace()
    {
        Recorder seen;
        for (const QString &name :
             {u"anthropic/usage-messages-page1.json"_s, u"anthropic/usage-messages-page2.json"_s})
            QVERIFY(readFixture(SourceKind::Anthropic, "usage/messages", name, seen));
        std::set<std::string> tiers;
        bool isAbove = false;
        bool hasDefault = false;
        std::int64_t writes = 0;
        for (const Row &row : seen.rows) {
            QCOMPARE(int(row.kind), int(Kind::Usage));
            tiers.insert(row.fields.at(Field::Tier));
            isAbove = isAbove || row.step == Statement::PromptStep::Above;
            hasDefault = hasDefault || row.fields.at(Field::Project) == "default";
            writes += row.usage[TokenClass::CacheWrite5m];
        }
        QVERIFY((tiers == std::set<std::string>{"batch", "priority", "standard"}));
        QVERIFY(isAbove);
        QVERIFY(hasDefault);
        QVERIFY2(writes > 0, "cache writes are nested");
    }

    void claudeCodeIsToldOnceAllPagesOfTheDayAreThere()
    {
        Recorder seen;
        PageRequest page{.range = {at("2026-11-03"), at("2026-11-04")}};
        const auto first = readFixture(SourceKind::Anthropic, "claude_code",
                                       u"anthropic/claude-code-page1.json"_s, seen, page);
        QVERIFY(first);
        QVERIFY(seen.rows.empty());
        page.cursor = first->next;
        page.memory = first->memory;
        const auto last = readFixture(SourceKind::Anthropic, "claude_code",
                                      u"anthropic/claude-code-page2.json"_s, seen, page);
        QVERIFY(last);
        QVERIFY(last->next.empty());
        QCOMPARE(toDecimal(seen.billed(Kind::Control)), "1.590000000");
        QCOMPARE(seen.buckets.size(), 1U);
        QVERIFY(std::any_of(seen.rows.begin(), seen.rows.end(), [](const Row &row) {
            return row.fields.contains(Field::User) &&
                   row.fields.at(Field::User) == "ada@haldenlabs.example";
        }));
    }

    void openRouterTellsItsOwnAndOthersMoneyApart()
    {
        Recorder seen;
        PageRequest page{.range = {at("2026-11-01"), at("2026-11-05")}};
        QVERIFY(readFixture(SourceKind::OpenRouter, "activity", u"openrouter/activity-page1.json"_s,
                            seen, page));
        Money credits;
        Money own;
        for (const Row &row : seen.rows)
            (row.description.starts_with("own key") ? own : credits) += row.billed;
        QCOMPARE(toDecimal(credits), "2.820000000");
        QCOMPARE(toDecimal(own), "0.410000000");
        // The day without a row was asked for, so it was zero.
        QCOMPARE(seen.buckets.size(), 4U);
        std::int64_t requests = 0;
        for (const Row &row : seen.rows)
            requests += row.requests;
        QVERIFY(requests >= 380 + 210 + 90 + 120);
    }

    void openRouterKeysCountTheMonth()
    {
        Recorder seen;
        PageRequest page{.range = {fixtureNow, fixtureNow}};
        QByteArray workspaces = R"({"data":[{"id":"w1","name":"Main"}],"total_count":1})";
        auto end = readPage(SourceKind::OpenRouter, "keys", workspaces, seen, page);
        QVERIFY(end);
        QVERIFY(!end->next.empty());
        page.cursor = end->next;
        QCOMPARE(pathOf(SourceKind::OpenRouter, "keys", page),
                 "keys?include_disabled=true&workspace_id=w1");
        end = readFixture(SourceKind::OpenRouter, "keys", u"openrouter/keys-page1.json"_s, seen,
                          page);
        QVERIFY(end);
        QVERIFY(end->next.empty());
        Money usage;
        Money own;
        for (const Row &row : seen.rows) {
            QCOMPARE(int(row.kind), int(Kind::Control));
            (row.description.ends_with("own keys") ? own : usage) += row.billed;
        }
        QCOMPARE(toDecimal(usage), "2.820000000");
        QCOMPARE(toDecimal(own), "0.410000000");
        QVERIFY(!seen.buckets.at("2026-11-01"));
        const Name *key =
            seen.named("6b1f0c52dd0f8a0303a7b5cc3fa07109c2e346cec7c0a16b40de462992ce9a11");
        QVERIFY(key != nullptr);
        QCOMPARE(key->name, "marek-laptop");
        QCOMPARE(key->owner, "user_2xQmR7tYpLz0VbNcKdHsJf");
        QVERIFY(std::any_of(seen.names.begin(), seen.names.end(),
                            [](const Name &name) { return name.isArchived; }));
    }

    void openRouterKeepsItsBalance()
    {
        Recorder seen;
        const auto end =
            readFixture(SourceKind::OpenRouter, "credits", u"openrouter/credits.json"_s, seen);
        QVERIFY(end);
        const QJsonObject kept =
            QJsonDocument::fromJson(QByteArray::fromStdString(end->memory)).object();
        QCOMPARE(kept.value("total_usage"_L1).toString(), u"147.720000000"_s);
        QCOMPARE(kept.value("total_credits"_L1).toString(), u"250.000000000"_s);
    }

    void aManagementKeyHasNoCountersOfItsOwn()
    {
        Recorder seen;
        QVERIFY(readPage(SourceKind::OpenRouter, "key",
                         R"({"data":{"is_management_key":true,"usage_monthly":0}})", seen));
        QVERIFY(seen.rows.empty());
        QVERIFY(readFixture(SourceKind::OpenRouter, "key", u"openrouter/key.json"_s, seen));
        // The lifetime counter is 41.62: not what counts.
        QCOMPARE(toDecimal(seen.billed(Kind::Control)), "1.620000000");
    }

    void openAiNamesAreWalkedThrough()
    {
        Recorder seen;
        PageRequest page{.range = {fixtureNow, fixtureNow}};
        std::vector<std::string> paths;
        FakeOpenAi fake;
        for (int i = 0; i < 20; ++i) {
            const std::string path = pathOf(SourceKind::OpenAi, "names", page);
            paths.push_back(path);
            FakeRequest request;
            const QByteArray text = QByteArray::fromStdString("/v1/" + path);
            request.path = text.left(text.indexOf('?'));
            request.headers["authorization"] = "Bearer " + fake.key;
            for (const QByteArray &item : text.mid(text.indexOf('?') + 1).split('&'))
                request.query.append(
                    {item.left(item.indexOf('=')), item.mid(item.indexOf('=') + 1)});
            const auto end =
                readPage(SourceKind::OpenAi, "names", fake.answer(request).body, seen, page);
            QVERIFY2(end, end ? "" : end.error().text.c_str());
            page.cursor = end->next;
            if (end->next.empty())
                break;
        }
        QCOMPARE(int(paths.size()), 5);
        QCOMPARE(paths[1], "organization/projects?limit=100&include_archived=true&after="
                           "proj_9tZs1LkUeGf6JqXnB3vMrD5a");
        QVERIFY(paths[3].find("owner_project_access=any") != std::string::npos);
        const Name *archived = seen.named("proj_0cHy7PwQiS2oEaNvK8lTzR4x");
        QVERIFY(archived != nullptr && archived->isArchived && !archived->name.empty());
        const Name *user = seen.named("user-7BwJr5TnGq2XoLv9EiCmUzAk");
        QVERIFY(user != nullptr);
        QCOMPARE(user->name, "Marek Dvořák");
        QCOMPARE(user->email, "marek@haldenlabs.example");
        const Name *key = seen.named("key_H6sJd3UzFb9GeQaV");
        QVERIFY(key != nullptr);
        QCOMPARE(key->owner, "user-7BwJr5TnGq2XoLv9EiCmUzAk");
    }

    void anthropicNamesIncludeTheDefaultWorkspace()
    {
        Recorder seen;
        PageRequest page{.range = {fixtureNow, fixtureNow}};
        for (const QString &name :
             {u"anthropic/workspaces-page1.json"_s, u"anthropic/users-page1.json"_s,
              u"anthropic/api-keys-page1.json"_s}) {
            const auto end = readFixture(SourceKind::Anthropic, "names", name, seen, page);
            QVERIFY(end);
            page.cursor = end->next;
        }
        QVERIFY(page.cursor.empty());
        QVERIFY(seen.named("default") != nullptr);
        QCOMPARE(seen.named("wrkspc_01Tz5Jw9EoUs4GhQ6YnCiVxB")->name, "Claude Code");
        QCOMPARE(seen.named("user_01Kq8WvRtYx2ZpLmNbHcSdF")->email, "ada@haldenlabs.example");
        QCOMPARE(seen.named("apikey_01Rv6DkPmT3xWqLz8YbNcSfJ")->owner,
                 "user_01Kq8WvRtYx2ZpLmNbHcSdF");
    }

    void liteLlmRowsGoTheWayOfItsLogs()
    {
        Recorder seen;
        PageRequest page{.range = {at("2026-03-03T00:00:00Z"), at("2026-03-03T01:00:00Z")}};
        QFile file(QStringLiteral(OUTLAY_TEST_DATA "/formats/litellm/spend-logs/page1.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto end = readPage(SourceKind::LiteLlm, "logs", file.readAll(), seen, page);
        QVERIFY2(end, end ? "" : end.error().text.c_str());
        QVERIFY(seen.observations > 0);
        QVERIFY(seen.rejections.empty());
    }

    void liteLlmNoticesRowsThatShift()
    {
        FakeLiteLlm fake;
        for (int i = 0; i < 100; ++i)
            fake.rows.append(FakeLiteLlm::row(u"req-%1"_s.arg(i), u"2026-03-03T00:10:00Z"_s, 0.1));
        const QByteArray full =
            QJsonDocument(QJsonObject{{u"data"_s, fake.rows}, {u"total"_s, 101}}).toJson();
        Recorder seen;
        PageRequest page{.range = {at("2026-03-03T00:00:00Z"), at("2026-03-03T01:00:00Z")}};
        const auto first = readPage(SourceKind::LiteLlm, "logs", full, seen, page);
        QVERIFY(first);
        QCOMPARE(first->next, "2");
        page.cursor = first->next;
        page.memory = first->memory;
        // A row came in between: the last of page 1 is the first of page 2, and one is missing.
        const auto shifted = [&](int total) {
            const QJsonArray rows{fake.rows.at(99),
                                  FakeLiteLlm::row(u"req-100"_s, u"2026-03-03T00:09:00Z"_s, 0.1)};
            return QJsonDocument(QJsonObject{{u"data"_s, rows}, {u"total"_s, total}}).toJson();
        };
        auto last = readPage(SourceKind::LiteLlm, "logs", shifted(102), seen, page);
        QVERIFY(last && last->next.empty() && last->isTorn);
        last = readPage(SourceKind::LiteLlm, "logs", shifted(101), seen, page);
        QVERIFY(last && !last->isTorn);
    }

    void liteLlmBudgetsAreKept()
    {
        Recorder seen;
        const auto end = readPage(
            SourceKind::LiteLlm, "teams",
            R"([{"team_id":"t-core","team_alias":"Core","max_budget":300.0,"soft_budget":2.5e2,)"
            R"("budget_duration":"1mo"},{"team_id":"t-free","max_budget":null}])",
            seen);
        QVERIFY(end);
        QCOMPARE(end->memory,
                 R"([{"budget_duration":"1mo","id":"t-core","max_budget":"300.000000000",)"
                 R"("soft_budget":"250.000000000"}])");
        QCOMPARE(seen.names.size(), 2U);
    }

    void liteLlmSumsOfDaysAreNoRows()
    {
        Recorder seen;
        PageRequest page = fixtureDays();
        page.variant = 2;
        QVERIFY(!readPage(SourceKind::LiteLlm, "logs",
                          R"([{"startTime":null,"spend":1.0,"users":{},"models":{}}])", seen,
                          page));
        QCOMPARE(pathOf(SourceKind::LiteLlm, "logs", page),
                 "spend/logs?summarize=false&start_date=2026-11-05&end_date=2026-11-06");
    }

    // --- Traps

    void asksAsTheProvidersDocument()
    {
        PageRequest page = fixtureDays();
        page.cursor = "page_AA+/B=";
        QCOMPARE(pathOf(SourceKind::OpenAi, "costs", page),
                 "organization/costs?start_time=1793577600&end_time=1793923200&bucket_width=1d"
                 "&limit=180&group_by%5B%5D=project_id&group_by%5B%5D=line_item"
                 "&group_by%5B%5D=api_key_id&page=page_AA%2B%2FB%3D");
        const std::string report = pathOf(SourceKind::Anthropic, "usage/messages", page);
        QVERIFY(report.find("starting_at=2026-11-02T00%3A00%3A00Z") != std::string::npos);
        QVERIFY(report.find("group_by%5B%5D=context_window") != std::string::npos);
        QVERIFY(report.find("page=page_AA%2B%2FB%3D") != std::string::npos);
        QVERIFY2(report.find("ending_at") == std::string::npos, "today would be left out");
        page.isBackfill = true;
        QVERIFY2(pathOf(SourceKind::Anthropic, "costs", page)
                         .find("ending_at=2026-11-07T00%3A00%3A00Z") != std::string::npos,
                 "a day more, as the end may leave its day out");
        QCOMPARE(pathOf(SourceKind::OpenRouter, "activity", page), "activity?group_by=workspace");
        page.cursor.clear();
        QCOMPARE(pathOf(SourceKind::LiteLlm, "logs", page),
                 "spend/logs/v2?start_date=2026-11-02%2000%3A00%3A00&end_date=2026-11-06%2000%3A00"
                 "%3A00&page_size=100&page=1");
    }

    void a200WithoutItsEnvelopeIsAnError_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("empty object") << QByteArray("{}");
        QTest::newRow("empty array") << QByteArray("[]");
        QTest::newRow("null") << QByteArray("null");
        QTest::newRow("data is null") << QByteArray(R"({"data":null,"has_more":false})");
        QTest::newRow("no has_more") << QByteArray(R"({"data":[]})");
        QTest::newRow("has_more is text") << QByteArray(R"({"data":[],"has_more":"false"})");
        QTest::newRow("more without cursor")
            << QByteArray(R"({"data":[],"has_more":true,"next_page":null})");
        QTest::newRow("an error with 200") << QByteArray(R"({"error":{"message":"x"}})");
        QTest::newRow("cut off") << fixture(u"openai/costs-page1.json"_s).left(5'000);
        QTest::newRow("invalid UTF-8")
            << QByteArray("{\"data\":[],\"x\":\"\xff\xfe\",\"has_more\":false}");
        QTest::newRow("text") << QByteArray("OK");
        QTest::newRow("a page") << QByteArray("<html></html>");
        QTest::newRow("a million deep") << QByteArray(1'000'000, '[');
        QTest::newRow("a bucket without results") << QByteArray(
            R"({"data":[{"start_time":1793577600,"end_time":1793664000,)"
            R"("starting_at":"2026-11-02","ending_at":"2026-11-03"}],"has_more":false})");
        QTest::newRow("a bucket without times")
            << QByteArray(R"({"data":[{"results":[]}],"has_more":false})");
    }
    void a200WithoutItsEnvelopeIsAnError()
    {
        QFETCH(QByteArray, body);
        for (const auto &[kind, series] : {std::pair(SourceKind::OpenAi, "costs"),
                                           std::pair(SourceKind::OpenAi, "usage/completions"),
                                           std::pair(SourceKind::Anthropic, "costs"),
                                           std::pair(SourceKind::Anthropic, "usage/messages")}) {
            Recorder seen;
            const auto end = readPage(kind, series, body, seen);
            QVERIFY2(!end, series);
            QVERIFY(!end.error().text.empty() && end.error().text.size() < 300);
        }
    }

    void oddButValidJsonIsTaken()
    {
        const QByteArray byteOrderMark = "\xef\xbb\xbf";
        for (const QByteArray &body :
             {QByteArray(byteOrderMark + costPage("1")),
              costPage("1").replace("[{\"object", "[ {\"object"), costPage(R"(7,"value":1)"),
              costPage(R"("1.000")"), costPage("1e0")}) {
            Recorder seen;
            const auto end = readPage(SourceKind::OpenAi, "costs", body, seen);
            QVERIFY2(end, body.constData());
            QCOMPARE(toDecimal(seen.billed()), "3.500000000");
        }
    }

    void anAmountThatIsNoneIsRejectedAndTheRestKept_data()
    {
        QTest::addColumn<QByteArray>("amount");
        for (const char *amount : {"null", "\"\"", "\"NaN\"", "\"Infinity\"", "\"1,234.5\"", "true",
                                   "\"0x10\"", "1e400", "[]", "{}", "\"12 USD\"", "9300000000"})
            QTest::newRow(amount) << QByteArray(amount);
    }
    void anAmountThatIsNoneIsRejectedAndTheRestKept()
    {
        QFETCH(QByteArray, amount);
        Recorder seen;
        const auto end = readPage(SourceKind::OpenAi, "costs", costPage(amount), seen,
                                  fixtureDays(), at("2026-12-31"));
        QVERIFY2(end, end ? "" : end.error().text.c_str());
        QCOMPARE(int(seen.rejections.size()), 1);
        QVERIFY2(seen.rejections[0].starts_with("costs of 2026-11-02: amount.value"),
                 seen.rejections[0].c_str());
        QCOMPARE(toDecimal(seen.billed()), "2.500000000");
        QVERIFY2(!seen.buckets.at("2026-11-02"), "what lacks a row is not closed");
    }

    void otherCurrenciesAreNotTakenForDollars()
    {
        Recorder seen;
        QVERIFY(readPage(SourceKind::OpenAi, "costs", costPage("1").replace("usd", "eur"), seen));
        QCOMPARE(int(seen.rejections.size()), 2);
        QVERIFY(seen.rows.empty());
    }

    void digitsAreNotLost()
    {
        Recorder seen;
        QVERIFY(readPage(SourceKind::OpenAi, "costs", costPage("\"1234567.123456789\""), seen));
        QCOMPARE(toDecimal(seen.billed()), "1234569.623456789");
        Recorder cents;
        QVERIFY(readPage(SourceKind::Anthropic, "costs",
                         R"({"data":[{"starting_at":"2026-11-02T00:00:00Z","ending_at":)"
                         R"("2026-11-03T00:00:00Z","results":[{"amount":"123456789.1234567",)"
                         R"("currency":"USD"}]}],"has_more":false,"next_page":null})",
                         cents));
        QCOMPARE(toDecimal(cents.billed()), "1234567.891234567");
    }

    void aBucketThatIsNoWholeDayIsRefused()
    {
        Recorder seen;
        const auto end = readPage(SourceKind::OpenAi, "costs", costPage("1", "1793577601"), seen);
        QVERIFY(!end);
        QVERIFY2(end.error().text.find("2026-11-02T00:00:01Z") != std::string::npos,
                 end.error().text.c_str());
    }

    void aBucketToldTwiceIsRefused()
    {
        QByteArray body = costPage("1");
        const QByteArray bucket =
            body.mid(body.indexOf('[') + 1, body.indexOf("],\"has_more") - body.indexOf('[') - 1);
        body.replace("],\"has_more", QByteArray("," + bucket + "],\"has_more"));
        Recorder seen;
        const auto end = readPage(SourceKind::OpenAi, "costs", body, seen);
        QVERIFY(!end);
        QVERIFY(end.error().text.find("twice") != std::string::npos);
    }

    void aDayIsClosedOnceItIsPastRestating()
    {
        for (const auto &[now, isClosed] :
             {std::pair("2026-11-09T23:59:59Z", false), std::pair("2026-11-10T00:00:00Z", true)}) {
            Recorder seen;
            QVERIFY(
                readPage(SourceKind::OpenAi, "costs", costPage("1"), seen, fixtureDays(), at(now)));
            QCOMPARE(seen.buckets.at("2026-11-02"), isClosed);
            QCOMPARE(seen.rows.at(0).isClosed, isClosed);
        }
    }

    void rowsOfTheSameNameAddUp()
    {
        Recorder seen;
        QVERIFY(readPage(SourceKind::OpenAi, "costs", costPage("1").replace("p2", "p1"), seen));
        QCOMPARE(int(seen.rows.size()), 1);
        QCOMPARE(toDecimal(seen.billed()), "3.500000000");
    }

    void theNameOfARowIsNotItsAmount()
    {
        Recorder before;
        Recorder after;
        QVERIFY(readPage(SourceKind::OpenAi, "costs", costPage("1"), before));
        QVERIFY(readPage(SourceKind::OpenAi, "costs", costPage("9"), after));
        QCOMPARE(before.rows.at(0).content, after.rows.at(0).content);
        QVERIFY(before.rows.at(0).content != before.rows.at(1).content);
    }

    void knowsItsOwnErrors_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("isOwn");
        QTest::addColumn<QString>("text");
        const auto own = [](SourceKind kind, const QString &name, const QString &text) {
            QTest::newRow(qPrintable(name)) << int(kind) << fixtureReply(name).body << true << text;
        };
        own(SourceKind::OpenAi, u"openai/error-401.http.json"_s, u"Incorrect API key"_s);
        own(SourceKind::OpenAi, u"openai/error-403-missing-scope.http.json"_s, u"Missing scopes"_s);
        own(SourceKind::OpenAi, u"openai/error-404-rate-limits.http.json"_s, u"was not found"_s);
        own(SourceKind::Anthropic, u"anthropic/error-403.http.json"_s,
            u"does not have permission"_s);
        own(SourceKind::OpenRouter, u"openrouter/error-403-not-management-key.http.json"_s,
            u"Only management keys"_s);
        QTest::newRow("LiteLLM's detail")
            << int(SourceKind::LiteLlm) << QByteArray(R"({"detail":"Not allowed"})") << true
            << "Not allowed";
        for (const SourceKindFacts &facts : sourceKinds()) {
            if (!facts.isPolled)
                continue;
            for (const char *body : {"", "Access denied", "{}", R"({"blocked":true})", "[1]"})
                QTest::addRow("%s %s", facts.word, body)
                    << int(facts.kind) << QByteArray(body) << false << QString();
        }
    }
    void knowsItsOwnErrors()
    {
        QFETCH(int, kind);
        QFETCH(QByteArray, body);
        QFETCH(bool, isOwn);
        QFETCH(QString, text);
        const Connector &connector = connectorFor(static_cast<SourceKind>(kind));
        const auto size = std::size_t(body.size());
        body.append(qsizetype(recordPadding), '\0');
        const std::string_view view(body.constData(), size);
        QCOMPARE(connector.isOwnError(view), isOwn);
        QVERIFY2(connector.errorText(view).find(text.toStdString()) != std::string::npos,
                 connector.errorText(view).c_str());
    }
};

QTEST_GUILESS_MAIN(TestConnectors)
#include "tst_connectors.moc"
