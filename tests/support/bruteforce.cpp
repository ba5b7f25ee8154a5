// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/bruteforce.h"

#include "models/ledger/eventrow.h"

#include <algorithm>
#include <map>
#include <set>

namespace outlay::test {

namespace {

using Text = std::optional<std::string>;
using Key = std::vector<Text>;

struct Facts
{
    Instant at;
    std::map<Dimension, Text> texts;
    Tags tags;
    Text branch; ///< of the thread
    Cell cell;
};

class BruteForce
{
public:
    BruteForce(const LedgerFixture &ledger, const Query &query) : m_ledger(ledger), m_query(query)
    {
    }

    Answer run()
    {
        for (const StoredEvent &event : m_ledger.events()) {
            if (!event.derived.isControl)
                take(factsOf(event));
        }
        for (const FixtureResidual &residual : m_ledger.residuals()) {
            Facts facts = factsOf(m_ledger.profileOf(residual.profile));
            facts.at = residual.at;
            facts.cell[CellField::Residual] = residual.amount.nanos;
            take(facts);
        }
        Answer answer;
        answer.rows = rows();
        answer.total = measures(m_total);
        answer.hasData = m_hasData;
        answer.range = m_query.range;
        return answer;
    }

private:
    Text text(TextId id) const { return id == 0 ? Text() : m_ledger.textOf(id); }

    Facts factsOf(const Profile &profile) const
    {
        using enum Dimension;
        Facts facts;
        facts.texts[Provider] = text(profile[ProfileField::Provider]);
        facts.texts[Model] = text(profile[ProfileField::Model]);
        facts.texts[User] = text(profile[ProfileField::User]);
        facts.texts[Dimension::Key] = text(profile[ProfileField::Key]);
        facts.texts[Team] = text(profile[ProfileField::Team]);
        facts.texts[CostCenter] = text(profile[ProfileField::CostCenter]);
        facts.texts[Project] = text(profile[ProfileField::Project]);
        facts.texts[Environment] = text(profile[ProfileField::Environment]);
        facts.texts[Endpoint] = text(profile[ProfileField::Endpoint]);
        facts.texts[TaskKind] = text(profile[ProfileField::TaskKind]);
        facts.texts[Tier] = text(profile[ProfileField::Tier]);
        facts.texts[Plan] = text(profile[ProfileField::Plan]);
        facts.texts[Source] = text(profile[ProfileField::Source]);
        if (profile.outcome != outlay::Outcome::Unknown)
            facts.texts[Dimension::Outcome] = std::string(name(profile.outcome));
        return facts;
    }

    Facts factsOf(const StoredEvent &event) const
    {
        const Profile &profile = m_ledger.profileOf(event.derived.attributed);
        Facts facts = factsOf(profile);
        const Thread &thread = m_ledger.threadOf(event.state.thread);
        facts.at = event.state.at;
        facts.texts[Dimension::Session] = text(thread.session);
        facts.texts[Dimension::Agent] = text(thread.agent);
        facts.texts[Dimension::Task] = text(event.derived.task);
        facts.texts[Dimension::Price] = text(event.derived.price);
        facts.tags = m_ledger.tagsOf(event.state.tags);
        facts.branch = text(thread.branch);
        facts.cell = contributionOf(event, profile);
        return facts;
    }

    static std::vector<Text> valuesOf(const Facts &facts, const DimensionRef &dimension)
    {
        if (dimension.dimension != Dimension::Tag) {
            const auto found = facts.texts.find(dimension.dimension);
            return {found == facts.texts.end() ? Text() : found->second};
        }
        if (dimension.tagKey == "branch" && facts.branch)
            return {facts.branch};
        std::set<std::string> values;
        for (const auto &[key, value] : facts.tags) {
            if (dimension.tagKey.empty())
                values.insert(key + ":" + value);
            else if (key == dimension.tagKey)
                values.insert(value);
        }
        if (values.empty())
            return {Text()};
        return {values.begin(), values.end()};
    }

    bool isAsked(const Facts &facts) const
    {
        return std::all_of(
            m_query.where.begin(), m_query.where.end(), [&facts](const Filter &filter) {
                const auto values = valuesOf(facts, filter.dimension);
                return std::any_of(values.begin(), values.end(), [&filter](const Text &value) {
                    return std::find(filter.anyOf.begin(), filter.anyOf.end(), value) !=
                           filter.anyOf.end();
                });
            });
    }

    void take(const Facts &facts)
    {
        if (!m_query.range.contains(facts.at))
            return;
        m_hasData = true;
        if (!isAsked(facts))
            return;
        m_total += facts.cell;
        std::vector<Key> keys{{}};
        for (const DimensionRef &dimension : m_query.by) {
            std::vector<Key> longer;
            for (const Key &key : keys) {
                for (const Text &value : valuesOf(facts, dimension)) {
                    longer.push_back(key);
                    longer.back().push_back(value);
                }
            }
            keys = std::move(longer);
        }
        std::optional<Instant> at;
        if (m_query.step != Step::None)
            at = m_query.zone.bucketStart(facts.at, m_query.step);
        for (const Key &key : keys)
            m_sums[{at, key}] += facts.cell;
    }

    Measures measures(const Cell &cell) const
    {
        using enum CellField;
        Measures m;
        m.requests = cell[Requests];
        if (cell[Blind] < cell[Requests])
            m.errors = cell[Errors];
        for (std::size_t i = 0; i < tokenClassCount; ++i)
            m.usage.counts[i] = cell.sums[static_cast<std::size_t>(FirstTokenClass) + i];
        m.cacheHits = cell[CacheHits];
        m.servedTokens = cell[ServedTokens];
        m.quarantined = {cell[Quarantined]};
        m.listValue = {cell[ListValue]};
        m.setAside = {cell[SetAside]};
        m.setAsideRequests = cell[SetAsideRequests];
        m.latencySamples = cell[LatencySamples];
        m.latencyMicros = cell[LatencyMicros];
        CellField sum = Cost;
        std::int64_t priced = cell[Requests] - cell[Unpriced];
        std::int64_t residual = 0;
        switch (m_query.basis) {
        case Basis::Effective:
            residual = cell[Residual];
            m.billed = {cell[ByBilled] + residual};
            m.reported = {cell[ByReported]};
            m.estimated = {cell[ByEstimated]};
            m.client = {cell[ByClient]};
            break;
        case Basis::Billed:
            sum = RawBilled;
            priced = cell[RawBilledRequests];
            break;
        case Basis::Reported:
            sum = RawReported;
            priced = cell[RawReportedRequests];
            break;
        case Basis::Estimated:
            sum = RawEstimated;
            priced = cell[RawEstimatedRequests];
            break;
        case Basis::Client:
            sum = RawClient;
            priced = cell[RawClientRequests];
            break;
        }
        m.residual = {residual};
        m.unpricedRequests = cell[Requests] - priced;
        if (priced > 0 || cell[sum] != 0 || residual != 0)
            m.cost = Money{cell[sum] + residual};
        return m;
    }

    struct Line
    {
        std::optional<Instant> at;
        Key key;
        bool isNotItemised = false;
        Cell cell;
    };

    std::vector<Row> rows() const
    {
        std::vector<Line> lines;
        for (const auto &[where, sum] : m_sums) {
            Cell events = sum;
            Cell residual;
            std::swap(events[CellField::Residual], residual[CellField::Residual]);
            if (!events.isZero())
                lines.push_back({where.first, where.second, false, events});
            if (!residual.isZero() && m_query.basis == Basis::Effective)
                lines.push_back({where.first, where.second, true, residual});
        }
        const auto kept = dearest(lines);
        std::vector<Row> rows;
        std::map<std::optional<Instant>, Cell> rest;
        for (const Line &line : lines) {
            if (kept.contains({line.key, line.isNotItemised}))
                rows.push_back({line.at, line.key, false, line.isNotItemised, measures(line.cell)});
            else
                rest[line.at] += line.cell;
        }
        std::sort(rows.begin(), rows.end(), [](const Row &left, const Row &right) {
            if (left.at != right.at)
                return left.at < right.at;
            return isDearer(left, right);
        });
        for (const auto &[at, cell] : rest) {
            if (cell.isZero())
                continue;
            const auto behind = std::find_if(rows.begin(), rows.end(),
                                             [&at = at](const Row &row) { return row.at > at; });
            rows.insert(behind, {at, Key(m_query.by.size()), true, false, measures(cell)});
        }
        return rows;
    }

    static bool isDearer(const Row &left, const Row &right)
    {
        const auto cost = [](const Row &row) {
            return row.measures.cost ? row.measures.cost->nanos
                                     : std::numeric_limits<std::int64_t>::min();
        };
        if (cost(left) != cost(right))
            return cost(left) > cost(right);
        for (std::size_t i = 0; i < left.key.size(); ++i) {
            if (left.key[i] != right.key[i])
                return left.key[i] && (!right.key[i] || *left.key[i] < *right.key[i]);
        }
        return !left.isNotItemised && right.isNotItemised;
    }

    std::set<std::pair<Key, bool>> dearest(const std::vector<Line> &lines) const
    {
        std::map<std::pair<Key, bool>, Cell> sums;
        for (const Line &line : lines)
            sums[{line.key, line.isNotItemised}] += line.cell;
        std::vector<Row> ranking;
        for (const auto &[identity, cell] : sums)
            ranking.push_back({{}, identity.first, false, identity.second, measures(cell)});
        std::sort(ranking.begin(), ranking.end(), isDearer);
        if (m_query.top > 0 && !m_query.by.empty() &&
            ranking.size() > static_cast<std::size_t>(m_query.top))
            ranking.resize(static_cast<std::size_t>(m_query.top));
        std::set<std::pair<Key, bool>> kept;
        for (const Row &row : ranking)
            kept.insert({row.key, row.isNotItemised});
        return kept;
    }

    const LedgerFixture &m_ledger;
    const Query &m_query;
    std::map<std::pair<std::optional<Instant>, Key>, Cell> m_sums;
    Cell m_total;
    bool m_hasData = false;
};

std::string describe(const Measures &m)
{
    std::string text;
    const auto add = [&text](const char *label, std::int64_t value) {
        if (value != 0)
            text += std::string(" ") + label + "=" + std::to_string(value);
    };
    text += m.cost ? " cost=" + toDecimal(*m.cost) : std::string(" cost=null");
    text += m.errors ? " errors=" + std::to_string(*m.errors) : std::string(" errors=null");
    add("requests", m.requests);
    for (std::size_t i = 0; i < tokenClassCount; ++i)
        add(std::string(name(static_cast<TokenClass>(i))).c_str(), m.usage.counts[i]);
    add("hits", m.cacheHits);
    add("served", m.servedTokens);
    add("unpriced", m.unpricedRequests);
    add("quarantined", m.quarantined.nanos);
    add("list", m.listValue.nanos);
    add("aside", m.setAside.nanos);
    add("asideRequests", m.setAsideRequests);
    add("residual", m.residual.nanos);
    add("billed", m.billed.nanos);
    add("reported", m.reported.nanos);
    add("estimated", m.estimated.nanos);
    add("client", m.client.nanos);
    add("samples", m.latencySamples);
    add("latency", m.latencyMicros);
    return text;
}

} // namespace

Answer bruteForce(const LedgerFixture &ledger, const Query &query)
{
    return BruteForce(ledger, query).run();
}

std::string describe(const Answer &answer)
{
    std::string text = answer.hasData ? "has data\n" : "no data\n";
    for (const Row &row : answer.rows) {
        text += row.at ? toRfc3339(*row.at) : std::string("all");
        for (const auto &key : row.key)
            text += " | " + key.value_or("(unknown)");
        text += row.isOther ? " OTHER" : row.isNotItemised ? " NOT ITEMISED" : "";
        text += ":" + describe(row.measures) + "\n";
    }
    return text + "total:" + describe(answer.total) + "\n";
}

std::string describe(const Query &query)
{
    std::string text = "from " + toRfc3339(query.range.from) + " to " + toRfc3339(query.range.to) +
                       " zone " + query.zone.name() + " step " +
                       std::to_string(static_cast<int>(query.step)) + " by";
    for (const DimensionRef &dimension : query.by)
        text += " " + toString(dimension);
    for (const Filter &filter : query.where) {
        text += " where " + toString(filter.dimension) + " in";
        for (const auto &value : filter.anyOf)
            text += " " + value.value_or("(unknown)");
    }
    return text + " basis " + std::string(name(query.basis)) + " top " + std::to_string(query.top);
}

} // namespace outlay::test
