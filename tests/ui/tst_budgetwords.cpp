// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/budgets/budgetwords.h"
#include "ui/text/plurals.h"

#include <QCoreApplication>
#include <QTest>

#include <algorithm>

using namespace outlay;
using namespace outlay::ui;

namespace {

BudgetRow row(const char *name, Outlook outlook, std::int64_t consumed)
{
    BudgetRow row;
    row.name = QString::fromLatin1(name);
    row.outlook = outlook;
    row.limit = 100;
    row.consumed = consumed;
    return row;
}

} // namespace

class TestBudgetWords : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QCoreApplication::installTranslator(&m_plurals); }

    /// However full it was: what is over wants nobody.
    void whatHasEndedIsLast()
    {
        BudgetRow paced = row("paced", Outlook::Unknown, 10);
        paced.pace = PaceOutlook{120, Instant{7}};
        BudgetRow expected = row("expected", Outlook::Expected, 80);
        expected.expected = {Instant{9}, Instant{11}};
        std::vector<BudgetRow> rows{row("ended over", Outlook::Ended, 900),
                                    row("to come", Outlook::NotBegun, 0),
                                    row("has room", Outlook::NotBefore, 20),
                                    row("fuller", Outlook::NotBefore, 70),
                                    expected,
                                    paced,
                                    row("used up", Outlook::Exhausted, 100)};
        std::stable_sort(rows.begin(), rows.end(), [](const BudgetRow &l, const BudgetRow &r) {
            return standingOf(l) < standingOf(r);
        });
        QStringList names;
        for (const BudgetRow &one : rows)
            names << one.name;
        QCOMPARE(names.join(QStringLiteral(", ")),
                 QStringLiteral("used up, paced, expected, fuller, has room, to come, ended over"));
    }

    void aPreviewOverOnePeriodIsASentence()
    {
        BudgetPreview preview;
        preview.periods = 1;
        QCOMPARE(previewWords(preview, m_english),
                 QStringLiteral("It would not have been exhausted in the last period."));
        preview.exhausted = 1;
        preview.requests = 1000;
        preview.requestsAfter = 20;
        QCOMPARE(previewWords(preview, m_english),
                 QStringLiteral("It would have been exhausted in the last period; 2.0% of requests "
                                "came after it."));
        preview.periods = 4;
        QCOMPARE(previewWords(preview, m_english),
                 QStringLiteral("It would have been exhausted in 1 of the last 4 periods; 2.0% of "
                                "requests came after it."));
        preview.exhausted = 0;
        QCOMPARE(previewWords(preview, m_english),
                 QStringLiteral("It would not have been exhausted in the last 4 periods."));
    }

    /// Nine times of ten it is used up by then; where the tenth is beyond the period, it may not
    /// be.
    void whatMayNotHappenHasNoLastDay()
    {
        BudgetRow one = row("expected", Outlook::Expected, 80);
        one.period.kind = BudgetPeriodWords::Kind::Month;
        one.range = {*parseInstant("2026-11-01"), *parseInstant("2026-12-01")};
        one.expected = {*parseInstant("2026-11-25T10:00:00Z"), *parseInstant("2026-11-28")};
        QCOMPARE(timeToLimitWords(one, Zone(), m_english),
                 QStringLiteral("Wed, Nov 25 – Sat, Nov 28"));
        one.expected.to = TimeRange{}.to;
        QCOMPARE(timeToLimitWords(one, Zone(), m_english),
                 QStringLiteral("from Wed, Nov 25, or not in this period"));
        QCOMPARE(limitDayWords(one, Zone(), m_english), QStringLiteral("from Nov 25"));
    }

    void anHourEndsAtATimeWhereverThereIsRoom()
    {
        BudgetRow one = row("hour", Outlook::Unknown, 10);
        one.period.kind = BudgetPeriodWords::Kind::Hour;
        one.range = {*parseInstant("2026-11-23T14:00:00Z"), *parseInstant("2026-11-23T15:00:00Z")};
        QCOMPARE(periodEndWords(one, Zone(), m_english, false), QStringLiteral("Hour to 3:00 PM"));
    }

    void neverSaysThatAMereWarningHolds()
    {
        BudgetRow row;
        row.capPoint = QStringLiteral("LiteLLM");
        row.capSince = *parseInstant("2026-11-20");
        const auto words = [&](CapState state) {
            row.cap = state;
            return capWords(row, Zone(), QLocale());
        };
        QCOMPARE(words(CapState::Enforced), QStringLiteral("enforced at LiteLLM"));
        QStringList all;
        for (const CapState state : {CapState::WarnsOnly, CapState::Drifted,
                                     CapState::NoLongerEnforced, CapState::NoEnforcementPoint}) {
            QVERIFY(!words(state).startsWith(QStringLiteral("enforced")));
            QVERIFY(capTint(state) != Tint::Ok);
            all << words(state) << QLatin1String(capIcon(state));
        }
        QCOMPARE(all.removeDuplicates(), 0); // told apart without colour
    }

private:
    EnglishPlurals m_plurals;
    QLocale m_english{QLocale::English, QLocale::UnitedStates};
};

QTEST_GUILESS_MAIN(TestBudgetWords)
#include "tst_budgetwords.moc"
