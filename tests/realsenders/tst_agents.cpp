// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/realsenders/modelendpoint.h"
#include "tests/realsenders/watching.h"

#include "models/ingest/ingest.h"

#include <QDirIterator>

using namespace outlay::test;

/// Claude Code and Codex, as their makers publish them, run offline against a model on loopback,
/// their transcripts watched and their telemetry received by `outlay-cli watch`.
class TestAgents : public QObject
{
    Q_OBJECT

private slots:
    void claudeCode_data();
    void claudeCode();
    void codex();

private:
    static QString program(const QString &package, const QString &end);
    static QByteArray run(const Sandbox &box, const QString &program, const QStringList &arguments,
                          QProcessEnvironment environment);
    static void addFolder(const Sandbox &box, const QString &name, const QString &folder);
    static int addTelemetry(const Sandbox &box);
    static qint64 told(const Sandbox &box, const QByteArray &kind, const QByteArray &source);
    static QJsonObject totalOf(const Sandbox &box);
    static void compare(const QJsonObject &total, const ModelEndpoint::Served &served);
    static void findsNowhere(const Sandbox &box, const QByteArray &canary);
};

namespace {
const QByteArray canary = "CANARY-91e0b4";
} // namespace

/// The first program of a package ("@maker/name-…") whose path ends so; empty: there is none.
QString TestAgents::program(const QString &package, const QString &end)
{
    QDirIterator files(sendersIn("agents") + QStringLiteral("/node_modules"),
                       QDir::Files | QDir::Executable, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        if (path.contains(package) && path.endsWith(end))
            return path;
    }
    return {};
}

/// Its exit code must be 0; what it said otherwise. Nothing but loopback can be reached from it.
QByteArray TestAgents::run(const Sandbox &box, const QString &program, const QStringList &arguments,
                           QProcessEnvironment environment)
{
    environment.insert(QStringLiteral("HOME"), box.path(QString()));
    environment.insert(QStringLiteral("PATH"), QStringLiteral("/usr/local/bin:/usr/bin:/bin"));
    for (const char *name : {"HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"})
        environment.insert(QString::fromLatin1(name), QStringLiteral("http://127.0.0.1:9"));
    for (const char *name : {"NO_PROXY", "no_proxy"})
        environment.insert(QString::fromLatin1(name), QStringLiteral("127.0.0.1"));
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    QDir().mkpath(box.path(QStringLiteral("work")));
    process.setWorkingDirectory(box.path(QStringLiteral("work")));
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(program, arguments);
    const bool hasEnded =
        QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 120'000);
    const QByteArray words = process.readAll();
    if (!hasEnded) {
        process.kill();
        process.waitForFinished();
        return "it did not end: " + words;
    }
    return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0 ? QByteArray()
                                                                                   : words + '.';
}

void TestAgents::addFolder(const Sandbox &box, const QString &name, const QString &folder)
{
    QDir().mkpath(box.path(folder));
    const Ran added =
        box.run({QStringLiteral("source"), QStringLiteral("add"), name, QStringLiteral("--kind"),
                 QStringLiteral("files"), QStringLiteral("--path"), box.path(folder),
                 QStringLiteral("--format"), name, QStringLiteral("--no-test")});
    QVERIFY2(added.code == 0, added.err.constData());
}

int TestAgents::addTelemetry(const Sandbox &box)
{
    const int port = freePort();
    const Ran added =
        box.run({QStringLiteral("source"), QStringLiteral("add"), QStringLiteral("telemetry"),
                 QStringLiteral("--kind"), QStringLiteral("otlp"), QStringLiteral("--port"),
                 QString::number(port)});
    return added.code == 0 ? port : 0;
}

/// What the ledger keeps of a source: lines of the merged ledger's own export.
qint64 TestAgents::told(const Sandbox &box, const QByteArray &kind, const QByteArray &source)
{
    const QByteArray words = "\"kind\":\"" + kind + "\",\"source\":\"" + source + '"';
    return box.run("export --format observations").out.count(words);
}

QJsonObject TestAgents::totalOf(const Sandbox &box)
{
    return box.run("report --json").json()[QStringLiteral("total")].toObject();
}

void TestAgents::compare(const QJsonObject &total, const ModelEndpoint::Served &served)
{
    const auto number = [&](const char *name) { return total[QLatin1String(name)].toInteger(); };
    QCOMPARE(number("requests"), served.calls);
    QCOMPARE(number("input_tokens"), served.input);
    QCOMPARE(number("cache_read_tokens"), served.cacheRead);
    QCOMPARE(number("cache_write_5m_tokens") + number("cache_write_1h_tokens"), served.cacheWrite);
    QCOMPARE(number("output_tokens"), served.output);
}

void TestAgents::findsNowhere(const Sandbox &box, const QByteArray &canary)
{
    const QString folder = QStringLiteral(".local/share/outlay/");
    const QStringList names = QDir(box.path(folder)).entryList(QDir::Files | QDir::Hidden);
    QVERIFY(names.contains(QStringLiteral("ledger.sqlite")));
    for (const QString &name : names)
        QVERIFY2(!box.read(folder + name).contains(canary), qPrintable(name));
}

void TestAgents::claudeCode_data()
{
    QTest::addColumn<QString>("protocol");
    QTest::newRow("protobuf") << QStringLiteral("http/protobuf");
    QTest::newRow("JSON") << QStringLiteral("http/json");
}

void TestAgents::claudeCode()
{
    QFETCH(QString, protocol);
    const QString claude =
        program(QStringLiteral("/@anthropic-ai/claude-code-"), QStringLiteral("/claude"));
    QVERIFY(!claude.isEmpty());
    const Sandbox box;
    ModelEndpoint model(canary);
    addFolder(box, QStringLiteral("claude-code"), QStringLiteral(".claude/projects"));
    const int port = addTelemetry(box);
    QVERIFY(port > 0);
    Watching watching(box);
    QVERIFY2(watching.waitFor("\"source\":\"telemetry\",\"state\":\"waiting\""),
             watching.seen().constData());
    QProcessEnvironment environment;
    const auto set = [&environment](const char *name, const QString &value) {
        environment.insert(QString::fromLatin1(name), value);
    };
    set("ANTHROPIC_BASE_URL", QStringLiteral("http://127.0.0.1:%1").arg(model.serverPort()));
    set("ANTHROPIC_API_KEY", QStringLiteral("sk-ant-nobodys"));
    set("OTEL_EXPORTER_OTLP_ENDPOINT", QStringLiteral("http://127.0.0.1:%1").arg(port));
    set("OTEL_EXPORTER_OTLP_PROTOCOL", protocol);
    for (const char *name : {"OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER", "OTEL_TRACES_EXPORTER"})
        set(name, QStringLiteral("otlp"));
    for (const char *name : {"CLAUDE_CODE_ENABLE_TELEMETRY", "CLAUDE_CODE_ENHANCED_TELEMETRY_BETA",
                             "OTEL_LOG_USER_PROMPTS", "OTEL_LOG_TOOL_DETAILS",
                             "DISABLE_AUTOUPDATER", "DISABLE_TELEMETRY", "DISABLE_ERROR_REPORTING",
                             "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"})
        set(name, QStringLiteral("1"));
    const QStringList ask{QStringLiteral("-p"),
                          QString::fromUtf8("say " + canary),
                          QStringLiteral("--allowedTools"),
                          QStringLiteral("Bash"),
                          QStringLiteral("--model"),
                          QStringLiteral("claude-sonnet-4-5")};
    const QByteArray first = run(box, claude, ask, environment);
    QVERIFY2(first.isEmpty(), first.constData());
    // In the same session, whose events are counted from 0 again.
    const QByteArray second =
        run(box, claude, QStringList(ask) << QStringLiteral("--continue"), environment);
    QVERIFY2(second.isEmpty(), second.constData());
    const qint64 calls = model.served().calls;
    QVERIFY(calls >= 3);
    QTRY_COMPARE_WITH_TIMEOUT(told(box, "observation", "telemetry"), calls, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(told(box, "observation", "claude-code"), calls, 60'000);
    QVERIFY(told(box, "span", "telemetry/spans") >= calls);
    compare(totalOf(box), model.served());
    QCOMPARE(totalOf(box)[QStringLiteral("unpriced_requests")].toInteger(), 0);
    QCOMPARE(watching.stop(), 0);
    QVERIFY2(!watching.seen().contains("\"type\":\"error\""), watching.seen().constData());
    findsNowhere(box, canary);
}

void TestAgents::codex()
{
    const QString codex = program(QStringLiteral("/@openai/codex-"), QStringLiteral("/bin/codex"));
    QVERIFY(!codex.isEmpty());
    const Sandbox box;
    ModelEndpoint model(canary);
    addFolder(box, QStringLiteral("codex"), QStringLiteral(".codex/sessions"));
    const int port = addTelemetry(box);
    QVERIFY(port > 0);
    box.write(QStringLiteral(".codex/config.toml"),
              QStringLiteral("model = \"gpt-5.1-codex\"\n"
                             "model_provider = \"loopback\"\n"
                             "check_for_update_on_startup = false\n"
                             "[model_providers.loopback]\n"
                             "name = \"loopback\"\n"
                             "base_url = \"http://127.0.0.1:%1/v1\"\n"
                             "wire_api = \"responses\"\n"
                             "env_key = \"NOBODYS_KEY\"\n"
                             "supports_websockets = false\n"
                             "request_max_retries = 0\n"
                             "stream_max_retries = 0\n"
                             "[analytics]\n"
                             "enabled = false\n"
                             "[otel]\n"
                             "log_user_prompt = true\n"
                             "[otel.exporter.otlp-http]\n"
                             "endpoint = \"http://127.0.0.1:%2/v1/logs\"\n"
                             "protocol = \"binary\"\n"
                             "[otel.trace_exporter.otlp-http]\n"
                             "endpoint = \"http://127.0.0.1:%2/v1/traces\"\n"
                             "protocol = \"json\"\n")
                  .arg(model.serverPort())
                  .arg(port)
                  .toUtf8());
    Watching watching(box);
    QVERIFY2(watching.waitFor("\"source\":\"telemetry\",\"state\":\"waiting\""),
             watching.seen().constData());
    QProcessEnvironment environment;
    environment.insert(QStringLiteral("NOBODYS_KEY"), QStringLiteral("sk-nobodys"));
    const QByteArray words = run(box, codex,
                                 {QStringLiteral("exec"), QStringLiteral("--skip-git-repo-check"),
                                  QString::fromUtf8("say " + canary)},
                                 environment);
    QVERIFY2(words.isEmpty(), words.constData());
    const qint64 calls = model.served().calls;
    QVERIFY(calls >= 2);
    QTRY_COMPARE_WITH_TIMEOUT(told(box, "observation", "telemetry"), calls, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(told(box, "lineage", "codex"), calls, 60'000);
    QCOMPARE(watching.stop(), 0);
    QVERIFY2(!watching.seen().contains("\"type\":\"error\""), watching.seen().constData());
    // Events of Codex name no response: which of the two counts is for the user to say.
    auto ingest = outlay::Ingest::open(
        box.path(QStringLiteral(".local/share/outlay/ledger.sqlite")).toStdString());
    QVERIFY(ingest.has_value());
    QVERIFY((*ingest)->setCoveredBy({{"telemetry", "codex", {}}}).has_value());
    ingest->reset();
    compare(totalOf(box), model.served());
    QCOMPARE(totalOf(box)[QStringLiteral("reasoning_tokens")].toInteger(),
             model.served().reasoning);
    QVERIFY(totalOf(box)[QStringLiteral("set_aside_usd")] != QStringLiteral("0.000000000"));
    findsNowhere(box, canary);
}

int main(int argc, char **argv)
{
    if (sendersIn("agents").isEmpty())
        return skipped;
    QCoreApplication app(argc, argv);
    TestAgents test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_agents.moc"
