// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/configuration.h"
#include "models/ingest/directorynames.h"
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"
#include "tests/support/answers.h"
#include "tests/support/randomcalls.h"

#include <QTemporaryDir>
#include <QTest>

#include <map>
#include <random>

using namespace outlay;
using namespace outlay::test;

namespace {

DirectoryEntry entry(DirectoryEntry::Kind kind, const char *id, const char *name,
                     const char *source, int version = 1)
{
    DirectoryEntry e;
    e.kind = kind;
    e.id = id;
    e.name = name;
    e.source = source;
    e.fetchedAt = {std::int64_t{1'700'000'000'000'000} + version};
    return e;
}

/// Names of what RandomCalls says: two sources, an older name that must not win, an e-mail.
std::vector<DirectoryEntry> directory()
{
    using enum DirectoryEntry::Kind;
    std::vector<DirectoryEntry> all{entry(Key, "key-0", "search (old)", "gateway", 1),
                                    entry(Key, "key-0", "search", "gateway", 2),
                                    entry(Key, "key-1", "search", "gateway"),
                                    entry(Key, "key-2", "batch", "mapped"),
                                    entry(Key, "key-2", "night batch", "gateway"),
                                    entry(Project, "/home/dev/alpha", "Alpha", "transcript"),
                                    entry(Team, "core", "Core platform", "gateway"),
                                    entry(User, "nobody-we-meet", "Zoe", "transcript")};
    DirectoryEntry user = entry(User, "alice", "Alice", "gateway");
    user.email = "alice@corp.example";
    all.push_back(user);
    return all;
}

std::vector<Person> people()
{
    Person alice{"Alice Ander",
                 "alice@corp.example",
                 "search",
                 "CC-7",
                 {{Identity::Kind::GatewayUser, "alice"}}};
    Person carol{"Carol", "Carol@Example.com", "", "CC-8", {{Identity::Kind::Key, "key-1"}}};
    return {carol, alice};
}

using Values = std::map<std::string, std::string>; ///< value -> "requests cost"

Values by(const std::string &ledger, Dimension dimension)
{
    Values values;
    auto reader = LedgerReader::open(ledger);
    Query query;
    query.by = {{dimension, {}}};
    const auto answer = (*reader)->run(query);
    if (!answer)
        return {{"error", answer.error().text}};
    for (const Row &row : answer->rows)
        values[row.key.front().value_or("?")] = std::to_string(row.measures.requests) + " " +
                                                toDecimal(row.measures.cost.value_or(Money{}));
    return values;
}

} // namespace

class TestPeople : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    int m_count = 0;

    std::string newLedger()
    {
        return m_folder.filePath(QString::number(++m_count) + QStringLiteral(".sqlite"))
            .toStdString();
    }
    static std::unique_ptr<Ingest> open(const std::string &path)
    {
        auto ingest = Ingest::open(path);
        if (!ingest)
            qFatal("%s", ingest.error().text.c_str());
        return *std::move(ingest);
    }
    /// Observations and directory entries, mixed up and cut at random.
    static void import(Ingest &ingest, const std::vector<const Observation *> &observations,
                       std::vector<DirectoryEntry> entries, std::uint32_t seed)
    {
        std::mt19937 engine(seed);
        std::shuffle(entries.begin(), entries.end(), engine);
        std::size_t nextEntry = 0;
        for (std::size_t start = 0; start < observations.size() || nextEntry < entries.size();) {
            const std::size_t end = std::min(observations.size(), start + engine() % 60);
            const std::size_t entryEnd = std::min(entries.size(), nextEntry + engine() % 2);
            const auto counts = ingest.importFrom(formats().front(), "test", [&](Sink &sink) {
                for (std::size_t i = start; i < end; ++i)
                    sink.observation(*observations[i]);
                for (; nextEntry < entryEnd; ++nextEntry)
                    sink.directory(entries[nextEntry]);
            });
            QVERIFY2(counts.has_value(), counts ? "" : counts.error().text.c_str());
            start = end;
        }
    }
    static void verifySound(Ingest &ingest)
    {
        const auto findings = ingest.check();
        QVERIFY(findings.has_value());
        QVERIFY2(findings->empty(), findings->empty() ? "" : findings->front().c_str());
    }

private slots:
    void namesAreAFunctionOfWhatWasSaid_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 4; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void namesAreAFunctionOfWhatWasSaid()
    {
        QFETCH(quint32, seed);
        const RandomCalls calls(seed);
        const std::string straightPath = newLedger(), mixedPath = newLedger(),
                          plainPath = newLedger();
        auto straight = open(straightPath);
        QVERIFY(straight->setPeople(people()).has_value());
        import(*straight, calls.shuffled(1), directory(), 1);
        auto mixed = open(mixedPath);
        import(*mixed, calls.shuffled(seed + 50), {}, seed);
        import(*mixed, {}, directory(), seed + 1); // after everything else
        import(*mixed, calls.shuffled(seed + 51), directory(), seed + 2);
        QVERIFY(mixed->setPeople(people()).has_value());
        QVERIFY(answersOf(mixedPath) == answersOf(straightPath));
        verifySound(*mixed);
        verifySound(*straight);

        // Sums are those of a ledger that knows nobody, and are so again when all are forgotten.
        auto plain = open(plainPath);
        import(*plain, calls.shuffled(2), {}, 2);
        QCOMPARE(totalOf(mixedPath), totalOf(plainPath));
        QVERIFY(answersOf(mixedPath) != answersOf(plainPath));
        QVERIFY(mixed->setPeople({}).has_value());
        for (const char *source : {"gateway", "mapped", "transcript"}) {
            if (const auto removed = mixed->removeSource(source); !removed)
                QVERIFY2(removed.has_value(), removed.error().text.c_str());
        }
        const std::string againPath = newLedger();
        auto again = open(againPath);
        auto rest = calls.shuffled(3);
        std::erase_if(rest, [](const Observation *o) {
            return o->source == "gateway" || o->source == "mapped" || o->source == "transcript";
        });
        import(*again, rest, {}, 4);
        QVERIFY(answersOf(mixedPath) == answersOf(againPath));
    }

    void showsNamesInsteadOfIds()
    {
        const RandomCalls calls(5);
        const std::string path = newLedger();
        auto ingest = open(path);
        import(*ingest, calls.shuffled(1), {}, 1);
        const Values before = by(path, Dimension::Key);
        QVERIFY(before.contains("key-0"));
        import(*ingest, {}, directory(), 1);
        const Values after = by(path, Dimension::Key);
        // Two keys of one name stay two keys.
        QCOMPARE(after.at("search (key-0)"), before.at("key-0"));
        QCOMPARE(after.at("search (key-1)"), before.at("key-1"));
        QVERIFY(!after.contains("key-0") && !after.contains("key-1"));
        QCOMPARE(after.size(), before.size());
        QVERIFY(by(path, Dimension::User).contains("alice@corp.example"));
        QVERIFY(by(path, Dimension::Team).contains("Core platform"));
        QVERIFY(by(path, Dimension::Project).contains("Alpha"));
    }

    void gathersAPersonsIdentities()
    {
        const RandomCalls calls(5);
        const std::string path = newLedger();
        auto ingest = open(path);
        import(*ingest, calls.shuffled(1), {}, 1);
        const std::string total = totalOf(path);
        const Values before = by(path, Dimension::User);
        QVERIFY(before.contains("alice") && before.contains("carol@example.com"));
        QVERIFY(ingest->setPeople(people()).has_value());
        const Values after = by(path, Dimension::User);
        QCOMPARE(after.at("Alice Ander"), before.at("alice"));
        QVERIFY(!after.contains("alice") && !after.contains("carol@example.com"));
        QCOMPARE(totalOf(path), total);
        // Teams that are said stay; a cost center nobody says is the person's.
        QVERIFY(by(path, Dimension::CostCenter).contains("CC-7"));
        verifySound(*ingest);
        const auto stored = (*LedgerReader::open(path))->people();
        QVERIFY(stored.has_value());
        QCOMPARE(stored->size(), std::size_t{2});
        QCOMPARE(stored->front().name, std::string("Alice Ander"));
        QVERIFY(ingest->setPeople({}).has_value());
        QVERIFY(by(path, Dimension::User) == before);
    }

    void rulesSeeIdsAndNamesAndBringTeamsAlong()
    {
        const RandomCalls calls(5);
        const std::string path = newLedger();
        auto ingest = open(path);
        import(*ingest, calls.shuffled(1), directory(), 1);
        QVERIFY(ingest->setPeople(people()).has_value());
        Ingest::AttributionRule byId, byName;
        byId.match = {{{Dimension::Key, {}}, {"key-0"}}};
        byId.set = {{Dimension::TaskKind, "by id"}, {Dimension::User, "Alice Ander"}};
        byName.match = {{{Dimension::Key, {}}, {"search (key-1)"}}};
        byName.set = {{Dimension::TaskKind, "by name"}};
        QVERIFY(ingest->setAttributionRules({byId, byName}).has_value());
        const Values kinds = by(path, Dimension::TaskKind);
        const Values keys = by(path, Dimension::Key);
        QCOMPARE(kinds.at("by id"), keys.at("search (key-0)"));
        QCOMPARE(kinds.at("by name"), keys.at("search (key-1)"));
        verifySound(*ingest);
    }

    void refusesPeopleThatContradictEachOther()
    {
        auto ingest = open(newLedger());
        const Person alice{"Alice", "alice@example.com", "", "", {}};
        Person bob{"Bob", "", "", "", {{Identity::Kind::OsUser, "Alice@Example.com"}}};
        const auto both = ingest->setPeople({alice, bob});
        QVERIFY(!both.has_value());
        QVERIFY(both.error().text.find("Alice") != std::string::npos &&
                both.error().text.find("Bob") != std::string::npos);
        bob.identities = {{Identity::Kind::Key, "alice@example.com"}}; // a key's name is no user's
        QVERIFY(ingest->setPeople({alice, bob}).has_value());
        QVERIFY(!ingest->setPeople({alice, alice}).has_value());
        QVERIFY(!ingest->setPeople({{"", "x@example.com", "", "", {}}}).has_value());
        bob.identities = {{Identity::Kind::GatewayUser, ""}};
        QVERIFY(!ingest->setPeople({bob}).has_value());
        bob.identities = {{Identity::Kind::GatewayUser, "Alice"}}; // the name is an identity
        QVERIFY(!ingest->setPeople({alice, bob}).has_value());
    }

    void ownNamesComeBeforeOthers()
    {
        using Kind = DirectoryEntry::Kind;
        const DirectoryNames names({{"b", Kind::Key, "key_12345678", "from b", ""},
                                    {"a", Kind::Key, "key_12345678", "from a", ""},
                                    {"b", Kind::Key, "1", "short", ""},
                                    {"b", Kind::User, "u_12345678", "Ann", "ann@example.com"},
                                    {"b", Kind::User, "u_22345678", "Ann", "ann@example.com"},
                                    {"b", Kind::User, "u_3", "", ""}});
        QCOMPARE(names.nameOf(Kind::Key, "b", "key_12345678"), std::string_view("from b"));
        QCOMPARE(names.nameOf(Kind::Key, "other", "key_12345678"), std::string_view("from a"));
        QCOMPARE(names.nameOf(Kind::Key, "other", "1"), std::string_view());
        QCOMPARE(names.nameOf(Kind::Key, "b", "1"), std::string_view("short"));
        QCOMPARE(names.nameOf(Kind::User, "b", "u_22345678"), std::string_view("ann@example.com"));
        QCOMPARE(names.nameOf(Kind::User, "b", "u_3"), std::string_view());
        QCOMPARE(names.nameOf(Kind::Team, "b", "u_12345678"), std::string_view());
        QVERIFY(names.differingIds(names).empty());
        QCOMPARE(names.differingIds({}).size(), std::size_t{4});
    }

    void rulesTravelAsJson()
    {
        Ingest::AttributionRule rule;
        rule.match = {{{Dimension::Tag, "app"}, {"x", std::nullopt}},
                      {{Dimension::User, {}}, {"a\"b"}}};
        rule.range.from = *parseInstant("2026-11-01T00:00:00Z");
        rule.set = {{Dimension::Team, "search"}, {Dimension::Task, ""}};
        Ingest::AttributionRule always;
        always.set = {{Dimension::TaskKind, "chat"}};
        const std::string json = toJson(std::vector{rule, always});
        const auto read = parseAttributionRules(json);
        QVERIFY(read.has_value());
        QCOMPARE(toJson(*read), json);
        QCOMPARE(read->size(), std::size_t{2});
        QCOMPARE(read->front().range.from, rule.range.from);
        QCOMPARE(read->back().range.to, TimeRange{}.to);
        for (const char *bad : {
                 "{}",
                 "[1]",
                 "[{\"match\":[[\"nothing\",[\"a\"]]]}]",
                 "[{\"match\":[[\"key\",[]]]}]",
                 "[{\"set\":[[\"nothing\",\"a\"]]}]",
                 "[{\"from\":\"tomorrow\"}]",
                 "[{\"match\":[[\"key\",[1]]]}]",
                 "[",
             })
            QVERIFY2(!parseAttributionRules(bad).has_value(), bad);
        auto ingest = open(newLedger());
        QVERIFY(!ingest->setAttributionRules({{}}).has_value());
        always.set = {{Dimension::Model, "x"}};
        QVERIFY(!ingest->setAttributionRules({always}).has_value());
    }
};

QTEST_GUILESS_MAIN(TestPeople)
#include "tst_people.moc"
