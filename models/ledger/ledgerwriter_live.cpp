// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerwriter_p.h"

namespace outlay {

bool LedgerWriter::putDirectory(const DirectoryRow &row)
{
    Data &d = *m_data;
    SqlStatement &find = d.sql(Data::FindDirectory).bind(1, std::int64_t{row.source});
    find.bind(2, std::int64_t{row.kind}).bind(3, std::int64_t{row.id});
    if (d.step(find)) {
        const bool isSame = find.integer(0) == row.name && find.integer(1) == row.email &&
                            find.integer(2) == row.owner &&
                            (find.integer(3) != 0) == row.isArchived;
        const bool isOlder = row.fetchedAt.micros < find.integer(4);
        find.reset();
        if (isSame || isOlder)
            return false;
    }
    SqlStatement &put = d.sql(Data::PutDirectory).bind(1, std::int64_t{row.source});
    put.bind(2, std::int64_t{row.kind}).bind(3, std::int64_t{row.id});
    put.bind(4, std::int64_t{row.name}).bind(5, std::int64_t{row.email});
    put.bind(6, std::int64_t{row.owner}).bind(7, std::int64_t{row.isArchived ? 1 : 0});
    d.run(put.bind(8, row.fetchedAt.micros));
    return true;
}

std::vector<DirectoryRow> LedgerWriter::directory()
{
    std::vector<DirectoryRow> rows;
    SqlStatement all = m_data->db->prepare(
        "SELECT source,kind,id,name,email,owner,archived,fetched_at FROM directory "
        "ORDER BY source,kind,id");
    while (m_data->step(all)) {
        DirectoryRow &row = rows.emplace_back();
        row.source = static_cast<TextId>(all.integer(0));
        row.kind = static_cast<int>(all.integer(1));
        row.id = static_cast<TextId>(all.integer(2));
        row.name = static_cast<TextId>(all.integer(3));
        row.email = static_cast<TextId>(all.integer(4));
        row.owner = static_cast<TextId>(all.integer(5));
        row.isArchived = all.integer(6) != 0;
        row.fetchedAt = {all.integer(7)};
    }
    return rows;
}

void LedgerWriter::putQuota(const QuotaRow &row)
{
    const Data::Beside beside(*m_data);
    Data &d = *m_data;
    SqlStatement &put = d.sql(Data::PutQuota).bind(1, std::int64_t{row.source});
    put.bind(2, std::int64_t{row.plan}).bind(3, std::int64_t{row.limit});
    put.bind(4, std::int64_t{row.window}).bind(5, row.at.micros).bind(6, row.used);
    put.bind(7, row.minutes);
    if (row.resetsAt)
        put.bind(8, row.resetsAt->micros);
    else
        put.bindNull(8);
    d.run(put);
}

std::vector<QuotaRow> LedgerWriter::quotas()
{
    std::vector<QuotaRow> rows;
    SqlStatement all = m_data->db->prepare(
        "SELECT source,plan,allowance,window,at,used,minutes,resets_at FROM quota "
        "ORDER BY source,plan,allowance,window");
    while (m_data->step(all)) {
        QuotaRow &row = rows.emplace_back();
        row.source = static_cast<TextId>(all.integer(0));
        row.plan = static_cast<TextId>(all.integer(1));
        row.limit = static_cast<TextId>(all.integer(2));
        row.window = static_cast<TextId>(all.integer(3));
        row.at = {all.integer(4)};
        row.used = all.integer(5);
        row.minutes = all.integer(6);
        if (!all.isNull(7))
            row.resetsAt = Instant{all.integer(7)};
    }
    return rows;
}

std::vector<Vouched> LedgerWriter::coverageOf(TextId source)
{
    std::vector<Vouched> ranges;
    SqlStatement all =
        m_data->db->prepare("SELECT at,until,kind FROM coverage WHERE source=?1 ORDER BY at");
    all.bind(1, std::int64_t{source});
    while (m_data->step(all))
        ranges.push_back(
            {{{all.integer(0)}, {all.integer(1)}}, static_cast<CoverageKind>(all.integer(2))});
    return ranges;
}

void LedgerWriter::vouch(TextId source, const Vouched &more)
{
    const Data::Beside beside(*m_data);
    Data &d = *m_data;
    const std::vector<Vouched> known = coverageOf(source);
    const std::vector<Vouched> now = withVouched(known, more);
    if (now == known)
        return;
    d.exec("DELETE FROM coverage WHERE source=" + std::to_string(source));
    SqlStatement add =
        d.db->prepare("INSERT INTO coverage(source,at,until,kind) VALUES(?1,?2,?3,?4)");
    for (const Vouched &one : now) {
        add.reset();
        add.bind(1, std::int64_t{source}).bind(2, one.range.from.micros);
        d.run(add.bind(3, one.range.to.micros).bind(4, static_cast<std::int64_t>(one.kind)));
    }
}

void LedgerWriter::setFreshness(TextId source, TextId series, const Freshness &freshness)
{
    const Data::Beside beside(*m_data);
    Data &d = *m_data;
    SqlStatement put = d.db->prepare(
        "INSERT OR REPLACE INTO freshness(source,series,told_until,due_at,whole_days,lag) "
        "VALUES(?1,?2,?3,?4,?5,?6)");
    put.bind(1, std::int64_t{source}).bind(2, std::int64_t{series});
    put.bind(3, freshness.toldUntil.micros).bind(4, freshness.dueAt.micros);
    put.bind(5, std::int64_t{freshness.hasWholeDays ? 1 : 0});
    d.run(put.bind(6, freshness.lagMicros));
}

std::string LedgerWriter::pollState(const std::string &source, const std::string &name)
{
    SqlStatement &row = m_data->sql(Data::PollState).bind(1, std::string_view(source));
    row.bind(2, std::string_view(name));
    if (!m_data->step(row))
        return {};
    std::string state(row.text(0));
    row.reset();
    return state;
}

void LedgerWriter::setPollState(const std::string &source, const std::string &name,
                                const std::string &state)
{
    const Data::Beside beside(*m_data);
    Data &d = *m_data;
    if (!state.empty()) {
        SqlStatement &put = d.sql(Data::PutPollState).bind(1, std::string_view(source));
        d.run(put.bind(2, std::string_view(name)).bind(3, std::string_view(state)));
        return;
    }
    SqlStatement drop = d.db->prepare("DELETE FROM poll WHERE source=?1 AND name=?2");
    d.run(drop.bind(1, std::string_view(source)).bind(2, std::string_view(name)));
}

void LedgerWriter::deleteLive(TextId source)
{
    Data &d = *m_data;
    for (const char *table : {"delivery", "directory", "coverage", "quota", "freshness"})
        d.exec(std::string("DELETE FROM ") + table + " WHERE source=" + std::to_string(source));
    SqlStatement drop = d.db->prepare("DELETE FROM poll WHERE source=?1");
    const std::string name = textOf(source);
    d.run(drop.bind(1, std::string_view(name)));
}

} // namespace outlay
