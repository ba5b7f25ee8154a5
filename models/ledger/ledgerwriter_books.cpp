// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/configurationrow_p.h"
#include "models/ledger/ledgerwriter_p.h"

#include "models/ledger/varint.h"

#include <algorithm>

namespace outlay {

namespace {

std::int64_t toColumn(std::uint64_t hash)
{
    return std::bit_cast<std::int64_t>(hash);
}
std::uint64_t toHash(std::int64_t column)
{
    return std::bit_cast<std::uint64_t>(column);
}
std::string withId(std::string_view sql, TextId id)
{
    return std::string(sql) + std::to_string(id);
}

} // namespace

// --- families

void LedgerWriter::putLineage(const FamilyRecord &r)
{
    SqlStatement &put = m_data->sql(Data::PutLineage).bind(1, std::int64_t{r.session});
    put.bind(2, r.ordinal).bind(3, std::int64_t{r.source}).bind(4, std::int64_t{r.parent});
    m_data->run(put.bindBlob(5, r.record));
}

std::optional<std::string> LedgerWriter::lineageRecord(TextId session, TextId source,
                                                       std::int64_t ordinal)
{
    SqlStatement &row = m_data->sql(Data::LineageRecord).bind(1, std::int64_t{session});
    row.bind(2, std::int64_t{source}).bind(3, ordinal);
    if (!m_data->step(row))
        return std::nullopt;
    std::string record(row.blob(0));
    row.reset();
    return record;
}

std::vector<FamilyRecord> LedgerWriter::lineageOf(TextId session, TextId source)
{
    std::vector<FamilyRecord> records;
    SqlStatement &rows = m_data->sql(Data::LineageOf).bind(1, std::int64_t{session});
    rows.bind(2, std::int64_t{source});
    while (m_data->step(rows)) {
        FamilyRecord &r = records.emplace_back();
        r.session = session;
        r.ordinal = rows.integer(1);
        r.source = source;
        r.parent = static_cast<TextId>(rows.integer(3));
        r.record = rows.blob(4);
    }
    return records;
}

std::vector<TextId> LedgerWriter::lineageChildren(TextId parent, TextId source)
{
    std::vector<TextId> children;
    SqlStatement &rows = m_data->sql(Data::LineageChildren).bind(1, std::int64_t{parent});
    rows.bind(2, std::int64_t{source});
    while (m_data->step(rows))
        children.push_back(static_cast<TextId>(rows.integer(0)));
    return children;
}

void LedgerWriter::deleteLineages(TextId source)
{
    m_data->exec(withId("DELETE FROM lineage WHERE source=", source));
}

void LedgerWriter::putSpan(const FamilyRecord &r)
{
    SqlStatement &put = m_data->sql(Data::PutSpan).bind(1, toColumn(r.trace));
    put.bind(2, toColumn(r.span)).bind(3, std::int64_t{r.source});
    m_data->run(put.bindBlob(4, r.record));
}

std::optional<std::string> LedgerWriter::spanRecord(std::uint64_t trace, TextId source,
                                                    std::uint64_t span)
{
    SqlStatement &row = m_data->sql(Data::SpanRecord).bind(1, toColumn(trace));
    row.bind(2, std::int64_t{source}).bind(3, toColumn(span));
    if (!m_data->step(row))
        return std::nullopt;
    std::string record(row.blob(0));
    row.reset();
    return record;
}

std::vector<FamilyRecord> LedgerWriter::spansOf(std::uint64_t trace, TextId source)
{
    std::vector<FamilyRecord> records;
    SqlStatement &rows = m_data->sql(Data::SpansOf).bind(1, toColumn(trace));
    rows.bind(2, std::int64_t{source});
    while (m_data->step(rows)) {
        FamilyRecord &r = records.emplace_back();
        r.trace = trace;
        r.span = toHash(rows.integer(0));
        r.source = source;
        r.record = rows.blob(1);
    }
    return records;
}

void LedgerWriter::deleteSpans(TextId source)
{
    m_data->exec(withId("DELETE FROM span WHERE source=", source));
}

void LedgerWriter::eachLineage(const std::function<bool(const FamilyRecord &)> &visit)
{
    SqlStatement all = m_data->db->prepare(
        "SELECT session,ordinal,source,parent,record FROM lineage ORDER BY session,source,ordinal");
    while (m_data->step(all)) {
        FamilyRecord r;
        r.session = static_cast<TextId>(all.integer(0));
        r.ordinal = all.integer(1);
        r.source = static_cast<TextId>(all.integer(2));
        r.parent = static_cast<TextId>(all.integer(3));
        r.record = all.blob(4);
        if (!visit(r))
            return;
    }
}

void LedgerWriter::eachSpan(const std::function<bool(const FamilyRecord &)> &visit)
{
    SqlStatement all =
        m_data->db->prepare("SELECT trace,span,source,record FROM span ORDER BY trace,source,span");
    while (m_data->step(all)) {
        FamilyRecord r;
        r.trace = toHash(all.integer(0));
        r.span = toHash(all.integer(1));
        r.source = static_cast<TextId>(all.integer(2));
        r.record = all.blob(3);
        if (!visit(r))
            return;
    }
}

std::vector<std::int64_t> LedgerWriter::contributedViews()
{
    std::vector<std::int64_t> views;
    SqlStatement all = m_data->db->prepare("SELECT DISTINCT view FROM contribution ORDER BY view");
    while (m_data->step(all))
        views.push_back(all.integer(0));
    return views;
}

std::vector<ContributionRow> LedgerWriter::contributions(int kind, std::int64_t family,
                                                         TextId source)
{
    std::vector<ContributionRow> rows;
    SqlStatement &all = m_data->sql(Data::Contributions).bind(1, std::int64_t{kind});
    all.bind(2, family).bind(3, std::int64_t{source});
    while (m_data->step(all)) {
        ContributionRow &row = rows.emplace_back();
        row.view = all.integer(0);
        std::string_view tokens = all.blob(1);
        while (!tokens.empty())
            row.tokens.push_back(takeVarint(tokens));
    }
    return rows;
}

void LedgerWriter::setContributions(int kind, std::int64_t family, TextId source,
                                    const std::vector<ContributionRow> &rows)
{
    Data &d = *m_data;
    const auto at = [&](SqlStatement &statement) -> SqlStatement & {
        return statement.bind(1, std::int64_t{kind}).bind(2, family).bind(3, std::int64_t{source});
    };
    d.run(at(d.sql(Data::DropContributions)));
    for (const ContributionRow &row : rows) {
        std::string tokens;
        for (const std::uint64_t token : row.tokens)
            putVarint(tokens, token);
        d.run(at(d.sql(Data::AddContribution)).bind(4, row.view).bindBlob(5, tokens));
    }
}

void LedgerWriter::deleteContributions(TextId source)
{
    m_data->exec(withId("DELETE FROM contribution WHERE source=", source));
}

void LedgerWriter::addAggregate(std::int64_t event)
{
    m_data->run(m_data->sql(Data::AddAggregate).bind(1, event));
}
void LedgerWriter::removeAggregate(std::int64_t event)
{
    m_data->run(m_data->sql(Data::RemoveAggregate).bind(1, event));
}
std::vector<std::int64_t> LedgerWriter::aggregates()
{
    std::vector<std::int64_t> events;
    SqlStatement all = m_data->db->prepare("SELECT event FROM aggregate ORDER BY event");
    while (m_data->step(all))
        events.push_back(all.integer(0));
    return events;
}

// --- checkpoints and rejections

namespace {

constexpr const char *checkpointColumns =
    "SELECT file,format,size,modified,inode,offset,line,head,head_size,tail,state,source,near "
    "FROM checkpoint WHERE options=?1";

CheckpointRow checkpointRow(const SqlStatement &at, std::uint64_t options)
{
    CheckpointRow row;
    row.file = at.text(0);
    row.format = at.text(1);
    row.size = at.integer(2);
    row.modified = at.integer(3);
    row.inode = at.integer(4);
    row.offset = at.integer(5);
    row.line = at.integer(6);
    row.head = toHash(at.integer(7));
    row.headSize = at.integer(8);
    row.tail = toHash(at.integer(9));
    row.state = at.blob(10);
    row.source = static_cast<TextId>(at.integer(11));
    row.near = toHash(at.integer(12));
    row.options = options;
    return row;
}

} // namespace

std::vector<CheckpointRow> LedgerWriter::checkpoints(std::uint64_t options)
{
    std::vector<CheckpointRow> rows;
    SqlStatement all = m_data->db->prepare(checkpointColumns);
    all.bind(1, toColumn(options));
    while (m_data->step(all))
        rows.push_back(checkpointRow(all, options));
    return rows;
}

std::optional<CheckpointRow> LedgerWriter::checkpoint(std::string_view file, TextId source,
                                                      std::uint64_t options)
{
    SqlStatement one =
        m_data->db->prepare(std::string(checkpointColumns) + " AND file=?2 AND source=?3");
    one.bind(1, toColumn(options)).bind(2, file).bind(3, std::int64_t{source});
    if (!m_data->step(one))
        return std::nullopt;
    return checkpointRow(one, options);
}

void LedgerWriter::putCheckpoint(const CheckpointRow &row)
{
    SqlStatement &put = m_data->sql(Data::PutCheckpoint).bind(1, std::string_view(row.file));
    put.bind(2, std::int64_t{row.source}).bind(3, std::string_view(row.format));
    put.bind(4, row.size).bind(5, row.modified).bind(6, row.inode).bind(7, row.offset);
    put.bind(8, row.line).bind(9, toColumn(row.head)).bind(10, row.headSize);
    put.bind(11, toColumn(row.tail)).bind(12, toColumn(row.options));
    put.bind(14, toColumn(row.near));
    m_data->run(put.bindBlob(13, row.state));
}

void LedgerWriter::deleteCheckpoints(TextId source)
{
    m_data->exec(withId("DELETE FROM checkpoint WHERE source=", source));
}

void LedgerWriter::addRejected(TextId source, std::string_view file, std::int64_t line,
                               std::string_view reason, Instant at)
{
    SqlStatement &add = m_data->sql(Data::AddRejected).bind(1, std::int64_t{source});
    m_data->run(add.bind(2, file).bind(3, line).bind(4, reason).bind(5, at.micros));
}

void LedgerWriter::deleteRejected(TextId source)
{
    m_data->exec(withId("DELETE FROM rejected WHERE source=", source));
}

void LedgerWriter::deleteRejectedOf(TextId source, std::string_view file, std::int64_t afterLine)
{
    SqlStatement &drop = m_data->sql(Data::DropRejectedOf).bind(1, std::int64_t{source});
    m_data->run(drop.bind(2, file).bind(3, afterLine));
}

// --- configuration and facts

std::optional<std::string> LedgerWriter::configuration(const std::string &name)
{
    SqlStatement &row = m_data->sql(Data::Configuration).bind(1, std::string_view(name));
    if (!m_data->step(row))
        return std::nullopt;
    std::string value(row.text(0));
    row.reset();
    return value;
}

std::vector<ConfigurationEntry> LedgerWriter::configurationHistory(const std::string &name)
{
    SqlStatement row = m_data->db->prepare(configurationRowsSql);
    row.bind(1, std::string_view(name));
    std::vector<ConfigurationEntry> entries;
    while (m_data->step(row))
        entries.push_back(configurationEntryOf(row));
    return entries;
}

void LedgerWriter::setConfiguration(const std::string &name, const std::string &value, Instant at,
                                    std::optional<std::int64_t> undoes)
{
    static const std::string account = localAccount();
    SqlStatement &add = m_data->sql(Data::AddConfiguration).bind(1, std::string_view(name));
    add.bind(2, std::string_view(value)).bind(3, at.micros).bind(4, std::string_view(account));
    m_data->run(add.bind(5, undoes));
}

void LedgerWriter::recordChange(Instant at, const std::string &kind, const std::string &detail,
                                std::int64_t events, std::optional<Money> before,
                                std::optional<Money> after)
{
    const auto nanos = [](const std::optional<Money> &money) {
        return money ? std::optional(money->nanos) : std::nullopt;
    };
    SqlStatement &add = m_data->sql(Data::AddChange).bind(1, at.micros);
    add.bind(2, std::string_view(kind)).bind(3, std::string_view(detail)).bind(4, events);
    m_data->run(add.bind(5, nanos(before)).bind(6, nanos(after)));
}

std::optional<std::int64_t> LedgerWriter::metaInteger(const std::string &key)
{
    SqlStatement &row = m_data->sql(Data::MetaGet).bind(1, std::string_view(key));
    if (!m_data->step(row))
        return std::nullopt;
    const std::int64_t value = row.integer(0);
    row.reset();
    return value;
}

void LedgerWriter::setMeta(const std::string &key, std::int64_t value)
{
    const Data::Beside beside(*m_data);
    m_data->run(m_data->sql(Data::MetaPut).bind(1, std::string_view(key)).bind(2, value));
}

std::string LedgerWriter::metaText(const std::string &key)
{
    SqlStatement &row = m_data->sql(Data::MetaGet).bind(1, std::string_view(key));
    if (!m_data->step(row))
        return {};
    std::string value(row.text(0));
    row.reset();
    return value;
}

void LedgerWriter::setMeta(const std::string &key, const std::string &value)
{
    const Data::Beside beside(*m_data);
    m_data->run(
        m_data->sql(Data::MetaPut).bind(1, std::string_view(key)).bind(2, std::string_view(value)));
}

} // namespace outlay
