// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/notes.h"

#include "ui/text/labels.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"

#include <QCoreApplication>

namespace outlay::ui {
namespace {

struct NoteWords
{
    Q_DECLARE_TR_FUNCTIONS(NoteWords)
};

QString requests(std::int64_t n, const QLocale &locale)
{
    return NoteWords::tr("%1 request(s)", nullptr, pluralOf(n)).arg(count(n, locale));
}

QString hours(std::int64_t micros, const QLocale &locale)
{
    const std::int64_t hours = micros / microsPerHour;
    return NoteWords::tr("%1 hour(s)", nullptr, pluralOf(hours)).arg(count(hours, locale));
}

/// Requests, and what providers count without any.
QString unpriced(const OverviewSnapshot &s, const QLocale &locale)
{
    const QString tokens = NoteWords::tr("%1 token(s)", nullptr, pluralOf(s.unpricedTokens))
                               .arg(count(s.unpricedTokens, locale));
    if (s.total.unpricedRequests == 0)
        return tokens;
    const QString figure = requests(s.total.unpricedRequests, locale);
    return s.unpricedTokens == 0 ? figure
                                 : NoteWords::tr("%1, %2", "requests, tokens").arg(figure, tokens);
}

Note notDue(const OverviewSnapshot &s, const QLocale &locale)
{
    const AwaitedSource &first = s.awaited.front();
    const auto more = static_cast<std::int64_t>(s.awaited.size()) - 1;
    QString text = publishingSentence(first.format, first.awaited);
    if (more > 0)
        text += QLatin1Char(' ') +
                NoteWords::tr("%1 more source(s) wait likewise.", nullptr, pluralOf(more))
                    .arg(count(more, locale));
    const TimeRange &range = first.awaited.range;
    return {Note::Kind::NotDue, false, NoteWords::tr("Not due yet"),
            hours(range.to.micros - range.from.micros, locale), text};
}

} // namespace

std::vector<Note> notesFor(const OverviewSnapshot &s, const QLocale &locale)
{
    std::vector<Note> notes;
    const Measures &m = s.total;
    if (m.unpricedRequests > 0 || s.unpricedTokens > 0)
        notes.push_back({Note::Kind::Unpriced, true, NoteWords::tr("Unpriced"), unpriced(s, locale),
                         NoteWords::tr("Counted, but not in the spend.")});
    if (!s.unvouched.empty()) {
        std::int64_t micros = 0;
        for (const TimeRange &open : s.unvouched)
            micros += open.to.micros - open.from.micros;
        notes.push_back({Note::Kind::Unvouched, true, NoteWords::tr("Not covered"),
                         hours(micros, locale), NoteWords::tr("Money may be invisible.")});
    }
    if (!s.silences.empty()) {
        const auto more = static_cast<std::int64_t>(s.silences.size()) - 1;
        const QString name =
            valueLabel({s.silences.front().dimension, {}}, s.silences.front().value);
        notes.push_back({Note::Kind::Quiet, true, NoteWords::tr("Gone quiet"),
                         more == 0 ? name
                                   : NoteWords::tr("%1 and %2 more", "a name, a number")
                                         .arg(name, count(more, locale)),
                         NoteWords::tr("Money may be invisible.")});
    }
    if (s.facts.rejectedRecords > 0)
        notes.push_back({Note::Kind::Rejected, true, NoteWords::tr("Rejected"),
                         NoteWords::tr("%1 record(s)", nullptr, pluralOf(s.facts.rejectedRecords))
                             .arg(count(s.facts.rejectedRecords, locale)),
                         NoteWords::tr("Could not be read; the rest was.")});
    if (m.quarantined != Money{})
        notes.push_back({Note::Kind::Quarantined, true, NoteWords::tr("Quarantined"),
                         money(m.quarantined, locale),
                         NoteWords::tr("Implausible figures, not in the spend.")});
    if (!s.awaited.empty())
        notes.push_back(notDue(s, locale));
    if (m.residual != s.fees)
        notes.push_back({Note::Kind::NotItemised, false, NoteWords::tr("Not itemised"),
                         money(m.residual - s.fees, locale),
                         NoteWords::tr("Bills without requests; in the spend.")});
    if (s.fees != Money{})
        notes.push_back({Note::Kind::Fees, false, NoteWords::tr("Plan fees"), money(s.fees, locale),
                         NoteWords::tr("Of subscriptions; in the spend.")});
    if (m.listValue != Money{})
        notes.push_back({Note::Kind::ListValue, false, NoteWords::tr("List value"),
                         money(m.listValue, locale),
                         NoteWords::tr("Subscription use, not in the spend.")});
    if (m.setAsideRequests > 0)
        notes.push_back({Note::Kind::SetAside, false, NoteWords::tr("Set aside"),
                         NoteWords::tr("%1 in %2", "amount, requests")
                             .arg(money(m.setAside, locale), requests(m.setAsideRequests, locale)),
                         NoteWords::tr("Covered by another source, not in it.")});
    return notes;
}

QString adviceFor(Note::Kind kind)
{
    switch (kind) {
    case Note::Kind::Unpriced:
        return NoteWords::tr(
            "These models have no entry in the price book, so their requests are counted and not "
            "priced; nothing is guessed. Add a price with “outlay-cli prices set”, or import a "
            "newer catalogue with “outlay-cli prices import”: the requests are then priced at "
            "once, back to the entry's date.");
    case Note::Kind::Unvouched:
        return NoteWords::tr(
            "In the hatched time a source that is watched did not say whether it saw everything: "
            "it "
            "was unreachable, paused, or a log was rotated away unread. What happened there is "
            "unknown, not zero, so totals over it are “at least”. The Sources page shows which "
            "source it was; most catch up by themselves.");
    case Note::Kind::Quiet:
        return NoteWords::tr(
            "A key or a source was seen on nearly every day of a week, and not at all on a whole "
            "day since. It may be out of use; or its requests now go another way, past every "
            "source Outlay watches. “outlay-cli doctor” names each with its last day.");
    case Note::Kind::Rejected:
        return NoteWords::tr(
            "Each record below could not be read, for the reason beside it. The rest of its file "
            "was taken in. Mend or replace the file and import it again: what is already known "
            "is not counted twice.");
    case Note::Kind::Quarantined:
        return NoteWords::tr(
            "A gateway reported a cost more than ten times above or below what the price book "
            "gives for the same tokens. The estimate stands in the spend, the reported figure is "
            "kept beside it until a person confirms it.");
    case Note::Kind::SetAside:
        return NoteWords::tr(
            "These requests were also seen by a source that is said to cover this one, and are "
            "counted there.");
    case Note::Kind::ListValue:
        return NoteWords::tr(
            "Tokens used under a subscription, at list prices. The subscription's fee is the "
            "spend; this is what the same use would have cost by the token.");
    case Note::Kind::NotDue:
        return NoteWords::tr(
            "This provider tells what happened only later: a day after it has ended, or some hours "
            "late. What it said when it was last asked is all there is, so nothing is missing and "
            "totals are not “at least”; the chart hatches the time it has yet to tell of. Should a "
            "poll be overdue, that time counts as not covered.");
    case Note::Kind::NotItemised:
        return NoteWords::tr(
            "What a provider's statement has beyond the requests that are known. Add the missing "
            "source to see who caused it.");
    case Note::Kind::Fees:
        return NoteWords::tr(
            "What subscriptions cost, on the day it falls due. Their requests are counted and cost "
            "nothing more; what those would have cost by the token is their list value.");
    }
    return {};
}

} // namespace outlay::ui
