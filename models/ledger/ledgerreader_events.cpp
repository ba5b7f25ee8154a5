// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/eventrow.h"
#include "models/ledger/ledgerreader_p.h"
#include "models/ledger/selection.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace outlay {

namespace {

constexpr std::size_t rowsPerPage = 2000;
constexpr std::int64_t eventsPerPage = 100'000;

/// A place in the order of (time, id).
struct Cursor
{
    std::int64_t at = 0, id = 0;
};

} // namespace

std::vector<std::optional<std::string>> LedgerReader::Data::dimensionsOf(const Profile &profile)
{
    std::vector<std::optional<std::string>> dimensions(dimensionCount - 1);
    for (std::size_t i = 0; i < dimensions.size(); ++i) {
        const auto field = profileFieldOf(static_cast<Dimension>(i));
        if (field && profile[*field] != 0)
            dimensions[i] = dictionary.text(profile[*field]);
    }
    if (profile.outcome != Outcome::Unknown)
        dimensions[static_cast<std::size_t>(Dimension::Outcome)] = name(profile.outcome);
    return dimensions;
}

std::vector<std::pair<std::string, std::string>> LedgerReader::Data::tagTexts(std::uint32_t tags)
{
    std::vector<std::pair<std::string, std::string>> texts;
    for (const StoredTag &tag : dictionary.tags(tags))
        texts.emplace_back(dictionary.text(tag.key), dictionary.text(tag.value));
    std::sort(texts.begin(), texts.end());
    return texts;
}

EventRow LedgerReader::Data::priceRow(const StoredEvent &event)
{
    const EventState &state = event.state;
    const EventDerived &derived = event.derived;
    const Profile &profile = dictionary.profile(derived.attributed);
    EventRow row;
    row.id = event.id;
    row.at = state.at;
    row.dimensions = dimensionsOf(profile);
    row.usage = state.usage;
    row.requests = state.requests;
    row.servedTokens = state.servedTokens;
    row.isGatewayCacheHit = state.isCacheHit;
    row.isSetAside = derived.isSetAside;
    row.isControl = derived.isControl;
    row.isListValue = derived.isListValue;
    row.isFree = derived.isFree;
    row.hasAssumedTtl = state.usage[TokenClass::CacheWrite5m] > 0 && !state.hasTtlSplit;
    row.cost = derived.cost;
    row.basis = derived.basis;
    row.billed = state.billed;
    row.reported = state.reported;
    row.estimate = derived.estimate;
    row.client = state.client;
    row.quarantined = derived.quarantined;
    row.speed = dictionary.text(profile[ProfileField::Speed]);
    row.geo = dictionary.text(profile[ProfileField::Geo]);
    row.searchContext = dictionary.text(profile[ProfileField::SearchContext]);
    row.modelGroup = dictionary.text(profile[ProfileField::ModelGroup]);
    row.latencyMicros = state.latencyMicros;
    row.timeToFirstTokenMicros = state.firstTokenMicros;
    return row;
}

Result<EventRow> LedgerReader::Data::eventRow(const StoredEvent &event, EventDetail detail)
{
    EventRow row = priceRow(event);
    if (detail == EventDetail::Price) {
        OUTLAY_TRY(dictionary.status());
        return row;
    }
    const Thread thread =
        event.state.thread == 0 ? Thread{} : dictionary.thread(event.state.thread);
    const Ending ending = dictionary.ending(event.state.ending);
    const auto set = [&](Dimension dimension, TextId id) {
        if (id != 0)
            row.dimensions[static_cast<std::size_t>(dimension)] = dictionary.text(id);
    };
    set(Dimension::Price, event.derived.price);
    set(Dimension::Task, event.derived.task);
    set(Dimension::Session, thread.session);
    set(Dimension::Agent, thread.agent);
    row.tags = tagTexts(event.state.tags);
    row.stopReason = dictionary.text(ending.stopReason);
    row.branch = dictionary.text(thread.branch);
    row.parentAgent = dictionary.text(thread.parentAgent);
    row.httpStatus = static_cast<int>(ending.httpStatus);
    OUTLAY_TRY(addObservers(event, row.observers));
    OUTLAY_TRY(dictionary.status());
    return row;
}

Result<> LedgerReader::Data::addObservers(const StoredEvent &event,
                                          std::vector<std::string> &observers)
{
    const auto add = [&](std::uint32_t profile) {
        const TextId source = dictionary.profile(profile)[ProfileField::Source];
        if (source != 0)
            observers.push_back(dictionary.text(source));
    };
    if (!event.hasManyViews) {
        add(event.state.profile);
        return {};
    }
    OUTLAY_TRY(eachRow(*db, "SELECT state FROM view WHERE event=?1 AND state IS NOT NULL",
                       {event.id}, [&](const SqlStatement &row) {
                           add(decodeState(row.blob(0)).profile);
                           return true;
                       }));
    std::sort(observers.begin(), observers.end());
    observers.erase(std::unique(observers.begin(), observers.end()), observers.end());
    return {};
}

Result<std::vector<EventRow>> LedgerReader::events(const Query &query, int limit,
                                                   std::int64_t before, const CancelToken &cancel)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, cancel);
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    Cursor cursor{std::numeric_limits<std::int64_t>::max(), 0};
    if (before != 0) {
        const auto at = d.timeOf(before);
        if (!at)
            return tl::unexpected<Error>(at.error());
        cursor = {at->micros, before};
    }
    Selection selection(query, d.dictionary);
    auto windows = d.eventWindows(query, selection);
    if (!windows)
        return tl::unexpected<Error>(windows.error());
    std::vector<StoredEvent> found;
    const auto wanted = static_cast<std::size_t>(std::max(limit, 0));
    for (auto window = windows->rbegin(); window != windows->rend() && found.size() < wanted;
         ++window) {
        StoredEvent event;
        OUTLAY_TRY(
            eachRow(*d.db,
                    "SELECT " + std::string(eventColumns) +
                        " FROM event INDEXED BY event_at WHERE at>=?1 AND at<=min(?2-1,?3) AND "
                        "(at<?3 OR id<?4) ORDER BY at DESC,id DESC",
                    {window->from.micros, window->to.micros, cursor.at, cursor.id},
                    [&](const SqlStatement &row) {
                        readEvent(row, 0, event);
                        if (!event.derived.isControl && selection.accepts(event.subject()))
                            found.push_back(event);
                        return found.size() < wanted;
                    }));
    }
    return d.eventRows(found);
}

Result<Instant> LedgerReader::Data::timeOf(std::int64_t event)
{
    std::optional<Instant> at;
    OUTLAY_TRY(
        eachRow(*db, "SELECT at FROM event WHERE id=?1", {event}, [&at](const SqlStatement &row) {
            at = Instant{row.integer(0)};
            return false;
        }));
    if (!at)
        return failure(Error::Kind::Usage, "the event to continue behind has been merged or "
                                           "removed; begin again with the newest");
    return *at;
}

Result<std::vector<EventRow>> LedgerReader::Data::eventRows(const std::vector<StoredEvent> &events,
                                                            EventDetail detail)
{
    std::vector<EventRow> rows;
    rows.reserve(events.size());
    for (const StoredEvent &event : events) {
        auto row = eventRow(event, detail);
        if (!row)
            return tl::unexpected<Error>(row.error());
        rows.push_back(std::move(*row));
    }
    return rows;
}

Result<> LedgerReader::eachEvent(const Query &query,
                                 const std::function<bool(const EventRow &)> &visit,
                                 const CancelToken &cancel, EventDetail detail)
{
    Data &d = *m_data;
    std::optional<std::vector<TimeRange>> windows;
    Cursor cursor{std::numeric_limits<std::int64_t>::min(), 0};
    std::size_t window = 0;
    for (;;) {
        std::vector<EventRow> page;
        {
            // A page at a time: the visitor may be slow, and an open read transaction would keep
            // the write-ahead log from being taken in.
            const ReadTransaction transaction(*d.db, cancel);
            OUTLAY_TRY(transaction.status());
            OUTLAY_TRY(d.begin());
            Selection selection(query, d.dictionary);
            if (!windows) {
                auto found = d.eventWindows(query, selection);
                if (!found)
                    return tl::unexpected<Error>(found.error());
                windows = std::move(*found);
            }
            if (window == windows->size())
                return {};
            std::vector<StoredEvent> events;
            std::int64_t seen = 0;
            StoredEvent event;
            OUTLAY_TRY(
                eachRow(*d.db,
                        "SELECT " + std::string(eventColumns) +
                            " FROM event INDEXED BY event_at WHERE at>=max(?1,?3) AND at<?2 AND "
                            "(at>?3 OR id>?4) ORDER BY at,id",
                        {(*windows)[window].from.micros, (*windows)[window].to.micros, cursor.at,
                         cursor.id},
                        [&](const SqlStatement &row) {
                            readEvent(row, 0, event);
                            cursor = {event.state.at.micros, event.id};
                            if (!event.derived.isControl && selection.accepts(event.subject()))
                                events.push_back(event);
                            return ++seen < eventsPerPage && events.size() < rowsPerPage;
                        }));
            if (seen < eventsPerPage && events.size() < rowsPerPage)
                ++window;
            auto rows = d.eventRows(events, detail);
            if (!rows)
                return tl::unexpected<Error>(rows.error());
            page = std::move(*rows);
        }
        for (const EventRow &row : page) {
            if (!visit(row))
                return {};
        }
    }
}

Result<EventRow> LedgerReader::event(std::int64_t id)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    auto row = d.eventById(id);
    if (!row)
        return tl::unexpected<Error>(row.error());
    if (!*row) {
        return failure(Error::Kind::Usage, "there is no event " + std::to_string(id) +
                                               " in this ledger; it may have been merged or "
                                               "removed");
    }
    return std::move(**row);
}

Result<std::optional<EventRow>> LedgerReader::Data::eventById(std::int64_t id)
{
    StoredEvent event;
    OUTLAY_TRY(eachRow(*db, "SELECT " + std::string(eventColumns) + " FROM event WHERE id=?1", {id},
                       [&event](const SqlStatement &row) {
                           readEvent(row, 0, event);
                           return false;
                       }));
    if (event.id == 0)
        return std::nullopt;
    auto row = eventRow(event, EventDetail::All);
    if (!row)
        return tl::unexpected<Error>(row.error());
    return std::optional<EventRow>(std::move(*row));
}

Result<EventRow> LedgerReader::eventOf(const std::vector<std::uint64_t> &hashes)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    for (const std::uint64_t hash : hashes) {
        std::vector<std::int64_t> events;
        // A view without a row of its own is its event.
        OUTLAY_TRY(eachRow(*d.db,
                           "SELECT coalesce((SELECT event FROM view WHERE view.id=identity.view),"
                           "identity.view) FROM (SELECT hash,view FROM identity WHERE hash=?1 "
                           "UNION ALL SELECT hash,view FROM identity_fresh WHERE hash=?1) identity",
                           {std::bit_cast<std::int64_t>(hash)}, [&](const SqlStatement &row) {
                               events.push_back(row.integer(0));
                               return true;
                           }));
        for (const std::int64_t id : events) {
            auto row = d.eventById(id);
            if (!row)
                return tl::unexpected<Error>(row.error());
            if (*row)
                return std::move(**row);
        }
    }
    return failure(Error::Kind::Usage, "no event of this ledger has that id");
}

} // namespace outlay
