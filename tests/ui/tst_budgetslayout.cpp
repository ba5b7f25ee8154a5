// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a person must be able to read whole, beside the sidebar of a window of 1024 and of 1440.
#include "tests/ui/budgetsamples.h"
#include "ui/budgets/budgetspage.h"
#include "ui/budgets/budgettreemodel.h"
#include "ui/text/plurals.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QAbstractItemDelegate>
#include <QHeaderView>
#include <QLabel>
#include <QTest>
#include <QTreeView>

using namespace outlay;
using namespace outlay::ui;

namespace {

constexpr int besideSidebar = 216;

/// Each kind of period with the longest words it has.
BudgetsSnapshot ofEveryPeriod()
{
    using Kind = BudgetPeriodWords::Kind;
    BudgetsSnapshot snapshot = threeBudgets();
    BudgetRow row = snapshot.rows.front();
    const auto add = [&](const char *id, Kind kind, Outlook outlook, const char *to) {
        row.id = id;
        row.name = QString::fromLatin1(id);
        row.parent = -1;
        row.period.kind = kind;
        row.outlook = outlook;
        row.range.to = *parseInstant(to);
        snapshot.rows.push_back(row);
    };
    row.owner.clear();
    add("launch", Kind::Once, Outlook::Ended, "2026-11-28T12:30:00Z");
    snapshot.rows.back().exhaustedAt = *parseInstant("2026-11-19T22:45:00Z");
    add("next year", Kind::Once, Outlook::NotBefore, "2027-12-28T12:30:00Z");
    add("quarterly", Kind::Quarter, Outlook::Exhausted, "2027-01-01T00:00:00Z");
    snapshot.rows.back().exhaustedAt = *parseInstant("2026-11-19T22:45:00Z");
    add("hourly", Kind::Week, Outlook::Expected, "2026-12-01T00:00:00Z");
    snapshot.rows.back().expected = {*parseInstant("2026-11-25T14:29:00Z"),
                                     *parseInstant("2026-11-25T23:09:00Z")};
    add("soon", Kind::Month, Outlook::Expected, "2026-12-01T00:00:00Z");
    snapshot.rows.back().expected = {*parseInstant("2026-11-25T14:29:00Z"),
                                     *parseInstant("2026-11-28T23:09:00Z")};
    add("forever", Kind::Always, Outlook::NotBefore, "2026-12-01T00:00:00Z");
    return snapshot;
}

int widthOf(const QString &text, int size)
{
    return QFontMetrics(uiFont(size)).horizontalAdvance(text);
}

} // namespace

class TestBudgetsLayout : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void periodsAreReadWhole_data();
    void periodsAreReadWhole();
    void cellsAreReadWhole_data() { capsAreSaidAtEveryWidth_data(); }
    void cellsAreReadWhole();
    void theSubtitleIsReadWhole();
    void capsAreSaidAtEveryWidth_data();
    void capsAreSaidAtEveryWidth();
    void aChosenRowIsOneToItsEnd();

private:
    EnglishPlurals m_plurals;
};

void TestBudgetsLayout::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication::installTranslator(&m_plurals);
    loadFonts();
    applyScheme(Scheme::Light);
}

void TestBudgetsLayout::periodsAreReadWhole_data()
{
    QTest::addColumn<int>("width");
    QTest::newRow("1024x700") << 1024;
    QTest::newRow("1440x900") << 1440;
}

void TestBudgetsLayout::periodsAreReadWhole()
{
    QFETCH(int, width);
    BudgetsPage page;
    page.resize(width - besideSidebar, 700);
    page.show();
    page.setSnapshot(shared(ofEveryPeriod()));
    auto *table = page.findChild<QTreeView *>(QStringLiteral("budgetTable"));
    const bool hasColumn = !table->isColumnHidden(BudgetTreeModel::Period);
    const int column = hasColumn ? BudgetTreeModel::Period : BudgetTreeModel::Name;
    constexpr int margins = 18;
    int seen = 0;
    for (int i = 0; i < table->model()->rowCount(); ++i) {
        const QModelIndex cell = table->model()->index(i, column);
        const int indented = hasColumn ? 0 : table->indentation();
        const int room = table->columnWidth(column) - margins - indented;
        const QString first = cell.data(BudgetTreeModel::FirstLineRole).toString();
        const QString second = cell.data(BudgetTreeModel::SecondLineRole).toString();
        // Below a name the period comes first, and what follows it may be cut off.
        const QString period = hasColumn ? second : second.section(QStringLiteral(" · "), 0, 0);
        QVERIFY2(widthOf(period, 11) <= room, qPrintable(period));
        if (hasColumn)
            QVERIFY2(widthOf(first, 13) <= room, qPrintable(first));
        seen += period.contains(QStringLiteral("to Nov 28, 2026")) ? 1 : 0;
        QVERIFY(cell.data(Qt::ToolTipRole)
                    .toString()
                    .contains(table->model()->index(i, BudgetTreeModel::Period).data().toString()));
    }
    QCOMPARE(seen, 1);
}

/// Names and owners are of any length; all else has room, the day and the hours of it as well.
void TestBudgetsLayout::cellsAreReadWhole()
{
    QFETCH(int, width);
    BudgetsPage page;
    page.resize(width - besideSidebar, 640);
    page.show();
    page.setSnapshot(shared(ofEveryPeriod()));
    auto *table = page.findChild<QTreeView *>(QStringLiteral("budgetTable"));
    bool hasHours = false;
    for (int i = 0; i < table->model()->rowCount(); ++i) {
        for (int column = BudgetTreeModel::Period; column < BudgetTreeModel::ColumnCount;
             ++column) {
            const QModelIndex cell = table->model()->index(i, column);
            if (table->isColumnHidden(column))
                continue;
            const int needed = table->itemDelegate()->sizeHint({}, cell).width();
            QVERIFY2(needed <= table->columnWidth(column), qPrintable(cell.data().toString()));
            hasHours = hasHours || cell.data(BudgetTreeModel::SecondLineRole).toString() ==
                                       QStringLiteral("2:29 PM–11:09 PM");
        }
    }
    QVERIFY(hasHours);
}

void TestBudgetsLayout::theSubtitleIsReadWhole()
{
    BudgetsPage page;
    page.resize(1024 - besideSidebar, 700);
    page.show();
    page.setSnapshot(shared(ofEveryPeriod()));
    const auto *subtitle = page.findChild<QLabel *>(QStringLiteral("budgetsSubtitle"));
    QVERIFY2(subtitle->text().contains(QStringLiteral("likely to run out")),
             qPrintable(subtitle->text()));
    QVERIFY(subtitle->fontMetrics().horizontalAdvance(subtitle->text()) <= subtitle->width());
}

void TestBudgetsLayout::capsAreSaidAtEveryWidth_data()
{
    QTest::addColumn<int>("width");
    QTest::newRow("1000x640") << 1000;
    QTest::newRow("1024x700") << 1024;
    QTest::newRow("1440x900") << 1440;
}

void TestBudgetsLayout::capsAreSaidAtEveryWidth()
{
    QFETCH(int, width);
    BudgetsPage page;
    page.resize(width - besideSidebar, 640);
    page.show();
    page.setSnapshot(shared(ofEveryPeriod()));
    auto *table = page.findChild<QTreeView *>(QStringLiteral("budgetTable"));
    const bool hasColumn = !table->isColumnHidden(BudgetTreeModel::Cap);
    QCOMPARE(hasColumn, width > 1024);
    const int column = hasColumn ? BudgetTreeModel::Cap : BudgetTreeModel::TimeToLimit;
    const int role = hasColumn ? int(BudgetTreeModel::FirstLineRole) : BudgetTreeModel::CapLineRole;
    constexpr int besideWords = 18 + 22; // margins and the light
    for (int i = 0; i < table->model()->rowCount(); ++i) {
        const QModelIndex cell = table->model()->index(i, column);
        const QString said = cell.data(role).toString();
        QCOMPARE(said, table->model()->index(i, BudgetTreeModel::Cap).data().toString());
        QVERIFY(!said.isEmpty());
        QVERIFY2(widthOf(said, 12) + besideWords <= table->columnWidth(column), qPrintable(said));
        QVERIFY(cell.data(Qt::AccessibleTextRole).toString().contains(said));
        QVERIFY(table->visualRect(cell).height() >= (hasColumn ? 46 : 60));
    }
}

/// Not only before its name: all of it stands out, and alike.
void TestBudgetsLayout::aChosenRowIsOneToItsEnd()
{
    BudgetsPage page;
    page.resize(1300, 700);
    page.show();
    page.setSnapshot(shared(threeBudgets()));
    auto *table = page.findChild<QTreeView *>(QStringLiteral("budgetTable"));
    table->setCurrentIndex(table->model()->index(0, 0));
    table->clearFocus();
    const QImage picture = table->viewport()->grab().toImage();
    const auto ground = [&](int row, int column) {
        const QRect cell = table->visualRect(table->model()->index(row, column));
        return picture.pixelColor(cell.right() - 2, cell.top() + 3);
    };
    for (const int column :
         {BudgetTreeModel::Name, BudgetTreeModel::Used, BudgetTreeModel::TimeToLimit}) {
        QCOMPARE(ground(0, column), ground(0, BudgetTreeModel::Name));
        QVERIFY(ground(0, column) != ground(1, column));
    }
}

QTEST_MAIN(TestBudgetsLayout)
#include "tst_budgetslayout.moc"
