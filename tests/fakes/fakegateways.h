// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fakes/fakeproviders.h"

namespace outlay::fakes {

/// A gateway whose log holds these rows, in any order.
class FakeGateway : public FakeProvider
{
public:
    QJsonArray rows;
    int pageSize = 1'000; ///< the most it gives
    bool isOld = false;   ///< has the older interface only

protected:
    /// Rows whose `field` lies in [from, to), the oldest first.
    [[nodiscard]] QList<QJsonObject> found(const QString &field, const QString &from,
                                           const QString &to) const;
};

class FakeLangfuse final : public FakeGateway
{
public:
    FakeLangfuse();
    [[nodiscard]] static QJsonObject row(const QString &id, const QString &at, double cost);
    int missing = 0; ///< calls that totals of days tell and the list does not

protected:
    FakeReply reply(const FakeRequest &request) override;

private:
    FakeReply observations(const FakeRequest &request, bool isV2);
    FakeReply metrics(const FakeRequest &request);
};

class FakeHelicone final : public FakeGateway
{
public:
    FakeHelicone();
    [[nodiscard]] static QJsonObject row(const QString &id, const QString &at, double cost);

protected:
    FakeReply reply(const FakeRequest &request) override;
};

class FakeBifrost final : public FakeGateway
{
public:
    FakeBifrost();
    int dropped = 0;
    [[nodiscard]] static QJsonObject row(const QString &id, const QString &at, double cost);

protected:
    FakeReply reply(const FakeRequest &request) override;

private:
    FakeReply logs(const FakeRequest &request);
};

} // namespace outlay::fakes
