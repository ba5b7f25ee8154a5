// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/namesearch.h"

#include "models/ledger/database.h"
#include "models/ledger/schema.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace outlay {
namespace {

/// Of texts that match, so many are looked for in what requests have.
constexpr int mostTexts = 400;

constexpr std::array<std::pair<std::string_view, Dimension>, 8> columns{
    {{"SELECT DISTINCT user FROM profile WHERE user IN ", Dimension::User},
     {"SELECT DISTINCT project FROM profile WHERE project IN ", Dimension::Project},
     {"SELECT DISTINCT model FROM profile WHERE model IN ", Dimension::Model},
     {"SELECT DISTINCT team FROM profile WHERE team IN ", Dimension::Team},
     {"SELECT DISTINCT key FROM profile WHERE key IN ", Dimension::Key},
     {"SELECT DISTINCT task FROM thread WHERE task IN ", Dimension::Task},
     {"SELECT DISTINCT agent FROM thread WHERE agent IN ", Dimension::Agent},
     {"SELECT DISTINCT session FROM thread WHERE session IN ", Dimension::Session}}};

/// In lower case, without what stands between the words of a name.
std::string joinedSql(const std::string &text)
{
    std::string joined = "lower(" + text + ")";
    for (const char separator : std::string_view("-_./: "))
        joined = "replace(" + joined + ",'" + separator + "','')";
    return joined;
}

/// "data318" finds DATA-318, after those that have it as it is typed.
Result<std::vector<std::pair<std::int64_t, std::string>>> textsLike(Database &db,
                                                                    std::string_view text)
{
    const std::string typed = joinedSql("?1");
    SqlStatement rows = db.prepare(
        "SELECT id,value FROM (SELECT id,value,instr(lower(value),lower(?1)) AS place FROM text) "
        "WHERE place>0 OR (length(" +
        typed + ")>1 AND instr(" + joinedSql("value") + "," + typed +
        ")>0) ORDER BY place=0,place<>1,length(value),value LIMIT ?2");
    rows.bind(1, text).bind(2, std::int64_t{mostTexts});
    std::vector<std::pair<std::int64_t, std::string>> found;
    while (rows.step())
        found.emplace_back(rows.integer(0), rows.text(1));
    OUTLAY_TRY(rows.status());
    return found;
}

} // namespace

Result<std::vector<FoundName>> namesLike(const std::string &ledger, std::string_view text,
                                         int limit)
{
    std::vector<FoundName> names;
    constexpr std::size_t least = 2;
    if (text.size() < least)
        return names;
    const auto db = Database::open(ledger, Database::Mode::ReadOnly);
    if (!db)
        return tl::unexpected<Error>(db.error());
    OUTLAY_TRY(checkSchema(**db));
    const auto texts = textsLike(**db, text);
    if (!texts)
        return tl::unexpected<Error>(texts.error());
    if (texts->empty())
        return names;
    std::string list;
    for (const auto &[id, value] : *texts)
        list += (list.empty() ? "(" : ",") + std::to_string(id);
    list += ")";
    std::map<std::int64_t, std::vector<Dimension>> uses;
    for (const auto &[sql, dimension] : columns) {
        SqlStatement rows = (*db)->prepare(std::string(sql) + list);
        while (rows.step())
            uses[rows.integer(0)].push_back(dimension);
        OUTLAY_TRY(rows.status());
    }
    for (const auto &[id, value] : *texts) {
        for (const Dimension dimension : uses[id]) {
            if (names.size() >= static_cast<std::size_t>(std::max(limit, 0)))
                return names;
            names.push_back({dimension, value});
        }
    }
    return names;
}

} // namespace outlay
