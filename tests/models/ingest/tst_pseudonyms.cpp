// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/closings.h"
#include "models/ingest/configuration.h"
#include "models/ingest/ingest.h"
#include "models/ledger/closingreader.h"
#include "models/ledger/database.h"
#include "models/ledger/ledgerreader.h"
#include "models/ledger/pseudonyms.h"
#include "tests/support/answers.h"
#include "tests/support/randomcalls.h"
#include "tests/support/sure.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <map>

#ifdef __unix__
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>
#endif

using namespace outlay;
using namespace outlay::test;

namespace {

constexpr Format format{"pseudonyms-test", "made up calls", Rank::Gateway, Growth::Once,
                        nullptr,           nullptr,         nullptr};
constexpr std::int64_t usd = 1'000'000'000;
const Instant december{1'796'200'000LL * microsPerSecond};

// Nothing else in a ledger holds these by chance.
constexpr std::string_view id = "qvex-77-id";
constexpr std::string_view address = "Quillon.Vex@corp.example";
const std::string fullName = "Quillon Vexley";
const std::string shown = "Q. Vexley-Directory";

Person person()
{
    return {fullName,
            "quillon.vex@corp.example",
            "vex-team",
            "CC-7",
            {{Identity::Kind::GatewayUser, std::string(id)}, {Identity::Kind::OsUser, "qvexos"}}};
}

/// Calls of RandomCalls with somebody in them, called this and that.
std::vector<Observation> calls(int count)
{
    static const RandomCalls random(21, 900);
    std::vector<Observation> all;
    for (const Observation &each : random.observations()) {
        Observation call = each;
        if (call[Field::User] == "alice")
            call[Field::User] = all.size() % 3 == 0 ? address : id;
        if (all.size() % 5 == 0)
            call.tags.push_back({"owner", id});
        all.push_back(call);
        if (all.size() == static_cast<std::size_t>(count))
            break;
    }
    return all;
}

ImportCounts import(Ingest &ingest, const std::vector<Observation> &all)
{
    return sure(ingest.importFrom(format, "test", [&](Sink &sink) {
        for (const Observation &each : all)
            sink.observation(each);
    }));
}

std::vector<Budget> budgets()
{
    Budget theirs;
    theirs.id = "theirs";
    theirs.name = "What " + fullName + " spends";
    theirs.note = "agreed with " + fullName;
    theirs.owner = fullName;
    theirs.limit = usd / 100;
    theirs.scope = {{{Dimension::User, {}}, {fullName}}};
    Budget each;
    each.id = each.name = "each";
    each.limit = usd / 100;
    each.each = DimensionRef{Dimension::User, {}};
    each.overrides = {{fullName, 2 * usd}};
    return {theirs, each};
}

/// user -> "requests cost", of budgets' members likewise.
using Sums = std::map<std::string, std::string>;

Sums byUser(const std::string &path)
{
    Sums sums;
    Query query;
    query.by = {{Dimension::User, {}}};
    for (const Row &row : sure(sure(LedgerReader::open(path))->run(query)).rows)
        sums[row.key.front().value_or("?")] = std::to_string(row.measures.requests) + " " +
                                              toDecimal(row.measures.cost.value_or(Money{}));
    return sums;
}

Sums consumed(const std::string &path)
{
    Sums sums;
    auto ingest = sure(Ingest::open(path));
    const BudgetRules rules = sure(ingest->budgets());
    auto reader = sure(LedgerReader::open(path));
    for (const Budget &budget : rules.budgets) {
        for (const ConsumedPeriod &row : sure(reader->consumption(trackerKey(budget), TimeRange{})))
            sums[budget.id + "/" + row.member + "@" + std::to_string(row.period.micros)] =
                toDecimal(row.cost) + " " + std::to_string(row.requests);
    }
    return sums;
}

Sums renamed(const Sums &sums, const std::string &from, const std::string &to)
{
    Sums after;
    for (const auto &[key, value] : sums) {
        std::string name = key;
        if (const auto at = name.find(from); at != std::string::npos)
            name.replace(at, from.size(), to);
        after[name] = value;
    }
    return after;
}

/// As text that a failed comparison prints.
QString told(const Sums &sums)
{
    std::string text;
    for (const auto &[key, value] : sums)
        text += key + ": " + value + "\n";
    return QString::fromStdString(text);
}

/// Which of the names the bytes of the ledger's files still hold.
QStringList namesIn(const std::string &path)
{
    QStringList found;
    for (const char *suffix : {"", "-wal"}) {
        QFile file(QString::fromStdString(path) + QLatin1String(suffix));
        if (!file.open(QFile::ReadOnly))
            continue;
        const QByteArray bytes = file.readAll().toLower();
        for (const QByteArray &name : {QByteArray("qvex-77-id"), QByteArray("quillon"),
                                       QByteArray("vexley"), QByteArray("qvexos")}) {
            if (bytes.contains(name))
                found << QString::fromLatin1(name) + QLatin1String(suffix);
        }
    }
    return found;
}

std::int64_t countOf(const std::string &path, const std::string &sql)
{
    return sure(sure(Database::open(path, Database::Mode::ReadOnly))->integer(sql));
}

Result<> verify(const std::string &path, const std::string &month)
{
    auto reader = sure(ClosingReader::open(path));
    return reader->eachFrozenDay(sure(reader->closed(month)),
                                 [](std::int64_t, const FrozenDay &) {});
}

} // namespace

class TestPseudonyms : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_count = 0;

    /// With persons, rules, budgets, alerts and a closed month that name them.
    std::string namedLedger(int count)
    {
        const std::string path =
            m_folder.filePath(QString::number(++m_count) + QStringLiteral(".sqlite")).toStdString();
        auto ingest = sure(Ingest::open(path));
        Person before = person();
        before.email = "quillon.old@corp.example"; // a version that only the history knows
        sure(ingest->setPeople({before}));
        sure(ingest->setPeople({person()}));
        sure(ingest->changeBudgets([](const BudgetRules &) -> Result<BudgetRules> {
            BudgetRules rules;
            rules.budgets = budgets();
            return rules;
        }));
        Ingest::AttributionRule rule;
        rule.match = {{{Dimension::Model, {}}, {std::string("gpt-5-mini")}}};
        rule.set = {{Dimension::User, fullName}};
        sure(ingest->setAttributionRules({rule}));
        DirectoryEntry entry;
        entry.kind = DirectoryEntry::Kind::User;
        entry.source = "test";
        entry.id = id;
        entry.name = shown;
        entry.fetchedAt = {1'700'000'000'000'000};
        sure(ingest->importFrom(format, "test", [&](Sink &sink) { sink.directory(entry); }));
        import(*ingest, calls(count));
        ingest.reset();
        sure(closeMonth(path, {"2026-10", "books", "ana", december, false}));
        return path;
    }
    static PseudonymEffect pseudonymise(const std::string &path)
    {
        PseudonymEffect effect;
        sure(sure(Ingest::open(path))->pseudonymise(fullName, effect));
        return effect;
    }

private slots:
    void noFigureChangesAndBudgetsApplyAsBefore()
    {
        const std::string path = namedLedger(300);
        const Sums users = byUser(path), sums = consumed(path);
        const std::string total = totalOf(path);
        QVERIFY(users.contains(fullName));
        QVERIFY(told(sums).contains(QString::fromStdString("each/" + fullName)));
        const std::int64_t alerts = countOf(path, "SELECT count(*) FROM alert");
        QVERIFY(alerts > 0);
        const PseudonymEffect effect = pseudonymise(path);
        QVERIFY2(effect.pseudonym.starts_with("person-"), effect.pseudonym.c_str());
        QVERIFY(effect.texts >= 4 && effect.budgets == 2 && effect.alerts > 0);
        QCOMPARE(told(byUser(path)), told(renamed(users, fullName, effect.pseudonym)));
        QCOMPARE(told(consumed(path)), told(renamed(sums, fullName, effect.pseudonym)));
        QCOMPARE(totalOf(path), total);
        // Deriving everything anew gives the same, and tells nobody anything again.
        auto ingest = sure(Ingest::open(path));
        sure(ingest->tickRules());
        QVERIFY(sure(ingest->check()).empty());
        sure(ingest->setReports("test", Ingest::ReportsKind::Net));
        ingest.reset();
        QCOMPARE(told(byUser(path)), told(renamed(users, fullName, effect.pseudonym)));
        QCOMPARE(countOf(path, "SELECT count(*) FROM alert"), alerts);
    }

    void theFileHoldsNoneOfTheNames()
    {
        const std::string path = namedLedger(120);
        QVERIFY(!namesIn(path).isEmpty());
        pseudonymise(path);
        QCOMPARE(namesIn(path).join(u' '), QString());
    }

    void laterImportsNameThePseudonymWithoutStoringTheName()
    {
        const std::string path = namedLedger(120);
        const PseudonymEffect effect = pseudonymise(path);
        const std::string before = answersOf(path);
        auto ingest = sure(Ingest::open(path));
        const ImportCounts again = import(*ingest, calls(120));
        QCOMPARE(again.created, 0);
        QCOMPARE(answersOf(path), before);
        const ImportCounts more = import(*ingest, calls(300));
        QVERIFY(more.created > 0);
        ingest.reset();
        const Sums users = byUser(path);
        QVERIFY2(users.contains(effect.pseudonym), qPrintable(told(users)));
        QCOMPARE(namesIn(path).join(u' '), QString());
        // As a ledger that had seen everything before the name went.
        const std::string whole = namedLedger(300);
        const PseudonymEffect other = pseudonymise(whole);
        QCOMPARE(told(users), told(renamed(byUser(whole), other.pseudonym, effect.pseudonym)));
    }

    void closedMonthsVerifyAndTheirDigestBeforeIsKept()
    {
        const std::string path = namedLedger(300);
        const ClosedPeriod before = sure(sure(ClosingReader::open(path))->closed("2026-10"));
        const PseudonymEffect effect = pseudonymise(path);
        QCOMPARE(effect.months, std::vector<std::string>{"2026-10"});
        sure(verify(path, "2026-10"));
        const ClosedPeriod after = sure(sure(ClosingReader::open(path))->closed("2026-10"));
        QVERIFY(after.digest != before.digest);
        QVERIFY(after.total == before.total && after.rows == before.rows);
        QCOMPARE(countOf(path, "SELECT count(*) FROM change WHERE kind='rekeyed' AND detail="
                               "'2026-10 " +
                                   before.digest + " " + after.digest + "'"),
                 1);
        // Nothing differs between what was closed and what is known now.
        Sums closed, now;
        auto reader = sure(ClosingReader::open(path));
        const auto sum = [](Sums &into) {
            return [&into](std::int64_t day, const FrozenDay &rows) {
                for (const auto &[key, cell] : rows)
                    into[canonicalLine(day, key, cell)] = "";
            };
        };
        sure(reader->eachFrozenDay(after, sum(closed)));
        sure(reader->eachDayNow(after, sum(now)));
        QCOMPARE(told(closed), told(now));
    }

    void aMonthThatWasTamperedWithIsRefused()
    {
        const std::string path = namedLedger(120);
        sure(sure(Database::open(path, Database::Mode::ReadWrite))
                 ->exec("DELETE FROM frozen_row WHERE number=1"));
        PseudonymEffect effect;
        const auto refused = sure(Ingest::open(path))->pseudonymise(fullName, effect);
        QVERIFY(!refused.has_value());
        QVERIFY(byUser(path).contains(fullName));
    }

    void aNameThatIsAModelsTooIsRefused()
    {
        const std::string path = namedLedger(60);
        auto ingest = sure(Ingest::open(path));
        Person all = person();
        all.identities.push_back({Identity::Kind::OsUser, "gpt-5-mini"});
        sure(ingest->setPeople({all}));
        PseudonymEffect effect;
        const auto refused = ingest->pseudonymise(fullName, effect);
        QVERIFY(!refused.has_value());
        QVERIFY2(refused.error().text.find("gpt-5-mini\" is also a model") != std::string::npos,
                 refused.error().text.c_str());
        QVERIFY(!ingest->pseudonymise("nobody", effect).has_value());
    }

    void aRehearsalTellsWhatItWouldDoAndDoesNothing()
    {
        const std::string path = namedLedger(120);
        const std::string before = answersOf(path);
        PseudonymEffect effect;
        const auto totals = sure(Ingest::rehearse(
            path, [&](Ingest &ingest) { return ingest.pseudonymise(fullName, effect); }));
        QVERIFY(totals.first == totals.second);
        QVERIFY(effect.texts > 0 && effect.budgets == 2);
        QCOMPARE(answersOf(path), before);
    }

    void replacesWholeWordsAndWholeTexts()
    {
        Renaming renaming;
        renaming.add("Ada", "person-1");
        renaming.add("ada@x.example", "person-1.1");
        QCOMPARE(renaming.within("Ada's, not Adam's"), std::string("person-1's, not Adam's"));
        QCOMPARE(renaming.of("ADA@X.example").value_or("?"), std::string("person-1.1"));
        QVERIFY(!renaming.of("ada").has_value());
        const std::string json =
            R"({"each":"Ada","note":"by Ada","scope":[["Ada",["Ada",null]],["x",["Ada"]]]})";
        QCOMPARE(renaming.json(json, {{"scope"}, {"note"}}),
                 std::string(R"({"each":"Ada","note":"by person-1","scope":)"
                             R"([["Ada",["person-1",null]],["x",["person-1"]]]})"));
        QCOMPARE(renaming.json("no JSON Ada", {{"*"}, {"*"}}), std::string("no JSON Ada"));
    }

#ifdef __unix__
    void killedInTheMiddleItIsWholeOrNotAtAll()
    {
        const std::string path = namedLedger(900);
        const Sums users = byUser(path);
        const std::string total = totalOf(path);
        bool isDone = false;
        for (int attempt = 0; attempt < 10 && !isDone; ++attempt) {
            const pid_t child = fork();
            QVERIFY(child >= 0);
            if (child == 0) {
                PseudonymEffect effect;
                (void)sure(Ingest::open(path))->pseudonymise(fullName, effect);
                _exit(0);
            }
            usleep(static_cast<useconds_t>(1'000 + attempt * 6'000));
            kill(child, SIGKILL);
            int status = 0;
            waitpid(child, &status, 0);
            const Sums after = byUser(path);
            isDone = !after.contains(fullName);
            QCOMPARE(after.size(), users.size());
            QCOMPARE(totalOf(path), total);
            sure(verify(path, "2026-10"));
            const auto people = sure(sure(Ingest::open(path))->people());
            QCOMPARE(people.front().name == fullName, !isDone);
            QCOMPARE(countOf(path, "SELECT count(*) FROM meta WHERE key GLOB 'pseudonym:*'") > 0,
                     isDone);
        }
        if (!isDone)
            pseudonymise(path);
        QVERIFY(!byUser(path).contains(fullName));
        QCOMPARE(totalOf(path), total);
    }
#endif
};

QTEST_GUILESS_MAIN(TestPseudonyms)
#include "tst_pseudonyms.moc"
