// SPDX-FileCopyrightText: Outlay contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/ingest/configuration.h"

#include "models/ledger/ledgerwriter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <array>

namespace outlay {

namespace {

using namespace Qt::StringLiterals;

constexpr std::array<std::string_view, 5> planKinds = {"unknown", "metered", "subscription",
                                                       "provisioned", "local"};

QString toQt(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

std::string textOf(const QJsonValue &value)
{
    return value.toString().toStdString();
}

std::string write(const QJsonArray &array)
{
    return QJsonDocument(array).toJson(QJsonDocument::Compact).toStdString();
}

QJsonObject writeRange(const TimeRange &range)
{
    // Microseconds as text: JSON numbers are doubles.
    return {{u"from"_s, toQt(std::to_string(range.from.micros))},
            {u"to"_s, toQt(std::to_string(range.to.micros))}};
}

TimeRange readRange(const QJsonObject &object)
{
    TimeRange range;
    if (object.contains(u"from"_s))
        range.from.micros = object[u"from"_s].toString().toLongLong();
    if (object.contains(u"to"_s))
        range.to.micros = object[u"to"_s].toString().toLongLong();
    return range;
}

QJsonArray writeSet(const std::vector<std::pair<Dimension, std::string>> &set)
{
    QJsonArray array;
    for (const auto &[dimension, value] : set)
        array.append(QJsonArray{toQt(name(dimension)), toQt(value)});
    return array;
}

std::vector<std::pair<Dimension, std::string>> readSet(const QJsonValue &value)
{
    std::vector<std::pair<Dimension, std::string>> set;
    const QJsonArray entries = value.toArray();
    for (const QJsonValue entry : entries) {
        const QJsonArray pair = entry.toArray();
        if (const auto dimension = dimensionNamed(textOf(pair.at(0))))
            set.emplace_back(*dimension, textOf(pair.at(1)));
    }
    return set;
}

/// The stored array of that name; empty if there is none.
Result<QJsonArray> stored(LedgerWriter &ledger, const char *row)
{
    const auto text = ledger.configuration(row);
    if (!text)
        return QJsonArray{};
    const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(*text));
    if (!document.isArray())
        return failure(Error::Kind::Corrupt, std::string("the ledger's configuration \"") + row +
                                                 "\" cannot be read; restore a backup");
    return document.array();
}

} // namespace

std::string_view planKindName(Ingest::Plan::Kind kind)
{
    return planKinds[static_cast<std::size_t>(kind)];
}

std::optional<Ingest::Plan::Kind> planKindNamed(std::string_view wanted)
{
    for (std::size_t i = 0; i < planKinds.size(); ++i) {
        if (planKinds[i] == wanted)
            return static_cast<Ingest::Plan::Kind>(i);
    }
    return std::nullopt;
}

std::string_view reportsKindName(Ingest::ReportsKind kind)
{
    constexpr std::array<std::string_view, 3> kinds = {"unknown", "list", "net"};
    return kinds[static_cast<std::size_t>(kind)];
}

std::string toJson(const std::vector<PriceBook::Layer> &layers)
{
    QJsonArray array;
    for (const auto &layer : layers)
        array.append(QJsonObject{{u"name"_s, toQt(layer.name)}, {u"json"_s, toQt(layer.json)}});
    return write(array);
}

std::string toJson(const std::vector<Ingest::Plan> &plans)
{
    QJsonArray array;
    for (const auto &plan : plans) {
        array.append(QJsonObject{{u"source"_s, toQt(plan.source)},
                                 {u"key"_s, toQt(plan.key)},
                                 {u"kind"_s, toQt(planKindName(plan.kind))},
                                 {u"name"_s, toQt(plan.name)},
                                 {u"fee_nanos"_s, toQt(std::to_string(plan.fee.nanos))},
                                 {u"from"_s, toQt(plan.from)}});
    }
    return write(array);
}

std::string toJson(const std::vector<Ingest::CoveredBy> &rules)
{
    QJsonArray array;
    for (const auto &rule : rules) {
        QJsonObject object = writeRange(rule.range);
        object[u"source"_s] = toQt(rule.source);
        object[u"by"_s] = toQt(rule.by);
        array.append(object);
    }
    return write(array);
}

std::string toJson(const std::vector<std::pair<std::string, int>> &ranks)
{
    QJsonArray array;
    for (const auto &[source, rank] : ranks)
        array.append(QJsonArray{toQt(source), rank});
    return write(array);
}

std::string
toJson(const std::map<std::string, std::vector<std::pair<Dimension, std::string>>> &labels)
{
    QJsonArray array;
    for (const auto &[source, set] : labels)
        array.append(QJsonArray{toQt(source), writeSet(set)});
    return write(array);
}

std::string toJson(const std::vector<std::pair<std::string, std::string>> &confirmed)
{
    QJsonArray array;
    for (const auto &[source, model] : confirmed)
        array.append(QJsonArray{toQt(source), toQt(model)});
    return write(array);
}

std::string toJson(const std::map<std::string, Ingest::ReportsKind> &reports)
{
    QJsonArray array;
    for (const auto &[source, kind] : reports)
        array.append(QJsonArray{toQt(source), toQt(reportsKindName(kind))});
    return write(array);
}

namespace {

std::vector<Ingest::Plan> readPlans(const QJsonArray &array)
{
    std::vector<Ingest::Plan> plans;
    for (const QJsonValue value : array) {
        const QJsonObject object = value.toObject();
        Ingest::Plan &plan = plans.emplace_back();
        plan.source = textOf(object[u"source"_s]);
        plan.key = textOf(object[u"key"_s]);
        plan.kind = planKindNamed(textOf(object[u"kind"_s])).value_or(Ingest::Plan::Kind::Unknown);
        plan.name = textOf(object[u"name"_s]);
        plan.fee.nanos = object[u"fee_nanos"_s].toString().toLongLong();
        plan.from = textOf(object[u"from"_s]);
    }
    return plans;
}

} // namespace

Result<std::vector<PriceBook::Layer>> parseLayers(std::string_view json)
{
    std::vector<PriceBook::Layer> layers;
    if (json.empty())
        return layers;
    const auto document = QJsonDocument::fromJson(
        QByteArray::fromRawData(json.data(), static_cast<qsizetype>(json.size())));
    if (!document.isArray())
        return failure(Error::Kind::Corrupt, "the ledger's configuration \"price_layers\" cannot "
                                             "be read; restore a backup");
    const QJsonArray array = document.array();
    for (const QJsonValue value : array) {
        const QJsonObject object = value.toObject();
        layers.push_back({textOf(object[u"name"_s]), textOf(object[u"json"_s])});
    }
    return layers;
}

Result<Configuration> loadConfiguration(LedgerWriter &ledger)
{
    namespace row = configurationName;
    Configuration c;
    std::array<QJsonArray, 8> arrays;
    const std::array names = {row::priceLayers,      row::plans,  row::coveredBy, row::ranks,
                              row::attributionRules, row::labels, row::confirmed, row::reports};
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto array = stored(ledger, names[i]);
        if (!array)
            return tl::unexpected<Error>(array.error());
        arrays[i] = *std::move(array);
    }
    auto layers = parseLayers(ledger.configuration(row::priceLayers).value_or(std::string()));
    if (!layers)
        return tl::unexpected<Error>(layers.error());
    c.priceLayers = *std::move(layers);
    c.plans = readPlans(arrays[1]);
    for (const QJsonValue value : std::as_const(arrays[2])) {
        const QJsonObject object = value.toObject();
        c.coveredBy.push_back(
            {textOf(object[u"source"_s]), textOf(object[u"by"_s]), readRange(object)});
    }
    for (const QJsonValue value : std::as_const(arrays[3]))
        c.ranks.emplace_back(textOf(value.toArray().at(0)), value.toArray().at(1).toInt());
    auto rules = parseAttributionRules(ledger.configuration(row::attributionRules).value_or(""));
    if (!rules)
        return failure(Error::Kind::Corrupt, rules.error().text + "; restore a backup");
    c.attributionRules = *std::move(rules);
    for (const QJsonValue value : std::as_const(arrays[5]))
        c.labels[textOf(value.toArray().at(0))] = readSet(value.toArray().at(1));
    for (const QJsonValue value : std::as_const(arrays[6]))
        c.confirmed.emplace_back(textOf(value.toArray().at(0)), textOf(value.toArray().at(1)));
    for (const QJsonValue value : std::as_const(arrays[7])) {
        const bool isList = textOf(value.toArray().at(1)) == "list";
        c.reports[textOf(value.toArray().at(0))] =
            isList ? Ingest::ReportsKind::List : Ingest::ReportsKind::Net;
    }
    auto people = parsePeople(ledger.configuration(row::people).value_or(std::string()));
    if (!people)
        return tl::unexpected<Error>(people.error());
    c.people = *std::move(people);
    auto budgets = parseBudgets(ledger.configuration(row::budgets).value_or(std::string()));
    if (!budgets)
        return failure(Error::Kind::Corrupt, "configuration \"budgets\": " + budgets.error().text);
    c.rules = *std::move(budgets);
    return c;
}

} // namespace outlay
