// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger: what the parts of LedgerWriter share.

#include "models/ledger/cellblock.h"
#include "models/ledger/database.h"
#include "models/ledger/eventrow.h"
#include "models/ledger/interner.h"
#include "models/ledger/ledgerwriter.h"

#include <array>
#include <bit>
#include <unordered_map>

namespace outlay {

struct LedgerWriter::Data
{
    /// One prepared statement each, made at first use.
    enum Sql : std::uint8_t
    {
        FindText,
        AddText,
        TextById,
        FindProfile,
        AddProfile,
        ProfileById,
        FindThread,
        AddThread,
        ThreadById,
        FindEnding,
        AddEnding,
        EndingById,
        FindTagset,
        AddTagset,
        TagsetById,
        SourceById,
        AddSource,
        SetLastImport,
        FindIdentity,
        HasIdentity,
        AddIdentity,
        RemoveIdentity,
        RemoveFreshIdentity,
        EventById,
        AddEvent,
        ReplaceEvent,
        DeleteEvent,
        ViewById,
        ViewsOfEvent,
        PutView,
        DeleteView,
        FindDays,
        PutDays,
        DropDays,
        FindQuarters,
        PutQuarters,
        DropQuarters,
        DropCombined,
        PutCombined,
        PutLineage,
        LineageRecord,
        LineageOf,
        LineageChildren,
        PutSpan,
        SpanRecord,
        SpansOf,
        Contributions,
        AddContribution,
        DropContributions,
        FindStatement,
        PutStatement,
        AddResidual,
        FindBucketDelivery,
        PutBucketDelivery,
        FindDirectory,
        PutDirectory,
        PutQuota,
        PollState,
        PutPollState,
        AddAggregate,
        RemoveAggregate,
        PutCheckpoint,
        AddRejected,
        DropRejectedOf,
        Configuration,
        AddConfiguration,
        AddChange,
        MetaGet,
        MetaPut,
        FindTracker,
        AddTracker,
        AddConsumption,
        ConsumptionOf,
        ClaimsOf,
        PutClaim,
        AlertById,
        PutAlert,
        AddAlertLog,
        SqlCount,
    };

    static constexpr std::int64_t fewIdentities = 1'000, manyIdentities = 1'000'000; // 18 MB
    static constexpr std::size_t rememberedTexts = 40'000;
    static constexpr std::size_t rememberedTuples = 20'000;
    static constexpr std::size_t rememberedTagsets = 100'000; // where each customer is a tag: 17 MB

    std::unique_ptr<Database> db;
    std::array<SqlStatement, SqlCount> statements;
    std::optional<Error> error;
    std::int64_t next = 0;
    std::int64_t lastCommit = -1; ///< `commits` after the last transaction of this connection
    std::int64_t addedEvents = 0, addedIdentities = 0; ///< in this transaction
    /// Rows written when this transaction began, and of those since then the ones that no figure
    /// is made of.
    std::int64_t rowsBefore = 0, rowsBeside = 0;
    /// What is written while it lives changes no figure: alerts, what budgets consumed, how
    /// watching goes.
    class Beside
    {
    public:
        explicit Beside(Data &data);
        ~Beside();
        Beside(const Beside &) = delete;
        Beside &operator=(const Beside &) = delete;

    private:
        Data &m_data;
        std::int64_t m_rowsBefore, m_besideBefore; // one within another counts once
    };
    std::string scratch;
    /// Moves fresh identities to the others where there are many.
    void settleIdentities();
    /// Adds what lies in one block; see cellblock.h.
    void addToBlock(std::span<const CellChange> changes);
    /// Nothing: the row goes.
    void putBlock(bool isQuarter, std::int64_t block, std::string_view cells);

    Interner<std::string> texts{rememberedTexts};
    Interner<Profile> profiles{rememberedTuples};
    Interner<Thread> threads{rememberedTuples};
    Interner<Ending> endings{rememberedTuples};
    Interner<std::vector<TagIds>> tagsets{rememberedTagsets};

    /// What a scratch writer adds; ids from `firstScratch` on, which no ledger reaches.
    static constexpr std::uint32_t firstScratch = 0x8000'0000;
    template <typename Value> struct Scratch
    {
        std::vector<Value> values;
        std::unordered_multimap<std::uint64_t, std::uint32_t> byHash;
        std::uint32_t idOf(std::uint64_t hash, const Value &value)
        {
            const auto [from, to] = byHash.equal_range(hash);
            for (auto it = from; it != to; ++it) {
                if (values[it->second - firstScratch] == value)
                    return it->second;
            }
            const auto id = firstScratch + static_cast<std::uint32_t>(values.size());
            values.push_back(value);
            byHash.emplace(hash, id);
            return id;
        }
    };
    bool isScratch = false;
    /// Keyed hash -> the text in its place; nullopt: not read yet.
    std::optional<std::unordered_map<std::string, std::string>> pseudonyms;
    std::string salt; ///< of those
    [[nodiscard]] const std::string *pseudonymOf(std::string_view text);
    std::function<void()> rehearsal; ///< set: commits are none
    Scratch<std::string> scratchTexts;
    Scratch<Profile> scratchProfiles;

    /// The statement, reset; a statement that does not prepare is a broken ledger.
    SqlStatement &sql(Sql which);
    /// Runs to the end; remembers the first failure.
    void run(SqlStatement &statement);
    bool step(SqlStatement &statement);
    void fail(Error problem);
    void exec(const std::string &text);
    [[nodiscard]] std::int64_t lastId() const;
    [[nodiscard]] std::int64_t rowsWritten() const;
    void forget();
};

} // namespace outlay
