// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/books.h"

#include "models/formats/namedmodel.h"
#include "models/formats/observation.h"
#include "models/formats/providername.h"
#include "models/ingest/bills.h"
#include "models/ingest/books_p.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

namespace outlay {

namespace {

constexpr std::size_t rememberedProfiles = 50'000;

std::int64_t quarterOf(Instant at)
{
    return floorDivide(at.micros, microsPerQuarter);
}

/// The ranges joined where they meet.
std::vector<TimeRange> joined(std::vector<TimeRange> ranges)
{
    std::sort(ranges.begin(), ranges.end(),
              [](const TimeRange &l, const TimeRange &r) { return l.from < r.from; });
    std::vector<TimeRange> out;
    for (const TimeRange &range : ranges) {
        if (!out.empty() && range.from < out.back().to)
            out.back().to = std::max(out.back().to, range.to);
        else
            out.push_back(range);
    }
    return out;
}

} // namespace

Books::Books(LedgerWriter &ledger, Deriver &deriver, CellBuffer &cells)
    : m_ledger(ledger)
    , m_deriver(deriver)
    , m_cells(cells)
{
    cells.setListener([this](Quarter quarter, std::uint32_t profile, Money cost) {
        note(quarter, profile, cost);
    });
}

void Books::forget()
{
    m_touched.clear();
    m_clusters.clear();
    m_hasClusters = false;
    m_names.reset();
    m_dimensions.clear();
}

void Books::note(Quarter quarter, std::uint32_t profile, Money cost)
{
    if (!m_hasClusters)
        makeClusters();
    Cluster *cluster = m_clusters.empty() ? nullptr : clusterAt({quarter * microsPerQuarter});
    // A bucket that begins inside the quarter-hour.
    if (!cluster && !m_clusters.empty())
        cluster = clusterAt({(quarter + 1) * microsPerQuarter - 1});
    if (!cluster)
        return;
    cluster->isDirty = true;
    if (!cluster->isAligned)
        cluster->isLoaded = false;
    else if (cluster->isLoaded)
        cluster->costs[{quarter, profile}] += cost;
}

Books::Cluster *Books::clusterAt(Instant at)
{
    auto it = m_clusters.upper_bound(at);
    if (it == m_clusters.begin())
        return nullptr;
    --it;
    return it->second.range.contains(at) ? &it->second : nullptr;
}

/// Keeps what is known of clusters that stay as they are.
void Books::makeClusters()
{
    m_hasClusters = true;
    const std::vector<TimeRange> buckets = m_ledger.statementBuckets();
    std::map<Instant, Cluster> clusters;
    for (const TimeRange &range : joined(buckets)) {
        Cluster &cluster = clusters[range.from];
        const auto known = m_clusters.find(range.from);
        if (known != m_clusters.end() && known->second.range == range)
            cluster = std::move(known->second);
        cluster.range = range;
        cluster.isAligned = true;
    }
    m_clusters = std::move(clusters);
    for (const TimeRange &bucket : buckets) {
        if (bucket.from.micros % microsPerQuarter == 0 && bucket.to.micros % microsPerQuarter == 0)
            continue;
        if (Cluster *cluster = clusterAt(bucket.from))
            cluster->isAligned = false;
    }
}

void Books::judge()
{
    if (m_touched.empty() || !m_ledger.hasBills())
        return;
    std::vector<StatementRow> statements = m_ledger.statements();
    std::vector<int> before(statements.size());
    std::transform(statements.begin(), statements.end(), before.begin(),
                   [](const StatementRow &row) { return row.standing; });
    m_changes.inDoubt.emplace();
    for (const DoubtedBill &bill : judgeBills(statements, m_ledger))
        *m_changes.inDoubt += bill.doubts;
    for (std::size_t i = 0; i < statements.size(); ++i) {
        if (statements[i].standing == before[i])
            continue;
        m_ledger.setStanding(statements[i].id, statements[i].standing);
        m_touched.push_back(statements[i].bucket);
        m_changes.restated += before[i] != 0 && statements[i].standing == 0 ? 1 : 0;
    }
}

void Books::run()
{
    judge();
    if (!m_touched.empty()) {
        const std::optional<BookNames> before = std::exchange(m_names, std::nullopt);
        makeClusters();
        markRenamed(before);
    }
    std::vector<TimeRange> work = std::exchange(m_touched, {});
    for (auto &[from, cluster] : m_clusters) {
        const bool isTouched = std::any_of(work.begin(), work.end(), [&c = cluster](auto &range) {
            return meets(range, c.range);
        });
        if (isTouched)
            cluster.isLoaded = false; // its edges may be others
        if (isTouched || cluster.isDirty)
            work.push_back(cluster.range);
    }
    for (const TimeRange &range : joined(std::move(work)))
        settleIn(range);
}

/// A name that a line has, or no longer has, decides what requests of any day may belong to.
void Books::markRenamed(const std::optional<BookNames> &before)
{
    if (!before) { // nothing is known of what the others were settled by
        for (auto &[from, cluster] : m_clusters)
            cluster.isDirty = true;
        return;
    }
    BookNames changed;
    bool isChanged = false;
    for (std::size_t d = 0; d < changed.size(); ++d) {
        std::set_symmetric_difference((*before)[d].begin(), (*before)[d].end(), names()[d].begin(),
                                      names()[d].end(),
                                      std::inserter(changed[d], changed[d].end()));
        isChanged = isChanged || !changed[d].empty();
    }
    if (!isChanged)
        return;
    for (auto &[from, cluster] : m_clusters) {
        const auto isOf = [&](const auto &cost) {
            const Profile profile = m_ledger.profileOf(cost.first.second);
            for (std::size_t d = 0; d < changed.size(); ++d) {
                if (!changed[d].empty() &&
                    changed[d].contains(m_ledger.textOf(profile[bookFields[d]])))
                    return true;
            }
            return false;
        };
        cluster.isDirty = cluster.isDirty || !cluster.isLoaded ||
                          std::any_of(cluster.costs.begin(), cluster.costs.end(), isOf);
    }
}

void Books::runAll()
{
    m_dimensions.clear();
    m_names.reset();
    for (const TimeRange &bucket : m_ledger.statementBuckets())
        touch(bucket);
    for (const ResidualRow &row : m_ledger.residuals())
        touch(row.bucket);
    for (auto &[from, cluster] : m_clusters)
        cluster.isLoaded = false;
    run();
}

BookDimensions Books::dimensionsOf(const Profile &profile)
{
    BookDimensions known;
    for (std::size_t d = 0; d < bookFields.size(); ++d)
        known[d] = m_ledger.textOf(profile[bookFields[d]]);
    known[bookService] = serviceOf(known[bookService]);
    // One model has many names: what the price book takes for the same is the same.
    known[bookNamed] = namedModel(m_deriver.priceIdOf(known[bookProvider], known[bookModel]));
    if (known[bookNamed].empty())
        known[bookNamed] = namedModel(known[bookModel]);
    known[bookModel] = m_deriver.modelName(known[bookProvider], known[bookModel]);
    return known;
}

const BookNames &Books::names()
{
    if (m_names)
        return *m_names;
    m_names.emplace();
    for (const std::uint32_t id : m_ledger.statementProfiles()) {
        const Profile profile = m_ledger.profileOf(m_deriver.attributedOf(id, {}));
        const BookDimensions known = dimensionsOf(profile);
        for (std::size_t d = bookModel + 1; d < m_names->size(); ++d) {
            if (!known[d].empty())
                (*m_names)[d].insert(known[d]);
        }
    }
    return *m_names;
}

/// What requests cost in the cluster's time, by the quarter-hour where no edge cuts one.
void Books::load(Cluster &cluster)
{
    if (cluster.isLoaded)
        return;
    cluster.isLoaded = cluster.isAligned;
    cluster.costs.clear();
    const std::int64_t last = m_cells.dayOf({cluster.range.to.micros - 1});
    for (std::int64_t day = m_cells.dayOf(cluster.range.from); day <= last; ++day) {
        const TimeRange whole{m_cells.zone().startOfDay(day), m_cells.zone().startOfDay(day + 1)};
        const TimeRange part{std::max(whole.from, cluster.range.from),
                             std::min(whole.to, cluster.range.to)};
        // A day none of whose hours a bucket tells apart.
        const bool isWhole = part == whole && !m_ledger.hasStatementEdgeIn(whole);
        if (isWhole) {
            m_ledger.eachJointCell(day, [&](std::uint32_t profile, const Cell &cell) {
                if (cell[CellField::Cost] != 0)
                    cluster.costs[{quarterOf(whole.from), profile}] += {cell[CellField::Cost]};
            });
            continue;
        }
        m_ledger.eachEventBetween(part, [&](StoredEvent &event) {
            const EventDerived &derived = event.derived;
            if (derived.cost && !derived.isSetAside && !derived.isControl)
                cluster.costs[{quarterOf(event.state.at), derived.attributed}] += *derived.cost;
            return true;
        });
    }
}

/// Of the names that are one to the price book the first, so that no order plays a part.
void Books::noteModel(const BookDimensions &known, std::uint32_t profile)
{
    const std::string name = m_ledger.textOf(m_ledger.profileOf(profile)[ProfileField::Model]);
    const auto [at, isNew] = m_models.try_emplace({known[bookProvider], known[bookModel]}, name);
    if (!isNew)
        at->second = std::min(at->second, name);
}

const BookDimensions &Books::knownOf(std::uint32_t profile)
{
    if (m_dimensions.size() >= rememberedProfiles)
        m_dimensions.clear();
    auto known = m_dimensions.find(profile);
    if (known == m_dimensions.end())
        known = m_dimensions.emplace(profile, dimensionsOf(m_ledger.profileOf(profile))).first;
    return known->second;
}

std::vector<BookUse> Books::usesOf(Cluster &cluster, const std::vector<BookLine> &lines,
                                   const IsTaken &isTaken)
{
    std::vector<Instant> edges;
    for (const BookLine &line : lines) {
        edges.push_back(line.bucket.from);
        edges.push_back(line.bucket.to);
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    std::map<std::pair<std::size_t, BookDimensions>, Money> sums;
    std::set<std::uint32_t> named;
    const auto add = [&](Instant at, std::uint32_t profile, Money cost) {
        const auto after = std::upper_bound(edges.begin(), edges.end(), at);
        if (after == edges.begin() || after == edges.end() || (isTaken && !isTaken(profile)))
            return;
        const BookDimensions &known = knownOf(profile);
        sums[{static_cast<std::size_t>(after - edges.begin()), known}] += cost;
        if (cost != Money{} && named.insert(profile).second)
            noteModel(known, profile);
    };
    if (cluster.isAligned) {
        load(cluster);
        for (const auto &[key, cost] : cluster.costs)
            add({key.first * microsPerQuarter}, key.second, cost);
    } else {
        m_ledger.eachEventBetween(cluster.range, [&](StoredEvent &event) {
            const EventDerived &derived = event.derived;
            if (derived.cost && !derived.isSetAside && !derived.isControl)
                add(event.state.at, derived.attributed, *derived.cost);
            return true;
        });
    }
    std::vector<BookUse> uses;
    for (const auto &[key, cost] : sums)
        uses.push_back({{edges[key.first - 1], edges[key.first]}, key.second, cost});
    return uses;
}

static_assert(static_cast<int>(Statement::Kind::Control) == 2,
              "ledgerreader_controls.cpp reads it");

} // namespace outlay
