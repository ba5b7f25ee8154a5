// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/items/plaintablemodel.h"
#include "ui/settings/adjustmentsdialog.h"
#include "ui/settings/closemonthdialog.h"
#include "ui/settings/closingscard.h"
#include "ui/settings/closingwords.h"
#include "ui/settings/reopendialog.h"
#include "ui/text/names.h"
#include "ui/theme/fonts.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace outlay;
using namespace outlay::ui;

namespace {

const Instant december{20789 * microsPerDay}; // 2026-12-02

ClosedPeriod october(std::int64_t nanos, std::int64_t requests)
{
    ClosedPeriod period;
    period.firstDay = 20727; // 2026-10-01
    period.lastDay = 20758;
    period.range = {{period.firstDay * microsPerDay}, {period.lastDay * microsPerDay}};
    period.zone = "UTC";
    period.digest = std::string(64, 'a');
    period.rows = 3;
    period.total[CellField::Cost] = nanos;
    period.total[CellField::Requests] = requests;
    period.closedAt = december;
    period.closedBy = "ana";
    return period;
}

ClosingComparison comparisonOf(const ClosedPeriod &period)
{
    ClosingComparison comparison;
    comparison.period = period;
    Adjustment &total = comparison.total;
    total.frozen = total.current = period.total;
    total.current[CellField::Cost] += 1'500'000'000;
    total.current[CellField::Requests] += 2;
    comparison.byDay[20730] = total;
    comparison.byValue[placeOf(Dimension::User)]["alice"] = total;
    ClosingComparison::Cause &late =
        comparison.causes[static_cast<std::size_t>(AdjustmentCause::LateRequests)];
    late.spend = Money{1'500'000'000};
    late.requests = 2;
    return comparison;
}

ClosingsSnapshot snapshot(bool isReopened = false)
{
    ClosingsSnapshot closings;
    ClosedPeriod period = october(10'000'000'000, 40);
    std::optional<Adjustment> adjustment = comparisonOf(period).total;
    if (isReopened) {
        period.reopened = ClosedPeriod::Reopening{december, "ana", "an invoice was missing"};
        adjustment.reset();
    }
    closings.closings.push_back({period, adjustment});
    closings.open = {"2026-11", "2026-09"};
    return closings;
}

} // namespace

class TestClosingsCard : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void showsWhatIsFrozenAndWhatItIsNow();
    void whatClosingMeansIsSaidFirst();
    void obstaclesWantAWordMore();
    void aLateAnswerIsOfAnotherMonth();
    void adjustmentsAreCutAsAsked();
    void openingAgainWantsAReason();
    void whatIsOpenAgainCannotBeOpened();
    void nothingIsWrittenWhileTheLedgerIsBusy();
    void whoClosedItIsAName();
    void withoutClosingsSaysSo();

private:
    template <typename Widget> Widget *find(const char *name)
    {
        return m_card->findChild<Widget *>(QLatin1String(name));
    }
    [[nodiscard]] QString cell(int row, int column)
    {
        return find<QTableView>("closingsTable")->model()->index(row, column).data().toString();
    }
    void choose(int row) { find<QTableView>("closingsTable")->selectRow(row); }

    std::unique_ptr<ClosingsCard> m_card;
};

void TestClosingsCard::initTestCase()
{
    loadFonts();
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
}

void TestClosingsCard::init()
{
    m_card = std::make_unique<ClosingsCard>();
    m_card->show();
    const QAbstractItemModelTester tester(find<QTableView>("closingsTable")->model());
    m_card->setClosings(snapshot());
}

void TestClosingsCard::showsWhatIsFrozenAndWhatItIsNow()
{
    QCOMPARE(cell(0, 0), QStringLiteral("Oct 2026"));
    QCOMPARE(cell(0, 1), QStringLiteral("$10.00"));
    QCOMPARE(cell(0, 2), QStringLiteral("$11.50"));
    QCOMPARE(cell(0, 3), QStringLiteral("+$1.50"));
    QVERIFY2(cell(0, 4).contains(QStringLiteral("ana")), qPrintable(cell(0, 4)));
    QVERIFY(!find<QPushButton>("closingsReopen")->isEnabled()); // nothing is chosen
    choose(0);
    QVERIFY(find<QPushButton>("closingsReopen")->isEnabled());
    QVERIFY(find<QPushButton>("closingsAdjustments")->isEnabled());
}

void TestClosingsCard::whatClosingMeansIsSaidFirst()
{
    QSignalSpy asked(m_card.get(), &ClosingsCard::previewRequested);
    QSignalSpy closed(m_card.get(), &ClosingsCard::closeConfirmed);
    find<QPushButton>("closingsClose")->click();
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked[0][1].value<std::string>(), std::string("2026-11"));
    auto *confirm = find<QPushButton>("closeConfirm");
    QVERIFY(!confirm->isEnabled()); // nobody has said yet what it would do
    m_card->setPreview(asked[0][0].value<std::uint64_t>(),
                       {october(10'000'000'000, 40), ClosingObstacles()});
    const QString words = find<QLabel>("closeWords")->text();
    QVERIFY2(words.contains(QStringLiteral("$10.00 for 40 request")), qPrintable(words));
    QVERIFY(!find<QCheckBox>("closeAnyway")->isVisible());
    find<QLineEdit>("closeNote")->setText(QStringLiteral(" invoiced "));
    QVERIFY(confirm->isEnabled());
    confirm->click();
    QCOMPARE(closed.count(), 1);
    QCOMPARE(closed[0][0].value<std::string>(), std::string("2026-11"));
    QCOMPARE(closed[0][1].toString(), QStringLiteral("invoiced"));
}

void TestClosingsCard::obstaclesWantAWordMore()
{
    QSignalSpy asked(m_card.get(), &ClosingsCard::previewRequested);
    find<QPushButton>("closingsClose")->click();
    ClosingObstacles obstacles;
    obstacles.unpriced.push_back({"x-ai/grok-5-beta", 7});
    obstacles.open.push_back({"openai", "api", 2, Money{5'000'000'000}, Money{1'000'000'000}});
    m_card->setPreview(asked[0][0].value<std::uint64_t>(), {october(1, 1), obstacles});
    const QString said = find<QLabel>("closeObstacles")->text();
    QVERIFY2(said.contains(QStringLiteral("7 request")), qPrintable(said));
    QVERIFY(said.contains(QStringLiteral("grok-5-beta")));
    QVERIFY(said.contains(QStringLiteral("$5.00 so far, $1.00 of it not itemised")));
    QVERIFY(!find<QPushButton>("closeConfirm")->isEnabled());
    find<QCheckBox>("closeAnyway")->setChecked(true);
    QVERIFY(find<QPushButton>("closeConfirm")->isEnabled());
    // Another month is another question.
    find<QComboBox>("closeMonth")->setCurrentIndex(1);
    QVERIFY(!find<QPushButton>("closeConfirm")->isEnabled());
    QVERIFY(!find<QCheckBox>("closeAnyway")->isChecked());
}

void TestClosingsCard::aLateAnswerIsOfAnotherMonth()
{
    QSignalSpy asked(m_card.get(), &ClosingsCard::previewRequested);
    find<QPushButton>("closingsClose")->click();
    find<QComboBox>("closeMonth")->setCurrentIndex(1);
    QCOMPARE(asked.count(), 2);
    QCOMPARE(asked[1][1].value<std::string>(), std::string("2026-09"));
    m_card->setPreview(asked[0][0].value<std::uint64_t>(), {october(1, 1), ClosingObstacles()});
    QVERIFY(!find<QPushButton>("closeConfirm")->isEnabled());
    m_card->setPreviewFailure(asked[1][0].value<std::uint64_t>(), QStringLiteral("No."));
    QCOMPARE(find<QLabel>("closeWords")->text(), QStringLiteral("No."));
    QVERIFY(!find<QPushButton>("closeConfirm")->isEnabled());
}

void TestClosingsCard::adjustmentsAreCutAsAsked()
{
    QSignalSpy asked(m_card.get(), &ClosingsCard::comparisonRequested);
    choose(0);
    find<QPushButton>("closingsAdjustments")->click();
    QCOMPARE(asked.count(), 1);
    const auto month = asked[0][0].value<std::string>();
    QCOMPARE(month, std::string("2026-10"));
    m_card->setComparison("2026-09", comparisonOf(october(1, 1))); // of another one
    auto *causes = find<QTableView>("adjustmentsCauses")->model();
    auto *places = find<QTableView>("adjustmentsPlaces")->model();
    QCOMPARE(causes->rowCount(), 0);
    m_card->setComparison(month, comparisonOf(october(10'000'000'000, 40)));
    QCOMPARE(causes->rowCount(), 1);
    QCOMPARE(causes->index(0, 0).data().toString(), causeLabel(AdjustmentCause::LateRequests));
    QCOMPARE(causes->index(0, 1).data().toString(), QStringLiteral("+2"));
    QCOMPARE(causes->index(0, 2).data().toString(), QStringLiteral("+$1.50"));
    QCOMPARE(places->rowCount(), 1); // the day
    auto *by = find<QComboBox>("adjustmentsBy");
    by->setCurrentIndex(1 + static_cast<int>(placeOf(Dimension::User)));
    QCOMPARE(places->index(0, 0).data().toString(), QStringLiteral("alice"));
    QCOMPARE(places->index(0, 3).data().toString(), QStringLiteral("+$1.50"));
    by->setCurrentIndex(1 + static_cast<int>(placeOf(Dimension::Model)));
    QCOMPARE(places->rowCount(), 0);
}

void TestClosingsCard::openingAgainWantsAReason()
{
    QSignalSpy opened(m_card.get(), &ClosingsCard::reopenConfirmed);
    choose(0);
    find<QPushButton>("closingsReopen")->click();
    auto *confirm = find<QPushButton>("reopenConfirm");
    QVERIFY(!confirm->isEnabled());
    find<QLineEdit>("reopenReason")->setText(QStringLiteral("  "));
    QVERIFY(!confirm->isEnabled());
    find<QLineEdit>("reopenReason")->setText(QStringLiteral("an invoice was missing"));
    confirm->click();
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].value<std::string>(), std::string("2026-10"));
    QCOMPARE(opened[0][1].toString(), QStringLiteral("an invoice was missing"));
}

void TestClosingsCard::whatIsOpenAgainCannotBeOpened()
{
    m_card->setClosings(snapshot(true));
    choose(0);
    QVERIFY(!find<QPushButton>("closingsReopen")->isEnabled());
    QVERIFY(!find<QPushButton>("closingsAdjustments")->isEnabled());
    QVERIFY(cell(0, 4).contains(QStringLiteral("open again")));
    QCOMPARE(cell(0, 3), QStringLiteral("–"));
}

void TestClosingsCard::nothingIsWrittenWhileTheLedgerIsBusy()
{
    choose(0);
    m_card->setBusy(true);
    QVERIFY(!find<QPushButton>("closingsClose")->isEnabled());
    QVERIFY(!find<QPushButton>("closingsReopen")->isEnabled());
    QVERIFY(find<QPushButton>("closingsAdjustments")->isEnabled()); // only reads
    m_card->setBusy(false);
    QVERIFY(find<QPushButton>("closingsClose")->isEnabled());
}

void TestClosingsCard::whoClosedItIsAName()
{
    hideNames(true);
    m_card->sayAgain();
    const QString hidden = cell(0, 4);
    hideNames(false);
    m_card->sayAgain();
    QVERIFY2(!hidden.contains(QStringLiteral("ana")), qPrintable(hidden));
    QVERIFY(cell(0, 4).contains(QStringLiteral("ana")));
}

void TestClosingsCard::withoutClosingsSaysSo()
{
    ClosingsSnapshot none;
    none.open = {"2026-10"};
    m_card->setClosings(none);
    QVERIFY(!find<QTableView>("closingsTable")->isVisible());
    QVERIFY(find<QLabel>("closingsState")->text().contains(QStringLiteral("October 2026")));
    QVERIFY(find<QPushButton>("closingsClose")->isEnabled());
    m_card->setFailure(QStringLiteral("The closing is not what was frozen."));
    QVERIFY(find<QLabel>("closingsState")->isVisible());
    QVERIFY(!find<QPushButton>("closingsClose")->isEnabled());
}

QTEST_MAIN(TestClosingsCard)
#include "tst_closingscard.moc"
