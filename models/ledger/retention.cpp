// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ledger/retention.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace outlay {

Result<std::string> retentionJson(int months)
{
    if (months < 0 || months > longestRetention)
        return failure(Error::Kind::Usage, "single requests are kept for 1 to " +
                                               std::to_string(longestRetention) +
                                               " months, or until they are dropped");
    return "{\"months\":" + std::to_string(months) + "}";
}

Result<int> parseRetention(std::string_view json)
{
    if (json.empty())
        return 0;
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray::fromRawData(json.data(), static_cast<qsizetype>(json.size())));
    const int months = document.object().value(QStringLiteral("months")).toInt(-1);
    if (months < 0 || months > longestRetention)
        return failure(Error::Kind::Corrupt, "the ledger's setting \"retention\" cannot be read; "
                                             "set it again with: outlay-cli retention keep N");
    return months;
}

Instant retentionStart(const Zone &zone, Instant now, int months)
{
    CivilDate date = civilFromDays(zone.dayOf(now));
    const int month = date.year * 12 + (date.month - 1) - months;
    date.year = month / 12;
    date.month = month % 12 + 1;
    const CivilDate next =
        date.month == 12 ? CivilDate{date.year + 1, 1, 1} : CivilDate{date.year, date.month + 1, 1};
    const std::int64_t last = daysFromCivil(next) - 1;
    return zone.startOfDay(
        std::min(daysFromCivil({date.year, date.month, 1}) + date.day - 1, last));
}

Result<DroppedRequests> droppedBefore(LedgerReader &reader, Instant first)
{
    const auto facts = reader.facts();
    if (!facts)
        return tl::unexpected<Error>(facts.error());
    DroppedRequests dropped;
    if (!facts->span || facts->span->from >= first)
        return dropped;
    auto zone = Zone::named(facts->zone);
    if (!zone)
        return tl::unexpected<Error>(std::move(zone).error());
    Query query;
    query.zone = *zone;
    query.range = {zone->startOfDay(zone->dayOf(facts->span->from)), first};
    const auto answer = reader.run(query);
    if (!answer)
        return tl::unexpected<Error>(answer.error());
    dropped.range = query.range;
    dropped.days = zone->dayOf({first.micros - 1}) - zone->dayOf(query.range.from) + 1;
    dropped.requests = answer->total.requests;
    // Fees and what bills have beyond the requests stay.
    if (answer->total.cost)
        dropped.cost = *answer->total.cost - answer->total.residual;
    return dropped;
}

} // namespace outlay
