// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/budgetsamples.h"
#include "ui/budgets/budgeteditor.h"
#include "ui/budgets/budgetspage.h"
#include "ui/text/plurals.h"
#include "ui/text/week.h"
#include "ui/theme/fonts.h"
#include "ui/theme/theme.h"

#include <QComboBox>
#include <QDateEdit>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace outlay;
using namespace outlay::ui;

class TestBudgetEditor : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aDraftSurvivesItsEditor();
    void saysBesideTheFieldWhatIsWrong();
    void savesNothingBeforeItHasANameAndALimit();
    void writesDaysAsTheLocaleDoes();
    void previewsTheDraftAndDropsOldAnswers();
    void staysOpenWhenSavingFails();
    void theFormulaIsReadAsWords();

private:
    EnglishPlurals m_plurals;
    template <typename T> static T *child(QObject &of, const char *name)
    {
        return of.findChild<T *>(QLatin1String(name));
    }
    static void click(QObject &page, const char *button)
    {
        child<QPushButton>(page, button)->click();
    }
};

void TestBudgetEditor::initTestCase()
{
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    QCoreApplication::installTranslator(&m_plurals);
    loadFonts();
    applyScheme(Scheme::Light);
}

void TestBudgetEditor::aDraftSurvivesItsEditor()
{
    BudgetDraft draft;
    draft.id = "b1";
    draft.name = "Per person";
    draft.where = {{{Dimension::Team, {}}, {"core", std::nullopt}},
                   {{Dimension::Tag, "app"}, {"x"}}};
    draft.each = DimensionRef{Dimension::User, {}};
    draft.overrides = {{"alice@example.com", 75'000'000'001}};
    draft.parent = "company";
    draft.limit = 50'123'456'789;
    draft.allocation = BudgetDraft::Allocation{80, 6, 25, 90'000'000'000};
    draft.period.kind = BudgetPeriodWords::Kind::Week;
    draft.period.startDay = 7;
    draft.period.zone = "Asia/Tokyo";
    draft.thresholds = {40, 80};
    draft.isCap = true;
    draft.owner = "Dana";
    draft.deputy = "Robin";
    draft.note = "For the pilot";
    draft.raise = BudgetDraft::Raise{60'000'000'000, *parseInstant("2026-12-01T10:00:00Z")};
    draft.pausedUntil = *parseInstant("2026-11-29T08:30:00Z");
    BudgetsSnapshot s = threeBudgets();
    s.zone = *Zone::named("America/New_York");
    BudgetEditor editor(draft, s, nullptr);
    editor.setAttribute(Qt::WA_DeleteOnClose, false);
    std::vector<BudgetFieldError> errors;
    BudgetDraft read = editor.draft(errors);
    QVERIFY(errors.empty());
    QCOMPARE(read.limit, draft.limit);
    QCOMPARE(read.parent, draft.parent);
    QVERIFY(read.raise == draft.raise);
    QVERIFY(read.pausedUntil == draft.pausedUntil);
    read.period.length = draft.period.length; // of rolling windows only
    QVERIFY(read == draft);
}

void TestBudgetEditor::saysBesideTheFieldWhatIsWrong()
{
    BudgetEditor editor({}, threeBudgets(), nullptr);
    editor.setAttribute(Qt::WA_DeleteOnClose, false);
    const QSignalSpy saved(&editor, &BudgetEditor::saveRequested);
    child<QLineEdit>(editor, "budgetEditName")->setText(QStringLiteral("Company"));
    child<QLineEdit>(editor, "budgetEditLimit")->setText(QStringLiteral("much"));
    child<QLineEdit>(editor, "budgetEditThresholds")->setText(QStringLiteral("50, 120"));
    child<QComboBox>(editor, "periodZone")->setCurrentText(QStringLiteral("Mars/Base"));
    editor.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save)->click();
    QCOMPARE(saved.count(), 0);
    const auto error = [&](BudgetFieldError::Field field) {
        const auto *label = editor.findChild<QLabel *>(
            QStringLiteral("budgetError%1").arg(static_cast<int>(field)));
        return label->isHidden() ? QString() : label->text();
    };
    using Field = BudgetFieldError::Field;
    QVERIFY(error(Field::Limit).contains(QStringLiteral("$50.00")));
    QVERIFY(error(Field::Thresholds).contains(QStringLiteral("120")));
    QVERIFY(error(Field::Period).contains(QStringLiteral("Mars/Base")));
    QVERIFY(error(Field::Raise).isEmpty());
}

void TestBudgetEditor::savesNothingBeforeItHasANameAndALimit()
{
    BudgetEditor editor({}, threeBudgets(), nullptr);
    editor.setAttribute(Qt::WA_DeleteOnClose, false);
    const auto *save = editor.findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save);
    const auto *missing = child<QLabel>(editor, "budgetMissing");
    QVERIFY(!save->isEnabled());
    QCOMPARE(missing->text(), QStringLiteral("Still to be written: a name and a limit"));
    child<QLineEdit>(editor, "budgetEditName")->setText(QStringLiteral("Company"));
    QVERIFY(!save->isEnabled());
    QCOMPARE(missing->text(), QStringLiteral("Still to be written: a limit"));
    child<QLineEdit>(editor, "budgetEditLimit")->setText(QStringLiteral("10"));
    QVERIFY(save->isEnabled() && missing->text().isEmpty());
}

void TestBudgetEditor::writesDaysAsTheLocaleDoes()
{
    BudgetEditor editor({}, threeBudgets(), nullptr);
    editor.setAttribute(Qt::WA_DeleteOnClose, false);
    const auto *from = child<QDateEdit>(editor, "periodFrom");
    QCOMPARE(from->displayFormat(), dayFormat(editor.locale()));
    QVERIFY(from->calendarPopup());
    for (const QString &format :
         {dayFormat(QLocale(QStringLiteral("en_US"))), dayFormat(QLocale(QStringLiteral("de_DE")))})
        QVERIFY2(format.contains(QStringLiteral("yyyy")), qPrintable(format));
    const QLocale american(QStringLiteral("en_US")), german(QStringLiteral("de_DE"));
    const QDate day(2026, 11, 3);
    QVERIFY(typedDay(QStringLiteral("11/3/2026"), american) == day);
    QVERIFY(typedDay(QStringLiteral(" 03.11.2026 "), german) == day);
    QVERIFY(typedDay(QStringLiteral("2026-11-03"), american) == day);
    QVERIFY(!typedDay(QStringLiteral("soon"), american));
    QVERIFY(clockFormat(american, true).contains(QStringLiteral("ss")));
    QCOMPARE(german.toString(QTime(15, 5, 9), clockFormat(german, true)),
             QStringLiteral("15:05:09"));
    QCOMPARE(american.toString(QTime(15, 5, 9), clockFormat(american, true)).left(7),
             QStringLiteral("3:05:09"));
}

void TestBudgetEditor::previewsTheDraftAndDropsOldAnswers()
{
    BudgetsPage page;
    page.setSnapshot(shared(threeBudgets()));
    std::uint64_t number = 0;
    BudgetDraft asked;
    connect(&page, &BudgetsPage::previewRequested, this,
            [&](std::uint64_t n, const BudgetDraft &draft) {
                number = n;
                asked = draft;
            });
    click(page, "budgetAdd");
    child<QLineEdit>(*page.editor(), "budgetEditLimit")->setText(QStringLiteral("$120"));
    child<QLineEdit>(*page.editor(), "scopeValue")->setText(QStringLiteral("alice@example.com"));
    click(*page.editor(), "scopeAdd");
    QTRY_VERIFY(number > 0);
    QCOMPARE(asked.limit, 120'000'000'000LL);
    QCOMPARE(asked.where.size(), std::size_t{1});
    BudgetPreview preview;
    preview.periods = 6;
    preview.exhausted = 3;
    preview.requests = 1'000;
    preview.requestsAfter = 20;
    page.setPreview(number + 1, {}); // of another draft
    page.setPreview(number, preview);
    QCOMPARE(child<QLabel>(*page.editor(), "budgetPreview")->text(),
             QStringLiteral("It would have been exhausted in 3 of the last 6 periods; 2.0% of "
                            "requests came after it."));
}

void TestBudgetEditor::staysOpenWhenSavingFails()
{
    BudgetsPage page;
    page.setSnapshot(shared(threeBudgets()));
    click(page, "budgetAdd");
    child<QLineEdit>(*page.editor(), "budgetEditName")->setText(QStringLiteral("Company"));
    child<QLineEdit>(*page.editor(), "budgetEditLimit")->setText(QStringLiteral("10"));
    const QSignalSpy saved(&page, &BudgetsPage::saveRequested);
    auto *save = page.editor()->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save);
    save->click();
    QCOMPARE(saved.count(), 1);
    page.setSaveFailure(QStringLiteral("Not saved."),
                        {{BudgetFieldError::Field::Name, QStringLiteral("That name is taken.")}});
    QVERIFY(page.editor());
    QVERIFY(save->isEnabled());
    QCOMPARE(child<QLabel>(*page.editor(), "budgetError0")->text(),
             QStringLiteral("That name is taken."));
    page.setSaved();
    QTRY_VERIFY(!page.editor());
}

void TestBudgetEditor::theFormulaIsReadAsWords()
{
    BudgetDraft draft;
    draft.allocation = BudgetDraft::Allocation{75, 4, 20, 90'000'000'000};
    BudgetEditor editor(draft, threeBudgets(), nullptr);
    editor.setAttribute(Qt::WA_DeleteOnClose, false);
    auto *periods = child<QSpinBox>(editor, "budgetEditPeriods");
    QCOMPARE(child<QSpinBox>(editor, "budgetEditPercentile")->text(),
             QStringLiteral("percentile 75"));
    QCOMPARE(periods->text(), QStringLiteral("of 4 periods before"));
    QCOMPARE(child<QSpinBox>(editor, "budgetEditMargin")->text(), QStringLiteral("+ 20%"));
    periods->setValue(1);
    QCOMPARE(periods->text(), QStringLiteral("of 1 period before"));
}

QTEST_MAIN(TestBudgetEditor)
#include "tst_budgeteditor.moc"
