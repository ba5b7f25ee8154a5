// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// outlay-bench-live LEDGER SECONDS [FILE | rest]
//
// The real window on a ledger with live sources, while things come in: how long its thread is ever
// busy, how often what it shows changes, what it costs. With a FILE, which one of the sources
// watches, lines are appended to it, and the time is taken until each is on the screen. "rest":
// only what it costs, without anybody who looks. One line of JSON.
#include "app/desktop/desktopapp.h"
#include "bench/bench.h"
#include "bench/heartbeat.h"
#include "ui/overview/overviewpage.h"
#include "ui/overview/tile.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"

#include <QApplication>
#include <QDateTime>
#include <QFile>
#include <QLabel>

#include <algorithm>
#include <cstdio>
#include <vector>

namespace {

using namespace outlay;

constexpr int settleMs = 3'000;
constexpr int pauseMs = 1'500;
constexpr int longestMs = 20'000;

/// The words of the headline figures.
QString figuresOf(const QWidget &window)
{
    QString words;
    for (const ui::Tile *tile : window.findChildren<ui::Tile *>()) {
        for (const QLabel *label : tile->findChildren<QLabel *>())
            words += label->text() + QLatin1Char('\n');
    }
    return words;
}

/// Looks every few milliseconds whether the figures have changed.
class Watcher : public QObject
{
public:
    explicit Watcher(ui::MainWindow &window) : m_window(window), m_words(figuresOf(window))
    {
        connect(&m_timer, &QTimer::timeout, this, [this] { look(); });
        m_since.start();
        m_timer.start(5);
    }
    int changes = 0;
    qint64 longestMs = 0; ///< without a change

private:
    void look()
    {
        QString words = figuresOf(m_window);
        if (words == m_words)
            return;
        m_words = std::move(words);
        ++changes;
        longestMs = std::max(longestMs, m_since.restart());
    }
    ui::MainWindow &m_window;
    QString m_words;
    QTimer m_timer;
    QElapsedTimer m_since;
};

/// A call of a million and `n` tokens, now.
bool append(const QString &path, int n)
{
    QFile file(path);
    if (!file.open(QFile::Append))
        return false;
    const QString id = QStringLiteral("%1x%2").arg(QCoreApplication::applicationPid()).arg(n);
    const QString line =
        QStringLiteral("{\"type\":\"assistant\",\"timestamp\":\"%1\",\"sessionId\":\"live\","
                       "\"requestId\":\"req_bench%2\",\"uuid\":\"u%2\",\"message\":{"
                       "\"id\":\"msg_bench%2\",\"model\":\"claude-sonnet-4-5\","
                       "\"role\":\"assistant\",\"usage\":{\"input_tokens\":%3,"
                       "\"output_tokens\":10}}}\n")
            .arg(QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs), id)
            .arg(1'000'000 + n);
    return file.write(line.toUtf8()) > 0;
}

/// Milliseconds from the write to painted figures; -1: it never came.
double lineToScreen(ui::MainWindow &window, const QString &path, int n)
{
    const QString before = figuresOf(window);
    QElapsedTimer clock;
    clock.start();
    if (!append(path, n))
        return -1;
    while (clock.elapsed() < longestMs) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        if (figuresOf(window) != before) {
            window.repaint();
            return static_cast<double>(clock.nsecsElapsed()) / 1e6;
        }
    }
    return -1;
}

void measureLines(ui::MainWindow &window, const QString &file, int seconds)
{
    QTimer wake; // for processEvents() to come back from waiting
    wake.start(2);
    std::vector<double> times;
    QElapsedTimer wall;
    wall.start();
    for (int n = 0; wall.elapsed() < seconds * qint64{1000}; ++n) {
        times.push_back(lineToScreen(window, file, n));
        bench::runFor(pauseMs + 37 * (n % 11)); // at no fixed place of anybody's period
    }
    std::sort(times.begin(), times.end());
    std::printf("{\"lines\":%zu,\"least_ms\":%.1f,\"median_ms\":%.1f,\"worst_ms\":%.1f,",
                times.size(), times.front(), times[times.size() / 2], times.back());
}

void measureStalls(ui::MainWindow &window, int seconds)
{
    bench::Heartbeat heartbeat;
    heartbeat.start();
    const Watcher watcher(window);
    bench::runFor(seconds * 1000);
    std::printf("{\"changes\":%d,\"longest_unchanged_ms\":%lld,\"worst_stall_ms\":%.1f,"
                "\"stalls_over_16_ms\":%d,\"stalls_over_50_ms\":%d,",
                watcher.changes, static_cast<long long>(watcher.longestMs), heartbeat.worst,
                heartbeat.over16, heartbeat.over50);
}

bool waitForPage(DesktopApp &desktop)
{
    bool isReady = false;
    QEventLoop loop;
    QObject::connect(&desktop, &DesktopApp::pageReady, &loop, [&] {
        isReady = true;
        loop.quit();
    });
    QTimer::singleShot(60'000, &loop, &QEventLoop::quit);
    desktop.start();
    loop.exec();
    return isReady;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 3) {
        std::fputs("outlay-bench-live LEDGER SECONDS [FILE | rest]\n", stderr);
        return 2;
    }
    QApplication application(argc, argv);
    ui::EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    ui::loadFonts();
    ui::applyScheme(ui::Scheme::Light);
    Options options;
    options.ledger = QString::fromLocal8Bit(argv[1]);
    options.size = QSize(1280, 800);
    DesktopApp desktop(options, systemClock(), Zone::named("local").value_or(Zone{}));
    if (!waitForPage(desktop)) {
        std::fputs("the page was not there after a minute\n", stderr);
        return 1;
    }
    bench::runFor(settleMs);
    std::puts("ready");
    std::fflush(stdout);
    const double before = bench::cpuSeconds();
    QElapsedTimer wall;
    wall.start();
    const int seconds = std::atoi(argv[2]);
    if (argc == 3) {
        measureStalls(desktop.window(), seconds);
    } else if (qstrcmp(argv[3], "rest") == 0) {
        bench::runFor(seconds * 1000);
        std::fputs("{", stdout);
    } else {
        measureLines(desktop.window(), QString::fromLocal8Bit(argv[3]), seconds);
    }
    std::printf("\"cpu_percent\":%.3f}\n",
                (bench::cpuSeconds() - before) / static_cast<double>(wall.elapsed()) * 1e5);
    return 0;
}
