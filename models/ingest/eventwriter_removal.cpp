// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/eventwriter.h"

#include "models/ingest/sets.h"

#include <algorithm>
#include <unordered_map>

namespace outlay {

// The other direction: views taken away, and what they held together coming apart.

void EventWriter::withdraw(std::int64_t view, const std::vector<std::uint64_t> &tokens)
{
    std::int64_t eventId = 0;
    const std::int64_t live = resolved(view, eventId);
    StoredEvent event;
    if (!m_ledger.event(eventId, event))
        return;
    for (const std::uint64_t hash : tokens) {
        m_ledger.removeIdentity(hash, view);
        m_ledger.removeIdentity(hash, live);
    }
    std::vector<ViewRow> rows = liveViews(event);
    std::erase_if(rows, [live](const ViewRow &row) { return row.id == live; });
    m_ledger.deleteView(live);
    separate({eventId}, std::move(rows));
}

void EventWriter::separate(const std::set<std::int64_t> &oldEvents, std::vector<ViewRow> views)
{
    std::vector<std::vector<ViewRow>> parts;
    if (views.size() == 1) {
        parts.push_back(std::move(views));
    } else if (views.size() > 1) {
        // Rare: which of the remaining views still share a token only the whole table knows.
        std::unordered_map<std::int64_t, std::size_t> index;
        for (std::size_t i = 0; i < views.size(); ++i)
            index[views[i].id] = i;
        for (const std::int64_t old : oldEvents) {
            for (const ViewRow &row : m_ledger.viewsOfEvent(old, true)) {
                std::int64_t ignored = 0;
                const auto it = index.find(resolved(row.id, ignored));
                if (row.sameAs && it != index.end())
                    index[row.id] = it->second;
            }
        }
        Sets sets(views.size());
        std::unordered_map<std::uint64_t, std::size_t> holder;
        m_ledger.eachIdentity([&](std::uint64_t hash, std::int64_t id) {
            if (const auto it = index.find(id); it != index.end()) {
                const auto [known, isNew] = holder.try_emplace(hash, it->second);
                if (!isNew)
                    sets.unite(known->second, it->second);
            }
        });
        std::unordered_map<std::size_t, std::size_t> at;
        for (std::size_t i = 0; i < views.size(); ++i) {
            const auto [it, isNew] = at.try_emplace(sets.find(i), parts.size());
            if (isNew)
                parts.emplace_back();
            parts[it->second].push_back(views[i]);
        }
    }
    for (const std::int64_t old : oldEvents) {
        StoredEvent before;
        if (m_ledger.event(old, before)) {
            take(before);
            m_ledger.deleteEvent(old);
        }
    }
    for (const std::vector<ViewRow> &part : parts)
        layDown({}, part);
}

std::int64_t EventWriter::removeSource(TextId source)
{
    std::int64_t touched = 0;
    std::set<std::int64_t> gone;
    std::set<std::int64_t> split;
    m_ledger.eachEvent([&](StoredEvent &event) {
        if (event.hasManyViews) {
            const std::vector<TextId> observers = observersOf(event);
            if (std::find(observers.begin(), observers.end(), source) != observers.end())
                split.insert(event.id);
        } else if (sourceOf(event.state) == source) {
            gone.insert(event.id);
            take(event);
            for (const ViewRow &row : m_ledger.viewsOfEvent(event.id, true)) {
                gone.insert(row.id);
                m_ledger.deleteView(row.id);
            }
            m_ledger.deleteEvent(event.id);
            ++touched;
        }
        return !m_ledger.failed();
    });
    std::unordered_map<std::int64_t, std::vector<ViewRow>> remaining;
    for (const std::int64_t id : split) {
        ++touched;
        for (const ViewRow &row : m_ledger.viewsOfEvent(id, true)) {
            std::int64_t event = 0;
            const auto state = stateOf(resolved(row.id, event));
            if (state && sourceOf(*state) == source)
                gone.insert(row.id);
            else if (!row.sameAs)
                remaining[id].push_back(row);
        }
    }
    std::vector<std::pair<std::uint64_t, std::int64_t>> identities;
    m_ledger.eachIdentity([&](std::uint64_t hash, std::int64_t view) {
        if (gone.contains(view))
            identities.emplace_back(hash, view);
    });
    for (const auto &[hash, view] : identities)
        m_ledger.removeIdentity(hash, view);
    for (const std::int64_t view : gone)
        m_ledger.deleteView(view);
    for (const std::int64_t id : split)
        separate({id}, remaining[id]);
    return touched;
}

} // namespace outlay
