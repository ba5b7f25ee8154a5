// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/alerting/alertwords.h"
#include "app/alerting/budgetfields.h"
#include "app/alerting/budgethistory.h"
#include "app/alerting/budgetorder.h"
#include "app/desktop/budgetchanges.h"
#include "app/desktop/budgetdrafts.h"
#include "app/desktop/budgetsbuilder.h"
#include "app/desktop/budgetsservice.h"
#include "app/desktop/usercaps.h"
#include "models/ingest/ingest.h"
#include "models/money/percent.h"
#include "ui/budgets/budgetwords.h"
#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"
#include "ui/text/usedshare.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <memory>

using namespace outlay;

namespace {

constexpr std::int64_t usd = 1'000'000'000;

Instant at(const char *text)
{
    return *parseInstant(text);
}

/// One request of a user with a cost of its own.
QByteArray line(int number, const char *time, const char *user, const char *dollars)
{
    return "{\"id\":\"r" + QByteArray::number(number) + "\",\"timestamp\":\"" + time +
           "\",\"user\":\"" + user +
           "\",\"provider\":\"acme\",\"model\":\"house-1\",\"input_tokens\":1000000,"
           "\"output_tokens\":500,\"cost_usd\":\"" +
           dollars + "\"}\n";
}

} // namespace

class TestBudgetsBuilder : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void figuresAreThoseOfTheStatus();
    void aFinishedPeriodSaysWhatItCameTo();
    void whatNobodySpentFillsNoLimit();
    void whereRequestsHaveNoPriceMoreWasSpent();
    void aMemberWithALimitOfItsOwnIsListedBeforeItDoesAnything();
    void hasTheOrderOfTheCommandLine();
    void whatBillsLeaveOpenIsUnknown();
    void aMemberCalledLikeNobodyIsAMember_data();
    void aMemberCalledLikeNobodyIsAMember();
    void detailsEndWithWhatTheRowSays();
    void anIdleMemberHasFiguresOfItsOwn();
    void foreseesTheMembersThatAreAskedFor();
    void aPastPeriodIsJudgedByTheLimitOfThen();
    void saysInWordsWhatAChangeDid();
    void aPreviewTriesWholePastPeriods();
    void aDraftComesBackAsItWas();
    void whatIsWrongIsSaidBesideItsField();
    void tripwiresAreSwitchedByPausing();
    void capsOfUsersAreKeptInOneBudget();
    void aCapOfABudgetForEveryUserIsAnOverride();
    void theServiceSavesAndTakesBack();
    void aLedgerThatIsNotThereHasTripwires();
    void aProposalSaysWhatItRestsOn();
    void percentagesReadAlikeEverywhere();

private:
    void write(const std::function<Result<BudgetRules>(const BudgetRules &)> &change);
    [[nodiscard]] std::unique_ptr<LedgerReader> reader() const
    {
        return *LedgerReader::open(m_path.toStdString());
    }
    [[nodiscard]] BudgetRules rules() const { return *alerting::budgetRulesOf(*reader()); }
    void addTeamAndEach();
    void import(const QByteArrayList &lines);

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    Instant m_now = at("2026-11-20T12:00:00Z");
    int m_count = 0; ///< of logs
};

void TestBudgetsBuilder::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("l.sqlite"));
    import({line(1, "2026-09-01T00:10:00Z", "ada", "1.00"),
            line(2, "2026-09-10T10:10:00Z", "ada", "40.00"),
            line(3, "2026-10-05T10:10:00Z", "ada", "30.00"),
            line(4, "2026-10-06T10:10:00Z", "bob", "80.00"),
            line(5, "2026-10-07T10:10:00Z", "bob", "5.00"),
            line(6, "2026-11-02T10:10:00Z", "ada", "12.50"),
            line(7, "2026-11-03T10:10:00Z", "bob", "30.25")});
}

void TestBudgetsBuilder::import(const QByteArrayList &lines)
{
    const QString path = m_folder->filePath(QStringLiteral("calls%1.jsonl").arg(++m_count));
    QFile out(path);
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write(lines.join());
    out.close();
    const auto ingest = Ingest::open(m_path.toStdString());
    QVERIFY(ingest);
    (*ingest)->setClock([this] { return m_now; });
    ImportOptions options;
    options.format = "jsonl";
    options.map = *parseFieldMap("at=timestamp,id=id,user=user,provider=provider,model=model,"
                                 "input_tokens=input_tokens,"
                                 "output_tokens=output_tokens,cost_usd=cost_usd");
    const auto counts = (*ingest)->importPaths({path.toStdString()}, options);
    QVERIFY2(counts, counts ? "" : counts.error().text.c_str());
    QCOMPARE(counts->created, lines.size());
}

void TestBudgetsBuilder::write(
    const std::function<Result<BudgetRules>(const BudgetRules &)> &change)
{
    const auto ingest = Ingest::open(m_path.toStdString());
    QVERIFY(ingest);
    (*ingest)->setClock([this] { return m_now; });
    const Result<> done = (*ingest)->changeBudgets(change);
    QVERIFY2(done, done ? "" : done.error().text.c_str());
}

void TestBudgetsBuilder::addTeamAndEach()
{
    write([this](const BudgetRules &before) -> Result<BudgetRules> {
        ui::BudgetDraft team;
        team.name = "Team";
        team.limit = 100 * usd;
        const auto first = withDraft(before, team, m_now);
        if (!first)
            return first;
        ui::BudgetDraft each;
        each.name = "Each";
        each.limit = 20 * usd;
        each.each = DimensionRef{Dimension::User, {}};
        each.overrides = {{"bob", 60 * usd}};
        return withDraft(*first, each, m_now);
    });
}

void TestBudgetsBuilder::figuresAreThoseOfTheStatus()
{
    addTeamAndEach();
    const auto reader = this->reader();
    const auto snapshot = budgetsSnapshot(*reader, m_now, Zone(), BudgetsDepth::Whole);
    QVERIFY(snapshot);
    const auto statuses = alerting::budgetStatuses(*reader, rules(), m_now, {});
    QVERIFY(statuses);
    int compared = 0;
    for (const alerting::BudgetStatus &status : *statuses) {
        for (const ui::BudgetRow &row : snapshot->rows) {
            if (row.id != status.budget->id || row.member != status.member)
                continue;
            QCOMPARE(row.consumed.value_or(-1), status.amount());
            QCOMPARE(row.limit, status.limit.value_or(-1));
            QVERIFY(row.range == *status.period);
            // Members, whom nobody has looked at yet, have the pace of what they used.
            if (!row.member.empty())
                QVERIFY(row.pace && row.pace == status.pace && !row.forecast);
            QVERIFY(!row.forecast || !row.pace);
            ++compared;
        }
    }
    QCOMPARE(compared, 3); // the team, and each of the two
    QCOMPARE(snapshot->rows.size(), std::size_t{4});
    const ui::BudgetRow &team = snapshot->rows.back();
    QCOMPARE(team.name, QStringLiteral("Team"));
    QCOMPARE(team.consumed.value_or(-1), std::int64_t{42'750'000'000});
    QCOMPARE(snapshot->users, (std::vector<std::string>{"bob", "ada"}));
    QVERIFY(!snapshot->proposal);
}

/// A single period that has ended says what it came to, and is no news.
void TestBudgetsBuilder::aFinishedPeriodSaysWhatItCameTo()
{
    write([this](const BudgetRules &before) -> Result<BudgetRules> {
        ui::BudgetDraft once;
        once.name = "Once";
        once.limit = 100 * usd;
        once.period.kind = ui::BudgetPeriodWords::Kind::Once;
        once.period.once = {at("2026-10-01T00:00:00Z"), at("2026-10-31T12:00:00Z")};
        const auto first = withDraft(before, once, m_now);
        if (!first)
            return first;
        once.name = "Later";
        once.period.once = {at("2026-12-01T00:00:00Z"), at("2026-12-05T00:00:00Z")};
        return withDraft(*first, once, m_now);
    });
    const auto reader = this->reader();
    const auto snapshot = budgetsSnapshot(*reader, m_now, Zone(), BudgetsDepth::Whole);
    QVERIFY(snapshot);
    const auto named = [&](const char *name) {
        return *std::find_if(snapshot->rows.begin(), snapshot->rows.end(),
                             [&](const auto &row) { return row.name == QLatin1String(name); });
    };
    const ui::BudgetRow once = named("Once");
    QCOMPARE(static_cast<int>(once.outlook), static_cast<int>(ui::Outlook::Ended));
    QCOMPARE(once.consumed.value_or(0), 115 * usd);
    QVERIFY(once.exhaustedAt != Instant{});
    const QLocale locale(QLocale::English);
    QCOMPARE(ui::periodEndWords(once, Zone(), locale),
             QStringLiteral("Once to Oct 31, 2026, 12:00 PM"));
    QCOMPARE(ui::forecastWords(once, locale), QStringLiteral("ended over its limit"));
    const auto details = budgetDetails(*reader, "once", {}, m_now);
    QVERIFY(details);
    QCOMPARE(details->consumed.back().consumed, 115 * usd);
    QVERIFY(budgetReceipt(*reader, "once", {}, m_now));
    const ui::BudgetRow later = named("Later");
    QCOMPARE(ui::periodEndWords(later, Zone(), locale), QStringLiteral("Once to Dec 5, 2026"));
    QCOMPARE(ui::forecastWords(later, locale), QStringLiteral("has not begun"));
}

void TestBudgetsBuilder::whatNobodySpentFillsNoLimit()
{
    // No request names a team: all of the spend is of nobody that is known.
    write([this](const BudgetRules &before) -> Result<BudgetRules> {
        ui::BudgetDraft each;
        each.name = "Each team";
        each.limit = 20 * usd;
        each.each = DimensionRef{Dimension::Team, {}};
        return withDraft(before, each, m_now);
    });
    const auto snapshot = budgetsSnapshot(*reader(), m_now, Zone(), BudgetsDepth::Whole);
    QVERIFY(snapshot);
    QCOMPARE(snapshot->rows.size(), std::size_t{2});
    const ui::BudgetRow &nobody = snapshot->rows.back();
    QVERIFY(nobody.isNobody);
    QCOMPARE(nobody.parent, 0);
    QVERIFY(nobody.consumed.value_or(0) > 0);
    QCOMPARE(nobody.limit, std::int64_t{0});
    const ui::BudgetRow &row = snapshot->rows.front();
    QVERIFY(!row.consumed);
    QCOMPARE(row.limit, 20 * usd);
    QCOMPARE(row.outlook, ui::Outlook::Unknown);
    const auto details = budgetDetails(*reader(), row.id, {}, m_now);
    QVERIFY(details);
    QVERIFY(!details->row.consumed);
    QVERIFY(details->consumed.empty());
}

void TestBudgetsBuilder::whereRequestsHaveNoPriceMoreWasSpent()
{
    addTeamAndEach();
    const std::string day = toRfc3339(m_now).substr(0, 10);
    import({"{\"id\":\"free\",\"timestamp\":\"" + QByteArray::fromStdString(day) +
            "T00:00:01Z\",\"user\":\"bob\",\"provider\":\"acme\",\"model\":\"mystery-9\","
            "\"input_tokens\":1000000,\"output_tokens\":500}\n"});
    const auto snapshot = budgetsSnapshot(*reader(), m_now, Zone(), BudgetsDepth::Standings);
    QVERIFY(snapshot);
    const auto rowOf = [&](const QString &name) {
        for (const ui::BudgetRow &row : snapshot->rows) {
            if (row.name == name)
                return row;
        }
        return ui::BudgetRow();
    };
    QVERIFY(rowOf(QStringLiteral("Team")).isAtLeast);
    QVERIFY(rowOf(QStringLiteral("bob")).isAtLeast);
    QVERIFY(rowOf(QStringLiteral("ada")).consumed);
    QVERIFY(!rowOf(QStringLiteral("ada")).isAtLeast);
}

void TestBudgetsBuilder::aProposalSaysWhatItRestsOn()
{
    ui::EnglishPlurals plurals;
    QCoreApplication::installTranslator(&plurals);
    const auto said = [](const std::vector<std::int64_t> &dollars) {
        std::vector<alerting::BudgetProposal::Week> weeks;
        for (const std::int64_t one : dollars)
            weeks.push_back({Instant{}, Money{one * usd}});
        return proposalWords(*alerting::proposeBudget(std::move(weeks), 30),
                             QLocale(QLocale::English, QLocale::UnitedStates));
    };
    const QString rest = QStringLiteral("; this month has 30 days; rounded up.");
    QCOMPARE(said({7}), QStringLiteral("The last whole week cost $7.00") + rest);
    QCOMPARE(said({7, 9}),
             QStringLiteral("None of the last 2 whole weeks cost more than $9.00") + rest);
    QCOMPARE(said({7, 9, 1, 3}),
             QStringLiteral("3 of the last 4 whole weeks cost $7.00 or less") + rest);
}

/// In tables and in sentences, in the window, in alerts and on the command line.
void TestBudgetsBuilder::percentagesReadAlikeEverywhere()
{
    const QLocale english(QLocale::English, QLocale::UnitedStates);
    QCOMPARE(asPercent(75), std::string("75%"));
    for (const std::int64_t consumed : {0, 1, 500, 999'999, 1'000'000, 2'587'000}) {
        const std::string said = alerting::percentText(consumed, 1'000'000);
        QVERIFY2(said.ends_with('%') && said.find(' ') == std::string::npos, said.c_str());
        QCOMPARE(ui::usedShare(consumed, 1'000'000, english), QString::fromStdString(said));
    }
    QCOMPARE(alerting::thresholdsText({50, 75}), std::string("50, 75, 100%"));
    QCOMPARE(ui::percentText(QStringLiteral("7.5"), english), QStringLiteral("7.5%"));
}

void TestBudgetsBuilder::aMemberWithALimitOfItsOwnIsListedBeforeItDoesAnything()
{
    write([this](const BudgetRules &before) -> Result<BudgetRules> {
        ui::BudgetDraft each;
        each.name = "Each";
        each.limit = 20 * usd;
        each.each = DimensionRef{Dimension::User, {}};
        each.overrides = {{"zoe", 7 * usd}};
        return withDraft(before, each, m_now);
    });
    const auto snapshot = budgetsSnapshot(*reader(), m_now, Zone(), BudgetsDepth::Whole);
    QVERIFY(snapshot);
    QCOMPARE(snapshot->rows.size(), std::size_t{4}); // the budget, ada, bob, zoe
    const auto zoe = std::find_if(snapshot->rows.begin(), snapshot->rows.end(),
                                  [](const auto &row) { return row.member == "zoe"; });
    QVERIFY(zoe != snapshot->rows.end());
    QCOMPARE(zoe->limit, 7 * usd);
    QCOMPARE(zoe->consumed.value_or(-1), std::int64_t{0});
    QVERIFY(snapshot->rows.front().member.empty());
}

/// By time to limit, what has ended last: the page's tree and `budget status` have one order.
void TestBudgetsBuilder::hasTheOrderOfTheCommandLine()
{
    addTeamAndEach();
    write([this](const BudgetRules &before) -> Result<BudgetRules> {
        BudgetRules rules = before;
        const auto add = [&](const char *name, std::int64_t limit, const char *from,
                             const char *to) {
            ui::BudgetDraft once;
            once.name = name;
            once.limit = limit * usd;
            once.period.kind = ui::BudgetPeriodWords::Kind::Once;
            once.period.once = {at(from), at(to)};
            rules = *withDraft(rules, once, m_now);
        };
        add("Ended over", 1, "2026-10-01T00:00:00Z", "2026-10-31T12:00:00Z");
        add("Ended", 1000, "2026-10-01T00:00:00Z", "2026-10-31T12:00:00Z");
        add("Later", 1, "2026-12-01T00:00:00Z", "2026-12-05T00:00:00Z");
        add("Used up", 1, "2026-11-01T00:00:00Z", "2026-12-05T00:00:00Z");
        return rules;
    });
    alerting::StatusOptions options;
    options.hasOver = true;
    const auto reader = this->reader();
    auto statuses = alerting::budgetStatuses(*reader, rules(), m_now, options);
    QVERIFY(statuses);
    std::vector<ui::BudgetRow> rows = budgetRows(*statuses, m_now);
    std::erase_if(rows, [](const ui::BudgetRow &row) { return !row.member.empty(); });
    std::stable_sort(rows.begin(), rows.end(), [](const auto &l, const auto &r) {
        return ui::standingOf(l) < ui::standingOf(r);
    });
    QStringList page, line;
    for (const ui::BudgetRow &row : rows)
        page << row.name;
    for (const alerting::BudgetStatus &status : alerting::byTimeToLimit(*std::move(statuses))) {
        const QString name = QString::fromStdString(status.budget->name);
        if (line.isEmpty() || line.back() != name)
            line << name;
    }
    QCOMPARE(page, line);
    QCOMPARE(page.front(), QStringLiteral("Used up"));
    QCOMPARE(page.mid(page.size() - 3),
             (QStringList{QStringLiteral("Later"), QStringLiteral("Ended over"),
                          QStringLiteral("Ended")}));
}

void TestBudgetsBuilder::whatBillsLeaveOpenIsUnknown()
{
    Budget budget;
    budget.id = "a";
    alerting::BudgetStatus status;
    status.budget = std::make_shared<const Budget>(budget);
    status.period = TimeRange{m_now, {m_now.micros + microsPerDay}};
    status.limit = 300'000'000'000;
    status.isAtLeast = true;
    const ui::BudgetRow none = budgetRows({status}, m_now).front();
    QVERIFY(!none.consumed && !none.isAtLeast);
    QCOMPARE(static_cast<int>(none.outlook), static_cast<int>(ui::Outlook::Unknown));
    status.consumed.cost = {5'000'000'000};
    const ui::BudgetRow some = budgetRows({status}, m_now).front();
    QVERIFY(some.consumed && some.isAtLeast);
    // Time that nobody saw is in the forecast; it makes no floor of what is consumed.
    status.isAtLeast = false;
    status.forecast.emplace();
    status.forecast->end = MoneyBand{{6 * usd}, {7 * usd}, {8 * usd}};
    status.forecast->missingOfPeriod = 0.2;
    const ui::BudgetRow seen = budgetRows({status}, m_now).front();
    QVERIFY(seen.forecast && !seen.isAtLeast);
}

void TestBudgetsBuilder::aMemberCalledLikeNobodyIsAMember_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("in brackets") << QStringLiteral("(user )");
    QTest::newRow("as the row of nobody") << ui::valueLabel({Dimension::User, {}}, std::nullopt);
    QTest::newRow("a word of the table") << QStringLiteral("unknown");
}

void TestBudgetsBuilder::aMemberCalledLikeNobodyIsAMember()
{
    QFETCH(QString, name);
    import({line(20, "2026-11-04T10:10:00Z", qPrintable(name), "25.00"),
            line(21, "2026-11-04T11:10:00Z", "", "3.00")});
    addTeamAndEach();
    const auto snapshot = budgetsSnapshot(*reader(), m_now, Zone(), BudgetsDepth::Whole);
    QVERIFY(snapshot);
    int members = 0, nobodies = 0;
    for (const ui::BudgetRow &row : snapshot->rows) {
        if (row.isNobody) {
            ++nobodies;
            QVERIFY(row.member.empty());
            QCOMPARE(row.consumed.value_or(-1), 3 * usd);
            QCOMPARE(row.limit, std::int64_t{0});
        } else if (row.member == name.toStdString()) {
            ++members;
            QCOMPARE(row.consumed.value_or(-1), 25 * usd);
            QCOMPARE(row.limit, 20 * usd);
            QCOMPARE(row.outlook, ui::Outlook::Exhausted);
        }
    }
    QCOMPARE(members, 1);
    QCOMPARE(nobodies, 1);
}

void TestBudgetsBuilder::detailsEndWithWhatTheRowSays()
{
    addTeamAndEach();
    const auto reader = this->reader();
    const auto rows = budgetsSnapshot(*reader, m_now, Zone(), BudgetsDepth::Standings);
    QVERIFY(rows);
    for (const ui::BudgetRow &row : rows->rows) {
        const auto details = budgetDetails(*reader, row.id, row.member, m_now);
        QVERIFY(details);
        QCOMPARE(details->consumed.back().consumed, row.consumed.value_or(-1));
        QVERIFY(details->consumed.back().at == m_now);
        QVERIFY(std::is_sorted(details->consumed.begin(), details->consumed.end(),
                               [](const auto &l, const auto &r) {
                                   return l.at < r.at || (l.at == r.at && l.consumed < r.consumed);
                               }));
        QCOMPARE(details->changes.size(), std::size_t{1});
        QVERIFY(details->changes.front().canUndo);
    }
    const auto team = budgetDetails(*reader, "team", {}, m_now);
    QVERIFY(team);
    QCOMPARE(team->history.size(), std::size_t{2});
    QCOMPARE(team->history[0].consumed, 41 * usd);
    QVERIFY(!team->history[0].exhaustedAt);
    QCOMPARE(team->history[1].consumed, 115 * usd);
    QVERIFY(team->history[1].exhaustedAt == at("2026-10-06T11:00:00Z"));
}

void TestBudgetsBuilder::anIdleMemberHasFiguresOfItsOwn()
{
    addTeamAndEach();
    const auto carol = budgetDetails(*reader(), "each", "carol", m_now);
    QVERIFY(carol);
    QCOMPARE(carol->row.member, std::string("carol"));
    QCOMPARE(carol->row.consumed, std::optional<std::int64_t>(0));
    QCOMPARE(carol->row.limit, 20 * usd); // not bob's, who used most
    QCOMPARE(carol->consumed.back().consumed, std::int64_t(0));
    QVERIFY(carol->row.outlook != ui::Outlook::Exhausted);
    const auto bob = budgetDetails(*reader(), "each", "bob", m_now);
    QCOMPARE(bob->row.limit, 60 * usd);
}

void TestBudgetsBuilder::foreseesTheMembersThatAreAskedFor()
{
    addTeamAndEach();
    const auto reader = this->reader();
    const auto asked = memberForecasts(*reader, {{"each", "ada"}, {"gone", "x"}}, m_now);
    QVERIFY(asked);
    QCOMPARE(asked->size(), std::size_t{1});
    const ui::BudgetMemberForecast &ada = asked->front();
    QCOMPARE(ada.member, std::string("ada"));
    QCOMPARE(ada.limit, 20 * usd);
    // The same as beside the chart of that member.
    const auto details = budgetDetails(*reader, "each", "ada", m_now);
    QVERIFY(ada.forecast == details->row.forecast);
    QVERIFY(ada.outlook == details->row.outlook);
}

void TestBudgetsBuilder::aPastPeriodIsJudgedByTheLimitOfThen()
{
    const Instant later = m_now;
    m_now = at("2026-10-20T12:00:00Z");
    addTeamAndEach(); // 100 USD, from October on
    m_now = at("2026-11-01T09:00:00Z");
    write([this](const BudgetRules &before) -> Result<BudgetRules> {
        BudgetRules rules = before;
        for (Budget &budget : rules.budgets)
            budget.limit = budget.id == "team" ? 200 * usd : budget.limit;
        return rules;
    });
    m_now = later;
    const auto team = budgetDetails(*reader(), "team", {}, m_now);
    QVERIFY(team);
    QCOMPARE(team->history.size(), std::size_t{2});
    QVERIFY(!team->history[0].isLimitOfThen); // September: there was no budget
    QCOMPARE(team->history[0].limit, 200 * usd);
    QVERIFY(team->history[1].isLimitOfThen);
    QCOMPARE(team->history[1].limit, 100 * usd);
    QVERIFY(team->history[1].exhaustedAt); // by 200 USD it would not be
    QCOMPARE(team->changes.front().what, QStringLiteral("limit: $100.00 → $200.00"));
}

void TestBudgetsBuilder::saysInWordsWhatAChangeDid()
{
    Budget before;
    before.id = "x";
    before.name = "X";
    before.limit = 50 * usd;
    Budget after = before;
    after.owner = "ada";
    after.isCap = true;
    after.overrides = {{"bob", 60 * usd}};
    const auto words = [](const Budget *was, const Budget *is) {
        return budgetChangeWords(was, is, {}, Zone());
    };
    QCOMPARE(words(&before, &after),
             QStringLiteral("cap: warns only → is to block; limit of bob: none → $60.00; "
                            "owner: none → ada"));
    QCOMPARE(words(&before, nullptr), QStringLiteral("Removed"));
    QVERIFY(words(nullptr, &before).startsWith(QStringLiteral("Added: $50.00")));
    for (const char *member : {"c", "d", "e"})
        after.overrides.push_back({member, 5 * usd});
    QVERIFY(words(&before, &after).contains(QStringLiteral("limits of 4 member")));
}

void TestBudgetsBuilder::aPreviewTriesWholePastPeriods()
{
    ui::BudgetDraft draft;
    draft.name = "Team";
    draft.limit = 100 * usd;
    const auto preview = previewOf(*reader(), draft, m_now);
    QVERIFY(preview);
    QVERIFY(preview->errors.empty());
    QCOMPARE(preview->periods, 2); // September and October
    QCOMPARE(preview->exhausted, 1);
    QCOMPARE(preview->requests, 5);
    QCOMPARE(preview->requestsAfter, 1); // the one of the 7th of October
    draft.each = DimensionRef{Dimension::User, {}};
    draft.limit = 40 * usd;
    const auto each = previewOf(*reader(), draft, m_now);
    QVERIFY(each);
    QCOMPARE(each->periods, 2);
    QCOMPARE(each->exhausted, 2); // ada in September, bob in October
    QCOMPARE(each->requestsAfter, 1);
}

void TestBudgetsBuilder::aDraftComesBackAsItWas()
{
    Budget budget;
    budget.id = "x";
    budget.name = "X";
    budget.limit = 5 * usd;
    budget.period.kind = BudgetPeriod::Kind::Rolling;
    budget.period.length = 30 * microsPerMinute; // more than the page can say
    budget.isCap = true;
    budget.owner = "ada";
    budget.raise = Budget::Raise{9 * usd, at("2026-12-01")};
    BudgetRules rules;
    rules.budgets = {budget};
    const auto again = withDraft(rules, draftOf(budget), m_now);
    QVERIFY(again);
    QVERIFY(again->budgets == rules.budgets);
    // A limit a minute, which only gateways count.
    ui::BudgetDraft minute;
    minute.name = "Rate";
    minute.limit = 30;
    minute.unit = ui::BudgetUnit::Requests;
    minute.period.kind = ui::BudgetPeriodWords::Kind::Minute;
    QCOMPARE(previewOf(*reader(), minute, m_now)->errors.size(), std::size_t{1}); // no cap
    minute.isCap = true;
    const auto refused = previewOf(*reader(), minute, m_now)->errors; // of everything nobody can
    QCOMPARE(refused.size(), std::size_t{1});
    QCOMPARE(static_cast<int>(refused[0].field),
             static_cast<int>(ui::BudgetFieldError::Field::Scope));
    minute.each = DimensionRef{Dimension::User, {}};
    QVERIFY(previewOf(*reader(), minute, m_now)->errors.empty());
    const auto rates = withDraft(rules, minute, m_now);
    QVERIFY(rates);
    const auto rate = std::find_if(rates->budgets.begin(), rates->budgets.end(),
                                   [](const Budget &one) { return one.name == "Rate"; });
    QCOMPARE(rate->period.length, microsPerMinute);
    QCOMPARE(static_cast<int>(draftOf(*rate).period.kind),
             static_cast<int>(ui::BudgetPeriodWords::Kind::Minute));
}

void TestBudgetsBuilder::whatIsWrongIsSaidBesideItsField()
{
    ui::BudgetDraft draft;
    draft.name = "Team";
    draft.limit = 0;
    const auto preview = previewOf(*reader(), draft, m_now);
    QVERIFY(preview);
    QCOMPARE(preview->errors.size(), std::size_t{1});
    QVERIFY(preview->errors.front().field == ui::BudgetFieldError::Field::Limit);
}

void TestBudgetsBuilder::tripwiresAreSwitchedByPausing()
{
    const BudgetRules shipped = shippedRules();
    ui::TripwireSettings settings = tripwiresOf(shipped, m_now);
    QVERIFY(settings == ui::TripwireSettings());
    settings.watchesPeople = false;
    settings.perSession = Money{40 * usd};
    settings.repeats = 7;
    const BudgetRules changed = withTripwires(shipped, settings);
    QVERIFY(checkBudgets(changed));
    QVERIFY(tripwiresOf(changed, m_now) == settings);
    settings.watchesPeople = true;
    BudgetRules removed = changed;
    removed.budgets.clear();
    QVERIFY(!tripwiresOf(removed, m_now).watchesPeople);
    QVERIFY(tripwiresOf(withTripwires(removed, settings), m_now) == settings);
}

void TestBudgetsBuilder::capsOfUsersAreKeptInOneBudget()
{
    using Kind = ui::BudgetPeriodWords::Kind;
    std::vector<ui::UserCap> caps;
    for (int i = 0; i < 1000; ++i)
        caps.push_back({"user-" + std::to_string(1000 + i), Money{(i % 7 == 0 ? 80 : 50) * usd},
                        Kind::Month, true});
    const auto first = withUserCaps(shippedRules(), caps, Zone(), m_now);
    QVERIFY(first);
    QVERIFY(checkBudgets(*first));
    QCOMPARE(first->budgets.size(), shippedRules().budgets.size() + 1);
    QVERIFY(userCapsOf(*first) == caps);
    std::vector<ui::UserCap> fewer(caps.begin() + 1, caps.end());
    fewer.front().limit = Money{7 * usd};
    fewer.push_back({"zoe", Money{5 * usd}, Kind::Day, false});
    const auto diffs = userCapDiffs(*first, fewer);
    QCOMPARE(diffs.size(), std::size_t{3});
    const auto second = withUserCaps(*first, fewer, Zone(), m_now);
    QVERIFY(second);
    QVERIFY(userCapsOf(*second) == fewer);
    const auto none = withUserCaps(*second, {}, Zone(), m_now);
    QVERIFY(none);
    QVERIFY(none->budgets == shippedRules().budgets);
    QVERIFY(!withUserCaps(*first, {caps[0], caps[0]}, Zone(), m_now));
}

void TestBudgetsBuilder::aCapOfABudgetForEveryUserIsAnOverride()
{
    addTeamAndEach();
    std::vector<ui::UserCap> caps = userCapsOf(rules());
    QCOMPARE(caps.size(), std::size_t{1});
    QCOMPARE(caps.front().user, std::string("bob"));
    caps.push_back({"ada", Money{33 * usd}, ui::BudgetPeriodWords::Kind::Month, false});
    // Who has no limit of their own has the common one, before and after.
    const auto diffs = userCapDiffs(rules(), caps);
    QCOMPARE(diffs.size(), std::size_t{1});
    QCOMPARE(diffs.front().before, QStringLiteral("$20.00, Month, warns, as every user"));
    QCOMPARE(userCapDiffs(rules(), {}).front().after,
             QStringLiteral("$20.00, Month, warns, as every user"));
    const auto after = withUserCaps(rules(), caps, Zone(), m_now);
    QVERIFY(after);
    QCOMPARE(after->budgets.size(), rules().budgets.size());
    QCOMPARE(userCapsOf(*after).size(), std::size_t{2});
}

void TestBudgetsBuilder::theServiceSavesAndTakesBack()
{
    BudgetsService service([this] { return m_now; }, Zone());
    QSignalSpy saved(&service, &BudgetsService::saved);
    QSignalSpy written(&service, &BudgetsService::written);
    QSignalSpy failed(&service, &BudgetsService::failed);
    QSignalSpy refused(&service, &BudgetsService::saveFailed);
    QSignalSpy ready(&service, &BudgetsService::snapshotReady);
    service.setPath(m_path);
    ui::BudgetDraft draft;
    draft.name = "Team";
    draft.limit = 100 * usd;
    service.save(draft);
    QTRY_COMPARE(saved.count(), 1);
    service.save(draft); // the name is taken
    QTRY_COMPARE(refused.count(), 1);
    draft.id = "team";
    draft.limit = 150 * usd;
    service.save(draft);
    QTRY_COMPARE(saved.count(), 2);
    service.undo(2, "team");
    QTRY_COMPARE(written.count(), 3);
    service.request();
    QTRY_COMPARE(ready.count(), 2); // what is consumed, then the whole
    QVERIFY(!ready.at(0).at(1).toBool());
    QVERIFY(ready.at(1).at(1).toBool());
    const auto snapshot = ready.at(1).at(0).value<ui::BudgetsSnapshotPtr>();
    QCOMPARE(snapshot->rows.size(), std::size_t{1});
    QCOMPARE(snapshot->rows.front().limit, 100 * usd);
    service.remove("team");
    QTRY_COMPARE(written.count(), 4);
    service.restoreRemoved();
    QTRY_COMPARE(written.count(), 5);
    service.request();
    QTRY_COMPARE(ready.count(), 3);
    QCOMPARE(ready.at(2).at(0).value<ui::BudgetsSnapshotPtr>()->rows.size(), std::size_t{1});
    QCOMPARE(failed.count(), 0);
}

void TestBudgetsBuilder::aLedgerThatIsNotThereHasTripwires()
{
    BudgetsService service([this] { return m_now; }, Zone());
    QSignalSpy ready(&service, &BudgetsService::snapshotReady);
    service.setPath(m_folder->filePath(QStringLiteral("none.sqlite")));
    service.request();
    QTRY_COMPARE(ready.count(), 1);
    const auto snapshot = ready.at(0).at(0).value<ui::BudgetsSnapshotPtr>();
    QVERIFY(snapshot->rows.empty());
    QVERIFY(snapshot->tripwires == ui::TripwireSettings());
    QVERIFY(!QFile::exists(m_folder->filePath(QStringLiteral("none.sqlite"))));
}

QTEST_GUILESS_MAIN(TestBudgetsBuilder)
#include "tst_budgetsbuilder.moc"
