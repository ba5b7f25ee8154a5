// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reports/reviewreport.h"

#include "app/alerting/alertwords.h"
#include "app/reports/pagebuilder.h"
#include "app/reports/reviewwords.h"
#include "models/money/percent.h"

#include <algorithm>
#include <array>

namespace outlay::reports {

namespace {

using alerting::amountText;
using alerting::BudgetStatus;
using alerting::momentText;

class Builder : private PageBuilder
{
public:
    Builder(const Review &review, const std::vector<ReviewBudget> &budgets)
        : m_review(review)
        , m_budgets(budgets)
    {
    }

    ReportPage build()
    {
        m_page.title = "Review of " + spanText(m_review.period, m_review.zone);
        m_page.subtitle = "Against " + spanText(m_review.prior, m_review.zone) +
                          untilText(m_review.prior.to, m_review.zone) +
                          ". Times and days: " + m_review.zone.name() + ". Amounts in US dollars.";
        addSpend();
        addChange();
        addTasks();
        addUsers();
        addBudgets();
        addAlerts();
        addDecisions();
        m_page.footer = m_page.title + ". Days of " + m_review.zone.name() + ".";
        if (m_review.hasData)
            addHighlights();
        return std::move(m_page);
    }

private:
    void addSpread(const std::string &what, const Spread &spread, const SpreadFigures &figures,
                   std::vector<int> &receipts);
    [[nodiscard]] std::string atLeast() const
    {
        const bool isMore =
            m_review.uncoveredMicros > 0 || m_review.total.measures.unpricedRequests > 0;
        return isMore ? "at least " : "";
    }
    void addSpend();
    void addBasis();
    void addClosing();
    void addChange();
    void addTasks();
    void addUsers();
    void addBudgets();
    void addAlerts();
    void addDecisions();
    void addBudgetDecisions();
    void addHighlights();
    void sayList(const std::string &text, const std::vector<std::string> &names);

    const Review &m_review;
    const std::vector<ReviewBudget> &m_budgets;
    int m_total = 0, m_before = 0;
};

/// Digest and sums only: who closed it and when is history, and the same data give the same review.
void Builder::addClosing()
{
    if (!m_review.closing)
        return;
    const ClosingComparison &closing = *m_review.closing;
    const ClosedPeriod &period = closing.period;
    const std::string closed = period.month() + " is closed (digest " + period.shortDigest() + ")";
    std::vector<ReceiptLine> lines{{"frozen", "when it was closed", spendOf(period.total)}};
    for (std::size_t i = 0; i < adjustmentCauseCount; ++i) {
        const auto cause = static_cast<AdjustmentCause>(i);
        if (closing.of(cause).spend != Money{})
            lines.push_back({"adjustment", std::string(name(cause)), closing.of(cause).spend});
    }
    const int receipt =
        sumOf("Spend of " + period.month() + " as closed, and since", std::move(lines));
    if (closing.total.spend() == Money{})
        say(closed + " with " + amountText(spendOf(period.total)) + "." +
                (closing.isUnchanged() ? ""
                                       : " What it consists of has changed since, its sum not."),
            {receipt});
    else
        say(closed + " with " + amountText(spendOf(period.total)) +
                "; since then the adjustment is " + signedText(closing.total.spend()) + ".",
            {receipt});
}

void Builder::addSpend()
{
    begin("Spend");
    addClosing();
    if (!m_review.hasData) {
        say("The ledger knows of nothing in this period.");
        return;
    }
    const Measures &total = m_review.total.measures;
    m_total = receiptOf("Spend of the period", m_review.period, m_review.total);
    m_before = receiptOf("Spend of the period before", m_review.prior, m_review.before);
    if (total.cost)
        say("Spend was " + atLeast() + amountText(*total.cost) + " for " +
                alerting::quantityText("requests", total.requests) + ".",
            {m_total});
    else
        say("What " + alerting::quantityText("requests", total.requests) +
            " cost is unknown: none has a price.");
    addBasis();
    const Money unowned = m_review.unowned.measures.cost.value_or(Money{});
    if (unowned != Money{})
        say(amountText(unowned) + " is nobody's" +
                (m_review.fees == Money{} ? "" : ", fees of plans among it") +
                ": neither a user nor a team is known of it.",
            {receiptOf("Spend of no user and no team", m_review.period, m_review.unowned)});
}

void Builder::addBasis()
{
    const Measures &total = m_review.total.measures;
    std::vector<ReceiptLine> parts;
    std::vector<std::string> said;
    const auto put = [&](const char *basis, const char *whose, const char *words, Money amount) {
        if (amount == Money{})
            return;
        parts.push_back({basis, whose, amount});
        said.push_back(amountText(amount) + (said.empty() ? " was " : " ") + words);
    };
    put("billed", "by providers, fees of plans included", "billed", total.billed);
    put("reported", "by gateways", "reported by gateways", total.reported);
    put("estimated", "from the price book", "estimated", total.estimated);
    put("client", "a client's own guess", "told by clients", total.client);
    if (!parts.empty()) {
        const int sum = sumOf("Spend by what the figures are", std::move(parts));
        say("Of it " + inOneSentence(said) + "." +
                (total.residual == Money{}
                     ? ""
                     : " No request stands for " + amountText(total.residual) + " of it."),
            {sum, m_total});
    }
    if (m_review.fees != Money{}) {
        const int fees =
            sumOf("Not itemised", {{"fees of plans", "", m_review.fees},
                                   {"bills without requests", "", total.residual - m_review.fees}});
        say("Fees of plans: " + amountText(m_review.fees) + ", in what is not itemised.", {fees});
    }
    if (total.listValue != Money{})
        say("Use that plans pay for: " + amountText(total.listValue) +
                " at list prices. It is no spend.",
            {atListPrices(m_review.period, total.listValue)});
    constexpr std::int64_t minutes = 60;
    const std::int64_t open = m_review.uncoveredMicros / microsPerMinute;
    if (m_review.uncoveredMicros > 0)
        say("No source vouches for " + std::to_string(open / minutes) + " h " +
            std::to_string(open % minutes) + " min of the period: what was spent then is unknown.");
}

void Builder::addChange()
{
    begin("Against the period before");
    if (!m_review.change.hasPrior) {
        say("Nothing is known of the period before.");
        return;
    }
    static constexpr std::array<std::pair<ChangeTerm, const char *>, changeTermCount> terms{{
        {ChangeTerm::Volume, "volume: more or fewer requests"},
        {ChangeTerm::Mix, "mix: other models and tiers"},
        {ChangeTerm::Efficiency, "efficiency: other tokens a request"},
        {ChangeTerm::Price, "price: the same tokens cost something else"},
        {ChangeTerm::NotItemised, "not itemised"},
        {ChangeTerm::Unpriced, "unpriced in one of the periods"},
    }};
    const ChangeSplit &split = m_review.change.split;
    std::vector<ReceiptLine> lines;
    PageTable table{{"Why", "Change"}, {}, {"Total", signedText(split.change())}};
    for (const auto &[term, words] : terms) {
        const bool isOfBooks = term == ChangeTerm::NotItemised || term == ChangeTerm::Unpriced;
        if (isOfBooks && split.terms[term] == Money{})
            continue; // most have neither
        lines.push_back({words, "", split.terms[term]});
        table.rows.push_back({words, signedText(split.terms[term])});
    }
    const int why = sumOf("The change by its reasons", std::move(lines));
    std::vector<int> receipts{why};
    if (m_before > 0)
        receipts.insert(receipts.end(), {m_total, m_before});
    say("Spend went from " + amountText(split.prior) + " to " + amountText(split.now) + ", " +
            signedText(split.change()) + ".",
        receipts);
    add(std::move(table));
    PageTable drivers{{"Project", "Before", "Now", "Change"}, {}, {}};
    const TopChanges &top = m_review.drivers;
    for (const ExplainedChange &one : top.top)
        drivers.rows.push_back(
            {one.value.isNotItemised ? "not itemised"
                                     : oneLine(one.value.value.value_or("unknown")),
             amountText(one.value.prior), amountText(one.value.now), signedText(one.delta)});
    drivers.rows.push_back({"the rest", amountText(top.restPrior), amountText(top.restNow),
                            signedText(top.restDelta())});
    drivers.total = {"Total", amountText(top.prior), amountText(top.now), signedText(top.change())};
    add(std::move(drivers));
}

/// The figures of a spread are those of one task or user each, and theirs have receipts.
void Builder::addSpread(const std::string &what, const Spread &spread, const SpreadFigures &figures,
                        std::vector<int> &receipts)
{
    const auto put = [&](const std::string &title, const std::optional<NamedFigure> &one,
                         const std::optional<Money> &amount) {
        if (!one || !amount)
            return;
        const int number = receiptOf(title + " of " + std::to_string(spread.count) + " " + what +
                                         "s: " + oneLine(one->name),
                                     m_review.period, one->figure);
        const Money rest = m_page.receipts.back().sum - *amount;
        if (rest != Money{})
            takeOff("less what is not itemised", "in no " + what + "'s cost", rest);
        receipts.push_back(number);
    };
    put("Median", figures.median, spread.median);
    put("95th percentile", figures.p95, spread.p95);
}

void Builder::addTasks()
{
    begin("Tasks");
    const TaskCosts &tasks = m_review.tasks;
    std::vector<ReceiptLine> lines;
    PageTable table{{"Task", "Cost"}, {}, {}};
    const auto put = [&](const std::string &what, Money amount) {
        if (amount == Money{})
            return;
        lines.push_back({what, "", amount});
        table.rows.push_back({what, amountText(amount)});
    };
    for (const TaskRow &row : tasks.dearest)
        put(oneLine(row.task), row.measures.cost.value_or(Money{}));
    put("other tasks", tasks.rest.cost.value_or(Money{}));
    put("no task known", tasks.unknown ? tasks.unknown->cost.value_or(Money{}) : Money{});
    put("not itemised", tasks.notItemised);
    table.total = {"Total", amountText(tasks.total.cost.value_or(Money{}))};
    std::vector<int> receipts{sumOf("Spend by task", std::move(lines))};
    for (const NamedFigure &one : m_review.dearestTasks)
        receipts.push_back(receiptOf("Task " + oneLine(one.name), m_review.period, one.figure));
    addSpread("task", tasks.cost, m_review.taskSpread, receipts);
    say(spreadText(tasks.cost, "task", "tasks"), receipts);
    add(std::move(table));
}

void Builder::addUsers()
{
    begin("Users");
    const UserCosts &users = m_review.users;
    std::vector<ReceiptLine> lines;
    PageTable table{{"User", "Cost"}, {}, {}};
    const auto put = [&](const std::string &what, Money amount) {
        if (amount == Money{})
            return;
        lines.push_back({what, "", amount});
        table.rows.push_back({what, amountText(amount)});
    };
    for (const NamedFigure &one : users.dearest)
        put(oneLine(one.name), one.figure.measures.cost.value_or(Money{}));
    put("other users", users.rest);
    put("no user known", users.unknown);
    put("not itemised", users.notItemised);
    table.total = {"Total", amountText(m_review.total.measures.cost.value_or(Money{}))};
    std::vector<int> receipts{sumOf("Spend by user", std::move(lines))};
    for (const NamedFigure &one : users.dearest)
        receipts.push_back(receiptOf("User " + oneLine(one.name), m_review.period, one.figure));
    addSpread("user", users.spread, m_review.userSpread, receipts);
    std::string spread = spreadText(users.spread, "user", "users");
    if (users.spread.median && users.notItemised != Money{})
        spread += " What is not itemised is in neither.";
    say(spread, receipts);
    add(std::move(table));
}

std::string percentOf(const BudgetStatus &status)
{
    if (!status.limit || *status.limit <= 0)
        return "no limit";
    constexpr int hundred = 100;
    return asPercent(toString(Int128(status.amount()) * hundred / *status.limit));
}

/// Of a budget that counts in days of another zone, which these are.
std::string otherDays(const ReviewBudget &one, const Zone &zone)
{
    const std::string &own = one.status.budget->period.zone;
    const auto named = Zone::named(own);
    if (!one.status.period || own == zone.name() || !named)
        return {};
    const TimeRange &period = *one.status.period;
    const std::string first = dayText(period.from, *named);
    const std::string last = dayText({period.to.micros - 1}, *named);
    return " (" + (first == last ? first : first + " to " + last) + ", " + own + ")";
}

void Builder::addBudgets()
{
    begin("Budgets");
    PageTable table{{"Budget", "Used", "Limit", "Utilization", "Crossed"}, {}, {}};
    std::vector<int> receipts;
    for (const ReviewBudget &one : m_budgets) {
        const BudgetStatus &status = one.status;
        const std::string unit(name(status.budget->unit));
        std::string crossed;
        for (const int threshold : status.thresholdsCrossed)
            crossed += (crossed.empty() ? "" : ", ") + asPercent(threshold);
        std::string title = status.budget->name;
        if (!status.member.empty())
            title += ": " + status.member;
        title += otherDays(one, m_review.zone);
        table.rows.push_back({oneLine(title), alerting::quantityText(unit, status.amount()),
                              status.limit ? alerting::quantityText(unit, *status.limit) : "none",
                              percentOf(status), crossed.empty() ? "none" : crossed});
        if (!one.figure)
            continue;
        receipts.push_back(receiptOf("Used of budget " + oneLine(title), one.range, *one.figure));
        if (one.fees != Money{})
            takeOff("less fees of plans", "no part of what a budget has used", one.fees);
    }
    if (table.rows.empty()) {
        say("There are no budgets.");
        return;
    }
    say("As they stood at the end of the period, each over its own; of a budget for each member "
        "its fullest one.",
        receipts);
    add(std::move(table));
}

std::string doneAbout(const ReviewAlert &one)
{
    std::string text;
    for (const AlertLogRow &row : one.log) {
        if (row.what != "acknowledged" && row.what != "resolved" && row.what != "snoozed")
            continue;
        constexpr std::int64_t minutes = 60;
        const std::int64_t after = (row.at.micros - one.alert.knownAt.micros) / microsPerMinute;
        text += (text.empty() ? "" : "; ") + row.what + " by " +
                (row.who.empty() ? "Outlay" : oneLine(row.who)) + " after " +
                std::to_string(after / minutes) + " h " + std::to_string(after % minutes) + " min";
    }
    if (!text.empty())
        return text;
    if (one.alert.state != AlertState::Resolved)
        return "nothing yet";
    return one.alert.inhibitedBy.empty() ? "it ended by itself" : "another alert tells of it";
}

void Builder::addAlerts()
{
    begin("Alerts");
    std::array<int, 3> counts{}; // open, acknowledged or snoozed, resolved
    PageTable table{{"Alert", "Happened", "State", "Done about it"}, {}, {}};
    for (const ReviewAlert &one : m_review.alerts) {
        const AlertState state = one.alert.state;
        ++counts[state == AlertState::Resolved ? 2 : state == AlertState::Open ? 0 : 1];
        table.rows.push_back({oneLine(alerting::wordsFor(one.alert, m_review.zone).title),
                              momentText(one.alert.happenedAt, m_review.zone),
                              std::string(name(state)), doneAbout(one)});
    }
    if (table.rows.empty()) {
        say("There were no alerts.");
        return;
    }
    say(counted(static_cast<std::int64_t>(table.rows.size()), "alert", "alerts") +
        ", as they stood at the end of the period: " + std::to_string(counts[0]) + " open, " +
        std::to_string(counts[1]) + " in hand, " + std::to_string(counts[2]) + " resolved.");
    add(std::move(table));
}

void Builder::sayList(const std::string &text, const std::vector<std::string> &names)
{
    if (!names.empty())
        say(text + ": " + listOf(names) + ".");
}

void Builder::addBudgetDecisions()
{
    constexpr double near = 0.9;
    std::vector<std::string> past, close;
    for (const ReviewBudget &one : m_budgets) {
        const BudgetStatus &status = one.status;
        if (!status.utilization || *status.utilization < near)
            continue;
        (*status.utilization >= 1 ? past : close)
            .push_back(status.budget->name + " (" + percentOf(status) + ")");
    }
    sayList("Budgets past their limit: raise them, or spend less", past);
    sayList("Budgets near their limit", close);
}

void Builder::addDecisions()
{
    begin("Decisions due");
    addBudgetDecisions();
    const ReviewDecisions &due = m_review.decisions;
    std::vector<std::string> unpriced, broken;
    for (const UnpricedModel &model : due.unpriced)
        unpriced.push_back(model.model + " (" + alerting::quantityText("requests", model.requests) +
                           ")");
    sayList("Models without a price: set one", unpriced);
    if (due.quarantined != Money{})
        say(amountText(due.quarantined) +
            " was reported that cannot be right; confirm it or leave it out. It is in no sum.");
    sayList("How these sources are paid nobody said; they count as metered", due.unansweredPlans);
    for (const ReviewAlert &one : m_review.alerts) {
        const AlertKind kind = one.alert.kind;
        if (one.alert.isActive() &&
            (kind == AlertKind::SourceBroken || kind == AlertKind::SourceSilent))
            broken.push_back(alerting::wordsFor(one.alert, m_review.zone).title);
    }
    sayList("Sources that need somebody", broken);
    sayList("Users that are no person yet", due.unmappedUsers);
    if (m_page.sections.back().sentences.empty())
        say("None.");
}

void Builder::addHighlights()
{
    const Measures &total = m_review.total.measures;
    const std::string requests = alerting::quantityText("requests", total.requests);
    const auto put = [this](std::string label, std::string value, std::string note) {
        m_page.highlights.push_back({std::move(label), std::move(value), std::move(note)});
    };
    put("Spend", total.cost ? amountText(*total.cost) : "unknown",
        total.cost ? atLeast() + "for " + requests : requests);
    const ChangeSplit &split = m_review.change.split;
    if (m_review.change.hasPrior)
        put("Against the period before", signedText(split.change()),
            "it was " + amountText(split.prior));
    const auto past =
        std::count_if(m_budgets.begin(), m_budgets.end(), [](const ReviewBudget &one) {
            return one.status.utilization && *one.status.utilization >= 1;
        });
    if (!m_budgets.empty())
        put("Budgets past their limit", std::to_string(past),
            "of " + std::to_string(m_budgets.size()));
    const auto open =
        std::count_if(m_review.alerts.begin(), m_review.alerts.end(),
                      [](const ReviewAlert &one) { return one.alert.state == AlertState::Open; });
    put("Alerts", std::to_string(m_review.alerts.size()), std::to_string(open) + " open");
}

} // namespace

ReportPage reviewPage(const Review &review, const std::vector<ReviewBudget> &budgets)
{
    return Builder(review, budgets).build();
}

} // namespace outlay::reports
