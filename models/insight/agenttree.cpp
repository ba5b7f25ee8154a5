// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/agenttree.h"

#include "models/receipt/receipt.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace outlay {

namespace {

AgentName nameOf(const EventRow &event)
{
    return {std::string(dimensionOf(event, Dimension::Session)),
            std::string(dimensionOf(event, Dimension::Agent))};
}

Money &partOf(Agent &agent, Basis basis)
{
    switch (basis) {
    case Basis::Billed:
        return agent.billed;
    case Basis::Reported:
        return agent.reported;
    case Basis::Client:
        return agent.client;
    case Basis::Effective:
    case Basis::Estimated:
        break;
    }
    return agent.estimated;
}

bool isCounted(const EventRow &event)
{
    return !event.isControl && !event.isSetAside;
}

/// One call of a model, of which a prompt is known.
bool isCall(const EventRow &event)
{
    return event.requests == 1 && !event.isGatewayCacheHit && event.usage.prompt() > 0;
}

/// The order of requests of one moment: by what they say, never by when they were read.
bool isBefore(const EventRow &left, const EventRow &right)
{
    const auto key = [](const EventRow &event) {
        return std::tuple(
            event.at, dimensionOf(event, Dimension::Session), dimensionOf(event, Dimension::Agent),
            dimensionOf(event, Dimension::Model), event.usage.counts, event.cost.value_or(Money{}));
    };
    return key(left) < key(right);
}

/// What the price book makes of a request, with `usage` in place of its own; nullopt: unpriced.
std::optional<Money> listed(const PriceBook &book, const EventRow &event, const TokenUsage &usage)
{
    if (event.isGatewayCacheHit || event.usage.isZero())
        return Money{}; // nobody was asked for anything
    PriceRequest request = priceRequest(event);
    request.usage = usage;
    const auto handle = book.resolve(request.provider, request.model, request.modelGroup);
    const Quote quote = book.quote(handle, request);
    return quote.status == Quote::Status::Priced ? std::optional(quote.cost) : std::nullopt;
}

/// What `more` costs beyond `less`, both of the same request.
Money difference(const PriceBook &book, const EventRow &event, const TokenUsage &more,
                 const TokenUsage &less)
{
    const auto dear = listed(book, event, more);
    const auto cheap = listed(book, event, less);
    return dear && cheap ? *dear - *cheap : Money{};
}

std::int64_t saidBy(const EventRow &call)
{
    return std::max<std::int64_t>(
        call.usage[TokenClass::Output] - call.usage[TokenClass::Reasoning], 0);
}

/// Calls of one model by one agent.
struct Calls
{
    std::int64_t count = 0;
    std::optional<EventRow> first, last;
    std::int64_t lastPrompt = 0;
};

/// What the first reading gathers of an agent.
struct Gathered
{
    Agent agent;
    std::string startedBy;
    std::map<std::string, Calls> calls; ///< by model
    std::set<std::string> models, branches;

    /// Of the model most of its calls went to, ties to the smallest name; may be null.
    [[nodiscard]] const std::pair<const std::string, Calls> *mainCalls() const
    {
        const auto most = std::max_element(calls.begin(), calls.end(), [](auto &l, auto &r) {
            return l.second.count < r.second.count;
        });
        return most == calls.end() ? nullptr : &*most;
    }
};

/// Hands requests on in an order that does not depend on how they were taken in.
class InOrder
{
public:
    using Visit = std::function<void(const std::vector<EventRow> &)>;
    /// `visit` is given all requests of one moment at once.
    explicit InOrder(Visit visit) : m_visit(std::move(visit)) {}

    void add(const EventRow &event)
    {
        if (!m_moment.empty() && m_moment.front().at != event.at)
            flush();
        m_moment.push_back(event);
    }
    void flush()
    {
        std::sort(m_moment.begin(), m_moment.end(), isBefore);
        m_visit(m_moment);
        m_moment.clear();
    }

private:
    Visit m_visit;
    std::vector<EventRow> m_moment;
};

Result<> readInOrder(const EachRequest &each, const InOrder::Visit &visit)
{
    InOrder order(visit);
    OUTLAY_TRY(each([&order](const EventRow &event) {
        if (isCounted(event))
            order.add(event);
        return true;
    }));
    order.flush();
    return {};
}

class TreeBuilder
{
public:
    explicit TreeBuilder(const PriceBook &book) : m_book(book) {}

    void gather(const EventRow &event);
    /// Between the readings.
    void place();
    /// The second reading, moment by moment.
    void weigh(const std::vector<EventRow> &moment);
    AgentTree finish();

private:
    /// What the second reading needs of an agent of the tree.
    struct Weighed
    {
        std::string model;        ///< of its context
        std::int64_t common = 0;  ///< tokens of its prompts that others of its team sent before
        std::int64_t message = 0; ///< the part of these that the one who started it had said
        std::int64_t context = 0; ///< what it last held beyond the common ones
        std::int64_t said = 0;    ///< by its last call
        std::optional<EventRow> first, last;
        std::vector<std::size_t> toRead; ///< started agents whose report may wait for it
    };
    void gatherCall(Gathered &gathered, const EventRow &event);
    void weighCall(std::size_t index, const EventRow &event);
    void readReports(std::size_t index, const EventRow &event);
    void addReport(std::size_t index);
    void addTeams();

    const PriceBook &m_book;
    std::map<AgentName, Gathered> m_gathered;
    AgentTree m_tree;
    std::map<AgentName, std::size_t> m_index; ///< into the tree's agents
    std::vector<Weighed> m_weighed;
    std::vector<std::int64_t> m_contexts; ///< by team: what all its agents hold
    std::vector<bool> m_usesCache;        ///< by team
};

void TreeBuilder::gather(const EventRow &event)
{
    const AgentName name = nameOf(event);
    const auto [found, isNew] = m_gathered.try_emplace(name);
    Gathered &gathered = found->second;
    Agent &agent = gathered.agent;
    if (isNew) {
        agent.name = name;
        agent.first = event.at;
    }
    agent.last = event.at;
    agent.requests += event.requests;
    agent.usage += event.usage;
    if (event.cost) {
        agent.cost = agent.cost.value_or(Money{}) + *event.cost;
        partOf(agent, event.basis) += *event.cost;
    } else {
        agent.unpricedRequests += event.requests;
    }
    if (event.isListValue)
        agent.listValue += event.estimate.value_or(Money{});
    // Sources that disagree: the smallest name, whatever was read first.
    if (!event.parentAgent.empty() &&
        (gathered.startedBy.empty() || event.parentAgent < gathered.startedBy))
        gathered.startedBy = event.parentAgent;
    const std::string model(dimensionOf(event, Dimension::Model));
    if (!model.empty())
        gathered.models.insert(model);
    if (!event.branch.empty())
        gathered.branches.insert(event.branch);
    agent.cacheRead += event.usage[TokenClass::CacheRead];
    agent.share.requests += event.requests;
    if (const auto cost = listed(m_book, event, event.usage))
        agent.share.team += *cost;
    else
        agent.share.unpriced += event.requests;
    if (isCall(event))
        gatherCall(gathered, event);
}

void TreeBuilder::gatherCall(Gathered &gathered, const EventRow &event)
{
    Calls &calls = gathered.calls[std::string(dimensionOf(event, Dimension::Model))];
    const std::int64_t prompt = event.usage.prompt();
    if (calls.count == 0)
        calls.first = event;
    if (!gathered.agent.name.isUnknown()) {
        const std::int64_t again = std::min(prompt, calls.lastPrompt);
        gathered.agent.reread =
            gathered.agent.reread.value_or(0) +
            std::max<std::int64_t>(again - event.usage[TokenClass::CacheRead], 0);
    }
    ++calls.count;
    calls.lastPrompt = prompt;
    calls.last = event;
}

void TreeBuilder::place()
{
    std::vector<AgentTraces> traces;
    std::vector<Gathered *> gathered;
    for (auto &[name, one] : m_gathered) {
        traces.push_back({name, one.startedBy, one.agent.first, !one.agent.usage.isZero()});
        gathered.push_back(&one);
    }
    const std::vector<AgentPlace> places = placeAgents(traces);
    std::vector<std::size_t> indexOf(traces.size());
    for (const std::size_t from : treeOrder(traces, places)) {
        const std::size_t to = m_tree.agents.size();
        indexOf[from] = to;
        m_index[traces[from].name] = to;
        Gathered &one = *gathered[from];
        Agent &agent = m_tree.agents.emplace_back(std::move(one.agent));
        agent.models.assign(one.models.begin(), one.models.end());
        agent.branches.assign(one.branches.begin(), one.branches.end());
        agent.isStarterKnown = places[from].isStarterKnown;
        Weighed &weighed = m_weighed.emplace_back();
        if (const auto *calls = one.mainCalls()) {
            weighed.model = calls->first;
            weighed.first = calls->second.first;
            weighed.last = calls->second.last;
            agent.overhead = weighed.first->usage.prompt();
        }
        if (places[from].starter) {
            agent.starter = indexOf[*places[from].starter];
            agent.depth = m_tree.agents[*agent.starter].depth + 1;
            agent.team = m_tree.agents[*agent.starter].team;
            m_weighed[*agent.starter].toRead.push_back(to);
        } else if (!agent.name.isUnknown()) {
            agent.team = m_tree.teams.size();
            m_tree.teams.push_back({to, 0, {}});
        }
    }
    m_gathered.clear();
    addTeams();
}

void TreeBuilder::addTeams()
{
    m_contexts.resize(m_tree.teams.size());
    m_usesCache.resize(m_tree.teams.size());
    for (std::size_t i = 0; i < m_tree.agents.size(); ++i) {
        const Agent &agent = m_tree.agents[i];
        if (!agent.team)
            continue;
        Team &team = m_tree.teams[*agent.team];
        ++team.agents;
        const std::int64_t leads = m_tree.agents[team.lead].overhead.value_or(0);
        m_weighed[i].common = std::min(agent.overhead.value_or(0), leads);
        if (agent.usage[TokenClass::CacheRead] > 0 || agent.usage[TokenClass::CacheWrite5m] > 0 ||
            agent.usage[TokenClass::CacheWrite1h] > 0)
            m_usesCache[*agent.team] = true;
    }
    for (std::size_t i = 0; i < m_tree.agents.size(); ++i) {
        if (m_tree.agents[i].starter)
            addReport(i);
    }
}

/// What the agent paid for its report.
void TreeBuilder::addReport(std::size_t index)
{
    if (!m_weighed[index].last)
        return;
    const EventRow &last = *m_weighed[index].last;
    AgentReport &report = m_tree.agents[index].report;
    report.tokens = saidBy(last);
    TokenUsage silent = last.usage;
    silent[TokenClass::Output] -= report.tokens;
    report.sent = difference(m_book, last, last.usage, silent);
}

void TreeBuilder::weigh(const std::vector<EventRow> &moment)
{
    const auto isOfContext = [this](std::size_t index, const EventRow &event) {
        return m_tree.agents[index].team && isCall(event) &&
               dimensionOf(event, Dimension::Model) == m_weighed[index].model;
    };
    for (const EventRow &event : moment) {
        const auto found = m_index.find(nameOf(event));
        if (found == m_index.end() || !isOfContext(found->second, event))
            continue;
        readReports(found->second, event);
        weighCall(found->second, event);
    }
    // Calls of one moment know nothing of each other.
    for (const EventRow &event : moment) {
        const auto found = m_index.find(nameOf(event));
        if (found == m_index.end() || !isOfContext(found->second, event))
            continue;
        Weighed &weighed = m_weighed[found->second];
        const std::int64_t held = event.usage.prompt() + event.usage[TokenClass::Output];
        const std::int64_t context = std::max<std::int64_t>(held - weighed.common, 0);
        m_contexts[*m_tree.agents[found->second].team] += context - weighed.context;
        weighed.context = context;
        weighed.said = saidBy(event);
    }
}

void TreeBuilder::weighCall(std::size_t index, const EventRow &event)
{
    Agent &agent = m_tree.agents[index];
    Weighed &weighed = m_weighed[index];
    const bool usesCache = m_usesCache[*agent.team];
    TokenUsage usage = event.usage;
    if (weighed.first && weighed.first->at == event.at && weighed.first->usage == event.usage) {
        weighed.first.reset(); // once
        if (agent.starter) {
            weighed.message =
                std::min(m_weighed[*agent.starter].said, *agent.overhead - weighed.common);
            weighed.common += weighed.message;
        }
        if (agent.starter && usesCache) {
            const SharedPrompt shared = withSharedPrompt(usage, weighed.common);
            agent.share.duplicated += difference(m_book, event, usage, shared.usage);
            agent.share.duplicatedTokens += shared.moved;
            usage = shared.usage;
        }
    }
    const std::int64_t room = std::max<std::int64_t>(contextWindow - usage.prompt(), 0);
    const std::int64_t others = m_contexts[*agent.team] - weighed.context - weighed.message;
    const std::int64_t carried = std::clamp<std::int64_t>(others, 0, room);
    TokenUsage full = usage;
    full[usesCache ? TokenClass::CacheRead : TokenClass::Input] += carried;
    agent.share.carried += difference(m_book, event, full, usage);
    agent.share.carriedTokens += carried;
}

/// The first call of a starter after the last of those it started sends their reports on.
void TreeBuilder::readReports(std::size_t index, const EventRow &event)
{
    TokenUsage left = event.usage;
    std::erase_if(m_weighed[index].toRead, [&](std::size_t started) {
        const std::optional<EventRow> &last = m_weighed[started].last;
        if (!last)
            return true;
        if (last->at >= event.at)
            return false;
        AgentReport &report = m_tree.agents[started].report;
        const TokenUsage before = left;
        for (const TokenClass sent :
             {TokenClass::Input, TokenClass::CacheWrite5m, TokenClass::CacheWrite1h}) {
            const std::int64_t part = std::min(report.tokens - report.received, left[sent]);
            left[sent] -= part;
            report.received += part;
        }
        report.receivedCost = difference(m_book, event, before, left);
        // From now on it is in the starter's context.
        const std::int64_t moved = std::min(report.received, m_weighed[started].context);
        m_weighed[started].context -= moved;
        m_contexts[*m_tree.agents[index].team] -= moved;
        return true;
    });
}

AgentTree TreeBuilder::finish()
{
    Measures &sum = m_tree.listed;
    for (const Agent &agent : m_tree.agents) {
        sum.requests += agent.requests;
        sum.unpricedRequests += agent.unpricedRequests;
        sum.usage += agent.usage;
        if (agent.cost)
            sum.cost = sum.cost.value_or(Money{}) + *agent.cost;
        sum.listValue += agent.listValue;
        if (agent.team) {
            m_tree.teams[*agent.team].cost += agent.share;
            m_tree.cost += agent.share;
        }
    }
    return std::move(m_tree);
}

} // namespace

Result<AgentTree> agentTree(const EachRequest &each, const PriceBook &book)
{
    TreeBuilder builder(book);
    OUTLAY_TRY(readInOrder(each, [&builder](const std::vector<EventRow> &moment) {
        for (const EventRow &event : moment)
            builder.gather(event);
    }));
    builder.place();
    OUTLAY_TRY(readInOrder(
        each, [&builder](const std::vector<EventRow> &moment) { builder.weigh(moment); }));
    return builder.finish();
}

Result<AgentTree> readAgentTree(LedgerReader &reader, const PriceBook &book, const Query &query,
                                const CancelToken &cancel)
{
    Query asked;
    asked.range = query.range;
    asked.zone = query.zone;
    asked.where = query.where;
    const EachRequest each = [&](const std::function<bool(const EventRow &)> &visit) {
        return reader.eachEvent(asked, visit, cancel);
    };
    constexpr int mostTries = 3;
    for (int i = 1;; ++i) {
        const Result<std::int64_t> before = reader.changeCounter();
        const Result<Answer> answer = reader.run(asked, cancel);
        if (!answer)
            return tl::unexpected<Error>(answer.error());
        Result<AgentTree> tree = agentTree(each, book);
        const Result<std::int64_t> after = reader.changeCounter();
        const bool isSteady = before && after && *before == *after;
        if (tree) {
            tree->total = answer->total;
            tree->range = answer->range;
        }
        if (!tree || isSteady || i == mostTries)
            return tree;
    }
}

} // namespace outlay
