// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerreader_p.h"
#include "models/ledger/ledgerwriter_p.h"

#include <algorithm>

namespace outlay {

namespace {

constexpr int firstNameColumn = 2; // of frozen_row, behind day and number
constexpr int sumsColumn = firstNameColumn + static_cast<int>(frozenDimensions.size());

void add(FrozenDay &day, const FrozenKey &key, const Cell &cell)
{
    if (cell.isZero())
        return;
    const auto [known, isNew] = day.try_emplace(key, cell);
    if (isNew)
        return;
    known->second += cell;
    if (known->second.isZero())
        day.erase(known);
}

std::string nameOf(const FrozenKey &key)
{
    std::string text;
    for (std::size_t i = 0; i < key.size(); ++i) {
        if (!key[i].empty())
            text +=
                (text.empty() ? "" : ", ") + std::string(name(frozenDimensions[i])) + " " + key[i];
    }
    return text.empty() ? "nothing known" : text;
}

Error tampered(const ClosedPeriod &period, const std::string &what)
{
    return {Error::Kind::Corrupt,
            "the closing of " + period.month() + " is not what was frozen: " + what +
                "; restore a backup of before, or open the month again and close it anew"};
}

std::string dateOf(std::int64_t day)
{
    return toRfc3339({day * microsPerDay}).substr(0, 10);
}

/// The names of a frozen row.
FrozenKey frozenKey(LedgerWriter &ledger, const SqlStatement &row)
{
    FrozenKey key;
    for (std::size_t i = 0; i < key.size(); ++i) {
        const std::int64_t id = row.integer(firstNameColumn + static_cast<int>(i));
        if (frozenDimensions[i] == Dimension::Outcome)
            key[i] = name(static_cast<Outcome>(std::clamp<std::int64_t>(id, 0, 4)));
        else
            key[i] = ledger.textOf(static_cast<TextId>(id));
    }
    return key;
}

/// Holds the rows of a closing, in their order, against what was frozen.
class Verification
{
public:
    explicit Verification(const ClosedPeriod &period) : m_period(period)
    {
        m_digest.add(canonicalHeader(period));
    }
    [[nodiscard]] std::int64_t rows() const { return m_rows; }

    Result<> add(std::int64_t day, std::int64_t number, const FrozenKey &key, const Cell &cell,
                 std::string_view hash)
    {
        const std::string line = canonicalLine(day, key, cell);
        if (sha256(line) != hash)
            return tl::unexpected<Error>(tampered(m_period, "row " + std::to_string(number) +
                                                                " of " + dateOf(day) + " (" +
                                                                nameOf(key) + ") was changed"));
        m_digest.add(line);
        m_total += cell;
        ++m_rows;
        return {};
    }

    [[nodiscard]] Result<> finish() const
    {
        if (m_digest.hex() != m_period.digest)
            return tl::unexpected<Error>(tampered(
                m_period, "its " + std::to_string(m_rows) + " rows do not give the digest " +
                              m_period.shortDigest() + "… (" + std::to_string(m_period.rows) +
                              " were frozen); rows were added, removed or replaced"));
        if (!(m_total == m_period.total) || m_rows != m_period.rows)
            return tl::unexpected<Error>(tampered(m_period, "its rows do not sum to its total"));
        return {};
    }

private:
    const ClosedPeriod &m_period;
    Digest m_digest;
    Cell m_total;
    std::int64_t m_rows = 0;
};

} // namespace

Result<Zone> LedgerWriter::zone()
{
    const std::string name = metaText("zone");
    return name.empty() ? Result<Zone>(Zone{}) : Zone::named(name);
}

std::vector<ClosedPeriod> LedgerWriter::closings()
{
    SqlStatement row = m_data->db->prepare(
        "SELECT id,first_day,last_day,range_from,range_to,zone,digest,rows,total,closed_at,"
        "closed_by,note,last_change,reopened_at,reopened_by,reason FROM closing ORDER BY id");
    std::vector<ClosedPeriod> all;
    while (m_data->step(row)) {
        ClosedPeriod period;
        period.id = row.integer(0);
        period.firstDay = row.integer(1);
        period.lastDay = row.integer(2);
        period.range = {{row.integer(3)}, {row.integer(4)}};
        period.zone = row.text(5);
        period.digest = row.text(6);
        period.rows = row.integer(7);
        addEncoded(row.blob(8), period.total);
        period.closedAt = {row.integer(9)};
        period.closedBy = row.text(10);
        period.note = row.text(11);
        period.lastChange = row.integer(12);
        if (!row.isNull(13))
            period.reopened = ClosedPeriod::Reopening{
                {row.integer(13)}, std::string(row.text(14)), std::string(row.text(15))};
        all.push_back(std::move(period));
    }
    return all;
}

std::int64_t LedgerWriter::addClosing(const ClosedPeriod &period)
{
    SqlStatement add = m_data->db->prepare(
        "INSERT INTO closing(first_day,last_day,range_from,range_to,zone,digest,rows,total,"
        "closed_at,closed_by,note,last_change) VALUES(?1,?2,?3,?4,?5,'',0,x'',?6,?7,?8,?9)");
    add.bind(1, period.firstDay).bind(2, period.lastDay);
    add.bind(3, period.range.from.micros).bind(4, period.range.to.micros);
    add.bind(5, std::string_view(period.zone)).bind(6, period.closedAt.micros);
    add.bind(7, std::string_view(period.closedBy)).bind(8, std::string_view(period.note));
    add.bind(9, period.lastChange);
    m_data->run(add);
    return m_data->lastId();
}

void LedgerWriter::addFrozenRows(std::int64_t closing, std::int64_t day,
                                 std::span<const FrozenRow> rows)
{
    constexpr int names = static_cast<int>(frozenDimensions.size());
    SqlStatement add = m_data->db->prepare("INSERT INTO frozen_row VALUES(?1,?2,?3,?4,?5,?6,?7,?8,"
                                           "?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19)");
    std::int64_t number = 0;
    std::string sums;
    for (const FrozenRow &row : rows) {
        if (failed())
            return;
        add.reset();
        add.bind(1, closing).bind(2, day).bind(3, ++number);
        for (int i = 0; i < names; ++i) {
            const std::string &value = row.key[static_cast<std::size_t>(i)];
            const bool isOutcome =
                frozenDimensions[static_cast<std::size_t>(i)] == Dimension::Outcome;
            add.bind(4 + i, isOutcome ? static_cast<std::int64_t>(
                                            outcomeNamed(value).value_or(Outcome::Unknown))
                                      : std::int64_t{text(value)});
        }
        sums.clear();
        encode(row.sums, sums);
        add.bindBlob(4 + names, sums).bindBlob(5 + names, row.hash);
        m_data->run(add);
    }
}

void LedgerWriter::sealClosing(const ClosedPeriod &period)
{
    SqlStatement seal =
        m_data->db->prepare("UPDATE closing SET digest=?2,rows=?3,total=?4 WHERE id=?1");
    std::string total;
    encode(period.total, total);
    seal.bind(1, period.id).bind(2, std::string_view(period.digest)).bind(3, period.rows);
    m_data->run(seal.bindBlob(4, total));
}

void LedgerWriter::reopenClosing(std::int64_t closing, const ClosedPeriod::Reopening &reopening)
{
    SqlStatement open = m_data->db->prepare(
        "UPDATE closing SET reopened_at=?2,reopened_by=?3,reason=?4 WHERE id=?1");
    open.bind(1, closing).bind(2, reopening.at.micros);
    open.bind(3, std::string_view(reopening.by)).bind(4, std::string_view(reopening.reason));
    m_data->run(open);
}

Result<>
LedgerWriter::eachFrozenDay(const ClosedPeriod &period,
                            const std::function<void(std::int64_t day, const FrozenDay &)> &visit)
{
    SqlStatement row = m_data->db->prepare(
        "SELECT day,number,provider,model,user,key,team,project,cost_center,environment,endpoint,"
        "task_kind,tier,outcome,plan,source,sums,hash FROM frozen_row WHERE closing=?1 "
        "ORDER BY day,number");
    row.bind(1, period.id);
    Verification seen(period);
    FrozenDay sums;
    std::int64_t day = 0;
    while (m_data->step(row)) {
        if (seen.rows() > 0 && row.integer(0) != day) {
            visit(day, sums);
            sums.clear();
        }
        day = row.integer(0);
        const FrozenKey key = frozenKey(*this, row);
        Cell cell;
        addEncoded(row.blob(sumsColumn), cell);
        OUTLAY_TRY(seen.add(day, row.integer(1), key, cell, row.blob(sumsColumn + 1)));
        add(sums, key, cell);
    }
    OUTLAY_TRY(status());
    if (seen.rows() > 0)
        visit(day, sums);
    return seen.finish();
}

Result<>
LedgerWriter::eachDayNow(std::int64_t firstDay, std::int64_t lastDay,
                         const std::function<void(std::int64_t day, const FrozenDay &)> &visit)
{
    // As with planFees(): the connection stays the writer's.
    LedgerReader::Data reader(std::shared_ptr<Database>(std::shared_ptr<Database>{}, &*m_data->db));
    OUTLAY_TRY(reader.begin());
    const Zone &zone = reader.zone;
    const auto fees =
        reader.planFees({firstInstantOfDay(zone, firstDay), firstInstantOfDay(zone, lastDay)});
    if (!fees)
        return tl::unexpected<Error>(fees.error());
    for (std::int64_t day = firstDay; day < lastDay; ++day) {
        FrozenDay sums;
        eachJointCell(day, [&](std::uint32_t id, const Cell &cell) {
            const Profile profile = profileOf(id);
            FrozenKey key;
            for (std::size_t i = 0; i < frozenDimensions.size(); ++i) {
                if (const auto field = profileFieldOf(frozenDimensions[i]))
                    key[i] = textOf(profile[*field]);
                else
                    key[i] = name(profile.outcome);
            }
            add(sums, key, cell);
        });
        for (const PlanFee &fee : *fees) {
            if (zone.dayOf(fee.at) != day)
                continue;
            FrozenKey key;
            key[placeOf(Dimension::Source)] = fee.source;
            key[placeOf(Dimension::Key)] = fee.key;
            key[placeOf(Dimension::Plan)] = fee.plan;
            Cell cell;
            cell[CellField::Residual] = fee.amount.nanos;
            add(sums, key, cell);
        }
        OUTLAY_TRY(status());
        if (!sums.empty())
            visit(day, sums);
    }
    return reader.dictionary.status();
}

Result<Answer> LedgerWriter::run(const Query &query, const std::vector<ClosedPeriod> &closed)
{
    LedgerReader::Data reader(std::shared_ptr<Database>(std::shared_ptr<Database>{}, &*m_data->db));
    OUTLAY_TRY(reader.begin());
    return reader.run(query, closed);
}

std::vector<LoggedChange> LedgerWriter::changesAfter(std::int64_t after)
{
    SqlStatement row = m_data->db->prepare(
        // The row was written in the same transaction, a moment before.
        "SELECT id,at,kind,detail,events,cost_before,cost_after,(SELECT changed_by FROM "
        "configuration WHERE kind='configuration' AND name=detail AND changed_at<=at "
        "ORDER BY changed_at DESC,configuration.id DESC LIMIT 1) FROM change WHERE id>?1 "
        "ORDER BY id");
    row.bind(1, after);
    std::vector<LoggedChange> changes;
    while (m_data->step(row)) {
        const auto money = [&row](int column) {
            return row.isNull(column) ? std::nullopt : std::optional(Money{row.integer(column)});
        };
        changes.push_back({row.integer(0),
                           {row.integer(1)},
                           std::string(row.text(2)),
                           std::string(row.text(3)),
                           row.integer(4),
                           money(5),
                           money(6),
                           std::string(row.text(7))});
    }
    return changes;
}

std::int64_t LedgerWriter::lastChange()
{
    const auto id = m_data->db->integer("SELECT ifnull(max(id),0) FROM change");
    if (!id)
        m_data->fail(id.error());
    return id.value_or(0);
}

} // namespace outlay
