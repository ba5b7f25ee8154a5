// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/http/retryhint.h"
#include "app/sources/schedule/backoff.h"
#include "models/money/instant.h"

#include <QTest>

#include <algorithm>
#include <map>
#include <vector>

using namespace outlay;
using namespace outlay::sources;

namespace {

constexpr Instant now{1'793'837'400 * microsPerSecond}; // 2026-11-05 00:10

std::optional<std::int64_t> hint(const std::map<std::string, std::string, std::less<>> &headers)
{
    return retryHint(
        [&](std::string_view name) {
            const auto found = headers.find(name);
            return found == headers.end() ? std::string() : found->second;
        },
        now);
}

} // namespace

class TestBackoff : public QObject
{
    Q_OBJECT

private slots:
    void spansAreOneTwoFourEightSeconds()
    {
        QCOMPARE(backoffSpan(1), microsPerSecond);
        QCOMPARE(backoffSpan(2), 2 * microsPerSecond);
        QCOMPARE(backoffSpan(3), 4 * microsPerSecond);
        QCOMPARE(backoffSpan(4), 8 * microsPerSecond);
        QCOMPARE(backoffSpan(400), 8 * microsPerSecond);
    }

    /// Kolmogorov and Smirnov: uniform over the whole span, above the floor and never below.
    void jitterIsFull_data()
    {
        QTest::addColumn<int>("failures");
        QTest::addColumn<qint64>("floor");
        for (int failures = 1; failures <= 6; ++failures) {
            QTest::addRow("failure %d", failures) << failures << qint64(-1);
            QTest::addRow("failure %d, server asks for 20 s", failures)
                << failures << qint64(20 * microsPerSecond);
        }
    }
    void jitterIsFull()
    {
        QFETCH(int, failures);
        QFETCH(qint64, floor);
        Jitter jitter(20261124);
        const std::int64_t span = backoffSpan(failures);
        const std::int64_t least = std::max<qint64>(floor, 0);
        std::vector<double> drawn;
        for (int i = 0; i < 1000; ++i) {
            const std::int64_t wait = backoffDelay(
                failures, floor < 0 ? std::nullopt : std::optional<std::int64_t>(floor), jitter);
            QVERIFY(wait >= least);
            QVERIFY(wait <= least + span);
            drawn.push_back(double(wait - least) / double(span));
        }
        std::sort(drawn.begin(), drawn.end());
        double furthest = 0;
        for (std::size_t i = 0; i < drawn.size(); ++i)
            furthest = std::max({furthest, std::abs(drawn[i] - double(i) / 1000),
                                 std::abs(drawn[i] - double(i + 1) / 1000)});
        QVERIFY2(furthest < 0.0516, qPrintable(QString::number(furthest))); // 1 %, n = 1000
    }

    void readsHints_data()
    {
        using Headers = std::map<std::string, std::string, std::less<>>;
        QTest::addColumn<Headers>("headers");
        QTest::addColumn<qint64>("micros"); ///< -1: none
        const auto row = [](const char *tag, const Headers &headers, qint64 micros) {
            QTest::newRow(tag) << headers << micros;
        };
        constexpr qint64 s = microsPerSecond;
        row("nothing", {}, -1);
        row("seconds", {{"retry-after", "20"}}, 20 * s);
        row("a fraction", {{"retry-after", "1.5"}}, 1'500'000);
        row("zero", {{"retry-after", "0"}}, 0);
        row("negative", {{"retry-after", "-5"}}, 0);
        row("a billion is a day", {{"retry-after", "1000000000"}}, longestHintMicros);
        row("beyond any number", {{"retry-after", "1e30"}}, longestHintMicros);
        row("garbage", {{"retry-after", "soon"}}, -1);
        row("date", {{"retry-after", "Thu, 05 Nov 2026 00:10:30 GMT"}}, 30 * s);
        row("date by the server's clock",
            {{"retry-after", "Thu, 05 Nov 2026 01:10:30 GMT"},
             {"date", "Thu, 05 Nov 2026 01:10:00 GMT"}},
            30 * s);
        row("past date", {{"retry-after", "Thu, 05 Nov 2026 00:00:00 GMT"}}, 0);
        row("old form of date", {{"retry-after", "Thursday, 05-Nov-26 00:10:30 GMT"}}, 30 * s);
        row("oldest form of date", {{"retry-after", "Thu Nov  5 00:10:30 2026"}}, 30 * s);
        row("milliseconds", {{"retry-after-ms", "750"}}, 750'000);
        row("milliseconds come first", {{"retry-after-ms", "750"}, {"retry-after", "20"}}, 750'000);
        row("an exhausted limit of Anthropic's",
            {{"anthropic-ratelimit-requests-remaining", "0"},
             {"anthropic-ratelimit-requests-reset", "2026-11-05T00:10:37Z"}},
            37 * s);
        row("a limit that is not exhausted",
            {{"anthropic-ratelimit-requests-remaining", "4"},
             {"anthropic-ratelimit-requests-reset", "2026-11-05T00:10:37Z"}},
            -1);
        row("a duration of OpenAI's", {{"x-ratelimit-reset-requests", "1m2s"}}, 62 * s);
        row("a short duration", {{"x-ratelimit-reset-tokens", "250ms"}}, 250'000);
        row("the longer of two",
            {{"x-ratelimit-reset-requests", "1s"}, {"x-ratelimit-reset-tokens", "6m0s"}}, 360 * s);
        row("the longest of Azure's",
            {{"retry-after", "17"},
             {"x-ms-ratelimit-microsoft.costmanagement-qpu-retry-after", "9"},
             {"x-ms-ratelimit-microsoft.costmanagement-tenant-retry-after", "41"}},
            41 * s);
        row("one of Azure's alone",
            {{"x-ms-ratelimit-microsoft.costmanagement-entity-retry-after", "8"}}, 8 * s);
        row("milliseconds since 1970", {{"x-ratelimit-reset", "1793837408000"}}, 8 * s);
        row("seconds since 1970", {{"x-ratelimit-reset", "1793837408"}}, 8 * s);
        row("seconds from now", {{"x-ratelimit-reset", "8"}}, 8 * s);
        row("garbled duration", {{"x-ratelimit-reset", "1x2s"}}, -1);
    }
    void readsHints()
    {
        using Headers = std::map<std::string, std::string, std::less<>>;
        QFETCH(Headers, headers);
        QFETCH(qint64, micros);
        QCOMPARE(hint(headers).value_or(-1), micros);
    }
};

QTEST_GUILESS_MAIN(TestBackoff)
#include "tst_backoff.moc"
