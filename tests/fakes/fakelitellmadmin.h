// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fakes/fakeserver.h"

#include <QJsonObject>
#include <QMap>

#include <mutex>

namespace outlay::fakes {

/// The administration of a LiteLLM proxy in memory: users, keys and teams with their limits, read
/// and updated as documented, and in every way releases of it have gone wrong.
class FakeLiteLlmAdmin
{
public:
    enum class Behaviour
    {
        Correct,
        NotStored,      ///< 200, and nothing happens
        StoredInCents,  ///< an amount of 80 becomes 8000
        Rounded,        ///< amounts keep two places
        NullIgnored,    ///< a limit cannot be taken away
        MetadataMerged, ///< what is sent is added; by default it replaces all of it
        OthersChanged,  ///< an update also empties the list of models
        ResetInPast,    ///< the window's end is an hour ago
        BudgetLost,     ///< the amount is null, the window is kept
    };

    FakeLiteLlmAdmin();

    /// For FakeServer.
    [[nodiscard]] FakeServer::Handler handler()
    {
        return [this](const FakeRequest &request) { return answer(request); };
    }
    [[nodiscard]] FakeReply answer(const FakeRequest &request);

    void setBehaviour(Behaviour behaviour);
    /// The n-th update from now on (from 1) gets this instead; it is done nevertheless if
    /// `isDone`.
    void failUpdate(int nth, const FakeReply &reply, bool isDone = false);
    /// The next requests get these instead.
    void failNext(const FakeReply &reply, int count = 1);
    /// Changes one field, as somebody else would.
    void set(const QString &kind, const QString &id, const QString &field, const QJsonValue &value);
    void remove(const QString &kind, const QString &id);

    /// All it knows, by kind and id, without what changes by itself ("updated_at").
    [[nodiscard]] QJsonObject snapshot() const;
    [[nodiscard]] QJsonObject object(const QString &kind, const QString &id) const;
    /// Updates that arrived, as they were sent.
    [[nodiscard]] QList<QByteArray> updates() const;

    /// Windows end with the month that runs: for programs that go by the real clock.
    void followClock();

    /// The only key that is taken.
    QByteArray key = "sk-push-CANARY-0123456789abcdef";
    /// Of the windows' ends: RFC 3339.
    QString resetAt = QStringLiteral("2026-12-01T00:00:00Z");
    /// An hour before the clock of tests.
    QString pastResetAt = QStringLiteral("2026-11-28T11:00:00Z");

private:
    [[nodiscard]] FakeReply info(const QString &kind, const FakeRequest &request) const;
    [[nodiscard]] FakeReply list(const QString &kind, const FakeRequest &request) const;
    FakeReply update(const QString &kind, const QByteArray &body);
    void store(QJsonObject &object, const QJsonObject &sent);
    [[nodiscard]] QJsonValue stored(const QJsonValue &amount) const;

    mutable std::mutex m_mutex;
    Behaviour m_behaviour = Behaviour::Correct;
    QMap<QString, QMap<QString, QJsonObject>> m_objects; ///< kind -> id -> object
    QList<QByteArray> m_updates;
    QMap<qsizetype, std::pair<FakeReply, bool>> m_failures; ///< by number of the update
    QList<FakeReply> m_next;
};

} // namespace outlay::fakes
