// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/tracker.h"

#include "models/ledger/selection.h"
#include "models/rules/tokenscope.h"

#include <algorithm>

namespace outlay {

namespace {

bool isAnyOf(LedgerWriter &ledger, const Filter &filter, TextId value)
{
    return std::any_of(filter.anyOf.begin(), filter.anyOf.end(), [&](const auto &wanted) {
        if (!wanted || wanted->empty())
            return value == 0;
        const auto id = ledger.findText(*wanted);
        return id && *id == value;
    });
}

} // namespace

TextId profileValue(LedgerWriter &ledger, Dimension dimension, const Profile &profile)
{
    if (dimension == Dimension::Outcome)
        return ledger.text(name(profile.outcome));
    const auto field = profileFieldOf(dimension);
    return field ? profile[*field] : 0;
}

Tracker::Tracker(std::int64_t id, const Budget &budget, PeriodCalendar calendar)
    : m_id(id)
    , m_each(budget.each)
    , m_countsPlanTokens(!leavesOutPlanTokens(budget))
    , m_calendar(std::move(calendar))
{
    for (const Filter &filter : budget.scope)
        (isOfProfile(filter.dimension.dimension) ? m_ofProfile : m_others).push_back(filter);
}

bool Tracker::needsThreads() const
{
    return !m_others.empty() || (m_each && !isOfProfile(m_each->dimension));
}

std::optional<Instant> Tracker::periodOf(std::int64_t quarter)
{
    const Instant at{quarter * microsPerQuarter};
    if (!m_last || !m_last->contains(at)) {
        m_last = m_calendar.at(at);
        if (!m_last)
            return std::nullopt;
    }
    return m_last->from;
}

std::optional<TextId> Tracker::memberOf(LedgerWriter &ledger, const Profile &profile) const
{
    const bool isIn =
        std::all_of(m_ofProfile.begin(), m_ofProfile.end(), [&](const Filter &filter) {
            return isAnyOf(ledger, filter,
                           profileValue(ledger, filter.dimension.dimension, profile));
        });
    if (!isIn)
        return std::nullopt;
    return m_each && isOfProfile(m_each->dimension)
               ? profileValue(ledger, m_each->dimension, profile)
               : TextId{0};
}

const Filter *Tracker::binding() const
{
    const auto found =
        std::find_if(m_ofProfile.begin(), m_ofProfile.end(), [](const Filter &filter) {
            return std::all_of(filter.anyOf.begin(), filter.anyOf.end(),
                               [](const auto &value) { return value && !value->empty(); });
        });
    return found == m_ofProfile.end() ? nullptr : &*found;
}

bool Tracker::holds(LedgerWriter &ledger, const Filter &filter, const SpendPlace &place)
{
    switch (filter.dimension.dimension) {
    case Dimension::Task:
        return isAnyOf(ledger, filter, place.task);
    case Dimension::Session:
        return isAnyOf(ledger, filter, ledger.threadOf(place.thread).session);
    case Dimension::Agent:
        return isAnyOf(ledger, filter, ledger.threadOf(place.thread).agent);
    case Dimension::Tag: {
        const std::string &key = filter.dimension.tagKey;
        if (const TextId branch = ledger.threadOf(place.thread).branch;
            key == "branch" && branch != 0)
            return isAnyOf(ledger, filter, branch);
        const std::vector<TagIds> tags = ledger.tagsOf(place.tags);
        bool isTagged = false;
        for (const TagIds &tag : tags) {
            if (!key.empty() && ledger.textOf(tag.key) != key)
                continue;
            isTagged = true;
            if (isAnyOf(ledger, filter, key.empty() ? tag.pair : tag.value))
                return true;
        }
        return !isTagged && isAnyOf(ledger, filter, 0);
    }
    default:
        return false;
    }
}

void Tracker::membersOf(LedgerWriter &ledger, const SpendPlace &place, TextId ofProfile,
                        std::vector<TextId> &members) const
{
    members.clear();
    for (const Filter &filter : m_others) {
        if (!holds(ledger, filter, place))
            return;
    }
    if (!m_each || isOfProfile(m_each->dimension)) {
        members.push_back(ofProfile);
        return;
    }
    switch (m_each->dimension) {
    case Dimension::Task:
        members.push_back(place.task);
        return;
    case Dimension::Session:
        members.push_back(ledger.threadOf(place.thread).session);
        return;
    case Dimension::Agent:
        members.push_back(ledger.threadOf(place.thread).agent);
        return;
    default:
        break;
    }
    const TextId branch = ledger.threadOf(place.thread).branch;
    if (m_each->tagKey == "branch" && branch != 0) {
        members.push_back(branch);
        return;
    }
    for (const TagIds &tag : ledger.tagsOf(place.tags)) {
        if (ledger.textOf(tag.key) == m_each->tagKey)
            members.push_back(tag.value);
    }
    if (members.empty())
        members.push_back(0);
}

} // namespace outlay
