// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/namesfinder.h"
#include "models/ingest/ingest.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

using namespace outlay;

namespace {

constexpr Format gatewayLog{"names-test", "a test's log", Rank::Gateway, Growth::Once,
                            nullptr,      nullptr,        nullptr};

void tell(Sink &sink)
{
    int number = 0;
    for (const char *user : {"alina", "bob", "Malin", "DATA-318"}) {
        const std::string id = "names_" + std::to_string(++number);
        Observation seen;
        seen.addToken(TokenSpace::Response, id);
        seen.at = parseInstant("2026-11-10T12:00:00Z").value();
        seen[Field::Provider] = "openai";
        seen[Field::Model] = "gpt-5";
        seen[Field::User] = user;
        seen.usage[TokenClass::Output] = 10;
        seen.isFinal = true;
        sink.observation(seen);
    }
}

} // namespace

class TestNamesFinder : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void findsValuesAndBudgets();
    void findsANameWithoutItsDashes_data();
    void findsANameWithoutItsDashes();
    void asksNothingOfLessThanTwoLettersOrNoLedger();
    void onlyTheNewestQuestionIsAnswered();
    void whatIsOfAnotherLedgerIsDropped();

private:
    QTemporaryDir m_folder;
    QString m_path;
    QThreadPool m_threads;
};

void TestNamesFinder::initTestCase()
{
    m_threads.setMaxThreadCount(1);
    m_path = m_folder.filePath(QStringLiteral("ledger.sqlite"));
    auto ingest = Ingest::open(m_path.toStdString());
    QVERIFY(ingest.has_value());
    QVERIFY((*ingest)->importFrom(gatewayLog, "gateway", tell).has_value());
    QVERIFY((*ingest)
                ->changeBudgets([](const BudgetRules &rules) -> Result<BudgetRules> {
                    BudgetRules changed = rules;
                    Budget budget;
                    budget.id = "b1";
                    budget.name = "Alina's month";
                    budget.limit = 1'000'000'000;
                    changed.budgets = {budget};
                    return changed;
                })
                .has_value());
}

void TestNamesFinder::findsValuesAndBudgets()
{
    const auto found = foundNames(m_path.toStdString(), "ALIN");
    QVERIFY(found.has_value());
    QCOMPARE(found->values.size(), std::size_t{2});
    QCOMPARE(found->values[0].value, std::string("alina")); // begins with it
    QCOMPARE(found->values[1].value, std::string("Malin"));
    QCOMPARE(found->budgets.size(), std::size_t{1});
    QCOMPARE(found->budgets[0].id, std::string("b1"));
    const auto nothing = foundNames(m_path.toStdString(), "zz");
    QVERIFY(nothing && nothing->values.empty() && nothing->budgets.empty());
}

void TestNamesFinder::findsANameWithoutItsDashes_data()
{
    QTest::addColumn<QString>("typed");
    for (const char *typed : {"data318", "data31", "data 318", "DATA-318", "a-l-i-n-a"})
        QTest::newRow(typed) << QString::fromLatin1(typed);
}

void TestNamesFinder::findsANameWithoutItsDashes()
{
    QFETCH(QString, typed);
    const auto found = foundNames(m_path.toStdString(), typed.toStdString());
    QVERIFY(found.has_value());
    QCOMPARE(found->values.size(), std::size_t{1});
    QCOMPARE(found->values[0].value,
             std::string(typed.startsWith(QLatin1Char('a')) ? "alina" : "DATA-318"));
    const auto separators = foundNames(m_path.toStdString(), "--");
    QVERIFY(separators && separators->values.empty());
}

void TestNamesFinder::asksNothingOfLessThanTwoLettersOrNoLedger()
{
    const auto one = foundNames(m_path.toStdString(), "a");
    QVERIFY(one && one->values.empty() && one->budgets.empty());
    const QString none = m_folder.filePath(QStringLiteral("none.sqlite"));
    const auto gone = foundNames(none.toStdString(), "alin");
    QVERIFY(gone && gone->values.empty());
    QVERIFY(!QFile::exists(none)); // looking makes no ledger
}

void TestNamesFinder::onlyTheNewestQuestionIsAnswered()
{
    NamesFinder finder(m_threads);
    QSignalSpy found(&finder, &NamesFinder::found);
    finder.find(1, QStringLiteral("alin")); // no ledger yet: waits for nothing
    finder.setPath(m_path);
    finder.find(2, QStringLiteral("al"));
    finder.find(3, QStringLiteral("ali"));
    finder.find(4, QStringLiteral(" bob "));
    QTRY_VERIFY(!found.isEmpty());
    QTRY_COMPARE(found.last().value(0).toULongLong(), 4ULL);
    QCOMPARE(found.count(), 1);
    const auto names = found.last().value(1).value<ui::FoundNames>();
    QCOMPARE(names.values.size(), std::size_t{1});
    QCOMPARE(names.values[0].value, std::string("bob"));
}

void TestNamesFinder::whatIsOfAnotherLedgerIsDropped()
{
    NamesFinder finder(m_threads);
    QSignalSpy found(&finder, &NamesFinder::found);
    finder.setPath(m_path);
    finder.find(1, QStringLiteral("alina"));
    finder.setPath(m_folder.filePath(QStringLiteral("other.sqlite")));
    finder.find(2, QStringLiteral("alina"));
    QTRY_COMPARE(found.count(), 1);
    QCOMPARE(found.first().value(0).toULongLong(), 2ULL);
    QVERIFY(found.first().value(1).value<ui::FoundNames>().values.empty());
}

QTEST_GUILESS_MAIN(TestNamesFinder)
#include "tst_namesfinder.moc"
