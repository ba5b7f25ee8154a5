// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/formats/bytesource.h"
#include "models/formats/format.h"

#include <QByteArray>
#include <QFile>
#include <QString>

#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace outlay::test {

/// An observation with texts of its own.
struct Seen
{
    explicit Seen(const Observation &from) : o(from)
    {
        for (std::size_t i = 0; i < fieldCount; ++i)
            texts[i] = from.fields[i];
        for (const IdentityToken &token : from.tokens)
            tokens.emplace_back(token.space, std::string(token.value));
        for (const Tag &tag : from.tags)
            tagList.emplace_back(tag.key, tag.value);
        for (const Tag &tag : from.tags)
            tags[std::string(tag.key)] = tag.value;
        content = from.content;
        source = from.source;
    }
    [[nodiscard]] const std::string &operator[](Field f) const
    {
        return texts[static_cast<std::size_t>(f)];
    }
    [[nodiscard]] std::int64_t operator[](TokenClass c) const { return o.usage[c]; }

    Observation o; ///< its views are dead
    std::array<std::string, fieldCount> texts;
    std::vector<std::pair<TokenSpace, std::string>> tokens;
    std::map<std::string, std::string> tags;
    std::vector<std::pair<std::string, std::string>> tagList; ///< in order, repeated keys too
    std::string content;
    std::string source;
};

struct SeenSpan
{
    SpanRecord span; ///< its views are dead
    std::string trace, id, parent, agentName;
    std::vector<Seen> usage; ///< one or none
};

struct SeenStatement
{
    Statement statement; ///< its views are dead
    std::array<std::string, fieldCount> texts;
    std::string content, id, description;
    [[nodiscard]] const std::string &operator[](Field f) const
    {
        return texts[static_cast<std::size_t>(f)];
    }
};

struct Collector final : Sink
{
    void observation(const Observation &from) override { observations.emplace_back(from); }
    void statement(const Statement &from) override
    {
        SeenStatement seen{from,
                           {},
                           std::string(from.content),
                           std::string(from.id),
                           std::string(from.description)};
        for (std::size_t i = 0; i < fieldCount; ++i)
            seen.texts[i] = from.fields[i];
        statements.push_back(std::move(seen));
    }
    void lineage(const LineageVector &from) override
    {
        lineages.push_back(from);
        lineageNames.emplace_back(from.session, from.parent);
        observations.emplace_back(*from.base);
    }
    void span(const SpanRecord &from) override
    {
        SeenSpan seen{from,
                      std::string(from.traceId),
                      std::string(from.spanId),
                      std::string(from.parentSpanId),
                      std::string(from.agentName),
                      {}};
        if (from.usage != nullptr)
            seen.usage.emplace_back(*from.usage);
        spans.push_back(std::move(seen));
    }
    void quota(const QuotaObservation &from) override
    {
        quotas.push_back(from);
        quotaNames.push_back(std::string(from.plan) + '/' + std::string(from.limit) + '/' +
                             std::string(from.window));
    }
    void ignored() override { ++ignoredCount; }
    void rejected(std::int64_t line, std::string_view reason) override
    {
        rejections.emplace_back(line, reason);
    }

    [[nodiscard]] std::size_t records() const
    {
        return observations.size() + statements.size() + spans.size() +
               static_cast<std::size_t>(ignoredCount) + rejections.size();
    }
    [[nodiscard]] QString reasons() const
    {
        QString all;
        for (const auto &[line, reason] : rejections)
            all += QString::number(line) + u": " + QString::fromStdString(reason) + u'\n';
        return all;
    }

    std::vector<Seen> observations;
    std::vector<SeenStatement> statements;
    std::vector<LineageVector> lineages;                           ///< views dead
    std::vector<std::pair<std::string, std::string>> lineageNames; ///< session, parent
    std::vector<SeenSpan> spans;
    std::vector<QuotaObservation> quotas; ///< views dead
    std::vector<std::string> quotaNames;  ///< plan/limit/window
    int ignoredCount = 0;
    std::vector<std::pair<std::int64_t, std::string>> rejections;
};

/// Calls `line` for each line, padded like the importer does.
template <typename Line> void eachLine(const QByteArray &bytes, Line &&line)
{
    std::string buffer;
    qsizetype at = 0;
    std::int64_t number = 0;
    while (at < bytes.size()) {
        qsizetype end = bytes.indexOf('\n', at);
        if (end < 0)
            end = bytes.size();
        buffer.assign(bytes.constData() + at, static_cast<std::size_t>(end - at));
        const std::size_t size = buffer.size();
        buffer.resize(size + recordPadding, '\xee');
        line(std::string_view(buffer).substr(0, size), ++number);
        at = end + 1;
    }
}

/// Reads `bytes` the way the importer does: framing by the first 64 KiB.
inline Collector readWith(const Format &format, const QByteArray &bytes,
                          const ReaderOptions &options = {})
{
    Collector sink;
    const auto reader = format.create(options);
    const std::string_view all(bytes.constData(), static_cast<std::size_t>(bytes.size()));
    if (format.framing(all.substr(0, 65536)) == Framing::Document) {
        std::string padded(all);
        padded.resize(all.size() + recordPadding);
        reader->document(std::string_view(padded).substr(0, all.size()), sink);
    } else {
        eachLine(bytes, [&](std::string_view line, std::int64_t number) {
            reader->line(line, number, sink);
        });
    }
    reader->finish(sink);
    return sink;
}

inline Collector readWith(std::string_view format, const QByteArray &bytes,
                          const ReaderOptions &options = {})
{
    return readWith(*formatNamed(format), bytes, options);
}

/// `--map` and `--only` as on the command line.
inline ReaderOptions mapped(std::string_view map,
                            std::vector<std::pair<std::string, std::string>> only = {})
{
    ReaderOptions options;
    if (!map.empty())
        options.map = parseFieldMap(map).value();
    options.map.only = std::move(only);
    return options;
}

/// A whole file, unpacked; null if it cannot be read.
inline QByteArray bytesOf(const QString &path)
{
    auto source = ByteSource::open(path.toStdString());
    if (!source)
        return {};
    QByteArray all;
    std::array<char, 65536> buffer;
    for (;;) {
        const auto got = (*source)->read(buffer);
        if (!got || *got == 0)
            return got ? all : QByteArray();
        all.append(buffer.data(), qsizetype(*got));
    }
}

} // namespace outlay::test
