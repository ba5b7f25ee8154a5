// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/explorerig.h"
#include "ui/explore/comparewords.h"
#include "ui/explore/drill.h"
#include "ui/explore/explorecontrols.h"
#include "ui/explore/heatmap.h"
#include "ui/explore/measurewords.h"
#include "ui/explore/rankedbars.h"
#include "ui/explore/timechart.h"
#include "ui/explore/valuesmodel.h"
#include "ui/receipt/receiptpopover.h"
#include "ui/text/numbers.h"
#include "ui/widgets/filterbar.h"

#include <QAbstractButton>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>

#include <memory>

using namespace outlay;
using namespace outlay::ui;

class TestExplorePage : public QObject, protected ExploreRig
{
    Q_OBJECT

private slots:
    void initTestCase() { beginAll(); }
    void init() { begin(); }
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
    void everyControlHasAName();
};

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
    // So it is with what a provider counts.
    ExploreSnapshot counted = s;
    counted.unpricedTokens = 1'100'000;
    page.setSnapshot(std::make_shared<ExploreSnapshot>(counted));
    QVERIFY2(title->text().contains(QStringLiteral("at least $")) &&
                 title->text().contains(QStringLiteral("1.1M counted token(s) without a price")),
             qPrintable(title->text()));
    page.setSnapshot(std::make_shared<ExploreSnapshot>(floor));
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
