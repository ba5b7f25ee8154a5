// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress.h"
#include "app/cli/text.h"

#include <QTest>

using namespace outlay;
using namespace outlay::cli;
using namespace std::chrono_literals;

class TestProgress : public QObject
{
    Q_OBJECT

private slots:
    void tellsShareRateAndRemainingTime();
    void saysNothingOfTheRateBeforeItIsKnown();
    void withoutATotalTellsWhatIsDone();
    void neverExceedsTheWidth();
    void survivesAwkwardFigures();
    void isSilentWithoutATerminal();
};

void TestProgress::tellsShareRateAndRemainingTime()
{
    QCOMPARE(progressLine({500'000'000, 2'000'000'000, 2s, "/logs/a.jsonl"}, 100),
             std::string("[#####---------------]  25%  500 MB of 2.0 GB  250 MB/s  7 s left  "
                         "/logs/a.jsonl"));
    QCOMPARE(progressLine({100, 250'000, 1s, "", false}, 100),
             std::string("[--------------------]   0%  100 of 250,000  100/s  41 min 40 s left"));
}

void TestProgress::saysNothingOfTheRateBeforeItIsKnown()
{
    QCOMPARE(progressLine({0, 1000, 0ms, ""}, 100),
             std::string("[--------------------]   0%  0 B of 1.0 kB"));
}

void TestProgress::withoutATotalTellsWhatIsDone()
{
    QCOMPARE(progressLine({3'000'000, 0, 1s, "-"}, 100), std::string("3.0 MB  3.0 MB/s  -"));
}

void TestProgress::neverExceedsTheWidth()
{
    const std::string name(300, 'x');
    for (int width = 10; width < 200; ++width)
        QVERIFY(columns(progressLine({1'000'000, 3'000'000, 3s, name}, width)) <= width);
}

void TestProgress::survivesAwkwardFigures()
{
    // A file that grew meanwhile; more than any disk holds.
    QVERIFY(progressLine({200, 100, 1s, ""}, 100).find("100%") != std::string::npos);
    QVERIFY(!progressLine({INT64_MAX / 20, INT64_MAX / 10, 1ms, ""}, 100).empty());
}

void TestProgress::isSilentWithoutATerminal()
{
    Output err{nullptr};
    ProgressBar bar(err);
    bar.update(1, 2, "a");
    bar.clear();
    QVERIFY(err.text().empty());
}

QTEST_APPLESS_MAIN(TestProgress)
#include "tst_progress.moc"
