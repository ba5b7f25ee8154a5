// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/insight/agentlineage.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace outlay {

namespace {

using Index = std::size_t;

/// The order in which agents came up.
bool isEarlier(const AgentTraces &left, const AgentTraces &right)
{
    return std::tie(left.first, left.name) < std::tie(right.first, right.name);
}

/// Who of a session leads rather than the other.
bool isRatherLead(const AgentTraces &left, const AgentTraces &right)
{
    const auto key = [](const AgentTraces &agent) {
        return std::pair(!agent.hasWorked, !agent.name.agent.empty());
    };
    return key(left) != key(right) ? key(left) < key(right) : isEarlier(left, right);
}

class Placer
{
public:
    explicit Placer(const std::vector<AgentTraces> &agents)
        : m_agents(agents)
        , m_places(agents.size())
    {
        for (Index i = 0; i < agents.size(); ++i)
            m_byName[agents[i].name] = i;
    }
    std::vector<AgentPlace> place()
    {
        placeByName();
        findLeads();
        placeBySession();
        placeBelowLeads();
        breakCircles();
        return std::move(m_places);
    }

private:
    void placeByName()
    {
        for (Index i = 0; i < m_agents.size(); ++i) {
            const AgentTraces &agent = m_agents[i];
            if (agent.startedBy.empty())
                continue;
            const auto starter = m_byName.find({agent.name.session, agent.startedBy});
            if (starter != m_byName.end() && starter->second != i)
                m_places[i] = {starter->second, true};
        }
    }

    void findLeads()
    {
        for (Index i = 0; i < m_agents.size(); ++i) {
            const AgentName &name = m_agents[i].name;
            if (name.session.empty() || m_places[i].starter)
                continue;
            Index &lead = m_leads.emplace(name.session, i).first->second;
            if (isRatherLead(m_agents[i], m_agents[lead]))
                lead = i;
        }
    }

    /// Those that name a session were started by its lead.
    void placeBySession()
    {
        for (Index i = 0; i < m_agents.size(); ++i) {
            const auto lead = m_leads.find(m_agents[i].startedBy);
            if (!m_places[i].starter && lead != m_leads.end() && lead->second != i)
                m_places[i] = {lead->second, true};
        }
    }

    void placeBelowLeads()
    {
        for (Index i = 0; i < m_agents.size(); ++i) {
            const auto lead = m_leads.find(m_agents[i].name.session);
            if (!m_places[i].starter && lead != m_leads.end() && lead->second != i)
                m_places[i] = {lead->second, false};
        }
    }

    void breakCircles()
    {
        for (Index i = 0; i < m_agents.size(); ++i) {
            Index earliest = i;
            Index at = i;
            // As many steps as there are agents lead out of any branch, or back to where it began.
            for (Index step = 0; step < m_agents.size() && m_places[at].starter; ++step) {
                at = *m_places[at].starter;
                if (at == i)
                    break;
                if (isEarlier(m_agents[at], m_agents[earliest]))
                    earliest = at;
            }
            if (at == i && m_places[i].starter)
                m_places[earliest] = {};
        }
    }

    const std::vector<AgentTraces> &m_agents;
    std::vector<AgentPlace> m_places;
    std::map<AgentName, Index> m_byName;
    std::map<std::string, Index> m_leads; ///< by session
};

} // namespace

std::vector<AgentPlace> placeAgents(const std::vector<AgentTraces> &agents)
{
    return Placer(agents).place();
}

std::vector<std::size_t> treeOrder(const std::vector<AgentTraces> &agents,
                                   const std::vector<AgentPlace> &places)
{
    std::multimap<std::optional<Index>, Index> below;
    std::vector<Index> byTime(agents.size());
    for (Index i = 0; i < agents.size(); ++i)
        byTime[i] = i;
    std::sort(byTime.begin(), byTime.end(), [&agents](Index left, Index right) {
        return isEarlier(agents[left], agents[right]);
    });
    for (const Index i : byTime)
        below.emplace(places[i].starter, i);
    std::vector<Index> order;
    std::vector<Index> open;
    const auto push = [&](std::optional<Index> starter) {
        const auto [first, last] = below.equal_range(starter);
        for (auto started = last; started != first;)
            open.push_back((--started)->second);
    };
    push(std::nullopt);
    while (!open.empty()) {
        order.push_back(open.back());
        open.pop_back();
        push(order.back());
    }
    return order;
}

} // namespace outlay
