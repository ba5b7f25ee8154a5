// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/models/formats/merging.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

namespace outlay::test {

/// Everything the files of a fixture's folder say, but what a test expects of them.
inline std::vector<Seen> observationsIn(std::string_view format, const QString &folder)
{
    QStringList files;
    QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString file = it.next();
        if (!file.section(u'/', -1).startsWith(u"expected"))
            files << file;
    }
    files.sort();
    std::vector<Seen> all;
    for (const QString &file : files) {
        ReaderOptions options;
        options.path = file.toStdString();
        const Collector sink = readWith(format, bytesOf(file), options);
        if (!sink.rejections.empty())
            qWarning("%s: %s", qPrintable(file), qPrintable(sink.reasons()));
        all.insert(all.end(), sink.observations.begin(), sink.observations.end());
    }
    return all;
}

/// One for each event, merged as the ledger merges records of that format.
inline std::vector<Seen> mergedEvents(std::string_view format, const std::vector<Seen> &all)
{
    const Growth growth = formatNamed(format)->growth;
    std::vector<Seen> events;
    for (const auto &event : eventsOf(all))
        events.push_back(growth == Growth::Version ? mergedByVersion(event) : mergedByMax(event));
    return events;
}

/// What the events add up to, in the words of an expected.json.
inline QJsonObject totalsOf(const std::vector<Seen> &events)
{
    TokenUsage sum;
    for (const Seen &event : events)
        sum += event.o.usage;
    return {{QStringLiteral("input_uncached"), qint64(sum[TokenClass::Input])},
            {QStringLiteral("cache_read"), qint64(sum[TokenClass::CacheRead])},
            {QStringLiteral("cache_write"),
             qint64(sum[TokenClass::CacheWrite5m] + sum[TokenClass::CacheWrite1h])},
            {QStringLiteral("output"), qint64(sum[TokenClass::Output])},
            {QStringLiteral("reasoning_within_output"), qint64(sum[TokenClass::Reasoning])},
            {QStringLiteral("input_inclusive"), qint64(sum.prompt())}};
}

/// Compares what a folder of tests/data/formats says with its expected.json, number by number.
inline void compareWithExpected(std::string_view format, const QString &folder)
{
    const QString path = QStringLiteral(OUTLAY_TEST_DATA "/formats/") + folder;
    const QJsonObject expected =
        QJsonDocument::fromJson(bytesOf(path + QStringLiteral("/expected.json"))).object();
    const std::vector<Seen> events = mergedEvents(format, observationsIn(format, path));
    QCOMPARE(qint64(events.size()), expected[QStringLiteral("calls")].toInteger());
    const QJsonObject tokens = expected[QStringLiteral("tokens")].toObject();
    const QJsonObject totals = totalsOf(events);
    for (auto each = totals.begin(); each != totals.end(); ++each)
        QVERIFY2(tokens[each.key()].toInteger(-1) == each->toInteger(),
                 qPrintable(each.key() + u" is " + QString::number(each->toInteger())));
}

/// One line or document, rejected for a reason that names this.
inline void compareRejection(std::string_view format, const QByteArray &bytes,
                             const QByteArray &reason, const std::string &path = {})
{
    ReaderOptions options;
    options.path = path;
    const Collector sink = readWith(format, bytes, options);
    QCOMPARE(sink.rejections.size(), std::size_t(1));
    QVERIFY(sink.observations.empty());
    QVERIFY2(sink.reasons().contains(QString::fromUtf8(reason)), qPrintable(sink.reasons()));
}

/// Reads to `cut` bytes with one reader and on with another, made from the first one's state.
inline Collector readInTwo(std::string_view format, const QByteArray &bytes, qsizetype cut)
{
    Collector sink;
    auto reader = formatNamed(format)->create({});
    std::int64_t number = 0;
    const auto lines = [&](const QByteArray &part) {
        eachLine(part,
                 [&](std::string_view line, std::int64_t) { reader->line(line, ++number, sink); });
    };
    lines(bytes.left(cut));
    const std::string state = reader->state();
    reader = formatNamed(format)->create({});
    if (!reader->restore(state))
        qFatal("a reader must take its own state");
    lines(bytes.mid(cut));
    return sink;
}

} // namespace outlay::test
