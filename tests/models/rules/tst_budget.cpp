// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/rules/budget.h"
#include "models/rules/minutelimit.h"

#include <QTest>

using namespace outlay;

namespace {

constexpr std::int64_t usd = 1'000'000'000;

Budget budgetNamed(const std::string &name, std::int64_t limit = 50 * usd)
{
    Budget budget;
    budget.id = name;
    budget.name = name;
    budget.limit = limit;
    return budget;
}

/// Every field is other than its default.
Budget fullBudget()
{
    Budget budget = budgetNamed("Every user, ünï");
    budget.id = "every-user";
    budget.scope = {{{Dimension::Model, {}}, {std::string("gpt-6"), std::nullopt}},
                    {{Dimension::Tag, "env"}, {std::string("prod")}}};
    budget.each = DimensionRef{Dimension::User, {}};
    budget.overrides = {{"ana", 80 * usd + 1}, {"bob", 20 * usd}};
    budget.period.kind = BudgetPeriod::Kind::Week;
    budget.period.start = 7;
    budget.period.zone = "Asia/Tokyo";
    budget.thresholds = {10, 99};
    budget.isCap = true;
    budget.allocation = Allocation{90, 6, 10, 100 * usd};
    budget.owner = "ana";
    budget.deputy = "bob";
    budget.note = "two\nlines";
    budget.raise = Budget::Raise{70 * usd, {1'793'000'000'000'123}};
    budget.pausedUntil = Instant{1'793'000'000'000'001};
    budget.from = Instant{1'792'000'000'000'000};
    return budget;
}

std::string complaintOf(const BudgetRules &rules)
{
    const auto checked = checkBudgets(rules);
    return checked ? std::string() : checked.error().text;
}

std::string complaintOf(const std::string &json)
{
    const auto rules = parseBudgets(json);
    return rules ? complaintOf(*rules) : rules.error().text;
}

std::string aBudgetWith(const std::string &fields)
{
    return R"({"version":1,"budgets":[{"id":"a","name":"Team A","limit":"50",)"
           R"("period":{"kind":"month"})" +
           fields + "}]}";
}

} // namespace

class TestBudget : public QObject
{
    Q_OBJECT

private slots:
    void jsonKeepsEverything()
    {
        BudgetRules rules;
        rules.budgets = {fullBudget(), budgetNamed("second")};
        rules.budgets[1].unit = LimitUnit::Tokens;
        rules.budgets[1].limit = std::numeric_limits<std::int64_t>::max();
        rules.budgets[1].thresholds.clear();
        rules.budgets[1].period.kind = BudgetPeriod::Kind::Rolling;
        rules.budgets[1].period.length = 75 * microsPerMinute;
        rules.detectors = {false, 7, 30 * microsPerSecond, false, 4, 90 * microsPerSecond};
        const std::string json = toJson(rules);
        const auto back = parseBudgets(json);
        QVERIFY2(back.has_value(), back ? "" : back.error().text.c_str());
        QVERIFY(*back == rules);
        QCOMPARE(toJson(*back), json);
        QCOMPARE(complaintOf(*back), std::string());
    }

    void theSameRulesAreTheSameBytes()
    {
        BudgetRules one, other;
        one.budgets = {budgetNamed("a"), budgetNamed("b")};
        other.budgets = {budgetNamed("b"), budgetNamed("a")};
        QCOMPARE(toJson(one), toJson(other));
    }

    void nothingSaidIsTheShippedTripwires()
    {
        const auto rules = parseBudgets("");
        QVERIFY(rules.has_value());
        QVERIFY(*rules == shippedRules());
        QCOMPARE(complaintOf(*rules), std::string());
        QCOMPARE(rules->budgets.size(), std::size_t{3});
        const auto again = parseBudgets(toJson(*rules));
        QVERIFY(again.has_value() && *again == *rules);
    }

    void rulesWithoutAListOfBudgetsAreNoRules()
    {
        const auto rules = parseBudgets(R"({"version":1})");
        QVERIFY(!rules);
        QVERIFY(rules.error().text.find("budgets") != std::string::npos);
        QVERIFY(parseBudgets(R"({"version":1,"budgets":[]})").has_value());
    }

    void errorsNameTheBudgetAndTheField_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("field");
        const auto row = [](const char *name, const std::string &fields, const char *field) {
            QTest::newRow(name) << QString::fromStdString(aBudgetWith(fields)) << field;
        };
        row("a field nobody knows", R"(,"limits":"5")", "limits");
        row("a number where a text belongs", R"(,"owner":5)", "owner");
        row("a text where a flag belongs", R"(,"cap":"yes")", "cap");
        row("an unknown dimension", R"(,"each":"planet")", "each");
        row("a dimension that cannot be budgeted", R"(,"each":"price")", "each");
        row("a tag without its key", R"(,"each":"tag")", "each");
        row("a scope that is no list", R"(,"scope":"user")", "scope");
        row("a scope without values", R"(,"scope":[["user",[]]])", "scope");
        row("a dimension twice", R"(,"scope":[["user",["a"]],["user",["b"]]])", "scope");
        row("thresholds that descend", R"(,"thresholds":[90,50])", "thresholds");
        row("a threshold of 100", R"(,"thresholds":[100])", "thresholds");
        row("half a percent", R"(,"thresholds":[50.5])", "thresholds");
        row("an override of nobody", R"(,"overrides":[{"member":"a","limit":"5"}])", "overrides");
        row("an override that is no object", R"(,"each":"user","overrides":["ana"])", "overrides");
        row("an override without a limit", R"(,"each":"user","overrides":[{"member":"ana"}])",
            "overrides");
        row("a member twice",
            R"(,"each":"user","overrides":[{"member":"a","limit":"5"},{"member":"a","limit":"6"}])",
            "overrides");
        row("a raise without an end", R"(,"raise":{"limit":"70"})", "raise");
        row("a pause until nonsense", R"(,"paused_until":"tomorrow")", "paused_until");
        row("an allocation without a bound", R"(,"allocation":{"periods":4})", "allocation");
        row("an allocation over a century", R"(,"allocation":{"bound":"60","periods":5000})",
            "allocation");
        row("a bound below the limit", R"(,"allocation":{"bound":"40"})", "allocation");
        row("a parent that is not there", R"(,"parent":"b")", "parent");
    }

    void errorsNameTheBudgetAndTheField()
    {
        QFETCH(QString, json);
        QFETCH(QString, field);
        const QString said = QString::fromStdString(complaintOf(json.toStdString()));
        QVERIFY2(said.contains(QLatin1String("Team A")), qPrintable(said));
        QVERIFY2(said.contains(field), qPrintable(said));
    }

    /// A limit a minute is of somebody a gateway can limit.
    void aLimitPerMinuteIsOfUsersKeysOrTeams()
    {
        BudgetRules rules;
        rules.budgets = {budgetNamed("a")};
        Budget &budget = rules.budgets[0];
        budget.unit = LimitUnit::Requests;
        budget.isCap = true;
        budget.period.kind = BudgetPeriod::Kind::Rolling;
        budget.period.length = microsPerMinute;
        const auto complains = [&] {
            return complaintOf(rules).find("scope: per minute a gateway caps") != std::string::npos;
        };
        QVERIFY(complains()); // everything
        budget.each = DimensionRef{Dimension::Model, {}};
        QVERIFY(complains());
        budget.each = DimensionRef{Dimension::Team, {}};
        QCOMPARE(complaintOf(rules), std::string());
        budget.scope = {{{Dimension::Model, {}}, {std::string("gpt-6")}}};
        QVERIFY(complains());
        budget.each.reset();
        QVERIFY(complains());
        budget.scope = {{{Dimension::Key, {}}, {std::string("k")}}};
        QCOMPARE(complaintOf(rules), std::string());
        budget.scope[0].anyOf.push_back("l"); // of both together it counts nothing
        QVERIFY(complains());
        budget.scope = {{{Dimension::Key, {}}, {std::nullopt}}};
        QVERIFY(complains());
        QVERIFY(toldThresholds(budget).empty());
    }

    void whatIsNoSetOfBudgetsIsRefused()
    {
        for (const char *json :
             {"[]", "{", "{}", R"({"version":2,"budgets":[]})", R"({"version":1,"budgets":{}})",
              R"({"version":1,"budgets":[5]})", R"({"version":1,"more":1})"})
            QVERIFY2(!parseBudgets(json), json);
        const std::string said = complaintOf("{\n\n\"version\": }");
        QVERIFY2(said.starts_with("line 3"), said.c_str());
    }

    void idsAndNamesAreUnique()
    {
        BudgetRules rules;
        rules.budgets = {budgetNamed("a"), budgetNamed("a")};
        QVERIFY(complaintOf(rules).find("id") != std::string::npos);
        rules.budgets[1].id = "b";
        QVERIFY(complaintOf(rules).find("name") != std::string::npos);
        rules.budgets[1].name = "b";
        QCOMPARE(complaintOf(rules), std::string());
        QCOMPARE(newBudgetId("A", rules), std::string("a-2"));
        QCOMPARE(newBudgetId("  Müll & Co ", rules), std::string("m-ll-co"));
        QCOMPARE(newBudgetId("日本", rules), std::string("budget"));
    }

    void aMemberHasNoMoreThanTheParent()
    {
        BudgetRules rules;
        rules.budgets = {budgetNamed("all", 100 * usd), budgetNamed("each", 60 * usd)};
        rules.budgets[1].parent = "all";
        rules.budgets[1].each = DimensionRef{Dimension::User, {}};
        rules.budgets[1].overrides = {{"ana", 100 * usd}};
        QCOMPARE(complaintOf(rules), std::string());
        ++rules.budgets[1].overrides[0].limit;
        QVERIFY(complaintOf(rules).find("ana's, 100.000000001 USD, is more than the 100.00 USD") !=
                std::string::npos);
    }

    void aTripwireIsInMoney()
    {
        BudgetRules rules = shippedRules();
        rules.budgets[0].unit = LimitUnit::Requests;
        QVERIFY(complaintOf(rules).find("US dollars") != std::string::npos);
    }

    void childrenDoNotComeToMoreThanTheirParent()
    {
        BudgetRules rules;
        rules.budgets = {budgetNamed("all", 100 * usd), budgetNamed("one", 60 * usd),
                         budgetNamed("two", 40 * usd)};
        rules.budgets[1].parent = rules.budgets[2].parent = "all";
        QCOMPARE(complaintOf(rules), std::string());
        ++rules.budgets[2].limit;
        const std::string said = complaintOf(rules);
        QVERIFY2(said.find("100.000000001 USD of its children together: one 60.00 USD, two 40.") !=
                     std::string::npos,
                 said.c_str());
        --rules.budgets[2].limit;
        rules.budgets[2].allocation = Allocation{75, 4, 20, 41 * usd}; // what it may come to
        QVERIFY(complaintOf(rules).find("children") != std::string::npos);
    }

    void parentsHaveNoCircleAndCountTheSame()
    {
        BudgetRules rules;
        rules.budgets = {budgetNamed("a"), budgetNamed("b"), budgetNamed("c")};
        rules.budgets[0].parent = "b";
        rules.budgets[1].parent = "c";
        rules.budgets[2].parent = "a";
        QVERIFY(complaintOf(rules).find("ancestor") != std::string::npos);
        rules.budgets[2].parent = {};
        QCOMPARE(complaintOf(rules), std::string());
        rules.budgets[1].period.kind = BudgetPeriod::Kind::Week;
        QVERIFY(complaintOf(rules).find("parent") != std::string::npos);
        rules.budgets[1].period.kind = BudgetPeriod::Kind::Month;
        rules.budgets[0].unit = LimitUnit::Tokens;
        QVERIFY(complaintOf(rules).find("parent") != std::string::npos);
    }

    void aMembersLimitIsItsOwnElseTheRaised()
    {
        const Budget budget = fullBudget();
        const Instant before{budget.raise->until.micros - 1};
        QCOMPARE(fixedLimitOf(budget, "eve", budget.raise->until), 50 * usd);
        QCOMPARE(fixedLimitOf(budget, "eve", before), 70 * usd);
        QCOMPARE(fixedLimitOf(budget, "bob", before), 20 * usd); // said of bob, not of all
        QCOMPARE(fixedLimitOf(budget, "ana", before), 80 * usd + 1);
        QCOMPARE(fixedLimitOf(budget, "bob", budget.raise->until), 20 * usd);
    }

    void anAllocationFollowsHistoryUpToItsBound()
    {
        const Allocation p75{75, 4, 20, 1000};
        QVERIFY(!allocated(p75, {}));
        QCOMPARE(*allocated(p75, {100, 400, 200, 300, 9999}), std::int64_t{360}); // 300 + 20 %
        QCOMPARE(*allocated(p75, {900, 900, 900, 900}), std::int64_t{1000});
        QCOMPARE(*allocated({100, 26, 0, 1000}, {5, 7, 6}), std::int64_t{7});
        QCOMPARE(*allocated({1, 26, 0, 1000}, {5, 7, 6}), std::int64_t{5});
        // Three months before anybody used it are no history.
        QCOMPARE(*allocated(p75, {100, 0, 0, 0}), std::int64_t{120});
        QVERIFY(!allocated(p75, {0, 0, 0, 0}));
        QVERIFY(!allocated(p75, {0, 0, 0, 100})); // a limit of nothing would be told of at once
        const std::int64_t most = std::numeric_limits<std::int64_t>::max();
        QCOMPARE(*allocated({100, 1, 500, most}, {most}), most);
    }

    void aTrackerIsScopeMembersAndPeriod()
    {
        const Budget budget = fullBudget();
        Budget other = budget;
        other.id = other.name = "other";
        other.limit = 1;
        other.unit = LimitUnit::Requests;
        other.thresholds = {1};
        std::swap(other.scope[0], other.scope[1]);
        std::swap(other.scope[1].anyOf[0], other.scope[1].anyOf[1]);
        QCOMPARE(trackerKey(other), trackerKey(budget));
        other.period.zone = "UTC";
        QVERIFY(trackerKey(other) != trackerKey(budget));
        other = budget;
        other.each.reset();
        QVERIFY(trackerKey(other) != trackerKey(budget));
        // Of tokens those that plans pay for are left out, unless it goes by plan.
        other = budget;
        other.unit = LimitUnit::Tokens;
        QVERIFY(trackerKey(other) != trackerKey(budget));
        other.each = DimensionRef{Dimension::Plan, {}};
        Budget money = other;
        money.unit = LimitUnit::Money;
        QCOMPARE(trackerKey(other), trackerKey(money));
        other = budget;
        other.scope.pop_back();
        QVERIFY(trackerKey(other) != trackerKey(budget));
    }
};

QTEST_GUILESS_MAIN(TestBudget)
#include "tst_budget.moc"
