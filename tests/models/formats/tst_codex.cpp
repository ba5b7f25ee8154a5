// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/formats/codexstate.h"
#include "tests/models/formats/merging.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <numeric>

using namespace outlay;
using namespace outlay::test;

namespace {

const QString dataDir = QStringLiteral(OUTLAY_TEST_DATA "/formats/codex");
const QString parentFile =
    QStringLiteral("/sessions/2026/03/10/"
                   "rollout-2026-03-10T09-00-00-0195aaaa-0000-7000-8000-000000000001.jsonl");
const QString childFile =
    QStringLiteral("/sessions/2026/03/10/"
                   "rollout-2026-03-10T09-02-00-0195aaaa-0000-7000-8000-000000000002.jsonl");
const QString archivedFile =
    QStringLiteral("/archived_sessions/"
                   "rollout-2026-03-10T09-00-00-0195aaaa-0000-7000-8000-000000000001.jsonl");

using Counts = LineageVector::Counts;

Collector read(const QByteArray &bytes, const std::string &path = {})
{
    ReaderOptions options;
    options.path = path;
    return readWith("codex", bytes, options);
}

QByteArray tokenCount(const QByteArray &last, const QByteArray &total)
{
    return R"({"timestamp":"2026-03-10T09:00:10.000Z","type":"event_msg","payload":)"
           R"({"type":"token_count","info":{"last_token_usage":)" +
           last + R"(,"total_token_usage":)" + total + "}}}";
}

/// The rule of the reference, in short: a fork's shared prefix once, then deltas of the totals.
Counts countedOf(const std::vector<LineageVector> &vectors,
                 const std::vector<LineageVector> &parent)
{
    std::size_t shared = 0;
    while (shared < std::min(vectors.size(), parent.size()) &&
           vectors[shared].last == parent[shared].last &&
           vectors[shared].total == parent[shared].total)
        ++shared;
    Counts previous{0, 0, 0, 0, 0};
    if (shared > 0)
        previous = vectors[shared - 1].total;
    Counts sum{0, 0, 0, 0, 0};
    for (std::size_t i = shared; i < vectors.size(); ++i) {
        for (std::size_t k = 0; k < sum.size(); ++k)
            sum[k] += std::max<std::int64_t>(vectors[i].total[k], 0) -
                      std::max<std::int64_t>(previous[k], 0);
        previous = vectors[i].total;
    }
    return sum;
}

} // namespace

class TestCodex : public QObject
{
    Q_OBJECT

private slots:
    void givesVectorsThatAddUpToTheExpectedTotals();
    void knowsAForkFromItsFirstLine();
    void givesAnArchivedCopyTheSameVectors();
    void takesARecordAndItsRepetitionAsOneRequest();
    void goesOnFromAnyCheckpoint();
    void refusesAForeignCheckpoint();
    void takesTheModelOfTheLatestTurn();
    void namesASessionWithoutMeta();
    void matchesTheOracleOfRealForks();
    void takesOrRefusesAwkwardLines_data();
    void takesOrRefusesAwkwardLines();
    void tellsHowMuchOfThePlanIsUsed();
    void keepsTheUsageBesideLimitsItDoesNotUnderstand();
    void knowsItsOwn();
};

void TestCodex::givesVectorsThatAddUpToTheExpectedTotals()
{
    const Collector parent = read(bytesOf(dataDir + parentFile));
    const Collector child = read(bytesOf(dataDir + childFile));
    QCOMPARE(parent.lineages.size(), std::size_t(4));
    QCOMPARE(child.lineages.size(), std::size_t(4));
    QVERIFY(parent.rejections.empty() && child.rejections.empty());
    const Counts ofParent = countedOf(parent.lineages, {});
    const Counts ofChild = countedOf(child.lineages, parent.lineages);
    QCOMPARE(ofParent, (Counts{13000, 6300, 0, 620, 170}));
    QCOMPARE(ofChild, (Counts{3000, 2500, 0, 90, 30}));
    const QJsonObject tokens =
        QJsonDocument::fromJson(bytesOf(dataDir + QStringLiteral("/expected.json")))
            .object()[QStringLiteral("tokens")]
            .toObject();
    QCOMPARE(qint64(ofParent[0] + ofChild[0]),
             tokens[QStringLiteral("input_inclusive")].toInteger());
    QCOMPARE(qint64(ofParent[3] + ofChild[3]), tokens[QStringLiteral("output")].toInteger());
    // The wrong answers: the sum of `last` over live files, and a child that keeps its parent's.
    std::int64_t sumOfLast = 0;
    for (const Collector *file : {&parent, &child}) {
        for (const LineageVector &vector : file->lineages)
            sumOfLast += std::max<std::int64_t>(vector.last[0], 0);
    }
    QCOMPARE(sumOfLast, std::int64_t(35000));
    QCOMPARE(countedOf(child.lineages, {})[0], std::int64_t(14000));
    QVERIFY(ofParent[0] + ofChild[0] != sumOfLast && ofChild[0] != 14000);
}

void TestCodex::knowsAForkFromItsFirstLine()
{
    const Collector child = read(bytesOf(dataDir + childFile));
    const Seen &seen = child.observations.front();
    // The second session_meta is the parent's, copied with its history.
    QCOMPARE(seen[Field::Session], std::string("0195aaaa-0000-7000-8000-000000000002"));
    QCOMPARE(seen[Field::ParentAgent], std::string("0195aaaa-0000-7000-8000-000000000001"));
    QCOMPARE(seen[Field::Agent], std::string("worker"));
    QCOMPARE(seen[Field::Project], std::string("/home/dev/demo"));
    QCOMPARE(seen[Field::Provider], std::string("openai"));
    QCOMPARE(seen[Field::Branch], std::string()); // its own, not the parent's "main"
    QCOMPARE(child.lineages.back().ordinal, std::int64_t(3));
    const Collector parent = read(bytesOf(dataDir + parentFile));
    QCOMPARE(parent.observations.front()[Field::Branch], std::string("main"));
    QCOMPARE(parent.observations.front()[Field::ParentAgent], std::string());
}

void TestCodex::givesAnArchivedCopyTheSameVectors()
{
    const Collector live = read(bytesOf(dataDir + parentFile), parentFile.toStdString());
    const Collector archived = read(bytesOf(dataDir + archivedFile), archivedFile.toStdString());
    QCOMPARE(live.lineages.size(), archived.lineages.size());
    for (std::size_t i = 0; i < live.lineages.size(); ++i) {
        QCOMPARE(live.observations[i][Field::Session], archived.observations[i][Field::Session]);
        QCOMPARE(live.lineages[i].ordinal, archived.lineages[i].ordinal);
        QCOMPARE(live.lineages[i].total, archived.lineages[i].total);
        QCOMPARE(live.observations[i].content, archived.observations[i].content);
    }
}

void TestCodex::takesARecordAndItsRepetitionAsOneRequest()
{
    const QByteArray bytes = bytesOf(dataDir + QStringLiteral("/records.jsonl"));
    const Collector sink = read(bytes);
    QCOMPARE(sink.records(), std::size_t(bytes.count('\n')));
    QVERIFY2(sink.rejections.empty(), qPrintable(sink.reasons()));
    // Three records, one of them of a compaction and never repeated, and one snapshot shown again.
    QCOMPARE(sink.lineages.size(), std::size_t(4));
    QCOMPARE(countedOf(sink.lineages, {}), (Counts{3500, 300, 14, 125, 25}));
    for (std::size_t i = 0; i < 3; ++i) {
        const std::vector<std::pair<TokenSpace, std::string>> tokens = {
            {TokenSpace::Response, "resp_synthetic000" + std::to_string(i + 1)}};
        QCOMPARE(sink.observations[i].tokens, tokens);
        QCOMPARE(sink.lineages[i].ordinal, std::int64_t(i));
    }
    QVERIFY(sink.observations[3].tokens.empty());
    QCOMPARE(sink.lineages[3].total, sink.lineages[2].total);
    QCOMPARE(sink.observations[0][Field::Branch], std::string("feature/out-2"));
    QCOMPARE(sink.observations[0][Field::Model], std::string("gpt-5.5"));
}

void TestCodex::goesOnFromAnyCheckpoint()
{
    for (const QString &file : {childFile, QStringLiteral("/records.jsonl")}) {
        const QList<QByteArray> lines = bytesOf(dataDir + file).trimmed().split('\n');
        const Collector whole = read(lines.join('\n'));
        for (qsizetype cut = 0; cut <= lines.size(); ++cut) {
            Collector sink;
            auto reader = formatNamed("codex")->create({});
            std::int64_t number = 0;
            for (const QByteArray &line : lines) {
                if (number == cut) {
                    const std::string state = reader->state();
                    reader = formatNamed("codex")->create({});
                    QVERIFY(reader->restore(state));
                }
                std::string padded = line.toStdString();
                padded.resize(padded.size() + recordPadding);
                reader->line(std::string_view(padded).substr(0, std::size_t(line.size())), ++number,
                             sink);
            }
            QCOMPARE(sink.lineages.size(), whole.lineages.size());
            for (std::size_t i = 0; i < whole.lineages.size(); ++i) {
                QCOMPARE(sink.lineages[i].ordinal, whole.lineages[i].ordinal);
                QCOMPARE(sink.lineages[i].total, whole.lineages[i].total);
                QCOMPARE(sink.observations[i].texts, whole.observations[i].texts);
                QCOMPARE(sink.observations[i].tokens, whole.observations[i].tokens);
            }
        }
    }
}

void TestCodex::refusesAForeignCheckpoint()
{
    CodexState state;
    state.session = "a:b\n3:c";
    state.ordinal = 12;
    state.dueTotal = {1, 2, 3, 4, 5};
    const std::string text = state.toText();
    CodexState again;
    QVERIFY(again.fromText(text));
    QCOMPARE(again.toText(), text);
    const auto reader = formatNamed("codex")->create({});
    QVERIFY(reader->restore({}));
    for (const std::string &foreign :
         {std::string("x"), std::string("codex1"), text.substr(0, text.size() - 1), text + "1:1",
          std::string("codex199999999999999999999:"), std::string("codex15:ab")})
        QVERIFY(!reader->restore(foreign));
}

void TestCodex::takesTheModelOfTheLatestTurn()
{
    const Collector sink = read(bytesOf(dataDir + parentFile));
    QCOMPARE(sink.observations[2][Field::Model], std::string("gpt-5-codex"));
    QCOMPARE(sink.observations[3][Field::Model], std::string("gpt-5-mini"));
}

void TestCodex::namesASessionWithoutMeta()
{
    const QByteArray line =
        tokenCount(R"({"input_tokens":1})", R"({"input_tokens":1,"output_tokens":2})");
    QCOMPARE(read(line).observations.front()[Field::Session],
             std::string("codex-2026-03-10T09:00:10.000Z"));
    QCOMPARE(read(line, parentFile.toStdString()).observations.front()[Field::Session],
             std::string("0195aaaa-0000-7000-8000-000000000001"));
}

void TestCodex::matchesTheOracleOfRealForks()
{
    const QString folder = QStringLiteral(OUTLAY_SHARED_DIR "/data/transcripts/codex-forks/"
                                                            "archived-fork-33ce-3869");
    if (!QDir(folder).exists())
        QSKIP("the collected rollouts are not on this machine");
    const QString sessions = folder + QStringLiteral("/codex-home/archived_sessions/");
    const Collector parent = read(bytesOf(sessions + QStringLiteral("parent.jsonl")));
    const Collector child = read(bytesOf(sessions + QStringLiteral("child.jsonl")));
    QCOMPARE(parent.lineages.size(), std::size_t(135));
    QCOMPARE(child.lineages.size(), std::size_t(158));
    QCOMPARE(child.observations.front()[Field::ParentAgent], std::string("parent-session"));
    for (std::size_t i = 0; i < 135; ++i) {
        QCOMPARE(child.lineages[i].last, parent.lineages[i].last);
        QCOMPARE(child.lineages[i].total, parent.lineages[i].total);
    }
    // By the classes, the prefix once: the child's own last total, nothing lost or doubled.
    const Counts ofParent = countedOf(parent.lineages, {});
    const Counts ofChild = countedOf(child.lineages, parent.lineages);
    QCOMPARE(ofParent[0] + ofParent[3] + ofChild[0] + ofChild[3], std::int64_t(15'309'178));
    QCOMPARE(ofParent[0] + ofChild[0], child.lineages.back().total[0]);
    // The oracle counts last.total_tokens, which three rows fill with the size of a compacted
    // context although no class has a token.
    const auto oracleUnits = [&](const QString &file, int from) {
        qint64 sum = 0;
        int row = 0;
        for (const QByteArray &line : bytesOf(sessions + file).split('\n')) {
            const QJsonObject info = QJsonDocument::fromJson(line)
                                         .object()[QStringLiteral("payload")]
                                         .toObject()[QStringLiteral("info")]
                                         .toObject();
            if (!info.isEmpty() && row++ >= from)
                sum += info[QStringLiteral("last_token_usage")]
                           .toObject()[QStringLiteral("total_tokens")]
                           .toInteger();
        }
        return sum;
    };
    const qint64 parentUnits = oracleUnits(QStringLiteral("parent.jsonl"), 0);
    QCOMPARE(parentUnits + oracleUnits(QStringLiteral("child.jsonl"), 135), 15'352'834LL);
    QCOMPARE(parentUnits + oracleUnits(QStringLiteral("child.jsonl"), 0), 28'785'455LL);
}

void TestCodex::takesOrRefusesAwkwardLines_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("outcome"); // "vector", "ignored" or part of the reason
    const QByteArray usage = R"({"input_tokens":10,"output_tokens":1})";
    const auto row = [](const char *name, const QByteArray &line, const char *outcome) {
        QTest::newRow(name) << line << QByteArray(outcome);
    };
    row("plain", tokenCount(usage, usage), "vector");
    row("totals only", tokenCount("null", usage), "vector");
    row("last only", tokenCount(usage, "null"), "vector");
    row("numbers as text", tokenCount(R"({"input_tokens":"10"})", usage), "vector");
    row("whole numbers with a point", tokenCount(R"({"input_tokens":10.0})", usage), "vector");
    row("an escaped event type",
        tokenCount(usage, usage).replace("\"token_count\"", "\"token\\u005fcount\""), "vector");
    row("payload before type",
        R"({"payload":{"info":{"total_token_usage":{"input_tokens":3}},"type":"token_count"},)"
        R"("timestamp":"2026-03-10T09:00:10Z","type":"event_msg"})",
        "vector");
    row("no counts at all", tokenCount("null", "null"), "ignored");
    row("empty counts", tokenCount("{}", "{}"), "ignored");
    row("info null",
        R"({"timestamp":"2026-03-10T09:00:10Z","type":"event_msg","payload":)"
        R"({"type":"token_count","info":null}})",
        "ignored");
    row("another event",
        R"({"timestamp":"2026-03-10T09:00:10Z","type":"event_msg","payload":{"type":"x",)"
        R"("text":"token_count","info":{"total_token_usage":{"input_tokens":3}}}})",
        "ignored");
    row("conversation that looks like usage",
        R"({"timestamp":"2026-03-10T09:00:10Z","type":"response_item","payload":)"
        R"({"type":"token_count","info":{"total_token_usage":{"input_tokens":3}}}})",
        "ignored");
    row("payload null", R"({"type":"turn_context","payload":null})", "ignored");
    row("a line of codex exec, which has no time",
        R"({"type":"turn.completed","usage":{"input_tokens":3000}})", "ignored");
    row("a negative count", tokenCount(R"({"input_tokens":-1})", usage),
        "input_tokens: a negative");
    row("too many", tokenCount(usage, R"({"output_tokens":1e13})"), "output_tokens");
    row("NaN", tokenCount(usage, R"({"cached_input_tokens":NaN})"), "cached_input_tokens");
    row("counts are a list", tokenCount("[1]", usage), "last_token_usage: expected an object");
    row("no time", tokenCount(usage, usage).replace("timestamp", "time"), "timestamp: missing");
    row("an impossible time", tokenCount(usage, usage).replace("2026", "1999"), "timestamp");
    row("cut off", tokenCount(usage, usage).chopped(20), "complete");
    row("one brace short", tokenCount(usage, usage).chopped(1), "JSON");
    row("invalid UTF-8",
        tokenCount(usage, usage).replace("\"type\":\"event", "\"x\":\"\xff\",\"type\":\"event"),
        "UTF-8");
    row("binary", QByteArray("\x1f\x8b\x08\x00", 4), "object");
}

void TestCodex::takesOrRefusesAwkwardLines()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, outcome);
    const Collector sink = read(line);
    QCOMPARE(sink.records(), std::size_t(1));
    if (outcome == "vector") {
        QVERIFY2(sink.lineages.size() == 1, qPrintable(sink.reasons()));
    } else if (outcome == "ignored") {
        QVERIFY2(sink.ignoredCount == 1, qPrintable(sink.reasons()));
    } else {
        QCOMPARE(sink.rejections.size(), std::size_t(1));
        QVERIFY2(sink.reasons().contains(QString::fromUtf8(outcome)), qPrintable(sink.reasons()));
    }
}

void TestCodex::tellsHowMuchOfThePlanIsUsed()
{
    const Collector known =
        read(R"({"timestamp":"2026-03-10T09:00:10Z","type":"event_msg","payload":)"
             R"({"type":"token_count","info":null,"rate_limits":{)"
             R"("primary":{"used_percent":12.345,"window_minutes":300,)"
             R"("resets_at":1773140400},)"
             R"("secondary":{"used_percent":101,"window_minutes":10080,)"
             R"("resets_in_seconds":60},)"
             R"("plan_type":"plus","limit_name":"spark"}}})");
    QCOMPARE(known.ignoredCount, 1); // no usage, but a quota
    QCOMPARE(known.quotaNames,
             (std::vector<std::string>{"plus/spark/primary", "plus/spark/secondary"}));
    const QuotaObservation &primary = known.quotas[0], &secondary = known.quotas[1];
    QCOMPARE(toRfc3339(primary.at), std::string("2026-03-10T09:00:10Z"));
    QCOMPARE(primary.used, std::int64_t(1234));
    QCOMPARE(primary.minutes, std::int64_t(300));
    QCOMPARE(toRfc3339(*primary.resetsAt), std::string("2026-03-10T11:00:00Z"));
    QCOMPARE(secondary.used, std::int64_t(10100));
    QCOMPARE(toRfc3339(*secondary.resetsAt), std::string("2026-03-10T09:01:10Z"));

    const Collector file = read(bytesOf(dataDir + parentFile));
    QCOMPARE(file.quotas.size(), std::size_t(5)); // one a token_count; no secondary window
    QCOMPARE(file.quotaNames.back(), std::string("//primary"));
    QCOMPARE(file.quotas.back().used, std::int64_t(1200));
    // Without a length or a reset nobody could tell when it no longer holds.
    QVERIFY(read(bytesOf(dataDir + QStringLiteral("/records.jsonl"))).quotas.empty());
}

void TestCodex::keepsTheUsageBesideLimitsItDoesNotUnderstand()
{
    for (const char *limits :
         {"7", "[]", "\"none\"", R"({"primary":7,"secondary":[1]})",
          R"({"primary":{"used_percent":"much","window_minutes":300}})",
          R"({"primary":{"used_percent":-1,"window_minutes":300}})",
          R"({"primary":{"used_percent":1e300,"window_minutes":300}})",
          R"({"primary":{"used_percent":5,"window_minutes":-300,"resets_at":"never"}})",
          R"({"primary":{"used_percent":{"a":1},"window_minutes":300,"resets_at":1}})"}) {
        QByteArray line = tokenCount(R"({"input_tokens":5,"output_tokens":1})",
                                     R"({"input_tokens":5,"output_tokens":1})");
        line.insert(line.size() - 2, QByteArray(R"(,"rate_limits":)") + limits);
        const Collector seen = read(line);
        QVERIFY2(seen.rejections.empty(), qPrintable(seen.reasons()));
        QCOMPARE(seen.lineages.size(), std::size_t(1));
        QVERIFY2(seen.quotas.empty(), limits);
    }
}

void TestCodex::knowsItsOwn()
{
    for (const QString &file : {parentFile, childFile, QStringLiteral("/records.jsonl")}) {
        const std::string head = bytesOf(dataDir + file).left(65536).toStdString();
        QCOMPARE(sniff(head, {})->name, std::string_view("codex"));
    }
    const Format *format = formatNamed("codex");
    QCOMPARE(format->sniff(R"({"payload":{"x":1}})", {}), 0);
    QCOMPARE(format->sniff("", {}), 0);
}

QTEST_APPLESS_MAIN(TestCodex)
#include "tst_codex.moc"
