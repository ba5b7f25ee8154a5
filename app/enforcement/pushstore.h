// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/enforcement/pushrecord.h"
#include "models/ingest/ingest.h"
#include "models/ledger/ledgerreader.h"

#include <set>
#include <string>
#include <vector>

// What was pushed and what was read, kept in the ledger: history, no figure depends on it.
namespace outlay::enforcement {

/// Adds it, or replaces the one of its id.
[[nodiscard]] Result<> keepPush(Ingest &ingest, const PushRecord &push);
/// Oldest first.
[[nodiscard]] Result<std::vector<PushRecord>> storedPushes(LedgerReader &reader);
/// The newest that is no undo and was not taken back; null: none.
[[nodiscard]] const PushRecord *lastPush(const std::vector<PushRecord> &pushes);
/// Null: none.
[[nodiscard]] const PushRecord *pushNamed(const std::vector<PushRecord> &pushes,
                                          const std::string &id);

/// What is known of a source's entities without asking it.
struct KnownStates
{
    std::vector<EnforcedState> states;
    std::optional<Instant> listedAt;            ///< nullopt: it was never asked for all it has
    std::vector<EnforcedEntity::Kind> complete; ///< kinds of which it listed all there are then
    /// Nobody of whom a cap is that is not among the states: so it listed users (and their keys, by
    /// which a person may be known), keys or teams.
    [[nodiscard]] bool isComplete(EnforcedEntity::Kind kind) const;
};
/// What was last read of a source's entities: for the light of a cap and the limits of a user
/// without asking again. `listed`: all it has, with which entities that it has no more go. Of
/// several readings of one the newest counts; without a list those of other entities stay.
[[nodiscard]] Result<> keepStates(Ingest &ingest, LedgerReader &reader, const std::string &source,
                                  const std::vector<EntityReading> &readings,
                                  const std::optional<PointList> &listed = {});
[[nodiscard]] Result<KnownStates> knownStates(LedgerReader &reader, const std::string &source);
/// Ids of caps that have been read back enforced since they were pushed.
[[nodiscard]] Result<> keepHeld(Ingest &ingest, const std::string &source,
                                const std::set<std::string> &capIds);
[[nodiscard]] Result<std::set<std::string>> storedHeld(LedgerReader &reader,
                                                       const std::string &source);
/// What is so of the whole gateway, as it was when last looked at.
[[nodiscard]] Result<> keepFacts(Ingest &ingest, const std::string &source,
                                 const PointFacts &facts);
[[nodiscard]] Result<PointFacts> storedFacts(LedgerReader &reader, const std::string &source);
[[nodiscard]] Result<std::vector<EnforcedState>> storedStates(LedgerReader &reader,
                                                              const std::string &source);

} // namespace outlay::enforcement
