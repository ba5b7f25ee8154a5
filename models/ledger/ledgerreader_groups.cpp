// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// LedgerReader: requests that are alike in all that queries ask by, together.
#include "models/ledger/cellreader.h"
#include "models/ledger/eventrow.h"
#include "models/ledger/grouptable.h"
#include "models/ledger/ledgerreader_p.h"
#include "models/ledger/requestgroup.h"
#include "models/ledger/selection.h"

#include <algorithm>
#include <array>

namespace outlay {

namespace {

/// Of the requests of one subject.
struct Alike
{
    std::int64_t requests = 0;
    std::optional<Instant> first, last;

    void add(std::int64_t count, Instant from, Instant to)
    {
        requests += count;
        first = std::min(first.value_or(from), from);
        last = std::max(last.value_or(to), to);
    }
};

class Subjects
{
public:
    [[nodiscard]] Alike &operator[](const Subject &subject)
    {
        const std::array ids{subject.profile, subject.thread, subject.tags, subject.task,
                             subject.price};
        return m_table.at(0, ids.data());
    }
    [[nodiscard]] std::size_t size() const { return m_table.size(); }
    [[nodiscard]] const Alike &alike(std::size_t i) const { return m_table.cell(i); }
    [[nodiscard]] Subject subject(std::size_t i) const
    {
        const std::uint32_t *ids = m_table.ids(i);
        return {ids[0], ids[1], ids[2], ids[3], ids[4]};
    }

private:
    GroupTableOf<Alike> m_table{5};
};

/// Of these days, with the times of their requests.
Result<> addCombined(Database &db, const std::vector<BucketRange> &days, Selection &selection,
                     Subjects &subjects)
{
    SqlStatement row = db.prepare("SELECT cells FROM combined WHERE id=?1");
    for (const BucketRange &range : days) {
        OUTLAY_TRY(eachCombinedRow(
            db, range, 0, combinedQuarters, [&](std::int64_t id, std::string_view sums) {
                row.reset();
                row.bind(1, id + combinedTimes);
                CombinedTimes times(row.step() ? row.blob(0) : std::string_view());
                for (CombinedReader sum(sums); sum.next();) {
                    const auto between = times.next();
                    if (!between || !selection.accepts(sum.subject()))
                        continue;
                    CellReader cell(sum.sums());
                    const std::int64_t requests =
                        cell.skipTo(CellField::Requests) ? cell.take() : 0;
                    subjects[sum.subject()].add(requests, between->first, between->second);
                }
                return !row.failed();
            }));
        if (!row.isPrepared() || row.failed())
            return tl::unexpected<Error>(db.error());
    }
    return {};
}

Result<> addEvents(Database &db, const std::vector<TimeRange> &windows, bool isMost,
                   Selection &selection, Subjects &subjects)
{
    const std::string sql = "SELECT " + std::string(eventColumns) + " FROM event " +
                            (isMost ? "NOT INDEXED" : "INDEXED BY event_at") +
                            " WHERE at>=?1 AND at<?2";
    StoredEvent event;
    for (const TimeRange &range : windows) {
        OUTLAY_TRY(
            eachRow(db, sql, {range.from.micros, range.to.micros}, [&](const SqlStatement &row) {
                readEvent(row, 0, event);
                const Subject subject = event.subject();
                const EventDerived &derived = event.derived;
                if (!derived.isControl && !derived.isSetAside && selection.accepts(subject))
                    subjects[subject].add(event.state.requests, event.state.at, event.state.at);
                return true;
            }));
    }
    return {};
}

} // namespace

RequestGroup LedgerReader::Data::groupOf(const Subject &subject)
{
    RequestGroup group;
    group.dimensions = dimensionsOf(dictionary.profile(subject.profile));
    const Thread thread = subject.thread == 0 ? Thread{} : dictionary.thread(subject.thread);
    for (const auto &[dimension, id] :
         {std::pair(Dimension::Price, subject.price), std::pair(Dimension::Task, subject.task),
          std::pair(Dimension::Session, thread.session),
          std::pair(Dimension::Agent, thread.agent)}) {
        if (id != 0)
            group.dimensions[static_cast<std::size_t>(dimension)] = dictionary.text(id);
    }
    group.tags = tagTexts(subject.tags);
    group.branch = dictionary.text(thread.branch);
    return group;
}

Result<> LedgerReader::eachGroup(const Query &query,
                                 const std::function<void(const RequestGroup &)> &visit,
                                 const CancelToken &cancel)
{
    Data &d = *m_data;
    const ReadTransaction transaction(*d.db, cancel);
    OUTLAY_TRY(transaction.status());
    OUTLAY_TRY(d.begin());
    const auto span = d.span(false);
    if (!span)
        return tl::unexpected<Error>(span.error());
    if (!*span)
        return {};
    Selection selection(query, d.dictionary);
    auto windows = d.combinedWindows(query, selection, **span, true);
    if (!windows)
        return tl::unexpected<Error>(windows.error());
    OUTLAY_TRY(d.narrow(windows->events, selection));
    OUTLAY_TRY(d.dictionary.loadProfiles());
    Subjects subjects;
    OUTLAY_TRY(addEvents(*d.db, windows->events, Data::isMostOf(windows->events, **span), selection,
                         subjects));
    OUTLAY_TRY(addCombined(*d.db, windows->days, selection, subjects));
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        const Alike &alike = subjects.alike(i);
        RequestGroup group = d.groupOf(subjects.subject(i));
        group.requests = alike.requests;
        group.first = *alike.first;
        group.last = *alike.last;
        OUTLAY_TRY(d.dictionary.status());
        visit(group);
    }
    return {};
}

} // namespace outlay
