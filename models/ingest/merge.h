// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/observation.h"
#include "models/ledger/eventstate.h"
#include "models/ledger/ledgerwriter.h"

#include <compare>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace outlay {

/// The interned values states refer to: a batch's own, or the ledger's.
class Tuples
{
public:
    virtual ~Tuples();
    [[nodiscard]] virtual Profile profileOf(std::uint32_t id) = 0;
    [[nodiscard]] virtual std::uint32_t intern(const Profile &profile) = 0;
    [[nodiscard]] virtual Thread threadOf(std::uint32_t id) = 0;
    [[nodiscard]] virtual std::uint32_t intern(const Thread &thread) = 0;
    [[nodiscard]] virtual Ending endingOf(std::uint32_t id) = 0;
    [[nodiscard]] virtual std::uint32_t intern(const Ending &ending) = 0;
    [[nodiscard]] virtual std::vector<TagIds> tagsOf(std::uint32_t id) = 0;
    [[nodiscard]] virtual std::uint32_t intern(const std::vector<TagIds> &tags) = 0;
    [[nodiscard]] virtual std::string textOf(TextId id) = 0;
};

/// What one source said twice about one event (DESIGN invariant 3). Commutative, associative and
/// idempotent for each growth.
[[nodiscard]] EventState join(const EventState &left, const EventState &right, Growth growth,
                              Tuples &tuples);

/// A total order on what states say, free of ids: total tokens, counts, time, money, texts.
[[nodiscard]] std::strong_ordering compare(const EventState &left, const EventState &right,
                                           Tuples &tuples);

/// What a record's format says of itself, as `EventState::observerKind` keeps it.
[[nodiscard]] std::uint8_t observerKindOf(Rank rank, Growth growth);
/// And back; nullopt for 0.
[[nodiscard]] std::optional<std::pair<Rank, Growth>> observerOfKind(std::uint8_t kind);

struct RankedView
{
    int rank = 0; ///< of its source; smaller is better
    EventState state;
};

/// One event from all views of it: usage, model, tier and time together from the best view, every
/// other field from the highest-ranking view that has it.
[[nodiscard]] EventState mergeViews(std::vector<RankedView> views, Tuples &tuples);

} // namespace outlay
