// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/budgetsamples.h"
#include "ui/overview/budgetscard.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace outlay;
using namespace outlay::ui;

/// The card of the Overview.
class TestBudgetsCard : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        QCoreApplication::installTranslator(&m_plurals);
        loadFonts();
        applyScheme(Scheme::Light);
    }

    void showsTheNearestLimits()
    {
        BudgetsCard card;
        card.setSnapshot(std::make_shared<const BudgetsSnapshot>(noBudgets()));
        QVERIFY(card.isHidden());
        BudgetsSnapshot some = threeBudgets();
        // A member is in its budget's row, a tripwire is no plan for anybody's money.
        BudgetRow tripwire = some.rows.front();
        tripwire.id = "tripwire";
        tripwire.isTripwire = true;
        tripwire.outlook = Outlook::Exhausted;
        some.rows.push_back(tripwire);
        card.setSnapshot(std::make_shared<const BudgetsSnapshot>(some));
        QVERIFY(!card.isHidden());
        QCOMPARE(names(card), QStringList({QStringLiteral("eu-pilot"), QStringLiteral("Company")}));
        QCOMPARE(card.findChild<QPushButton *>(QStringLiteral("budgetsCardAll"))->text(),
                 QStringLiteral("and 1 more"));
        card.setSpread(true);
        QCOMPARE(names(card).size(), 3);
        QCOMPARE(card.findChild<QPushButton *>(QStringLiteral("budgetsCardAll"))->text(),
                 QStringLiteral("All budgets"));
    }

    void opensABudgetAndAsksForItsReceipt()
    {
        BudgetsCard card;
        card.setSnapshot(std::make_shared<const BudgetsSnapshot>(threeBudgets()));
        const QSignalSpy opened(&card, &BudgetsCard::openRequested);
        card.findChild<QPushButton *>(QStringLiteral("budgetsCardOpen1"))->click();
        QCOMPARE(opened.last().first().value<std::string>(), std::string("company"));
        card.findChild<QPushButton *>(QStringLiteral("budgetsCardAll"))->click();
        QCOMPARE(opened.last().first().value<std::string>(), std::string());
        const QSignalSpy asked(&card, &BudgetsCard::receiptRequested);
        auto *used = card.findChild<QLabel *>(QStringLiteral("budgetsCardUsed1"));
        QCOMPARE(used->text(), QStringLiteral("74%"));
        QTest::keyClick(used, Qt::Key_Space);
        QCOMPARE(asked.last().first().value<std::string>(), std::string("company"));
    }

private:
    EnglishPlurals m_plurals;
    [[nodiscard]] static QStringList names(const BudgetsCard &card)
    {
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // rows of before
        QStringList found;
        for (int i = 0; i < 9; ++i) {
            const auto all =
                card.findChildren<QPushButton *>(QStringLiteral("budgetsCardOpen%1").arg(i));
            for (const QPushButton *one : all)
                found << one->text();
        }
        return found;
    }
};

QTEST_MAIN(TestBudgetsCard)
#include "tst_budgetscard.moc"
