// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/sources/connectorjson.h"

#include "app/sources/schedule/seriesplan.h"
#include "models/formats/format.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace outlay::sources {

using namespace Qt::StringLiterals;

namespace {

auto missing(std::string_view field)
{
    return failure(Error::Kind::Malformed,
                   "the answer lacks \"" + std::string(field) + "\", which the provider documents");
}

Result<std::string> nextBy(JsonValue page, std::string_view cursorField)
{
    const JsonValue more = page["has_more"];
    if (more.kind() != JsonValue::Kind::Boolean)
        return missing("has_more");
    if (!more.isTrue())
        return std::string();
    const std::string_view next = page[cursorField].text();
    if (next.empty())
        return failure(Error::Kind::Malformed,
                       "has_more is true, but " + std::string(cursorField) + " is missing");
    return std::string(next);
}

} // namespace

Result<JsonValue> openJson(JsonTree &tree, std::string_view body)
{
    constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
    if (body.starts_with(byteOrderMark))
        body.remove_prefix(byteOrderMark.size());
    auto root = tree.parse(body);
    if (!root)
        return failure(Error::Kind::Malformed,
                       "the answer is not the JSON it should be: " + root.error().text);
    return root;
}

Result<JsonValue> openPage(JsonTree &tree, std::string_view body, std::string_view rows)
{
    auto root = openJson(tree, body);
    if (root && (!root->isObject() || !(*root)[rows].isArray()))
        return missing(rows);
    return root;
}

void readAs(std::string_view format, std::string_view body, Sink &sink)
{
    const auto reader = formatNamed(format)->create({});
    reader->document(body, sink);
    reader->finish(sink);
}

Result<std::map<std::int64_t, std::vector<JsonValue>>>
rowsByDay(JsonValue rows, std::string_view field, TimeRange range)
{
    std::map<std::int64_t, std::vector<JsonValue>> days;
    for (std::int64_t at = range.from.micros; at < range.to.micros; at += microsPerDay)
        days[at];
    std::int64_t undated = 0;
    for (const JsonValue row : rows) {
        const auto at = parseInstant(row[field].text());
        if (at && isPlausible(*at))
            days[dayStart(*at).micros].push_back(row);
        else
            ++undated;
    }
    if (undated > 0)
        return failure(Error::Kind::Malformed, std::to_string(undated) +
                                                   " rows of the answer lack a \"" +
                                                   std::string(field) + '"');
    return days;
}

std::string basicAuthorization(std::string_view userAndPassword)
{
    const QByteArray bytes(userAndPassword.data(), qsizetype(userAndPassword.size()));
    return "Basic " + bytes.toBase64().toStdString();
}

Result<std::string> nextPage(JsonValue page)
{
    return nextBy(page, "next_page");
}

Result<std::string> nextAfter(JsonValue page)
{
    return nextBy(page, "last_id");
}

std::string groupBy(std::initializer_list<std::string_view> dimensions)
{
    std::string query;
    for (const std::string_view dimension : dimensions)
        query.append("&group_by%5B%5D=").append(dimension);
    return query;
}

std::string dateText(Instant at)
{
    return toRfc3339(at).substr(0, 10);
}

void tellName(Sink &sink, DirectoryEntry entry, Instant fetchedAt)
{
    if (entry.id.empty())
        return;
    entry.fetchedAt = fetchedAt;
    sink.directory(entry);
}

std::string ListWalk::toCursor() const
{
    QJsonObject json{{u"list"_s, QString::fromStdString(list)},
                     {u"after"_s, QString::fromStdString(after)}};
    QJsonArray ids;
    for (const std::string &id : queue)
        ids.append(QString::fromStdString(id));
    if (!ids.isEmpty())
        json.insert(u"queue"_s, ids);
    if (!carried.empty())
        json.insert(u"carried"_s, QString::fromStdString(carried));
    return QJsonDocument(json).toJson(QJsonDocument::Compact).toStdString();
}

ListWalk ListWalk::fromCursor(const std::string &cursor, std::string_view first)
{
    const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(cursor)).object();
    ListWalk walk;
    walk.list = json.value("list"_L1).toString().toStdString();
    walk.after = json.value("after"_L1).toString().toStdString();
    walk.carried = json.value("carried"_L1).toString().toStdString();
    for (const QJsonValue id : json.value("queue"_L1).toArray())
        walk.queue.push_back(id.toString().toStdString());
    if (walk.list.empty())
        walk.list = first;
    return walk;
}

} // namespace outlay::sources
