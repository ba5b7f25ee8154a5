// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// LedgerWriter: names taken out for good.
#include "models/ledger/ledgerwriter_p.h"

#include "models/money/hash.h"

#include <algorithm>
#include <array>

namespace outlay {
namespace {

constexpr std::string_view saltKey = "pseudonym_salt";
constexpr std::string_view hashPrefix = "pseudonym:";

std::int64_t signedHash(std::string_view text)
{
    return std::bit_cast<std::int64_t>(hash64(text));
}

const Renaming::Members alertMembers{{"owner", "acknowledged_by", "scope"},
                                     {"budget", "note", "detail", "evidence"}};
const Renaming::Members allMembers{{}, {"*"}};

} // namespace

const std::string *LedgerWriter::Data::pseudonymOf(std::string_view text)
{
    if (!pseudonyms) {
        pseudonyms.emplace();
        SqlStatement rows = db->prepare("SELECT key,value FROM meta WHERE key>=?1 AND key<?2");
        rows.bind(1, hashPrefix).bind(2, std::string_view("pseudonym;")); // ';' follows ':'
        while (step(rows))
            pseudonyms->emplace(rows.text(0).substr(hashPrefix.size()), rows.text(1));
        SqlStatement row = db->prepare("SELECT value FROM meta WHERE key=?1");
        row.bind(1, saltKey);
        if (step(row))
            salt = row.text(0);
    }
    if (pseudonyms->empty())
        return nullptr;
    auto found = pseudonyms->find(keyedHash(salt, text));
    if (const std::string folded = foldedText(text); found == pseudonyms->end() && folded != text)
        found = pseudonyms->find(keyedHash(salt, folded));
    return found == pseudonyms->end() ? nullptr : &found->second;
}

bool LedgerWriter::hasPseudonyms()
{
    (void)m_data->pseudonymOf({});
    return !m_data->pseudonyms->empty();
}

std::string LedgerWriter::pseudonymSalt()
{
    std::string salt = metaText(std::string(saltKey));
    if (salt.empty()) {
        salt = newPseudonymSalt();
        setMeta(std::string(saltKey), salt);
    }
    return salt;
}

void LedgerWriter::addPseudonym(std::string_view text, const std::string &instead)
{
    setMeta(std::string(hashPrefix) + keyedHash(pseudonymSalt(), text), instead);
    m_data->pseudonyms.reset();
}

std::vector<std::string> LedgerWriter::textsLike(const std::string &text)
{
    std::vector<std::string> found;
    SqlStatement rows =
        m_data->db->prepare("SELECT value FROM text WHERE lower(value)=lower(?1) ORDER BY id");
    rows.bind(1, std::string_view(text));
    while (m_data->step(rows))
        found.emplace_back(rows.text(0));
    return found;
}

std::string LedgerWriter::fixedUseOf(const std::string &text, bool isKey)
{
    const auto id = findText(text);
    if (!id)
        return {};
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> uses{
        {{"SELECT 1 FROM source WHERE id=?1", "a source"},
         {"SELECT 1 FROM profile WHERE model=?1 OR model_group=?1", "a model"},
         {"SELECT 1 FROM profile WHERE provider=?1", "a provider"},
         {"SELECT 1 FROM profile WHERE plan=?1", "a plan"},
         {"SELECT 1 FROM profile WHERE team=?1 OR cost_center=?1", "a team or a cost center"},
         {"SELECT 1 FROM profile WHERE environment=?1 OR task_kind=?1", "an environment"},
         {"SELECT 1 FROM profile WHERE endpoint=?1 OR tier=?1 OR speed=?1 OR geo=?1 OR "
          "search_context=?1 OR service=?1",
          "a word of a provider's"},
         {"SELECT 1 FROM profile WHERE project=?1", "a project"}}};
    for (const auto &[sql, what] : uses) {
        if (what == "a project" && !isKey)
            continue;
        SqlStatement row = m_data->db->prepare(sql);
        row.bind(1, std::int64_t{*id});
        if (m_data->step(row))
            return std::string(what);
    }
    SqlStatement sets = m_data->db->prepare("SELECT id FROM tagset");
    std::vector<std::uint32_t> ids;
    while (m_data->step(sets))
        ids.push_back(static_cast<std::uint32_t>(sets.integer(0)));
    for (const std::uint32_t set : ids) {
        for (const TagIds &tag : tagsOf(set)) {
            if (tag.key == *id)
                return "the key of a tag";
        }
    }
    return {};
}

std::int64_t LedgerWriter::textsAround(const std::string &text)
{
    constexpr std::size_t shortest = 3; // less stands in everything
    if (text.size() < shortest)
        return 0;
    std::int64_t count = 0;
    for (const std::string_view sql :
         {"SELECT count(*) FROM text WHERE instr(lower(value),lower(?1))>0",
          "SELECT count(*) FROM statement WHERE instr(lower(description),lower(?1))>0",
          "SELECT count(*) FROM checkpoint WHERE instr(lower(file),lower(?1))>0",
          "SELECT count(*) FROM rejected WHERE instr(lower(file||' '||reason),lower(?1))>0",
          "SELECT count(*) FROM poll WHERE instr(lower(state),lower(?1))>0"}) {
        SqlStatement row = m_data->db->prepare(sql);
        row.bind(1, std::string_view(text));
        if (m_data->step(row))
            count += row.integer(0);
    }
    return count;
}

std::int64_t LedgerWriter::renameTexts(const Renaming &renaming)
{
    SqlStatement put = m_data->db->prepare("UPDATE text SET value=?2,hash=?3 WHERE id=?1");
    std::vector<std::pair<TextId, std::string>> renamed;
    for (const auto &[text, instead] : renaming.texts()) {
        if (const auto id = findText(text))
            renamed.emplace_back(*id, instead);
    }
    const auto isRenamed = [&](TextId id) {
        return std::any_of(renamed.begin(), renamed.end(),
                           [id](const auto &one) { return one.first == id; });
    };
    SqlStatement sets = m_data->db->prepare("SELECT id FROM tagset");
    std::vector<std::uint32_t> ids;
    while (m_data->step(sets))
        ids.push_back(static_cast<std::uint32_t>(sets.integer(0)));
    std::map<TextId, std::string> pairs;
    for (const std::uint32_t set : ids) {
        for (const TagIds &tag : std::vector(tagsOf(set))) {
            if (isRenamed(tag.value))
                pairs.emplace(tag.pair, textOf(tag.key) + ":" + *renaming.of(textOf(tag.value)));
        }
    }
    const auto count = static_cast<std::int64_t>(renamed.size());
    renamed.insert(renamed.end(), pairs.begin(), pairs.end());
    for (const auto &[id, value] : renamed) {
        put.reset();
        put.bind(1, std::int64_t{id}).bind(2, std::string_view(value)).bind(3, signedHash(value));
        m_data->run(put);
    }
    m_data->texts.clear();
    return count;
}

void LedgerWriter::rewriteConfiguration(
    const std::string &name, const std::function<std::string(const std::string &)> &rewrite)
{
    SqlStatement rows = m_data->db->prepare("SELECT id,value FROM configuration WHERE name=?1");
    rows.bind(1, std::string_view(name));
    std::vector<std::pair<std::int64_t, std::string>> all;
    while (m_data->step(rows))
        all.emplace_back(rows.integer(0), rows.text(1));
    SqlStatement put = m_data->db->prepare("UPDATE configuration SET value=?2 WHERE id=?1");
    for (const auto &[id, value] : all) {
        const std::string after = rewrite(value);
        if (after == value)
            continue;
        put.reset();
        m_data->run(put.bind(1, id).bind(2, std::string_view(after)));
    }
}

void LedgerWriter::renameTracker(const std::string &key, const std::string &instead)
{
    if (key == instead)
        return;
    SqlStatement put = m_data->db->prepare("UPDATE tracker SET key=?2 WHERE key=?1");
    m_data->run(put.bind(1, std::string_view(key)).bind(2, std::string_view(instead)));
}

std::int64_t LedgerWriter::renameInAlerts(const Renaming &renaming)
{
    const auto rewriteAll = [this](std::string_view read, std::string_view write,
                                   const std::function<std::string(const std::string &)> &rewrite) {
        std::vector<std::pair<std::string, std::string>> all;
        SqlStatement rows = m_data->db->prepare(read);
        while (m_data->step(rows))
            all.emplace_back(rows.text(0), rows.text(1));
        SqlStatement put = m_data->db->prepare(write);
        std::int64_t count = 0;
        for (const auto &[id, value] : all) {
            const std::string after = rewrite(value);
            if (after == value)
                continue;
            put.reset();
            m_data->run(put.bind(1, std::string_view(id)).bind(2, std::string_view(after)));
            ++count;
        }
        return count;
    };
    const auto whole = [&renaming](const std::string &text) {
        return renaming.of(text).value_or(text);
    };
    (void)rewriteAll("SELECT DISTINCT member,member FROM claim",
                     "UPDATE claim SET member=?2 WHERE member=?1", whole);
    (void)rewriteAll("SELECT DISTINCT who,who FROM alert_log",
                     "UPDATE alert_log SET who=?2 WHERE who=?1", whole);
    (void)rewriteAll("SELECT DISTINCT changed_by,changed_by FROM configuration",
                     "UPDATE configuration SET changed_by=?2 WHERE changed_by=?1", whole);
    (void)rewriteAll("SELECT DISTINCT closed_by,closed_by FROM closing",
                     "UPDATE closing SET closed_by=?2 WHERE closed_by=?1", whole);
    (void)rewriteAll("SELECT DISTINCT reopened_by,reopened_by FROM closing WHERE reopened_by "
                     "IS NOT NULL",
                     "UPDATE closing SET reopened_by=?2 WHERE reopened_by=?1", whole);
    (void)rewriteAll("SELECT CAST(id AS TEXT),body FROM outbox",
                     "UPDATE outbox SET body=?2 WHERE id=CAST(?1 AS INTEGER)",
                     [&](const std::string &body) { return renaming.json(body, allMembers); });
    return rewriteAll("SELECT id,body FROM alert", "UPDATE alert SET body=?2 WHERE id=?1",
                      [&](const std::string &body) { return renaming.json(body, alertMembers); });
}

Result<std::vector<LedgerWriter::NamedClosing>>
LedgerWriter::closingsNaming(const Renaming &renaming)
{
    std::vector<NamedClosing> named;
    for (const ClosedPeriod &period : closings()) {
        NamedClosing closing{period, {}};
        bool isNamed = false;
        OUTLAY_TRY(eachFrozenDay(period, [&](std::int64_t day, const FrozenDay &sums) {
            for (const auto &[key, cell] : sums)
                isNamed = isNamed || std::any_of(key.begin(), key.end(), [&](const auto &value) {
                              return renaming.of(value).has_value();
                          });
            closing.days.emplace_back(day, sums);
        }));
        if (isNamed)
            named.push_back(std::move(closing));
    }
    return named;
}

void LedgerWriter::rekeyClosings(const std::vector<NamedClosing> &closings,
                                 const Renaming &renaming, Instant at)
{
    for (const auto &[before, days] : closings) {
        ClosedPeriod period = before;
        SqlStatement drop = m_data->db->prepare("DELETE FROM frozen_row WHERE closing=?1");
        m_data->run(drop.bind(1, period.id));
        Digest digest;
        digest.add(canonicalHeader(period));
        for (const auto &[day, sums] : days) {
            FrozenDay renamed;
            for (const auto &[key, cell] : sums) {
                FrozenKey named = key;
                for (std::string &value : named)
                    value = renaming.of(value).value_or(value);
                renamed[named] += cell;
            }
            const std::vector<FrozenRow> rows = rowsOf(day, renamed);
            for (const FrozenRow &row : rows)
                digest.add(row.line);
            addFrozenRows(period.id, day, rows);
        }
        period.digest = digest.hex();
        sealClosing(period);
        recordChange(at, "rekeyed", period.month() + " " + before.digest + " " + period.digest,
                     period.total[CellField::Requests], spendOf(period.total),
                     spendOf(period.total));
    }
}

void LedgerWriter::overwriteDeleted()
{
    m_data->exec("PRAGMA secure_delete=ON");
}

void LedgerWriter::compact()
{
    // A reader may hold it up; the pages that were given up are overwritten all the same.
    (void)m_data->db->exec("VACUUM");
    checkpointWal();
}

} // namespace outlay
