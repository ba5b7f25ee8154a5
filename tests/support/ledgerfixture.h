// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ledger/cell.h"
#include "models/ledger/combinedday.h"
#include "models/ledger/database.h"
#include "models/ledger/eventstate.h"
#include "models/money/zone.h"

#include <map>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace outlay::test {

using Tags = std::vector<std::pair<std::string, std::string>>;

struct FixtureResidual
{
    Instant at;
    std::uint32_t profile = 0;
    Money amount;
};

/// A ledger written straight into its tables, with the cells a writer would keep: so that readers
/// are tested against the events themselves. Everything is kept in memory too, for brute force.
class LedgerFixture
{
public:
    /// Creates the file. Aborts the test run if that fails.
    LedgerFixture(const std::string &path, const std::string &zoneName);

    TextId text(const std::string &value);
    std::uint32_t profile(const Profile &profile);
    std::uint32_t thread(const Thread &thread);
    std::uint32_t ending(const Ending &ending);
    std::uint32_t tagset(const Tags &tags);

    /// Gives the event an id and adds it to its cells.
    void add(StoredEvent event);
    void addResidual(const FixtureResidual &residual);
    void addView(std::int64_t event, const EventState &state);
    void addSource(const std::string &name, const std::string &format, Instant lastImport);
    void addRejected(const std::string &source, const std::string &file, std::int64_t line,
                     const std::string &reason);
    void configure(const std::string &name, const std::string &value);
    /// Writes what was added since the last time, in one transaction, as one commit. Of three days
    /// two are combined, one of these by quarter-hours too.
    void write();

    [[nodiscard]] const std::string &textOf(TextId id) const { return m_textsById.at(id); }
    [[nodiscard]] const Profile &profileOf(std::uint32_t id) const { return m_profiles.at(id); }
    [[nodiscard]] const Thread &threadOf(std::uint32_t id) const { return m_threads.at(id); }
    [[nodiscard]] const Tags &tagsOf(std::uint32_t id) const { return m_tagsets.at(id); }
    [[nodiscard]] const std::vector<StoredEvent> &events() const { return m_events; }
    [[nodiscard]] const std::vector<FixtureResidual> &residuals() const { return m_residuals; }
    [[nodiscard]] Database &database() { return *m_db; }

private:
    void exec(const std::string &sql);
    void writeQuarter(std::int64_t quarter, const CombinedDay &sums);
    void addCells(Instant at, const Subject &subject, const Cell &cell);

    std::unique_ptr<Database> m_db;
    Zone m_zone;
    std::map<std::string, TextId> m_texts;
    std::map<TextId, std::string> m_textsById;
    std::vector<Profile> m_profiles{1};
    std::vector<Thread> m_threads{1};
    std::vector<Tags> m_tagsets{1};
    std::vector<Ending> m_endings{1};
    std::vector<StoredEvent> m_events;
    std::vector<FixtureResidual> m_residuals;
    std::size_t m_writtenEvents = 0;
    std::map<CellKey, Cell> m_cells;
    std::map<std::int64_t, CombinedDay> m_combined, m_combinedQuarters;
    std::int64_t m_nextId = 1;
};

/// Events of every kind the ledger knows, at random times of `range` (many on quarter-hours and
/// midnights), and a few residuals. The same seed gives the same ledger.
void fillAtRandom(LedgerFixture &ledger, unsigned seed, int events, const TimeRange &range);

} // namespace outlay::test
