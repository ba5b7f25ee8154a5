// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/samples.h"
#include "ui/charts/chartexport.h"
#include "ui/shell/datadialog.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/reviewdialog.h"
#include "ui/theme/fonts.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QXmlStreamReader>

using namespace outlay;
using namespace outlay::ui;

class TestChartExport : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everyChartHasTheMenu();
    void thePictureHoldsTitleRangeAndLegend();
    void anSvgIsDrawnAndNotPhotographed();
    void theFiguresAddUp();
    void keysCopyTheChartWithTheFocus();
    void whatIsSavedGoesToTheOwnerOfTheWindow();
    void fieldsAreQuotedAndNoFormulaRuns_data();
    void fieldsAreQuotedAndNoFormulaRuns();
    void aReviewIsAskedFor();
    void aReviewOnPaperNeedsNoFile();
    void dataAreThoseOfThePage();

private:
    [[nodiscard]] QWidget &bars() { return *m_window->findChild<QWidget *>(m_bars); }
    [[nodiscard]] ChartExport &exported() { return *bars().findChild<ChartExport *>(); }

    const QString m_bars = QStringLiteral("spendChart");
    std::unique_ptr<MainWindow> m_window;
};

void TestChartExport::initTestCase()
{
    loadFonts();
    applyScheme(Scheme::Light);
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    m_window = std::make_unique<MainWindow>();
    m_window->setSnapshot(shared(fullSnapshot()));
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    QVERIFY(m_window->findChild<QWidget *>(m_bars));
}

void TestChartExport::everyChartHasTheMenu()
{
    for (const Page page : allPages)
        m_window->showPage(page);
    m_window->showPage(Page::Overview);
    const QList<ChartExport *> all = m_window->findChildren<ChartExport *>();
    // The Overview's bars, Explore's three, the distribution of Tasks, a budget's burn-down.
    QCOMPARE(all.size(), 6);
    for (const ChartExport *one : all) {
        const auto *chart = qobject_cast<QWidget *>(one->parent());
        QVERIFY(chart);
        QCOMPARE(chart->contextMenuPolicy(), Qt::ActionsContextMenu);
        QCOMPARE(chart->actions().size(), 4);
        QVERIFY2(chart->focusPolicy() & Qt::TabFocus, qPrintable(chart->objectName()));
    }
}

void TestChartExport::thePictureHoldsTitleRangeAndLegend()
{
    const QImage image = QImage::fromData(exported().png(), "png");
    QVERIFY(image.width() > 2 * bars().width());
    QVERIFY(image.height() > 2 * bars().height());
    QXmlStreamReader svg(exported().svg());
    QString text;
    while (!svg.atEnd()) {
        svg.readNext();
        if (svg.isCharacters())
            text += svg.text().toString() + u'\n';
    }
    QVERIFY2(!svg.hasError(), qPrintable(svg.errorString()));
    QVERIFY2(text.contains(QStringLiteral("Spend")), qPrintable(text));
    const OverviewSnapshot &shown = *m_window->overview().snapshot();
    QVERIFY(text.contains(QString::fromStdString(shown.zone.name())));
    QVERIFY(
        text.contains(QString::fromStdString(*shown.series.front().value), Qt::CaseInsensitive));
}

void TestChartExport::anSvgIsDrawnAndNotPhotographed()
{
    const QByteArray svg = exported().svg();
    QVERIFY(!svg.contains("<image"));
    QVERIFY(svg.count("<path") + svg.count("<rect") > 20);
}

void TestChartExport::theFiguresAddUp()
{
    const QStringList lines = exported().csv().split(u'\n', Qt::SkipEmptyParts);
    const OverviewSnapshot &shown = *m_window->overview().snapshot();
    QCOMPARE(std::size_t(lines.size()), shown.buckets.size() + 1);
    Money total, parts;
    for (const QString &line : lines.mid(1)) {
        const QStringList fields = line.split(u',');
        QCOMPARE(std::size_t(fields.size()), shown.series.size() + 2);
        QVERIFY(parseInstant(fields.at(0).toStdString()).has_value());
        for (qsizetype i = 1; i < fields.size(); ++i)
            (i == 1 ? total : parts) += parseUsd(fields.at(i).toStdString()).value_or(Money{});
    }
    Money expected;
    for (const Measures &of : shown.bucketTotals)
        expected += of.cost.value_or(Money{});
    QVERIFY(expected > Money{});
    QCOMPARE(total.nanos, expected.nanos);
    QCOMPARE(parts.nanos, expected.nanos);
}

void TestChartExport::keysCopyTheChartWithTheFocus()
{
    QApplication::clipboard()->clear();
    bars().setFocus();
    QTest::keyClick(&bars(), Qt::Key_C, Qt::ControlModifier);
    QVERIFY(!QApplication::clipboard()->image().isNull());
    bars().findChild<QAction *>(QStringLiteral("chartCopyCsv"))->trigger();
    QCOMPARE(QApplication::clipboard()->text(), exported().csv());
}

void TestChartExport::whatIsSavedGoesToTheOwnerOfTheWindow()
{
    QSignalSpy saved(m_window.get(), &MainWindow::fileSaveRequested);
    exported().save(QStringLiteral("/nowhere/a.svg"));
    QCOMPARE(saved.count(), 1);
    QCOMPARE(saved.at(0).at(0).toString(), QStringLiteral("/nowhere/a.svg"));
    QVERIFY(saved.at(0).at(1).toByteArray().contains("<svg"));
    exported().save(QStringLiteral("/nowhere/a.png"));
    QVERIFY(saved.at(1).at(1).toByteArray().startsWith("\x89PNG"));
}

void TestChartExport::fieldsAreQuotedAndNoFormulaRuns_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("line");
    QTest::newRow("plain") << QStringLiteral("gpt-5") << QStringLiteral("gpt-5\n");
    QTest::newRow("comma") << QStringLiteral("a,b") << QStringLiteral("\"a,b\"\n");
    QTest::newRow("quote") << QStringLiteral("a\"b") << QStringLiteral("\"a\"\"b\"\n");
    QTest::newRow("formula") << QStringLiteral("=1+1") << QStringLiteral("'=1+1\n");
    QTest::newRow("minus") << QStringLiteral("-x") << QStringLiteral("'-x\n");
    QTest::newRow("a number below zero") << QStringLiteral("-1.5") << QStringLiteral("-1.5\n");
}

void TestChartExport::fieldsAreQuotedAndNoFormulaRuns()
{
    QFETCH(QString, field);
    QTEST(csvLine({field}), "line");
}

void TestChartExport::aReviewIsAskedFor()
{
    std::vector<ReviewChoice> wanted;
    connect(m_window.get(), &MainWindow::reviewRequested, this,
            [&wanted](const ReviewChoice &choice) { wanted.push_back(choice); });
    m_window->findChild<QAction *>(QStringLiteral("actionExportReview"))->trigger();
    auto *dialog = m_window->findChild<ReviewDialog *>();
    QVERIFY(dialog);
    auto *write = dialog->findChild<QPushButton *>(QStringLiteral("reviewExport"));
    auto *file = dialog->findChild<QLineEdit *>(QStringLiteral("reviewFile"));
    file->setText(QStringLiteral("/nowhere/x.doc"));
    QVERIFY(!write->isEnabled());
    file->setText(QStringLiteral("/nowhere/x.pdf"));
    dialog->findChild<QComboBox *>(QStringLiteral("reviewPeriod"))->setCurrentIndex(1);
    QVERIFY(write->isEnabled());
    write->click();
    QCOMPARE(wanted.size(), std::size_t{1});
    const ReviewChoice &choice = wanted.front();
    QCOMPARE(choice.file, QStringLiteral("/nowhere/x.pdf"));
    QCOMPARE(choice.period, QStringLiteral("week"));
    QVERIFY(choice.at.isEmpty());
    m_window->disconnect(this);
}

void TestChartExport::aReviewOnPaperNeedsNoFile()
{
    std::vector<ReviewChoice> wanted;
    connect(m_window.get(), &MainWindow::printRequested, this,
            [&wanted](const ReviewChoice &choice) { wanted.push_back(choice); });
    auto *action = m_window->findChild<QAction *>(QStringLiteral("actionPrintReview"));
    QCOMPARE(action->shortcut(), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P));
    action->trigger();
    ReviewDialog *dialog = nullptr;
    for (ReviewDialog *open : m_window->findChildren<ReviewDialog *>()) {
        if (open->isVisible())
            dialog = open;
    }
    QVERIFY(dialog);
    QVERIFY(!dialog->findChild<QLineEdit *>(QStringLiteral("reviewFile")));
    auto *print = dialog->findChild<QPushButton *>(QStringLiteral("reviewExport"));
    QVERIFY(print->isEnabled());
    print->click();
    QCOMPARE(wanted.size(), std::size_t{1});
    QVERIFY(wanted.front().file.isEmpty());
    QCOMPARE(wanted.front().period, QStringLiteral("month"));
    m_window->disconnect(this);
}

void TestChartExport::dataAreThoseOfThePage()
{
    std::vector<DataChoice> wanted;
    connect(m_window.get(), &MainWindow::dataRequested, this,
            [&wanted](const DataChoice &choice) { wanted.push_back(choice); });
    Place place = m_window->place();
    place.period.preset = Preset::Last7;
    Filter filter;
    filter.dimension.dimension = Dimension::Model;
    filter.anyOf.emplace_back("claude-opus-5-5");
    place.where = {filter};
    m_window->goTo(place);
    m_window->findChild<QAction *>(QStringLiteral("actionExportData"))->trigger();
    auto *dialog = m_window->findChild<DataDialog *>();
    QVERIFY(dialog);
    auto *file = dialog->findChild<QLineEdit *>(QStringLiteral("dataFile"));
    auto *format = dialog->findChild<QComboBox *>(QStringLiteral("dataFormat"));
    auto *write = dialog->findChild<QPushButton *>(QStringLiteral("dataExport"));
    file->setText(QStringLiteral("/nowhere/x.csv"));
    format->setCurrentIndex(1);
    QCOMPARE(file->text(), QStringLiteral("/nowhere/x.jsonl")); // the ending follows
    format->setCurrentIndex(2);
    QCOMPARE(file->text(), QStringLiteral("/nowhere/x.csv"));
    file->clear();
    QVERIFY(!write->isEnabled());
    file->setText(QStringLiteral("/nowhere/mine.txt"));
    write->click();
    QCOMPARE(wanted.size(), std::size_t{1});
    const DataChoice expected{QStringLiteral("/nowhere/mine.txt"), QStringLiteral("focus"),
                              place.period, place.where};
    QVERIFY(wanted.front() == expected);
    m_window->disconnect(this);
}

QTEST_MAIN(TestChartExport)
#include "tst_chartexport.moc"
