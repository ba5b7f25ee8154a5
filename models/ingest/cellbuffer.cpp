// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/cellbuffer.h"

#include "models/ledger/selection.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

constexpr std::size_t fullAt = 12'000;            // cells; at 370 bytes each about 4 MB
constexpr std::size_t rememberedProfiles = 20000; // about 2 MB

constexpr std::array profileDimensions = {
    Dimension::Provider, Dimension::Model,      Dimension::User,    Dimension::Key,
    Dimension::Team,     Dimension::CostCenter, Dimension::Project, Dimension::Environment,
    Dimension::Endpoint, Dimension::TaskKind,   Dimension::Tier,    Dimension::Outcome,
    Dimension::Plan,     Dimension::Source};

void addTo(Cell &sum, const Cell &cell, bool subtract)
{
    if (subtract)
        sum -= cell;
    else
        sum += cell;
}

} // namespace

CellBuffer::CellBuffer(LedgerWriter &ledger) : m_ledger(ledger) {}

const Profile &CellBuffer::profileOf(std::uint32_t id)
{
    const auto it = m_profiles.find(id);
    if (it != m_profiles.end())
        return it->second;
    if (m_profiles.size() >= rememberedProfiles)
        m_profiles.clear();
    return m_profiles.emplace(id, m_ledger.profileOf(id)).first->second;
}

std::int64_t CellBuffer::dayOf(Instant at)
{
    // No zone in force today shifts inside a quarter-hour, so a quarter lies in one day.
    const std::int64_t quarter = floorDivide(at.micros, microsPerQuarter);
    if (quarter != m_lastQuarter) {
        m_lastQuarter = quarter;
        m_lastDay = m_zone.dayOf({quarter * microsPerQuarter});
    }
    return m_lastDay;
}

void CellBuffer::addJoint(std::int64_t quarter, std::uint32_t profile, const Cell &cell,
                          bool subtract)
{
    const std::uint64_t key = (static_cast<std::uint64_t>(quarter) << 32) | profile;
    std::uint32_t number = m_jointIndex.find(key);
    if (number == 0) {
        m_joints.push_back({quarter, profile, {}});
        number = static_cast<std::uint32_t>(m_joints.size());
        m_jointIndex.insert(key, number);
    }
    addTo(m_joints[number - 1].cell, cell, subtract);
}

void CellBuffer::addSingle(CellKind kind, std::int64_t day, std::uint32_t value, const Cell &cell,
                           bool subtract)
{
    const std::uint64_t key = (static_cast<std::uint64_t>(kind) << 56) |
                              (static_cast<std::uint64_t>(day & 0xffffff) << 32) | value;
    std::uint32_t number = m_singleIndex.find(key);
    if (number == 0) {
        m_singles.push_back({{false, kind, day, value}, {}});
        number = static_cast<std::uint32_t>(m_singles.size());
        m_singleIndex.insert(key, number);
    }
    addTo(m_singles[number - 1].second, cell, subtract);
}

void CellBuffer::apply(const StoredEvent &event, bool subtract)
{
    const EventDerived &derived = event.derived;
    const Cell cell = contributionOf(event, profileOf(derived.attributed));
    if (cell.isZero())
        return;
    const std::int64_t day = dayOf(event.state.at);
    addJoint(floorDivide(event.state.at.micros, microsPerQuarter), derived.attributed, cell,
             subtract);
    m_onlyGrew = m_onlyGrew && !subtract;
    if (event.state.thread != m_lastThread) {
        const Thread thread = m_ledger.threadOf(event.state.thread);
        m_lastThread = event.state.thread;
        m_lastSession = thread.session;
        m_lastAgent = thread.agent;
    }
    addSingle(kindOf(Dimension::Session), day, m_lastSession, cell, subtract);
    addSingle(kindOf(Dimension::Agent), day, m_lastAgent, cell, subtract);
    addSingle(kindOf(Dimension::Task), day, derived.task, cell, subtract);
    addSingle(kindOf(Dimension::Price), day, derived.price, cell, subtract);
    if (event.state.tags == 0) {
        addSingle(kindOf(Dimension::Tag), day, 0, cell, subtract);
    } else {
        for (const TextId pair : tagPairs(event.state.tags))
            addSingle(kindOf(Dimension::Tag), day, pair, cell, subtract);
    }
    if (m_joints.size() >= fullAt || m_singles.size() >= fullAt)
        flush();
}

const std::vector<TextId> &CellBuffer::tagPairs(std::uint32_t tagset)
{
    const auto it = m_tagPairs.find(tagset);
    if (it != m_tagPairs.end())
        return it->second;
    if (m_tagPairs.size() >= rememberedProfiles)
        m_tagPairs.clear();
    std::vector<TextId> pairs;
    for (const TagIds &tag : m_ledger.tagsOf(tagset))
        pairs.push_back(tag.pair);
    return m_tagPairs.emplace(tagset, std::move(pairs)).first->second;
}

void CellBuffer::write(const CellKey &key, const Cell &cell)
{
    if (cell.isZero())
        return;
    if (m_onlyGrew)
        m_ledger.growCell(key, cell);
    else
        m_ledger.addToCell(key, cell);
}

void CellBuffer::addResidual(const ResidualRow &residual, bool subtract)
{
    Cell cell;
    cell[CellField::Residual] = residual.amount.nanos;
    if (cell.isZero())
        return;
    m_onlyGrew = false; // signed: it may take a cell back to nothing
    const std::int64_t day = dayOf(residual.at);
    addJoint(floorDivide(residual.at.micros, microsPerQuarter), residual.profile, cell, subtract);
    using enum Dimension;
    for (const Dimension dimension : {Session, Agent, Task, Price, Tag})
        addSingle(kindOf(dimension), day, 0, cell, subtract);
}

std::uint32_t CellBuffer::valueOf(CellKind kind, std::size_t joint) const
{
    if (kind == allKind)
        return 0;
    if (kind == jointKind)
        return m_joints[joint].profile;
    const auto dimension = static_cast<Dimension>(kind - 1);
    const Profile &fields = *m_jointProfiles[joint];
    if (dimension == Dimension::Outcome)
        return static_cast<std::uint32_t>(fields.outcome);
    return fields[profileFieldOf(dimension).value_or(ProfileField::Source)];
}

void CellBuffer::spread(bool quarters, CellKind kind)
{
    struct Entry
    {
        std::int64_t bucket;
        std::uint32_t value;
        std::uint32_t index;
    };
    std::vector<Entry> entries;
    entries.reserve(m_joints.size());
    for (std::uint32_t i = 0; i < m_joints.size(); ++i) {
        const Joint &joint = m_joints[i];
        const std::int64_t bucket =
            quarters ? joint.quarter : dayOf({joint.quarter * microsPerQuarter});
        entries.push_back({bucket, valueOf(kind, i), i});
    }
    std::sort(entries.begin(), entries.end(), [](const Entry &l, const Entry &r) {
        return l.bucket != r.bucket ? l.bucket < r.bucket : l.value < r.value;
    });
    for (std::size_t i = 0; i < entries.size();) {
        const Entry &first = entries[i];
        Cell sum;
        std::size_t end = i;
        for (; end < entries.size() && entries[end].bucket == first.bucket &&
               entries[end].value == first.value;
             ++end)
            sum += m_joints[entries[end].index].cell;
        write({quarters, kind, first.bucket, first.value}, sum);
        i = end;
    }
}

void CellBuffer::flush()
{
    if (!m_joints.empty()) {
        // Addresses in the map hold until it is cleared: everything is asked for first.
        if (m_profiles.size() + m_joints.size() >= rememberedProfiles)
            m_profiles.clear();
        m_jointProfiles.clear();
        for (const Joint &joint : m_joints)
            m_jointProfiles.push_back(&profileOf(joint.profile));
        spread(false, allKind);
        spread(false, jointKind);
        spread(true, allKind);
        for (const Dimension dimension : profileDimensions) {
            spread(false, kindOf(dimension));
            if (hasQuarterCells(dimension))
                spread(true, kindOf(dimension));
        }
    }
    std::sort(m_singles.begin(), m_singles.end(),
              [](const auto &l, const auto &r) { return l.first < r.first; });
    for (const auto &[key, cell] : m_singles)
        write(key, cell);
    m_joints.clear();
    m_jointIndex.clear();
    m_singles.clear();
    m_singleIndex.clear();
    m_onlyGrew = true;
}

void CellBuffer::discard()
{
    m_joints.clear();
    m_jointIndex.clear();
    m_singles.clear();
    m_singleIndex.clear();
    m_onlyGrew = true;
    m_profiles.clear(); // a rolled-back transaction takes its ids with it
    m_tagPairs.clear();
    m_lastThread = 0;
    m_lastSession = m_lastAgent = 0;
}

} // namespace outlay
