// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/samples.h"
#include "ui/widgets/rangepicker.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QDateEdit>
#include <QDialog>
#include <QSignalSpy>
#include <QTest>

using namespace outlay;
using namespace outlay::ui;

namespace {

constexpr TimeRange span{{sampleNow.micros - 90 * microsPerDay}, sampleNow};

} // namespace

class TestRangePicker : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }
    void whatIsNoPresetIsNamed();
    void customOpensWithWhatIsShown_data();
    void customOpensWithWhatIsShown();
    void givenUpItLooksAsBefore();

private:
    static QAbstractButton *pressed(const RangePicker &picker)
    {
        return picker.findChild<QButtonGroup *>()->checkedButton();
    }
    static QAbstractButton *button(const RangePicker &picker, Preset preset)
    {
        return picker.findChild<QButtonGroup *>()->button(static_cast<int>(preset));
    }
    static QDate date(const RangePicker &picker, const char *name)
    {
        const auto *edit = picker.findChild<QDateEdit *>(QLatin1String(name));
        return edit ? edit->date() : QDate();
    }
};

void TestRangePicker::whatIsNoPresetIsNamed()
{
    RangePicker picker;
    picker.setChoice({}, Zone(), sampleNow, span);
    QCOMPARE(pressed(picker), button(picker, Preset::MonthToDate));
    picker.goBack();
    QCOMPARE(pressed(picker), button(picker, Preset::Custom));
    QCOMPARE(pressed(picker)->text(), QStringLiteral("Oct 2026"));
    QVERIFY(pressed(picker)->accessibleName().contains(QStringLiteral("Oct 2026")));
    QVERIFY(!button(picker, Preset::MonthToDate)->isChecked());
    picker.goForward();
    QCOMPARE(pressed(picker), button(picker, Preset::MonthToDate));
    QCOMPARE(button(picker, Preset::Custom)->text(), QStringLiteral("Custom"));
    picker.setChoice({Preset::Last7, -1, {}}, Zone(), sampleNow, span);
    QCOMPARE(pressed(picker)->text(), QStringLiteral("Nov 10–16"));
    // As the title above it: of what is still to come nothing is shown.
    const TimeRange month{parseInstant("2026-11-01T00:00:00Z").value(),
                          parseInstant("2026-12-01T00:00:00Z").value()};
    picker.setChoice({Preset::Custom, 0, month}, Zone(), sampleNow, span);
    QCOMPARE(pressed(picker)->text(), QStringLiteral("Nov 1–23"));
}

void TestRangePicker::customOpensWithWhatIsShown_data()
{
    QTest::addColumn<int>("preset");
    QTest::addColumn<int>("shift");
    QTest::addColumn<QDate>("first");
    QTest::addColumn<QDate>("last");
    QTest::newRow("month") << static_cast<int>(Preset::MonthToDate) << 0 << QDate(2026, 11, 1)
                           << QDate(2026, 11, 23);
    QTest::newRow("month before") << static_cast<int>(Preset::MonthToDate) << -1
                                  << QDate(2026, 10, 1) << QDate(2026, 10, 31);
    QTest::newRow("all") << static_cast<int>(Preset::All) << 0 << QDate(2026, 8, 25)
                         << QDate(2026, 11, 23);
}

void TestRangePicker::customOpensWithWhatIsShown()
{
    QFETCH(int, preset);
    QFETCH(int, shift);
    RangePicker picker;
    picker.setChoice({static_cast<Preset>(preset), shift, {}}, Zone(), sampleNow, span);
    button(picker, Preset::Custom)->click();
    QTEST(date(picker, "customFirst"), "first");
    QTEST(date(picker, "customLast"), "last");
}

void TestRangePicker::givenUpItLooksAsBefore()
{
    RangePicker picker;
    QSignalSpy made(&picker, &RangePicker::choiceMade);
    picker.setChoice({}, Zone(), sampleNow, span);
    button(picker, Preset::Custom)->click();
    picker.findChild<QDialog *>()->reject();
    QCOMPARE(pressed(picker), button(picker, Preset::MonthToDate));
    QCOMPARE(made.count(), 0);
    button(picker, Preset::Custom)->click();
    auto *dialog = picker.findChildren<QDialog *>().last();
    dialog->findChild<QDateEdit *>(QStringLiteral("customFirst"))->setDate(QDate(2026, 11, 5));
    dialog->accept();
    QCOMPARE(made.count(), 1);
    QCOMPARE(pressed(picker), button(picker, Preset::Custom));
    QVERIFY(pressed(picker)->text().contains(QStringLiteral("5")));
}

QTEST_MAIN(TestRangePicker)
#include "tst_rangepicker.moc"
