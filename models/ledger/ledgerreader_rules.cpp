// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/claimrow_p.h"
#include "models/ledger/ledgerreader_p.h"

#include <algorithm>

namespace outlay {

namespace {

/// Reads the rows of a statement whose parameters are bound.
template <typename Row, typename Make>
Result<std::vector<Row>> rowsOf(Database &db, SqlStatement &statement, Make make)
{
    std::vector<Row> rows;
    if (!statement.isPrepared())
        return tl::unexpected<Error>(db.error());
    while (statement.step())
        rows.push_back(make(static_cast<const SqlStatement &>(statement)));
    if (statement.failed())
        return tl::unexpected<Error>(db.error());
    return rows;
}

AlertLogRow logFrom(const SqlStatement &row)
{
    return {row.integer(0),           std::string(row.text(1)), {row.integer(2)},
            std::string(row.text(3)), std::string(row.text(4)), row.integer(5) != 0};
}

OutboxRow outboxFrom(const SqlStatement &row)
{
    OutboxRow message;
    message.id = row.integer(0);
    message.hook = row.text(1);
    message.entry = row.integer(2);
    message.alert = row.text(3);
    message.delivery = row.text(4);
    message.body = row.text(5);
    message.createdAt = {row.integer(6)};
    message.nextTry = {row.integer(7)};
    message.attempts = row.integer(8);
    message.state = row.text(9);
    message.reason = row.text(10);
    if (!row.isNull(11))
        message.endedAt = Instant{row.integer(11)};
    return message;
}

constexpr std::string_view consumptionOfTracker =
    "SELECT period,member,cost,residual,tokens,requests,unpriced FROM consumption "
    "WHERE tracker=(SELECT id FROM tracker WHERE key=?1) AND period>=?2 AND period<?3 "
    "ORDER BY period";

/// By period and member, with a prepared consumptionOfTracker.
Result<std::vector<ConsumedPeriod>> consumedBy(Database &db, ReaderDictionary &dictionary,
                                               SqlStatement &rows, std::string_view trackerKey,
                                               const TimeRange &starts)
{
    if (rows.isPrepared()) {
        rows.reset();
        rows.bind(1, trackerKey).bind(2, starts.from.micros).bind(3, starts.to.micros);
    }
    auto found = rowsOf<ConsumedPeriod>(db, rows, [&dictionary](const SqlStatement &row) {
        const auto member = static_cast<TextId>(row.integer(1));
        return ConsumedPeriod{member == 0 ? std::string() : dictionary.text(member),
                              member == 0,
                              {row.integer(0)},
                              {row.integer(2)},
                              {row.integer(3)},
                              row.integer(4),
                              row.integer(5),
                              row.integer(6)};
    });
    OUTLAY_TRY(dictionary.status());
    if (found) {
        std::sort(found->begin(), found->end(), [](const auto &l, const auto &r) {
            return l.period != r.period ? l.period < r.period : l.member < r.member;
        });
    }
    return found;
}

constexpr std::string_view outboxColumns =
    "SELECT id,hook,entry,alert,delivery,body,created_at,next_try,attempts,state,reason,ended_at "
    "FROM outbox ";

} // namespace

Result<std::vector<ConsumedPeriod>> LedgerReader::consumption(const std::string &trackerKey,
                                                              const TimeRange &starts)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    d.dictionary.begin();
    SqlStatement rows = d.db->prepare(consumptionOfTracker);
    return consumedBy(*d.db, d.dictionary, rows, trackerKey, starts);
}

Result<BudgetStandings>
LedgerReader::budgetStandings(const std::vector<std::pair<std::string, TimeRange>> &trackers,
                              Instant at, Instant since)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    d.dictionary.begin();
    BudgetStandings standings;
    standings.consumed.reserve(trackers.size());
    SqlStatement rows = d.db->prepare(consumptionOfTracker);
    for (const auto &[key, starts] : trackers) {
        auto consumed = consumedBy(*d.db, d.dictionary, rows, key, starts);
        if (!consumed)
            return tl::unexpected<Error>(consumed.error());
        standings.consumed.push_back(*std::move(consumed));
    }
    SqlStatement running = d.db->prepare(
        "SELECT c.budget,c.member,c.period,c.threshold,c.arming,c.armed,c.until,c.alert,"
        "c.claimed_at,a.happened_at FROM claim c LEFT JOIN alert a ON a.id=c.alert "
        "WHERE c.until>?1 OR c.period>=?2 ORDER BY c.budget,c.member,c.period,c.threshold");
    running.bind(1, at.micros).bind(2, since.micros);
    auto claims = rowsOf<BudgetStandings::Claim>(*d.db, running, [](const SqlStatement &row) {
        BudgetStandings::Claim claim{claimFrom(row), std::nullopt};
        if (!row.isNull(9))
            claim.happenedAt = Instant{row.integer(9)};
        return claim;
    });
    if (!claims)
        return tl::unexpected<Error>(claims.error());
    standings.claims = *std::move(claims);
    return standings;
}

Result<std::vector<ConsumedPeriod>> LedgerReader::consumption(const std::string &trackerKey,
                                                              const std::string &member,
                                                              const TimeRange &starts)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    d.dictionary.begin();
    const TextId id = member.empty() ? 0 : d.dictionary.idOf(member);
    OUTLAY_TRY(d.dictionary.status());
    SqlStatement rows =
        d.db->prepare("SELECT period,cost,residual,tokens,requests,unpriced FROM consumption "
                      "WHERE tracker=(SELECT id FROM tracker WHERE key=?1) AND member=?2 "
                      "AND period>=?3 AND period<?4 ORDER BY period");
    rows.bind(1, std::string_view(trackerKey)).bind(2, std::int64_t{id});
    rows.bind(3, starts.from.micros).bind(4, starts.to.micros);
    return rowsOf<ConsumedPeriod>(*d.db, rows, [&member](const SqlStatement &row) {
        return ConsumedPeriod{member,           member.empty(), {row.integer(0)}, {row.integer(1)},
                              {row.integer(2)}, row.integer(3), row.integer(4),   row.integer(5)};
    });
}

Result<std::vector<std::string>> LedgerReader::alerts(const TimeRange &range, int limit)
{
    SqlStatement rows = m_data->db->prepare(
        "SELECT body FROM alert WHERE state<>'resolved' OR (happened_at>=?1 AND happened_at<?2) "
        "ORDER BY happened_at DESC,id LIMIT ?3");
    rows.bind(1, range.from.micros).bind(2, range.to.micros).bind(3, std::int64_t{limit});
    return rowsOf<std::string>(*m_data->db, rows,
                               [](const SqlStatement &row) { return std::string(row.text(0)); });
}

Result<std::string> LedgerReader::alert(const std::string &id)
{
    SqlStatement rows = m_data->db->prepare("SELECT body FROM alert WHERE id=?1");
    rows.bind(1, std::string_view(id));
    const auto found = rowsOf<std::string>(
        *m_data->db, rows, [](const SqlStatement &row) { return std::string(row.text(0)); });
    if (!found)
        return tl::unexpected<Error>(found.error());
    if (found->empty())
        return failure(Error::Kind::Usage, "there is no alert " + id + "; see alerts list");
    return found->front();
}

Result<std::vector<AlertLogRow>> LedgerReader::alertLog(const std::string &alert)
{
    SqlStatement rows = m_data->db->prepare(
        "SELECT id,alert,at,what,who,told FROM alert_log WHERE alert=?1 ORDER BY id");
    rows.bind(1, std::string_view(alert));
    return rowsOf<AlertLogRow>(*m_data->db, rows, logFrom);
}

Result<std::vector<AlertLogRow>> LedgerReader::untold(std::int64_t after, int limit)
{
    SqlStatement rows =
        m_data->db->prepare("SELECT id,alert,at,what,who,told FROM alert_log WHERE id>?1 AND "
                            "told=1 ORDER BY id LIMIT ?2");
    rows.bind(1, after).bind(2, std::int64_t{limit});
    return rowsOf<AlertLogRow>(*m_data->db, rows, logFrom);
}

Result<std::vector<AlertLogRow>> LedgerReader::alertLogAfter(std::int64_t after, int limit)
{
    SqlStatement rows = m_data->db->prepare(
        "SELECT id,alert,at,what,who,told FROM alert_log WHERE id>?1 ORDER BY id LIMIT ?2");
    rows.bind(1, after).bind(2, std::int64_t{limit});
    return rowsOf<AlertLogRow>(*m_data->db, rows, logFrom);
}

Result<std::vector<OutboxRow>> LedgerReader::outbox(const std::string &state, int limit)
{
    const std::string text = std::string(outboxColumns) +
                             (state == "waiting" ? "WHERE state=?1 ORDER BY next_try,id LIMIT ?2"
                              : state.empty()    ? "WHERE ?1='' ORDER BY id DESC LIMIT ?2"
                                                 : "WHERE state=?1 ORDER BY id DESC LIMIT ?2");
    SqlStatement rows = m_data->db->prepare(text);
    rows.bind(1, std::string_view(state)).bind(2, std::int64_t{limit});
    return rowsOf<OutboxRow>(*m_data->db, rows, outboxFrom);
}

Result<std::vector<OutboxRow>> LedgerReader::outboxOf(const std::string &alert)
{
    const std::string text = std::string(outboxColumns) + "WHERE alert=?1 ORDER BY id";
    SqlStatement rows = m_data->db->prepare(text);
    rows.bind(1, std::string_view(alert));
    return rowsOf<OutboxRow>(*m_data->db, rows, outboxFrom);
}

Result<std::vector<ClaimRow>> LedgerReader::claims(const std::string &budget)
{
    SqlStatement rows = m_data->db->prepare(
        "SELECT budget,member,period,threshold,arming,armed,until,alert,claimed_at FROM claim "
        "WHERE budget=?1 ORDER BY member,period,threshold");
    rows.bind(1, std::string_view(budget));
    return rowsOf<ClaimRow>(*m_data->db, rows, claimFrom);
}

} // namespace outlay
