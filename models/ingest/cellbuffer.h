// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/hashindex.h"
#include "models/ledger/eventrow.h"
#include "models/ledger/ledgerwriter.h"
#include "models/money/zone.h"

#include <cstdint>
#include <functional>
#include <set>
#include <unordered_map>
#include <vector>

namespace outlay {

/// Gathers what events add to cells and writes it sorted, kind by kind. Cells of profile dimensions
/// are summed once per quarter-hour and profile, and spread over the kinds only when written.
class CellBuffer
{
public:
    explicit CellBuffer(LedgerWriter &ledger);
    void setZone(const Zone &zone) { m_zone = zone; }
    [[nodiscard]] const Zone &zone() const { return m_zone; }

    /// Told of what requests cost, by quarter-hour of UTC and attributed profile, as it is written.
    using Listener = std::function<void(std::int64_t quarter, std::uint32_t profile, Money cost)>;
    void setListener(Listener listener) { m_listener = std::move(listener); }

    /// Told of everything that is added or subtracted, as it is.
    class Observer
    {
    public:
        virtual ~Observer() = default;
        virtual void counted(const StoredEvent &event, const Cell &cell, bool subtract) = 0;
        virtual void counted(const ResidualRow &residual, bool subtract) = 0;
    };
    /// Null: nobody. Outlives this, or is taken away.
    void setObserver(Observer *observer) { m_observer = observer; }

    void add(const StoredEvent &event) { apply(event, false); }
    void subtract(const StoredEvent &event) { apply(event, true); }
    /// A residual counts for the dimensions of its profile only.
    void addResidual(const ResidualRow &residual, bool subtract);
    /// Writes everything; must be called before the transaction commits.
    void flush();
    void discard();

    [[nodiscard]] std::int64_t dayOf(Instant at);

private:
    class Spread;
    void apply(const StoredEvent &event, bool subtract);
    void addJoint(std::int64_t quarter, std::uint32_t profile, const Cell &cell, bool subtract);
    void addSingle(CellKind kind, std::int64_t day, std::uint32_t value, const Cell &cell,
                   bool subtract);
    [[nodiscard]] const Profile &profileOf(std::uint32_t id);
    void writeJoints();
    void writeSingles();

    LedgerWriter &m_ledger;
    Zone m_zone;
    std::vector<CellChange> m_joints;      ///< by the quarter-hour
    HashIndex m_jointIndex, m_singleIndex; ///< number of the cell, from 1
    std::vector<CellChange> m_singles;
    std::set<std::int64_t> m_days; ///< in which something changed
    std::unordered_map<std::uint32_t, Profile> m_profiles;
    std::uint32_t m_lastThread = 0;
    TextId m_lastSession = 0, m_lastAgent = 0;
    std::int64_t m_lastQuarter = -1, m_lastDay = 0;
    Listener m_listener;
    Observer *m_observer = nullptr;
};

} // namespace outlay
