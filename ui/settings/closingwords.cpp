// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/closingwords.h"

#include "ui/text/labels.h"
#include "ui/text/names.h"
#include "ui/text/numbers.h"
#include "ui/text/plurals.h"

#include <QCoreApplication>
#include <QDate>

namespace outlay::ui {
namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Closings)
};

QString behindSentence(const ClosingObstacles::Behind &behind)
{
    const QString source = sourceLabel(behind.source);
    if (behind.neverVouched)
        return Words::tr("%1 has not been read yet.", "a source").arg(source);
    const QString time = durationLabel(behind.micros / microsPerSecond);
    return behind.isAwaited
               ? Words::tr("%1 waits for %2 that are not published yet.", "source, length of time")
                     .arg(source, time)
               : Words::tr("%1 vouches for nothing of %2 of the month.", "source, length of time")
                     .arg(source, time);
}

QString monthIn(const std::string &month, const QLocale &locale, const QString &form)
{
    const QDate first = QDate::fromString(QString::fromStdString(month + "-01"), Qt::ISODate);
    return first.isValid() ? locale.toString(first, form) : QString::fromStdString(month);
}

} // namespace

QString monthLabel(const std::string &month, const QLocale &locale)
{
    return monthIn(month, locale, QStringLiteral("MMMM yyyy"));
}

QString shortMonthLabel(const std::string &month, const QLocale &locale)
{
    return monthIn(month, locale, QStringLiteral("MMM yyyy"));
}

QString causeLabel(AdjustmentCause cause)
{
    using enum AdjustmentCause;
    switch (cause) {
    case LateRequests:
        return Words::tr("Requests that were not known then");
    case SourceRemoved:
        return Words::tr("Requests of a source that was removed");
    case RequestsGone:
        return Words::tr("Requests merged with others, or dated elsewhere");
    case CoveredBy:
        return Words::tr("Requests set aside for another source's, or no longer");
    case UsageTold:
        return Words::tr("The same requests, with other tokens");
    case Plan:
        return Words::tr("The same requests within a plan, or no longer");
    case Repriced:
        return Words::tr("The same requests and tokens cost something else");
    case Restated:
        return Words::tr("Statements that a provider restated");
    case NotItemised:
        return Words::tr("Requests explain more or less of statements");
    case Fees:
        return Words::tr("Fees of plans");
    case Attribution:
        break;
    }
    return Words::tr("The same requests count elsewhere");
}

QStringList obstacleSentences(const ClosingObstacles &obstacles, const QLocale &locale)
{
    QStringList sentences;
    if (obstacles.isEmpty)
        sentences << Words::tr("The ledger has nothing of it.");
    for (const ClosingObstacles::Open &open : obstacles.open)
        sentences << Words::tr("%1 may still restate %2 statement(s): %3 so far, %4 of it not "
                               "itemised.",
                               "provider, number, money, money", pluralOf(open.days))
                         .arg(valueLabel({Dimension::Provider, {}}, open.provider),
                              count(open.days, locale), money(open.billed, locale),
                              money(open.unattributed, locale));
    for (const ClosingObstacles::Behind &behind : obstacles.behind)
        sentences << behindSentence(behind);
    for (const ClosingObstacles::Unpriced &unpriced : obstacles.unpriced)
        sentences << Words::tr("%1 request(s) of %2 without a price.", "number, model",
                               pluralOf(unpriced.requests))
                         .arg(count(unpriced.requests, locale),
                              QString::fromStdString(unpriced.model));
    for (const UnpricedCounts &counts : obstacles.counts)
        sentences << Words::tr("%1 counts %2 tokens of %3 without a price.",
                               "source, number, model")
                         .arg(valueLabel({Dimension::Source, {}}, counts.source),
                              count(counts.tokens, locale), QString::fromStdString(counts.id()));
    return sentences;
}

QString closingSentence(const ClosedPeriod &period, const QLocale &locale)
{
    const std::int64_t requests = period.total[CellField::Requests];
    return Words::tr("%1 for %2 request(s) would be frozen, by day and every dimension of a "
                     "request, with a digest over them (rows: %3).",
                     "money, number, number", pluralOf(requests))
               .arg(money(spendOf(period.total), locale), count(requests, locale),
                    count(period.rows, locale)) +
           QLatin1Char(' ') +
           Words::tr("Pages go on to show what is known; what changes later is an adjustment.");
}

} // namespace outlay::ui
