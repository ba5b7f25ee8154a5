// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/claimrow_p.h"
#include "models/ledger/ledgerwriter_p.h"

namespace outlay {

namespace {

ConsumptionRow consumptionFrom(const SqlStatement &row, std::int64_t tracker)
{
    return {tracker,          {row.integer(0)}, static_cast<TextId>(row.integer(1)),
            {row.integer(2)}, {row.integer(3)}, row.integer(4),
            row.integer(5),   row.integer(6)};
}

} // namespace

std::optional<std::int64_t> LedgerWriter::findTracker(const std::string &key)
{
    SqlStatement &find = m_data->sql(Data::FindTracker).bind(1, std::string_view(key));
    if (!m_data->step(find))
        return std::nullopt;
    const std::int64_t id = find.integer(0);
    find.reset();
    return id;
}

std::int64_t LedgerWriter::tracker(const std::string &key)
{
    const Data::Beside beside(*m_data);
    if (const auto known = findTracker(key))
        return *known;
    m_data->run(m_data->sql(Data::AddTracker).bind(1, std::string_view(key)));
    return m_data->lastId();
}

std::vector<std::pair<std::int64_t, std::string>> LedgerWriter::trackers()
{
    std::vector<std::pair<std::int64_t, std::string>> all;
    SqlStatement rows = m_data->db->prepare("SELECT id,key FROM tracker ORDER BY id");
    while (m_data->step(rows))
        all.emplace_back(rows.integer(0), rows.text(1));
    return all;
}

void LedgerWriter::deleteTracker(std::int64_t id)
{
    const Data::Beside beside(*m_data);
    m_data->exec("DELETE FROM consumption WHERE tracker=" + std::to_string(id) +
                 ";DELETE FROM tracker WHERE id=" + std::to_string(id));
}

void LedgerWriter::addConsumption(std::span<const ConsumptionRow> changes)
{
    const Data::Beside beside(*m_data);
    for (const ConsumptionRow &row : changes) {
        SqlStatement &add = m_data->sql(Data::AddConsumption).bind(1, row.tracker);
        add.bind(2, row.period.micros).bind(3, std::int64_t{row.member});
        add.bind(4, row.cost.nanos).bind(5, row.residual.nanos).bind(6, row.tokens);
        m_data->run(add.bind(7, row.requests).bind(8, row.unpriced));
    }
}

std::vector<ConsumptionRow> LedgerWriter::consumptionOf(std::int64_t tracker, TextId member,
                                                        const TimeRange &starts)
{
    std::vector<ConsumptionRow> found;
    SqlStatement &rows = m_data->sql(Data::ConsumptionOf).bind(1, tracker);
    rows.bind(2, std::int64_t{member}).bind(3, starts.from.micros).bind(4, starts.to.micros);
    while (m_data->step(rows))
        found.push_back(consumptionFrom(rows, tracker));
    rows.reset();
    return found;
}

std::vector<ConsumptionRow> LedgerWriter::consumptionIn(std::int64_t tracker,
                                                        const TimeRange &starts)
{
    std::vector<ConsumptionRow> found;
    SqlStatement rows = m_data->db->prepare(
        "SELECT period,member,cost,residual,tokens,requests,unpriced FROM consumption "
        "WHERE tracker=?1 AND period>=?2 AND period<?3 ORDER BY period,member");
    rows.bind(1, tracker).bind(2, starts.from.micros).bind(3, starts.to.micros);
    while (m_data->step(rows))
        found.push_back(consumptionFrom(rows, tracker));
    return found;
}

std::vector<ClaimRow> LedgerWriter::claimsOf(const std::string &budget, const std::string &member,
                                             const TimeRange &starts)
{
    std::vector<ClaimRow> found;
    SqlStatement &rows = m_data->sql(Data::ClaimsOf).bind(1, std::string_view(budget));
    rows.bind(2, std::string_view(member)).bind(3, starts.from.micros);
    rows.bind(4, starts.to.micros);
    while (m_data->step(rows))
        found.push_back(claimFrom(rows));
    rows.reset();
    return found;
}

std::vector<ClaimRow> LedgerWriter::claimsOf(const std::string &budget)
{
    std::vector<ClaimRow> found;
    SqlStatement rows = m_data->db->prepare(
        "SELECT budget,member,period,threshold,arming,armed,until,alert,claimed_at FROM claim "
        "WHERE budget=?1 ORDER BY member,period,threshold");
    rows.bind(1, std::string_view(budget));
    while (m_data->step(rows))
        found.push_back(claimFrom(rows));
    return found;
}

void LedgerWriter::putClaim(const ClaimRow &row)
{
    const Data::Beside beside(*m_data);
    SqlStatement &put = m_data->sql(Data::PutClaim).bind(1, std::string_view(row.budget));
    put.bind(2, std::string_view(row.member)).bind(3, row.period.micros);
    put.bind(4, std::int64_t{row.threshold}).bind(5, row.arming);
    put.bind(6, std::int64_t{row.isArmed ? 1 : 0}).bind(7, row.until.micros);
    m_data->run(put.bind(8, std::string_view(row.alert)).bind(9, row.claimedAt.micros));
}

std::string LedgerWriter::alert(const std::string &id)
{
    SqlStatement &row = m_data->sql(Data::AlertById).bind(1, std::string_view(id));
    if (!m_data->step(row))
        return {};
    std::string body(row.text(0));
    row.reset();
    return body;
}

void LedgerWriter::putAlert(const AlertRow &row)
{
    const Data::Beside beside(*m_data);
    SqlStatement &put = m_data->sql(Data::PutAlert).bind(1, std::string_view(row.id));
    put.bind(2, std::string_view(row.kind)).bind(3, std::string_view(row.state));
    put.bind(4, row.happenedAt.micros).bind(5, row.knownAt.micros);
    m_data->run(put.bind(6, std::string_view(row.body)));
}

void LedgerWriter::deleteAlert(const std::string &id)
{
    const Data::Beside beside(*m_data);
    SqlStatement drop = m_data->db->prepare("DELETE FROM alert WHERE id=?1");
    m_data->run(drop.bind(1, std::string_view(id)));
}

std::vector<std::string> LedgerWriter::alertsIn(const std::vector<std::string> &states)
{
    std::vector<std::string> bodies;
    SqlStatement rows =
        m_data->db->prepare("SELECT body FROM alert WHERE state=?1 ORDER BY happened_at,id");
    for (const std::string &state : states) {
        rows.reset();
        rows.bind(1, std::string_view(state));
        while (m_data->step(rows))
            bodies.emplace_back(rows.text(0));
    }
    return bodies;
}

std::int64_t LedgerWriter::logAlert(const AlertLogRow &row)
{
    const Data::Beside beside(*m_data);
    SqlStatement &add = m_data->sql(Data::AddAlertLog).bind(1, std::string_view(row.alert));
    add.bind(2, row.at.micros).bind(3, std::string_view(row.what));
    m_data->run(add.bind(4, std::string_view(row.who)).bind(5, std::int64_t{row.isTold ? 1 : 0}));
    return m_data->lastId();
}

bool LedgerWriter::claimTelling(std::int64_t entry)
{
    const Data::Beside beside(*m_data);
    SqlStatement row = m_data->db->prepare("SELECT told FROM alert_log WHERE id=?1");
    row.bind(1, entry);
    if (!m_data->step(row) || row.integer(0) != 1)
        return false;
    row.reset();
    SqlStatement take = m_data->db->prepare("UPDATE alert_log SET told=2 WHERE id=?1");
    m_data->run(take.bind(1, entry));
    return !failed();
}

bool LedgerWriter::addToOutbox(const OutboxRow &row)
{
    const Data::Beside beside(*m_data);
    SqlStatement known = m_data->db->prepare("SELECT 1 FROM outbox WHERE hook=?1 AND entry=?2");
    known.bind(1, std::string_view(row.hook)).bind(2, row.entry);
    if (m_data->step(known))
        return false;
    SqlStatement add = m_data->db->prepare(
        "INSERT INTO outbox(hook,entry,alert,delivery,body,created_at,next_try,attempts,state,"
        "reason) VALUES(?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)");
    add.bind(1, std::string_view(row.hook)).bind(2, row.entry);
    add.bind(3, std::string_view(row.alert)).bind(4, std::string_view(row.delivery));
    add.bind(5, std::string_view(row.body)).bind(6, row.createdAt.micros);
    add.bind(7, row.nextTry.micros).bind(8, row.attempts).bind(9, std::string_view(row.state));
    m_data->run(add.bind(10, std::string_view(row.reason)));
    return true;
}

void LedgerWriter::updateOutbox(const OutboxRow &row)
{
    const Data::Beside beside(*m_data);
    SqlStatement put = m_data->db->prepare(
        "UPDATE outbox SET next_try=?2,attempts=?3,state=?4,reason=?5,ended_at=?6 WHERE id=?1");
    put.bind(1, row.id).bind(2, row.nextTry.micros).bind(3, row.attempts);
    put.bind(4, std::string_view(row.state)).bind(5, std::string_view(row.reason));
    m_data->run(put.bind(6, row.endedAt ? std::optional(row.endedAt->micros) : std::nullopt));
}

} // namespace outlay
