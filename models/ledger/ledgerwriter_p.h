// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to models/ledger: what the parts of LedgerWriter share.

#include "models/ledger/database.h"
#include "models/ledger/eventrow.h"
#include "models/ledger/interner.h"
#include "models/ledger/ledgerwriter.h"

#include <array>
#include <bit>

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

    /// The statement, reset; a statement that does not prepare is a broken ledger.
    SqlStatement &sql(Sql which);
    /// Runs to the end; remembers the first failure.
    void run(SqlStatement &statement);
    bool step(SqlStatement &statement);
    void fail(Error problem);
    void exec(const std::string &text);
    [[nodiscard]] std::int64_t lastId() const;
    void forget();
};

} // namespace outlay
