// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/fakes/fakeproviders.h"

namespace outlay::fakes {

/// Cloud Monitoring of one project. Takes tokens that the key of its service account signed, and
/// checks the signature with the public half.
class FakeVertex final : public FakeProvider
{
public:
    FakeVertex();
    /// day -> time series; what is not there is an empty list, which Google leaves out.
    QMap<QString, QJsonArray> days;
    int seriesPerPage = 1;
    QByteArray refusal; ///< why the last token was not taken; empty: it was

protected:
    FakeReply reply(const FakeRequest &request) override;

private:
    [[nodiscard]] QByteArray problemOf(const QByteArray &token) const;
    QByteArray m_publicKey; ///< PEM
};

/// Cost Explorer, which charges for what it is asked.
class FakeCostExplorer final : public FakeProvider
{
public:
    FakeCostExplorer();
    QMap<QString, QJsonArray> days; ///< day -> groups
    int groupsPerPage = 2;
    int charged = 0; ///< pages

protected:
    FakeReply reply(const FakeRequest &request) override;
};

/// Cost Management of one subscription, and beside it what changes a client's secret for tokens.
class FakeCostManagement final : public FakeProvider
{
public:
    FakeCostManagement();
    QMap<QString, QJsonArray> days; ///< "20261102" -> rows
    QByteArray currency = "USD";    ///< of all that is told
    int rowsPerPage = 1;
    int tokens = 0;                ///< given out
    bool areTokensRevoked = false; ///< all but those that are still to come

protected:
    FakeReply reply(const FakeRequest &request) override;

private:
    FakeReply token(const FakeRequest &request);
    int m_oldest = 1; ///< of the tokens that are taken
};

class FakeCursor final : public FakeProvider
{
public:
    FakeCursor();
    QJsonArray events; ///< the newest first
    int pageSize = 1;

protected:
    FakeReply reply(const FakeRequest &request) override;
};

class FakeCopilot final : public FakeProvider
{
public:
    FakeCopilot();
    QMap<QString, QJsonArray> days; ///< "2026-11-3" -> items

protected:
    FakeReply reply(const FakeRequest &request) override;
};

class FakeXAi final : public FakeProvider
{
public:
    FakeXAi();
    bool isLimited = false;
    int mostDays = 1000; ///< a longer range is answered in part only

protected:
    FakeReply reply(const FakeRequest &request) override;
};

class FakeDeepSeek final : public FakeProvider
{
public:
    FakeDeepSeek();
    QByteArray balance = "48.25";
    QByteArray currency = "USD";

protected:
    FakeReply reply(const FakeRequest &request) override;
};

} // namespace outlay::fakes
