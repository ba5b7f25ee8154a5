// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/samples.h"
#include "ui/explore/eventlist.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/fonts.h"

#include <QComboBox>
#include <QPushButton>
#include <QTest>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace outlay::ui {

inline constexpr std::int64_t cent = 10'000'000;
inline const std::vector<std::string> models{"gpt-5", "claude-opus-4-5", "gemini-2.5-pro"};

inline Measures some(std::int64_t requests, Money cost)
{
    Measures m;
    m.requests = requests;
    m.errors = requests / 10;
    m.cost = m.estimated = cost;
    m.usage[TokenClass::Input] = requests * 100;
    m.usage[TokenClass::CacheRead] = requests * 300;
    m.usage[TokenClass::Output] = requests * 40;
    m.latencySamples = requests;
    m.latencyMicros = requests * 1'234'567;
    return m;
}

/// Ten days of three models and the rest, the first the dearest, and a bill behind one of them.
inline ExploreSnapshot sample(const ExploreRequest &request)
{
    ExploreSnapshot s;
    s.request = request;
    s.now = sampleNow;
    s.hasData = true;
    s.period.range = {s.zone.startOfDay(s.zone.dayOf(sampleNow) - 9),
                      s.zone.startOfDay(s.zone.dayOf(sampleNow) + 1)};
    s.facts.span = s.period.range;
    for (std::int64_t day = 0; day < 10; ++day)
        s.buckets.push_back({s.period.range.from.micros + day * microsPerDay});
    s.bucketTotals.resize(10);
    for (std::int64_t i = 0; i < 4; ++i) {
        ExploreSeries series;
        series.isOther = i == 3;
        if (!series.isOther)
            series.key.push_back(models[static_cast<std::size_t>(i)]);
        for (std::int64_t day = 0; day < 10; ++day) {
            series.buckets.push_back(some(40 - 10 * i, {(4 - i) * (day + 1) * cent}));
            series.total += series.buckets.back();
            s.bucketTotals[static_cast<std::size_t>(day)] += series.buckets.back();
        }
        ExploreRow row;
        row.isOther = series.isOther;
        row.key = series.key;
        row.measures = series.total;
        s.total += series.total;
        s.rows.push_back(row);
        s.series.push_back(std::move(series));
    }
    if (request.chart == ChartKind::Heatmap) {
        s.heat.resize(7);
        for (std::size_t day = 0; day < 5; ++day) {
            for (std::size_t hour = 0; hour < 24; ++hour)
                s.heat[day].at(hour) = {
                    some(static_cast<std::int64_t>(hour), {static_cast<std::int64_t>(hour) * cent}),
                    2};
        }
    }
    return s;
}

inline EventRow eventOf(std::int64_t id)
{
    EventRow event;
    event.id = id;
    event.at = {sampleNow.micros - id * microsPerSecond};
    event.dimensions.resize(dimensionCount - 1);
    event.dimensions[static_cast<std::size_t>(Dimension::Model)] = "m" + std::to_string(id);
    event.cost = Money{id};
    return event;
}

/// A window on Explore, with what is above.
class ExploreRig
{
protected:
    void beginAll();
    void begin();
    template <typename T> T *find(const char *name) const
    {
        return m_window->explore().findChild<T *>(QLatin1String(name));
    }
    void show(const ExploreRequest &request)
    {
        m_window->explore().setSnapshot(std::make_shared<const ExploreSnapshot>(sample(request)));
        QCoreApplication::processEvents();
    }
    [[nodiscard]] const ExploreRequest &request() const { return m_window->explore().request(); }
    void choose(const char *box, int data)
    {
        auto *combo = find<QComboBox>(box);
        combo->setCurrentIndex(combo->findData(data));
        emit combo->activated(combo->currentIndex());
    }
    /// Spans of `each` events, which the page is given as it asks for them.
    void showEvents(std::int64_t each, int spans);

    std::unique_ptr<MainWindow> m_window;
};

inline void ExploreRig::beginAll()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    loadFonts();
    applyScheme(Scheme::Light);
}

inline void ExploreRig::begin()
{
    m_window = std::make_unique<MainWindow>();
    m_window->resize(1280, 800);
    m_window->showPage(Page::Explore);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    show(request());
}

inline void ExploreRig::showEvents(std::int64_t each, int spans)
{
    std::vector<EventIndex::Span> all;
    for (int i = 0; i < spans; ++i)
        all.push_back({{{i}, {i + 1}}, each});
    ExplorePage &page = m_window->explore();
    QObject::connect(
        &page, &ExplorePage::eventsRequested, &page, [&page, all](const EventsQuestion &q) {
            page.setEvents(
                std::make_shared<const EventsFound>(EventsFound{1, q, Zone(), EventIndex(all)}));
        });
    QObject::connect(
        &page, &ExplorePage::eventPageRequested, &page,
        [&page, each](std::uint64_t, const EventIndex::Span &, const EventIndex::Place &place) {
            EventPage answer{1, place, {}, {}};
            const auto first = static_cast<std::int64_t>(place.span) * each + place.offset;
            for (std::int64_t i = 0; i < eventPageRows && place.offset + i < each; ++i)
                answer.rows.push_back(eventOf(first + i + 1));
            page.setEventPage(std::make_shared<const EventPage>(answer));
        },
        Qt::QueuedConnection);
    const auto buttons = page.findChildren<QPushButton *>();
    const auto tab = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton *button) {
        return button->text() == QLatin1String("Events");
    });
    QVERIFY(tab != buttons.end());
    (*tab)->click();
    QCoreApplication::processEvents();
}

} // namespace outlay::ui
