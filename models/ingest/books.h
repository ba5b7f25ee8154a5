// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/ingest/billdoubts.h"
#include "models/ingest/cellbuffer.h"
#include "models/ingest/deriver.h"
#include "models/ingest/settle.h"

#include <functional>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace outlay {

/// The second book: providers' statements, and what of them no request explains. Keeps the
/// residuals, and their part in the cells, equal to what settle() makes of statements and requests.
/// What requests cost at which time is remembered for the buckets it has settled, so that a request
/// that comes in costs little. Works inside the ledger's open transaction.
class Books
{
public:
    Books(LedgerWriter &ledger, Deriver &deriver, CellBuffer &cells);

    /// Statements will come, go or change: what the ones there are name is kept until run().
    void expectStatements() { (void)names(); }
    /// Statements of this bucket came, went or changed.
    void touch(const TimeRange &bucket) { m_touched.push_back(bucket); }
    /// Settles what has changed.
    void run();
    /// Everything anew: requests were derived again.
    void runAll();
    /// The transaction failed, or another process wrote.
    void forget();

    /// What settling would take off clouds' bills, had the requests whose provider nobody said gone
    /// there; by cloud.
    [[nodiscard]] std::vector<GuessedTwice> guessedTwice();

    struct Changes
    {
        std::int64_t restated = 0; ///< lines of bills that no longer count, or never did
        /// What of all bills there are is not certain; where they were judged.
        std::optional<BillDoubts> inDoubt;
        Money residual; ///< added to what is not itemised
    };
    /// Since the last asking.
    [[nodiscard]] Changes takeChanges() { return std::exchange(m_changes, {}); }

private:
    using Quarter = std::int64_t;
    /// Buckets that overlap, and what requests cost in their time.
    struct Cluster
    {
        TimeRange range;
        bool isAligned = true; ///< no bucket's edge cuts a quarter-hour
        bool isLoaded = false; ///< `costs` holds
        bool isDirty = false;
        std::map<std::pair<Quarter, std::uint32_t>, Money> costs; ///< by attributed profile
    };

    /// Statements of one time as lines of the book.
    struct Lines
    {
        std::vector<BookLine> lines;
        std::vector<Profile> profiles; ///< of each line
        std::vector<Profile> owned;    ///< of each line, with the key's owner
        std::vector<YieldedRow> yielded;
    };

    void note(Quarter quarter, std::uint32_t profile, Money cost);
    void judge();
    void markRenamed(const std::optional<BookNames> &before);
    void makeClusters();
    [[nodiscard]] Cluster *clusterAt(Instant at);
    void load(Cluster &cluster);
    void settleIn(const TimeRange &range);
    [[nodiscard]] Profile bookProfile(std::uint32_t profile, Instant at, Deriver::Told told);
    [[nodiscard]] TextId coverOf(const StatementRow &row, const std::vector<StatementRow> &rows);
    [[nodiscard]] YieldedRow yieldedOf(const StatementRow &row, TextId cover);
    [[nodiscard]] YieldedRow yieldedOf(const TimeRange &bucket, TextId source, TextId provider,
                                       TextId cover, Money billed, bool isEstimated);
    [[nodiscard]] std::string namedOf(const StatementRow &row, const Profile &known);
    [[nodiscard]] Lines linesOf(const std::vector<StatementRow> &rows);
    [[nodiscard]] ResidualRow residualOf(const Settled &settled, const Lines &of);
    [[nodiscard]] ResidualRow residualOf(const UnbilledUse &use, const Lines &of);
    void storeYielded(const TimeRange &range, std::vector<YieldedRow> rows);
    void replaceResiduals(const TimeRange &range, const std::vector<ResidualRow> &rows);
    using IsTaken = std::function<bool(std::uint32_t profile)>;
    [[nodiscard]] std::vector<BookUse> usesOf(Cluster &cluster, const std::vector<BookLine> &lines,
                                              const IsTaken &isTaken = {});
    [[nodiscard]] const BookDimensions &knownOf(std::uint32_t profile);
    void lookForGuesses(Cluster &cluster, std::map<std::string, GuessedTwice> &found);
    [[nodiscard]] std::vector<BookUse>
    guessedUses(Cluster &cluster, const std::vector<BookLine> &lines, GuessedTwice &found);
    void noteModel(const BookDimensions &known, std::uint32_t profile);
    [[nodiscard]] BookDimensions dimensionsOf(const Profile &profile);
    [[nodiscard]] const BookNames &names();

    LedgerWriter &m_ledger;
    Deriver &m_deriver;
    CellBuffer &m_cells;
    std::vector<TimeRange> m_touched;
    std::map<Instant, Cluster> m_clusters; ///< by their start
    bool m_hasClusters = false;            ///< they are those of the statements
    std::optional<BookNames> m_names;
    std::unordered_map<std::uint32_t, BookDimensions> m_dimensions; ///< by profile
    /// What requests that are being settled call their models, by provider and what dimensionsOf()
    /// calls them.
    std::map<std::pair<std::string, std::string>, std::string> m_models;
    Changes m_changes;
};

} // namespace outlay
