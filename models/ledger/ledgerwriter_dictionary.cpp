// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerwriter_p.h"
#include "models/ledger/varint.h"

#include "models/money/hash.h"

#include <algorithm>

namespace outlay {

namespace {

std::int64_t signedHash(std::uint64_t hash)
{
    return std::bit_cast<std::int64_t>(hash);
}

template <std::size_t N> std::uint64_t hashOf(const std::array<std::uint32_t, N> &values)
{
    return hash64({reinterpret_cast<const char *>(values.data()), sizeof(values)});
}

/// As in the table, where the service came last.
constexpr std::size_t profileColumns = profileFieldCount + 2;
constexpr std::size_t outcomeColumn = profileFieldCount - 1;

std::array<std::uint32_t, profileColumns> columnsOf(const Profile &p)
{
    std::array<std::uint32_t, profileColumns> columns{};
    std::copy_n(p.texts.begin(), outcomeColumn, columns.begin());
    columns[outcomeColumn] = static_cast<std::uint32_t>(p.outcome);
    columns[outcomeColumn + 1] = p.seesFailures ? 1 : 0;
    columns[outcomeColumn + 2] = p[ProfileField::Service];
    return columns;
}

/// A profile without a service has the hash it had before there was one.
std::uint64_t hashOf(const std::array<std::uint32_t, profileColumns> &columns)
{
    const std::size_t count = columns.back() == 0 ? columns.size() - 1 : columns.size();
    return hash64({reinterpret_cast<const char *>(columns.data()), count * sizeof(columns[0])});
}

Profile profileFrom(const std::array<std::uint32_t, profileColumns> &columns)
{
    Profile p;
    std::copy_n(columns.begin(), outcomeColumn, p.texts.begin());
    p.outcome = static_cast<Outcome>(columns[outcomeColumn]);
    p.seesFailures = columns[outcomeColumn + 1] != 0;
    p[ProfileField::Service] = columns[outcomeColumn + 2];
    return p;
}

std::array<std::uint32_t, 5> columnsOf(const Thread &t)
{
    return {t.session, t.agent, t.parentAgent, t.task, t.branch};
}
Thread threadFrom(const std::array<std::uint32_t, 5> &c)
{
    return {c[0], c[1], c[2], c[3], c[4]};
}
std::array<std::uint32_t, 2> columnsOf(const Ending &e)
{
    return {e.stopReason, e.httpStatus};
}
Ending endingFrom(const std::array<std::uint32_t, 2> &c)
{
    return {c[0], c[1]};
}

template <std::size_t N> std::array<std::uint32_t, N> readColumns(const SqlStatement &row)
{
    std::array<std::uint32_t, N> columns{};
    for (std::size_t i = 0; i < N; ++i)
        columns[i] = static_cast<std::uint32_t>(row.integer(static_cast<int>(i) + 2));
    return columns;
}

/// One way for all tuple tables (id, hash, columns…): remembered, found by hash, or added.
template <std::size_t N, typename Value, typename From>
std::uint32_t internTuple(LedgerWriter::Data &d, Interner<Value> &memory, const Value &value,
                          LedgerWriter::Data::Sql find, LedgerWriter::Data::Sql add, From from)
{
    const auto columns = columnsOf(value);
    const std::uint64_t hash = hashOf(columns);
    if (const std::uint32_t known = memory.find(hash, value))
        return known;
    SqlStatement &search = d.sql(find).bind(1, signedHash(hash));
    while (d.step(search)) {
        if (from(readColumns<N>(search)) == value) {
            const auto id = static_cast<std::uint32_t>(search.integer(0));
            search.reset();
            memory.remember(id, hash, value);
            return id;
        }
    }
    if constexpr (std::is_same_v<Value, Profile>) {
        if (d.isScratch)
            return d.scratchProfiles.idOf(hash, value);
    }
    SqlStatement &insert = d.sql(add).bind(1, signedHash(hash));
    for (std::size_t i = 0; i < N; ++i)
        insert.bind(static_cast<int>(i) + 2, std::int64_t{columns[i]});
    d.run(insert);
    const auto id = static_cast<std::uint32_t>(d.lastId());
    memory.remember(id, hash, value);
    return id;
}

template <std::size_t N, typename Value, typename From>
Value tupleById(LedgerWriter::Data &d, Interner<Value> &memory, std::uint32_t id,
                LedgerWriter::Data::Sql byId, From from)
{
    if (id == 0)
        return {};
    if (const Value *known = memory.byId(id))
        return *known;
    SqlStatement &row = d.sql(byId).bind(1, std::int64_t{id});
    if (!d.step(row)) {
        d.fail({Error::Kind::Corrupt, "the ledger refers to a dictionary row that does not exist; "
                                      "run doctor"});
        return {};
    }
    const auto columns = readColumns<N>(row);
    row.reset();
    return memory.remember(id, hashOf(columns), from(columns));
}

} // namespace

TextId LedgerWriter::text(std::string_view value)
{
    if (value.empty())
        return 0;
    Data &d = *m_data;
    if (const auto found = findText(value))
        return *found;
    if (const std::string *instead = d.pseudonymOf(value))
        return text(std::string(*instead));
    const std::uint64_t hash = hash64(value);
    if (d.isScratch)
        return d.scratchTexts.idOf(hash, std::string(value));
    SqlStatement &insert = d.sql(Data::AddText).bind(1, signedHash(hash));
    insert.bind(2, value);
    d.run(insert);
    const auto id = static_cast<TextId>(d.lastId());
    d.texts.remember(id, hash, std::string(value));
    return id;
}

std::optional<TextId> LedgerWriter::findText(std::string_view value)
{
    if (value.empty())
        return 0;
    Data &d = *m_data;
    const std::uint64_t hash = hash64(value);
    const std::string wanted(value);
    if (const TextId known = d.texts.find(hash, wanted))
        return known;
    SqlStatement &search = d.sql(Data::FindText).bind(1, signedHash(hash));
    while (d.step(search)) {
        if (search.text(1) == value) {
            const auto id = static_cast<TextId>(search.integer(0));
            search.reset();
            d.texts.remember(id, hash, wanted);
            return id;
        }
    }
    if (const std::string *instead = d.pseudonymOf(value))
        return findText(std::string(*instead));
    return std::nullopt;
}

std::string LedgerWriter::textOf(TextId id)
{
    Data &d = *m_data;
    if (id == 0)
        return {};
    if (id >= Data::firstScratch && d.isScratch)
        return d.scratchTexts.values.at(id - Data::firstScratch);
    if (const std::string *known = d.texts.byId(id))
        return *known;
    SqlStatement &row = d.sql(Data::TextById).bind(1, std::int64_t{id});
    if (!d.step(row)) {
        d.fail(
            {Error::Kind::Corrupt, "the ledger refers to a text that does not exist; run doctor"});
        return {};
    }
    const std::uint64_t hash = std::bit_cast<std::uint64_t>(row.integer(1));
    std::string value(row.text(0));
    row.reset();
    return d.texts.remember(id, hash, std::move(value));
}

std::uint32_t LedgerWriter::profile(const Profile &value)
{
    return internTuple<profileColumns>(*m_data, m_data->profiles, value, Data::FindProfile,
                                       Data::AddProfile, profileFrom);
}
Profile LedgerWriter::profileOf(std::uint32_t id)
{
    if (id >= Data::firstScratch && m_data->isScratch)
        return m_data->scratchProfiles.values.at(id - Data::firstScratch);
    return tupleById<profileColumns>(*m_data, m_data->profiles, id, Data::ProfileById, profileFrom);
}
bool LedgerWriter::isInProfiles(TextId id)
{
    SqlStatement row = m_data->db->prepare("SELECT EXISTS(SELECT 1 FROM profile WHERE user=?1 OR "
                                           "key=?1 OR team=?1 OR project=?1)");
    row.bind(1, std::int64_t{id});
    return m_data->step(row) && row.integer(0) != 0;
}
std::uint32_t LedgerWriter::thread(const Thread &value)
{
    if (value == Thread{})
        return 0;
    return internTuple<5>(*m_data, m_data->threads, value, Data::FindThread, Data::AddThread,
                          threadFrom);
}
Thread LedgerWriter::threadOf(std::uint32_t id)
{
    return tupleById<5>(*m_data, m_data->threads, id, Data::ThreadById, threadFrom);
}
std::uint32_t LedgerWriter::ending(const Ending &value)
{
    if (value == Ending{})
        return 0;
    return internTuple<2>(*m_data, m_data->endings, value, Data::FindEnding, Data::AddEnding,
                          endingFrom);
}
Ending LedgerWriter::endingOf(std::uint32_t id)
{
    return tupleById<2>(*m_data, m_data->endings, id, Data::EndingById, endingFrom);
}

namespace {

std::vector<TagIds> decodeTags(std::string_view items)
{
    std::vector<TagIds> tags;
    while (!items.empty()) {
        TagIds tag;
        tag.key = static_cast<TextId>(takeVarint(items));
        tag.value = static_cast<TextId>(takeVarint(items));
        tag.pair = static_cast<TextId>(takeVarint(items));
        tags.push_back(tag);
    }
    return tags;
}

} // namespace

std::uint32_t LedgerWriter::tagset(std::vector<TagIds> tags)
{
    if (tags.empty())
        return 0;
    Data &d = *m_data;
    std::sort(tags.begin(), tags.end());
    tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
    std::string items;
    for (const TagIds &tag : tags) {
        putVarint(items, tag.key);
        putVarint(items, tag.value);
        putVarint(items, tag.pair);
    }
    const std::uint64_t hash = hash64(items);
    if (const std::uint32_t known = d.tagsets.find(hash, tags))
        return known;
    SqlStatement &search = d.sql(Data::FindTagset).bind(1, signedHash(hash));
    while (d.step(search)) {
        if (search.blob(1) == items) {
            const auto id = static_cast<std::uint32_t>(search.integer(0));
            search.reset();
            d.tagsets.remember(id, hash, std::move(tags));
            return id;
        }
    }
    SqlStatement &insert = d.sql(Data::AddTagset).bind(1, signedHash(hash));
    insert.bindBlob(2, items);
    d.run(insert);
    const auto id = static_cast<std::uint32_t>(d.lastId());
    d.tagsets.remember(id, hash, std::move(tags));
    return id;
}

const std::vector<TagIds> &LedgerWriter::tagsOf(std::uint32_t id)
{
    static const std::vector<TagIds> none;
    Data &d = *m_data;
    if (id == 0)
        return none;
    if (const auto *known = d.tagsets.byId(id))
        return *known;
    SqlStatement &row = d.sql(Data::TagsetById).bind(1, std::int64_t{id});
    if (!d.step(row)) {
        d.fail({Error::Kind::Corrupt, "the ledger refers to tags that do not exist; run doctor"});
        return none;
    }
    const std::uint64_t hash = std::bit_cast<std::uint64_t>(row.integer(1));
    auto tags = decodeTags(row.blob(0));
    row.reset();
    return d.tagsets.remember(id, hash, std::move(tags));
}

} // namespace outlay
