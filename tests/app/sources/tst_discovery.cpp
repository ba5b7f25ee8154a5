// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/discovery.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <map>
#ifdef Q_OS_UNIX
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace outlay;
using namespace outlay::sources;

class TestDiscovery : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void findsNothingInAnEmptyHome();
    void countsClaudeTranscriptsOfBothDefaultFolders();
    void configDirListReplacesTheDefaults();
    void xdgConfigHomeReplacesDotConfig();
    void findsCodexSessionsAndArchive();
    void codexHomeIsAList();
    void findsTheDatabasesOfOpenCode();
    void findsFurtherAgents_data();
    void findsFurtherAgents();
    void variablesOfFurtherAgentsReplaceTheirFolders_data();
    void variablesOfFurtherAgentsReplaceTheirFolders();
    void countsOnlyWhatIsATranscriptByItsName();
    void namesAFolderOnceThatIsReachedTwice();
    void tellsTheSpanOfChanges();
    void doesNotFollowLinksBelowAFolder();
    void doesNotCountAnotherUsersFiles();
    void saysWhenAFolderCannotBeListed();
    void survivesAMissingHome();
    void namesVariablesNeverTheirValues();

private:
    [[nodiscard]] Surroundings surroundings() const;
    void write(const QString &path, const QByteArray &bytes = "{}\n") const;
    [[nodiscard]] std::string path(const QString &relative) const
    {
        return QFileInfo(m_home->filePath(relative)).canonicalFilePath().toStdString();
    }

    std::unique_ptr<QTemporaryDir> m_home;
    std::map<std::string, std::string> m_environment;
};

void TestDiscovery::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    QVERIFY(m_home->isValid());
    m_environment.clear();
}

Surroundings TestDiscovery::surroundings() const
{
    return {m_home->path().toStdString(),
            [this](const std::string &name) -> std::optional<std::string> {
                const auto found = m_environment.find(name);
                return found == m_environment.end() ? std::nullopt : std::optional(found->second);
            }};
}

void TestDiscovery::write(const QString &path, const QByteArray &bytes) const
{
    const QString full = m_home->filePath(path);
    QVERIFY(QDir().mkpath(QFileInfo(full).path()));
    QFile file(full);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

void TestDiscovery::findsNothingInAnEmptyHome()
{
    QVERIFY(discover(surroundings()).empty());
}

void TestDiscovery::countsClaudeTranscriptsOfBothDefaultFolders()
{
    write(QStringLiteral(".claude/projects/-a/one.jsonl"), "12345");
    write(QStringLiteral(".claude/projects/-a/one/subagents/agent-x.jsonl"), "123");
    write(QStringLiteral(".claude/projects/-a/one/subagents/agent-x.meta.json"), "999999");
    write(QStringLiteral(".claude/projects/-b/two.jsonl.gz"), "12");
    write(QStringLiteral(".config/claude/projects/-c/three.jsonl"), "1");
    const std::vector<Found> found = discover(surroundings());
    QCOMPARE(found.size(), 2U);
    QCOMPARE(found[0].path, path(QStringLiteral(".config/claude/projects")));
    QCOMPARE(found[0].files, 1);
    QCOMPARE(found[1].path, path(QStringLiteral(".claude/projects")));
    QCOMPARE(found[1].format, std::string("claude-code"));
    QCOMPARE(found[1].files, 3);
    QCOMPARE(found[1].bytes, 10);
    QVERIFY(!found[1].isForeign);
    QVERIFY(!found[1].isIncomplete);
}

void TestDiscovery::configDirListReplacesTheDefaults()
{
    write(QStringLiteral(".claude/projects/-a/one.jsonl"));
    write(QStringLiteral("work/projects/-a/one.jsonl"));
    write(QStringLiteral("home/projects/-a/one.jsonl"));
    const std::string base = m_home->path().toStdString();
    m_environment["CLAUDE_CONFIG_DIR"] =
        base + "/work, " + base + "/home/projects,," + base + "/no";
    const std::vector<Found> found = discover(surroundings());
    QCOMPARE(found.size(), 2U);
    QCOMPARE(found[0].path, path(QStringLiteral("work/projects")));
    QCOMPARE(found[1].path, path(QStringLiteral("home/projects")));
}

void TestDiscovery::xdgConfigHomeReplacesDotConfig()
{
    write(QStringLiteral(".config/claude/projects/-a/one.jsonl"));
    write(QStringLiteral("xdg/claude/projects/-a/one.jsonl"));
    m_environment["XDG_CONFIG_HOME"] = m_home->filePath(QStringLiteral("xdg")).toStdString();
    const std::vector<Found> found = discover(surroundings());
    QCOMPARE(found.size(), 1U);
    QCOMPARE(found[0].path, path(QStringLiteral("xdg/claude/projects")));
}

void TestDiscovery::findsTheDatabasesOfOpenCode()
{
    const QString folder = QStringLiteral(".local/share/opencode/");
    write(folder + QStringLiteral("opencode.db"), "12345");
    write(folder + QStringLiteral("opencode-nightly.db"), "123");
    write(folder + QStringLiteral("opencode.db-wal"), "1");
    write(folder + QStringLiteral("auth.json"));
    write(folder + QStringLiteral("storage/message/ses_1/msg_1.json"));
    const std::vector<Found> found = discover(surroundings());
    QCOMPARE(found.size(), 3U);
    QCOMPARE(found[0].path, path(folder + QStringLiteral("storage/message")));
    QCOMPARE(found[1].path, path(folder + QStringLiteral("opencode-nightly.db")));
    QCOMPARE(found[2].path, path(folder + QStringLiteral("opencode.db")));
    for (const std::size_t i : {1U, 2U}) {
        QCOMPARE(found[i].format, std::string("opencode"));
        QCOMPARE(found[i].title, std::string("OpenCode database"));
        QCOMPARE(found[i].files, 1);
        QVERIFY(found[i].changed.has_value());
    }
    QCOMPARE(found[2].bytes, 5);
    m_environment["OPENCODE_DATA_DIR"] = m_home->filePath(QStringLiteral("no")).toStdString();
    QVERIFY(discover(surroundings()).empty());
}

void TestDiscovery::findsCodexSessionsAndArchive()
{
    write(QStringLiteral(".codex/sessions/2026/11/01/rollout-a.jsonl"));
    write(QStringLiteral(".codex/sessions/2026/11/02/rollout-b.jsonl.zst"));
    write(QStringLiteral(".codex/archived_sessions/rollout-c.jsonl"));
    write(QStringLiteral(".codex/history.jsonl"));
    const std::vector<Found> found = discover(surroundings());
    QCOMPARE(found.size(), 2U);
    QCOMPARE(found[0].format, std::string("codex"));
    QCOMPARE(found[0].files, 2);
    QCOMPARE(found[1].path, path(QStringLiteral(".codex/archived_sessions")));
    QCOMPARE(found[1].files, 1);
}

void TestDiscovery::codexHomeIsAList()
{
    write(QStringLiteral(".codex/sessions/rollout-a.jsonl"));
    write(QStringLiteral("one/sessions/rollout-a.jsonl"));
    write(QStringLiteral("two/sessions/rollout-a.jsonl"));
    const std::string base = m_home->path().toStdString();
    m_environment["CODEX_HOME"] = base + "/one," + base + "/two";
    QCOMPARE(discover(surroundings()).size(), 2U);
}

void TestDiscovery::findsFurtherAgents_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("format");
    const auto add = [](const char *file, const char *folder, const char *format) {
        QTest::newRow(format) << QString::fromLatin1(file) << QString::fromLatin1(folder)
                              << QString::fromLatin1(format);
    };
    add(".gemini/tmp/0f0f/chats/session-2026-03-11T10-00-aaaa1111.jsonl", ".gemini/tmp",
        "gemini-cli");
    add(".local/share/opencode/storage/message/ses_1/msg_1.json",
        ".local/share/opencode/storage/message", "opencode");
    add(".qwen/projects/-p/chats/one.jsonl", ".qwen/projects", "qwen-code");
    add(".kimi-code/sessions/p/1/agents/main/wire.jsonl", ".kimi-code/sessions", "kimi");
    add(".copilot/session-state/1/events.jsonl", ".copilot/session-state", "copilot-cli");
    add(".local/share/amp/threads/T-1.json", ".local/share/amp/threads", "amp");
    add(".factory/sessions/-p/1.settings.json", ".factory/sessions", "droid");
}

void TestDiscovery::findsFurtherAgents()
{
    QFETCH(QString, file);
    QFETCH(QString, folder);
    QFETCH(QString, format);
    write(file, "12345");
    const std::vector<Found> found = discover(surroundings());
    QCOMPARE(found.size(), 1U);
    QCOMPARE(found[0].path, path(folder));
    QCOMPARE(found[0].format, format.toStdString());
    QCOMPARE(found[0].files, 1);
    QCOMPARE(found[0].bytes, 5);
}

void TestDiscovery::variablesOfFurtherAgentsReplaceTheirFolders_data()
{
    QTest::addColumn<QString>("usual");
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("below");
    const auto add = [](const char *usual, const char *variable, const char *below) {
        QTest::newRow(variable) << QString::fromLatin1(usual) << QString::fromLatin1(variable)
                                << QString::fromLatin1(below);
    };
    add(".gemini/tmp", "GEMINI_CLI_HOME", ".gemini/tmp");
    add(".local/share/opencode/storage/message", "OPENCODE_DATA_DIR", "storage/message");
    add(".local/share/opencode/storage/message", "XDG_DATA_HOME", "opencode/storage/message");
    add(".qwen/projects", "QWEN_HOME", "projects");
    add(".qwen/projects", "QWEN_RUNTIME_DIR", "projects");
    add(".kimi-code/sessions", "KIMI_CODE_HOME", "sessions");
    add(".copilot/session-state", "COPILOT_HOME", "session-state");
    add(".local/share/amp/threads", "AMP_DATA_DIR", "threads");
}

void TestDiscovery::variablesOfFurtherAgentsReplaceTheirFolders()
{
    QFETCH(QString, usual);
    QFETCH(QString, variable);
    QFETCH(QString, below);
    write(usual + QStringLiteral("/x/a.json"));
    write(QStringLiteral("moved/") + below + QStringLiteral("/x/a.json"));
    m_environment[variable.toStdString()] = m_home->filePath(QStringLiteral("moved")).toStdString();
    const std::vector<Found> found = discover(surroundings());
    QCOMPARE(found.size(), 1U);
    QCOMPARE(found[0].path, path(QStringLiteral("moved/") + below));
}

void TestDiscovery::countsOnlyWhatIsATranscriptByItsName()
{
    write(QStringLiteral(".gemini/tmp/0f0f/logs.json"));
    write(QStringLiteral(".gemini/tmp/0f0f/chats/session-1.json"));
    write(QStringLiteral(".gemini/tmp/0f0f/chats/aaaa/bbbb.jsonl.zst"));
    write(QStringLiteral(".factory/sessions/-p/1.jsonl"));
    write(QStringLiteral(".factory/sessions/-p/1.settings.json"));
    write(QStringLiteral(".local/share/amp/threads/T-1.json"));
    write(QStringLiteral(".local/share/amp/threads/other.json"));
    std::map<std::string, std::int64_t> files;
    for (const Found &found : discover(surroundings()))
        files[found.format] = found.files;
    const std::map<std::string, std::int64_t> expected = {
        {"amp", 1}, {"droid", 1}, {"gemini-cli", 2}};
    QCOMPARE(files, expected);
}

void TestDiscovery::namesAFolderOnceThatIsReachedTwice()
{
    write(QStringLiteral(".claude/projects/-a/one.jsonl"));
    QVERIFY(QDir().mkpath(m_home->filePath(QStringLiteral(".config"))));
    QVERIFY(QFile::link(m_home->filePath(QStringLiteral(".claude")),
                        m_home->filePath(QStringLiteral(".config/claude"))));
    QCOMPARE(discover(surroundings()).size(), 1U);
}

void TestDiscovery::tellsTheSpanOfChanges()
{
    write(QStringLiteral(".claude/projects/-a/old.jsonl"));
    write(QStringLiteral(".claude/projects/-a/new.jsonl"));
    const QDateTime old =
        QDateTime::fromString(QStringLiteral("2026-01-02T03:04:05Z"), Qt::ISODate);
    const QDateTime recent = old.addDays(100);
    for (const auto &[name, at] : {std::pair{"old", old}, std::pair{"new", recent}}) {
        QFile file(m_home->filePath(
            QStringLiteral(".claude/projects/-a/%1.jsonl").arg(QLatin1String(name))));
        QVERIFY(file.open(QIODevice::Append));
        QVERIFY(file.setFileTime(at, QFileDevice::FileModificationTime));
    }
    const std::vector<Found> found = discover(surroundings());
    QVERIFY(found.at(0).changed.has_value());
    QCOMPARE(found[0].changed->from.micros, old.toMSecsSinceEpoch() * 1000);
    QVERIFY(found[0].changed->contains(Instant{recent.toMSecsSinceEpoch() * 1000}));
}

void TestDiscovery::doesNotFollowLinksBelowAFolder()
{
    write(QStringLiteral(".claude/projects/-a/one.jsonl"));
    write(QStringLiteral("elsewhere/two.jsonl"));
    QVERIFY(QFile::link(m_home->filePath(QStringLiteral("elsewhere")),
                        m_home->filePath(QStringLiteral(".claude/projects/-linked"))));
    QVERIFY(QFile::link(m_home->filePath(QStringLiteral("elsewhere/two.jsonl")),
                        m_home->filePath(QStringLiteral(".claude/projects/-a/two.jsonl"))));
    QVERIFY(QFile::link(m_home->path(), m_home->filePath(QStringLiteral(".claude/projects/loop"))));
    QCOMPARE(discover(surroundings()).at(0).files, 1);
}

void TestDiscovery::doesNotCountAnotherUsersFiles()
{
#ifdef Q_OS_UNIX
    if (::geteuid() != 0)
        QSKIP("only root can give a file to another user");
    write(QStringLiteral(".claude/projects/-a/own.jsonl"));
    write(QStringLiteral(".claude/projects/-a/foreign.jsonl"));
    write(QStringLiteral(".claude/projects/-foreign/one.jsonl"));
    write(QStringLiteral(".codex/sessions/rollout-a.jsonl"));
    for (const char *foreign :
         {".claude/projects/-a/foreign.jsonl", ".claude/projects/-foreign", ".codex/sessions"}) {
        const QByteArray full = m_home->filePath(QLatin1String(foreign)).toLocal8Bit();
        QCOMPARE(::chown(full.constData(), 12345, 12345), 0);
    }
    const std::vector<Found> found = discover(surroundings());
    QCOMPARE(found.size(), 2U);
    QCOMPARE(found[0].files, 1);
    QVERIFY(found[1].isForeign);
    QCOMPARE(found[1].files, 0);
#else
    QSKIP("owners are a matter of POSIX");
#endif
}

void TestDiscovery::saysWhenAFolderCannotBeListed()
{
#ifdef Q_OS_UNIX
    if (::geteuid() == 0)
        QSKIP("root may list every folder");
    write(QStringLiteral(".claude/projects/-a/one.jsonl"));
    write(QStringLiteral(".claude/projects/-b/two.jsonl"));
    const QByteArray closed = m_home->filePath(QStringLiteral(".claude/projects/-b")).toLocal8Bit();
    QCOMPARE(::chmod(closed.constData(), 0), 0);
    const std::vector<Found> found = discover(surroundings());
    QCOMPARE(::chmod(closed.constData(), 0700), 0);
    QCOMPARE(found.at(0).files, 1);
    QVERIFY(found[0].isIncomplete);
#else
    QSKIP("modes are a matter of POSIX");
#endif
}

void TestDiscovery::survivesAMissingHome()
{
    QVERIFY(discover(Surroundings{}).empty());
    QVERIFY(discover({"/no/such/home", {}}).empty());
}

void TestDiscovery::namesVariablesNeverTheirValues()
{
    m_environment["ANTHROPIC_API_KEY"] = "sk-ant-secret";
    m_environment["OPENAI_API_KEY"] = "";
    const std::vector<std::string> names = providerVariables(surroundings());
    QCOMPARE(names.size(), 1U);
    QCOMPARE(names[0], std::string("ANTHROPIC_API_KEY"));
}

QTEST_APPLESS_MAIN(TestDiscovery)
#include "tst_discovery.moc"
