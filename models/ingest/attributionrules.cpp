// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/configuration.h"
#include "models/ledger/people.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace outlay {

// Attribution rules as JSON: [{"match": [["key", ["svc-ci"]]], "set": [["team", "platform"]],
// "from": "2026-11-01T00:00:00Z", "to": …}, …]. Older ledgers hold the times as microseconds.

namespace {

using namespace Qt::StringLiterals;

constexpr std::array settable{Dimension::User,    Dimension::Team,        Dimension::CostCenter,
                              Dimension::Project, Dimension::Environment, Dimension::Task,
                              Dimension::TaskKind};

QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::string textOf(const QJsonValue &value)
{
    return value.toString().toStdString();
}

tl::unexpected<Error> wrong(std::size_t rule, const std::string &why)
{
    return failure(Error::Kind::Usage, "attribution rule " + std::to_string(rule) + ": " + why);
}

Result<Instant> readTime(const QJsonValue &value, Instant otherwise)
{
    if (value.isUndefined() || value.isNull())
        return otherwise;
    if (!value.isString())
        return failure(Error::Kind::Usage, "expected a time as text, such as 2026-11-01T00:00:00Z");
    const std::string text = textOf(value);
    if (text.empty())
        return otherwise;
    bool isNumber = false;
    const std::int64_t micros = toQt(text).toLongLong(&isNumber);
    if (isNumber)
        return Instant{micros};
    return parseInstant(text);
}

Result<Filter> readFilter(const QJsonValue &value, std::size_t number)
{
    const QJsonArray pair = value.toArray();
    if (pair.size() != 2 || !pair.at(0).isString() || !pair.at(1).isArray())
        return wrong(number, "match: expected pairs such as [\"key\", [\"svc-ci\"]]");
    const auto dimension = parseDimension(textOf(pair.at(0)));
    if (!dimension)
        return wrong(number, "match: " + dimension.error().text);
    Filter filter{*dimension, {}};
    const QJsonArray values = pair.at(1).toArray();
    for (const QJsonValue wanted : values) {
        if (!wanted.isNull() && !wanted.isString())
            return wrong(number, "match: " + textOf(pair.at(0)) +
                                     ": expected texts, or null for "
                                     "unknown");
        filter.anyOf.push_back(wanted.isNull() ? std::nullopt : std::optional(textOf(wanted)));
    }
    if (filter.anyOf.empty())
        return wrong(number, "match: " + textOf(pair.at(0)) + " names no value");
    return filter;
}

Result<std::pair<Dimension, std::string>> readSet(const QJsonValue &value, std::size_t number)
{
    const QJsonArray pair = value.toArray();
    if (pair.size() != 2 || !pair.at(0).isString())
        return wrong(number, "set: expected pairs such as [\"team\", \"platform\"]");
    const std::string word = textOf(pair.at(0));
    const auto dimension = dimensionNamed(word);
    if (!dimension)
        return wrong(number, "set: \"" + word + "\" is no dimension");
    if (!pair.at(1).isString())
        return wrong(number, "set: " + word + ": expected a text");
    return std::pair{*dimension, textOf(pair.at(1))};
}

/// A member misspelt or of another type would otherwise be read as absent: a rule that matches all.
Result<> checkMembers(const QJsonObject &object, std::size_t number)
{
    constexpr std::array<std::string_view, 4> members{"match", "set", "from", "to"};
    for (const QString &key : object.keys()) {
        const std::string word = key.toStdString();
        if (std::find(members.begin(), members.end(), word) == members.end())
            return wrong(number,
                         "\"" + word + "\" is no member; there are match, set, from and to");
    }
    for (const QString &list : {u"match"_s, u"set"_s}) {
        if (object.contains(list) && !object[list].isArray())
            return wrong(number, list.toStdString() + ": expected a list");
    }
    return {};
}

Result<Ingest::AttributionRule> readRule(const QJsonValue &value, std::size_t number)
{
    if (!value.isObject())
        return wrong(number, "expected an object with match and set");
    const QJsonObject object = value.toObject();
    if (const Result<> sound = checkMembers(object, number); !sound)
        return tl::unexpected<Error>(sound.error());
    Ingest::AttributionRule rule;
    const auto from = readTime(object[u"from"_s], rule.range.from);
    const auto to = readTime(object[u"to"_s], rule.range.to);
    if (!from || !to)
        return wrong(number, (from ? "to: " : "from: ") + (from ? to : from).error().text);
    rule.range = {*from, *to};
    const QJsonArray match = object[u"match"_s].toArray();
    for (const QJsonValue entry : match) {
        auto filter = readFilter(entry, number);
        if (!filter)
            return tl::unexpected<Error>(filter.error());
        rule.match.push_back(*std::move(filter));
    }
    const QJsonArray set = object[u"set"_s].toArray();
    for (const QJsonValue entry : set) {
        auto one = readSet(entry, number);
        if (!one)
            return tl::unexpected<Error>(one.error());
        rule.set.push_back(*std::move(one));
    }
    return rule;
}

} // namespace

std::string toJson(const std::vector<Ingest::AttributionRule> &rules)
{
    QJsonArray array;
    for (const auto &rule : rules) {
        QJsonArray match, set;
        for (const Filter &filter : rule.match) {
            QJsonArray values;
            for (const auto &value : filter.anyOf)
                values.append(value ? QJsonValue(toQt(*value)) : QJsonValue(QJsonValue::Null));
            match.append(QJsonArray{toQt(toString(filter.dimension)), values});
        }
        for (const auto &[dimension, value] : rule.set)
            set.append(QJsonArray{toQt(name(dimension)), toQt(value)});
        QJsonObject object{{u"match"_s, match}, {u"set"_s, set}};
        const TimeRange always;
        if (rule.range.from != always.from)
            object[u"from"_s] = toQt(toRfc3339(rule.range.from));
        if (rule.range.to != always.to)
            object[u"to"_s] = toQt(toRfc3339(rule.range.to));
        array.append(object);
    }
    return QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString();
}

Result<std::vector<Ingest::AttributionRule>> parseAttributionRules(std::string_view json)
{
    std::vector<Ingest::AttributionRule> rules;
    if (json.empty())
        return rules;
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(
        QByteArray::fromRawData(json.data(), static_cast<qsizetype>(json.size())), &problem);
    if (problem.error != QJsonParseError::NoError) {
        const std::string_view before =
            json.substr(0, std::min(json.size(), static_cast<std::size_t>(problem.offset)));
        const auto line = 1 + std::count(before.begin(), before.end(), '\n');
        return failure(Error::Kind::Usage, "line " + std::to_string(line) +
                                               ": no JSON: " + problem.errorString().toStdString());
    }
    if (!document.isArray())
        return failure(Error::Kind::Usage, "attribution rules are a list in JSON");
    const QJsonArray array = document.array();
    for (const QJsonValue value : array) {
        auto rule = readRule(value, rules.size() + 1);
        if (!rule)
            return tl::unexpected<Error>(rule.error());
        rules.push_back(*std::move(rule));
    }
    return rules;
}

Result<> checkAttributionRules(const std::vector<Ingest::AttributionRule> &rules)
{
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const Ingest::AttributionRule &rule = rules[i];
        if (rule.set.empty())
            return wrong(i + 1, "it sets nothing");
        if (rule.range.to <= rule.range.from)
            return wrong(i + 1, "it ends before it begins");
        for (const auto &[dimension, value] : rule.set) {
            if (std::find(settable.begin(), settable.end(), dimension) == settable.end())
                return wrong(i + 1, std::string(name(dimension)) +
                                        " cannot be set; it is user, team, cost_center, project, "
                                        "environment, task or task_kind");
            if (const std::string problem = textProblem(value, true); !problem.empty())
                return wrong(i + 1, std::string(name(dimension)) + " " + problem);
        }
        for (const Filter &filter : rule.match) {
            if (filter.anyOf.empty())
                return wrong(i + 1, toString(filter.dimension) + " names no value");
            for (const auto &value : filter.anyOf) {
                const std::string problem = textProblem(value.value_or(std::string()), false);
                if (!problem.empty())
                    return wrong(i + 1, toString(filter.dimension) + " " + problem);
            }
            if (filter.dimension.dimension == Dimension::Price)
                return wrong(i + 1, "a rule cannot match by price");
        }
    }
    return {};
}

} // namespace outlay
