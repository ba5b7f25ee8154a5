// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tasks/taskwords.h"

#include "ui/text/bidi.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Tasks)
};

constexpr int longestSession = 13;

} // namespace

QString outcomeText(const OutcomeCounts &o, const QLocale &locale)
{
    const std::int64_t known = o.success + o.error + o.refusedByCap + o.cancelled;
    if (known == 0)
        return Words::tr("not known");
    if (o.success == known)
        return Words::tr("all well");
    return Words::tr("%1 of %2 well", "requests that succeeded, of those whose end is known")
        .arg(count(o.success, locale), count(known, locale));
}

QString outcomeHint(const OutcomeCounts &o, const QLocale &locale)
{
    QStringList lines{
        Words::tr("How its requests ended; whether the task succeeded no source says.")};
    const auto add = [&](std::int64_t number, const QString &what) {
        if (number > 0)
            lines << Words::tr("%1: %2", "how requests ended, how many")
                         .arg(what, count(number, locale));
    };
    add(o.success, Words::tr("Success"));
    add(o.error, Words::tr("Error"));
    add(o.refusedByCap, Words::tr("Refused by a cap"));
    add(o.cancelled, Words::tr("Cancelled"));
    add(o.unknown, Words::tr("Not known"));
    return lines.join(u'\n');
}

QString taskLabel(const std::string &task)
{
    return shownName({Dimension::Task, {}}, task);
}

QString agentLabel(const AgentTree &tree, const Agent &agent)
{
    if (agent.name.isUnknown())
        return Words::tr("No agent known");
    const bool isOfSession =
        agent.starter && tree.agents[*agent.starter].name.session == agent.name.session;
    QString text = shownName({Dimension::Agent, {}}, agent.name.agent);
    if (text.isEmpty())
        text = isOfSession ? Words::tr("(no name)") : Words::tr("main");
    if (!isOfSession && !agent.name.session.empty()) {
        QString session = shownName({Dimension::Session, {}}, agent.name.session);
        if (session.size() > longestSession)
            session = session.left(longestSession) + QChar(0x2026);
        text = Words::tr("%1 of %2", "agent, session").arg(text, session);
    }
    return agent.starter && !agent.isStarterKnown ? QString(text + QStringLiteral(" ?")) : text;
}

QString taskMoney(const std::optional<Money> &cost, std::int64_t unpriced, const QLocale &locale)
{
    if (!cost)
        return Words::tr("unpriced");
    const QString text = moneyFine(*cost, locale);
    return unpriced > 0 ? atLeast(text) : text;
}

QString multiplierText(const TeamCost &cost, const QLocale &locale)
{
    const auto millis = cost.multiplierMillis();
    if (!millis)
        return dash();
    const QString decimals = QString::number(*millis % 1000).rightJustified(3, u'0');
    return isolated(locale.toString(static_cast<qlonglong>(*millis / 1000)) +
                    locale.decimalPoint() + decimals + QChar(0xd7));
}

/// What each agent of a team has in it, and their sum.
static std::vector<ReceiptLine> byAgent(const AgentTree &tree, const QString &what,
                                        Money (*amountOf)(const TeamCost &), const QLocale &locale)
{
    std::vector<ReceiptLine> lines;
    Money sum;
    for (const Agent &agent : tree.agents) {
        const Money amount = amountOf(agent.share);
        if (!agent.team || amount == Money{})
            continue;
        sum += amount;
        lines.push_back(
            {ReceiptLine::Kind::Part, agentLabel(tree, agent), moneyExact(amount, locale)});
    }
    lines.push_back({ReceiptLine::Kind::Sum, what, moneyExact(sum, locale)});
    return lines;
}

static std::vector<ReceiptLine> ofTwo(const SumLine &first, const SumLine &second,
                                      const QString &what, const QLocale &locale)
{
    const auto part = [&](const SumLine &line) {
        return ReceiptLine{ReceiptLine::Kind::Part, line.what, moneyExact(line.sum, locale)};
    };
    return {part(first),
            part(second),
            {ReceiptLine::Kind::Sum, what, moneyExact(first.sum + second.sum, locale)}};
}

/// Each amount with what it consists of: by agent, or of the lines above it.
static void addReceipts(std::vector<SumLine> &lines, const AgentTree &tree, const QLocale &locale)
{
    const TeamCost &cost = tree.cost;
    const std::array sums{cost.team, Money{-cost.duplicated.nanos}, cost.oneAgent(), cost.carried,
                          cost.alone()};
    for (std::size_t i = 0; i < sums.size(); ++i)
        lines[i].sum = sums.at(i);
    using Share = const TeamCost &;
    lines[0].receipt = byAgent(
        tree, lines[0].what, [](Share share) { return share.team; }, locale);
    lines[1].receipt = byAgent(
        tree, lines[1].what, [](Share share) { return Money{-share.duplicated.nanos}; }, locale);
    lines[2].receipt = ofTwo(lines[0], lines[1], lines[2].what, locale);
    lines[3].receipt = byAgent(
        tree, lines[3].what, [](Share share) { return share.carried; }, locale);
    lines[4].receipt = ofTwo(lines[2], lines[3], lines[4].what, locale);
}

std::vector<SumLine> teamSums(const AgentTree &tree, const QLocale &locale)
{
    const TeamCost &cost = tree.cost;
    const auto started =
        std::count_if(tree.agents.begin(), tree.agents.end(),
                      [](const Agent &agent) { return agent.starter.has_value(); });
    if (tree.teams.empty() || started == 0)
        return {};
    std::vector<SumLine> lines{
        {Words::tr("The team, at the price book's prices"), moneyFine(cost.team, locale), false},
        {Words::tr("less what %n agent(s) sent anew of the lead's first context (%1 tokens)",
                   nullptr, pluralOf(static_cast<std::int64_t>(started)))
             .arg(countCompact(cost.duplicatedTokens, locale)),
         moneyFine({-cost.duplicated.nanos}, locale), false},
        {Words::tr("The same unique tokens in one agent"), moneyFine(cost.oneAgent(), locale),
         true},
        {Words::tr("plus the others' contexts, read again with each call (%1 tokens)")
             .arg(countCompact(cost.carriedTokens, locale)),
         moneyFine(cost.carried, locale), false},
        {Words::tr("If one agent had done it all"), moneyFine(cost.alone(), locale), true}};
    addReceipts(lines, tree, locale);
    AgentReport sum;
    for (const Agent &agent : tree.agents) {
        if (!agent.starter)
            continue;
        sum.tokens += agent.report.tokens;
        sum.sent += agent.report.sent;
        sum.received += agent.report.received;
        sum.receivedCost += agent.report.receivedCost;
    }
    if (sum.tokens > 0)
        lines.push_back(
            {Words::tr("Among it reports to who started them: %1 tokens sent for %2, %3 "
                       "tokens read for %4")
                 .arg(countCompact(sum.tokens, locale), moneyFine(sum.sent, locale),
                      countCompact(sum.received, locale), moneyFine(sum.receivedCost, locale)),
             {},
             false});
    if (cost.unpriced > 0)
        lines.push_back({Words::tr("Without a price, on neither side: %n request(s)", nullptr,
                                   pluralOf(cost.unpriced)),
                         {},
                         false});
    return lines;
}

} // namespace outlay::ui
