// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/schedule/seriesplan.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

QString textOf(Instant at)
{
    return QString::fromStdString(toRfc3339(at));
}

std::optional<Instant> instantOf(const QJsonValue &value)
{
    const auto at = parseInstant(value.toString().toStdString());
    return at ? std::optional(*at) : std::nullopt;
}

QJsonArray rangeToJson(TimeRange range)
{
    return {textOf(range.from), textOf(range.to)};
}

std::optional<TimeRange> rangeOf(const QJsonValue &value)
{
    const QJsonArray ends = value.toArray();
    if (ends.size() != 2)
        return std::nullopt;
    const auto from = instantOf(ends.at(0));
    const auto to = instantOf(ends.at(1));
    if (!from || !to || *from > *to)
        return std::nullopt;
    return TimeRange{*from, *to};
}

QJsonArray rangesToJson(const std::vector<TimeRange> &ranges)
{
    QJsonArray array;
    for (const TimeRange range : ranges)
        array.append(rangeToJson(range));
    return array;
}

std::vector<TimeRange> rangesOf(const QJsonValue &value)
{
    std::vector<TimeRange> ranges;
    for (const QJsonValue element : value.toArray()) {
        if (const auto range = rangeOf(element))
            ranges.push_back(*range);
    }
    return ranges;
}

void insertInstant(QJsonObject &json, QLatin1StringView key, std::optional<Instant> at)
{
    if (at)
        json.insert(key, textOf(*at));
}

} // namespace

QJsonObject SeriesProgress::chainToJson(const Chain &chain)
{
    QJsonArray seen;
    for (const std::uint64_t mark : chain.seen)
        seen.append(QString::number(mark, 16));
    QJsonObject json{{u"range"_s, rangeToJson(chain.range)},
                     {u"cursor"_s, QString::fromStdString(chain.cursor)},
                     {u"pages"_s, chain.pages},
                     {u"query"_s, QString::number(chain.query, 16)},
                     {u"seen"_s, seen}};
    if (!chain.memory.empty())
        json.insert(u"memory"_s, QString::fromStdString(chain.memory));
    if (chain.deliveredTo != 0)
        json.insert(u"delivered_to"_s, textOf({chain.deliveredTo}));
    return json;
}

std::optional<SeriesProgress::Chain> SeriesProgress::chainFromJson(const QJsonObject &json)
{
    const auto range = rangeOf(json.value("range"_L1));
    if (!range)
        return std::nullopt;
    Chain chain{.range = *range};
    chain.cursor = json.value("cursor"_L1).toString().toStdString();
    chain.memory = json.value("memory"_L1).toString().toStdString();
    chain.pages = json.value("pages"_L1).toInt();
    chain.query = json.value("query"_L1).toString().toULongLong(nullptr, 16);
    if (const auto to = instantOf(json.value("delivered_to"_L1)))
        chain.deliveredTo = to->micros;
    for (const QJsonValue mark : json.value("seen"_L1).toArray())
        chain.seen.push_back(mark.toString().toULongLong(nullptr, 16));
    return chain;
}

std::string SeriesProgress::toJson() const
{
    QJsonObject json;
    if (m_covered)
        json.insert(u"covered"_s, rangeToJson(*m_covered));
    insertInstant(json, "last_poll"_L1, m_lastPoll);
    insertInstant(json, "last_deep"_L1, m_lastDeep);
    insertInstant(json, "history_end"_L1, m_historyEnd);
    insertInstant(json, "poll_began"_L1, m_pollBegan);
    if (m_pollBegan)
        json.insert(u"poll_range"_s, rangeToJson(m_pollRange));
    if (!m_pending.empty())
        json.insert(u"pending"_s, rangesToJson(m_pending));
    if (!m_torn.empty())
        json.insert(u"torn"_s, rangesToJson(m_torn));
    if (m_poll)
        json.insert(u"poll"_s, chainToJson(*m_poll));
    if (m_backfill)
        json.insert(u"backfill"_s, chainToJson(*m_backfill));
    insertInstant(json, "asked_day"_L1, m_askedDay);
    if (m_askedEver != 0) {
        json.insert(u"asked"_s, m_asked);
        json.insert(u"asked_ever"_s, qint64(m_askedEver));
    }
    if (!m_kept.empty())
        json.insert(u"kept"_s, QString::fromStdString(m_kept));
    if (m_variant != 0)
        json.insert(u"variant"_s, m_variant);
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

SeriesProgress SeriesProgress::fromJson(const std::string &text)
{
    const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    SeriesProgress progress;
    progress.m_covered = rangeOf(json.value("covered"_L1));
    progress.m_lastPoll = instantOf(json.value("last_poll"_L1));
    progress.m_lastDeep = instantOf(json.value("last_deep"_L1));
    progress.m_historyEnd = instantOf(json.value("history_end"_L1));
    progress.m_askedDay = instantOf(json.value("asked_day"_L1));
    progress.m_asked = json.value("asked"_L1).toInt();
    progress.m_askedEver = json.value("asked_ever"_L1).toInteger();
    progress.m_kept = json.value("kept"_L1).toString().toStdString();
    progress.m_variant = json.value("variant"_L1).toInt();
    progress.m_torn = rangesOf(json.value("torn"_L1));
    progress.m_backfill = chainFromJson(json.value("backfill"_L1).toObject());
    const auto range = rangeOf(json.value("poll_range"_L1));
    progress.m_poll = chainFromJson(json.value("poll"_L1).toObject());
    // A poll under way without the range it is to cover would claim too little or too much.
    if (progress.m_poll && range) {
        progress.m_pollBegan = instantOf(json.value("poll_began"_L1));
        progress.m_pollRange = *range;
        progress.m_pending = rangesOf(json.value("pending"_L1));
    } else {
        progress.m_poll.reset();
    }
    return progress;
}

} // namespace outlay::sources
