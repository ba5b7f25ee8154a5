// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// outlay-bench-window LEDGER [PATH]
//
// The real window on a ledger: how soon it shows data, what it weighs and does while nothing
// happens, and, with a PATH, how long its thread is ever busy while that is imported. One line of
// JSON.
#include "app/desktop/desktopapp.h"
#include "bench/bench.h"
#include "bench/heartbeat.h"
#include "ui/import/importstrip.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProgressBar>
#include <QTimer>

#include <cstdio>

namespace {

using namespace outlay;
using bench::Heartbeat;
using bench::runFor;

constexpr int idleMs = 20'000;
constexpr int longestImportMs = 300'000;

double residentMegabytes()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').front().toDouble() / 1024;
    }
    return 0;
}

/// Until the import's progress bar has come and gone. False: it took too long.
bool import(DesktopApp &desktop, const QString &path)
{
    const auto *strip = desktop.window().findChild<ui::ImportStrip *>();
    const auto *bar = strip ? strip->findChild<QProgressBar *>() : nullptr;
    if (!bar)
        return false;
    emit desktop.window().pathsChosen({path});
    QElapsedTimer clock;
    clock.start();
    bool hasStarted = false;
    while (clock.elapsed() < longestImportMs) {
        runFor(20);
        hasStarted = hasStarted || bar->isVisibleTo(strip);
        if (hasStarted && !bar->isVisibleTo(strip))
            return true;
    }
    return false;
}

} // namespace

int main(int argc, char **argv)
{
    QElapsedTimer clock;
    clock.start();
    if (argc < 2) {
        std::fputs("outlay-bench-window LEDGER [PATH]\n", stderr);
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
    bool isReady = false;
    QEventLoop loop;
    QObject::connect(&desktop, &DesktopApp::pageReady, &loop, [&] {
        isReady = true;
        loop.quit();
    });
    QTimer::singleShot(60'000, &loop, &QEventLoop::quit);
    desktop.start();
    loop.exec();
    if (!isReady) {
        std::fputs("the page was not there after a minute\n", stderr);
        return 1;
    }
    QCoreApplication::processEvents(); // what pageReady asked to be painted
    const auto page = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    runFor(2'000);
    const double resident = residentMegabytes();
    const double before = bench::cpuSeconds();
    runFor(idleMs);
    const double idle = (bench::cpuSeconds() - before) / (idleMs / 1e3) * 100;
    std::printf("{\"page_ms\":%.1f,\"rss_mb\":%.1f,\"idle_cpu_percent\":%.4f", page, resident,
                idle);
    if (argc > 2) {
        Heartbeat heartbeat;
        heartbeat.start();
        clock.restart();
        if (!import(desktop, QString::fromLocal8Bit(argv[2]))) {
            std::fputs("\nthe import did not end\n", stderr);
            return 1;
        }
        std::printf(",\"import_s\":%.2f,\"worst_stall_ms\":%.1f,\"stalls_over_16_ms\":%d,"
                    "\"stalls_over_50_ms\":%d,\"rss_after_mb\":%.1f",
                    static_cast<double>(clock.nsecsElapsed()) / 1e9, heartbeat.worst,
                    heartbeat.over16, heartbeat.over50, residentMegabytes());
    }
    std::puts("}");
    return 0;
}
