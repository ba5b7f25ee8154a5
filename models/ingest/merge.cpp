// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/merge.h"

#include <algorithm>
#include <tuple>

namespace outlay {

Tuples::~Tuples() = default;

namespace {

/// Known before unknown, then the smaller bytes: a total order on texts.
std::strong_ordering compareTexts(TextId left, TextId right, Tuples &tuples)
{
    if (left == right)
        return std::strong_ordering::equal;
    if (left == 0 || right == 0)
        return left == 0 ? std::strong_ordering::greater : std::strong_ordering::less;
    return tuples.textOf(left) <=> tuples.textOf(right);
}

TextId firstText(TextId left, TextId right, Tuples &tuples)
{
    return compareTexts(left, right, tuples) <= 0 ? left : right;
}

std::strong_ordering compareThreads(std::uint32_t left, std::uint32_t right, Tuples &tuples)
{
    if (left == right)
        return std::strong_ordering::equal;
    const Thread l = tuples.threadOf(left);
    const Thread r = tuples.threadOf(right);
    for (const auto field :
         {&Thread::session, &Thread::agent, &Thread::parentAgent, &Thread::task, &Thread::branch}) {
        if (const auto order = compareTexts(l.*field, r.*field, tuples); order != 0)
            return order;
    }
    return std::strong_ordering::equal;
}

std::strong_ordering compareProfiles(std::uint32_t left, std::uint32_t right, Tuples &tuples)
{
    if (left == right)
        return std::strong_ordering::equal;
    const Profile l = tuples.profileOf(left);
    const Profile r = tuples.profileOf(right);
    for (std::size_t i = 0; i < profileFieldCount; ++i) {
        if (i == static_cast<std::size_t>(ProfileField::Service))
            continue; // compareServices()
        if (const auto order = compareTexts(l.texts[i], r.texts[i], tuples); order != 0)
            return order;
    }
    return std::tuple(l.outcome, l.seesFailures) <=> std::tuple(r.outcome, r.seesFailures);
}

/// Last of all: which of two records wins is not decided by it, and whichever knows it tells it.
std::strong_ordering compareServices(std::uint32_t left, std::uint32_t right, Tuples &tuples)
{
    if (left == right)
        return std::strong_ordering::equal;
    return compareTexts(tuples.profileOf(left)[ProfileField::Service],
                        tuples.profileOf(right)[ProfileField::Service], tuples);
}

EventState withServiceOf(EventState winner, const EventState &other, Tuples &tuples)
{
    if (winner.profile == other.profile)
        return winner;
    Profile profile = tuples.profileOf(winner.profile);
    const TextId service =
        firstText(profile[ProfileField::Service],
                  tuples.profileOf(other.profile)[ProfileField::Service], tuples);
    if (service != profile[ProfileField::Service]) {
        profile[ProfileField::Service] = service;
        winner.profile = tuples.intern(profile);
    }
    return winner;
}

std::uint32_t joinProfiles(std::uint32_t left, std::uint32_t right, Tuples &tuples)
{
    if (left == right)
        return left;
    Profile joined = tuples.profileOf(left);
    const Profile other = tuples.profileOf(right);
    for (std::size_t i = 0; i < profileFieldCount; ++i)
        joined.texts[i] = firstText(joined.texts[i], other.texts[i], tuples);
    joined.outcome = std::max(joined.outcome, other.outcome);
    joined.seesFailures = joined.seesFailures || other.seesFailures;
    return tuples.intern(joined);
}

std::uint32_t joinEndings(std::uint32_t left, std::uint32_t right, Tuples &tuples)
{
    if (left == right)
        return left;
    const Ending l = tuples.endingOf(left);
    const Ending r = tuples.endingOf(right);
    return tuples.intern(Ending{firstText(l.stopReason, r.stopReason, tuples),
                                std::max(l.httpStatus, r.httpStatus)});
}

std::uint32_t joinTags(std::uint32_t left, std::uint32_t right, Tuples &tuples)
{
    if (left == right || right == 0)
        return left;
    if (left == 0)
        return right;
    std::vector<TagIds> tags = tuples.tagsOf(left);
    const std::vector<TagIds> others = tuples.tagsOf(right);
    tags.insert(tags.end(), others.begin(), others.end());
    return tuples.intern(tags);
}

EventState joinMax(const EventState &left, const EventState &right, Tuples &tuples)
{
    // A main-chain line beats its side-chain copies; a split of cache writes by lifetime beats a
    // lump, whose classes would otherwise add up beside it.
    const auto standing = [](const EventState &s) { return std::tuple(s.standing, s.hasTtlSplit); };
    if (standing(left) != standing(right))
        return standing(left) > standing(right) ? left : right;
    EventState joined = left;
    joined.at = std::min(left.at, right.at);
    joined.isFinal = left.isFinal || right.isFinal;
    joined.isCacheHit = left.isCacheHit || right.isCacheHit;
    for (std::size_t i = 0; i < tokenClassCount; ++i)
        joined.usage.counts[i] = std::max(left.usage.counts[i], right.usage.counts[i]);
    joined.servedTokens = std::max(left.servedTokens, right.servedTokens);
    joined.requests = std::max(left.requests, right.requests);
    joined.isAggregate = left.isAggregate || right.isAggregate;
    joined.retries = std::max(left.retries, right.retries);
    joined.attempt = std::max(left.attempt, right.attempt);
    joined.version = std::max(left.version, right.version);
    joined.latencyMicros = std::max(left.latencyMicros, right.latencyMicros);
    joined.firstTokenMicros = std::max(left.firstTokenMicros, right.firstTokenMicros);
    joined.billed = std::max(left.billed, right.billed);
    joined.reported = std::max(left.reported, right.reported);
    joined.client = std::max(left.client, right.client);
    joined.operation = std::max(left.operation, right.operation);
    joined.promptHash = std::max(left.promptHash, right.promptHash);
    joined.profile = joinProfiles(left.profile, right.profile, tuples);
    joined.thread =
        compareThreads(left.thread, right.thread, tuples) <= 0 ? left.thread : right.thread;
    joined.ending = joinEndings(left.ending, right.ending, tuples);
    joined.tags = joinTags(left.tags, right.tags, tuples);
    return joined;
}

} // namespace

std::strong_ordering compare(const EventState &left, const EventState &right, Tuples &tuples)
{
    const auto scalars = [](const EventState &s) {
        return std::tuple(s.usage.total(), s.usage.counts, -s.at.micros, s.isFinal, s.hasTtlSplit,
                          s.standing, s.isCacheHit, s.servedTokens, s.requests, s.retries,
                          s.attempt, s.version, s.latencyMicros, s.firstTokenMicros, s.billed,
                          s.reported, s.client, s.operation, s.promptHash, s.isAggregate);
    };
    if (const auto order = scalars(left) <=> scalars(right); order != 0)
        return order;
    if (const auto order = compareProfiles(left.profile, right.profile, tuples); order != 0)
        return order;
    if (const auto order = compareThreads(left.thread, right.thread, tuples); order != 0)
        return order;
    if (left.ending != right.ending) {
        const Ending l = tuples.endingOf(left.ending);
        const Ending r = tuples.endingOf(right.ending);
        if (const auto order = compareTexts(l.stopReason, r.stopReason, tuples); order != 0)
            return order;
        if (const auto order = l.httpStatus <=> r.httpStatus; order != 0)
            return order;
    }
    if (left.tags != right.tags) {
        const auto texts = [&tuples](std::uint32_t id) {
            std::vector<std::string> pairs;
            for (const TagIds &tag : tuples.tagsOf(id))
                pairs.push_back(tuples.textOf(tag.pair));
            std::sort(pairs.begin(), pairs.end());
            return pairs;
        };
        if (const auto order = texts(left.tags) <=> texts(right.tags); order != 0)
            return order;
    }
    return compareServices(left.profile, right.profile, tuples);
}

namespace {

constexpr int growths = static_cast<int>(Growth::Once) + 1;

} // namespace

std::uint8_t observerKindOf(Rank rank, Growth growth)
{
    return static_cast<std::uint8_t>(1 + static_cast<int>(rank) * growths +
                                     static_cast<int>(growth));
}

std::optional<std::pair<Rank, Growth>> observerOfKind(std::uint8_t kind)
{
    if (kind == 0)
        return std::nullopt;
    return std::pair{static_cast<Rank>((kind - 1) / growths),
                     static_cast<Growth>((kind - 1) % growths)};
}

EventState join(const EventState &left, const EventState &right, Growth growth, Tuples &tuples)
{
    if (left == right)
        return left;
    switch (growth) {
    case Growth::Max:
        return joinMax(left, right, tuples);
    case Growth::Version:
        if (left.version != right.version)
            return left.version > right.version ? withServiceOf(left, right, tuples)
                                                : withServiceOf(right, left, tuples);
        break;
    case Growth::Once:
        break;
    }
    return compare(left, right, tuples) >= 0 ? withServiceOf(left, right, tuples)
                                             : withServiceOf(right, left, tuples);
}

namespace {

/// Takes the first known text of each field in the order of rank.
void fillUnknown(Profile &profile, const Profile &other)
{
    using enum ProfileField;
    for (const ProfileField field : {Provider, ModelGroup, User, Key, Team, Project, Environment,
                                     Endpoint, CostCenter, TaskKind, Service}) {
        if (profile[field] == 0)
            profile[field] = other[field];
    }
    if (profile.outcome == Outcome::Unknown)
        profile.outcome = other.outcome;
    profile.seesFailures = profile.seesFailures || other.seesFailures;
}

void fillUnknown(Thread &thread, const Thread &other)
{
    if (thread.session == 0)
        thread.session = other.session;
    if (thread.agent == 0) { // an agent and its parent come from one observer
        thread.agent = other.agent;
        thread.parentAgent = other.parentAgent;
    }
    if (thread.task == 0)
        thread.task = other.task;
    if (thread.branch == 0)
        thread.branch = other.branch;
}

bool isKnown(const std::optional<Money> &money)
{
    return money && money->nanos != 0;
}

void fillUnknown(EventState &state, const EventState &other, TextId otherSource)
{
    if (!isKnown(state.billed) && other.billed)
        state.billed = other.billed;
    if (!isKnown(state.reported) && other.reported) {
        state.reported = other.reported;
        state.reporter = otherSource;
    }
    if (!isKnown(state.client) && other.client)
        state.client = other.client;
    if (state.operation == 0)
        state.operation = other.operation;
    if (state.promptHash == 0)
        state.promptHash = other.promptHash;
    if (state.latencyMicros < 0)
        state.latencyMicros = other.latencyMicros;
    if (state.firstTokenMicros < 0)
        state.firstTokenMicros = other.firstTokenMicros;
    if (state.retries == 0)
        state.retries = other.retries;
    if (state.attempt == 0)
        state.attempt = other.attempt;
}

} // namespace

EventState mergeViews(std::vector<RankedView> views, Tuples &tuples)
{
    if (views.size() == 1)
        return views.front().state;
    // By rank, then by what they say: the order fields are looked up in.
    std::sort(views.begin(), views.end(), [&](const RankedView &l, const RankedView &r) {
        if (l.rank != r.rank)
            return l.rank < r.rank;
        return compare(l.state, r.state, tuples) > 0;
    });
    const auto best =
        std::max_element(views.begin(), views.end(), [&](const RankedView &l, const RankedView &r) {
            const auto standing = [](const RankedView &v) {
                return std::tuple(v.state.isFinal, v.state.hasTtlSplit, -v.rank,
                                  v.state.usage.total());
            };
            if (standing(l) != standing(r))
                return standing(l) < standing(r);
            return compare(l.state, r.state, tuples) < 0;
        });

    // Everything but what the best view supplies together starts from the first in rank.
    using enum ProfileField;
    EventState merged = views.front().state;
    Profile profile = tuples.profileOf(merged.profile);
    merged.reporter = profile[Source];
    Thread thread = tuples.threadOf(merged.thread);
    Ending ending = tuples.endingOf(merged.ending);
    for (std::size_t i = 1; i < views.size(); ++i) {
        const EventState &other = views[i].state;
        const Profile otherProfile = tuples.profileOf(other.profile);
        fillUnknown(merged, other, otherProfile[Source]);
        fillUnknown(profile, otherProfile);
        fillUnknown(thread, tuples.threadOf(other.thread));
        const Ending otherEnding = tuples.endingOf(other.ending);
        if (ending.stopReason == 0)
            ending.stopReason = otherEnding.stopReason;
        if (ending.httpStatus == 0)
            ending.httpStatus = otherEnding.httpStatus;
        merged.tags = joinTags(merged.tags, other.tags, tuples);
    }
    const EventState &supplier = best->state;
    merged.at = supplier.at;
    merged.usage = supplier.usage;
    merged.servedTokens = supplier.servedTokens;
    merged.requests = supplier.requests;
    merged.isAggregate = supplier.isAggregate;
    merged.hasTtlSplit = supplier.hasTtlSplit;
    merged.isFinal = supplier.isFinal;
    merged.isCacheHit = supplier.isCacheHit;
    merged.standing = supplier.standing;
    merged.observerKind = supplier.observerKind;
    merged.version = supplier.version;
    const Profile supplied = tuples.profileOf(supplier.profile);
    for (const ProfileField field : {Source, Model, Tier, Speed, Geo, SearchContext})
        profile[field] = supplied[field];
    if (supplied[Provider] != 0)
        profile[Provider] = supplied[Provider];
    if (!merged.reported || merged.reporter == profile[Source])
        merged.reporter = 0;
    merged.profile = tuples.intern(profile);
    merged.thread = tuples.intern(thread);
    merged.ending = tuples.intern(ending);
    return merged;
}

} // namespace outlay
