// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/caps/withdrawncaps.h"

#include "app/caps/cappoints.h"
#include "app/caps/ownpushes.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace outlay::enforcement {

namespace {

using Places = std::map<std::string, DesiredCap>; ///< of the wanted caps, by id

/// What a line of a note at an entity says of a cap that is not wanted there any more.
std::optional<DesiredCap> goneAt(const NotedCap &line, const EnforcedState &state,
                                 const std::string &source, const Places &wanted,
                                 const std::vector<PushRecord> &pushes)
{
    const auto place = wanted.find(line.capId);
    const bool isWanted = place != wanted.end();
    if (isWanted && place->second.entity.id.empty())
        return std::nullopt; // of whom it is by now is not known
    const bool isHere = isWanted && place->second.entity == state.entity;
    // A line from before lines said which part is theirs, beside others: it stays.
    if (isHere && !line.fields && parseNote(state.capId).size() > 1)
        return std::nullopt;
    auto own = ownLimitAt(pushes, source, state, line);
    // The same cap of the same user may have been of another unit.
    if (own && isHere)
        own->fields = without(own->fields, place->second.fields);
    if (!own || own->fields.isNone())
        return std::nullopt;
    DesiredCap gone;
    gone.capId = line.capId;
    gone.name = std::move(own->name);
    gone.fields = own->fields;
    gone.entity = state.entity;
    gone.isWithdrawn = true;
    gone.before = own->before;
    return gone;
}

} // namespace

Result<> addWithdrawn(std::vector<CapToPush> &caps, LedgerReader &reader,
                      const std::vector<PushRecord> &pushes)
{
    const auto points = capPoints(reader);
    const auto known = reader.people();
    if (!points || !known)
        return tl::unexpected<Error>(points ? known.error() : points.error());
    const std::vector<PersonIds> people = personIdsOf(*known);
    const std::vector<CapToPush> wanted = caps;
    for (const CapPoint &point : *points) {
        const OwnLines own = ownLines(pushes, point.source);
        Places places;
        for (const CapToPush &one : wanted)
            places[one.cap.capId] = mapped(one.cap, one.member, people, point.known.states);
        for (const EnforcedState &state : point.known.states) {
            for (const NotedCap &line : parseNote(state.capId)) {
                if (!own.contains(keyOf(line)))
                    continue; // another ledger's
                if (auto gone = goneAt(line, state, point.source, places, pushes))
                    caps.push_back({*std::move(gone), state.entity.id, point.source});
            }
        }
    }
    return {};
}

} // namespace outlay::enforcement
