// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerreader_p.h"
#include "models/ledger/sourcename.h"

#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <set>

namespace outlay {

namespace {

/// Day cells of a kind summed up by value.
Result<std::map<std::uint32_t, Cell>> sumsByValue(Database &db, CellKind kind)
{
    std::map<std::uint32_t, Cell> sums;
    OUTLAY_TRY(eachCell(db, false, kind, everyDay,
                        [&sums](std::int64_t, std::uint32_t value, std::string_view cell) {
                            addEncoded(cell, sums[value]);
                            return true;
                        }));
    return sums;
}

} // namespace

Result<std::vector<std::string>> LedgerReader::sessionsBelow(const std::string &session)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    std::multimap<std::int64_t, std::int64_t> startedBy;
    OUTLAY_TRY(eachRow(*d.db,
                       "SELECT DISTINCT parent_agent,session FROM thread "
                       "WHERE parent_agent<>0 AND session<>0",
                       {}, [&startedBy](const SqlStatement &row) {
                           startedBy.emplace(row.integer(0), row.integer(1));
                           return true;
                       }));
    const TextId root = d.dictionary.idOf(session);
    std::set<std::int64_t> found{root};
    std::vector<std::int64_t> open{root};
    while (!open.empty()) {
        const auto [first, last] = startedBy.equal_range(open.back());
        open.pop_back();
        for (auto started = first; started != last; ++started) {
            if (found.insert(started->second).second)
                open.push_back(started->second);
        }
    }
    std::vector<std::string> sessions;
    for (const std::int64_t id : found)
        sessions.push_back(id == root ? session : d.dictionary.text(static_cast<TextId>(id)));
    OUTLAY_TRY(d.dictionary.status());
    std::sort(sessions.begin(), sessions.end());
    return sessions;
}

Result<LedgerFacts> LedgerReader::facts()
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    return d.facts();
}

Result<LedgerFacts> LedgerReader::Data::facts()
{
    LedgerFacts facts;
    facts.zone = zone.name();
    auto commits = metaInteger("commits");
    auto span = this->span(false);
    auto all = sumsByValue(*db, allKind);
    for (const Error *error : {commits ? nullptr : &commits.error(), span ? nullptr : &span.error(),
                               all ? nullptr : &all.error()}) {
        if (error)
            return tl::unexpected<Error>(*error);
    }
    facts.changeCounter = *commits;
    facts.span = *span;
    facts.unpricedRequests = (*all)[0][CellField::Unpriced];
    if (countedAt != *commits || *commits == 0) {
        const auto count =
            db->integer("SELECT coalesce((SELECT value FROM meta WHERE key='events'),"
                        "(SELECT count(*) FROM event))");
        if (!count)
            return tl::unexpected<Error>(count.error());
        eventCount = *count;
        countedAt = *commits;
    }
    facts.events = eventCount;
    const auto rejected = db->integer("SELECT count(*) FROM rejected");
    if (!rejected)
        return tl::unexpected<Error>(rejected.error());
    facts.rejectedRecords = *rejected;
    if (facts.unpricedRequests != 0)
        OUTLAY_TRY(addUnpricedModels(facts));
    return facts;
}

Result<> LedgerReader::Data::addUnpricedModels(LedgerFacts &facts)
{
    std::map<std::string, std::int64_t> models;
    std::vector<std::int64_t> days;
    OUTLAY_TRY(eachCell(*db, false, allKind, everyDay,
                        [&](std::int64_t day, std::uint32_t, std::string_view sums) {
                            Cell cell;
                            addEncoded(sums, cell);
                            if (cell[CellField::Unpriced] != 0)
                                days.push_back(day);
                            return true;
                        }));
    for (const std::int64_t unpricedDay : days) {
        OUTLAY_TRY(eachCell(*db, false, jointKind, {unpricedDay, unpricedDay + 1},
                            [&](std::int64_t, std::uint32_t value, std::string_view sums) {
                                Cell cell;
                                addEncoded(sums, cell);
                                if (cell[CellField::Unpriced] == 0)
                                    return true;
                                const Profile &profile = dictionary.profile(value);
                                models[dictionary.text(profile[ProfileField::Provider]) + "/" +
                                       dictionary.text(profile[ProfileField::Model])] +=
                                    cell[CellField::Unpriced];
                                return true;
                            }));
    }
    facts.unpricedModels.assign(models.begin(), models.end());
    std::stable_sort(
        facts.unpricedModels.begin(), facts.unpricedModels.end(),
        [](const auto &left, const auto &right) { return left.second > right.second; });
    return dictionary.status();
}

Result<std::int64_t> LedgerReader::changeCounter()
{
    const auto counters = m_data->counters();
    OUTLAY_TRY(counters);
    return counters->commits;
}

Result<std::int64_t> LedgerReader::figureCounter()
{
    const auto counters = m_data->counters();
    OUTLAY_TRY(counters);
    return counters->commits - counters->quiet;
}

Result<LedgerReader::Data::Counters> LedgerReader::Data::counters()
{
    // Asked every second by everybody who watches, so it is prepared once; a single query sees one
    // moment without a transaction around it.
    if (!countersNow.isPrepared())
        countersNow =
            db->prepare("SELECT key,value FROM meta WHERE key IN('commits','quiet_commits')");
    if (!countersNow.isPrepared())
        return tl::unexpected<Error>(db->error());
    Counters counters;
    while (countersNow.step())
        (countersNow.text(0) == "commits" ? counters.commits : counters.quiet) =
            countersNow.integer(1);
    const bool failed = countersNow.failed();
    const Error error = failed ? db->error() : Error{};
    countersNow.reset();
    if (failed)
        return tl::unexpected<Error>(error);
    return counters;
}

void LedgerReader::rest()
{
    sqlite3_db_release_memory(m_data->db->handle());
}

Result<std::vector<SourceInfo>> LedgerReader::sources()
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    return d.sources();
}

Result<std::vector<PlanInfo>> LedgerReader::plans()
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    const auto json = d.configuration("plans");
    if (!json)
        return tl::unexpected<Error>(json.error());
    auto entries = parsePlans(*json);
    if (!entries)
        return tl::unexpected<Error>(std::move(entries).error());
    std::vector<PlanInfo> plans;
    for (PlanEntry &entry : *entries)
        plans.push_back({std::move(entry.source), std::move(entry.key), std::move(entry.kind),
                         std::move(entry.name), entry.fee, entry.from});
    std::stable_sort(plans.begin(), plans.end(), [](const PlanInfo &a, const PlanInfo &b) {
        return a.source.empty() < b.source.empty();
    });
    return plans;
}

Result<std::vector<SourceInfo>> LedgerReader::Data::sources()
{
    struct Found
    {
        TextId id;
        SourceInfo info;
    };
    std::vector<Found> found;
    OUTLAY_TRY(eachRow(*db,
                       "SELECT id,format,last_import,(SELECT count(DISTINCT file) FROM checkpoint "
                       "WHERE checkpoint.source=source.id) FROM source",
                       {}, [&](const SqlStatement &row) {
                           Found source{static_cast<TextId>(row.integer(0)), {}};
                           source.info.name = dictionary.text(source.id);
                           source.info.format = row.text(1);
                           if (!row.isNull(2))
                               source.info.lastImport = Instant{row.integer(2)};
                           source.info.files = row.integer(3);
                           found.push_back(std::move(source));
                           return true;
                       }));
    const auto sums = sumsByValue(*db, kindOf(Dimension::Source));
    const auto json = configuration("plans");
    if (!sums)
        return tl::unexpected<Error>(sums.error());
    if (!json)
        return tl::unexpected<Error>(json.error());
    const auto plans = parsePlans(*json);
    if (!plans)
        return tl::unexpected<Error>(plans.error());
    const auto reportsJson = configuration("reports");
    if (!reportsJson)
        return tl::unexpected<Error>(reportsJson.error());
    const auto reports = parseReports(*reportsJson);
    if (!reports)
        return tl::unexpected<Error>(reports.error());
    const auto planOf = [&plans](const std::string &name) {
        std::string kind = "unknown";
        for (const PlanEntry &plan : *plans) {
            if (plan.source == name && !plan.kind.empty())
                kind = plan.kind;
        }
        return kind;
    };
    std::set<std::string> names;
    for (const Found &source : found)
        names.insert(source.info.name);
    std::vector<SourceInfo> infos;
    for (Found &source : found) {
        if (const auto cell = sums->find(source.id); cell != sums->end())
            source.info.events =
                cell->second[CellField::Requests] + cell->second[CellField::SetAsideRequests];
        const std::string main(mainSource(source.info.name));
        const bool isPart = main != source.info.name && names.contains(main);
        source.info.partOf = isPart ? main : std::string();
        source.info.plan = planOf(source.info.name);
        if (source.info.plan == "unknown" && isPart)
            source.info.plan = planOf(source.info.partOf);
        source.info.reports = "unknown";
        for (const auto &[name, kind] : *reports) {
            if (name == source.info.name)
                source.info.reports = kind;
        }
        auto span = spanOfSource(source.id);
        if (!span)
            return tl::unexpected<Error>(span.error());
        source.info.span = *span;
        infos.push_back(std::move(source.info));
    }
    OUTLAY_TRY(dictionary.status());
    std::sort(infos.begin(), infos.end(), [](const SourceInfo &left, const SourceInfo &right) {
        return left.name < right.name;
    });
    return infos;
}

/// From the first and the last quarter-hour that have something of the source.
Result<std::optional<TimeRange>> LedgerReader::Data::spanOfSource(TextId source)
{
    std::optional<TimeRange> span;
    for (const bool isFirst : {true, false}) {
        const std::string order = isFirst ? "" : " DESC";
        const auto day = edgeDay(kindOf(Dimension::Source), source, isFirst);
        if (!day)
            return tl::unexpected<Error>(day.error());
        if (!*day)
            return span;
        OUTLAY_TRY(eachRow(
            *db,
            "SELECT e.at FROM event e INDEXED BY event_at JOIN profile p ON p.id=e.attributed "
            "WHERE e.at>=?1 AND e.at<?2 AND p.source=?3 ORDER BY e.at" +
                order + " LIMIT 1",
            {firstInstantOfDay(zone, **day).micros, firstInstantOfDay(zone, **day + 1).micros,
             source},
            [&span](const SqlStatement &row) {
                include(span, {row.integer(0)});
                return true;
            }));
    }
    return span;
}

Result<std::vector<RejectedRecord>> LedgerReader::rejected(int limit)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    std::vector<RejectedRecord> records;
    OUTLAY_TRY(eachRow(*d.db,
                       "SELECT source,file,line,reason,at FROM rejected ORDER BY id DESC LIMIT ?1",
                       {std::max(limit, 0)}, [&](const SqlStatement &row) {
                           RejectedRecord record;
                           record.source = d.dictionary.text(static_cast<TextId>(row.integer(0)));
                           record.file = row.text(1);
                           record.line = row.integer(2);
                           record.reason = row.text(3);
                           record.at = {row.integer(4)};
                           records.push_back(std::move(record));
                           return true;
                       }));
    OUTLAY_TRY(d.dictionary.status());
    return records;
}

Result<std::vector<std::pair<std::string, std::string>>> LedgerReader::priceLayers()
{
    const ReadTransaction transaction(*m_data->db, {});
    OUTLAY_TRY(transaction.status());
    const auto json = m_data->configuration("price_layers");
    if (!json)
        return tl::unexpected<Error>(json.error());
    return parsePriceLayers(*json);
}

Result<std::vector<std::string>> LedgerReader::values(const DimensionRef &dimension, int limit)
{
    Query query;
    query.by = {dimension};
    // A value may have two rows, with and without events, and so may the unknown.
    query.top = 2 * std::max(limit, 0) + 2;
    const auto answer = run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    std::vector<std::string> values;
    for (const Row &row : answer->rows) {
        if (static_cast<int>(values.size()) >= limit)
            break;
        if (!row.isOther && row.key[0] &&
            std::find(values.begin(), values.end(), *row.key[0]) == values.end())
            values.push_back(*row.key[0]);
    }
    return values;
}

} // namespace outlay
