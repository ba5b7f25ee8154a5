// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/pricesamples.h"
#include "ui/prices/pricesmodels.h"
#include "ui/prices/pricespage.h"
#include "ui/prices/pricewords.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace outlay;
using namespace outlay::ui;
using namespace outlay::test;

class TestPricesPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void init()
    {
        m_page = std::make_unique<PricesPage>();
        m_page->setSnapshot(shared(sample()));
        m_table = child<QTableView>(*m_page, "pricesTable");
    }

    void cleanup() { m_page.reset(); }

    void theModelKeepsItsPromises()
    {
        PricesTableModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(model.rowCount(), 0);
        model.setSnapshot(shared(sample()));
        QCOMPARE(model.rowCount(), 5);
        model.setSnapshot(shared({}));
        QCOMPARE(model.rowCount(), 0);
    }

    void saysInWordsWhatNeedsALook()
    {
        QCOMPARE(textAt(*m_table, 0, PricesTableModel::Remark),
                 QStringLiteral("No price for 312 request(s)"));
        QCOMPARE(textAt(*m_table, 0, PricesTableModel::Spend), QStringLiteral("unpriced"));
        QCOMPARE(textAt(*m_table, 0, PricesTableModel::Input), QStringLiteral("–"));
        QCOMPARE(textAt(*m_table, 1, PricesTableModel::Spend), QStringLiteral("$41.00"));
        QCOMPARE(textAt(*m_table, 1, PricesTableModel::Output), QStringLiteral("10"));
        QCOMPARE(textAt(*m_table, 2, PricesTableModel::Remark),
                 QStringLiteral("Look: output costs less than input (1 against 4)"));
        QVERIFY(textAt(*m_table, 3, PricesTableModel::Remark)
                    .startsWith(QStringLiteral("Held: Input 2000")));
        QCOMPARE(textAt(*m_table, 4, PricesTableModel::Origin), QStringLiteral("yours"));
        const QString subtitle = child<QLabel>(*m_page, "pricesSubtitle")->text();
        QVERIFY2(subtitle.contains(QStringLiteral("1 without a price · 1 held · 1 to look at")),
                 qPrintable(subtitle));
    }

    void leavesOutTheDustOfBinaryFractions()
    {
        PriceRow dusty = rowOf("acme/dusty", "0.30000000000000004", "2.0");
        QCOMPARE(rateOf(dusty, "input"), QStringLiteral("0.3"));
        QCOMPARE(ratesLabel(dusty), QStringLiteral("Input 0.3 · Output 2"));
        QCOMPARE(rateOf(dusty, "cache_read"), QString());
    }

    void findsByProviderAndModel()
    {
        auto *filter = child<QLineEdit>(*m_page, "pricesFilter");
        filter->setText(QStringLiteral("ODD beta"));
        QCOMPARE(m_table->model()->rowCount(), 1);
        filter->setText(QStringLiteral("acme"));
        QCOMPARE(m_table->model()->rowCount(), 2);
        filter->setText(QStringLiteral("nobody"));
        QCOMPARE(m_table->model()->rowCount(), 0);
        QVERIFY(child<QLabel>(*m_page, "pricesTableHint")
                    ->text()
                    .contains(QStringLiteral("Set a price")));
    }

    void showsHowAPriceMovedNewestFirst()
    {
        m_table->selectRow(1);
        const auto *history = child<QTableView>(*m_page, "priceHistory");
        QCOMPARE(history->model()->rowCount(), 2);
        QCOMPARE(textAt(*history, 0, 1), QStringLiteral("open"));
        QCOMPARE(textAt(*history, 0, 2), QStringLiteral("Input 2 · Output 10\nbatch x0.5"));
        QCOMPARE(textAt(*history, 0, 3),
                 QStringLiteral("Input 3 → 2, Output 15 → 10, batch x0.5 added"));
        QCOMPARE(textAt(*history, 1, 0), QStringLiteral("always"));
        m_table->selectRow(0);
        QCOMPARE(history->model()->rowCount(), 0);
        QVERIFY(
            child<QLabel>(*m_page, "priceFacts")
                ->text()
                .contains(QStringLiteral("312 requests without a price: no list knows the model")));
    }

    void offersOnlyWhatCanBeDone()
    {
        m_table->selectRow(1);
        QVERIFY(child<QPushButton>(*m_page, "priceConfirm")->isHidden());
        QVERIFY(child<QPushButton>(*m_page, "priceRemove")->isHidden());
        m_table->selectRow(4);
        QVERIFY(!child<QPushButton>(*m_page, "priceRemove")->isHidden());
        m_page->setBusy(true);
        for (const char *button : {"priceNew", "priceImport", "priceSet", "discountAdd"})
            QVERIFY2(!child<QPushButton>(*m_page, button)->isEnabled(), button);
        m_page->setBusy(false);
        QVERIFY(child<QPushButton>(*m_page, "priceImport")->isEnabled());
    }

    void undoSaysWhatItTakesBack()
    {
        auto *undo = child<QPushButton>(*m_page, "pricesUndo");
        QSignalSpy asked(m_page.get(), &PricesPage::undoRequested);
        QVERIFY(!undo->isEnabled());
        PricesSnapshot edited = sample();
        edited.lastEdit = PriceEdit{};
        edited.lastEdit->who = QStringLiteral("ana");
        for (int i = 1; i <= 8; ++i)
            edited.lastEdit->lines << QStringLiteral("acme/m%1: <set>").arg(i);
        m_page->setSnapshot(shared(edited));
        QVERIFY(undo->isEnabled());
        QVERIFY2(undo->toolTip().contains(QStringLiteral("acme/m1: &lt;set&gt;")),
                 qPrintable(undo->toolTip()));
        QVERIFY(!undo->toolTip().contains(QStringLiteral("acme/m7")));
        QVERIFY(undo->toolTip().contains(QStringLiteral("2 more")));
        undo->click();
        QCOMPARE(asked.count(), 1);
        m_page->setBusy(true);
        QVERIFY(!undo->isEnabled());
    }

    void keepsTheSelectionOverNewFigures()
    {
        m_table->selectRow(2);
        PricesSnapshot moved = sample();
        std::swap(moved.models[2], moved.models[4]);
        m_page->setSnapshot(shared(moved));
        QCOMPARE(child<QLabel>(*m_page, "priceTitle")->text(), QStringLiteral("beta/odd"));
    }

private:
    std::unique_ptr<PricesPage> m_page;
    QTableView *m_table = nullptr;
};

QTEST_MAIN(TestPricesPage)
#include "tst_pricespage.moc"
