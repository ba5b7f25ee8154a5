// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/alertsamples.h"
#include "tests/ui/budgetsamples.h"
#include "tests/ui/samples.h"
#include "ui/charts/basisbar.h"
#include "ui/charts/seriescolors.h"
#include "ui/charts/stackedbars.h"
#include "ui/items/seriestablemodel.h"
#include "ui/items/toplistmodel.h"
#include "ui/overview/notes.h"
#include "ui/overview/outlookline.h"
#include "ui/overview/tilecontent.h"
#include "ui/receipt/receiptlines.h"
#include "ui/receipt/receiptpopover.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/noticebanners.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/filterbar.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDropEvent>
#include <QFontInfo>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QToolButton>
#include <QUrl>

#include <memory>

using namespace outlay;
using namespace outlay::ui;

class TestOverviewPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();

    void bundledFontsAreFound();
    void tilesShowTheSnapshotsFigures();
    void countsSayThatABillHasNoRequests();
    void percentIsLeftOutBelowTheFloor();
    void chartSegmentsSumToTheBucketTotals();
    void tableTwinHoldsTheChartsFigures();
    void topListNamesUnknownAndUnpriced();
    void modelsKeepTheirPromises();
    void coloursStayWithTheirEntities();
    void everyNumberAnswersSpace();
    void receiptsSumToTheSpend();
    void clickingASegmentFilters();
    void arrowKeysAndEnterFilterFromTheChart();
    void filterLineTakesDimensionAndValue();
    void keysMoveThePeriod();
    void theSheetOfKeysFitsALowWindow();
    void aNarrowOutlookWraps();
    void stackByAsksForANewSnapshot();
    void notesLeaveZerosOut();
    void emptyLedgerShowsTheWelcomePage();
    void whatIsFoundIsWatchedImportedOnceOrLeftOut();
    void anEmptyImportSaysWhatIsKnown();
    void nothingLiesUnderTheScrollBar();
    void emptyRangeSaysWhatTheLedgerHolds();
    void anAlertAndANoticeLeaveThePageWhole();
    void staleFiguresStayWithTheReason();
    void importShowsProgressAndResult();
    void droppedFilesAreImported();
    void everyControlIsReachableAndNamed();
    void followsThePalette();

private:
    template <typename T> T *find(const char *name)
    {
        // Explore has parts of the same names.
        T *found = m_window->overview().findChild<T *>(QLatin1String(name));
        if (!found)
            found = m_window->findChild<T *>(QLatin1String(name));
        if (!found)
            qFatal("no widget named %s", name);
        return found;
    }

    EnglishPlurals m_plurals;
    std::unique_ptr<MainWindow> m_window;
};

void TestOverviewPage::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication::installTranslator(&m_plurals);
    loadFonts();
    applyScheme(Scheme::Light);
}

void TestOverviewPage::init()
{
    m_window = std::make_unique<MainWindow>();
    m_window->resize(1280, 800);
    m_window->show();
    m_window->setSnapshot(shared(fullSnapshot()));
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestOverviewPage::cleanup()
{
    m_window.reset();
}

void TestOverviewPage::bundledFontsAreFound()
{
    QCOMPARE(QFontInfo(uiFont(13)).family(), QStringLiteral("Outlay Sans"));
    const QFontMetricsF metrics(uiFont(100));
    for (char digit = '1'; digit <= '9'; ++digit)
        QCOMPARE(metrics.horizontalAdvance(QLatin1Char(digit)),
                 metrics.horizontalAdvance(QLatin1Char('0')));
}

void TestOverviewPage::tilesShowTheSnapshotsFigures()
{
    const OverviewSnapshot s = fullSnapshot();
    QCOMPARE(find<QLabel>("tileSpendValue")->text(), money(*s.total.cost, QLocale()));
    QCOMPARE(find<QLabel>("tileSpendQualifier")->text(), QStringLiteral("at least"));
    QCOMPARE(find<QLabel>("tileSpendChange")->text(), QStringLiteral("▲ 12.4%"));
    QCOMPARE(find<QLabel>("tileSpendAgainst")->text(), QStringLiteral("vs Oct 1–23"));
    QCOMPARE(find<QLabel>("tileRequestsValue")->text(), countCompact(s.total.requests, QLocale()));
    QCOMPARE(find<QLabel>("tileTokensValue")->text(),
             countCompact(s.total.usage.total(), QLocale()));
    QCOMPARE(find<QLabel>("subtitle")->text(), QStringLiteral("Nov 1–23, 2026 · everything · UTC"));
    for (std::size_t i = 0; i < 3; ++i)
        QCOMPARE(find<QLabel>(qPrintable(QStringLiteral("basis%1").arg(i)))->text(),
                 money(basisParts(s.total).at(i), QLocale()));
}

void TestOverviewPage::countsSayThatABillHasNoRequests()
{
    OverviewSnapshot s = fullSnapshot();
    s.total.residual = {};
    QCOMPARE(tilesFor(s, QLocale())[1].caption, QStringLiteral("Tokens"));
    QCOMPARE(tilesFor(s, QLocale())[2].caption, QStringLiteral("Requests"));
    s.total.residual = Money{412'000'000'000};
    const auto tiles = tilesFor(s, QLocale());
    QCOMPARE(tiles[1].caption, QStringLiteral("Tokens · itemised"));
    QCOMPARE(tiles[2].caption, QStringLiteral("Requests · itemised"));
    for (const std::size_t i : {std::size_t{1}, std::size_t{2}})
        QVERIFY2(tiles[i].exact.endsWith(
                     QStringLiteral(" of itemised requests; $412.00 of the spend is not itemised")),
                 qPrintable(tiles[i].exact));
    QVERIFY(tiles[3].foot.contains(QStringLiteral("an itemised request")));
    // A fee is no bill of requests: where it is all, every request is counted.
    OverviewSnapshot paid = s;
    paid.fees = paid.total.residual;
    const auto all = tilesFor(paid, QLocale());
    QCOMPARE(all[1].caption, QStringLiteral("Tokens"));
    QCOMPARE(all[2].caption, QStringLiteral("Requests"));
    for (const TileContent &tile : all)
        QVERIFY2(!tile.exact.contains(QStringLiteral("itemised")), qPrintable(tile.exact));
    QVERIFY(all[3].foot.endsWith(QStringLiteral(" a request, fees apart")));
    paid.total.requests = 0; // none, and that is known
    paid.total.usage = {};
    QCOMPARE(tilesFor(paid, QLocale())[2].value, QStringLiteral("0"));
    paid = s;
    paid.fees = Money{12'000'000'000};
    QCOMPARE(tilesFor(paid, QLocale())[2].caption, QStringLiteral("Requests · itemised"));
    QVERIFY(tilesFor(paid, QLocale())[2].exact.contains(QStringLiteral("$400.00 of the spend")));
    // Of bills alone it is unknown, not zero.
    s.total.requests = 0;
    s.total.usage = {};
    for (const std::size_t i : {std::size_t{1}, std::size_t{2}}) {
        QCOMPARE(tilesFor(s, QLocale())[i].value, dash());
        QCOMPARE(tilesFor(s, QLocale())[i].foot, QString());
    }
}

void TestOverviewPage::percentIsLeftOutBelowTheFloor()
{
    OverviewSnapshot s = fullSnapshot();
    s.prior->cost = Money{990'000'000};
    QCOMPARE(tilesFor(s, QLocale())[0].change, QString());
    QCOMPARE(tilesFor(s, QLocale())[0].against, QStringLiteral("$0.99 in Oct 1–23"));
    s.isPriorPartial = true;
    QCOMPARE(tilesFor(s, QLocale())[0].against, QStringLiteral("Oct 1–23 is only partly recorded"));
    s.prior.reset();
    QCOMPARE(tilesFor(s, QLocale())[0].against, QStringLiteral("no data for Oct 1–23"));
    s.total.cost.reset();
    QCOMPARE(tilesFor(s, QLocale())[0].value, QStringLiteral("unpriced"));
}

void TestOverviewPage::chartSegmentsSumToTheBucketTotals()
{
    const OverviewSnapshot s = fullSnapshot();
    auto *chart = find<StackedBars>("spendChart");
    for (int s1 = 0; s1 < static_cast<int>(s.series.size()); ++s1) {
        const QRectF rect = chart->segmentRect(3, s1);
        QVERIFY(rect.height() > 0);
        QCOMPARE(chart->spotAt(rect.center()), (StackedBars::Spot{3, s1}));
    }
    QVERIFY(chart->describe(3).contains(moneyExact(*s.bucketTotals[3].cost, QLocale())));
    QVERIFY(chart->describe(3).contains(QStringLiteral("Anthropic: ")));
    QVERIFY(chart->describe(28).contains(QStringLiteral("No requests")));
}

void TestOverviewPage::tableTwinHoldsTheChartsFigures()
{
    const OverviewSnapshot s = fullSnapshot();
    find<QToolButton>("asTable")->click();
    auto *table = find<QTableView>("spendTable");
    QVERIFY(table->isVisible());
    QVERIFY(!find<StackedBars>("spendChart")->isVisible());
    const QAbstractItemModel &model = *table->model();
    QCOMPARE(model.rowCount(), 30);
    for (int row = 0; row < 23; ++row) {
        const auto cell = [&](int column) {
            return model.index(row, column).data(SeriesTableModel::SortRole).toLongLong();
        };
        qint64 sum = 0;
        for (int column = SeriesTableModel::FirstSeries; column < model.columnCount(); ++column)
            sum += cell(column);
        QCOMPARE(sum, cell(SeriesTableModel::Total));
        QCOMPARE(sum, s.bucketTotals[static_cast<std::size_t>(row)].cost->nanos);
    }
    // Days to come are unknown, not zero.
    QCOMPARE(model.index(28, SeriesTableModel::Total).data().toString(), QStringLiteral("–"));
}

void TestOverviewPage::topListNamesUnknownAndUnpriced()
{
    TopListModel model;
    model.setSnapshot(shared(fullSnapshot()), 0, SeriesColors());
    QStringList costs, names;
    for (int row = 0; row < model.rowCount(); ++row) {
        names << model.index(row, TopListModel::Name).data().toString();
        costs << model.index(row, TopListModel::Cost).data().toString();
    }
    QCOMPARE(names.last(), QStringLiteral("Other"));
    QCOMPARE(costs.at(names.indexOf(QStringLiteral("lab-preview-9"))), QStringLiteral("unpriced"));
    model.setSnapshot(shared(fullSnapshot()), 1, SeriesColors());
    QCOMPARE(model.index(1, TopListModel::Name).data().toString(), QStringLiteral("No user named"));
}

void TestOverviewPage::modelsKeepTheirPromises()
{
    TopListModel tops;
    SeriesTableModel series;
    QAbstractItemModelTester topTester(&tops,
                                       QAbstractItemModelTester::FailureReportingMode::Fatal);
    QAbstractItemModelTester seriesTester(&series,
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    for (const auto &snapshot : {shared(fullSnapshot()), shared(littleSnapshot()),
                                 shared(emptySnapshot()), shared(fullSnapshot())}) {
        for (std::size_t list = 0; list < 4; ++list)
            tops.setSnapshot(snapshot, list, SeriesColors());
        series.setSnapshot(snapshot);
    }
    QCOMPARE(tops.columnCount(), static_cast<int>(TopListModel::ColumnCount));
}

void TestOverviewPage::coloursStayWithTheirEntities()
{
    SeriesColors colors;
    const DimensionRef dimension{Dimension::Model, {}};
    const auto first = colors.assign(dimension, {"a", "b", "c"});
    QCOMPARE(first, (std::vector<int>{0, 1, 2}));
    QCOMPARE(colors.assign(dimension, {"c", "d", "a"}), (std::vector<int>{2, 1, 0}));
    QCOMPARE(colors.slotOf(dimension, "d"), 1);
    QCOMPARE(colors.slotOf({Dimension::User, {}}, "a"), -1);
}

void TestOverviewPage::everyNumberAnswersSpace()
{
    for (const char *name : {"tileSpend", "tileTokens", "tileRequests", "tileCostPer1k"}) {
        QTest::keyClick(find<QWidget>(name), Qt::Key_Space);
        auto *receipt = find<ReceiptPopover>("receipt");
        QVERIFY(receipt->isVisible());
        QVERIFY(receipt->accessibleDescription().contains(
            moneyExact(*fullSnapshot().total.cost, QLocale())));
        QTest::keyClick(receipt, Qt::Key_Escape);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(!m_window->findChild<ReceiptPopover *>());
    }
    auto *table = find<QTableView>("topTable");
    table->setCurrentIndex(table->model()->index(0, 0));
    QTest::keyClick(table, Qt::Key_Space);
    QVERIFY(find<ReceiptPopover>("receipt")->isVisible());
}

void TestOverviewPage::receiptsSumToTheSpend()
{
    Measures m = fullSnapshot().total;
    m.cost = *m.cost + Money{7};
    m.residual = {7};
    const auto lines = moneyLines(m, QLocale());
    Money sum;
    for (const ReceiptLine &line : lines) {
        if (line.kind == ReceiptLine::Kind::Sum) {
            QCOMPARE(line.value, moneyExact(sum, QLocale()));
            break;
        }
        QString digits = line.value;
        sum += parseUsd(digits.remove(QLatin1Char('$')).remove(QLatin1Char(',')).toStdString())
                   .value();
    }
    QCOMPARE(sum, *m.cost);
}

void TestOverviewPage::clickingASegmentFilters()
{
    QSignalSpy asked(m_window.get(), &MainWindow::overviewRequested);
    auto *chart = find<StackedBars>("spendChart");
    QTest::mouseClick(chart, Qt::LeftButton, {}, chart->segmentRect(4, 1).center().toPoint());
    QCOMPARE(asked.count(), 1);
    const auto request = asked.at(0).at(0).value<OverviewRequest>();
    QCOMPARE(request.where.size(), std::size_t{1});
    QCOMPARE(*request.where[0].anyOf[0], std::string("openai"));
    auto *chip = find<QPushButton>("chip0");
    QCOMPARE(chip->text(), QStringLiteral("Provider: OpenAI"));
    chip->click();
    QCOMPARE(asked.count(), 2);
    QVERIFY(asked.at(1).at(0).value<OverviewRequest>().where.empty());
}

void TestOverviewPage::arrowKeysAndEnterFilterFromTheChart()
{
    QSignalSpy asked(m_window.get(), &MainWindow::overviewRequested);
    auto *chart = find<StackedBars>("spendChart");
    chart->setFocus();
    QTest::keyClick(chart, Qt::Key_Right);
    QTest::keyClick(chart, Qt::Key_Right);
    QTest::keyClick(chart, Qt::Key_Up);
    QCOMPARE(chart->current(), (StackedBars::Spot{1, 0}));
    QVERIFY(chart->accessibleDescription().contains(QStringLiteral("Nov 2, 2026")));
    QTest::keyClick(chart, Qt::Key_Return);
    QCOMPARE(asked.count(), 1);
    // Other is several entities: nothing to filter by.
    QTest::keyClick(chart, Qt::Key_Right);
    for (int i = 0; i < 9; ++i)
        QTest::keyClick(chart, Qt::Key_Up);
    QTest::keyClick(chart, Qt::Key_Return);
    QCOMPARE(asked.count(), 1);
}

void TestOverviewPage::filterLineTakesDimensionAndValue()
{
    QSignalSpy asked(m_window.get(), &MainWindow::overviewRequested);
    QTest::keyClick(m_window.get(), Qt::Key_Slash);
    auto *line = find<QLineEdit>("filterLine");
    QCOMPARE(QApplication::focusWidget(), line);
    QTest::keyClicks(line, QStringLiteral("cost center=r&d"));
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(asked.count(), 1);
    const auto filter = asked.at(0).at(0).value<OverviewRequest>().where.at(0);
    QCOMPARE(filter.dimension.dimension, Dimension::CostCenter);
    QCOMPARE(*filter.anyOf.at(0), std::string("r&d"));
    QTest::keyClicks(line, QStringLiteral("colour=red"));
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(asked.count(), 1);
    QVERIFY(!parseFilter(QStringLiteral("gpt-5")));
    QVERIFY(!parseFilter(QStringLiteral("user="))->anyOf.at(0));
}

void TestOverviewPage::keysMoveThePeriod()
{
    QSignalSpy asked(m_window.get(), &MainWindow::overviewRequested);
    QSignalSpy refreshed(m_window.get(), &MainWindow::refreshRequested);
    const auto period = [&] { return asked.last().at(0).value<OverviewRequest>().period; };
    QTest::keyClick(m_window.get(), Qt::Key_BracketLeft);
    QCOMPARE(period().shift, -1);
    QTest::keyClick(m_window.get(), Qt::Key_BracketRight);
    QCOMPARE(period().shift, 0);
    QTest::keyClick(m_window.get(), Qt::Key_BracketRight); // no period after this one
    QCOMPARE(asked.count(), 2);
    QTest::keyClick(m_window.get(), Qt::Key_T);
    QCOMPARE(period().preset, Preset::Today);
    QTest::keyClick(m_window.get(), Qt::Key_R);
    QCOMPARE(refreshed.count(), 1);
    QTest::keyClick(m_window.get(), Qt::Key_Question);
    QVERIFY(find<QWidget>("shortcuts")->isVisible());
}

void TestOverviewPage::theSheetOfKeysFitsALowWindow()
{
    m_window->resize(1024, 640);
    QTest::keyClick(m_window.get(), Qt::Key_Question);
    auto *sheet = find<QWidget>("shortcuts");
    QVERIFY2(sheet->height() <= 640, qPrintable(QString::number(sheet->height())));
    auto *area = find<QScrollArea>("shortcutsArea");
    QVERIFY(area->verticalScrollBar()->maximum() > 0);   // what does not fit can be reached
    QCOMPARE(area->horizontalScrollBar()->maximum(), 0); // and no line is cut
    QVERIFY(find<QDialogButtonBox>("shortcutsButtons")->geometry().bottom() < sheet->height());
}

void TestOverviewPage::aNarrowOutlookWraps()
{
    OutlookLine line;
    OutlookWords words;
    words.end = QStringLiteral("By Nov 30: AUD\u00a07,204 · AUD\u00a06,101 to AUD\u00a08,604");
    line.setWords(words);
    line.resize(150, 20);
    line.show();
    line.layout()->activate();
    auto *end = line.findChild<QLabel *>(QStringLiteral("outlookEnd"));
    QVERIFY(line.minimumSizeHint().height() >= 3 * end->fontMetrics().height());
    const QRect needed = end->fontMetrics().boundingRect(QRect(0, 0, end->width(), 1000),
                                                         Qt::TextWordWrap, words.end);
    QVERIFY(needed.width() <= end->width() && needed.height() <= end->height());
    line.resize(900, 20);
    line.layout()->activate();
    QVERIFY(line.minimumSizeHint().height() < 2 * end->fontMetrics().height());
}

void TestOverviewPage::stackByAsksForANewSnapshot()
{
    QSignalSpy asked(m_window.get(), &MainWindow::overviewRequested);
    auto *stackBy = find<QComboBox>("stackBy");
    stackBy->setFocus();
    QTest::keyClick(stackBy, Qt::Key_Down);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked.at(0).at(0).value<OverviewRequest>().stackBy.dimension, Dimension::Model);
}

void TestOverviewPage::notesLeaveZerosOut()
{
    QCOMPARE(notesFor(fullSnapshot(), QLocale()).size(), std::size_t{4});
    QCOMPARE(notesFor(fullSnapshot(), QLocale())[0].figure, QStringLiteral("312 requests"));
    QVERIFY(notesFor(littleSnapshot(), QLocale()).empty());
    QSignalSpy asked(m_window.get(), &MainWindow::rejectedRequested);
    find<QPushButton>(qPrintable(QStringLiteral("noteDetails%1").arg(int(Note::Kind::Rejected))))
        ->click();
    QCOMPARE(asked.count(), 1);
    RejectedRecord record;
    record.file = "a.jsonl";
    record.line = 17;
    record.reason = "input_tokens: not a number";
    m_window->setRejected({record});
    const auto *model = find<QTableView>("detailsTable")->model();
    QCOMPARE(model->index(0, 2).data().toString(), QStringLiteral("17"));
    QCOMPARE(model->index(0, 3).data().toString(), QStringLiteral("input_tokens: not a number"));
}

void TestOverviewPage::emptyLedgerShowsTheWelcomePage()
{
    m_window->setSnapshot(shared(emptySnapshot()));
    QVERIFY(m_window->welcome().isVisible());
    FoundItem mine{"/home/me/.claude/projects",
                   "claude-code",
                   QStringLiteral("Claude Code"),
                   3,
                   1'000,
                   {},
                   false};
    FoundItem theirs{"/home/other/.codex", "codex", QStringLiteral("Codex"), 0, 0, {}, true};
    m_window->setFound({mine, theirs}, {QStringLiteral("OPENAI_API_KEY")});
    auto *plan = find<QComboBox>("foundPlan0");
    plan->setCurrentIndex(2);
    emit plan->activated(2);
    auto *fee = find<QLineEdit>("foundFee0");
    QTRY_VERIFY(fee->isVisible());
    QTest::keyClicks(fee, QStringLiteral("$1,200.50"));
    QSignalSpy chosen(m_window.get(), &MainWindow::foundChosen);
    find<QPushButton>("foundImport")->click();
    QCOMPARE(chosen.count(), 1);
    const auto choices = chosen.at(0).at(0).value<std::vector<FoundChoice>>();
    QCOMPARE(choices.size(), std::size_t{1}); // what is another user's is never read
    QCOMPARE(choices[0].plan, Ingest::Plan::Kind::Subscription);
    QVERIFY(choices[0].use == FoundChoice::Use::Watch);
    QCOMPARE(choices[0].fee, Money{1'200'500'000'000});
}

void TestOverviewPage::whatIsFoundIsWatchedImportedOnceOrLeftOut()
{
    m_window->setSnapshot(shared(emptySnapshot()));
    FoundItem full{
        "/home/me/.claude/projects", "claude-code", QStringLiteral("Claude"), 3, 9, {}, false};
    FoundItem none{"/home/me/.codex/sessions", "codex", QStringLiteral("Codex"), 0, 0, {}, false};
    m_window->setFound({full, none}, {});
    QVERIFY(find<QLabel>("foundWhat1")->text().startsWith(QStringLiteral("Nothing there yet")));
    auto *use = find<QComboBox>("foundUse0");
    QCOMPARE(use->count(), 3);
    QCOMPARE(find<QComboBox>("foundUse1")->count(), 2); // there is nothing to import once
    use->setCurrentIndex(1);
    const auto choices = m_window->welcome().choices();
    QCOMPARE(choices.size(), std::size_t{2});
    QVERIFY(choices[0].use == FoundChoice::Use::Import);
    QVERIFY(choices[1].use == FoundChoice::Use::Watch);
    use->setCurrentIndex(2);
    QCOMPARE(m_window->welcome().choices().size(), std::size_t{1});
    // What is watched is not asked for again.
    SourceRow watched;
    watched.name = "codex";
    watched.paths = {none.path};
    SourcesSnapshot sources;
    sources.rows = {watched};
    m_window->setSources(sources);
    QVERIFY(m_window->welcome().choices().empty());
    QVERIFY(!find<QComboBox>("foundUse1")->isVisible());
    QVERIFY(find<QLabel>("foundWhat1")->text().startsWith(QStringLiteral("Watched")));
    QVERIFY(!find<QPushButton>("foundImport")->isEnabled());
}

void TestOverviewPage::anEmptyImportSaysWhatIsKnown()
{
    m_window->importFinished({});
    const QString text = find<QLabel>("importText")->text();
    QVERIFY2(text.startsWith(QStringLiteral("Nothing was found in it.")), qPrintable(text));
    QVERIFY(text.contains(QStringLiteral("claude-code")) && !text.contains(QLatin1Char('$')));
    m_window->importFinished({}, {QStringLiteral("codex")});
    QCOMPARE(find<QLabel>("importText")->text(), QStringLiteral("Watched from now on: codex."));
}

void TestOverviewPage::nothingLiesUnderTheScrollBar()
{
    for (const QSize size : {QSize(860, 600), QSize(1024, 700), QSize(1280, 800)}) {
        m_window->resize(size);
        for (int i = 0; i < 4; ++i)
            QCoreApplication::processEvents();
        for (const QScrollArea *scroll : m_window->overview().findChildren<QScrollArea *>()) {
            QVERIFY2(scroll->widget()->width() <= scroll->viewport()->width(),
                     qPrintable(QStringLiteral("%1 needs %2, has %3")
                                    .arg(size.width())
                                    .arg(scroll->widget()->width())
                                    .arg(scroll->viewport()->width())));
        }
    }
}

void TestOverviewPage::emptyRangeSaysWhatTheLedgerHolds()
{
    OverviewSnapshot s = emptySnapshot();
    s.facts.span =
        TimeRange{parseInstant("2026-03-02").value(), parseInstant("2026-03-05").value()};
    m_window->setSnapshot(shared(s));
    auto *state = find<QWidget>("emptyState");
    QVERIFY(state->isVisible());
    QVERIFY(state->accessibleDescription().contains(QStringLiteral("Mar 2–4, 2026")));
    QSignalSpy asked(m_window.get(), &MainWindow::overviewRequested);
    state->findChild<QPushButton *>(QStringLiteral("emptyAction"))->click();
    QCOMPARE(asked.at(0).at(0).value<OverviewRequest>().period.preset, Preset::All);
}

void TestOverviewPage::anAlertAndANoticeLeaveThePageWhole()
{
    OverviewSnapshot s = fullSnapshot();
    s.alerts = shared(someAlerts());
    m_window->setSnapshot(shared(s));
    m_window->overview().setBudgets(shared(threeBudgets()));
    for (const char *id : {"a", "b", "c"})
        m_window->banners().show(
            {id, QString(120, QLatin1Char('w')), QStringLiteral("More."), true});
    m_window->warn(QStringLiteral("This was not written."));
    const auto *bar = find<QScrollArea>("pageScroll")->verticalScrollBar();
    QTRY_VERIFY(m_window->banners().isVisible() && m_window->banners().height() <= 46);
    QTRY_COMPARE(bar->maximum(), 0);
    QCOMPARE(m_window->size(), QSize(1280, 800));
}

void TestOverviewPage::staleFiguresStayWithTheReason()
{
    m_window->setReadFailure({Error::Kind::Busy, "locked"});
    QVERIFY(find<QLabel>("banner")->isVisible());
    QVERIFY(find<QLabel>("banner")->text().contains(QStringLiteral("Another program")));
    QVERIFY(find<QWidget>("tileSpend")->isVisible());
    m_window->setSnapshot(shared(fullSnapshot()));
    QVERIFY(!find<QLabel>("banner")->isVisible());
}

void TestOverviewPage::importShowsProgressAndResult()
{
    auto *strip = find<QWidget>("importStrip");
    QVERIFY(!strip->isVisible());
    m_window->importStarted(QStringLiteral("Opening"));
    QVERIFY(strip->isVisible());
    QSignalSpy cancelled(m_window.get(), &MainWindow::importCancelRequested);
    find<QPushButton>("importCancel")->click();
    QCOMPARE(cancelled.count(), 1);
    ImportCounts counts;
    counts.lines = 1220;
    counts.created = 1204;
    counts.duplicate = 12;
    counts.rejected = 4;
    counts.cost = {12'340'000'000};
    counts.rejections.push_back({"a.jsonl", 3, "not JSON"});
    m_window->importFinished(counts);
    QCOMPARE(
        find<QLabel>("importText")->text(),
        QStringLiteral("1,220 records read: 1,204 new, 12 duplicate, 4 rejected. $12.34 added."));
    find<QPushButton>("importDetails")->click();
    QCOMPARE(find<QTableView>("detailsTable")->model()->rowCount(), 1);
    counts.inDoubt.lines = 2;
    m_window->importFinished(counts);
    QVERIFY(find<QLabel>("importText")
                ->text()
                .endsWith(QStringLiteral("2 lines of bills may count too rarely or too often.")));
    m_window->importFailed({Error::Kind::Full, "no space"});
    QVERIFY(find<QLabel>("importText")->text().contains(QStringLiteral("disk is full")));
}

void TestOverviewPage::droppedFilesAreImported()
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QStringLiteral("/tmp/a.jsonl")),
                  QUrl(QStringLiteral("https://example.com/b.jsonl"))});
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QVERIFY(find<QWidget>("dropOverlay")->isVisible());
    QSignalSpy chosen(m_window.get(), &MainWindow::pathsChosen);
    QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_window.get(), &drop);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen.at(0).at(0).toStringList(), QStringList{QStringLiteral("/tmp/a.jsonl")});
    QVERIFY(!find<QWidget>("dropOverlay")->isVisible());
}

void TestOverviewPage::everyControlIsReachableAndNamed()
{
    for (const QWidget *widget : m_window->findChildren<QWidget *>()) {
        const bool isButton = qobject_cast<const QAbstractButton *>(widget) != nullptr;
        const bool isControl = isButton || widget->inherits("outlay::ui::Tile") ||
                               widget->inherits("outlay::ui::StackedBars") ||
                               widget->inherits("QComboBox");
        if (!isControl || !widget->isVisible() || widget->inherits("QTableCornerButton") ||
            widget->parentWidget()->inherits("QLineEdit"))
            continue;
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                 qPrintable(widget->objectName()));
        QVERIFY2(!widget->isEnabled() || (widget->focusPolicy() & Qt::TabFocus),
                 qPrintable(widget->objectName()));
    }
}

void TestOverviewPage::followsThePalette()
{
    const auto ground = [this] { return m_window->grab().toImage().pixelColor(640, 60); };
    QVERIFY(ground().lightness() > 128);
    applyScheme(Scheme::Dark);
    QVERIFY(ground().lightness() < 128);
    applyScheme(Scheme::Light);
    QVERIFY(ground().lightness() > 128);
}

QTEST_MAIN(TestOverviewPage)
#include "tst_overviewpage.moc"
