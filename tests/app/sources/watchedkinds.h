// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/sourcekind.h"
#include "tests/fakes/fakeclouds.h"
#include "tests/fakes/fakegateways.h"

#include <QDateTime>
#include <QTimeZone>

#include <memory>
#include <span>

namespace outlay {

/// A kind of source that is polled, its fake, and what all of its figures come to.
struct WatchedKind
{
    SourceKind kind;
    const char *path; ///< of the base URL
    std::unique_ptr<fakes::FakeProvider> (*makeFake)();
    const char *spend;       ///< by the fake as it is made
    bool mayBeEmpty = false; ///< an object without anything is how it says "nothing"
};

template <typename Fake> std::unique_ptr<fakes::FakeProvider> madeFake()
{
    return std::make_unique<Fake>();
}

/// So many requests of the first minutes of the fixtures' last day, a tenth of a cent each.
template <typename Fake, int count> std::unique_ptr<fakes::FakeProvider> madeGateway()
{
    auto fake = std::make_unique<Fake>();
    constexpr qint64 lastSeconds = 540;
    const qint64 midnight = fakes::fixtureNowMicros / 86'400'000'000 * 86'400;
    for (int i = 0; i < count; ++i) {
        const qint64 second = midnight + i * lastSeconds / count;
        fake->rows.append(Fake::row(QStringLiteral("req-%1-abcdef").arg(i),
                                    QDateTime::fromSecsSinceEpoch(second, QTimeZone::utc())
                                        .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ssZ")),
                                    0.001));
    }
    return fake;
}

/// All of them.
inline std::span<const WatchedKind> watchedKinds()
{
    using namespace fakes;
    static const WatchedKind all[] = {
        {SourceKind::OpenAi, "/v1", &madeFake<FakeOpenAi>, "15.538340000"},
        {SourceKind::Anthropic, "", &madeFake<FakeAnthropic>, "21.087700000"},
        {SourceKind::OpenRouter, "/api/v1", &madeFake<FakeOpenRouter>, "3.230000000"},
        {SourceKind::LiteLlm, "", &madeGateway<FakeLiteLlm, 350>, "0.350000000"},
        {SourceKind::Langfuse, "", &madeGateway<FakeLangfuse, 350>, "0.350000000"},
        {SourceKind::Helicone, "", &madeGateway<FakeHelicone, 1100>, "1.100000000"},
        {SourceKind::Bifrost, "", &madeGateway<FakeBifrost, 1100>, "1.100000000"},
        {SourceKind::AwsCosts, "", &madeFake<FakeCostExplorer>, "6.000000000"},
        {SourceKind::AzureCosts, "/subscriptions/s1", &madeFake<FakeCostManagement>, "6.750000000"},
        {SourceKind::Copilot, "/organizations/halden-labs", &madeFake<FakeCopilot>, "9.000000000"},
        {SourceKind::Cursor, "", &madeFake<FakeCursor>, "0.259500000"},
        {SourceKind::DeepSeek, "", &madeFake<FakeDeepSeek>, "0.000000000"},
        {SourceKind::Vertex, "/v3/projects/halden", &madeFake<FakeVertex>, "1.082000000", true},
        {SourceKind::XAi, "/v1/billing/teams/t1", &madeFake<FakeXAi>, "4.350000000"},
    };
    return all;
}

inline const WatchedKind &watchedKind(SourceKind kind)
{
    for (const WatchedKind &one : watchedKinds()) {
        if (one.kind == kind)
            return one;
    }
    qFatal("%s has no fake", std::string(toString(kind)).c_str());
}

} // namespace outlay
