// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/enforcement/capplaces.h"

#include "app/enforcement/duration.h"

#include <algorithm>

namespace outlay::enforcement {

namespace {

CapPlace placeOf(const DesiredCap &wanted)
{
    CapPlace place{wanted, {{wanted.capId, wanted.name, wanted.fields, wanted.isWithdrawn}}, {}};
    const auto cap = prepared(wanted);
    if (!cap)
        place.problem = cap.error().text;
    else
        place.cap = *cap;
    return place;
}

/// False: they want the same part, and stay apart.
bool join(CapPlace &place, const CapPlace &other)
{
    if (!place.problem.empty() || !other.problem.empty() || place.cap.entity.id.empty() ||
        !(place.cap.entity == other.cap.entity) || overlap(place.cap.fields, other.cap.fields))
        return false;
    DesiredCap &cap = place.cap;
    if (!isNoted(cap.capId, other.cap.capId)) // else what it was before, of another unit
        addNoted(cap.capId, other.cap.capId);
    cap.isWithdrawn = cap.isWithdrawn && other.cap.isWithdrawn;
    if (other.cap.fields.money) {
        cap.limit.maxBudget = other.cap.limit.maxBudget;
        cap.limit.budgetDuration = other.cap.limit.budgetDuration;
        cap.period = other.cap.period;
    }
    if (other.cap.fields.rpm)
        cap.limit.rpm = other.cap.limit.rpm;
    if (other.cap.fields.tpm)
        cap.limit.tpm = other.cap.limit.tpm;
    cap.fields = with(cap.fields, other.cap.fields);
    place.parts.insert(place.parts.end(), other.parts.begin(), other.parts.end());
    return true;
}

/// Caps that want a part of the limit which another one wants as well: why none of them gets it.
void refuseClashes(std::vector<CapPlace> &places)
{
    const auto isMeant = [](const CapPlace &place) {
        return !place.cap.isWithdrawn && !place.cap.entity.id.empty();
    };
    std::vector<std::string> problems(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) {
        const CapPlace &one = places[i];
        std::string names;
        bool isClash = false;
        for (std::size_t j = 0; j < places.size(); ++j) {
            const CapPlace &other = places[j];
            if (!isMeant(one) || !isMeant(other) || !one.problem.empty() ||
                !other.problem.empty() || !(one.cap.entity == other.cap.entity) ||
                !overlap(one.cap.fields, other.cap.fields))
                continue;
            names += (names.empty() ? "" : " and ") + other.cap.name;
            isClash = isClash || i != j;
        }
        if (isClash)
            problems[i] = "several caps want to set " + titleOf(one.cap.entity) + ": " + names +
                          "; keep one of them";
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (!problems[i].empty())
            places[i].problem = problems[i];
    }
}

/// As this ledger wrote it. A line that does not say who wrote it is known by its id.
bool isOwn(const NotedCap &line, const CapPlace &place, const OwnLines &own)
{
    return own.contains(keyOf(line)) || (!line.fields && place.has(line.capId));
}

/// What a wanted cap notes; nullopt: nothing.
std::optional<NotedCap> wantedLine(const CapPart &part, const NoteWriter &writer)
{
    if (part.isWithdrawn)
        return std::nullopt;
    if (writer.who.empty())
        return NotedCap{part.capId, {}, {}, {}};
    return NotedCap{part.capId, part.fields, writer.who, writer.now};
}

/// Of another ledger's line what is left beside what is wanted here; nullopt: nothing.
std::optional<NotedCap> leftOf(NotedCap line, const LimitFields &wanted)
{
    if (wanted.isNone())
        return line;
    if (!line.fields) // of what nobody knows
        return std::nullopt;
    line.fields = without(*line.fields, wanted);
    return line.fields->isNone() ? std::nullopt : std::optional(std::move(line));
}

} // namespace

std::string namesOf(const std::vector<CapPart> &parts, const LimitFields &fields)
{
    std::vector<std::string> names;
    const auto add = [&names](const CapPart &part) {
        if (std::find(names.begin(), names.end(), part.name) == names.end())
            names.push_back(part.name);
    };
    for (const CapPart &part : parts) {
        if (overlap(part.fields, fields))
            add(part);
    }
    for (const CapPart &part : parts) {
        if (fields.isNone() && (!part.isWithdrawn || !part.fields.isNone()))
            add(part);
    }
    if (names.empty())
        std::for_each(parts.begin(), parts.end(), add);
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

LimitFields CapPlace::fields(bool isWithdrawn) const
{
    LimitFields all;
    for (const CapPart &part : parts) {
        if (part.isWithdrawn == isWithdrawn)
            all = with(all, part.fields);
    }
    return all;
}

bool CapPlace::has(const std::string &capId) const
{
    return std::any_of(parts.begin(), parts.end(),
                       [&capId](const CapPart &part) { return part.capId == capId; });
}

std::vector<CapPlace> placesOf(const std::vector<DesiredCap> &caps)
{
    std::vector<CapPlace> all;
    for (const DesiredCap &cap : caps)
        all.push_back(placeOf(cap));
    refuseClashes(all);
    std::vector<CapPlace> places;
    for (const CapPlace &one : all) {
        if (std::none_of(places.begin(), places.end(),
                         [&one](CapPlace &known) { return join(known, one); }))
            places.push_back(one);
    }
    return places;
}

std::map<std::string, std::string> clashesOf(const std::vector<DesiredCap> &caps)
{
    std::map<std::string, std::string> clashes;
    for (const CapPlace &place : placesOf(caps)) {
        if (!place.problem.empty())
            clashes[place.cap.capId] = place.problem;
    }
    return clashes;
}

void leaveToWanted(std::vector<DesiredCap> &caps)
{
    for (DesiredCap &gone : caps) {
        if (!gone.isWithdrawn)
            continue;
        for (const DesiredCap &wanted : caps) {
            if (!wanted.isWithdrawn && !wanted.entity.id.empty() && wanted.entity == gone.entity)
                gone.fields = without(gone.fields, wanted.fields);
        }
    }
}

std::string noteAfter(const CapPlace &place, const std::string &before, const NoteWriter &writer)
{
    std::vector<NotedCap> wanted, after;
    for (const CapPart &part : place.parts) {
        if (auto line = wantedLine(part, writer))
            wanted.push_back(*std::move(line));
    }
    for (const NotedCap &line : parseNote(before)) {
        if (isOwn(line, place, writer.own)) {
            const auto same = std::find_if(wanted.begin(), wanted.end(), [&](const NotedCap &one) {
                return one.capId == line.capId;
            });
            if (same != wanted.end()) { // in its place, and with its time where it says what is so
                after.push_back(same->fields == line.fields ? line : *same);
                wanted.erase(same);
            } else if (writer.capsElsewhere.contains(line.capId) && !place.has(line.capId)) {
                after.push_back(line);
            }
        } else if (auto left = leftOf(line, place.fields(false))) {
            after.push_back(*std::move(left));
        }
    }
    after.insert(after.end(), wanted.begin(), wanted.end());
    return noteOf(after);
}

bool mayTakeAway(const CapPlace &place, const std::string &note, const OwnLines &own)
{
    const std::vector<NotedCap> lines = parseNote(note);
    return std::all_of(place.parts.begin(), place.parts.end(), [&](const CapPart &part) {
        return !part.isWithdrawn ||
               std::any_of(lines.begin(), lines.end(), [&](const NotedCap &line) {
                   return line.capId == part.capId && isOwn(line, place, own);
               });
    });
}

} // namespace outlay::enforcement
