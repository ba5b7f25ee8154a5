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

struct Ordered
{
    std::uint64_t order;
    std::uint32_t index;
};

/// The changes summed up by the keys given, in the order of their places. `keyOf` gives keys of one
/// kind.
template <typename KeyOf>
std::vector<CellChange> folded(const std::vector<CellChange> &changes, KeyOf keyOf,
                               std::vector<Ordered> &order)
{
    order.clear();
    for (const CellChange &change : changes)
        order.push_back({orderOf(keyOf(change)), static_cast<std::uint32_t>(order.size())});
    std::sort(order.begin(), order.end(),
              [](const Ordered &l, const Ordered &r) { return l.order < r.order; });
    std::vector<CellChange> sums;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const CellChange &change = changes[order[i].index];
        if (i == 0 || order[i].order != order[i - 1].order)
            sums.push_back({keyOf(change), change.delta});
        else
            sums.back().delta += change.delta;
    }
    return sums;
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
        m_joints.push_back({{true, jointKind, quarter, profile}, {}});
        number = static_cast<std::uint32_t>(m_joints.size());
        m_jointIndex.insert(key, number);
    }
    addTo(m_joints[number - 1].delta, cell, subtract);
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
    addTo(m_singles[number - 1].delta, cell, subtract);
}

void CellBuffer::apply(const StoredEvent &event, bool subtract)
{
    const EventDerived &derived = event.derived;
    const Cell cell = contributionOf(event, profileOf(derived.attributed));
    if (cell.isZero())
        return;
    if (m_observer)
        m_observer->counted(event, cell, subtract);
    const std::int64_t day = dayOf(event.state.at);
    addJoint(floorDivide(event.state.at.micros, microsPerQuarter), derived.attributed, cell,
             subtract);
    if (event.state.thread != m_lastThread) {
        const Thread thread = m_ledger.threadOf(event.state.thread);
        m_lastThread = event.state.thread;
        m_lastSession = thread.session;
        m_lastAgent = thread.agent;
    }
    m_days.insert(day);
    addSingle(kindOf(Dimension::Session), day, m_lastSession, cell, subtract);
    addSingle(kindOf(Dimension::Agent), day, m_lastAgent, cell, subtract);
    addSingle(kindOf(Dimension::Task), day, derived.task, cell, subtract);
    addSingle(kindOf(Dimension::Price), day, derived.price, cell, subtract);
    if (event.state.tags == 0)
        addSingle(kindOf(Dimension::Tag), day, 0, cell, subtract);
    for (const TagIds &tag : m_ledger.tagsOf(event.state.tags))
        addSingle(kindOf(Dimension::Tag), day, tag.pair, cell, subtract);
    if (m_joints.size() >= fullAt || m_singles.size() >= fullAt)
        flush();
}

void CellBuffer::addResidual(const ResidualRow &residual, bool subtract)
{
    Cell cell;
    cell[CellField::Residual] = residual.amount.nanos;
    if (residual.basis == Basis::Estimated)
        cell[CellField::ResidualEstimated] = residual.amount.nanos;
    if (cell.isZero())
        return;
    if (m_observer)
        m_observer->counted(residual, subtract);
    const std::int64_t day = dayOf(residual.at);
    addJoint(floorDivide(residual.at.micros, microsPerQuarter), residual.profile, cell, subtract);
    m_days.insert(day);
    using enum Dimension;
    for (const Dimension dimension : {Session, Agent, Task, Price, Tag})
        addSingle(kindOf(dimension), day, 0, cell, subtract);
}

/// Cells of profiles, summed up into the cells of one kind after the other.
class CellBuffer::Spread
{
public:
    /// `joints` keeps its place and its keys meanwhile.
    Spread(CellBuffer &buffer, const std::vector<CellChange> &joints) : m_joints(joints)
    {
        m_profiles.reserve(joints.size());
        for (const CellChange &joint : joints)
            m_profiles.push_back(&buffer.profileOf(joint.key.value));
        m_values.resize(joints.size());
        m_all = foldedBy([](const CellChange &joint) {
            return CellKey{joint.key.isQuarter, allKind, joint.key.bucket, 0};
        });
    }

    [[nodiscard]] const std::vector<CellChange> &all() const { return m_all; }
    [[nodiscard]] std::vector<CellChange> of(Dimension dimension)
    {
        const auto field = profileFieldOf(dimension);
        for (std::size_t i = 0; i < m_joints.size(); ++i) {
            const Profile &profile = *m_profiles[i];
            m_values[i] = dimension == Dimension::Outcome
                              ? static_cast<std::uint32_t>(profile.outcome)
                              : profile[field.value_or(ProfileField::Source)];
        }
        const std::uint32_t first = m_values.front();
        const bool isOne = std::all_of(m_values.begin(), m_values.end(),
                                       [first](std::uint32_t value) { return value == first; });
        if (!isOne) {
            return foldedBy([&](const CellChange &joint) {
                return CellKey{joint.key.isQuarter, kindOf(dimension), joint.key.bucket,
                               m_values[static_cast<std::size_t>(&joint - m_joints.data())]};
            });
        }
        std::vector<CellChange> sums = m_all;
        for (CellChange &sum : sums) {
            sum.key.kind = kindOf(dimension);
            sum.key.value = first;
        }
        return sums;
    }

private:
    template <typename KeyOf> std::vector<CellChange> foldedBy(KeyOf keyOf)
    {
        return folded(m_joints, keyOf, m_order);
    }

    const std::vector<CellChange> &m_joints;
    std::vector<const Profile *> m_profiles;
    std::vector<std::uint32_t> m_values;
    std::vector<CellChange> m_all;
    std::vector<Ordered> m_order;
};

void CellBuffer::writeJoints()
{
    if (m_listener) {
        for (const CellChange &joint : m_joints) {
            if (joint.delta[CellField::Cost] != 0)
                m_listener(joint.key.bucket, joint.key.value, {joint.delta[CellField::Cost]});
        }
    }
    // Addresses in the map hold until it is cleared.
    if (m_profiles.size() + m_joints.size() >= rememberedProfiles)
        m_profiles.clear();
    {
        Spread quarters(*this, m_joints);
        m_ledger.addToCells(quarters.all());
        for (const Dimension dimension : profileDimensions) {
            if (hasQuarterCells(dimension))
                m_ledger.addToCells(quarters.of(dimension));
        }
    }
    std::vector<Ordered> order;
    const std::vector<CellChange> joints = folded(
        m_joints,
        [this](const CellChange &joint) {
            return CellKey{false, jointKind, dayOf({joint.key.bucket * microsPerQuarter}),
                           joint.key.value};
        },
        order);
    m_ledger.addToCells(joints);
    Spread days(*this, joints);
    m_ledger.addToCells(days.all());
    for (const Dimension dimension : profileDimensions)
        m_ledger.addToCells(days.of(dimension));
}

void CellBuffer::writeSingles()
{
    std::sort(m_singles.begin(), m_singles.end(), [](const CellChange &l, const CellChange &r) {
        return l.key.kind != r.key.kind ? l.key.kind < r.key.kind : orderOf(l.key) < orderOf(r.key);
    });
    m_ledger.addToCells(m_singles);
}

void CellBuffer::flush()
{
    if (!m_joints.empty())
        writeJoints();
    writeSingles();
    for (const std::int64_t day : m_days)
        m_ledger.dropCombined(day);
    m_days.clear();
    m_joints.clear();
    m_jointIndex.clear();
    m_singles.clear();
    m_singleIndex.clear();
}

void CellBuffer::discard()
{
    m_joints.clear();
    m_jointIndex.clear();
    m_singles.clear();
    m_singleIndex.clear();
    m_days.clear();
    m_profiles.clear(); // a rolled-back transaction takes its ids with it
    m_lastThread = 0;
    m_lastSession = m_lastAgent = 0;
}

} // namespace outlay
