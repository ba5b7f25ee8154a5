// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fakes/fakeserver.h"

#include <QJsonArray>
#include <QJsonObject>

#include <optional>

namespace outlay::fakes {

/// The clock the providers' fixtures were made for: 2026-11-05 00:10 UTC.
inline constexpr qint64 fixtureNowMicros = 1'793'837'400'000'000;

/// A provider of tests/data/providers: pages, cursors, limits and refusals as documented, figures
/// from the fixtures. Strict about what it is asked: what it does not understand is a 400.
class FakeProvider
{
public:
    using Interceptor = std::function<std::optional<FakeReply>(const FakeRequest &)>;

    virtual ~FakeProvider() = default;
    /// For FakeServer. The interceptor comes first; what it gives is sent instead.
    [[nodiscard]] FakeReply answer(const FakeRequest &request);
    void setInterceptor(Interceptor interceptor) { m_interceptor = std::move(interceptor); }
    [[nodiscard]] FakeServer::Handler handler()
    {
        return [this](const FakeRequest &request) { return answer(request); };
    }
    /// The only key that is taken.
    QByteArray key = "sk-admin-CANARY-0123456789abcdef";
    /// Buckets of a page, less than is asked for, so that there are several.
    int bucketsPerPage = 2;

protected:
    virtual FakeReply reply(const FakeRequest &request) = 0;

private:
    Interceptor m_interceptor;
};

class FakeOpenAi final : public FakeProvider
{
public:
    FakeOpenAi();
    /// By day: what is told instead of the fixture (restatements).
    QMap<QByteArray, QMap<qint64, QJsonArray>> buckets; ///< endpoint -> start -> results

protected:
    FakeReply reply(const FakeRequest &request) override;

private:
    FakeReply bucketPage(const FakeRequest &request, const QByteArray &endpoint);
    FakeReply list(const FakeRequest &request);
};

class FakeAnthropic final : public FakeProvider
{
public:
    FakeAnthropic();
    QMap<QByteArray, QMap<QString, QJsonArray>> buckets; ///< endpoint -> day -> results

protected:
    FakeReply reply(const FakeRequest &request) override;

private:
    FakeReply bucketPage(const FakeRequest &request, const QByteArray &endpoint);
    static FakeReply claudeCode(const FakeRequest &request);
};

class FakeOpenRouter final : public FakeProvider
{
public:
    FakeOpenRouter();
    bool isManagementKey = true;
    bool hasWorkspaces = true;
    QByteArray today = "2026-11-05";

protected:
    FakeReply reply(const FakeRequest &request) override;
};

class FakeLiteLlm final : public FakeProvider
{
public:
    FakeLiteLlm();
    /// Of the log, any order.
    QJsonArray rows;
    bool hasV2 = true, hasUi = true;
    qint64 totalIsOff = 0; ///< added to what `total` says
    int pageSize = 100;    ///< the most it gives
    /// Called before a page is made, e.g. to let rows arrive.
    std::function<void(FakeLiteLlm &, int page)> beforePage;
    /// One row of so many tokens, at a time.
    [[nodiscard]] static QJsonObject row(const QString &id, const QString &at, double spend);

protected:
    FakeReply reply(const FakeRequest &request) override;

private:
    FakeReply logs(const FakeRequest &request);
    FakeReply day(const FakeRequest &request);
};

/// A file of tests/data/providers; "openai/costs-page1.json".
[[nodiscard]] QByteArray fixture(const QString &name);
[[nodiscard]] QJsonObject fixtureObject(const QString &name);
/// A *.http.json with its status and headers.
[[nodiscard]] FakeReply fixtureReply(const QString &name);

} // namespace outlay::fakes
