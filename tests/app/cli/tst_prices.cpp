// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commandline.h"
#include "app/cli/verbs.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <iostream>
#include <sstream>

using namespace outlay;
using namespace outlay::cli;

namespace {

constexpr std::string_view opusQuestion =
    R"({"provider":"anthropic","model":"claude-opus-5","usage":{"input_tokens":1000000}})";

/// Runs a verb against a ledger of its own, with `input` on standard input.
class Shell
{
public:
    struct Answer
    {
        int code = 0;
        std::string out;
        std::string err;
    };
    Answer run(std::vector<std::string> words, std::string_view input = {}) const
    {
        static const std::array<const Verb *, 4> verbs{&priceVerb, &pricesVerb, &importVerb,
                                                       &reportVerb};
        words.insert(words.end(), {"--ledger", path("ledger.sqlite")});
        std::istringstream in{std::string(input)};
        std::streambuf *former = std::cin.rdbuf(in.rdbuf());
        Output out(nullptr), err(nullptr);
        Answer answer;
        answer.code = runCommandLine(words, verbs, {out, err, noon});
        std::cin.rdbuf(former);
        std::cin.clear();
        answer.out = out.text();
        answer.err = err.text();
        return answer;
    }
    [[nodiscard]] std::string path(const std::string &name) const
    {
        return m_folder.filePath(QString::fromStdString(name)).toStdString();
    }
    std::string write(const std::string &name, const std::string &text) const
    {
        QFile file(QString::fromStdString(path(name)));
        if (file.open(QIODevice::WriteOnly))
            file.write(text.data(), static_cast<qint64>(text.size()));
        return path(name);
    }
    [[nodiscard]] QJsonObject price(std::string_view question) const
    {
        return QJsonDocument::fromJson(QByteArray::fromStdString(run({"price"}, question).out))
            .object();
    }
    [[nodiscard]] QString cost(std::string_view question) const
    {
        const QJsonObject answer = price(question);
        return answer.contains(QLatin1String("cost_usd"))
                   ? answer.value(QLatin1String("cost_usd")).toString()
                   : answer.value(QLatin1String("unpriced")).toString();
    }

private:
    QTemporaryDir m_folder;
    Instant noon = parseInstant("2026-11-23T12:00:00Z").value_or(Instant{});
};

} // namespace

class TestPrices : public QObject
{
    Q_OBJECT

private slots:
    void answersLinesInOrderAndNamesTheBadOnes()
    {
        const Shell shell;
        const auto answer = shell.run(
            {"price"}, "{\"id\":\"a\",\"provider\":\"openai\",\"model\":\"gpt-5\",\"usage\":{"
                       "\"input_tokens\":1000}}\n"
                       "\n"
                       "{\"model\":\"gpt-5\",\"usage\":{\"input_tokens\":-1}}\n"
                       "not json\n"
                       "{\"id\":7,\"provider\":\"openai\",\"model\":\"gpt-7\",\"usage\":{}}\n");
        QCOMPARE(answer.code, exitcode::rejected);
        const QList<QByteArray> lines = QByteArray::fromStdString(answer.out).trimmed().split('\n');
        QCOMPARE(lines.size(), 4);
        QVERIFY(lines[0].contains("\"id\":\"a\"") && lines[0].contains("\"0.001250000\""));
        QVERIFY(lines[1].contains("\"error\"") && lines[1].contains("line 3") &&
                lines[1].contains("usage.input_tokens"));
        QVERIFY(lines[2].contains("line 4"));
        QCOMPARE(lines[3], QByteArray("{\"id\":7,\"unpriced\":\"unknown model\"}"));
    }

    void changesAreRememberedAndTakenBackOneByOne()
    {
        const Shell shell;
        QVERIFY(shell.run({"prices", "history"}).out.find("Nothing was changed yet") !=
                std::string::npos);
        QVERIFY(shell.run({"prices", "undo"}).out.find("nothing to undo") != std::string::npos);
        const std::vector<std::string> set{"prices",   "set", "acme/thinker-1", "--input", "2",
                                           "--output", "8"};
        QCOMPARE(shell.run(set).code, exitcode::done);
        QCOMPARE(shell.run({"prices", "set", "acme", "--discount", "10"}).code, exitcode::done);
        const std::string history = shell.run({"prices", "history"}).out;
        QVERIFY2(history.find("price acme/thinker-1: input 2, output 8") != std::string::npos,
                 history.c_str());
        QVERIFY(history.find("discount on acme: 10%") != std::string::npos);
        const auto json = QJsonDocument::fromJson(
            QByteArray::fromStdString(shell.run({"prices", "history", "--json"}).out));
        QCOMPARE(json.object().value(QLatin1String("changes")).toArray().size(), 2);
        QVERIFY(!json.object()
                     .value(QLatin1String("changes"))
                     .toArray()
                     .at(0)
                     .toObject()
                     .value(QLatin1String("who"))
                     .toString()
                     .isEmpty());
        const auto has = [&](const char *what) {
            return shell.run({"prices", "list", "acme", "--all"}).out.find(what) !=
                   std::string::npos;
        };
        QVERIFY(shell.run({"prices", "undo", "--dry-run"}).out.find("gone (was 10%)") !=
                std::string::npos);
        QVERIFY(has("thinker-1"));
        QVERIFY(shell.run({"prices", "undo"}).out.find("discount on acme: gone") !=
                std::string::npos);
        QVERIFY(has("thinker-1"));
        QCOMPARE(shell.run({"prices", "undo"}).code, exitcode::done);
        QVERIFY(!has("thinker-1"));
        QVERIFY(shell.run({"prices", "undo"}).out.find("nothing to undo") != std::string::npos);
        // What a person writes again is a change, not an undo of the one before.
        for (const char *percent : {"10", "20", "10"})
            QCOMPARE(shell.run({"prices", "set", "acme", "--discount", percent}).code,
                     exitcode::done);
        for (const char *expected : {"10% -> 20%", "20% -> 10%", "gone"}) {
            const std::string undone = shell.run({"prices", "undo"}).out;
            QVERIFY2(undone.find(std::string("discount on acme: ") + expected) != std::string::npos,
                     undone.c_str());
        }
    }

    void aCatalogueAnswersByItsOwnFacts()
    {
        const Shell shell;
        const std::string file =
            shell.write("map.json", R"({"claude-opus-5": {"litellm_provider": "anthropic",
                "input_cost_per_token": 7e-06, "output_cost_per_token": 3e-05}})");
        const auto answer = shell.run({"price", "--catalogue", file}, opusQuestion);
        QCOMPARE(answer.code, exitcode::done);
        QVERIFY(answer.out.find("\"7.000000000\"") != std::string::npos);
        QCOMPARE(shell.run({"price", "--catalogue", shell.path("none.json")}).code,
                 exitcode::usage);
        const std::string bad = shell.write("bad.json", "{\"a\": 1}");
        QCOMPARE(shell.run({"price", "--catalogue", bad}, opusQuestion).code, exitcode::usage);
    }

    void aPriceThatIsSetAnswersFromThenOn()
    {
        const Shell shell;
        QCOMPARE(shell.cost(opusQuestion), QStringLiteral("5.000000000"));
        QCOMPARE(
            shell
                .run({"prices", "set", "anthropic/claude-opus-5", "--input", "4", "--output", "20"})
                .code,
            exitcode::done);
        QCOMPARE(shell.cost(opusQuestion), QStringLiteral("4.000000000"));
        QCOMPARE(shell.run({"prices", "set", "anthropic", "--discount", "25"}).code,
                 exitcode::done);
        QCOMPARE(shell.cost(opusQuestion), QStringLiteral("3.000000000"));
        QCOMPARE(shell.run({"prices", "set", "anthropic", "--remove"}).code, exitcode::done);
        QCOMPARE(shell.run({"prices", "set", "anthropic/claude-opus-5", "--remove"}).code,
                 exitcode::done);
        QCOMPARE(shell.cost(opusQuestion), QStringLiteral("5.000000000"));
        QCOMPARE(shell.run({"prices", "set", "anthropic/claude-opus-5", "--remove"}).code,
                 exitcode::usage);
    }

    void aTypingErrorIsHeldBack()
    {
        const Shell shell;
        const std::vector<std::string> typo = {
            "prices", "set", "anthropic/claude-opus-5", "--input", "500", "--output", "20"};
        const auto refused = shell.run(typo);
        QCOMPARE(refused.code, exitcode::usage);
        QVERIFY(refused.err.find("--confirm") != std::string::npos);
        QCOMPARE(shell.cost(opusQuestion), QStringLiteral("5.000000000"));
        std::vector<std::string> confirmed = typo;
        confirmed.emplace_back("--confirm");
        QCOMPARE(shell.run(confirmed).code, exitcode::done);
        QCOMPARE(shell.cost(opusQuestion), QStringLiteral("500.000000000"));
    }

    /// Requests of a deployment stand beside a line that names another model, until it is said
    /// what the deployment is.
    void aBillIsExplainedByWhatANameStandsFor()
    {
        const Shell shell;
        const auto spendOf = [](const Shell &of) {
            const auto report = QByteArray::fromStdString(of.run({"report", "--json"}).out);
            const QJsonObject total =
                QJsonDocument::fromJson(report).object()[QStringLiteral("total")].toObject();
            return total[QStringLiteral("cost_usd")].toString().toStdString();
        };
        const std::string bill = shell.write(
            "bill.csv",
            "BilledCost,BillingAccountId,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,"
            "ChargeCategory,ChargeDescription,ChargePeriodStart,ChargePeriodEnd,ProviderName,"
            "ServiceCategory,ServiceName,SkuId\n"
            "10,1,USD,2026-08-01T00:00:00Z,2026-09-01T00:00:00Z,Usage,"
            "gpt 4o 0806 Inp glbl Tokens,2026-08-01T00:00:00Z,2026-08-02T00:00:00Z,Microsoft,"
            "AI and Machine Learning,Azure OpenAI,S0\n");
        const std::string log = shell.write(
            "log.jsonl",
            R"({"id": "chatcmpl-1", "litellm_call_id": "1", "call_type": "acompletion", )"
            R"("status": "success", "custom_llm_provider": "azure", "model": "gpt-4", )"
            R"("startTime": 1785578400.5, "endTime": 1785578402.5, "prompt_tokens": 100000, )"
            R"("completion_tokens": 20000, "total_tokens": 120000, "response_cost": 0.45, )"
            R"("metadata": {}})");
        QCOMPARE(shell.run({"import", bill, log}).code, exitcode::done);
        QCOMPARE(spendOf(shell), std::string("10.450000000"));
        const auto odd = shell.run({"prices", "set", "azure/gpt-4", "--means", "azure/gpt-4o"});
        QCOMPARE(odd.code, exitcode::done);
        QVERIFY2(odd.err.find("LOOK: azure/gpt-4: the book has no price of azure/gpt-4o; it has "
                              "one of openai/gpt-4o") != odd.err.npos,
                 odd.err.c_str());
        const auto set = shell.run({"prices", "set", "azure/gpt-4", "--means", "openai/gpt-4o"});
        QVERIFY2(set.err.empty(), set.err.c_str());
        QCOMPARE(spendOf(shell), std::string("10.000000000"));
    }

    void wrongUseOfSetChangesNothing_data()
    {
        QTest::addColumn<QStringList>("words");
        const auto row = [](const char *tag, const QStringList &words) {
            QTest::newRow(tag) << words;
        };
        row("no price", {QStringLiteral("a/b")});
        row("no provider", {QStringLiteral("b"), QStringLiteral("--input"), QStringLiteral("1")});
        row("not a number",
            {QStringLiteral("a/b"), QStringLiteral("--input"), QStringLiteral("x")});
        row("free and priced", {QStringLiteral("a/b"), QStringLiteral("--input"),
                                QStringLiteral("1"), QStringLiteral("--free")});
        row("bad date", {QStringLiteral("a/b"), QStringLiteral("--input"), QStringLiteral("1"),
                         QStringLiteral("--from"), QStringLiteral("soon")});
        row("discount above 100",
            {QStringLiteral("a"), QStringLiteral("--discount"), QStringLiteral("101")});
        row("a meaning without a provider",
            {QStringLiteral("a"), QStringLiteral("--means"), QStringLiteral("b")});
        row("nothing held", {QStringLiteral("a/b"), QStringLiteral("--confirm")});
    }

    void wrongUseOfSetChangesNothing()
    {
        QFETCH(QStringList, words);
        const Shell shell;
        std::vector<std::string> line = {"prices", "set"};
        for (const QString &word : words)
            line.push_back(word.toStdString());
        const auto answer = shell.run(line);
        QCOMPARE(answer.code, exitcode::usage);
        QVERIFY(!answer.err.empty());
        QVERIFY(answer.out.empty());
    }

    void anImportShowsTheDifferenceFirst()
    {
        const Shell shell;
        const std::string file = shell.write(
            "map.json",
            R"({"claude-opus-5": {"litellm_provider": "anthropic", "input_cost_per_token": 7e-06,
                 "output_cost_per_token": 3e-05},
                "acme/new": {"litellm_provider": "acme", "input_cost_per_token": 1e-06},
                "acme/dear": {"litellm_provider": "acme", "input_cost_per_token": 0.002}})");
        const std::string question =
            R"({"provider":"acme","model":"new","usage":{"input_tokens":1000000}})";
        const auto dry =
            shell.run({"prices", "import", file, "--dry-run", "--as-of", "2026-11-01"});
        QCOMPARE(dry.code, exitcode::done);
        QVERIFY(dry.out.find("+ acme/new: input 1") != std::string::npos);
        QVERIFY(dry.out.find("! acme/dear") != std::string::npos);
        QVERIFY(dry.out.find("~ anthropic/claude-opus-5") != std::string::npos);
        QCOMPARE(shell.cost(question), QStringLiteral("unknown model"));
        QCOMPARE(shell.run({"prices", "import", file, "--as-of", "2026-11-01"}).code,
                 exitcode::done);
        QCOMPARE(shell.cost(question), QStringLiteral("1.000000000"));
        QCOMPARE(shell.cost(opusQuestion), QStringLiteral("5.000000000"));
        const std::string dear = R"({"provider":"acme","model":"dear","usage":{"input_tokens":1}})";
        QVERIFY(shell.cost(dear).startsWith(QLatin1String("price in quarantine")));
        QVERIFY(shell.run({"prices", "check"}).out.find("acme/dear") != std::string::npos);
        QCOMPARE(shell.run({"prices", "set", "acme/dear", "--confirm"}).code, exitcode::done);
        QCOMPARE(shell.cost(dear), QStringLiteral("0.002000000"));
        // The same file again: nothing new to tell.
        const auto again =
            shell.run({"prices", "import", file, "--dry-run", "--json", "--as-of", "2026-11-02"});
        QVERIFY(again.out.find("\"added\"") == std::string::npos);
    }

    void listsAndShowsWithOriginAndSinceWhen()
    {
        const Shell shell;
        const auto list = shell.run({"prices", "list", "claude-opus-5", "--json"});
        const QJsonArray rows = QJsonDocument::fromJson(QByteArray::fromStdString(list.out))
                                    .object()
                                    .value(QLatin1String("prices"))
                                    .toArray();
        QVERIFY(rows.size() >= 2); // as the maker and clouds sell it
        for (const QJsonValue &row : rows)
            QVERIFY(row[u"price_id"].toString().contains(QLatin1String("claude-opus-5")));
        const QJsonObject first = rows.at(0).toObject();
        QCOMPARE(first.value(QLatin1String("price_id")).toString(),
                 QStringLiteral("anthropic/claude-opus-5"));
        QVERIFY(first.value(QLatin1String("origin"))
                    .toString()
                    .contains(QLatin1String("since 2026-07-24")));
        const auto show = shell.run({"prices", "show", "anthropic/claude-sonnet-4.6"});
        QCOMPARE(show.code, exitcode::done);
        QVERIFY(show.out.find("over 200000: input 6") != std::string::npos);
        QCOMPARE(shell.run({"prices", "show", "acme/unknown"}).code, exitcode::usage);
        QCOMPARE(shell.run({"prices", "frobnicate"}).code, exitcode::usage);
    }
};

QTEST_APPLESS_MAIN(TestPrices)
#include "tst_prices.moc"
