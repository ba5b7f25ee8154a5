// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/jsontree.h"
#include "models/formats/observationline.h"
#include "tests/models/formats/collector.h"

#include <QJsonDocument>
#include <QTest>

#include <random>

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr Observer observer{"my source", "otlp", Rank::OtelSpan, Growth::Max};

/// Random but repeatable values; keeps the texts it makes.
class Maker
{
public:
    explicit Maker(unsigned seed) : m_random(seed) {}

    std::uint64_t number() { return m_random(); }
    std::int64_t upTo(std::int64_t most)
    {
        return std::int64_t(m_random() % std::uint64_t(most + 1));
    }
    bool coin() { return (m_random() & 1U) != 0; }
    std::string_view text()
    {
        static const std::vector<std::string> parts = {
            "a", "Ä", "\"",   "\\",  "\n", "\t", "\x01", "/", " ", "\xf0\x9f\x98\x80",
            "0", "{", "null", "\x7f"};
        std::string made;
        for (std::int64_t i = upTo(6); i > 0; --i)
            made += parts[std::size_t(upTo(std::int64_t(parts.size()) - 1))];
        m_texts.push_back(std::make_unique<std::string>(std::move(made)));
        return *m_texts.back();
    }
    std::string_view someText()
    {
        std::string_view made;
        while (made.empty())
            made = text();
        return made;
    }
    Instant time()
    {
        return Instant{earliestEvent.micros + upTo(latestEvent.micros - earliestEvent.micros - 1)};
    }
    std::optional<Money> money()
    {
        if (coin())
            return std::nullopt;
        return Money{std::int64_t(m_random())};
    }
    Observation observation()
    {
        Observation o;
        for (std::int64_t i = upTo(3); i > 0; --i) {
            const auto space = TokenSpace(upTo(4));
            if (coin())
                o.tokens.push_back({space, someText(), std::nullopt});
            else
                o.tokens.push_back({space, {}, number()});
        }
        o.content = text();
        if (coin()) {
            o.content = {};
            o.readyContentHash = number();
        }
        if (coin())
            o.readyOperationHash = number();
        o.source = text();
        if (coin())
            o.rank = Rank(upTo(5));
        if (coin())
            o.growth = Growth(upTo(2));
        o.at = time();
        for (std::string_view &field : o.fields)
            field = coin() ? text() : std::string_view();
        for (std::int64_t i = upTo(3); i > 0; --i)
            o.tags.push_back({text(), text()});
        for (std::int64_t &count : o.usage.counts)
            count = coin() ? upTo(maxTokens) : 0;
        o.servedTokens = coin() ? upTo(maxTokens) : 0;
        o.hasCacheTtlSplit = coin();
        o.isFinal = coin();
        o.isGatewayCacheHit = coin();
        o.standing = std::uint8_t(upTo(255));
        o.version = std::int64_t(number());
        o.outcome = Outcome(upTo(4));
        o.canSeeFailures = coin();
        o.httpStatus = int(upTo(599));
        o.attempt = std::int32_t(upTo(100));
        o.retries = std::int32_t(upTo(100));
        o.requests = upTo(1000);
        o.latencyMicros = upTo(1'000'000) - 1;
        o.timeToFirstTokenMicros = upTo(1'000'000) - 1;
        o.billed = money();
        o.reported = money();
        o.client = money();
        o.promptHash = coin() ? number() : 0;
        return o;
    }

private:
    std::mt19937_64 m_random;
    std::vector<std::unique_ptr<std::string>> m_texts;
};

void compare(const Seen &seen, const Observation &o)
{
    QCOMPARE(seen.source, std::string(o.source.empty() ? observer.source : o.source));
    QCOMPARE(seen.o.rank, std::optional(o.rank.value_or(observer.rank)));
    QCOMPARE(seen.o.growth, std::optional(o.growth.value_or(observer.growth)));
    QCOMPARE(seen.o.at.micros, o.at.micros);
    QCOMPARE(seen.tokens.size(), o.tokens.size());
    for (std::size_t i = 0; i < o.tokens.size(); ++i) {
        QCOMPARE(seen.tokens[i].first, o.tokens[i].space);
        QCOMPARE(seen.tokens[i].second, std::string(o.tokens[i].value));
        QCOMPARE(seen.o.tokens[i].hash, o.tokens[i].hash);
    }
    QCOMPARE(*seen.o.readyContentHash, o.readyContentHash.value_or(contentHash(o.content)));
    QCOMPARE(seen.o.readyOperationHash, o.readyOperationHash);
    for (std::size_t i = 0; i < fieldCount; ++i)
        QCOMPARE(seen.texts[i], std::string(o.fields[i]));
    QCOMPARE(seen.tagList.size(), o.tags.size());
    for (std::size_t i = 0; i < o.tags.size(); ++i) {
        QCOMPARE(seen.tagList[i].first, std::string(o.tags[i].key));
        QCOMPARE(seen.tagList[i].second, std::string(o.tags[i].value));
    }
    QCOMPARE(seen.o.usage.counts, o.usage.counts);
    QCOMPARE(seen.o.servedTokens, o.servedTokens);
    QCOMPARE(seen.o.hasCacheTtlSplit, o.hasCacheTtlSplit);
    QCOMPARE(seen.o.isFinal, o.isFinal);
    QCOMPARE(seen.o.isGatewayCacheHit, o.isGatewayCacheHit);
    QCOMPARE(seen.o.standing, o.standing);
    QCOMPARE(seen.o.version, o.version);
    QCOMPARE(seen.o.outcome, o.outcome);
    QCOMPARE(seen.o.canSeeFailures, o.canSeeFailures);
    QCOMPARE(seen.o.httpStatus, o.httpStatus);
    QCOMPARE(seen.o.attempt, o.attempt);
    QCOMPARE(seen.o.retries, o.retries);
    QCOMPARE(seen.o.requests, o.requests);
    QCOMPARE(seen.o.latencyMicros, o.latencyMicros);
    QCOMPARE(seen.o.timeToFirstTokenMicros, o.timeToFirstTokenMicros);
    QVERIFY(seen.o.billed == o.billed && seen.o.reported == o.reported &&
            seen.o.client == o.client);
    QCOMPARE(seen.o.promptHash, o.promptHash);
}

Collector read(const std::string &lines)
{
    return readWith("observations", QByteArray::fromStdString(lines));
}

} // namespace

class TestObservations : public QObject
{
    Q_OBJECT

private slots:
    void everyFieldComesBack()
    {
        for (unsigned seed = 0; seed < 2000; ++seed) {
            Maker make(seed);
            const Observation o = make.observation();
            std::string line;
            appendJsonLine(o, observer, line);
            const Collector seen = read(line);
            QVERIFY2(seen.rejections.empty(),
                     qPrintable(seen.reasons() + QString::fromStdString(line)));
            QCOMPARE(seen.observations.size(), std::size_t(1));
            compare(seen.observations[0], o);
            if (QTest::currentTestFailed())
                qFatal("seed %u: %s", seed, line.c_str());
        }
    }

    void aLineReadAndWrittenAgainIsTheSame()
    {
        for (unsigned seed = 0; seed < 200; ++seed) {
            Maker make(seed);
            const Observation o = make.observation();
            std::string first;
            appendJsonLine(o, observer, first);
            struct Again final : Sink
            {
                std::string line;
                void observation(const Observation &again) override
                {
                    appendJsonLine(again, Observer{{}, observer.format, {}, {}}, line);
                }
                void statement(const Statement &) override {}
                void lineage(const LineageVector &) override {}
                void span(const SpanRecord &) override {}
                void ignored() override {}
                void rejected(std::int64_t, std::string_view) override {}
            } again;
            const auto reader = formatNamed("observations")->create({});
            eachLine(QByteArray::fromStdString(first),
                     [&](std::string_view line, std::int64_t number) {
                         reader->line(line, number, again);
                     });
            QCOMPARE(again.line, first);
        }
    }

    /// As jq -S writes them, with -c, without, and with -s.
    void keysInAnotherOrderAndLayoutAreTheSame()
    {
        std::vector<std::unique_ptr<Maker>> makers;
        std::vector<Observation> all;
        QByteArray sorted, spread, list;
        for (unsigned seed = 0; seed < 20; ++seed) {
            makers.push_back(std::make_unique<Maker>(seed));
            all.push_back(makers.back()->observation());
            std::string line;
            appendJsonLine(all.back(), observer, line);
            const QJsonDocument json = QJsonDocument::fromJson(QByteArray::fromStdString(line));
            sorted += json.toJson(QJsonDocument::Compact) + '\n';
            spread += json.toJson(QJsonDocument::Indented);
            list += (list.isEmpty() ? "[" : ",") + json.toJson(QJsonDocument::Indented);
        }
        list += "]\n";
        QVERIFY(!sorted.startsWith("{\"outlay\"")); // Qt sorts
        for (const QByteArray &bytes : {sorted, spread, list}) {
            const std::string_view head(bytes.constData(), std::size_t(bytes.size()));
            const Format *sniffed = sniff(head, "x.json");
            QVERIFY(sniffed != nullptr);
            QCOMPARE(std::string(sniffed->name), std::string("observations"));
            const Collector seen = readWith("observations", bytes);
            QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons()));
            QCOMPARE(seen.observations.size(), all.size());
            for (std::size_t i = 0; i < all.size(); ++i)
                compare(seen.observations[i], all[i]);
        }
    }

    void quotasComeBack()
    {
        QuotaObservation quota;
        quota.plan = "plus";
        quota.limit = "a \"b\"";
        quota.window = "primary";
        quota.at = Instant{1'700'000'000'123'456};
        quota.used = 1234;
        quota.minutes = 300;
        std::string lines;
        appendJsonLine(quota, observer, lines);
        quota.resetsAt = Instant{1'700'000'100'000'000};
        quota.minutes = 0;
        appendJsonLine(quota, observer, lines);
        const Collector seen = read(lines);
        QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons()));
        QCOMPARE(seen.quotaNames,
                 (std::vector<std::string>{"plus/a \"b\"/primary", "plus/a \"b\"/primary"}));
        QCOMPARE(seen.quotas[0].at.micros, quota.at.micros);
        QCOMPARE(seen.quotas[0].used, std::int64_t(1234));
        QCOMPARE(seen.quotas[0].minutes, std::int64_t(300));
        QVERIFY(!seen.quotas[0].resetsAt);
        QCOMPARE(seen.quotas[1].minutes, std::int64_t(0));
        QVERIFY(seen.quotas[1].resetsAt == quota.resetsAt);
        // One that would hold for ever is not taken.
        quota.resetsAt.reset();
        std::string endless;
        appendJsonLine(quota, observer, endless);
        QCOMPARE(read(endless).rejections.size(), std::size_t(1));
    }

    void lineagesSpansAndStatementsComeBack()
    {
        for (unsigned seed = 0; seed < 500; ++seed) {
            Maker make(seed);
            const Observation o = make.observation();
            std::string lines;
            LineageVector vector;
            vector.base = &o;
            vector.session = make.someText();
            vector.parent = make.text();
            vector.ordinal = make.upTo(1'000'000);
            for (std::size_t i = 0; i < vector.last.size(); ++i) {
                vector.last[i] = make.upTo(1000) - 1;
                vector.total[i] = make.upTo(maxTokens);
            }
            appendJsonLine(vector, observer, lines);

            SpanRecord span;
            span.kind = SpanRecord::Kind(make.upTo(2));
            if (make.coin()) {
                span.traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
                span.spanId = "00000000000000ab";
                span.parentSpanId = make.text();
            } else {
                span.readyHashes = {make.number(), make.number(), 0};
            }
            span.start = make.time();
            span.end = make.time();
            span.agentName = make.text();
            span.source = make.text();
            Observation usage = make.observation();
            usage.source = span.source;
            span.usage = span.kind == SpanRecord::Kind::Link ? nullptr : &usage;
            appendJsonLine(span, observer, lines);

            Statement statement;
            statement.content = make.text();
            statement.id = make.text();
            statement.bucket = {Instant{1'700'000'000'000'000},
                                Instant{1'700'000'000'000'000 + 1 + make.upTo(1'000'000'000)}};
            for (std::string_view &field : statement.fields)
                field = make.text();
            statement.billed = Money{std::int64_t(make.number())};
            statement.requests = make.upTo(1000);
            statement.usage[TokenClass::Output] = make.upTo(maxTokens);
            statement.closed = make.coin();
            statement.description = make.text();
            statement.source = make.text();
            appendJsonLine(statement, observer, lines);

            const Collector seen = read(lines);
            QVERIFY2(seen.rejections.empty(),
                     qPrintable(seen.reasons() + QString::fromStdString(lines)));
            QCOMPARE(seen.lineages.size(), std::size_t(1));
            compare(seen.observations[0], o);
            QCOMPARE(seen.lineageNames[0],
                     std::make_pair(std::string(vector.session), std::string(vector.parent)));
            QCOMPARE(seen.lineages[0].ordinal, vector.ordinal);
            QCOMPARE(seen.lineages[0].last, vector.last);
            QCOMPARE(seen.lineages[0].total, vector.total);

            QCOMPARE(seen.spans.size(), std::size_t(1));
            const SeenSpan &spanSeen = seen.spans[0];
            QVERIFY(spanSeen.span.kind == span.kind);
            QCOMPARE(spanSeen.trace, std::string(span.traceId));
            QCOMPARE(spanSeen.id, std::string(span.spanId));
            QCOMPARE(spanSeen.parent, std::string(span.parentSpanId));
            QCOMPARE(spanSeen.agentName, std::string(span.agentName));
            QVERIFY(spanSeen.span.readyHashes == span.readyHashes);
            QCOMPARE(spanSeen.span.start.micros, span.start.micros);
            QCOMPARE(spanSeen.span.end.micros, span.end.micros);
            QCOMPARE(spanSeen.usage.size(), std::size_t(span.usage == nullptr ? 0 : 1));
            if (span.usage != nullptr)
                compare(spanSeen.usage[0], usage);

            QCOMPARE(seen.statements.size(), std::size_t(1));
            const SeenStatement &said = seen.statements[0];
            QCOMPARE(*said.statement.readyHash, statementHash(statement));
            QVERIFY(said.statement.bucket == statement.bucket);
            for (std::size_t i = 0; i < fieldCount; ++i)
                QCOMPARE(said.texts[i], std::string(statement.fields[i]));
            QCOMPARE(said.statement.billed.nanos, statement.billed.nanos);
            QCOMPARE(said.statement.requests, statement.requests);
            QCOMPARE(said.statement.usage.counts, statement.usage.counts);
            QCOMPARE(said.statement.closed, statement.closed);
            QCOMPARE(said.description, std::string(statement.description));
            if (QTest::currentTestFailed())
                qFatal("seed %u: %s", seed, lines.c_str());
        }
    }

    void contentNeverLeaves()
    {
        Observation o;
        o.at = Instant{1'700'000'000'000'000};
        o.content = "the prompt";
        std::string line;
        appendJsonLine(o, observer, line);
        QVERIFY(line.find("the prompt") == std::string::npos);
        QCOMPARE(sniff(line, "x")->name, std::string_view("observations"));
    }

    void refusesForeignAndBrokenLines_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("words");
        const QByteArray good =
            R"({"outlay":1,"kind":"observation","source":"s","rank":"gateway","growth":"max","at":"2026-01-01","content_hash":"0123456789abcdef"})";
        const auto row = [&](const char *name, const char *from, const char *to,
                             const char *words) {
            QByteArray line = good;
            line.replace(from, to);
            QTest::newRow(name) << line << QString::fromUtf8(words);
        };
        row("newer", "\"outlay\":1", "\"outlay\":2", "newer Outlay");
        row("foreign", "\"outlay\":1", "\"x\":1", "missing");
        row("kind", "\"observation\"", "\"other\"", "kind");
        row("rank", "gateway", "boss", "rank");
        row("growth", "max", "min", "growth");
        row("time", "2026-01-01", "1026-01-01", "at");
        row("hash", "0123456789abcdef", "0123", "content_hash");
        row("no hash", "content_hash", "other_hash", "content_hash");
        row("negative", "\"source\"", "\"input_tokens\":-1,\"source\"", "negative");
        row("standing", "\"source\"", "\"standing\":256,\"source\"", "standing");
        row("cost", "\"source\"", "\"billed_usd\":\"NaN\",\"source\"", "billed_usd");
        row("token", "\"source\"", "\"tokens\":[[\"response\"]],\"source\"", "tokens");
        row("token space", "\"source\"", "\"tokens\":[[\"x\",\"y\"]],\"source\"", "tokens");
        row("cut off", "}", "", "not JSON");
        const QByteArray bill =
            R"({"outlay":1,"kind":"statement","source":"s","rank":"response","hash":"0123456789abcdef","from":"2026-11-01","to":"2026-11-02","billed_usd":"1","period_from":"2026-11-01","period_to":"2026-12-01","line":"0123456789abcdef","delivered_us":5})";
        const auto billRow = [&](const char *name, const char *from, const char *to,
                                 const char *words) {
            QByteArray line = bill;
            line.replace(from, to);
            QTest::newRow(name) << line << QString::fromUtf8(words);
        };
        billRow("period's end before its start", "2026-12-01", "2026-10-01", "period_to");
        billRow("no period's end", "period_to", "other", "period_to");
        billRow("line", R"("line":"0123456789abcdef")", R"("line":"x")", "line");
        billRow("delivery", ":5", ":\"x\"", "delivered_us");
    }
    void refusesForeignAndBrokenLines()
    {
        QFETCH(QByteArray, line);
        QFETCH(QString, words);
        const Collector seen = readWith("observations", line);
        QCOMPARE(seen.rejections.size(), std::size_t(1));
        QVERIFY2(seen.reasons().contains(words), qPrintable(seen.reasons()));
    }
};

QTEST_GUILESS_MAIN(TestObservations)
#include "tst_observations.moc"
