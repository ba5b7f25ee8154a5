// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/samples.h"
#include "ui/overview/tilecontent.h"
#include "ui/receipt/receiptpopover.h"
#include "ui/receipt/receipttablemodel.h"
#include "ui/shell/mainwindow.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::ui;

using Kind = ReceiptLine::Kind;

namespace {

EventRow request(std::int64_t input, std::int64_t output)
{
    EventRow row;
    row.at = sampleNow;
    row.dimensions.resize(dimensionCount - 1);
    row.dimensions[static_cast<std::size_t>(Dimension::Provider)] = "anthropic";
    row.dimensions[static_cast<std::size_t>(Dimension::Model)] = "claude-sonnet-4-5";
    row.dimensions[static_cast<std::size_t>(Dimension::Tier)] = "standard";
    row.usage[TokenClass::Input] = input;
    row.usage[TokenClass::Output] = output;
    row.cost = PriceBook::shipped()->price(priceRequest(row)).cost;
    row.estimate = row.cost;
    return row;
}

/// 1,000 and 500 tokens at 3 and 15 dollars a million, and a fee.
FigureReceipt smallReceipt()
{
    const auto book = PriceBook::shipped();
    ReceiptBuilder builder(*book);
    builder.add(request(1000, 500));
    builder.addResidual({2'000'000'000});
    FigureReceipt receipt;
    receipt.detail = FigureReceipt::Detail::Terms;
    receipt.entries = builder.entries();
    receipt.entryCount = receipt.entries.size();
    receipt.residual = {2'000'000'000};
    receipt.cost = builder.finish().cost;
    return receipt;
}

Money amountOf(QString text)
{
    const auto parsed =
        parseUsd(text.remove(QLatin1Char('$')).remove(QLatin1Char(',')).toStdString());
    return parsed.value_or(Money{-1});
}

} // namespace

class TestReceiptPopover : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void linesAddUpToTheFigure();
    void everyTermHasItsRate();
    void namesPriceTierAndOrigin();
    void saysHowManyEntriesAreShown();
    void saysWhenTheLedgerHasMovedOn();
    void asksOnceForEachFigureAndDropsLateAnswers();
    void aRowAsksForItsOwnValueAndOtherForTheRest();
    void aStatementAloneNeedsNoAnswer();
    void isCopiedAsText();
    void isHeadedByTheFigureItIsOf();
    void closingGivesTheQuestionUp();
    void leadsToItsRequests();
    void anEntryLeadsToItsOwn();
    void saysWhyNoListHasItsRequests_data();
    void saysWhyNoListHasItsRequests();
    void theLinkIsThereForTheKeyboard();

private:
    QTableView *table() const
    {
        return m_window->findChild<QTableView *>(QStringLiteral("topTable"));
    }
    ReceiptPopover *popover() const { return m_window->findChild<ReceiptPopover *>(); }
    void press(const char *tile)
    {
        QTest::keyClick(m_window->findChild<QWidget *>(QLatin1String(tile)), Qt::Key_Space);
    }

    EnglishPlurals m_plurals;
    std::unique_ptr<MainWindow> m_window;
};

void TestReceiptPopover::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication::installTranslator(&m_plurals);
    loadFonts();
    applyScheme(Scheme::Light);
}

void TestReceiptPopover::init()
{
    m_window = std::make_unique<MainWindow>();
    m_window->resize(1280, 800);
    m_window->show();
    m_window->setSnapshot(shared(fullSnapshot()));
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestReceiptPopover::linesAddUpToTheFigure()
{
    const FigureReceipt receipt = smallReceipt();
    Money entries, terms;
    Money sum;
    for (const ReceiptLine &line : derivationLines(receipt, QLocale())) {
        if (line.kind == Kind::Entry)
            entries += amountOf(line.value);
        if (line.kind == Kind::Term)
            terms += amountOf(line.value);
        if (line.kind == Kind::Sum)
            sum = amountOf(line.value);
    }
    QCOMPARE(sum.nanos, receipt.cost->nanos);
    QCOMPARE(entries.nanos, sum.nanos);
    QCOMPARE(terms.nanos, sum.nanos - 2'000'000'000);
    ReceiptTableModel model;
    QAbstractItemModelTester tester(&model);
    model.setLines(derivationLines(receipt, QLocale()));
}

void TestReceiptPopover::everyTermHasItsRate()
{
    QStringList terms;
    for (const ReceiptLine &line : derivationLines(smallReceipt(), QLocale())) {
        if (line.kind == Kind::Term)
            terms << line.label + u'|' + line.quantity + u'|' + line.rate + u'|' + line.value;
    }
    QCOMPARE(terms, (QStringList{QStringLiteral("Input, uncached|1,000|$3.00 per 1M|$0.003"),
                                 QStringLiteral("Output|500|$15.00 per 1M|$0.0075")}));
}

void TestReceiptPopover::namesPriceTierAndOrigin()
{
    QString notes;
    for (const ReceiptLine &line : derivationLines(smallReceipt(), QLocale())) {
        if (line.kind == Kind::Note)
            notes += line.label;
    }
    for (const char *part : {"Anthropic", "tier standard", "estimated from the price book",
                             "list price", "anthropic/claude-sonnet-4-5", "since 20"})
        QVERIFY2(notes.contains(QLatin1String(part)), qPrintable(notes));
}

void TestReceiptPopover::saysHowManyEntriesAreShown()
{
    FigureReceipt receipt = smallReceipt();
    receipt.entryCount = 4;
    receipt.rest = {7'000'000'000};
    receipt.restRequests = 12;
    const auto lines = derivationLines(receipt, QLocale());
    QCOMPARE(lines.front().label, QStringLiteral("How it adds up: the 1 dearest of 4 entries"));
    const auto rest = std::find_if(lines.begin(), lines.end(), [](const ReceiptLine &line) {
        return line.value == QStringLiteral("$7.00");
    });
    QVERIFY(rest != lines.end());
    QCOMPARE(rest->label, QStringLiteral("and 3 more"));
    QCOMPARE(rest->quantity, QStringLiteral("12 requests"));
}

void TestReceiptPopover::saysWhenTheLedgerHasMovedOn()
{
    FigureReceipt receipt = smallReceipt();
    QCOMPARE(derivationLines(receipt, QLocale())[1].kind, Kind::Entry);
    receipt.hasChanged = true;
    const ReceiptLine note = derivationLines(receipt, QLocale())[1];
    QCOMPARE(note.kind, Kind::Note);
    QVERIFY(note.label.contains(QStringLiteral("has changed")));
}

void TestReceiptPopover::asksOnceForEachFigureAndDropsLateAnswers()
{
    QSignalSpy asked(m_window.get(), &MainWindow::receiptRequested);
    press("tileSpend");
    QCOMPARE(asked.count(), 1);
    const auto first = asked.at(0).at(0).value<std::uint64_t>();
    const auto question = asked.at(0).at(1).value<ReceiptQuestion>();
    QCOMPARE(question.range.from.micros, fullSnapshot().period.range.from.micros);
    QVERIFY(question.where.empty());
    QVERIFY(question.figure.cost == fullSnapshot().total.cost);
    QVERIFY(popover()->text().contains(QStringLiteral("Adding up")));
    m_window->setReceipt(first + 1, smallReceipt());
    QVERIFY(popover()->text().contains(QStringLiteral("Adding up")));
    m_window->setReceipt(first, smallReceipt());
    QVERIFY(popover()->text().contains(QStringLiteral("$15.00 per 1M")));
    QVERIFY(popover()->accessibleDescription().contains(QStringLiteral("$15.00 per 1M")));
    m_window->setReceiptFailure(first, {Error::Kind::Cancelled, "x"});
    QVERIFY(popover()->text().contains(QStringLiteral("too long")));
}

void TestReceiptPopover::aRowAsksForItsOwnValueAndOtherForTheRest()
{
    QSignalSpy asked(m_window.get(), &MainWindow::receiptRequested);
    const TopList list = fullSnapshot().tops.front();
    std::size_t named = 0;
    for (std::size_t i = 0; i < list.rows.size(); ++i) {
        table()->setCurrentIndex(table()->model()->index(static_cast<int>(i), 0));
        const qsizetype before = asked.count();
        QTest::keyClick(table(), Qt::Key_Space);
        const Row &row = list.rows[i];
        named += row.isOther || row.isNotItemised ? 0 : 1;
        if (row.measures.requests == 0)
            continue;
        QCOMPARE(asked.count(), before + 1);
        const auto question = asked.last().at(1).value<ReceiptQuestion>();
        QCOMPARE(question.outside.has_value(), row.isOther);
        if (!row.isOther)
            QVERIFY(question.where == (std::vector<Filter>{{list.dimension, row.key}}));
        else
            QCOMPARE(question.outside->keys.size(), named);
    }
    QVERIFY(named > 2);
}

void TestReceiptPopover::aStatementAloneNeedsNoAnswer()
{
    OverviewSnapshot s = fullSnapshot();
    s.total = {};
    s.total.cost = Money{5'000'000'000};
    s.total.billed = *s.total.cost;
    s.total.residual = *s.total.cost;
    m_window->setSnapshot(shared(std::move(s)));
    QSignalSpy asked(m_window.get(), &MainWindow::receiptRequested);
    press("tileSpend");
    QCOMPARE(asked.count(), 0);
    QVERIFY(popover()->text().contains(QStringLiteral("Not itemised\t\t\t$5.00")));
    QVERIFY(!popover()->text().contains(QStringLiteral("Adding up")));
}

void TestReceiptPopover::isCopiedAsText()
{
    QGuiApplication::clipboard()->clear();
    press("tileSpend");
    popover()->findChild<QPushButton *>(QStringLiteral("receiptCopy"))->click();
    const QString text = QGuiApplication::clipboard()->text();
    QVERIFY(text.contains(QStringLiteral("Spend\t\t\t") +
                          moneyExact(*fullSnapshot().total.cost, QLocale())));
    QGuiApplication::clipboard()->clear();
    QTest::keyClick(popover()->findChild<QTableView *>(QStringLiteral("receiptTable")), Qt::Key_C,
                    Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), text);
}

void TestReceiptPopover::isHeadedByTheFigureItIsOf()
{
    const Measures total = fullSnapshot().total;
    const QString cost = moneyExact(*total.cost, QLocale());
    const auto amount = [this] {
        return popover()->findChild<QLabel *>(QStringLiteral("receiptAmount"))->text();
    };
    const auto says = [this](const QString &text) {
        const auto labels = popover()->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(),
                           [&](const QLabel *label) { return label->text().startsWith(text); });
    };
    press("tileSpend");
    QCOMPARE(amount(), cost);
    press("tileRequests");
    QCOMPARE(amount(), count(total.requests, QLocale()) + QStringLiteral(" requests"));
    QVERIFY(says(cost + QStringLiteral(" · ")));
    press("tileTokens");
    QCOMPARE(amount(), count(total.usage.total(), QLocale()) + QStringLiteral(" tokens"));
    QVERIFY(says(cost + QStringLiteral(" · ")));
    press("tileCostPer1k");
    QCOMPARE(amount(),
             moneyExact(*costPer1k(total), QLocale()) + QStringLiteral(" per 1k requests"));
}

void TestReceiptPopover::closingGivesTheQuestionUp()
{
    QSignalSpy closed(m_window.get(), &MainWindow::receiptClosed);
    press("tileRequests");
    QTest::keyClick(popover()->findChild<QTableView *>(QStringLiteral("receiptTable")),
                    Qt::Key_Escape);
    QCOMPARE(closed.count(), 1);
}

void TestReceiptPopover::leadsToItsRequests()
{
    press("tileSpend");
    QSignalSpy explored(m_window.get(), &MainWindow::exploreRequested);
    auto *link = popover()->findChild<QPushButton *>(QStringLiteral("receiptRows"));
    QVERIFY(!link->isVisible()); // how many there are is not known yet
    FigureReceipt receipt = smallReceipt();
    receipt.rows = {1'234, 0, false};
    popover()->setReceipt(receipt);
    QVERIFY(link->isVisible());
    QCOMPARE(link->text(), QStringLiteral("Show the 1,234 requests"));
    receipt.rows.setAside = 2;
    popover()->setReceipt(receipt);
    QCOMPARE(link->text(), QStringLiteral("Show the 1,234 requests, and 2 set aside"));
    link->click();
    QVERIFY(m_window->page() == Page::Explore);
    QCOMPARE(explored.count(), 1);
    const auto request = explored.first().first().value<ExploreRequest>();
    QVERIFY(request.where == m_window->overview().request().where);
    // "This month" stays that, and goes on with the clock.
    QVERIFY(request.period == m_window->overview().request().period);
    const auto buttons = m_window->explore().findChildren<QAbstractButton *>();
    QVERIFY(std::any_of(buttons.begin(), buttons.end(), [](const QAbstractButton *button) {
        return button->text() == QStringLiteral("Events") && button->isChecked();
    }));
}

void TestReceiptPopover::anEntryLeadsToItsOwn()
{
    press("tileSpend");
    QSignalSpy rows(&m_window->overview(), &OverviewPage::rowsRequested);
    const QPointer<ReceiptPopover> receipt = popover();
    FigureReceipt answer = smallReceipt();
    answer.rows = {2, 0, false};
    receipt->setReceipt(answer);
    auto *lines = receipt->findChild<QTableView *>(QStringLiteral("receiptTable"));
    for (int row = 0; row < lines->model()->rowCount(); ++row) {
        if (receipt->lines()[static_cast<std::size_t>(row)].kind != Kind::Heading)
            continue;
        lines->setCurrentIndex(lines->model()->index(row, 0));
        QTest::keyClick(lines, Qt::Key_Return); // leads nowhere
    }
    QVERIFY(rows.isEmpty() && receipt && receipt->isVisible());
    for (int row = 0; row < lines->model()->rowCount(); ++row) {
        if (receipt->lines()[static_cast<std::size_t>(row)].where.empty())
            continue;
        lines->setCurrentIndex(lines->model()->index(row, 0));
        break;
    }
    QTest::keyClick(lines, Qt::Key_Return);
    QCOMPARE(rows.count(), 1);
    const auto where = rows.first().first().value<EventsQuestion>().where;
    QVERIFY(where == entryFilters("anthropic", "claude-sonnet-4-5", "standard"));
    QVERIFY(m_window->place().where == where);
}

void TestReceiptPopover::saysWhyNoListHasItsRequests_data()
{
    QTest::addColumn<int>("requests");
    QTest::addColumn<int>("rows");
    QTest::addColumn<bool>("isRest");
    QTest::addColumn<QString>("note");
    QTest::addColumn<QString>("link");
    QTest::newRow("a bill") << 0 << 0 << false << QStringLiteral("No requests stand behind it")
                            << QString();
    QTest::newRow("other") << 5 << 5 << true << QStringLiteral("No filter says which") << QString();
    QTest::newRow("dropped") << 5 << 0 << false
                             << QStringLiteral("Its single requests were dropped") << QString();
    QTest::newRow("partly dropped")
        << 5 << 3 << false << QStringLiteral("2 older requests were dropped")
        << QStringLiteral("Show the 3 requests");
}

void TestReceiptPopover::saysWhyNoListHasItsRequests()
{
    QFETCH(int, requests);
    QFETCH(int, rows);
    QFETCH(bool, isRest);
    ReceiptQuestion question;
    question.figure.requests = requests;
    question.figure.cost = Money{1};
    if (isRest)
        question.outside = RestOf{{{Dimension::Model, {}}}, {}};
    FigureReceipt answer = smallReceipt();
    answer.rows.requests = rows;
    answer.rows.isCut = rows < requests;
    auto *receipt =
        new ReceiptPopover(QStringLiteral("It"), {}, question.figure, {}, m_window.get());
    receipt->setQuestion(question);
    receipt->showAt({});
    receipt->setReceipt(answer);
    const auto *link = receipt->findChild<QPushButton *>(QStringLiteral("receiptRows"));
    const auto *said = receipt->findChild<QLabel *>(QStringLiteral("receiptRowsNote"));
    QTEST(link->isVisible() ? link->text() : QString(), "link");
    QFETCH(QString, note);
    QVERIFY2(said->isVisible() && said->text().startsWith(note), qPrintable(said->text()));
}

void TestReceiptPopover::theLinkIsThereForTheKeyboard()
{
    press("tileSpend");
    FigureReceipt answer = smallReceipt();
    answer.rows = {2, 0, false};
    popover()->setReceipt(answer);
    QCoreApplication::processEvents();
    QTest::keyClick(popover()->focusWidget(), Qt::Key_Tab);
    QCOMPARE(popover()->focusWidget()->objectName(), QStringLiteral("receiptRows"));
    QTest::keyClick(popover()->focusWidget(), Qt::Key_Return);
    QVERIFY(m_window->page() == Page::Explore);
}

QTEST_MAIN(TestReceiptPopover)
#include "tst_receiptpopover.moc"
