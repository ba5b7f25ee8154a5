// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// outlay-bench-draw LEDGER
//
// The real window on a ledger: how long its charts take to paint, and how long its thread is ever
// busy while the list of all requests is scrolled from end to end. One line of JSON.
#include "app/desktop/desktopapp.h"
#include "bench/heartbeat.h"
#include "ui/explore/eventlist.h"
#include "ui/explore/eventlistmodel.h"
#include "ui/explore/explorepage.h"
#include "ui/shell/mainwindow.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPixmap>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

namespace {

using namespace outlay;
using bench::Heartbeat;
using bench::runFor;

constexpr int longestWaitMs = 120'000;
constexpr int repaints = 20;

bool waitFor(const std::function<bool()> &isThere)
{
    QElapsedTimer clock;
    for (clock.start(); clock.elapsed() < longestWaitMs;) {
        if (isThere())
            return true;
        runFor(5);
    }
    return false;
}

/// The median time to paint it anew, in milliseconds.
double paintMs(QWidget &widget)
{
    std::vector<double> times;
    QPixmap picture(widget.size());
    for (int i = 0; i < repaints; ++i) {
        QElapsedTimer clock;
        clock.start();
        widget.render(&picture);
        times.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
    }
    std::nth_element(times.begin(), times.begin() + repaints / 2, times.end());
    return times[repaints / 2];
}

bool isChart(const QWidget &widget)
{
    const QByteArray name = widget.metaObject()->className();
    return widget.isVisible() && (name.endsWith("Chart") || name.endsWith("Heatmap") ||
                                  name.endsWith("Bars") || name.endsWith("Sparkline"));
}

/// Of the charts a page shows, the slowest.
double slowestChart(const QWidget &page)
{
    double slowest = 0;
    for (QWidget *widget : page.findChildren<QWidget *>()) {
        if (isChart(*widget))
            slowest = std::max(slowest, paintMs(*widget));
    }
    return slowest;
}

struct Scrolling
{
    double worst = 0;
    int over16 = 0, over50 = 0;
    double paint = 0;
};

Scrolling scrollThrough(ui::EventList &list)
{
    constexpr int steps = 400;
    constexpr int frameMs = 16;
    Scrolling found;
    QScrollBar *longest = nullptr;
    for (QScrollBar *bar : list.findChildren<QScrollBar *>()) {
        if (!longest || bar->maximum() > longest->maximum())
            longest = bar;
    }
    Heartbeat heartbeat;
    heartbeat.start();
    for (int i = 0; longest && i <= steps; ++i) {
        // A turn of the wheel, and now and then a pull at the handle.
        const int far = static_cast<int>(std::int64_t{longest->maximum()} * i / steps);
        longest->setValue(i % 8 == 0 ? far : longest->value() + 3);
        runFor(frameMs);
    }
    found.worst = heartbeat.worst;
    found.over16 = heartbeat.over16;
    found.over50 = heartbeat.over50;
    found.paint = paintMs(list);
    return found;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 2) {
        std::fputs("outlay-bench-draw LEDGER\n", stderr);
        return 2;
    }
    QApplication application(argc, argv);
    ui::EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    ui::loadFonts();
    ui::applyScheme(ui::Scheme::Light);
    Options options;
    options.ledger = QString::fromLocal8Bit(argv[1]);
    options.size = QSize(1440, 900);
    DesktopApp desktop(options, systemClock(), Zone::named("local").value_or(Zone{}));
    bool isReady = false;
    QObject::connect(&desktop, &DesktopApp::pageReady, &application, [&] { isReady = true; });
    desktop.start();
    if (!waitFor([&] { return isReady; })) {
        std::fputs("the page was not there in time\n", stderr);
        return 1;
    }
    runFor(500);
    std::printf("{\"overview_chart_ms\":%.2f", slowestChart(desktop.window()));
    ui::ExplorePage &explore = desktop.window().explore();
    desktop.window().showPage(ui::Page::Explore);
    if (!waitFor([&] { return explore.snapshot() != nullptr; })) {
        std::fputs("\nExplore was not there in time\n", stderr);
        return 1;
    }
    runFor(500);
    std::printf(",\"explore_chart_ms\":%.2f", slowestChart(explore));
    explore.setListsEvents(true);
    auto *list = explore.findChild<ui::EventList *>();
    if (!list || !waitFor([list] { return list->model().rowCount() > 0; })) {
        std::fputs("\nthe requests were not there in time\n", stderr);
        return 1;
    }
    runFor(500);
    const Scrolling scrolled = scrollThrough(*list);
    std::printf(",\"list_paint_ms\":%.2f,\"scroll_worst_stall_ms\":%.1f,"
                "\"scroll_stalls_over_16_ms\":%d,\"scroll_stalls_over_50_ms\":%d}\n",
                scrolled.paint, scrolled.worst, scrolled.over16, scrolled.over50);
    return 0;
}
