// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/samples.h"
#include "ui/explore/comparewords.h"
#include "ui/explore/drill.h"
#include "ui/explore/eventlist.h"
#include "ui/explore/eventlistmodel.h"
#include "ui/explore/explorecontrols.h"
#include "ui/explore/heatmap.h"
#include "ui/explore/measurewords.h"
#include "ui/explore/rankedbars.h"
#include "ui/explore/timechart.h"
#include "ui/explore/valuesmodel.h"
#include "ui/receipt/receiptpopover.h"
#include "ui/shell/mainwindow.h"
#include "ui/text/numbers.h"
#include "ui/text/shown.h"
#include "ui/theme/fonts.h"
#include "ui/widgets/filterbar.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>
#include <QWheelEvent>

#include <memory>

using namespace outlay;
using namespace outlay::ui;

namespace {

constexpr std::int64_t cent = 10'000'000;
const std::vector<std::string> models{"gpt-5", "claude-opus-4-5", "gemini-2.5-pro"};

Measures some(std::int64_t requests, Money cost)
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
ExploreSnapshot sample(const ExploreRequest &request)
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

EventRow eventOf(std::int64_t id)
{
    EventRow event;
    event.id = id;
    event.at = {sampleNow.micros - id * microsPerSecond};
    event.dimensions.resize(dimensionCount - 1);
    event.dimensions[static_cast<std::size_t>(Dimension::Model)] = "m" + std::to_string(id);
    event.cost = Money{id};
    return event;
}

} // namespace

class TestExplorePage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup() { m_window.reset(); }
    void theWayDownLeavesNothingOut();
    void clickingASegmentGoesDownAndBackspaceUp();
    void enterOnARowGoesDown();
    void aSecondDimensionIsChosenAndDrilledIntoWithTheFirst();
    void theRestLeadsNowhere();
    void draggingSelectsATime();
    void keysSelectATime();
    void thePeriodBeforeStandsBeside();
    void aChangeThatWouldBeNoiseHasNoPercentage();
    void aClickBesideTheBarsOpensTheBucket();
    void hoverSaysExactValues();
    void meansAreLines();
    void stepsTooFineCannotBeChosen();
    void heatmapTellsNoneFromNever();
    void aCellOfHoursLeadsToItsRequests();
    void theTableTwinHasTheFiguresOfTheChart();
    void figuresAnswerSpaceWithTheirReceipt();
    void timeAndFiltersAreSharedWithTheOverview();
    void whatMatchesNothingOffersTheWayBack();
    void placesOfRowsAreFound();
    void millionsOfEventsKeepAFewPages();
    void costsOfEventsAreWholeInAnyCurrency();
    void fewerEventsThanExpectedMakeAShorterList();
    void aListOfEventsIsWalkedByKeys();
    void anEventShowsItsReceiptAndItsSession();
    void everyControlHasAName();

private:
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
    void showEvents(std::int64_t each, int spans);

    std::unique_ptr<MainWindow> m_window;
};

void TestExplorePage::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    loadFonts();
    applyScheme(Scheme::Light);
}

void TestExplorePage::init()
{
    m_window = std::make_unique<MainWindow>();
    m_window->resize(1280, 800);
    m_window->showPage(Page::Explore);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    show(request());
}

void TestExplorePage::theWayDownLeavesNothingOut()
{
    ExploreRequest request;
    request.dimension = {Dimension::Provider, {}};
    std::vector<Dimension> seen;
    for (int i = 0; i < 7; ++i) {
        seen.push_back(request.dimension.dimension);
        request = drilled(request, {"x"});
    }
    const std::vector<Dimension> path{Dimension::Provider, Dimension::Model, Dimension::User,
                                      Dimension::Project,  Dimension::Task,  Dimension::Session};
    QCOMPARE(std::vector<Dimension>(seen.begin(), seen.begin() + 6), path);
    QVERIFY(seen.back() == Dimension::Session); // and no further: the events are next
    QCOMPARE(request.where.size(), path.size());
    // What is filtered is not asked for again; what is not on the path leads onto it.
    QVERIFY(nextDimension({Dimension::Provider, {}}, {{{Dimension::Model, {}}, {"x"}}}) ==
            DimensionRef({Dimension::User, {}}));
    QVERIFY(nextDimension({Dimension::Team, {}}, {}) == DimensionRef({Dimension::User, {}}));
    QVERIFY(nextDimension({Dimension::Agent, {}}, {}) == DimensionRef({Dimension::Session, {}}));
    // Unknown is a value.
    QVERIFY(drilled({}, {std::nullopt}).where.front().anyOf.front() == std::nullopt);
}

void TestExplorePage::clickingASegmentGoesDownAndBackspaceUp()
{
    QSignalSpy asked(m_window.get(), &MainWindow::exploreRequested);
    auto *chart = find<TimeChart>("timeChart");
    QTest::mouseClick(chart, Qt::LeftButton, {}, chart->markRect(6, 1).center().toPoint());
    QCOMPARE(asked.count(), 1);
    QVERIFY(request().dimension.dimension == Dimension::User);
    QCOMPARE(request().where.size(), std::size_t{1});
    QCOMPARE(*request().where[0].anyOf[0], models[1]);
    QCOMPARE(find<QPushButton>("chip0")->text(), QStringLiteral("Model: claude-opus-4-5"));
    QVERIFY(find<QAbstractButton>("exploreUp")->isEnabled());
    find<QTableView>("valuesTable")->setFocus();
    QTest::keyClick(find<QTableView>("valuesTable"), Qt::Key_Backspace);
    QCOMPARE(asked.count(), 2);
    QVERIFY(request().where.empty());
    QVERIFY(request().dimension.dimension == Dimension::Model);
    QVERIFY(!find<QAbstractButton>("exploreUp")->isEnabled());
}

void TestExplorePage::enterOnARowGoesDown()
{
    auto *table = find<QTableView>("valuesTable");
    table->setFocus();
    table->setCurrentIndex(table->model()->index(0, 0));
    QTest::keyClick(table, Qt::Key_J);
    QTest::keyClick(table, Qt::Key_J);
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(request().where.size(), std::size_t{1});
    QCOMPARE(*request().where[0].anyOf[0], models[2]);
    choose("exploreDimension", static_cast<int>(Dimension::Session));
    show(request());
    table->setCurrentIndex(table->model()->index(0, 0));
    QTest::keyClick(table, Qt::Key_Return);
    QVERIFY(request().dimension.dimension != Dimension::Model); // that one is filtered
}

void TestExplorePage::aSecondDimensionIsChosenAndDrilledIntoWithTheFirst()
{
    QSignalSpy asked(m_window.get(), &MainWindow::exploreRequested);
    auto *box = find<QComboBox>("exploreThenBy");
    const auto isOffered = [box](Dimension dimension) {
        const auto *model = qobject_cast<QStandardItemModel *>(box->model());
        return model->item(box->findData(static_cast<int>(dimension)))->isEnabled();
    };
    QVERIFY(!isOffered(Dimension::Model) && isOffered(Dimension::User));
    choose("exploreThenBy", static_cast<int>(Dimension::User));
    QCOMPARE(asked.count(), 1);
    QVERIFY(request().thenBy == DimensionRef({Dimension::User, {}}));
    ExploreSnapshot s = sample(request());
    for (ExploreRow &row : s.rows)
        row.key.push_back(row.key.empty() ? std::nullopt : std::optional<std::string>("ada"));
    for (ExploreSeries &series : s.series)
        series.key.push_back("ada");
    m_window->explore().setSnapshot(std::make_shared<const ExploreSnapshot>(s));
    auto *table = find<QTableView>("valuesTable");
    const auto cell = [table](int row, int column) {
        return table->model()->index(row, column).data().toString();
    };
    QCOMPARE(cell(1, ValuesModel::Name), QStringLiteral("claude-opus-4-5"));
    QCOMPARE(cell(1, ValuesModel::Second), QStringLiteral("ada"));
    QVERIFY(!table->isColumnHidden(ValuesModel::Second));
    QCOMPARE(cell(3, ValuesModel::Name), QStringLiteral("Other"));
    QVERIFY(cell(3, ValuesModel::Second).isEmpty());
    QCOMPARE(table->model()->headerData(ValuesModel::Second, Qt::Horizontal).toString(),
             QStringLiteral("User"));
    table->setFocus();
    QTest::keySequence(table, QKeySequence::Copy);
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(
        QStringLiteral("Model,User,Cost,Requests,Tokens,")));
    QVERIFY(find<QLabel>("exploreTitle")
                ->text()
                .startsWith(QStringLiteral("Cost by model, then "
                                           "user")));
    QVERIFY(valuesCsv(s).startsWith(QStringLiteral("Model,User,Cost\n")));
    QVERIFY(valuesCsv(s).contains(QStringLiteral("\nclaude-opus-4-5,ada,")));
    // With little room what is drawn stands in a row of its own, whole.
    const auto *look = find<QWidget>("exploreChart")->findChild<ExploreControls *>()->look();
    for (const int width : {1024, 1440}) {
        m_window->resize(width, 800);
        QCoreApplication::processEvents();
        QVERIFY(look->width() >= look->sizeHint().width());
    }
    // The receipt and the way down are of both.
    QSignalSpy receipts(m_window.get(), &MainWindow::receiptRequested);
    table->setFocus();
    table->setCurrentIndex(table->model()->index(1, 0));
    QTest::keyClick(table, Qt::Key_Space);
    QCOMPARE(receipts.at(0).at(1).value<ReceiptQuestion>().where,
             filtersOf(request(), {models[1], "ada"}));
    QTest::keyClick(find<ReceiptPopover>("receipt"), Qt::Key_Escape);
    const std::vector<Filter> both = filtersOf(request(), {models[1], "ada"});
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(request().where, both);
    QVERIFY(!request().thenBy && request().dimension.dimension == Dimension::Project);
    // Who asks for the second as the first means them the other way round.
    QTest::keyClick(table, Qt::Key_Backspace);
    choose("exploreDimension", static_cast<int>(Dimension::User));
    QVERIFY(request().thenBy == DimensionRef({Dimension::Model, {}}));
    choose("exploreThenBy", -1);
    QVERIFY(!request().thenBy);
}

void TestExplorePage::theRestLeadsNowhere()
{
    QSignalSpy asked(m_window.get(), &MainWindow::exploreRequested);
    auto *chart = find<TimeChart>("timeChart");
    QTest::mouseClick(chart, Qt::LeftButton, {}, chart->markRect(6, 3).center().toPoint());
    auto *table = find<QTableView>("valuesTable");
    table->setCurrentIndex(table->model()->index(3, 0));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(asked.count(), 0);
}

void TestExplorePage::draggingSelectsATime()
{
    auto *chart = find<TimeChart>("timeChart");
    const QPoint from = chart->slotRect(2).center().toPoint();
    const QPoint to = chart->slotRect(5).center().toPoint();
    QTest::mousePress(chart, Qt::LeftButton, {}, from);
    QTest::mouseMove(chart, (from + to) / 2);
    QTest::mouseMove(chart, to);
    QTest::mouseRelease(chart, Qt::LeftButton, {}, to);
    const ExploreSnapshot s = sample({});
    QVERIFY(request().period.preset == Preset::Custom);
    QCOMPARE(request().period.custom, (TimeRange{s.buckets[2], s.buckets[6]}));
    QTest::keyClick(chart, Qt::Key_Backspace);
    QVERIFY(request().period.preset == Preset::MonthToDate);
}

void TestExplorePage::keysSelectATime()
{
    auto *chart = find<TimeChart>("timeChart");
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_Right);
    QTest::keyClick(chart, Qt::Key_Right);
    QTest::keyClick(chart, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(chart, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(chart, Qt::Key_Escape);
    QTest::keyClick(chart, Qt::Key_Return); // the selection is gone: the bucket alone
    const ExploreSnapshot s = sample({});
    QCOMPARE(request().period.custom, (TimeRange{s.buckets[3], s.buckets[4]}));
    QTest::keyClick(chart, Qt::Key_Backspace);
    show(request());
    QTest::keyClick(chart, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(chart, Qt::Key_Right, Qt::ShiftModifier);
    const int to = chart->current().bucket;
    QTest::keyClick(chart, Qt::Key_Return);
    QCOMPARE(request().period.custom.to, s.buckets[static_cast<std::size_t>(to) + 1]);
    QVERIFY(request().period.custom.to.micros - request().period.custom.from.micros > microsPerDay);
}

void TestExplorePage::thePeriodBeforeStandsBeside()
{
    m_window->showPage(Page::Explore);
    ExplorePage &page = m_window->explore();
    QSignalSpy asked(&page, &ExplorePage::requestChanged);
    auto *compare = page.findChild<QPushButton *>(QStringLiteral("exploreCompare"));
    QVERIFY(!compare->isChecked());
    compare->click();
    QCOMPARE(asked.count(), 1);
    ExploreRequest request = page.request();
    QVERIFY(request.compares);
    QVERIFY(m_window->place().compares);
    ExploreSnapshot s = sample(request);
    s.period.prior =
        TimeRange{{s.period.range.from.micros - 10 * microsPerDay}, s.period.range.from};
    s.prior = some(50, {100 * 100 * cent});
    for (ExploreRow &row : s.rows)
        row.prior = some(50, {2 * row.measures.cost->nanos + 100 * cent});
    s.priorBuckets.assign(10, some(5, {10 * 100 * cent}));
    page.setSnapshot(std::make_shared<ExploreSnapshot>(s));
    auto *table = page.findChild<QTableView *>(QStringLiteral("valuesTable"));
    QVERIFY(!table->isColumnHidden(ValuesModel::Prior));
    QVERIFY(!table->isColumnHidden(ValuesModel::Change));
    const QAbstractItemModel &model = *table->model();
    QCOMPARE(model.headerData(ValuesModel::Prior, Qt::Horizontal).toString(),
             QStringLiteral("Nov 4–13"));
    QCOMPARE(model.index(0, ValuesModel::Prior).data().toString(), QStringLiteral("$5.40"));
    QCOMPARE(model.index(0, ValuesModel::Change).data().toString(), QStringLiteral("▼ 59.3%"));
    const auto *title = page.findChild<QLabel *>(QStringLiteral("exploreTitle"));
    QVERIFY2(title->text().contains(QStringLiteral("vs Nov 4–13 ($100.00)")),
             qPrintable(title->text()));
    QVERIFY(!title->text().contains(QStringLiteral("at least")));
    // Requests without a price are in no sum: the title, a row and its bar say so alike.
    ExploreSnapshot floor = s;
    floor.total.unpricedRequests = floor.rows.front().measures.unpricedRequests = 3;
    page.setSnapshot(std::make_shared<ExploreSnapshot>(floor));
    QVERIFY2(title->text().contains(QStringLiteral("at least $")), qPrintable(title->text()));
    const QString least = model.index(0, ValuesModel::Chosen).data().toString();
    QVERIFY2(least.startsWith(QStringLiteral("≥ $")), qPrintable(least));
    QCOMPARE(figureText(Measure::Cost, floor.rows.front().measures, QLocale()), least);
    page.setSnapshot(std::make_shared<ExploreSnapshot>(s));
    const auto *chart = page.findChild<TimeChart *>();
    QVERIFY2(chart->describe(0).contains(QStringLiteral("$10.00")), qPrintable(chart->describe(0)));
    ChartTableModel twin;
    twin.setSnapshot(std::make_shared<ExploreSnapshot>(s), false);
    const QModelIndex last = twin.index(0, twin.columnCount() - 1);
    QCOMPARE(last.data().toString(), QStringLiteral("$10.00"));
    QVERIFY(tableCsv(s).section(QLatin1Char('\n'), 0, 0).contains(QStringLiteral("Nov 4–13")));
    // Space asks of the cell that is framed.
    table->setFocus();
    table->setCurrentIndex(model.index(0, ValuesModel::Prior));
    const QRect cell = table->visualRect(model.index(0, ValuesModel::Prior));
    const auto frames = [&] { return table->viewport()->grab(cell).toImage(); };
    const QImage framed = frames();
    table->setCurrentIndex(model.index(0, ValuesModel::Change));
    QVERIFY(table->hasFocus() && frames() != framed);
    compare->click();
    QVERIFY(!m_window->place().compares);
    page.setSnapshot(std::make_shared<ExploreSnapshot>(sample(page.request())));
    QVERIFY(table->isColumnHidden(ValuesModel::Prior));
    request.period.preset = Preset::All;
    page.open(request);
    QVERIFY(!compare->isEnabled() && !compare->isChecked());
}

void TestExplorePage::aChangeThatWouldBeNoiseHasNoPercentage()
{
    const QLocale locale(QLocale::English, QLocale::UnitedStates);
    const auto change = [&](Measure measure, const Measured &now, const Measured &before) {
        return changeText(measure, now, before, locale);
    };
    QCOMPARE(change(Measure::Cost, some(10, {50 * cent}), some(10, {90 * cent})), dash());
    QCOMPARE(change(Measure::Cost, some(10, {300 * cent}), some(10, {200 * cent})),
             QStringLiteral("▲ 50.0%"));
    QCOMPARE(change(Measure::Cost, some(10, {300 * cent}), some(10, {300 * cent})),
             QStringLiteral("no change"));
    QCOMPARE(change(Measure::Cost, some(10, {300 * cent}), {}), QStringLiteral("new"));
    QCOMPARE(change(Measure::MeanLatency, some(30, {}), some(3, {})), QStringLiteral("no change"));
    Measures slow = some(30, {});
    slow.latencyMicros *= 2;
    QCOMPARE(change(Measure::MeanLatency, slow, some(3, {})), dash()); // of too few
    QCOMPARE(change(Measure::MeanLatency, slow, some(30, {})), QStringLiteral("▲ 100%"));
    QCOMPARE(change(Measure::MeanLatency, slow, {}), dash());
}

void TestExplorePage::aClickBesideTheBarsOpensTheBucket()
{
    auto *chart = find<TimeChart>("timeChart");
    const QRectF slot = chart->slotRect(0); // of the lowest bar
    QTest::mouseClick(chart, Qt::LeftButton, {},
                      QPointF(slot.center().x(), slot.top() + 3).toPoint());
    const ExploreSnapshot s = sample({});
    QCOMPARE(request().period.custom, (TimeRange{s.buckets[0], s.buckets[1]}));
}

void TestExplorePage::hoverSaysExactValues()
{
    const QString text = find<TimeChart>("timeChart")->describe(0);
    QVERIFY(text.contains(QStringLiteral("gpt-5: $0.04")));
    QVERIFY(text.contains(QStringLiteral("Other: $0.01")));
    QVERIFY(text.contains(QStringLiteral("Total: $0.10")));
}

void TestExplorePage::meansAreLines()
{
    choose("exploreMeasure", static_cast<int>(Measure::MeanLatency));
    show(request());
    QVERIFY(request().measure == Measure::MeanLatency);
    QVERIFY(find<TimeChart>("timeChart")->hasLines());
    QVERIFY(find<TimeChart>("timeChart")->describe(0).contains(QStringLiteral("1.23 s")));
    const auto buttons = find<QWidget>("segment")
                             ? m_window->explore().findChildren<QPushButton *>()
                             : QList<QPushButton *>();
    const auto bars = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton *button) {
        return button->text() == QLatin1String("Bars");
    });
    QVERIFY(bars != buttons.end() && !(*bars)->isEnabled());
    choose("exploreMeasure", static_cast<int>(Measure::Requests));
    show(request());
    QVERIFY(!find<TimeChart>("timeChart")->hasLines());
    QVERIFY((*bars)->isEnabled());
}

void TestExplorePage::stepsTooFineCannotBeChosen()
{
    auto *steps = find<QComboBox>("exploreStep");
    const auto *model = qobject_cast<QStandardItemModel *>(steps->model());
    const int hour = steps->findData(static_cast<int>(Step::Hour));
    QVERIFY(model->item(hour)->isEnabled());
    ExploreSnapshot year = sample(request());
    year.period.range.from.micros -= 365 * microsPerDay;
    m_window->explore().setSnapshot(std::make_shared<const ExploreSnapshot>(year));
    QVERIFY(!model->item(hour)->isEnabled());
    QVERIFY(model->item(steps->findData(static_cast<int>(Step::Day)))->isEnabled());
}

void TestExplorePage::heatmapTellsNoneFromNever()
{
    ExploreRequest request = this->request();
    request.chart = ChartKind::Heatmap;
    Heatmap map;
    map.resize(900, 260);
    map.setSnapshot(std::make_shared<const ExploreSnapshot>(sample(request)));
    QCOMPARE(map.shadeOf({0, 23}), 4);
    // By the square root: a week with one peak is not all of the palest shade.
    QCOMPARE(map.shadeOf({0, 1}), 1);
    QCOMPARE(map.shadeOf({0, 6}), 2);
    QCOMPARE(map.shadeOf({0, 12}), 3);
    QCOMPARE(map.shadeOf({0, 0}), -1);
    QVERIFY(map.describe({0, 0}).contains(QStringLiteral("No requests")));
    QVERIFY(map.describe({6, 3}).contains(QStringLiteral("No such hour")));
    QVERIFY(map.describe({2, 23}).contains(QStringLiteral("$0.23")));
    QVERIFY(map.describe({2, 23}).contains(QStringLiteral("over 2 such hour")));
    for (int day = 0; day < 7; ++day)
        QCOMPARE(map.spotAt(map.cellRect({day, 5}).center()), (Heatmap::Spot{day, 5}));
}

void TestExplorePage::aCellOfHoursLeadsToItsRequests()
{
    find<QAbstractButton>("exploreAsTable")->setChecked(false);
    ExploreRequest request = this->request();
    request.chart = ChartKind::Heatmap;
    m_window->explore().open(request);
    show(request);
    auto *map = find<Heatmap>("heatmap");
    QVERIFY(map->isVisible());
    QSignalSpy asked(&m_window->explore(), &ExplorePage::eventsRequested);
    QTest::mouseClick(map, Qt::LeftButton, {}, map->cellRect({2, 14}).center().toPoint());
    QCOMPARE(asked.count(), 1);
    QVERIFY((asked.at(0).at(0).value<EventsQuestion>().hour == WeekHour{2, 14}));
    auto *chip = find<QPushButton>("exploreHour");
    QVERIFY(chip->isVisible());
    // The next figures keep it; taking it off asks for all hours.
    show(request);
    QVERIFY(asked.last().at(0).value<EventsQuestion>().hour.has_value());
    chip->click();
    QVERIFY(!chip->isVisible());
    QVERIFY(!asked.last().at(0).value<EventsQuestion>().hour.has_value());
    // An hour without requests leads nowhere; keys do what the mouse does.
    const auto before = asked.count();
    QTest::mouseClick(map, Qt::LeftButton, {}, map->cellRect({6, 3}).center().toPoint());
    QCOMPARE(asked.count(), before);
    QSignalSpy receipts(m_window.get(), &MainWindow::receiptRequested);
    map->setFocus();
    QTest::keyClick(map, Qt::Key_Right); // from the first hour of Sunday on
    for (int day = 0; day < 3; ++day)
        QTest::keyClick(map, Qt::Key_Down);
    QTest::keyClick(map, Qt::Key_Right);
    QTest::keyClick(map, Qt::Key_Space);
    QCOMPARE(receipts.count(), 1);
    const auto question = receipts.at(0).at(1).value<ReceiptQuestion>();
    QVERIFY(question.hour.has_value() && question.hour->weekday < 5);
    QTest::keyClick(find<ReceiptPopover>("receipt"), Qt::Key_Escape);
    QTest::keyClick(map, Qt::Key_Return);
    QVERIFY(asked.last().at(0).value<EventsQuestion>().hour == question.hour);
}

void TestExplorePage::theTableTwinHasTheFiguresOfTheChart()
{
    find<QAbstractButton>("exploreAsTable")->click();
    auto *table = find<QTableView>("exploreChartTable");
    QVERIFY(table->isVisible());
    QCOMPARE(table->model()->rowCount(), 10);
    QCOMPARE(table->model()->columnCount(), 2 + 4);
    QCOMPARE(table->model()->index(9, 1).data().toString(), QStringLiteral("$1.00"));
    QCOMPARE(table->model()->index(9, 2).data().toString(), QStringLiteral("$0.40"));
    QCOMPARE(table->model()->headerData(2, Qt::Horizontal).toString(), QStringLiteral("gpt-5"));
}

void TestExplorePage::figuresAnswerSpaceWithTheirReceipt()
{
    QSignalSpy asked(m_window.get(), &MainWindow::receiptRequested);
    auto *table = find<QTableView>("valuesTable");
    table->setFocus();
    table->setCurrentIndex(table->model()->index(1, 0));
    QTest::keyClick(table, Qt::Key_Space);
    auto *receipt = find<ReceiptPopover>("receipt");
    QVERIFY(receipt && receipt->isVisible());
    const auto head = [this] {
        return find<ReceiptPopover>("receipt")
            ->findChild<QLabel *>(QStringLiteral("receiptAmount"))
            ->text();
    };
    QVERIFY2(head().startsWith(u'$'), qPrintable(head())); // the money is what is shown
    QCOMPARE(asked.count(), 1);
    const auto question = asked.at(0).at(1).value<ReceiptQuestion>();
    QCOMPARE(*question.where.front().anyOf.front(), models[1]);
    FigureReceipt answer;
    answer.detail = FigureReceipt::Detail::Terms;
    answer.cost = question.figure.cost;
    m_window->setReceipt(asked.at(0).at(0).toULongLong(), answer);
    QVERIFY(!receipt->text().contains(QStringLiteral("Adding up")));
    QTest::keyClick(receipt, Qt::Key_Escape);
    auto *chart = find<TimeChart>("timeChart");
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_Right);
    QTest::keyClick(chart, Qt::Key_Space);
    QCOMPARE(asked.count(), 2);
    QCOMPARE(asked.at(1).at(1).value<ReceiptQuestion>().range.from, sample({}).buckets[0]);
    QTest::keyClick(find<ReceiptPopover>("receipt"), Qt::Key_Escape);
    ExploreRequest counted = request();
    counted.measure = Measure::Requests;
    show(counted);
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_Right);
    QTest::keyClick(chart, Qt::Key_Space);
    QVERIFY(find<ReceiptPopover>("receipt"));
    QVERIFY2(head().startsWith(QStringLiteral("Requests: ")), qPrintable(head()));
}

void TestExplorePage::timeAndFiltersAreSharedWithTheOverview()
{
    QSignalSpy overview(m_window.get(), &MainWindow::overviewRequested);
    QSignalSpy explore(m_window.get(), &MainWindow::exploreRequested);
    m_window->explore().filterBar().addFilter({{Dimension::User, {}}, {"alice"}});
    QCOMPARE(explore.count(), 1);
    m_window->showPage(Page::Overview);
    QCOMPARE(overview.count(), 1);
    QCOMPARE(overview.at(0).at(0).value<OverviewRequest>().where, request().where);
    m_window->overview().filterBar().setFilters({});
    OverviewRequest plain = m_window->overview().request();
    plain.where.clear();
    plain.period = {Preset::Last7, 0, {}};
    m_window->overview().setRequest(plain);
    m_window->showPage(Page::Explore);
    QCOMPARE(explore.count(), 2);
    QVERIFY(request().where.empty());
    QVERIFY(request().period.preset == Preset::Last7);
}

void TestExplorePage::whatMatchesNothingOffersTheWayBack()
{
    auto *table = find<QTableView>("valuesTable");
    table->setFocus();
    table->setCurrentIndex(table->model()->index(0, 0));
    QTest::keyClick(table, Qt::Key_Return);
    ExploreSnapshot nothing = sample(request());
    nothing.hasData = false;
    m_window->explore().setSnapshot(std::make_shared<const ExploreSnapshot>(nothing));
    QVERIFY(!table->isVisible());
    const auto buttons = m_window->explore().findChildren<QPushButton *>();
    const auto back = std::find_if(buttons.begin(), buttons.end(), [](const QPushButton *button) {
        return button->text() == QLatin1String("Back up");
    });
    QVERIFY(back != buttons.end() && (*back)->isVisible());
    (*back)->click();
    QVERIFY(request().where.empty());
}

void TestExplorePage::placesOfRowsAreFound()
{
    EventIndex index({{{{0}, {10}}, 3}, {{{10}, {20}}, 1'000'000'000}, {{{20}, {30}}, 2}});
    QCOMPARE(index.size(), std::int64_t{1'000'000'005});
    QCOMPARE(index.placeOf(0), (EventIndex::Place{0, 0}));
    QCOMPARE(index.placeOf(2), (EventIndex::Place{0, 2}));
    QCOMPARE(index.placeOf(3), (EventIndex::Place{1, 0}));
    QCOMPARE(index.placeOf(1'000'000'002), (EventIndex::Place{1, 999'999'999}));
    QCOMPARE(index.placeOf(1'000'000'004), (EventIndex::Place{2, 1}));
    index.setRows(1, 0); // nothing was there after all
    QCOMPARE(index.size(), std::int64_t{5});
    QCOMPARE(index.placeOf(3), (EventIndex::Place{2, 0}));
    QCOMPARE(index.firstRow(2), std::int64_t{3});
}

/// Spans of `each` events, which the page is given as it asks for them.
void TestExplorePage::showEvents(std::int64_t each, int spans)
{
    std::vector<EventIndex::Span> all;
    for (int i = 0; i < spans; ++i)
        all.push_back({{{i}, {i + 1}}, each});
    ExplorePage &page = m_window->explore();
    connect(&page, &ExplorePage::eventsRequested, &page, [&page, all](const EventsQuestion &q) {
        page.setEvents(
            std::make_shared<const EventsFound>(EventsFound{1, q, Zone(), EventIndex(all)}));
    });
    connect(
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

void TestExplorePage::millionsOfEventsKeepAFewPages()
{
    showEvents(100'000, 100);
    auto *list = m_window->explore().findChild<EventList *>();
    EventListModel &model = list->model();
    QCOMPARE(model.total(), std::int64_t{10'000'000});
    auto *bar = find<QScrollBar>("eventsBar");
    QVERIFY(model.rowCount() > 3 && model.rowCount() < 60); // what is on the screen
    for (int i = 0; i <= 50; ++i) {
        bar->setValue(bar->maximum() / 50 * i);
        QCOMPARE(model.first(), std::int64_t{bar->value()});
        QTRY_VERIFY(model.eventAt(model.first()));
        QCOMPARE(model.eventAt(model.first())->id, model.first() + 1);
    }
    bar->setValue(bar->maximum());
    QTRY_VERIFY(model.eventAt(9'999'999));
    QCOMPARE(model.eventAt(9'999'999)->id, std::int64_t{10'000'000});
    QVERIFY(model.pagesHeld() <= 12);
    QVERIFY(find<QLabel>("eventsWords")->text().contains(QStringLiteral("of 10,000,000 event")));
}

void TestExplorePage::costsOfEventsAreWholeInAnyCurrency()
{
    setShownCurrency(*parseCurrency("CHF=0.92@2026-11-01"));
    EventList list;
    list.resize(900, 400);
    list.show();
    list.setFound(std::make_shared<const EventsFound>(
        EventsFound{7, {}, Zone(), EventIndex({{{{0}, {1}}, 2}})}));
    EventPage page{7, {0, 0}, {eventOf(1), eventOf(2)}, 2};
    page.rows[1].cost = Money{70'500'000'000};
    list.setPage(std::make_shared<const EventPage>(page));
    auto *table = list.findChild<QTableView *>(QStringLiteral("eventsTable"));
    const QString cost = table->model()->index(1, EventListModel::Cost).data().toString();
    setShownCurrency({});
    QCOMPARE(cost, QStringLiteral("CHF\u00a064.8600"));
    constexpr int margins = 16;
    QVERIFY(table->columnWidth(EventListModel::Cost) >=
            table->fontMetrics().horizontalAdvance(cost) + margins);
}

void TestExplorePage::fewerEventsThanExpectedMakeAShorterList()
{
    EventListModel model;
    QSignalSpy wanted(&model, &EventListModel::pageWanted);
    QSignalSpy changed(&model, &EventListModel::totalChanged);
    model.setWindow(0, 10);
    model.setFound(std::make_shared<const EventsFound>(
        EventsFound{7, {}, Zone(), EventIndex({{{{0}, {1}}, 5}, {{{1}, {2}}, 5}})}));
    QCOMPARE(wanted.count(), 1);
    EventPage page{7, {0, 0}, {eventOf(1), eventOf(2)}, 2};
    model.setPage(std::make_shared<const EventPage>(page));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(model.total(), std::int64_t{7});
    QCOMPARE(wanted.count(), 2);
    QVERIFY(!model.eventAt(2));
    EventPage other{6, {1, 0}, {eventOf(9)}, 1}; // of another question
    model.setPage(std::make_shared<const EventPage>(other));
    QCOMPARE(model.total(), std::int64_t{7});
    EventPage next{7, {1, 0}, {eventOf(3)}, 1};
    model.setPage(std::make_shared<const EventPage>(next));
    QCOMPARE(model.total(), std::int64_t{3});
    QCOMPARE(model.eventAt(2)->id, std::int64_t{3});
    QCOMPARE(wanted.count(), 2); // there is nothing more
}

void TestExplorePage::aListOfEventsIsWalkedByKeys()
{
    showEvents(1'000, 3);
    QSignalSpy chosen(&m_window->explore(), &ExplorePage::eventRequested);
    auto *table = find<QTableView>("eventsTable");
    table->setFocus();
    QTRY_VERIFY(m_window->explore().findChild<EventList *>()->model().eventAt(1));
    QTest::keyClick(table, Qt::Key_J);
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(chosen.takeFirst().at(0).toLongLong(), 2LL);
    EventListModel &model = m_window->explore().findChild<EventList *>()->model();
    QTest::keyClick(table, Qt::Key_End);
    QTRY_VERIFY(model.eventAt(2'999));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(chosen.takeFirst().at(0).toLongLong(), 3'000LL);
    QTest::keyClick(table, Qt::Key_PageUp);
    QTest::keyClick(table, Qt::Key_Home);
    QTRY_VERIFY(model.eventAt(0));
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(chosen.takeFirst().at(0).toLongLong(), 1LL);
    QWheelEvent wheel(QPointF(20, 20), table->mapToGlobal(QPointF(20, 20)), {}, {0, -240},
                      Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(table->viewport(), &wheel);
    QVERIFY(find<QScrollBar>("eventsBar")->value() > 0);
}

void TestExplorePage::anEventShowsItsReceiptAndItsSession()
{
    showEvents(10, 1);
    ExplorePage &page = m_window->explore();
    QSignalSpy chosen(&page, &ExplorePage::eventRequested);
    ui::EventDetail detail;
    detail.event = eventOf(5);
    detail.event.dimensions[static_cast<std::size_t>(Dimension::Session)] = "s";
    detail.before = {eventOf(7), eventOf(6)};
    detail.after = {eventOf(4)};
    detail.receipt.detail = FigureReceipt::Detail::Terms;
    detail.receipt.cost = Money{5};
    page.setEvent(std::make_shared<const ui::EventDetail>(detail));
    auto *session = find<QTableView>("eventSession");
    QVERIFY(session->isVisible());
    QCOMPARE(session->model()->rowCount(), 4);
    QCOMPARE(session->model()->index(0, 0).data().toString(), QStringLiteral("2.00 s earlier"));
    QCOMPARE(session->model()->index(2, 0).data().toString(), QStringLiteral("this event"));
    QCOMPARE(session->model()->index(3, 0).data().toString(), QStringLiteral("1.00 s later"));
    QVERIFY(find<QTableView>("eventReceipt")->model()->rowCount() > 0);
    session->setFocus();
    session->setCurrentIndex(session->model()->index(3, 0));
    QTest::keyClick(session, Qt::Key_Return);
    QCOMPARE(chosen.takeFirst().at(0).toLongLong(), 4LL);
    QTest::keyClick(session, Qt::Key_Backspace);
    QVERIFY(!session->isVisible());
    QVERIFY(find<QTableView>("eventsTable")->isVisible());
}

void TestExplorePage::everyControlHasAName()
{
    const auto check = [this] {
        int controls = 0;
        for (const QWidget *widget : m_window->explore().findChildren<QWidget *>()) {
            if (!widget->isVisible() || (widget->focusPolicy() & Qt::TabFocus) != Qt::TabFocus)
                continue;
            ++controls;
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                     qPrintable(widget->objectName() + QLatin1Char(' ') +
                                QLatin1String(widget->metaObject()->className())));
        }
        QVERIFY(controls > 10);
    };
    for (const ChartKind kind : {ChartKind::Bars, ChartKind::Heatmap, ChartKind::Ranked}) {
        const auto buttons = m_window->explore().findChildren<QPushButton *>();
        for (QPushButton *button : buttons) {
            if (button->text() == QLatin1String(kind == ChartKind::Bars      ? "Bars"
                                                : kind == ChartKind::Heatmap ? "Hours"
                                                                             : "Ranked"))
                button->click();
        }
        QVERIFY(request().chart == kind);
        show(request());
        check();
    }
    showEvents(10, 1);
    check();
    QCOMPARE(m_window->explore().findChild<Heatmap *>()->accessibleName(),
             QStringLiteral("Cost by hour of the day and day of the week"));
}

QTEST_MAIN(TestExplorePage)
#include "tst_explorepage.moc"
