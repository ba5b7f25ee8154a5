// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerreader_p.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <tuple>

namespace outlay {

Result<std::vector<Silence>> LedgerReader::silences(Instant now)
{
    constexpr int week = 7;
    constexpr int most = 5;
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    const std::int64_t yesterday = d.zone.dayOf(now) - 1;
    std::vector<Silence> silences;
    for (const Dimension dimension : {Dimension::Key, Dimension::Source}) {
        // A bit a day, yesterday the lowest; today's tells who is back.
        std::map<TextId, unsigned> active;
        OUTLAY_TRY(eachCell(*d.db, false, kindOf(dimension), {yesterday - week, yesterday + 2},
                            [&](std::int64_t day, std::uint32_t value, std::string_view cell) {
                                Cell sums;
                                addEncoded(cell, sums);
                                if (value != 0 && sums[CellField::Requests] > 0)
                                    active[value] |= 1U
                                                     << static_cast<unsigned>(yesterday + 1 - day);
                                return true;
                            }));
        for (const auto &[value, days] : active) {
            constexpr unsigned todayAndYesterday = 0b11U;
            constexpr unsigned sameWeekday = 1U << (week + 1U);
            const int before = std::popcount(days & ~todayAndYesterday);
            if ((days & todayAndYesterday) != 0 || (days & sameWeekday) == 0 || before < most)
                continue;
            const int lastActive = std::countr_zero(days) - 1; // days before yesterday
            silences.push_back({dimension, d.dictionary.text(value), before,
                                d.zone.startOfDay(yesterday - lastActive + 1)});
        }
    }
    OUTLAY_TRY(d.dictionary.status());
    std::sort(silences.begin(), silences.end(), [](const Silence &l, const Silence &r) {
        return std::tie(l.dimension, l.value) < std::tie(r.dimension, r.value);
    });
    return silences;
}

Result<std::vector<DirectoryInfo>> LedgerReader::directory()
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    static constexpr std::array<const char *, 4> kinds = {"user", "key", "project", "team"};
    std::vector<DirectoryInfo> all;
    OUTLAY_TRY(eachRow(*d.db, "SELECT source,kind,id,name,email,owner,archived FROM directory", {},
                       [&](const SqlStatement &row) {
                           const auto text = [&](int column) {
                               return d.dictionary.text(static_cast<TextId>(row.integer(column)));
                           };
                           const auto kind = static_cast<std::size_t>(row.integer(1));
                           all.push_back({text(0), kinds[std::min(kind, kinds.size() - 1)], text(2),
                                          text(3), text(4), text(5), row.integer(6) != 0});
                           return true;
                       }));
    OUTLAY_TRY(d.dictionary.status());
    std::sort(all.begin(), all.end(), [](const DirectoryInfo &l, const DirectoryInfo &r) {
        return std::tie(l.source, l.kind, l.id) < std::tie(r.source, r.kind, r.id);
    });
    return all;
}

Instant QuotaWindow::holdsUntil() const
{
    return resetsAt.value_or(Instant{at.micros + minutes * microsPerMinute});
}

Result<std::vector<QuotaWindow>> LedgerReader::quotaWindows()
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, {});
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    std::vector<QuotaWindow> all;
    OUTLAY_TRY(eachRow(*d.db,
                       "SELECT source,plan,allowance,window,at,used,minutes,resets_at FROM quota",
                       {}, [&](const SqlStatement &row) {
                           const auto text = [&](int column) {
                               return d.dictionary.text(static_cast<TextId>(row.integer(column)));
                           };
                           QuotaWindow &one = all.emplace_back();
                           one.source = text(0);
                           one.plan = text(1);
                           one.limit = text(2);
                           one.window = text(3);
                           one.at = {row.integer(4)};
                           one.used = row.integer(5);
                           one.minutes = row.integer(6);
                           if (!row.isNull(7))
                               one.resetsAt = Instant{row.integer(7)};
                           return true;
                       }));
    OUTLAY_TRY(d.dictionary.status());
    std::sort(all.begin(), all.end(), [](const QuotaWindow &l, const QuotaWindow &r) {
        return std::tie(l.source, l.plan, l.limit, l.window) <
               std::tie(r.source, r.plan, r.limit, r.window);
    });
    return all;
}

Result<std::string> LedgerReader::setting(const std::string &name)
{
    Data &d = *m_data;
    SqlStatement row =
        d.db->prepare("SELECT value FROM configuration WHERE name=?1 ORDER BY id DESC LIMIT 1");
    row.bind(1, std::string_view(name));
    std::string value;
    if (row.step())
        value = row.text(0);
    OUTLAY_TRY(row.status());
    return value;
}

Result<std::vector<Person>> LedgerReader::people()
{
    const auto json = setting("people");
    if (!json)
        return tl::unexpected<Error>(json.error());
    return parsePeople(*json);
}

Result<std::vector<std::pair<std::string, Instant>>>
LedgerReader::configurationHistory(const std::string &name)
{
    Data &d = *m_data;
    SqlStatement row =
        d.db->prepare("SELECT value,changed_at FROM configuration WHERE name=?1 ORDER BY id");
    row.bind(1, std::string_view(name));
    std::vector<std::pair<std::string, Instant>> values;
    while (row.step())
        values.emplace_back(row.text(0), Instant{row.integer(1)});
    OUTLAY_TRY(row.status());
    return values;
}

Result<std::vector<std::pair<std::string, std::string>>> LedgerReader::sourceStates()
{
    Data &d = *m_data;
    std::vector<std::pair<std::string, std::string>> states;
    OUTLAY_TRY(eachRow(*d.db, "SELECT source,state FROM poll WHERE name='#state' ORDER BY source",
                       {}, [&](const SqlStatement &row) {
                           states.emplace_back(row.text(0), row.text(1));
                           return true;
                       }));
    return states;
}

} // namespace outlay
