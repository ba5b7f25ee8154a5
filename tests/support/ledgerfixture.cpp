// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/ledgerfixture.h"

#include "models/ledger/cellblock.h"
#include "models/ledger/eventrow.h"
#include "models/ledger/queryplan.h"
#include "models/ledger/schema.h"
#include "models/ledger/varint.h"
#include "models/money/hash.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <set>
#include <tuple>

namespace outlay::test {

namespace {

template <typename T> T orAbort(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "ledger fixture: %s\n", result.error().text.c_str());
        std::abort();
    }
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

std::int64_t storedHash(std::string_view bytes)
{
    return std::bit_cast<std::int64_t>(hash64(bytes));
}

void insert(Database &db, const std::string &table, const std::vector<std::int64_t> &values)
{
    std::string sql = "INSERT INTO " + table + " VALUES(";
    for (std::size_t i = 0; i < values.size(); ++i)
        sql += (i == 0 ? "" : ",") + std::to_string(values[i]);
    orAbort(db.exec(sql + ")"));
}

std::string quoted(const std::string &text)
{
    std::string sql = "'";
    for (const char c : text)
        sql += c == '\'' ? std::string("''") : std::string(1, c);
    return sql + "'";
}

constexpr std::array profileDimensions = {
    std::pair{Dimension::Provider, ProfileField::Provider},
    std::pair{Dimension::Model, ProfileField::Model},
    std::pair{Dimension::User, ProfileField::User},
    std::pair{Dimension::Key, ProfileField::Key},
    std::pair{Dimension::Team, ProfileField::Team},
    std::pair{Dimension::CostCenter, ProfileField::CostCenter},
    std::pair{Dimension::Project, ProfileField::Project},
    std::pair{Dimension::Environment, ProfileField::Environment},
    std::pair{Dimension::Endpoint, ProfileField::Endpoint},
    std::pair{Dimension::TaskKind, ProfileField::TaskKind},
    std::pair{Dimension::Tier, ProfileField::Tier},
    std::pair{Dimension::Plan, ProfileField::Plan},
    std::pair{Dimension::Source, ProfileField::Source},
};

} // namespace

LedgerFixture::LedgerFixture(const std::string &path, const std::string &zoneName)
    : m_db(orAbort(Database::open(path, Database::Mode::ReadWrite)))
    , m_zone(orAbort(Zone::named(zoneName)))
{
    orAbort(migrate(*m_db));
    exec("BEGIN");
    exec("INSERT INTO meta VALUES('zone'," + quoted(m_zone.name()) + ")");
    exec("INSERT INTO meta VALUES('commits',0)");
}

void LedgerFixture::exec(const std::string &sql)
{
    orAbort(m_db->exec(sql));
}

TextId LedgerFixture::text(const std::string &value)
{
    if (value.empty())
        return 0;
    const auto [known, isNew] = m_texts.try_emplace(value, static_cast<TextId>(m_texts.size() + 1));
    if (isNew) {
        m_textsById[known->second] = value;
        exec("INSERT INTO text VALUES(" + std::to_string(known->second) + "," +
             std::to_string(storedHash(value)) + "," + quoted(value) + ")");
    }
    return known->second;
}

std::uint32_t LedgerFixture::profile(const Profile &profile)
{
    const auto known = std::find(m_profiles.begin(), m_profiles.end(), profile);
    if (known != m_profiles.end() && known != m_profiles.begin())
        return static_cast<std::uint32_t>(known - m_profiles.begin());
    const auto id = static_cast<std::uint32_t>(m_profiles.size());
    m_profiles.push_back(profile);
    std::vector<std::int64_t> values{id, 0};
    for (const TextId text : profile.texts)
        values.push_back(text);
    values.push_back(static_cast<std::int64_t>(profile.outcome));
    values.push_back(profile.seesFailures ? 1 : 0);
    // The table's columns are in the order of ProfileField but for the last three.
    insert(*m_db,
           "profile(id,hash,source,provider,model,model_group,user,key,team,project,environment,"
           "endpoint,tier,speed,geo,search_context,cost_center,task_kind,plan,service,outcome,"
           "sees_failures)",
           values);
    return id;
}

std::uint32_t LedgerFixture::thread(const Thread &thread)
{
    const auto known = std::find(m_threads.begin() + 1, m_threads.end(), thread);
    if (known != m_threads.end())
        return static_cast<std::uint32_t>(known - m_threads.begin());
    const auto id = static_cast<std::uint32_t>(m_threads.size());
    m_threads.push_back(thread);
    insert(*m_db, "thread",
           {id, 0, thread.session, thread.agent, thread.parentAgent, thread.task, thread.branch});
    return id;
}

std::uint32_t LedgerFixture::ending(const Ending &ending)
{
    const auto known = std::find(m_endings.begin() + 1, m_endings.end(), ending);
    if (known != m_endings.end())
        return static_cast<std::uint32_t>(known - m_endings.begin());
    const auto id = static_cast<std::uint32_t>(m_endings.size());
    m_endings.push_back(ending);
    insert(*m_db, "ending", {id, 0, ending.stopReason, ending.httpStatus});
    return id;
}

std::uint32_t LedgerFixture::tagset(const Tags &tags)
{
    if (tags.empty())
        return 0;
    const auto known = std::find(m_tagsets.begin() + 1, m_tagsets.end(), tags);
    if (known != m_tagsets.end())
        return static_cast<std::uint32_t>(known - m_tagsets.begin());
    const auto id = static_cast<std::uint32_t>(m_tagsets.size());
    m_tagsets.push_back(tags);
    std::string items;
    for (const auto &[key, value] : tags) {
        putVarint(items, text(key));
        putVarint(items, text(value));
        putVarint(items, text(key + ":" + value));
    }
    SqlStatement row = m_db->prepare("INSERT INTO tagset VALUES(?1,0,?2)");
    orAbort(row.bind(1, std::int64_t{id}).bindBlob(2, items).run());
    return id;
}

void LedgerFixture::addCells(Instant at, const Subject &subject, const Cell &cell)
{
    const Thread &thread = m_threads.at(subject.thread);
    const std::int64_t day = m_zone.dayOf(at);
    const std::int64_t quarter = floorDivide(at.micros, microsPerQuarter);
    const auto add = [&](CellKind kind, std::uint32_t value, bool hasQuarters) {
        m_cells[{false, kind, day, value}] += cell;
        if (hasQuarters)
            m_cells[{true, kind, quarter, value}] += cell;
    };
    add(allKind, 0, true);
    add(jointKind, subject.profile, false);
    const Profile &fields = m_profiles.at(subject.profile);
    for (const auto &[dimension, field] : profileDimensions)
        add(kindOf(dimension), fields[field], hasQuarterCells(dimension));
    add(kindOf(Dimension::Outcome), static_cast<std::uint32_t>(fields.outcome), true);
    add(kindOf(Dimension::Session), thread.session, false);
    add(kindOf(Dimension::Agent), thread.agent, false);
    add(kindOf(Dimension::Task), subject.task, false);
    add(kindOf(Dimension::Price), subject.price, false);
    std::set<std::uint32_t> pairs;
    for (const auto &[key, value] : m_tagsets.at(subject.tags))
        pairs.insert(m_texts.at(key + ":" + value));
    if (pairs.empty())
        pairs.insert(0);
    for (const std::uint32_t pair : pairs)
        add(kindOf(Dimension::Tag), pair, false);
}

void LedgerFixture::add(StoredEvent event)
{
    event.id = m_nextId++;
    const Cell cell = contributionOf(event, m_profiles.at(event.derived.attributed));
    if (!cell.isZero())
        addCells(event.state.at, event.subject(), cell);
    m_combined[m_zone.dayOf(event.state.at)].add(event, cell);
    m_combinedQuarters[floorDivide(event.state.at.micros, microsPerQuarter)].add(event, cell);
    m_events.push_back(std::move(event));
}

void LedgerFixture::addResidual(const FixtureResidual &residual)
{
    m_residuals.push_back(residual);
    insert(*m_db, "residual(at,profile,bucket_from,bucket_to,billed,covered,amount,closed)",
           {residual.at.micros, residual.profile, residual.at.micros, residual.at.micros + 1,
            residual.amount.nanos, 0, residual.amount.nanos, 1});
    Cell cell;
    cell[CellField::Residual] = residual.amount.nanos;
    addCells(residual.at, {.profile = residual.profile}, cell);
    m_combined[m_zone.dayOf(residual.at)].addResidual(residual.profile, cell);
    m_combinedQuarters[floorDivide(residual.at.micros, microsPerQuarter)].addResidual(
        residual.profile, cell);
}

void LedgerFixture::addView(std::int64_t event, const EventState &state)
{
    std::string bytes;
    encode(state, bytes);
    SqlStatement row = m_db->prepare("INSERT INTO view(id,event,state) VALUES(?1,?2,?3)");
    orAbort(row.bind(1, 1'000'000 + m_nextId++).bind(2, event).bindBlob(3, bytes).run());
}

void LedgerFixture::addSource(const std::string &name, const std::string &format,
                              Instant lastImport)
{
    exec("INSERT INTO source VALUES(" + std::to_string(text(name)) + "," + quoted(format) +
         ",1,0," + std::to_string(lastImport.micros) + ")");
}

void LedgerFixture::addRejected(const std::string &source, const std::string &file,
                                std::int64_t line, const std::string &reason)
{
    exec("INSERT INTO rejected(source,file,line,reason,at) VALUES(" + std::to_string(text(source)) +
         "," + quoted(file) + "," + std::to_string(line) + "," + quoted(reason) + ",0)");
}

void LedgerFixture::configure(const std::string &name, const std::string &value)
{
    exec("INSERT INTO configuration(name,value,changed_at,changed_by) VALUES(" + quoted(name) +
         "," + quoted(value) + ",0,'test')");
}

void LedgerFixture::write()
{
    SqlStatement row = m_db->prepare("INSERT INTO event VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,"
                                     "?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23,?24)");
    std::string extra;
    for (; m_writtenEvents < m_events.size(); ++m_writtenEvents) {
        bindEvent(row, m_events[m_writtenEvents], extra);
        orAbort(row.run());
    }
    exec("DELETE FROM cell_day; DELETE FROM cell_quarter");
    std::vector<CellChange> cells;
    for (const auto &[key, cell] : m_cells)
        cells.push_back({key, cell});
    std::sort(cells.begin(), cells.end(), [](const CellChange &l, const CellChange &r) {
        return std::tuple(l.key.isQuarter, l.key.kind, orderOf(l.key)) <
               std::tuple(r.key.isQuarter, r.key.kind, orderOf(r.key));
    });
    orAbort(insertCells(*m_db, cells));
    exec("DELETE FROM combined");
    SqlStatement put = m_db->prepare("INSERT INTO combined VALUES(?1,?2)");
    for (const auto &[day, sums] : m_combined) {
        if (day % 3 == 2)
            continue;
        std::int64_t number = 0;
        for (const CombinedPart &part : sums.parts()) {
            orAbort(put.bind(1, combinedId(day, number)).bindBlob(2, part.sums).run());
            orAbort(put.bind(1, combinedId(day, combinedTimes + number++))
                        .bindBlob(2, part.times)
                        .run());
        }
    }
    for (const auto &[quarter, sums] : m_combinedQuarters)
        writeQuarter(quarter, sums);
    exec("UPDATE meta SET value=value+1 WHERE key='commits'; COMMIT; BEGIN");
}

void LedgerFixture::writeQuarter(std::int64_t quarter, const CombinedDay &sums)
{
    const std::int64_t day = m_zone.dayOf({quarter * microsPerQuarter});
    const Instant start = firstInstantOfDay(m_zone, day);
    if (day % 3 != 0 || !beginsQuarter(start))
        return;
    SqlStatement put = m_db->prepare("INSERT INTO combined VALUES(?1,?2)");
    const std::int64_t number = quarter - floorDivide(start.micros, microsPerQuarter);
    std::int64_t part = 0;
    for (const CombinedPart &one : sums.parts())
        orAbort(
            put.bind(1, combinedId(day, quarterPart(number, part++))).bindBlob(2, one.sums).run());
}

} // namespace outlay::test
