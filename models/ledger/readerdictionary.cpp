// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/readerdictionary.h"

#include "models/ledger/varint.h"
#include "models/money/hash.h"

#include <algorithm>
#include <bit>

namespace outlay {

namespace {

constexpr std::size_t maxRemembered = 100'000;
constexpr std::string_view profileColumns =
    "SELECT id,source,provider,model,model_group,user,key,team,project,environment,endpoint,tier,"
    "speed,geo,search_context,cost_center,task_kind,plan,service,outcome,sees_failures "
    "FROM profile ";
// What is kept by id, about 20 MB each. Ids are handed out one after another, so that these are
// the oldest; a damaged id reserves no more.
constexpr std::int64_t maxProfiles = 300'000;
constexpr std::int64_t maxThreads = 1'000'000;
// Ids of texts and profiles that only a query has.
constexpr TextId firstUnstoredId = 0xf0000000U;

Profile profileFrom(const SqlStatement &row)
{
    Profile profile;
    for (std::size_t i = 0; i < profileFieldCount; ++i)
        profile.texts[i] = static_cast<TextId>(row.integer(static_cast<int>(i) + 1));
    profile.outcome = static_cast<Outcome>(row.integer(static_cast<int>(profileFieldCount) + 1));
    if (profile.outcome > Outcome::Cancelled)
        profile.outcome = Outcome::Unknown;
    profile.seesFailures = row.integer(static_cast<int>(profileFieldCount) + 2) != 0;
    return profile;
}

Thread threadFrom(const SqlStatement &row)
{
    const auto id = [&row](int column) { return static_cast<TextId>(row.integer(column)); };
    return {id(1), id(2), id(3), id(4), id(5)};
}

std::vector<StoredTag> tagsFrom(std::string_view items)
{
    std::vector<StoredTag> tags;
    while (!items.empty()) {
        StoredTag tag;
        for (TextId *id : {&tag.key, &tag.value, &tag.pair})
            *id = static_cast<TextId>(takeVarint(items));
        tags.push_back(tag);
    }
    return tags;
}

} // namespace

ReaderDictionary::ReaderDictionary(Database &db) : m_db(db), m_profiles(1), m_threads(1) {}

void ReaderDictionary::begin()
{
    m_error.reset();
    m_unknownTexts.clear();
    m_addedProfiles.clear();
    if (m_texts.size() > maxRemembered)
        m_texts.clear();
}

Result<> ReaderDictionary::status() const
{
    if (m_error)
        return tl::unexpected<Error>(*m_error);
    return {};
}

void ReaderDictionary::fail(Error error)
{
    if (!m_error)
        m_error = std::move(error);
}

void ReaderDictionary::failMissing(const char *table, std::uint32_t id)
{
    fail({Error::Kind::Corrupt, std::string(table) + " " + std::to_string(id) +
                                    " is referred to but missing; restore a backup or import "
                                    "again"});
}

SqlStatement &ReaderDictionary::prepared(SqlStatement &statement, std::string_view sql)
{
    if (!statement.isPrepared())
        statement = m_db.prepare(sql);
    statement.reset();
    return statement;
}

Result<> ReaderDictionary::loadProfiles()
{
    const std::string sql = std::string(profileColumns) + "WHERE id>=?1 AND id<?2 ORDER BY id";
    SqlStatement row = m_db.prepare(sql);
    if (!row.isPrepared())
        return tl::unexpected<Error>(m_db.error());
    row.bind(1, static_cast<std::int64_t>(m_profiles.size())).bind(2, maxProfiles);
    while (row.step()) {
        m_profiles.resize(static_cast<std::size_t>(row.integer(0)) + 1);
        m_profiles.back() = profileFrom(row);
    }
    return row.status();
}

const Profile &ReaderDictionary::profile(std::uint32_t id)
{
    if (id < m_profiles.size())
        return m_profiles[id];
    if (id >= firstUnstoredId && id - firstUnstoredId < m_addedProfiles.size())
        return m_addedProfiles[id - firstUnstoredId];
    if (const auto known = m_someProfiles.find(id); known != m_someProfiles.end())
        return known->second;
    if (m_someProfiles.size() >= maxRemembered)
        m_someProfiles.clear();
    SqlStatement &row = prepared(m_profileById, std::string(profileColumns) + "WHERE id=?1");
    Profile profile;
    if (row.bind(1, std::int64_t{id}).step())
        profile = profileFrom(row);
    else if (row.failed())
        fail(m_db.error());
    else
        failMissing("profile", id);
    row.reset();
    return m_someProfiles.emplace(id, profile).first->second;
}

std::uint32_t ReaderDictionary::loadedProfiles() const
{
    return static_cast<std::uint32_t>(m_profiles.size());
}

std::uint32_t ReaderDictionary::addProfile(const Profile &profile)
{
    m_addedProfiles.push_back(profile);
    return firstUnstoredId + static_cast<std::uint32_t>(m_addedProfiles.size()) - 1;
}

Result<> ReaderDictionary::loadThreads()
{
    SqlStatement row = m_db.prepare("SELECT id,session,agent,parent_agent,task,branch FROM thread "
                                    "WHERE id>=?1 AND id<?2 ORDER BY id");
    if (!row.isPrepared())
        return tl::unexpected<Error>(m_db.error());
    row.bind(1, static_cast<std::int64_t>(m_threads.size())).bind(2, maxThreads);
    while (row.step()) {
        m_threads.resize(static_cast<std::size_t>(row.integer(0)) + 1);
        m_threads.back() = threadFrom(row);
    }
    return row.status();
}

const Thread &ReaderDictionary::thread(std::uint32_t id)
{
    if (id < m_threads.size())
        return m_threads[id];
    if (const auto known = m_someThreads.find(id); known != m_someThreads.end())
        return known->second;
    if (m_someThreads.size() >= maxRemembered)
        m_someThreads.clear();
    SqlStatement &row = prepared(m_threadById, "SELECT id,session,agent,parent_agent,task,branch "
                                               "FROM thread WHERE id=?1");
    Thread thread;
    if (row.bind(1, std::int64_t{id}).step())
        thread = threadFrom(row);
    else if (row.failed())
        fail(m_db.error());
    else
        failMissing("thread", id);
    row.reset();
    return m_someThreads.emplace(id, thread).first->second;
}

Ending ReaderDictionary::ending(std::uint32_t id)
{
    if (id == 0)
        return {};
    SqlStatement &row =
        prepared(m_endingById, "SELECT stop_reason,http_status FROM ending WHERE id=?1");
    Ending ending;
    if (row.bind(1, std::int64_t{id}).step())
        ending = {static_cast<TextId>(row.integer(0)), static_cast<std::uint32_t>(row.integer(1))};
    else if (row.failed())
        fail(m_db.error());
    else
        failMissing("ending", id);
    row.reset();
    return ending;
}

Result<> ReaderDictionary::loadTagsets()
{
    SqlStatement row = m_db.prepare("SELECT id,items FROM tagset WHERE id>?1 ORDER BY id");
    if (!row.isPrepared())
        return tl::unexpected<Error>(m_db.error());
    row.bind(1, std::int64_t{m_lastTagset});
    while (row.step()) {
        m_lastTagset = static_cast<std::uint32_t>(row.integer(0));
        m_tagsets[m_lastTagset] = tagsFrom(row.blob(1));
    }
    return row.status();
}

const std::vector<StoredTag> &ReaderDictionary::tags(std::uint32_t id)
{
    if (const auto known = m_tagsets.find(id); known != m_tagsets.end())
        return known->second;
    std::vector<StoredTag> tags;
    if (id != 0) {
        SqlStatement &row = prepared(m_tagsetById, "SELECT items FROM tagset WHERE id=?1");
        if (row.bind(1, std::int64_t{id}).step())
            tags = tagsFrom(row.blob(0));
        else if (row.failed())
            fail(m_db.error());
        else
            failMissing("tag set", id);
        row.reset();
    }
    return m_tagsets.emplace(id, std::move(tags)).first->second;
}

const std::string &ReaderDictionary::text(TextId id)
{
    static const std::string none;
    if (id == 0)
        return none;
    if (const auto known = m_texts.find(id); known != m_texts.end())
        return known->second;
    if (id >= firstUnstoredId) {
        for (const auto &[value, local] : m_unknownTexts) {
            if (local == id)
                return value;
        }
    }
    SqlStatement &row = prepared(m_textById, "SELECT value FROM text WHERE id=?1");
    std::string value;
    if (row.bind(1, std::int64_t{id}).step())
        value = row.text(0);
    else if (row.failed())
        fail(m_db.error());
    else
        failMissing("text", id);
    row.reset();
    return m_texts.emplace(id, std::move(value)).first->second;
}

TextId ReaderDictionary::idOf(std::string_view text)
{
    if (text.empty())
        return 0;
    SqlStatement &row = prepared(m_textByHash, "SELECT id,value FROM text WHERE hash=?1");
    row.bind(1, std::bit_cast<std::int64_t>(hash64(text)));
    while (row.step()) {
        if (row.text(1) == text) {
            const auto id = static_cast<TextId>(row.integer(0));
            row.reset();
            return id;
        }
    }
    if (row.failed())
        fail(m_db.error());
    row.reset();
    const auto next = firstUnstoredId + static_cast<TextId>(m_unknownTexts.size());
    return m_unknownTexts.emplace(text, next).first->second;
}

} // namespace outlay
