// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/evidence.h"

#include <QTest>

using namespace outlay;

class TestEvidence : public QObject
{
    Q_OBJECT

private slots:
    void findsTickets_data()
    {
        QTest::addColumn<QByteArray>("branch");
        QTest::addColumn<QByteArray>("ticket");
        QTest::newRow("in front") << QByteArray("OUT-12-fix") << QByteArray("OUT-12");
        QTest::newRow("behind a slash") << QByteArray("feature/AB2-7") << QByteArray("AB2-7");
        QTest::newRow("no number") << QByteArray("OUT-fix") << QByteArray();
        QTest::newRow("one letter is none") << QByteArray("A-1") << QByteArray();
        QTest::newRow("lower case is none") << QByteArray("utf-8") << QByteArray();
        QTest::newRow("nothing") << QByteArray() << QByteArray();
    }
    void findsTickets()
    {
        QFETCH(QByteArray, branch);
        QFETCH(QByteArray, ticket);
        QCOMPARE(QByteArray::fromStdString(ticketIn(branch.toStdString())), ticket);
    }

    void findsPullRequests_data()
    {
        QTest::addColumn<QByteArray>("branch");
        QTest::addColumn<QByteArray>("request");
        QTest::newRow("GitHub's merge") << QByteArray("refs/pull/17/merge") << QByteArray("PR-17");
        QTest::newRow("short") << QByteArray("pull/17/head") << QByteArray("PR-17");
        QTest::newRow("GitLab") << QByteArray("refs/merge-requests/4/head") << QByteArray("PR-4");
        QTest::newRow("a word that ends so") << QByteArray("bullpull/17") << QByteArray();
        QTest::newRow("no number") << QByteArray("pull/x") << QByteArray();
        QTest::newRow("more than a number") << QByteArray("pull/17x") << QByteArray();
    }
    void findsPullRequests()
    {
        QFETCH(QByteArray, branch);
        QFETCH(QByteArray, request);
        QCOMPARE(QByteArray::fromStdString(pullRequestIn(branch.toStdString())), request);
    }

    void readsTags()
    {
        QCOMPARE(evidenceIn({{"task", "b"}, {"ticket", "a"}}).task, std::string("a"));
        QCOMPARE(evidenceIn({{"vcs.change.id", "17"}}).pullRequest, std::string("PR-17"));
        QCOMPARE(evidenceIn({{"pr", "PR-17"}}).pullRequest, std::string("PR-17"));
        const TagEvidence run = evidenceIn({{"cicd.pipeline.run.id", "9"}});
        QCOMPARE(run.ciRun, std::string("ci-run-9"));
        QCOMPARE(run.environment, std::string("ci"));
        QCOMPARE(evidenceIn({{"ci_run", "ci-run-9"}}).ciRun, std::string("ci-run-9"));
        QCOMPARE(evidenceIn({{"app", "search"}, {"tier", "gold"}}), TagEvidence{});
        QCOMPARE(evidenceIn({{"task", ""}}), TagEvidence{});
    }

    void findsTheEnvironment_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("environment");
        const auto row = [](const char *key, const char *value, const char *environment) {
            QTest::addRow("%s=%s", key, value)
                << QByteArray(key) << QByteArray(value) << QByteArray(environment);
        };
        row("env", "Production", "prod");
        row("deployment.environment.name", "development", "dev");
        row("environment", "qa-7", "qa-7");
        row("CI", "true", "ci");
        row("ci", "false", "");
        row("user_agent.original", "my-client/1.0 (GitHub-Actions)", "ci");
        row("user_agent", "claude-cli/2.0", "");
        row("app", "ci", "");
    }
    void findsTheEnvironment()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, environment);
        const std::string k = key.toStdString(), v = value.toStdString();
        QCOMPARE(QByteArray::fromStdString(evidenceIn({{k, v}}).environment), environment);
    }

    void whatIsSaidComesBeforeWhatIsSeen()
    {
        QCOMPARE(evidenceIn({{"ci", "1"}, {"env", "prod"}}).environment, std::string("prod"));
        QCOMPARE(evidenceIn({{"env", "prod"}, {"ci", "1"}}).environment, std::string("prod"));
    }

    void readsTheNamesOfKeys_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("environment");
        QTest::newRow("ci") << QByteArray("svc-ci-runner") << QByteArray("ci");
        QTest::newRow("prod") << QByteArray("PROD_search") << QByteArray("prod");
        QTest::newRow("a part of a word") << QByteArray("circus-device") << QByteArray();
        QTest::newRow("two that differ") << QByteArray("dev-to-prod") << QByteArray();
        QTest::newRow("two that agree") << QByteArray("ci-jenkins") << QByteArray("ci");
        QTest::newRow("none") << QByteArray() << QByteArray();
    }
    void readsTheNamesOfKeys()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, environment);
        QCOMPARE(QByteArray::fromStdString(environmentInKey(key.toStdString())), environment);
    }
};

QTEST_GUILESS_MAIN(TestEvidence)
#include "tst_evidence.moc"
