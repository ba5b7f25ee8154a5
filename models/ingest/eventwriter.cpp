// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/eventwriter.h"

#include "models/ingest/sets.h"

#include <algorithm>
#include <unordered_map>

namespace outlay {

namespace {

struct TokenUse
{
    std::uint64_t hash;
    std::uint32_t view;
};

/// Whether two views are of one observer: of one source, and of formats that count alike. What a
/// ledger of before holds does not say of which format it is.
bool isSameObserver(const EventState &left, const EventState &right)
{
    return left.observerKind == right.observerKind || left.observerKind == 0 ||
           right.observerKind == 0;
}

class ViewList final : public NewViews
{
public:
    explicit ViewList(const std::vector<NewView> &views) : m_views(views) {}
    [[nodiscard]] std::size_t size() const override { return m_views.size(); }
    [[nodiscard]] EventState stateOf(std::size_t i) const override { return m_views[i].state; }
    [[nodiscard]] std::span<const std::uint64_t> tokensOf(std::size_t i) const override
    {
        return m_views[i].tokens;
    }

private:
    const std::vector<NewView> &m_views;
};

} // namespace

NewViews::~NewViews() = default;

EventWriter::EventWriter(LedgerWriter &ledger, Deriver &deriver, CellBuffer &cells)
    : m_ledger(ledger)
    , m_deriver(deriver)
    , m_cells(cells)
{
}

TextId EventWriter::sourceOf(const EventState &state)
{
    return m_ledger.profileOf(state.profile)[ProfileField::Source];
}

void EventWriter::touch(const StoredEvent &event)
{
    // The first sum a ledger is told may come in the middle of a batch.
    m_tracksTouched = m_tracksTouched || event.state.isAggregate;
    if (!m_tracksTouched)
        return;
    m_touchedDays.insert(m_cells.dayOf(event.state.at));
    if (const TextId session = m_ledger.threadOf(event.state.thread).session; session != 0)
        m_touchedSessions.insert(session);
}

void EventWriter::put(StoredEvent &event)
{
    event.derived = m_deriver.derive(event.state, event.derived);
    m_cells.add(event);
    touch(event);
    if (event.derived.cost && !event.derived.isSetAside && !event.derived.isControl)
        m_added += *event.derived.cost;
    if (event.state.isAggregate)
        m_ledger.addAggregate(event.id);
}

void EventWriter::take(const StoredEvent &event)
{
    m_cells.subtract(event);
    touch(event);
    if (event.derived.cost && !event.derived.isSetAside && !event.derived.isControl)
        m_added -= *event.derived.cost;
    if (event.state.isAggregate)
        m_ledger.removeAggregate(event.id);
}

/// Follows an absorbed view to the one it became; `event` is the event it is part of.
std::int64_t EventWriter::resolved(std::int64_t view, std::int64_t &event)
{
    for (int steps = 0; steps < 64; ++steps) {
        const auto row = m_ledger.view(view);
        if (!row) {
            event = view;
            return view;
        }
        if (!row->sameAs) {
            event = row->event;
            return view;
        }
        view = *row->sameAs;
    }
    event = view;
    return view;
}

std::vector<ViewRow> EventWriter::liveViews(const StoredEvent &event)
{
    if (!event.hasManyViews)
        return {ViewRow{event.id, event.id, std::nullopt, event.state}};
    return m_ledger.viewsOfEvent(event.id);
}

std::vector<TextId> EventWriter::observersOf(const StoredEvent &event)
{
    std::vector<TextId> observers;
    for (const ViewRow &view : liveViews(event))
        observers.push_back(sourceOf(view.state));
    return observers;
}

EventState EventWriter::mergedState(const std::vector<ViewRow> &views)
{
    std::vector<RankedView> ranked;
    ranked.reserve(views.size());
    for (const ViewRow &view : views)
        ranked.push_back({m_deriver.rankOf(view.state, sourceOf(view.state)), view.state});
    return mergeViews(std::move(ranked), *this);
}

void EventWriter::layDown(const std::set<std::int64_t> &oldEvents,
                          const std::vector<ViewRow> &views)
{
    StoredEvent event;
    bool wasThere = false;
    event.id = std::min_element(views.begin(), views.end(), [](const auto &l, const auto &r) {
                   return l.id < r.id;
               })->id;
    for (const std::int64_t old : oldEvents) {
        StoredEvent before;
        if (!m_ledger.event(old, before))
            continue;
        take(before);
        if (old == event.id)
            wasThere = true;
        else
            m_ledger.deleteEvent(old);
        // Absorbed views and siblings follow their event.
        for (ViewRow &row : m_ledger.viewsOfEvent(old, true)) {
            if (row.sameAs && row.event != event.id) {
                row.event = event.id;
                m_ledger.putView(row);
            }
        }
    }
    event.state = mergedState(views);
    event.hasManyViews = views.size() > 1;
    for (ViewRow view : views) {
        view.event = event.id;
        if (event.hasManyViews)
            m_ledger.putView(view);
        else
            m_ledger.deleteView(view.id);
    }
    put(event);
    if (wasThere)
        m_ledger.replaceEvent(event);
    else
        m_ledger.insertEvent(event);
}

void EventWriter::add(const std::vector<NewView> &views, WriteCounts &counts)
{
    add(ViewList(views), counts);
}

void EventWriter::add(const NewViews &views, WriteCounts &counts)
{
    std::vector<TokenUse> uses;
    uses.reserve(views.size());
    for (std::size_t i = 0; i < views.size(); ++i) {
        for (const std::uint64_t hash : views.tokensOf(i))
            uses.push_back({hash, static_cast<std::uint32_t>(i)});
    }
    // In the order of the identity table: neighbours share its pages.
    std::sort(uses.begin(), uses.end(), [](const TokenUse &l, const TokenUse &r) {
        return static_cast<std::int64_t>(l.hash) < static_cast<std::int64_t>(r.hash);
    });

    Sets sets(views.size());
    std::unordered_map<std::size_t, std::set<std::int64_t>> hits;
    std::vector<std::int64_t> found;
    for (std::size_t i = 0; i < uses.size(); ++i) {
        if (i > 0 && uses[i].hash == uses[i - 1].hash) {
            sets.unite(uses[i].view, uses[i - 1].view);
            continue;
        }
        m_ledger.viewsOf(uses[i].hash, found);
        if (!found.empty())
            hits[uses[i].view].insert(found.begin(), found.end());
    }

    // An event reached from two sets of new views makes them one set.
    std::unordered_map<std::int64_t, std::size_t> reached;
    std::unordered_map<std::int64_t, std::pair<std::int64_t, std::int64_t>> resolvedHits;
    for (auto &[view, ids] : hits) {
        for (const std::int64_t id : ids) {
            std::int64_t event = 0;
            const std::int64_t live = resolved(id, event);
            resolvedHits[id] = {live, event};
            const auto [it, isNew] = reached.try_emplace(event, view);
            if (!isNew)
                sets.unite(view, it->second);
        }
    }

    std::unordered_map<std::size_t, Component> components;
    std::vector<std::uint32_t> sizes(views.size(), 0);
    for (std::size_t i = 0; i < views.size(); ++i)
        ++sizes[sets.find(i)];
    std::vector<bool> isHit(views.size(), false);
    for (const auto &[view, ids] : hits)
        isHit[sets.find(view)] = true;
    std::vector<std::size_t> fresh;
    for (std::size_t i = 0; i < views.size(); ++i) {
        const std::size_t root = sets.find(i);
        if (sizes[root] == 1 && !isHit[root]) {
            fresh.push_back(i);
            continue;
        }
        Component &component = components[root];
        component.added.push_back(i);
        if (const auto it = hits.find(i); it != hits.end()) {
            for (const std::int64_t id : it->second) {
                component.hits.insert(resolvedHits[id].first);
                component.events.insert(resolvedHits[id].second);
            }
        }
    }
    m_added = {};
    addFresh(views, fresh, counts);
    for (const auto &[root, component] : components)
        addComponent(views, component, counts);
    counts.cost += m_added;
}

/// The common road: nobody has seen these before.
void EventWriter::addFresh(const NewViews &views, const std::vector<std::size_t> &fresh,
                           WriteCounts &counts)
{
    struct Dated
    {
        std::int64_t at;
        std::uint32_t view;
    };
    std::vector<Dated> byTime;
    byTime.reserve(fresh.size());
    std::size_t tokens = 0;
    for (const std::size_t i : fresh) {
        byTime.push_back({views.stateOf(i).at.micros, static_cast<std::uint32_t>(i)});
        tokens += views.tokensOf(i).size();
    }
    std::sort(byTime.begin(), byTime.end(), [](const Dated &l, const Dated &r) {
        return l.at != r.at ? l.at < r.at : l.view < r.view;
    });
    std::vector<std::pair<std::uint64_t, std::int64_t>> identities;
    identities.reserve(tokens);
    StoredEvent event;
    for (const Dated &dated : byTime) {
        event = StoredEvent{};
        event.id = m_ledger.nextId();
        event.state = views.stateOf(dated.view);
        put(event);
        m_ledger.insertEvent(event);
        for (const std::uint64_t hash : views.tokensOf(dated.view))
            identities.emplace_back(hash, event.id);
        ++counts.created;
        counts.unpriced += event.derived.cost ? 0 : 1;
    }
    // As the table is keyed: by the hash as a signed number.
    std::sort(identities.begin(), identities.end(), [](const auto &l, const auto &r) {
        return static_cast<std::int64_t>(l.first) < static_cast<std::int64_t>(r.first);
    });
    for (const auto &[hash, id] : identities)
        m_ledger.addNewIdentity(hash, id);
}

std::vector<EventWriter::Group> EventWriter::groupsOf(const NewViews &views,
                                                      const Component &component)
{
    std::vector<Group> groups;
    for (const std::int64_t id : component.events) {
        StoredEvent event;
        if (!m_ledger.event(id, event))
            continue;
        for (const ViewRow &view : liveViews(event)) {
            Group &group = groups.emplace_back();
            group.source = sourceOf(view.state);
            group.id = view.id;
            group.state = view.state;
        }
    }
    const std::size_t existing = groups.size();
    for (const std::size_t i : component.added) {
        Group &group = groups.emplace_back();
        group.state = views.stateOf(i);
        group.source = sourceOf(group.state);
        group.added = {i};
        group.isChanged = true;
    }
    // Of one observer, what shares a token is one view.
    const auto isOneView = [&groups](std::size_t l, std::size_t r) {
        return groups[l].source == groups[r].source &&
               isSameObserver(groups[l].state, groups[r].state);
    };
    Sets sets(groups.size());
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> byToken;
    std::vector<std::int64_t> found;
    for (std::size_t g = existing; g < groups.size(); ++g) {
        for (const std::uint64_t hash : views.tokensOf(groups[g].added.front())) {
            for (const std::size_t other : byToken[hash]) {
                if (isOneView(other, g))
                    sets.unite(g, other);
            }
            byToken[hash].push_back(g);
            m_ledger.viewsOf(hash, found);
            for (const std::int64_t id : found) {
                std::int64_t event = 0;
                const std::int64_t live = resolved(id, event);
                for (std::size_t e = 0; e < existing; ++e) {
                    if (groups[e].id == live && isOneView(e, g))
                        sets.unite(g, e);
                }
            }
        }
    }
    std::vector<Group> joined;
    std::unordered_map<std::size_t, std::size_t> at;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const auto [it, isNew] = at.try_emplace(sets.find(g), joined.size());
        if (isNew) {
            joined.push_back(std::move(groups[g]));
            continue;
        }
        Group &into = joined[it->second];
        const EventState before = into.state;
        const std::uint8_t kind = std::max(into.state.observerKind, groups[g].state.observerKind);
        into.state.observerKind = groups[g].state.observerKind = kind;
        const Growth growth = m_deriver.growthOf(into.state, into.source);
        into.state = join(into.state, groups[g].state, growth, *this);
        into.isChanged = into.isChanged || into.state != before;
        into.added.insert(into.added.end(), groups[g].added.begin(), groups[g].added.end());
        if (groups[g].id != 0 && into.id != 0) {
            // Two views turned out to be one: the older number stays.
            into.absorbed.push_back(std::max(into.id, groups[g].id));
            into.id = std::min(into.id, groups[g].id);
            into.isChanged = true;
        } else if (groups[g].id != 0) {
            into.id = groups[g].id;
        }
    }
    return joined;
}

void EventWriter::addComponent(const NewViews &views, const Component &component,
                               WriteCounts &counts)
{
    std::vector<Group> groups = groupsOf(views, component);
    std::vector<ViewRow> rows;
    std::set<std::int64_t> found;
    bool isChanged = component.events.size() != 1;
    for (Group &group : groups) {
        isChanged = isChanged || group.isChanged;
        if (group.id == 0)
            group.id = m_ledger.nextId();
        rows.push_back({group.id, 0, std::nullopt, group.state});
        for (const std::size_t i : group.added) {
            for (const std::uint64_t hash : views.tokensOf(i))
                m_ledger.addIdentity(hash, group.id);
        }
    }
    const auto added = static_cast<std::int64_t>(component.added.size());
    if (component.events.empty()) {
        ++counts.created;
        counts.merged += added - 1;
    } else if (isChanged) {
        counts.merged += added;
    } else {
        counts.duplicate += added;
        return;
    }
    layDown(component.events, rows);
    const std::int64_t event = std::min_element(rows.begin(), rows.end(), [](auto &l, auto &r) {
                                   return l.id < r.id;
                               })->id;
    for (const Group &group : groups) {
        for (const std::int64_t id : group.absorbed) {
            m_ledger.putView({id, event, group.id, {}});
            for (ViewRow &row : m_ledger.viewsOfEvent(event, true)) {
                if (row.sameAs == id) { // a chain stays one link long
                    row.sameAs = group.id;
                    m_ledger.putView(row);
                }
            }
        }
    }
    if (component.events.empty()) {
        StoredEvent stored;
        if (m_ledger.event(event, stored) && !stored.derived.cost)
            ++counts.unpriced;
    }
}

std::optional<EventState> EventWriter::stateOf(std::int64_t view)
{
    std::int64_t eventId = 0;
    const std::int64_t live = resolved(view, eventId);
    if (const auto row = m_ledger.view(live))
        return row->state;
    StoredEvent event;
    if (!m_ledger.event(eventId, event))
        return std::nullopt;
    return event.state;
}

std::int64_t EventWriter::viewOf(const std::vector<std::uint64_t> &tokens, const EventState &like)
{
    const TextId source = sourceOf(like);
    std::vector<std::int64_t> found;
    for (const std::uint64_t hash : tokens) {
        m_ledger.viewsOf(hash, found);
        for (const std::int64_t id : found) {
            std::int64_t event = 0;
            const std::int64_t live = resolved(id, event);
            const auto state = stateOf(live);
            if (state && sourceOf(*state) == source && isSameObserver(*state, like))
                return live;
        }
    }
    return 0;
}

void EventWriter::replace(std::int64_t view, const EventState &state)
{
    std::int64_t eventId = 0;
    const std::int64_t live = resolved(view, eventId);
    StoredEvent event;
    if (!m_ledger.event(eventId, event))
        return;
    std::vector<ViewRow> rows = liveViews(event);
    for (ViewRow &row : rows) {
        if (row.id == live)
            row.state = state;
    }
    layDown({eventId}, rows);
}

void EventWriter::update(const StoredEvent &before, const StoredEvent &after)
{
    m_cells.subtract(before);
    m_cells.add(after);
    touch(after);
    m_ledger.replaceEvent(after);
}

void EventWriter::rederive(std::int64_t id)
{
    StoredEvent event;
    if (m_ledger.event(id, event))
        layDown({id}, liveViews(event));
}

} // namespace outlay
