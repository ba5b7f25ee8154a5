// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/app/cli/sandbox.h"
#include "tests/fakes/fakelitellmadmin.h"
#include "tests/fakes/fakeserver.h"

#include <QDateTime>
#include <QTest>

#include <algorithm>
#include <memory>

namespace outlay::test {

/// The verb `budget` of the real executable, over a ledger of this month.
class BudgetRig
{
protected:
    /// Words are parted by "|".
    [[nodiscard]] Ran run(const QString &words, int code = 0) const
    {
        const Ran ran = m_box->run(words.split(u'|'));
        if (ran.code != code)
            qWarning().noquote() << words << ran.code << ran.out << ran.err;
        return ran;
    }
    [[nodiscard]] QJsonObject json(const QString &words, int code = 0) const
    {
        const Ran ran = run(words + QStringLiteral("|--json"), code);
        return ran.code == code ? ran.json() : QJsonObject();
    }
    [[nodiscard]] QJsonObject status(const QString &more = {}) const
    {
        return json(QStringLiteral("budget|status") + more)[QStringLiteral("budgets")]
            .toArray()
            .first()
            .toObject();
    }
    /// Exit code 1: it was done, but a known leak keeps it from holding.
    [[nodiscard]] bool push(const QString &more = {}) const
    {
        const QString words = QStringLiteral("budget|push") + more;
        return m_box->run(words.split(u'|')).code <= 1;
    }

    void begin()
    {
        m_server.reset();
        m_fake.reset();
        m_box = std::make_unique<Sandbox>();
        const QDateTime now = QDateTime::currentDateTimeUtc();
        QByteArray log;
        // Whole weeks before, for the proposal, and a minute ago, for the running month.
        for (int i = 1; i <= 60; ++i)
            log += logLine(100 + i, "claude-sonnet-4-5",
                           now.addDays(-i).toString(Qt::ISODate).toUtf8().constData(),
                           i % 2 ? "u-ana" : "u-bob");
        const QDateTime month(QDate(now.date().year(), now.date().month(), 1), {}, Qt::UTC);
        const QByteArray recent = std::max(now.addSecs(-60), month).toString(Qt::ISODate).toUtf8();
        log += logLine(900, "claude-sonnet-4-5", recent.constData(), "u-ana");
        if (now.addDays(-2) < month) // else it was two days ago
            log += logLine(1, "claude-sonnet-4-5", recent.constData(), "u-bob");
        m_box->write(QStringLiteral("log.jsonl"), log);
        QCOMPARE(m_box->run(importOf({QStringLiteral("log.jsonl")})).code, 0);
    }
    void addGateway()
    {
        m_fake = std::make_unique<fakes::FakeLiteLlmAdmin>();
        m_fake->followClock();
        m_server = std::make_unique<fakes::FakeServer>(m_fake->handler());
        m_box->setVariable(QStringLiteral("OUTLAY_TEST_PUSH_KEY"), QString::fromUtf8(m_fake->key));
        m_box->setVariable(QStringLiteral("OUTLAY_TEST_READ_KEY"), QStringLiteral("sk-read"));
        nameGateway({});
    }
    /// To the ledger that `more` names.
    void nameGateway(const QString &more)
    {
        QCOMPARE(run(QStringLiteral("source|add|proxy|--kind|litellm|--base-url|") +
                     QString::fromStdString(m_server->url()) +
                     QStringLiteral("|--secret|env:OUTLAY_TEST_READ_KEY"
                                    "|--push-secret|env:OUTLAY_TEST_PUSH_KEY|--no-test") +
                     more)
                     .code,
                 0);
    }
    /// One field of a user at the gateway.
    [[nodiscard]] QJsonValue there(const char *user, const char *field) const
    {
        return m_fake->object(QStringLiteral("user"),
                              QString::fromLatin1(user))[QString::fromLatin1(field)];
    }

    std::unique_ptr<Sandbox> m_box;
    std::unique_ptr<fakes::FakeLiteLlmAdmin> m_fake;
    std::unique_ptr<fakes::FakeServer> m_server;
};

} // namespace outlay::test
