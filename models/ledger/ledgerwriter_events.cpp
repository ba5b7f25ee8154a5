// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/ledgerwriter_p.h"

#include <algorithm>

namespace outlay {

namespace {

SourceRow sourceFrom(const SqlStatement &row)
{
    return {static_cast<TextId>(row.integer(0)), std::string(row.text(1)),
            static_cast<int>(row.integer(2)), static_cast<int>(row.integer(3))};
}

ViewRow viewFrom(const SqlStatement &row)
{
    ViewRow view;
    view.id = row.integer(0);
    view.event = row.integer(1);
    view.sameAs = row.optionalInteger(2);
    if (!view.sameAs)
        view.state = decodeState(row.blob(3));
    return view;
}

std::int64_t toColumn(std::uint64_t hash)
{
    return std::bit_cast<std::int64_t>(hash);
}

} // namespace

SourceRow LedgerWriter::source(const std::string &name, const std::string &format, int rank,
                               int growth)
{
    Data &d = *m_data;
    const TextId id = text(name);
    if (auto known = sourceOf(id)) {
        // Exports once did not say what a source was.
        if (known->format == "observations" && format != known->format) {
            SqlStatement better = d.db->prepare("UPDATE source SET format=?2 WHERE id=?1");
            d.run(better.bind(1, std::int64_t{id}).bind(2, std::string_view(format)));
            known->format = format;
        }
        return *known;
    }
    SqlStatement &insert = d.sql(Data::AddSource);
    insert.bind(1, std::int64_t{id}).bind(2, std::string_view(format));
    insert.bind(3, std::int64_t{rank}).bind(4, std::int64_t{growth});
    d.run(insert);
    return {id, format, rank, growth};
}

std::optional<SourceRow> LedgerWriter::sourceOf(TextId id)
{
    Data &d = *m_data;
    SqlStatement &row = d.sql(Data::SourceById).bind(1, std::int64_t{id});
    if (!d.step(row))
        return std::nullopt;
    SourceRow source = sourceFrom(row);
    row.reset();
    return source;
}

std::vector<SourceRow> LedgerWriter::sources()
{
    std::vector<SourceRow> rows;
    SqlStatement all = m_data->db->prepare("SELECT id,format,rank,growth FROM source ORDER BY id");
    while (m_data->step(all))
        rows.push_back(sourceFrom(all));
    return rows;
}

void LedgerWriter::setLastImport(TextId source, Instant at)
{
    SqlStatement &update = m_data->sql(Data::SetLastImport).bind(1, std::int64_t{source});
    m_data->run(update.bind(2, at.micros));
}

void LedgerWriter::deleteSource(TextId source)
{
    m_data->exec("DELETE FROM source WHERE id=" + std::to_string(source));
}

void LedgerWriter::viewsOf(std::uint64_t hash, std::vector<std::int64_t> &views)
{
    views.clear();
    SqlStatement &search = m_data->sql(Data::FindIdentity).bind(1, toColumn(hash));
    while (m_data->step(search))
        views.push_back(search.integer(0));
}

void LedgerWriter::addIdentity(std::uint64_t hash, std::int64_t view)
{
    SqlStatement &known = m_data->sql(Data::HasIdentity).bind(1, toColumn(hash)).bind(2, view);
    const bool isKnown = m_data->step(known);
    known.reset();
    if (!isKnown)
        addNewIdentity(hash, view);
}

void LedgerWriter::addNewIdentity(std::uint64_t hash, std::int64_t view)
{
    m_data->run(m_data->sql(Data::AddIdentity).bind(1, toColumn(hash)).bind(2, view));
    ++m_data->addedIdentities;
}

void LedgerWriter::Data::settleIdentities()
{
    if (addedIdentities == 0)
        return;
    const auto count = [this](std::string_view which) {
        const auto found = db->integer("SELECT coalesce((SELECT value FROM meta WHERE key='" +
                                       std::string(which) + "'),0)");
        if (!found)
            fail(found.error());
        return found.value_or(0);
    };
    std::int64_t fresh = count("fresh_identities") + addedIdentities;
    std::int64_t settled = count("settled_identities");
    addedIdentities = 0;
    // An eighth: what is moved pays for the pages that are written with it.
    if (fresh > std::clamp(settled / 8, fewIdentities, manyIdentities)) {
        exec("INSERT OR IGNORE INTO identity SELECT hash,view FROM identity_fresh ORDER BY 1,2; "
             "DELETE FROM identity_fresh");
        settled += fresh;
        fresh = 0;
    }
    exec("REPLACE INTO meta VALUES('fresh_identities'," + std::to_string(fresh) +
         "),('settled_identities'," + std::to_string(settled) + ")");
}

void LedgerWriter::removeIdentity(std::uint64_t hash, std::int64_t view)
{
    for (const auto remove : {Data::RemoveIdentity, Data::RemoveFreshIdentity})
        m_data->run(m_data->sql(remove).bind(1, toColumn(hash)).bind(2, view));
}

void LedgerWriter::eachIdentity(const std::function<void(std::uint64_t, std::int64_t)> &visit)
{
    SqlStatement all = m_data->db->prepare("SELECT hash,view FROM identity "
                                           "UNION ALL SELECT hash,view FROM identity_fresh");
    while (m_data->step(all))
        visit(std::bit_cast<std::uint64_t>(all.integer(0)), all.integer(1));
}

std::int64_t LedgerWriter::nextId()
{
    Data &d = *m_data;
    if (d.next == 0) {
        const auto highest =
            d.db->integer("SELECT max(coalesce((SELECT max(id) FROM event),0),"
                          "coalesce((SELECT max(id) FROM view),0),"
                          "coalesce((SELECT value FROM meta WHERE key='highest_id'),0))");
        if (!highest)
            d.fail(highest.error());
        d.next = highest.value_or(0) + 1;
    }
    return d.next++;
}

bool LedgerWriter::event(std::int64_t id, StoredEvent &event)
{
    SqlStatement &row = m_data->sql(Data::EventById).bind(1, id);
    if (!m_data->step(row))
        return false;
    readEvent(row, 0, event);
    row.reset();
    return true;
}

void LedgerWriter::insertEvent(const StoredEvent &event)
{
    SqlStatement &insert = m_data->sql(Data::AddEvent);
    bindEvent(insert, event, m_data->scratch);
    m_data->run(insert);
    ++m_data->addedEvents;
}

void LedgerWriter::replaceEvent(const StoredEvent &event)
{
    SqlStatement &replace = m_data->sql(Data::ReplaceEvent);
    bindEvent(replace, event, m_data->scratch);
    m_data->run(replace);
}

void LedgerWriter::deleteEvent(std::int64_t id)
{
    m_data->run(m_data->sql(Data::DeleteEvent).bind(1, id));
    --m_data->addedEvents;
}

void LedgerWriter::eachEvent(const std::function<bool(StoredEvent &)> &visit, std::int64_t after)
{
    // In pages: `visit` may write rows, and SQLite leaves a cursor over changed rows undefined.
    constexpr std::size_t page = 2000;
    std::vector<StoredEvent> rows;
    while (!m_data->error) {
        rows.clear();
        SqlStatement all = m_data->db->prepare("SELECT " + std::string(eventColumns) +
                                               " FROM event WHERE id>?1 ORDER BY id LIMIT 2000");
        all.bind(1, after);
        while (m_data->step(all))
            readEvent(all, 0, rows.emplace_back());
        for (StoredEvent &event : rows) {
            after = event.id;
            if (!visit(event))
                return;
        }
        if (rows.size() < page)
            return;
    }
}

void LedgerWriter::eachEventBetween(const TimeRange &range,
                                    const std::function<bool(StoredEvent &)> &visit)
{
    SqlStatement all = m_data->db->prepare("SELECT " + std::string(eventColumns) +
                                           " FROM event WHERE at>=?1 AND at<?2 ORDER BY at,id");
    all.bind(1, range.from.micros).bind(2, range.to.micros);
    std::vector<StoredEvent> rows;
    while (m_data->step(all))
        readEvent(all, 0, rows.emplace_back());
    for (StoredEvent &event : rows) {
        if (!visit(event))
            return;
    }
}

std::optional<TimeRange> LedgerWriter::span()
{
    SqlStatement row = m_data->db->prepare( // one by one: together SQLite reads all of the index
        "SELECT (SELECT min(at) FROM event),(SELECT max(at) FROM event)");
    if (!m_data->step(row) || row.isNull(0))
        return std::nullopt;
    return TimeRange{{row.integer(0)}, {row.integer(1) + 1}};
}

std::optional<ViewRow> LedgerWriter::view(std::int64_t id)
{
    SqlStatement &row = m_data->sql(Data::ViewById).bind(1, id);
    if (!m_data->step(row))
        return std::nullopt;
    ViewRow view = viewFrom(row);
    row.reset();
    return view;
}

std::vector<ViewRow> LedgerWriter::viewsOfEvent(std::int64_t event, bool withAbsorbed)
{
    std::vector<ViewRow> views;
    SqlStatement &rows = m_data->sql(Data::ViewsOfEvent).bind(1, event);
    while (m_data->step(rows)) {
        if (withAbsorbed || rows.isNull(2))
            views.push_back(viewFrom(rows));
    }
    return views;
}

void LedgerWriter::putView(const ViewRow &view)
{
    SqlStatement &put = m_data->sql(Data::PutView).bind(1, view.id).bind(2, view.event);
    put.bind(3, view.sameAs);
    m_data->scratch.clear();
    if (view.sameAs) {
        put.bindNull(4);
    } else {
        encode(view.state, m_data->scratch);
        put.bindBlob(4, m_data->scratch);
    }
    m_data->run(put);
}

void LedgerWriter::deleteView(std::int64_t id)
{
    m_data->run(m_data->sql(Data::DeleteView).bind(1, id));
}

void LedgerWriter::eachView(const std::function<void(const ViewRow &)> &visit)
{
    SqlStatement all = m_data->db->prepare("SELECT id,event,same_as,state FROM view ORDER BY id");
    while (m_data->step(all))
        visit(viewFrom(all));
}

void LedgerWriter::eachIdentifiedView(
    const std::function<bool(std::int64_t, const std::vector<std::uint64_t> &)> &visit)
{
    SqlStatement all = m_data->db->prepare(
        "SELECT coalesce(v.same_as,i.view) AS live,i.hash FROM (SELECT hash,view FROM identity "
        "UNION ALL SELECT hash,view FROM identity_fresh) i "
        "LEFT JOIN view v ON v.id=i.view ORDER BY live,i.hash");
    std::vector<std::uint64_t> tokens;
    std::int64_t current = 0;
    while (m_data->step(all)) {
        const std::int64_t live = all.integer(0);
        if (live != current && !tokens.empty()) {
            if (!visit(current, tokens))
                return;
            tokens.clear();
        }
        current = live;
        tokens.push_back(std::bit_cast<std::uint64_t>(all.integer(1)));
    }
    if (!tokens.empty())
        (void)visit(current, tokens);
}

} // namespace outlay
