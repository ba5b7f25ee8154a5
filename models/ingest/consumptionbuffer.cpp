// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/consumptionbuffer.h"

#include "models/ledger/eventrow.h"

#include <algorithm>
#include <utility>

namespace outlay {

namespace {

constexpr std::size_t fullAt = 50'000; // entries; at 100 bytes each 5 MB
constexpr std::size_t rememberedProfiles = 50'000;

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value)
{
    hash ^= value + 0x9e3779b97f4a7c15ULL + (hash << 6U) + (hash >> 2U);
    return hash * 0xff51afd7ed558ccdULL;
}

std::uint64_t hashOf(const SpendPlace &place)
{
    std::uint64_t hash = mixed(static_cast<std::uint64_t>(place.quarter), place.profile);
    hash = mixed(hash, (std::uint64_t{place.thread} << 32U) | place.tags);
    return mixed(hash, place.task);
}

Consumption amountOf(const Cell &cell, bool subtract)
{
    TokenUsage usage;
    for (std::size_t i = 0; i < tokenClassCount; ++i)
        usage.counts[i] = cell.sums[static_cast<std::size_t>(CellField::FirstTokenClass) + i];
    const std::int64_t sign = subtract ? -1 : 1;
    return {{sign * cell[CellField::Cost]},
            {sign * cell[CellField::Residual]},
            sign * usage.total(),
            sign * cell[CellField::Requests],
            sign * cell[CellField::Unpriced]};
}

} // namespace

ConsumptionBuffer::ConsumptionBuffer(LedgerWriter &ledger) : m_ledger(ledger) {}

void ConsumptionBuffer::setRules(const BudgetRules &rules)
{
    m_rules = rules;
    m_isReady = false;
}

Result<> ConsumptionBuffer::prepare()
{
    if (m_isReady && !m_isChecked) {
        const auto stored = m_ledger.trackers();
        m_isReady = stored.size() == m_ids.size() &&
                    std::all_of(stored.begin(), stored.end(), [this](const auto &tracker) {
                        const auto known = m_ids.find(tracker.second);
                        return known != m_ids.end() && known->second == tracker.first;
                    });
    }
    m_isChecked = true;
    if (m_isReady)
        return {};
    flush(); // of the trackers there were
    std::map<std::string, const Budget *> wanted;
    for (const Budget &budget : m_rules.budgets) {
        // A zone that this system does not know (any more) leaves its budget without a count, and
        // nothing else: it is counted anew from the requests once it is known.
        if (PeriodCalendar::of(budget.period))
            wanted.emplace(trackerKey(budget), &budget);
    }
    m_trackers.clear();
    m_shares.clear();
    m_ids.clear();
    for (const auto &[id, key] : m_ledger.trackers()) {
        if (!wanted.contains(key))
            m_ledger.deleteTracker(id);
    }
    std::vector<std::int64_t> fresh;
    m_needsThreads = false;
    for (const auto &[key, budget] : wanted) {
        auto calendar = PeriodCalendar::of(budget->period);
        if (!calendar)
            return tl::unexpected<Error>(calendar.error());
        const auto known = m_ledger.findTracker(key);
        const std::int64_t id = known ? *known : m_ledger.tracker(key);
        if (!known)
            fresh.push_back(id);
        m_ids.emplace(key, id);
        Tracker &tracker = m_trackers.emplace_back(id, *budget, *std::move(calendar));
        m_needsThreads = m_needsThreads || tracker.needsThreads();
    }
    index();
    if (!fresh.empty())
        fill(fresh);
    OUTLAY_TRY(m_ledger.status());
    m_isReady = true;
    return {};
}

/// New trackers count what is there already.
void ConsumptionBuffer::fill(const std::vector<std::int64_t> &fresh)
{
    countAll(fresh, {});
    flush();
    m_only.clear();
}

void ConsumptionBuffer::recall(const std::vector<std::int64_t> &trackers, const TimeRange &range)
{
    flush(); // what is counted, before what is only remembered
    countAll(trackers, range);
    spread();
    keepTouched();
    m_only.clear();
}

void ConsumptionBuffer::forget(const std::vector<std::int64_t> &trackers)
{
    std::erase_if(m_touched, [&](const auto &touched) {
        return std::find(trackers.begin(), trackers.end(), touched.first.tracker) != trackers.end();
    });
}

void ConsumptionBuffer::countAll(const std::vector<std::int64_t> &trackers, const TimeRange &range)
{
    m_only = trackers;
    const auto count = [this](StoredEvent &event) {
        const Profile profile = m_ledger.profileOf(event.derived.attributed);
        const Cell cell = contributionOf(event, profile);
        if (!cell.isZero())
            note(event, cell, false);
        return !m_ledger.failed();
    };
    if (range.isBounded()) { // by the day: they are read into memory
        for (Instant from = range.from; from < range.to; from.micros += microsPerDay)
            m_ledger.eachEventBetween(
                {from, {std::min(from.micros + microsPerDay, range.to.micros)}}, count);
    } else {
        m_ledger.eachEvent(count);
    }
    for (const ResidualRow &residual : m_ledger.residuals()) {
        if (range.contains(residual.at))
            note(residual, false);
    }
}

/// With a thousand budgets of single users a request concerns a handful: these are found without
/// asking all.
void ConsumptionBuffer::index()
{
    m_ofBudget.clear();
    m_byId.clear();
    m_bound.clear();
    m_unbound.clear();
    m_shares.clear();
    m_slots.assign(m_trackers.size(), {});
    for (const Budget &budget : m_rules.budgets) {
        if (const auto known = m_ids.find(trackerKey(budget)); known != m_ids.end())
            m_ofBudget[budget.id] = known->second;
    }
    for (std::uint32_t i = 0; i < m_trackers.size(); ++i) {
        m_byId[m_trackers[i].id()] = i;
        const Filter *binding = m_trackers[i].binding();
        if (binding == nullptr) {
            m_unbound.push_back(i);
            continue;
        }
        for (const auto &value : binding->anyOf) {
            std::vector<std::uint32_t> &those = m_bound[binding->dimension.dimension][*value];
            if (those.empty() || those.back() != i)
                those.push_back(i);
        }
    }
}

const std::vector<ConsumptionBuffer::Share> &ConsumptionBuffer::sharesOf(std::uint32_t profileId)
{
    const auto known = m_shares.find(profileId);
    if (known != m_shares.end())
        return known->second;
    if (m_shares.size() >= rememberedProfiles)
        m_shares.clear();
    const Profile profile = m_ledger.profileOf(profileId);
    std::vector<std::uint32_t> candidates = m_unbound;
    for (const auto &[dimension, byValue] : m_bound) {
        const TextId value = profileValue(m_ledger, dimension, profile);
        const auto those = value == 0 ? byValue.end() : byValue.find(m_ledger.textOf(value));
        if (those != byValue.end())
            candidates.insert(candidates.end(), those->second.begin(), those->second.end());
    }
    std::sort(candidates.begin(), candidates.end());
    std::vector<Share> shares;
    for (const std::uint32_t candidate : candidates) {
        if (const auto member = m_trackers[candidate].memberOf(m_ledger, profile))
            shares.push_back({candidate, *member});
    }
    return m_shares.emplace(profileId, std::move(shares)).first->second;
}

std::int64_t ConsumptionBuffer::trackerOf(const Budget &budget) const
{
    if (const auto known = m_ofBudget.find(budget.id); known != m_ofBudget.end())
        return known->second;
    const auto found = m_ids.find(trackerKey(budget));
    return found == m_ids.end() ? 0 : found->second;
}

Tracker *ConsumptionBuffer::trackerWith(std::int64_t id)
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? nullptr : &m_trackers[found->second];
}

ConsumptionBuffer::Entry &ConsumptionBuffer::entryAt(const SpendPlace &place)
{
    const std::uint64_t hash = hashOf(place);
    std::uint32_t number =
        m_index.find(hash, [&](std::uint32_t at) { return m_entries[at - 1].place == place; });
    if (number == 0) {
        if (m_entries.size() >= fullAt)
            spread();
        m_entries.push_back({place, {}, {}, 0});
        number = static_cast<std::uint32_t>(m_entries.size());
        m_index.insert(hash, number);
    }
    return m_entries[number - 1];
}

void ConsumptionBuffer::note(const StoredEvent &event, const Cell &cell, bool subtract)
{
    if (m_isSuspended || m_trackers.empty())
        return;
    SpendPlace place;
    place.quarter = floorDivide(event.state.at.micros, microsPerQuarter);
    place.profile = event.derived.attributed;
    if (m_needsThreads) {
        place.thread = event.state.thread;
        place.tags = event.state.tags;
        place.task = event.derived.task;
    }
    Consumption amount = amountOf(cell, subtract);
    if (amount.isZero())
        return;
    Entry &entry = entryAt(place);
    if (event.derived.isListValue)
        entry.planTokens += std::exchange(amount.tokens, 0);
    entry.amount += amount;
    entry.last = std::max(entry.last, event.state.at);
}

void ConsumptionBuffer::note(const ResidualRow &residual, bool subtract)
{
    if (m_isSuspended || m_trackers.empty() || residual.amount.nanos == 0)
        return;
    SpendPlace place;
    place.quarter = floorDivide(residual.at.micros, microsPerQuarter);
    place.profile = residual.profile;
    Entry &entry = entryAt(place);
    entry.amount.residual += subtract ? -residual.amount : residual.amount;
    entry.last = std::max(entry.last, residual.at);
}

void ConsumptionBuffer::add(const Share &share, const Entry &entry)
{
    Tracker &tracker = m_trackers[share.tracker];
    const auto period = tracker.periodOf(entry.place.quarter);
    if (!period)
        return;
    tracker.membersOf(m_ledger, entry.place, share.member, m_members);
    Consumption amount = entry.amount;
    if (tracker.countsPlanTokens())
        amount.tokens += entry.planTokens;
    Slot &slot = m_slots[share.tracker];
    for (const TextId member : m_members) {
        if (slot.sum == nullptr || slot.period != *period || slot.member != member)
            slot = {*period, member, &m_pending[{tracker.id(), *period, member}]};
        std::vector<TouchedConsumption::Part> &parts = slot.sum->parts;
        // Events mostly come in order of time.
        if (parts.empty() || parts.back().quarter != entry.place.quarter) {
            auto at = std::lower_bound(
                parts.begin(), parts.end(), entry.place.quarter,
                [](const auto &part, std::int64_t quarter) { return part.quarter < quarter; });
            if (at == parts.end() || at->quarter != entry.place.quarter)
                at = parts.insert(at, {entry.place.quarter, {}, {}});
            at->added += amount;
            at->last = std::max(at->last, entry.last);
            continue;
        }
        parts.back().added += amount;
        parts.back().last = std::max(parts.back().last, entry.last);
    }
}

void ConsumptionBuffer::spread()
{
    for (const Entry &entry : m_entries) {
        if (entry.amount.isZero() && entry.planTokens == 0)
            continue;
        for (const Share &share : sharesOf(entry.place.profile)) {
            if (m_only.empty() || std::find(m_only.begin(), m_only.end(),
                                            m_trackers[share.tracker].id()) != m_only.end())
                add(share, entry);
        }
    }
    m_entries.clear();
    m_index.clear();
}

void ConsumptionBuffer::flush()
{
    spread();
    std::vector<ConsumptionRow> rows;
    rows.reserve(m_pending.size());
    for (const auto &[key, touched] : m_pending) {
        Consumption sum;
        for (const TouchedConsumption::Part &part : touched.parts)
            sum += part.added;
        if (!sum.isZero())
            rows.push_back({key.tracker, key.period, key.member, sum.cost, sum.residual, sum.tokens,
                            sum.requests, sum.unpriced});
    }
    keepTouched();
    m_ledger.addConsumption(rows);
}

/// What is pending is told of by touched(), and pending no more.
void ConsumptionBuffer::keepTouched()
{
    for (auto &[key, touched] : m_pending) {
        std::vector<TouchedConsumption::Part> &parts = m_touched[key].parts;
        if (parts.empty()) {
            parts = std::move(touched.parts);
            continue;
        }
        for (const TouchedConsumption::Part &part : touched.parts) {
            const auto at = std::lower_bound(
                parts.begin(), parts.end(), part.quarter,
                [](const auto &known, std::int64_t quarter) { return known.quarter < quarter; });
            if (at != parts.end() && at->quarter == part.quarter) {
                at->added += part.added;
                at->last = std::max(at->last, part.last);
            } else {
                parts.insert(at, part);
            }
        }
    }
    m_pending.clear();
    m_slots.assign(m_trackers.size(), {});
}

void ConsumptionBuffer::discard()
{
    m_entries.clear();
    m_index.clear();
    m_pending.clear();
    m_slots.clear();
    m_touched.clear();
    m_only.clear();
    // A rolled-back transaction takes its ids with it.
    m_isReady = false;
    m_trackers.clear();
    m_byId.clear();
    m_shares.clear();
}

} // namespace outlay
