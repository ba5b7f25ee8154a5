// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/formats/merging.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace outlay::test {

/// What a gateway's log comes to, once each call counts once.
struct Totals
{
    TokenUsage usage;
    std::int64_t served = 0;
    int successes = 0, errors = 0, refusals = 0, cancellations = 0, unknown = 0, cacheHits = 0;
    Money reported, billed;
};

inline Totals totalsOf(const std::vector<Seen> &observations)
{
    Totals totals;
    for (const Seen &seen : eventsByVersion(observations)) {
        totals.usage += seen.o.usage;
        totals.served += seen.o.servedTokens;
        totals.cacheHits += seen.o.isGatewayCacheHit ? 1 : 0;
        totals.reported.nanos += seen.o.reported.value_or(Money{}).nanos;
        totals.billed.nanos += seen.o.billed.value_or(Money{}).nanos;
        switch (seen.o.outcome) {
        case Outcome::Success:
            ++totals.successes;
            break;
        case Outcome::Error:
            ++totals.errors;
            break;
        case Outcome::RefusedByCap:
            ++totals.refusals;
            break;
        case Outcome::Cancelled:
            ++totals.cancellations;
            break;
        case Outcome::Unknown:
            ++totals.unknown;
            break;
        }
    }
    return totals;
}

inline QString gatewayFile(std::string_view format, const char *file)
{
    return QStringLiteral(OUTLAY_TEST_DATA "/formats/") +
           QString::fromUtf8(format.data(), qsizetype(format.size())) + u'/' +
           QString::fromLatin1(file);
}

/// A fixture of a format, read as the importer does.
inline Collector readFixture(std::string_view format, const char *file)
{
    return readWith(format, bytesOf(gatewayFile(format, file)));
}

/// The `expected.json` beside a format's fixtures.
inline QJsonObject expectedOf(std::string_view format)
{
    return QJsonDocument::fromJson(bytesOf(gatewayFile(format, "expected.json"))).object();
}

/// What differs from `tokens_billed`; empty if nothing does.
inline QString difference(const QJsonObject &expected, const TokenUsage &usage)
{
    using enum TokenClass;
    const QJsonObject tokens = expected[u"tokens_billed"].toObject();
    QString text;
    const auto compare = [&](const char *name, std::int64_t seen) {
        const qint64 wanted = tokens[QLatin1String(name)].toInteger();
        if (wanted != seen) {
            text += QStringLiteral("%1: expected %2, read %3\n")
                        .arg(QLatin1String(name))
                        .arg(wanted)
                        .arg(seen);
        }
    };
    if (tokens.isEmpty())
        text = QStringLiteral("no tokens_billed in expected.json");
    compare("input_uncached", usage[Input]);
    compare("cache_read", usage[CacheRead]);
    compare("cache_write", usage[CacheWrite5m] + usage[CacheWrite1h]);
    compare("cache_write_1h", usage[CacheWrite1h]);
    compare("output", usage[Output]);
    compare("reasoning_within_output", usage[Reasoning]);
    compare("input_inclusive", usage.prompt());
    return text;
}

/// The amount under `key`, a decimal text, in nano-dollars.
inline std::int64_t nanosOf(const QJsonObject &expected, const char *key)
{
    const QJsonValue usd = expected[QLatin1String(key)];
    if (!usd.isString())
        qFatal("%s is no decimal text in expected.json", key);
    return parseUsd(usd.toString().toStdString()).value().nanos;
}

/// The only observation of a record; ends the test where there is another number of them.
inline Seen onlyOne(std::string_view format, const QByteArray &record)
{
    const Collector sink = readWith(format, record);
    if (sink.observations.size() != 1)
        qFatal("not one observation: %s", qPrintable(sink.reasons()));
    return sink.observations.front();
}

} // namespace outlay::test
